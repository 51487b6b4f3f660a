"""Own the sentences with which the pool refuses or stops a query: the limit, what was spent, and advice.

It must not decide when.
"""

import signal

from acquis.errors import (
    AcquisError,
    Overloaded,
    QueryFailed,
    QueryTimeout,
    QueryTooLarge,
    ReleaseError,
)

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


def timed_out(limit: float, spent: float) -> QueryTimeout:
    """Return the error of a query that reached its *limit* of seconds."""
    return QueryTimeout(
        f"The query was stopped after {spent:.1f} seconds; it may take {limit:g}. {_SHORTER}",
        limit=limit,
        spent=round(spent, 3),
    )


def crowded(limit: float, spent: float) -> Overloaded:
    """Return the error of a long query that made room for others."""
    return Overloaded(
        f"The query was stopped after {spent:.1f} of its {limit:g} seconds, because others were waiting and"
        f" the longest goes first: try again in {max(1, round(limit))} seconds. {_SHORTER}",
        retry_after=max(1, round(limit)),
    )


def query_memory(limit: int, spent: float) -> QueryTooLarge:
    """Return the error of a query that took more than *limit* bytes of memory."""
    return QueryTooLarge(
        f"The query was stopped after {spent:.1f} seconds, because it needs more than"
        f" {limit >> 20:,} MB of memory. Sort, group or join less at once. {_SHORTER}",
        limit=limit,
    )


def no_memory() -> QueryTooLarge:
    """Return the error of a query for which no memory was left where it ran."""
    return QueryTooLarge(
        f"The query needs more memory than it may have. Sort, group or join less at once. {_SHORTER}"
    )


def pool_memory(limit: int, spent: float) -> QueryTooLarge:
    """Return the error of the largest query when all together took more than *limit* bytes."""
    return QueryTooLarge(
        f"The query was stopped after {spent:.1f} seconds, because all running queries together need more"
        f" than {limit >> 20:,} MB of memory and it was the largest. {_SHORTER}",
        limit=limit,
    )


def crashed() -> QueryFailed:
    """Return the error of a query that the engine did not survive."""
    return QueryFailed(
        "The engine could not finish this query; other queries are not affected. Simplify it: fewer nested"
        " parts, or two queries instead of one."
    )


def died(number: int, limit: float, spent: float, memory: int) -> AcquisError:
    """Return the error of a query whose process was ended by signal *number* from elsewhere.

    The engine aborts only when it gets no memory; the processor limit is a second guard for the time.
    """
    if number == signal.SIGABRT:
        return query_memory(memory, spent)
    if number == signal.SIGXCPU:
        return timed_out(limit, spent)
    return crashed()


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
