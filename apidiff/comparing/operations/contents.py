"""The schemas of a media type: what they describe is compared as it travels in that media type.

Sources: OpenAPI 3.1.1, 4.8.14 (Media Type Object); OpenAPI 3.2.0 (`itemSchema`, sequential media types).
"""

from __future__ import annotations

from apidiff.comparing.asking.wire import FORM, PLAIN, RAW, inside
from apidiff.comparing.edits import Directions, Spot
from apidiff.comparing.media import MediaType
from apidiff.comparing.operations.exchange import Exchange
from apidiff.comparing.pointers import join
from apidiff.comparing.schemas.conjunction import At
from apidiff.comparing.walking.xml_form import root_edit
from apidiff.model.contract import JSON
from apidiff.model.rule_ids import RuleId
from apidiff.openapi.objects import WIRE_FIELDS

MISSING = object()


def travels_of(media: MediaType) -> str:
    """How the whole content of a media type travels."""
    if media.is_urlencoded or media.is_multipart:
        return FORM
    # A range may be JSON, which is the way that asks most of a value.
    return PLAIN if media.is_json or media.is_range else RAW


def compare_schemas(
    exchange: Exchange, old: At, new: At, mask: Directions, travels: str, *, as_xml: bool = False
) -> None:
    """Compare the schemas of two Media Type Objects, and whatever else they hold but their encodings.

    `as_xml`: whether what they describe is written as XML.
    """
    for keyword, way in (("schema", travels), ("itemSchema", inside(travels, "items"))):
        if keyword in old.schema or keyword in new.schema:
            _compare_schema(exchange, keyword, old, new, mask, way, as_xml=as_xml)
    compare_prose(exchange, old, new)


def compare_prose(exchange: Exchange, old: At, new: At) -> None:
    """Note what else two Media Type Objects hold but schemas and encodings."""
    exchange.prose(old, new, WIRE_FIELDS["media type"])


def _compare_schema(
    exchange: Exchange, keyword: str, old: At, new: At, mask: Directions, travels: str, *, as_xml: bool
) -> None:
    before: JSON = old.schema.get(keyword, MISSING)
    after: JSON = new.schema.get(keyword, MISSING)
    old_at, new_at = join(old.pointer, keyword), join(new.pointer, keyword)
    if before is MISSING or after is MISSING:
        rule: RuleId = "schema-added" if before is MISSING else "schema-removed"
        spots = (
            Spot(old.pointer) if before is MISSING else Spot(old_at, before),
            Spot(new.pointer) if after is MISSING else Spot(new_at, after),
        )
        # No schema leaves any content open, as `true` does.
        sides = True if before is MISSING else before, True if after is MISSING else after
        exchange.decided(rule, *spots, mask, exchange.walk.questions.answer(*sides, mask, travels))
        return
    first, second = At(before, old_at), At(after, new_at)
    exchange.schemas(first, second, mask, travels, as_xml=as_xml)
    edit = root_edit(exchange.base, exchange.revision, first, second) if as_xml else None
    if edit is not None:
        exchange.note(edit, mask)
