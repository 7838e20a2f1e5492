"""A description in, a broken one out: wrong types, references anywhere, numbers and texts beyond reason."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

from fuzz.case import Case, case
from fuzz.seeds import pairs, whole

TEXTS = [
    "", " ", "a", "/", "~", "~1", "{", "}", "{}", "{a}{a}", "$", "#", "*", "*/*", "application/*", "x" * 5000,
    "/" * 3000, "\x00", "\x1b[31m", "\u202e", "\ud800", "\udfff", "\ue000", "e\u0301", "\U0001f600", "\u2028",
    "\r\n::error::x", "<b>", "|", "`", "null", "true", "1", "NaN", "200", "2XX", "2xx", "999", "default", "-1",
    "get", "GET", "v1", "/v1/x", "//", "/{", "/{a}/{a}", "object", "array", "string", "integer", "number",
    "boolean", "file", "int32", "date-time", "regex", "uuid", "email", "binary", "query", "header", "cookie",
    "path", "querystring", "form", "deepObject", "matrix", "apiKey", "oauth2", "__proto__", "__class__", "(", "[",
    "a{2,1}", "(a+)+$", "(?=a)*", "\\p{L}", "\\", "^(a|a)*$", "(?<!x)y", "(.)\\1", "a{99999}", "[^]", "\\cA",
    "(?i)x", "$^", "text/plain;charset=utf-8", "application/json; a=\"b;c\"", ";", "a/b/c", "3.0.0", "3.1.0",
    "3.2.0", "2.0", "4.0.0", "3.1",
]  # fmt: skip
REFERENCES = [
    "#", "#/", "", "#/paths", "#/components", "#/components/schemas/Pet",
    "#/components/schemas/Pet/properties/friends/items", "#/components/schemas/Pet/properties/friends",
    "#/components/schemas/Base/allOf/0", "#/components/parameters/Id", "#/components/responses/Found",
    "#/components/headers/Where", "#/components/links/Next", "#/components/callbacks/Sold",
    "#/components/pathItems/All", "#/paths/~1v1~1pets~1{id}", "#/components/securitySchemes/key",
    "#/components/examples/One", "#/components/requestBodies/Pet", "#/nope", "#tag", "https://example.com/tag",
    "#/components/schemas/Pet/oneOf/-", "#/a~2", "../x.yaml", "/etc/passwd", "file:///etc/passwd",
    "http://127.0.0.1/x", "openapi.yaml", "./openapi.yaml#/components", "#%zz",
]  # fmt: skip
NUMBERS = [
    0, -1, 1, 2, 0.5, -0.0, 1e+308, 5e-324, 2**31, 2**53 + 1, 2**63, 2**64, 10**400, -(10**400), 10**18, 10**9,
    1.1e-07,
]  # fmt: skip
EMPTY: list[Any] = [None, True, False, [], {}, [None], [[]], [{}], {"": None}, {"a": 1}, {"$ref": 5}, [1, "a", None]]
KEYWORDS = """
type properties items required enum const allOf anyOf oneOf not if then else $ref $dynamicRef $anchor $dynamicAnchor
$id $defs $schema $comment additionalProperties patternProperties propertyNames minProperties maxProperties minItems
maxItems uniqueItems contains minContains maxContains prefixItems unevaluatedItems unevaluatedProperties
dependentRequired dependentSchemas minLength maxLength pattern format minimum maximum exclusiveMinimum
exclusiveMaximum multipleOf nullable readOnly writeOnly default example examples deprecated discriminator xml
description title parameters requestBody responses headers links callbacks security servers tags content schema
encoding style explode allowReserved in name operationId summary externalDocs paths components webhooks info get post
additionalOperations query itemSchema mapping propertyName flows scopes scheme variables url contentEncoding
contentMediaType contentSchema x-a jsonSchemaDialect
""".split()
Slot = tuple[Any, Any]
"""An object or array, and a key or an index of it."""


def mutated(seed: int, index: int) -> Case:
    """The `index`-th random case of a seed; the same whenever it is asked for."""
    dice = random.Random(f"{seed}:{index}")
    base, revision = _sides(dice)
    for _ in range(_how_many(dice)):
        change(revision, dice)
    if dice.random() < 0.4:
        for _ in range(_how_many(dice)):
            change(base, dice)
    made = case(f"mutated:{seed}:{index}", _written(base, dice), _written(revision, dice))
    if dice.random() < 0.08:
        made = Case(made.name, made.base, damaged(made.revision, dice))
    return made


def change(document: dict[str, Any], dice: random.Random) -> None:
    """Break one thing of the document, in place."""
    places = list(slots(document))
    if not places:
        document["openapi"] = "3.1.0"
        return
    holder, key = dice.choice(places)
    kind = dice.random()
    if kind < 0.35:
        holder[key] = weird(dice)
    elif kind < 0.5:
        other, at = dice.choice(places)
        holder[key] = copy.deepcopy(other[at])
    elif kind < 0.62:
        _grow(holder[key], dice)
    elif kind < 0.72:
        del holder[key]
    elif kind < 0.8:
        holder[key] = {"$ref": dice.choice(REFERENCES)}
    elif kind < 0.86:
        value = holder[key]
        holder[key] = dice.choice([[value], {dice.choice(KEYWORDS): value}, [value, value], {"allOf": [value]}])
    elif isinstance(holder, dict):
        name = dice.choice([*KEYWORDS, *TEXTS])
        holder[name] = holder.pop(key)
    else:
        dice.shuffle(holder)


def weird(dice: random.Random) -> Any:
    """A value that hardly belongs where it is put."""
    kind = dice.random()
    if kind < 0.3:
        return copy.deepcopy(dice.choice(EMPTY))
    if kind < 0.55:
        return dice.choice(TEXTS)
    if kind < 0.75:
        return dice.choice(NUMBERS)
    if kind < 0.85:
        return {"$ref": dice.choice(REFERENCES)}
    if kind < 0.93:
        return {dice.choice(KEYWORDS): weird(dice) for _ in range(dice.randint(1, 4))}
    return [weird(dice) for _ in range(dice.randint(1, 3))]


def damaged(data: bytes, dice: random.Random) -> bytes:
    """The bytes cut, doubled, overwritten, or of another encoding."""
    at = dice.randrange(len(data) + 1)
    kind = dice.randrange(7)
    if kind == 0:
        return data[:at]
    if kind == 1:
        return data[:at] + bytes([dice.randrange(256)]) + data[at + 1 :]
    if kind == 2:
        return data[:at] + data[max(0, at - dice.randrange(1, 200)) :]
    if kind == 3:
        return b"\xef\xbb\xbf" + data
    if kind == 4:
        return data.decode("utf-8", "replace").encode("utf-16")
    noise = dice.choice(
        [
            b"\x00",
            b"NaN",
            b"1e999999",
            b'"\\ud800"',
            b"&a [*a]",
            b"<<: ",
            b"\t",
            b"---\n",
            b"!!python/object:os.system x",
        ]
    )
    return data[:at] + noise + data[at:]


def _sides(dice: random.Random) -> tuple[Any, Any]:
    if pairs() and dice.random() < 0.5:
        base, revision = dice.choice(pairs())
        return copy.deepcopy(base), copy.deepcopy(revision)
    version = dice.choice(["3.0.3", "3.1.0", "3.1.1", "3.2.0"])
    return whole(version), whole(version)


def _how_many(dice: random.Random) -> int:
    return dice.choice([1, 1, 1, 2, 2, 3, 5, 12])


def slots(value: Any) -> Iterator[Slot]:
    """Each key and index of the value, with the object or array that has it; the version at the top is left alone."""
    stack = [value]
    while stack:
        holder = stack.pop()
        for key in list(holder) if isinstance(holder, dict) else range(len(holder)):
            if holder is not value or key != "openapi":
                yield holder, key
            if isinstance(holder[key], dict | list):
                stack.append(holder[key])


def _grow(value: Any, dice: random.Random) -> None:
    if isinstance(value, dict):
        value[dice.choice(KEYWORDS if dice.random() < 0.8 else TEXTS)] = weird(dice)
    elif isinstance(value, list):
        value.insert(
            dice.randrange(len(value) + 1), weird(dice) if not value or dice.random() < 0.7 else copy.deepcopy(value[0])
        )


def _written(document: Any, dice: random.Random) -> bytes:
    """As JSON, or as block YAML where a writer can write it."""
    text = json.dumps(document, ensure_ascii=dice.random() < 0.7)
    if dice.random() < 0.25:
        import yaml

        text = yaml.safe_dump(json.loads(text), allow_unicode=dice.random() < 0.5)
    return text.encode("utf-8", "surrogatepass")
