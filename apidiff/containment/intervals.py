"""Sets of code points as sorted, disjoint pairs, both ends included."""

from __future__ import annotations

Intervals = tuple[tuple[int, int], ...]

LAST = 0x10FFFF


def union(intervals: Intervals) -> Intervals:
    """Sorted and merged."""
    merged: list[tuple[int, int]] = []
    for low, high in sorted(intervals):
        # Neighbours are merged too, so that equal sets are equal tuples, and equal patterns one formula.
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return tuple(merged)


def complement(intervals: Intervals) -> Intervals:
    """All code points that are in none of the intervals."""
    result, start = [], 0
    for low, high in union(intervals):
        if start < low:
            result.append((start, low - 1))
        start = high + 1
    if start <= LAST:
        result.append((start, LAST))
    return tuple(result)
