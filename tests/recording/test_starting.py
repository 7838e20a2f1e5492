"""`init` finds the description, writes the configuration, and overwrites nothing."""

import pytest

from apidiff.cli.edge import run
from apidiff.errors import InputError
from apidiff.recording.project import load_project
from apidiff.recording.starting import descriptions, start
from tests.recording.repositories import commit, git

DESCRIPTION = 'openapi: 3.1.0\ninfo: {title: "My \\"own\\" API", version: "1"}\npaths: {}\n'


def test_the_description_is_found_and_its_title_taken(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "openapi.yaml").write_text(DESCRIPTION)
    (tmp_path / "docs" / "part.yaml").write_text("type: object\n")
    started = start(tmp_path)
    project = load_project(tmp_path)
    assert project.description == started.description == tmp_path / "docs" / "openapi.yaml"
    assert project.config.project.title == 'My "own" API'
    assert {path.name for path in started.written} == {
        "apidiff.toml",
        "schemas",
        "changelog",
        "templates",
        ".gitattributes",
    }


def test_the_choice_about_new_enum_values_is_written_out(tmp_path):
    start(tmp_path)
    lines = (tmp_path / "apidiff.toml").read_text().splitlines()
    assert [line.split()[0] for line in lines if "new-enum-value" in line] == ["new-enum-value"]
    assert load_project(tmp_path).policy.new_enum_value == "additive"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("api.json", '{"info": {}, "openapi": "3.0.3"}'),
        ("api.json", '{\n  "info": {}, \n "openapi": "3.0.3"}'),
        ("x.yml", DESCRIPTION),
    ],
)
def test_a_description_of_another_name_is_found_too(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    (tmp_path / "package.json").write_text('{"name": "openapi"}')
    assert descriptions(tmp_path) == [tmp_path / name]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_description_is_found_in_each_encoding_that_is_read(tmp_path, encoding):
    """As PowerShell writes files."""
    text = DESCRIPTION + "# \N{SNOWMAN}\n" * 40_000
    (tmp_path / "openapi.yaml").write_text(text, encoding=encoding)
    assert start(tmp_path).description == tmp_path / "openapi.yaml"


def test_of_several_the_one_called_openapi_is_chosen(tmp_path):
    for name in ("a.yaml", "openapi.yaml"):
        (tmp_path / name).write_text(DESCRIPTION)
    started = start(tmp_path)
    assert (started.description.name, [path.name for path in started.others]) == ("openapi.yaml", ["a.yaml"])


def test_without_a_description_the_key_is_left_to_fill_in(tmp_path):
    assert start(tmp_path).description is None
    assert load_project(tmp_path).description is None


def test_a_broken_description_is_left_to_the_next_command(tmp_path):
    (tmp_path / "openapi.yaml").write_text("openapi: 3.1.0\ninfo: [")
    assert start(tmp_path).description == tmp_path / "openapi.yaml"


def test_what_stands_there_stays(tmp_path):
    (tmp_path / "apidiff.toml").write_text('[project]\nschemas = "records"\n')
    started = start(tmp_path)
    assert (tmp_path / "apidiff.toml").read_text() == '[project]\nschemas = "records"\n'
    assert (started.kept, (tmp_path / "records").is_dir()) == ((tmp_path / "apidiff.toml",), True)


def test_a_folder_that_is_none_is_one_clear_error(tmp_path):
    with pytest.raises(InputError, match="no such folder"):
        start(tmp_path / "nowhere")


def test_a_folder_in_place_of_the_configuration_is_said(tmp_path):
    (tmp_path / "apidiff.toml").mkdir()
    with pytest.raises(InputError, match="This is a folder, and the configuration is a file"):
        start(tmp_path)


@pytest.mark.parametrize(
    ("key", "file"),
    [
        ("schemas", "schemas/cart.json"),
        ("schemas", "schemas/2026-01-01.json"),
        ("changelog", "changelog/123.feature.md"),
        ("templates", "templates/base.html"),
        ("output", "public/index.html"),
    ],
)
def test_a_folder_with_files_of_others_is_left_alone_and_another_is_named(tmp_path, key, file):
    path = tmp_path / file
    path.parent.mkdir()
    path.write_text("{}")
    started = start(tmp_path)
    (avoided,) = started.avoided
    assert (avoided.key, avoided.files) == (key, (path.name,))
    chosen = getattr(load_project(tmp_path).config.project, key)
    assert chosen == avoided.chosen == f"api-{path.parent.name}"
    assert [item.name for item in path.parent.iterdir()] == [path.name]
    if key != "output":
        assert (tmp_path / chosen).is_dir()


def test_a_folder_of_unreleased_notes_of_others_is_left_alone(tmp_path):
    """As other tools have them, which gather fragments too."""
    notes = tmp_path / "changelog" / "unreleased" / "a.md"
    notes.parent.mkdir(parents=True)
    notes.write_text("- Mended the search.\n")
    (avoided,) = start(tmp_path).avoided
    assert (avoided.key, avoided.files) == ("changelog", ("unreleased",))
    assert notes.read_text() == "- Mended the search.\n"


def test_unreleased_entries_are_not_taken_for_somebody_elses(released):
    (released.root / "changelog" / "unreleased").mkdir(exist_ok=True)
    released.entry("unreleased/x.md", "---\ntitle: x\n---\n")
    (released.root / "apidiff.toml").unlink()
    assert start(released.root).avoided == ()


def test_a_name_that_is_taken_too_is_not_proposed(tmp_path):
    for name in ("schemas", "api-schemas", "apidiff-schemas"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "cart.json").write_text("{}")
    assert start(tmp_path).avoided[0].chosen == "apidiff-schemas-2"


@pytest.mark.parametrize(
    "file", ["schemas/README.md", "changelog/.gitkeep", "changelog/README.md", "templates/index.html.j2"]
)
def test_what_may_be_in_a_folder_of_records_makes_it_nobody_elses(tmp_path, file):
    (tmp_path / file).parent.mkdir()
    (tmp_path / file).write_text("")
    assert start(tmp_path).avoided == ()


def test_records_are_not_taken_for_somebody_elses(released):
    released.entry("2026-06-17-x.md", "---\ndate: 2026-06-17\ntitle: x\n---\n")
    assert start(released.root).avoided == ()
    (released.root / "apidiff.toml").unlink()
    assert start(released.root).avoided == ()


def test_a_configured_folder_with_files_of_others_is_an_error_that_proposes_another(tmp_path):
    (tmp_path / "apidiff.toml").write_text('[project]\nschemas = "parts"\n')
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "cart.json").write_text("{}")
    with pytest.raises(InputError) as caught:
        start(tmp_path)
    assert "`cart.json`" in caught.value.message
    assert 'schemas = "api-parts"' in caught.value.hint


