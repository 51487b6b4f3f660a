"""The process that holds one release and forks the children that do one task on it, and nothing else.

It must not evaluate what the public sends. It has a single thread, so that forking is safe. It is started by
the broker, speaks with it in notes on one line, and ends with it.
"""

import gc
import logging
import os
import select
import signal
import socket
import sys
from collections.abc import Callable

from acquis import config
from acquis.config import Settings
from acquis.engine import Engine
from acquis.errors import AcquisError, ReleaseError
from acquis.pool import checking, child, notes, sandbox
from acquis.pool.child import UNREADABLE, Limits
from acquis.pool.evaluate import evaluate
from acquis.pool.jobs import VALIDATE, Job
from acquis.releases import grown, release

__all__ = ["main"]

_Given = Callable[[], Engine]
_Better = Callable[[], _Given] | None

# After so many seconds without a note nobody waits for a child.
_SETTLED = 0.2
_JSON = "application/sparql-results+json"
# What a child may need is loaded before its walls stand: one query of each kind, form and way to fail.
_WARM_UP = (
    ("ASK { ?s ?p ?o }", _JSON),
    ("SELECT * { ?s a ?o } LIMIT 1", _JSON),
    ("SELECT * { ?s a ?o } LIMIT 1", "application/sparql-results+xml"),
    ("SELECT * { ?s a ?o } LIMIT 1", "text/csv"),
    ("SELECT (COUNT(*) AS ?n) { ?s a ?o FILTER REGEX(STR(?s), '^a', 'i') } ORDER BY ?n", _JSON),
    ("CONSTRUCT WHERE { ?s a ?o } LIMIT 1", "text/turtle"),
    ("CONSTRUCT WHERE { ?s a ?o } LIMIT 1", "application/ld+json"),
    ("SELECT * { ?s a ?o } LIMIT 1", "text/turtle"),
    ("SELECT ?s { ?s a ?o ", _JSON),
    ("SELECT ?s { SERVICE <urn:x> { ?s a ?o } }", _JSON),
    ("INSERT DATA { <urn:x> a <urn:y> }", _JSON),
)


class _Host:
    """The host of one release: its engine, the line to the broker and the children it has forked."""

    def __init__(self, line: socket.socket, engine: _Given, limits: Limits, better: _Better = None) -> None:
        self._line = line
        self._engine = engine
        self._limits = limits
        self._better = better

    def run(self) -> None:
        """Fork a child for each note of the broker and tell of each one's end, until the broker is gone.

        Raises:
            EOFError: it is gone.
            ReleaseError: the release cannot be read any more.
        """
        woken, wake = socket.socketpair()
        for end in (woken, wake):
            end.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
        while True:
            ready, _, _ = select.select([self._line, woken], [], [], _SETTLED if self._better else None)
            if not ready and self._better:
                self._improve(self._better)
            if woken in ready:
                woken.recv(4096)
                self._reap()
            if self._line in ready:
                notes.receive(self._line)
                self._fork()

    def _improve(self, better: Callable[[], _Given]) -> None:
        """Give *better* engines to the children from now on, and have those there are replaced."""
        self._better, self._engine = None, better()
        gc.freeze()
        notes.send(self._line, {"improved": True})

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
            if os.WIFEXITED(status) and os.WEXITSTATUS(status) == UNREADABLE:
                raise ReleaseError("The store of the release cannot be opened any more.")
            number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
            notes.send(self._line, {"ended": pid, "signal": number})


def _limits(task: str, settings: Settings) -> Limits:
    return Limits(
        settings.query_memory_mb << 20,
        settings.max_submission_bytes if task == VALIDATE else 0,
        settings.max_result_bytes,
        float(settings.query_seconds),
    )


def _engines_of(name: str, task: str, settings: Settings) -> tuple[_Given, _Better]:
    """Return what gives a child its engine: the one in memory, or for a store on disk a new one each.

    An open store on disk has threads of its own, and a process with threads must not fork. A release that has
    just grown out of another is asked at once: its store answers first, and what gives the engine in memory
    comes second, for when nobody waits.
    """
    found = release.read(settings.releases_dir / name)

    def held() -> _Given:
        engine = release.open_engine(found, memory_quads=settings.memory_quads)
        _warm_up(engine, task)
        return lambda: engine

    is_small = found.manifest["quads"] <= settings.memory_quads
    if is_small and (task or not grown.is_grown(found.manifest)):
        return held(), None
    _warm_up(Engine.from_quads([]), task)
    return lambda: release.open_engine(found), held if is_small else None


def _warm_up(engine: Engine, task: str) -> None:
    if task == VALIDATE:
        checking.warm_up(engine)
        return
    for text, media_type in _WARM_UP:
        try:
            evaluate(engine, Job(text, media_type))
        except AcquisError:
            continue


def main(arguments: list[str]) -> None:
    """Serve the release and the task named first in *arguments*, on the line whose descriptor comes next."""
    name, task, line, broker = arguments[0], arguments[1], notes.stream(int(arguments[2])), int(arguments[3])
    sandbox.die_with_parent(broker)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        cut = sandbox.cut_network()
        settings = config.load()
        engine, better = _engines_of(name, task, settings)
        gc.freeze()
        notes.send(line, {"ready": name, "network_cut": cut})
        _Host(line, engine, _limits(task, settings), better).run()
    except (EOFError, BrokenPipeError, ConnectionResetError):
        # Children end now, too, and nobody is left to be woken by it.
        signal.set_wakeup_fd(-1)
    except AcquisError as error:
        logging.getLogger("acquis.pool").error("%s", error)
        notes.offer(line, {"failed": name})


if __name__ == "__main__":
    main(sys.argv[1:])
