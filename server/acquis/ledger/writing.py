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
from acquis.ledger.schema import DOCUMENT, EVENT, ORIGINAL, REPORT, SUBMISSION

__all__ = ["Handed", "append", "issuer_code", "receive", "record"]

_ISSUER = re.compile("[A-Za-z0-9]{2,20}", re.ASCII)


@dataclass(frozen=True)
class Handed:
    """What is handed in: the bytes, what is known of them, and the key of a request that may come again.

    `once` says that the same content must not be kept twice.
    """

    issuer: str
    kind: str
    media_type: str
    data: bytes
    report_json: str
    shapes_version: str
    content_sha256: str
    supersedes: Sequence[str]
    key: str | None
    once: bool = False


def issuer_code(text: str) -> str:
    """Return the code of a State or group as it is kept: in capitals, as in its address.

    Raises:
        InvalidParameter: *text* is none.
    """
    if not _ISSUER.fullmatch(text):
        raise InvalidParameter(
            f"{text!r} is no code of a State or group: give one such as EST or ASEAN.", name="issuer"
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
    last = connection.execute(select(EVENT.c.at).where(EVENT.c.seq == seq)).scalar() or ""
    said = canonical(dict(data or {}))
    sound(submission, kind, account, text, said)
    row: dict[str, Any] = {
        "seq": seq + 1,
        "submission": submission,
        "kind": kind,
        "at": max(stamp(now), last),
        "account": account,
        "text": text,
        "data": said,
    }
    row["hash"] = digest(row, previous)
    connection.execute(insert(EVENT), row)
    return Event(**row | {"at": instant(row["at"]), "data": json.loads(said)})


def receive(connection: Connection, now: datetime, account: Account, handed: Handed) -> Submission:
    """Write the bytes, their report and both their events; or find that the same request was made before.

    Raises:
        Conflict: the key was used before, for other bytes; or the same content stands already.
        InvalidParameter: a text that cannot be kept, or an issuer that is none.
    """
    sound(handed.kind, handed.key or "")
    if (before := _repeated(connection, account, handed)) is not None:
        return before
    issuer = issuer_code(handed.issuer)
    if handed.once:
        _refuse_twin(connection, issuer, handed.content_sha256)
    year = now.year
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
        Conflict: it may not.
        InvalidParameter: there is no such kind, or a text cannot be kept.
        UnknownEntity: there is no such submission.
    """
    before = reading.events(connection, submission_id)
    steps.check(submission_id, steps.status(event.kind for event in before), kind)
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
    }


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


def _repeated(connection: Connection, account: Account, handed: Handed) -> Submission | None:
    """Return the submission that the same account made with the same key, if any."""
    if handed.key is None:
        return None
    same = select(SUBMISSION.c.id).where(SUBMISSION.c.account == account.id, SUBMISSION.c.key == handed.key)
    name = connection.execute(same).scalar()
    if name is None:
        return None
    before = reading.found(connection, name)
    if before.sha256 != sha256(handed.data):
        raise Conflict(
            f"The key {handed.key!r} was used for {name}, which has other bytes: use a new key for a new"
            " document."
        )
    return replace(before, repeated=True)
