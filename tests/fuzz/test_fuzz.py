"""The fuzzer notices what must not happen, and makes the same cases again."""

from __future__ import annotations

import faulthandler
import os
import resource

import pytest

from fuzz import oracle
from fuzz.case import case
from fuzz.hostile import carrying, hostile
from fuzz.mutating import mutated
from fuzz.oracle import Broken, judge
from fuzz.run import MEMORY_BYTES, run

PLAIN = case("plain", carrying({"type": "string"}), carrying({"type": "integer"}))
WELL = "error: it is wrong\n  at a.yaml:3\n  hint: Write it right.\n"


def test_a_case_is_made_again_by_its_seed_and_number():
    assert mutated(1, 7) == mutated(1, 7)
    assert len({mutated(1, number).revision for number in range(50)}) > 40


def test_every_hostile_case_has_a_name_of_its_own_or_repeats_its_content():
    names = [made.name for made in hostile(0.0001)]
    assert len(names) > 1500
    assert len(set(names)) == len(names)


def test_a_plain_case_is_well():
    assert run(PLAIN).bug is None


def _raise():
    raise KeyError("x")


def _crash():
    faulthandler.disable()
    os.abort()


def _spin():
    until = resource.getrusage(resource.RUSAGE_SELF).ru_utime + 30
    while resource.getrusage(resource.RUSAGE_SELF).ru_utime < until:
        pass


def _swell():
    held = b"x" * (MEMORY_BYTES + (64 << 20))
    assert held


@pytest.mark.parametrize(
    ("harm", "bug"),
    [
        (_raise, "KeyError in "),
        (_crash, "diff: dies of signal 6"),
        (_spin, "diff: takes longer than 1 s"),
        (_swell, "MemoryError"),
    ],
    ids=["an error", "a crash", "a hang", "a glutton"],
)
def test_harm_is_noticed(monkeypatch, harm, bug):
    def call(_):
        harm()
        return 0, "{}", ""

    monkeypatch.setattr(oracle, "call", call)
    monkeypatch.setattr(oracle, "commands", lambda: [("diff", [])])
    monkeypatch.setattr("fuzz.run.CPU_S", 1.0)
    begun = _spent_s()
    assert bug in (run(PLAIN).bug or "nothing")
    # Of a processor: how long it takes is a matter of what else the machine does.
    assert _spent_s() - begun < 30


def _spent_s():
    """What the children that have ended took of a processor."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


@pytest.mark.parametrize(
    ("name", "code", "out", "err"),
    [
        ("diff", 3, "", "error: this is a bug"),
        ("diff", 2, "", "error: it is wrong\n"),
        ("diff", 2, "", WELL + "Traceback"),
        ("diff", 0, "\x1b[31mred", ""),
        ("diff", 0, "", "Warning: something\n"),
        ("verify", 1, "unsound: it is", ""),
        ("diff same", 0, '{"verdict": "additive"}', ""),
    ],
)
def test_a_bad_answer_is_noticed(name, code, out, err):
    with pytest.raises(Broken):
        judge(name, code, out, err)


def test_a_good_answer_is_none():
    judge("diff", 2, "", WELL)
    judge("diff", 0, "ok\n", "")
    judge("diff same", 0, '{"verdict": "identical"}', "")
