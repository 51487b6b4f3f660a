"""Check many documents one after another or in several processes, and make a process ready to check.

It must not differ from a single check in anything but time.
"""

import multiprocessing
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from itertools import islice, repeat

from acquis.engine import Engine
from acquis.engine.jsonld import CONTEXT
from acquis.errors import InvalidDocument, UnsupportedMedia
from acquis.forms import from_quads, sheets, tables
from acquis.resources import folder
from acquis.validation import checking
from acquis.validation.checking import Checked, check
from acquis.validation.screening import CSV, JSON_LD, XLSX

__all__ = ["Outcome", "check_many", "warm_up"]

Outcome = Checked | InvalidDocument | UnsupportedMedia

_AT_A_TIME = 16
# What a forked process works with: engines cannot be handed over.
_SHARED: list[Engine] = []


def check_many(
    documents: Iterable[tuple[bytes, str]], engine: Engine, *, processes: int = 1, issuer: str = ""
) -> Iterator[Outcome]:
    """Yield what comes of each of *documents*, bytes and media type, in their order; see `checking.check`.

    A document that cannot be read gives its error, and the others go on. With more than one of *processes*
    these are forked, so *engine* must be one in memory: a store on disk has threads.
    """
    batches = _batches(documents)
    if processes == 1:
        yield from (one for batch in batches for one in _checked(engine, batch, issuer))
        return
    warm_up(engine)
    _SHARED.append(engine)
    try:
        with ProcessPoolExecutor(processes, multiprocessing.get_context("fork")) as pool:
            for found in pool.map(_shared, batches, repeat(issuer)):
                yield from found
    finally:
        _SHARED.clear()


def _batches(documents: Iterable[tuple[bytes, str]]) -> Iterator[list[tuple[bytes, str]]]:
    ahead = iter(documents)
    while batch := list(islice(ahead, _AT_A_TIME)):
        yield batch


def _shared(documents: list[tuple[bytes, str]], issuer: str) -> list[Outcome]:
    return _checked(_SHARED[-1], documents, issuer)


def _checked(engine: Engine, documents: list[tuple[bytes, str]], issuer: str) -> list[Outcome]:
    """Return what comes of each of *documents*, the shapes of all checked in one run."""
    read = [_opened(engine, *document) for document in documents]
    found = iter(checking.shaped([one for one in read if isinstance(one, checking.Opened)]))
    return [
        checking.judged(one, next(found), engine, issuer=issuer) if isinstance(one, checking.Opened) else one
        for one in read
    ]


def _opened(
    engine: Engine, data: bytes, media_type: str
) -> checking.Opened | InvalidDocument | UnsupportedMedia:
    try:
        return checking.opened(data, media_type, engine)
    except (InvalidDocument, UnsupportedMedia) as error:
        return error


def warm_up(engine: Engine) -> None:
    """Load all that a check needs (shapes, sentences, forms, the context of JSON-LD) by checking examples."""
    for path in sorted((folder("shapes") / "submissions" / "examples").glob("*.ttl")):
        with suppress(InvalidDocument):
            found = check(path.read_bytes(), "text/turtle", engine)
            filled = from_quads(found.quads)
            check(tables.write(filled), CSV, engine)
            check(sheets.write(filled), XLSX, engine)
    with suppress(InvalidDocument):
        check(f'{{"@context": "{CONTEXT}"}}'.encode(), JSON_LD, engine)
