"""`info.version` is what the changes ask for, by Semantic Versioning 2.0.0, or has the newest path version's major."""

from __future__ import annotations

import pytest

import apidiff
from apidiff.governing.checking import check
from apidiff.governing.config_loading import parse_config
from apidiff.governing.versioning import asked, next_version, read_version
from apidiff.model.records import Entry, Waiver
from tests.governing.test_scoping import AFTER, BEFORE, NUMBER, STRING, described, fields, operation


def versioned(version, schema=BEFORE, path="/v1/orders", **more):
    document = described({path: {"get": operation(schema, **more)}})
    document["info"]["version"] = version
    return document


SAME = (BEFORE, BEFORE)
BREAKS = (BEFORE, AFTER)
ADDS = (AFTER, BEFORE)
SAYS = (fields(a=STRING), fields(a=STRING | {"description": "The name."}))
DEFAULT = (fields(a=STRING), fields(a=STRING | {"default": "x"}))


def checked(was, now, sides, rule="semver", entries=(), **more):
    policy = parse_config(f'[versions]\ninfo-version = "{rule}"').to_policy()
    comparison = apidiff.diff(versioned(was, sides[0]), versioned(now, sides[1], **more), policy)
    return check(comparison, entries, policy=policy)


def refusals(*arguments, **options):
    found = checked(*arguments, **options)
    return [r for version in found.versions for r in version.refusals if r.code == "version-wrong"]


@pytest.mark.parametrize(
    ("was", "now", "sides", "right"),
    [
        ("1.2.3", "1.2.3", SAME, None),
        ("1.2.3", "1.2.3", SAYS, None),
        ("1.2.3", "1.2.4", SAYS, None),
        ("1.2.3", "1.2.3", DEFAULT, "1.2.4"),
        ("1.2.3", "1.2.3", ADDS, "1.3.0"),
        ("1.2.3", "1.2.4", ADDS, "1.3.0"),
        ("1.2.3", "1.3.0", ADDS, None),
        ("1.2.3", "2.0.0", ADDS, None),
        ("1.2.3", "1.3.0", BREAKS, "2.0.0"),
        ("1.2.3", "2.0.0", BREAKS, None),
        ("1.2.3", "2.0.0-rc.1", BREAKS, None),
        ("2.0.0-rc.1", "2.0.0-rc.2", BREAKS, None),
        ("2.0.0-rc.2", "2.0.0-rc.10", BREAKS, None),
        ("2.0.0-rc.10", "2.0.0-rc.2", BREAKS, "2.0.0"),
        ("2.0.0-rc.1", "2.0.0", BREAKS, None),
        ("0.3.1", "0.3.1", BREAKS, "0.4.0"),
        ("0.3.1", "0.3.2", BREAKS, None),
        ("0.3.1", "0.3.1", DEFAULT, "0.3.2"),
        ("1.2", "1.2", ADDS, "1.3.0"),
        ("v1", "v1", BREAKS, "2.0.0"),
        ("1.2.3+a", "1.2.3+b", ADDS, "1.3.0"),
        ("1.2.3", "1.3.0-rc.1", ADDS, None),
        ("1.2.3", "1.2.4-rc.1", ADDS, "1.3.0"),
        ("1.3.0", "1.3.0-rc.1", SAME, "1.3.0"),
        ("1.3.0-rc.1", "1.3.0-beta.2", SAME, "1.3.0-rc.1"),
        ("1.3.0-rc.10+a", "1.3.0-rc.2", SAME, "1.3.0-rc.10"),
        ("1.2.3", "1.3.0-rc.01", ADDS, "1.3.0"),
        ("1.2.3", "1.1.0", SAME, "1.2.3"),
        ("1.2.3", "2026-06-28", ADDS, "1.3.0"),
        ("2026-06-28", "2026-07-01", ADDS, "1.0.0"),
        ("2026-06-28", "3.0.0", BREAKS, None),
    ],
)
def test_a_refusal_names_the_right_next_version(was, now, sides, right):
    found = refusals(was, now, sides)
    assert [refusal.facts["next"] for refusal in found] == ([right] if right else [])
    assert all(f"`{right}`" in refusal.hint for refusal in found)


