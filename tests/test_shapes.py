"""The two-part runner for whole graphs finds what plain pyshacl finds, and the shapes are sound."""

from pathlib import Path

import pyshacl
import pytest
from rdflib import RDF, SH, Graph, Namespace, URIRef

from acquis import sources
from acquis.checks import rdf, shapes
from acquis.engine import Engine, NamedNode, Quad, parse
from acquis.vocab import META
from checkout import ROOT

CASES = ROOT / "tests" / "cases" / "sources"
# Small enough for plain pyshacl, which runs each SPARQL constraint again for every focus node.
SAMPLE = (
    "ontology/acquis.ttl",
    "data/bodies.ttl",
    "data/concordance.ttl",
    "data/topics.ttl",
    "data/documents/a-75-816.ttl",
    "data/positions/est.ttl",
    "data/positions/fin.ttl",
)


@pytest.fixture(scope="module")
def constraints() -> Graph:
    """Return the shapes of the project."""
    return shapes.load(ROOT / "shapes")


@pytest.fixture(scope="module")
def sample() -> list[Quad]:
    """Return some of the shipped files with every broken case added, metadata left out."""
    files = [(name, path) for name, path in sources.paths() if name in SAMPLE]
    files += [(f"data/case-{path.name}", path) for path in sorted(CASES.glob("*.ttl"))]
    quads = [quad for source in sources.load(files) for quad in source.quads]
    return [quad for quad in quads if quad.graph_name != NamedNode(META)]


def plain(data: Graph, constraints: Graph) -> set[tuple[str, str]]:
    """Return focus node and message of every result of pyshacl run in the ordinary way."""
    _, report, _ = pyshacl.validate(data, shacl_graph=constraints, do_owl_imports=False)
    assert isinstance(report, Graph)
    root = report.value(predicate=RDF.type, object=SH.ValidationReport)
    return {
        (str(report.value(result, SH.focusNode)), str(report.value(result, SH.resultMessage)))
        for result in report.objects(root, SH.result)
    }


def test_both_runners_agree(sample: list[Quad], constraints: Graph) -> None:
    """Core constraints and set queries together give the focus nodes and messages of plain pyshacl."""
    found = shapes.core_findings(rdf.graph(sample), constraints)
    found += shapes.constraint_findings(Engine.from_quads(sample), constraints)
    ours = {(finding.subject, finding.message.partition(" Found: ")[0]) for finding in found}
    theirs = plain(rdf.graph(sample), constraints)
    assert ours == theirs
    by_query = {message for _, message in ours if "not one that its topic allows" in message}
    assert by_query, "the sample must break a SPARQL constraint, or the test shows nothing"
    assert len(theirs) > 30


def test_the_shapes_are_shapes(constraints: Graph) -> None:
    """The shapes pass the shapes of SHACL itself."""
    conforms, _, text = pyshacl.validate(Graph(), shacl_graph=constraints, meta_shacl=True)
    assert conforms, text


def test_every_keyword_exists(constraints: Graph) -> None:
    """Each SHACL term used is one that the vocabulary has: a misspelt one would be passed over in silence."""
    used = {term for triple in constraints for term in triple if str(term).startswith(str(SH))}
    assert {str(term) for term in used if isinstance(term, URIRef) and term not in SH} == set()
    assert SH.minCount in used


def test_every_term_in_the_shapes_is_declared(constraints: Graph) -> None:
    """No shape speaks of a class or property that the ontology does not have."""
    acq = Namespace("https://w3id.org/acquis/def#")
    declared = set(Graph().parse(ROOT / "ontology" / "acquis.ttl").subjects(RDF.type))
    terms = {term for triple in constraints for term in triple if isinstance(term, URIRef)}
    used = {term for term in terms if term.startswith(str(acq)) and term != URIRef(acq)}
    assert used - declared == set()
    assert acq.Stance in used


def test_a_constraint_can_be_switched_off(tmp_path: Path) -> None:
    """A deactivated SPARQL constraint finds nothing."""
    text = """
        @prefix sh: <http://www.w3.org/ns/shacl#> .
        <urn:shape> a sh:NodeShape ; sh:targetClass <urn:Thing> ; sh:sparql <urn:shapes#odd> .
        <urn:shapes#odd> sh:message "Odd." ; sh:select "SELECT $this WHERE { $this <urn:p> ?o }" .
    """
    data = parse(b"<urn:a> a <urn:Thing> ; <urn:p> 1 .", "text/turtle", graph="urn:g")
    (tmp_path / "shapes.ttl").write_text(text, "utf-8")
    on = shapes.constraint_findings(Engine.from_quads(data), shapes.load(tmp_path))
    assert [(finding.subject, finding.rule) for finding in on] == [("urn:a", "odd")]
    (tmp_path / "off.ttl").write_text(
        "<urn:shapes#odd> <http://www.w3.org/ns/shacl#deactivated> true .", "utf-8"
    )
    assert shapes.constraint_findings(Engine.from_quads(data), shapes.load(tmp_path)) == []
