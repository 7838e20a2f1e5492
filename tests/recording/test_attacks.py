"""What somebody does to the records between the anchor and today is found and named, however consistent it is."""

from __future__ import annotations

import json
import shutil
from datetime import date
from hashlib import sha256

import pytest

from apidiff.cli.edge import run
from apidiff.model.records import Amendment, Release
from apidiff.openapi.canonical import canonical_json
from apidiff.recording.anchoring import anchored, hold, verify_anchored
from apidiff.recording.gate import gate
from apidiff.recording.history import history_of
from apidiff.recording.index import chained, index_bytes, parse_index, read_index
from apidiff.recording.line_ends import text_digest
from tests.recording.pets import FIRST, SECOND, THIRD, Pets
from tests.recording.repositories import commit, git
from tests.recording.test_upgrading import in_first_format

FOURTH = date(2026, 7, 5)
ENTRY = "2026-06-23-x.md"


@pytest.fixture(scope="module")
def four(tmp_path_factory):
    """Four releases, committed twice: whatever is done next, HEAD's first parent holds the records as they were."""
    made = Pets(tmp_path_factory.mktemp("four"))
    assert made.snapshot().recorded
    made.write(sent=("id",))
    (change,) = made.gate().check.comparison.changes
    text = f"date: 2026-06-23\ntitle: Gone\nchanges: [{change.id}]\nwaiver: {{reason: unused, approved-by: owner}}"
    made.entry(ENTRY, f"---\n{text}\n---\nThe nick is gone.\n")
    assert made.snapshot(SECOND).recorded
    made.write(sent=("id",), query=("limit",))
    assert made.snapshot(THIRD).recorded
    made.write(sent=("id",), query=("limit", "after"))
    assert made.snapshot(FOURTH).recorded
    commit(made.root)
    return made


@pytest.fixture
def governed(four, tmp_path):
    """A copy of them, to be attacked."""
    return four.copied(tmp_path / "attacked")


def attacked(pets):
    """What `verify` and `check` say once the attack is committed; both have to say it."""
    commit(pets.root, "attack")
    project = pets.project()
    report, findings = verify_anchored(project, None, {})
    assert report.state == "anchored"
    unsound = [finding.message for finding in findings if finding.severity == "unsound"]
    held = hold(project, None)
    refusals = gate(held.project, anchored=held).check.versions[0].refusals
    said = [refusal.message.split(": ", 1)[1] for refusal in refusals if refusal.code == "record-unsound"]
    assert said
    assert said[0] in unsound
    return [message.replace(f" (since {held.anchor.short})", "") for message in unsound]


def lines(pets):
    return list(read_index(pets.root / "schemas").lines)


def forge(pets, made):
    """Write an index whose chain fits."""
    (pets.root / "schemas" / "index.json").write_bytes(index_bytes(chained(made)))


def index_of(made, day):
    return next(number for number, line in enumerate(made) if isinstance(line, Release) and line.release == day)


def test_nothing_was_done(governed):
    commit(governed.root)
    report, findings = verify_anchored(governed.project(), None, {})
    assert (report.state, findings) == ("anchored", [])
    assert report.says.startswith("anchored (the 4 lines that are recorded at HEAD's first parent, ")


def test_a_release_was_dropped(governed):
    made = lines(governed)
    del made[index_of(made, THIRD)]
    forge(governed, made)
    (governed.root / "schemas" / f"{THIRD}.json").unlink()
    assert attacked(governed)[0] == "the line of release 2026-06-28 was taken out"


def test_a_release_was_inserted(governed):
    made = lines(governed)
    between = date(2026, 6, 25)
    shutil.copy(governed.root / "schemas" / f"{SECOND}.json", governed.root / "schemas" / f"{between}.json")
    second = made[index_of(made, SECOND)]
    made.insert(2, second._replace(release=between, file=f"{between}.json", entries={}, tool="0.0.1"))
    forge(governed, made)
    assert attacked(governed) == ["the line of release 2026-06-25 was inserted between recorded lines"]


