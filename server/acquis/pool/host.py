"""The process that holds one release and forks the children that do one task on it, and nothing else.

It must not evaluate what the public sends. It has a single thread, so that forking is safe. It is forked by
the nursery, speaks with the broker in notes on one line, and ends with it.
"""

import gc
import logging
import os
import select
import signal
import socket
from collections.abc import Callable
from threading import Thread

from acquis.config import Settings
from acquis.engine import Engine
from acquis.errors import AcquisError, ReleaseError
from acquis.pool import child, notes, sandbox
from acquis.pool.child import UNREADABLE, Limits
from acquis.pool.jobs import VALIDATE
from acquis.releases import grown, release

__all__ = ["serve"]

_Given = Callable[[], Engine]
_Better = Callable[[], _Given] | None

# After so many seconds without a note nobody waits for a child.
_SETTLED = 0.2
# What host and successor say to each other, and how much the work of a successor gives way.
_READY = b"!"
_LAST = 19


class _Host:
    """The host of one release: its engine, the line to the broker and the children it has forked.

    Where there is a *better* engine, a successor of this process gets it when nobody waits, takes over the
    line, and leaves to this one only the children it has.
    """

    def __init__(self, line: socket.socket, engine: _Given, limits: Limits, better: _Better = None) -> None:
        self._line = line
        self._engine = engine
        self._limits = limits
        self._better = better
        self._successor: socket.socket | None = None
        self._is_over = False
        self._woken = _wakened()
        self._children: set[int] = set()

    def run(self) -> None:
        """Fork a child for each note of the broker and tell of each one's end, until the broker is gone.

        Raises:
            EOFError: it is gone.
            ReleaseError: the release cannot be read.
        """
        while not self._is_over or self._children:
            lines = filter(None, (self._woken, self._successor, None if self._is_over else self._line))
            ready, _, _ = select.select([*lines], [], [], _SETTLED if self._better else None)
            if not ready and self._better:
                self._hatch(self._better)
            if self._woken in ready:
                self._woken.recv(4096)
                self._reap()
            if self._successor in ready:
                self._hand_over()
            elif self._line in ready:
                notes.receive(self._line)
                self._fork()

    def _hatch(self, better: Callable[[], _Given]) -> None:
        """Fork the successor; in it, return once it has its engine and the line."""
        self._better = None
        ours, theirs = socket.socketpair()
        if os.fork():
            theirs.close()
            self._successor = ours
            return
        ours.close()
        # The children there are, are none of its own.
        self._woken, self._children = _wakened(), set()
        self._engine = _quietly(better)
        gc.freeze()
        with theirs:
            theirs.send(_READY)
            if theirs.recv(1) != _READY:
                os._exit(0)
        notes.send(self._line, {"improved": os.getpid()})

    def _hand_over(self) -> None:
        """Let the successor have the line.

        Raises:
            ReleaseError: it ended before it had its engine.
        """
        assert self._successor is not None
        if self._successor.recv(1) != _READY:
            raise ReleaseError("What is held of the release is not what it was made of.")
        self._is_over = True
        self._successor.send(_READY)
        self._successor.close()
        self._successor = None

    def _fork(self) -> None:
        ours, theirs = socket.socketpair()
        host = os.getpid()
        try:
            pid = os.fork()
        except OSError:
            ours.close()
            theirs.close()
            notes.send(self._line, {"unforked": True})
            return
        if pid == 0:
            try:
                child.start(theirs, host, self._engine, self._limits)
            finally:
                os._exit(0)
        theirs.close()
        self._children.add(pid)
        # A descriptor of the process, unlike its number, can never come to mean another one.
        process = os.pidfd_open(pid)
        notes.send(self._line, {"forked": pid}, (ours.fileno(), process))
        os.close(process)
        ours.close()

    def _reap(self) -> None:
        """Tell of each child that has ended.

        Raises:
            ReleaseError: one could not open the release.
        """
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            self._children.discard(pid)
            if os.WIFEXITED(status) and os.WEXITSTATUS(status) == UNREADABLE:
                raise ReleaseError("The store of the release cannot be opened any more.")
            number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
            notes.send(self._line, {"ended": pid, "signal": number})


def _wakened() -> socket.socket:
    """Return what becomes readable when a child of this process has ended."""
    woken, wake = socket.socketpair()
    for end in (woken, wake):
        end.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake.detach(), warn_on_full_buffer=False)
    return woken


def _quietly(make: Callable[[], _Given]) -> _Given:
    """Return what *make* makes, in a thread that gives way to all others; the process has one again after."""
    made: list[_Given] = []

    def work() -> None:
        os.setpriority(os.PRIO_PROCESS, 0, _LAST)
        try:
            made.append(make())
        except AcquisError as error:
            _log(error)

    thread = Thread(target=work)
    thread.start()
    thread.join()
    if not made:
        os._exit(0)
    return made[0]


def _log(error: AcquisError) -> None:
    logging.getLogger("acquis.pool").error("%s", error)


def _limits(task: str, settings: Settings) -> Limits:
    return Limits(
        settings.query_memory_mb << 20,
        settings.max_submission_bytes if task == VALIDATE else 0,
        settings.max_result_bytes,
        float(settings.query_seconds),
    )


def _engines_of(
    found: release.Release, task: str, settings: Settings, *, prompt: bool
) -> tuple[_Given, _Better]:
    """Return what gives a child its engine: the one in memory, or for a store on disk a new one each.

    An open store on disk has threads of its own, and a process with threads must not fork. A release that is
    asked for *prompt*, or has just grown out of another, is asked at once: its store answers first, and what
    gives the engine in memory comes second, for when nobody waits.
    """

    def held() -> _Given:
        engine = release.open_engine(found, memory_quads=settings.memory_quads)
        # What loading took beside would be a part of each child.
        sandbox.give_back()
        return lambda: engine

    is_small = found.manifest["quads"] <= settings.memory_quads
    if is_small and (task or not (prompt or grown.is_grown(found.manifest))):
        return held(), None
    return lambda: release.open_engine(found), held if is_small else None


def serve(
    name: str, task: str, line: socket.socket, settings: Settings, *, prompt: bool, network_cut: bool
) -> None:
    """Be the host of the release *name* for *task*, on *line*, until the broker at its end is gone."""
    try:
        found = release.read(settings.releases_dir / name)
        engine, better = _engines_of(found, task, settings, prompt=prompt)
        gc.freeze()
        notes.send(line, {"ready": os.getpid(), "network_cut": network_cut})
        _Host(line, engine, _limits(task, settings), better).run()
    except (EOFError, BrokenPipeError, ConnectionResetError):
        # Children end now, too, and nobody is left to be woken by it.
        signal.set_wakeup_fd(-1)
    except AcquisError as error:
        _log(error)
        notes.offer(line, {"failed": name})
