"""Own a PostgreSQL server for tests: made in a folder of its own, reached by a socket, gone at the end.

It must not touch a server that is there already; only the programs of the system's package are used.
"""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg

__all__ = ["ADDRESS", "fresh_schema", "running"]

# What to put the folder of the socket into; any name of a schema can follow.
ADDRESS = "postgresql://ledger@/postgres?host={folder}"
_PROGRAMS = Path("/usr/lib/postgresql")
_STARTED = 20.0


@contextmanager
def running(*settings: str) -> Iterator[str]:
    """Yield the address of a server that runs with these *settings*, such as `fsync=off`."""
    user = "postgres" if os.geteuid() == 0 else None
    # Not in the folder of the test run: nobody but its owner may pass that, and a path to a socket is short.
    folder = Path(tempfile.mkdtemp(prefix="ledger-"))
    if user:
        shutil.chown(folder, user)
    try:
        data = folder / "data"
        made = [_program("initdb"), "--no-sync", "-A", "trust", "-U", "ledger", "-E", "UTF8", "--locale=C"]
        subprocess.run([*made, "-D", str(data)], user=user, check=True, capture_output=True, cwd="/")
        options = [word for setting in (*settings, "listen_addresses=") for word in ("-c", setting)]
        command = [_program("postgres"), "-D", str(data), "-k", str(folder), *options]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(command, user=user, stdout=log, stderr=log, cwd="/")
        try:
            yield _ready(server, folder)
        finally:
            server.terminate()
            server.wait(timeout=_STARTED)
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
