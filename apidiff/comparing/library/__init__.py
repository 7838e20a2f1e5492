"""The second lens: what code that a generator makes of the description sees. Matched operations in, findings out."""

from apidiff.comparing.library.finding import Seen, seen_by_generators
from apidiff.comparing.library.rules import CONFIRMED, OF_HOLDER, OUTSIDE

__all__ = ["CONFIRMED", "OF_HOLDER", "OUTSIDE", "Seen", "seen_by_generators"]
