"""An entry is drafted for what changed, and brought up to date without touching what a maintainer wrote."""

import json

import pytest

from apidiff.errors import InputError
from apidiff.recording.drafting import draft
from apidiff.recording.entries import read_entry
from apidiff.recording.first_texts import first_text
from apidiff.recording.waiving import waive
from tests.recording.pets import FIRST, SECOND, THIRD, document


def ids(pets):
    return {change.title.split("`")[1]: change.id for change in pets.gate().check.comparison.changes}


def test_it_binds_the_changes_and_writes_a_first_text(released):
    released.write(sent=("id",), query=("limit",))
    (done,) = draft(released.gate(), SECOND)
    entry = read_entry(done.path)
    assert (done.action, done.bound, done.path.name) == ("written", 2, "2026-06-23-breaking-changes-in-v1.md")
    assert (entry.date, entry.version, set(entry.changes)) == (SECOND, "v1", set(ids(released).values()))
    assert "- **Breaking:** `GET /v1/pets` no longer answers with `nick`.\n" in entry.body
    assert "- `GET /v1/pets` takes a new optional query parameter `limit`.\n" in entry.body
    assert f'"{ids(released)["nick"]}"  # `nick` removed' in done.path.read_text()


def test_a_title_of_ones_own_names_the_file(released):
    released.write(query=("limit",))
    (done,) = draft(released.gate(), SECOND, "Paging, at last")
    assert (done.path.name, read_entry(done.path).title) == ("2026-06-23-paging-at-last.md", "Paging, at last")


def test_what_is_additive_is_drafted_when_asked_for(released):
    released.write(query=("limit",))
    (done,) = draft(released.gate(), SECOND)
    assert done.path.name == "2026-06-23-additions-in-v1.md"


def test_drafting_twice_changes_nothing(released):
    released.write(sent=("id",))
    draft(released.gate(), SECOND)
    before = released.records()
    (done,) = draft(released.gate(), SECOND)
    assert done.action == "unchanged"
    assert released.records() == before


def test_without_a_change_nothing_is_drafted(released):
    assert draft(released.gate(), SECOND) == []


def test_an_untouched_text_grows_with_the_changes(released):
    released.write(sent=("id",))
    (first,) = draft(released.gate(), SECOND)
    released.write(sent=("id",), query=("limit",))
    (done,) = draft(released.gate(), SECOND)
    assert (done.path, done.action, done.added, done.prose_kept) == (first.path, "updated", 1, False)
    assert "`limit`" in read_entry(done.path).body


def test_an_edited_text_stays_byte_for_byte(released):
    released.write(sent=("id",))
    (first,) = draft(released.gate(), SECOND)
    text = first.path.read_text().replace("**Breaking:**", "## Nicknames are gone  \n\ttabs")
    first.path.write_text(text.replace("version:", "# a note of mine\nversion:"))
    prose = read_entry(first.path).body
    released.write(sent=("id",), query=("limit",))
    (done,) = draft(released.gate(), SECOND)
    assert (done.action, done.added, done.prose_kept) == ("updated", 1, True)
    assert read_entry(done.path).body == prose
    assert "# a note of mine\n" in done.path.read_text()
    assert set(read_entry(done.path).changes) == set(ids(released).values())


def test_a_change_that_is_gone_is_unbound(released):
    released.write(sent=("id",), query=("limit",))
    draft(released.gate(), SECOND)
    released.write(query=("limit",))
    assert {r.code for v in released.gate().check.versions for r in v.refusals} == {"entry-stale"}
    (done,) = draft(released.gate(), SECOND)
    assert (done.dropped, read_entry(done.path).changes) == (1, (ids(released)["limit"],))
    assert released.gate().check.status == "pass"


