"""Subtypes behind a discriminator: each is compared under its own tag, whatever way leads to it."""

from __future__ import annotations

import pytest

from apidiff.model.policy import Policy
from tests.comparing.describing import STRING, api, content, diff, ok, only, received, ref, sent, told

INTEGER = {"type": "integer"}
NUMBER = {"type": "number"}
STRICT = Policy(new_enum_value="breaking")
TOLERANT = Policy(new_enum_value="additive")


def obj(properties, required=("kind",)):
    return {"type": "object", "required": list(required), "properties": {"kind": STRING, **properties}}


def mapped(**tags):
    return {tag: f"#/components/schemas/{name}" for tag, name in tags.items()}


def alternatives(children, tags, keyword="oneOf"):
    """Beside `oneOf`: the children know nothing of their parent."""
    discriminator = {"propertyName": "kind", **({"mapping": mapped(**tags)} if tags else {})}
    union = {keyword: [ref(name) for name in children], "discriminator": discriminator}
    return {"Payment": union, **{name: obj(fields) for name, fields in children.items()}}


def any_of(children, tags):
    return alternatives(children, tags, "anyOf")


def inherited(children, tags):
    """The children refer to their parent, which knows them by the mapping or not at all."""
    discriminator = {"propertyName": "kind", **({"mapping": mapped(**tags)} if tags else {})}
    parent = {**obj({"amount": INTEGER}), "discriminator": discriminator}
    return {"Payment": parent, **{name: child(fields) for name, fields in children.items()}}


def child(fields, parent="Payment"):
    return {"allOf": [ref(parent), {"type": "object", "properties": fields}]}


def grandchildren(children, tags):
    """As `inherited`, with a class in between."""
    schemas = inherited({}, tags)
    middle = {"Digital": child({"device": STRING})}
    return schemas | middle | {name: child(fields, "Digital") for name, fields in children.items()}


FORMS = pytest.mark.parametrize("form", [alternatives, any_of, inherited, grandchildren])
NAMING = pytest.mark.parametrize("tags", [{"card": "Card", "bank": "Bank"}, {}], ids=["mapped", "implicit"])
CHILDREN = {"Card": {"number": STRING, "cvc": INTEGER}, "Bank": {"iban": STRING}}


def sent_in(schemas, openapi="3.1.0"):
    return {**sent(ref("Payment"), schemas=schemas), "openapi": openapi}


def received_from(schemas, openapi="3.1.0"):
    return {**received(ref("Payment"), schemas=schemas), "openapi": openapi}


def with_card(**fields):
    return CHILDREN | {"Card": {name: at for name, at in (CHILDREN["Card"] | fields).items() if at is not None}}


@FORMS
@NAMING
@pytest.mark.parametrize("openapi", ["3.0.3", "3.1.0"])
def test_a_field_of_a_subtype_that_takes_less_is_breaking_in_a_request(form, tags, openapi):
    base, revision = (sent_in(form(with_card(cvc=at), tags), openapi) for at in (NUMBER, INTEGER))
    change = only(diff(base, revision))
    assert (change.rule, change.cls) == ("type-changed", "breaking")
    assert diff(revision, base).verdict == "additive"


@FORMS
@NAMING
@pytest.mark.parametrize("openapi", ["3.0.3", "3.1.0"])
def test_a_field_of_a_subtype_that_takes_more_is_breaking_in_a_response(form, tags, openapi):
    base, revision = (received_from(form(with_card(cvc=at), tags), openapi) for at in (INTEGER, NUMBER))
    change = only(diff(base, revision))
    assert (change.rule, change.cls) == ("type-changed", "breaking")
    assert diff(revision, base).verdict == "additive"


@FORMS
@NAMING
@pytest.mark.parametrize("surface", [sent_in, received_from])
def test_a_field_of_a_subtype_that_is_gone_is_breaking(form, tags, surface):
    change = only(diff(surface(form(CHILDREN, tags)), surface(form(with_card(cvc=None), tags))))
    assert (change.rule, change.cls, change.name) == ("property-removed", "breaking", "cvc")


@FORMS
@NAMING
@pytest.mark.parametrize("surface", [sent_in, received_from])
def test_a_field_more_in_a_subtype_is_additive(form, tags, surface):
    change = only(diff(surface(form(CHILDREN, tags)), surface(form(with_card(holder=STRING), tags))))
    assert (change.rule, change.cls) == ("property-added", "additive")


@pytest.mark.parametrize("form", [alternatives, any_of, inherited, grandchildren])
@pytest.mark.parametrize("explicit", [True, False])
def test_a_subtype_more_is_a_value_more(form, explicit):
    more = CHILDREN | {"Cash": {"coins": {"type": "array"}}}
    tags = {"card": "Card", "bank": "Bank"} if explicit else {}
    name = "cash" if explicit else "Cash"
    base, revision = form(CHILDREN, tags), form(more, tags | {"cash": "Cash"} if explicit else {})
    change = only(diff(sent_in(base), sent_in(revision)))
    assert (change.rule, change.cls, change.name, change.caution) == ("subtype-added", "additive", name, False)
    change = only(diff(received_from(base), received_from(revision), policy=STRICT))
    assert (change.rule, change.cls, change.name, change.caution) == ("subtype-added", "breaking", name, False)
    assert change.witness.instance["kind"] == name
    change = only(diff(received_from(base), received_from(revision), policy=TOLERANT))
    assert (change.cls, change.caution) == ("additive", True)


@pytest.mark.parametrize("form", [alternatives, any_of, inherited, grandchildren])
@pytest.mark.parametrize("explicit", [True, False])
def test_a_subtype_less_is_a_value_less(form, explicit):
    more = CHILDREN | {"Cash": {"coins": {"type": "array"}}}
    tags = {"card": "Card", "bank": "Bank"} if explicit else {}
    name = "cash" if explicit else "Cash"
    base, revision = form(more, tags | {"cash": "Cash"} if explicit else {}), form(CHILDREN, tags)
    change = only(diff(sent_in(base), sent_in(revision)))
    assert (change.rule, change.cls, change.name) == ("subtype-removed", "breaking", name)
    assert change.witness.instance["kind"] == name
    change = only(diff(received_from(base), received_from(revision), policy=STRICT))
    assert (change.rule, change.cls, change.name) == ("subtype-removed", "additive", name)


def test_the_last_subtype_that_a_parent_names_is_missed_too():
    base, revision = inherited({"Card": {}}, {"card": "Card"}), inherited({}, {})
    change = only(diff(sent_in(base), sent_in(revision)))
    assert (change.rule, change.cls, change.name) == ("subtype-removed", "breaking", "card")


