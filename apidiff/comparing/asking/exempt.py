"""One projected schema object in, the same out as it is of a value without some members."""

from __future__ import annotations

from apidiff.comparing.schemas.conjunction import MAPS
from apidiff.model.contract import JSON
from apidiff.openapi.literal_patterns import only_text

INEXACT = frozenset({"const", "enum", "maxProperties", "minProperties", "patternProperties", "unevaluatedProperties"})
"""Keywords that stay as they are, so that too much may be refused; and too little, where they are held against."""
_NO_OBJECT: JSON = {"not": {"type": "object"}}


def exempt(out: dict[str, JSON], names: frozenset[str]) -> dict[str, JSON]:
    """What a schema object asks of a value whose members of these names are taken out first.

    Only of the value itself: what its subschemas ask is projected in the same way. A count and a pattern of more than
    one name stay as they are; see `INEXACT`.
    """
    made = dict(out)
    also: list[JSON] = []
    named = made.get("properties")
    declared = set(named) & names if isinstance(named, dict) else set[str]()
    # Beside a map, what is not declared is held to the map.
    if asked := declared | (set(names) if MAPS & made.keys() else set()):
        made["properties"] = {**(named if isinstance(named, dict) else {}), **dict.fromkeys(sorted(asked), True)}
    if isinstance(patterns := made.get("patternProperties"), dict):
        made["patternProperties"] = {p: True if only_text(p) in names else child for p, child in patterns.items()}
    if isinstance(required := made.get("required"), list) and names.intersection(map(str, required)):
        del made["required"]
        also.append(_NO_OBJECT)
    if "propertyNames" in made:
        made["propertyNames"] = {"anyOf": [made["propertyNames"], {"enum": sorted(names)}]}
    if made.get("maxProperties") == 0:
        del made["maxProperties"]
        also.append({"propertyNames": {"enum": sorted(names)}})
    if isinstance(needs := made.get("dependentRequired"), dict):
        lacking = [n for n, those in needs.items() if isinstance(those, list) and names.intersection(map(str, those))]
        made["dependentRequired"] = {n: those for n, those in needs.items() if n not in names and n not in lacking}
        also += [{"properties": {name: False}} for name in sorted(lacking) if name not in names]
    if isinstance(schemas := made.get("dependentSchemas"), dict):
        made["dependentSchemas"] = {name: each for name, each in schemas.items() if name not in names}
    if also:
        made["allOf"] = [*made.get("allOf", ()), *also]
    return made
