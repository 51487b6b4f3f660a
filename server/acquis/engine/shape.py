"""Measure how a query is built while its tokens pass by: depth, joins, operators.

It must not know what a query means, nor raise. When in doubt it counts too much: the limits are far above
what people write, and far below where pyoxigraph 0.5.13 crashes or hangs while it reads or plans a query on
a stack of 8 MB. Of what it takes for that, these are the least: 600 calls in one another, 5,000 operators in
a row, 130 patterns in one group.
"""

import re
from dataclasses import dataclass
from typing import Literal

from acquis.engine.tokens import Token

__all__ = ["MAX_DEPTH", "MAX_ITEMS", "MAX_JOINED", "MAX_OPERATORS", "MAX_PATTERNS", "Shape"]

MAX_DEPTH = 50  # brackets of all kinds open at one place
MAX_ITEMS = 1000  # brackets in all, and terms side by side outside any; not those of VALUES and templates
MAX_JOINED = 64  # patterns joined in one group: planning takes the fourth power of that in steps
MAX_OPERATORS = 2000  # characters of operators
MAX_PATTERNS = 500  # patterns in all groups

# A group after one of these words is planned by itself.
_APART = ("EXISTS", "MINUS", "OPTIONAL", "UNION")
_BRACKETS = frozenset("()[]{}<>")
_OPERATORS = frozenset("!&*+-/<=>^|")
_TERMS = ("iri", "name", "string", "variable", "word")
# The words that are terms: the short form of rdf:type, numbers and truth values.
_TERM = re.compile(r"(?:a|true|false|\d.*?)\.?", re.IGNORECASE)

_Place = Literal["data", "group", "list", "other", "top"]


@dataclass(slots=True)
class _Open:
    """A bracket: what it holds, whether it is planned by itself, and how many patterns are joined in it."""

    place: _Place
    apart: bool = False
    joined: int = 0


class Shape:
    """What is open, and what was counted since the start of a query."""

    def __init__(self) -> None:
        self._open = [_Open("top")]
        self._before = Token("mark", "", -1, -1)
        self._keyword = ""
        self._deepest = self._hidden = self._items = self._operators = self._patterns = 0

    def take(self, token: Token) -> str:
        """Count the next *token*, no comment, and return what is too much now, "" while all is well."""
        text = token.text
        place = self._open[-1].place
        if place == "data" and text not in _BRACKETS:
            return ""
        if place == "other" and (text in ",^" or token.kind in _TERMS[1:4] or text.isdecimal()):
            self._before = token  # nothing to count, and there may be many thousands
            return ""
        twice = self._before.text == text and self._before.end == token.start
        if text in ("(", "[", "{") or (text == "<" and twice):
            self._begin(text)
        elif text in (")", "]", "}") or (text == ">" and twice):
            self._finish()
        else:
            self._count(token)
        if _is_keyword(token):
            self._keyword = text.upper()
        self._before = token
        return self._excess()

    def _begin(self, text: str) -> None:
        before, outer = self._before, self._open[-1]
        opened = _Open(self._place(text), text == "{" and before.text.upper() in _APART)
        if text == "{" and outer.place == "group":
            self._join(1)
        self._open.append(opened)
        if opened.place == "data":
            self._keyword = ""
            return
        self._items += 1
        # A list or a blank node joins at least two patterns with what is around it.
        if text != "{" and (opened.place == "list" or outer.place == "group"):
            self._join(2)

    def _place(self, text: str) -> _Place:
        outer = self._open[-1].place
        if outer == "data" or (text == "{" and self._keyword in ("CONSTRUCT", "VALUES")):
            return "data"
        if text != "(":
            return "group"
        is_list = outer == "list" or (outer == "group" and not _is_keyword(self._before))
        return "list" if is_list else "other"

    def _finish(self) -> None:
        if len(self._open) == 1:
            return  # the parser will say so
        closed = self._open.pop()
        if self._open[-1].place != "data":
            self._open[-1].joined += 0 if closed.apart else closed.joined

    def _count(self, token: Token) -> None:
        text, before, place = token.text, self._before, self._open[-1].place
        self._operators += text in _OPERATORS or token.kind == "rest"
        if token.kind == "iri":
            self._suspect(text)
        side_by_side = (token.kind in _TERMS or text in "+-") and _ends_term(before)
        if place == "top":
            self._items += side_by_side
        elif place == "list":
            self._join(2 * side_by_side + (text == "/"))
        elif place == "group":
            ends = text in (".", ",", ";", "/") or (token.kind in ("name", "word") and text[-1] == ".")
            self._join(2 if text == "|" and before.text == "{" else int(ends))

    def _join(self, patterns: int) -> None:
        self._open[-1].joined += patterns
        self._patterns += patterns

    def _suspect(self, iri: str) -> None:
        """Count what stands in *iri* as if `<` were an operator, which only the parser can tell."""
        if "(" in iri or "&&" in iri:
            within = iri.count("(")
            self._deepest = len(self._open) + self._hidden + within
            self._hidden += max(0, within - iri.count(")"))
            self._operators += sum(iri.count(operator) for operator in _OPERATORS)

    def _excess(self) -> str:
        if max(self._deepest, len(self._open) + self._hidden) > MAX_DEPTH + 1:
            return f"more than {MAX_DEPTH} brackets are open here; write flatter groups and expressions."
        if self._open[-1].joined > MAX_JOINED:
            return (
                f"more than {MAX_JOINED} patterns are joined in one group; list values with VALUES instead."
            )
        if self._patterns > MAX_PATTERNS:
            return f"more than {MAX_PATTERNS} patterns in one query; ask in several queries."
        if self._items > MAX_ITEMS:
            return f"more than {MAX_ITEMS:,} parts up to here; list values with VALUES, or ask in several."
        if self._operators > MAX_OPERATORS:
            return f"more than {MAX_OPERATORS:,} operators up to here; compare with IN or VALUES instead."
        return ""


def _is_keyword(token: Token) -> bool:
    return token.kind == "word" and not _TERM.fullmatch(token.text)


def _ends_term(token: Token) -> bool:
    return token.text in (")", "]", "}") or token.kind == "language" or token.kind in _TERMS