@pytest.mark.parametrize("member", [ref("Extra"), {"type": "object", "required": ["serial"]}])
def test_alternatives_beside_a_discriminator_of_those_that_inherit_narrow_them(member):
    schemas = inherited(CHILDREN, {})
    narrowed = schemas | {"Payment": schemas["Payment"] | {"anyOf": [member]}}
    extra = {"Extra": {"type": "object", "required": ["serial"]}}
    base, revision = (sent(ref("Card"), schemas=each | extra) for each in (schemas, narrowed))
    assert diff(base, revision, policy=TOLERANT).verdict == "breaking"


@FORMS
@pytest.mark.parametrize("surface", [sent_in, received_from])
def test_a_tag_under_another_name_is_breaking(form, surface):
    base = form(CHILDREN, {"card": "Card", "bank": "Bank"})
    revision = form(CHILDREN, {"credit_card": "Card", "bank": "Bank"})
    change = only(diff(surface(base), surface(revision)))
    assert (change.rule, change.cls, change.name) == ("subtype-renamed", "breaking", "card")
    assert change.renamed_to == "credit_card"


@FORMS
@pytest.mark.parametrize("surface", [sent_in, received_from])
def test_a_component_under_another_name_with_the_same_tag_is_neutral(form, surface):
    base = form(CHILDREN, {"card": "Card", "bank": "Bank"})
    renamed = {"CreditCard": CHILDREN["Card"], "Bank": CHILDREN["Bank"]}
    revision = form(renamed, {"card": "CreditCard", "bank": "Bank"})
    assert diff(surface(base), surface(revision), audited=True).verdict == "neutral"


@FORMS
@pytest.mark.parametrize("surface", [sent_in, received_from])
def test_without_a_mapping_a_component_under_another_name_is_a_tag_under_another_name(form, surface):
    renamed = {"CreditCard": CHILDREN["Card"], "Bank": CHILDREN["Bank"]}
    change = only(diff(surface(form(CHILDREN, {})), surface(form(renamed, {}))))
    assert (change.rule, change.name, change.renamed_to) == ("subtype-renamed", "Card", "CreditCard")


@FORMS
@pytest.mark.parametrize("surface", [sent_in, received_from])
def test_a_tag_in_another_field_is_breaking(form, surface):
    def described(name):
        schemas = form(CHILDREN, {"card": "Card", "bank": "Bank"})
        for schema in schemas.values():
            if "properties" in schema:
                schema["properties"] |= {"sort": STRING}
        schemas["Payment"]["discriminator"]["propertyName"] = name
        return surface(schemas)

    change = only(diff(described("kind"), described("sort")))
    assert (change.rule, change.cls) == ("discriminator-property-changed", "breaking")
    assert (change.name, change.renamed_to) == ("kind", "sort")


@FORMS
@pytest.mark.parametrize("surface", [sent_in, received_from])
def test_a_tag_that_stands_for_another_schema_is_compared_with_that_one(form, surface):
    children = CHILDREN | {"Wire": {"iban": INTEGER}}
    tags = {"card": "Card", "bank": "Bank", "wire": "Wire"}
    base, revision = form(children, tags), form(children, tags | {"bank": "Wire", "other": "Bank"})
    found = told(diff(surface(base), surface(revision)))
    assert ("type-changed", "breaking") in [(rule, cls) for rule, cls, _ in found]


@FORMS
@pytest.mark.parametrize("surface", [sent_in, received_from])
def test_a_mapping_that_says_what_the_names_say_is_neutral(form, surface):
    base, revision = form(CHILDREN, {}), form(CHILDREN, {"Card": "Card", "Bank": "Bank"})
    assert diff(surface(base), surface(revision), audited=True).verdict in ("neutral", "identical")


@pytest.mark.parametrize("surface", [sent_in, received_from])
def test_names_and_pointers_in_a_mapping_say_the_same(surface):
    base, revision = (alternatives(CHILDREN, {"card": "Card", "bank": "Bank"}) for _ in range(2))
    revision["Payment"]["discriminator"]["mapping"] = {"bank": "Bank", "card": "Card"}
    assert diff(surface(base), surface(revision)).verdict in ("neutral", "identical")


def test_a_name_that_could_be_a_file_is_a_component_first():
    schemas = alternatives({"card.v1": CHILDREN["Card"], "Bank": CHILDREN["Bank"]}, {})
    schemas["Payment"]["discriminator"]["mapping"] = {"card": "card.v1"}
    narrower = schemas | {"card.v1": obj({"number": STRING, "cvc": {"type": "integer", "maximum": 999}})}
    assert only(diff(sent_in(schemas), sent_in(narrower))).cls == "breaking"


# What the tags tell apart


@pytest.mark.parametrize("surface", [sent_in, received_from])
def test_alternatives_that_only_the_tag_tells_apart_do_not_overlap(surface):
    wider = with_card(cvc=None, iban=STRING)
    tags = {"card": "Card", "bank": "Bank"}
    base, revision = alternatives(with_card(cvc=None), tags), alternatives(wider, tags)
    assert [change.rule for change in diff(surface(base), surface(revision)).changes] == ["property-added"]


def test_the_witness_of_a_subtype_carries_its_tag():
    for form in (alternatives, inherited, grandchildren):
        tags = {"card": "Card", "bank": "Bank"}
        base, revision = form(CHILDREN, tags), form(with_card(cvc={"type": "integer", "maximum": 999}), tags)
        change = only(diff(sent_in(base), sent_in(revision)))
        assert change.witness.instance["kind"] == "card"
        assert change.witness.at == "the request body of `POST /v1/things`"


def test_subtypes_that_list_their_own_tags_go_by_those():
    """A discriminator without a mapping, and children with a `const` that is not their component's name."""

    def union(*names):
        schemas = alternatives({name: {} for name in names}, {})
        for name in names:
            schemas[name] = obj({"kind": {"const": name.lower()}})
        return schemas

    change = only(diff(received_from(union("Card")), received_from(union("Card", "Bank")), policy=STRICT))
    assert (change.rule, change.name) == ("subtype-added", "bank")


def test_a_constant_that_changed_is_told_once():
    def union(tag):
        schemas = alternatives({"Card": {}, "Bank": {}}, {})
        return sent_in(schemas | {"Card": obj({"kind": {"const": tag}}), "Bank": obj({"kind": {"const": "bank"}})})

    assert only(diff(union("card"), union("credit"))).rule == "const-changed"


