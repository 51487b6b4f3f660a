"""Own real engines for tests: the Oxigraph server, Fuseki and Virtuoso, empty at first, on loopback.

They are brought as the benchmark beside peers brings them. It must not publish to them or ask them.
"""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest

from acquis import config
from acquis.bench.peers.fetching import Unavailable
from acquis.bench.peers.others import Fuseki, Oxigraph
from acquis.bench.peers.virtuoso import SETTINGS, Virtuoso
from acquis.pool import sandbox
from acquis.releases import disk
from checkout import ROOT
from serving import free_port

__all__ = ["ENGINES", "Running", "brought", "running", "settings"]

ENGINES = ("oxigraph", "fuseki", "virtuoso")

_PROGRAMS = ROOT / "build" / "peers"
# That of the development packages, where they are installed.
_OXIGRAPH = Path(sys.executable).with_name("oxigraph")
_START_S = 120
_PEERS: dict[str, type[Oxigraph | Fuseki | Virtuoso]] = {
    "oxigraph": Oxigraph,
    "fuseki": Fuseki,
    "virtuoso": Virtuoso,
}
_TIMEOUT = {"oxigraph": "", "fuseki": "seconds", "virtuoso": "milliseconds"}
_PATHS = {
    "oxigraph": ("/query", "/update", "/store"),
    "fuseki": ("/data/query", "/data/update", "/data/data"),
    "virtuoso": ("/sparql", "/sparql", "/sparql-graph-crud"),
}
_VIRTUOSO = {"buffers": 10_000, "dirty": 6_000, "seconds": 60}


@dataclass
class Running:
    """A running engine called `name`, with its store in `store`; `stop` ends it, `start` starts it again."""

    name: str
    store: Path
    port: int
    wall: Callable[[], None] | None = None
    rows: int = 10_000_000
    process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    @property
    def addresses(self) -> tuple[str, str, str]:
        """Where it takes queries, updates and graphs."""
        query, update, graphs = (f"http://127.0.0.1:{self.port}{path}" for path in _PATHS[self.name])
        return query, update, graphs

    def start(self) -> None:
        """Start it, and return once it answers."""
        with (self.store.parent / f"{self.store.name}.log").open("ab") as log:
            self.process = subprocess.Popen(
                [str(part) for part in self._command()],
                env=_peer(self.name).environ(),
                cwd=self.store,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=partial(_begin, os.getpid(), self.wall),
            )
        start = time.monotonic()
        while not self._answers():
            assert self.process.poll() is None, f"{self.name} ended at once; see {self.store}.log"
            assert time.monotonic() - start < _START_S, f"{self.name} does not answer"
            time.sleep(0.05)

    def stop(self, number: int = signal.SIGTERM) -> None:
        """End it by its id; a second call does nothing."""
        if self.process is not None:
            self.process.send_signal(number)
            self.process.wait(_START_S)
            self.process = None

    def _command(self) -> list[str | Path]:
        if self.name == "oxigraph":
            program = _OXIGRAPH if _OXIGRAPH.is_file() else _PROGRAMS / "oxigraph" / "bin" / "oxigraph"
            place: list[str | Path] = ["--location", self.store, "--bind", f"127.0.0.1:{self.port}"]
            return [program, "serve", "--union-default-graph", "--timeout-s", "20", *place]
        if self.name == "fuseki":
            (jar,) = (_PROGRAMS / "fuseki").glob("*.jar")
            place = [f"--loc={self.store}", "--update", f"--port={self.port}", "--localhost", "/data"]
            return ["java", "-Xmx512m", "-jar", jar, "--tdb2", "--set", "tdb2:unionDefaultGraph=true", *place]
        return [
            _PROGRAMS / "virtuoso" / "root" / "usr/bin/virtuoso-t",
            *("+foreground", "+configfile", self.store / "virtuoso.ini"),
        ]

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.addresses[0]}?query=ASK%20%7B%7D", timeout=10) as response:
                return b"true" in response.read()
        except (OSError, urllib.error.URLError):
            return False


@contextmanager
def running(
    name: str, store: Path, *, wall: Callable[[], None] | None = None, rows: int = 10_000_000
) -> Iterator[Running]:
    """Yield an empty engine called *name* over the new folder *store*, ended afterwards.

    *wall* is called in its process before it starts; *rows* is the most that Virtuoso sends.
    """
    brought(name)
    store.mkdir(parents=True)
    found = Running(name, store.absolute(), free_port(), wall, rows)
    if name == "virtuoso":
        places = {"store": found.store, "data": found.store, "port": found.port, "sql": (sql := free_port())}
        text = SETTINGS.format(**places, **_VIRTUOSO, rows=rows)
        (store / "virtuoso.ini").write_text(text, "utf-8")
    try:
        found.start()
        if name == "virtuoso":
            # Who asks without a name may change nothing there at first.
            isql = _PROGRAMS / "virtuoso" / "root" / "usr/bin/isql-vt"
            order = "EXEC=GRANT SPARQL_UPDATE TO \"SPARQL\"; DB.DBA.RDF_DEFAULT_USER_PERMS_SET('nobody', 7);"
            subprocess.run(
                [isql, f"127.0.0.1:{sql}", "dba", "dba", "ERRORS=STDOUT", order],
                env=_peer(name).environ(),
                check=True,
                capture_output=True,
                timeout=_START_S,
            )
        yield found
    finally:
        found.stop(signal.SIGKILL)


def brought(name: str) -> None:
    """Skip the test unless the engine called *name* is here, or can be brought."""
    if name == "oxigraph" and _OXIGRAPH.is_file():
        return
    _PROGRAMS.mkdir(parents=True, exist_ok=True)
    try:
        # Tests run in several processes.
        with disk.held(_PROGRAMS):
            _peer(name).install()
    except Unavailable as reason:
        pytest.skip(f"{name} cannot be had here: {reason}")


def settings(releases: Path, *engines: Running, **more: object) -> config.Settings:
    """Return settings with *engines* in their order over *releases*; *more* are settings in lower case."""
    queries, updates, graphs = zip(*(one.addresses for one in engines), strict=True)
    named: dict[str, object] = {
        "releases_dir": releases,
        "endpoint": ",".join(queries),
        "endpoint_update": ",".join(updates),
        "endpoint_graphs": ",".join(graphs),
        "endpoint_timeout": _TIMEOUT[engines[0].name],
        "query_seconds": 60,
        **more,
    }
    return config.load({f"ACQUIS_{name.upper()}": str(value) for name, value in named.items()})


def _begin(parent: int, wall: Callable[[], None] | None) -> None:
    """End this new process with the tests, however they end, and put up its *wall*."""
    sandbox.die_with_parent(parent)
    if wall is not None:
        wall()


def _peer(name: str) -> Oxigraph | Fuseki | Virtuoso:
    return _PEERS[name](_PROGRAMS / name)
