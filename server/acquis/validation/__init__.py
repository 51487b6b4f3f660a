"""Check what is handed in: read it safely, hold it against the shapes and the graph, and say what to do.

It must not store anything. rdflib and pyshacl are loaded by the first check, not by importing this package.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from acquis.engine import Engine
from acquis.validation import reading
from acquis.validation.report import Finding, Report

if TYPE_CHECKING:
    from acquis.validation.bulk import Outcome
    from acquis.validation.checking import Checked

__all__ = ["Finding", "Report", "check", "check_many", "reading", "warm_up"]


def check(
    data: bytes,
    media_type: str,
    engine: Engine,
    *,
    issuer: str = "",
    today: date | None = None,
    max_bytes: int = reading.MOST_BYTES,
) -> "Checked":
    """Return what is to be said of the document *data*; see `acquis.validation.checking.check`."""
    from acquis.validation import checking

    return checking.check(data, media_type, engine, issuer=issuer, today=today, max_bytes=max_bytes)


def check_many(
    documents: Iterable[tuple[bytes, str]], engine: Engine, *, processes: int = 1, issuer: str = ""
) -> "Iterator[Outcome]":
    """Yield what comes of each of *documents*, in order; see `acquis.validation.bulk.check_many`."""
    from acquis.validation import bulk

    return bulk.check_many(documents, engine, processes=processes, issuer=issuer)


def warm_up(engine: Engine) -> None:
    """Load all that a check needs, so that a process forked from this one needs to open no file."""
    from acquis.validation import bulk

    bulk.warm_up(engine)
