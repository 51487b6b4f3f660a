"""Own how an index lies on disk: its two files, their tables, and how entries come and go.

It must not read a graph. A release that was built has one file; one that grew out of it shares that file and
has a second one with what is different, so that growing takes no longer the more there is.
Source: https://www.sqlite.org/fts5.html
"""

import errno
import json
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

from acquis.search.entry import Entry
from acquis.search.kinds import SPAN
from acquis.search.words import folded

__all__ = ["DELTA", "INDEX", "VERSION", "WORDS", "add", "create", "fault", "read_only", "remove", "said"]

INDEX, DELTA = "search.sqlite", "search-since.sqlite"
# The number of this layout; a file with another was made by another version of this software.
VERSION = 1
# What a text is marked with that is the words of a document.
WORDS = "words"

# The words themselves are not kept twice: texts stand in `entry`, what they are found by in `word`.
_LAYOUT = f"""
PRAGMA page_size = 4096;
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA secure_delete = ON;
PRAGMA user_version = {VERSION};
CREATE TABLE entry (
  id INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE, label TEXT NOT NULL, language TEXT NOT NULL,
  is_a TEXT NOT NULL, symbol TEXT NOT NULL, status TEXT NOT NULL,
  names TEXT NOT NULL, titles TEXT NOT NULL, texts TEXT NOT NULL, keys TEXT NOT NULL
);
CREATE TABLE key (
  kind INTEGER NOT NULL, key TEXT NOT NULL, entry INTEGER NOT NULL, PRIMARY KEY (kind, key, entry)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE word USING fts5 (
  names, titles, texts, content = '', prefix = '2 3', tokenize = 'unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE vocabulary USING fts5vocab (word, 'row');
CREATE TABLE hidden (iri TEXT PRIMARY KEY) WITHOUT ROWID;
"""
# What SQLite says where the disk takes no more.
_REFUSED = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE)
_COLUMNS = "iri, label, language, is_a, symbol, status, names, titles, texts, keys"


def create(path: Path | None = None) -> sqlite3.Connection:
    """Return a new, empty index in the file *path*, which must not exist, or in memory."""
    made = sqlite3.connect(path or ":memory:", isolation_level=None, check_same_thread=False)
    made.executescript(_LAYOUT)
    return made


def read_only(path: Path) -> sqlite3.Connection | None:
    """Open the index in the file *path*, which nobody changes; None if it has another layout.

    Raises:
        sqlite3.DatabaseError: it is damaged.
    """
    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    opened = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)
    if opened.execute("PRAGMA user_version").fetchone() == (VERSION,):
        return opened
    opened.close()
    return None


def fault(error: sqlite3.Error) -> OSError:
    """Return *error*, met on the file of an index, as any other file would tell it."""
    text = f"the index for searching: {error}"
    return OSError(errno.ENOSPC, text) if error.sqlite_errorcode in _REFUSED else OSError(text)


def add(index: sqlite3.Connection, number: int, entry: Entry) -> None:
    """Put *entry* into *index* under *number*, one of its kind."""
    index.execute(
        f"INSERT INTO entry (id, {_COLUMNS}) VALUES ({', '.join('?' * 11)})", (number, *said(entry))
    )
    index.executemany(
        "INSERT INTO key VALUES (?, ?, ?)", ((number // SPAN, key, number) for key in entry.keys)
    )
    parts = (entry.names, entry.titles, _texts(entry))
    index.execute(
        "INSERT INTO word (rowid, names, titles, texts) VALUES (?, ?, ?, ?)", (number, *map(_words, parts))
    )


def remove(index: sqlite3.Connection, iri: str) -> None:
    """Take the entry of *iri* out of *index*, if it is there."""
    found = index.execute("SELECT id, names, titles, texts, keys FROM entry WHERE iri = ?", (iri,)).fetchone()
    if found is None:
        return
    number, *parts, keys = found
    # Without a copy of the words the index has to be told what it holds.
    index.execute(
        "INSERT INTO word (word, rowid, names, titles, texts) VALUES ('delete', ?, ?, ?, ?)",
        (number, *(_words(json.loads(part)) for part in parts)),
    )
    index.executemany(
        "DELETE FROM key WHERE kind = ? AND key = ? AND entry = ?",
        ((number // SPAN, key, number) for key in json.loads(keys)),
    )
    index.execute("DELETE FROM entry WHERE id = ?", (number,))


def said(entry: Entry) -> tuple[str, ...]:
    """Return what the table of entries holds of *entry*, but for its number."""
    named = (entry.iri, entry.label, entry.language, entry.is_a, entry.symbol, entry.status)
    return (*named, *map(_json, (entry.names, entry.titles, _texts(entry), entry.keys)))


def _texts(entry: Entry) -> tuple[tuple[str, ...], ...]:
    """Return the texts about *entry*, and its own words marked as such: without any nothing is different."""
    return (*entry.texts, *((*one, WORDS) for one in entry.words))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _words(texts: Iterable[Sequence[str]]) -> str:
    return " ".join(folded(one[0]) for one in texts)