def test_a_parents_list_of_tags_is_shared_out_by_the_mapping():
    def family(*tags):
        schemas = inherited({tag.title(): {} for tag in tags}, {tag: tag.title() for tag in tags})
        schemas["Payment"]["properties"]["kind"] = {"type": "string", "enum": list(tags)}
        return sent_in(schemas)

    comparison = diff(family("card", "bank", "cash"), family("card", "bank"))
    assert {(change.rule, change.cls) for change in comparison.changes if change.cls != "neutral"} == {
        ("subtype-removed", "breaking"),
        ("enum-value-removed", "breaking"),
    }


def test_tags_that_do_not_tell_children_apart_leave_them_alternatives():
    """Both list the same tags, so that it takes more than the tag to know which is which."""

    def union(extra):
        kinds = {"enum": ["a", "b"]}
        schemas = alternatives({"Card": {}, "Bank": {}}, {})
        return schemas | {"Card": obj({"kind": kinds, "number": STRING}, ("kind", "number")), "Bank": extra}

    bank = obj({"kind": {"enum": ["a", "b"]}, "iban": STRING}, ("kind", "iban"))
    narrower = bank | {"properties": bank["properties"] | {"iban": {"type": "string", "maxLength": 34}}}
    assert only(diff(sent_in(union(bank)), sent_in(union(narrower)))).cls == "breaking"


@pytest.mark.parametrize("surface", [sent_in, received_from])
def test_null_beside_tagged_alternatives(surface):
    base, revision = (alternatives(CHILDREN, {"card": "Card", "bank": "Bank"}) for _ in range(2))
    revision["Payment"]["oneOf"] = [*revision["Payment"]["oneOf"], {"type": "null"}]
    breaking = surface is received_from
    change = only(diff(surface(base), surface(revision)))
    assert (change.rule, change.cls) == ("alternative-added", "breaking" if breaking else "additive")
    change = only(diff(surface(revision), surface(base)))
    assert (change.rule, change.cls) == ("alternative-removed", "additive" if breaking else "breaking")


# A discriminator that came or went


def constants():
    schemas = alternatives(CHILDREN, {"card": "Card", "bank": "Bank"})
    for name in ("Card", "Bank"):
        schemas[name]["properties"]["kind"] = {"const": name.lower()}
    return schemas


def without_discriminator(schemas):
    return schemas | {"Payment": {k: v for k, v in schemas["Payment"].items() if k != "discriminator"}}


@pytest.mark.parametrize("surface", [sent_in, received_from])
def test_a_discriminator_that_says_what_the_children_say_is_neutral(surface):
    base, revision = without_discriminator(constants()), constants()
    assert diff(surface(base), surface(revision)).verdict == "neutral"
    assert diff(surface(revision), surface(base)).verdict == "neutral"


@FORMS
def test_a_discriminator_that_came_narrows_the_tag(form):
    schemas = form(CHILDREN, {"card": "Card", "bank": "Bank"})
    base, revision = without_discriminator(schemas), schemas
    change = only(diff(sent_in(base), sent_in(revision)))
    assert (change.rule, change.cls) == ("discriminator-added", "breaking")
    assert only(diff(received_from(base), received_from(revision))).cls == "additive"
    assert only(diff(sent_in(revision), sent_in(base))).cls == "additive"
    change = only(diff(received_from(revision), received_from(base)))
    assert (change.rule, change.cls) == ("discriminator-removed", "breaking")


# Where it stands


def test_subtypes_of_an_event_travel_from_the_server():
    def event(tags, children):
        return api(
            {},
            webhooks={"paid": {"post": {"requestBody": content(ref("Payment")), "responses": {"200": {}}}}},
            schemas=inherited(children, tags),
        )

    base = event({"card": "Card"}, {"Card": {"cvc": INTEGER}})
    assert only(diff(base, event({"card": "Card"}, {"Card": {"cvc": NUMBER}}))).cls == "breaking"
    assert only(diff(event({"card": "Card"}, {"Card": {"cvc": NUMBER}}), base)).cls == "additive"


@FORMS
@pytest.mark.parametrize("around", [
    lambda schema: {"type": "array", "items": schema},
    lambda schema: {"type": "object", "properties": {"payment": schema}},
    lambda schema: {"type": "object", "additionalProperties": schema},
    lambda schema: {"allOf": [schema], "description": "What was paid."},
    lambda schema: {"anyOf": [schema, {"type": "null"}]},
])  # fmt: skip
def test_a_parent_somewhere_within_a_payload_reaches_its_subtypes(form, around):
    tags = {"card": "Card", "bank": "Bank"}

    def described(cvc):
        return received(around(ref("Payment")), schemas=form(with_card(cvc=cvc), tags))

    assert only(diff(described(INTEGER), described(NUMBER))).cls == "breaking"
    assert diff(described(NUMBER), described(INTEGER)).verdict == "additive"


def test_an_inline_discriminator_reaches_its_subtypes():
    def described(cvc):
        schemas = inherited(with_card(cvc=cvc), {"card": "Card"})
        return sent(schemas["Payment"], schemas=schemas)

    assert only(diff(described(NUMBER), described(INTEGER))).cls == "breaking"


def test_a_subtype_that_refers_to_its_parent_is_walked_once():
    def described(cvc):
        card = {"cvc": cvc, "refunds": {"type": "array", "items": ref("Payment")}}
        return sent_in(inherited({"Card": card}, {"card": "Card"}))

    assert only(diff(described(NUMBER), described(INTEGER))).cls == "breaking"


def test_a_parent_that_lists_children_which_inherit_from_it():
    """The children refer to the parent that refers to them: what they inherit is the parent without its choice."""

    def described(cvc):
        schemas = inherited(with_card(cvc=cvc), {})
        schemas["Payment"]["oneOf"] = [ref("Card"), ref("Bank")]
        return sent_in(schemas)

    change = only(diff(described(NUMBER), described(INTEGER)))
    assert (change.rule, change.cls, change.undecided) == ("type-changed", "breaking", False)
    assert change.witness.instance["kind"] == "Card"


def test_a_child_used_alone_reaches_those_below_it_and_no_others():
    def described(leaf, other=STRING):
        schemas = grandchildren({"Card": {"cvc": leaf}}, {}) | {"Bank": child({"iban": other})}
        return received(ref("Digital"), schemas=schemas)

    assert only(diff(described(INTEGER), described(NUMBER))).cls == "breaking"
    assert diff(described(INTEGER), described(INTEGER, NUMBER)).verdict == "neutral"


