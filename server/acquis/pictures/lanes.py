"""Lay marks out so that none covers another: in rows by their extent, in columns by their number.

It must not know what the marks mean.
"""

from collections.abc import Sequence

__all__ = ["stacked"]


def stacked(spans: Sequence[tuple[float, float]], gap: float = 6) -> list[int]:
    """Return for each of *spans*, a start and an end, the first row from 0 on in which it has room.

    >>> stacked([(0, 10), (5, 15), (20, 30)])
    [0, 1, 0]
    """
    ends: list[float] = []
    rows = []
    for start, end in spans:
        row = next((place for place, last in enumerate(ends) if last + gap <= start), len(ends))
        ends[row : row + 1] = [end]
        rows.append(row)
    return rows
