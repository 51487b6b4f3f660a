"""Gather from the graph what the checks of one document need: what its addresses are, and what they allow.

It must not judge. What it gathers is bounded by the number of addresses in the document.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from acquis.engine import DefaultGraph, Engine, Literal, NamedNode, Quad, Triple
from acquis.vocab import ACQ, BASE, ID, NEW, PREFIXES, VOC

__all__ = ["Context", "gathered"]

_TYPE = NamedNode(f"{PREFIXES['rdf']}type")
_SUB = NamedNode(f"{PREFIXES['rdfs']}subClassOf")
_LABEL = NamedNode(f"{PREFIXES['skos']}prefLabel")
_CLASS_LABEL = NamedNode(f"{PREFIXES['rdfs']}label")
_CHOICES = NamedNode(f"{ACQ}allowsStance")
_KEPT = (
    _TYPE,
    _LABEL,
    _CHOICES,
    NamedNode(f"{PREFIXES['skos']}inScheme"),
    NamedNode(f"{ACQ}inRuleSet"),
    NamedNode(f"{ACQ}standsIn"),
)


class Context:
    """What the graph says about the addresses in a document: `quads`, and which addresses are `unknown`."""

    def __init__(self, quads: list[Quad], unknown: frozenset[str], labels: dict[str, dict[str, str]]) -> None:
        self.quads = quads
        self.unknown = unknown
        self._labels = labels

    def label(self, iri: str) -> dict[str, str]:
        """Return the names of *iri* by language, empty when it has none."""
        return self._labels.get(iri, {})


def gathered(engine: Engine, quads: Iterable[Quad]) -> Context:
    """Return what *engine*, a release, says about the addresses of ours in *quads*, a document.

    That is their types with all classes above, names, scheme, rule set, choices of stances and the larger
    unit they stand in; the same of each choice. Unknown is an address of ours that it says nothing about.
    """
    asked = {term for quad in quads for term in (quad.object, quad.predicate) if isinstance(term, NamedNode)}
    ours = sorted((node for node in asked if _is_ours(node.value)), key=str)
    found: set[Triple] = set()
    unknown = set()
    for node in ours:
        said = _about(engine, node)
        if not said and next(engine.triples(node), None) is None:
            unknown.add(node.value)
        found |= said
    choices = {triple.object for triple in found if triple.predicate == _CHOICES}
    for choice in choices - set(ours):
        found |= _about(engine, choice) if isinstance(choice, NamedNode) else set()
    types = {triple.object for triple in found if triple.predicate == _TYPE}
    types |= {quad.object for quad in quads if quad.predicate == _TYPE}
    found |= set(_classes(engine, (kind for kind in types if isinstance(kind, NamedNode))))
    kept = [Quad(triple.subject, triple.predicate, triple.object, DefaultGraph()) for triple in found]
    return Context(kept, frozenset(unknown), _labels(found))


def _labels(triples: Iterable[Triple]) -> dict[str, dict[str, str]]:
    labels: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for triple in sorted(triples, key=str):
        name, node = triple.object, triple.subject
        if triple.predicate in (_LABEL, _CLASS_LABEL) and isinstance(name, Literal):
            labels[getattr(node, "value", "")].setdefault(name.language or "en", name.value)
    return dict(labels)


def _is_ours(iri: str) -> bool:
    """Return whether the graph must know *iri*: what it publishes of things, words and concepts."""
    return iri.startswith((ID, VOC, ACQ)) and not iri.startswith(NEW)


def _about(engine: Engine, node: NamedNode) -> set[Triple]:
    return {triple for predicate in _KEPT for triple in engine.triples(node, predicate)}


def _classes(engine: Engine, classes: Iterable[NamedNode]) -> Iterator[Triple]:
    """Yield the names of *classes* and of all above them, and which is below which."""
    ahead, seen = list(classes), set()
    while ahead:
        kind = ahead.pop()
        if kind in seen or not kind.value.startswith(BASE):
            continue
        seen.add(kind)
        yield from engine.triples(kind, _CLASS_LABEL)
        for triple in engine.triples(kind, _SUB):
            if isinstance(triple.object, NamedNode):
                yield triple
                ahead.append(triple.object)
