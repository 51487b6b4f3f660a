"""Own the sentences with which the pool refuses or stops a job: the limit, what was spent, and advice.

It must not decide when.
"""

import signal
from typing import NamedTuple

from acquis.errors import (
    AcquisError,
    Overloaded,
    QueryFailed,
    QueryTimeout,
    QueryTooLarge,
    ReleaseError,
)
from acquis.pool.jobs import VALIDATE

__all__ = [
    "away",
    "crashed",
    "crowded",
    "died",
    "full",
    "host_lost",
    "left",
    "no_memory",
    "pool_memory",
    "query_memory",
    "timed_out",
    "unknown_release",
    "unreadable_release",
    "waited",
]

_SHORTER = (
    "Add LIMIT, name the things you ask about with VALUES, or start from a rarer pattern;"
    " for all of the data take a dump of the release."
)


class _Words(NamedTuple):
    """How a job of one task is called, and what makes it shorter, use less memory, or not crash."""

    name: str
    shorter: str
    smaller: str
    simpler: str


_SAID = {
    "": _Words(
        "The query",
        _SHORTER,
        f"Sort, group or join less at once. {_SHORTER}",
        "The engine could not finish this query; other queries are not affected. Simplify it: fewer nested"
        " parts, or two queries instead of one.",
    ),
    VALIDATE: _Words(
        "The check of this document",
        "Make it shorter: hand in fewer parts at a time, and texts of the length that the form asks for.",
        "Hand in fewer parts at a time.",
        "This document could not be checked to its end; others are not affected. Take the template of its"
        " kind, and copy the content into it.",
    ),
}


def timed_out(limit: float, spent: float, task: str = "") -> QueryTimeout:
    """Return the error of a job that reached its *limit* of seconds."""
    said = _SAID[task]
    return QueryTimeout(
        f"{said.name} was stopped after {spent:.1f} seconds; it may take {limit:g}. {said.shorter}",
        limit=limit,
        spent=round(spent, 3),
    )


def crowded(limit: float, spent: float, task: str = "") -> Overloaded:
    """Return the error of a long job that made room for others."""
    said = _SAID[task]
    return Overloaded(
        f"{said.name} was stopped after {spent:.1f} of its {limit:g} seconds, because others were waiting and"
        f" the longest goes first: try again in {max(1, round(limit))} seconds. {said.shorter}",
        retry_after=max(1, round(limit)),
    )


def query_memory(limit: int, spent: float, task: str = "") -> QueryTooLarge:
    """Return the error of a job that took more than *limit* bytes of memory."""
    said = _SAID[task]
    return QueryTooLarge(
        f"{said.name} was stopped after {spent:.1f} seconds, because it needs more than"
        f" {limit >> 20:,} MB of memory. {said.smaller}",
        limit=limit,
    )


def no_memory(task: str = "") -> QueryTooLarge:
    """Return the error of a job for which no memory was left where it ran."""
    said = _SAID[task]
    return QueryTooLarge(f"{said.name} needs more memory than it may have. {said.smaller}")


def pool_memory(limit: int, spent: float, task: str = "") -> QueryTooLarge:
    """Return the error of the largest job when all together took more than *limit* bytes."""
    said = _SAID[task]
    return QueryTooLarge(
        f"{said.name} was stopped after {spent:.1f} seconds, because all that runs now needs more than"
        f" {limit >> 20:,} MB of memory together and it was the largest. {said.shorter}",
        limit=limit,
    )


def crashed(task: str = "") -> QueryFailed:
    """Return the error of a job that the engine did not survive."""
    return QueryFailed(_SAID[task].simpler)


def died(number: int, limit: float, spent: float, memory: int, task: str = "") -> AcquisError:
    """Return the error of a job whose process was ended by signal *number* from elsewhere.

    The engine aborts only when it gets no memory; the processor limit is a second guard for the time.
    """
    if number == signal.SIGABRT:
        return query_memory(memory, spent, task)
    if number == signal.SIGXCPU:
        return timed_out(limit, spent, task)
    return crashed(task)


def full(waiting: int) -> Overloaded:
    """Return the error of a query that not even found a place to wait."""
    return Overloaded(f"{waiting} queries are waiting already: try again in 5 seconds.", retry_after=5)


def waited(spent: float) -> Overloaded:
    """Return the error of a query whose turn never came."""
    return Overloaded(
        f"Too many queries are running; this one waited {spent:.1f} seconds for its turn: try again in 5"
        " seconds.",
        retry_after=5,
    )


def host_lost() -> Overloaded:
    """Return the error of a query whose engine went away without its fault."""
    return Overloaded("The engine was started anew while the query ran: ask again.", retry_after=1)


def away() -> Overloaded:
    """Return the error of a query that found nobody to run it."""
    return Overloaded("No queries can be answered at this moment: try again in 2 seconds.", retry_after=2)


def left() -> QueryFailed:
    """Return the error of a query that nobody waits for any more."""
    return QueryFailed("The client left before its query was answered.")


def unknown_release(name: str) -> ReleaseError:
    """Return the error of a query to a release that is not kept here; "" for the current one."""
    if not name:
        return ReleaseError("There is no release to ask yet: run `acquis build` first.")
    return ReleaseError(f"There is no release {name[:80]!r} here: /releases lists those there are.")


def unreadable_release(name: str) -> ReleaseError:
    """Return the error of a query to a release that cannot be read; the log of the server says why."""
    return ReleaseError(f"The release {name} cannot be read now: ask another one that /releases lists.")
