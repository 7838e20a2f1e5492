"""What `draft` writes in an entry: its title and its text, and whether those of a file are still what it wrote.

A drafted text says so itself, in a comment with its digest: nobody edited it as long as the two agree.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from apidiff.governing.announcing import DRAFTED_TITLES, drafted_title, kinds_of
from apidiff.governing.telling import as_told
from apidiff.model.change import Change
from apidiff.model.contract import UNVERSIONED
from apidiff.model.digest import key_of
from apidiff.recording.examples import Example, Examples
from apidiff.recording.frontmatter import Parts, comment, lines_of
from apidiff.recording.statements import Group, Statement, groups

GUIDE = "Moving over"
"""The heading over what clients do about what breaks."""

_MEANINGS = "Changes of meaning"
_TOLD = ("Breaking changes", "Additions", *sorted(DRAFTED_TITLES), _MEANINGS)
_LISTED = re.compile(r"""^\s*-\s+["']?([0-9a-f]+)["']?\s+#\s*(.*?)\s*$""")
_MARK = "<!-- Drafted by apidiff, which keeps it up to date until you edit it: {digest} of {ids} -->\n"
_MARKED = re.compile(r"\A\s*<!-- Drafted by apidiff, [^>]*: (?P<digest>[0-9a-f]+) of (?P<ids>[0-9a-f]+) -->\n")
_DIGITS = 16
_MOST_EXAMPLES = 20
"""In one text."""
_MOST_TRIED = 60
"""Statements for which an example is looked for."""
_KINDS = {"breaking": "**Breaking:** ", "new": "", "announced": ""}


@dataclass(frozen=True, slots=True)
class Texts:
    """Writes texts about the changes between two contracts."""

    operations: Sequence[str] = ()
    """The names of all operations and events on either side."""
    examples: Examples | None = None
    """What shows payloads before and after; `None`: the texts have no guide."""

    def body(self, changes: Sequence[Change], corrected: Collection[str] = ()) -> str:
        """The body of an entry: what changed by resource, what breaks first, and how clients move over.

        `corrected` are the ids of changes by which only the description changed: no client moves for them.
        """
        found = groups(changes, self.operations)
        blocks = [_group(group, alone=len(found) == 1) for group in found]
        if self.examples is not None:
            breaking = [each for group in found for each in group.statements if each.kind == "breaking" and each.do]
            breaking = [each for each in breaking if any(change.id not in corrected for change in each.changes)]
            blocks += self._guide(breaking, self.examples)
        if not blocks:
            return "\n"
        text = "\n" + "\n".join(blocks)
        return "\n" + _MARK.format(digest=_digest(text), ids=_ids(change.id for change in changes)) + text

    def _guide(self, breaking: Sequence[Statement], examples: Examples) -> list[str]:
        if not breaking:
            return []
        blocks = [f"### {GUIDE}\n"]
        left = _MOST_EXAMPLES
        shown: dict[str, list[str]] = defaultdict(list)  # by the example that they share, if they have one
        for number, statement in enumerate(breaking):
            paragraph = f"{markdown(statement.guide)}\n"
            example = examples.of(statement.changes) if left and number < _MOST_TRIED else None
            if example is not None:
                left -= 1
                shown[_example(example)].append(paragraph)
            else:
                # Under its own text, so that it keeps its place among those that have an example.
                shown[paragraph].append("")
        for example_text, paragraphs in shown.items():
            blocks += filter(None, (*paragraphs, example_text))
        return blocks


def _group(group: Group, *, alone: bool) -> str:
    heading = "" if alone else f"### {markdown(group.heading)}\n\n"
    if alone and len(group.statements) == 1:
        (statement,) = group.statements
        return heading + _KINDS[statement.kind] + markdown(statement.told) + "\n" + _questions(statement, "")
    return heading + "".join(
        f"- {_KINDS[each.kind]}{markdown(each.told)}\n{_questions(each, '  ')}" for each in group.statements
    )


def _questions(statement: Statement, indent: str) -> str:
    asked = (
        f"Was `{each.was}` renamed to `{each.to}`? If so, take the `# ` away from it in `renames:` above, and "
        "draft again."
        for each in statement.questions
    )
    return "".join(f"{indent}<!-- {_in_comment(each)} -->\n" for each in asked)


def _in_comment(text: str) -> str:
    """Nothing in a comment may end it, or begin another one (HTML, 13.1.6)."""
    return comment(text).replace("--", "- -").replace("<!", "< !").replace(">", "›")


def _example(example: Example) -> str:
    within = f", in `{example.within}`" if example.within else ""
    return (
        f"{markdown(f'{example.what}{within}, before:')}\n\n{_fence(example.before, example.language)}\n"
        f"And after:\n\n{_fence(example.after, example.language)}"
    )


def _fence(text: str, language: str) -> str:
    # A fence is longer than any run of backticks in it (CommonMark, 4.5).
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}\n"


