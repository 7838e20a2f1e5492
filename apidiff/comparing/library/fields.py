"""The fields of a class: its own properties and those that it has by `allOf`. A class in, its fields by name out."""

from collections.abc import Mapping
from typing import NamedTuple

from apidiff.comparing.library.types import Generated, Use
from apidiff.model.contract import JSON, Contract
from apidiff.openapi.hierarchy import component_name
from apidiff.openapi.pointers import below, find, original
from apidiff.openapi.uri import percent_decoded

MOST_FIELDS = 400_000
"""Fields that are looked at on a side, those that classes have in common counted again for each."""


class TooManyFields(Exception):
    """The classes of a description have more fields than are looked at."""


class Field(NamedTuple):
    """One field of a class."""

    schema: JSON
    holder: str
    """The pointer of the schema that has it among its properties."""
    name: str
    required: bool

    @property
    def use(self) -> Use:
        return Use(self.schema, below(self.holder, "properties", self.name))

    @property
    def read_only(self) -> bool:
        return isinstance(self.schema, dict) and self.schema.get("readOnly") is True

    @property
    def write_only(self) -> bool:
        return isinstance(self.schema, dict) and self.schema.get("writeOnly") is True


class Class(NamedTuple):
    """What a class consists of."""

    fields: Mapping[str, Field]
    parents: tuple[str, ...]
    """The components with a discriminator that it inherits from: the classes that it extends."""
    copied: frozenset[str]
    """The components without one whose fields it has by `allOf`."""
    subtypes: Mapping[str, Use]
    """By tag, the schemas that its discriminator selects among."""
    extensible: bool
    """Whether it holds additional fields. One that says nothing of them has none in the generated class."""


class Classes:
    """Reads the classes of one contract, each once."""

    def __init__(self, contract: Contract) -> None:
        self._document = contract.document
        self._known: dict[str, Class] = {}
        self._fields = 0

    def of(self, generated: Generated) -> Class:
        """The class of a type. Raises `TooManyFields` where the classes so far have more than are looked at."""
        if generated.pointer not in self._known:
            self._known[generated.pointer] = self._read(generated)
        return self._known[generated.pointer]

    def _read(self, generated: Generated) -> Class:
        properties: dict[str, tuple[JSON, str]] = {}
        required: set[str] = set()
        parents: list[str] = []
        copied: set[str] = set()
        extensible = False
        seen = {generated.pointer}
        pending = [Use(generated.schema, generated.pointer)]
        inherited: list[Use] = []  # a property of its own wins over one that a class it extends has, too
        while pending or inherited:
            part = pending.pop() if pending else inherited.pop()
            schema = part.schema
            if not isinstance(schema, dict):
                continue
            # Each schema counts, also one without fields: deep `allOf`s take as long.
            self._charge(1)
            ref = schema.get("$ref")
            if isinstance(ref, str):
                pointer = percent_decoded(ref[1:])
                target = find(self._document, ref)
                # Generators make a parent class of a schema with a discriminator; any other one has its fields copied.
                name = component_name(f"#{original(pointer)}")
                if isinstance(target, dict) and "discriminator" in target and _selects(target["discriminator"]):
                    parents += [name] if name else []
                elif name:
                    copied.add(name)
                if pointer not in seen:
                    seen.add(pointer)
                    inherited.append(Use(target, pointer))
                continue
            extra = schema.get("additionalProperties")
            extensible |= extra is True or isinstance(extra, dict)
            named = schema.get("properties")
            for name, child in named.items() if isinstance(named, dict) else ():
                # `name: false` forbids the field, so the class has none.
                if child is not False:
                    properties.setdefault(name, (child, part.pointer))
            listed = schema.get("required")
            required.update(name for name in listed if isinstance(name, str)) if isinstance(listed, list) else None
            joined = schema.get("allOf")
            pending += [
                Use(member, below(part.pointer, "allOf", index))
                for index, member in enumerate(joined if isinstance(joined, list) else ())
            ]
        self._charge(len(properties))
        fields = {name: Field(*found, name, name in required) for name, found in properties.items()}
        return Class(fields, tuple(dict.fromkeys(parents)), frozenset(copied), _subtypes(generated), extensible)

    def _charge(self, fields: int) -> None:
        self._fields += fields
        if self._fields > MOST_FIELDS:
            raise TooManyFields


def _selects(discriminator: JSON) -> bool:
    return isinstance(discriminator, dict) and not discriminator.get("inherited")


def _subtypes(generated: Generated) -> dict[str, Use]:
    """The schemas that the tags of a discriminator stand for; the normal form lists them all, implied ones too."""
    discriminator = generated.schema.get("discriminator")
    mapping = discriminator.get("mapping") if isinstance(discriminator, dict) else None
    return {
        str(tag): Use({"$ref": ref}, below(generated.pointer, "discriminator", "mapping", tag))
        for tag, ref in (mapping.items() if isinstance(mapping, dict) else ())
        if isinstance(ref, str) and ref.startswith("#/")
    }
