"""What stands in for `typing.NamedTuple` does what that does."""

from __future__ import annotations

import copy
import pickle
from typing import NamedTuple as Typings

import pytest

from apidiff.model.named_tuple import NamedTuple


class Spot(NamedTuple):
    """A place."""

    x: int
    y: int = 2
    name: str = "here"

    @property
    def sum(self) -> int:
        return self.x + self.y


class Known(Typings):
    """The same as Python makes it."""

    x: int
    y: int = 2
    name: str = "here"


@pytest.mark.parametrize("kind", [Spot, Known])
def test_it_is_made_by_position_by_name_and_by_default(kind):
    assert kind(1) == kind(1, 2) == kind(x=1) == kind(1, name="here", y=2) == (1, 2, "here")
    assert kind(1, 3)[1:] == (3, "here")


@pytest.mark.parametrize("kind", [Spot, Known])
@pytest.mark.parametrize(
    ("values", "named"), [((), {}), ((1, 2, "a", 4), {}), ((1,), {"x": 1}), ((1,), {"z": 1}), ((), {"y": 1})]
)
def test_values_too_few_too_many_or_for_no_field_are_a_mistake(kind, values, named):
    with pytest.raises(TypeError):
        kind(*values, **named)


def test_its_fields_have_names_and_it_can_be_taken_apart():
    spot = Spot(1, name="there")
    assert (spot.x, spot.y, spot.name, spot.sum) == (1, 2, "there", 3)
    x, *rest = spot
    assert (x, rest) == (1, [2, "there"])
    match spot:
        case Spot(1, y, name=name):
            assert (y, name) == (2, "there")
        case _:
            pytest.fail("a pattern by position and by name matches")
    with pytest.raises(AttributeError):
        spot.x = 2


def test_it_is_copied_with_other_values():
    assert Spot(1)._replace(x=5, name="a") == (5, 2, "a")
    with pytest.raises(TypeError):
        Spot(1)._replace(z=5)


def test_it_tells_what_it_holds():
    assert repr(Spot(1)) == repr(Known(1)).replace("Known", "Spot")
    assert Spot(1)._asdict() == {"x": 1, "y": 2, "name": "here"}
    assert (Spot._fields, Spot._field_defaults) == (Known._fields, Known._field_defaults)
    assert Spot.__doc__ == "A place."


def test_it_can_be_pickled_and_copied():
    for again in (pickle.loads(pickle.dumps(Spot(1))), copy.copy(Spot(1)), copy.deepcopy(Spot(1))):
        assert (type(again), again) == (Spot, Spot(1))


def test_it_has_no_room_for_other_attributes():
    assert not hasattr(Spot(1), "__dict__")
