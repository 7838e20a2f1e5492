"""Tried as a new user would: an empty folder, a description of one's own, and the whole main job."""

import json
import re

BEFORE = """openapi: 3.1.0
info: {title: Leads, version: "1"}
paths:
  /v1/leads:
    get:
      responses:
        "200":
          description: The leads.
          content:
            application/json:
              schema:
                type: object
                required: [data]
                properties:
                  data: {type: array, items: {$ref: "#/components/schemas/Lead"}}
                  total: {type: integer}
    post:
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [name]
              properties:
                name: {type: string}
                auto_convert: {type: boolean, description: Make a customer of it.}
      responses:
        "201": {description: Made.}
components:
  schemas:
    Lead: {type: object, properties: {id: {type: string}}}
"""
AFTER = BEFORE.replace("                  total: {type: integer}\n", "").replace("auto_convert", "auto_create_customer")
GROWN = AFTER.replace("    get:\n", "    get:\n      parameters: [{name: limit, in: query, schema: {type: integer}}]\n")


def test_the_main_job_from_an_empty_folder_to_the_page(apidiff, tmp_path):
    description = tmp_path / "openapi.yaml"
    description.write_text(BEFORE)
    began = apidiff("init")
    assert (began.code, "apidiff snapshot --release" in began.out) == (0, True)
    hint = apidiff("check")
    assert (hint.code, "Nothing is recorded yet" in hint.out) == (0, True)
    first = apidiff("snapshot", "--release", "2026-06-17")
    assert (first.code, first.out) == (0, "Recorded 2026-06-17 (v1 pass) as schemas/2026-06-17.json.\n")

    description.write_text(AFTER)
    ids = _refused(apidiff)
    drafted = apidiff("draft", "--release", "2026-06-23")
    assert (drafted.code, "binds 2 changes" in drafted.out) == (0, True)
    assert apidiff("check").code == 1
    waived = apidiff("waive", *ids, "--reason", "nobody used it", "--approved-by", "api-owner")
    assert (waived.code, "approved by api-owner" in waived.out) == (0, True)
    checked = apidiff("check")
    assert (checked.code, checked.out.splitlines()[0][:7]) == (0, "Waived:")
    assert apidiff("snapshot", "--release", "2026-06-23").code == 0

    description.write_text(GROWN)
    checked = apidiff("check")
    assert (checked.code, checked.out.splitlines()[0][:5]) == (0, "Pass:")
    assert apidiff("snapshot", "--release", "2026-06-28").code == 0
    assert apidiff("verify").out == (
        "Sound: 3 releases, every verdict computed again.\nRecords: not anchored (there is no git repository).\n"
    )
    assert "wrote public/index.html\nwrote public/index.md\nwrote public/CHANGELOG.md\n" in apidiff("render").out
    assert "auto_create_customer" in (tmp_path / "public" / "index.html").read_text()
    assert apidiff("render", "--check").code == 0


def _refused(apidiff):
    """Both changes are named with their places, the rename as one; their ids."""
    line = AFTER[: AFTER.index("auto_create_customer")].count("\n") + 1
    checked = apidiff("check")
    assert (checked.code, checked.err) == (1, "")
    assert max(map(len, checked.out.splitlines())) <= 80
    assert re.search(r"before +schemas/2026-06-17.json:\d+", checked.out)
    assert re.search(rf"now +openapi.yaml:{line}\b", checked.out)
    document = json.loads(apidiff("check", "--format", "json").out)
    assert document["status"] == "refused"
    assert sorted((change["rule"], change["name"]) for change in document["changes"]) == [
        ("property-removed", "total"),
        ("property-renamed", "auto_convert"),
    ]
    ids = [change["id"] for change in document["changes"]]
    assert f"apidiff waive {' '.join(id[:12] for id in ids)} " in checked.out
    return ids


def test_what_the_check_refuses_the_snapshot_refuses_with_the_same_report(apidiff, released):
    released.write(sent=("id",))
    refused = apidiff("snapshot", "--release", "2026-06-23")
    assert refused.code == 1
    assert "`nick` removed" in refused.out
    assert "apidiff waive" in refused.out
    assert len(released.project().releases) == 1


def test_a_new_path_version_passes_with_an_entry_and_changing_the_old_one_does_not(apidiff, released):
    released.write(paths=("/v2/pets",))
    assert apidiff("check").code == 1
    apidiff("draft", "--release", "2026-06-23")
    assert apidiff("check").code == 0
    released.write(paths=("/v2/pets",), sent=("id",))
    document = json.loads(apidiff("check", "--format", "json").out)
    statuses = {item["path_version"]: item["status"] for item in document["versions"]}
    assert (statuses["v1"], statuses["v2"]) == ("refused", "pass")
