"""A mistake in the configuration is told in plain words: none of pydantic's, and none of Python's."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from apidiff.errors import InputError
from apidiff.governing.config import Config
from apidiff.governing.config_loading import parse_config

WRONG = ["true", "1", "-1", "1.5", '""', '"x"', "[]", "[1]", "[[]]", "{}", "{ a = 1 }", "[{}]", "2026-01-02", "nan"]
STRANGE = re.compile(
    r"\b(valid|Input|instance|tuple|dict|dictionary|True|False|None|NoneType|validation|Value|str|int|datetime)\b|"
    r"\{'|\['"
)


def models(kind: object) -> Iterator[type[BaseModel]]:
    """The models in a type, such as those of the items of a list."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
    for part in typing.get_args(kind):
        yield from models(part)


def keys(model: type[BaseModel], table: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """Every key of the file, with the header of the table that it is in."""
    for name, field in model.model_fields.items():
        key = field.alias or name
        yield table, key
        for inner in models(field.annotation) if depth < 3 else ():
            dotted = f"{table.strip('[]')}.{key}".strip(".")
            is_list = typing.get_origin(field.annotation) in (tuple, list)
            yield from keys(inner, f"[[{dotted}]]" if is_list else f"[{dotted}]", depth + 1)


KEYS = sorted(set(keys(Config)))


def test_the_keys_are_found():
    assert {("[policy]", "sunset-days"), ("[[policy.scopes]]", "value"), ("[[apis]]", "name")} <= set(KEYS)


@pytest.mark.parametrize(("table", "key"), KEYS, ids=[f"{table}{key}" for table, key in KEYS])
def test_a_wrong_value_is_told_in_plain_words(table, key):
    above = '[[apis]]\nname = "a"\n' if table.startswith(("[apis.", "[[apis.")) else ""
    told = [found for value in WRONG if (found := mistake(f"{above}{table}\n{key} = {value}\n")) is not None]
    assert [said for said, _ in told if STRANGE.search(said)] == []
    assert [said for said, line in told if line is None] == []


def mistake(text: str) -> tuple[str, int | None] | None:
    """What is said of a file, and the line that it names."""
    try:
        parse_config(text)
    except InputError as error:
        return f"{error.message} {error.hint}", error.place.line if error.place else None
    return None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[policy]\nsunset-days = true", "`sunset-days` in `[policy]` should be a whole number"),
        ('[policy.stability]\ntiers = ["a"]', "`tiers` in `[policy.stability]` should have 2 items or more"),
        ('[policy.stability]\ntiers = "a"', "`tiers` in `[policy.stability]` should be a list"),
    ],
)
def test_it_says_what_the_value_should_be(text, message):
    with pytest.raises(InputError) as caught:
        parse_config(text)
    assert caught.value.message == message


def test_a_value_of_several_types_is_told_with_all_of_them():
    text = '[[policy.scopes]]\ntreat = "excluded"\nextension = "x-a"\nvalue = { a = 1 }\n'
    with pytest.raises(InputError) as caught:
        parse_config(text)
    says = "`value` in `[[policy.scopes]]` should be a text, a whole number, `true` or `false` or a list"
    assert caught.value.message == says
