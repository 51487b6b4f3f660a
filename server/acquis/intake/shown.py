"""How submissions and their steps look as plain JSON, the same on the web and on the command line.

It must not decide who sees them, nor know an address.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from acquis.ledger.chain import stamp
from acquis.ledger.records import Event, Submission

__all__ = ["event", "listed", "whole"]


def listed(submission: Submission) -> dict[str, Any]:
    """Return *submission* as a list shows it."""
    return {
        "id": submission.id,
        "status": submission.status,
        "kind": submission.kind,
        "issuer": submission.issuer,
        "received": stamp(submission.received),
        "account": submission.account,
    }


def whole(submission: Submission, report: Mapping[str, Any], events: Iterable[Event] = ()) -> dict[str, Any]:
    """Return all that is known of *submission*: its *events* in order, of its *report* the counts."""
    return {
        **listed(submission),
        "media_type": submission.media_type,
        "bytes": submission.size,
        "sha256": submission.sha256,
        "content_sha256": submission.content_sha256,
        "shapes": submission.shapes_version,
        "supersedes": list(submission.supersedes),
        "counts": report["counts"],
        "events": [event(one) for one in events],
    }


def event(one: Event) -> dict[str, Any]:
    """Return one step."""
    return {
        "number": one.seq,
        "kind": one.kind,
        "at": stamp(one.at),
        "by": one.name,
        "text": one.text,
        "data": {name: value for name, value in one.data.items() if name != "key"},
        "hash": one.hash,
    }
