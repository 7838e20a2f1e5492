"""A waiver has a real reason, an approver who may approve, and a last day that has not passed; or it covers nothing."""

from datetime import date
from pathlib import Path

import pytest

from apidiff.errors import InputError
from apidiff.governing.checking import check
from apidiff.governing.config_differences import differences, judged_by
from apidiff.governing.config_loading import parse_config
from apidiff.governing.waivers import says_something
from apidiff.model.change import Change, Comparison, Source
from apidiff.model.digest import Digest
from apidiff.model.policy import Policy
from apidiff.model.records import Entry, Release, Waiver
from apidiff.model.refusals import Reason, Refusal
from apidiff.recording.digests import policy_digest

DAY = date(2026, 6, 23)
GONE = Change("9f3c1a7b20de4c1188a0c2b7f5d3e901", "operation-removed", "breaking", "`a` removed", path_version="v1")
MORE = GONE._replace(id="4410aa37c6f19d02b6e1f0a2c4d5e687")
BASE = Release(date(2026, 6, 17), "2026-06-17.json", "", "", "Pets", ("v1",), None, {"v1": "pass"})


def asked(*waivers, changes=(GONE,), **more):
    sides = Source("base", Digest(), "", ("v1",)), Source("revision", Digest(), "", ("v1",))
    entries = [
        Entry(Path(f"changelog/{number}.md"), DAY, "t", "v1", (GONE.id,), (), waiver, "")
        for number, waiver in enumerate(waivers)
    ]
    return check(Comparison(*sides, changes), entries, **({"base_release": BASE} | more))


def codes(answer):
    return [refusal.code for version in answer.versions for refusal in version.refusals]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " ",
            "\t\u00a0\u2003",
            "\u200b\u200d\ufeff",
            "\u3164",
            "\uffa0\u115f",
            "\u2800",
            "\u0301\u0308",
            "\x00\x1b",
        ),
        *("-", "--", "...", "…", "?", "!", "*", "[]", "{}", "😀", "12", "007"),
        *("null", "NULL", "~", "None", "nil", "NaN", "n/a", "N.A.", "undefined", "ｎｕｌｌ", "n\u200bone", "(none)"),
        *("true", "no", "off", "TODO", "to do", "T.B.D.", "tbd?", "fixme!", "to be determined", "TODO: TBD"),
        *("REASON", "TEXT", "<name>", "[approver]", "no reason", "Approved by"),
    ],
)
def test_blank_invisible_and_placeholder_texts_say_nothing(text):
    assert not says_something(text)
    for waiver in (Waiver(text, "owner", (GONE.id,)), Waiver("nobody used it", text, (GONE.id,))):
        answer = asked(waiver)
        assert (answer.status, codes(answer)) == ("refused", ["waiver-unfounded"])


@pytest.mark.parametrize(
    "text",
    [
        *("x", "so", "nobody used it", "none of the integrators reads it", "no use", "API-412", "null was never sent"),
        *("未使用", "не используется", "ไม่ได้ใช้", "@api-owner", "Todorov", "José", "Nullmann", "team/4"),
    ],
)
def test_words_say_something(text):
    assert says_something(text)
    assert asked(Waiver(text, text, (GONE.id,))).status == "waived"


def test_the_refusal_of_a_bad_waiver_names_the_changes_that_rest_on_it():
    (refusal,) = asked(Waiver("n/a", "owner", (GONE.id,))).versions[0].refusals
    assert (refusal.changes, refusal.entry.path.name) == ((GONE,), "0.md")
    assert (
        refusal.message == "1 breaking change inside v1: the waiver in `0.md` has no real `reason`: `n/a` says nothing"
    )
    assert "apidiff waive" in refusal.hint


def test_only_listed_people_approve():
    waiver, policy = Waiver("nobody used it", "owner", (GONE.id,)), Policy(approvers=("api-owner", "head"))
    assert codes(asked(waiver, policy=policy)) == ["approver-unknown"]
    assert "Did you mean `api-owner`?" in asked(waiver, policy=policy).versions[0].refusals[0].hint
    assert asked(waiver._replace(approved_by="head"), policy=policy).status == "waived"
    assert codes(asked(waiver, policy=Policy(approvers=()))) == ["approver-unknown"]


def test_a_waiver_holds_on_its_last_day_and_not_on_the_next():
    waiver = Waiver("nobody used it", "owner", (GONE.id,), until=DAY)
    assert asked(waiver, on=DAY).status == "waived"
    assert codes(asked(waiver, on=date(2026, 6, 24))) == ["waiver-expired"]
    assert asked(waiver).status == "waived"


def test_an_entry_that_is_dated_later_needs_a_waiver_that_lasts_until_then():
    waiver = Waiver("nobody used it", "owner", (GONE.id,), until=date(2026, 6, 22))
    assert codes(asked(waiver, on=date(2026, 6, 18))) == ["waiver-expired"]


