"""Own the statements about one thing, by property: one look-up in the graph.

It must not know what is cited.
"""

from collections import defaultdict
from collections.abc import Iterable

from acquis.citation.model import tidy
from acquis.engine import Engine, Literal, NamedNode, Term
from acquis.naming import names
from acquis.vocab import ACQ, PREFIXES

__all__ = ["Facts", "called", "facts", "leading"]

_TYPE = PREFIXES["rdf"] + "type"


class Facts:
    """What the graph says of the thing `node`."""

    def __init__(self, node: NamedNode, statements: Iterable[tuple[str, Term]]) -> None:
        self.node = node
        self._said: dict[str, list[Term]] = defaultdict(list)
        for predicate, term in statements:
            self._said[predicate].append(term)

    def __bool__(self) -> bool:
        """Return whether anything is said."""
        return bool(self._said)

    def text(self, *properties: str) -> str:
        """Return the text of the first of *properties* that has one, in English if there is a choice."""
        found = self.literal(*properties)
        return tidy(found.value) if found else ""

    def literal(self, *properties: str) -> Literal | None:
        """Return the literal of the first of *properties* that has one, in English if there is a choice."""
        found = (names.preferred(self._said.get(one, ())) for one in properties)
        return next((one for one in found if one is not None), None)

    def texts(self, one: str) -> list[str]:
        """Return all texts of the property *one*, sorted."""
        return sorted(tidy(term.value) for term in self._said.get(one, ()) if isinstance(term, Literal))

    def nodes(self, one: str) -> list[NamedNode]:
        """Return the things that the property *one* leads to, in natural order."""
        found = (term for term in self._said.get(one, ()) if isinstance(term, NamedNode))
        return sorted(found, key=lambda term: names.natural(term.value))

    @property
    def classes(self) -> set[str]:
        """The classes of ours that it has, by name."""
        return {term.value.removeprefix(ACQ) for term in self.nodes(_TYPE) if term.value.startswith(ACQ)}


def facts(engine: Engine, node: NamedNode) -> Facts:
    """Return what *engine* says of *node*; it is false where that is nothing."""
    return Facts(node, ((one.predicate.value, one.object) for one in engine.triples(node)))


def leading(engine: Engine, name: str, node: NamedNode) -> list[NamedNode]:
    """Return the things that lead to *node* by the property *name*, in natural order."""
    found = {one.subject for one in engine.triples(None, NamedNode(name), node)}
    return sorted(
        (one for one in found if isinstance(one, NamedNode)), key=lambda one: names.natural(one.value)
    )


def called(engine: Engine, node: NamedNode) -> str:
    """Return the English label of *node*, else one in another language, else its short name."""
    found = names.label(engine, node)
    return tidy(found.value) if found else names.compact(node.value)
