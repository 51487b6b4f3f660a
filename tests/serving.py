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
from pathlib import Path

from checkout import ROOT

__all__ = ["START_S", "free_port", "serving", "wait_until_up"]

START_S = 30


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_up(process: subprocess.Popen[bytes], port: int) -> None:
    """Return once the server answers; fail when it ends or does not answer in time."""
    for _ in range(START_S * 10):
        assert process.poll() is None, "the server ended at once"
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5):
                return
        except OSError:
            try:
                process.wait(0.1)
            except subprocess.TimeoutExpired:
                continue
    raise AssertionError("the server did not answer in time")


@contextmanager
def serving(releases: Path) -> Iterator[str]:
    """Yield the address of a server over the current release of *releases*; it must end in peace."""
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ACQUIS_")}
    environment |= {"ACQUIS_RELEASES_DIR": str(releases), "ACQUIS_PORT": str(port)}
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
            yield f"http://127.0.0.1:{port}"
            process.send_signal(signal.SIGTERM)
            assert process.wait(START_S) in (0, -signal.SIGTERM)
            log.seek(0)
            assert b"Traceback" not in log.read()
        finally:
            if process.poll() is None:
                process.kill()
                process.wait(START_S)