def test_a_class_in_between_is_no_subtype_where_a_mapping_lists_them():
    base = inherited({"Card": {"cvc": INTEGER}}, {"card": "Card"})
    revision = base | {"Digital": child({}), "Card": child({"cvc": INTEGER}, "Digital")}
    assert diff(received_from(base), received_from(revision), policy=STRICT).verdict == "neutral"


def test_a_component_that_only_describes_the_parent_is_the_parent():
    def described(cvc, *, nullable=True):
        schemas = inherited(with_card(cvc=cvc), {"card": "Card", "bank": "Bank"})
        alias = {"allOf": [ref("Payment")], "description": "The last one.", **({"nullable": True} if nullable else {})}
        return {**received(ref("Last"), schemas=schemas | {"Last": alias}), "openapi": "3.0.3"}

    assert only(diff(described(INTEGER), described(NUMBER))).cls == "breaking"


def test_a_field_that_moves_from_the_parent_to_a_child_is_not_simply_gone():
    base = inherited({"Card": {}}, {"card": "Card"})
    base["Payment"]["properties"]["cvc"] = INTEGER
    revision = inherited({"Card": {"cvc": INTEGER}}, {"card": "Card"})
    assert diff(sent_in(base), sent_in(revision)).verdict != "breaking"


# Closed parents


@pytest.mark.parametrize("surface", [sent_in, received_from])
def test_a_closed_parent_leaves_no_room_for_the_fields_of_a_child(surface):
    """No payload that is valid can hold `cvc`, so its type says nothing."""

    def described(cvc):
        schemas = inherited({"Card": {"cvc": cvc}}, {"card": "Card"})
        schemas["Payment"]["unevaluatedProperties"] = False
        return surface(schemas)

    assert diff(described(NUMBER), described(INTEGER)).verdict == "neutral"
    assert diff(described(INTEGER), described(NUMBER)).verdict == "neutral"


@pytest.mark.parametrize("keyword", ["additionalProperties", "unevaluatedProperties"])
def test_a_field_more_in_a_closed_child_is_tolerated(keyword):
    def described(**fields):
        schemas = alternatives(with_card(**fields), {"card": "Card", "bank": "Bank"})
        return received_from(schemas | {name: schemas[name] | {keyword: False} for name in ("Card", "Bank")})

    assert diff(described(), described(holder=STRING)).verdict == "additive"


# 3.2


def with_default(default, *, mapping=("card",), **other):
    schemas = inherited({"Card": {"cvc": INTEGER}, "Other": other}, {})
    discriminator = {"propertyName": "kind", "mapping": mapped(**{tag: tag.title() for tag in mapping})}
    schemas["Payment"] = {
        "oneOf": [ref("Card"), ref("Other")],
        "discriminator": discriminator | ({"defaultMapping": default} if default else {}),
    }
    schemas |= {"Card": obj({"cvc": INTEGER}, ()), "Other": obj(other, ())}
    return schemas


def test_what_any_other_tag_stands_for_is_compared():
    base, revision = (sent_in(with_default("Other", memo=at), "3.2.0") for at in (NUMBER, INTEGER))
    change = only(diff(base, revision))
    assert (change.rule, change.cls) == ("type-changed", "breaking")


def test_a_default_that_is_gone_takes_every_other_tag_away():
    base, revision = sent_in(with_default("Other"), "3.2.0"), sent_in(with_default(None), "3.2.0")
    change = only(diff(base, revision))
    assert (change.rule, change.cls, change.name) == ("subtype-removed", "breaking", "any other tag")
    assert only(diff(revision, base)).cls == "additive"


def test_a_tag_that_leaves_the_default_may_narrow_it():
    """`bank` used to be any other tag; now it asks for what a bank has."""
    base = with_default("Other") | {"Bank": obj({"iban": STRING}, ("kind", "iban"))}
    revision = with_default("Other", mapping=("card", "bank")) | {"Bank": base["Bank"]}
    change = only(diff(sent_in(base, "3.2.0"), sent_in(revision, "3.2.0")))
    assert (change.rule, change.cls, change.name) == ("subtype-added", "breaking", "bank")


# Alternatives without a name, or without a discriminator of their own


def inline(*tags, cvc=INTEGER):
    fields = {"card": {"cvc": cvc}, "bank": {"iban": STRING}, "cash": {"coins": INTEGER}}
    members = [obj({"kind": {"const": tag}, **fields[tag]}) for tag in tags]
    return {"oneOf": members, "discriminator": {"propertyName": "kind"}}


def test_inline_alternatives_go_by_the_tags_that_they_list():
    change = only(diff(received(inline("card", "bank")), received(inline("bank", "cash", "card")), policy=STRICT))
    assert (change.rule, change.name, change.caution) == ("subtype-added", "cash", False)
    change = only(diff(sent(inline("card", "bank", cvc=NUMBER)), sent(inline("bank", "card"))))
    assert (change.rule, change.cls) == ("type-changed", "breaking")
    assert change.witness.instance["kind"] == "card"


def test_a_discriminator_beside_inline_alternatives_says_nothing_new():
    with_one = inline("card", "bank")
    without = {"oneOf": with_one["oneOf"][::-1]}
    assert diff(sent(without), sent(with_one)).verdict == "neutral"
    assert diff(sent(with_one), sent(without)).verdict == "neutral"


def listed(children, *names, tags=None):
    """Alternatives without a discriminator, whose parent has one."""
    return {"oneOf": [ref(name) for name in names]}, inherited(children, tags or {})


@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize("tags", [{}, {"card": "Card", "bank": "Bank"}])
def test_alternatives_that_inherit_a_discriminator_are_told_apart_by_it(surface, tags):
    union, schemas = listed(with_card(cvc=None), "Card", "Bank", tags=tags)
    _, wider = listed(with_card(cvc=None, iban=STRING), "Card", "Bank", tags=tags)
    comparison = diff(surface(union, schemas=schemas), surface(union, schemas=wider))
    assert told(comparison) == [("property-added", "additive", "`iban` added to schema `Card`")]


def test_an_alternative_more_that_inherits_is_a_value_more():
    children = CHILDREN | {"Cash": {"coins": INTEGER}}
    (few, schemas), (more, _) = listed(children, "Card", "Bank"), listed(children, "Card", "Bank", "Cash")
    change = only(diff(received(few, schemas=schemas), received(more, schemas=schemas), policy=STRICT))
    assert (change.rule, change.name, change.caution) == ("subtype-added", "Cash", False)
    change = only(diff(sent(more, schemas=schemas), sent(few, schemas=schemas)))
    assert (change.rule, change.name, change.cls) == ("subtype-removed", "Cash", "breaking")


