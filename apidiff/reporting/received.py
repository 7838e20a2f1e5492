"""The report of another job in, the check that it tells of out.

A pull request from a fork is checked by a job that may not write, and a second job, which may, posts what the first one
reported (`--format json`). Whoever opened the pull request could have written that report, so it is held against the
published shape, bounded, and told in the words and through the escapes of any other check. No command is taken from it:
those to copy are made from the ids.
"""

from __future__ import annotations

import datetime
import posixpath
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError

from apidiff.errors import InputError, Place, escape_token
from apidiff.governing.config_sections import is_api_name
from apidiff.model.change import Change, Comparison, Impact, Side, Source, Witness
from apidiff.model.contract import Warned
from apidiff.model.digest import Digest
from apidiff.model.mistakes import should_be
from apidiff.model.records import UNRELEASED, Entry, Release, ReleaseName, Waiver
from apidiff.model.refusals import Code, Reason, Refusal
from apidiff.model.rule_ids import RuleId
from apidiff.model.verdict import AnchorReport, Check, PullRequest, VersionVerdict
from apidiff.reading.json_text import parse_json
from apidiff.reading.text import decode
from apidiff.reporting import contract

MOST_BYTES = 16 * 1024 * 1024
MOST_APIS = 50
MOST_CHARACTERS = 4000
"""Of a text in it: more of one than a comment has room for beside others is left out."""
_HINT = "Give it what `apidiff check --format json=FILE` wrote, of this version of apidiff."


def read_reports(path: Path) -> list[Check]:
    """The check that a file tells of, or those of several APIs, at most `MOST_APIS`.

    Raises `InputError` where it is none, or larger than `MOST_BYTES`.
    """
    shown = str(path)
    try:
        with open(path, "rb") as stream:
            # One byte more than is allowed tells that there is too much, of any size.
            data = stream.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"the report cannot be read: {reason}", place=Place(shown), hint=_HINT) from None
    if len(data) > MOST_BYTES:
        hint = "So much is not taken from a job that may be a stranger's: check fewer APIs a run (`--api`)."
        raise InputError(f"the report is larger than {MOST_BYTES:,} bytes", place=Place(shown), hint=hint)
    return received(data, shown)


def received(data: bytes, shown: str = "report") -> list[Check]:
    """The checks that a document `apidiff.check/1` or `apidiff.checks/1` tells of.

    Raises `InputError` with the pointer where it is none.
    """
    value = _shortened(parse_json(decode(data, shown), shown))
    documents: dict[str | None, contract.Check] = {}
    try:
        # Anything else is held against the form of one check, whose errors say what is wrong.
        if isinstance(value, dict) and value.get("format") == "apidiff.checks/1":
            documents.update(contract.Checks.model_validate(value).apis.items())
        else:
            document = contract.Check.model_validate(value)
            documents = {document.api: document}
    except ValidationError as error:
        # What the report says is not repeated in the message: it is a stranger's, and may be long.
        first = error.errors(include_url=False, include_input=False)[0]
        pointer = "".join(f"/{escape_token(str(token))}" for token in first["loc"])
        what = f"`{first['loc'][-1]}`" if first["loc"] else "it"
        message = f"this is no report of a check: {what} {should_be([first], table='an object')}"
        raise InputError(message, place=Place(shown, pointer), hint=_HINT) from None
    # Each has a comment of its own, and a name is part of what finds it again.
    if len(documents) > MOST_APIS or not all(api is None or is_api_name(api) for api in documents):
        message = f"this is no report of a check: it names more than {MOST_APIS} APIs, or one as none can be called"
        raise InputError(message, place=Place(shown, "/apis"), hint=_HINT)
    # The name that the report of all has it under; what a part calls itself is not asked.
    return [_Told(document, shown).check()._replace(api=api) for api, document in documents.items()]


def _shortened(value: Any) -> Any:
    """The value with its long texts cut: what is shown of one takes time by its length, however little that is."""
    if isinstance(value, str):
        return value if len(value) <= MOST_CHARACTERS else f"{value[: MOST_CHARACTERS - 1]}\u2026"
    pending = [value]
    while pending:
        each = pending.pop()
        if not isinstance(each, (dict, list)):
            continue
        for key, item in each.items() if isinstance(each, dict) else enumerate(each):
            if isinstance(item, str):
                each[key] = _shortened(item)  # a key that is there, so that the loop may go on
            else:
                pending.append(item)
    return value


class _Reported(Refusal):
    """A refusal whose sentences are known, and not what they were made from."""

    @property
    def code(self) -> Code:
        return cast(Code, self.facts["code"])

    @property
    def message(self) -> str:
        return self.facts["message"]

    @property
    def hint(self) -> str:
        return self.facts["advice"]

    @property
    def advice(self) -> str:
        return self.facts["advice"]


