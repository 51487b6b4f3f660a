"""Say what a server to be measured is, and own its running: on a free port of 127.0.0.1, ended by its id.

It must not know any server by name.
"""

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote

from acquis.bench.peers.fetching import Unavailable
from acquis.bench.server import Server

__all__ = ["Data", "Peer", "Running", "free_port"]

_READY_S = 900.0
_STOP_S = 60.0
_READY = "ASK { ?subject ?property ?value }"
_ANSWER = "application/sparql-results+json"


@dataclass(frozen=True)
class Data:
    """The same triples as two files: with a named graph for each document, and without."""

    nquads: Path
    ntriples: Path


class Peer(ABC):
    """A server: how it is brought, loaded and started. *folder* is where its program is kept."""

    name: ClassVar[str]
    path: ClassVar[str] = "/query"
    beside: ClassVar[str] = ""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @abstractmethod
    def install(self) -> str:
        """Bring the program, and return its version.

        Raises:
            Unavailable: it cannot be had here.
        """

    @abstractmethod
    def load(self, data: Data, store: Path) -> None:
        """Put *data* into the empty folder *store*, ready to be served.

        Raises:
            Unavailable: it cannot.
        """

    @abstractmethod
    def command(self, store: Path, port: int) -> list[str | Path]:
        """Return the command that serves *store* on *port* of 127.0.0.1 until it is ended."""

    def environ(self) -> dict[str, str]:
        """Return the environment of the command; by default ours, without what is meant for this Python."""
        return {
            name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "ACQUIS_"))
        }

    def query(self, text: str) -> str:
        """Return path and query string of the address that asks *text*."""
        return f"{self.path}?query={quote(text, safe='')}{self.beside}"


class Running:
    """A server that runs until `stop`; a second one can take its place with `again`.

    Raises:
        Unavailable: it ended, or did not answer in time.
    """

    def __init__(self, peer: Peer, store: Path) -> None:
        self.peer, self._store = peer, store
        self._process, self.server = self._start()

    def again(self) -> None:
        """Stop it, however busy it is, and start it anew."""
        self.stop()
        self._process, self.server = self._start()

    def stop(self) -> None:
        """End it by its id."""
        _end(self._process)

    def _start(self) -> tuple["subprocess.Popen[bytes]", Server]:
        port = free_port()
        start = time.perf_counter()
        with (self._store.parent / f"{self._store.name}.log").open("ab") as log:
            process = subprocess.Popen(
                [str(part) for part in self.peer.command(self._store, port)],
                env=self.peer.environ(),
                cwd=self._store,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        try:
            return process, self._ready(process, f"http://127.0.0.1:{port}", start)
        except BaseException:
            _end(process)
            raise

    def _ready(self, process: "subprocess.Popen[bytes]", address: str, start: float) -> Server:
        """Return the server once it answers."""
        while time.perf_counter() - start < _READY_S:
            if process.poll() is not None:
                raise Unavailable(f"it ended when it was started: {self._last_line()}")
            if _answers(address + self.peer.query(_READY)):
                return Server(address, process.pid, time.perf_counter() - start)
            time.sleep(0.005)
        raise Unavailable(f"it did not answer within {_READY_S:g} seconds")

    def _last_line(self) -> str:
        log = self._store.parent / f"{self._store.name}.log"
        lines = log.read_text("utf-8", "replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing")[:300]


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(timeout=_STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _answers(address: str) -> bool:
    """Return whether the server has data: one that listens before it has read them is not ready."""
    asked = urllib.request.Request(address, headers={"Accept": _ANSWER})
    try:
        with urllib.request.urlopen(asked, timeout=30) as response:
            return b"true" in response.read()
    except (OSError, urllib.error.URLError):
        return False
