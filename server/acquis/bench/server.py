"""Own the server that is measured: started by its own command on a free port of 127.0.0.1, ended by its id.

It must not measure anything but how long the server took to answer, and what memory it holds.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from urllib.request import Request

__all__ = ["Server", "get", "served"]

_READY_S = 30.0
# Where a process says, behind its name, how long it worked and how long its ended children did, in ticks.
_WORKED = slice(11, 15)


@dataclass(frozen=True)
class Server:
    """A running server: its address, the id of its first process, and how long it took to answer."""

    address: str
    pid: int
    ready_s: float

    def memory_mb(self) -> float:
        """Return the memory of all its processes in megabytes, what they share counted once."""
        return sum(_kb(pid, "smaps_rollup", "Pss:") for pid in _family(self.pid)) / 1000

    def resident_mb(self) -> dict[int, float]:
        """Return the memory of each of its processes in megabytes, what it shares with others included."""
        return {pid: _kb(pid, "status", "VmRSS:") / 1000 for pid in _family(self.pid)}

    def worked_s(self) -> float:
        """Return the processor time of all its processes so far in seconds, those ended since included."""
        ticks = sum(int(one) for pid in _family(self.pid) for one in _stat(pid)[_WORKED])
        return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def served(environ: Mapping[str, str], **settings: object) -> Iterator[Server]:
    """Yield a server over the current release of *environ*; *settings* are `ACQUIS_*` in lower case."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    chosen = {f"ACQUIS_{name.upper()}": str(value) for name, value in settings.items()}
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "acquis", "serve"],
        env={**environ, **chosen, "ACQUIS_HOST": "127.0.0.1", "ACQUIS_PORT": str(port)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        yield Server(address, process.pid, _wait(address, start))
    finally:
        process.terminate()
        process.wait(timeout=_READY_S)


def get(address: str, headers: Mapping[str, str] = MappingProxyType({})) -> bytes:
    """Return what stands at *address*, asked for with *headers*."""
    with urllib.request.urlopen(Request(address, headers=dict(headers)), timeout=_READY_S) as response:
        body: bytes = response.read()
    return body


def _wait(address: str, start: float) -> float:
    while time.perf_counter() - start < _READY_S:
        try:
            get(f"{address}/ready")
        except OSError:
            time.sleep(0.01)
        else:
            return time.perf_counter() - start
    raise TimeoutError(f"The server did not answer within {_READY_S} s.")


def _family(pid: int) -> list[int]:
    """Return *pid* and all processes below it."""
    below: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        if status := _stat(int(folder.name)):
            below.setdefault(int(status[1]), []).append(int(folder.name))
    found = [pid]
    for one in found:
        found += below.get(one, [])
    return found


def _stat(pid: int) -> list[str]:
    """Return what the process *pid* says of itself, from its state on; nothing when it is gone."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
    except OSError:
        return []
    # The name of the command stands in brackets and may hold anything.
    return status.rpartition(")")[2].split()


def _kb(pid: int, file: str, name: str) -> int:
    """Return the number beside *name* in *file* of the process *pid*, 0 when that is gone."""
    try:
        lines = Path(f"/proc/{pid}/{file}").read_text("utf-8").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(name)), 0)
