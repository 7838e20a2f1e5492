"""What an id is made of: the rule, the path version, the place in the base, and the edit's own values."""

from __future__ import annotations

import copy
import itertools
from typing import Any

import pytest

from tests.comparing.describing import STRING, api, content, diff, ok, only, received, ref, sent


def thing(**properties):
    return {"type": "object", "properties": properties}


def id_of(base, revision):
    return only(diff(base, revision)).id


def breaking(base, revision):
    return {change.id for change in diff(base, revision).counted if change.cls == "breaking"}


def test_an_id_has_128_bits():
    assert len(id_of(received(thing(a=STRING)), received(thing()))) == 32


VALUES = {
    "not": ({"not": {"const": "never"}}, {"not": {"pattern": "^[a-y]"}}),
    "const": ({"const": {"a": 1}}, {"const": {"b": 2}}),
    "names of properties": ({"propertyNames": {"maxLength": 900}}, {"propertyNames": {"maxLength": 1}}),
    "condition": (
        {"if": {"minLength": 5}, "then": {"pattern": "^a"}},
        {"if": {"minLength": 5}, "then": {"pattern": "^b"}},
    ),
    "alternatives": (
        {"anyOf": [{"maxLength": 9}, {"minLength": 20}]},
        {"anyOf": [{"maxLength": 1}, {"maxLength": 2}]},
    ),
    "a property called as prose is": (
        {"properties": {"description": {"type": "integer"}}, "required": ["description"]},
        {"properties": {"description": {"type": "boolean"}}, "required": ["description"]},
    ),
    "data that looks like prose": ({"enum": [{"title": "a"}]}, {"enum": [{"title": "b"}]}),
    "data that looks like a reference": ({"const": {"$ref": "#/a"}}, {"const": {"$ref": "#/b"}}),
}


@pytest.mark.parametrize("values", VALUES.values(), ids=VALUES)
def test_another_value_at_the_same_place_is_another_id(values):
    first, second = (breaking(sent({}), sent(value)) for value in values)
    assert first
    assert second
    assert not first & second


UNSAID = {
    "an extension": {"x-order": 3},
    "a mark that is not set": {"readOnly": False, "deprecated": False},
    "a bound that bounds nothing": {"minLength": 0},
}


@pytest.mark.parametrize("unsaid", UNSAID.values(), ids=UNSAID)
def test_what_goes_without_saying_leaves_an_id(unsaid):
    def needing(schema):
        return sent(thing(a=schema) | {"required": ["a"]})

    plain = id_of(sent(thing()), needing(STRING))
    assert id_of(sent(thing()), needing(STRING | unsaid)) == plain
    assert id_of(sent(thing()), needing(STRING | {"minLength": 1})) != plain


@pytest.mark.parametrize("place", ["query", "header", "cookie"])
def test_the_defaults_of_a_parameter_leave_an_id(place):
    def asking(**more):
        listed = [
            {"name": "token", "in": place, "required": True, "schema": {"type": "array", "items": STRING}, **more}
        ]
        return api({"/v1/things": {"get": {"parameters": listed, "responses": ok()}}})

    none = api({"/v1/things": {"get": {"responses": ok()}}})
    style, explode = ("simple", False) if place == "header" else ("form", True)
    unsaid = {"style": style, "explode": explode, "allowReserved": False, "deprecated": False, "x-order": 3}
    assert id_of(none, asking(**unsaid)) == id_of(none, asking())
    assert id_of(none, asking(explode=not explode)) != id_of(none, asking())


def test_an_extension_that_is_read_is_part_of_an_id():
    def leaving(date):
        return sent(thing(a=STRING | {"deprecated": True, "x-sunset": date}))

    ids = [
        {change.id for change in diff(sent(thing(a=STRING)), leaving(date)).changes}
        for date in ("2027-01-01", "2028-01-01")
    ]
    assert ids[0] != ids[1]


def secured(*names):
    schemes = {name: {"type": "apiKey", "in": "header", "name": f"X-{name}"} for name in "abc"}
    operation = {"responses": ok(), "security": [{name: []} for name in names]}
    return api({"/v1/things": {"get": operation}}, securitySchemes=schemes)


def test_other_credentials_are_another_id():
    assert id_of(secured("a"), secured("b")) != id_of(secured("a"), secured("c"))


