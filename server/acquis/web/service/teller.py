"""Tell log and numbers of answers that were given again, many at a time: one by one costs more than they.

It must not hold them longer than a moment.
"""

import asyncio
from collections.abc import Callable, Sequence

from acquis.web.service.kept import Given

__all__ = ["Note", "Teller"]

Note = Callable[[Sequence[Given]], None]

_EVERY_S = 0.1
_AT_ONCE = 500


class Teller:
    """Hands what it was told on to *notes*, from time to time; used on one event loop."""

    def __init__(self, *notes: Note) -> None:
        self._notes = notes
        self._given: list[Given] = []

    def tell(self, given: Given) -> None:
        """Take note of one answer."""
        self._given.append(given)
        if len(self._given) == 1:
            asyncio.get_running_loop().call_later(_EVERY_S, self.flush)
        elif len(self._given) >= _AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Hand on what there is."""
        given, self._given = self._given, []
        if given:
            for note in self._notes:
                note(given)
