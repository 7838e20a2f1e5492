"""`apidiff history`: what an API was before it was governed becomes observed releases, and nothing is made up."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date

import pytest

from apidiff.cli.edge import run
from apidiff.errors import InputError
from apidiff.recording.backfilling import Backfill, Wanted
from apidiff.recording.entries import read_entry
from apidiff.recording.index import chained, index_bytes, read_index
from apidiff.recording.remembering import Remembered
from apidiff.recording.revisions import past_of
from apidiff.recording.stored import packed
from apidiff.recording.verify import verify
from apidiff.reporting import page
from apidiff.reporting.site_building import build
from tests.recording.interrupting import KILLED, NEVER, killed_at, refused_at, steps_of
from tests.recording.pasts import Past, governed
from tests.recording.pets import FIRST, SECOND, document
from tests.recording.repositories import clone, commit, git
from tests.recording.test_interrupted import records
from tests.recording.test_upgrading import in_first_format

ALL = ("id", "nick")


@pytest.fixture
def past(tmp_path):
    return Past(tmp_path / "api")


@pytest.fixture
def project(tmp_path):
    return governed(tmp_path / "project")


@pytest.fixture
def years(past):
    """Four releases in two years: one in other words, one that breaks, two of one day."""
    past.publish("2024-03-01")
    changed = document()
    changed["info"]["description"] = "In other words."
    past.put("2024-04-01", json.dumps(changed))
    past.publish("2024-09-30", query=("limit",))
    past.publish("2025-02-03 08:00:00", query=("limit",), sent=("id",))
    past.publish("2025-02-03 17:00:00", query=("limit", "after"), sent=("id",))
    return past


@pytest.fixture
def history(project, monkeypatch, capsys):
    """Run `apidiff history` in the project; its exit code, and what it printed."""

    def call(*arguments):
        monkeypatch.chdir(project.root)
        capsys.readouterr()
        code = run(["history", *map(str, arguments)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def lines(project):
    return read_index(project.root / "schemas").lines


def names(project):
    return [str(line.name) for line in lines(project)]


def test_each_revision_that_changed_something_for_a_client_is_an_observed_release(years, project, history):
    code, out, _ = history(years.path)
    assert code == 0
    assert names(project) == ["2024-03-01", "2024-09-30", "2025-02-03", "2025-02-03.2"]
    last = lines(project)[-1]
    assert (last.kind, last.verdicts, last.path_versions) == ("observed", {"v1": "observed"}, ("v1",))
    assert last.source_revision == git(years.root, "rev-parse", "HEAD")
    assert last.title == "Pets"
    assert None not in (last.changes, last.tool, last.ids, last.policy)
    assert "5 revisions: 4 recorded, 1 the same to clients (1 differs in prose only), 0 passed over." in out
    assert verify(project.project()) == []


def test_an_unsound_change_of_an_observed_line_is_found(years, project, history):
    history(years.path)
    index = project.root / "schemas" / "index.json"
    index.write_text(index.read_text().replace('"title": "Pets"', '"title": "Cats"', 1))
    assert verify(project.project())


def test_lines_of_another_version_are_looked_at_again_as_notes(years, project, history, monkeypatch):
    history(years.path)
    monkeypatch.setattr("apidiff.recording.verify.__version__", "9.9.9")
    assert verify(project.project()) == []
    assert verify(project.project(), rejudge=True) == []
    made = [line._replace(changes="0" * 64) for line in lines(project)]
    (project.root / "schemas" / "index.json").write_bytes(index_bytes(chained(made)))
    assert verify(project.project()) == []
    found = verify(project.project(), rejudge=True)
    assert {finding.severity for finding in found} == {"note"}
    assert len(found) == 4


def test_every_breaking_change_is_drafted_and_none_is_waived(years, project, history):
    history(years.path)
    path = project.root / "changelog" / "2025-02-03-breaking-changes-in-v1.md"
    entry = read_entry(path)
    assert (entry.date, entry.version, entry.waiver) == (date(2025, 2, 3), "v1", None)
    assert len(entry.changes) == 1
    assert "`nick`" in entry.body
    assert lines(project)[2].entries.keys() == {path.name}


def rendered(project):
    found = project.project()
    made = build(found, Remembered(found))
    files = page.render(made)
    # What the labels mean is no statement about a release.
    return {
        name: re.sub(rb'<details class="legend".*?</details>', b"", files[name], flags=re.DOTALL)
        for name in ("index.html", "CHANGELOG.md")
    }


def test_the_page_says_that_a_break_is_older_than_the_changelog_and_that_nobody_approved_it(years, project, history):
    history(years.path)
    for text in rendered(project).values():
        assert b"Changed before this changelog was kept." in text
        assert b"First recorded release" in text
        assert not re.search(rb"approved by|>waived<|, waived|\(waived\)", text, re.IGNORECASE)


def test_the_page_says_what_a_drafted_title_is_about(years, project, history):
    history(years.path)
    text = rendered(project)["CHANGELOG.md"].decode()
    assert "## 2025-02-03: Breaking changes in v1: pets\n" in text
    assert "## 2025-02-03.2: Additions in v1: pets\n" in text
    path = project.root / "changelog" / "2025-02-03-breaking-changes-in-v1.md"
    path.write_text(path.read_text().replace("nick", "nickname"))
    assert run(["amend", str(path)]) == 0
    assert "## 2025-02-03: Breaking changes in v1\n" in rendered(project)["CHANGELOG.md"].decode()


def test_the_second_release_of_a_day_is_numbered_in_words(years, project, history):
    history(years.path)
    text = rendered(project)["index.html"].decode()
    assert "3 February 2025</time>, no. 2" in text
    assert "</time>.2" not in text


def test_the_page_says_what_the_maintainer_writes_instead(years, project, history):
    history(years.path)
    path = project.root / "changelog" / "2025-02-03-breaking-changes-in-v1.md"
    head = path.read_text().split("---\n")[1]
    waiver = "waiver: {reason: it was time, approved-by: nobody}\n"
    path.write_text(f"---\n{head}{waiver}---\nNicknames went with the old app.\n")
    assert run(["amend", str(path)]) == 0
    for text in rendered(project).values():
        [told] = [part for part in re.split(rb"<article|\n## ", text) if b"Nicknames went with the old app." in part]
        assert b"before this changelog" not in told
        assert not re.search(rb"approved by", text, re.IGNORECASE)
    assert verify(project.project()) == []


def test_check_and_snapshot_go_on_from_the_newest_observed_release(years, project, history):
    history(years.path)
    project.write(query=("limit", "after"), sent=("id",))
    assert run(["check"]) == 0
    project.write(query=("limit", "after"), sent=())
    assert run(["check"]) == 1
    project.write(query=("limit", "after", "sort"), sent=("id",))
    assert run(["snapshot", "--release", "2025-02-03.3"]) == 0
    assert lines(project)[-1].verdicts == {"v1": "pass"}
    assert verify(project.project()) == []


def test_a_second_run_does_nothing_and_a_later_one_goes_on(years, project, history):
    history(years.path)
    before = records(project.root)
    _, out, _ = history(years.path)
    assert records(project.root) == before
    assert "Nothing new: 5 revisions were dealt with before." in out
    years.publish("2025-05-05", query=("limit", "after"), sent=("id", "breed"))
    _, out, _ = history(years.path)
    assert "1 revision: 1 recorded" in out
    assert names(project)[-1] == "2025-05-05"


def test_a_run_does_not_go_on_from_a_snapshot_that_is_not_what_was_recorded(years, project, history):
    history(years.path)
    years.publish("2025-05-05")
    (project.root / "schemas" / lines(project)[-1].file).write_bytes(packed(b"{}"))
    code, _, err = history(years.path)
    assert code == 2
    assert "the snapshot of 2025-02-03.2 is missing, or not what was recorded" in err


@pytest.fixture
def after(years, tmp_path, monkeypatch, capsys):
    """The records of the whole past, written in this process, so that each fork of it has its modules loaded."""
    whole = governed(tmp_path / "whole")
    with monkeypatch.context() as inside:
        inside.chdir(whole.root)
        assert run(["history", str(years.path)]) == 0
    capsys.readouterr()
    return records(whole.root)


def test_killed_at_any_step_the_next_run_ends_as_if_nothing_had_been(years, tmp_path, after):
    for step in steps_of(governed(tmp_path / "counted").root, "history", str(years.path)):
        pets = governed(tmp_path / f"killed-{step}")
        ended = killed_at(step, pets.root, "history", str(years.path))
        now = records(pets.root)
        written = [file for file in now if file.startswith(("schemas/2", "changelog/"))]
        assert all(now[file] == after[file] for file in written), step
        if ended != KILLED:
            assert step > 20, "no step was walked"
            break
        for finding in verify(pets.project()):
            assert "apidiff history" in finding.hint or "apidiff repair" in finding.hint, step
        assert killed_at(NEVER, pets.root, "history", str(years.path)) == 0
        assert records(pets.root) == after, step
        assert verify(pets.project()) == [], step
        shutil.rmtree(pets.root)
    else:
        pytest.fail("the command never ends")


@pytest.mark.usefixtures("after")
def test_a_disk_full_at_any_step_is_one_error_and_the_records_are_sound(years, tmp_path):
    for step in steps_of(governed(tmp_path / "counted").root, "history", str(years.path)):
        pets = governed(tmp_path / f"full-{step}")
        ended = refused_at(step, pets.root, "history", str(years.path))
        found = [finding for finding in verify(pets.project()) if finding.severity == "unsound"]
        assert found == [], step
        if ended == 0:
            break
        assert ended == 2, step
        shutil.rmtree(pets.root)
    else:
        pytest.fail("the command never ends")


def test_a_dry_run_says_the_same_and_writes_nothing(years, project, history):
    before = records(project.root)
    _, dry, _ = history(years.path, "--dry-run")
    assert records(project.root) == before
    _, out, _ = history(years.path)
    assert dry.replace("would be recorded", "recorded") == out


def test_a_broken_revision_is_reported_with_its_commit_and_passed_over(past, project, history):
    past.publish("2024-01-01")
    dangling = document()
    dangling["paths"]["/v1/pets"]["get"]["responses"]["200"] = {"$ref": "#/components/responses/Gone"}
    commits = [
        past.put("2024-01-02", json.dumps(dangling)),
        past.put("2024-01-03", "{"),
        past.put("2024-01-04", '{"swagger": "2.0"}'),
    ]
    past.path.unlink()
    commits.append(past.commit("2024-01-05"))
    past.publish("2024-01-06", query=("limit",))
    code, out, err = history(past.path)
    assert code == 0
    assert names(project) == ["2024-01-01", "2024-01-06"]
    said = [line for line in err.splitlines() if line.startswith("passed over")]
    assert [line.split()[3] for line in said] == [commit[:12] for commit in commits]
    assert "#/components/responses/Gone" in said[0]
    assert "6 revisions: 2 recorded, 0 the same to clients, 4 passed over." in out
    assert verify(project.project()) == []


def test_days_are_those_of_the_committer_in_utc(past, project, history):
    past.publish("2024-01-01 23:30:00")
    past.put("2024-01-02 00:30:00", json.dumps(document(query=("limit",))))
    history(past.path)
    assert names(project) == ["2024-01-01", "2024-01-02"]


def test_a_clock_that_was_wrong_moves_no_other_revision(past, project, history):
    past.publish("2024-01-01")
    past.publish("2036-01-01", query=("a",))
    past.publish("2024-01-03", query=("a", "b"))
    past.publish("1999-01-01", query=("a", "b", "c"))
    past.publish("2024-01-05", query=("a", "b", "c", "d"))
    history(past.path)
    assert names(project) == ["2024-01-01", "2024-01-01.2", "2024-01-03", "2024-01-03.2", "2024-01-05"]
    assert verify(project.project()) == []


def test_by_day_takes_the_last_revision_of_each(years, project, history):
    history(years.path, "--by", "day")
    assert names(project) == ["2024-03-01", "2024-09-30", "2025-02-03"]
    assert lines(project)[-1].source_revision == git(years.root, "rev-parse", "HEAD")


def test_by_tag_takes_those_that_a_glob_matches(past, project, history):
    past.publish("2024-01-01")
    past.tag("v1.0")
    past.publish("2024-01-02", query=("a",))
    past.tag("nightly")
    past.publish("2024-01-03", query=("a", "b"))
    past.tag("v1.1")
    history(past.path, "--by", "tag=v*")
    assert names(project) == ["2024-01-01", "2024-01-03"]


def test_a_hotfix_follows_the_release_that_it_mends(past, project, history):
    past.publish("2024-01-01")
    past.tag("v1.0")
    past.publish("2024-02-01", paths=("/v2/pets",))
    past.tag("v2.0")
    git(past.root, "checkout", "-q", "-b", "hotfix", "v1.0")
    past.publish("2024-03-01", query=("limit",))
    past.tag("v1.0.1")
    git(past.root, "checkout", "-q", "main")
    past.publish("2024-04-01", paths=("/v2/pets", "/v2/toys"))
    past.tag("v2.1")
    code, out, _ = history(past.path, "--by", "tag")
    assert code == 0
    assert [(str(line.name), line.after) for line in lines(project)] == [
        ("2024-01-01", None),
        ("2024-02-01", None),
        ("2024-03-01", "2024-01-01"),
        ("2024-04-01", "2024-02-01"),
    ]
    assert "breaking" not in out
    assert verify(project.project()) == []
    for folder in ("schemas", "changelog"):
        shutil.rmtree(project.root / folder)
    assert history(past.path, "--by", "tag", "--dry-run")[1].replace("would be recorded", "recorded") == out


def test_by_version_takes_what_brings_a_new_one(past, project, history):
    for number, version in enumerate(("1.0.0", "1.0.0", "1.0.1", "1.1.0-dev", "1.1.0"), 1):
        past.put(f"2024-01-0{number}", json.dumps(versioned(version, number)))
    _, out, _ = history(past.path, "--by", "version")
    assert names(project) == ["2024-01-01", "2024-01-03", "2024-01-04", "2024-01-05"]
    assert "1 of the version of the one before" in out


def test_by_version_says_that_a_version_without_quotes_loses_its_zeros(past, project, history):
    for number, version in enumerate((1.1, 1.1, 1.2), 1):
        past.put(f"2024-01-0{number}", json.dumps(versioned(version, number)))
    _, _, err = history(past.path, "--by", "version")
    assert names(project) == ["2024-01-01", "2024-01-03"]
    assert err.count("is a number without quotes") == 1


def test_a_pattern_says_what_of_a_version_has_to_be_new(past, project, history):
    for number, version in enumerate(("1.0.0", "1.0.1", "1.1.0-dev", "1.1.0", "1.1.1"), 1):
        past.put(f"2024-01-0{number}", json.dumps(versioned(version, number)))
    _, out, _ = history(past.path, "--by", "version", "--pattern", r"^(\d+\.\d+)\.\d+$")
    assert names(project) == ["2024-01-01", "2024-01-04"]
    assert "1 of a version that is not asked for" in out
    assert "2 of the version of the one before" in out


def versioned(version, number):
    made = document(query=tuple(f"q{each}" for each in range(number)))
    made["info"]["version"] = version
    return made


def test_since_and_until_leave_out_what_is_before_and_after(years, project, history):
    history(years.path, "--since", "2024-09-30", "--until", "2025-02-02")
    assert names(project) == ["2024-09-30"]


def test_a_renamed_file_is_followed(past, project, history):
    past.publish("2024-01-01")
    past.publish("2024-01-02", query=("a",))
    (past.root / "api").mkdir()
    past.path.rename(past.root / "api" / "pets.json")
    past.commit("2024-01-03")
    past.put("2024-01-04", json.dumps(document(query=("a", "b"))), "api/pets.json")
    history(past.root / "api" / "pets.json")
    assert names(project) == ["2024-01-01", "2024-01-02", "2024-01-04"]


def test_a_file_beside_the_main_one_is_read_as_it_was(past, project, history):
    main = document()
    media = main["paths"]["/v1/pets"]["get"]["responses"]["200"]["content"]["application/json"]
    media["schema"] = {"$ref": "schemas/pet.json"}
    past.put("2024-01-01", json.dumps({"type": "object", "properties": {"id": {}}}), "schemas/pet.json")
    past.put("2024-01-02", json.dumps(main))
    past.put("2024-01-03", "unrelated", "notes.txt")
    past.put("2024-01-04", json.dumps({"type": "object"}), "schemas/pet.json")
    _, out, _ = history(past.path)
    assert names(project) == ["2024-01-02", "2024-01-04"]
    assert "1 breaking" in out


def test_commits_that_are_none_of_the_description_are_not_counted(past, history):
    past.put("2024-01-01", "before there was a description", "notes.txt")
    past.publish("2024-01-02")
    for number in range(3, 9):
        past.put(f"2024-01-0{number}", f"{number}", "notes.txt")
    past.publish("2024-01-09", query=("a",))
    _, out, _ = history(past.path)
    assert "2 revisions: 2 recorded, 0 the same to clients, 0 passed over." in out
    _, out, _ = history(past.path)
    assert "Nothing new: 2 revisions were dealt with before." in out


def test_a_shallow_clone_says_what_it_lacks(years, tmp_path, project, history):
    shallow = clone(years.root, tmp_path / "shallow", "--depth", "2")
    code, _, err = history(shallow / "openapi.json")
    assert code == 0
    assert "the clone is shallow" in err
    assert names(project) == ["2025-02-03", "2025-02-03.2"]


def test_the_configured_description_is_the_default(project, history):
    repository = Past(project.root)
    repository.publish("2024-01-01")
    repository.publish("2024-02-01", query=("a",))
    assert history()[0] == 0
    assert history("git:HEAD:./openapi.json")[0] == 0
    assert names(project) == ["2024-01-01", "2024-02-01"]


def test_of_several_apis_each_has_its_past(past, monkeypatch, capsys):
    for day, queries in (("2024-01-01", ((), ())), ("2024-02-01", (("a",), ("b",)))):
        for name, query in zip(("pets", "toys"), queries, strict=True):
            past.put(day, json.dumps(document(query=query)), f"{name}.json")
    (past.root / "apidiff.toml").write_text(
        "".join(f'[[apis]]\nname = "{name}"\ndescription = "{name}.json"\n' for name in ("pets", "toys"))
    )
    monkeypatch.chdir(past.root)
    assert run(["history", "pets.json"]) == 2
    assert "there are several" in capsys.readouterr().err
    assert run(["history", "pets.json", "--api", "pets"]) == 0
    capsys.readouterr()
    assert run(["history"]) == 0
    out = capsys.readouterr().out
    assert "== pets\n1 revision: 0 recorded" in out
    assert "== toys\n2024-01-01  the first" in out
    assert [str(line.name) for line in read_index(past.root / "schemas" / "toys").lines] == ["2024-01-01", "2024-02-01"]
    assert run(["verify"]) == 0
    capsys.readouterr()
    assert run(["diff", "2024-01-01", "2024-02-01", "--api", "toys"]) == 0
    assert "`b`" in capsys.readouterr().out
    assert run(["diff", "2024-01-01", "2024-02-01"]) == 2


def test_a_description_in_several_files_has_no_past_of_one(past, monkeypatch, capsys):
    for name in ("a", "b"):
        past.put("2024-01-01", json.dumps(document()), f"{name}.json")
    (past.root / "apidiff.toml").write_text('[project]\ndescription = ["a.json", "b.json"]\n')
    monkeypatch.chdir(past.root)
    assert run(["history"]) == 2
    assert "the description is in several files" in capsys.readouterr().err


def test_what_was_merged_counts_where_it_was_merged(past, project, history):
    past.publish("2024-01-01")
    git(past.root, "checkout", "-q", "-b", "side")
    past.publish("2024-01-02", query=("a",))
    past.publish("2024-01-03", query=("a", "b"))
    git(past.root, "checkout", "-q", "main")
    git(past.root, "merge", "-q", "--no-ff", "--no-commit", "side")
    merged = past.commit("2024-01-09")
    history(past.path)
    assert [(str(line.name), line.source_revision) for line in lines(project)][1:] == [("2024-01-09", merged)]


@pytest.mark.parametrize("form", ["{}.json", "openapi-{}.json", "pets.{}.json", "{}/openapi.json", "{}/pets.json"])
def test_a_folder_of_dated_files(tmp_path, project, history, form):
    for day, query in (("2024-01-01", ()), ("2024-05-01", ("a",)), ("2024-05-01.2", ("a", "b"))):
        path = tmp_path / "dated" / form.format(day)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(document(query=query)))
    assert history(tmp_path / "dated")[0] == 0
    assert names(project) == ["2024-01-01", "2024-05-01", "2024-05-01.2"]
    assert lines(project)[0].source_revision is None
    before = records(project.root)
    assert "Nothing new: 3 revisions were dealt with before." in history(tmp_path / "dated")[1]
    assert records(project.root) == before


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (("a-2024-01-01.json", "b-2024-01-01.json"), "both are of 2024-01-01"),
        (("a-2024-01-01.json", "b-2024-01-02.json"), "named as those of different APIs"),
        (("2024-01-01.json", "2024-01-01.yaml"), "both are of 2024-01-01"),
        (("2024-13-01.json", "notes.md"), "no dated description in this folder"),
    ],
)
def test_a_folder_that_cannot_be_understood_is_one_error(tmp_path, history, files, said):
    folder = tmp_path / "dated"
    folder.mkdir()
    for name in files:
        (folder / name).write_text("{}")
    code, _, err = history(folder)
    assert code == 2
    assert said in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nowhere.json",), "this is in no git repository"),
        (("git:gone:openapi.json",), "in no git repository"),
        (("git:HEAD",), "names no file of a revision"),
        (("git:-x:y",), "names no file of a revision"),
        (("absent/openapi.json",), "there is no such folder"),
        ((".", "--by", "tag"), "a folder of dated files has no tags"),
        (("--by", "year"), "none of change, day, version, tag"),
        (("--pattern", "x"), "--pattern is for --by version"),
        (("--by", "version", "--pattern", "("), "not a regular expression"),
    ],
)
def test_a_source_that_cannot_be_read_is_one_error(history, arguments, said):
    code, _, err = history(*arguments)
    assert code == 2
    assert said in err


def test_a_path_that_no_commit_has_is_one_error(years, history):
    code, _, err = history(years.root / "other.json")
    assert code == 2
    assert "no commit up to `HEAD` has `other.json`" in err
    code, _, err = history(years.path, "--by", "tag")
    assert code == 2
    assert "the repository has no tags" in err
    git(years.root, "tag", "v1")
    code, _, err = history(years.path, "--by", "tag=x*")
    assert (code, "no tag matches `x*`" in err) == (2, True)


def test_days_without_a_revision_are_told_with_those_that_have_some(years, project, history):
    code, out, _ = history(years.path, "--since", "2030-01-01")
    assert (code, lines(project)) == (0, ())
    assert "No revision is dated since 2030-01-01: the oldest is of 2024-03-01, the newest of 2025-02-03." in out
    _, out, _ = history(years.path, "--until", "2001-01-01")
    assert "No revision is dated until 2001-01-01: the oldest is of" in out


@pytest.mark.usefixtures("project")
def test_what_is_announced_is_why_a_revision_is_a_release(past, history):
    plain = document()
    marked = json.loads(json.dumps(plain))
    marked["paths"]["/v1/pets"]["get"] |= {"deprecated": True, "summary": "All pets"}
    for number, made in enumerate((plain, marked), 1):
        past.put(f"2024-01-0{number}", json.dumps(made))
    _, out, _ = history(past.path, "--dry-run")
    assert "2024-01-02  1 deprecation notice and 1 other neutral change  (" in out


def test_what_another_process_records_meanwhile_is_no_loss(years, project):
    found = project.project()
    backfill = Backfill(found, past_of(str(years.path), "change", "*", ()), Wanted())
    outcomes = backfill.run()
    next(outcomes)
    assert project.snapshot(date(2026, 6, 17)).recorded
    with pytest.raises(InputError, match="another command changed the records"):
        list(outcomes)
    assert verify(project.project()) == []


def test_a_file_of_somebody_else_is_not_overwritten(years, project, history):
    (project.root / "schemas" / "2024-09-30.json.gz").write_bytes(b"mine")
    code, _, err = history(years.path)
    assert code == 2
    assert "2024-09-30.json.gz" in err
    assert (project.root / "schemas" / "2024-09-30.json.gz").read_bytes() == b"mine"


def test_an_api_that_is_governed_already_gets_its_older_past(years, project, history):
    """Recorded late, with their real dates; what is of the time since is left to `snapshot`."""
    project.write(query=("limit", "after"), sent=("id",))
    assert project.snapshot(date(2025, 2, 3)).recorded
    _, out, _ = history(years.path)
    assert "2 more are not older than 2025-02-03: the project was governed then." in out
    assert [(str(line.name), line.after) for line in lines(project)] == [
        ("2025-02-03", None),
        ("2024-03-01", None),
        ("2024-09-30", "2024-03-01"),
    ]
    assert verify(project.project()) == []
    assert run(["check"]) == 0
    project.write(query=("limit", "after", "sort"), sent=("id",))
    assert project.snapshot(date(2025, 3, 1)).recorded.after == "2025-02-03"
    assert verify(project.project()) == []
    text = rendered(project)["CHANGELOG.md"].decode()
    assert [line[3:13] for line in text.splitlines() if line.startswith("## 20")] == [
        "2025-03-01",
        "2025-02-03",
        "2024-09-30",
        "2024-03-01",
    ]


def test_an_index_of_the_first_format_is_upgraded(years, project, history):
    assert project.snapshot(date(2025, 3, 1)).recorded
    in_first_format(project)
    assert history(years.path)[0] == 0
    assert read_index(project.root / "schemas").version == 2
    assert len(lines(project)) == 5
    assert verify(project.project()) == []


def test_two_branches_that_each_recorded_a_release_after_it_are_joined(years, project, history, monkeypatch):
    """Also where a compressed snapshot is lost: it comes from the branch that one goes onto."""
    history(years.path)
    monkeypatch.chdir(project.root)
    commit(project.root)
    for branch, day, query in (("feature", "2025-07-02", "mine"), ("main", "2025-07-01", "theirs")):
        git(project.root, "checkout", "-q", "-B", branch)
        project.write(query=("limit", "after", query), sent=("id",))
        assert run(["snapshot", "--release", day]) == 0
        commit(project.root)
        git(project.root, "checkout", "-q", "HEAD^")
    git(project.root, "checkout", "-q", "feature")
    (project.root / "schemas" / "2024-09-30.json.gz").unlink()
    assert run(["repair", "--onto", "main"]) == 0
    assert names(project)[-2:] == ["2025-07-01", "2025-07-02"]
    assert verify(project.project()) == []


def test_a_compressed_snapshot_that_is_nowhere_is_named_and_nothing_is_written(
    years, project, history, monkeypatch, capsys
):
    history(years.path)
    monkeypatch.chdir(project.root)
    commit(project.root)
    lost = project.root / "schemas" / "2024-09-30.json.gz"
    for branch, day, query in (("feature", "2025-07-02", "mine"), ("main", "2025-07-01", "theirs")):
        git(project.root, "checkout", "-q", "-B", branch)
        project.write(query=("limit", "after", query), sent=("id",))
        assert run(["snapshot", "--release", day]) == 0
        lost.unlink()
        commit(project.root)
        git(project.root, "checkout", "-q", "HEAD^")
    git(project.root, "checkout", "-q", "feature")
    before = project.records()
    capsys.readouterr()
    assert run(["repair", "--onto", "main"]) == 2
    assert "the snapshot of 2024-09-30 is missing" in capsys.readouterr().err
    assert project.records() == before


def test_what_a_branch_observed_is_not_joined_to_what_is_governed(years, project, history, monkeypatch, capsys):
    monkeypatch.chdir(project.root)
    commit(project.root)
    git(project.root, "checkout", "-q", "-b", "feature")
    history(years.path)
    commit(project.root)
    git(project.root, "checkout", "-q", "-b", "other", "HEAD^")
    assert run(["snapshot", "--release", "2025-07-01"]) == 0
    commit(project.root)
    git(project.root, "checkout", "-q", "feature")
    capsys.readouterr()
    assert run(["repair", "--onto", "other"]) == 2
    assert "run `apidiff history` again" in capsys.readouterr().err


def test_a_release_is_recorded_late_between_observed_ones(years, project, history):
    history(years.path)
    project.write(query=("limit",), paths=("/v1/toys",))
    assert run(["snapshot", "--release", "2024-12-24", "--after", "2024-09-30"]) == 0
    assert verify(project.project()) == []


def test_two_runs_make_the_same_bytes(years, tmp_path):
    made = []
    for name in ("one", "two"):
        pets = governed(tmp_path / name)
        assert killed_at(NEVER, pets.root, "history", str(years.path)) == 0
        made.append(records(pets.root))
    assert made[0] == made[1]


def test_progress_is_told_now_and_then_where_nobody_looks(past, project, history, monkeypatch):
    monkeypatch.setattr("apidiff.cli.output.STEPS_PER_LINE", 2)
    for number in range(1, 6):
        past.publish(f"2024-01-0{number}", query=tuple(f"q{each}" for each in range(number)))
    _, _, err = history(past.path)
    assert err.splitlines() == ["reading 2 of 5", "reading 4 of 5"]
    shutil.rmtree(project.root / "schemas")
    shutil.rmtree(project.root / "changelog")
    assert history(past.path, "-q") == (0, "", "")


def test_no_revision_is_of_a_day_that_has_not_come(tmp_path, monkeypatch, capsys):
    """Once it were recorded, nothing newer could be."""
    past = Past(tmp_path / "api")
    past.publish("2024-01-01")
    past.publish("2038-01-19", query=("limit",))
    pets = governed(tmp_path / "project")
    monkeypatch.chdir(pets.root)
    assert run(["history", str(past.path)]) == 0
    newest = pets.project().newest
    assert newest.release == date.today()
    again = f"{newest.release}.2"
    capsys.readouterr()
    assert run(["snapshot", "--release", f"{newest.release}"]) == 2
    assert f"`--release {again}`" in capsys.readouterr().err
    pets.write(query=("limit",))
    assert run(["snapshot", "--release", again]) == 0


def test_a_dated_file_of_a_day_that_has_not_come_is_passed_over(tmp_path, monkeypatch, capsys):
    folder = tmp_path / "old"
    folder.mkdir()
    for day in ("2024-01-01", "9999-01-01"):
        (folder / f"{day}.json").write_text(json.dumps(document(query=(f"of{day[:4]}",))))
    pets = governed(tmp_path / "project")
    monkeypatch.chdir(pets.root)
    assert run(["history", str(folder)]) == 0
    assert "passed over 9999-01-01.json of 9999-01-01: its day has not come" in capsys.readouterr().err
    assert [str(release.name) for release in pets.project().releases] == ["2024-01-01"]


def test_another_release_of_an_old_day_names_what_it_follows(released, monkeypatch, capsys):
    monkeypatch.chdir(released.root)
    released.write(query=("limit",))
    assert released.snapshot(SECOND).recorded
    assert run(["snapshot", "--release", f"{FIRST}"]) == 2
    told = capsys.readouterr().err
    assert f"--release {FIRST}.2 --after {FIRST}" in told
    released.write(query=("limit", "page"))
    assert run(["snapshot", "--release", f"{FIRST}.2", "--after", f"{FIRST}"]) == 0
