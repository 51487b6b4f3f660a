"""Everything that is written to a ledger: one more event, with the rows that help to find it.

It must not change or remove a row, and must be called by one writer at a time.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from acquis.errors import Conflict, InvalidParameter
from acquis.ledger import reading, steps
from acquis.ledger.chain import canonical, digest, instant, sha256, sound, stamp
from acquis.ledger.records import Account, Event, Submission
from acquis.ledger.schema import CONTENT, DOCUMENT, EVENT, ORIGINAL, REPORT, SUBMISSION

__all__ = ["Handed", "append", "issuer_code", "receive", "record", "repeated"]

# The code of a group may be one that a State has too, and then has a word before it; see `naming.issuers`.
_ISSUER = re.compile("(?:GROUP-)?[A-Z0-9]{2,20}", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class Handed:
    """What is handed in: the bytes, what is known of them, and the key of a request that may come again.

    `once` says that what the issuer has handed in already, and not withdrawn, must not be kept again.
    `content` is what the bytes say, as it was read, and has the hash `content_sha256`; None is not kept.
    """

    issuer: str
    kind: str
    media_type: str
    data: bytes
    report_json: str
    shapes_version: str
    content_sha256: str
    supersedes: Sequence[str] = ()
    key: str | None = None
    once: bool = False
    content: bytes | None = None


def issuer_code(text: str) -> str:
    """Return the code of a State or group as it is kept: in capitals, as in its address.

    Raises:
        InvalidParameter: *text* is none.
    """
    if not _ISSUER.fullmatch(text):
        raise InvalidParameter(
            f"{text!r} is no code of a State or group: give one such as EST or ASEAN, or GROUP-NAM where that"
            " of a group has three letters.",
            name="issuer",
        )
    return text.upper()


def append(
    connection: Connection,
    now: datetime,
    kind: str,
    *,
    submission: str = "",
    account: str = "",
    text: str = "",
    data: Mapping[str, Any] | None = None,
) -> Event:
    """Write one event after the last one, and return it; time never goes back.

    Raises:
        InvalidParameter: a text that not every database can keep.
    """
    seq, previous = reading.head(connection)
    said = canonical(dict(data or {}))
    sound(submission, kind, account, text, said)
    row: dict[str, Any] = {
        "seq": seq + 1,
        "submission": submission,
        "kind": kind,
        "at": _moment(connection, now),
        "account": account,
        "text": text,
        "data": said,
    }
    row["hash"] = digest(row, previous)
    connection.execute(insert(EVENT), row)
    return Event(**row | {"at": instant(row["at"]), "data": json.loads(said)})


def _moment(connection: Connection, now: datetime) -> str:
    """Return the time of the next record: *now*, or that of the last one where the clock was put back."""
    last = connection.execute(select(EVENT.c.at).order_by(EVENT.c.seq.desc()).limit(1)).scalar() or ""
    return max(stamp(now), last)


def receive(connection: Connection, now: datetime, account: Account, handed: Handed) -> Submission:
    """Write the bytes, their report and both their events; or find that the same request was made before.

    Raises:
        Conflict: the key was used before, for other bytes; or the same content stands already.
        InvalidParameter: a text that cannot be kept, or an issuer that is none.
    """
    sound(handed.kind, handed.key or "")
    if (before := repeated(connection, account, handed.key, handed.data)) is not None:
        return before
    issuer = issuer_code(handed.issuer)
    if handed.once:
        _refuse_twin(connection, issuer, handed.content_sha256)
    # That of the record, which the clock may be behind.
    year = instant(_moment(connection, now)).year
    same = select(func.count()).where(SUBMISSION.c.issuer == issuer, SUBMISSION.c.year == year)
    name = f"{year}-{issuer.lower()}-{connection.execute(same).scalar_one() + 1}"
    event = append(
        connection, now, "received", submission=name, account=account.id, data=_described(issuer, handed)
    )
    report = handed.report_json.encode()
    append(
        connection,
        now,
        "validated",
        submission=name,
        data={"sha256": sha256(report), "size": len(report), "shapes_version": handed.shapes_version},
    )
    row = {"id": name, "seq": event.seq, "year": year, "issuer": issuer, "kind": handed.kind}
    connection.execute(insert(SUBMISSION), row | {"account": account.id, "key": handed.key})
    documents = {ORIGINAL: handed.data, REPORT: report}
    documents |= {} if handed.content is None else {CONTENT: handed.content}
    connection.execute(
        insert(DOCUMENT),
        [{"submission": name, "name": part, "data": data} for part, data in documents.items()],
    )
    return reading.found(connection, name)


def record(
    connection: Connection,
    now: datetime,
    submission_id: str,
    kind: str,
    *,
    account: Account | None,
    text: str,
    data: Mapping[str, Any],
) -> Event:
    """Write one event about a submission, if it may follow what was done with it.

    Raises:
        Conflict: it may not; or it accepts what takes the place of one that cannot be replaced any more.
        InvalidParameter: there is no such kind, or a text cannot be kept.
        UnknownEntity: there is no such submission.
    """
    before = reading.events(connection, submission_id)
    steps.check(submission_id, steps.status(event.kind for event in before), kind)
    if kind == "accepted":
        _refuse_replaced(connection, before[0])
    who, name = (account.id, account.name) if account else ("", "")
    event = append(connection, now, kind, submission=submission_id, account=who, text=text, data=data)
    return replace(event, name=name)


def _described(issuer: str, handed: Handed) -> dict[str, Any]:
    return {
        "content_sha256": handed.content_sha256,
        "issuer": issuer,
        "key": handed.key,
        "kind": handed.kind,
        "media_type": handed.media_type,
        "sha256": sha256(handed.data),
        "shapes_version": handed.shapes_version,
        "size": len(handed.data),
        "supersedes": list(handed.supersedes),
        **({} if handed.content is None else {"content_size": len(handed.content)}),
    }


def _refuse_replaced(connection: Connection, received: Event) -> None:
    """Let what was *received* be accepted when all that it takes the place of can still be replaced.

    Raises:
        Conflict: one cannot; or another that is accepted, and not published yet, takes the same place.
    """
    name, earlier = received.submission, received.data["supersedes"]
    for one in earlier:
        present = steps.status(event.kind for event in reading.events(connection, one))
        if not steps.allowed(present, "superseded"):
            raise Conflict(
                f"{name} says that it supersedes {one}, which is {present} by now. Return it, and ask for one"
                " that supersedes what stands."
            )
    for other in reading.page(connection, statuses=("accepted",)) if earlier else ():
        if both := sorted({*earlier} & {*other.supersedes}):
            raise Conflict(
                f"{name} says that it supersedes {both[0]}, and so does {other.id}, which is accepted. Return"
                " it, and ask for one that supersedes what stands."
            )


def _refuse_twin(connection: Connection, issuer: str, content_sha256: str) -> None:
    """Let a content pass that no submission of *issuer* has, other than withdrawn ones.

    Raises:
        Conflict: one has it.
    """
    # As canonical JSON has it; the hash has figures and letters only.
    said = f'"content_sha256":"{content_sha256}"'
    twins = (
        select(SUBMISSION.c.id)
        .join(EVENT, EVENT.c.seq == SUBMISSION.c.seq)
        .where(SUBMISSION.c.issuer == issuer, EVENT.c.data.contains(said, autoescape=True))
        .order_by(SUBMISSION.c.seq)
    )
    for twin in reading.submissions(connection, connection.execute(twins).scalars().all()):
        if twin.status != "withdrawn":
            raise Conflict(
                f"The same content was handed in as {twin.id}, which is {twin.status}: look at that one, or"
                " change the document."
            )


def repeated(connection: Connection, account: Account, key: str | None, data: bytes) -> Submission | None:
    """Return the submission that *account* made of the bytes *data* with the same *key*, if any.

    Raises:
        Conflict: they made one of other bytes.
    """
    if key is None:
        return None
    same = select(SUBMISSION.c.id).where(SUBMISSION.c.account == account.id, SUBMISSION.c.key == key)
    name = connection.execute(same).scalar()
    if name is None:
        return None
    before = reading.found(connection, name)
    if before.sha256 != sha256(data):
        raise Conflict(
            f"The key {key!r} was used for {name}, which has other bytes: use a new key for a new document."
        )
    return replace(before, repeated=True)
