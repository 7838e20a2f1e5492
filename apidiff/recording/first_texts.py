"""What `draft` writes in an entry: its title and its text, and whether those of a file are still what it wrote."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from apidiff.governing.announcing import ANNOUNCED_TITLES, announced_title, is_announced
from apidiff.governing.telling import as_told
from apidiff.model.change import Change
from apidiff.model.contract import UNVERSIONED
from apidiff.recording.entry_writing import LONGEST_COMMENT
from apidiff.recording.frontmatter import Parts, comment, lines_of

_HEADINGS = frozenset({"Breaking", "New", *ANNOUNCED_TITLES, "Deprecated and other defaults"})
"""Every heading that `draft` writes, or wrote in an earlier version."""
_TOLD = ("Breaking changes", "Additions", "Deprecations")
_LISTED = re.compile(r"""^\s*-\s+["']?([0-9a-f]+)["']?\s+#\s*(.*?)\s*$""")


def sentence(change: Change) -> str:
    """A change in one sentence for the integrator, who cannot answer a question."""
    return as_told(change).title


def first_text(changes: Sequence[Change]) -> str:
    """The body of a drafted entry: a bullet for each change, what breaks first."""
    groups = (
        ("Breaking", [change for change in changes if change.cls == "breaking"]),
        ("New", [change for change in changes if change.cls == "additive"]),
        (announced_title(changes), [change for change in changes if is_announced(change)]),
    )
    blocks = []
    for heading, told in groups:
        bullets = [f"- {markdown(sentence(change))}\n" for change in told]
        if bullets:
            blocks.append(f"### {heading}\n\n" + "".join(bullets))
    return "\n" + "\n".join(blocks) if blocks else "\n"


def first_title(version: str | None, changes: Sequence[Change], *, new: bool) -> str:
    """The title of a drafted entry; `new` says that the base does not have the path version."""
    where = "" if version in (None, UNVERSIONED) else f" in {version}"
    if new and where:
        return f"New path version {version}"
    classes = {change.cls for change in changes}
    told = "Breaking changes" if "breaking" in classes else "Additions" if "additive" in classes else "Deprecations"
    return f"{told}{where}"


def is_first_title(title: str, version: str | None) -> bool:
    """Whether `draft` may have written the title."""
    where = "" if version in (None, UNVERSIONED) else f" in {version}"
    return title in {f"New path version {version}", *(f"{told}{where}" for told in _TOLD)}


def sentences(parts: Parts) -> dict[str, str]:
    """What the comments behind the ids of `changes:` say: the sentences that `draft` wrote, by id."""
    found = (_LISTED.match(line) for line in lines_of(parts, "changes"))
    return {line[1]: line[2] for line in found if line}


def is_first_text(body: str, told: Collection[str], elsewhere: Collection[str] = ()) -> bool:
    """Whether `draft` wrote the body for changes of these sentences, and nobody edited it since.

    What went in the meantime can be in no comparison any more, so the text is compared with what the comments say.
    `elsewhere` are the sentences of changes that the entry may have bound, and somebody moved to another one.
    """
    text = body.replace("\r\n", "\n")
    blocks = text.removeprefix("\n").split("\n### ")
    bullets: list[str] = []
    for number, block in enumerate(blocks if text.strip() else ()):
        heading, _, listed = block.removeprefix("### " if number == 0 else "").partition("\n\n")
        lines = listed.removesuffix("\n").split("\n")
        if heading not in _HEADINGS or not all(line.startswith("- ") for line in lines):
            return False
        bullets += lines
    moved = {f"- {markdown(each)}" for each in elsewhere} - {f"- {markdown(each)}" for each in told}
    bullets = [line for line in bullets if line not in moved]
    whole = {f"- {markdown(each)}" for each in told if not _is_cut(each)}
    begun = tuple(f"- {_plain(each[:-1])}" for each in told if _is_cut(each))
    if not begun:
        return whole == set(bullets)
    rest = [line for line in bullets if line not in whole]
    return whole.issubset(bullets) and len(rest) == len(begun) and all(_plain(line).startswith(begun) for line in rest)


def with_sentences(changes: Iterable[Change]) -> dict[str, str]:
    """What is written behind the id of each change."""
    return {change.id: sentence(change) for change in changes}


def _is_cut(told: str) -> bool:
    return len(told) == LONGEST_COMMENT and told.endswith("…")


def _plain(text: str) -> str:
    """Without what Markdown adds to a sentence: what is cut may have lost one of two backticks."""
    return re.sub(r"[\\`]", "", text).replace("  ", " ")


def markdown(told: str) -> str:
    """A sentence as one line of Markdown: what stands outside of backticks is no markup.

    A name may hold backticks itself, so that they do not pair: one without a partner, and a pair with nothing in it,
    are text.
    """
    pieces = comment(" ".join(told.split())).split("`")
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
