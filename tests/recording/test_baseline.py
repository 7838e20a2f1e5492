"""What broke before a project was governed is accepted by a baseline: said by its name, and never a way around."""

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from apidiff.cli.baseline import command
from apidiff.recording.anchoring import anchored, hold, verify_anchored
from apidiff.recording.drafting import draft
from apidiff.recording.index import index_bytes, read_index
from apidiff.recording.snapshots import snapshot
from apidiff.recording.verify import verify
from apidiff.recording.waiving import waive
from apidiff.reporting.formats import FORMATS, writer
from apidiff.reporting.formats.style import Style
from tests.recording.pets import FIRST, SECOND, THIRD, Pets, document
from tests.recording.repositories import commit

ALLOWED = "[policy]\nbaseline = true\n"


def run(pets, *options, monkeypatch):
    monkeypatch.chdir(pets.root)
    return CliRunner().invoke(command, options, standalone_mode=False, catch_exceptions=True)


@pytest.fixture
def broken(tmp_path):
    """Released, and broken since without a decision."""
    pets = Pets(tmp_path, ALLOWED)
    assert pets.snapshot(FIRST).recorded
    pets.write(sent=("id",), taken=("name",))
    return pets


def baseline(pets, release=SECOND):
    return snapshot(pets.project(), None, release, baseline=True)


def test_it_lists_what_broke_and_makes_up_no_waiver(broken):
    recorded = baseline(broken).recorded
    assert (recorded.kind, recorded.verdicts, len(recorded.breaches)) == ("baseline", {"v1": "baseline"}, 2)
    assert recorded.entries == {}
    assert broken.project().newest == recorded
    assert broken.gate().check.status == "pass"
    assert verify(broken.project()) == []


def test_what_is_waived_stays_waived(broken):
    draft(broken.gate())
    first, _ = broken.gate().check.comparison.changes
    waive(broken.gate(), [first.id], "nobody read it", "owner")
    recorded = baseline(broken).recorded
    assert len(recorded.breaches) == 1
    assert first.id not in recorded.breaches
    assert verify(broken.project()) == []


def test_a_line_that_leaves_out_a_breach_is_unsound(broken):
    recorded = baseline(broken).recorded
    index = read_index(broken.root / "schemas")
    lines = (*index.lines[:-1], recorded._replace(breaches=recorded.breaches[:1]))
    index.path.write_bytes(index_bytes(lines))
    (finding,) = verify(broken.project())
    assert finding.message == f"the line of {SECOND} lists other breaches of its baseline than there are"


def test_it_accepts_no_entry_that_is_wrong(broken):
    broken.unreleased("a.md", '---\ntitle: Gone\nversion: v1\nchanges: ["9f3c1a7b20de"]\n---\n')
    done = baseline(broken)
    assert done.recorded is None
    assert "entry-stale" in [refusal.code for refusal in done.gate.check.versions[0].refusals]


def test_where_nothing_broke_it_is_a_release(broken):
    broken.write()
    recorded = baseline(broken).recorded
    assert (recorded.kind, recorded.breaches) == ("release", ())


def test_the_command_needs_leave_of_the_policy(broken, monkeypatch):
    (broken.root / "apidiff.toml").write_text('[project]\ndescription = "openapi.json"\n')
    result = run(broken, "--release", str(SECOND), monkeypatch=monkeypatch)
    assert "allows no baseline" in result.exception.message
    (broken.root / "apidiff.toml").write_text(f'[project]\ndescription = "openapi.json"\n{ALLOWED}')
    result = run(broken, "--release", str(SECOND), monkeypatch=monkeypatch)
    assert "a baseline.\nIt accepts 2 changes that nobody waived:" in result.output


def test_it_begins_a_project_and_lists_what_is_not_known(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    described = document()
    described["paths"]["/v1/pets"]["get"]["parameters"] = [{"$ref": "#/components/parameters/Gone"}]
    (tmp_path / "openapi.json").write_text(json.dumps(described, indent=1))
    result = CliRunner().invoke(command, ["--release", str(FIRST)], standalone_mode=False)
    assert "Wrote apidiff.toml." in result.output
    assert "the first release.\n1 place of the description must be corrected" in result.output
    assert "openapi.json:" in result.output
    pets = Pets.__new__(Pets)
    pets.root = tmp_path
    assert verify(pets.project()) == []
    (tmp_path / "openapi.json").write_text(json.dumps(document()))
    changes = [change for change in pets.gate().check.comparison.counted if change.cls == "breaking"]
    assert changes
    assert all(change.undecided for change in changes)


def test_the_anchors_policy_has_to_allow_it(tmp_path):
    pets = Pets(tmp_path)
    assert pets.snapshot(FIRST).recorded
    commit(pets.root, "released")
    pets.write(sent=("id",))
    # In the same change as the baseline itself.
    (tmp_path / "apidiff.toml").write_text(f'[project]\ndescription = "openapi.json"\n{ALLOWED}')
    assert baseline(pets).recorded
    commit(pets.root, "baseline")
    held = hold(pets.project(), "HEAD^")
    assert any("allows none" in finding.message for finding in held.findings)
    gate = pets.gate(anchored=held)
    assert ["is a baseline: it accepts 1 breach" in warned.message for warned in gate.check.comparison.warnings] == [
        True
    ]
    assert gate.check.status == "refused"
    _, found = verify_anchored(pets.project(), "HEAD^")
    assert "unsound" in [finding.severity for finding in found]


def test_where_the_anchors_policy_allows_it_it_is_told_all_the_same(tmp_path):
    pets = Pets(tmp_path, ALLOWED)
    assert pets.snapshot(FIRST).recorded
    commit(pets.root, "released")
    pets.write(sent=("id",))
    assert baseline(pets).recorded
    commit(pets.root, "baseline")
    held = hold(pets.project(), "HEAD^")
    assert held.findings == ()
    check = pets.gate(anchored=held).check
    assert check.status == "pass"
    for form in (name for name, each in FORMATS.items() if each.is_report):
        assert "is a baseline: it accepts 1 breach" in " ".join(writer(form).check(check, Style(width=400)).split())
    report, found = verify_anchored(pets.project(), "HEAD^")
    assert report.state == "anchored"
    assert [(finding.severity, "is a baseline" in finding.message) for finding in found] == [("note", True)]
    pets.write(sent=("id", "more"))
    commit(pets.root, "later")
    assert anchored(pets.project(), "HEAD^").baselines == ()


def test_that_a_baseline_was_allowed_is_no_other_policy(broken):
    recorded = baseline(broken).recorded
    project = broken.project()
    config = project.config.model_copy(update={"policy": project.config.policy.model_copy(update={"baseline": False})})
    assert recorded.policy == replace(project, config=config).policy_digest


def test_the_page_says_that_nobody_decided(broken):
    from apidiff.recording.remembering import Remembered
    from apidiff.reporting.site_building import build

    assert baseline(broken).recorded
    broken.write(sent=(), taken=("name",))
    draft(broken.gate())
    waive(broken.gate(), None, "nobody read it", "owner")
    assert broken.snapshot(THIRD).recorded
    posts = build(broken.project(), Remembered(broken.project())).posts
    assert [(post.ungoverned, post.waiver is not None) for post in posts] == [
        (False, True),
        (True, False),
        (False, False),
    ]


def test_no_project_is_begun_for_a_description_that_cannot_be_read(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(command, ["nosuch.yaml", "--release", f"{FIRST}"], standalone_mode=False)
    assert "there is no file `nosuch.yaml`" in result.exception.message.replace("There", "there")
    assert list(tmp_path.iterdir()) == []