def test_releases_were_reordered(governed):
    made = lines(governed)
    made[2], made[3] = made[3], made[2]
    forge(governed, made)
    assert attacked(governed)[0] == "the line of release 2026-07-05 was moved: the lines are in another order"


def test_a_release_was_rewritten_with_its_snapshot(governed):
    path = governed.root / "schemas" / f"{THIRD}.json"
    document = json.loads(path.read_bytes())
    document["info"]["description"] = "nobody will see"
    path.write_bytes(canonical_json(document))
    made = lines(governed)
    made[2] = made[2]._replace(sha256=sha256(path.read_bytes()).hexdigest(), changes=None, tool=None)
    forge(governed, made)
    assert attacked(governed)[0] == (
        "the line of release 2026-06-28 was rewritten: its snapshot differs; its reported changes differ; "
        "its version of apidiff differs"
    )


def test_a_snapshot_was_edited(governed):
    path = governed.root / "schemas" / f"{FOURTH}.json"
    path.write_bytes(path.read_bytes().replace(b"The id", b"The ID"))
    assert attacked(governed)[0].startswith("the snapshot of 2026-07-05 is not what was recorded")


def test_a_snapshot_was_deleted(governed):
    (governed.root / "schemas" / f"{SECOND}.json").unlink()
    assert attacked(governed) == ["the snapshot of 2026-06-23 is missing"]


def test_the_entries_were_left_without_the_releases(governed):
    shutil.rmtree(governed.root / "schemas")
    assert attacked(governed)[0] == "every recorded line is gone: 4 of them, the newest of release 2026-07-05"


def test_the_entries_were_left_and_the_history_began_anew(governed):
    shutil.rmtree(governed.root / "schemas")
    (governed.root / "changelog" / ENTRY).unlink()
    governed.write(sent=())
    assert governed.snapshot(date(2026, 8, 1)).recorded
    assert attacked(governed) == ["every recorded line is gone: 4 of them, the newest of release 2026-07-05"]


def test_the_schemas_were_pointed_elsewhere(governed):
    config = governed.root / "apidiff.toml"
    config.write_text(config.read_text() + 'schemas = "elsewhere"\n')
    (governed.root / "changelog" / ENTRY).unlink()
    governed.write(sent=())
    assert governed.snapshot(date(2026, 8, 1)).recorded
    assert attacked(governed) == [
        "`schemas` in apidiff.toml points to `elsewhere`, and the records were in `schemas` at the anchor",
        "every recorded line is gone: 4 of them, the newest of release 2026-07-05",
    ]


def test_the_schemas_were_pointed_to_a_copy(governed):
    config = governed.root / "apidiff.toml"
    config.write_text(config.read_text() + 'schemas = "elsewhere"\n')
    shutil.copytree(governed.root / "schemas", governed.root / "elsewhere")
    assert attacked(governed) == [
        "`schemas` in apidiff.toml points to `elsewhere`, and the records were in `schemas` at the anchor"
    ]


def test_the_changelog_was_pointed_elsewhere(governed):
    config = governed.root / "apidiff.toml"
    config.write_text(config.read_text() + 'changelog = "news"\n')
    assert attacked(governed)[0] == f"the entry `{ENTRY}`, which release 2026-06-23 published, is missing"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("approved-by: owner", "approved-by: intern", "its approver was `owner` and is `intern`"),
        ("reason: unused", "reason: because", "its reason was `unused` and is `because`"),
        ("title: Gone", "title: Here", "its title was `Gone` and is `Here`"),
        ("The nick is gone.", "Nothing changed.", "its text changed"),
        ("waiver: {reason: unused, approved-by: owner}\n", "", "its waiver was taken out"),
        ("date: 2026-06-23", "date: 2026-06-22", "its date was `2026-06-23` and is `2026-06-22`"),
    ],
    ids=["approver", "reason", "title", "text", "waiver", "date"],
)
def test_a_published_entry_was_changed(governed, old, new, said):
    path = governed.root / "changelog" / ENTRY
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    assert attacked(governed)[0] == f"the entry `{ENTRY}` is not what release 2026-06-23 published: {said}"