def test_alternatives_of_which_one_inherits_nothing_stay_alternatives():
    union, schemas = listed(CHILDREN, "Card", "Other")
    schemas["Other"] = obj({"iban": STRING}, ("kind", "iban"))
    narrower = schemas | {"Other": obj({"iban": {"type": "string", "maxLength": 34}}, ("kind", "iban"))}
    assert diff(sent(union, schemas=schemas), sent(union, schemas=narrower)).verdict == "breaking"


# What inherits without being a kind


def enveloped(cvc, **envelope):
    tags = {"card": "Card", "bank": "Bank"}
    schemas = inherited(with_card(cvc=cvc), tags)
    schemas["Answer"] = child({"links": {"type": "array"}, **envelope})
    return received(ref("Answer"), schemas=schemas)


def test_an_envelope_around_a_parent_reaches_its_kinds():
    assert only(diff(enveloped(INTEGER), enveloped(NUMBER))).cls == "breaking"
    assert only(diff(enveloped(INTEGER, page=STRING), enveloped(INTEGER))).name == "page"


def test_an_envelope_more_is_no_kind_more():
    tags = {"card": "Card", "bank": "Bank"}
    base = received_from(inherited(CHILDREN, tags))
    revision = received_from(inherited(CHILDREN, tags) | {"Answer": child({"links": {"type": "array"}})})
    revision["paths"]["/v1/more"] = {"get": {"responses": ok(ref("Answer"))}}
    assert [change.rule for change in diff(base, revision, policy=STRICT).changes if change.lens == "wire"] == [
        "operation-added"
    ]


def test_a_child_that_a_mapping_leaves_out_goes_by_its_name():
    """As in the specification's own example: the mapping names the dog, and the cat is a Cat."""
    base = inherited(CHILDREN, {"card": "Card"})
    revision = inherited(with_card() | {"Bank": {"iban": INTEGER}}, {"card": "Card"})
    assert only(diff(received_from(base), received_from(revision))).cls == "breaking"


def test_tags_in_another_case_than_the_components_are_theirs():
    def family(*tags):
        schemas = inherited({tag.title(): {"cvc": INTEGER} for tag in tags}, {})
        schemas["Payment"]["properties"]["kind"] = {"type": "string", "enum": [tag.upper() for tag in tags]}
        return received_from(schemas)

    found = diff(family("card"), family("card", "bank"), policy=STRICT).changes
    assert ("subtype-added", "BANK") in [(change.rule, change.name) for change in found]


# A subtype more under a policy that tolerates it


def test_a_subtype_that_clients_tolerate_is_no_cause_of_anything_else():
    """The pair is asked as a whole, since what is unevaluated depends on all that is in it."""

    def described(*names):
        schemas = alternatives({name: {} for name in names}, {name.lower(): name for name in names})
        union = {**schemas["Payment"], "unevaluatedProperties": False}
        return received_from(schemas | {"Payment": union})

    base, revision = described("Card", "Bank"), described("Card", "Bank", "Cash")
    change = only(diff(base, revision, policy=TOLERANT))
    assert (change.rule, change.cls, change.caution) == ("subtype-added", "additive", True)
    assert only(diff(base, revision, policy=STRICT)).rule == "subtype-added"


def test_a_subtype_in_place_of_another_one_is_not_tolerated():
    base = alternatives(CHILDREN, {"card": "Card", "bank": "Bank"})
    revision = alternatives({"Card": CHILDREN["Card"], "Cash": {"coins": INTEGER}}, {"card": "Card", "cash": "Cash"})
    found = diff(received_from(base), received_from(revision), policy=TOLERANT).changes
    assert ("subtype-added", "breaking") in [(change.rule, change.cls) for change in found]


# Ids


@pytest.mark.parametrize("form", [alternatives, inherited])
def test_another_subtype_at_the_same_place_is_another_change(form):
    tags = {"card": "Card", "bank": "Bank"}
    base = received_from(form(CHILDREN, tags))

    def id_of(name, tag, fields):
        revision = received_from(form(CHILDREN | {name: fields}, tags | {tag: name}))
        return only(diff(base, revision, policy=STRICT)).id

    first = id_of("Cash", "cash", {"coins": INTEGER})
    assert first == id_of("Cash", "cash", {"coins": {**INTEGER, "description": "How many."}})
    assert len({first, id_of("Cash", "cash", {"coins": NUMBER}), id_of("Cash", "coins", {"coins": INTEGER})}) == 3
    assert first == id_of("Coins", "cash", {"coins": INTEGER})


def test_a_subtype_that_goes_has_another_id_than_another_one():
    more = CHILDREN | {"Cash": {"coins": INTEGER}}
    ids = set()
    for gone in more:
        left = {name: fields for name, fields in more.items() if name != gone}
        ids.add(only(diff(sent_in(alternatives(more, {})), sent_in(alternatives(left, {})))).id)
    assert len(ids) == 3


# What a mapping lists is a tag, whatever the children list


def listing(form, mapping, shared=(), own=None):
    """A family of two; the tags are listed for all kinds at once (`shared`), or by each kind for itself (`own`)."""
    schemas = form(CHILDREN, mapping)
    kind = {"type": "string", "enum": list(shared)}
    if form in (inherited, grandchildren):
        if shared:
            schemas["Payment"]["properties"]["kind"] = kind
        bodies = {name: schemas[name]["allOf"][1] for name in CHILDREN}
    else:
        bodies = {name: schemas[name] for name in CHILDREN}
        for body in bodies.values() if shared else ():
            body["properties"]["kind"] = kind
    for name, tags in (own or {}).items():
        bodies[name]["properties"] = bodies[name]["properties"] | {"kind": {"type": "string", "enum": tags}}
    return schemas


SURFACES = pytest.mark.parametrize("surface", [sent_in, received_from])
LISTS = pytest.mark.parametrize(
    "lists",
    [
        {},
        {"shared": ["card", "bank", "giro"]},
        {"shared": ["card", "bank"]},
        {"own": {"Card": ["card"], "Bank": ["bank"]}},
    ],
    ids=["nowhere", "for all, with one to spare", "for all", "by each kind"],
)
BOTH_TAGS = {"card": "Card", "bank": "Bank"}


@FORMS
@SURFACES
@LISTS
def test_a_key_of_a_mapping_under_another_name_is_a_renamed_tag(form, surface, lists):
    base, revision = listing(form, BOTH_TAGS, **lists), listing(form, {"card": "Card", "giro": "Bank"}, **lists)
    change = only(diff(surface(base), surface(revision)))
    assert (change.rule, change.name, change.renamed_to) == ("subtype-renamed", "bank", "giro")


