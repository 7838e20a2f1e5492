"""How a maintainer says a change, and what a client has to do about it: a rule's id in, its phrases out.

`told` is a sentence about one place, without its full stop; `verb` goes behind the fields, where many are told at once.
What has no phrase here is told by the title that the catalogue gives it.

In a phrase stand: `{place}` (`POST /v1/leads`, a schema), `{has}` (takes, answers with, carries or has; `{had}`
is its past), `{fields}`, `{old}` and `{new}` of a rename, `{values}` of an enum, `{is}`, `{was}`, `{takes}`,
`{matches}` and `{has got}` in number with the fields, `{scope}` in number with the values, and `{a new}`,
`{a new optional}` with the noun of what came.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from apidiff.model.rule_ids import RuleId

Way = Literal["in", "out", "both"]
"""Whether a change is about what is sent to the server, what comes from it, or both."""


class Phrase(NamedTuple):
    """What is said of a rule, one way."""

    told: str
    """Empty where only many at once are told in other words than the catalogue's."""
    verb: str = ""
    do: str = ""
    """What a client does about it, without the full stop; empty where there is nothing to do."""


REQUIRES = "{place} now requires {fields}"
_STOP = "Stop sending {values} for {fields}"
_MAY_BE = Phrase("{fields} of {place} may also be {values}", "may also be {values}", "Expect {values} in {fields}")
_VALUE_CAME: dict[Way, Phrase] = {
    "in": Phrase("{fields} of {place} also {takes} {values}", "also takes {values}"),
    "out": _MAY_BE,
    "both": _MAY_BE,
}
_VALUE_WENT: dict[Way, Phrase] = {
    "in": Phrase("{fields} of {place} no longer {takes} {values}", "no longer takes {values}", _STOP),
    "out": Phrase("{fields} of {place} {is} no longer {values}", "is no longer {values}"),
    "both": Phrase("{fields} of {place} can no longer be {values}", "can no longer be {values}", _STOP),
}
"""Of what a field may be, by an alternative or a subtype."""

