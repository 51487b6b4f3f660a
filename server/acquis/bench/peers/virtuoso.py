"""Know Virtuoso of Debian: its settings, its loader, its server. It must not measure it.

Source of the settings: the file virtuoso.ini that the package brings.
"""

import subprocess
import time
from contextlib import suppress
from pathlib import Path

from acquis.bench.peers.fetching import Unavailable, debian, pinned, run, version_of_debian
from acquis.bench.peers.peer import Data, Peer, free_port
from acquis.vocab import GRAPH

__all__ = ["SETTINGS", "Virtuoso"]

_GRAPH = GRAPH + "bench"
_PATIENCE_S = 120
# A buffer holds a page of 8 KB: 100,000 are room for some 800 MB. The rest is what the package sets, but for
# the limits of its SPARQL endpoint, which would cut answers or refuse queries by a guess of their cost.
SETTINGS = """[Database]
DatabaseFile = {store}/virtuoso.db
ErrorLogFile = {store}/virtuoso.log
LockFile = {store}/virtuoso.lck
TransactionFile = {store}/virtuoso.trx
xa_persistent_file = {store}/virtuoso.pxa
FileExtend = 200
MaxCheckpointRemap = 2000
[TempDatabase]
DatabaseFile = {store}/virtuoso-temp.db
TransactionFile = {store}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
DirsAllowed = {data}
CaseMode = 2
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
MaxQueryMem = 2G
ThreadsPerQuery = 4
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = {store}
ServerThreads = 10
MaxKeepAlives = 10
KeepAliveTimeout = 10
[SPARQL]
ResultSetMaxRows = {rows}
MaxQueryCostEstimationTime = 100000
MaxQueryExecutionTime = {seconds}
"""


class Virtuoso(Peer):
    """Virtuoso; all triples stand in one graph, as its own data stand in others."""

    name = "virtuoso"
    path = "/sparql"
    beside = f"&default-graph-uri={_GRAPH}"

    def install(self) -> str:
        """Bring the packages of Debian."""
        package = pinned()[self.name]["debian"]
        debian(self.folder, package)
        return version_of_debian(self.folder, package)

    def load(self, data: Data, store: Path) -> None:
        """Load the triples by a server of its own, which then ends itself."""
        port = free_port()
        command = self._serving(store, free_port(), port, data.ntriples.parent)
        process = subprocess.Popen(
            command, env=self.environ(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            self._wait(process, port)
            self._tell(
                port,
                "log_enable(2)",
                f"DB.DBA.TTLP_MT(file_open('{data.ntriples}'), '', '{_GRAPH}', 0, 2)",
                "checkpoint",
            )
        finally:
            process.terminate()
            process.wait(timeout=_PATIENCE_S)

    def command(self, store: Path, port: int) -> list[str | Path]:
        """Return the command that serves the store; its settings are written first."""
        return self._serving(store, port, free_port(), store)

    def environ(self) -> dict[str, str]:
        """Return the environment with the libraries that came with the packages."""
        found = {str(path.parent) for path in self._root.rglob("*.so*")}
        return {**super().environ(), "LD_LIBRARY_PATH": ":".join(sorted(found))}

    def _serving(self, store: Path, port: int, sql: int, data: Path) -> list[str | Path]:
        settings = store / "virtuoso.ini"
        room = {"buffers": 100_000, "dirty": 60_000, "rows": 10_000_000, "seconds": 600}
        settings.write_text(SETTINGS.format(store=store, port=port, sql=sql, data=data, **room), "utf-8")
        return [self._root / "usr/bin/virtuoso-t", "+foreground", "+configfile", settings]

    def _wait(self, process: "subprocess.Popen[bytes]", port: int) -> None:
        """Return once orders are taken on *port*.

        Raises:
            Unavailable: they never are.
        """
        start = time.monotonic()
        while process.poll() is None and time.monotonic() - start < _PATIENCE_S:
            with suppress(Unavailable):
                return self._tell(port, "SELECT 1")
            time.sleep(0.1)
        raise Unavailable("it did not start; its reasons are in virtuoso.log")

    def _tell(self, port: int, *orders: str) -> None:
        """Give *orders* to the server on *port*, as the user that a new database has.

        Raises:
            Unavailable: one of them failed.
        """
        said = [f"EXEC={order};" for order in orders]
        place = f"127.0.0.1:{port}"
        run([self._root / "usr/bin/isql-vt", place, "dba", "dba", "ERRORS=STDOUT", *said], env=self.environ())

    @property
    def _root(self) -> Path:
        return self.folder / "root"
