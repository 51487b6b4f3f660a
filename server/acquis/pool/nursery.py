"""The process that hosts are forked from: it has loaded all that their task needs, and holds no release.

It must not read a query or a release. It has a single thread, so that forking is safe. It is started by the
broker and ends with it. A host is there in milliseconds, and what is loaded is in memory once for all.
"""

import gc
import os
import signal
import socket
import sys

from acquis import config
from acquis.config import Settings
from acquis.pool import host, notes, sandbox, warming

__all__ = ["main"]


def main(arguments: list[str]) -> None:
    """Fork hosts for the task named first in *arguments*, as told on the line whose descriptor comes next."""
    task, line, broker = arguments[0], notes.stream(int(arguments[1])), int(arguments[2])
    sandbox.die_with_parent(broker)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Hosts that end, and what they leave, are no more at once: the broker hears of it on their lines.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    sandbox.adopt_orphans()
    network_cut = sandbox.cut_network()
    settings = config.load()
    warming.warm_up(task)
    gc.freeze()
    while True:
        try:
            note, (end,) = notes.receive(line, 1)
        except (EOFError, ConnectionResetError):
            return
        with notes.stream(end) as theirs:
            _fork(note, task, theirs, settings, line, network_cut=network_cut)


def _fork(
    note: notes.Note,
    task: str,
    theirs: socket.socket,
    settings: Settings,
    line: socket.socket,
    *,
    network_cut: bool,
) -> None:
    """Fork the host that *note* names, with *theirs* for a line; where that fails the broker sees it end."""
    nursery = os.getpid()
    try:
        pid = os.fork()
    except OSError:
        return
    if pid == 0:
        try:
            line.close()
            sandbox.die_with_parent(nursery)
            prompt = bool(note["prompt"])
            host.serve(note["host"], task, theirs, settings, prompt=prompt, network_cut=network_cut)
        finally:
            os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