def test_a_published_entry_was_changed_and_its_line_made_to_fit(governed):
    path = governed.root / "changelog" / ENTRY
    path.write_text(path.read_text().replace("approved-by: owner", "approved-by: intern"))
    made = lines(governed)
    made[1] = made[1]._replace(entries={ENTRY: text_digest(path.read_bytes())})
    forge(governed, made)
    assert attacked(governed) == [
        f"the line of release 2026-06-23 was rewritten: the entry `{ENTRY}` differs "
        "(its approver was `owner` and is `intern`)"
    ]


def test_a_published_entry_was_deleted(governed):
    (governed.root / "changelog" / ENTRY).unlink()
    assert attacked(governed)[0] == f"the entry `{ENTRY}`, which release 2026-06-23 published, is missing"


def test_a_published_entry_was_deleted_and_its_line_made_to_fit(governed):
    (governed.root / "changelog" / ENTRY).unlink()
    made = lines(governed)
    made[1] = made[1]._replace(entries={}, verdicts={"v1": "pass"}, tool="0.0.1")
    forge(governed, made)
    assert attacked(governed)[0] == (
        "the line of release 2026-06-23 was rewritten: v1 was waived and is pass; "
        f"the entry `{ENTRY}` was taken out; its version of apidiff differs"
    )


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ({"verdicts": {"v1": "pass"}}, "v1 was waived and is pass"),
        ({"sha256": "0" * 64}, "its snapshot differs"),
        ({"title": "Cats"}, "its title differs"),
        ({"source_revision": "abc"}, "its source revision differs"),
        ({"ids": 99}, "its id scheme differs"),
    ],
    ids=["verdict", "sha", "title", "revision", "scheme"],
)
def test_a_line_was_edited_and_the_chain_made_to_fit(governed, field, said):
    made = lines(governed)
    made[1] = made[1]._replace(**field)
    forge(governed, made)
    assert attacked(governed)[0] == f"the line of release 2026-06-23 was rewritten: {said}"


def test_the_index_was_truncated(governed):
    forge(governed, lines(governed)[:2])
    for day in (THIRD, FOURTH):
        (governed.root / "schemas" / f"{day}.json").unlink()
    assert attacked(governed) == ["the index was cut off: release 2026-06-28, release 2026-07-05 are missing"]


def test_the_newest_release_was_dropped_and_recorded_again_otherwise(governed):
    forge(governed, lines(governed)[:3])
    (governed.root / "schemas" / f"{FOURTH}.json").unlink()
    governed.write(sent=("id",), query=("limit", "before"))
    assert governed.snapshot(FOURTH).recorded
    assert attacked(governed)[0].startswith("the line of release 2026-07-05 was rewritten: its snapshot differs")


def test_the_whole_history_was_rewritten_consistently(governed):
    made = [line._replace(title="Cats") if isinstance(line, Release) else line for line in lines(governed)]
    forge(governed, made)
    assert [message for message in attacked(governed) if "was rewritten" in message] == [
        f"the line of release {day} was rewritten: its title differs" for day in (FIRST, SECOND, THIRD, FOURTH)
    ]


def test_an_amendment_was_dropped(governed):
    path = governed.root / "changelog" / ENTRY
    original = path.read_text()
    made = lines(governed)
    path.write_text(original.replace("The nick", "The field `nick`"))
    amendment = Amendment(made[1].name, date(2026, 8, 1), {ENTRY: text_digest(path.read_bytes())}, "", "1")
    forge(governed, [*made, amendment])
    commit(governed.root)
    assert verify_anchored(governed.project(), None, {})[1] == []
    path.write_text(original)
    forge(governed, made)
    assert attacked(governed) == ["the index was cut off: the amendment of 2026-06-23 on 2026-08-01 is missing"]


