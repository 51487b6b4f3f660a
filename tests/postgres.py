"""Own a PostgreSQL server for tests: made in a folder of its own, reached by a socket, gone at the end.

It must not touch a server that is there already; only the programs of the system's package are used.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg

__all__ = ["ADDRESS", "Server", "fresh_schema", "restartable", "running"]

# What to put the folder of the socket into; any name of a schema can follow.
ADDRESS = "postgresql://ledger@/postgres?host={folder}"
_PROGRAMS = Path("/usr/lib/postgresql")
_STARTED = 20.0


class Server:
    """A server in *folder*, run by *user*; `address` is the same for all its lives."""

    def __init__(self, folder: Path, user: str | None, settings: tuple[str, ...]) -> None:
        self.address = ADDRESS.format(folder=folder)
        options = [word for setting in (*settings, "listen_addresses=") for word in ("-c", setting)]
        self._command = [_program("postgres"), "-D", str(folder / "data"), "-k", str(folder), *options]
        self._folder, self._user = folder, user
        self._process = self._started()

    def _started(self) -> "subprocess.Popen[bytes]":
        with (self._folder / "log").open("ab") as log:
            made = subprocess.Popen(self._command, user=self._user, stdout=log, stderr=log, cwd="/")
        _ready(made, self._folder)
        return made

    def restart(self) -> None:
        """End the server at once, as if it had crashed, and start it again."""
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait(timeout=_STARTED)
        self._process = self._started()

    def stop(self) -> None:
        """End the server."""
        self._process.terminate()
        self._process.wait(timeout=_STARTED)


@contextmanager
def running(*settings: str) -> Iterator[str]:
    """Yield the address of a server that runs with these *settings*, such as `fsync=off`."""
    with restartable(*settings) as server:
        yield server.address


@contextmanager
def restartable(*settings: str) -> Iterator[Server]:
    """Yield a server that runs with these *settings*, such as `fsync=off`."""
    user = "postgres" if os.geteuid() == 0 else None
    # Not in the folder of the test run: nobody but its owner may pass that, and a path to a socket is short.
    folder = Path(tempfile.mkdtemp(prefix="ledger-"))
    if user:
        shutil.chown(folder, user)
    try:
        made = [_program("initdb"), "--no-sync", "-A", "trust", "-U", "ledger", "-E", "UTF8", "--locale=C"]
        command = [*made, "-D", str(folder / "data")]
        subprocess.run(command, user=user, check=True, capture_output=True, cwd="/")
        server = Server(folder, user, settings)
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)


def fresh_schema(address: str) -> str:
    """Return the address of a new, empty schema of the server at *address*."""
    name = f"test_{uuid4().hex}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f'CREATE SCHEMA "{name}"')
    return f"{address}&options=-csearch_path%3D{name}"


def _program(name: str) -> str:
    found = sorted(_PROGRAMS.glob(f"*/bin/{name}"))
    assert found, "the tests need PostgreSQL: on Debian or Ubuntu, apt-get install postgresql"
    return str(found[-1])


def _ready(server: "subprocess.Popen[bytes]", folder: Path) -> str:
    """Return the address of *server* as soon as it answers."""
    address = ADDRESS.format(folder=folder)
    end = time.monotonic() + _STARTED
    while True:
        try:
            psycopg.connect(address).close()
            return address
        except psycopg.OperationalError:
            log = (folder / "log").read_text("utf-8", "replace")
            assert server.poll() is None, log
            assert time.monotonic() < end, log
            time.sleep(0.05)
