"""Own the table of cues: which words speak for which element, read from cues.toml, and where a text has them.

It must not weigh them against anything else.
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from acquis.naming.names import expand
from acquis.texts.linking.words import Word, read, stems

__all__ = ["Cue", "Found", "STRENGTHS", "context", "find", "table", "words"]

# The keys of an entry that hold words, strongest first.
STRENGTHS = ("named", "strong", "some", "heading")
_AND = frozenset({"and", "or"})
_LONGEST_LIST = 24

_Part = tuple[str, ...]


@dataclass(frozen=True)
class Cue:
    """Words for the IRIs `targets`: every one of `parts`, each a run of stems, stands in the text."""

    parts: tuple[_Part, ...]
    strength: str
    targets: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """A cue that a text has, with its parts as printed where each stands first."""

    cue: Cue
    printed: tuple[str, ...]


@cache
def table() -> tuple[Cue, ...]:
    """Return every cue, in the order of the file."""
    return tuple(
        Cue(_parts(phrase), strength, tuple(map(expand, entry["to"])))
        for entry in _file()["cue"]
        for strength in STRENGTHS
        for phrase in entry.get(strength, ())
    )


def words(text: str) -> list[Word]:
    """Return the words of *text*, abbreviations of the table read as if printed in full."""
    return read(text, _short())


def find(text: str, read: Sequence[Word]) -> Iterator[Found]:
    """Yield the cues that *text* has, those for headings too; *read* are its words as `words` gives them."""
    spans = _spans(read)
    for cue in (one for part in spans for one in _opening().get(part, ())):
        if all(part in spans for part in cue.parts):
            yield Found(cue, tuple(text[slice(*spans[part])] for part in cue.parts))


def context(kind: str, read: Iterable[str]) -> bool:
    """Return whether the stems *read* let an element of *kind* be meant; any do where the table is silent."""
    asked = _contexts().get(kind)
    return asked is None or not asked.isdisjoint(read)


def _parts(phrase: str) -> tuple[_Part, ...]:
    return tuple(tuple(stems(part)) for part in phrase.split("+"))


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("cues.toml").read_text("utf-8"))


@cache
def _short() -> dict[str, list[str]]:
    return {one: stems(full) for one, full in _file()["short"].items()}


@cache
def _contexts() -> dict[str, frozenset[str]]:
    return {
        kind: frozenset(stem for one in named for stem in stems(one))
        for kind, named in _file()["context"].items()
    }


@cache
def _opening() -> dict[_Part, tuple[Cue, ...]]:
    """Return the cues by their first part."""
    found: dict[_Part, list[Cue]] = defaultdict(list)
    for cue in table():
        found[cue.parts[0]].append(cue)
    return {part: tuple(cues) for part, cues in found.items()}


@cache
def _runs() -> dict[str, tuple[tuple[_Part, bool], ...]]:
    """Return every part of a cue by its first stem, with whether it is a name that may end in a list."""
    runs: dict[str, dict[_Part, bool]] = defaultdict(dict)
    for cue in table():
        for part in cue.parts:
            runs[part[0]][part] = cue.strength == "named" and len(part) > 1
    return {first: tuple(parts.items()) for first, parts in runs.items()}


def _spans(read: Sequence[Word]) -> dict[_Part, tuple[int, int]]:
    """Return where each part of a cue stands first among *read*, as offsets in the text."""
    spans: dict[_Part, tuple[int, int]] = {}
    stemmed, runs = [word.stem for word in read], _runs()
    for place, stem in enumerate(stemmed):
        for part, listed in runs.get(stem, ()):
            end = _end(stemmed, place, part, listed)
            if end and part not in spans:
                spans[part] = (read[place].start, read[end - 1].end)
    return spans


def _end(stemmed: Sequence[str], place: int, part: _Part, listed: bool) -> int:
    """Return where *part* ends when it stands at *place*, 0 when it does not; see `named` in the table."""
    end = place + len(part)
    if tuple(stemmed[place:end]) == part:
        return end
    if not listed or tuple(stemmed[place : end - 1]) != part[:-1]:
        return 0
    for at in range(end - 1, min(len(stemmed), end + _LONGEST_LIST)):
        if stemmed[at] == part[-1]:
            return at + 1
        if len(stemmed[at]) > 1 and stemmed[at] not in _AND:
            return 0
    return 0