def test_a_forged_release_was_appended(governed):
    """A line that says pass, for a snapshot that breaks the one before it: new lines are judged, not believed."""
    made = lines(governed)
    document = json.loads((governed.root / "schemas" / f"{FOURTH}.json").read_bytes())
    del document["paths"]["/v1/pets"]["get"]
    content = canonical_json(document)
    fifth = date(2026, 8, 1)
    (governed.root / "schemas" / f"{fifth}.json").write_bytes(content)
    governed.put(document)
    forged = made[3]._replace(release=fifth, file=f"{fifth}.json", sha256=sha256(content).hexdigest())
    forge(governed, [*made, forged])
    assert attacked(governed)[0].startswith(
        "release 2026-08-01, v1: recorded as pass, and computed again it is refused: 1 breaking change"
    )


def test_a_forged_release_was_appended_in_the_name_of_another_version(governed, monkeypatch, capsys):
    """Since a named anchor it is this change's own line, no history that an upgrade could make unsound."""
    test_a_forged_release_was_appended(governed)
    made = lines(governed)
    forge(governed, [*made[:4], made[4]._replace(tool="0.0.1")])
    base = commit(governed.root) and None
    monkeypatch.chdir(governed.root)
    capsys.readouterr()
    assert run(["check", "--anchor", "HEAD~2"]) == 1
    said = " ".join(capsys.readouterr().out.split())
    assert "recorded as pass, and computed again it is refused" in said
    assert "Record it again with this version" in said
    assert run(["verify", "--anchor", "HEAD~2"]) == 1
    said = " ".join(capsys.readouterr().out.split())
    assert "recorded as pass, and computed again it is refused" in said
    assert "Record it again with this version" in said
    assert base is None


def test_a_milder_policy_came_with_the_break_that_it_excuses(governed, monkeypatch, capsys):
    config = governed.root / "apidiff.toml"
    config.write_text(config.read_text() + '[[policy.overrides]]\nrule = "*"\nclass = "neutral"\n')
    governed.write(sent=(), query=("limit", "after"))
    commit(governed.root)
    monkeypatch.chdir(governed.root)
    assert run(["check"]) == 1
    out = capsys.readouterr().out
    said = " ".join(out.split())
    assert "`policy.overrides` in apidiff.toml is" in said
    assert "the anchor's policy judges" in said
    assert said.index("the anchor's policy judges") < said.index("v1 refused")


def test_a_milder_policy_came_with_a_release_that_it_excuses(governed):
    config = governed.root / "apidiff.toml"
    config.write_text(config.read_text() + '[[policy.overrides]]\nrule = "*"\nclass = "neutral"\n')
    governed.write(sent=(), query=("limit", "after"))
    assert governed.snapshot(date(2026, 8, 1)).recorded.verdicts == {"v1": "pass"}
    assert attacked(governed)[0].startswith(
        "release 2026-08-01, v1: recorded as pass, and computed again it is refused: 1 breaking change"
    )


def test_the_first_format_anchors_what_it_was_upgraded_to(governed):
    in_first_format(governed)
    commit(governed.root, "as it was before")
    index = read_index(governed.root / "schemas")
    assert index.version == 1
    forge(governed, history_of(index, governed.project().texts).lines)
    commit(governed.root, "upgraded")
    report, findings = verify_anchored(governed.project(), None, {})
    assert (report.state, findings) == ("anchored", [])


@pytest.mark.parametrize("upgraded", [True, False])
def test_the_first_format_anchors_and_an_entry_was_changed(governed, upgraded):
    in_first_format(governed)
    commit(governed.root, "as it was before")
    path = governed.root / "changelog" / ENTRY
    path.write_text(path.read_text().replace("approved-by: owner", "approved-by: intern"))
    if upgraded:
        index = parse_index(path, (governed.root / "schemas" / "index.json").read_bytes())
        forge(governed, history_of(index, governed.project().texts).lines)
    assert attacked(governed)[0] == (
        f"the line of release 2026-06-23 was rewritten: the entry `{ENTRY}` differs "
        "(its approver was `owner` and is `intern`)"
    )


