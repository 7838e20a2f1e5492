"""Chance in, a schema out: small, mostly satisfiable, with the keywords of JSON Schema 2020-12 that matter."""

from __future__ import annotations

import random
from typing import Any

from fuzz.differential.pairs import PREFIX, Side

JSON = Any
NAMES = ("a", "b", "c", "d", "ab", "x-y", "kind")
MARKED = ("ro", "wo")
WORDS = ("", "a", "b", "ab", "abc", "aab", "bb", "x1", "A", "longer words")
PATTERNS = ("^a", "b$", "^[ab]+$", "^x", "a|b", "^[^a]*$", "^.{2,3}$", "^x-", "[0-9]", "^(ab)*$")
NUMBERS = (-1, 0, 1, 2, 3, 5, 10, 0.5, 1.5)
FORMATS = ("int32", "int64", "date", "uuid", "date-time", "email", "ipv4")
ENCODINGS = ("base64", "base64url", "base16")
MEDIA = ("application/json", "image/png", "text/plain; charset=utf-8")
TYPES = ("string", "integer", "number", "boolean", "null", "array", "object")
SCALARS: tuple[JSON, ...] = (None, True, False, 0, 1, 2, 1.5, "", "a", "b", "ab")


class Maker:
    """Makes schemas of one dialect that refer to a fixed set of component names."""

    def __init__(self, chance: random.Random, dialect: str, names: list[str]) -> None:
        self.chance = chance
        self.old = dialect.startswith("3.0")
        self.names = names

    def some(self, likelihood: float) -> bool:
        return self.chance.random() < likelihood

    def schema(self, depth: int) -> JSON:
        """Any schema, at most `depth` levels deep."""
        kind = self.chance.random()
        if depth <= 0 or kind < 0.3:
            return self.scalar()
        if kind < 0.55:
            return self.object(depth - 1)
        if kind < 0.68:
            return self.array(depth - 1)
        if kind < 0.8 and self.names:
            return {"$ref": PREFIX + self.chance.choice(self.names)}
        if kind < 0.95:
            return self.composed(depth - 1)
        return {} if self.old or self.some(0.5) else self.chance.choice([True, {}, {"type": list(self.types())}])

    def types(self) -> list[str]:
        return self.chance.sample(TYPES, self.chance.choice([2, 2, 3]))

    def typed(self, kind: str) -> dict[str, JSON]:
        """A schema of one type, at times of null as well."""
        if not self.some(0.15):
            return {"type": kind}
        return {"type": kind, "nullable": True} if self.old else {"type": [kind, "null"]}

    def scalar(self) -> JSON:
        kind = self.chance.choice(["string", "string", "integer", "number", "boolean", "enum", "const"])
        if kind == "enum":
            return self.enum()
        if kind == "const" and not self.old:
            return {"const": self.chance.choice(SCALARS)}
        if kind in ("boolean", "const"):
            return self.typed("boolean")
        return self.string() if kind == "string" else self.number(kind)

    def enum(self) -> dict[str, JSON]:
        if self.some(0.7):
            values = [*self.chance.sample(WORDS, self.chance.randint(1, 4))]
            return {"type": "string", "enum": values} if self.old or self.some(0.7) else {"enum": values}
        if self.old:
            return {"type": "integer", "enum": self.chance.sample([0, 1, 2, 3], 2)}
        return {"enum": self.chance.sample(SCALARS[3:], 3)}

    def string(self) -> dict[str, JSON]:
        schema = self.typed("string")
        if self.some(0.25):
            schema["minLength"] = self.chance.randint(0, 3)
        if self.some(0.25):
            schema["maxLength"] = self.chance.randint(1, 5)
        if self.some(0.2):
            schema["pattern"] = self.chance.choice(PATTERNS)
        if self.some(0.1):
            schema["format"] = self.chance.choice(FORMATS[2:])
        elif self.some(0.06):
            self.write(schema)
        return schema

    def write(self, schema: dict[str, JSON]) -> None:
        """Say how a string is written."""
        if self.old or self.some(0.15):
            schema["format"] = self.chance.choice(["byte", "binary"])
            return
        if self.some(0.7):
            schema["contentEncoding"] = self.chance.choice(ENCODINGS)
        if self.some(0.5) or "contentEncoding" not in schema:
            schema["contentMediaType"] = self.chance.choice(MEDIA)
            if schema["contentMediaType"] == MEDIA[0] and self.some(0.6):
                schema["contentSchema"] = self.schema(1)

    def number(self, kind: str) -> dict[str, JSON]:
        schema = self.typed(kind)
        if self.some(0.35):
            schema["minimum"] = self.chance.choice(NUMBERS[:4])
            if self.some(0.2):
                self.exclude(schema, "minimum")
        if self.some(0.35):
            schema["maximum"] = self.chance.choice(NUMBERS[3:])
            if self.some(0.2):
                self.exclude(schema, "maximum")
        if self.some(0.15):
            schema["multipleOf"] = self.chance.choice([1, 2, 3, 0.5])
        if kind == "integer" and self.some(0.15):
            schema["format"] = self.chance.choice(FORMATS[:2])
        return schema

    def exclude(self, schema: dict[str, JSON], bound: str) -> None:
        """Make a bound exclusive, as the dialect writes it."""
        name = f"exclusive{bound.capitalize()}"
        schema[name] = True if self.old else schema.pop(bound)

    def object(self, depth: int) -> dict[str, JSON]:
        schema = self.typed("object") if self.some(0.85) else {}
        names = self.chance.sample(NAMES, self.chance.randint(0, 3))
        if names:
            schema["properties"] = {name: self.schema(depth) for name in names}
        if self.some(0.12):
            self.mark(schema)
        if self.some(0.5):
            declared = list(schema.get("properties", {}))
            schema["required"] = sorted({*self.chance.sample(declared, min(len(declared), self.chance.randint(1, 2)))})
            if self.some(0.15) or not schema["required"]:
                schema["required"] = sorted({*schema["required"], self.chance.choice(NAMES)})
        if self.some(0.4):
            schema["additionalProperties"] = self.chance.choice([False, False, True, self.scalar(), self.schema(depth)])
        for keyword, low, high in (("minProperties", 0, 2), ("maxProperties", 1, 4)):
            if self.some(0.08):
                schema[keyword] = self.chance.randint(low, high)
        return schema if self.old else self.newer_object(schema, depth)

    def mark(self, schema: dict[str, JSON]) -> None:
        """Add a property that travels in one direction only."""
        name = self.chance.choice(MARKED)
        marked = {**self.string(), ("readOnly" if name == "ro" else "writeOnly"): True}
        schema["properties"] = {**schema.get("properties", {}), name: marked}

    def newer_object(self, schema: dict[str, JSON], depth: int) -> dict[str, JSON]:
        if self.some(0.15):
            schema["patternProperties"] = {
                pattern: self.schema(depth) for pattern in self.chance.sample(PATTERNS, self.chance.choice([1, 1, 2]))
            }
        if self.some(0.06):
            schema["propertyNames"] = self.chance.choice([{"maxLength": 2}, {"pattern": "^[a-d]"}, {"minLength": 1}])
            if self.some(0.4):
                schema["propertyNames"] = {"enum": self.chance.sample(NAMES, 3)}
        if self.some(0.06):
            first, second = self.chance.sample(NAMES, 2)
            schema["dependentRequired"] = {first: [second]}
        if self.some(0.05):
            schema["dependentSchemas"] = {self.chance.choice(NAMES): self.object(depth - 1)}
        if self.some(0.08):
            schema["unevaluatedProperties"] = self.chance.choice([False, False, self.scalar()])
            schema.pop("additionalProperties", None)
        return schema

    def array(self, depth: int) -> dict[str, JSON]:
        schema = self.typed("array")
        if self.old or self.some(0.8):
            schema["items"] = self.schema(depth) if self.old or not self.some(0.1) else False
        if self.some(0.25):
            schema["minItems"] = self.chance.randint(0, 2)
        if self.some(0.25):
            schema["maxItems"] = self.chance.randint(1, 4)
        if self.some(0.12):
            schema["uniqueItems"] = True
        if self.old:
            return schema
        if self.some(0.2):
            schema["prefixItems"] = [self.schema(depth) for _ in range(self.chance.randint(1, 2))]
        if self.some(0.12):
            schema["contains"] = self.schema(depth)
            if self.some(0.3):
                schema["minContains"] = self.chance.randint(0, 2)
            if self.some(0.3):
                schema["maxContains"] = self.chance.randint(1, 3)
        if self.some(0.08):
            schema["unevaluatedItems"] = self.chance.choice([False, self.scalar()])
            if self.some(0.7):
                schema.pop("items", None)
        return schema

    def composed(self, depth: int) -> dict[str, JSON]:
        keyword = self.chance.choice(["allOf", "allOf", "anyOf", "anyOf", "oneOf", "oneOf", "not", "if", "tagged"])
        if keyword == "tagged":
            return self.tagged(depth)
        if keyword == "not":
            return {**self.object(depth), "not": self.small(depth)} if self.some(0.6) else {"not": self.small(depth)}
        if keyword == "if" and not self.old:
            parts = {"if": self.small(depth), "then": self.schema(depth), "else": self.schema(depth)}
            if self.some(0.5):
                del parts[self.chance.choice(["then", "else"])]
            return {**(self.object(depth) if self.some(0.5) else {}), **parts}
        if keyword == "if":
            keyword = "allOf"
        members = [self.schema(depth) for _ in range(self.chance.choice([1, 2, 2, 2, 3]))]
        around = self.object(depth) if self.some(0.3) else {}
        return {**around, keyword: members}

    def small(self, depth: int) -> JSON:
        """A schema for a condition: it names something."""
        choice = self.chance.random()
        name = self.chance.choice(NAMES)
        if choice < 0.35:
            return {"required": [name]}
        if choice < 0.7:
            return {"properties": {name: self.scalar()}, "required": [name]}
        return self.scalar() if choice < 0.9 else self.schema(depth - 1)

    def dispatched(self, *, by_name: bool) -> dict[str, JSON]:
        """Alternatives that a discriminator tells apart, each by a mapped name, or by that of its component."""
        names = self.chance.sample(self.names, self.chance.randint(1, len(self.names)))
        told: dict[str, JSON] = {"propertyName": "kind"}
        if not by_name:
            told["mapping"] = {name.lower(): PREFIX + name for name in names}
        keyword = self.chance.choice(["oneOf", "oneOf", "anyOf"])
        return {keyword: [{"$ref": PREFIX + name} for name in names], "discriminator": told}

    def tagged(self, depth: int) -> dict[str, JSON]:
        """Alternatives that a constant tells apart."""
        tags = self.chance.sample(["cat", "dog", "fish"], self.chance.choice([2, 3]))
        keyword = self.chance.choice(["oneOf", "oneOf", "anyOf"])
        members = []
        for tag in tags:
            member = self.object(depth)
            tag_of = {"type": "string", "enum": [tag]} if self.old or self.some(0.5) else {"const": tag}
            member["properties"] = {**member.get("properties", {}), "kind": tag_of}
            member["required"] = sorted({*member.get("required", []), "kind"})
            members.append({**member, "type": "object"})
        return {keyword: members}


