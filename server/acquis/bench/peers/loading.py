"""Put a fixed number of connections on a server with wrk, which costs little itself, and read what it counts.

It must not know what is asked. Source: https://github.com/wg/wrk, version 4 as Debian has it.
"""

import json
import math
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from acquis.bench.peers.asking import FRESH
from acquis.bench.peers.fetching import Unavailable, debian, pinned, run
from acquis.bench.server import Server

__all__ = ["Load", "Loader"]

_SCRIPT = Path(__file__).with_name("load.lua")


@dataclass(frozen=True)
class Load:
    """What a server did under a load: answers a second, milliseconds, and its processor time for each answer.

    `failed` counts what was no good answer.
    """

    rps: float = 0.0
    p50_ms: float = 0.0
    p95_ms: float = 0.0
    p99_ms: float = 0.0
    cpu_ms: float = 0.0
    failed: int = 0


class Loader:
    """The program wrk: that of the machine, else one that is brought into *folder*.

    Raises:
        Unavailable: there is none.
    """

    def __init__(self, folder: Path) -> None:
        self._program = shutil.which("wrk") or self._brought(folder)

    @property
    def version(self) -> str:
        """The version of the program."""
        # It tells its version with an exit code that is not 0.
        told = subprocess.run([self._program, "-v"], capture_output=True, text=True, check=False).stdout
        return told.split()[1]

    def put(
        self,
        server: Server,
        asked: Sequence[tuple[str, str]],
        *,
        connections: int,
        seconds: float,
        fresh: bool,
    ) -> Load:
        """Return what *server* did while it was asked each of *asked*, form and path, over and over.

        Raises:
            Unavailable: wrk failed.
        """
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
            file.writelines(f"{accept}\t{path}\n" for accept, path in asked)
            file.flush()
            # Threads of its own would take the processor from the server.
            options = ["-t1", f"-c{connections}", f"-d{math.ceil(seconds)}s", "--timeout", "120s"]
            said = [file.name, *(FRESH.values() if fresh else ())]
            worked = server.worked_s()
            printed = run([self._program, *options, "-s", _SCRIPT, server.address, "--", *said])
            worked = server.worked_s() - worked
        return _counted(printed, worked)

    @staticmethod
    def _brought(folder: Path) -> Path:
        try:
            return debian(folder, pinned()["wrk"]["debian"]) / "usr/bin/wrk"
        except Unavailable as reason:
            said = f"there is no wrk to put load on servers with (on Debian: apt-get install wrk): {reason}"
            raise Unavailable(said) from None


def _counted(printed: str, worked_s: float) -> Load:
    """Return the load in the last line that wrk *printed*, with the processor time that the server used.

    Raises:
        Unavailable: it did not come to an end.
    """
    try:
        counted = json.loads(printed.rstrip().splitlines()[-1])
    except (IndexError, ValueError):
        raise Unavailable(f"wrk printed no figures: {printed[-200:]!r}") from None
    number = counted["requests"]
    return Load(
        number / counted["seconds"],
        counted["p50_ms"],
        counted["p95_ms"],
        counted["p99_ms"],
        worked_s * 1000 / number if number else 0.0,
        int(counted["failed"]) + int(counted["late"]),
    )
