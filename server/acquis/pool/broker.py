"""The process that decides which query runs when and for how long, and stops those that take too much.

It must not hold a store or see a query: front ends and children exchange them directly. It has one thread and
waits in one place only.
"""

import selectors
import signal
import socket
import sys
from collections.abc import Callable
from functools import partial

from acquis import config
from acquis.config import Settings
from acquis.errors import ReleaseError
from acquis.pool import notes, sandbox
from acquis.pool.ask import Front, Place
from acquis.pool.hosts import Host, Hosts
from acquis.pool.runs import Runs

__all__ = ["main"]

_MOST_DESCRIPTORS = 2


class _Broker:
    """The loop: what comes on the lines of front ends and hosts, and the clock."""

    def __init__(self, listener: socket.socket, settings: Settings) -> None:
        self._selector = selectors.DefaultSelector()
        self._calls: dict[int, Callable[[], None]] = {}
        self._listener = listener
        self._hosts = Hosts(settings, self._host_joined, lambda host: self._ignore(host.line))
        self._runs = Runs(settings, self._hosts)
        listener.setblocking(False)
        self._listen(listener, self._accept)

    def run(self) -> None:
        """Work until killed."""
        self._warm_up()
        while True:
            for key, _ in self._selector.select(self._runs.sweep()):
                # An earlier call of this round may have parted with it.
                if key.fd in self._calls:
                    self._calls[key.fd]()

    def _warm_up(self) -> None:
        """Start the host of the current release before anyone asks it."""
        try:
            self._hosts.get(Place(self._hosts.resolve("")))
        except ReleaseError:
            return

    def _listen(self, line: socket.socket, call: Callable[[], None]) -> None:
        self._selector.register(line, selectors.EVENT_READ)
        self._calls[line.fileno()] = call

    def _ignore(self, line: socket.socket) -> None:
        self._selector.unregister(line)
        del self._calls[line.fileno()]

    def _accept(self) -> None:
        try:
            line, _ = self._listener.accept()
        except OSError:
            return
        line.setblocking(False)
        front = Front(line)
        self._listen(line, partial(self._from_front, front))

    def _from_front(self, front: Front) -> None:
        try:
            self._take(front, notes.receive(front.line)[0])
        except BlockingIOError:
            return
        except (EOFError, OSError, LookupError, TypeError, ValueError, RecursionError):
            # Gone, or it says what no front end of ours does; the others must not suffer.
            self._ignore(front.line)
            front.line.close()
            self._runs.leave(front)

    def _take(self, front: Front, note: notes.Note) -> None:
        if "ask" in note:
            self._runs.admit(front, note)
        elif "done" in note:
            self._runs.done(front, note)
        elif "cancel" in note:
            self._runs.leave(front)
        elif "fault" in note:
            self._runs.fault(front, note)
        else:
            notes.offer(front.line, {"stats": self._runs.stats()})

    def _host_joined(self, host: Host) -> None:
        self._listen(host.line, partial(self._from_host, host))

    def _from_host(self, host: Host) -> None:
        try:
            note, descriptors = notes.receive(host.line, _MOST_DESCRIPTORS)
        except BlockingIOError:
            return
        except (EOFError, OSError):
            self._runs.lost(host)
            return
        if "forked" in note:
            host.adopt(int(note["forked"]), descriptors)
            self._runs.counts["forks"] += 1
            self._runs.dispatch()
        elif "unforked" in note:
            # Those who wait ask again at the next look.
            host.asked -= 1
        elif "ended" in note:
            child = host.children.get(int(note["ended"]))
            if child:
                self._runs.died(child, int(note["signal"]))
                host.lose(child.pid)
        elif "ready" in note:
            self._hosts.ready(host, int(note["ready"]), network_cut=bool(note["network_cut"]))
            self._runs.ready(host)
        elif "failed" in note:
            self._runs.lost(host, failed=True)
        elif "improved" in note:
            self._hosts.improved(host, int(note["improved"]))
            self._runs.counts["improved"] += 1
            self._runs.dispatch()


def main(arguments: list[str]) -> None:
    """Serve on a listening socket and end with a process: *arguments* are the descriptor and the number."""
    sandbox.die_with_parent(int(arguments[1]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sandbox.allow_descriptors()
    with socket.socket(fileno=int(arguments[0])) as listener:
        _Broker(listener, config.load()).run()


if __name__ == "__main__":
    main(sys.argv[1:])
