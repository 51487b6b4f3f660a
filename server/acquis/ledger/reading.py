"""Everything that is read from a ledger: events, and the submissions and accounts that they make.

It must not write. Each record that is given out was held against its hash and that of the record before, so
one that was changed is never served.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from acquis.errors import LedgerError, UnknownEntity
from acquis.ledger import steps
from acquis.ledger.chain import GENESIS, digest, instant, sha256, sound
from acquis.ledger.records import Event, Submission
from acquis.ledger.schema import CONTENT, DOCUMENT, EVENT, ORIGINAL, REPORT, SUBMISSION

__all__ = [
    "content",
    "counts",
    "document",
    "events",
    "events_where",
    "found",
    "head",
    "page",
    "report",
    "submissions",
]

_BEFORE = EVENT.alias("before")
_RECORDS = select(EVENT, func.coalesce(_BEFORE.c.hash, GENESIS).label("previous")).select_from(
    EVENT.outerjoin(_BEFORE, _BEFORE.c.seq == EVENT.c.seq - 1)
)
_STATUS = (
    select(EVENT.c.kind)
    .where(EVENT.c.submission == SUBMISSION.c.id, EVENT.c.kind != steps.COMMENT)
    .order_by(EVENT.c.seq.desc())
    .limit(1)
    .scalar_subquery()
)


def head(connection: Connection) -> tuple[int, str]:
    """Return the number of records, and the hash of the last one; GENESIS when there is none."""
    row = connection.execute(select(EVENT.c.seq, EVENT.c.hash).order_by(EVENT.c.seq.desc()).limit(1)).first()
    return (row.seq, row.hash) if row else (0, GENESIS)


def events(connection: Connection, submission_id: str) -> tuple[Event, ...]:
    """Return what happened to a submission, oldest first, each with the name of who did it.

    Raises:
        LedgerError: a record is not as it was written.
        UnknownEntity: there is no such submission.
    """
    sound(submission_id)
    records = events_where(connection, EVENT.c.submission == submission_id)
    if not records or not submission_id:
        raise UnknownEntity(f"There is no submission {submission_id!r}.")
    return _named(connection, records)


def events_where(connection: Connection, condition: ColumnElement[bool]) -> tuple[Event, ...]:
    """Return the events for which *condition* holds, oldest first, without names.

    Raises:
        LedgerError: a record is not as it was written.
    """
    rows = connection.execute(_RECORDS.where(condition).order_by(EVENT.c.seq)).mappings()
    return tuple(_event(dict(row)) for row in rows)


def submissions(connection: Connection, ids: Sequence[str]) -> tuple[Submission, ...]:
    """Return the submissions *ids*, which exist, in this order.

    Raises:
        LedgerError: a record is not as it was written.
    """
    records: dict[str, list[Event]] = {one: [] for one in ids}
    for event in _named(connection, events_where(connection, EVENT.c.submission.in_(ids))):
        records[event.submission].append(event)
    return tuple(_submission(records[one]) for one in ids)


def found(connection: Connection, submission_id: str) -> Submission:
    """Return the submission of this id.

    Raises:
        LedgerError: a record is not as it was written.
        UnknownEntity: there is none.
    """
    sound(submission_id)
    row = connection.execute(select(SUBMISSION.c.seq).where(SUBMISSION.c.id == submission_id)).first()
    if row is None:
        raise UnknownEntity(f"There is no submission {submission_id!r}.")
    return submissions(connection, [submission_id])[0]


def document(connection: Connection, submission_id: str) -> bytes:
    """Return the bytes of a submission as they came.

    Raises:
        LedgerError: they are not as they came.
        UnknownEntity: there is no such submission.
    """
    said = _received(connection, submission_id)
    return _checked(_part(connection, submission_id, ORIGINAL), said.get("sha256"), submission_id)


def content(connection: Connection, submission_id: str) -> bytes | None:
    """Return what a submission says, as it was read when it came; None where that was not kept.

    Raises:
        LedgerError: it is not as it was read.
        UnknownEntity: there is no such submission.
    """
    said = _received(connection, submission_id)
    if "content_size" not in said:
        return None
    return _checked(_part(connection, submission_id, CONTENT), said.get("content_sha256"), submission_id)


def report(connection: Connection, submission_id: str) -> str:
    """Return what the validation said of a submission when it came, as JSON.

    Raises:
        LedgerError: it is not as it was written.
        UnknownEntity: there is no such submission.
    """
    _, validated = _first(events(connection, submission_id))
    part = _part(connection, submission_id, REPORT)
    return _checked(part, validated.data.get("sha256"), submission_id).decode()


def _received(connection: Connection, submission_id: str) -> Mapping[str, Any]:
    """Return what the record of its receipt says of a submission.

    Raises:
        UnknownEntity: there is no such submission.
    """
    sound(submission_id)
    received = events_where(connection, (EVENT.c.submission == submission_id) & (EVENT.c.kind == "received"))
    if not received:
        raise UnknownEntity(f"There is no submission {submission_id!r}.")
    return received[0].data


def _part(connection: Connection, submission_id: str, name: str) -> bytes | None:
    query = select(DOCUMENT.c.data).where(DOCUMENT.c.submission == submission_id, DOCUMENT.c.name == name)
    return connection.execute(query).scalar()


def page(
    connection: Connection,
    *,
    issuer: str | None = None,
    kind: str | None = None,
    statuses: Collection[str] = (),
    after: str | None = None,
    limit: int | None = None,
) -> tuple[Submission, ...]:
    """Return the first *limit* submissions that came *after* another, in the order in which they came.

    Raises:
        InvalidParameter: a text holds what no text of a ledger holds.
        LedgerError: a record is not as it was written.
        UnknownEntity: there is no submission *after*.
    """
    sound(*(text for text in (issuer, kind, after, *statuses) if text is not None))
    query = select(SUBMISSION.c.id).order_by(SUBMISSION.c.seq).limit(limit)
    if issuer is not None:
        query = query.where(SUBMISSION.c.issuer == issuer.upper())
    if kind is not None:
        query = query.where(SUBMISSION.c.kind == kind)
    if statuses:
        query = query.where(_STATUS.in_(statuses))
    if after is not None:
        query = query.where(SUBMISSION.c.seq > events(connection, after)[0].seq)
    return submissions(connection, connection.execute(query).scalars().all())


def counts(connection: Connection) -> dict[str, int]:
    """Return how many submissions have each status, in the order of the steps."""
    each = select(_STATUS.label("status")).select_from(SUBMISSION).subquery()
    rows = connection.execute(select(each.c.status, func.count().label("number")).group_by(each.c.status))
    found = {row.status: row.number for row in rows}
    return {status: found[status] for status in steps.STATUSES if status in found}


def _event(row: Mapping[str, Any]) -> Event:
    if digest(row, row["previous"]) != row["hash"]:
        raise LedgerError(
            f"Record {row['seq']} of the ledger is not as it was written. Run `acquis verify`, and restore a"
            " back-up."
        )
    values = {name: row[name] for name in ("seq", "submission", "kind", "account", "text", "hash")}
    return Event(**values, at=instant(row["at"]), data=json.loads(row["data"]))


def _named(connection: Connection, records: Iterable[Event]) -> tuple[Event, ...]:
    """Return *records* with the names of the accounts, which were given with their tokens."""
    records = tuple(records)
    accounts = {record.account for record in records}
    issued = events_where(connection, (EVENT.c.kind == "token-issued") & EVENT.c.account.in_(accounts))
    names = {event.account: event.data["name"] for event in issued}
    return tuple(replace(record, name=names.get(record.account, "")) for record in records)


def _submission(records: Sequence[Event]) -> Submission:
    received, _ = _first(records)
    data = received.data
    return Submission(
        id=received.submission,
        issuer=data["issuer"],
        kind=data["kind"],
        status=steps.status(record.kind for record in records),
        received=received.at,
        media_type=data["media_type"],
        size=data["size"],
        sha256=data["sha256"],
        content_sha256=data["content_sha256"],
        account=received.name,
        account_id=received.account,
        shapes_version=data["shapes_version"],
        supersedes=tuple(data["supersedes"]),
    )


def _first(records: Sequence[Event]) -> tuple[Event, Event]:
    """Return the records that every submission begins with: of its receipt and of its validation."""
    if [record.kind for record in records[:2]] != ["received", "validated"]:
        raise LedgerError("Records of a submission are missing. Run `acquis verify`, and restore a back-up.")
    return records[0], records[1]


def _checked(data: bytes | None, expected: object, submission_id: str) -> bytes:
    if data is None or sha256(data) != expected:
        raise LedgerError(
            f"A document of the submission {submission_id} is not as it came. Run `acquis verify`, and"
            " restore a back-up."
        )
    return data
