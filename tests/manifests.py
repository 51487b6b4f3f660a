"""Owns the reading of W3C test manifests into plain cases; it must not run them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from checkout import ROOT

__all__ = ["SUITE", "Case", "cases"]

SUITE = ROOT.parent / "shared" / "suites" / "sparql11"

_MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
_QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")


@dataclass(frozen=True)
class Case:
    """One test: its name `folder/name`, its type without namespace, and its files.

    `data` make the default graph, `graphs` one named graph each; `result` is None for a test of syntax.
    """

    name: str
    type: str
    query: Path
    data: tuple[Path, ...]
    graphs: tuple[Path, ...]
    result: Path | None

    def __str__(self) -> str:
        return self.name


def cases(manifest: Path) -> Iterator[Case]:
    """Yield the cases of *manifest* and of those it includes, in their order; none when it is not there."""
    if not manifest.is_file():
        return
    graph = Graph().parse(manifest, format="turtle", publicID=manifest.as_uri())
    for included in graph.objects(None, _MF.include):
        for other in Collection(graph, included):
            yield from cases(_path(other))
    for entries in graph.objects(None, _MF.entries):
        for test in Collection(graph, entries):
            yield _case(graph, test, manifest.parent.name)


def _case(graph: Graph, test: Node, folder: str) -> Case:
    action = graph.value(test, _MF.action)
    is_file = isinstance(action, URIRef)
    result = graph.value(test, _MF.result)
    return Case(
        f"{folder}/{str(test).rpartition('#')[2]}",
        str(graph.value(test, RDF.type)).rpartition("#")[2],
        _path(action if is_file else graph.value(action, _QT.query)),
        () if is_file else tuple(_path(iri) for iri in graph.objects(action, _QT.data)),
        () if is_file else tuple(_path(iri) for iri in graph.objects(action, _QT.graphData)),
        _path(result) if isinstance(result, URIRef) else None,
    )


def _path(iri: Node | None) -> Path:
    return Path(str(iri).removeprefix("file://"))