def sentence(change: Change) -> str:
    """A change in one sentence for the integrator, who cannot answer a question."""
    return as_told(change).title


def first_text(changes: Sequence[Change]) -> str:
    """The body of a drafted entry without a guide."""
    return Texts().body(changes)


def first_title(version: str | None, changes: Sequence[Change], *, new: bool) -> str:
    """The title of a drafted entry; `new` says that the base does not have the path version."""
    where = "" if version in (None, UNVERSIONED) else f" in {version}"
    if new and where:
        return f"New path version {version}"
    if changes and all(change.rule == "meaning-changed" for change in changes):
        return f"{_MEANINGS}{where}"
    classes = {change.cls for change in changes}
    announced = drafted_title(kinds_of(changes))
    told = "Breaking changes" if "breaking" in classes else "Additions" if "additive" in classes else announced
    return f"{told}{where}"


def is_first_title(title: str, version: str | None) -> bool:
    """Whether `draft` may have written the title."""
    where = "" if version in (None, UNVERSIONED) else f" in {version}"
    return title in {f"New path version {version}", *(f"{told}{where}" for told in _TOLD)}


def sentences(parts: Parts) -> dict[str, str]:
    """What the comments behind the ids of `changes:` say: the sentences that `draft` wrote, by id."""
    found = (_LISTED.match(line) for line in lines_of(parts, "changes"))
    return {line[1]: line[2] for line in found if line}


def is_unedited(body: str) -> bool:
    """Whether `draft` wrote the body, and nobody edited it since. An empty one is nobody's."""
    # git may check a file out with CRLF line ends.
    text = body.replace("\r\n", "\n")
    marked = _MARKED.match(text)
    return marked is not None and marked["digest"] == _digest(text[marked.end() :])


def tells_of(body: str, ids: Iterable[str]) -> bool:
    """Whether an unedited body was drafted for these changes, whatever it says of them."""
    marked = _MARKED.match(body.replace("\r\n", "\n"))
    return marked is not None and marked["ids"] == _ids(ids)


def is_first_text(body: str) -> bool:
    """Whether a body is a draft that says no more than the list of changes does: one without a guide."""
    return not body.strip() or (is_unedited(body) and f"\n### {GUIDE}\n" not in body)


def _digest(text: str) -> str:
    # An editor that takes blanks from the ends of lines has edited nothing.
    lines = (line.rstrip() for line in text.split("\n"))
    return key_of("\n".join(lines).strip().encode("utf-8", "surrogatepass")).hex()[:_DIGITS]


def _ids(ids: Iterable[str]) -> str:
    return key_of("\n".join(sorted(ids)).encode()).hex()[:_DIGITS]


def with_sentences(changes: Iterable[Change]) -> dict[str, str]:
    """What is written behind the id of each change."""
    return {change.id: sentence(change) for change in changes}


def markdown(told: str) -> str:
    """A sentence as one line of Markdown: what stands outside of backticks is no markup.

    A name may hold backticks itself, so that they do not pair: one without a partner, and a pair with nothing in it,
    are text.
    """
    pieces = comment(" ".join(told.split())).split("`")
    # An even number of pieces is an odd number of backticks: the last one has no partner.
    if len(pieces) % 2 == 0:
        pieces[-2:] = [f"{pieces[-2]}`{pieces[-1]}"]
    written = ""
    for position, piece in enumerate(pieces):
        if position % 2 and piece.strip():
            # Two fences that touch would be one longer fence.
            written += f" `{piece}`" if written.endswith("`") else f"`{piece}`"
        else:
            text = f"`{piece}`" if position % 2 else piece
            written += re.sub(r"([\\`*_\[\]<>#])", r"\\\1", text)
    return written
