"""Own the life of each job in the broker: admitted, waiting, running, answered or stopped, and counted.

It must not wait for anything; the broker calls it when something happened, and every so often.
"""

import signal
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from acquis.config import Settings
from acquis.errors import AcquisError, Overloaded, ReleaseError, TooManyRequests
from acquis.pool import frames, notes, refusals
from acquis.pool.ask import Ask, Child, Front, Place, crowding, heaviest, next_event, order, too_heavy
from acquis.pool.fairness import Fairness, Share
from acquis.pool.hosts import MOST_IDLE, Host, Hosts
from acquis.pool.jobs import VALIDATE
from acquis.pool.process import demote, kill, measure, own_memory, processor_seconds

__all__ = ["Runs"]

TICK = 0.05
_MOST_WAITING = 256
_START_PATIENCE = 30.0
# A query that has worked this long gives way to shorter ones; its process is then not used again.
_DEMOTE_AFTER = 0.2
# By task: what a document leaves behind must not reach that of another State.
_MOST_ANSWERS = {"": 1000, VALIDATE: 1}
_ANSWERED = {"": "answered", VALIDATE: "validated"}
_MOST_GROWTH = 32 << 20
_DEATHS = {int(signal.SIGABRT): "query_memory", int(signal.SIGXCPU): "timeout"}