@FORMS
@SURFACES
@LISTS
def test_keys_of_a_mapping_that_change_places_lead_to_other_schemas(form, surface, lists):
    base, revision = listing(form, BOTH_TAGS, **lists), listing(form, {"card": "Bank", "bank": "Card"}, **lists)
    assert diff(surface(base), surface(revision)).verdict == "breaking"


@FORMS
@SURFACES
@pytest.mark.parametrize("shared", [["by-card", "by-bank"], ["by-card", "by-bank", "by-giro"], []])
def test_a_tag_that_a_mapping_drops_does_not_pass_to_whom_a_shared_list_would_leave_it(form, surface, shared):
    base, revision = (
        listing(form, tags, shared) for tags in ({"by-card": "Card", "by-bank": "Bank"}, {"by-card": "Card"})
    )
    change = only(diff(surface(base), surface(revision)))
    assert (change.rule, change.name, change.renamed_to) == ("subtype-renamed", "by-bank", "Bank")


@SURFACES
@pytest.mark.parametrize("form", [alternatives, any_of])
def test_tags_of_which_nothing_but_a_dropped_mapping_knew_are_lost(form, surface):
    shared = ["x-card", "x-bank"]
    base, revision = listing(form, {"x-card": "Card", "x-bank": "Bank"}, shared), listing(form, {}, shared)
    assert {c.rule for c in diff(surface(base), surface(revision)).changes if c.lens == "wire"} == {"subtype-renamed"}


@FORMS
def test_a_second_tag_that_its_child_refuses_is_not_taken_away_unseen(form):
    own = {"Card": ["card"], "Bank": ["bank"]}
    base, revision = listing(form, BOTH_TAGS | {"giro": "Bank"}, own=own), listing(form, BOTH_TAGS, own=own)
    change = only(diff(sent_in(base), sent_in(revision)))
    assert (change.rule, change.name, change.undecided) == ("subtype-removed", "giro", True)


@FORMS
@SURFACES
def test_an_edit_below_a_tag_that_its_child_writes_otherwise_is_decided(form, surface):
    """The mapping says `card`, and the child `CARD`: no payload is both, yet the edit is that of any child."""
    own = {"Card": ["CARD"], "Bank": ["BANK"]}
    base, revision = listing(form, BOTH_TAGS, own=own), listing(form, BOTH_TAGS, own=own)
    body = revision["Card"]["allOf"][1] if "allOf" in revision["Card"] else revision["Card"]
    body["properties"] = body["properties"] | {"cvc": STRING}
    change = only(diff(surface(base), surface(revision)))
    assert (change.rule, change.undecided) == ("type-changed", False)


@FORMS
@SURFACES
def test_children_that_list_another_tag_under_the_same_mapping_are_told_once(form, surface):
    before, after = {"Card": ["card"], "Bank": ["bank"]}, {"Card": ["card"], "Bank": ["giro"]}
    base = listing(form, BOTH_TAGS, own=before)
    revision = listing(form, {"card": "Card", "giro": "Bank"}, own=after)
    changes = diff(surface(base), surface(revision)).changes
    assert [c.rule for c in changes if c.cls == "breaking"] == [
        "enum-value-removed" if surface is sent_in else "enum-value-added"
    ]


@FORMS
def test_one_of_two_values_of_a_child_in_place_of_the_other_is_a_renamed_tag(form):
    own = {"Card": ["card"], "Bank": ["bank", "giro"]}
    base, revision = listing(form, BOTH_TAGS, own=own), listing(form, {"card": "Card", "giro": "Bank"}, own=own)
    assert only(diff(received_from(base), received_from(revision))).rule == "subtype-renamed"


@SURFACES
@pytest.mark.parametrize("comes", [False, True])
def test_a_key_under_another_name_is_told_where_what_is_common_moves_too(surface, comes):
    """A list for all kinds does not say which of them is which, so the mapping says something that has to be kept."""

    def union(tags, *, beside):
        schemas = listing(alternatives, tags, ["card", "bank", "giro"])
        common = {"note": STRING}
        for holder in [schemas["Payment"]] if beside else [schemas[name] for name in CHILDREN]:
            holder["type"] = "object"
            holder["properties"] = holder.get("properties", {}) | common
        return surface(schemas)

    base, revision = union(BOTH_TAGS, beside=comes), union({"card": "Card", "giro": "Bank"}, beside=not comes)
    assert "subtype-renamed" in {change.rule for change in diff(base, revision).changes}


BARE = {
    "nothing else": {},
    "its type": {"type": "object"},
    "its tag": {"type": "object", "required": ["kind"], "properties": {"kind": STRING}},
}


@pytest.mark.parametrize("form", [alternatives, any_of])
@pytest.mark.parametrize("stays", BARE.values(), ids=BARE)
def test_a_mapping_alone_refuses_nothing(form, stays):
    """What its kinds ask of a value is asked by alternatives, or by none."""
    tags = {"card": "Card", "cash": "Cash"}
    listed = form({"Card": {"cvc": STRING}, "Cash": {"till": STRING}}, tags)
    mapping = listed | {"Payment": {"discriminator": listed["Payment"]["discriminator"], **stays}}
    change = only(diff(received_from(listed), received_from(mapping)))
    assert (change.rule, change.cls) == ("composition-changed", "breaking")
    assert only(diff(received_from(mapping), received_from(listed))).cls == "additive"
    assert only(diff(sent_in(mapping), sent_in(listed))).cls == "breaking"
    assert only(diff(sent_in(listed), sent_in(mapping))).cls == "additive"


def test_kinds_that_inherit_need_no_alternatives():
    tags = {"card": "Card", "cash": "Cash"}
    parent = inherited({"Card": {"cvc": STRING}, "Cash": {"till": STRING}}, tags)
    listed = parent | {"Payment": parent["Payment"] | {"oneOf": [ref("Card"), ref("Cash")]}}
    assert diff(received_from(listed), received_from(parent)).verdict == "neutral"


# Children that come to list their own tags, which a mapping gives them anyway


@FORMS
@SURFACES
@pytest.mark.parametrize("comes", [False, True])
def test_tags_that_the_children_list_too_are_no_change_beside_a_break(form, surface, comes):
    own = {"Card": ["card"], "Bank": ["bank"]}
    base, revision = (listing(form, BOTH_TAGS, own=own if listed else None) for listed in (not comes, comes))
    body = revision["Bank"]["allOf"][1] if "allOf" in revision["Bank"] else revision["Bank"]
    body["properties"] = body["properties"] | {"iban": INTEGER}
    assert only(diff(surface(base), surface(revision))).rule == "type-changed"


