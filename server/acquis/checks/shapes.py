"""Run SHACL shapes over a whole graph: core constraints by pyshacl, SPARQL constraints as set queries.

It must not know which shapes there are. pyshacl would parse and run a SPARQL constraint again for every focus
node; run once over the store with `$this` left free it gives the same rows in a hundredth of the time.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pyshacl
from rdflib import RDF, RDFS, SH, Graph, URIRef
from rdflib.term import Node

from acquis.checks.finding import Finding
from acquis.engine import Engine, plain

__all__ = ["constraint_findings", "core_findings", "load", "terms"]

_SEVERITY = {SH.Violation: "error", SH.Warning: "warning", SH.Info: "info"}


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
    core = Graph()
    core += shapes
    core.remove((None, SH.sparql, None))
    _, report, _ = pyshacl.validate(data, shacl_graph=core, inplace=True, do_owl_imports=False)
    assert isinstance(report, Graph)
    root = report.value(predicate=RDF.type, object=SH.ValidationReport)
    found = (_reported(report, result) for result in report.objects(root, SH.result))
    return sorted(found, key=Finding.line)


def constraint_findings(engine: Engine, shapes: Graph) -> list[Finding]:
    """Return what the SPARQL constraints of *shapes* find in *engine*, one query a constraint.

    Source: https://www.w3.org/TR/shacl/#sparql-constraints
    """
    found = []
    for shape, constraint in shapes.subject_objects(SH.sparql):
        if shapes.value(constraint, SH.deactivated):
            continue
        result = engine.query(_set_query(shapes, shape, constraint))
        message = str(shapes.value(constraint, SH.message))
        for row in result.rows():
            cells = {name: plain(term) for name, term in zip(result.variables, row, strict=True)}
            found.append(_finding(shapes, constraint, cells["this"], cells.get("value", ""), message))
    return sorted(set(found), key=Finding.line)


def _reported(report: Graph, result: Node) -> Finding:
    value = report.value(result, SH.value)
    return Finding(
        severity=_SEVERITY.get(_iri(report.value(result, SH.resultSeverity)), "error"),
        rule=_short(report.value(result, SH.sourceShape)),
        file=None,
        subject=str(report.value(result, SH.focusNode)),
        message=_sentence(str(report.value(result, SH.resultMessage)), "" if value is None else str(value)),
    )


def _finding(shapes: Graph, constraint: Node, subject: str, value: str, message: str) -> Finding:
    severity = _SEVERITY.get(_iri(shapes.value(constraint, SH.severity)), "error")
    return Finding(severity, _short(constraint), None, subject, _sentence(message, value))


def _sentence(message: str, value: str) -> str:
    return f"{message} Found: {value}." if value else message


def _set_query(shapes: Graph, shape: Node, constraint: Node) -> str:
    """Return the SELECT of *constraint* for all targets of *shape* at once."""
    text = str(shapes.value(constraint, SH.select)).replace("$this", "?this")
    text = re.sub(r"SELECT\s+(?:DISTINCT\s+)?", "SELECT DISTINCT ", text, count=1)
    start = text.index("{") + 1
    return f"{_prefixes(shapes, constraint)}{text[:start]} {_target(shapes, shape)} {text[start:]}"


def _target(shapes: Graph, shape: Node) -> str:
    arms = [
        f"{{ ?this <{RDF.type}>/<{RDFS.subClassOf}>* <{kind}> }}"
        for kind in shapes.objects(shape, SH.targetClass)
    ]
    arms += [f"{{ ?this <{term}> ?__o }}" for term in shapes.objects(shape, SH.targetSubjectsOf)]
    arms += [f"{{ ?__s <{term}> ?this }}" for term in shapes.objects(shape, SH.targetObjectsOf)]
    arms += [f"{{ VALUES ?this {{ <{node}> }} }}" for node in shapes.objects(shape, SH.targetNode)]
    return " UNION ".join(sorted(arms))


def _prefixes(shapes: Graph, constraint: Node) -> str:
    return "".join(f"PREFIX {name}: <{space}>\n" for name, space in sorted(_declared(shapes, constraint)))


def _declared(shapes: Graph, constraint: Node) -> Iterator[tuple[str, str]]:
    for ontology in shapes.objects(constraint, SH.prefixes):
        for declaration in shapes.objects(ontology, SH.declare):
            yield str(shapes.value(declaration, SH.prefix)), str(shapes.value(declaration, SH.namespace))


def _short(node: Node | None) -> str:
    return str(node).rpartition("#")[2]


def _iri(node: Node | None) -> URIRef:
    return node if isinstance(node, URIRef) else SH.Violation
