"""Own the heaviest chain of pairs that keeps the order of both sides. It must not know what is paired."""

from bisect import bisect_right
from collections.abc import Mapping

__all__ = ["chain"]

_Place = tuple[int, int]


def chain(weights: Mapping[_Place, float]) -> list[_Place]:
    """Return the pairs of places that rise on both sides and weigh most together, each place in one pair.

    >>> chain({(0, 0): 1.0, (1, 2): 1.0, (2, 1): 0.5, (3, 3): 1.0})
    [(0, 0), (1, 2), (3, 3)]
    """
    columns = sorted({column for _, column in weights})
    best: list[tuple[float, _Place | None]] = [(0.0, None)] * (len(columns) + 1)
    before: dict[_Place, _Place | None] = {}
    # Within a row from the right, so that no pair follows another of the same row.
    for pair in sorted(weights, key=lambda one: (one[0], -one[1])):
        slot = bisect_right(columns, pair[1])
        total, last = _highest(best, slot - 1)
        before[pair] = last
        _raise(best, slot, (total + weights[pair], pair))
    _, place = _highest(best, len(columns))
    found: list[_Place] = []
    while place is not None:
        found.append(place)
        place = before[place]
    return found[::-1]


# Fenwick, A New Data Structure for Cumulative Frequency Tables (1994), with the highest instead of the sum.
def _highest(best: list[tuple[float, _Place | None]], slot: int) -> tuple[float, _Place | None]:
    found: tuple[float, _Place | None] = (0.0, None)
    while slot > 0:
        if best[slot][0] > found[0]:
            found = best[slot]
        slot -= slot & -slot
    return found


def _raise(best: list[tuple[float, _Place | None]], slot: int, value: tuple[float, _Place | None]) -> None:
    while slot < len(best):
        if value[0] > best[slot][0]:
            best[slot] = value
        slot += slot & -slot
