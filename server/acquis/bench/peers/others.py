"""Know the peers that need one command each: the Oxigraph server, rdflib-endpoint and Apache Jena Fuseki.

Each runs as its own documentation says, with no setting but what loopback and the data ask for. It must not
measure them.
"""

import os
import re
import subprocess
from pathlib import Path

from acquis.bench.peers.fetching import Unavailable, jar, pinned, python, run
from acquis.bench.peers.peer import Data, Peer

__all__ = ["Fuseki", "Oxigraph", "RdflibEndpoint"]


class Oxigraph(Peer):
    """The Oxigraph server of PyPI, over its store on disk, read-only."""

    name = "oxigraph"

    def install(self) -> str:
        """Bring it by pip."""
        python(self.folder, pinned()[self.name]["packages"])
        return run([self._program, "--version"]).split()[-1]

    def load(self, data: Data, store: Path) -> None:
        """Load the triples, and pack the store as its help advises for reading."""
        run([self._program, "load", "--location", store, "--file", data.ntriples])
        run([self._program, "optimize", "--location", store])

    def command(self, store: Path, port: int) -> list[str | Path]:
        """Return the command that serves without writing."""
        return [self._program, "serve-read-only", "--location", store, "--bind", f"127.0.0.1:{port}"]

    @property
    def _program(self) -> Path:
        return self.folder / "bin" / "oxigraph"


class RdflibEndpoint(Peer):
    """rdflib-endpoint, which reads the file of triples into memory at each start."""

    name = "rdflib-endpoint"
    path = "/"

    def install(self) -> str:
        """Bring it by pip."""
        python(self.folder, pinned()[self.name]["packages"])
        code = (
            "from importlib.metadata import version as v; print(v('rdflib-endpoint'), 'rdflib', v('rdflib'))"
        )
        return run([self.folder / "bin" / "python", "-c", code]).strip()

    def load(self, data: Data, store: Path) -> None:
        """Put the file in place; it is read at the start."""
        os.link(data.ntriples, store / "data.nt")

    def command(self, store: Path, port: int) -> list[str | Path]:
        """Return the command that reads and serves the file."""
        program = self.folder / "bin" / "rdflib-endpoint"
        return [program, "serve", "--host", "127.0.0.1", "--port", str(port), store / "data.nt"]


class Fuseki(Peer):
    """Apache Jena Fuseki over TDB2, loaded by its bulk loader."""

    name = "fuseki"
    path = "/data/sparql"

    def install(self) -> str:
        """Bring the program by Maven, where there is a Java that is new enough."""
        wanted = pinned()[self.name]
        said = run(
            ["java", "-version"], stderr=subprocess.STDOUT, stdout=subprocess.PIPE, capture_output=False
        )
        found = re.search(r'version "(\d+)', said)
        if not found or int(found[1]) < wanted["java"]:
            raise Unavailable(f"it needs Java {wanted['java']}, and here is {found[1] if found else 'none'}")
        jar(self.folder, wanted["artifact"], wanted["sha512"])
        return f"{wanted['artifact'].rpartition(':')[2]}, Java {found[1]}"

    def load(self, data: Data, store: Path) -> None:
        """Load the triples with the default of the bulk loader."""
        run(["java", "-cp", self._jar, "tdb2.tdbloader", f"--loc={store / 'tdb2'}", data.ntriples])

    def command(self, store: Path, port: int) -> list[str | Path]:
        """Return the command that serves the store, which nobody may change."""
        place = f"--loc={store / 'tdb2'}"
        return ["java", "-jar", self._jar, "--tdb2", place, f"--port={port}", "--localhost", "/data"]

    @property
    def _jar(self) -> Path:
        _, name, version = pinned()[self.name]["artifact"].split(":")
        return self.folder / f"{name}-{version}.jar"