def test_git_is_told_to_leave_the_line_ends_of_records_alone(tmp_path):
    start(tmp_path)
    assert "schemas/** -text\nchangelog/** -text\n" in (tmp_path / ".gitattributes").read_text()
    before = (tmp_path / ".gitattributes").read_bytes()
    start(tmp_path)
    assert (tmp_path / ".gitattributes").read_bytes() == before


def test_what_git_is_told_already_stays(tmp_path):
    (tmp_path / ".gitattributes").write_bytes(b"*.png binary")
    (tmp_path / "apidiff.toml").write_text('[project]\nschemas = "my records"\n')
    start(tmp_path)
    text = (tmp_path / ".gitattributes").read_text()
    assert text.startswith("*.png binary\n")
    assert '"my records/**" -text\n' in text


def test_a_description_of_parts_keeps_its_own_schemas_folder(tmp_path, monkeypatch, capsys):
    (tmp_path / "openapi.yaml").write_text(
        "openapi: 3.1.0\ninfo: {title: Shop, version: '1'}\npaths: {/v1/carts: {get: {responses: {'200': "
        "{description: ok, content: {application/json: {schema: {$ref: schemas/cart.json}}}}}}}}\n"
    )
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "cart.json").write_text('{"type": "object"}')
    monkeypatch.chdir(tmp_path)
    for command in (["init"], ["snapshot", "--release", "2026-01-01"], ["check"], ["verify"], ["repair"]):
        assert run(command) == 0
    said = capsys.readouterr().out
    assert 'schemas = "api-schemas"' in said
    assert "delete" not in said
    assert (tmp_path / "schemas" / "cart.json").exists()
    assert (tmp_path / "api-schemas" / "2026-01-01.json").exists()


def test_the_first_release_can_be_committed_from_a_clone_without_entries(tmp_path, monkeypatch):
    """git keeps no empty folder, and `git add` of one that is not there fails."""
    project = tmp_path / "api"
    project.mkdir()
    (project / "openapi.yaml").write_text(DESCRIPTION)
    start(project)
    commit(project)
    git(tmp_path, "clone", "-q", str(project), "clone")
    clone = tmp_path / "clone"
    monkeypatch.chdir(clone)
    assert run(["snapshot", "--release", "2026-06-17"]) == 0
    git(clone, "add", "-A", "schemas", "changelog")
    assert "schemas/2026-06-17.json" in git(clone, "diff", "--cached", "--name-only")


