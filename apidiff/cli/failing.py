"""What `--fail-on` asks for: changes as bad as a level, or worse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apidiff.cli.options import LEVELS
from apidiff.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from apidiff.cli.reports import Wanted
    from apidiff.model.change import Change, Lens
    from apidiff.model.policy import Policy


def asked(given: Iterable[tuple[Lens | None, str]], policy: Policy) -> dict[Lens | None, str]:
    """The level of each lens, and under `None` that of whatever counts.

    Raises `InputError` for two levels of one lens, and for a lens that the policy leaves out.
    """
    levels: dict[Lens | None, str] = {}
    for lens, level in given:
        if levels.setdefault(lens, level) != level:
            one, other = (f"`--fail-on {_option(lens, each)}`" for each in (levels[lens], level))
            whose = f"of the lens {lens}" if lens else "of whatever counts"
            kept = next((each for each in reversed(LEVELS[:-1]) if each in (levels[lens], level)), level)
            raise InputError(
                f"{one} and {other} are two levels {whose}",
                hint=f"Leave one out. A level includes those before it: `--fail-on {_option(lens, kept)}`.",
            )
    if policy.client_library == "off" and levels.get("client-library", "never") != "never":
        raise InputError(
            "`--fail-on client-library:` asks for a lens that the policy leaves out",
            hint='Set `client-library = "report"` in apidiff.toml, or leave the option out.',
        )
    return levels


def fails(changes: Iterable[Change], levels: Mapping[Lens | None, str]) -> bool:
    """Whether a change is as bad as was asked: for its lens, else for whatever counts. What is not gated never is."""
    return any(_fails(change, levels) for change in changes)


def reason(changes: Iterable[Change], levels: Mapping[Lens | None, str]) -> str:
    """What `fails` finds, in words: `--fail-on additive: 2 additive changes`."""
    from collections import Counter

    from apidiff.model.wording import enumerated
    from apidiff.reporting import words

    found = Counter(_severity(change) for change in changes if _fails(change, levels))
    told = [words.number(found[level], *_CALLED[level]) for level in _CALLED if found[level]]
    options = " ".join(f"--fail-on {_option(lens, level)}" for lens, level in levels.items())
    return f"{options}: {enumerated(told)}"


def _option(lens: Lens | None, level: str) -> str:
    """A level as `--fail-on` takes it."""
    return f"{lens}:{level}" if lens else level


_CALLED = {
    "breaking": ("breaking change", "breaking changes"),
    "undecided": ("undecided change", "undecided changes"),
    "caution": ("change to look at (caution)", "changes to look at (caution)"),
    "additive": ("additive change", "additive changes"),
}


def tell(said: str, wanted: Sequence[Wanted]) -> None:
    """Say on the error stream why a run ends with 1 whose report refuses nothing, and as an annotation where asked."""
    import click

    click.echo(f"fails: {said}", err=True)
    # Only what is printed is a command to GitHub.
    if any(one.name == "github" and one.file is None for one in wanted):
        from apidiff.cli.output import emit
        from apidiff.reporting.formats.github import failure

        emit(failure(f"Fails: {said}"), form="commands")


def _fails(change: Change, levels: Mapping[Lens | None, str]) -> bool:
    if change.treatment != "gated":
        return False
    # A level of its own lens goes first: it is asked even of a change that does not count.
    level = levels.get(change.lens) or (levels.get(None) if change.counted else None)
    if level in (None, "never"):
        return False
    return _severity(change) in LEVELS[: LEVELS.index(level) + 1]


def _severity(change: Change) -> str:
    """The first of the levels that a change is of, or `neutral`."""
    # What is undecided is always breaking (`judging`): the level of that name asks for no more than `breaking` does.
    if change.cls == "breaking":
        return change.cls
    return "caution" if change.caution else change.cls
