"""A front end's connection to the broker: it asks, and waits for what concerns it while watching the client.

It must not carry queries. One thread uses it at a time.
"""

import os
import select
from collections.abc import Callable, Iterable

from acquis.pool import notes, refusals
from acquis.pool.jobs import Gone
from acquis.pool.notes import Note

__all__ = ["Line", "Lost", "Watch", "descriptor"]

_CONNECT_S = 5.0
# Most answers come before anyone could leave; watching a client takes a thread of the server some time.
_SOON_S = 0.02


class Lost(Exception):
    """The broker is gone, or does not answer."""


class Line:
    """A connection to the broker that listens at *address*; `number` is that of the last query asked.

    Raises:
        Lost: nobody listens there.
    """

    def __init__(self, address: str) -> None:
        self.socket = notes.stream()
        self.number = 0
        try:
            self.socket.settimeout(_CONNECT_S)
            self.socket.connect(address)
            self.socket.setblocking(True)
        except OSError:
            self.socket.close()
            raise Lost from None

    def close(self) -> None:
        """Let the broker go; what was asked and not answered is stopped."""
        self.socket.close()

    def alive(self) -> bool:
        """Tell whether the broker still is at the other end."""
        watch = select.poll()
        watch.register(self.socket, 0)
        return not watch.poll(0)

    def tell(self, note: Note) -> None:
        """Send *note*.

        Raises:
            Lost: the broker is gone.
        """
        try:
            notes.send(self.socket, note)
        except OSError:
            raise Lost from None

    def hear(self) -> tuple[Note, int | None]:
        """Return the next note, and the descriptor that came with it.

        Raises:
            Lost: the broker is gone.
        """
        try:
            note, descriptors = notes.receive(self.socket, 1)
        except (EOFError, OSError):
            raise Lost from None
        return note, descriptors[0] if descriptors else None

    def wait(
        self, wanted: Callable[[Note], bool], seconds: float, gone: Gone | None = None
    ) -> tuple[Note, int | None]:
        """Return the first note that is *wanted*, with its descriptor; others belong to queries of the past.

        Raises:
            Lost: the broker is gone, or silent for so many *seconds*.
            QueryFailed: *gone* says that the client left; the broker is told.
        """
        watch = Watch([self.socket.fileno()], gone)
        while ready := watch.wait(seconds):
            if self.socket.fileno() in ready:
                note, passed = self.hear()
                if wanted(note):
                    return note, passed
                if passed is not None:
                    os.close(passed)
            else:
                self.tell({"cancel": self.number})
                raise refusals.left()
        raise Lost


class Watch:
    """Waits until there is something to read from any of *numbers*, descriptors, or *gone* has left.

    Who may leave is looked at only where all others are silent for a moment.
    """

    def __init__(self, numbers: Iterable[int], gone: Gone | None = None) -> None:
        self._watch, self._gone = select.poll(), gone
        for number in numbers:
            self._watch.register(number, select.POLLIN)

    def wait(self, seconds: float | None = None) -> set[int]:
        """Return which can be read; none after *seconds*, and one that is not among the numbers for *gone*.

        Raises:
            QueryFailed: *gone* has left already.
        """
        if self._gone is not None:
            if ready := self._ready(_SOON_S if seconds is None else min(_SOON_S, seconds)):
                return ready
            left, self._gone = descriptor(self._gone), None
            if left is not None:
                self._watch.register(left, select.POLLIN)
        return self._ready(seconds)

    def _ready(self, seconds: float | None) -> set[int]:
        return {number for number, _ in self._watch.poll(None if seconds is None else seconds * 1000)}


def descriptor(gone: Gone | None) -> int | None:
    """Return the descriptor of *gone* to wait for, None if nobody can leave.

    Raises:
        QueryFailed: the client has left already.
    """
    if gone is None:
        return None
    number = gone.fileno()
    if number < 0:
        raise refusals.left()
    return number
