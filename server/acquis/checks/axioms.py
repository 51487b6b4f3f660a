"""Find contradictions: what the ontology rules out by meaning, compiled from its axioms into one query each.

It must not infer: it reads a graph that already holds what follows. Individuals with different IRIs count as
different things. Ranges of literals are left to the shapes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rdflib import OWL, RDF, RDFS, Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from acquis.checks.finding import Finding
from acquis.engine import Engine, plain
from acquis.rules import short

__all__ = ["Check", "checks", "contradictions"]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that cannot be: each row of *query* is a case of it, the subject first.

    *sentence* says what holds instead and what to do; each `{}` stands for a further column.
    """

    rule: str
    sentence: str
    query: str


def contradictions(engine: Engine, axioms: Graph) -> list[Finding]:
    """Return one error for each thing in *engine* that *axioms* rule out, by rule and subject.

    *engine* holds what is stated and what follows: most contradictions come to light only in the latter.
    """
    labels = {str(term): str(label) for term, label in axioms.subject_objects(RDFS.label)}
    found = [finding for check in checks(axioms) for finding in _run(engine, check, labels)]
    return sorted(found, key=lambda finding: (finding.rule, finding.subject, finding.message))


def checks(axioms: Graph) -> tuple[Check, ...]:
    """Return the checks that *axioms* stand for, sorted by rule.

    Disjoint classes and properties, functional properties, and transitive properties, in which nothing may
    stand in a circle: irreflexivity, which OWL 2 DL forbids to state of them.
    Source: https://www.w3.org/TR/owl2-syntax/#Global_Restrictions_on_Axioms_in_OWL_2_DL
    """
    makers = (_disjoint_classes, _disjoint_properties, _functional, _circles)
    found = {check for make in makers for check in make(axioms)}
    return tuple(sorted(found, key=lambda check: (check.rule, check.query)))


def _disjoint_classes(axioms: Graph) -> Iterator[Check]:
    sets = [list(Collection(axioms, members)) for members in axioms.objects(None, OWL.members)]
    sets += [[one, other] for one, other in axioms.subject_objects(OWL.disjointWith)]
    for kinds in sets:
        yield Check(
            "disjoint-classes",
            "Nothing is both '{}' and '{}': take away one type, or the link that it follows from.",
            _grouped(f"VALUES ?value {{ {_values(kinds)} }} ?subject a ?value"),
        )


def _disjoint_properties(axioms: Graph) -> Iterator[Check]:
    for one, other in axioms.subject_objects(OWL.propertyDisjointWith):
        names = f"'{_label(axioms, one)}' and '{_label(axioms, other)}'"
        yield Check(
            "disjoint-properties",
            f"{names} never lead to the same thing, but both lead to {{}}: take away one of the two.",
            f"SELECT ?subject ?value WHERE {{ ?subject {one.n3()} ?value ; {other.n3()} ?value }}",
        )


def _functional(axioms: Graph) -> Iterator[Check]:
    for term in axioms.subjects(RDF.type, OWL.FunctionalProperty):
        yield Check(
            "one-value",
            f"There is at most one '{_label(axioms, term)}', but here are {{}} and {{}}: keep the right one.",
            _grouped(f"?subject {term.n3()} ?value"),
        )


def _circles(axioms: Graph) -> Iterator[Check]:
    for term in axioms.subjects(RDF.type, OWL.TransitiveProperty):
        if (term, RDF.type, OWL.SymmetricProperty) not in axioms:
            yield Check(
                "no-circle",
                f"Nothing leads back to itself by '{_label(axioms, term)}': break the circle.",
                f"SELECT ?subject WHERE {{ ?subject {term.n3()} ?subject }}",
            )


def _grouped(pattern: str) -> str:
    """Return a query for the subjects with two different values, measured faster than a join of *pattern*."""
    return (
        f"SELECT ?subject (MIN(?value) AS ?one) (MAX(?value) AS ?other) WHERE {{ {pattern} }} "
        "GROUP BY ?subject HAVING (COUNT(DISTINCT ?value) > 1)"
    )


def _run(engine: Engine, check: Check, labels: dict[str, str]) -> Iterator[Finding]:
    for row in engine.query(check.query).rows():
        subject, *values = map(plain, row)
        message = check.sentence.format(*(labels.get(value) or short(value) for value in values))
        yield Finding("error", check.rule, None, subject, message)


def _label(axioms: Graph, term: Node) -> str:
    return str(axioms.value(term, RDFS.label) or term)


def _values(terms: Iterable[Node]) -> str:
    return " ".join(sorted(term.n3() for term in terms if isinstance(term, URIRef)))
