"""A preset is a published policy as data; what the file says beside it wins."""

from __future__ import annotations

from typing import get_args
from urllib.parse import urlsplit

import pytest

from apidiff.errors import InputError
from apidiff.governing.config_differences import differences, judged_by
from apidiff.governing.config_loading import parse_config
from apidiff.governing.config_sections import EventsSection, OverrideSection, PolicySection, VersionsSection
from apidiff.governing.in_force import KEYS, policy_in_force
from apidiff.governing.presetting import OVERRIDES, PRESETS, preset
from apidiff.model.policy import Policy
from apidiff.recording.digests import policy_digest
from apidiff.rules import rule_ids

LINES = [
    pytest.param(name, line, id=f"{name}-{line.key}-{n}")
    for name in PRESETS
    for n, line in enumerate(preset(name).lines)
]


def policy(text):
    return parse_config(text).to_policy()


@pytest.mark.parametrize(("_", "line"), LINES)
def test_each_line_has_a_reason_and_a_public_source(_, line):
    assert line.why.endswith(".")
    assert line.why[0].isupper()
    assert urlsplit(line.source).scheme == "https"
    assert line.section


@pytest.mark.parametrize(("name", "line"), LINES)
def test_each_line_is_one_that_a_file_could_hold(name, line):
    if line.key == OVERRIDES:
        override = OverrideSection.model_validate(line.value).to_override()
        assert override.rule.endswith("*") or override.rule in rule_ids()
        assert override in policy(f'[policy]\npreset = "{name}"').overrides
    else:
        section, _, key = line.key.partition(".")
        assert parse_config(f'[{section}]\n{key} = "{line.value}"').told(line.key) == (line.value, None)


def test_the_default_preset_is_the_built_in_policy():
    assert policy('[policy]\npreset = "default"') == policy("")
    assert policy_digest(policy('[policy]\npreset = "default"')) == policy_digest(Policy())


def test_a_key_of_the_file_wins_over_the_preset_even_if_it_says_the_default():
    assert policy('[policy]\npreset = "zalando"').new_enum_value == "breaking"
    assert policy('[policy]\npreset = "zalando"\nnew-enum-value = "additive"').new_enum_value == "additive"
    assert policy('[policy]\npreset = "zalando"').info_version == "semver-minor"
    assert policy('[policy]\npreset = "zalando"').info_version_labels == "refused"
    assert policy('[policy]\npreset = "zalando"\n[versions]\ninfo-version = "off"').info_version == "off"


def test_an_override_of_the_file_comes_after_those_of_the_preset():
    own = '[[policy.overrides]]\nrule = "default-changed"\nclass = "neutral"'
    found = policy(f'[policy]\npreset = "google-aip-180"\n{own}').overrides
    assert [o.cls for o in found if o.rule == "default-changed"] == ["breaking", "neutral"]


def test_a_misspelt_preset_suggests_the_near_one():
    with pytest.raises(InputError) as error:
        parse_config('[policy]\npreset = "zalano"')
    assert "Did you mean `zalando`?" in error.value.hint


def test_the_anchor_decides_over_the_preset_and_over_what_is_set_beside_it():
    then, now = parse_config('[policy]\npreset = "zalando"'), parse_config('[policy]\npreset = "github"')
    assert differences(then, now) == [("policy.preset", '"zalando"', '"github"')]
    assert judged_by(now, then).to_policy() == then.to_policy()


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("policy.scopes", '[[policy.scopes]]\ntag = "admin"\ntreat = "excluded"'),
        ("policy.stability", "[policy.stability]"),
        ("versions.info-version", '[versions]\ninfo-version = "semver"'),
        ("versions.info-version-labels", '[versions]\ninfo-version-labels = "refused"'),
    ],
)
def test_each_new_key_is_part_of_what_the_anchor_decides_and_of_the_digest(key, text):
    then, now = parse_config(""), parse_config(text)
    assert key in [name for name, _, _ in differences(then, now)]
    assert policy_digest(judged_by(now, then).to_policy()) == policy_digest(Policy())
    assert policy_digest(now.to_policy()) != policy_digest(Policy())


