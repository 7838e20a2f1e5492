"""`apidiff.toml`: what is read from it, and what its author is told."""

import pytest

from apidiff.errors import InputError
from apidiff.governing.config import Config
from apidiff.governing.config_differences import differences
from apidiff.governing.config_loading import load_config, parse_config
from apidiff.governing.finding import find_project
from apidiff.model.policy import Policy


def told(text):
    with pytest.raises(InputError) as caught:
        parse_config(text)
    return caught.value


def test_an_empty_file_is_the_default_policy():
    assert parse_config("").to_policy() == Policy() == Config().to_policy()


def test_every_section_reaches_its_place():
    config = parse_config(
        """
[project]
title = "Leads"
description = "openapi.yaml"
roots = ["../shared"]
[versions]
pattern = "^/api/(v[0-9]+)/"
events = "v1"
[events]
schemas = ["*Webhook", "Lead?Event"]
[policy]
new-enum-value = "additive"
formats = "annotate"
sunset-days = 180
[policy.clauses]
meaning-changed = "Meanings stay."
[[policy.overrides]]
rule = "property-*"
path = "/v1/internal/*"
class = "neutral"
[[policy.overrides]]
direction = "to-server"
class = "breaking"
[page]
audience = "Integrators."
reference-url = "https://docs.example.com/{version}#{operation_id}"
links = [{ title = "Reference", url = "https://docs.example.com" }]
"""
    )
    policy = config.to_policy()
    assert (config.project.title, config.project.roots, config.page.links[0].title) == (
        "Leads",
        ("../shared",),
        "Reference",
    )
    assert (policy.version_pattern, policy.events_version, policy.sunset_days) == ("^/api/(v[0-9]+)/", "v1", 180)
    assert policy.event_schemas == ("*Webhook", "Lead?Event")
    assert (policy.new_enum_value, policy.formats) == ("additive", "annotate")
    assert [(item.rule, item.path, item.direction, item.cls) for item in policy.overrides] == [
        ("property-*", "/v1/internal/*", None, "neutral"),
        (None, None, "to-server", "breaking"),
    ]
    assert policy.clauses == {"meaning-changed": "Meanings stay."}


def test_an_unknown_key_names_its_line_and_the_near_key():
    error = told('[project]\ntitle = "x"\n\ndescripton = "openapi.yaml"\n')
    assert error.message == "unknown key `descripton` in `[project]`"
    assert error.place.line == 4
    assert error.hint.startswith("Did you mean `description`?")


def test_an_unknown_section_is_named_too():
    error = told("[polcy]\n")
    assert (error.place.line, error.hint.split("?")[0]) == (1, "Did you mean `policy`")


def test_an_unknown_key_in_a_list_of_tables_names_the_line_of_that_table():
    error = told('[[policy.overrides]]\nclass = "neutral"\n\n[[policy.overrides]]\nclass = "neutral"\nrules = "x"\n')
    assert (error.message, error.place.line) == ("unknown key `rules` in `[[policy.overrides]]`", 6)


def test_a_word_that_is_not_among_the_choices_suggests_the_near_one():
    error = told('[policy]\nnew-enum-value = "aditive"\n')
    assert "`new-enum-value` in `[policy]`" in error.message
    assert error.hint.startswith("Did you mean `additive`?")


def test_a_value_of_the_wrong_type_is_shown():
    error = told('[policy]\nsunset-days = "90"\n')
    assert (error.place.line, '"90"' in error.hint) == (2, True)


def test_a_missing_key_is_asked_for():
    error = told('[[policy.overrides]]\nrule = "property-removed"\n')
    assert error.message == "`class` is missing in `[[policy.overrides]]`"


@pytest.mark.parametrize("pattern", ["(", "^/v1", "^/(v)(1)"])
def test_a_version_pattern_has_exactly_one_group(pattern):
    assert "`pattern` in `[versions]`" in told(f"[versions]\npattern = '{pattern}'\n").message


def test_an_override_of_an_unknown_rule_suggests_the_near_one():
    error = told('[[policy.overrides]]\nrule = "property-remove"\nclass = "neutral"\n')
    assert error.message == "no rule is called `property-remove`"
    assert "`property-removed`" in error.hint
    assert error.place.line == 2


def test_a_glob_that_matches_no_rule_is_an_error():
    assert told('[[policy.overrides]]\nrule = "nothing-*"\nclass = "neutral"\n').message == (
        "no rule is called `nothing-*`"
    )


def test_an_unknown_clause_is_an_error():
    assert told('[policy.clauses]\nmeaning-change = "x"\n').message == "no clause is called `meaning-change`"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[project]\ntitle = "x"\nroots = [\n  "a",\n\n', 3),
        ('[project]\nroots = [\n  "a",\n]\n[page]\nlinks = [{title = "x",', 6),
        ('[project]\ntitle = """\nx\n', 2),
        ("[project]\ntitle =", 2),
        ("[project]\ntitle", 2),
        ("[project", 1),
        ("x = [" + "\n" * 300 + "1", 301),
    ],
)
def test_toml_that_ends_in_the_middle_names_the_line_that_begins_it(text, line):
    error = told(text)
    assert (error.place.line, error.message.startswith("the configuration is not valid TOML")) == (line, True)


def test_broken_toml_names_its_line():
    error = told("[project]\ntitle = \n")
    assert (error.place.line, error.message.startswith("the configuration is not valid TOML")) == (2, True)


def test_a_link_may_not_run_a_script():
    assert "`url`" in told('[page]\nlinks = [{ title = "x", url = "javascript:alert(1)" }]\n').message


def test_a_reference_url_names_only_known_fields():
    assert "{operationId}" in told('[page]\nreference-url = "https://x/{operationId}"\n').message


