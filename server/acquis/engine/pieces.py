"""Take a query that parses apart into the pieces of its groups, each a slice of its own text.

It must not evaluate anything, nor join slices to a query.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Literal

from acquis.engine.tokens import Token, tokens

__all__ = ["Kind", "Outline", "Piece", "outline", "sliced", "split"]

Kind = Literal["bind", "block", "filter", "graph", "group", "minus", "optional", "triple", "values"]

_OPEN, _CLOSE = ("(", "[", "{"), (")", "]", "}")
_WORDS: dict[str, Kind] = {
    "BIND": "bind",
    "FILTER": "filter",
    "GRAPH": "graph",
    "MINUS": "minus",
    "OPTIONAL": "optional",
    "VALUES": "values",
}
_FORMS = ("ASK", "CONSTRUCT", "DESCRIBE", "SELECT")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a group: its `text`, the 1-based `line` it begins in, its tokens, and what it consists of.

    `terms` are the tokens of subject, predicate and object of a "triple", or the name of a "graph"; `groups`
    the tokens inside its braces, one run for each branch of a union. A "block" is triples with brackets.
    """

    kind: Kind
    text: str
    line: int
    tokens: tuple[Token, ...]
    terms: tuple[tuple[Token, ...], ...] = ()
    groups: tuple[tuple[Token, ...], ...] = ()

    @property
    def variables(self) -> set[str]:
        """The variables anywhere in it, written `?x`."""
        return {f"?{token.text[1:]}" for token in self.tokens if token.kind == "variable"}


@dataclass(frozen=True, slots=True)
class Outline:
    """A query in parts: its form in capitals, the text before it, and the tokens of what comes after it.

    `selected` are the columns, or what DESCRIBE describes; then come the clauses of the dataset, the inside
    of the outermost group, and what follows that.
    """

    form: str
    prologue: str
    selected: tuple[Token, ...]
    dataset: tuple[Token, ...]
    group: tuple[Token, ...]
    after: tuple[Token, ...]


def outline(text: str) -> Outline:
    """Return the outline of the query *text*.

    Raises:
        ValueError: it has parts that are not known here.
    """
    read = list(_parted(tokens(text)))
    first = next((n for n, token in enumerate(read) if _word(token) in _FORMS), None)
    if first is None:
        raise ValueError("no form")
    form, start = _word(read[first]), first + 1
    if form == "CONSTRUCT" and read[start].text == "{":
        start = _end(read, start)
    begin = start
    while begin < len(read) and read[begin].text != "{":
        begin = _end(read, begin)
    end = _end(read, begin) if begin < len(read) else begin
    head = read[start:begin]
    clauses = [n for n, token in enumerate(head) if _word(token) == "FROM"]
    return Outline(
        form,
        text[: read[first].start],
        tuple(takewhile(lambda token: _word(token) not in ("FROM", "WHERE"), head)),
        tuple(token for token in head[clauses[0] :] if _word(token) != "WHERE") if clauses else (),
        tuple(read[begin + 1 : end - 1]),
        tuple(read[end:]),
    )


def split(text: str, read: Sequence[Token]) -> list[Piece]:
    """Return the pieces of the group in *text* whose inside are the tokens *read*, in order.

    Raises:
        ValueError: it has parts that are not known here.
    """
    found: list[Piece] = []
    n = 0
    while n < len(read):
        if read[n].text == ".":
            n += 1
            continue
        end = _piece_end(read, n)
        part = read[n:end]
        found += _pieces(text, part)
        n = end
    return found


def _pieces(text: str, read: Sequence[Token]) -> Iterator[Piece]:
    word = _word(read[0])
    line = text.count("\n", 0, read[0].start) + 1
    piece = Piece(_WORDS.get(word, "block"), sliced(text, read), line, tuple(read))
    if word in ("MINUS", "OPTIONAL"):
        yield replace(piece, groups=(tuple(read[2:-1]),))
    elif word == "GRAPH":
        yield replace(piece, terms=((read[1],),), groups=(tuple(read[3:-1]),))
    elif read[0].text == "{":
        yield replace(piece, kind="group", groups=tuple(_branches(read)))
    elif word in _WORDS:
        yield piece
    else:
        yield from _triples(text, read) or [piece]


