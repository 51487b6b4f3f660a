"""Read the group of an EXISTS as triple patterns and filters, and the group around it for its patterns.

It must not judge what it reads.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from acquis.engine.rewriting.reader import Pattern, Reader, UnreadError
from acquis.engine.tokens import Token

__all__ = ["Around", "Body", "around", "body"]

_MOST = 8  # patterns; each becomes a level of groups
_VARIABLE = ("?", "$")
_BLOCKS = ("BIND", "MINUS", "OPTIONAL")


class Body(NamedTuple):
    """What a group consists of: patterns, filters as ranges of tokens, and the token `end` behind it."""

    patterns: tuple[Pattern, ...]
    filters: tuple[tuple[int, int], ...]
    end: int


class Around(NamedTuple):
    """The triple patterns of a group, and the variables that something else gives a few values.

    Each pattern has in `places` the range of tokens of all that is said of its subject there.
    """

    patterns: tuple[Pattern, ...]
    few: frozenset[str]
    places: tuple[tuple[int, int], ...]

    def free(self, shared: Iterable[str]) -> list[Pattern]:
        """Return the patterns that lead to one of *shared*, variables, if nothing holds them to a value."""
        for name in sorted(shared):
            names, reached = frozenset({name}), list[Pattern]()
            while more := [one for one in self.patterns if one.names & names and one not in reached]:
                reached += more
                names = names.union(*(one.names for one in more))
            if reached and not names & self.few and all(map(_is_open, reached)):
                return reached
        return []


def body(read: Sequence[Token], start: int, fresh: Iterator[str]) -> Body | None:
    """Return the group whose brace is at *start* of the tokens *read*; None when it is not all understood.

    *fresh* names what has no name: see `Reader`.
    """
    reader = Reader(read, start, fresh)
    try:
        reader.take("{")
        while not reader.is_sign("}"):
            if reader.is_word("FILTER"):
                reader.filter()
                reader.skip(".")
                continue
            reader.triples()
            if not (reader.skip(".") or reader.is_sign("}") or reader.is_word("FILTER")):
                return None
    except (UnreadError, IndexError):
        return None
    if len(reader.patterns) > _MOST:
        return None
    return Body(tuple(reader.patterns), tuple(reader.filters), reader.at + 1)


def around(read: Sequence[Token], start: int, fresh: Iterator[str]) -> Around | None:
    """Return what the group at *start* of the tokens *read* says of its variables; None when that is unclear.

    What can only take solutions away, or add to them, does not count.
    """
    reader, few, places = Reader(read, start, fresh), set[str](), list[tuple[int, int]]()
    try:
        reader.take("{")
        while not reader.is_sign("}"):
            first, known = reader.at, len(reader.patterns)
            if reader.is_word("FILTER"):
                reader.filter()
                few |= _compared(read[slice(*reader.filters[-1])])
            elif any(reader.is_word(word) for word in _BLOCKS):
                reader.at += 1
                reader.bracket()
            elif reader.is_word("VALUES"):
                few |= _listed(reader, read)
            else:
                reader.triples()
                places += [(first, reader.at)] * (len(reader.patterns) - known)
            reader.skip(".")
    except (UnreadError, IndexError):
        return None
    return Around(tuple(reader.patterns), frozenset(few), tuple(places))


def _is_open(one: Pattern) -> bool:
    """Return whether *one* names no thing at its ends but a class."""
    return one.path == "a" or (one.subject[:1] in _VARIABLE and one.value[:1] in _VARIABLE)


def _compared(read: Sequence[Token]) -> set[str]:
    """Return the variables that the filter of the tokens *read* holds to be the same as something."""
    return {
        token.text[1:]
        for before, token, after in zip(read, read[1:], read[2:], strict=False)
        if token.kind == "variable" and (before.text == "=" or after.text.upper() in ("=", "IN", ","))
    }


def _listed(reader: Reader, read: Sequence[Token]) -> set[str]:
    """Go behind the VALUES at hand and return its variables."""
    start = reader.at
    while not reader.is_sign("{"):
        reader.at += 1
    names = {token.text[1:] for token in read[start : reader.at] if token.kind == "variable"}
    reader.bracket()
    return names
