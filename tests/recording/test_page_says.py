"""What the page says of a history is true of its records."""

import copy
import json

import pytest

from apidiff.model.records import ReleaseName
from apidiff.recording.remembering import Remembered
from apidiff.reporting import feeds, page
from apidiff.reporting.site_building import build
from tests.recording.pets import FIRST, SECOND, THIRD, document


def site(pets):
    return build(pets.project(), Remembered(pets.project()))


def marked(**marks):
    """The description, with marks at the field `nick` that is sent."""
    made = copy.deepcopy(document())
    content = made["paths"]["/v1/pets"]["get"]["responses"]["200"]["content"]
    content["application/json"]["schema"]["properties"]["nick"] |= marks
    return made


@pytest.mark.parametrize(
    ("before", "after", "title", "said", "tag"),
    [
        ({}, {"deprecated": True}, "Deprecated", "1 deprecation notice", "deprecated"),
        ({"deprecated": True}, {}, "No longer deprecated", "1 lifted deprecation", "no-longer-deprecated"),
        ({"default": "a"}, {"default": "b"}, "Changed defaults", "1 changed default", "changed-defaults"),
    ],
)
def test_what_is_announced_is_called_what_it_is(pets, before, after, title, said, tag):
    pets.put(marked(**before))
    assert pets.snapshot().recorded
    pets.put(marked(**after))
    assert pets.snapshot(SECOND).recorded
    made = site(pets)
    assert made.posts[0].deprecated_title == title
    assert feeds.tags(made.posts[0]) == (tag, "v1")
    files = page.render(made)
    assert f"0 breaking changes, 0 additive changes and {said}." in files["compare/2026-06-17.md"].decode()
    # Something changed, if nothing additive and nothing breaking.
    assert "No additive and no breaking change so far." in files["versions/v1/index.html"].decode()
    assert f">{title}</span>" in files["index.html"].decode().split("What the labels mean")[1]


def test_a_version_of_the_oldest_release_is_as_old_as_its_record(pets):
    assert pets.snapshot().recorded
    pets.write(paths=("/v2/pets",))
    pets.unreleased("two.md", "---\ntitle: Two\nversion: v2\nchanges: []\n---\nA second version.\n")
    assert pets.snapshot(SECOND).recorded
    newer, older = site(pets).versions[:2]
    assert older.since_says == "Recorded since 17 June 2026; 2 operations now."
    assert newer.since_says == "Since 23 June 2026; 1 operation now."
    pets.write(paths=("/v2/pets", "/v2/toys"))
    assert pets.snapshot(THIRD).recorded
    assert site(pets).versions[0].since_says == "Since 23 June 2026; 2 operations now."


def test_the_newest_release_of_a_day_is_named_whole(pets):
    assert pets.snapshot().recorded
    pets.write(query=("limit",))
    assert pets.snapshot(ReleaseName.parse("2026-06-17.2")).recorded
    said = page.render(site(pets))["compare/index.html"].decode()
    assert "with the newest one, of 17 June 2026, no. 2:" in said


def test_what_generated_clients_see_is_counted_between_releases(pets):
    assert pets.snapshot().recorded
    made = copy.deepcopy(document())
    made["paths"]["/v1/pets"]["get"]["operationId"] = "listPets"
    pets.put(made)
    assert pets.snapshot(SECOND).recorded
    said = page.render(site(pets))["compare/2026-06-17.md"].decode()
    assert "0 additive changes and 1 change that only generated client libraries see." in said


@pytest.mark.parametrize("grows", [True, False])
def test_a_value_that_is_too_long_to_show_is_not_said_to_be_missing(pets, grows):
    sides = [marked(default="a"), marked(default={"long": ["x" * 100] * 50})]
    for day, made in zip((FIRST, SECOND), sides if grows else reversed(sides), strict=True):
        pets.put(made)
        assert pets.snapshot(day).recorded
    (item,) = site(pets).posts[0].deprecated
    assert (item.rule, item.before, item.after) == ("default-changed", "", "")
    said = page.render(site(pets))["releases/2026-06-23.html"].decode()
    assert "Not there" not in said


def test_a_field_that_became_optional_does_not_look_as_if_it_were_gone(pets):
    made = document()
    content = made["paths"]["/v1/pets"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    content["required"] = ["toy"]
    pets.put(made)
    assert pets.snapshot().recorded
    del content["required"]
    pets.put(made)
    assert pets.snapshot(SECOND).recorded
    (item,) = site(pets).posts[0].additive
    assert (json.loads(item.before), item.after) == ({"required": ["toy"]}, "")


def test_a_link_from_one_entry_to_another_leads_to_its_page(released, tmp_path):
    (tmp_path / "changelog" / "unreleased").mkdir()
    for name, other in (("a", "b.md"), ("b", "./2026-06-17-nowhere.md")):
        released.entry(f"unreleased/{name}.md", f"---\ntitle: Entry {name}\n---\nSee [the other]({other}#part).\n")
    released.write(sent=("id", "nick", "age"))
    assert released.snapshot(SECOND).recorded
    text = f"See [b](../{SECOND}-b.md), [its file](elsewhere/{SECOND}-b.md), https://docs.example/{SECOND}-b.md.\n"
    released.entry("unreleased/c.md", f"---\ntitle: Entry c\n---\n{text}")
    config = tmp_path / "apidiff.toml"
    config.write_text(config.read_text() + "[page]\nupcoming = true\n")
    made = page.render(site(released))
    told = made[f"releases/{SECOND}.html"].decode()
    at_b = f"releases/{SECOND}.html#{SECOND}-b"
    assert f'<a href="../{at_b}">the other</a>' in told
    assert 'href=".././2026-06-17-nowhere.md#part"' in told
    front = made["index.html"].decode()
    assert f'<a href="{at_b}">b</a>' in front
    assert f'href="elsewhere/{SECOND}-b.md"' in front
    assert f'<a href="https://docs.example/{SECOND}-b.md">' in front
    assert f"href=&quot;{at_b}&quot;" in made["feed.atom"].decode() or at_b in made["feed.atom"].decode()
    assert released.snapshot(THIRD).recorded
    told = page.render(site(released))[f"releases/{THIRD}.html"].decode()
    assert f'<a href="../{at_b}">b</a>' in told