def _branches(read: Sequence[Token]) -> Iterator[tuple[Token, ...]]:
    n = 0
    while n < len(read):
        end = _end(read, n)
        yield tuple(read[n + 1 : end - 1])
        n = end + 1


def _piece_end(read: Sequence[Token], n: int) -> int:
    """Return where the piece that begins at *n* ends."""
    word = _word(read[n])
    if word == "LATERAL":
        raise ValueError(word)
    if word in _WORDS:
        n += 1
        if word == "FILTER":
            return _constraint_end(read, n)
        while read[n].text != ("(" if word == "BIND" else "{"):
            n = _end(read, n)
        return _end(read, n)
    if read[n].text == "{":
        n = _end(read, n)
        while n < len(read) and _word(read[n]) == "UNION":
            n = _end(read, n + 1)
        return n
    while n < len(read) and read[n].text not in (".", "{") and _word(read[n]) not in _WORDS:
        n = _end(read, n)
    return n


def _constraint_end(read: Sequence[Token], n: int) -> int:
    while read[n].text not in ("(", "{"):
        n += 1
    return _end(read, n)


def _triples(text: str, read: Sequence[Token]) -> list[Piece]:
    """Return each triple of *read*, which share a subject, none when one of them has a bracket for a term."""
    found: list[Piece] = []
    subject, n = _term(read, 0)
    while n < len(read):
        predicate, n = _path(read, n)
        while True:
            value, n = _term(read, n)
            found.append(_triple(text, (subject, predicate, value)))
            if n == len(read) or read[n].text != ",":
                break
            n += 1
        if n < len(read) and read[n].text != ";":
            raise ValueError(read[n].text)
        while n < len(read) and read[n].text == ";":
            n += 1
    simple = all(terms[0].text not in _OPEN for piece in found for terms in (piece.terms[0], piece.terms[2]))
    return found if simple else []


def _triple(text: str, terms: tuple[tuple[Token, ...], ...]) -> Piece:
    line = text.count("\n", 0, terms[1][0].start) + 1
    return Piece("triple", " ".join(sliced(text, term) for term in terms), line, sum(terms, ()), terms)


def _term(read: Sequence[Token], n: int) -> tuple[tuple[Token, ...], int]:
    end = _end(read, n) + (read[n].text in ("+", "-"))
    if read[n].kind == "string" and end < len(read):
        if read[end].kind == "language":
            end += 1
        elif read[end].text == "^":
            end += 3
    return tuple(read[n:end]), end


def _path(read: Sequence[Token], n: int) -> tuple[tuple[Token, ...], int]:
    start = n
    while True:
        while read[n].text in ("^", "!"):
            n += 1
        n = _end(read, n)
        while read[n].text in ("*", "+", "?"):
            n += 1
        if read[n].text not in ("/", "|"):
            return tuple(read[start:n]), n
        n += 1


def _end(read: Sequence[Token], n: int) -> int:
    """Return what follows the token at *n*, or the bracket that it opens."""
    depth = 0
    for place in range(n, len(read)):
        depth += (read[place].text in _OPEN) - (read[place].text in _CLOSE)
        if depth <= 0:
            return place + 1
    raise ValueError("not closed")


def _parted(read: Sequence[Token]) -> Iterator[Token]:
    """Yield *read* with the full stop that ends a triple as a token of its own."""
    for token in read:
        if token.kind in ("name", "word") and token.text.endswith("."):
            yield Token(token.kind, token.text[:-1], token.start, token.end - 1)
            yield Token("mark", ".", token.end - 1, token.end)
        else:
            yield token


def _word(token: Token) -> str:
    return token.text.upper() if token.kind == "word" else ""


def sliced(text: str, read: Sequence[Token]) -> str:
    """Return the part of *text* from the first to the last of the tokens *read*."""
    return text[read[0].start : read[-1].end] if read else ""
