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
            asyncio.get_running_loop().call_later(_EVERY_S, self._flush)
        elif len(self._given) >= _AT_ONCE:
            self._flush()

    def _flush(self) -> None:
        # In a thread: whoever reads the log may be slow, and the loop waits for nobody.
        asyncio.get_running_loop().run_in_executor(None, self._hand_on, self._taken())

    def close(self) -> None:
        """Hand on what is left, when the loop has ended."""
        self._hand_on(self._taken())

    def _taken(self) -> list[Given]:
        given, self._given = self._given, []
        return given

    def _hand_on(self, given: Sequence[Given]) -> None:
        if given:
            for note in self._notes:
                note(given)
