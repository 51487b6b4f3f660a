"""Own what is said of one thing: a page model for people, triples for machines, long lists page by page.

It must not know HTML or HTTP.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from acquis.engine import BlankNode, DefaultGraph, Engine, Literal, NamedNode, Quad, Term, Triple
from acquis.errors import UnknownEntity
from acquis.naming import names
from acquis.readable import Value, value
from acquis.vocab import ACQ, ID, PREFIXES

__all__ = ["Description", "Group", "Part", "Value", "entity", "moved", "recorded", "value"]

_TYPE = NamedNode(PREFIXES["rdf"] + "type")
_TOP = (*names.LABELS, _TYPE, NamedNode(PREFIXES["skos"] + "definition"))

_ABOUT = tuple(
    NamedNode(iri)
    for iri in (PREFIXES["skos"] + "definition", ACQ + "summary", PREFIXES["dcterms"] + "description")
)
_DEPRECATED = NamedNode(PREFIXES["owl"] + "deprecated")
_REPLACED = NamedNode(PREFIXES["dcterms"] + "isReplacedBy")
_SAME = NamedNode(PREFIXES["owl"] + "sameAs")
_SUPERSEDES = NamedNode(ACQ + "supersedes")

_Lists = dict[NamedNode, list[Term]]
# How a term reads to people in the language of the page.
_Reader = Callable[[Term], Value]


@dataclass(frozen=True)
class Group:
    """The values of one predicate on a page, in natural order; `total` counts those on all pages."""

    predicate: Value
    values: tuple[Value, ...]
    total: int


@dataclass(frozen=True)
class Part:
    """Which lists to give, and which page of them, from 1 on, with `size` values each.

    With a `predicate`, an IRI, only its list: that of the links to the thing when `incoming`, else its own.
    """

    predicate: str = ""
    incoming: bool = False
    page: int = 1
    size: int = 50

    def slice(self, terms: list[Term]) -> list[Term]:
        """Return those of *terms* that stand on this page."""
        return terms[(self.page - 1) * self.size : self.page * self.size]


@dataclass(frozen=True)
class Description:
    """What the graph says of `iri`: its statements, the links to it, and the named graphs that hold them.

    `about` is one sentence on it. `pages` is how many pages the longest list takes; `successors` are what
    replaces a thing that is no longer in use, and `deprecated` says that it is not.
    """

    iri: str
    label: Value
    about: Value | None
    types: tuple[Value, ...]
    outgoing: tuple[Group, ...]
    incoming: tuple[Group, ...]
    graphs: tuple[Value, ...]
    part: Part
    pages: int
    deprecated: bool
    successors: tuple[Value, ...]
    _triples: tuple[Triple, ...]

    def graph(self) -> Iterable[Triple]:
        """Return the triples behind the page: on the first all statements, and the names of all around."""
        return self._triples


def entity(engine: Engine, iri: str, part: Part | None = None, language: str = "en") -> Description:
    """Return what the graph says of *iri*: the *part* asked for, by default the first page of every list.

    Things have their names in *language*, where they have one in it; see `names.preferred`. It takes two
    look-ups in the graph, and one for the label of each thing on the page, however many links there are.

    Raises:
        UnknownEntity: nothing is said of *iri* and nothing leads to it, or it has no such list or page.
    """
    part = part or Part()
    read = partial(value, engine, language=language)
    term = names.node(iri)
    quads = list(engine.quads(term)) if term else []
    links = list(engine.triples(None, None, term)) if term else []
    if term is None or not (quads or links):
        raise UnknownEntity(f"Nothing is recorded about {iri}.", iri=iri)
    statements = [one.triple for one in quads if isinstance(one.graph_name, DefaultGraph)]
    outgoing = _lists(((one.predicate, one.object) for one in statements), part, incoming=False)
    incoming = _lists(((one.predicate, one.subject) for one in links), part, incoming=True)
    pages = _pages(iri, part, [*outgoing.values(), *incoming.values()])
    return Description(
        iri,
        read(term),
        _about(statements, read, language),
        tuple(read(one.object) for one in statements if one.predicate == _TYPE),
        _groups(outgoing, part, read),
        _groups(incoming, part, read),
        _graphs(quads, read),
        part,
        pages,
        any(one.predicate == _DEPRECATED and one.object == Literal(True) for one in statements),
        _successors(statements, links, read),
        tuple(
            _around(engine, term, _stated(term, statements, outgoing, part), _linked(term, incoming, part))
        ),
    )


def recorded(engine: Engine, iri: str) -> bool:
    """Return whether anything is said of *iri* or leads to it."""
    term = names.node(iri)
    return term is not None and (any(engine.quads(term)) or any(engine.triples(None, None, term)))


def moved(engine: Engine, iri: str) -> str | None:
    """Return the IRI that now stands for *iri*, when that is all that the graph says of it."""
    term = names.node(iri)
    said = list(engine.triples(term)) if term else []
    targets = {one.object.value for one in said if isinstance(one.object, NamedNode)}
    is_all = {one.predicate for one in said} <= {_SAME, _REPLACED} and iri not in targets
    return min(targets, default=None) if is_all else None


def _lists(pairs: Iterable[tuple[NamedNode, Term]], part: Part, *, incoming: bool) -> _Lists:
    """Return the terms of each predicate that *part* asks for, in natural order."""
    found: _Lists = defaultdict(list)
    for predicate, term in pairs:
        if not part.predicate or (part.incoming is incoming and predicate.value == part.predicate):
            found[predicate].append(term)
    return {predicate: sorted(terms, key=_order) for predicate, terms in found.items()}


def _order(term: Term) -> tuple[list[tuple[bool, int, str]], str]:
    return names.natural(getattr(term, "value", "")), str(term)


def _pages(iri: str, part: Part, lists: list[list[Term]]) -> int:
    """Return how many pages the longest of *lists* takes.

    Raises:
        UnknownEntity: there is none, or *part* is a page after the last.
    """
    if part.predicate and not lists:
        way = f"leads to {iri} by" if part.incoming else f"is stated of {iri} with"
        raise UnknownEntity(f"Nothing {way} {names.compact(part.predicate)}.", iri=iri)
    pages = max((-(-len(one) // part.size) for one in lists), default=1)
    if part.page > pages:
        raise UnknownEntity(f"There is no page {part.page}: the last one is page {pages}.", iri=iri)
    return pages


def _groups(lists: _Lists, part: Part, read: _Reader) -> tuple[Group, ...]:
    """Return *lists* as far as they stand on this page: names, types and definitions first, then by label."""
    ranked = {predicate: place for place, predicate in enumerate(_TOP)}
    groups = [
        (
            ranked.get(predicate, len(ranked)),
            Group(read(predicate), _told_apart(part.slice(terms), read), len(terms)),
        )
        for predicate, terms in lists.items()
        if part.slice(terms)
    ]
    return tuple(
        group for _, group in sorted(groups, key=lambda one: (one[0], one[1].predicate.text.casefold()))
    )


def _told_apart(terms: list[Term], read: _Reader) -> tuple[Value, ...]:
    """Return *terms* as people read them; things of one label, as a work and its edition, with their kind."""
    values = [read(one) for one in terms]
    counted = Counter(one.text for one in values)
    return tuple(
        replace(one, text=f"{one.text} ({one.iri.removeprefix(ID).partition('/')[0]})")
        if counted[one.text] > 1 and one.iri.startswith(ID)
        else one
        for one in values
    )


def _graphs(quads: list[Quad], read: _Reader) -> tuple[Value, ...]:
    found = {one.graph_name for one in quads if isinstance(one.graph_name, NamedNode)}
    return tuple(read(one) for one in sorted(found, key=_order))


def _about(statements: list[Triple], read: _Reader, language: str) -> Value | None:
    for predicate in _ABOUT:
        found = names.preferred((one.object for one in statements if one.predicate == predicate), language)
        if found is not None:
            return read(found)
    return None


def _successors(statements: list[Triple], links: list[Triple], read: _Reader) -> tuple[Value, ...]:
    """Return what replaces the thing: said of it, or said by what supersedes it."""
    found = {one.object for one in statements if one.predicate == _REPLACED}
    found |= {one.subject for one in links if one.predicate == _SUPERSEDES}
    return tuple(read(one) for one in sorted(found, key=_order))


def _stated(term: NamedNode, statements: list[Triple], lists: _Lists, part: Part) -> list[Triple]:
    """Return the statements of this page: all of them on the first, then those of long lists."""
    if part.page == 1 and not part.predicate:
        return statements
    return [Triple(term, predicate, one) for predicate, terms in lists.items() for one in part.slice(terms)]


def _linked(term: NamedNode, lists: Mapping[NamedNode, list[Term]], part: Part) -> list[Triple]:
    sources = ((predicate, one) for predicate, terms in lists.items() for one in part.slice(terms))
    return [
        Triple(one, predicate, term) for predicate, one in sources if isinstance(one, NamedNode | BlankNode)
    ]


def _around(
    engine: Engine, term: NamedNode, statements: list[Triple], links: list[Triple]
) -> Iterator[Triple]:
    """Yield *statements* with the blank nodes in them, *links*, and a label for each thing that they name."""
    yield from statements
    yield from _inside(engine, (one.object for one in statements), set())
    yield from links
    named = {end for one in (*statements, *links) for end in (one.subject, one.object)}
    labels = (names.labelled(engine, one) for one in sorted(named, key=str) if isinstance(one, NamedNode))
    yield from (label for label in labels if label is not None)


def _inside(engine: Engine, terms: Iterable[Term], seen: set[BlankNode]) -> Iterator[Triple]:
    for term in terms:
        if isinstance(term, BlankNode) and term not in seen:
            seen.add(term)
            found = list(engine.triples(term))
            yield from found
            yield from _inside(engine, (one.object for one in found), seen)
