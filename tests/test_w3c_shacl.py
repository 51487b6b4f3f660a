"""The W3C SHACL suite, core and SPARQL, through our validator.

The suite is read where it stands beside the checkout and never copied.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from rdflib import RDF, SH, BNode, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from acquis.checks import constraints
from acquis.checks.constraints import Result
from acquis.errors import InvalidData
from acquis.validation import shacl
from checkout import ROOT

SUITE = ROOT.parent / "shared" / "suites" / "shacl"
FAILURES = tomllib.loads((ROOT / "tests" / "cases" / "w3c-shacl.toml").read_text("utf-8"))["failures"]
COUNT, AT_MOST_FAILING = 121, 2
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")

Row = tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """One test: its name `folder/name`, the files with data and with shapes, and what is expected."""

    name: str
    data: Path
    shapes: Path
    graph: Graph
    result: Node

    def __str__(self) -> str:
        return self.name


def cases(folder: Path) -> Iterator[Case]:
    """Yield the cases in *folder*: one of them is in no manifest, so every file is looked into."""
    for file in sorted(folder.rglob("*.ttl")):
        graph = read(file) if "sht:Validate" in file.read_text("utf-8") else Graph()
        for test in graph.subjects(RDF.type, SHT.Validate):
            action, result = graph.value(test, MF.action), graph.value(test, MF.result)
            assert result is not None
            data, shapes = (path(graph.value(action, term)) for term in (SHT.dataGraph, SHT.shapesGraph))
            yield Case(str(file.relative_to(folder).with_suffix("")), data, shapes, graph, result)


def read(file: Path) -> Graph:
    """Return the triples of *file*, with the prefixes it declares."""
    return Graph().parse(file, format="turtle", publicID=file.as_uri())


def path(iri: Node | None) -> Path:
    """Return the file with the address *iri*."""
    return Path(str(iri).removeprefix("file://"))


ALL = list(cases(SUITE))
pytestmark = pytest.mark.skipif(not ALL, reason="the W3C suites are not beside this checkout")


def row(result: Result) -> Row:
    """Return what the suite compares of a result; blank nodes count as equal to each other."""
    terms = (result.focus, result.value or "", shape(result.shape))
    plain = ["_:" if term.startswith("_:") else term for term in terms]
    return (*plain, result.path, result.component, result.severity)


def shape(node: Node | None) -> str:
    """Return the name of the shape *node*."""
    return "_:" if isinstance(node, BNode) else str(node or "")


def passes(case: Case) -> bool:
    """Return whether our results are the expected ones, or the shapes are refused where that is expected."""
    data, shapes = read(case.data), read(case.shapes)
    try:
        found = shacl.results(data, shapes)
    except InvalidData:
        return case.result == SHT.Failure
    if case.result == SHT.Failure:
        return False
    expected = Graph()
    expected += case.graph
    expected.remove((None, RDF.type, SH.ValidationReport))
    expected.add((case.result, RDF.type, SH.ValidationReport))
    return sorted(map(row, found)) == sorted(map(row, constraints.results(expected))) and conforms(case) == (
        not found
    )


def conforms(case: Case) -> bool:
    """Return whether the data of *case* are said to conform."""
    said = case.graph.value(case.result, SH.conforms)
    return isinstance(said, Literal) and bool(said)


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=case.name, marks=[pytest.mark.xfail(reason=FAILURES[case.name])])
        if case.name in FAILURES
        else pytest.param(case, id=case.name)
        for case in ALL
    ],
)
def test_the_results_are_those_of_the_suite(case: Case) -> None:
    """Each case gives the results that the suite expects, all of them and no others."""
    assert passes(case)


def test_the_suite_is_whole_and_few_cases_fail() -> None:
    """Every case of the suite is run, and no more are known to fail than we allow."""
    names = {case.name for case in ALL}
    assert len(ALL) == len(names) == COUNT
    assert FAILURES.keys() <= names
    assert len(FAILURES) <= AT_MOST_FAILING
    assert URIRef(SHT.Failure) in {case.result for case in ALL}
