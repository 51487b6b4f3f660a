"""Finding what is not as it was written: the chain, the steps, the bytes, and what helps to find them.

It must not mend anything. Whoever can write the file can also write all hashes anew; an anchor, the number of
records and the hash of the last one as they were once published, tells even then.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, select

from acquis.ledger import steps
from acquis.ledger.chain import GENESIS, canonical, digest, sha256
from acquis.ledger.database import Database
from acquis.ledger.records import Fault
from acquis.ledger.schema import ACCOUNT, CONTENT, DOCUMENT, EVENT, ORIGINAL, REPORT, SUBMISSION

__all__ = ["Anchor", "faults"]

Anchor = tuple[int, str]
_Row = Mapping[str, Any]
_PART = 500
_NOTHING: Mapping[str, Any] = {}


def faults(database: Database, connection: Connection, anchors: Sequence[Anchor]) -> Iterator[Fault]:
    """Yield each thing in the ledger that is not as it was written, and each anchor that does not hold."""
    if database.is_there():
        yield from database.faults(connection)
    walk = _Walk(anchors)
    query = select(EVENT).order_by(EVENT.c.seq)
    for row in connection.execute(query, execution_options={"yield_per": _PART}).mappings():
        yield from walk.step(dict(row))
    yield from walk.end()
    yield from _rows(connection, SUBMISSION, walk.submissions, "submission")
    yield from _rows(connection, ACCOUNT, walk.accounts, "token")
    yield from _documents(connection, walk.documents)


class _Walk:
    """A walk along the chain, which collects what the other tables must hold."""

    def __init__(self, anchors: Sequence[Anchor]) -> None:
        self._anchors = dict(sorted(anchors))
        self._anchored = 0
        self._last = 0
        # The hashes that the next record may follow: what was written, and what it should be.
        self._previous: tuple[str, ...] = (GENESIS,)
        self._status: dict[str, str] = {}
        self.submissions: dict[str, _Row] = {}
        self.accounts: dict[str, _Row] = {}
        self.documents: dict[tuple[str, str], tuple[int, str, int]] = {}

    def step(self, row: _Row) -> Iterator[Fault]:
        """Yield what is wrong with the next record."""
        seq, name = row["seq"], str(row["submission"])
        yield from self._missing(seq)
        hashes = [digest(row, previous) for previous in self._previous]
        fits = row["hash"] in hashes or not hashes
        if not fits:
            yield Fault(
                f"Record {seq} was altered, put in or moved: it does not have the hash it was written with.",
                seq,
                name,
            )
        yield from self._anchor(seq, row["hash"])
        self._previous = (row["hash"],) if fits else (row["hash"], hashes[0])
        self._last = seq
        yield from self._fits(row, name)

    def end(self) -> Iterator[Fault]:
        """Yield what is missing after the last record."""
        yield from self._missing(max(self._anchors, default=0) + 1)

    def _missing(self, upto: int) -> Iterator[Fault]:
        """Yield the records between the last one and that of the number *upto*."""
        for seq in range(self._last + 1, upto):
            yield Fault(f"Record {seq} is missing: it was removed.", seq)
            self._previous = ()

    def _anchor(self, seq: int, found: str) -> Iterator[Fault]:
        if seq in self._anchors:
            if self._anchors[seq] == found:
                self._anchored = seq
            else:
                yield Fault(
                    f"One of the records {self._anchored + 1} to {seq} was altered, and all hashes after it"
                    f" written anew: record {seq} does not have the hash that was published.",
                    seq,
                )

    def _fits(self, row: _Row, name: str) -> Iterator[Fault]:
        """Yield what is wrong with what the record says, and note what goes with it."""
        seq, kind = row["seq"], row["kind"]
        data = _data(row["data"])
        if kind in steps.FROM:
            before = self._status.get(name, "")
            if not steps.allowed(before, kind):
                yield Fault(
                    f"Record {seq} says {kind}, which cannot follow {before or 'nothing'}.", seq, name
                )
            self._status[name] = steps.status([before, kind])
        if kind == "received":
            self.submissions[name] = _submission_row(row, data)
            self._note(seq, name, ORIGINAL, data)
            if "content_size" in data:
                self.documents[name, CONTENT] = (seq, str(data.get("content_sha256")), data["content_size"])
        elif kind == "validated":
            self._note(seq, name, REPORT, data)
        elif kind == "token-issued":
            key = row["account"]
            self.accounts[key] = {"id": key, "seq": seq, "token_sha256": data.get("token_sha256")}

    def _note(self, seq: int, name: str, part: str, data: _Row) -> None:
        self.documents[name, part] = (seq, str(data.get("sha256")), data.get("size", -1))


def _data(text: object) -> _Row:
    """Return what the data of a record say, nothing where they cannot be read."""
    try:
        found = json.loads(str(text))
    except ValueError:
        return _NOTHING
    return found if isinstance(found, dict) and canonical(found) == text else _NOTHING


def _submission_row(row: _Row, data: _Row) -> _Row:
    """Return the row of the table `submission` that belongs to the record *row* of its receipt."""
    return {
        "id": row["submission"],
        "seq": row["seq"],
        "year": int(year) if (year := str(row["at"])[:4]).isdigit() else 0,
        "issuer": data.get("issuer"),
        "kind": data.get("kind"),
        "account": row["account"],
        "key": data.get("key"),
    }


def _rows(connection: Connection, table: Table, expected: Mapping[str, _Row], what: str) -> Iterator[Fault]:
    """Yield the rows of *table* that are not those *expected* by their id."""
    found = {row["id"]: dict(row) for row in connection.execute(select(table)).mappings()}
    for key in sorted(found.keys() | expected.keys()):
        seq = expected.get(key, _NOTHING).get("seq", 0)
        if key not in expected:
            yield Fault(f"The {what} {key} was put in: no record tells of it.", seq)
        elif key not in found:
            yield Fault(f"The {what} {key} was removed: record {seq} tells of it.", seq)
        elif found[key] != expected[key]:
            wrong = ", ".join(name for name, value in expected[key].items() if found[key][name] != value)
            yield Fault(f"The {what} {key} was altered: record {seq} has another {wrong}.", seq)


def _documents(
    connection: Connection, expected: Mapping[tuple[str, str], tuple[int, str, int]]
) -> Iterator[Fault]:
    """Yield the documents that do not have the hash and size *expected*; each is read on its own."""
    keys = select(DOCUMENT.c.submission, DOCUMENT.c.name)
    found = {(row.submission, row.name) for row in connection.execute(keys)}
    for name, part in sorted(found | expected.keys()):
        seq, hashed, size = expected.get((name, part), (0, "", 0))
        place = (DOCUMENT.c.submission == name) & (DOCUMENT.c.name == part)
        data = connection.execute(select(DOCUMENT.c.data).where(place)).scalar()
        if not seq:
            yield Fault(f"The {part} of {name} was put in: no record tells of it.", 0, name)
        elif data is None:
            yield Fault(f"The {part} of {name} was removed: record {seq} tells of it.", seq, name)
        elif (sha256(data), len(data)) != (hashed, size):
            yield Fault(f"The {part} of {name} was altered: record {seq} has another hash.", seq, name)
