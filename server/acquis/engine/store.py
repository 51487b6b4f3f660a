"""Own the store of a release and every query to it; a release is opened read-only, a small graph in memory.

It must not decide who may ask what: it refuses only what could leave the machine or change the data.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, Triple, Variable

from acquis.engine.columns import named
from acquis.engine.explain import explained, refused
from acquis.engine.flaws import reading
from acquis.engine.results import Result, Term
from acquis.engine.rewriting import narrowed, reached, rewritten
from acquis.engine.tokens import prologue, refuse_service
from acquis.engine.writer import with_union
from acquis.errors import InvalidQuery
from acquis.vocab import BASE, PREFIXES

__all__ = ["Engine"]

_SAMPLE = 50
_FORMS = 100  # queries whose form is kept, each of some thousand characters at most

_Asked = Callable[[str], Any]


class Engine:
    """A read-only graph: each triple in its named graphs and once in the default graph, their union."""

    def __init__(self, store: Store, *, changing: bool = False) -> None:
        self._store = store
        # What was learnt of the data to answer sooner, where they stay as they are.
        self._is_changing = changing
        self._days: dict[str, list[str]] = {}
        self._forms: dict[str, str] = {}

    @classmethod
    def open(cls, path: Path) -> "Engine":
        """Open the store directory at *path*; many processes may do so at once.

        Raises:
            OSError: there is no store at *path*, or it cannot be read.
        """
        with reading():
            store = Store.read_only(str(path))
            _open_files(store)
            return cls(store)

    @classmethod
    def load(cls, nquads: bytes) -> "Engine":
        """Hold *nquads* in memory, laid out as in the store of a release; faster than quad by quad.

        Raises:
            OSError: *nquads* is not N-Quads.
        """
        store = Store()
        try:
            store.bulk_load(nquads, RdfFormat.N_QUADS)
        except SyntaxError as error:
            raise OSError(str(error)) from error
        store.update("INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }")
        return cls(store)

    @classmethod
    def from_quads(cls, quads: Iterable[Quad]) -> "Engine":
        """Hold *quads* in memory, laid out as in the store of a release."""
        store = Store()
        store.extend(with_union(quads))
        return cls(store)

    def grown(self, quads: Iterable[Quad]) -> "Engine":
        """Return an engine that holds *quads*, too, in the same memory: this one is not to be asked again."""
        self._store.extend(with_union(quads))
        return Engine(self._store)

    def __len__(self) -> int:
        """Return the number of distinct triples, taken over all graphs."""
        return self._count("?s ?p ?o")

    def count_quads(self) -> int:
        """Return the number of quads in the named graphs; takes some 0.1 s on 100,000."""
        return self._count("GRAPH ?g { ?s ?p ?o }")

    def _count(self, pattern: str) -> int:
        (row,) = self.query(f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}").rows()
        return int(getattr(row[0], "value", 0))

    def named_graphs(self) -> list[str]:
        """Return the IRIs of the named graphs, sorted."""
        return sorted(graph.value for graph in self._store.named_graphs())

    def quads(
        self, subject: Term | None = None, predicate: NamedNode | None = None, value: Term | None = None
    ) -> Iterator[Quad]:
        """Yield the quads that match, those of the default graph among them, in no particular order.

        Raises:
            OSError: the store is damaged.
        """
        with reading():
            yield from self._store.quads_for_pattern(_node(subject), predicate, value)

    def triples(
        self,
        subject: Term | None = None,
        predicate: NamedNode | None = None,
        value: Term | None = None,
        *,
        graph: str | None = None,
    ) -> Iterator[Triple]:
        """Yield the matching triples of one *graph*, by default of the union, in no particular order.

        Raises:
            OSError: the store is damaged.
        """
        name = DefaultGraph() if graph is None else NamedNode(graph)
        with reading():
            for quad in self._store.quads_for_pattern(_node(subject), predicate, value, name):
                yield quad.triple

    def query(
        self,
        text: str,
        *,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        substitutions: Mapping[str, Term] | None = None,
    ) -> Result:
        """Evaluate the SPARQL query *text*; the fixed prefixes are declared, relative IRIs start at our base.

        With *default_graphs* or *named_graphs* the dataset is exactly those, as the protocol asks, whatever
        FROM says. *substitutions* gives variables a value before evaluation. Columns of `SELECT *` come in
        order of appearance. Source: https://www.w3.org/TR/sparql11-protocol/#dataset

        A substituted variable must be named in the outermost SELECT. Its value then reaches triples, paths,
        FILTER, OPTIONAL, UNION, MINUS, EXISTS, GRAPH, BIND, aggregates and ORDER BY. In pyoxigraph 0.5.13
        it does not reach a sub-select that does not itself name the variable, nor a BIND with no pattern
        before it, and BOUND is false where no pattern binds the variable: `COALESCE(?param, ?x) = ?x` is
        the way to write "if given". ASK and CONSTRUCT take a value only where a triple pattern has the
        variable.

        Raises:
            InvalidQuery: a syntax error, with its place; or a substituted variable that is not in SELECT.
            OSError: the store is damaged; reading the result may raise it, too.
            UnsupportedQuery: an update, a call to another server, or a function that is not there.
        """
        refuse_service(text)
        text = named(text)
        dataset = bool(default_graphs or named_graphs)
        asked = partial(
            self._store.query,
            base_iri=BASE,
            prefixes=PREFIXES,
            default_graph=[_graph(iri) for iri in default_graphs] if dataset else None,
            named_graphs=[_graph(iri) for iri in named_graphs] if dataset else None,
            substitutions={Variable(name): term for name, term in (substitutions or {}).items()},
        )
        try:
            return Result(_first(asked, self._fast(text, asked, bool(substitutions), dataset), text))
        except SyntaxError as error:
            raise explained(text, str(error)) from None
        except RuntimeError as error:
            raise refused(error) from None

    def _fast(self, text: str, asked: _Asked, given: bool, dataset: bool) -> str:
        """Return the query *text* in the form that takes the least time, with the same answer.

        With a value *given* there are but few solutions around an EXISTS.
        """
        if given:
            return rewritten(text)
        if dataset or self._is_changing:
            return rewritten(text, partial(_size, asked, text))
        form = self._forms.get(text)
        if form is None:
            form = rewritten(text, partial(_size, asked, text))
            form = reached(form, partial(_size, asked, text))
            form = narrowed(form, partial(_rows, asked), self._days)
            if len(self._forms) >= _FORMS:
                self._forms.clear()
            self._forms[text] = form
        return form


def _open_files(store: Store) -> None:
    """Have *store* open its files now, as a process behind walls can open none later.

    Of more than sixteen RocksDB opens the others only when it first looks into them. A look-up by each index
    opens all that came by later changes, and of the rest one in each index.
    """
    none = NamedNode("urn:x-none")
    for graph in (None, none, DefaultGraph()):
        next(store.quads_for_pattern(none, None, None, graph), None)
        next(store.quads_for_pattern(None, none, None, graph), None)
        next(store.quads_for_pattern(None, None, none, graph), None)
    next(store.named_graphs(), None)
    # Texts have an index of their own, by hash: a few of them meet all files.
    for _ in islice(store, _SAMPLE):
        continue


def _size(asked: _Asked, text: str, group: str, most: int) -> int:
    """Return how many solutions *group* has, at most *most*, in a query that begins like *text*."""
    try:
        (row,) = asked(
            f"{prologue(text)} SELECT (COUNT(*) AS ?n) {{ SELECT (1 AS ?one) {group} LIMIT {most} }}"
        )
    except SyntaxError:
        return most
    return int(row[0].value)


def _rows(asked: _Asked, text: str) -> Iterator[Sequence[object]]:
    """Return the rows of a SELECT; none of one that is wrong, as what it was made of is."""
    try:
        return (tuple(row) for row in asked(text))
    except SyntaxError:
        return iter(())


def _first(asked: _Asked, fast: str, text: str) -> Any:
    """Return what is *asked* by *fast*, or by *text* if that cannot be read: errors tell of its words."""
    try:
        return asked(fast)
    except SyntaxError:
        if fast == text:
            raise
        return asked(text)


def _node(term: Term | None) -> Any:
    return term


def _graph(iri: str) -> NamedNode:
    try:
        return NamedNode(iri)
    except ValueError:
        raise InvalidQuery(
            f"{iri!r} is no IRI: name a graph in full, such as {BASE}graph/inferred."
        ) from None