PHRASES: dict[RuleId, dict[Way, Phrase]] = {
    "property-added": {
        "in": Phrase("{place} takes {a new optional} {fields}", "{is} new and optional"),
        "out": Phrase("{place} {has} {a new} {fields}", "{is} new"),
        "both": Phrase("{place} {has} {a new} {fields}, optional in requests", "{is} new, and optional in requests"),
    },
    "required-property-added": {
        "in": Phrase(REQUIRES, "{is} new and required", "Send {fields}"),
        "out": Phrase("{place} {has} {a new} {fields}", "{is} new"),
        "both": Phrase(
            "{place} {has} {a new} {fields}, required in requests", "{is} new, and required", "Send {fields}"
        ),
    },
    "property-removed": {
        "in": Phrase("{place} no longer takes {fields}", "{is} no longer taken", "Stop sending {fields}"),
        "out": Phrase("{place} no longer {has} {fields}", "{is} gone", "Stop reading {fields}"),
        "both": Phrase("{place} no longer {has} {fields}", "{is} gone", "Stop sending and reading {fields}"),
    },
    "property-forbidden": {
        "in": Phrase("{place} refuses {fields}", "{is} refused", "Stop sending {fields}"),
        "out": Phrase("{place} no longer {has} {fields}", "{is} gone", "Stop reading {fields}"),
    },
    "property-renamed": {
        "in": Phrase("{place} takes {new} where it took {old}", "", "Send {new} where you sent {old}"),
        "out": Phrase("{place} {has} {new} where it {had} {old}", "", "Read {new} where you read {old}"),
        "both": Phrase("In {place}, {old} is now called {new}", "", "Send and read {new} where it was {old}"),
    },
    "property-became-optional": {
        "in": Phrase("{place} no longer requires {fields}", "{is} no longer required"),
        "out": Phrase("{fields} of {place} may be missing", "may be missing", "Expect {fields} to be missing at times"),
        "both": Phrase(
            "{fields} of {place} may be missing", "may be missing", "Expect {fields} to be missing at times"
        ),
    },
    "property-became-required": {
        "in": Phrase(REQUIRES, "{is} required now", "Always send {fields}"),
        "out": Phrase("{place} always {has} {fields} now", "{is} always there now"),
        "both": Phrase("{place} now always has {fields}", "{is} required now", "Always send {fields}"),
    },
    "required-added": {"in": Phrase(REQUIRES, "{is} required now", "Always send {fields}")},
    "null-added": {
        "in": Phrase("{place} takes null for {fields}", "may be null"),
        "out": Phrase("{fields} of {place} may be null", "may be null", "Expect null for {fields}"),
        "both": Phrase("{fields} of {place} may be null", "may be null", "Expect null for {fields}"),
    },
    "null-removed": {
        "in": Phrase(
            "{fields} of {place} may no longer be null", "may no longer be null", "Do not send null for {fields}"
        ),
        "out": Phrase("{fields} of {place} {is} never null now", "{is} never null now"),
        "both": Phrase(
            "{fields} of {place} may no longer be null", "may no longer be null", "Do not send null for {fields}"
        ),
    },
    "enum-value-added": {
        "in": Phrase("{fields} of {place} also {takes} {values}", "also {takes} {values}"),
        "out": _MAY_BE,
        "both": _MAY_BE,
    },
    "enum-value-removed": {
        "in": Phrase("{fields} of {place} no longer {takes} {values}", "", _STOP),
        "out": Phrase("{fields} of {place} {is} no longer {values}"),
        "both": Phrase("{fields} of {place} can no longer be {values}", "", _STOP),
    },
    # No `told`: one such edit goes by the catalogue's title, which has its values; `verb` tells of many at once.
    "enum-removed": {
        "in": Phrase("", "{is} no longer limited to listed values"),
        "out": Phrase("", "{is} no longer limited to listed values", "Expect values of {fields} that you do not know"),
        "both": Phrase("", "{is} no longer limited to listed values", "Expect values of {fields} that you do not know"),
    },
    "enum-added": {
        "in": Phrase("", "{is} limited to listed values now", "Send only the listed values for {fields}"),
        "both": Phrase("", "{is} limited to listed values now", "Send only the listed values for {fields}"),
    },
    "max-length-raised": {
        "in": Phrase("", "may be longer than before"),
        "out": Phrase("", "may be longer than before", "Make room for longer values of {fields}"),
        "both": Phrase("", "may be longer than before", "Make room for longer values of {fields}"),
    },
    "max-length-lowered": {
        "in": Phrase("", "must be shorter than before", "Keep {fields} within the new length"),
        "out": Phrase("", "{is} shorter now"),
        "both": Phrase("", "must be shorter than before", "Keep {fields} within the new length"),
    },
    "min-length-lowered": {
        "in": Phrase("", "may be shorter than before"),
        "out": Phrase("", "may be shorter than before", "Expect shorter values of {fields}"),
        "both": Phrase("", "may be shorter than before", "Expect shorter values of {fields}"),
    },
    "min-length-raised": {
        "in": Phrase("", "must be longer than before", "Send longer values of {fields}"),
        "both": Phrase("", "must be longer than before", "Send longer values of {fields}"),
    },
    "maximum-raised": {
        "in": Phrase("", "may be larger than before"),
        "out": Phrase("", "may be larger than before", "Expect larger values of {fields}"),
        "both": Phrase("", "may be larger than before", "Expect larger values of {fields}"),
    },
    "maximum-lowered": {
        "in": Phrase("", "must be smaller than before", "Keep {fields} within the new limit"),
        "both": Phrase("", "must be smaller than before", "Keep {fields} within the new limit"),
    },
    "minimum-lowered": {
        "in": Phrase("", "may be smaller than before"),
        "out": Phrase("", "may be smaller than before", "Expect smaller values of {fields}"),
        "both": Phrase("", "may be smaller than before", "Expect smaller values of {fields}"),
    },
    "minimum-raised": {
        "in": Phrase("", "must be larger than before", "Keep {fields} within the new limit"),
        "both": Phrase("", "must be larger than before", "Keep {fields} within the new limit"),
    },
    "max-items-lowered": {
        "in": Phrase("", "must have fewer items than before", "Send fewer items in {fields}"),
        "both": Phrase("", "must have fewer items than before", "Send fewer items in {fields}"),
    },
    "max-items-raised": {
        "out": Phrase("", "may have more items than before", "Expect more items in {fields}"),
        "both": Phrase("", "may have more items than before", "Expect more items in {fields}"),
    },
    "type-changed": {
        "in": Phrase("", "{is} of another type", "Send {fields} in the new type"),
        "out": Phrase("", "{is} of another type", "Read {fields} in the new type"),
        "both": Phrase("", "{is} of another type", "Send and read {fields} in the new type"),
    },
    "format-changed": {
        "in": Phrase("", "{has got} another format", "Send {fields} in the new format"),
        "out": Phrase("", "{has got} another format", "Read {fields} in the new format"),
        "both": Phrase("", "{has got} another format", "Send and read {fields} in the new format"),
    },
    "pattern-changed": {
        "in": Phrase("", "must match another pattern", "Send {fields} in the new form"),
        "out": Phrase("", "may be written in another way", "Expect another form of {fields}"),
        "both": Phrase("", "must match another pattern", "Send and expect {fields} in the new form"),
    },
    "subtype-added": _VALUE_CAME,
    "subtype-removed": _VALUE_WENT,
    "alternative-added": _VALUE_CAME,
    "alternative-removed": _VALUE_WENT,
    "read-only-lifted": {
        "in": Phrase("{fields} of {place} may be sent now", "may be sent now"),
        "both": Phrase("{fields} of {place} may be sent now", "may be sent now"),
    },
    "response-added": {
        "out": Phrase("{place} may also answer with {values}", "", "Expect {values} from {place}"),
    },
    "response-removed": {"out": Phrase("{place} no longer answers with {values}", "", "Do not wait for {values}")},
    "media-type-added": {
        "in": Phrase("{place} also takes {values}"),
        "out": Phrase("{place} is also available as {values}"),
    },
    "media-type-removed": {
        "in": Phrase("{place} no longer takes {values}", "", "Send another media type to {place}"),
        "out": Phrase("{place} is no longer available as {values}", "", "Ask for another media type of {place}"),
    },
    "parameter-added": {
        "in": Phrase("{place} takes {a new optional} {fields}", "{is} new and optional"),
        "out": Phrase("{place} {has} {a new} {fields}", "{is} new"),
    },
    "required-parameter-added": {"in": Phrase(REQUIRES, "{is} new and required", "Send {fields} to {place}")},
    "parameter-removed": {
        "in": Phrase("{place} no longer takes {fields}", "{is} no longer taken", "Stop sending {fields}"),
        "out": Phrase("{place} no longer {has} {fields}", "{is} gone", "Stop reading {fields}"),
    },
    "parameter-renamed": {
        "in": Phrase("{place} takes {new} where it took {old}", "", "Send {new} where you sent {old}"),
        "out": Phrase("{place} {has} {new} where it {had} {old}", "", "Read {new} where you read {old}"),
    },
    "parameter-became-required": {"in": Phrase(REQUIRES, "{is} required now", "Always send {fields}")},
    "parameter-became-optional": {"in": Phrase("{place} no longer requires {fields}", "{is} no longer required")},
    "response-header-added": {"out": Phrase("{place} answers with {a new} {fields}", "{is} new")},
    "response-header-removed": {
        "out": Phrase("{place} no longer answers with {fields}", "{is} gone", "Stop reading {fields}")
    },
    "response-header-renamed": {
        "out": Phrase("{place} answers with {new} where it answered with {old}", "", "Read {new} where you read {old}")
    },
    "request-body-added": {"in": Phrase("{place} takes an optional body now")},
    "request-body-became-optional": {"in": Phrase("{place} no longer requires a body")},
    "request-body-became-required": {"in": Phrase("{place} now requires a body", "", "Always send a body to {place}")},
    "required-request-body-added": {"in": Phrase("{place} now requires a body", "", "Send a body to {place}")},
    "request-body-removed": {"in": Phrase("{place} no longer takes a body", "", "Stop sending a body to {place}")},
    "security-scope-added": {
        "in": Phrase(
            "{place} now needs the {scope} {values}", "", "Ask for the {scope} {values} before you call {place}"
        )
    },
    "security-scope-removed": {"in": Phrase("{place} no longer needs the {scope} {values}")},
    "security-tightened": {"in": Phrase("", "", "See that what you authenticate with still opens {place}")},
    "security-changed": {"in": Phrase("", "", "See that what you authenticate with still opens {place}")},
    "default-changed": {
        "in": Phrase("", "{has got} another default"),
        "out": Phrase("", "{has got} another default"),
        "both": Phrase("", "{has got} another default"),
    },
    "server-removed": {"in": Phrase("", "", "Call another server")},
}


