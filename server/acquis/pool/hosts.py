"""Own the hosts as the broker sees them: a process for a release and a task, its children, how long it stays.

It must not admit or stop queries.
"""

import os
import re
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from acquis.config import Settings
from acquis.errors import ReleaseError
from acquis.pool import notes, refusals
from acquis.pool.ask import Child, Place
from acquis.pool.jobs import VALIDATE
from acquis.pool.nurseries import Nursery
from acquis.pool.process import kill, own_memory, private_memory

__all__ = ["Host", "Hosts", "MOST_IDLE", "is_stale"]

# By task; what checks documents is used by few, and takes more memory.
MOST_HOSTS = {"": 3, VALIDATE: 2}
MOST_IDLE = 8
SPARE = 3
_QUIET = 300.0
_PAUSE = 2.0
# A child that has done nothing for so many seconds gives back what it copied of the graph by reading.
_IDLE = 1.0
_MOST_COPIED = 12 << 20
_CURRENT = "current"
_NAME = re.compile("[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(eq=False)
class Host:
    """The process that forks children for `place`, and those it has, by number; its own comes when ready."""

    place: Place
    line: socket.socket
    used: float
    pid: int = 0
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
        self.rest(child)
        return child

    def rest(self, child: Child) -> None:
        """Note that *child* has nothing to do from now on."""
        child.idle, child.is_known = time.monotonic(), False
        self.idle.append(child)

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
        self._nurseries: dict[str, Nursery] = {}
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
            "host_memory_bytes": sum(own_memory(host.pid) for host in hosts),
            "network_cut": int(all(host.network_cut for host in hosts)),
        }

    def resolve(self, name: str) -> str:
        """Return the id of the release *name*, by default that of the current one.

        Raises:
            ReleaseError: it is not there.
        """
        folder = self._settings.releases_dir
        asked = name
        name = name or self._current()
        if any(place.release == name for place in self._hosts):
            return name
        if not _NAME.fullmatch(name) or name == _CURRENT or not (folder / name / "manifest.json").is_file():
            raise refusals.unknown_release(asked)
        return name

    def _current(self) -> str:
        """Return the id of the current release, "" for none."""
        try:
            return os.path.basename(os.readlink(self._settings.releases_dir / _CURRENT))  # noqa: PTH115, PTH119
        except OSError:
            return ""

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

    def ready(self, host: Host, pid: int, *, network_cut: bool) -> None:
        """Note that *host*, a process of number *pid*, can fork; where documents are checked, have one made
        for its release as well.

        So nobody who hands in a document waits for a release that has just become the current one.
        """
        host.ready, host.pid, host.network_cut = True, pid, network_cut
        if host.place == self._latest.get("") and VALIDATE in self._latest:
            self.get(Place(host.place.release, VALIDATE))

    def improved(self, host: Host, pid: int) -> None:
        """Let the children of *host*, now the process *pid*, go once they do nothing: others are quicker."""
        host.pid = pid
        for child in host.children.values():
            child.outdated = True
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
        nursery = self._nurseries.get(place.task)
        if nursery is None or nursery.process.poll() is not None:
            nursery = self._nurseries[place.task] = Nursery(place.task)
        # Where others answer already, a release that has just become the current one is not waited for.
        is_next = any(host.ready and host.place.task == place.task for host in self)
        ours = nursery.host(place.release, prompt=is_next and place.release == self._current())
        host = self._hosts[place] = Host(place, ours, time.monotonic())
        self.started += 1
        self._joined(host)
        return host

    def end(self, host: Host, *, failed: bool = False) -> None:
        """Let *host* go with all its children; one that *failed* is not tried again at once."""
        if failed:
            self._failed[host.place] = time.monotonic() + _PAUSE
        self._hosts.pop(host.place, None)
        self._parting(host)
        host.line.close()
        for pid in list(host.children):
            host.lose(pid)

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
            # The last of them are used first.
            for number, child in enumerate(reversed([*host.idle])):
                if is_stale(child, now) or (number >= spare and now - child.idle > _IDLE):
                    host.idle.remove(child)
                    kill(child)
            if now - host.used > _QUIET and not spare:
                self.end(host)
        self._failed = {place: until for place, until in self._failed.items() if until > now}


def is_stale(child: Child, now: float) -> bool:
    """Return whether *child* does nothing and holds much; it is looked at once each time it falls idle."""
    if child.is_known or now - child.idle < _IDLE:
        return False
    child.is_known = True
    return child.answered > 0 and private_memory(child.pid) > _MOST_COPIED
