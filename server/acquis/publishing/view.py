"""Own what of a submission everyone sees: its public claims, under addresses of its own, with labels.

It must not judge a submission, nor change what it says. What is not public is left out here, before anything
is written: see `_public` and `private_fields`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import count
from typing import Any

from acquis import resources
from acquis.engine import BlankNode, Engine, Literal, NamedNode, Quad, Term, canonical, parse, plain, stored
from acquis.publishing import labels
from acquis.publishing.provenance import accepted
from acquis.publishing.published import Published, Receipt, graph_of, iri_of
from acquis.vocab import ACQ, NEW, PREFIXES, SHAPES, VOC

__all__ = ["named", "private_fields", "view"]

_TYPE = NamedNode(PREFIXES["rdf"] + "type")
_PUBLIC = NamedNode(ACQ + "public")
_CHECKED = NamedNode(ACQ + "checked")
_SOURCE = NamedNode(PREFIXES["dcterms"] + "source")
_HANDED_IN = NamedNode(VOC + "checked/handed-in")
_PATH = NamedNode(PREFIXES["sh"] + "path")
_TRUE = ("true", "1")
# These never leave the ledger, whatever the shapes say.
_NEVER = frozenset({ACQ + "email", ACQ + "telephone"})


def view(quads: Iterable[Quad], receipt: Receipt, engine: Engine) -> Published:
    """Return what everyone sees of the submission whose document holds *quads*, under the base `vocab.NEW`.

    Claims that say `acq:public false`, what only they lead to, and fields that are never public are left out.
    Nodes get addresses under that of the submission, those without a name in canonical order. *engine* knows
    the labels of what the claims are on.
    """
    kept = named(canonical(_public(list(quads), private_fields())))
    home = partial(_home, iri_of(receipt.id))
    graph = NamedNode(graph_of(receipt.id))
    said = [
        Quad(home(quad.subject), quad.predicate, home(quad.object), graph)
        for quad in kept
        if quad.predicate != _CHECKED
    ]
    whole = NamedNode(iri_of(receipt.id))
    said += [*_recorded(said, whole, graph), *labels.missing(said, whole, engine)]
    placed = tuple(sorted(stored(said), key=str))
    return Published(receipt.id, placed, accepted(placed, receipt, labels.of(placed, whole)))


@lru_cache(maxsize=1)
def private_fields() -> frozenset[str]:
    """Return the IRIs of the properties whose values never leave the ledger, by the shapes of submissions."""
    found = set(_NEVER)
    for path in sorted((resources.folder("shapes") / "submissions").glob("*.ttl")):
        shapes = Engine.from_quads(parse(path.read_bytes(), "text/turtle", path=path))
        for one in shapes.triples(None, NamedNode(SHAPES + "public"), Literal(False)):
            node: Any = one.subject
            found |= {plain(triple.object) for triple in shapes.triples(node, _PATH)}
    return frozenset(found)


def _public(quads: list[Quad], private: Collection[str]) -> Iterator[Quad]:
    """Yield those of *quads* that are reached from the submission through no private claim or field."""
    # What is anything but true is kept back, even where a shape should have refused it.
    hidden = {one.subject for one in quads if one.predicate == _PUBLIC and plain(one.object) not in _TRUE}
    said: dict[Term, list[Quad]] = defaultdict(list)
    for quad in quads:
        if quad.predicate.value not in private and quad.object not in hidden:
            said[quad.subject].append(quad)
    front: list[Term] = [one for one in said if _is_whole(one) and one not in hidden]
    reached = {*front, *hidden}
    while front:
        for quad in said[front.pop()]:
            yield quad
            if quad.object not in reached and quad.object in said:
                reached.add(quad.object)
                front.append(quad.object)


def named(quads: Sequence[Quad]) -> list[Quad]:
    """Return *quads*, which are in canonical order; each part without a name is named by a free number."""
    ends = {end for quad in quads for end in (quad.subject, quad.object)}
    taken = {one.value.removeprefix(NEW) for one in ends if isinstance(one, NamedNode)}
    blank = sorted(
        (one for one in ends if isinstance(one, BlankNode)), key=lambda one: (len(one.value), one.value)
    )
    free = (str(number) for number in count(1) if str(number) not in taken)
    names: dict[Any, Any] = {one: NamedNode(NEW + number) for one, number in zip(blank, free, strict=False)}
    return [
        Quad(
            names.get(quad.subject, quad.subject),
            quad.predicate,
            names.get(quad.object, quad.object),
            quad.graph_name,
        )
        for quad in quads
    ]


def _home(whole: str, term: Any) -> Any:
    """Return *term* as the address under *whole* that it is published at, if it is a part of a document."""
    if _is_whole(term):
        return NamedNode(whole)
    if isinstance(term, NamedNode) and term.value.startswith(NEW):
        return NamedNode(f"{whole}/{term.value.removeprefix(NEW)}")
    return term


def _recorded(said: list[Quad], whole: NamedNode, graph: NamedNode) -> Iterator[Quad]:
    """Yield of each thing in *said* how it was checked, and of each part of *whole* where it is from."""
    for thing in dict.fromkeys(quad.subject for quad in said if quad.predicate == _TYPE):
        yield Quad(thing, _CHECKED, _HANDED_IN, graph)
        if thing != whole:
            yield Quad(thing, _SOURCE, whole, graph)


def _is_whole(term: Term) -> bool:
    return isinstance(term, NamedNode) and term.value in (NEW, NEW.rstrip("/"))
