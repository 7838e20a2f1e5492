"""`format` where the policy asserts it: a closed table of known formats, all others being annotations.

Sources: JSON Schema 2020-12 Validation, 7.3; the OpenAPI format registry (int32, int64, float, double, byte, binary).
"""

from __future__ import annotations

from apidiff.containment.terms import NUMBER, TRUTH, Terms
from apidiff.containment.values import exact
from apidiff.openapi.keywords import RANGES

SAMPLES: dict[str, tuple[str, ...]] = {
    "date": ("2024-02-29", "2000-01-01"),
    "date-time": ("2024-02-29T12:00:00Z", "2000-01-01T00:00:00+01:00"),
    "time": ("12:00:00Z", "00:00:00+01:00"),
    "duration": ("P1D", "PT1H"),
    "email": ("a@b.example", "user@example.com"),
    "idn-email": ("a@b.example", "ü@example.com"),
    "hostname": ("a", "example.com"),
    "idn-hostname": ("a", "例え.example"),
    "ipv4": ("127.0.0.1", "10.0.0.1"),
    "ipv6": ("::1", "2001:db8::1"),
    "uri": ("https://example.com", "urn:a:b", "a:b"),
    "uri-reference": ("/a", "a", "https://example.com"),
    "iri": ("https://example.com/ü", "urn:a:b"),
    "iri-reference": ("/ü", "/a"),
    "uri-template": ("/{a}", "/a"),
    "json-pointer": ("/a", ""),
    "relative-json-pointer": ("0", "1/a"),
    "regex": ("a", "^a$"),
    "uuid": ("00000000-0000-4000-8000-000000000000", "123e4567-e89b-12d3-a456-426614174000"),
}
"""Strings of each known format, to make witnesses from."""

IMPLIES: dict[str, frozenset[str]] = {
    "email": frozenset({"idn-email"}),
    "hostname": frozenset({"idn-hostname"}),
    "uri": frozenset({"uri-reference", "iri", "iri-reference"}),
    "uri-reference": frozenset({"iri-reference"}),
    "iri": frozenset({"iri-reference"}),
}
"""The formats that a format implies by their definitions (RFC 3986, 3987, 6531; JSON Schema 2020-12 Validation, 7.3.3:
an `idn-hostname` is a host name as for `hostname`, or an internationalized one)."""


SHORTEST = {
    "date": 10, "date-time": 20, "time": 9, "duration": 3, "email": 3, "idn-email": 3, "hostname": 1, "idn-hostname": 1,
    "ipv4": 7, "ipv6": 2, "uri": 2, "iri": 2, "relative-json-pointer": 1, "uuid": 36,
}  # fmt: skip
"""No string of the format is shorter, by its grammar: `full-date "T" full-time` with `Z` has 20 characters (RFC 3339),
`a@b` is an address (RFC 5321), `a:` a URI (RFC 3986), `::` an address (RFC 4291), `P1D` a duration (RFC 3339, A)."""

_DAY = (
    r"(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    r"|02-(?:0[1-9]|1[0-9]|2[0-8]))"
    r"|(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)"
)
_HOUR = "(?:[01][0-9]|2[0-3])"
_OFFSET = f"(?:[Zz]|[+-]{_HOUR}:[0-5][0-9])"
_BYTE = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_POINTER = "(?:/(?:[^~/]|~[01])*)*"
_URI_SIGN = r"[!#-;=?-Z\[\]_a-z~]"

_UNRESERVED = "^[0-9A-Za-z._~-]*$"

_EXACT = {
    "date": f"^{_DAY}$",
    "ipv4": f"^(?:{_BYTE}[.]){{3}}{_BYTE}$",
    "json-pointer": f"^{_POINTER}$",
    "relative-json-pointer": f"^(?:0|[1-9][0-9]*)(?:#|{_POINTER})$",
    "uuid": "^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$",
}
WITHIN = _EXACT | {
    "date-time": f"^{_DAY}[Tt ]{_HOUR}:[0-5][0-9]:(?:[0-5][0-9]|60)(?:[.][0-9]+)?{_OFFSET}$",
    "duration": "^P[0-9DHMSTWY]{2,}$",
    "email": '^(?:"[^\\n]*|[^:\\n]+)@[!-~]+$',
    "hostname": "^[0-9A-Za-z.-]{1,253}$",
    "idn-email": '^(?:"[\\s\\S]*|[^:]+)@',
    "idn-hostname": "^[^@:/]+$",
    "ipv6": "^[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:.]{1,44}$",
    "iri": "^[A-Za-z][0-9A-Za-z+.-]*:",
    "time": f"^{_HOUR}:[0-5][0-9]:(?:[0-5][0-9]|60)(?:[.][0-9]+)?{_OFFSET}$",
    "uri": f"^[A-Za-z][0-9A-Za-z+.-]*:{_URI_SIGN}*$",
    "uri-reference": f"^{_URI_SIGN}*$",
}
"""Patterns that every string of a format matches, by its grammar: RFC 3339 (with the days of each month), RFC 2673,
RFC 6901, RFC 9562, RFC 5321 and 6531 (a colon in what is before the `@` is quoted), RFC 1123, RFC 5890, RFC 4291,
RFC 3986."""
HOLDS = _EXACT | {
    "date-time": f"^{_DAY}[Tt]{_HOUR}:[0-5][0-9]:[0-5][0-9](?:[.][0-9]+)?{_OFFSET}$",
    "time": f"^{_HOUR}:[0-5][0-9]:[0-5][0-9](?:[.][0-9]+)?{_OFFSET}$",
    "uri-reference": _UNRESERVED,
    "iri-reference": _UNRESERVED,
}
"""Patterns of which every match is of the format: without leap seconds, which only some minutes have; what needs no
encoding is a relative reference (RFC 3986, 4.2)."""


def format_formula(terms: Terms, name: str) -> int:
    """The values of a known format; everything where the format is not known."""
    if name in RANGES:
        low, high = RANGES[name]
        above = terms.where(NUMBER, -terms.make("gt", exact(high)))
        return terms.both([terms.make("ge", exact(low)), above, terms.make("multiple", exact(1))])
    return terms.make("format", name) if name in SAMPLES else TRUTH
