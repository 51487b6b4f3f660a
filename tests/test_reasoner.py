"""HermiT, a complete reasoner, is the judge: it refuses what our checks name and infers what our rules infer.

All of it needs Java; `acquis check --dl` says so where there is none.
"""

import csv
import shutil
from collections.abc import Iterator

import pytest

from acquis import turtle
from acquis.checks.ontology import computed_terms
from acquis.checks.reasoner import dl_findings, inferred_by_hermit
from acquis.engine import NamedNode, Quad, parse
from acquis.engine.inference import entail
from acquis.errors import AcquisError
from acquis.rules import compile_rules
from acquis.vocab import ACQ, INFERRED, PREFIXES
from checkout import ROOT

CASES = ROOT / "tests" / "cases"
ONTOLOGY = ROOT / "ontology" / "acquis.ttl"
with (CASES / "broken" / "manifest.tsv").open(encoding="utf-8", newline="") as file:
    BROKEN = list(csv.DictReader(file, delimiter="\t"))

needs_java = pytest.mark.skipif(
    shutil.which("java") is None, reason="HermiT needs Java: install a JRE 11 or later"
)


def _quads(*names: str) -> list[Quad]:
    """Return the quads of the ontology and of the cases *names*."""
    paths = [ONTOLOGY, *(CASES / name for name in names)]
    return [quad for path in paths for quad in parse(path.read_bytes(), "text/turtle")]


def _ntriples(quads: list[Quad]) -> bytes:
    return "".join(f"{quad.triple} .\n" for quad in quads).encode()


def _about_individuals(quads: list[Quad]) -> Iterator[tuple[str, str, str]]:
    """Yield the types and object property values among *quads* that say something of an individual."""
    described = {quad.subject for quad in parse(ONTOLOGY.read_bytes(), "text/turtle")}
    for quad in quads:
        subject, value = quad.subject, quad.object
        if isinstance(subject, NamedNode) and isinstance(value, NamedNode) and subject not in described:
            yield subject.value, quad.predicate.value, value.value


@needs_java
def test_a_consistent_graph_has_a_model() -> None:
    """Ontology and consistent graph together are consistent, dates included, which HermiT does not know."""
    dated = f'<urn:w> <{ACQ}adoptedOn> "2021-03-12"^^<{PREFIXES["xsd"]}date> .\n'
    assert dl_findings(_ntriples(_quads("consistent.ttl")) + dated.encode()) == []


@needs_java
@pytest.mark.parametrize("case", BROKEN, ids=[case["file"] for case in BROKEN])
def test_hermit_judges_the_broken_graphs(case: dict[str, str]) -> None:
    """A graph is inconsistent where the manifest says so; a circle of parts is beyond OWL 2 DL."""
    found = dl_findings(_ntriples(_quads("consistent.ttl", f"broken/{case['file']}")))
    assert [finding.rule for finding in found] == (["consistency"] if case["dl"] == "yes" else [])


@needs_java
def test_rules_infer_what_hermit_infers() -> None:
    """Types and links of individuals are the same both ways, and each computed property is among them."""
    quads = _quads("consistent.ttl")
    terms = turtle.load(ONTOLOGY)
    inferred = entail(quads, compile_rules(terms), INFERRED)
    ours = set(_about_individuals([*quads, *inferred]))
    assert ours == inferred_by_hermit(_ntriples(quads))
    assert computed_terms(terms) <= {quad.predicate.value for quad in inferred}


@needs_java
@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("<urn:a> <urn:p> <<", "Could not parse"),
        (
            f"<urn:p> <{PREFIXES['rdf']}type> <{PREFIXES['owl']}TransitiveProperty> .\n"
            f"<urn:p> <{PREFIXES['rdf']}type> <{PREFIXES['owl']}FunctionalProperty> .",
            "Non-simple property '<urn:p>'",
        ),
    ],
    ids=["syntax", "axioms"],
)
def test_a_graph_that_hermit_cannot_read_is_reported(data: str, reason: str) -> None:
    """A fault that stops HermiT is an error of its own, with HermiT's reason, and never a clean bill."""
    with pytest.raises(AcquisError, match="HermiT could not read the graph") as error:
        dl_findings(data.encode())
    assert reason in str(error.value)


@needs_java
def test_nothing_follows_from_a_contradiction() -> None:
    """An inconsistent graph is refused, because everything follows from it."""
    with pytest.raises(AcquisError, match="contradicts itself"):
        inferred_by_hermit(_ntriples(_quads("consistent.ttl", "broken/state-and-group.ttl")))


def test_without_java_the_way_out_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no Java the error says what to install or leave out."""
    monkeypatch.setenv("PATH", "")
    with pytest.raises(AcquisError, match="install a JRE 11 or later, or leave out --dl"):
        dl_findings(b"")
