"""Own the start and the end of the pool: the socket it listens on, and a new broker whenever one has died.

It must not take part in answering. The listening socket stays while brokers come and go, so that front ends
which connect in between just wait.
"""

import logging
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

import acquis
from acquis.config import Settings
from acquis.errors import InvalidSetting, Overloaded
from acquis.pool import notes
from acquis.pool.client import Pool

__all__ = ["Started", "environment", "keep", "listen", "start"]

_START_S = 60.0
_END_S = 10.0
_MOST_PAUSE = 5.0
_BACKLOG = 1024


class Started:
    """A running pool at `address`, a socket in a folder that only this user may enter, until `close`."""

    def __init__(self, address: str, process: subprocess.Popen[bytes], alive: int) -> None:
        self.address = address
        self.process = process
        self._alive: int | None = alive

    def __enter__(self) -> "Started":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the pool and all its processes; a second call does nothing."""
        if self._alive is None:
            return
        os.close(self._alive)
        self._alive = None
        try:
            self.process.wait(_END_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(_END_S)
        # The pool does so itself, unless it never came so far.
        shutil.rmtree(Path(self.address).parent, ignore_errors=True)


def start(settings: Settings) -> Started:
    """Return a pool with *settings* once it answers; it ends by itself when this process does.

    Raises:
        Overloaded: it does not answer in time.
    """
    folder = tempfile.mkdtemp(prefix="acquis-")
    address = str(Path(folder) / "pool.sock")
    watched, alive = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-m", "acquis.pool", str(watched)],
        env=environment(settings, address),
        stdin=subprocess.DEVNULL,
        pass_fds=(watched,),
        # Ctrl-C in a terminal ends the server, which answers what it has begun and then closes the pool.
        start_new_session=True,
    )
    os.close(watched)
    started = Started(address, process, alive)
    try:
        _wait(settings, started)
    except BaseException:
        started.close()
        raise
    return started


def _wait(settings: Settings, started: Started) -> None:
    until = time.monotonic() + _START_S
    pool = Pool(settings, started.address)
    while started.process.poll() is None:
        try:
            pool.stats()
        except Overloaded:
            if time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            pool.close()
            return
    raise Overloaded("The pool of query processes ended as soon as it was started; its log says why.")


def environment(settings: Settings, address: str) -> dict[str, str]:
    """Return this process's environment with *settings* as variables, and the pool's *address* among them."""
    variables = {name: value for name, value in os.environ.items() if not name.startswith("ACQUIS_")}
    variables |= {f"ACQUIS_{name.upper()}": _text(value) for name, value in vars(settings).items()}
    variables["ACQUIS_POOL_SOCKET"] = address
    # The same code, however this process came to find it.
    paths = [str(Path(acquis.__file__).parents[1]), variables.get("PYTHONPATH", "")]
    variables["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
    return variables


def _text(value: object) -> str:
    return ",".join(value) if isinstance(value, tuple) else str(value)


def listen(address: str) -> socket.socket:
    """Return a socket that listens at *address*, for this user only.

    Raises:
        InvalidSetting: nobody can listen there, or another pool does.
    """
    line = notes.stream()
    try:
        _clear(address)
        mask = os.umask(0o177)
        try:
            line.bind(address)
        finally:
            os.umask(mask)
        line.listen(_BACKLOG)
    except OSError as error:
        line.close()
        raise InvalidSetting(
            f"Cannot listen at {address}: {error.strerror or error}. Set ACQUIS_POOL_SOCKET."
        ) from None
    return line


def _clear(address: str) -> None:
    """Remove a socket that a pool which is no more has left at *address*."""
    if not Path(address).is_socket():
        return
    with notes.stream() as probe:
        try:
            probe.connect(address)
        except ConnectionRefusedError:
            Path(address).unlink()
            return
    raise OSError("another pool listens there")


def keep(listener: socket.socket, variables: Mapping[str, str], watched: int | None) -> None:
    """Run a broker on *listener*, and another when it dies, until told to end or *watched* is closed."""
    told, tell = socket.socketpair()
    for end in (told, tell):
        end.setblocking(False)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD):
        signal.signal(number, lambda *_: None)
    signal.set_wakeup_fd(tell.fileno(), warn_on_full_buffer=False)
    pause = 0.0
    while True:
        begun = time.monotonic()
        broker = _broker(listener, variables)
        if _watch(broker, told, watched):
            broker.kill()
            broker.wait()
            return
        logging.getLogger("acquis.pool").error(
            "The broker ended with %s; another one starts.", broker.returncode
        )
        quick = time.monotonic() - begun < _MOST_PAUSE
        pause = min(_MOST_PAUSE, pause * 2 + 0.1) if quick else 0.0
        if _watch(None, told, watched, pause):
            return


def _broker(listener: socket.socket, variables: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "acquis.pool.broker", str(listener.fileno()), str(os.getpid())],
        env=dict(variables),
        stdin=subprocess.DEVNULL,
        pass_fds=(listener.fileno(),),
    )


def _watch(
    broker: "subprocess.Popen[bytes] | None",
    told: socket.socket,
    watched: int | None,
    seconds: float | None = None,
) -> bool:
    """Return True when it is time to end, False when *broker* has ended or *seconds* are over."""
    until = None if seconds is None else time.monotonic() + seconds
    lines = [told.fileno(), *([] if watched is None else [watched])]
    while broker is None or broker.poll() is None:
        left = None if until is None else max(0.0, until - time.monotonic())
        ready, _, _ = select.select(lines, [], [], left)
        if not ready:
            return False
        if watched in ready:
            return True
        numbers = told.recv(64)
        if signal.SIGTERM in numbers or signal.SIGINT in numbers:
            return True
    return False
