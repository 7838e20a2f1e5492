"""`oneOf` in place of `anyOf`, or back, while alternatives come and go: what comes and goes is told alone."""

from __future__ import annotations

import itertools

import pytest

from tests.comparing.describing import STRING, diff, received, ref, sent

KINDS = {"Sloop": "s", "Ketch": "k", "Yawl": "y"}
KEYWORDS = [("oneOf", "anyOf"), ("anyOf", "oneOf")]
NULL = {"type": "null"}


def boats(listed):
    kind = {"s": {"const": "s"}, "k": {"const": "k"}, "y": {"const": "y"}}
    return {
        name: {
            "type": "object",
            "required": ["rig"],
            "properties": {"rig": kind[tag] if listed else STRING, tag: STRING},
        }
        for name, tag in KINDS.items()
    }


def union(keyword, names, dispatch, *others):
    """`dispatch`: by a mapping, by names, or not at all."""
    schema = {keyword: [*map(ref, names), *others]}
    if dispatch == "mapped":
        mapping = {KINDS[name]: f"#/components/schemas/{name}" for name in names}
        schema["discriminator"] = {"propertyName": "rig", "mapping": mapping}
    elif dispatch == "named":
        schema["discriminator"] = {"propertyName": "rig"}
    return schema


def told(comparison):
    return sorted((c.rule, c.cls, c.undecided) for c in comparison.counted if c.cls != "neutral")


def expected(surface, dispatch, removed, added):
    what = "alternative" if dispatch == "none" else "subtype"
    narrower = ("breaking", "additive") if surface is sent else ("additive", "breaking")
    rows = [(f"{what}-removed", narrower[0], False)] * removed
    tolerated = surface is received and what == "subtype" and not removed
    return sorted(rows + [(f"{what}-added", "additive" if tolerated else narrower[1], False)] * added)


CHANGES = [("Sloop Ketch Yawl", "Sloop Ketch"), ("Sloop Ketch Yawl", "Sloop"), ("Sloop Ketch", "Sloop"),
           ("Sloop Ketch", "Sloop Ketch Yawl"), ("Sloop", "Sloop Yawl"), ("Sloop Ketch", "Sloop Yawl")]  # fmt: skip


@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize("dispatch", ["mapped", "named", "none"])
@pytest.mark.parametrize(("keywords", "change", "null"), [*itertools.product(KEYWORDS, CHANGES, [False, True])])
def test_alternatives_that_come_and_go_under_the_other_keyword(surface, dispatch, keywords, change, null):
    others = [NULL] if null else []
    listed = dispatch != "mapped"
    sides = [
        surface(union(keyword, names.split(), dispatch, *others), schemas=boats(listed))
        for keyword, names in zip(keywords, change, strict=True)
    ]
    old, new = (set(names.split()) for names in change)
    wanted = expected(surface, dispatch, len(old - new), len(new - old))
    assert told(diff(*sides, audited=True)) == wanted


@pytest.mark.parametrize("surface", [sent, received])
@pytest.mark.parametrize("dispatch", ["mapped", "named", "none"])
@pytest.mark.parametrize("keywords", KEYWORDS)
def test_null_that_goes_with_the_other_keyword(surface, dispatch, keywords):
    names = ["Sloop"] if dispatch == "none" else ["Sloop", "Ketch"]
    listed = dispatch != "mapped"
    base = surface(union(keywords[0], names, dispatch, NULL), schemas=boats(listed))
    revision = surface(union(keywords[1], names, dispatch), schemas=boats(listed))
    rows = told(diff(base, revision, audited=True))
    assert [(cls, undecided) for _, cls, undecided in rows] == [("breaking" if surface is sent else "additive", False)]
    rows = told(diff(revision, base, audited=True))
    assert [(cls, undecided) for _, cls, undecided in rows] == [("additive" if surface is sent else "breaking", False)]


@pytest.mark.parametrize("keywords", KEYWORDS)
def test_alternatives_that_overlap_are_told_under_another_keyword(keywords):
    """A short text that is a date as well matches two: `anyOf` takes it, and `oneOf` does not."""
    texts = [{"type": "string", "maxLength": 20}, {"type": "string", "minLength": 5}]
    more = {"type": "integer"}
    base, revision = (
        sent({keyword: [*texts, *others]}) for keyword, others in zip(keywords, ([more], []), strict=True)
    )
    rules = {change.rule for change in diff(base, revision, audited=True).counted if change.cls == "breaking"}
    assert "alternative-removed" in rules
    assert ("composition-changed" in rules) == (keywords[1] == "oneOf")


@pytest.mark.parametrize("keywords", KEYWORDS)
def test_an_untagged_alternative_that_tagged_ones_overlap_with(keywords):
    """It takes what the tagged ones take, and `oneOf` refuses what both do."""
    any_object = {"type": "object"}
    base, revision = (
        sent(union(keyword, names, "mapped", any_object), schemas=boats(listed=False))
        for keyword, names in zip(keywords, (["Sloop", "Ketch", "Yawl"], ["Sloop", "Ketch"]), strict=True)
    )
    assert diff(base, revision, audited=True).verdict == "breaking"
