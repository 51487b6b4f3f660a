"""Reckon with the figures of several rounds: their median and spread, and ratios of two servers.

It must not measure or lay out anything.
"""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Spread", "ratio", "spread"]


@dataclass(frozen=True)
class Spread:
    """The median of some figures, the smallest and the largest."""

    middle: float
    least: float
    most: float


def spread(figures: Sequence[float]) -> Spread | None:
    """Return the spread of *figures*, None for none.

    >>> spread([3.0, 1.0, 2.0])
    Spread(middle=2.0, least=1.0, most=3.0)
    """
    return Spread(statistics.median(figures), min(figures), max(figures)) if figures else None


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> Spread | None:
    """Return how often *theirs* goes into *ours*, round by round, as each round was measured side by side.

    None where a round is missing, or has nothing to divide by.

    >>> ratio([4.0, 9.0, 8.0], [2.0, 3.0, 2.0])
    Spread(middle=3.0, least=2.0, most=4.0)
    """
    if len(ours) != len(theirs) or not all(theirs):
        return None
    return spread([one / other for one, other in zip(ours, theirs, strict=True)])
