"""The walls around a child hold, each by itself: no network, no files, no programs, no more memory."""

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from acquis.pool import sandbox
from checkout import ROOT

# Each script runs in a process of its own, since walls cannot be taken down.
_SERVICE = """
import sys, pyoxigraph
from acquis.pool import sandbox
store = pyoxigraph.Store()
if sys.argv[2] == "network":
    assert sandbox.cut_network()
if sys.argv[2] == "descriptors":
    sandbox.wall_in(500 << 20)
try:
    list(store.query("SELECT * { SERVICE <http://127.0.0.1:%s/> { ?s ?p ?o } }" % sys.argv[1]))
    print('"answered"')
except Exception as error:
    print('"refused"')
"""
_FORBIDDEN = """
import ctypes, json, os, socket, subprocess, sys, threading
from pathlib import Path
from acquis.pool import sandbox
walls = sandbox.wall_in(200 << 20)
found = {}
def attempt(name, call):
    try:
        call()
    except (OSError, MemoryError) as error:
        found[name] = type(error).__name__
    else:
        found[name] = "done"
attempt("read a file", lambda: open(os.devnull))
attempt("read a file otherwise", lambda: Path(sys.executable).read_bytes())
attempt("read a file below Python", lambda: os.open(os.devnull, os.O_RDONLY))
attempt("list a folder", lambda: os.listdir("/"))
attempt("open a socket", socket.socket)
attempt("join two sockets", socket.socketpair)
attempt("resolve a name", lambda: socket.getaddrinfo("localhost", 80))
attempt("run a program", lambda: os.execv(sys.executable, [sys.executable, "-c", "0"]))
attempt("run a program beside", lambda: subprocess.run([sys.executable, "-c", "0"]))
attempt("fork", os.fork)
attempt("load a library", lambda: ctypes.CDLL("libm.so.6"))
attempt("take much memory", lambda: bytearray(400 << 20))
attempt("take some memory", lambda: bytearray(50 << 20))
found["files below Python"] = sandbox._LIBC.open(b"/dev/null", 0)
found["sockets below Python"] = sandbox._LIBC.socket(2, 1, 0)
print(json.dumps({"walls": walls, "found": found}))
"""
_ORPHAN = """
import sys
from acquis.pool import sandbox
sandbox.die_with_parent(1 << 22)
open(sys.argv[1], "w")
"""
_CPU = """
from acquis.pool import sandbox
sandbox.limit_cpu(-1)
while True:
    pass
"""
_ARENAS = """
import ctypes, sys
from threading import Barrier, Thread
from acquis.pool import sandbox
if sys.argv[2] == "few":
    assert sandbox.few_arenas()
libc = ctypes.CDLL(None)
libc.fopen.restype = ctypes.c_void_p
# All at once: a thread takes over the arena of one that has ended.
together = Barrier(9)
def work():
    libc.malloc(5000)
    together.wait(20)
threads = [Thread(target=work) for _ in range(8)]
for thread in threads:
    thread.start()
together.wait(20)
for thread in threads:
    thread.join()
out = ctypes.c_void_p(libc.fopen(sys.argv[1].encode(), b"w"))
libc.malloc_info(0, out)
libc.fclose(out)
"""


def _run(script: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=ROOT / "server",
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def _result(script: str, *arguments: str) -> Any:
    run = _run(script, *arguments)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


@contextmanager
def _listener() -> Iterator[tuple[int, list[Any]]]:
    """Yield the port of a server that hangs up on everyone, and the list of who came."""
    came: list[Any] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            while True:
                try:
                    line, address = server.accept()
                except OSError:
                    return
                came.append(address)
                line.close()

        thread = threading.Thread(target=answer)
        thread.start()
        try:
            yield server.getsockname()[1], came
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join()


def _can_cut() -> bool:
    cut: bool = _result(
        "import json; from acquis.pool import sandbox; print(json.dumps(sandbox.cut_network()))"
    )
    return cut


def test_without_walls_service_goes_out() -> None:
    """The engine calls another server by itself, so that the next tests prove something."""
    with _listener() as (port, came):
        assert _result(_SERVICE, str(port), "none") == "refused"
        assert len(came) > 0


@pytest.mark.parametrize("wall", ["network", "descriptors"])
def test_service_reaches_nobody(wall: str) -> None:
    """SERVICE past the guard reaches no listener, with either wall alone."""
    if wall == "network" and not _can_cut():
        pytest.skip("this system gives no network of its own to a process")
    with _listener() as (port, came):
        assert _result(_SERVICE, str(port), wall) == "refused"
        assert came == []


def test_nothing_can_be_opened_or_run() -> None:
    """Behind the walls there are no files, sockets, programs or libraries, and only the memory given."""
    result = _result(_FORBIDDEN)
    allowed = {name: how for name, how in result["found"].items() if how in ("done", 0)}
    assert allowed == {"take some memory": "done"}
    assert result["found"]["take much memory"] == "MemoryError"
    assert {"audit", "core", "descriptors", "file_size", "memory", "stack"} <= set(result["walls"])


def test_the_processor_limit_ends_a_process() -> None:
    """A process that nobody stops ends by itself after its processor time."""
    assert _run(_CPU).returncode < 0


def test_a_child_ends_with_its_parent(tmp_path: Path) -> None:
    """A process bound to a parent that is gone does not even begin."""
    mark = tmp_path / "begun"
    assert _run(_ORPHAN, str(mark)).returncode == 0
    assert not mark.exists()


@pytest.mark.skipif(not hasattr(sandbox._LIBC, "mallopt"), reason="this C library has no pools of memory")
@pytest.mark.parametrize(("how", "most"), [("few", 2), ("as usual", 9)])
def test_threads_share_two_pools_of_memory(tmp_path: Path, how: str, most: int) -> None:
    """Eight threads have two pools of memory between them, where they would take one each."""
    out = tmp_path / "info.xml"
    run = _run(_ARENAS, str(out), how)
    assert run.returncode == 0, run.stderr
    assert out.read_text().count("<heap nr=") == most
