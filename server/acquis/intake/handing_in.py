"""Take a document: check who hands it in and what it says, and let the ledger keep it, or keep nothing of it.

It must not judge a document: the validation does, in a process that can be stopped.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from acquis import ledger
from acquis.config import Settings
from acquis.engine import NamedNode, Quad, parse
from acquis.errors import Conflict, InvalidDocument, InvalidParameter, QueryTooLarge, UnknownEntity
from acquis.intake import authority
from acquis.ledger import steps
from acquis.ledger.records import Account, Submission
from acquis.pool import Answer
from acquis.releases import release
from acquis.vocab import ACQ, ID

__all__ = ["LONGEST_KEY", "REPLACEABLE", "Run", "Taken", "checked", "hand_in"]

# What checks a document of a media type, handed in for an issuer: its answer is that to a job of the pool.
Run = Callable[[bytes, str, str], Answer]

LONGEST_KEY = 200
_SUBMISSION = ID + "submission/"
_SUPERSEDES = NamedNode(ACQ + "supersedes")
# The statuses of an earlier submission that a new one may take the place of.
REPLACEABLE = steps.FROM["superseded"]


@dataclass(frozen=True)
class Taken:
    """What stands after handing in: the submission, and what the validation said of it, for JSON."""

    submission: Submission
    report: Mapping[str, Any]


def checked(run: Run, data: bytes, media_type: str, issuer: str) -> tuple[dict[str, Any], bytes]:
    """Return the report on *data*, handed in for *issuer*, as JSON can hold it, and its canonical N-Quads.

    Raises:
        AcquisError: see `Runner.run`.
        InvalidDocument: it cannot be read.
    """
    found = json.loads(run(data, media_type, issuer).body)
    return found["report"], found["nquads"].encode()


def hand_in(
    kept: ledger.Ledger,
    run: Run,
    account: Account,
    data: bytes,
    media_type: str,
    *,
    key: str,
    settings: Settings,
) -> Taken:
    """Return what stands of the document *data* once it is kept for good; see `Intake.hand_in`.

    The report that is kept names the release that the document was held against, or an earlier one.

    Raises:
        AcquisError: see `Intake.hand_in`; nothing is kept.
    """
    authority.hand_in(account, "")
    _refuse(data, key, settings.max_submission_bytes)
    # Before it is checked: what was taken once may be none that could be taken now.
    if key and (before := kept.repeated(account, key, data)) is not None:
        return Taken(before, json.loads(kept.report(before.id)))
    held_against = release.current(settings.releases_dir).id
    report, nquads = checked(run, data, media_type, account.issuer)
    report["release"] = held_against
    authority.hand_in(account, report["issuer"])
    _refuse_faults(report)
    earlier = _superseded(kept, account, report["kind"], parse(nquads, "application/n-quads"))
    handed = ledger.Handed(
        issuer=account.issuer,
        kind=report["kind"],
        media_type=media_type.partition(";")[0].strip().lower(),
        data=data,
        report_json=json.dumps(report, ensure_ascii=False),
        shapes_version=report["shapes"],
        content_sha256=hashlib.sha256(nquads).hexdigest(),
        supersedes=earlier,
        key=key or None,
        once=True,
        content=nquads,
    )
    submission = kept.receive(account, handed)
    return Taken(submission, json.loads(kept.report(submission.id)))


def _refuse(data: bytes, key: str, at_most: int) -> None:
    """Let *data* and *key* pass when they are of a length that is taken."""
    if len(data) > at_most:
        raise QueryTooLarge(
            f"The document has {len(data):,} bytes and may have {at_most:,}: hand it in as several.",
            limit=at_most,
        )
    if len(key) > LONGEST_KEY or not key.isascii() or not (key.isprintable() or not key):
        raise InvalidParameter(
            f"An idempotency key has at most {LONGEST_KEY} characters, all of ASCII: send a UUID, say.",
            name="Idempotency-Key",
        )


def _refuse_faults(report: Mapping[str, Any]) -> None:
    """Let a document pass whose *report* has no violation."""
    if not report["accepted"]:
        count = report["counts"]["violation"]
        raise InvalidDocument(
            f"The document was not taken: {count} {'thing has' if count == 1 else 'things have'} to be"
            " corrected first. The report says where and how.",
            report=report,
        )


def _superseded(kept: ledger.Ledger, account: Account, kind: str, quads: Iterable[Quad]) -> tuple[str, ...]:
    """Return the ids of the earlier submissions that the document says it takes the place of.

    Raises:
        Conflict: one is not there, of another issuer or kind, or not at a point where it can be replaced.
    """
    found = sorted({str(getattr(one.object, "value", "")) for one in quads if one.predicate == _SUPERSEDES})
    ids = tuple(iri.removeprefix(_SUBMISSION) for iri in found)
    for submission_id in ids:
        earlier = _find(kept, submission_id)
        if earlier is None or earlier.issuer != account.issuer or earlier.kind != kind:
            raise Conflict(
                f"acq:supersedes names {submission_id[:200]!r}, which is no earlier submission of yours of"
                f" the kind {kind}: name one by its address, {_SUBMISSION}… ."
            )
        if earlier.status not in REPLACEABLE:
            raise Conflict(
                f"acq:supersedes names {submission_id}, which is {earlier.status}: only one that is"
                f" {' or '.join(REPLACEABLE)} can be replaced. Withdraw it, or wait for its review."
            )
    return ids


def _find(kept: ledger.Ledger, submission_id: str) -> Submission | None:
    try:
        return kept.submission(submission_id)
    except UnknownEntity:
        return None
