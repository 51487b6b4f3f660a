"""Run the shapes of the published data over a whole graph: core constraints by pyshacl, others as queries.

It must not know which shapes there are, nor how SHACL is read: `acquis.checks.constraints` does.
"""

from pathlib import Path

import pyshacl
from rdflib import RDF, RDFS, SH, Graph, URIRef
from rdflib.term import Node

from acquis.checks import constraints
from acquis.checks.constraints import Result
from acquis.checks.finding import Finding
from acquis.engine import Engine, parse_term, plain

__all__ = ["constraint_findings", "core_findings", "load", "terms"]

_SEVERITY = {str(SH.Violation): "error", str(SH.Warning): "warning", str(SH.Info): "info"}


def load(folder: Path) -> Graph:
    """Return all shapes in the Turtle files of *folder* as one graph."""
    shapes = Graph()
    for path in sorted(folder.glob("*.ttl")):
        shapes.parse(path)
    return shapes


def terms(shapes: Graph) -> set[str]:
    """Return every IRI in *shapes*, with type and sub-class: no other predicate matters to them.

    This does not hold for closed shapes, which look at all predicates, and which we do not use.
    """
    assert (None, SH.closed, None) not in shapes
    named = {str(term) for triple in shapes for term in triple if isinstance(term, URIRef)}
    return named | {str(RDF.type), str(RDFS.subClassOf)}


def core_findings(data: Graph, shapes: Graph) -> list[Finding]:
    """Return what the core constraints of *shapes* find in *data*, which must hold the ontology too.

    Source: https://www.w3.org/TR/shacl/#core-components
    """
    graph = constraints.core(shapes)
    _, report, _ = pyshacl.validate(data, shacl_graph=graph, inplace=True, do_owl_imports=False)
    assert isinstance(report, Graph)
    return sorted(
        (_finding(result, result.shape) for result in constraints.results(report)), key=Finding.line
    )


def constraint_findings(engine: Engine, shapes: Graph) -> list[Finding]:
    """Return what the SPARQL constraints of *shapes* find in *engine*, one query a constraint.

    Source: https://www.w3.org/TR/shacl/#sparql-constraints
    """
    found = [
        _finding(result, result.constraint)
        for query in constraints.set_queries(shapes)
        for result in constraints.run(engine, query)
    ]
    return sorted(set(found), key=Finding.line)


def _finding(result: Result, rule: Node | None) -> Finding:
    # A constraint that names no value gets the focus node as one, which is the subject already.
    value = "" if result.value in (None, result.focus) else _plain(str(result.value))
    message = str(result.messages[0]) if result.messages else ""
    return Finding(
        severity=_SEVERITY.get(result.severity, "error"),
        rule=str(rule).rpartition("#")[2],
        file=None,
        subject=_plain(result.focus),
        message=f"{message} Found: {value}." if value else message,
    )


def _plain(text: str) -> str:
    return text[2:] if text.startswith("_:") else plain(parse_term(text))
