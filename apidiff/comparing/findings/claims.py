"""Which places the findings speak of, and so which differences are told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from apidiff.comparing.edits import ABSENT, Finding
from apidiff.comparing.findings.differences import Difference
from apidiff.comparing.pointers import is_below, join
from apidiff.model.contract import JSON
from apidiff.openapi.pointers import original

_NAMED = frozenset({"responses", "properties", "schemas", "patternProperties"})
"""Objects whose keys may be digits: status codes and names."""


class Claims:
    """The places that findings speak of; `by_position`: of lists, those members, and not just any."""

    def __init__(self, findings: Iterable[Finding], accounted: Iterable[str], *, by_position: bool = True) -> None:
        self._by_position = by_position
        spots = (spot for finding in findings for spot in (finding.edit.base, finding.edit.revision))
        claimed = [*accounted, *(spot.pointer for spot in spots if spot is not None and spot.value is not ABSENT)]
        self._claimed = {self._place(original(pointer)) for pointer in claimed if pointer}

    def hold(self, item: Difference) -> bool:
        """Whether a difference is claimed, or everything in it is.

        That an operation moved claims its places, not what became of it.
        """
        sides = [(item.old_at, item.old, item.within[0]), (item.new_at, item.new, item.within[1])]
        # At one place, the side that has nothing there has nothing to be claimed.
        if item.old_at == item.new_at:
            sides = [side for side in sides if side[1] is not ABSENT]
        return any(
            self._is_in(at, within) if value is ABSENT else self.cover(at, value, within) for at, value, within in sides
        )

    def cover(self, pointer: str, value: JSON, within: str = "") -> bool:
        """Whether a place, or everything in it, is claimed; `within`: by what lies within another place."""
        if self._is_in(pointer, within):
            return True
        if isinstance(value, dict) and value:
            return all(self.cover(join(pointer, name), child, within) for name, child in value.items())
        # Lists of values (`enum`, `required`) are claimed as a whole or not at all.
        if isinstance(value, list) and value and all(isinstance(child, dict) for child in value):
            return all(self.cover(join(pointer, index), child, within) for index, child in enumerate(value))
        # What is empty holds nothing that could be unclaimed.
        return isinstance(value, dict | list) and not value

    def _is_in(self, pointer: str, within: str) -> bool:
        above = within.count("/") if within and is_below(pointer, within) else 0
        return not self._claimed.isdisjoint(self._places(pointer)[above:])

    def _place(self, pointer: str) -> str:
        """The last of `_places`."""
        if not self._by_position:
            return without_positions(pointer)
        # The last position stays: a removed parameter claims no other one of its list. Those above depend on how lists
        # are lined up.
        above, _, last = pointer.rpartition("/")
        return f"{without_positions(above)}/{last}"

    def _places(self, pointer: str) -> list[str]:
        """The place and all that hold it, the outermost first: `*` for each position in a list, but for a last one."""
        found: list[str] = []
        above, around = "", ""
        for token in pointer.split("/")[1:]:
            starred = f"{above}/*" if token.isdigit() and above and around not in _NAMED else f"{above}/{token}"
            found.append(f"{above}/{token}" if self._by_position else starred)
            above, around = starred, token
        return found


def ends_of(place: str) -> Iterator[int]:
    yield len(place)
    end = place.rfind("/")
    while end > 0:
        yield end
        end = place.rfind("/", 0, end)


def without_positions(pointer: str) -> str:
    """The pointer with `*` for each position in a list."""
    tokens = pointer.split("/")
    for index in range(2, len(tokens)):
        if tokens[index].isdigit() and tokens[index - 1] not in _NAMED:
            tokens[index] = "*"
    return "/".join(tokens)