@pytest.mark.parametrize("folder", ["/etc", "../elsewhere", ""])
def test_records_stay_inside_of_the_project(folder):
    assert "inside of the project" in told(f'[project]\nschemas = "{folder}"\n').message


def test_the_project_is_found_from_a_folder_below_it(tmp_path):
    (tmp_path / "apidiff.toml").write_text('[project]\ntitle = "x"\n')
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    root = find_project(below)
    assert root == tmp_path
    config = load_config(root / "apidiff.toml")
    assert (config.project.title, config.path) == ("x", root / "apidiff.toml")


def test_without_a_project_the_next_step_is_init(tmp_path):
    with pytest.raises(InputError) as caught:
        find_project(tmp_path)
    assert "apidiff init" in caught.value.hint


@pytest.mark.parametrize("content", [b"\xff\xfe", None])
def test_a_file_that_cannot_be_read_is_one_clear_error(tmp_path, content):
    path = tmp_path / "apidiff.toml"
    if content:
        path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        load_config(path)
    assert caught.value.place.file == str(path)


@pytest.mark.parametrize("section", sorted({*Config.model_fields} - {"approvers", "apis"}))  # which have a required key
def test_an_unknown_key_is_told_beside_the_known_ones(section):
    error = told(f"[{section}]\nqqq = 1\n")
    assert "unknown key `qqq`" in error.message
    assert "`" in error.hint


APIS = """
[project]
title = "Shop"
roots = ["shared"]
[policy]
sunset-days = 30
formats = "annotate"
[policy.clauses]
named-removed = "Ours."
deprecated = "Ours, too."
[[policy.overrides]]
rule = "type-changed"
class = "breaking"
[approvers]
names = ["all"]
[[apis]]
name = "billing"
description = "billing.yaml"
path-prefix = "/billing/"
[apis.policy]
new-enum-value = "breaking"
overrides = []
clauses = {deprecated = "Theirs."}
[[apis]]
name = "orders"
title = "Orders"
roots = []
[apis.policy]
preset = "stripe"
[apis.approvers]
names = ["orders-owner"]
"""


def test_an_api_inherits_what_it_does_not_say():
    whole = parse_config(APIS)
    billing = whole.of_api("billing")
    policy = billing.to_policy()
    assert (policy.sunset_days, policy.formats, policy.new_enum_value) == (30, "annotate", "breaking")
    assert policy.overrides == ()
    assert policy.clauses == {"named-removed": "Ours.", "deprecated": "Theirs."}
    assert policy.approvers == ("all",)
    project = billing.project
    assert (project.schemas, project.changelog, project.output) == (
        "schemas/billing",
        "changelog/billing",
        "public/billing",
    )
    assert (project.title, project.description, project.roots) == ("", "billing.yaml", ("shared",))
    assert (billing.api, billing.path_prefix, billing.whole, billing.apis) == ("billing", "/billing", whole, ())
    assert whole.of_api("orders").project.roots == ()


def test_an_api_with_a_preset_of_its_own_begins_anew():
    orders = parse_config(APIS).of_api("orders")
    assert orders.policy.model_fields_set == {"preset"}
    assert orders.to_policy().approvers == ("orders-owner",)


def test_there_is_no_other_api():
    with pytest.raises(KeyError):
        parse_config(APIS).of_api("refunds")


@pytest.mark.parametrize(
    "name", ["a b", "a/b", "..", ".hidden", "-x", "unreleased", "Unreleased", "CON", "lpt1", "é", "", "x" * 65]
)
def test_the_name_of_an_api_is_one_that_a_folder_can_have(name):
    error = told(f'[[apis]]\nname = "{name}"\n')
    assert "should be a name that a folder can have" in error.message
    assert error.place.line == 2


@pytest.mark.parametrize(("second", "says"), [("A", "would share a folder"), ("a", "are called `a`")])
def test_two_apis_have_two_folders_on_every_file_system(second, says):
    error = told(f'[[apis]]\nname = "a"\n[[apis]]\nname = "{second}"\n')
    assert says in error.message
    assert error.place.line == 4


def test_a_project_with_apis_has_no_description_of_its_own():
    error = told('[project]\ndescription = "x.yaml"\n[[apis]]\nname = "a"\n')
    assert "each API has its own description" in error.message
    assert error.place.line == 2


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ('[[apis]]\nname = "a"\n[apis.policy]\nnew-enum = "x"\n', "unknown key `new-enum` in `[apis.policy]`", 4),
        ('[[apis]]\nname = "a"\npath-prefix = "billing"\n', "should be the beginning of a path", 3),
        ('[[apis]]\nname = "a"\npath-prefix = "/"\n', "should be the beginning of a path", 3),
        ('[[apis]]\nname = "a"\n[[apis.policy.overrides]]\nrule = "nope"\nclass = "neutral"\n', "no rule is called", 4),
        ('[[apis]]\nname = "a"\n[apis.policy.clauses]\nnope = "x"\n', "no clause is called `nope`", 4),
        ('[apis]\nname = "a"\n', "should be a list of tables, and is one", 1),
        ('[[apis]]\ntitle = "a"\n', "`name` is missing in `[[apis]]`", 1),
    ],
)
def test_a_mistake_in_an_api_has_its_line(text, message, line):
    error = told(text)
    assert message in error.message
    assert error.place.line == line


def test_a_list_of_descriptions_is_told_as_one_where_two_configurations_differ():
    """Warnings are errors in the tests: one of a library on stderr is none that a user can use."""
    several, one = (parse_config(f"[project]\ndescription = {said}\n") for said in ('["a.yaml", "b.yaml"]', '"a.yaml"'))
    assert differences(several, one) == [("project.description", '["a.yaml", "b.yaml"]', '"a.yaml"')]