def test_the_project_was_moved_to_begin_anew(governed):
    for name in ("apidiff.toml", "schemas", "changelog", "openapi.json"):
        target = governed.root / "old"
        target.mkdir(exist_ok=True)
        (governed.root / name).rename(target / name)
    commit(governed.root, "in a folder")
    new = governed.root / "new"
    new.mkdir()
    (governed.root / "old" / "openapi.json").rename(new / "openapi.json")
    (governed.root / "old" / "apidiff.toml").rename(new / "apidiff.toml")
    commit(governed.root, "moved")
    governed.root = new
    held = anchored(governed.project(), None, {})
    assert held.anchor.state == "first adoption"
    assert "the project in `old` is gone since the anchor" in held.findings[0].message
    assert ":old`" in held.findings[0].hint


def appended(governed, day, **fields):
    """A forged line for what is at hand, behind the recorded ones, and what `check` says of it."""
    made = lines(governed)
    content = canonical_json(json.loads((governed.root / "openapi.json").read_bytes()))
    (governed.root / "schemas" / f"{day}.json").write_bytes(content)
    digest = sha256(content).hexdigest()
    line = made[0]._replace(release=day, file=f"{day}.json", sha256=digest, entries={}, changes=None, **fields)
    forge(governed, [*made, line])
    return line


def test_a_release_was_appended_that_follows_an_old_one(governed):
    """What came since the old one is gone in it; held against its base alone it only adds."""
    governed.write()
    recorded = appended(governed, date(2026, 8, 1), after=f"{FIRST}")
    commit(governed.root, "attack")
    held = hold(governed.project(), None)
    check = gate(held.project, anchored=held).check
    assert [refusal.code for refusal in check.versions[0].refusals] == ["breaking-not-waived"]
    assert "`limit`" in check.versions[0].changes[0].title + check.versions[0].changes[1].title
    assert recorded.verdicts == {"v1": "pass"}


def test_a_second_release_was_appended_to_hide_that(governed):
    governed.write()
    first = appended(governed, date(2026, 8, 1), after=f"{FIRST}")
    made = lines(governed)
    second = date(2026, 8, 2)
    shutil.copy(governed.root / "schemas" / first.file, governed.root / "schemas" / f"{second}.json")
    forge(governed, [*made, first._replace(release=second, file=f"{second}.json", after=None)])
    assert attacked(governed)[0].startswith(
        "release 2026-08-02, v1: recorded as pass, and computed again it is refused"
    )


def test_a_break_was_appended_as_observed(governed):
    governed.write(sent=())
    appended(governed, date(2026, 8, 1), kind="observed", verdicts={"v1": "observed"})
    found = attacked(governed)
    assert found[0] == "release 2026-08-01 is only observed, and newer than 2026-07-05, the newest of the anchor"
    assert "release 2026-08-01 is only observed, and the project was governed from 2026-06-17 on" in found


def test_an_old_waiver_was_published_once_more(governed):
    """The break that it waived is repeated, under the same id."""
    governed.write(sent=("id", "nick"), query=("limit", "after"))
    assert governed.snapshot(date(2026, 8, 1)).recorded
    commit(governed.root)
    governed.write(sent=("id",), query=("limit", "after"))
    made = lines(governed)
    appended(governed, date(2026, 8, 2), verdicts={"v1": "waived"})
    made = [*made, lines(governed)[-1]._replace(entries=made[1].entries)]
    forge(governed, made)
    assert f"the entry `{ENTRY}` of release 2026-08-02 was published by 2026-06-23 already" in attacked(governed)


def test_a_forged_release_was_excused_by_an_amendment(governed):
    governed.write(sent=(), query=("limit", "after"))
    path = governed.entry("2026-08-01-y.md", "---\ndate: 2026-08-01\ntitle: Y\n---\n")
    appended(governed, date(2026, 8, 1))
    made = lines(governed)
    digest = {path.name: text_digest(path.read_bytes())}
    made[-1] = made[-1]._replace(entries=digest)
    forge(governed, [*made, Amendment(made[-1].name, date(2026, 8, 1), digest, "", "1")])
    assert attacked(governed)[0].startswith(
        "release 2026-08-01, v1: recorded as pass, and computed again it is refused"
    )