def test_a_scheme_is_known_by_what_a_client_sends():
    renamed = secured("b")
    renamed["components"]["securitySchemes"]["renamed"] = renamed["components"]["securitySchemes"].pop("b")
    renamed["paths"]["/v1/things"]["get"]["security"] = [{"renamed": []}]
    assert id_of(secured("a"), secured("b")) == id_of(secured("a"), renamed)


def test_other_servers_are_another_id():
    def at(host):
        return api({"/v1/things": {"get": {"responses": ok()}}}) | {"servers": [{"url": f"https://{host}"}]}

    assert id_of(at("a.example"), at("b.example")) != id_of(at("a.example"), at("c.example"))


def parameter(**more):
    listed = [{"name": "sort", "in": "query", "schema": {"type": "array", "items": STRING}, "explode": False, **more}]
    return api({"/v1/things": {"get": {"parameters": listed, "responses": ok()}}})


def test_another_form_of_a_parameter_is_another_id():
    forms = ({"style": "pipeDelimited"}, {"style": "spaceDelimited"})
    first, second = (id_of(parameter(), parameter(**form)) for form in forms)
    assert first != second


def test_what_replaces_the_schema_of_a_parameter_is_in_its_id():
    def described(schema):
        listed = [{"name": "q", "in": "query", "content": {"application/json": {"schema": schema}}}]
        return api({"/v1/things": {"get": {"parameters": listed, "responses": ok()}}})

    plain = api({"/v1/things": {"get": {"parameters": [{"name": "q", "in": "query"}], "responses": ok()}}})
    assert id_of(plain, described(STRING)) != id_of(plain, described({"type": "integer"}))


def test_another_type_altogether_is_known_by_all_that_came_with_it():
    loose, strict = thing(), thing(a=STRING) | {"required": ["a"]}
    assert id_of(sent(STRING), sent(loose)) != id_of(sent(STRING), sent(strict))


PLACES = {
    "a name with slashes": ("a/properties/x", "a"),
    "names in braces": ("{a}", "{b}"),
    "names of keywords": ("allOf", "anyOf"),
    "names like positions": ("0", "1"),
    "names that differ by an escape": ("a~1b", "a/b"),
}


@pytest.mark.parametrize("names", PLACES.values(), ids=PLACES)
def test_no_name_looks_like_another_place(names):
    inner = thing(b=STRING)
    whole = thing(**{name: thing(x=inner) if name == "a" else copy.deepcopy(inner) for name in names})

    def without(name):
        revision = copy.deepcopy(whole)
        holder = revision["properties"][name]
        (holder["properties"]["x"] if name == "a" else holder)["properties"] = {}
        return id_of(received(whole), received(revision))

    assert without(names[0]) != without(names[1])


def test_templates_that_differ_by_a_name_are_two_places():
    item = {"get": {"responses": ok(thing(a=STRING, b=STRING))}}
    parameters = {name: [{"name": name, "in": "path", "required": True}] for name in ("id", "name")}
    paths = {f"/v1/things/{{{name}}}": copy.deepcopy(item) | {"parameters": parameters[name]} for name in parameters}

    def without(path):
        revision = copy.deepcopy(paths)
        del revision[path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]["properties"]["a"]
        return breaking(api(paths), api(revision))

    first, second = (without(path) for path in paths)
    assert first
    assert second
    assert first != second


def grown(schema, **schemas):
    """A description whose request asks for one more property."""
    return sent(thing(a=STRING, fresh=schema) | {"required": ["fresh"]}, schemas=schemas)


def bare(**schemas):
    return sent(thing(a=STRING), schemas=schemas)


NEW = thing(street=STRING)


def test_what_is_written_in_place_or_as_a_component_has_one_id():
    inline = id_of(bare(), grown(NEW))
    assert id_of(bare(), grown(ref("New"), New=NEW)) == inline
    assert id_of(bare(), grown({"allOf": [ref("New")]}, New=NEW)) == inline
    assert id_of(bare(), grown(NEW | {"description": "Where it is."})) == inline


def test_what_only_comes_with_the_edit_is_in_its_id():
    other = thing(street={"type": "integer"})
    assert id_of(bare(), grown(ref("New"), New=NEW)) != id_of(bare(), grown(ref("New"), New=other))


def using(address, fresh):
    """A description in which another operation takes the address as well."""
    base = grown(fresh, Address=address) if fresh else bare(Address=address)
    base["paths"]["/v1/addresses"] = {"put": {"requestBody": content(ref("Address")), "responses": ok()}}
    return base