class Step(NamedTuple):
    """What is said, behind the fields, of a value that is known: `{before}` and `{after}`, in words or as code.

    `{met}` is where that is: " in responses", or nothing.
    """

    changed: str
    came: str = ""
    went: str = ""


STEPS: dict[tuple[RuleId, Way | None], Step] = {
    ("type-changed", None): Step("{is} {after} now{met}, and {was} {before}"),
    ("format-changed", None): Step(
        "{has got} the format {after} now{met} (was {before})",
        "{has got} the format {after} now{met}",
        "{is} no longer of the format {before}{met}",
    ),
    ("pattern-changed", "in"): Step(
        "must match {after} now (was {before})", "must match {after} now", "need not match {before} any more"
    ),
    ("pattern-changed", None): Step(
        "{has got} another pattern{met}: {after} (was {before})",
        "{matches} {after} now{met}",
        "need not match {before}{met}",
    ),
    ("default-changed", None): Step(
        "{has got} the default {after} now{met} (was {before})",
        "{has got} the default {after} now{met}",
        "{has got} no default{met} any more (was {before})",
    ),
    ("sunset-changed", None): Step(
        "may be gone from {after} on (was {before})",
        "may be gone from {after} on",
        "{has got} no day any more on which it goes (was {before})",
    ),
    ("deprecation-date-changed", None): Step(
        "{is} deprecated from {after} on (was {before})",
        "{is} deprecated from {after} on",
        "{has got} no day any more from which it is deprecated (was {before})",
    ),
}
"""By the rule of an edit and its way; of `None`, for any other way."""

