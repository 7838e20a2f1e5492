"""The Cooledge release of 2026-06-23 as plain data: what `diff` and `check` would hand to every format."""

from __future__ import annotations

import datetime
from pathlib import Path

from apidiff.model.change import Change, Comparison, Impact, Side, Source, Witness
from apidiff.model.digest import Digest
from apidiff.model.records import Entry, Meaning, Release, Waiver
from apidiff.model.refusals import Reason, Refusal
from apidiff.model.verdict import Check, VersionVerdict

REMOVED = "A field removed or renamed is breaking."
TIGHTENED = "Validation tightened so that requests are rejected which used to work is breaking."
ADDED = "A new field on a response is additive."
EVENT = "A new webhook event type is additive."
OLD, NEW = "schemas/2026-06-17.json", "openapi.yaml"


def side(file: str, line: int, pointer: str, value: object = None) -> Side:
    return Side(pointer=pointer, value=value, file=file, line=line)


SITE_ID_REMOVED = Change(
    id="9f3c1a7b20deed02b7a1c3f99f3c1a7b",
    rule="property-removed",
    cls="breaking",
    title="`site_id` removed from the payload of `webhook lead.created`",
    name="site_id",
    path_version="v1",
    clause=REMOVED,
    hint="Keep sending `site_id` in v1; leave it out of the next path version.",
    impacts=(Impact("from-server", "breaking", ("webhook lead.created",)),),
    base=side(OLD, 5312, "/webhooks/lead.created/post/requestBody/content/application~1json/schema/properties/site_id"),
    revision=side(NEW, 1204, "/webhooks/lead.created/post/requestBody/content/application~1json/schema/properties"),
    witness=Witness(
        instance={"id": "evt_1", "lead_type": "inbound", "customer_id": None},
        accepted_by="revision",
        rejected_by="base",
        at="the payload of `webhook lead.created`",
    ),
)
TYPE_RENAMED = Change(
    id="4410aa37c6f11f6c73aa01444410aa37",
    rule="property-renamed",
    cls="breaking",
    title="`type` renamed `lead_type` in the payload of `webhook lead.created`",
    name="type",
    renamed_to="lead_type",
    path_version="v1",
    clause=REMOVED,
    hint="Send both names in v1; drop the old one in the next path version.",
    impacts=(Impact("from-server", "breaking", ("webhook lead.created",)),),
    base=side(OLD, 5320, "/webhooks/lead.created/post/requestBody/content/application~1json/schema/properties/type"),
    revision=side(NEW, 1207, "/webhooks/lead.created/post/requestBody/content/application~1json/schema/properties"),
)
AUTO_CONVERT_RENAMED = Change(
    id="c07d55e2b914419b2e55d70cc07d55e2",
    rule="property-renamed",
    cls="breaking",
    title="`auto_convert` renamed `auto_create_customer` in the request body of `POST /v1/leads`",
    name="auto_convert",
    renamed_to="auto_create_customer",
    path_version="v1",
    clause=TIGHTENED,
    hint="Accept both names in v1; drop the old one in the next path version.",
    impacts=(Impact("to-server", "breaking", ("POST /v1/leads",)),),
    base=side(
        OLD, 2210, "/paths/~1v1~1leads/post/requestBody/content/application~1json/schema/properties/auto_convert"
    ),
    revision=side(NEW, 711, "/paths/~1v1~1leads/post/requestBody/content/application~1json/schema/properties"),
    witness=Witness(
        instance={"name": "Ada Lovelace", "phone": "+1 555 0100", "auto_convert": True},
        accepted_by="base",
        rejected_by="revision",
        at="the request body of `POST /v1/leads`",
    ),
)
CUSTOMER_WAS_CREATED_REMOVED = Change(
    id="e1b2c3d4f506605f4d3c2b1ee1b2c3d4",
    rule="property-removed",
    cls="breaking",
    title="`customer_was_created` removed from the payload of `webhook lead.converted`",
    name="customer_was_created",
    path_version="v1",
    clause=REMOVED,
    hint="Keep sending `customer_was_created` in v1; leave it out of the next path version.",
    impacts=(Impact("from-server", "breaking", ("webhook lead.converted",)),),
    base=side(OLD, 5402, "/webhooks/lead.converted/post/requestBody/content/application~1json/schema/properties"),
    revision=side(NEW, 1250, "/webhooks/lead.converted/post/requestBody/content/application~1json/schema/properties"),
)
FIELDS_ADDED = Change(
    id="0a1b2c3d4e5ff5e4d3c2b1a00a1b2c3d",
    rule="property-added",
    cls="additive",
    title="`converted_via`, `quote_id` and `job_id` added to the payload of `webhook lead.converted`",
    path_version="v1",
    clause=ADDED,
    impacts=(Impact("from-server", "additive", ("webhook lead.converted",)),),
    revision=side(NEW, 1258, "/webhooks/lead.converted/post/requestBody/content/application~1json/schema/properties"),
)
EVENT_ADDED = Change(
    id="77ad91c0ffeeeeff0c19da7777ad91c0",
    rule="event-added",
    cls="additive",
    title="`webhook lead.won` added",
    name="lead.won",
    path_version="v1",
    clause=EVENT,
    impacts=(Impact("from-server", "additive", ("webhook lead.won",)),),
    revision=side(NEW, 1290, "/webhooks/lead.won"),
)
ENUM_GREW = Change(
    id="5e9d0b7a1c2222c1a7b0d9e55e9d0b7a",
    rule="enum-value-added",
    cls="additive",
    title="`marketplace` added to the values of `source` in `Lead`",
    name="marketplace",
    caution=True,
    path_version="v1",
    clause=ADDED,
    impacts=(
        Impact(
            "from-server",
            "additive",
            (
                "GET /v1/leads",
                "POST /v1/leads",
                "GET /v1/leads/{lead_id}",
                "PATCH /v1/leads/{lead_id}",
                "webhook lead.created",
                "webhook lead.converted",
            ),
        ),
        Impact("to-server", "additive", ("POST /v1/leads", "PATCH /v1/leads/{lead_id}")),
    ),
    base=side(OLD, 310, "/components/schemas/Lead/properties/source/enum"),
    revision=side(NEW, 205, "/components/schemas/Lead/properties/source/enum"),
)
PROSE = Change(
    id="1111aaaa22222222aaaa11111111aaaa",
    rule="documentation-changed",
    cls="neutral",
    title="description of `GET /v1/me` changed",
    path_version="v1",
    impacts=(Impact("from-server", "neutral", ("GET /v1/me",)),),
    base=side(OLD, 12, "/paths/~1v1~1me/get/description"),
    revision=side(NEW, 40, "/paths/~1v1~1me/get/description"),
)
OPERATION_ID = PROSE._replace(
    id="1111aaaa33333333aaaa11111111aaaa",
    rule="operation-id-changed",
    title="`operationId` of `GET /v1/me` changed from `me` to `getMe`",
    lens="client-library",
)