def test_what_is_compared_on_its_own_is_not_in_the_id_of_what_refers_to_it():
    base = using(NEW, None)
    alone = {c.id for c in diff(base, using(NEW, ref("Address"))).changes if c.rule == "required-property-added"}
    narrowed = thing(street=STRING, town=STRING) | {"required": ["town"]}
    changes = diff(base, using(narrowed, ref("Address"))).changes
    assert {change.id for change in changes if change.name == "fresh"} == alone
    assert {change.name for change in changes if change.cls == "breaking"} == {"fresh", "town"}


def test_what_is_compared_in_the_other_direction_alone_is_in_the_id():
    def answered(address, fresh):
        base = grown(fresh, Address=address) if fresh else bare(Address=address)
        base["paths"]["/v1/addresses"] = {"get": {"responses": ok(ref("Address"))}}
        return base

    base = answered(NEW, None)
    narrowed = NEW | {"required": ["street"]}
    assert id_of(base, answered(NEW, ref("Address"))) not in breaking(base, answered(narrowed, ref("Address")))


def circle(**more):
    return {"Node": thing(next=ref("Other"), **more), "Other": thing(back=ref("Node"))}


def test_a_circle_counts_as_one():
    assert id_of(bare(), grown(ref("Node"), **circle())) == id_of(bare(), grown(ref("Node"), **circle()))
    assert id_of(bare(), grown(ref("Node"), **circle())) != id_of(bare(), grown(ref("Node"), **circle(more=STRING)))
    assert id_of(bare(), grown(ref("Node"), **circle())) != id_of(bare(), grown(ref("Other"), **circle()))


def test_what_would_expand_to_a_million_schemas_is_digested_once_each():
    wide = {f"L{n}": thing(left=ref(f"L{n + 1}"), right=ref(f"L{n + 1}")) for n in range(300)} | {"L300": STRING}
    narrow = wide | {"L300": {"type": "integer"}}
    assert id_of(bare(), grown(ref("L0"), **wide)) != id_of(bare(), grown(ref("L0"), **narrow))


def test_the_spelling_of_a_number_is_not_in_an_id():
    assert id_of(sent({"maximum": 9}), sent({"maximum": 5})) == id_of(sent({"maximum": 9.0}), sent({"maximum": 5.0}))


def two(first, second, *more):
    """A union of two alternatives that nothing but their content tells apart, beside others."""
    return received({"anyOf": [thing(a=STRING, **first), thing(a=STRING, **second), *more]})


def test_alternatives_of_one_kind_have_ids_of_their_own():
    base = two({"b": STRING, "x": STRING}, {"c": STRING, "x": STRING})
    first = breaking(base, two({"b": STRING}, {"c": STRING, "x": STRING}))
    second = breaking(base, two({"b": STRING, "x": STRING}, {"c": STRING}))
    assert first
    assert second
    assert not first & second


def shared(*names, limit=9):
    schemas = {"Thing": thing(name={"type": "string", "maxLength": limit})}
    return api({f"/v1/{name}": {"post": {"requestBody": content(ref("Thing")), "responses": ok()}} for name in names},
               schemas=schemas)  # fmt: skip


def test_more_operations_that_share_a_schema_leave_its_id():
    few, many = (only(diff(shared(*names), shared(*names, limit=5))) for names in (("a",), ("a", "b", "c")))
    assert few.id == many.id
    assert (few.broken, many.broken) == (("POST /v1/a",), ("POST /v1/a", "POST /v1/b", "POST /v1/c"))


def copies(*limits):
    def schema(limit):
        return thing(name={"type": "string", "maxLength": limit})

    paths = {f"/v1/{n}": {"post": {"requestBody": content(schema(limit)), "responses": ok()}}
             for n, limit in enumerate(limits)}  # fmt: skip
    return api(paths)


def test_a_gathered_change_is_known_by_its_members():
    base = copies(9, 9, 9)
    one, two, three = (id_of(base, copies(*limits)) for limits in ((5, 9, 9), (5, 5, 9), (5, 5, 5)))
    assert len({one, two, three}) == 3
    assert id_of(copies(9, 9, 9, 9), copies(5, 9, 9, 9)) == one


