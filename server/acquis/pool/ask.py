"""Own the records of the broker: a front end, its query, the child that answers; and say which to stop.

It must not touch processes or sockets; the time is given.
"""

import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

__all__ = ["Ask", "Child", "Front", "Place", "crowding", "heaviest", "next_event", "order", "too_heavy"]

LONG = 1.0


class Place(NamedTuple):
    """Where a job is done: by a host of this `release`, which does this `task`, "" for queries."""

    release: str
    task: str = ""


@dataclass(eq=False)
class Child:
    """A forked child of the host of `place`: its process, our end of its line, and how it has aged.

    One that is `outdated` is not used again. It is `idle` since then, and its memory `is_known` once it was
    looked at. `worked` is the processor time it had when its present query began. All times are in seconds.
    """

    place: Place
    pid: int
    process: int
    line: socket.socket
    base: int = 0
    answered: int = 0
    demoted: bool = False
    outdated: bool = False
    idle: float = 0.0
    is_known: bool = False
    worked: float = 0.0
    ask: "Ask | None" = None


@dataclass(eq=False)
class Front:
    """A connection of a front end, with the one thing it asks at a time."""

    line: socket.socket
    ask: "Ask | None" = None


@dataclass(eq=False)
class Ask:
    """A query that waits, or runs in `child` since `started`; memory in bytes, times in seconds.

    `grown` is what it holds beyond the graph, `copied` what it made its own of the graph by reading,
    when last `looked` at.
    """

    front: Front
    number: int
    client: str
    place: Place
    limit: float
    arrived: float
    started: float = 0.0
    child: Child | None = None
    grown: int = 0
    copied: int = 0
    looked: float = 0.0


def order(waiting: Iterable[Ask], used: Callable[[str], float]) -> list[Ask]:
    """Return *waiting* in the order of their turns: who *used* least lately first, then by arrival."""
    return sorted(waiting, key=lambda ask: (used(ask.client), ask.arrived))


def next_event(running: Iterable[Ask], now: float, at_most: float) -> float:
    """Return the seconds until the first deadline, *at_most* that many."""
    return max(0.0, min([at_most, *(ask.started + ask.limit - now for ask in running)]))


def crowding(running: Iterable[Ask], waiting: int, slots: int, now: float) -> list[Ask]:
    """Return who has to make room: when others wait, at most half of the slots are for long queries."""
    aged = sorted((ask for ask in running if now - ask.started > LONG), key=lambda ask: ask.started)
    return aged[: max(0, min(waiting, len(aged) - slots // 2))]


def too_heavy(running: Iterable[Ask], limit: int) -> list[Ask]:
    """Return those that hold more than *limit* bytes each."""
    return [ask for ask in running if ask.grown > limit]


def heaviest(running: Iterable[Ask], limit: int) -> list[Ask]:
    """Return the largest ones without which the others hold at most *limit* bytes together."""
    ranked = sorted(running, key=lambda ask: ask.grown + ask.copied, reverse=True)
    excess = sum(ask.grown + ask.copied for ask in ranked) - limit
    found = []
    for ask in ranked:
        if excess <= 0:
            break
        found.append(ask)
        excess -= ask.grown + ask.copied
    return found