class _Told:
    """What a document says, as the model has it."""

    def __init__(self, document: contract.Check, shown: str) -> None:
        self._document = document
        self._shown = shown
        self._changes = {change.id: _change(change) for change in document.changes}

    def check(self) -> Check:
        document = self._document
        versions = tuple(map(self._version, document.versions))
        comparison = Comparison(
            _source(document.base),
            _source(document.revision),
            tuple(_change(change) for change in document.changes),
            tuple(Warned(w.message, Place(w.file, w.pointer, w.line), w.hint) for w in document.warnings),
        )
        return Check(
            comparison,
            versions,
            self._release(),
            entries=tuple(_binding(version.refusals for version in versions)),
            anchor=_anchor(document.anchor),
            doubtful=document.doubtful,
            unrecorded=document.unrecorded,
            pull_request=self._pull_request(),
        )

    def _of(self, id: str) -> Change:
        if id not in self._changes:
            message = f"this is no report of a check: it has no change `{id}`, of which it tells"
            raise InputError(message, place=Place(self._shown), hint=_HINT)
        return self._changes[id]

    def _all(self, ids: Iterable[str]) -> tuple[Change, ...]:
        return tuple(map(self._of, ids))

    def _version(self, told: contract.Version) -> VersionVerdict:
        return VersionVerdict(
            told.path_version,
            told.status,
            self._all(told.changes),
            waived=tuple((self._of(one.change), _waiving(one)) for one in told.waived),
            refusals=tuple(self._refusal(told.path_version, refusal) for refusal in told.refusals),
            announced=tuple((self._of(one.change), _entry(one.entry)) for one in told.announced),
        )

    def _refusal(self, version: str, told: contract.Refusal) -> Refusal:
        facts = {"code": told.code, "message": told.message, "advice": told.advice}
        entry = None if told.entry is None else _entry(told.entry)
        # A refusal needs a reason, and this one stands for none: the sentences are those of the facts.
        return _Reported(Reason.UNBOUND, version, facts, self._all(told.changes), entry)

    def _release(self) -> Release | None:
        said = self._document.base_release
        if said is None:
            return None
        name = ReleaseName.parse(said)
        if name is None:
            message = "this is no report of a check: `base_release` is no release"
            raise InputError(message, place=Place(self._shown, "/base_release"), hint=_HINT)
        # Of the release only its name is told.
        return Release(name.date, "", "", "", "", (), None, {}, number=name.number)

    def _pull_request(self) -> PullRequest | None:
        told = self._document.pull_request
        if told is None:
            return None
        there = [each for version in self._document.versions for each in version.refusals if _is_there(each)]
        return PullRequest(
            told.target,
            told.commit,
            # With all of its operations, as `Check.origin_of` takes a change with more of them for the pull request's.
            {each.id: frozenset(self._of(each.id).operations) for each in self._document.changes if _is_there(each)},
            frozenset(id for refusal in there for id in refusal.changes),
            frozenset((refusal.code, refusal.message) for refusal in there if not refusal.changes),
            told.unknown,
        )


def _is_there(told: contract.CheckedChange | contract.Refusal) -> bool:
    return told.origin == "target-branch"


def _change(told: contract.Change) -> Change:
    return Change(
        id=told.id,
        rule=cast(RuleId, told.rule),
        cls=told.cls,
        title=told.title,
        name=told.name,
        names=tuple(told.names),
        renamed_to=told.renamed_to,
        renamed_from=told.renamed_from,
        possibly_renamed_to=told.possibly_renamed_to,
        caution=told.caution,
        undecided=told.undecided,
        unreached=told.unreached,
        reason=told.reason,
        lens=told.lens,
        counted=told.counted,
        treatment=told.treatment or "gated",
        treated_by=told.treated_by or "",
        path_version=told.path_version,
        clause=told.clause,
        hint=told.hint,
        impacts=tuple(Impact(one.direction, one.cls, tuple(one.operations)) for one in told.impacts),
        base=_side(told.base),
        revision=_side(told.revision),
        also=tuple(told.also),
        witness=_witness(told.witness),
    )


def _side(told: contract.Side | None) -> Side | None:
    return None if told is None else Side(told.pointer, told.value, told.file, told.line)


def _witness(told: contract.Witness | None) -> Witness | None:
    return None if told is None else Witness(told.instance, told.accepted_by, told.rejected_by, told.at)


def _anchor(told: contract.Anchor | None) -> AnchorReport | None:
    return None if told is None else AnchorReport(told.state, told.says, told.commit, tuple(told.differences))


def _source(told: contract.Source) -> Source:
    return Source(told.name, Digest(text=told.sha256))


def _binding(refusals: Iterable[Iterable[Refusal]]) -> Iterator[Entry]:
    """The entries that name changes which they do not let pass: these need no draft."""
    for refusal in (refusal for each in refusals for refusal in each):
        if refusal.entry is not None:
            yield refusal.entry._replace(changes=tuple(change.id for change in refusal.changes))


def _waiving(told: contract.Waived) -> Entry:
    until = _date(told.until)
    waiver = Waiver(told.reason, told.approved_by, kind=told.kind, until=until, ticket=told.ticket)
    return _entry(told.entry)._replace(waiver=waiver)


def _date(text: str | None) -> datetime.date | None:
    try:
        return None if text is None else datetime.date.fromisoformat(text)
    # An untrusted date that is none is left out; the reason and the approver still stand.
    except ValueError:
        return None


def _entry(name: str) -> Entry:
    """An entry of that name, of which nothing else is known."""
    folder, file = posixpath.split(name)
    # Its day is not told, and without any it would count as unreleased.
    date = None if folder == UNRELEASED else datetime.date.min
    empty: dict[str, Any] = {"title": "", "version": None, "changes": (), "meaning": (), "waiver": None, "body": ""}
    return Entry(path=Path(file), date=date, **empty)