def test_a_component_written_out_in_two_places_is_still_one_change():
    base, revision = shared("a", "b"), shared("a", "b", limit=5)
    for item in revision["paths"].values():
        item["post"]["requestBody"] = content(revision["components"]["schemas"]["Thing"])
    change = only(diff(base, revision))
    assert change.id == id_of(base, shared("a", "b", limit=5))
    assert len(change.operations) == 2


def test_the_same_in_another_path_version_does_not_change_an_id():
    def versions(first, second):
        schema = [thing(name={"type": "string", "maxLength": limit}) for limit in (first, second)]
        return api({f"/v{n}/a": {"post": {"requestBody": content(schema[n - 1]), "responses": ok()}} for n in (1, 2)})

    alone = breaking(versions(9, 9), versions(5, 9))
    assert alone < breaking(versions(9, 9), versions(5, 5))


def array(items, *first):
    return {"type": "array", "items": items} | ({"prefixItems": list(first)} if first else {})


NUMBER, FLAG = {"type": "number"}, {"type": "boolean"}
ITEMS = {
    "another tuple": (array(FLAG, STRING, NUMBER), array(FLAG, NUMBER), array(STRING, NUMBER)),
    "a longer tuple": (array(FLAG, STRING), array(FLAG, STRING, NUMBER), array(NUMBER, STRING, NUMBER)),
    "no tuple left": (array(FLAG, STRING), array(FLAG), {"type": "array"}),
    "a tuple that came": (array(STRING), array(STRING, NUMBER), array(FLAG, NUMBER)),
    "in another part": (
        {"allOf": [array(STRING, FLAG), {"items": {"maxLength": 9}}]},
        {"allOf": [array(STRING, NUMBER, FLAG), {"items": {"maxLength": 9}}]},
        {"allOf": [array(STRING, NUMBER, FLAG), {"items": {"maxLength": 7}}]},
    ),
}


@pytest.mark.parametrize("side", [sent, received], ids=["request", "response"])
@pytest.mark.parametrize(("base", "one", "both"), ITEMS.values(), ids=ITEMS)
def test_the_id_of_a_tuple_takes_in_another_edit_of_what_follows_it(base, one, both, side):
    first, second = breaking(side(base), side(one)), breaking(side(base), side(both))
    assert first
    assert not first & second


def test_a_tuple_alone_is_told_without_what_follows_it():
    change = only(diff(received(array(FLAG, STRING)), received(array(FLAG, NUMBER, STRING))))
    assert "boolean" not in change.title


def test_an_edit_of_what_follows_a_tuple_is_told():
    change = only(diff(received(array(FLAG, STRING)), received(array(NUMBER))))
    assert change.title.startswith("`prefixItems and items` of response `200`")


JOINED = [thing(a=STRING), thing(b=STRING), {"required": ["a", "b"]}]
CLOSED = {
    "closed": {"additionalProperties": False},
    "limited": {"additionalProperties": {"type": "integer"}},
    "closed to what is not evaluated": {"unevaluatedProperties": False},
}


@pytest.mark.parametrize("shut", CLOSED.values(), ids=CLOSED)
def test_which_part_is_closed_is_in_the_id(shut):
    def with_part(at):
        return sent({"allOf": [part | shut if index == at else part for index, part in enumerate(JOINED)]})

    found = [breaking(sent({"allOf": JOINED}), with_part(at)) for at in range(3)]
    whole = breaking(sent({"allOf": JOINED}), sent({"allOf": JOINED} | shut))
    assert all(found)
    assert all(not one & other for one, other in itertools.combinations(found, 2))
    assert "unevaluatedProperties" not in shut or all(whole - each for each in found)


@pytest.mark.parametrize("shut", CLOSED.values(), ids=CLOSED)
def test_a_closed_object_has_the_same_id_in_one_part_and_in_two(shut):
    whole = {"type": "object", "properties": {"a": STRING}, "required": ["a"]}
    parts = {"allOf": [thing(a=STRING) | shut, {"required": ["a"]}]}
    apart = {"allOf": [thing(a=STRING), {"required": ["a"]}]}
    assert breaking(sent(whole), sent(whole | shut)) == breaking(sent(apart), sent(parts))


def test_a_property_that_is_required_still_is_not_gone():
    whole = thing(a=STRING, b=STRING) | {"required": ["a"]}
    kept, gone = received(thing(b=STRING) | {"required": ["a"]}), received(thing(b=STRING))
    assert not breaking(received(whole), kept) & breaking(received(whole), gone)


