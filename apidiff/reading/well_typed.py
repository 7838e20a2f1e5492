"""Two contracts in, both out with each schema that holds a value of a wrong type as one of which nothing is known.

In the revision such a value is an error, since it can be corrected. A base may be history, so that there it must not
stop a comparison as long as it stands in a schema: that schema is undecided then, with a warning. So is a schema of
either side whose `type` names no type: the value is of the right type, and only what it means is not known.
"""

from __future__ import annotations

from apidiff.errors import InputError, Place
from apidiff.model.contract import JSON, Contract, Warned
from apidiff.openapi.canonical import compact_json
from apidiff.openapi.operations import type_name
from apidiff.openapi.pointers import ABSENT, find, join, nearest, shortened, split
from apidiff.openapi.references import References
from apidiff.openapi.types import A_TYPE, TYPES, Mistyped, mistyped
from apidiff.reading.references import edited, unknown

_OTHER_NAMES = {"str": "string", "text": "string", "int": "integer", "long": "integer", "float": "number",
                "double": "number", "bool": "boolean", "dict": "object", "map": "object", "list": "array",
                "none": "null"}  # fmt: skip
"""What the types are called elsewhere, for a hint."""


def well_typed(base: Contract, revision: Contract, references: References | None = None) -> tuple[Contract, Contract]:
    """Both without values of wrong types in their schemas. What is equal on both sides is not looked at.

    A contract is compared with itself when it is recorded first: then all of it is looked at.
    `references` are those of both, as far as somebody looked for them.
    Raises `InputError` for a value of a wrong type in the revision, or in the base outside of schemas.
    """
    # As it is written where the normal form has renamed keywords or dropped them: places are those of the file.
    sides = [contract.written or contract.document for contract in (base, revision)]
    alike, references = _Alike(), references or References()
    unnamed = []
    for found in mistyped(sides[1], ABSENT if base is revision else sides[0], alike, references):
        if found.expected != A_TYPE:
            raise _error(revision, found)
        unnamed.append(found)
    if base is revision:
        if not unnamed:
            return base, base
        both = _without(base, unnamed)
        return both, both._replace(warnings=())  # told once
    return _without(base, list(mistyped(sides[0], sides[1], alike, references))), _without(revision, unnamed)


class _Alike:
    """Whether two parts have one text; each pair is asked about from both sides, and worked out once.

    Parts are known by their identity: both documents outlive this, and a key of their texts would cost what it saves.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], bool] = {}

    def __call__(self, one: JSON, other: JSON) -> bool:
        if one is other or not isinstance(other, dict | list):
            return one is other
        key = min(id(one), id(other)), max(id(one), id(other))
        if key not in self._known:
            self._known[key] = compact_json(one) == compact_json(other)
        return self._known[key]


def _without(side: Contract, found: list[Mistyped]) -> Contract:
    edits: dict[tuple[str, ...], dict[str, JSON]] = {}
    faulty: dict[tuple[str, ...], set[str]] = {}
    warnings = []
    for each in found:
        error = _error(side, each)
        if each.schema is None:
            raise error
        edits[each.schema] = unknown(each.tokens[-1])
        faulty.setdefault(each.schema, set()).update(each.tokens[len(each.schema) :][:1])
        message = f"{error.message}; what it asks for is not known, and what hangs on it is undecided"
        warnings.append(Warned(message, error.place or Place(), error.hint))
    if not edits:
        return side
    document = side.document
    # The innermost first, so that the schema around it takes over what was edited inside.
    for tokens in sorted(edits, key=len, reverse=True):
        schema = find(document, join(tokens))
        if schema is not ABSENT:
            document = edited(document, {tokens: _beside(schema, faulty[tokens], side.dialect) | edits[tokens]})
    return side._replace(document=document, written=None, warnings=(*side.warnings, *warnings))


def _beside(schema: JSON, faulty: set[str], dialect: str) -> dict[str, JSON]:
    """What is known of a schema beside its faulty keywords; in 3.0, nothing is said beside a `$ref`."""
    if not isinstance(schema, dict) or not faulty or (dialect == "3.0" and "$ref" in schema):
        return {}
    return {keyword: value for keyword, value in schema.items() if keyword not in faulty}


_OF_STRINGS = "array of strings"


def _error(contract: Contract, found: Mistyped) -> InputError:
    pointer = join(found.tokens)
    place = contract.locator.locate([pointer]).get(pointer, Place(contract.name, pointer))
    # A component may be a file of its own, which knows nothing of the component's name.
    last = split(place.pointer or "")[-1:] or ("",)
    name = f"`{shortened(last[0])}`" if place.pointer else "What the file holds"
    message = f"{name} should be {found.expected}, and is {found.found or _given(found)}"
    if found.expected == A_TYPE:
        message = f"{name} is `{_unknown_type(found)}`, which is not {A_TYPE}"
    return InputError(message, place=place, hint=_hint(found))


def _given(found: Mistyped) -> str:
    """What stands there; of an array of the right kind, with what is wrong in it."""
    listed = found.value if isinstance(found.value, list) and _OF_STRINGS in found.expected else []
    odd = next((one for one in listed if not isinstance(one, str)), None)
    return type_name(found.value) if odd is None else f"an array with {type_name(odd)} in it"


def _unknown_type(found: Mistyped) -> str:
    given = found.value if isinstance(found.value, list) else [found.value]
    return shortened(next(str(one) for one in given if one not in TYPES))


def _hint(found: Mistyped) -> str:
    if found.expected == A_TYPE:
        name = _unknown_type(found)
        if name == "file":
            return "Use `type: string` with `format: binary`."
        near = _OTHER_NAMES.get(name.lower()) or nearest(name, TYPES)
        return f"Did you mean `{near}`?" if near else f"Use {', '.join(f'`{one}`' for one in TYPES)}; or leave it out."
    if found.expected == "a boolean" and found.value in ("true", "false"):
        return f"Write `{found.value}` without quotes."
    if found.expected == "a string" and isinstance(found.value, int | float):
        return "Put it in quotes."
    if found.found:
        return f"Refer to {found.expected.removeprefix('a reference to ')}, or write it out in place of the reference."
    return f"Write {found.expected} there, or leave it out."
