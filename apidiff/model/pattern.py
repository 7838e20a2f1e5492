"""Regular expressions that are compiled when they are first used: a run defines sixty of them and uses half.

To a type checker `pattern` is `re.compile`. An expression that is wrong is an error at its first use, not before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from re import compile as pattern
else:
    import re

    class _Pattern:
        """Stands for a `re.Pattern` and becomes it, method by method."""

        def __init__(self, text, flags):
            self._made_of = text, flags

        def __getattr__(self, name):
            """Look up in the compiled expression, and keep what was found: the next call finds it in the instance."""
            value = getattr(re.compile(*self._made_of), name)  # `re` keeps what it has compiled
            self.__dict__[name] = value
            return value

    def pattern(text, flags=0):
        """As `re.compile`, later."""
        return _Pattern(text, flags)


__all__ = ["pattern"]
