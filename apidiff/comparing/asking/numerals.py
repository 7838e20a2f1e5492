"""Integers as texts: bounds in, a regular expression of the decimal texts between them out."""

from __future__ import annotations

ANY_INTEGER = "^(?:0|-?[1-9][0-9]*)$"
ANY_NUMBER = r"^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$"


def integers_between(least: int | None, most: int | None) -> str | None:
    """An anchored expression of the integers from `least` to `most`; `None` if there are none."""
    if least is None and most is None:
        return ANY_INTEGER
    if least is not None and most is not None and least > most:
        return None
    parts: list[str] = []
    if least is None or least < 0:
        low = None if least is None else -least
        # From -1 down: zero has no sign, `-0` is not how it is written.
        high = 1 if most is None or most >= 0 else -most
        parts += [f"-{part}" for part in _naturals(high, low)]
    if most is None or most >= 0:
        parts += _naturals(max(least or 0, 0), most)
    return f"^(?:{'|'.join(parts)})$"


def _naturals(least: int, most: int | None) -> list[str]:
    """Expressions of the natural numbers from `least` to `most`, without leading zeros."""
    if most is None:
        # All that have as many digits as `least`, then any number with more.
        digits = len(str(least))
        return [*_naturals(least, 10**digits - 1), f"[1-9][0-9]{{{digits},}}"]
    parts: list[str] = []
    low = least
    while low <= most:
        high = min(most, 10 ** len(str(low)) - 1)
        parts += _same_length(str(low), str(high))
        low = high + 1
    return parts


def _same_length(low: str, high: str) -> list[str]:
    """Expressions of the numbers between two texts of equal length."""
    if not low:
        return [""]
    if low[0] == high[0]:
        return [low[0] + rest for rest in _same_length(low[1:], high[1:])]
    # 17 to 42 is `1[7-9]`, `[2-3][0-9]` and `4[0-2]`: the rest of the first ten, whole tens, the start of the last ten.
    zeros, nines = "0" * (len(low) - 1), "9" * (len(low) - 1)
    parts: list[str] = []
    first, last = int(low[0]), int(high[0])
    if low[1:] != zeros:
        parts += [low[0] + rest for rest in _same_length(low[1:], nines)]
        first += 1
    if high[1:] != nines:
        last -= 1
    if first <= last:
        digit = str(first) if first == last else f"[{first}-{last}]"
        parts.append(digit + (f"[0-9]{{{len(zeros)}}}" if zeros else ""))
    if high[1:] != nines:
        parts += [high[0] + rest for rest in _same_length(zeros, high[1:])]
    return parts