UNREAD: dict[RuleId, str] = {
    "sunset-changed": "{has got} a day of removal that cannot be read",
    "deprecation-date-changed": "{has got} a day of deprecation that cannot be read",
}
"""What is said in place of a step to a date that is none."""


class Limit(NamedTuple):
    """What is said of a limit whose number is known, in `{limit}`."""

    keyword: str
    verb: str
    do: str


LIMITS: dict[RuleId, Limit] = {
    "maximum-lowered": Limit("maximum", "may be at most {limit}", "Send at most {limit} for {fields}"),
    "minimum-raised": Limit("minimum", "must be at least {limit}", "Send at least {limit} for {fields}"),
    "max-length-lowered": Limit(
        "maxLength", "may have at most {limit} characters", "Send at most {limit} characters for {fields}"
    ),
    "min-length-raised": Limit(
        "minLength", "must have at least {limit} characters", "Send at least {limit} characters for {fields}"
    ),
    "max-items-lowered": Limit("maxItems", "may have at most {limit} items", "Send at most {limit} items in {fields}"),
}
"""By the rule of a narrowing."""

WHOLES: dict[RuleId, Phrase] = {
    "operation-added": Phrase("{fields} {is} new"),
    "operation-published": Phrase("{fields} {is} public now"),
    "operation-removed": Phrase("{fields} {is} gone", "", "Stop calling {fields}"),
    "operation-withdrawn": Phrase("{fields} {is} no longer public", "", "Stop calling {fields}"),
    "operation-renamed": Phrase("{old} moved to {new}", "", "Call {new} where you called {old}"),
    "event-added": Phrase("{fields} {is} {a new}"),
    "event-removed": Phrase("{fields} {is} no longer sent", "", "Do not wait for {fields} any more"),
    "event-renamed": Phrase("{old} is now called {new}", "", "Wait for {new} where you waited for {old}"),
}
"""What is told of operations and events as a whole."""

NOUNS: dict[RuleId, str] = {
    "property-added": "field",
    "required-property-added": "field",
    "response-header-added": "header",
    "event-added": "event",
    "event-removed": "event",
    "event-renamed": "event",
}
"""What is counted, where a change does not say its kind."""