@pytest.mark.parametrize("joined", [False, True], ids=["alone", "in a part"])
def test_a_name_that_comes_to_be_declared_is_no_edit_of_the_map(joined):
    def mapped(schema, **members):
        part = {"additionalProperties": schema} | ({"properties": members} if members else {})
        return received({"allOf": [{"type": "object"}, part]} if joined else part)

    revisions = mapped(NUMBER), mapped(STRING, a=NUMBER), mapped(STRING, b=NUMBER)
    found = [breaking(mapped(STRING), revision) for revision in revisions]
    assert all(found)
    assert all(not one & another for one, another in itertools.combinations(found, 2))


def test_a_map_edited_in_one_part_is_another_edit_than_in_another_part():
    """Each part limits the members that it does not declare itself, so the one limits `b` and the other one `a`."""

    def limited(*limits):
        maps = ({"additionalProperties": {"type": "string", "maxLength": limit}} for limit in limits)
        return sent({"allOf": [thing(**{name: {}}) | each for name, each in zip("ab", maps, strict=True)]})

    base, first, second = limited(9, 9), limited(8, 9), limited(9, 8)
    assert breaking(base, first)
    assert not breaking(base, first) & breaking(base, second)


def test_a_map_of_all_members_has_the_same_id_in_a_part_and_alone():
    def limited(limit, joined):
        schema = thing(a={}) | {"additionalProperties": {"type": "string", "maxLength": limit}}
        return sent({"allOf": [schema, {"required": ["a"]}]} if joined else schema | {"required": ["a"]})

    found = [breaking(limited(9, joined), limited(8, joined)) for joined in (False, True)]
    assert found[0]
    assert len(found[0] & found[1]) == 1


@pytest.mark.parametrize("mark", [
    {"deprecated": True}, {"default": 3}, {"readOnly": False}, {"x-unit": "m"}, {"examples": [3]},
])  # fmt: skip
def test_what_another_type_is_marked_with_has_rows_of_its_own(mark):
    def field(schema):
        return sent({"type": "object", "properties": {"depth": schema}})

    base = field(STRING)
    retyped, marked = (diff(base, field({"type": "integer", **more}), audited=True).changes for more in ({}, mark))
    assert [c.id for c in retyped] == [c.id for c in marked if c.rule == "type-changed"]
    another = diff(base, field({"type": "integer", "maximum": 9}), audited=True).changes
    assert [c.id for c in retyped] != [c.id for c in another if c.rule == "type-changed"]


BAD = {"description": "No", **content(thing(code=STRING))}
PLAIN = {"description": "No", "content": {"text/plain": {}}}
LATE = {"description": "Late", "headers": {"X-Wait": {"required": True, "schema": {"type": "integer"}}}}


def answered(first, second):
    responses = {**ok(), "400": first, "409": second}
    paths = {"/v1/things": {"get": {"responses": responses}}}
    return api(paths, responses={"Bad": BAD, "Late": LATE}, headers={"Wait": LATE["headers"]["X-Wait"]})


def waiting(header):
    return {"description": "Late", "headers": {"X-Wait": header}}


APART = {
    "responses": (ref("Bad", "responses"), PLAIN),
    "headers of responses": (ref("Late", "responses"), waiting({"schema": {"type": "string"}})),
    "headers": (waiting(ref("Wait", "headers")), waiting({"schema": {"type": "string"}})),
}


@pytest.mark.parametrize(("old", "new"), APART.values(), ids=APART)
def test_an_edit_of_one_use_of_a_shared_part_has_another_id_than_at_another_use(old, new):
    base = answered(old, old)
    found = [breaking(base, answered(*sides)) for sides in ((new, old), (old, new), (new, new))]
    assert all(found)
    assert not any(first & second for first, second in itertools.combinations(found, 2))


def test_a_shared_part_renamed_with_an_edit_and_one_written_out_keep_its_id():
    new = waiting({"schema": {"type": "string"}})
    base = answered(*[waiting(ref("Wait", "headers"))] * 2)
    written_out, renamed, in_place = (answered(*[side] * 2) for side in (new, waiting(ref("Delay", "headers")), {}))
    renamed["components"]["headers"] = {"Delay": {"schema": {"type": "string"}}}
    in_place["paths"] = copy.deepcopy(base["paths"])
    in_place["components"]["headers"] = {"Wait": {"schema": {"type": "string"}}}
    assert breaking(base, written_out) == breaking(base, renamed) == breaking(base, in_place)