def test_a_file_that_can_be_read_comes_before_one_that_cannot(tmp_path):
    (tmp_path / "bad.json").write_text('{"openapi": "3.0.3", "info": {}, ')
    (tmp_path / "ok.yaml").write_text(DESCRIPTION)
    assert start(tmp_path).description.name == "ok.yaml"


@pytest.mark.parametrize("folder", ["src/main/resources", "spec/v1", "packages/todo/api"])
def test_a_description_in_another_folder_is_found(tmp_path, folder):
    (tmp_path / folder).mkdir(parents=True)
    (tmp_path / folder / "todo.yaml").write_text(DESCRIPTION)
    (tmp_path / "node_modules" / "x").mkdir(parents=True)
    (tmp_path / "node_modules" / "x" / "openapi.yaml").write_text(DESCRIPTION)
    assert start(tmp_path).description == tmp_path / folder / "todo.yaml"


@pytest.fixture
def said(tmp_path, monkeypatch, capsys):
    """What `init` prints in a folder with these files."""
    monkeypatch.chdir(tmp_path)

    def call(**files):
        for name, text in files.items():
            (tmp_path / name.replace("__", ".")).write_text(text)
        assert run(["init"]) == 0
        return capsys.readouterr().out.splitlines()

    return call


def test_init_says_which_description_it_took(said):
    lines = said(two__yaml=DESCRIPTION, openapi__yaml=DESCRIPTION)
    assert "The description is openapi.yaml." in lines
    assert lines[lines.index("Also found, and not used (`description` in apidiff.toml chooses):") + 1] == "  two.yaml"
    assert lines[-1].startswith("Next, record the first release: apidiff snapshot --release ")


def test_without_a_description_the_next_step_is_to_name_one(said):
    assert said()[-1] == "Next, set `description` in apidiff.toml to its main file."


def test_one_that_came_after_the_configuration_is_named(said, tmp_path):
    said()
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "openapi.json").write_text(DESCRIPTION)
    lines = said()
    assert "No OpenAPI 3 description was found." not in lines
    assert lines[-3:] == [
        "apidiff.toml names no description. Found:",
        "  specs/openapi.json",
        "Next, set `description` in apidiff.toml to its main file.",
    ]


def test_a_description_in_swagger_2_is_named(said):
    lines = said(api__yaml='swagger: "2.0"\ninfo: {title: T, version: "1"}\npaths: {}\n')
    command = "npx swagger2openapi --yaml --outfile openapi.yaml api.yaml"
    assert f"api.yaml is Swagger 2.0: convert it to OpenAPI 3 first, {command}" in lines
    assert lines[-1] == "Next, set `description` in apidiff.toml to its main file."