def test_a_waiver_never_comes_to_cover_what_is_drafted_later(released):
    released.write(sent=("id",))
    text = f"date: 2026-06-23\ntitle: x\nchanges: [{ids(released)['nick']}]\nwaiver: {{reason: a, approved-by: b}}"
    path = released.entry("2026-06-23-x.md", f"---\n{text}\n---\nProse.\n")
    assert released.gate().check.status == "waived"
    released.write(sent=("id",), taken=("name",))
    (done,) = draft(released.gate(), SECOND)
    entry = read_entry(path)
    assert (done.path, done.waiver_narrowed, len(entry.changes)) == (path, True, 2)
    assert entry.waiver.changes == (ids(released)["nick"],)
    assert released.gate().check.status == "refused"


def test_a_waiver_loses_what_is_gone_and_goes_with_the_last_of_it(released):
    released.write(sent=("id",), query=("limit",))
    draft(released.gate(), SECOND)
    waive(released.gate(), None, "so", "me")
    released.write(query=("limit",))
    assert {r.code for v in released.gate().check.versions for r in v.refusals} == {"waiver-stale"}
    (done,) = draft(released.gate(), SECOND)
    assert read_entry(done.path).waiver is None
    assert released.gate().check.status == "pass"


def test_a_waived_meaning_stays_waived_when_a_path_version_goes(pets):
    # Only by both sides' path versions is an event of no one version `unversioned`.
    pets.write(paths=("/v2/pets",))
    pets.snapshot()
    pets.write()
    path = pets.unreleased("x.md", "---\ntitle: x\nmeaning: [{target: webhook pet.sold, note: n}]\n---\nProse.\n")
    draft(pets.gate())
    waive(pets.gate(), None, "so", "me")
    before = read_entry(path, unreleased=True).waiver
    assert before is not None
    assert [done.action for done in draft(pets.gate())] == ["unchanged"]
    assert read_entry(path, unreleased=True).waiver == before


def test_what_another_entry_binds_is_not_bound_twice(released):
    released.write(sent=("id",))
    draft(released.gate(), SECOND)
    released.write(sent=("id",), query=("limit",))
    (done,) = draft(released.gate(), THIRD)
    assert (done.action, read_entry(done.path).changes) == ("written", (ids(released)["limit"],))


def test_each_path_version_has_an_entry_of_its_own(released):
    released.write(sent=("id",), paths=("/v2/pets",))
    done = draft(released.gate(), SECOND)
    assert [item.path.name for item in done] == [
        "2026-06-23-breaking-changes-in-v1.md",
        "2026-06-23-new-path-version-v2.md",
    ]
    assert read_entry(done[1].path).version == "v2"


def test_a_date_that_would_not_count_is_refused(released):
    with pytest.raises(InputError) as caught:
        draft(released.gate(), FIRST)
    assert "after 2026-06-17" in caught.value.hint


def test_the_first_release_may_be_announced(pets):
    (done,) = draft(pets.gate(), FIRST)
    assert (done.path.name, read_entry(done.path).changes) == ("2026-06-17-first-recorded-release.md", ())
    assert pets.snapshot().recorded


def test_two_entries_of_one_name_stand_beside_each_other(released):
    released.entry("2026-06-23-x.md", "---\ndate: 2026-06-23\ntitle: other\nversion: v9\n---\n")
    released.write(query=("limit",))
    done = [item for item in draft(released.gate(), SECOND, "x") if item.action == "written"]
    assert [item.path.name for item in done] == ["2026-06-23-x-2.md"]


def test_a_front_matter_that_cannot_be_edited_is_left_alone(released):
    released.write(sent=("id",))
    path = released.entry("2026-06-23-x.md", "---\n{date: 2026-06-23, title: x, version: v1}\n---\n")
    with pytest.raises(InputError, match="cannot be edited safely"):
        draft(released.gate(), SECOND)
    assert path.read_text() == "---\n{date: 2026-06-23, title: x, version: v1}\n---\n"


def test_a_title_is_no_markup():
    from apidiff.model.change import Change

    change = Change("0" * 12, "x", "breaking", "`a_b`\nremoved from <b>*x*")
    assert first_text([change]).endswith("\n\n**Breaking:** `a_b` was removed from \\<b\\>\\*x\\*.\n")


