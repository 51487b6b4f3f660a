"""Read SHACL: the results in a report of pyshacl, and SPARQL constraints as queries over all targets at once.

It must not know which shapes there are. pyshacl would parse and run a SPARQL constraint again for every focus
node; run once over a store with `$this` left free it gives the same rows in a hundredth of the time.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rdflib import RDF, RDFS, SH, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from acquis.engine import Engine, NamedNode, Term, plain
from acquis.engine import Literal as Text
from acquis.vocab import PREFIXES

__all__ = ["Result", "SetQuery", "core", "result", "results", "run", "set_queries"]

_STEPS = {SH.zeroOrMorePath: "*", SH.oneOrMorePath: "+", SH.zeroOrOnePath: "?"}
_FILLED = re.compile(r"\{[?$](\w+)\}")


@dataclass(frozen=True, slots=True)
class Result:
    """One result of a validation; *path* is written as in SPARQL, "" for none; *value* None for none.

    *focus* and *value* are terms in N-Triples, *shape* and *constraint* nodes of the graph of shapes.
    """

    focus: str
    path: str
    value: str | None
    shape: Node | None
    constraint: Node | None
    component: str
    severity: str
    messages: tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class SetQuery:
    """The SPARQL *constraint* of *shape* as one query for all targets, with what a result of it says."""

    shape: Node
    constraint: Node
    severity: str
    path: str
    messages: tuple[Literal, ...]
    text: str


def core(shapes: Graph) -> Graph:
    """Return *shapes* without their SPARQL constraints."""
    found = Graph(bind_namespaces="none")
    found += shapes
    found.remove((None, SH.sparql, None))
    return found


def results(report: Graph) -> Iterator[Result]:
    """Yield the results of *report*, those of its root only: details of a result are no results.

    Source: https://www.w3.org/TR/shacl/#validation-report
    """
    root = report.value(predicate=RDF.type, object=SH.ValidationReport)
    for node in report.objects(root, SH.result):
        yield result(report.predicate_objects(node), report)


def result(said: Iterable[tuple[Node, Node]], paths: Graph) -> Result:
    """Return the result of which *said* has property and value; what its path is stands in *paths*."""
    values: defaultdict[Node, list[Node]] = defaultdict(list)
    for predicate, node in said:
        values[predicate].append(node)
    first = {predicate: nodes[0] for predicate, nodes in values.items()}
    path, value = first.get(SH.resultPath), first.get(SH.value)
    return Result(
        focus=_n3(first.get(SH.focusNode)),
        path="" if path is None else _path(paths, path),
        value=None if value is None else _n3(value),
        shape=first.get(SH.sourceShape),
        constraint=first.get(SH.sourceConstraint),
        component=str(first.get(SH.sourceConstraintComponent)),
        severity=_severity(first.get(SH.resultSeverity)),
        messages=_sorted(values[SH.resultMessage]),
    )


def set_queries(shapes: Graph) -> list[SetQuery]:
    """Return the SPARQL constraints of *shapes* that are in force, each with its targets in the query.

    Those of a property shape get the targets of the node shapes that have it.
    Source: https://www.w3.org/TR/shacl/#sparql-constraints
    """
    pairs = sorted(shapes.subject_objects(SH.sparql), key=lambda pair: (str(pair[0]), str(pair[1])))
    return [
        _set_query(shapes, shape, constraint)
        for shape, constraint in pairs
        if not any(_is_true(shapes.value(node, SH.deactivated)) for node in (shape, constraint))
    ]


def run(engine: Engine, query: SetQuery) -> Iterator[Result]:
    """Yield what *query* finds in *engine*, each result once."""
    result = engine.query(query.text)
    seen: set[Result] = set()
    for row in result.rows():
        cells = {name: term for name, term in zip(result.variables, row, strict=True) if term is not None}
        found = _found(query, cells)
        if found not in seen:
            seen.add(found)
            yield found


def _found(query: SetQuery, cells: dict[str, Term]) -> Result:
    path, value = cells.get("path"), cells.get("value")
    # What a property shape finds without naming a value has none; a node shape names the focus node itself.
    if value is None and not query.path:
        value = cells["this"]
    texts = (_filled(message, cells) for message in query.messages)
    return Result(
        focus=str(cells["this"]),
        path=path.value if isinstance(path, NamedNode) else query.path,
        value=None if value is None else str(value),
        shape=query.shape,
        constraint=query.constraint,
        component=str(SH.SPARQLConstraintComponent),
        severity=query.severity,
        messages=tuple(texts),
    )


def _filled(message: Literal, cells: dict[str, Term]) -> Literal:
    """Return *message* with the names of variables in braces replaced by their values."""

    def cell(found: re.Match[str]) -> str:
        term = cells.get(found[1])
        if term is None:
            return found[0]
        return term.value if isinstance(term, Text) else plain(term)

    return Literal(_FILLED.sub(cell, str(message)), lang=message.language)


def _set_query(shapes: Graph, shape: Node, constraint: Node) -> SetQuery:
    path = shapes.value(shape, SH.path)
    text = str(shapes.value(constraint, SH.select)).replace("$this", "?this")
    if path is not None:
        text = text.replace("$PATH", _path(shapes, path, wrapped=True))
    text = re.sub(r"SELECT\s+(?:DISTINCT\s+)?", "SELECT DISTINCT ", text, count=1)
    start = text.index("{") + 1
    severity = shapes.value(constraint, SH.severity) or shapes.value(shape, SH.severity)
    return SetQuery(
        shape=shape,
        constraint=constraint,
        severity=_severity(severity),
        path="" if path is None else _path(shapes, path),
        messages=_texts(shapes, constraint, SH.message) or _texts(shapes, shape, SH.message),
        text=f"{_prefixes(shapes, constraint)}{text[:start]} {_targets(shapes, shape)} {text[start:]}",
    )


def _targets(shapes: Graph, shape: Node) -> str:
    """Return a pattern that binds ?this to each target of *shape*, or of the shapes it is a property of."""
    arms = [arm for node in (shape, *shapes.subjects(SH.property, shape)) for arm in _target(shapes, node)]
    return " UNION ".join(sorted(arms))


def _target(shapes: Graph, shape: Node) -> Iterator[str]:
    for kind in shapes.objects(shape, SH.targetClass):
        yield f"{{ ?this <{RDF.type}>/<{RDFS.subClassOf}>* <{kind}> }}"
    for term in shapes.objects(shape, SH.targetSubjectsOf):
        yield f"{{ ?this <{term}> ?__o }}"
    for term in shapes.objects(shape, SH.targetObjectsOf):
        yield f"{{ ?__s <{term}> ?this }}"
    for node in shapes.objects(shape, SH.targetNode):
        yield f"{{ VALUES ?this {{ <{node}> }} }}"


def _prefixes(shapes: Graph, constraint: Node) -> str:
    # The engine declares our own prefixes, and reads every word of a query each time it is asked.
    declared = (pair for pair in sorted(_declared(shapes, constraint)) if PREFIXES.get(pair[0]) != pair[1])
    return "".join(f"PREFIX {name}: <{space}>\n" for name, space in declared)


def _declared(shapes: Graph, constraint: Node) -> Iterator[tuple[str, str]]:
    for ontology in shapes.objects(constraint, SH.prefixes):
        for declaration in shapes.objects(ontology, SH.declare):
            yield str(shapes.value(declaration, SH.prefix)), str(shapes.value(declaration, SH.namespace))


def _path(graph: Graph, path: Node, *, wrapped: bool = False) -> str:
    """Return *path* as SPARQL writes it; a plain property without < and >, unless *wrapped*.

    Source: https://www.w3.org/TR/shacl/#property-paths
    """
    if isinstance(path, URIRef):
        return f"<{path}>" if wrapped else str(path)
    if (inner := graph.value(path, SH.inversePath)) is not None:
        return f"^{_path(graph, inner, wrapped=True)}"
    if (inner := graph.value(path, SH.alternativePath)) is not None:
        return f"({'|'.join(_path(graph, part, wrapped=True) for part in Collection(graph, inner))})"
    for term, sign in _STEPS.items():
        if (inner := graph.value(path, term)) is not None:
            return f"({_path(graph, inner, wrapped=True)}){sign}"
    return f"({'/'.join(_path(graph, part, wrapped=True) for part in Collection(graph, path))})"


def _texts(graph: Graph, node: Node, predicate: URIRef) -> tuple[Literal, ...]:
    return _sorted(graph.objects(node, predicate))


def _sorted(texts: Iterable[Node]) -> tuple[Literal, ...]:
    found = (text for text in texts if isinstance(text, Literal))
    return tuple(sorted(found, key=lambda text: (text.language or "", str(text))))


def _severity(node: Node | None) -> str:
    return str(node if isinstance(node, URIRef) else SH.Violation)


def _is_true(node: Node | None) -> bool:
    return isinstance(node, Literal) and str(node) in ("true", "1")


def _n3(node: Node | None) -> str:
    """Return *node* as N-Triples writes it; rdflib itself writes a text of several lines as Turtle does."""
    if isinstance(node, Literal):
        datatype = None if node.datatype is None else NamedNode(node.datatype)
        return str(Text(str(node), language=node.language, datatype=None if node.language else datatype))
    return node.n3() if isinstance(node, URIRef) else f"_:{node}"
