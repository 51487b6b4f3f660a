"""Narrow a query for the first rows by date to the dates that they can have, before the engine sorts.

pyoxigraph 0.5.13 sorts all solutions for an ORDER BY with LIMIT, and reads the terms again each time that it
compares two. Rows are in the order of their first key, so when the first few values of it have as many
solutions as are asked for, no other value has a row that is shown. Those values are put into the group.

That is the same answer when the group is read whole and binds the key in a plain triple pattern; when all
that this pattern finds are days, of which no two compare as equal; and when each column is a key, so that it
never hangs on the order in which rows were found which of them are shown.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import NamedTuple

from pyoxigraph import Literal

from acquis.engine.rewriting.body import body
from acquis.engine.rewriting.doubt import is_doubtful
from acquis.engine.rewriting.reader import Pattern
from acquis.engine.tokens import Token, prologue, tokens
from acquis.vocab import PREFIXES

__all__ = ["Rows", "narrowed"]

Rows = Callable[[str], Iterator[Sequence[object]]]

_LONGEST = 5_000  # characters
_DAYS = 1_000
_TRIED = (1, 8)  # numbers of days
_MOST_ROWS = 1_000
_MANY = 500  # rows; fewer are soon sorted
_MOST_TRIED = 5_000  # values to be among the first days
_KNOWN = 50  # patterns whose days are kept
_DATE = f"{PREFIXES['xsd']}date"
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class _Asked(NamedTuple):
    """A query for the first rows: its first key, the pattern that binds it, its group and what limits it."""

    key: str
    falling: bool
    pattern: Pattern
    start: int
    end: int
    limit: int


def narrowed(text: str, rows: Rows, known: dict[str, list[str]]) -> str:
    """Return the query *text* with the same answer, narrowed if it asks for the first rows by date.

    *rows* answers other queries on the same data, with nothing for what is wrong; up to six are asked.
    *known* keeps from one call to the next what does not change with the query.
    """
    if len(text) > _LONGEST or "limit" not in text.lower():
        return text
    read = tokens(text)
    asked = None if is_doubtful(read) else _read(read)
    if asked is None:
        return text
    start, group = prologue(text), text[asked.start : asked.end]

    def has(found: str, number: int) -> bool:
        """Return whether the group *found* has at least *number* solutions."""
        some = f"SELECT (1 AS {asked.key}Found) {{ {found} }} LIMIT {number}"
        total = next(rows(f"{start} SELECT (COUNT(*) AS {asked.key}Total) {{ {some} }}"), (None,))[0]
        return getattr(total, "value", "") == str(number)

    days = _days(asked, start, rows, known) if has(group, _MANY) else []
    for number in _TRIED:
        among = f"VALUES {asked.key} {{ {' '.join(days[:number])} }}"
        # Where a day has very many things, most of which the group may not want, nothing is won.
        if number >= len(days) or has(f"{among} {_written(asked.pattern)}", _MOST_TRIED):
            break
        if has(f"{among} {group}", asked.limit):
            return f"{text[: asked.start]} {among} {text[asked.start :]}"
    return text


def _days(asked: _Asked, start: str, rows: Rows, known: dict[str, list[str]]) -> list[str]:
    """Return the values of the key in the order asked for, written in SPARQL; empty if not all are days."""
    found: list[str] = []
    one = asked.pattern
    query = f"{start} SELECT DISTINCT {asked.key} {{ {_written(one)} }} LIMIT {_DAYS}"
    if query in known:
        return sorted(known[query], reverse=asked.falling)
    for term, *_ in rows(query):
        if not (isinstance(term, Literal) and term.datatype.value == _DATE and _DAY.fullmatch(term.value)):
            found = []
            break
        found.append(str(term))
    if len(known) > _KNOWN:
        known.clear()
    known[query] = found if len(found) < _DAYS else []
    return sorted(known[query], reverse=asked.falling)


def _read(read: Sequence[Token]) -> _Asked | None:
    """Return what the tokens *read* ask for; None when it is not the first rows by one of their columns."""
    words = [token.text.upper() for token in read]
    if "SELECT" not in words or "{" not in words or words[-2:-1] != ["LIMIT"]:
        return None
    select, brace = words.index("SELECT"), words.index("{")
    columns = {token.text[1:] for token in read[select + 1 : brace] if token.kind == "variable"}
    plain = all(
        token.kind == "variable" for token in read[select + 1 : brace - (words[brace - 1] == "WHERE")]
    )
    found = body(read, brace, (f"acquis{number}" for number in count(1)))
    if not (found and plain and words[-1].isdecimal() and 0 < int(words[-1]) <= _MOST_ROWS):
        return None
    keys = _keys(read[found.end : -2])
    if not keys or not columns <= {name[1:] for name, _ in keys}:
        return None
    (key, falling), inner = keys[0], slice(brace + 1, found.end - 1)
    binding = [one for one in found.patterns if one.value[1:] == key[1:] and _is_plain(one)]
    if not binding or any(one.stepless or not _is_plain(one) for one in found.patterns):
        return None
    place = read[inner]
    return _Asked(key, falling, binding[0], place[0].start, place[-1].end, int(words[-1]))


def _is_plain(one: Pattern) -> bool:
    """Return whether *one* has a property and names no thing at its ends but a class."""
    ends = one.subject[:1] in "?$" and (one.value[:1] in "?$" or one.path == "a")
    return ends and one.path[:1] not in "?$(" and one.subject != one.value


def _written(one: Pattern) -> str:
    return f"{one.subject} {one.path} {one.value}"


def _keys(read: Sequence[Token]) -> list[tuple[str, bool]]:
    """Return the variables of the ORDER BY of the tokens *read*, and whether each falls; else nothing."""
    text = " ".join(token.text for token in read)
    if not re.fullmatch(r"ORDER BY(?: [?$]\w+| (?:ASC|DESC) \( [?$]\w+ \))+", text, re.IGNORECASE):
        return []
    found = re.findall(r"(?:(ASC|DESC) \( )?([?$]\w+)", text, re.IGNORECASE)
    return [(name, way.upper() == "DESC") for way, name in found]
