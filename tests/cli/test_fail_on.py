"""`check --fail-on`: what fails beside a refusal, and how a check that refuses is let pass."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("change", "levels", "code"),
    [
        ({"query": ("limit",)}, (), 0),
        ({"query": ("limit",)}, ("breaking",), 0),
        ({"query": ("limit",)}, ("additive",), 1),
        ({"query": ("limit",)}, ("wire:additive",), 1),
        ({"query": ("limit",)}, ("client-library:breaking",), 0),
        ({"sent": ("id",)}, (), 1),
        ({"sent": ("id",)}, ("never",), 0),
        ({"sent": ("id",)}, ("wire:never",), 1),
        ({"sent": ("id",)}, ("never", "wire:breaking"), 1),
        ({}, ("additive",), 0),
    ],
)
def test_it_fails_for_what_is_asked(apidiff, released, change, levels, code):
    released.write(**change)
    assert apidiff("check", *(word for level in levels for word in ("--fail-on", level))).code == code


def test_what_an_entry_waives_does_not_fail(apidiff, released):
    released.write(sent=("id",))
    assert apidiff("draft").code == 0
    assert apidiff("waive", "--all", "--reason", "nobody reads it", "--approved-by", "owner").code == 0
    assert apidiff("check", "--fail-on", "breaking").code == 0


def test_a_lens_that_is_left_out_cannot_be_asked_for(apidiff, pets):
    config = pets.root / "apidiff.toml"
    config.write_text(config.read_text() + '[policy]\nclient-library = "off"\n')
    done = apidiff("check", "--fail-on", "client-library:breaking")
    assert (done.code, "leaves out" in done.err) == (2, True)


def test_what_fails_is_reported_although_it_is_quiet(apidiff, released):
    released.write(query=("limit",))
    assert apidiff("check", "--quiet").out == ""
    assert "`limit`" in apidiff("check", "--quiet", "--fail-on", "additive").out


def test_what_fails_beside_a_pass_is_said(released, apidiff):
    released.write(query=("limit", "page"))
    done = apidiff("check", "--fail-on", "additive", "--format", "github")
    assert (done.code, done.err) == (1, "fails: --fail-on additive: 2 additive changes\n")
    assert done.out.splitlines()[-1] == "::error title=apidiff::Fails: --fail-on additive: 2 additive changes"
    done = apidiff("check", "--quiet", "--fail-on", "breaking")
    assert (done.code, done.err) == (0, "")


def test_a_refusal_says_itself_why(released, apidiff):
    released.write(sent=("id",))
    done = apidiff("check", "--fail-on", "breaking")
    assert (done.code, done.err) == (1, "")


def test_a_diff_that_fails_says_by_which_option(released, apidiff, tmp_path):
    before = tmp_path / "before.json"
    before.write_bytes((released.root / "openapi.json").read_bytes())
    released.write(sent=("id",), query=("limit",))
    done = apidiff("diff", str(before), str(released.root / "openapi.json"), "--fail-on", "additive")
    assert (done.code, done.err) == (1, "fails: --fail-on additive: 1 breaking change and 1 additive change\n")


@pytest.mark.parametrize(
    ("levels", "what", "kept"),
    [
        (("breaking", "additive"), "`--fail-on breaking` and `--fail-on additive` are two levels of what", "additive"),
        (("never", "breaking"), "`--fail-on never` and `--fail-on breaking` are two levels of what", "breaking"),
        (
            ("wire:never", "breaking", "wire:caution"),
            "`--fail-on wire:never` and `--fail-on wire:caution` are two levels of the lens wire",
            "wire:caution",
        ),
    ],
)
@pytest.mark.parametrize("command", [("check",), ("diff", "openapi.json", "openapi.json")])
def test_two_levels_of_one_lens_contradict(apidiff, released, levels, what, kept, command):  # noqa: ARG001
    done = apidiff(*command, *(word for level in levels for word in ("--fail-on", level)))
    assert (done.code, done.out) == (2, "")
    assert what in done.err
    assert f"`--fail-on {kept}`." in done.err


def test_a_level_may_be_repeated(apidiff, released):  # noqa: ARG001
    assert apidiff("check", "--fail-on", "breaking", "--fail-on", "breaking").code == 0


@pytest.mark.parametrize(
    ("levels", "code"),
    [
        (("wire:never", "breaking"), 0),
        (("wire:never",), 0),
        (("breaking", "client-library:never"), 1),
        (("wire:breaking", "never"), 1),
        (("breaking", "wire:additive"), 1),
    ],
)
def test_a_lens_goes_before_what_counts(apidiff, released, tmp_path, levels, code):
    before = tmp_path / "before.json"
    before.write_bytes((released.root / "openapi.json").read_bytes())
    released.write(sent=("id",))
    words = (word for level in levels for word in ("--fail-on", level))
    assert apidiff("diff", "before.json", "openapi.json", *words).code == code
