"""Own the reading of files into the folder of documents read here, one after the other or many side by side.

Each document is written whole or not at all; one that cannot be read does not keep the others. It must not
know what is done with a document: `acquis.ingest.chain` does.
"""

import datetime
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from acquis.errors import AcquisError, InvalidDocument, InvalidParameter
from acquis.ingest import files, writing
from acquis.ingest.chain import Made, Wish, made
from acquis.ingest.citable import citable
from acquis.ingest.document import assembled, slug_of, symbol_of
from acquis.ingest.keeping import earlier
from acquis.ingest.known import Known, known, with_earlier, with_read
from acquis.ingest.lineage import beside
from acquis.texts import citing, reading
from acquis.texts.model import SourceText
from acquis.vocab import ID

__all__ = ["Asked", "Outcome", "ingest"]

Step = Callable[[str], None]

# More documents than these are read by several processes, and get no suggestions.
_FEW = 20
_CHUNK = 8


@dataclass(frozen=True)
class Asked:
    """What the caller says of the files: symbol, slug, language, work they are a draft of, rights."""

    symbol: str = ""
    edition: str = ""
    language: str = "en"
    draft_of: str = ""
    rights: str = ""


@dataclass(frozen=True)
class Outcome:
    """What was made, and for each document or file that was not, its name and why."""

    made: tuple[Made, ...]
    failed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class _Group:
    """The texts of one document, and what an earlier reading left of it."""

    slug: str
    symbol: str
    draft_of: str
    texts: tuple[SourceText, ...]


@dataclass(frozen=True)
class _Failed:
    """A file or a document that was not read, and why."""

    name: str
    said: str


def ingest(
    paths: Sequence[Path],
    folder: Path,
    asked: Asked,
    *,
    on: datetime.date | None = None,
    step: Step = lambda name: None,
) -> Outcome:
    """Read the files at *paths* into *folder*, and return what was made; *step* hears what is done.

    A path may be a folder, or an archive of files. *on* is the day that is noted, today by default.

    Raises:
        AcquisError: the one file that was given could not be read; of several, those are named in what is
            returned.
        InvalidParameter: *folder* cannot be written, or a file is not there.
        StorageFull: there is no room; the document at which it ended, and all after, were not written.
    """
    with writing.held(folder), files.found(paths) as inside:
        step(f"Read {len(inside):,} {'file' if len(inside) == 1 else 'files'}")
        texts, failed = _parted(
            _side_by_side(_read, [(path, asked.symbol, asked.language) for path in inside])
        )
        if failed and len(inside) == 1:
            raise InvalidDocument(failed[0].said)
        step("Look at what is known")
        before = known(folder)
        groups, mixed = _groups(texts, asked, before)
        if mixed and len(inside) <= _FEW:
            raise InvalidParameter(mixed[0].said, name="files")
        step(f"Write {len(groups):,} {'document' if len(groups) == 1 else 'documents'}")
        made_, lost = _parted(_written(groups, before, asked, on or datetime.date.today(), folder))
    if lost and len(groups) == 1:
        raise InvalidDocument(lost[0].said)
    return Outcome(tuple(made_), tuple((one.name, one.said) for one in (*failed, *mixed, *lost)))


def _read(asked: tuple[Path, str, str]) -> SourceText | _Failed:
    path, symbol, language = asked
    try:
        return reading.read(path, symbol, language)
    except AcquisError as error:
        return _Failed(path.name, str(error))
    except OSError as error:
        return _Failed(path.name, f"{path.name} cannot be opened: {error.strerror}. See to it.")


def _groups(texts: Iterable[SourceText], asked: Asked, before: Known) -> tuple[list[_Group], list[_Failed]]:
    """Return *texts* by document, and those that do not fit together."""
    found: defaultdict[tuple[str, str], dict[tuple[str, str], SourceText]] = defaultdict(dict)
    failed = []
    for one in texts:
        try:
            symbol = symbol_of(one, asked.symbol)
            slug = slug_of(symbol, asked.edition, before, one.file)
        except AcquisError as error:
            failed.append(_Failed(one.file, str(error)))
            continue
        # The same file twice, as two archives may have it, is one.
        found[slug, symbol].setdefault((one.language, one.sha256), one)
    groups = [
        _Group(slug, symbol, asked.draft_of, tuple(those.values())) for (slug, symbol), those in found.items()
    ]
    return groups, failed


def _written(
    groups: Sequence[_Group], before: Known, asked: Asked, on: datetime.date, folder: Path
) -> Iterator[Made | _Failed]:
    """Write each of *groups* as it is ready, and yield what it became."""
    wish = Wish(on, len(groups) <= _FEW, asked.rights)
    now = with_read(before, {one.symbol: one.slug for one in groups if one.symbol})
    units = [f"{ID}edition/{one.slug}/{unit.path}" for one in groups for unit in one.texts[0].units]
    given = (now, units, wish, folder)
    for one in _side_by_side(_make, groups, given):
        if isinstance(one, Made):
            writing.write(folder, one.files)
        yield one


# What each process is given once, before it makes documents.
_given: list[tuple[Known, citing.Known, Wish, Path]] = []


def _start(known_: Known, units: Sequence[str], wish: Wish, folder: Path) -> None:
    _given[:] = [(known_, citable(known_, units), wish, folder)]


def _make(group: _Group) -> Made | _Failed:
    ((before, to_cite, wish, folder),) = _given
    try:
        kept = earlier(folder, group.slug, {one.language for one in group.texts})
        now = with_earlier(before, kept.quads)
        document = assembled(group.slug, group.symbol, group.texts, now, group.draft_of)
        others = beside(folder, document, before) if wish.suggest else []
        return made(document, now, to_cite, wish, kept, others)
    except AcquisError as error:
        return _Failed(group.symbol or group.slug, str(error))


def _side_by_side(
    work: Callable[[Any], Any], those: Sequence[Any], given: tuple[Any, ...] | None = None
) -> Iterator[Any]:
    """Yield what *work* makes of each of *those*, in order; of many in several processes."""
    if len(those) <= _FEW:
        if given is not None:
            _start(*given)
        yield from map(work, those)
        return
    begin, args = (_start, given) if given is not None else (None, ())
    # Spawned: a terminal shows progress in a thread, and forking is not safe then.
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn"), begin, args) as pool:
        yield from pool.map(work, those, chunksize=_CHUNK)


def _parted(those: Iterable[Any]) -> tuple[list[Any], list[_Failed]]:
    found = list(those)
    bad = [one for one in found if isinstance(one, _Failed)]
    return [one for one in found if not isinstance(one, _Failed)], bad
