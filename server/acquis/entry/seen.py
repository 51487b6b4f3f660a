"""Own what would become public of a submission that is not handed in yet, and what would stay in the ledger.

It must not publish: `acquis.publishing` says what everyone sees, and this puts it in words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from acquis import publishing
from acquis.engine import Engine, Quad
from acquis.intake.difference import Statement, compare

__all__ = ["Seen", "seen"]

_NAME = "new"


@dataclass(frozen=True)
class Seen:
    """The statements that everyone would see, and those that only its authors and reviewers would."""

    public: tuple[Statement, ...]
    kept: tuple[Statement, ...]


def seen(quads: Sequence[Quad], engine: Engine) -> Seen:
    """Return what becomes of *quads*, a document under `vocab.NEW`; *engine*, a release, gives the labels."""
    now = datetime.now(UTC)
    receipt = publishing.Receipt(_NAME, now, "", 0, "", "", now, "")
    public = compare(engine, _NAME, publishing.view(quads, receipt, engine).quads, {}, {}).added
    every = compare(engine, _NAME, quads, {}, {}).added
    known = set(public)
    return Seen(public, tuple(one for one in every if one not in known))
