from __future__ import annotations

from pathlib import Path

import pytest

from apidiff.reporting import comment
from apidiff.reporting.formats import markdown
from tests.reporting import cooledge
from tests.reporting.test_escaping import HOST
from tests.reporting.test_text import golden


def many(count: int) -> tuple[object, ...]:
    return tuple(cooledge.SITE_ID_REMOVED._replace(id=f"{number:012x}") for number in range(count))


def test_the_verdict_is_the_heading():
    assert markdown.diff(cooledge.comparison()).startswith(
        "## Breaking: 4 breaking, 3 additive and 2 neutral changes from schemas/2026-06-17.json to openapi.yaml\n"
    )


def test_a_check_says_the_verdict_per_version_before_what_breaks_and_what_is_new():
    written = markdown.check(cooledge.refused())
    order = ["## Refused", "**v1 refused**", "### What breaks", "### What is new", "apidiff draft"]
    assert [written.index(part) for part in order] == sorted(written.index(part) for part in order)


def test_the_commands_stand_in_a_block_to_copy():
    written = markdown.check(cooledge.refused())
    block = written[written.index("```sh") :]
    assert block.startswith("```sh\napidiff draft\napidiff waive 9f3c1a7b20de 4410aa37c6f1")


def test_a_long_list_is_folded():
    written = markdown.diff(cooledge.comparison(many(30)))
    assert written.count("<details>") == written.count("</details>") == 1
    assert "<summary>20 more changes</summary>" in written


def test_folded_parts_are_html_and_the_rest_is_markdown():
    tokens = HOST.parse(markdown.check(cooledge.waived()))
    html = "".join(token.content for token in tokens if token.type == "html_block")
    assert html.split("\n")[0] == "<details>"
    assert not [child for token in tokens for child in token.children or () if child.type == "html_inline"]


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("diff.md", markdown.diff(cooledge.comparison())),
        ("refused.md", markdown.check(cooledge.refused())),
        ("waived.md", markdown.check(cooledge.waived())),
        ("comment.md", comment.body(cooledge.refused())),
    ],
)
def test_the_whole_text_reads_as_recorded(name: str, written: str):
    golden(name, written)


def test_a_projects_template_overrides_the_comment(tmp_path: Path):
    (tmp_path / "comment.md.j2").write_text('{{ marker }}\n{{ headline }}\n{% include "builtin/check.md.j2" %}')
    written = comment.body(cooledge.passed(), templates=tmp_path)
    assert written.startswith(
        "<!-- apidiff -->\nPass: 1 additive change from release 2026-06-23 to openapi.yaml\n## Pass"
    )
