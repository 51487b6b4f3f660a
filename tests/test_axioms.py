"""What the ontology rules out is found and named: the broken graphs of cases/broken/, and each kind of axiom.

A broken graph is cases/consistent.ttl and a triple or two; test_reasoner.py holds that HermiT agrees.
"""

import csv

import pytest
from rdflib import Graph

from acquis import turtle
from acquis.checks import axioms
from acquis.checks.finding import Finding
from acquis.engine import Engine, Quad, parse
from acquis.engine.inference import entail
from acquis.rules import compile_rules
from acquis.vocab import BASE, ID, INFERRED, PREFIXES
from checkout import ROOT

CASES = ROOT / "tests" / "cases"
with (CASES / "broken" / "manifest.tsv").open(encoding="utf-8", newline="") as file:
    BROKEN = list(csv.DictReader(file, delimiter="\t"))
TURTLE_PREFIXES = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())

# An axiom, data that go against it and what is said of it; the subject is id:a.
KINDS = [
    ("acq:Norm owl:disjointWith acq:Work .", "id:a a acq:Norm , acq:Work .", "disjoint-classes", "both"),
    (
        "acq:inFavour owl:propertyDisjointWith acq:against .",
        "id:a acq:inFavour id:b ; acq:against id:b .",
        "disjoint-properties",
        "both lead to id:b",
    ),
    ("acq:symbol a owl:FunctionalProperty .", 'id:a acq:symbol "A/1" , "A/2" .', "one-value", "A/1 and A/2"),
    ("acq:partOf a owl:TransitiveProperty .", "id:a acq:partOf id:a .", "no-circle", "partOf"),
]


def _quads(name: str) -> list[Quad]:
    return parse((CASES / name).read_bytes(), "text/turtle")


def _found(quads: list[Quad], ontology: Graph) -> list[Finding]:
    inferred = entail(quads, compile_rules(ontology), INFERRED)
    return axioms.contradictions(Engine.from_quads([*quads, *inferred]), ontology)


@pytest.fixture(scope="module")
def ontology() -> Graph:
    """Return the shipped ontology."""
    return turtle.load(ROOT / "ontology" / "acquis.ttl")


def test_the_consistent_graph_is_clean(ontology: Graph) -> None:
    """Nothing is said of a graph that uses each kind of link as it is meant."""
    assert _found(_quads("consistent.ttl"), ontology) == []


@pytest.mark.parametrize("case", BROKEN, ids=[case["file"] for case in BROKEN])
def test_a_broken_graph_is_named(case: dict[str, str], ontology: Graph) -> None:
    """The finding has the rule and the word of the manifest, is an error, and has a subject."""
    found = _found(_quads("consistent.ttl") + _quads(f"broken/{case['file']}"), ontology)
    named = [finding for finding in found if finding.rule == case["rule"] and case["word"] in finding.message]
    assert named, [finding.line() for finding in found]
    assert all(finding.severity == "error" and finding.subject.startswith(BASE) for finding in named)


def test_every_file_is_in_the_manifest() -> None:
    """No broken graph lies about untested."""
    assert sorted(case["file"] for case in BROKEN) == sorted(path.name for path in CASES.glob("broken/*.ttl"))


@pytest.mark.parametrize(("axiom", "data", "rule", "words"), KINDS, ids=[rule for _, _, rule, _ in KINDS])
def test_each_kind_of_axiom_is_checked(axiom: str, data: str, rule: str, words: str) -> None:
    """An axiom of each kind gives a check that finds the one thing against it."""
    terms = Graph().parse(data=TURTLE_PREFIXES + axiom, format="turtle")
    engine = Engine.from_quads(parse((TURTLE_PREFIXES + data).encode(), "text/turtle"))
    (finding,) = axioms.contradictions(engine, terms)
    assert (finding.rule, finding.subject) == (rule, ID + "a")
    assert words in finding.message


def test_a_symmetric_circle_is_allowed() -> None:
    """A property that is symmetric and transitive leads everything back to itself, and rightly so."""
    text = TURTLE_PREFIXES + "acq:near a owl:TransitiveProperty , owl:SymmetricProperty ."
    assert axioms.checks(Graph().parse(data=text, format="turtle")) == ()


def test_every_axiom_of_the_ontology_that_forbids_has_a_check(ontology: Graph) -> None:
    """There is one check for each disjoint set, functional property and transitive property."""
    counts = {
        "disjoint-classes": "[] owl:members ?x",
        "one-value": "?x a owl:FunctionalProperty",
        "no-circle": "?x a owl:TransitiveProperty",
    }
    rules = [check.rule for check in axioms.checks(ontology)]
    for rule, pattern in counts.items():
        expected = len(ontology.query(f"SELECT ?x WHERE {{ {pattern} }}"))
        assert rules.count(rule) == expected > 0, rule