def made(chance: random.Random, dialect: str) -> Side:
    """A root and up to three components; the root leads to some of them."""
    names = ["One", "Two", "Three"][: chance.choice([0, 1, 2, 3])]
    maker = Maker(chance, dialect, names)
    schemas = {name: maker.schema(chance.choice([1, 2])) for name in names}
    root = maker.schema(chance.choice([1, 2, 2, 3]))
    if names and chance.random() < 0.08:
        by_name = chance.random() < 0.3
        for name in names:
            tag: JSON = {"type": "string"}
            if chance.random() < 0.8:
                tag["enum"] = [name if by_name else name.lower()]
            schemas[name] = maker.object(1)
            schemas[name]["type"] = "object"
            schemas[name]["properties"] = {**schemas[name].get("properties", {}), "kind": tag}
            schemas[name]["required"] = sorted({*schemas[name].get("required", []), "kind"})
        dispatched = maker.dispatched(by_name=by_name)
        return Side(dispatched if chance.random() < 0.5 else {"type": "array", "items": dispatched}, schemas, dialect)
    if names and not maker.old and chance.random() < 0.08:
        inner = {"$ref": PREFIX + names[0] + "/$defs/inner"}
        own = schemas[names[0]] if isinstance(schemas[names[0]], dict) else {}
        schemas[names[0]] = {**own, "$defs": {"inner": maker.schema(1)}}
        root = chance.choice([inner, {"properties": {"a": inner, "b": root}}, {"allOf": [root, {"items": inner}]}])
    elif names and chance.random() < 0.4:
        root = chance.choice(
            [
                {"$ref": PREFIX + names[0]},
                {"type": "array", "items": {"$ref": PREFIX + names[0]}},
                {"allOf": [{"$ref": PREFIX + names[0]}, root]},
                {"type": "object", "properties": {"a": {"$ref": PREFIX + names[0]}, "b": root}},
            ]
        )
    return Side(root, schemas, dialect)
