"""Own the hosts as the broker sees them: a process for a release and a task, its children, how long it stays.

It must not admit or stop queries.
"""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from acquis.config import Settings
from acquis.errors import ReleaseError
from acquis.pool import notes, refusals
from acquis.pool.ask import Child, Place
from acquis.pool.jobs import VALIDATE
from acquis.pool.process import kill, own_memory

__all__ = ["Host", "Hosts", "MOST_IDLE"]

# By task; what checks documents is used by few, and takes more memory.
MOST_HOSTS = {"": 3, VALIDATE: 2}
MOST_IDLE = 8
SPARE = 3
_QUIET = 300.0
_PAUSE = 2.0
_GRACE = 5.0
_CURRENT = "current"
_NAME = re.compile("[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(eq=False)
class Host:
    """The process that forks children for `place`, and those it has, by process number."""

    place: Place
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
        child = Child(self.place, pid, process, socket.socket(fileno=line))
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
    """The hosts there are, started when their place is asked; *joined* and *parting* are told of each."""

    def __init__(
        self, settings: Settings, joined: Callable[[Host], None], parting: Callable[[Host], None]
    ) -> None:
        self._settings = settings
        self._joined = joined
        self._parting = parting
        self._hosts: dict[Place, Host] = {}
        self._failed: dict[Place, float] = {}
        self._ending: list[tuple[subprocess.Popen[bytes], float]] = []
        self._latest: dict[str, Place] = {}
        self.started = 0

    def __iter__(self) -> Iterator[Host]:
        return iter(list(self._hosts.values()))

    def stats(self) -> dict[str, int]:
        """Return numbers by name: the hosts and children there are, and the memory of hosts in bytes."""
        hosts = list(self)
        return {
            "hosts": len(hosts),
            "host_starts": self.started,
            "children": sum(len(host.children) for host in hosts),
            "idle": sum(len(host.idle) for host in hosts),
            "host_memory_bytes": sum(own_memory(host.process.pid) for host in hosts),
            "network_cut": int(all(host.network_cut for host in hosts)),
        }

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
        if any(place.release == name for place in self._hosts):
            return name
        if not _NAME.fullmatch(name) or name == _CURRENT or not (folder / name / "manifest.json").is_file():
            raise refusals.unknown_release(asked)
        return name

    def at(self, place: Place) -> Host | None:
        """Return the host of *place*, None if none was started."""
        return self._hosts.get(place)

    def get(self, place: Place) -> Host | None:
        """Return the host of *place*, started if need be; None while all others are busy.

        Raises:
            ReleaseError: it failed just now.
        """
        now = time.monotonic()
        if now < self._failed.get(place, 0.0):
            raise refusals.unreadable_release(place.release)
        host = self._hosts.get(place)
        if host is None and self._make_room(place.task):
            host = self._start(place)
        if host:
            host.used = now
            self._latest[place.task] = place
        return host

    def ready(self, host: Host, *, network_cut: bool) -> None:
        """Note that *host* can fork; where documents are checked, have one made for its release as well.

        So nobody who hands in a document waits for a release that has just become the current one.
        """
        host.ready, host.network_cut = True, network_cut
        if host.place == self._latest.get("") and VALIDATE in self._latest:
            self.get(Place(host.place.release, VALIDATE))

    def improved(self, host: Host) -> None:
        """Let those children of *host* go that do nothing: new ones are quicker."""
        while host.idle:
            kill(host.idle.pop())

    def follow(self) -> None:
        """Have a host made for the release that has become current before anyone asks it."""
        with suppress(ReleaseError):
            place = Place(self.resolve(""))
            if self._latest and place not in self._hosts:
                self.get(place)

    def _make_room(self, task: str) -> bool:
        while len(alike := [host for host in self if host.place.task == task]) >= MOST_HOSTS[task]:
            free = [host for host in alike if not any(child.ask for child in host.children.values())]
            if not free:
                return False
            self.end(min(free, key=lambda host: host.used))
        return True

    def _start(self, place: Place) -> Host:
        ours, theirs = notes.pair()
        with theirs:
            named = [*place, str(theirs.fileno()), str(os.getpid())]
            command = [sys.executable, "-m", "acquis.pool.host", *named]
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=(theirs.fileno(),))
        ours.setblocking(False)
        host = self._hosts[place] = Host(place, process, ours, time.monotonic())
        self.started += 1
        self._joined(host)
        return host

    def end(self, host: Host, *, failed: bool = False) -> None:
        """Let *host* go with all its children; one that *failed* is not tried again at once."""
        now = time.monotonic()
        if failed:
            self._failed[host.place] = now + _PAUSE
        self._hosts.pop(host.place, None)
        self._parting(host)
        host.line.close()
        for pid in list(host.children):
            host.lose(pid)
        self._ending.append((host.process, now + _GRACE))

    def _spare(self, host: Host) -> int:
        return SPARE if host.place == self._latest.get(host.place.task) else 0

    def provide(self, waiting: Mapping[Place, int]) -> None:
        """Ask for children: as many as are *waiting* for each place, and some spare for the latest."""
        for host in self:
            spare = self._spare(host)
            missing = waiting.get(host.place, 0) + spare - len(host.idle) - host.asked
            if host.ready and missing > 0:
                host.fork(missing)

    def tidy(self) -> None:
        """End idle children and hosts that are too many, and take leave of those that have ended."""
        now = time.monotonic()
        for host in self:
            spare = self._spare(host)
            for child in host.idle[: max(0, len(host.idle) - spare)]:
                if now - host.used > 2 * _GRACE:
                    host.idle.remove(child)
                    kill(child)
            if now - host.used > _QUIET and not spare:
                self.end(host)
        self._failed = {place: until for place, until in self._failed.items() if until > now}
        for process, until in self._ending:
            if process.poll() is None and now > until:
                process.kill()
        self._ending = [entry for entry in self._ending if entry[0].returncode is None]
