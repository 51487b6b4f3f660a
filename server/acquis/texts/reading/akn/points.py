"""Which level of a list a point stands at, by its number and the points before it: (a), (i), (1).

It must not know the words of a point.
"""

from dataclasses import dataclass

from acquis.texts.reading.akn.numbers import ALPHA, ROMAN, Label, counted

__all__ = ["Place", "Points"]


@dataclass(frozen=True)
class Place:
    """Where a point stands: the end of its address, how deep, and if a number is missing."""

    tail: str
    depth: int
    skipped: bool


class Points:
    """The points of one paragraph so far."""

    def __init__(self) -> None:
        self._open: list[tuple[str, int]] = []

    @property
    def begun(self) -> bool:
        """Whether there is a point."""
        return bool(self._open)

    def place(self, label: Label, following: Label | None) -> Place:
        """Return where the point with *label* stands; *following* is the number of the block after it."""
        options = label.options
        opens = next(((style, count) for style, count in options if count == 1), None)
        for depth in reversed(range(len(self._open))):
            style, last = self._open[depth]
            if (style, last + 1) in options and not self._begins(opens, following):
                return self._put(depth, (style, last + 1), skipped=False)
        if opens is not None and opens[0] not in [style for style, _ in self._open]:
            return self._put(len(self._open), opens, skipped=False)
        for depth in reversed(range(len(self._open))):
            style, last = self._open[depth]
            if (count := label.count(style)) > last:
                return self._put(depth, (style, count), skipped=True)
        return self._put(len(self._open), opens or options[0], skipped=opens is None)

    def goes_on(self, label: Label) -> bool:
        """Return whether *label* is the next at the deepest level."""
        return bool(self._open) and (self._open[-1][0], self._open[-1][1] + 1) in label.options

    def _begins(self, opens: tuple[str, int] | None, following: Label | None) -> bool:
        """Return whether (i) opens a list of its own: (ii) follows and not (j)."""
        if opens is None or opens[0] != ROMAN or following is None:
            return False
        return (ROMAN, 2) in following.options and (ALPHA, 10) not in following.options

    def _put(self, depth: int, one: tuple[str, int], *, skipped: bool) -> Place:
        self._open[depth:] = [one]
        return Place(".".join(counted(*each) for each in self._open), depth, skipped)
