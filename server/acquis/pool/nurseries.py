"""Own the nurseries as the broker sees them: the process that hosts for one task are forked from.

It must not know what a host does.
"""

import os
import socket
import subprocess
import sys

from acquis.pool import notes

__all__ = ["Nursery"]


class Nursery:
    """The `process` that hosts for *task* are forked from."""

    def __init__(self, task: str) -> None:
        self._line, theirs = notes.pair()
        with theirs:
            named = [task, str(theirs.fileno()), str(os.getpid())]
            command = [sys.executable, "-m", "acquis.pool.nursery", *named]
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=(theirs.fileno(),))

    def host(self, release: str, *, prompt: bool) -> socket.socket:
        """Return the line to a new host of *release*, whose other end closes where there can be none."""
        ours, theirs = notes.pair()
        with theirs:
            notes.offer(self._line, {"host": release, "prompt": prompt}, (theirs.fileno(),))
        ours.setblocking(False)
        return ours