def test_with_records_the_next_step_is_a_check(released, monkeypatch, capsys):
    monkeypatch.chdir(released.root)
    assert run(["init"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "Next: apidiff check"


def test_a_file_in_place_of_the_folder_is_told_apart(tmp_path):
    (tmp_path / "openapi.yaml").write_text(DESCRIPTION)
    with pytest.raises(InputError, match="This is a file") as caught:
        start(tmp_path / "openapi.yaml")
    assert str(tmp_path) in caught.value.hint


def test_descriptions_in_further_folders_are_named_and_not_chosen(tmp_path):
    for name in ("admin.json", "parts/openapi.yaml", "parts/billing.yaml"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text('{"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}}')
    started = start(tmp_path)
    assert started.description == tmp_path / "admin.json"
    assert set(started.others) == {tmp_path / "parts/openapi.yaml", tmp_path / "parts/billing.yaml"}
    assert started.fault is None


def test_a_description_that_cannot_be_read_is_said_at_once(tmp_path):
    (tmp_path / "openapi.yaml").write_text("openapi: 3.0.3\ninfo: {title: x, version: 1\npaths: {}\n")
    started = start(tmp_path)
    assert started.description == tmp_path / "openapi.yaml"
    assert "The YAML is not valid" in started.fault.message


@pytest.mark.parametrize(
    "folders",
    [
        ("specs", "services/billing", "services/leads"),
        ("services/a/src/main/resources", "services/b/src/main/resources"),
        ("src/main/resources", "services/a/api"),
    ],
)
def test_of_several_in_the_usual_places_each_is_named(said, tmp_path, folders):
    for folder in (*folders, "services/node_modules"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "openapi.yaml").write_text(DESCRIPTION)
    named = {line.removeprefix("The description is ").removesuffix(".").strip() for line in said()}
    assert {line for line in named if line.endswith("/openapi.yaml")} == {f"{each}/openapi.yaml" for each in folders}


@pytest.mark.parametrize(
    "names", [("2025-01-01.yaml", "2025-03-01.yaml"), ("2025-01-01/openapi.yaml", "2025-03-01/openapi.yaml")]
)
def test_dated_files_of_one_api_are_a_past_to_be_recorded(tmp_path, said, names):
    for name in names:
        (tmp_path / "past" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "past" / name).write_text(DESCRIPTION)
    for _ in range(2):
        assert "They look like the past of one API. Next, record it: apidiff history past" in said()
    assert "# [[apis]]" not in (tmp_path / "apidiff.toml").read_text()
    assert run(["history", "past"]) == 0
    assert [str(release.name) for release in load_project(tmp_path).releases] == ["2025-01-01"]


def test_dated_files_beside_the_description_are_its_past(tmp_path, said):
    (tmp_path / "openapi.yaml").write_text(DESCRIPTION)
    (tmp_path / "past").mkdir()
    for name in ("2025-01-01.yaml", "2025-03-01.yaml"):
        (tmp_path / "past" / name).write_text(DESCRIPTION)
    lines = said()
    assert "The description is openapi.yaml." in lines
    past = "past/ looks like its past. Record that first: apidiff history past"
    (after,) = (line for line in lines if line.startswith("Next, record the first release: apidiff snapshot"))
    assert lines.index(past) < lines.index(after)
    assert run(["history", "past"]) == 0
    assert not any("apidiff history" in line for line in said())


def test_dated_files_of_several_apis_are_several_descriptions(tmp_path, said):
    (tmp_path / "past").mkdir()
    for name in ("leads-2025-01-01.yaml", "sites-2025-01-01.yaml"):
        (tmp_path / "past" / name).write_text(DESCRIPTION)
    assert not any("apidiff history" in line for line in said())


def test_of_several_that_have_equal_claims_none_is_chosen(tmp_path, said):
    for name in ("billing", "orders"):
        (tmp_path / "services" / name / "api").mkdir(parents=True)
        (tmp_path / "services" / name / "openapi.yaml").write_text(DESCRIPTION)
    lines = said()
    assert lines[lines.index("Several descriptions were found, and none was chosen:") + 1 :][:2] == [
        "  services/billing/openapi.yaml",
        "  services/orders/openapi.yaml",
    ]
    assert '  name = "billing"' in lines
    assert load_project(tmp_path).description is None
    config = tmp_path / "apidiff.toml"
    proposed = [line for line in config.read_text().split("\n[policy]")[0].splitlines() if line.startswith("# ")]
    wanted = [
        line[2:] for line in proposed if not line.startswith(("# How", "# title", '# description = "openapi', "# [ver"))
    ]
    config.write_text("\n".join(line for line in wanted if line.startswith(("[[apis]]", "name", "description"))))
    assert [(api.name, api.description) for api in load_project(tmp_path).config.apis] == [
        ("billing", "services/billing/openapi.yaml"),
        ("orders", "services/orders/openapi.yaml"),
    ]
    lines = said()
    assert "It governs several APIs: billing, orders." in lines
    assert (tmp_path / "changelog/billing/.gitkeep").exists()


@pytest.mark.parametrize("folder", ["specs", "services/billing", "src/main/resources"])
def test_usual_places_come_before_others(tmp_path, folder):
    for name in (folder, "fixtures"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / folder / "shop.yaml").write_text(DESCRIPTION)
    (tmp_path / "fixtures" / "openapi.yaml").write_text(DESCRIPTION)
    assert start(tmp_path).description == tmp_path / folder / "shop.yaml"


def test_the_records_of_each_api_are_its_own_and_no_strangers(tmp_path, monkeypatch):
    (tmp_path / "apidiff.toml").write_text('[[apis]]\nname = "a"\ndescription = "a.yaml"\n')
    (tmp_path / "a.yaml").write_text(DESCRIPTION)
    monkeypatch.chdir(tmp_path)
    assert run(["snapshot", "--release", "2026-06-17"]) == 0
    assert start(tmp_path).has_records
    (tmp_path / "schemas/a/cart.json").write_text("{}")
    with pytest.raises(InputError, match="`a` holds files that are not apidiff's"):
        start(tmp_path)


def test_a_configuration_above_in_the_same_repository_is_named(tmp_path, monkeypatch, capsys):
    root = tmp_path / "repository"
    inner = root / "services" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "apidiff.toml").write_text("")  # outside of the repository
    commit(root, "nothing yet")
    monkeypatch.chdir(inner)
    assert run(["init"]) == 0
    assert "so far" not in capsys.readouterr().out
    (inner / "apidiff.toml").unlink()
    (root / "apidiff.toml").write_text("")
    assert run(["init"]) == 0
    said = capsys.readouterr().out
    assert "../../apidiff.toml governed this folder so far." in said
    assert "apidiff check --config apidiff.toml" in said
    assert run(["init"]) == 0
    assert "so far" not in capsys.readouterr().out, "it stands there already"