@pytest.mark.parametrize(
    ("was", "now", "sides", "right"),
    [
        ("1.0.0", "v1.1.0", ADDS, "1.1.0"),
        ("1.0.0", "v1.0.1", ADDS, "1.1.0"),
        ("1.0.0", "v1.0.0", SAME, "1.0.0"),
        ("1.0.0", "v2.0.0-rc.1+7", BREAKS, "2.0.0-rc.1"),
        ("v1.2.3", "v1.3.0", ADDS, "1.3.0"),
        ("v1.2.3", "v1.2.3", ADDS, "1.3.0"),
        ("v1.2.3", "1.3.0", ADDS, None),
        ("v1.2.3", "v1.2.3", SAME, None),
        ("June", "v1.2", ADDS, "1.2.0"),
        ("1.0.0", " 1.1.0", ADDS, "1.1.0"),
        ("1.0.0", "1.1.0\n", ADDS, "1.1.0"),
        (" 1.0.0", " 1.0.0", SAME, None),
    ],
)
def test_what_stands_around_a_new_version_is_refused(was, now, sides, right):
    """`v1.2.3` is no semantic version (semver.org, FAQ); one that is recorded says which version it was."""
    for rule in ("semver", "semver-minor"):
        found = refusals(was, now, sides, rule=rule)
        assert [refusal.facts["next"] for refusal in found] == ([right] if right else [])
        assert all(f"`{right}`" in refusal.hint for refusal in found)


def test_a_refused_prefix_is_named():
    (refusal,) = refusals("1.0.0", "v1.1.0", ADDS)
    assert refusal.message == "`info.version` is `v1.1.0`, and a semantic version begins with a number, without `v`"
    assert refusal.hint == "Set `info.version` to `1.1.0`, or a later one (https://semver.org)."


def test_a_refusal_says_what_asks_for_it():
    (refusal,) = refusals("1.2.3", "1.2.3", BREAKS)
    assert refusal.message.startswith(
        "`info.version` is still `1.2.3`, and 1 change asks for a major version, the first:"
    )
    assert "`b` removed" in refusal.message
    (refusal,) = refusals("1.2.3", "1.2.9", BREAKS)
    assert refusal.message.startswith("`info.version` went from `1.2.3` to `1.2.9`, and 1 change asks")


def test_nothing_is_asked_by_default():
    assert checked("1.2.3", "1.2.3", ADDS, rule="off").status == "pass"
    assert checked("1.2.3", "1.2.3", ADDS).status == "refused"


def test_a_deprecation_asks_for_a_minor_version():
    (refusal,) = refusals("1.2.3", "1.2.4", SAME, deprecated=True)
    assert refusal.facts["next"] == "1.3.0"


def test_a_new_path_version_asks_for_a_minor_version_whatever_breaks_in_it():
    base, revision = versioned("1.2.3"), versioned("1.3.0")
    revision["paths"]["/v2/orders"] = {"get": operation(fields(a=NUMBER))}
    comparison = apidiff.diff(base, revision)
    assert asked(comparison).part == "minor"


def test_what_was_only_described_wrongly_asks_for_a_patch(tmp_path):
    comparison = checked("1.2.3", "1.2.4", BREAKS).comparison
    ids = tuple(change.id for change in comparison.changes if change.cls == "breaking")
    for kind, right in (("correction", []), ("accepted", ["2.0.0"])):
        waiver = Waiver(kind=kind, reason="The field never was there.", approved_by="api-owner", changes=ids)
        entry = Entry(tmp_path / "x.md", None, "X", None, ids, (), waiver, "")
        found = refusals("1.2.3", "1.2.4", BREAKS, entries=[entry])
        assert [refusal.facts["next"] for refusal in found] == right


@pytest.mark.parametrize(
    ("path", "version", "right"),
    [
        ("/v2/orders", "2.4.0", None),
        ("/v2/orders", "1.4.0", "2.0.0"),
        ("/v2/orders", "2", None),
        ("/v10/orders", "2.0.0", "10.0.0"),
        ("/v2beta1/orders", "2.0.0", None),
        ("/orders", "17.0.0", None),
        ("/v2/orders", "June", "2.0.0"),
    ],
)
def test_the_major_is_that_of_the_newest_path_version(path, version, right):
    policy = parse_config('[versions]\ninfo-version = "major"').to_policy()
    revision = versioned(version)
    revision["paths"] = {path: revision["paths"]["/v1/orders"]}
    comparison = apidiff.diff(versioned(version, path=path), revision, policy)
    found = [r for v in check(comparison, (), policy=policy).versions for r in v.refusals if r.code == "version-wrong"]
    assert [refusal.facts["next"] for refusal in found] == ([right] if right else [])


