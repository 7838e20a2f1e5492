"""Read a source into a description and its contract: parse, bundle, normalize, and locate each place."""

from apidiff.openapi.canonical import canonical_json
from apidiff.openapi.normal import contract_of, upgrade_document
from apidiff.openapi.pointers import ABSENT, find, resolve
from apidiff.openapi.upgrade import upgrade_schema, upgrade_schema_deep
from apidiff.reading.description import read, read_pair
from apidiff.reading.limits import Limits
from apidiff.reading.sources import git_name, is_path

__all__ = [
    "ABSENT",
    "Limits",
    "canonical_json",
    "contract_of",
    "find",
    "git_name",
    "is_path",
    "read",
    "read_pair",
    "resolve",
    "upgrade_document",
    "upgrade_schema",
    "upgrade_schema_deep",
]