@pytest.mark.parametrize("emptied", [True, False])
def test_the_records_went_in_a_change_before_and_the_history_began_anew(governed, monkeypatch, capsys, emptied):
    kept = commit(governed.root, "kept")
    index = governed.root / "schemas" / "index.json"
    for path in governed.root.glob("schemas/*"):
        path.unlink()
    if emptied:
        index.write_bytes(index_bytes([]))
    shutil.rmtree(governed.root / "changelog")
    commit(governed.root, "gone")
    governed.write(sent=())
    if emptied:
        index.unlink()
    (governed.root / "changelog").mkdir()
    assert governed.snapshot(date(2026, 8, 1)).recorded
    commit(governed.root, "anew")
    monkeypatch.chdir(governed.root)
    for command in (["check"], ["verify"], ["verify", "--anchor", "HEAD^"]):
        assert run(command) == 1
        said = " ".join(capsys.readouterr().out.split())
        assert (
            f"there are no records at the anchor ({commit_before(governed)}), and {kept[:12]} before it has some"
            in said
        )
        assert f"--anchor {kept[:12]}" in said
    git(governed.root, "checkout", "-q", kept, "--", "schemas", "changelog", "openapi.json")
    (governed.root / "schemas" / "2026-08-01.json").unlink()
    commit(governed.root, "restored")
    assert run(["verify", "--anchor", kept]) == 0


def commit_before(pets):
    return git(pets.root, "rev-parse", "HEAD^")[:12]


def test_the_configuration_is_gone_and_the_command_line_names_both_sides(governed, monkeypatch, capsys):
    commit(governed.root)
    (governed.root / "apidiff.toml").unlink()
    (governed.root / "docs").mkdir()
    commit(governed.root, "gone")
    for folder, up in ((governed.root, ""), (governed.root / "docs", "../")):
        monkeypatch.chdir(folder)
        assert run(["check", f"{up}openapi.json", "--base", "git:HEAD^:openapi.json"]) == 1
        said = " ".join(capsys.readouterr().out.split())
        assert f"{up}apidiff.toml: the configuration is gone since the anchor" in said
        assert f"-- {up}apidiff.toml`" in said
    commit(governed.root, "later")
    assert run(["check", "../openapi.json", "--base", "git:HEAD^:openapi.json"]) == 0


def test_the_branch_and_its_target_merged_the_same_two(governed, monkeypatch, capsys):
    """Of several merge bases, one may lack what another has recorded, and git tells one of them first."""
    root = governed.root
    git(root, "branch", "-M", "main")
    git(root, "checkout", "-q", "-b", "feature", "main")
    (root / "note").write_text("x")
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2031-01-01T00:00:00")
    commit(root, "feature")
    monkeypatch.delenv("GIT_COMMITTER_DATE")
    git(root, "checkout", "-q", "main")
    governed.write(sent=("id",), query=("limit", "after", "before"))
    assert governed.snapshot(date(2026, 7, 20)).recorded
    newest = commit(root, "newest")
    git(root, "merge", "-q", "-m", "merged", "feature")
    git(root, "checkout", "-q", "-b", "attack", newest)
    git(root, "merge", "-q", "-m", "merged too", "feature")
    git(root, "checkout", "-q", "feature", "--", "schemas", "openapi.json")
    (root / "schemas" / "2026-07-20.json").unlink()
    commit(root, "attack")
    monkeypatch.chdir(root)
    monkeypatch.setenv("GITHUB_BASE_REF", "main")
    for command in ("check", "verify"):
        assert run([command]) == 1
        assert "release 2026-07-20" in capsys.readouterr().out


@pytest.mark.parametrize("pushed", [True, False])
def test_a_branch_rewrote_the_records_a_commit_before(governed, monkeypatch, capsys, pushed):
    """The commit before the push, or HEAD's first parent, is the attacker's own then."""
    root = governed.root
    git(root, "branch", "-M", "main")
    git(root, "checkout", "-q", "-b", "attack")
    made = lines(governed)
    del made[index_of(made, THIRD)]
    forge(governed, made)
    (root / "schemas" / f"{THIRD}.json").unlink()
    before = commit(root, "rewritten")
    (root / "note").write_text("x")
    commit(root, "harmless")
    monkeypatch.chdir(root)
    if pushed:
        monkeypatch.setenv("CI_COMMIT_BEFORE_SHA", before)
    for command in ("check", "verify"):
        assert run([command]) == 1
        assert "the line of release 2026-06-28 was taken out" in " ".join(capsys.readouterr().out.split())


