"""Rendering costs what changed: nothing is compared, and no row is made, a second time."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import Environment
from jinja2.exceptions import UndefinedError

from apidiff.api import compare
from apidiff.errors import InputError
from apidiff.recording import remembering
from apidiff.recording.rendered import RememberedSite
from apidiff.reporting import page
from apidiff.reporting.rendering import Rendering, render_api
from apidiff.reporting.templating import BUILTIN, Renderer, render
from tests.recording.pets import FIRST, SECOND, THIRD, Pets
from tests.reporting.projects import FakeProject


@pytest.fixture
def pets(tmp_path) -> Pets:
    made = Pets(tmp_path)
    assert made.snapshot(FIRST).recorded
    made.write(query=("limit",))
    assert made.snapshot(SECOND).recorded
    return made


@pytest.fixture
def compared(monkeypatch) -> list[str]:
    """The names of the bases that were compared so far."""
    found: list[str] = []

    def noted(base, revision, *rest, **options):
        found.append(base.name.rpartition("/")[2])
        return compare(base, revision, *rest, **options)

    monkeypatch.setattr(remembering, "compare", noted)
    return found


def test_a_new_release_is_compared_with_each_older_one_once(pets, compared, tmp_path):
    render_api(pets.project(), tmp_path / "site", RememberedSite(pets.project()))
    assert compared == [f"{FIRST}.json"]
    pets.write(query=("limit", "after"))
    assert pets.snapshot(THIRD).recorded
    compared.clear()
    render_api(pets.project(), tmp_path / "site", RememberedSite(pets.project()))
    assert compared == [f"{SECOND}.json", f"{FIRST}.json"]


def test_what_is_rendered_release_by_release_is_what_is_rendered_from_nothing(tmp_path):
    """With entries, links between neighbours, another template and another policy in between."""
    made = Pets(tmp_path)
    grown = ("limit", "after", "before", "kind", "colour", "age")
    steps = [
        lambda: made.entry("2026-06-23-limit.md", "---\ndate: 2026-06-23\ntitle: Limits\n---\nSee `GET /v1/pets`.\n"),
        lambda: None,
        lambda: (tmp_path / "templates").mkdir(),
        lambda: (tmp_path / "templates" / "footer.html.j2").write_text("<p>Ours</p>"),
        lambda: (tmp_path / "apidiff.toml").write_text('[project]\ntitle = "P"\ndescription = "openapi.json"\n'),
        lambda: (tmp_path / "templates" / "footer.html.j2").unlink(),
    ]
    for number, step in enumerate(steps):
        made.write(query=grown[:number], paths=("/v1/toys",) if number % 3 else ())
        step()
        made.snapshot(FIRST.replace(day=20 + number))
        kept = RememberedSite(made.project())
        render_api(made.project(), tmp_path / "site", kept)
        kept.save()
        anew = RememberedSite(made.project())
        anew.known = {}
        render_api(made.project(), tmp_path / f"anew-{number}", anew)
        assert _tree(tmp_path / "site") == _tree(tmp_path / f"anew-{number}")
    assert len(made.project().releases) >= 4  # without `/v1/toys` it breaks, and is refused
    assert (tmp_path / "site" / "operations").is_dir()


def _tree(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_page_that_somebody_edited_is_made_again(pets, tmp_path):
    kept = RememberedSite(pets.project())
    render_api(pets.project(), tmp_path / "site", kept)
    kept.save()
    whole = _tree(tmp_path / "site")
    (tmp_path / "site" / "index.html").write_bytes(whole[Path("index.html")].replace(b"Pets", b"Cats"))
    render_api(pets.project(), tmp_path / "site", RememberedSite(pets.project()))
    assert _tree(tmp_path / "site") == whole


def test_rendering_again_makes_what_changed_and_says_what_there_is(pets, tmp_path):
    rendering = Rendering(tmp_path / "site")
    first = rendering.render([pets.project()])
    assert first.changed == len(first.names) == len(list((tmp_path / "site").rglob("*.*")))
    assert rendering.render([pets.project()]).changed == 0
    own = tmp_path / "templates"
    own.mkdir()
    (own / "header.html.j2").write_text("<p>Ours</p>")
    assert rendering.render([pets.project()]).changed == len(
        [name for name in first.names if name.endswith(".html") and name != "fragment.html"]
    )
    (own / "header.html.j2").write_text("{{ nothing.at.all }}")
    ((project, error),) = rendering.render([pets.project()]).errors
    assert (project.root, error.place.file) == (tmp_path, str(own / "header.html.j2"))


@pytest.mark.parametrize("form", ["html", "md"])
def test_a_macro_of_the_project_may_look_at_its_page(tmp_path, form):
    plain = page.render(FakeProject(tmp_path).site())
    own = tmp_path / "own"
    own.mkdir()
    builtin = (BUILTIN / f"parts.{form}.j2").read_text()
    (own / f"parts.{form}.j2").write_text(builtin.replace("macro change(", "macro former_change(").rstrip() + MACRO)
    made = page.render(FakeProject(tmp_path).site(), own)
    names = [name for name in made if name.startswith("operations/") and name.endswith(f".{form}")]
    told = [name for name in names if b"stands on" in made[name]]
    assert len({len(name) for name in told}) > 1
    for name in told:
        assert f"stands on {len(name.removesuffix(f'.{form}'))}.".encode() in made[name]
    assert plain.keys() == made.keys()


MACRO = """
{% macro change(item, mixed=false, kind='') %}
stands on {{ (sheet.path if sheet is defined else '') | length }}.
{% endmacro %}
"""


def test_once_calls_nothing_but_a_macro(tmp_path):
    for said in ("{{ once('{0.__class__}'.format, page, '') }}", "{{ once(page.missing, page, '') }}"):
        (tmp_path / "header.html.j2").write_text(said)
        with pytest.raises((InputError, UndefinedError)) as caught:
            Renderer(tmp_path).render("header.html.j2", {"page": "x"})
        assert caught.value.place.line == 1


def test_a_template_is_compiled_once_in_a_process_and_again_when_it_changes(tmp_path, monkeypatch):
    own = tmp_path / "comment.md.j2"
    compiled = []
    monkeypatch.setattr(
        Environment,
        "compile",
        lambda *given, _=Environment.compile, **more: compiled.append(given[2]) or _(*given, **more),
    )
    for text in ("One", "One", "Another"):
        own.write_text(text)
        assert render(own.name, {}, tmp_path) == text
    assert compiled == [own.name, own.name]
    # A filter of a constant is applied as the template is compiled, and is another one for HTML than for Markdown.
    (tmp_path / "both.j2").write_text("{{ 'the `name`' | sentence }}")
    for name in ("x.html.j2", "x.md.j2"):
        (tmp_path / name).write_text("{% include 'both.j2' %}")
    assert render("x.html.j2", {}, tmp_path) != render("x.md.j2", {}, tmp_path)
