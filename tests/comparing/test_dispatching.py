"""Random hierarchies and one edit each, against a small dispatcher that shares nothing with the comparison.

What it accepts on one side only must be breaking, and each witness must be such a payload.
"""

from __future__ import annotations

import copy
import itertools
import random
from dataclasses import dataclass, field

import jsonschema_rs
import pytest

import apidiff
from apidiff.model.policy import Policy
from tests.comparing.describing import ref

PAIRS = 300
TYPES = {
    "text": {"type": "string"},
    "whole": {"type": "integer"},
    "number": {"type": "number"},
    "few": {"type": "string", "enum": ["x", "y"]},
    "one": {"type": "string", "enum": ["x"]},
    "nullable": {"type": ["string", "null"]},
}
VALUES = ["a", "x", "y", 1, 1.5, None]
NAMED = {"property-removed", "required-property-added", "subtype-renamed", "subtype-removed"}
"""What is breaking by policy, whatever values it changes."""


@dataclass
class Child:
    fields: dict[str, str]
    required: list[str] = field(default_factory=list)
    closed: bool = False
    constant: bool = False


@dataclass
class Family:
    form: str
    children: dict[str, Child]
    tags: dict[str, list[str]]

    @property
    def inherits(self):
        return self.form in ("allOf", "allOf twice")

    def schemas(self):
        mapping = {tag: f"#/components/schemas/{name}" for name, tags in self.tags.items() for tag in tags}
        discriminator = {"propertyName": "kind", "mapping": mapping}
        found = {name: self.child(name) for name in self.children}
        if self.inherits:
            kind = {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}}
            found["Pet"] = {**kind, "discriminator": discriminator}
            found["Between"] = {"allOf": [ref("Pet"), {"properties": {"between": {"type": "string"}}}]}
        else:
            found["Pet"] = {self.form: [ref(name) for name in self.children], "discriminator": discriminator}
        return found

    def child(self, name):
        child = self.children[name]
        properties = {key: TYPES[kind] for key, kind in child.fields.items()}
        if child.constant:
            properties["kind"] = {"type": "string", "enum": self.tags[name]}
        schema = {"type": "object", "properties": properties, "required": child.required}
        if self.inherits:
            return {"allOf": [ref("Pet" if self.form == "allOf" else "Between"), schema]}
        closed = {"additionalProperties": False} if child.closed else {}
        properties.setdefault("kind", {"type": "string"})
        return {**schema, "required": ["kind", *child.required], **closed}

    def described(self, surface):
        media = {"content": {"application/json": {"schema": ref("Pet")}}}
        operation = (
            {"requestBody": media, "responses": {"204": {"description": "Done"}}}
            if surface == "request"
            else {"responses": {"200": {"description": "OK", **media}}}
        )
        paths = {"/v1/pets": {"post": operation}}
        info = {"title": "T", "version": "1"}
        return {"openapi": "3.1.0", "info": info, "paths": paths, "components": {"schemas": self.schemas()}}


class Dispatcher:
    """Accepts what is valid under the schema that the tag names. `tolerant`: as a client that reads."""

    def __init__(self, family, *, tolerant=False):
        schemas = family.schemas()
        if tolerant:
            for schema in schemas.values():
                schema.pop("additionalProperties", None)
        validators = {
            name: jsonschema_rs.Draft202012Validator({**ref(name), "components": {"schemas": schemas}})
            for name in family.children
        }
        self.by_tag = {tag: validators[name] for name, tags in family.tags.items() for tag in tags}

    def accepts(self, payload):
        named = self.by_tag.get(payload.get("kind"))
        return named is not None and named.is_valid(payload)


def family(random):
    names = ["Cat", "Dog", "Emu"][: random.choice([1, 2, 3])]
    children = {
        name: Child(
            {key: random.choice(list(TYPES)) for key in ("f", "g") if random.random() < 0.7},
            closed=random.random() < 0.2,
            constant=random.random() < 0.3,
        )
        for name in names
    }
    for child in children.values():
        child.required = [key for key in child.fields if random.random() < 0.3]
    tags = {name: [name.lower(), *(["old"] if index == 0 else [])] for index, name in enumerate(names)}
    return Family(random.choice(["oneOf", "anyOf", "allOf", "allOf twice"]), children, tags)


def edited(random, before):
    after = copy.deepcopy(before)
    name = random.choice(list(after.children))
    child = after.children[name]
    edit = random.choice(["type", "type", "required", "field", "no field", "child", "no child", "tag", "name", "open"])
    if edit == "type" and child.fields:
        child.fields[random.choice(list(child.fields))] = random.choice(list(TYPES))
    elif edit == "required" and child.fields:
        key = random.choice(list(child.fields))
        child.required = [k for k in child.required if k != key] if key in child.required else [*child.required, key]
    elif edit == "field":
        child.fields.setdefault("h", random.choice(list(TYPES)))
    elif edit == "no field" and child.fields:
        key = random.choice(list(child.fields))
        del child.fields[key]
        child.required = [k for k in child.required if k != key]
    elif edit == "child":
        after.children["Fox"], after.tags["Fox"] = Child({"f": random.choice(list(TYPES))}), ["fox"]
    elif edit == "no child" and len(after.children) > 1:
        del after.children[name], after.tags[name]
    elif edit == "tag":
        after.tags[name] = [f"{tag}-2" for tag in after.tags[name]]
    elif edit == "name":
        after.children = {f"New{key}" if key == name else key: value for key, value in after.children.items()}
        after.tags = {f"New{key}" if key == name else key: value for key, value in after.tags.items()}
    elif edit == "open":
        child.closed = False
    return after


def payloads(*families):
    tags = {tag for each in families for listed in each.tags.values() for tag in listed} | {"unknown"}
    for tag, values in itertools.product(sorted(tags), itertools.product([..., *VALUES], repeat=2)):
        for keys in (("f", "g"), ("f", "h"), ("g", "h")):
            yield {"kind": tag, **{key: value for key, value in zip(keys, values, strict=True) if value is not ...}}


def known(family, payload):
    """The fields that a side has for the kind of a payload: of others the policy decides by name."""
    names = [name for name, tags in family.tags.items() if payload["kind"] in tags]
    return {"kind", *(key for name in names for key in family.children[name].fields)}


@pytest.mark.parametrize("seed", range(PAIRS))
def test_what_a_dispatcher_tells_apart_is_breaking(seed):
    generator = random.Random(seed)
    base = family(generator)
    revision = edited(generator, base)
    surface = generator.choice(["request", "response"])
    comparison = apidiff.diff(
        base.described(surface), revision.described(surface), Policy(new_enum_value="breaking"), audited=True
    )
    sides = {"base": Dispatcher(base, tolerant=surface == "response"), "revision": Dispatcher(revision)}
    sub, sup = (sides["base"], sides["revision"]) if surface == "request" else (sides["revision"], sides["base"])
    broken = [
        payload
        for payload in payloads(base, revision)
        if sub.accepts(payload) and not sup.accepts(payload) and payload.keys() <= known(base, payload) | known(
            revision if surface == "response" else base, payload)
    ]  # fmt: skip
    breaking = [change for change in comparison.changes if change.cls == "breaking" and change.lens == "wire"]
    assert not any(change.undecided for change in comparison.changes)
    assert bool(broken) <= bool(breaking), broken[:3]
    assert broken or all(change.rule in NAMED for change in breaking), [change.title for change in breaking]
    for witness in [change.witness for change in breaking if change.witness]:
        assert sides[witness.accepted_by].accepts(witness.instance)
        assert not sides[witness.rejected_by].accepts(witness.instance)
