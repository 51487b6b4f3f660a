"""The tables of a ledger as queries see them; the migrations make them.

It must not hold a query. `event` says all there is; the three others only help to find things and hold the
bytes, and `verify` holds them against the events. Nothing in any of them is ever changed or removed.
"""

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

__all__ = [
    "ACCOUNT",
    "CONTENT",
    "DOCUMENT",
    "EVENT",
    "METADATA",
    "ORIGINAL",
    "REPORT",
    "SUBMISSION",
    "TABLES",
    "VERSION_TABLE",
]

VERSION_TABLE = "ledger_version"
CONTENT = "content"
ORIGINAL = "original"
REPORT = "report"

METADATA = MetaData()

# submission is "" where an event is about a token; then account is that of the token.
EVENT = Table(
    "event",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("submission", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("data", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Index("event_submission", "submission", "seq"),
    Index("event_account", "account", "kind"),
    sqlite_strict=True,
)
ACCOUNT = Table(
    "account",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("seq", ForeignKey("event.seq"), nullable=False, unique=True),
    Column("token_sha256", Text, nullable=False, unique=True),
    sqlite_strict=True,
)
SUBMISSION = Table(
    "submission",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("seq", ForeignKey("event.seq"), nullable=False, unique=True),
    Column("year", Integer, nullable=False),
    Column("issuer", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("account", ForeignKey("account.id"), nullable=False),
    Column("key", Text),
    UniqueConstraint("account", "key"),
    Index("submission_issuer", "issuer", "year"),
    sqlite_strict=True,
)
# name is ORIGINAL for the bytes as they came, CONTENT for what they say as it was read then, in canonical
# N-Quads, and REPORT for what the validation said of them, as JSON.
DOCUMENT = Table(
    "document",
    METADATA,
    Column("submission", ForeignKey("submission.id"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("data", LargeBinary, nullable=False),
    sqlite_strict=True,
)
# In an order in which rows can be copied, each with the columns that put its rows in order.
TABLES = {EVENT: ("seq",), ACCOUNT: ("seq",), SUBMISSION: ("seq",), DOCUMENT: ("submission", "name")}
