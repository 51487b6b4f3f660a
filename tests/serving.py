"""Own the running of a real server for tests: start it on a free port, wait for it, stop it by its id."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from checkout import ROOT

__all__ = ["START_S", "Server", "free_port", "serving", "started", "wait_until_up"]

START_S = 30


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_up(process: subprocess.Popen[bytes], port: int, path: str = "/health") -> None:
    """Return once the server answers at *path*; fail when it ends or does not answer in time."""
    for _ in range(START_S * 10):
        assert process.poll() is None, "the server ended at once"
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5):
                return
        except OSError:
            try:
                process.wait(0.1)
            except subprocess.TimeoutExpired:
                continue
    raise AssertionError("the server did not answer in time")


@dataclass(frozen=True)
class Server:
    """A running server: its address, its process, and the file that it writes to."""

    address: str
    process: subprocess.Popen[bytes]
    output: IO[bytes]

    def said(self) -> str:
        """Return what the server wrote so far."""
        # Whoever moves in the file would move the place where the server writes.
        return os.pread(self.output.fileno(), 1 << 24, 0).decode()

    def kill(self) -> None:
        """End its first process as a crash would; those that it started end by themselves."""
        self.process.kill()
        self.process.wait(START_S)


@contextmanager
def serving(releases: Path, **settings: object) -> Iterator[str]:
    """Yield the address of a server over the current release of *releases*; see `started`."""
    with started(releases, **settings) as server:
        yield server.address


@contextmanager
def started(releases: Path, **settings: object) -> Iterator[Server]:
    """Yield a server over the current release of *releases*; it must end in peace when told to.

    *settings* are those of `ACQUIS_*` in lower case, such as `query_seconds=1`.
    """
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ACQUIS_")}
    environment |= {"ACQUIS_RELEASES_DIR": str(releases), "ACQUIS_PORT": str(port)}
    environment |= {f"ACQUIS_{name.upper()}": str(value) for name, value in settings.items()}
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "acquis", "serve"],
            cwd=ROOT / "server",
            env=environment,
            stdout=log,
            stderr=log,
        )
        try:
            wait_until_up(process, port)
            yield Server(f"http://127.0.0.1:{port}", process, log)
            if process.poll() != -signal.SIGKILL:
                process.send_signal(signal.SIGTERM)
                assert process.wait(START_S) in (0, -signal.SIGTERM)
            log.seek(0)
            assert b"Traceback" not in log.read()
        finally:
            if process.poll() is None:
                process.kill()
                process.wait(START_S)
