"""Know this server as one among those that are measured: a release of the data, and its own command.

Only the limits on what one client may ask for are lifted, as one client asks for all. The release is written
by a process of its own, `python -m acquis.bench.peers.ours data.nq store`, whose memory then is free for the
servers. It must not measure it.
"""

import os
import sys
import tempfile
from pathlib import Path

from acquis import __version__
from acquis.bench.peers.fetching import run
from acquis.bench.peers.peer import Data, Peer
from acquis.build import Graph, write
from acquis.engine import canonical, parse
from acquis.releases import release

__all__ = ["Ours"]


class Ours(Peer):
    """This server, over a release that is written as a build writes it."""

    name = "acquis"
    path = "/sparql"

    def install(self) -> str:
        """Bring nothing: it is here."""
        return __version__

    def load(self, data: Data, store: Path) -> None:
        """Write a release of the quads, with dumps, store and index, and make it current."""
        run([sys.executable, "-m", "acquis.bench.peers.ours", data.nquads, store], env=self.environ())

    def command(self, store: Path, port: int) -> list[str | Path]:
        """Return the command that serves the current release of *store*."""
        settings = {
            "HOST": "127.0.0.1",
            "PORT": port,
            "RELEASES_DIR": store,
            "CLIENT_SECONDS": 1_000_000,
            "CLIENT_QUERIES": 64,
            "QUERY_SECONDS": 60,
        }
        given = [f"ACQUIS_{name}={value}" for name, value in settings.items()]
        return ["env", *given, sys.executable, "-m", "acquis", "serve"]

    def environ(self) -> dict[str, str]:
        """Return the environment of this process, so that the same code is served."""
        return {name: value for name, value in os.environ.items() if not name.startswith("ACQUIS_")}


def _write(quads: bytes, store: Path) -> None:
    """Write a release of *quads* into the folder of releases *store*, and make it the current one."""
    coverage = {"first": "", "last": "", "numbers": {}}
    with tempfile.TemporaryDirectory(dir=store) as folder:
        built = Path(folder) / "built"
        built.mkdir()
        write(Graph(tuple(canonical(parse(quads, "application/n-quads"))), {}, coverage, ()), built)
        release.install(built, store)


if __name__ == "__main__":
    _write(Path(sys.argv[1]).read_bytes(), Path(sys.argv[2]))
