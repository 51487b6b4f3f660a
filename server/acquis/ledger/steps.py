"""Which step may follow which: the one table of what can be done with a submission.

It must not read or write a ledger. The status of a submission is the kind of its last step; a comment is no
step.
"""

from collections.abc import Collection, Iterable

from acquis.errors import Conflict, InvalidParameter

__all__ = ["COMMENT", "FROM", "STATUSES", "allowed", "check", "possible", "status"]

COMMENT = "commented"
_OPEN = ("validated", "assigned")
# Each kind of event with the statuses that it may follow; "" is that of what is not there yet.
FROM: dict[str, tuple[str, ...]] = {
    "received": ("",),
    "validated": ("received",),
    "assigned": _OPEN,
    COMMENT: ("received", *_OPEN, "accepted", "returned", "published"),
    "accepted": _OPEN,
    "returned": _OPEN,
    "rejected": _OPEN,
    "withdrawn": ("received", *_OPEN, "returned", "published"),
    "superseded": ("returned", "published"),
    "published": ("accepted",),
}
STATUSES = tuple(kind for kind in FROM if kind != COMMENT)


def allowed(present: str, kind: str) -> bool:
    """Return whether an event of *kind* may follow the status *present*."""
    return present in FROM.get(kind, ())


def possible(present: str) -> tuple[str, ...]:
    """Return the kinds of event that may follow the status *present*.

    >>> possible("accepted")
    ('commented', 'published')
    """
    return tuple(kind for kind, before in FROM.items() if present in before)


def status(kinds: Iterable[str]) -> str:
    """Return the status after events of these *kinds*, in their order; "" after none.

    >>> status(["received", "validated", "commented"])
    'validated'
    """
    present = ""
    for kind in kinds:
        present = present if kind == COMMENT else kind
    return present


def check(submission_id: str, present: str, kind: str, *, kinds: Collection[str] = FROM.keys()) -> None:
    """Refuse an event of *kind* for a submission whose status is *present*.

    Raises:
        Conflict: it may not follow; the sentence says what may.
        InvalidParameter: there is no such kind among *kinds*.
    """
    if kind not in kinds:
        raise InvalidParameter(f"There is no step {kind!r}: choose from {', '.join(kinds)}.", name="kind")
    if not allowed(present, kind):
        after = ", ".join(possible(present))
        hint = f"What can follow now is: {after}." if after else "Nothing can follow; hand in a new one."
        raise Conflict(f"The submission {submission_id} is {present}, so it cannot be {kind}. {hint}")