@FORMS
def test_tags_that_a_child_lists_too_are_a_change_where_it_is_used_alone(form):
    own = {"Card": ["card"], "Bank": ["bank"]}
    base, revision = sent_in(listing(form, BOTH_TAGS)), sent_in(listing(form, BOTH_TAGS, own=own))
    body = revision["components"]["schemas"]["Bank"]
    (body["allOf"][1] if "allOf" in body else body)["properties"]["iban"] = INTEGER
    for side in (base, revision):
        side["paths"]["/v1/card"] = sent(ref("Card"))["paths"]["/v1/things"]
    found = {c.rule: c.operations for c in diff(base, revision).counted if c.cls == "breaking"}
    assert set(found) == {"enum-added", "type-changed"}
    assert [str(operation) for operation in found["enum-added"]] == ["POST /v1/card"]


@FORMS
def test_other_tags_that_a_child_lists_are_a_change(form):
    own = {"Bank": ["giro"]}
    base, revision = listing(form, BOTH_TAGS), listing(form, BOTH_TAGS, own=own)
    assert diff(sent_in(base), sent_in(revision)).verdict == "breaking"


def test_a_family_that_lists_hundreds_of_tags_for_all_kinds_and_maps_none():
    """Each child lists the tags of all, so that no list says anything; none of them is charged for."""
    names = [f"Kind{index}" for index in range(500)]
    parent = {"type": "object", "properties": {"kind": {"enum": [f"tag-of-{name}" for name in names]}}}
    schemas = {"Payment": {**parent, "discriminator": {"propertyName": "kind"}}}
    schemas |= {name: child({"note": STRING}) for name in names}
    base = received_from(schemas)
    assert diff(base, base).verdict == "identical"
    assert only(diff(base, received_from(schemas | {"Kind7": child({"note": INTEGER})}))).rule == "type-changed"


# Beside a kind that came: an unknown tag is tolerated, and nothing that has no tag

TAGS = {"card": "Card", "bank": "Bank"}


def with_cash(form=alternatives, cash=None, **edits):
    """The description with a third kind, and with components edited."""
    schemas = form(CHILDREN | {"Cash": {"coins": INTEGER}}, TAGS | {"cash": "Cash"})
    return schemas | ({"Cash": cash} if cash else {}) | edits


def paid(schema, schemas):
    return received({"type": "object", "properties": {"payment": schema}}, schemas=schemas)


ANY_KIND = ref("Payment")
UNTAGGED = {
    "null": ({"anyOf": [ANY_KIND, {"type": "null"}]}, with_cash()),
    "a text": (ANY_KIND, with_cash() | {"Payment": with_cash()["Payment"] | {
        "oneOf": [*with_cash()["Payment"]["oneOf"], STRING]}}),
    "a kind that lost its type": (ANY_KIND, with_cash(Card={
        key: value for key, value in with_cash()["Card"].items() if key != "type"})),
    "a new kind that may be null": (ANY_KIND, with_cash(cash=obj({"coins": INTEGER}) | {"type": ["object", "null"]})),
    "a new kind without a tag": (ANY_KIND, with_cash(cash=obj({"coins": INTEGER}, required=()))),
}  # fmt: skip


@pytest.mark.parametrize(("schema", "schemas"), UNTAGGED.values(), ids=UNTAGGED)
def test_what_has_no_tag_is_not_tolerated_beside_a_new_kind(schema, schemas):
    base = paid(ANY_KIND, alternatives(CHILDREN, TAGS))
    comparison = diff(base, paid(schema, schemas), policy=TOLERANT, audited=True)
    (broken,) = [change for change in comparison.counted if change.cls == "breaking"]
    assert "kind" not in (broken.witness.instance["payment"] or {})


@FORMS
def test_a_new_kind_that_says_no_more_than_the_old_ones_is_tolerated(form):
    """None of them names its type, so that null was there before."""
    base, revision = form(CHILDREN, TAGS), with_cash(form)
    for schemas in (base, revision):
        for name in CHILDREN | {"Cash": {}}:
            schemas.get(name, {}).pop("type", None)
    change = only(diff(received_from(base), received_from(revision), policy=TOLERANT))
    assert (change.rule, change.cls, change.caution) == ("subtype-added", "additive", True)


@pytest.mark.parametrize("added", [{}, {"Cash": "Cash"}, {"card": "Card"}], ids=["none", "kind", "alias"])
def test_a_mapping_that_is_spelled_out_over_what_inherits_takes_no_kind_away(added):
    base = inherited(CHILDREN, {})
    more = CHILDREN | ({"Cash": {"coins": INTEGER}} if "Cash" in added else {})
    revision = inherited(more, {"Card": "Card", "Bank": "Bank"} | added)
    comparison = diff(received_from(base), received_from(revision), policy=TOLERANT, audited=True)
    assert comparison.verdict == ("additive" if added else "neutral")


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
def test_a_union_in_a_lone_alternative_is_that_union(keyword):
    base, revision = paid(ANY_KIND, alternatives(CHILDREN, TAGS)), paid({keyword: [ANY_KIND]}, with_cash())
    change = only(diff(base, revision, policy=TOLERANT, audited=True))
    assert (change.rule, change.cls, change.title) == (
        "subtype-added",
        "additive",
        "Subtype `cash` added to schema `Payment`",
    )


def beside_typed_field(names, number, **more):
    """A union that requires the tag of each of its subtypes, and has a field of its own for all of them."""
    children = {name: {"type": "object", "properties": {"kind": {"const": name.lower()}}} for name in names}
    union = {
        **obj({"weight": number}),
        "oneOf": [ref(name) for name in names],
        "discriminator": {"propertyName": "kind", "mapping": mapped(**{name.lower(): name for name in names})},
    }
    return {"Payment": {**union, **more}, **children}


@pytest.mark.parametrize("weight", [{}, NUMBER, {"type": "number", "minimum": 1}])
def test_a_subtype_more_beside_a_typed_field_is_a_value_more(weight):
    base, revision = (beside_typed_field(names, weight) for names in (["Cat", "Dog"], ["Cat", "Dog", "Fox"]))
    change = only(diff(received_from(base), received_from(revision), policy=TOLERANT))
    assert (change.rule, change.cls, change.name, change.caution) == ("subtype-added", "additive", "fox", True)


