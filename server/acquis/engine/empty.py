"""Say why a query has no result: which pattern fails, and what comes near to what it asks for.

It must not change what is asked, and says only what it has tried; when it finds nothing, it says that.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from pyoxigraph import Literal, NamedNode

from acquis.engine.pieces import Outline, Piece, outline, sliced, split
from acquis.engine.probe import Enough, Probe
from acquis.engine.results import Term
from acquis.engine.store import Engine
from acquis.engine.terms import Terms, either
from acquis.engine.tokens import Token

__all__ = ["why_empty"]

_MOST = 5
_LONGEST = 90  # characters of the query that a sentence repeats
_NARROWING = ("filter", "minus")
_FAILING = ("block", "graph", "group", "triple", "values")
_UNTRIED = "This query could not be taken apart to see why: take parts away one by one, and try again."
_UNKNOWN = (
    "No single part of the query explains it: take parts away one by one, filters first, and try again."
)


def why_empty(
    engine: Engine,
    text: str,
    *,
    default_graphs: Sequence[str] = (),
    named_graphs: Sequence[str] = (),
    values: Mapping[str, Term] | None = None,
) -> tuple[str, ...]:
    """Return sentences, at most five, on why the query *text* has no result on *engine*; never none.

    The query must be one that `Engine.query` has answered with the same graphs and *values*. It tries at most
    some 80 parts of it and starts none after 3 s; a part can take as long as the query itself.
    """
    try:
        read = outline(text)
        probe = Probe(engine, text, read, values or {}, default_graphs, named_graphs)
        return tuple(_Search(probe).reasons())[:_MOST] or (_UNKNOWN,)
    except (Enough, IndexError, ValueError):
        # Part of the language that `pieces` does not know, or too much of it.
        return (_UNTRIED,)


class _Search:
    """The search for reasons, from the most basic to the most involved; it ends with the first kind found."""

    def __init__(self, probe: Probe) -> None:
        self._probe = probe
        self._terms = Terms(probe.engine)

    def reasons(self) -> list[str]:
        """Return what is found, in the order of the query."""
        read = self._probe.outline
        return (
            self._described(read)
            or self._unknown_graphs()
            or self._group(read.group)
            or list(self._after(read))
        )

    def _described(self, read: Outline) -> list[str]:
        if read.form != "DESCRIBE" or read.group:
            return []
        found = (self._terms.iri_fault(self._probe.term([token])) for token in read.selected)
        return [_at(self._line(read.selected), said) for said in found if said]

    def _unknown_graphs(self) -> list[str]:
        probe = self._probe
        if not probe.restricted:
            return []
        named = [*probe.default_graphs, *probe.named_graphs]
        if not named:
            graphs = [token for token in probe.outline.dataset if token.kind in ("iri", "name")]
            named = [term.value for token in graphs if isinstance(term := probe.term([token]), NamedNode)]
        said = [self._terms.missing_graph(iri) for iri in named]
        return [sentence[0].upper() + sentence[1:] for sentence in said if sentence]

    def _group(self, read: Sequence[Token], within: str = "") -> list[str]:
        """Return why the group of the tokens *read* has no solution, an empty list when it has one."""
        if read and read[0].text.upper() == "SELECT":
            return [
                _at(self._line(read), "this sub-select finds nothing by itself; ask it alone to see why.")
            ]
        pieces = split(self._probe.text, read)
        failing = [p for p in pieces if p.kind in _FAILING and not self._probe.holds([p], within)]
        if failing:
            return [said for piece in failing for said in self._alone(piece, within)]
        bearing = [piece for piece in pieces if piece.kind not in _NARROWING]
        if not self._probe.holds(bearing, within):
            return self._apart(bearing, within)
        return self._narrowed(pieces, bearing, within)

    def _alone(self, piece: Piece, within: str) -> list[str]:
        """Return why *piece*, which has no solution by itself, has none."""
        place = f"{_quoted(piece)} matches nothing"
        elsewhere = self._elsewhere(piece, within)
        if elsewhere:
            return [_at(piece.line, elsewhere)]
        if piece.kind == "graph":
            return self._in_graph(piece)
        if piece.kind == "group":
            inner = [said for group in piece.groups for said in self._group(group, within)]
            return inner or [_at(piece.line, f"{place}.")]
        if piece.kind == "values":
            return [_at(piece.line, "VALUES lists no row, so nothing can hold.")]
        said = self._triple(piece) if piece.kind == "triple" else self._names(piece)
        return [_at(piece.line, f"{place}: {said}" if said else f"{place}.")]

    def _elsewhere(self, piece: Piece, within: str) -> str:
        """Return what to say of *piece* if it holds, though not in the graphs that are asked."""
        probe = self._probe
        if piece.kind not in ("block", "triple") or not (within or probe.restricted):
            return ""
        if not probe.holds([piece], whole=True):
            return ""
        where = f"GRAPH {within}" if within else "the graphs that the query names"
        found = probe.graphs_of([piece])
        there = f", but in {either([f'<{iri}>' for iri in found])}" if found else ""
        return f"{_quoted(piece)} holds, though not in {where}{there}."

    def _in_graph(self, piece: Piece) -> list[str]:
        name = sliced(self._probe.text, piece.terms[0])
        graph = self._probe.term(piece.terms[0])
        missing = self._terms.missing_graph(graph.value) if isinstance(graph, NamedNode) else ""
        if missing:
            return [_at(piece.line, missing)]
        inner = self._group(piece.groups[0], name)
        if graph is None and self._probe.holds(split(self._probe.text, piece.groups[0]), whole=True):
            said = (
                f"what stands inside GRAPH {name} holds, but no graph has all of it; use one GRAPH for each."
            )
            return [_at(piece.line, said)]
        return inner or [_at(piece.line, f"{_quoted(piece)} matches nothing.")]

    def _triple(self, piece: Piece) -> str:
        subject, path, value = piece.terms
        if len(path) > 1:
            return self._names(piece)
        probe = self._probe
        return self._terms.triple_fault(probe.term(subject), probe.term(path), probe.term(value))

    def _names(self, piece: Piece) -> str:
        """Return what is wrong with the IRIs in *piece*, of which some are properties."""
        for token in piece.tokens:
            term = self._probe.term([token]) if token.kind in ("iri", "name") else None
            if term is None:
                continue
            properties = piece.terms[1] if piece.kind == "triple" else ()
            said = self._terms.property_fault(term) if token in properties else self._terms.iri_fault(term)
            # In triples with brackets it may be either.
            if said and (piece.kind != "block" or self._terms.property_fault(term)):
                return said
        return ""

    def _apart(self, bearing: Sequence[Piece], within: str) -> list[str]:
        """Return which of *bearing*, each of which holds alone, shares nothing with those before it."""
        counts = range(1, len(bearing) + 1)
        first = bisect_left(counts, True, key=lambda n: not self._probe.holds(bearing[:n], within))
        culprit, before = bearing[first], bearing[:first]
        for other in before:
            shared = sorted(other.variables & culprit.variables)
            if shared and not self._probe.holds([other, culprit], within):
                both = f"{_quoted(other)} (line {other.line}) and {_quoted(culprit)}"
                said = f"{both} each hold, but share no value of {either(shared)}"
                wrong = "".join(self._names(piece) for piece in (other, culprit) if piece.kind == "values")
                return [_at(culprit.line, f"{said}: {wrong}" if wrong else f"{said}.")]
        return [_at(culprit.line, f"{_quoted(culprit)} holds, but not together with what stands before it.")]

    def _narrowed(self, pieces: Sequence[Piece], bearing: Sequence[Piece], within: str) -> list[str]:
        """Return which filters leave nothing of what *bearing* find."""
        filters = [piece for piece in pieces if piece.kind in _NARROWING]
        alone = [
            one
            for one in filters
            if not self._probe.holds([p for p in pieces if p in bearing or p is one], within)
        ]
        if alone:
            return [_at(one.line, self._filter(one, bearing, within)) for one in alone]
        if len(filters) > 1 and not self._probe.holds(pieces, within):
            names = " and ".join(_quoted(one) for one in filters)
            return [_at(filters[0].line, f"{names} each leave something, but nothing together.")]
        return []

    def _filter(self, one: Piece, bearing: Sequence[Piece], within: str) -> str:
        said = f"{_quoted(one)} leaves nothing of what the patterns find"
        for variable, text in _compared(one):
            term = self._probe.term(text)
            if isinstance(term, Literal):
                near = self._terms.alike(term, self._probe.values_of(variable, bearing, within))
                if near:
                    return f"{said}: {near}"
        free = sorted(one.variables - set().union(*(piece.variables for piece in bearing)))
        if free and "{" not in one.text:
            return f"{said}: {either(free)} stands in no pattern, so it has no value."
        wrong = self._names(one)
        return f"{said}: {wrong}" if wrong else f"{said}."

    def _after(self, read: Outline) -> Iterator[str]:
        """Yield what empties a query whose outermost group has solutions, or may do so."""
        words = [token.text.upper() for token in read.after]
        if "HAVING" in words:
            yield "The patterns find something, but HAVING leaves no group of it."
        if _follows(words, "LIMIT") == "0":
            yield "LIMIT 0 asks for no row; the patterns find something."
        if _follows(words, "OFFSET") not in ("", "0"):
            yield f"The patterns find something, but no more than the {_follows(words, 'OFFSET')} of OFFSET."
        if "VALUES" in words:
            yield "The patterns find something, but no row fits the VALUES at the end."
        if read.form == "CONSTRUCT":
            yield (
                "The patterns find something, but the template makes no triple of it: each variable needs a"
                " value, a subject cannot be text, and a property must be an IRI."
            )

    def _line(self, read: Sequence[Token]) -> int:
        return self._probe.text.count("\n", 0, read[0].start) + 1


def _at(line: int, said: str) -> str:
    return f"Line {line}: {said}"


def _quoted(piece: Piece) -> str:
    """Return *piece* as a sentence names it, in one line and not too long."""
    text = " ".join(piece.text.split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()} ..."


def _compared(piece: Piece) -> Iterator[tuple[str, tuple[Token, ...]]]:
    """Yield each variable that *piece* compares with a plain text, and that text."""
    read = piece.tokens
    for n in range(2, len(read) - 1):
        left, sign, right = read[n - 2 : n + 1]
        if sign.text in ("=", ",") and left.kind == "variable" and right.kind == "string":
            yield left.text, (right,)
        elif sign.text == "=" and left.kind == "string" and right.kind == "variable":
            yield right.text, (left,)


def _follows(words: Sequence[str], word: str) -> str:
    """Return what stands after *word* in *words*, "" when it is not there."""
    place = words.index(word) + 1 if word in words else len(words)
    return words[place] if place < len(words) else ""
