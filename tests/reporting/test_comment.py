from __future__ import annotations

import pytest

from apidiff.model.change import Change, Witness
from apidiff.model.refusals import Reason, Refusal
from apidiff.model.verdict import Check, VersionVerdict
from apidiff.reporting import comment
from tests.reporting import cooledge


def big(breaking: int, additive: int, neutral: int) -> Check:
    def copies(change: Change, count: int, start: int) -> list[Change]:
        return [
            change._replace(id=f"{start + number:012x}", title=f"{change.title} in place {start + number}")
            for number in range(count)
        ]

    heavy = cooledge.SITE_ID_REMOVED._replace(
        witness=Witness({"note": "x" * 300}, "base", "revision", "request body of POST /v1/leads"),
    )
    broken = tuple(copies(heavy, breaking, 0))
    changes = (*broken, *copies(cooledge.NOTIFY, additive, 10_000), *copies(cooledge.PROSE, neutral, 20_000))
    refusal = Refusal(Reason.UNBOUND, "v1", {"draft": "apidiff draft", "waive": "apidiff waive --all"}, broken)
    return Check(cooledge.comparison(changes), (VersionVerdict("v1", "refused", changes, refusals=(refusal,)),))


def length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def test_it_starts_with_the_hidden_marker():
    assert comment.body(cooledge.passed()).startswith("<!-- apidiff -->\n## Pass: 1 additive change")


@pytest.mark.parametrize("size", [(10, 10, 10), (80, 80, 80), (300, 500, 500), (1500, 2000, 100), (3000, 0, 0)])
def test_it_is_never_longer_than_the_host_allows_and_keeps_verdict_and_commands(size: tuple[int, int, int]):
    written = comment.body(big(*size))
    assert length(written) <= comment.GITHUB_LIMIT
    assert "**v1 refused**" in written
    assert "apidiff waive 000000000000" in written
    assert f"{size[0] - 1:012x}" in written
    assert written.endswith("```\n")
    assert written.count("<details>") == written.count("</details>")


def test_what_it_leaves_out_goes_step_by_step_witnesses_first():
    check = big(40, 40, 40)
    full = comment.body(check, limit=10**6)
    assert "xxx" in full
    found = [comment.body(check, limit=limit) for limit in (length(full) - 1, 20_000, 13_000, 6_000)]
    assert [("xxx" in text, "affects" in text, "What is new" in text) for text in found] == [
        (False, True, True),
        (False, True, False),
        (False, False, False),
        (False, False, False),
    ]
    assert [length(text) for text in found] == sorted((length(text) for text in found), reverse=True)


@pytest.mark.parametrize("limit", [60, 200, 500, 1000, 2000, 5000])
def test_even_a_tiny_limit_holds(limit: int):
    written = comment.body(big(500, 5, 5), limit=limit)
    assert length(written) <= limit
    assert written.startswith("<!-- apidiff -->")
    assert "efused" in written


def test_wide_characters_count_as_hosts_may_count_them():
    check = big(200, 0, 0)
    title = "🙂" * 300
    changes = tuple(change._replace(title=title) for change in check.comparison.changes)
    written = comment.body(check._replace(comparison=cooledge.comparison(changes)))
    assert length(written) <= comment.GITHUB_LIMIT
