"""Components that one exchange used before and another uses now: no client meets both forms of them."""

from __future__ import annotations

import pytest

from tests.comparing.describing import STRING, api, content, diff, ok, ref, told

CRATE = {"type": "object", "properties": {"mass": {"type": "integer"}}, "required": ["mass"]}
HEAVY = {"type": "object", "properties": {"mass": STRING, "label": STRING}, "required": ["label", "mass"]}
NOTE = {"type": "object", "properties": {"text": STRING}}


def get(**parts):
    return {"get": {"responses": ok(NOTE), **parts}}


def used(kind, name="Shared"):
    """What an operation needs to use a component of a kind."""
    shared = ref(name, kind)
    return {
        "schemas": {"responses": ok(shared)},
        "responses": {"responses": {"200": shared}},
        "headers": {"responses": ok(NOTE, headers={"X-Crate": shared})},
        "parameters": {"parameters": [shared]},
        "requestBodies": {"requestBody": shared},
    }[kind]


FORMS = {
    "schemas": (CRATE, HEAVY),
    "responses": tuple({"description": "D", **content(form)} for form in (CRATE, HEAVY)),
    "headers": ({"schema": {"type": "integer"}}, {"schema": STRING}),
    "parameters": tuple({"name": "q", "in": "query", "schema": form} for form in (STRING, {"type": "integer"})),
    "requestBodies": tuple(content(form) for form in (CRATE, HEAVY)),
}


def moved_use(kind, *, kept=False, with_edit=True):
    """The use of a component goes from one operation to a new one, and the component is edited on the way."""
    before, after = FORMS[kind]
    paths = {"/v1/crates": get(**used(kind)), "/v1/notes": get()}
    later = {"/v1/crates": get(), "/v1/notes": get(), "/v1/labels/{id}": get(**used(kind))}
    if kept:
        paths["/v1/holds"] = later["/v1/holds"] = get(**used(kind))
    if kind == "requestBodies":
        paths, later = ({path: {"post": item["get"]} for path, item in side.items()} for side in (paths, later))
    components = [{kind: {"Shared": form}} for form in (before, after if with_edit else before)]
    return api(paths, **components[0]), api(later, **components[1])


@pytest.mark.parametrize("kind", FORMS)
def test_an_edit_of_it_is_neutral(kind):
    comparison = diff(*moved_use(kind), audited=True)
    assert not [change.title for change in comparison.changes if change.undecided], told(comparison)
    unedited = diff(*moved_use(kind, with_edit=False))
    assert [row[:2] for row in told(comparison)] == [row[:2] for row in told(unedited)]


@pytest.mark.parametrize("kind", FORMS)
def test_an_operation_that_uses_it_before_and_after_decides(kind):
    comparison = diff(*moved_use(kind, kept=True))
    broken = [change for change in comparison.changes if change.cls == "breaking" and "holds" in str(change.operations)]
    assert broken, told(comparison)
    assert not any(change.unreached for change in comparison.changes)


def test_what_it_holds_is_used_apart_as_well():
    """An alternative goes from a response, and a new operation uses it with an edited part."""

    def side(part, first, **more):
        paths = {"/v1/crates": get(responses=ok({"anyOf": first})), **more}
        return api(paths, schemas={"Crate": {"properties": {"part": ref("Part")}}, "Part": part, "Note": NOTE})

    later = {"/v1/labels/{id}": get(**used("schemas", "Crate"))}
    comparison = diff(side(CRATE, [ref("Crate"), ref("Note")]), side(HEAVY, [ref("Note")], **later), audited=True)
    assert comparison.verdict == "additive", told(comparison)
    assert any(change.unreached for change in comparison.changes)


def test_one_operation_that_uses_it_in_each_direction_meets_both_forms_apart():
    def side(form, **parts):
        return api({"/v1/crates": {"post": {"responses": ok(NOTE), **parts}}}, schemas={"Crate": form, "Note": NOTE})

    base = side(CRATE, requestBody=content(ref("Crate")))
    revision = side(HEAVY, requestBody=content(ref("Note")), responses=ok(ref("Crate")))
    assert not any(change.undecided for change in diff(base, revision, audited=True).changes)


@pytest.mark.parametrize("swapped", [False, True])
def test_a_definition_that_only_leads_on(swapped):
    """Extracting a field into `$defs`, whose member is a reference itself."""
    inline = {"type": "object", "properties": {"mass": STRING}}
    led = {
        "type": "object",
        "properties": {"mass": {"$ref": "#/components/schemas/Crate/$defs/mass"}},
        "$defs": {"mass": ref("Mass")},
    }
    answer = {"/v1/crates": get(**used("schemas", "Crate"))}
    sides = [api(answer, schemas={"Crate": inline}), api(answer, schemas={"Crate": led, "Mass": STRING})]
    comparison = diff(*(sides[::-1] if swapped else sides), audited=True)
    assert comparison.verdict == "neutral", told(comparison)
