"""`apidiff render --output`: the folder of a site is its own."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    "output", [".", "..", "/", "schemas", "changelog", "changelog/unreleased", "changelog/site", "templates"]
)
@pytest.mark.parametrize("option", [(), ("--check",)])
def test_a_site_is_not_mixed_with_the_project(released, apidiff, output, option):
    before = released.records()
    done = apidiff("render", "--output", output, *option)
    assert (done.code, "no site is written into it" in done.err) == (2, True)
    assert "Name a folder of its own" in done.err
    assert released.records() == before
    assert not (released.root / "index.html").exists()


def test_a_site_goes_into_no_folder_with_files_of_somebody_else(released, apidiff):
    folder = released.root / "src"
    folder.mkdir()
    (folder / "app.py").write_text("")
    done = apidiff("render", "--output", "src")
    assert (done.code, "such as `app.py`" in done.err) == (2, True)
    assert [path.name for path in folder.iterdir()] == ["app.py"]


@pytest.mark.parametrize("name", [".git", ".nojekyll", "CNAME", "README.md"])
def test_what_a_host_reads_may_lie_beside_a_site(released, apidiff, name):
    folder = released.root / "pages"
    folder.mkdir()
    (folder / name).write_text("")
    assert apidiff("render", "--output", "pages").code == 0


def test_its_owner_may_put_more_beside_a_site(released, apidiff):
    assert apidiff("render").code == 0
    (released.root / "public" / "more.txt").write_text("")
    assert apidiff("render").code == 0


def test_events_that_leave_a_path_version_as_another_comes_are_named(released, apidiff):
    released.write(paths=("/v2/pets",))
    assert apidiff("draft").code == 0
    assert apidiff("snapshot", "--release", "2027-02-01").code == 0
    assert apidiff("render").code == 0
    said = (
        "Until 1 February 2027 it was the only version, and had the event `pet.sold`: "
        "it is outside of any version since then."
    )
    pages = {
        path.parent.name for path in (released.root / "public" / "versions").rglob("*.md") if said in path.read_text()
    }
    assert pages == {"v1"}


def test_a_site_without_a_release_says_what_is_missing(pets, apidiff):
    said = " ".join(apidiff("render").out.split())
    assert "Nothing is recorded yet, so the site has no release: `apidiff snapshot` records the first one." in said
    assert "Nothing is recorded" not in apidiff("render", "--quiet").out
    pets.snapshot()
    assert "Nothing is recorded" not in apidiff("render").out


def test_a_template_that_nothing_uses_is_named(released, apidiff):
    folder = released.root / "templates"
    folder.mkdir(exist_ok=True)
    (folder / "hedaer.html.j2").write_text("<p>Hello</p>")
    (folder / "footer.html.j2").write_text('{% include "legal/imprint.html.j2" %}')
    (folder / "legal").mkdir()
    (folder / "legal" / "imprint.html.j2").write_text("<p>Imprint</p>")
    done = apidiff("render")
    assert done.code == 0
    said = " ".join(done.out.split())
    assert f"Nothing uses {folder / 'hedaer.html.j2'}" in said or "Nothing uses templates/hedaer.html.j2" in said
    assert said.count("Nothing uses") == 1
    # A link includes nothing, and nor does a template that is itself unused.
    (folder / "foo.css").write_text("p { color: red }")
    (folder / "fonts.css").write_text("p { font: serif }")
    (folder / "hedaer.html.j2").write_text('{% include "fonts.css" %}')
    (folder / "header.html.j2").write_text('<link rel="stylesheet" href="foo.css">')
    said = " ".join(apidiff("render").out.split())
    assert [name for name in ("foo.css", "fonts.css", "hedaer.html.j2") if f"{name}: no built-in" in said] == [
        "foo.css", "fonts.css", "hedaer.html.j2"
    ]  # fmt: skip
    (folder / "page.css").write_text('{% include "builtin/page.css" %}{% include "fonts.css" %}')
    assert "fonts.css: no built-in" not in " ".join(apidiff("render").out.split())
    (folder / "header.html.j2").write_text('{% set name = "foo.css" %}<style>{% include name %}</style>')
    assert "foo.css: no built-in" not in " ".join(apidiff("render").out.split())
    assert "Nothing uses" not in apidiff("render", "--quiet").out


@pytest.fixture
def told(released, apidiff):
    """With a second release, whose published entry waives what breaks in it, and a site that is up to date."""
    released.write(taken=("name",))
    assert apidiff("draft").code == 0
    assert apidiff("waive", "--all", "--reason", "Nobody used it.", "--approved-by", "api-owner").code == 0
    assert apidiff("snapshot", "--release", "2026-07-01").code == 0
    assert apidiff("render").code == 0
    return released


def _entry(pets):
    return next((pets.root / "changelog").glob("2026-07-01-*.md"))


ALTERED = {
    "is not what was recorded (sha256 in index.json": lambda pets: _edit(
        pets.root / "schemas" / "2026-06-17.json", "The toy", "A toy"
    ),
    "the snapshot of 2026-07-01 is missing": lambda pets: (pets.root / "schemas" / "2026-07-01.json").unlink(),
    "which release 2026-07-01 published, is missing": lambda pets: _entry(pets).unlink(),
    "is not what release 2026-07-01 published": lambda pets: _edit(_entry(pets), "Nobody used it", "All agreed"),
    "was edited, or a line between it and": lambda pets: _edit(
        pets.root / "schemas" / "index.json", '"title": "Pets"', '"title": "Cats"'
    ),
}


def _edit(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


@pytest.mark.parametrize("option", [(), ("--check",)])
@pytest.mark.parametrize("said", ALTERED)
def test_nothing_is_published_of_records_that_were_altered(told, apidiff, said, option):
    def site():
        return {path: path.read_bytes() for path in (told.root / "public").rglob("*") if path.is_file()}

    before = site()
    ALTERED[said](told)
    done = apidiff("render", *option)
    read = " ".join(done.err.split())
    assert (done.code, said in read, "`apidiff verify`" in read) == (2, True, True), done.err
    assert site() == before
    assert apidiff("verify").code == 1


def test_an_altered_snapshot_is_told_without_a_cache(told, apidiff, monkeypatch, tmp_path_factory):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("empty")))
    _edit(told.root / "schemas" / "2026-07-01.json", "The name", "A name")
    assert apidiff("render").code == 2


def test_one_edit_of_the_records_is_told_in_one_error_that_counts_the_rest(told, apidiff):
    for path in (told.root / "schemas").glob("2026-*.json"):
        path.write_text(path.read_text().replace("The name", "A name"))
    read = " ".join(apidiff("render").err.split())
    assert read.count("is not what was recorded") == 1
    assert "`apidiff verify` lists this and 1 more" in read


def test_an_amended_entry_is_published_again(told, apidiff):
    path = _entry(told)
    path.write_text(path.read_text() + "\nMore of it.\n")
    assert apidiff("render").code == 2
    assert apidiff("amend", path).code == 0
    assert apidiff("render").code == 0
    assert "More of it." in (told.root / "public" / "releases" / "2026-07-01.md").read_text()