def test_the_policy_in_force_says_where_each_part_comes_from():
    text = """\
[policy]
preset = "google-aip-180"
client-library = "off"
[[policy.overrides]]
rule = "max-length-*"
class = "neutral"
[[policy.scopes]]
tag = "admin"
treat = "excluded"
[policy.clauses]
prose = "Only words."
"""
    shown = policy_in_force(parse_config(text), text, "apidiff.toml")
    settings = {row.key: (row.value, row.origin.says) for row in shown.settings}
    assert settings["policy.client-library"] == ("off", "apidiff.toml:3")
    assert settings["policy.new-enum-value"] == ("additive", "preset google-aip-180")
    assert settings["policy.formats"] == ("assert", "built-in")
    assert shown.overrides[0].origin.source == "https://google.aip.dev/180"
    assert [row.origin.says for row in shown.overrides[-2:]] == ["preset google-aip-180", "apidiff.toml:4"]
    assert [(row.value["tag"], row.origin.line) for row in shown.scopes] == [("admin", 7)]
    assert [row.origin.line for row in shown.clauses if row.value == "Only words."] == [11]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[[policy.scopes]]\ntreat = "excluded"', "selects nothing"),
        ('[[policy.scopes]]\ntag = "a"\ntreat = "exclude"', "`treat`"),
        ('[[policy.scopes]]\ntag = "a"\nvalue = "b"\ntreat = "excluded"', "no `extension`"),
        ('[[policy.scopes]]\nextension = "internal"\ntreat = "excluded"', "begins with `x-`"),
        ('[[policy.scopes]]\ntags = "a"\ntreat = "excluded"', "unknown key `tags`"),
        ("[policy.stability]\ntiers = []", "`tiers`"),
        ('[policy.stability]\ntiers = ["a", "a"]', "twice"),
        ('[policy.stability]\ntreat = {ga = "gated"}', "names the tier `ga` in `treat`"),
        ('[policy.stability]\ndefault = "ga"', "names the tier `ga` in `default`"),
        ('[policy.stability]\naliases = {ga = "gold"}', "names the tier `gold` in `aliases`"),
    ],
)
def test_a_mistake_has_its_line_and_says_what_is_wrong(text, says):
    with pytest.raises(InputError) as error:
        parse_config("# a comment\n" + text)
    assert says in error.value.message
    assert error.value.place.line >= 2
    assert error.value.hint


APART = {"policy": {"preset", "overrides", "clauses", "scopes", "stability"}}
"""What `apidiff policy` shows in tables of their own."""


@pytest.mark.parametrize(
    ("name", "section"), [("versions", VersionsSection), ("events", EventsSection), ("policy", PolicySection)]
)
def test_the_policy_in_force_shows_every_key(name, section):
    fields = {f"{name}.{field.replace('_', '-')}" for field in section.model_fields if field not in APART.get(name, ())}
    assert {key for key in KEYS if key.startswith(f"{name}.")} == fields


SET = {
    "versions.pattern": '"^/(v2)"',
    "versions.events": '"v2"',
    "events.schemas": '["Paid*"]',
    "policy.sunset-days": "30",
    "policy.baseline": "true",
}
"""Values other than those without a file, of keys whose type does not list them."""


def another(key):
    """A value, as TOML, that is not the one without a file."""
    section, _, name = key.partition(".")
    field = getattr(parse_config(""), section).__class__.model_fields[name.replace("-", "_")]
    return SET.get(key) or next(f'"{value}"' for value in get_args(field.annotation) if value != field.default)


@pytest.mark.parametrize("key", KEYS)
def test_what_a_key_says_reaches_the_policy_that_judges(key):
    section, _, name = key.partition(".")
    assert policy(f"[{section}]\n{name} = {another(key)}\n") != policy(""), "`Config.to_policy` passes it on"