def test_a_branch_that_records_releases_of_its_own_is_sound(governed, monkeypatch):
    root = governed.root
    git(root, "branch", "-M", "main")
    git(root, "checkout", "-q", "-b", "one-x")
    for day, more in ((date(2026, 7, 20), ("a",)), (date(2026, 7, 21), ("a", "b"))):
        governed.write(sent=("id",), query=("limit", "after", *more))
        assert governed.snapshot(day).recorded
        commit(root, str(day))
    monkeypatch.chdir(root)
    assert run(["check"]) == 0
    assert run(["verify"]) == 0


def test_the_description_is_pointed_to_a_copy_that_nobody_edits(governed):
    commit(governed.root)
    shutil.copy(governed.root / "openapi.json", governed.root / "copy.json")
    config = governed.root / "apidiff.toml"
    config.write_text(config.read_text().replace("openapi.json", "copy.json"))
    governed.write(sent=("nick",))
    (said,) = attacked(governed)
    assert said.startswith(
        "`description` in apidiff.toml names `copy.json`, and `openapi.json`, which it named at the "
    )


@pytest.mark.parametrize("is_left", [False, True])
def test_a_description_that_moved_is_no_attack(governed, is_left):
    """Nor one of which the old place holds the same."""
    commit(governed.root)
    old, new = governed.root / "openapi.json", governed.root / "api.json"
    new.write_bytes(old.read_bytes())
    if not is_left:
        old.unlink()
    config = governed.root / "apidiff.toml"
    config.write_text(config.read_text().replace("openapi.json", "api.json"))
    commit(governed.root)
    assert [each for each in anchored(governed.project()).findings if each.severity == "unsound"] == []


def nested(governed, description):
    """A folder within the project with a configuration of its own."""
    folder = governed.root / "services" / "b"
    folder.mkdir(parents=True)
    (folder / "apidiff.toml").write_text(f'[project]\ndescription = "{description}"\n')
    return folder


def test_a_nearer_configuration_that_comes_takes_no_folder_from_the_one_that_governs_it(governed, monkeypatch, capsys):
    commit(governed.root)
    folder = nested(governed, "../../openapi.json")
    commit(governed.root, "a configuration that knows no releases")
    monkeypatch.chdir(folder)
    for command in (["check"], ["verify"], ["verify", "--anchor", "HEAD^"]):
        assert run(command) == 1
        said = " ".join(capsys.readouterr().out.split())
        assert "this configuration is new, and `../../apidiff.toml` governed the folder" in said
        assert "`--config apidiff.toml`" in said
    # Whoever names it knows which one is read, and so does who lands it by itself.
    assert run(["check", "--config", "apidiff.toml"]) == 0
    monkeypatch.chdir(governed.root)
    assert run(["check"]) == 0
    (governed.root / "note").write_text("x")
    commit(governed.root, "later")
    monkeypatch.chdir(folder)
    assert run(["check"]) == 0


def test_a_nearer_configuration_that_goes_leaves_no_folder_to_the_one_above(governed, monkeypatch, capsys):
    folder = nested(governed, "openapi.json")
    (folder / "openapi.json").write_bytes((governed.root / "openapi.json").read_bytes())
    (folder / "tests").mkdir()
    commit(governed.root)
    (folder / "apidiff.toml").unlink()
    commit(governed.root, "gone")
    for here, up in ((folder, ""), (folder / "tests", "../")):
        monkeypatch.chdir(here)
        for command in (["check"], ["verify"]):
            assert run(command) == 1
            said = " ".join(capsys.readouterr().out.split())
            assert "this configuration governed the folder at the anchor" in said
            assert f" {up}apidiff.toml" in said
    monkeypatch.chdir(governed.root)
    assert run(["check"]) == 0
