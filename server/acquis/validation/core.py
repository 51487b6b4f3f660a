"""Check core constraints with pyshacl, which reads the shapes once and looks at all nodes of a class at once.

It must not know SPARQL constraints, nor which shapes there are.
"""

from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Any

import pyshacl
from pyshacl.graph_abstraction import DataGraph
from rdflib import RDF, RDFS, SH, Graph
from rdflib.namespace import NamespaceManager
from rdflib.term import Node

from acquis.checks import constraints
from acquis.checks.constraints import Result

__all__ = ["Core", "TARGETS", "reach"]

TARGETS = (SH.targetClass, SH.targetNode, SH.targetObjectsOf, SH.targetSubjectsOf)
_OPTIONS = {"inplace": True, "allow_infos": True, "allow_warnings": True}
_WORDS = (SH.name, SH.description, SH.order, SH.group)
_KEPT = (str(SH), str(RDF), str(RDFS.subClassOf))
# More look-ups than shapes can give rise to.
_REMEMBERED = 50_000


class Core:
    """The core constraints of shapes, ready for one document after another; for one thread at a time."""

    def __init__(self, shapes: Graph) -> None:
        """Have pyshacl read *shapes*, which have no SPARQL constraints; raises what it does on bad ones."""
        self._graph = _Remembering(_bare(shapes))
        named = {node for predicate in TARGETS for node in self._graph.subjects(predicate, None)}
        self._reaches = {node: reach(self._graph, node) for node in sorted(named, key=str)}
        self._properties = {node: _taken(self._graph, node) for node in self._reaches}
        # pyshacl's own reading of the shapes, which it would otherwise make anew for each document.
        self._read = pyshacl.ShapesGraph(self._graph)
        assert len(self._read.shapes) >= len(self._reaches)
        nothing = DataGraph.from_rdflib_graph(Graph())
        validator = pyshacl.Validator(nothing, shacl_graph=self._graph, options=dict(_OPTIONS))
        self._executor = validator.make_executor()

    def results(self, data: Graph, classes: Collection[str]) -> Iterator[Result]:
        """Yield what the constraints find in *data*, where *classes* are all the classes that things have."""
        data.namespace_manager = _Nameless(data, "none")
        for node, reached in self._reaches.items():
            if reached is None or not reached.isdisjoint(classes):
                yield from self._found(data, node)

    def _found(self, data: Graph, node: Node) -> Iterator[Result]:
        """Yield what the shape *node*, and each property that was taken from it, finds at its targets."""
        shape = self._read.lookup_shape_from_node(node)
        targets = [] if shape.deactivated else _focused(shape, data)
        for part in (node, *self._properties[node]):
            one = self._read.lookup_shape_from_node(part)
            _, found = one.validate(self._executor, data, focus=targets)
            for _, result, said in found:
                yield constraints.result(_plain(result, said), self._graph)


class _Remembering(Graph):
    """A graph that looks up each thing once: for each document pyshacl asks the same of the shapes."""

    def __init__(self, graph: Graph) -> None:
        super().__init__("SimpleMemory", bind_namespaces="none")
        self._found = lru_cache(_REMEMBERED)(self._look_up)
        self.namespace_manager = _Nameless(self, "none")
        self += graph

    def _look_up(self, pattern: Any) -> tuple[Any, ...]:
        return tuple(super().triples(pattern))

    def triples(self, triple: Any) -> Iterator[Any]:  # type: ignore[override]
        """Yield the triples that match the pattern *triple*."""
        return iter(self._found(triple))

    def add(self, triple: Any) -> "_Remembering":
        """Add *triple*, and forget what was found."""
        self._found.cache_clear()
        return super().add(triple)

    def remove(self, triple: Any) -> "_Remembering":
        """Take out what matches the pattern *triple*, and forget what was found."""
        self._found.cache_clear()
        return super().remove(triple)


class _Nameless(NamespaceManager):
    """Shortens no address: pyshacl would look for a prefix in each, for a text that we do not read."""

    def bind(self, *_: Any, **__: Any) -> None:
        """Bind nothing."""

    def normalizeUri(self, rdfTerm: str) -> str:  # noqa: N802, N803
        """Return *rdfTerm* in full."""
        return f"<{rdfTerm}>"


def _focused(shape: Any, data: Graph) -> list[Any]:
    """Return the targets of *shape*, one of pyshacl, in *data*."""
    return list(shape.focus_nodes(data))


def _plain(result: Node, said: Any) -> Iterator[tuple[Node, Node]]:
    """Yield property and value of *result*; pyshacl pairs a value that may need copying with its graph."""
    for subject, predicate, value in said:
        if subject == result:
            yield predicate, value[1] if isinstance(value, tuple) else value


def _taken(shapes: Graph, shape: Node) -> list[Node]:
    """Take the properties from *shape* and return them: each is then run once, not once for each node.

    A shape that others refer to keeps its own.
    """
    if (None, None, shape) in shapes:
        return []
    found = sorted(shapes.objects(shape, SH.property), key=str)
    for node in found:
        shapes.remove((shape, SH.property, node))
        shapes.add((node, RDF.type, SH.PropertyShape))
    return found


def _bare(shapes: Graph) -> Graph:
    """Return *shapes* without what only people and forms read: pyshacl goes through all of it each time."""
    found = Graph("SimpleMemory", bind_namespaces="none")
    for triple in shapes:
        if triple[1] not in _WORDS and str(triple[1]).startswith(_KEPT):
            found.add(triple)
    return found


def reach(shapes: Graph, shape: Node) -> frozenset[str] | None:
    """Return the classes whose things *shape* is about, None where it has targets of another kind."""
    nodes = [shape, *shapes.subjects(SH.property, shape)]
    if any((node, predicate, None) in shapes for node in nodes for predicate in TARGETS[1:]):
        return None
    return frozenset(str(cls) for node in nodes for cls in shapes.objects(node, SH.targetClass))