class Runs:
    """The queries under way within *settings*, on *hosts*; `counts` tells how the past ones ended."""

    def __init__(self, settings: Settings, hosts: Hosts) -> None:
        self._settings = settings
        self._hosts = hosts
        share = Share(settings.client_seconds, settings.client_queries, settings.client_errors)
        self._fairness = Fairness(share)
        self._waiting: list[Ask] = []
        self._running: set[Ask] = set()
        self._next_tick = 0.0
        self.counts: Counter[str] = Counter()

    def admit(self, front: Front, note: notes.Note) -> None:
        """Take the query that *note* announces, to run now or to wait, or refuse it."""
        client, number, now = str(note["client"]), int(note["ask"]), time.monotonic()
        limit = float(self._settings.query_seconds)
        if note["seconds"] is not None:
            limit = max(0.0, min(limit, float(note["seconds"])))
        if (task := note["task"]) not in _ANSWERED:
            raise ValueError("no such task")
        # A front end asks one thing at a time.
        self.leave(front)
        try:
            self._fairness.begin(client)
        except TooManyRequests as error:
            self._tell(front, "refused", number, error)
            return
        front.ask = ask = Ask(front, number, client, Place("", task), limit, now)
        self._waiting.append(ask)
        try:
            ask.place = Place(self._hosts.resolve(str(note["release"])), task)
            if len(self._waiting) > _MOST_WAITING:
                raise refusals.full(_MOST_WAITING)
        except AcquisError as error:
            self._refuse(ask, error)
        else:
            self.dispatch()

    def done(self, front: Front, note: notes.Note) -> None:
        """Note that the query of *front* was answered, and use its child for the next."""
        ask = front.ask
        if ask is None or ask.child is None or ask.number != note["done"]:
            return
        child, spent = ask.child, self._leave_running(ask, failed=bool(note["failed"]))
        child.answered += 1
        self.counts[_ANSWERED[child.place.task]] += 1
        host = self._hosts.at(child.place)
        old = note["spent"] or child.answered >= _MOST_ANSWERS[child.place.task]
        old = old or child.demoted or child.outdated
        grown = spent > TICK / 2 and own_memory(child.pid) - child.base > _MOST_GROWTH
        if host is None or old or grown or len(host.idle) >= MOST_IDLE:
            kill(child)
        else:
            host.rest(child)
        if self._waiting:
            self.dispatch()

    def fault(self, front: Front, note: notes.Note) -> None:
        """Count a fault of a client, and tell *front* whether it may go on."""
        try:
            self._fairness.fault(str(note["fault"]))
        except TooManyRequests as error:
            self._tell(front, "refused", 0, error)
        else:
            notes.offer(front.line, {"noted": 0})

    def leave(self, front: Front) -> None:
        """Stop what *front* has asked: nobody waits for it any more."""
        ask = front.ask
        if ask is None:
            return
        self.counts["left"] += 1
        if ask.child is None:
            self._leave_waiting(ask)
        else:
            kill(ask.child)
            self._leave_running(ask, failed=False)
            self.dispatch()

    def died(self, child: Child, number: int) -> None:
        """Tell who waits for *child* that it was ended by signal *number* from elsewhere."""
        ask = child.ask
        if ask:
            memory = self._settings.query_memory_mb << 20
            reason = _DEATHS.get(number, "crashed")
            self._stop(ask, reason, lambda spent, task: refusals.died(number, ask.limit, spent, memory, task))
        self.dispatch()

    def lost(self, host: Host, *, failed: bool = False) -> None:
        """Tell who waits for a child of *host* that it is gone, and forget the host, which may have *failed*.

        One that was never ready has.
        """
        for child in list(host.children.values()):
            if child.ask:
                self._stop(child.ask, "host_lost", lambda *_: refusals.host_lost())
        self._hosts.end(host, failed=failed or not host.ready)
        self.dispatch()

    def ready(self, host: Host) -> None:
        """Begin to count the patience of those who waited for *host* to start."""
        for ask in self._waiting:
            if ask.place == host.place:
                ask.arrived = time.monotonic()
        self.dispatch()

    def dispatch(self) -> None:
        """Start as many waiting queries as there is room for, and have the children made that are missing."""
        wanted: Counter[Place] = Counter()
        free = self._settings.queries - len(self._running)
        for ask in order(self._waiting, self._fairness.used):
            try:
                host = self._hosts.get(ask.place)
            except ReleaseError as error:
                self._refuse(ask, error)
                continue
            if host and host.idle and free > 0:
                self._start(ask, host.idle.pop())
                free -= 1
            elif host and free - wanted.total() > 0:
                wanted[host.place] += 1
        self._hosts.provide(wanted)

    def sweep(self) -> float:
        """Stop what is over a limit; return the seconds until the next look."""
        now = time.monotonic()
        for ask in [ask for ask in self._running if now >= ask.started + ask.limit]:
            self._time_out(ask)
        if now >= self._next_tick:
            self._tick(now)
            self._hosts.follow()
            self._hosts.tidy()
            self._next_tick = now + TICK
        busy = self._running or self._waiting
        return next_event(self._running, now, max(0.0, self._next_tick - now) if busy else 1.0)

    def _tick(self, now: float) -> None:
        for ask in list(self._waiting):
            self._lose_patience(ask, now)
        slots = self._settings.queries
        for ask in crowding(self._running, len(self._waiting), slots, now):
            self._make_room(ask)
        for child in [ask.child for ask in self._running if ask.child and not ask.child.demoted]:
            # Not the time since it began: one that has only waited for the processor would never get it.
            if processor_seconds(child.pid) - child.worked > _DEMOTE_AFTER:
                demote(child)
        one, total = self._settings.query_memory_mb << 20, self._settings.pool_memory_mb << 20
        measure(self._running, total)
        for ask in too_heavy(self._running, one):
            self._stop(ask, "query_memory", lambda spent, task: refusals.query_memory(one, spent, task))
        for ask in heaviest(self._running, total):
            self._stop(ask, "pool_memory", lambda spent, task: refusals.pool_memory(total, spent, task))
        if self._waiting:
            self.dispatch()

    def _lose_patience(self, ask: Ask, now: float) -> None:
        host = self._hosts.at(ask.place)
        patience = self._settings.query_seconds / 2 if host and host.ready else _START_PATIENCE
        if now - ask.arrived > patience:
            self._refuse(ask, refusals.waited(now - ask.arrived))

    def _start(self, ask: Ask, child: Child) -> None:
        self._waiting.remove(ask)
        ask.child, child.ask, ask.started = child, ask, time.monotonic()
        child.worked = processor_seconds(child.pid)
        self._running.add(ask)
        notes.offer(ask.front.line, {"run": ask.number}, (child.line.fileno(),))

    def _time_out(self, ask: Ask) -> None:
        self._stop(ask, "timeout", lambda spent, task: refusals.timed_out(ask.limit, spent, task))

    def _make_room(self, ask: Ask) -> None:
        self._stop(ask, "crowded", lambda spent, task: refusals.crowded(ask.limit, spent, task))

    def _stop(self, ask: Ask, reason: str, error: Callable[[float, str], AcquisError]) -> None:
        """Kill the child of *ask*, which runs, and say why: *error* is given seconds spent and the task."""
        assert ask.child is not None
        kill(ask.child)
        spent = self._leave_running(ask, failed=reason != "host_lost")
        self.counts[f"stopped_{reason}"] += 1
        self._tell(ask.front, "stopped", ask.number, error(spent, ask.place.task))

    def _refuse(self, ask: Ask, error: AcquisError) -> None:
        self._leave_waiting(ask, failed=not isinstance(error, Overloaded))
        self._tell(ask.front, "refused", ask.number, error)

    def _leave_waiting(self, ask: Ask, *, failed: bool = False) -> None:
        self._waiting.remove(ask)
        ask.front.ask = None
        self._fairness.end(ask.client, 0.0, failed=failed)

    def _leave_running(self, ask: Ask, *, failed: bool) -> float:
        spent = time.monotonic() - ask.started
        self._running.remove(ask)
        ask.front.ask = None
        if ask.child:
            ask.child.ask = None
        self._fairness.end(ask.client, spent, failed=failed)
        return spent

    def _tell(self, front: Front, how: str, number: int, error: AcquisError) -> None:
        if how == "refused":
            self.counts[f"refused_{type(error).__name__}"] += 1
        notes.offer(front.line, {how: number, **frames.pack_error(error)})

    def stats(self) -> dict[str, Any]:
        """Return numbers by name: what is under way, what has been, and the memory in bytes."""
        return {
            "running": len(self._running),
            "waiting": len(self._waiting),
            "clients": len(self._fairness),
            **self._hosts.stats(),
            "query_memory_bytes": sum(ask.grown + ask.copied for ask in self._running),
            **self.counts,
        }
