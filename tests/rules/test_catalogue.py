"""The catalogue is sound: every entry is whole, every rule that code names is in it, every sentence names its thing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from apidiff.errors import InputError
from apidiff.model.rule_ids import RuleId
from apidiff.rules import Rule, all_rules, clause, clauses, near, rule, rule_ids
from apidiff.rules.compiling import RULE_IDS, CatalogueError, compiled, parse_rule, rule_ids_module
from apidiff.rules.explaining import explain
from apidiff.rules.loading import COMPILED, DIRECTIONS, HINT_PARAMETERS, TITLE_PARAMETERS
from apidiff.rules.reference import reference

ROOT = Path(__file__).parents[2]

SOUND = """
title = "`{keyword}` of {where} lowered from {base} to {revision}"
group = "numeric range"
why = "A number between the two limits is rejected now."
hint = "Accept the old range in {path_version}."
source = "JSON Schema 2020-12 Validation, 6.2.2"
decided-by = "containment"
[class]
to-server = "breaking"
from-server = "additive"
"""


def by_id(subject: Rule) -> str:
    return subject.id


@pytest.mark.parametrize("id", rule_ids())
def test_every_entry_is_whole(id):
    assert rule(id).id == id


@pytest.mark.parametrize("subject", all_rules(), ids=by_id)
def test_a_title_is_one_sentence_without_a_full_stop(subject):
    assert "\n" not in subject.title
    assert not subject.title.endswith(".")


@pytest.mark.parametrize("subject", all_rules(), ids=by_id)
def test_a_title_names_the_thing(subject):
    assert any(part in subject.title for part in ("`{name}`", "{where}", "equest body", "Servers of {holder}"))


@pytest.mark.parametrize("subject", all_rules(), ids=by_id)
def test_why_and_hint_are_sentences(subject):
    for text in (subject.why, subject.hint, *subject.hints.values()):
        assert not text or (text.endswith(".") and text[0].isupper())


@pytest.mark.parametrize("subject", all_rules(), ids=by_id)
def test_titles_and_hints_can_be_filled_in(subject):
    title = subject.title_for({name: f"<{name}>" for name in TITLE_PARAMETERS})
    filled = {name: f"<{name}>" for name in HINT_PARAMETERS}
    hints = [subject.hint_for(filled, direction=direction) for direction in (None, *DIRECTIONS)]
    assert "{" not in "".join((title, *hints))


def test_every_rule_that_code_names_is_in_the_catalogue():
    verb = "|".join(sorted({id.rpartition("-")[2] for id in rule_ids()}))
    named = {
        id
        for folder in ("comparing", "governing")
        for path in (ROOT / "apidiff" / folder).rglob("*.py")
        for id in re.findall(rf"[\"']((?!became)[a-z]+(?:-[a-z]+)*-(?:{verb}))[\"']", path.read_text("utf-8"))
    }
    assert named <= set(rule_ids())


def test_the_type_of_rule_ids_is_that_of_the_entries():
    assert RULE_IDS.read_text("utf-8") == rule_ids_module(), "run `make docs`"
    assert set(get_args(RuleId)) == set(rule_ids())


def test_the_compiled_catalogue_is_that_of_the_entries():
    assert Path(COMPILED).read_bytes() == compiled(), "run `python -m apidiff.rules.compiling`"


def test_every_clause_is_one_sentence():
    assert all(sentence.endswith(".") and sentence[0].isupper() for sentence in clauses().values())


def test_every_clause_is_used():
    by_rules = {subject.clause_for(direction) for subject in all_rules() for direction in subject.classes}
    by_judging = {"same-values", "tolerated-value", "replaced-value", "undecided", "overridden", "unreached"}
    assert by_rules | by_judging == set(clauses())


def test_the_clause_of_a_containment_rule_follows_from_the_answer():
    lowered = rule("maximum-lowered")
    assert lowered.clause_for("to-server") == "accepts-less"
    assert lowered.clause_for("from-server") == "sends-less"
    assert lowered.clause_for("to-server", "neutral") == "same-values"
    assert clause("accepts-less") == "A request that used to be valid is rejected now."


def test_a_title_starts_with_a_capital():
    parameters = {"kind": "query parameter", "name": "limit", "holder": "`GET /v1/leads`"}
    assert rule("parameter-removed").title_for(parameters) == "Query parameter `limit` removed from `GET /v1/leads`"


def test_a_missing_value_is_not_written_as_code():
    parameters = {"where": "`email` of schema `Lead`", "base": "any type", "revision": '"string"'}
    title = rule("type-changed").title_for(parameters)
    assert title == 'Type of `email` of schema `Lead` changed from any type to `"string"`'


def test_a_value_without_one_before_or_after_is_set_or_removed():
    parameters = {"where": "`email` of schema `Lead`", "base": "absent", "revision": '"^.+@.+$"'}
    assert rule("pattern-changed").title_for(parameters) == '`pattern` of `email` of schema `Lead` set to `"^.+@.+$"`'
    parameters |= {"base": '"^.+@.+$"', "revision": "absent"}
    title = '`pattern` of `email` of schema `Lead` removed (was `"^.+@.+$"`)'
    assert rule("pattern-changed").title_for(parameters) == title


def test_values_that_look_alike_when_shortened_are_not_shown():
    parameters = {"where": "schema `Lead`", "base": '{"propertyName":"type…', "revision": '{"propertyName":"type…'}
    assert rule("discriminator-changed").title_for(parameters) == "`discriminator` of schema `Lead` changed"


def test_a_backtick_in_a_value_does_not_end_the_code():
    parameters = {"where": "`code` of schema `Lead`", "base": '"`"', "revision": '"a"'}
    assert rule("pattern-changed").title_for(parameters).count("`") == 10


def test_a_hint_speaks_of_the_current_version_where_a_path_has_none():
    hint = rule("property-removed").hint_for({"name": "site_id", "path_version": "unversioned"})
    assert hint.startswith("Keep `site_id` in the current version, ")


def test_an_unknown_rule_suggests_the_near_one():
    with pytest.raises(InputError) as error:
        rule("max-length-lower")
    assert "`max-length-lowered`" in error.value.hint
    assert near("nothing-like-it-at-all-whatsoever") == ()


@pytest.mark.parametrize("id", ["../clauses", "", "Property-Removed", "/etc/passwd"])
def test_an_id_is_never_a_path(id):
    with pytest.raises(InputError):
        rule(id)


@pytest.mark.parametrize(
    ("sound", "broken", "complaint"),
    [
        ('group = "numeric range"', 'group = "numbers"', "`group` is 'numbers'"),
        ('group = "numeric range"', 'groups = "numeric range"', "unknown key `groups`"),
        ('source = "JSON Schema 2020-12 Validation, 6.2.2"\n', "", "`source` is missing"),
        ('decided-by = "containment"', 'decided-by = "policy"', "`clause` is missing"),
        (
            'decided-by = "containment"',
            'decided-by = "containment"\nclause = "prose"',
            "only for rules that the policy",
        ),
        ('decided-by = "containment"', 'decided-by = "policy"\nclause = "proze"', "`clause` is 'proze'"),
        ('from-server = "additive"', 'from-server = "fine"', "`class` is 'fine'"),
        ('from-server = "additive"\n', "", "`class` gives one value for each"),
        ('to-server = "breaking"', 'to-server = "additive"', "`hint` stands where a class is breaking"),
        ("{where}", "{wherever}", "`title` names the unknown parameter `wherever`"),
        ("{path_version}", "{version}", "`hint` names the unknown parameter `version`"),
        ("{path_version}", "{path_version", "`hint` is not a template"),
        ("[class]", "caution = 1\n[class]", "`caution` is true or false"),
        ("[class]", 'lens = "eye"\n[class]', "`lens` is 'eye'"),
        ("[class]", "[class", "not TOML"),
        ("[class]", '[hints]\nfrom-server = "Send it."\n[class]', "`hints` has sentences for directions"),
        ("[class]", '[hints]\nto-server = ""\n[class]', "`hints` has sentences for directions"),
        ("[class]", '[hints]\nto-server = "{version}"\n[class]', "`hints` names the unknown parameter `version`"),
        ('why = "A number', 'why = ""\n#', "`why` is a sentence"),
    ],
)
def test_a_broken_entry_is_refused(sound, broken, complaint):
    assert parse_rule("maximum-lowered", SOUND, clauses()).classes["to-server"] == "breaking"
    with pytest.raises(CatalogueError) as error:
        parse_rule("maximum-lowered", SOUND.replace(sound, broken), clauses())
    assert complaint in str(error.value)


@pytest.mark.parametrize("id", rule_ids())
def test_explain_says_what_the_reference_says(id):
    text = explain(id)
    flat = " ".join(text.split())
    subject = rule(id)
    assert subject.why in flat
    assert subject.source in flat
    assert all(len(line) <= 80 for line in text.split("\nExample:")[0].splitlines())


def test_the_reference_is_current():
    written = (ROOT / "docs" / "rules.md").read_text("utf-8")
    assert written == reference(), "run `python -m apidiff.rules.reference > docs/rules.md`"