def test_an_entry_of_no_path_version_takes_the_changes_of_all(released):
    path = released.entry("2026-06-23-x.md", "---\ndate: 2026-06-23\ntitle: x\n---\nMine.\n")
    released.write(sent=("id",), paths=("/v2/pets",))
    (done,) = draft(released.gate(), SECOND)
    assert (done.path, done.bound, done.prose_kept) == (path, 2, True)
    assert draft(released.gate(), SECOND)[0].action == "unchanged"


def test_every_entry_of_the_date_loses_what_is_gone(released):
    released.write(sent=("id",), query=("limit",))
    bound = ids(released)
    for name, change in (("a.md", bound["nick"]), ("b.md", bound["limit"])):
        released.entry(name, f"---\ndate: 2026-06-23\ntitle: x\nversion: v1\nchanges: [{change}]\n---\n")
    released.write()
    draft(released.gate(), SECOND)
    assert [entry.changes for entry in released.project().entries] == [(), ()]
    # Their titles are a person's, and may tell of what is gone.
    assert {r.code for v in released.gate().check.versions for r in v.refusals} == {"text-unreviewed"}


def test_an_entry_of_thousands_of_changes_can_be_read_again(released):
    released.write(sent=tuple(f"field_{number:04}_of_a_long_name" for number in range(3000)))
    (done,) = draft(released.gate(), SECOND)
    assert done.bound > 3000
    assert len(read_entry(done.path).changes) == done.bound


def test_a_name_of_a_megabyte_leaves_an_entry_that_can_be_read(released):
    released.write(sent=("id", "nick", "x" * 1_000_000))
    (done,) = draft(released.gate(), SECOND)
    assert read_entry(done.path).changes
    assert max(map(len, done.path.read_text().partition("---\n\n")[0].splitlines())) < 400


def test_a_deprecation_alone_is_worth_an_entry(released):
    description = released.root / "openapi.json"
    document = json.loads(description.read_text())
    document["paths"]["/v1/pets"]["get"] |= {"deprecated": True, "x-sunset": "2027-03-31"}
    description.write_text(json.dumps(document))
    (done,) = draft(released.gate(), SECOND)
    entry = read_entry(done.path)
    assert done.path.name == "2026-06-23-deprecations-in-v1.md"
    assert "\n`GET /v1/pets` is deprecated, and may be gone from `2027-03-31` on.\n" in entry.body
    assert released.gate().check.status == "pass"


@pytest.mark.parametrize(
    ("before", "after", "title"),
    [
        ({"deprecated": True, "x-sunset": "2027-03-31"}, {}, "No longer deprecated in v1"),
        ({"default": "a"}, {"default": "b"}, "Changed defaults in v1"),
        ({"deprecated": True, "default": "a"}, {"default": "b"}, "Lifted deprecations and changed defaults in v1"),
    ],
)
def test_a_draft_is_called_by_what_it_announces(pets, before, after, title):
    def put(marks):
        made = document()
        content = made["paths"]["/v1/pets"]["get"]["responses"]["200"]["content"]
        content["application/json"]["schema"]["properties"]["nick"] |= marks
        pets.put(made)

    put(before)
    assert pets.snapshot().recorded
    put(after)
    (done,) = draft(pets.gate(), SECOND)
    assert read_entry(done.path).title == title
    put({**after, "maxLength": 5})
    (done,) = draft(pets.gate(), SECOND)
    assert read_entry(done.path).title != title, "nobody edited it, so it follows the changes"


@pytest.mark.parametrize(
    "title",
    [
        "`/v1/`|![i](http://evil.example/x.png)` changed",
        "`a``![i](http://evil.example/x.png)",
        "``![i](http://evil.example/x.png)`` [x](http://evil.example)",
        "`a``b```![i](http://evil.example/x.png)`",
        "`a` ` ![i](http://evil.example/x.png)",
    ],
)
def test_a_name_with_backticks_is_no_markup_in_a_drafted_entry(title):
    from markdown_it import MarkdownIt

    from apidiff.recording.first_texts import markdown

    rendered = MarkdownIt("commonmark").render(f"- {markdown(title)}\n")
    assert "<img" not in rendered
    assert "<a " not in rendered