BREAKING = (SITE_ID_REMOVED, TYPE_RENAMED, AUTO_CONVERT_RENAMED, CUSTOMER_WAS_CREATED_REMOVED)
CHANGES = (*BREAKING, FIELDS_ADDED, EVENT_ADDED, ENUM_GREW, PROSE, OPERATION_ID)
BASE = Source("schemas/2026-06-17.json", Digest(text="a" * 64), "Cooledge API", ("v1",))
REVISION = Source("openapi.yaml", Digest(text="b" * 64), "Cooledge API", ("v1",))

FIRST = Release(
    release=datetime.date(2026, 6, 17),
    file="2026-06-17.json",
    sha256="a" * 64,
    previous="0" * 64,
    title="Cooledge API",
    path_versions=("v1",),
    source_revision=None,
    verdicts={"v1": "pass"},
)
SECOND = FIRST._replace(release=datetime.date(2026, 6, 23), file="2026-06-23.json", verdicts={"v1": "waived"})
THIRD = FIRST._replace(release=datetime.date(2026, 6, 28), file="2026-06-28.json")

ENTRY = Entry(
    path=Path("changelog/2026-06-23-lead-lifecycle.md"),
    date=datetime.date(2026, 6, 23),
    title="lead lifecycle events reworked",
    version="v1",
    changes=tuple(change.id for change in BREAKING),
    meaning=(
        Meaning("webhook lead.converted", "fires when a lead becomes an opportunity, no longer at customer linking"),
        Meaning("webhook lead.created", "sent for every owned lead, not only for those from the API and GoHighLevel"),
    ),
    waiver=Waiver("no integrator consumed the old fields", "api-owner"),
    body=(
        "A lead's lifecycle now has three events, each sent **once**.\n\n"
        "- `lead.created` when you own a new lead, whatever its source;\n"
        "- `lead.converted` when it becomes an active opportunity;\n"
        "- `lead.won` when the work is agreed.\n\n"
        "## What to do\n\nRead `lead_type` instead of `type`, and stop reading `site_id`:\n"
        "fetch the customer's sites with [`GET /v1/customers/{id}/sites`](#operations) when you need them.\n\n"
        '```json\n{"type": "lead.converted", "data": {"converted_via": "quote", "quote_id": "quo_81"}}\n```\n'
    ),
)
FIRST_ENTRY = Entry(
    path=Path("changelog/2026-06-17-first-release.md"),
    date=datetime.date(2026, 6, 17),
    title="the API is here",
    version="v1",
    changes=(),
    meaning=(),
    waiver=None,
    body="Customers, jobs, quotes, invoices, bookings and leads; twelve webhook events.\n",
)

NOTIFY = Change(
    id="b2c3d4e5f601106f5e4d3c2bb2c3d4e5",
    rule="property-added",
    cls="additive",
    title="optional `notify` added to the request body of `POST /v1/leads`",
    name="notify",
    path_version="v1",
    clause="A new optional request parameter is additive.",
    impacts=(Impact("to-server", "additive", ("POST /v1/leads",)),),
    revision=side(NEW, 730, "/paths/~1v1~1leads/post/requestBody/content/application~1json/schema/properties/notify"),
)


def comparison(changes: tuple[Change, ...] = CHANGES) -> Comparison:
    return Comparison(BASE, REVISION, changes)


def refused(entries: tuple[Entry, ...] = ()) -> Check:
    """The release before anyone waived it; with `entries`, after `draft`."""
    ids = " ".join(change.id for change in BREAKING)
    facts = {"waive": f'apidiff waive {ids} --reason "..." --approved-by NAME', "draft": "apidiff draft --release DATE"}
    reason = Reason.UNWAIVED if entries else Reason.UNBOUND
    refusals = (Refusal(reason, "v1", facts, BREAKING, entries[0] if entries else None),)
    version = VersionVerdict("v1", "refused", CHANGES, refusals=refusals)
    return Check(comparison(), (version,), FIRST, entries)


def waived() -> Check:
    version = VersionVerdict("v1", "waived", CHANGES, waived=tuple((change, ENTRY) for change in BREAKING))
    return Check(comparison(), (version, VersionVerdict("v2", "pass")), FIRST, (ENTRY,))


def passed() -> Check:
    return Check(comparison((NOTIFY,)), (VersionVerdict("v1", "pass", (NOTIFY,)),), SECOND)
