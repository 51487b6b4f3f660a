"""Own the hosts as the broker sees them: a process for each release asked, its children, how long it stays.

It must not admit or stop queries.
"""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from acquis.config import Settings
from acquis.pool import notes, refusals
from acquis.pool.ask import Child
from acquis.pool.process import kill, own_memory

__all__ = ["Host", "Hosts", "MOST_IDLE"]

MOST_HOSTS = 3
MOST_IDLE = 8
SPARE = 3
_QUIET = 300.0
_PAUSE = 2.0
_GRACE = 5.0
_CURRENT = "current"
_NAME = re.compile("[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(eq=False)
class Host:
    """The process that forks children over the release `name`, and those it has, by process number."""

    name: str
    process: subprocess.Popen[bytes]
    line: socket.socket
    used: float
    ready: bool = False
    network_cut: bool = False
    asked: int = 0
    children: dict[int, Child] = field(default_factory=dict)
    idle: list[Child] = field(default_factory=list)

    def fork(self, number: int) -> None:
        """Ask for *number* more children; they come as notes."""
        for _ in range(number):
            self.asked += 1
            notes.send(self.line, {"fork": True})

    def adopt(self, pid: int, descriptors: list[int]) -> Child:
        """Return the child *pid* that came with *descriptors*, now idle."""
        line, process = descriptors
        child = Child(self.name, pid, process, socket.socket(fileno=line))
        child.base = own_memory(pid)
        self.asked -= 1
        self.children[pid] = child
        self.idle.append(child)
        return child

    def lose(self, pid: int) -> Child | None:
        """Forget the child *pid*, which has ended, and return it."""
        child = self.children.pop(pid, None)
        if child:
            child.line.close()
            os.close(child.process)
            if child in self.idle:
                self.idle.remove(child)
        return child


class Hosts:
    """The hosts there are, started when their release is asked; *joined* and *parting* are told of each."""

    def __init__(
        self, settings: Settings, joined: Callable[[Host], None], parting: Callable[[Host], None]
    ) -> None:
        self._settings = settings
        self._joined = joined
        self._parting = parting
        self._hosts: dict[str, Host] = {}
        self._failed: dict[str, float] = {}
        self._ending: list[tuple[subprocess.Popen[bytes], float]] = []
        self._latest = ""
        self.started = 0

    def __iter__(self) -> Iterator[Host]:
        return iter(list(self._hosts.values()))

    def resolve(self, name: str) -> str:
        """Return the id of the release *name*, by default that of the current one.

        Raises:
            ReleaseError: it is not there.
        """
        folder = self._settings.releases_dir
        asked = name
        if not name:
            try:
                name = os.path.basename(os.readlink(folder / _CURRENT))  # noqa: PTH115, PTH119
            except OSError:
                raise refusals.unknown_release("") from None
        if name in self._hosts:
            return name
        if not _NAME.fullmatch(name) or name == _CURRENT or not (folder / name / "manifest.json").is_file():
            raise refusals.unknown_release(asked)
        return name

    def get(self, name: str) -> Host | None:
        """Return the host of the release *name*, started if need be; None while all others are busy.

        Raises:
            ReleaseError: it failed just now.
        """
        now = time.monotonic()
        if now < self._failed.get(name, 0.0):
            raise refusals.unreadable_release(name)
        host = self._hosts.get(name)
        if host is None and self._make_room():
            host = self._start(name)
        if host:
            host.used = now
            self._latest = name
        return host

    def _make_room(self) -> bool:
        while len(self._hosts) >= MOST_HOSTS:
            free = [host for host in self if not any(child.ask for child in host.children.values())]
            if not free:
                return False
            self.end(min(free, key=lambda host: host.used))
        return True

    def _start(self, name: str) -> Host:
        ours, theirs = notes.pair()
        with theirs:
            command = [sys.executable, "-m", "acquis.pool.host", name, str(theirs.fileno()), str(os.getpid())]
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=(theirs.fileno(),))
        ours.setblocking(False)
        host = self._hosts[name] = Host(name, process, ours, time.monotonic())
        self.started += 1
        self._joined(host)
        return host

    def end(self, host: Host, *, failed: bool = False) -> None:
        """Let *host* go with all its children; one that *failed* is not tried again at once."""
        now = time.monotonic()
        if failed:
            self._failed[host.name] = now + _PAUSE
        self._hosts.pop(host.name, None)
        self._parting(host)
        host.line.close()
        for pid in list(host.children):
            host.lose(pid)
        self._ending.append((host.process, now + _GRACE))

    def provide(self, waiting: dict[str, int]) -> None:
        """Ask for children: as many as are *waiting* for each release, and some spare for the latest."""
        for host in self:
            spare = SPARE if host.name == self._latest else 0
            missing = waiting.get(host.name, 0) + spare - len(host.idle) - host.asked
            if host.ready and missing > 0:
                host.fork(missing)

    def tidy(self) -> None:
        """End idle children and hosts that are too many, and take leave of those that have ended."""
        now = time.monotonic()
        for host in self:
            spare = SPARE if host.name == self._latest else 0
            for child in host.idle[: max(0, len(host.idle) - spare)]:
                if now - host.used > 2 * _GRACE:
                    host.idle.remove(child)
                    kill(child)
            if now - host.used > _QUIET and host.name != self._latest:
                self.end(host)
        self._failed = {name: until for name, until in self._failed.items() if until > now}
        for process, until in self._ending:
            if process.poll() is None and now > until:
                process.kill()
        self._ending = [entry for entry in self._ending if entry[0].returncode is None]