def test_a_subtype_more_that_is_sent_without_its_tag_is_breaking_by_what_it_sends():
    base, revision = (
        beside_typed_field(names, NUMBER, required=[]) for names in (["Cat", "Dog"], ["Cat", "Dog", "Fox"])
    )
    for schemas in (base, revision):
        for name in ("Cat", "Dog"):
            schemas[name]["properties"]["age"] = INTEGER
    change = only(diff(received_from(base), received_from(revision), policy=TOLERANT), "breaking")
    assert (change.rule, change.name) == ("subtype-added", "fox")
    assert isinstance(change.witness.instance.get("weight", 0), int | float)
    assert "kind" not in change.witness.instance


@FORMS
def test_a_subtype_more_beside_a_wider_field_is_still_a_value_more(form):
    def with_amount(schemas, amount):
        of_all = [name for name in schemas if "amount" in schemas[name].get("properties", {})] or ["Card", "Bank"]
        for name in of_all:
            parts = [schemas[name], *schemas[name].get("allOf", ())]
            part = next(part for part in parts if "properties" in part)
            part["properties"]["amount"] = amount
        return schemas

    more = CHILDREN | {"Cash": {"coins": {"type": "array"}}}
    tags = {"card": "Card", "bank": "Bank"}
    base = with_amount(form(CHILDREN, tags), {"type": "string", "maxLength": 5})
    revision = with_amount(form(more, tags | {"cash": "Cash"}), STRING)
    found = diff(received_from(base), received_from(revision), policy=TOLERANT)
    added = [change for change in found.counted if change.rule == "subtype-added"]
    assert [(change.cls, change.caution) for change in added] == [("additive", True)]
    assert {change.rule for change in found.counted if change.cls == "breaking"} == {"max-length-raised"}


def nested(inner, outer, tags, fields, keyword="oneOf"):
    """A union with another one in it, which has no discriminator of its own."""
    children = {
        name: {"type": "object", "required": ["kind"], "properties": {"kind": {"const": name.lower()}, **own}}
        for name, own in fields.items()
    }
    discriminator = {"propertyName": "kind", **({"mapping": mapped(**tags)} if tags else {})}
    members = [*(["Digital"] if inner else []), *outer]
    union = {keyword: [ref(name) for name in members], "discriminator": discriminator}
    digital = {"Digital": {"oneOf": [ref(name) for name in inner]}} if inner else {}
    return {"Payment": union, **digital, **children}


KINDS = CHILDREN | {"Cash": {"coins": INTEGER}}
ALL = {"card": "Card", "bank": "Bank", "cash": "Cash"}
SURFACES = pytest.mark.parametrize("surface", [sent_in, received_from])
MAPPED = pytest.mark.parametrize("tags", [ALL, {}], ids=["mapped", "implicit"])


@SURFACES
@MAPPED
@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
def test_subtypes_may_be_put_into_a_union_of_their_own(surface, tags, keyword):
    flat = surface(nested([], ["Card", "Bank", "Cash"], tags, KINDS, keyword))
    deep = surface(nested(["Card", "Bank"], ["Cash"], tags, KINDS, keyword))
    assert told(diff(flat, deep)) == told(diff(deep, flat)) == []


@SURFACES
@MAPPED
def test_a_subtype_that_is_put_into_another_union_is_compared_with_itself(surface, tags):
    flat = surface(nested([], ["Card", "Bank", "Cash"], tags, KINDS))
    deep = surface(nested(["Card", "Bank"], ["Cash"], tags, KINDS | {"Card": {"number": STRING, "cvc": STRING}}))
    for base, revision in ((flat, deep), (deep, flat)):
        change = only(diff(base, revision))
        assert (change.rule, change.cls) == ("type-changed", "breaking")
        assert "`cvc` of schema `Card`" in change.title


@SURFACES
@MAPPED
def test_a_subtype_more_in_a_union_in_a_union_is_one_change(surface, tags):
    more = KINDS | {"Coupon": {"code": STRING}}
    base = surface(nested(["Card", "Bank"], ["Cash"], tags, more))
    tags = tags | {"coupon": "Coupon"} if tags else tags
    revision = surface(nested(["Card", "Bank", "Coupon"], ["Cash"], tags, more))
    change = only(diff(base, revision, policy=TOLERANT))
    assert (change.rule, change.cls, change.name) == ("subtype-added", "additive", "coupon")
    change = only(diff(revision, base))
    assert (change.rule, change.name) == ("subtype-removed", "coupon")
    assert change.cls == ("breaking" if surface is sent_in else "additive")


def test_a_mark_on_a_union_in_a_union_is_told():
    base, revision = (sent_in(nested(["Card", "Bank"], ["Cash"], ALL, KINDS)) for _ in "ab")
    revision["components"]["schemas"]["Digital"]["deprecated"] = True
    found = diff(base, revision)
    assert [(change.rule, change.cls) for change in found.changes] == [("property-deprecated", "neutral")]


@SURFACES
def test_a_union_in_a_union_may_be_written_in_place(surface):
    flat = nested([], ["Card", "Bank", "Cash"], ALL, KINDS)
    deep = nested(["Card", "Bank"], ["Cash"], ALL, KINDS | {"Card": {"number": STRING, "cvc": STRING}})
    deep["Payment"]["oneOf"][0] = deep.pop("Digital")
    for base, revision in ((flat, deep), (deep, flat)):
        change = only(diff(surface(base), surface(revision)))
        assert (change.rule, change.cls) == ("type-changed", "breaking")


@SURFACES
def test_unions_in_unions_may_be_put_together_anew(surface):
    fields = KINDS | {"Coupon": {"code": STRING}}
    first = nested(["Card", "Bank"], ["Cash", "Coupon"], {}, fields)
    second = nested(["Card", "Inner"], ["Cash"], {}, fields) | {"Inner": {"anyOf": [ref("Bank"), ref("Coupon")]}}
    assert told(diff(surface(first), surface(second))) == told(diff(surface(second), surface(first))) == []
    fields = fields | {"Bank": {"iban": INTEGER}}
    third = nested(["Card", "Inner"], ["Cash"], {}, fields) | {"Inner": second["Inner"]}
    change = only(diff(surface(first), surface(third)))
    assert (change.rule, change.cls) == ("type-changed", "breaking")


@SURFACES
def test_a_union_with_something_beside_its_reference_is_an_alternative_of_its_own(surface):
    flat = nested([], ["Card", "Bank", "Cash"], ALL, KINDS)
    deep = nested(["Card", "Bank"], ["Cash"], ALL, KINDS)
    deep["Payment"]["oneOf"][0] |= {"required": ["iban"]}
    found = diff(surface(flat), surface(deep))
    assert found.verdict == "breaking" if surface is sent_in else found.verdict != "neutral"
