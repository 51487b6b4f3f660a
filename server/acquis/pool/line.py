"""A front end's connection to the broker: it asks, and waits for what concerns it while watching the client.

It must not carry queries. One thread uses it at a time.
"""

import os
import select
from collections.abc import Callable

from acquis.pool import notes, refusals
from acquis.pool.jobs import Gone
from acquis.pool.notes import Note

__all__ = ["Line", "Lost", "descriptor"]

_CONNECT_S = 5.0


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
        watch, left = select.poll(), descriptor(gone)
        watch.register(self.socket, select.POLLIN)
        if left is not None:
            watch.register(left, select.POLLIN)
        while ready := dict(watch.poll(seconds * 1000)):
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