def test_another_waiver_lets_it_pass_and_the_expired_one_is_refused_all_the_same():
    good = Waiver("nobody used it", "owner", (GONE.id,))
    answer = asked(good._replace(until=DAY), good, on=date(2026, 7, 1))
    assert codes(answer) == ["waiver-expired"]
    assert [change.id for change, _ in answer.versions[0].waived] == [GONE.id]


def test_a_correction_needs_no_notice_period():
    early = {"v1": [Refusal(Reason.BEFORE_SUNSET, "v1", changes=(GONE,))]}
    accepted = Waiver("nobody used it", "owner", (GONE.id,))
    assert codes(asked(accepted, others=early)) == ["sunset-too-soon"]
    assert asked(accepted._replace(kind="correction"), others=early).status == "waived"
    void = accepted._replace(kind="correction", reason="none")
    assert codes(asked(void, others=early)) == ["waiver-unfounded", "sunset-too-soon"]
    several = {"v1": [Refusal(Reason.BEFORE_SUNSET, "v1", changes=(GONE, MORE))]}
    assert "sunset-too-soon" in codes(asked(accepted._replace(kind="correction"), others=several))


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("api-owner ", "api-owner "),
        (" api-owner", " api-owner"),
        ("api-owner\n", "api-owner<U+000A>"),
        ("\u200bapi-owner", "<U+200B>api-owner"),
        ("api-owner\ufeff", "api-owner<U+FEFF>"),
        ("api-owner\u3164", "api-owner<U+3164>"),
        ("api-owner\u2800", "api-owner<U+2800>"),
    ],
)
@pytest.mark.parametrize("field", ["approved-by", "ticket"])
@pytest.mark.parametrize("policy", [Policy(), Policy(approvers=("api-owner",))])
def test_what_nobody_sees_around_a_name_voids_the_waiver(written, shown, field, policy):
    waiver = Waiver("nobody used it", "api-owner", (GONE.id,))
    waiver = waiver._replace(approved_by=written) if field == "approved-by" else waiver._replace(ticket=written)
    answer = asked(waiver, policy=policy)
    (refusal,) = [each for version in answer.versions for each in version.refusals]
    assert refusal.code == "waiver-unfounded"
    assert refusal.message == (
        "1 breaking change inside v1: the waiver in `0.md` has blanks or invisible characters around or within its"
        f" `{field}`: `{shown}`"
    )
    assert refusal.hint.startswith(f"Write it to the letter: `{field}: api-owner`.")


@pytest.mark.parametrize("name", ["head  of api", "head\u00a0of api", "head\tof api"])
def test_blanks_within_a_name_are_compared_to_the_letter(name):
    policy = Policy(approvers=("head of api",))
    assert codes(asked(Waiver("nobody used it", "head of api", (GONE.id,)), policy=policy)) == []
    assert codes(asked(Waiver("nobody used it", name, (GONE.id,)), policy=policy)) == ["waiver-unfounded"]


def test_a_character_that_nobody_sees_within_a_word_is_shown_where_it_makes_another_name():
    waiver = Waiver("nobody used it", "api\u200b-owner", (GONE.id,))
    (refusal,) = asked(waiver, policy=Policy(approvers=("api-owner",))).versions[0].refusals
    assert "was approved by `api<U+200B>-owner`, who is not among the approvers" in refusal.message
    # The joiners of some scripts are a part of how a name is written.
    assert codes(asked(waiver._replace(approved_by="\u0645\u06cc\u200c\u0631\u0627"))) == []


def test_approvers_are_configured():
    given = parse_config('[approvers]\nnames = ["api-owner", "head  of api"]\n')
    assert given.to_policy().approvers == ("api-owner", "head of api")
    assert parse_config("").to_policy().approvers is None
    assert parse_config("[approvers]\nnames = []").to_policy().approvers == ()
    for text in ("[approvers]\n", '[approvers]\nname = ["a"]', '[approvers]\nnames = ["\u200b"]', "approvers = 1"):
        with pytest.raises(InputError) as caught:
            parse_config(text)
        assert caught.value.place.line


def test_the_approvers_of_the_anchor_judge_and_a_difference_is_told():
    then, now = parse_config('[approvers]\nnames = ["api-owner"]'), parse_config("")
    assert differences(then, now) == [("approvers.names", '["api-owner"]', "not set")]
    assert judged_by(now, then).to_policy().approvers == ("api-owner",)


def test_the_digest_of_a_policy_without_approvers_is_what_it_was():
    assert policy_digest(Policy()) == "ffd6333916c4dc77e2212efd732cb31301afe4c5fa35dafeddd3ea444d96f7d0"
    assert policy_digest(Policy(approvers=())) != policy_digest(Policy(approvers=("a",)))
