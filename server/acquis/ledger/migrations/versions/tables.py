"""Make the tables."""

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make four tables, of which `event` says all there is."""
    _event()
    _account()
    _submission()
    op.create_table(
        "document",
        sa.Column("submission", sa.Text, sa.ForeignKey("submission.id"), primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sqlite_strict=True,
    )


def _event() -> None:
    texts = ("submission", "kind", "at", "account", "text", "data", "hash")
    op.create_table(
        "event",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in texts),
        sqlite_strict=True,
    )
    op.create_index("event_submission", "event", ["submission", "seq"])
    op.create_index("event_account", "event", ["account", "kind"])


def _account() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("seq", sa.Integer, sa.ForeignKey("event.seq"), nullable=False, unique=True),
        sa.Column("token_sha256", sa.Text, nullable=False, unique=True),
        sqlite_strict=True,
    )


def _submission() -> None:
    op.create_table(
        "submission",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("seq", sa.Integer, sa.ForeignKey("event.seq"), nullable=False, unique=True),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("issuer", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("account", sa.Text, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("key", sa.Text),
        sa.UniqueConstraint("account", "key"),
        sqlite_strict=True,
    )
    op.create_index("submission_issuer", "submission", ["issuer", "year"])
