"""The second lens: what code that a generator makes of the description sees. Matched operations in, findings out."""

from apidiff.comparing.library.finding import Seen, seen_by_generators
from apidiff.comparing.library.rules import CONFIRMED, RESTATING

__all__ = ["CONFIRMED", "RESTATING", "Seen", "seen_by_generators"]