def with_fields(*kinds, alias="Wide"):
    """A body with a field for each of the kinds, and one that keeps the component."""
    wide = thing(a=STRING)
    fields = {f"f{number}": ref(kind) if isinstance(kind, str) else kind for number, kind in enumerate(kinds)}
    schemas = {
        "Wide": wide,
        "Tight": thing(a={"type": "integer"}),
        "Alias": ref(alias) if isinstance(alias, str) else alias,
    }
    paths = {"/v1/things": {"post": {"requestBody": content(thing(**fields, kept=ref("Wide"))), "responses": ok()}}}
    return api(paths, schemas=schemas)


def test_uses_that_share_what_came_and_uses_that_write_it_out_have_one_id():
    tight, base = thing(a={"type": "integer"}), with_fields("Wide", "Wide", "Wide")
    assert breaking(base, with_fields(tight, tight, tight)) == breaking(base, with_fields("Tight", "Tight", tight))


def test_a_component_that_only_refers_is_no_use():
    tight, base = thing(a={"type": "integer"}), with_fields("Alias")
    assert breaking(base, with_fields("Alias", alias=tight)) == breaking(base, with_fields("Alias", alias="Tight"))


CRATE: dict[str, Any] = {
    "type": "object",
    "required": ["id"],
    "properties": {"id": STRING, "mass": {"type": "integer"}},
}
IN_A_MEMBER = {
    "a name that is required": {"required": ["id", "mass"]},
    "a limit": {"maxProperties": 3},
    "a property more": {"properties": {**CRATE["properties"], "label": STRING}},
    "a name that is forbidden": {"not": {"required": ["label"]}},
    "a pattern of names": {"patternProperties": {"^x": STRING}},
    "a condition": {"if": {"required": ["mass"]}, "then": {"maxProperties": 4}},
}
BESIDE = {"nothing": [], "a limit": [{"minProperties": 1}], "properties": [thing(other=STRING)]}


def joining(joined, plain, beside, **schemas):
    """A body with a field that joins a schema to what is beside it, and one that is a schema."""
    body = content(thing(joined={"allOf": [joined, *beside]}, plain=plain))
    return api({"/v1/things": {"post": {"requestBody": body, "responses": ok()}}}, schemas={"Crate": CRATE, **schemas})


@pytest.mark.parametrize("beside", BESIDE.values(), ids=BESIDE)
@pytest.mark.parametrize("said", IN_A_MEMBER.values(), ids=IN_A_MEMBER)
def test_what_comes_in_a_member_has_the_same_id_written_out_and_as_a_component(said, beside):
    def ids(*sides, **schemas):
        comparison = diff(base, joining(*sides, beside, **schemas))
        return {change.id for change in comparison.counted if change.cls != "neutral"}

    edited, kept, other = {**CRATE, **said}, ref("Crate"), ref("Other")
    base = joining(kept, kept, beside)
    everywhere = ids(kept, kept, Crate=edited)
    assert len(everywhere) == 1
    assert everywhere == ids(edited, edited) == ids(other, other, Other=edited)
    at_one = ids(edited, kept)
    assert at_one == ids(other, kept, Other=edited)
    assert not everywhere & at_one


def test_another_type_in_a_member_has_the_same_id_written_out_and_as_a_component():
    beside = [{"minProperties": 1}]
    base, listed = joining(ref("Crate"), ref("Crate"), beside), {"type": "array", "items": CRATE}
    inline, named = (joining(new, new, beside, Other=listed) for new in (listed, ref("Other")))
    assert breaking(base, inline) == breaking(base, named)


def with_headers(*uses, **headers):
    """An operation for each of the uses of a header, all but the last under one name."""

    def answering(name, used):
        return {"get": {"responses": {"204": {"description": "Done", "headers": {name: used}}}}}

    names = ["X-Wait"] * (len(uses) - 1) + ["X-Late"]
    paths = {f"/v1/{number}": answering(*each) for number, each in enumerate(zip(names, uses, strict=True))}
    return api(paths, headers={"Wait": WAIT, **headers})


WAIT = {"required": True, "schema": {"type": "integer"}}
KEPT, OTHER = ref("Wait", "headers"), ref("Other", "headers")


