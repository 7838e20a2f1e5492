"""A rule's id goes in, what a terminal shows of the rule comes out: why, hint, classes, clauses, source, example."""

from __future__ import annotations

import re
from difflib import unified_diff
from pathlib import Path
from textwrap import fill

from apidiff.model.change import Direction
from apidiff.model.policy import Policy
from apidiff.rules.loading import DIRECTIONS, FOLDER, NEW_VALUES, Rule, clause, rule

WIDTH = 80
BUILT_IN = Policy()


def explain(id: str, policy: Policy = BUILT_IN) -> str:
    """What `apidiff explain RULE` prints, at most 80 columns wide but for the example's own lines.

    The classes are those under the policy.

    Raises `InputError` where there is no such rule.
    """
    subject = rule(id)
    parts = [f"{subject.id}  ({subject.group})", _wrap(spoken_title(subject)), _wrap(subject.why)]
    if subject.hint:
        parts.append(_wrap(f"Instead: {spoken_hint(subject)}"))
        for direction in subject.hints:
            parts.append(_wrap(f"Instead, {direction.replace('-', ' the ')}: {spoken_hint(subject, direction)}"))
    parts.append("\n".join(_class_lines(subject, policy)))
    if subject.lens == "client-library":
        parts.append(_wrap("It is reported apart: it touches generated code and references, not the wire."))
    if subject.caution or subject.id in NEW_VALUES:
        parts.append(_wrap("It is marked `caution`: look at it before you release."))
    if subject.removes:
        parts.append(_wrap(notice_says(subject)))
    parts.append(_wrap(f"Source: {subject.source}"))
    if example := example_diff(id):
        parts.append(f"Example:\n{example}")
    return "\n\n".join(parts) + "\n"


def spoken_title(subject: Rule) -> str:
    """The title with its parameters shown as the words to be filled in: `<name>` removed from <holder>."""
    # Most changes bring nothing that a title would name.
    sentence = _speak(subject.title.replace("{brings}", ""))
    return sentence[:1].upper() + sentence[1:]


def spoken_hint(subject: Rule, direction: Direction | None = None) -> str:
    """The hint, or that of a direction, speaking of whichever path version the change is in."""
    hint = subject.hints[direction] if direction else subject.hint
    return _speak(hint.replace("{path_version}", "this path version"))


def _speak(template: str) -> str:
    """`{renamed_to}` becomes `<renamed to>`."""
    return re.sub(r"{(\w+)}", lambda match: f"<{match[1].replace('_', ' ')}>", template)


def new_value_says(policy: Policy) -> str:
    """What the setting for new values would change."""
    other = "breaking" if policy.new_enum_value == "additive" else "additive"
    return f'It is {other} from the server with `new-enum-value = "{other}"` in apidiff.toml.'


def notice_says(subject: Rule) -> str:
    """What `sunset-days` asks of a removal."""
    if subject.removes == "unmarked":
        return "With `sunset-days` in apidiff.toml, an `x-sunset` that was announced has to have come."
    return "With `sunset-days` in apidiff.toml, it has to have been announced so long before."


def decision(subject: Rule) -> str:
    """Who decides the class, in one sentence."""
    if subject.decided_by == "policy":
        return "The policy sets the class:"
    return "Containment decides the class by comparing the sets of valid values; typically:"


def example_diff(id: str) -> str:
    """What differs between the example's two descriptions, as a unified diff; empty where no example is shipped.

    Where the descriptions are the same, the maintainer's entry makes the difference, so that is shown.
    """
    folder = _example_folder(id)
    if folder is None:
        return ""
    base, revision = (_lines_of(folder / f"{side}.yaml") for side in ("base", "revision"))
    if base == revision:
        return "".join(unified_diff([], _lines_of(folder / "entry.md"), "no entry", "entry.md")).rstrip("\n")
    return "".join(unified_diff(base, revision, "base.yaml", "revision.yaml")).rstrip("\n")


def _lines_of(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines(keepends=True)


def _example_folder(id: str) -> Path | None:
    """Where it stands: in an installed package, or in a checkout."""
    for home in (Path(FOLDER, "examples"), Path(FOLDER).parents[1] / "tests" / "rules"):
        folder = home / id
        if (folder / "base.yaml").is_file() and (folder / "revision.yaml").is_file():
            return folder
    return None


def classes_in_words(subject: Rule, policy: Policy = BUILT_IN) -> list[tuple[str, str, str]]:
    """For each direction its name, the class and the clause's id; one line where both directions agree."""
    lines: list[tuple[str, str, str]] = [
        (direction.replace("-", " the "), *subject.class_under(policy, direction)) for direction in DIRECTIONS
    ]
    if lines[0][1:] == lines[1][1:]:
        return [("either way", *lines[0][1:])]
    return lines


def _class_lines(subject: Rule, policy: Policy) -> list[str]:
    lines = [_wrap(decision(subject))]
    for words, cls, clause_id in classes_in_words(subject, policy):
        sentence = policy.clauses.get(clause_id) or clause(clause_id)
        lines.append(_wrap(f"{words}: {cls}. {sentence}", indent="  "))
    if subject.id in NEW_VALUES:
        lines.append(_wrap(new_value_says(policy)))
    # The classes above leave out what holds for some paths only.
    if any(override.path for override in policy.overrides):
        lines.append(_wrap("An override in apidiff.toml that names a `path` may set another class there."))
    return lines


def _wrap(text: str, indent: str = "") -> str:
    # Ids of rules and options hold hyphens, and are to be copied whole.
    return fill(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent + "  " if indent else "", break_on_hyphens=False
    )