def test_precedence_is_that_of_the_specification():
    """Semantic Versioning 2.0.0, 11."""
    rising = ["-alpha", "-alpha.1", "-alpha.beta", "-beta", "-beta.2", "-beta.11", "-rc.1", ""]
    orders = [read_version(f"1.0.0{text}").order for text in rising]
    assert orders == sorted(orders)
    assert len(set(orders)) == len(orders)


@pytest.mark.parametrize(
    "text",
    [
        *("", "1.2.3.4", "01.2.3", "1.2.3-", "1.2.3+", "latest", "2026-06-28", "١.٢.٣", "9" * 40 + ".0.0"),
        *("1.2.3-01", "1.2.3-rc.007", "1.2.3-rc..1", "1.2.3-rc_1", "1.2.3-rc." + "9" * 5000),
    ],
)
def test_what_is_no_version_is_none(text):
    """A number begins with no zero, and an identifier is not empty (2, 9, 10)."""
    assert read_version(text) is None


@pytest.mark.parametrize("text", ["1.2.3", "1.2.3-rc.1", "1.2.3-0.x-y.0a.10", "1.2.3--"])
def test_a_version_is_written_as_it_was_read(text):
    assert str(read_version(text)) == text
    assert str(read_version(f"v{text}+build.007")) == text, "build metadata is no part of precedence (10)"


def test_the_next_version_of_an_excluded_change_is_the_same_one():
    policy = parse_config('[[policy.scopes]]\npath = "*"\ntreat = "excluded"').to_policy()
    comparison = apidiff.diff(versioned("1.2.3", BEFORE), versioned("1.2.3", AFTER), policy)
    assert str(next_version(comparison)) == "1.2.3"


@pytest.mark.parametrize(
    ("was", "now", "sides", "right"),
    [
        ("1.2.3", "1.2.3", DEFAULT, None),
        ("1.2.3", "1.2.4", DEFAULT, None),
        ("1.2.3", "1.2.2", DEFAULT, "1.2.3"),
        ("1.2.3", "1.2.2", SAME, "1.2.3"),
        ("1.2.3", "1.2.4", ADDS, "1.3.0"),
        ("1.2.3", "1.3.0", ADDS, None),
        ("1.2.3", "1.3.0", BREAKS, "2.0.0"),
        ("0.3.1", "0.3.1", DEFAULT, None),
        ("0.3.1", "0.3.1", ADDS, "0.4.0"),
    ],
)
def test_a_patch_need_not_be_raised_where_only_minor_versions_are_asked_for(was, now, sides, right):
    """Zalando's rule 116: API designers are free to decide whether they increment the patch version."""
    found = refusals(was, now, sides, rule="semver-minor")
    assert [right in refusal.hint for refusal in found] == ([True] if right else [])


REFUSED = 'semver-minor"\ninfo-version-labels = "refused'


@pytest.mark.parametrize(
    ("was", "now", "sides", "right"),
    [
        ("1.2.3", "1.3.0", ADDS, None),
        ("1.2.3", "1.3.0-rc.1", ADDS, "1.3.0"),
        ("1.2.3", "1.3.0+build.7", ADDS, "1.3.0"),
        ("1.2.3", "2.1.0-rc.1", ADDS, "2.1.0"),
        ("1.2.3", "1.3.0-rc.1", BREAKS, "2.0.0"),
        ("1.2.3", "1.2.4-rc.1", SAME, "1.2.4"),
        ("1.3.0-rc.1", "1.3.0-rc.1", SAME, "1.3.0"),
        ("2.0.0-rc.1", "1.9.0-rc.1", SAME, "2.0.0"),
        ("June", "1.0.0-rc.1", ADDS, "1.0.0"),
        ("1.3.0-rc.1", "1.3.0", BREAKS, None),
        ("1.2.3", "v1.3.0", ADDS, "1.3.0"),
        ("v1.2.3", "v1.2.3", SAME, "1.2.3"),
    ],
)
def test_labels_are_refused_where_a_version_is_three_numbers_alone(was, now, sides, right):
    """Zalando's rule 116: no prerelease (9) and no build metadata (10)."""
    found = refusals(was, now, sides, rule=REFUSED)
    assert [refusal.facts["next"] for refusal in found] == ([right] if right else [])
    assert all(f"`{now}`" in refusal.message and f"`{right}`" in refusal.hint for refusal in found)


def test_labels_are_allowed_where_nothing_else_is_said():
    """Semantic Versioning has them (9, 10)."""
    for rule in ("semver", "semver-minor"):
        assert refusals("1.2.3", "1.3.0-rc.1+build.7", ADDS, rule=rule) == []