@pytest.mark.parametrize("edited", [*itertools.product([False, True], repeat=3)][1:])
def test_a_header_that_becomes_optional_has_the_same_id_written_out_and_as_a_component(edited):
    new = {"schema": WAIT["schema"]}
    base = with_headers(KEPT, KEPT, KEPT)
    inline, named = (with_headers(*[use if is_in else KEPT for is_in in edited]) for use in (new, OTHER))
    named["components"]["headers"]["Other"] = new
    comparison = diff(base, named)
    assert breaking(base, inline) == breaking(base, named) == {c.id for c in comparison.counted if c.cls == "breaking"}
    assert not [change.title for change in comparison.changes if "shared" in change.title]
    if all(edited):
        assert breaking(base, inline) == breaking(base, with_headers(KEPT, KEPT, KEPT, Wait=new))


def joined(named, *, closed, answers):
    """An object of two members, two operations with it; what is `named` is a component, and one member is closed."""
    members = [thing(a=thing(z=STRING)), thing(b=STRING, l={"type": "array", "items": STRING})]
    if closed is not None:
        members[closed]["additionalProperties"] = False
    schemas = {}

    def put(name, schema):
        if name not in named:
            return schema
        schemas[name] = schema
        return ref(name)

    for member in members:
        member["properties"] = {name: put(name, schema) for name, schema in member["properties"].items()}
    whole = put("Whole", {"allOf": [put("First", members[0]), put("Second", members[1])]})
    operation = {"responses": ok(whole)} if answers else {"requestBody": content(whole), "responses": ok()}
    return api({"/v1/a": {"post": operation}, "/v1/b": {"post": operation}}, schemas=schemas)


NAMED = [(), ("First",), ("Second",), ("Whole",), ("First", "Second", "Whole"), ("a",), ("b", "l"), ("Whole", "a")]


@pytest.mark.parametrize("answers", [False, True])
@pytest.mark.parametrize("closed", [0, 1])
@pytest.mark.parametrize("before", NAMED[:5])
def test_closing_a_member_has_one_id_whatever_becomes_a_component(before, closed, answers):
    base = joined(before, closed=None, answers=answers)
    found = [breaking(base, joined(after, closed=closed, answers=answers)) for after in (before, *NAMED)]
    assert found[0]
    assert all(ids == found[0] for ids in found)


COUNTS = {"type": "array", "contains": STRING, "minContains": 1, "maxContains": 4}


@pytest.mark.parametrize("side", [sent, received])
@pytest.mark.parametrize("around", [lambda schema: schema, lambda schema: {"allOf": [schema, {"maxItems": 9}]}])
def test_what_is_counted_and_how_often_are_edits_of_their_own(around, side):
    base, edits = side(around(COUNTS)), {"contains": {"type": "integer"}, "minContains": 2, "maxContains": 5}
    alone = {name: only(diff(base, side(around({**COUNTS, name: value})))) for name, value in edits.items()}
    for many in (2, 3):
        for names in itertools.combinations(edits, many):
            made = diff(base, side(around(COUNTS | {name: edits[name] for name in names})), audited=True)
            told = {(change.id, change.title) for change in made.counted if change.cls != "neutral"}
            assert told == {(alone[name].id, alone[name].title) for name in names}
    assert len({change.id for change in alone.values()}) == 3


def nullable_ways(schema):
    """A schema that null came to, as each dialect and each generator writes it."""
    wrapped = {way: {way: [schema, {"type": "null"}]} for way in ("anyOf", "oneOf")}
    return [{**schema, "type": [schema["type"], "null"]}, {**schema, "nullable": True}, *wrapped.values()]


@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize("schema", [STRING, {"type": "integer", "minimum": 3}, thing(b=STRING)])
@pytest.mark.parametrize(
    "held", [lambda schema: schema, lambda schema: thing(a=schema), lambda s: {"allOf": [thing(a=s)]}]
)
def test_null_has_one_id_however_it_is_written(surface, schema, held):
    listed, marked, *wrapped = nullable_ways(schema)
    old = {"openapi": "3.0.3"}
    for added in (True, False):
        pairs = [(surface(held(schema)), surface(held(way))) for way in (listed, *wrapped)]
        pairs.append((surface(held(schema)) | old, surface(held(marked)) | old))
        ids = {
            next(c.id for c in diff(*(pair if added else pair[::-1])).changes if c.rule.startswith("null-"))
            for pair in pairs
        }
        assert len(ids) == 1
