"""Two schemas in, payloads out that are likely to tell them apart: built along each schema, then bent."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from fuzz.differential.contents import text_of
from fuzz.differential.pairs import HERE
from fuzz.differential.walking import below

JSON = Any
STRINGS = ["", "a", "b", "ab", "abc", "aab", "ba", "abab", "x1", "x-", "0", "bbbb", "aaaaaa", "A b", "é"]
STRINGS += ["2024-02-29", "2024-02-29T12:00:00Z", "123e4567-e89b-12d3-a456-426614174000", "a@b.example", "192.0.2.1"]
NUMBERS: list[JSON] = [0, 1, -1, 2, 3, 0.5, 1.5, 4, 6, 7, 12, 100, -3, 2**31, 2**63]
PLAIN: list[JSON] = [None, True, False, [], {}, [1], ["a", "a"], {"zz": 1}, {"a": None}]
DEEPEST = 6


class Sampler:
    """Builds payloads for documents; everything is drawn from one source of chance."""

    def __init__(self, documents: list[JSON], chance: random.Random) -> None:
        self.chance = chance
        self.names = ["zz"]
        self.strings = list(STRINGS)
        self.numbers = list(NUMBERS)
        self.values = list(PLAIN)
        for each in documents:
            for schema in (each, *each["$defs"].values()):
                for holder, key in below({"schema": schema}, "schema"):
                    if isinstance(holder[key], dict):
                        self._learn(holder[key])
        self.names = sorted(set(self.names))

    def _learn(self, schema: dict[str, JSON]) -> None:
        """Names, constants and the neighbours of bounds."""
        self.names += [*schema.get("properties", ()), *schema.get("required", ()), *schema.get("dependentSchemas", ())]
        for name, others in schema.get("dependentRequired", {}).items():
            self.names += [name, *others]
        for value in (*schema.get("enum", ()), *([schema["const"]] if "const" in schema else ())):
            pool = self.strings if isinstance(value, str) else self.values
            pool.append(value)
        for keyword in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"):
            bound = schema.get(keyword)
            if isinstance(bound, int | float) and not isinstance(bound, bool):
                self.numbers += [bound, bound + 1, bound - 1, bound + 0.5, bound * 2]
        for keyword in ("minLength", "maxLength"):
            if keyword in schema:
                for length in (schema[keyword] - 1, schema[keyword], schema[keyword] + 1):
                    self.strings += ["a" * length, "b" * length, "ab" * (length // 2)] if 0 <= length < 50 else []

    def payloads(self, documents: list[JSON], each: int) -> Iterator[JSON]:
        """`each` payloads along every document, and as many bent ones."""
        for document in documents:
            for _ in range(each):
                built = self.build(document, document, 0)
                yield built
                yield self.bent(built)

    def build(self, schema: JSON, root: JSON, depth: int) -> JSON:
        """A value that often is valid."""
        chance = self.chance
        if not isinstance(schema, dict) or depth > DEEPEST:
            return self.any()
        if "$dynamicRef" in schema:
            anchored = [each["$defs"]["T"] for each in root["$defs"].values() if "T" in each.get("$defs", ())]
            return self.build(chance.choice(anchored), root, depth + 1) if anchored else self.any()
        if schema.get("$ref", "#").startswith(HERE):
            named = [each for each in root["$defs"].values() if each.get("$id") == schema["$ref"]]
            return self.build(named[0], root, depth + 1) if named else self.any()
        if "$ref" in schema:
            target = root["$defs"]
            for token in schema["$ref"].removeprefix("#/$defs/").replace("%20", " ").split("/"):
                target = target[token]
            return self._with(schema, self.build(target, root, depth + 1), root, depth)
        if "const" in schema and chance.random() < 0.9:
            return schema["const"]
        if schema.get("enum") and chance.random() < 0.9:
            return chance.choice(schema["enum"])
        for keyword in ("oneOf", "anyOf"):
            if schema.get(keyword):
                branch = self.build(chance.choice(schema[keyword]), root, depth + 1)
                return self._with(schema, branch, root, depth)
        if schema.get("allOf"):
            value = self.build(schema["allOf"][0], root, depth + 1)
            for member in schema["allOf"][1:]:
                value = self._joined(value, member, root, depth)
            return self._with(schema, value, root, depth)
        return self._own(schema, root, depth)

    def _with(self, schema: dict[str, JSON], value: JSON, root: JSON, depth: int) -> JSON:
        """A value from elsewhere, with the members that the schema itself speaks of."""
        own = schema.keys() & {"properties", "required", "type", "patternProperties", "then", "if"}
        if isinstance(value, dict) and own:
            added = self._object(schema, root, depth)
            return {**added, **value} if self.chance.random() < 0.7 else {**value, **added}
        return value

    def _joined(self, value: JSON, member: JSON, root: JSON, depth: int) -> JSON:
        other = self.build(member, root, depth + 1)
        if isinstance(value, dict) and isinstance(other, dict):
            return {**value, **other} if self.chance.random() < 0.5 else {**other, **value}
        return value if self.chance.random() < 0.5 else other

    def _own(self, schema: dict[str, JSON], root: JSON, depth: int) -> JSON:
        kind = schema.get("type")
        if isinstance(kind, list):
            kind = self.chance.choice(kind) if kind else None
        if kind is None:
            for guess, keywords in (
                ("object", ("properties", "required", "additionalProperties", "patternProperties", "minProperties")),
                ("array", ("items", "prefixItems", "contains", "minItems", "uniqueItems")),
                ("string", ("pattern", "minLength", "maxLength", "format")),
                ("number", ("minimum", "maximum", "multipleOf")),
            ):
                if any(keyword in schema for keyword in keywords) and self.chance.random() < 0.8:
                    kind = guess
                    break
        if kind == "object":
            return self._object(schema, root, depth)
        if kind == "array":
            return self._array(schema, root, depth)
        if "contentSchema" in schema and kind in (None, "string") and self.chance.random() < 0.9:
            return text_of(self.build(schema["contentSchema"], root, depth + 1), schema)
        if kind == "string":
            return self.chance.choice(self.strings)
        if kind == "integer":
            return int(self.chance.choice(self.numbers))
        if kind == "number":
            return self.chance.choice(self.numbers)
        if kind == "boolean":
            return self.chance.random() < 0.5
        return None if kind == "null" else self.any()

    def _object(self, schema: dict[str, JSON], root: JSON, depth: int) -> dict[str, JSON]:
        chance = self.chance
        named = schema.get("properties", {})
        names = list(schema.get("required", ())) + [name for name in named if chance.random() < 0.5]
        if chance.random() < 0.3:
            names.append(chance.choice(self.names))
        if schema.get("patternProperties") and chance.random() < 0.6:
            names.append(chance.choice(["a", "ab", "b", "x-y", "x1", "zz"]))
        value: dict[str, JSON] = {}
        for name in names:
            part = named.get(name, schema.get("additionalProperties", True))
            if name not in named and schema.get("patternProperties") and chance.random() < 0.5:
                part = chance.choice(list(schema["patternProperties"].values()))
            if part is not False or chance.random() < 0.2:
                value[name] = self.build(part, root, depth + 1)
        while len(value) < schema.get("minProperties", 0) and chance.random() < 0.9:
            value[chance.choice([*self.names, "z1", "z2"])] = self.build(
                schema.get("additionalProperties"), root, depth + 1
            )
        return value

    def _array(self, schema: dict[str, JSON], root: JSON, depth: int) -> list[JSON]:
        first = schema.get("prefixItems", [])
        least, most = schema.get("minItems", 0), schema.get("maxItems", 4)
        size = self.chance.choice([least, most, len(first), least + 1, most + 1, 0, 1, 2])
        parts = [first[index] if index < len(first) else schema.get("items", True) for index in range(min(size, 6))]
        value = [self.build(part, root, depth + 1) for part in parts]
        for _ in range(schema.get("minContains", 1) if "contains" in schema and self.chance.random() < 0.8 else 0):
            value.insert(self.chance.randint(0, len(value)), self.build(schema["contains"], root, depth + 1))
        return value

    def any(self) -> JSON:
        pool = self.chance.choice([self.strings, self.numbers, self.values])
        return self.chance.choice(pool)

    def bent(self, value: JSON) -> JSON:
        """The value with one thing changed somewhere in it."""
        chance = self.chance
        if isinstance(value, dict) and value and chance.random() < 0.85:
            name = chance.choice(list(value))
            kind = chance.random()
            if kind < 0.3:
                return {key: each for key, each in value.items() if key != name}
            if kind < 0.7:
                return {**value, name: self.bent(value[name])}
            return {**value, chance.choice(self.names): self.any()}
        if isinstance(value, dict):
            return {**value, chance.choice(self.names): self.any()}
        if isinstance(value, list) and value and chance.random() < 0.85:
            index = chance.randrange(len(value))
            kind = chance.random()
            if kind < 0.3:
                return [*value[:index], *value[index + 1 :]]
            if kind < 0.6:
                return [*value[:index], self.bent(value[index]), *value[index + 1 :]]
            return [*value, value[index]] if kind < 0.8 else [*value, self.any()]
        if isinstance(value, int | float) and not isinstance(value, bool) and chance.random() < 0.6:
            return value + chance.choice([1, -1, 0.5])
        return self.any()
