"""Find faults in the ontology itself: names, labels, definitions, header, axioms outside the agreed subset.

It must not look at data. The subset is what `acquis.rules` and `acquis.checks.axioms` compile.
"""

import re
from collections.abc import Iterator

from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, VANN, Graph, Literal, URIRef
from rdflib.term import Node

from acquis.checks.finding import Finding
from acquis.rules import short
from acquis.vocab import ACQ, BASE, PREFIXES

__all__ = ["computed_terms", "findings"]

_ONTOLOGY = URIRef(BASE + "def")
_STATUS = URIRef(PREFIXES["vs"] + "term_status")
_STATUSES = ("archaic", "stable", "testing", "unstable")
_UPPER, _LOWER = r"[A-Z][A-Za-z0-9]*", r"[a-z][A-Za-z0-9]*"
_KINDS = {
    OWL.Class: _UPPER,
    OWL.AnnotationProperty: _LOWER,
    OWL.DatatypeProperty: _LOWER,
    OWL.ObjectProperty: _LOWER,
}
_HEADER = {
    "title": DCTERMS.title,
    "description": DCTERMS.description,
    "licence": DCTERMS.license,
    "creator": DCTERMS.creator,
    "citation": DCTERMS.bibliographicCitation,
    "version IRI": OWL.versionIRI,
    "version": OWL.versionInfo,
    "preferred prefix": VANN.preferredNamespacePrefix,
    "preferred namespace": VANN.preferredNamespaceUri,
}
_AGREED = {
    *(RDF.type, RDF.first, RDF.rest),
    *(
        RDFS.label,
        RDFS.isDefinedBy,
        RDFS.seeAlso,
        RDFS.subClassOf,
        RDFS.subPropertyOf,
        RDFS.domain,
        RDFS.range,
    ),
    *(
        OWL.inverseOf,
        OWL.propertyChainAxiom,
        OWL.equivalentClass,
        OWL.intersectionOf,
        OWL.onProperty,
        OWL.hasValue,
    ),
    *(OWL.members, OWL.disjointWith, OWL.propertyDisjointWith),
    *(OWL.versionIRI, OWL.versionInfo, OWL.priorVersion, OWL.deprecated),
    *(OWL.Ontology, OWL.Restriction, OWL.AllDisjointClasses, *_KINDS),
    *(OWL.FunctionalProperty, OWL.SymmetricProperty, OWL.TransitiveProperty),
}
_ONLY_SIMPLE = (
    OWL.AsymmetricProperty,
    OWL.FunctionalProperty,
    OWL.InverseFunctionalProperty,
    OWL.IrreflexiveProperty,
)


def findings(axioms: Graph) -> list[Finding]:
    """Return one error for each rule that a term or the header of *axioms* breaks, by subject and rule."""
    found = [
        *_header(axioms),
        *_terms(axioms),
        *_undeclared(axioms),
        *_constructs(axioms),
        *_not_simple(axioms),
    ]
    return sorted(found, key=lambda finding: (finding.subject, finding.rule, finding.message))


def computed_terms(axioms: Graph) -> frozenset[str]:
    """Return the IRIs of the terms marked `acq:computed true`: inferred by the build, stated by nobody."""
    return frozenset(str(term) for term in axioms.subjects(URIRef(ACQ + "computed"), Literal(True)))


def _header(axioms: Graph) -> Iterator[Finding]:
    for name, term in _HEADER.items():
        if axioms.value(_ONTOLOGY, term) is None:
            yield _error(_ONTOLOGY, "header", f"The ontology names no {name}: add {short(term)}.")


def _terms(axioms: Graph) -> Iterator[Finding]:
    for kind, pattern in _KINDS.items():
        for term in axioms.subjects(RDF.type, kind):
            if isinstance(term, URIRef) and term.startswith(ACQ):
                for rule, message in _term(axioms, term, pattern):
                    yield _error(term, rule, message)


def _term(axioms: Graph, term: URIRef, pattern: str) -> Iterator[tuple[str, str]]:
    """Yield rule and message for each rule on a single term that *term* breaks."""
    if not re.fullmatch(pattern, term.removeprefix(ACQ)):
        yield (
            "term-name",
            "Name a class in UpperCamelCase and a property in lowerCamelCase, in letters and digits.",
        )
    if len(_english(axioms, term, RDFS.label)) != 1:
        yield "term-label", "Give the term exactly one English rdfs:label."
    definitions = _english(axioms, term, SKOS.definition)
    if len(definitions) != 1:
        yield "term-definition", "Give the term exactly one English skos:definition."
    if not all(re.fullmatch(r"[A-Z].*\.", text, re.DOTALL) for text in definitions):
        yield (
            "term-definition",
            "Write the skos:definition as a sentence, from a capital letter to a full stop.",
        )
    if list(axioms.objects(term, RDFS.isDefinedBy)) != [_ONTOLOGY]:
        yield "term-defined-by", f"Say rdfs:isDefinedBy <{_ONTOLOGY}>, and nothing else."
    if [str(value) for value in axioms.objects(term, _STATUS)] not in [[status] for status in _STATUSES]:
        yield "term-status", f"Give the term one vs:term_status out of {', '.join(_STATUSES)}."


def _undeclared(axioms: Graph) -> Iterator[Finding]:
    used = {node for triple in axioms for node in triple if isinstance(node, URIRef) and node.startswith(ACQ)}
    declared = {term for kind in _KINDS for term in axioms.subjects(RDF.type, kind)}
    for term in used - declared - {URIRef(ACQ)}:
        yield _error(
            term, "term-declared", "The term is used but not declared: declare it, or correct its name."
        )


def _constructs(axioms: Graph) -> Iterator[Finding]:
    annotations = set(axioms.subjects(RDF.type, OWL.AnnotationProperty))
    for subject, predicate, value in axioms:
        construct = value if predicate == RDF.type and str(value).startswith(PREFIXES["owl"]) else predicate
        if construct not in _AGREED and construct not in annotations:
            message = (
                f"{short(str(construct))} is neither an annotation nor made a rule or a check: leave it out."
            )
            yield _error(subject, "agreed-construct", message)


def _not_simple(axioms: Graph) -> Iterator[Finding]:
    composite = _composite(axioms)
    for kind in _ONLY_SIMPLE:
        for term in composite & set(axioms.subjects(RDF.type, kind)):
            message = (
                f"A property that follows from a chain or transitivity cannot be {short(kind)}: drop one."
            )
            yield _error(term, "simple-property", message)


def _composite(axioms: Graph) -> set[Node]:
    """Return the properties that follow from a chain or transitivity, with their wider ones and inverses.

    Source: https://www.w3.org/TR/owl2-syntax/#Global_Restrictions_on_Axioms_in_OWL_2_DL
    """
    found = {*axioms.subjects(OWL.propertyChainAxiom), *axioms.subjects(RDF.type, OWL.TransitiveProperty)}
    rest = list(found)
    while rest:
        term = rest.pop()
        wider = {*axioms.objects(term, RDFS.subPropertyOf), *axioms.objects(term, OWL.inverseOf)}
        wider |= set(axioms.subjects(OWL.inverseOf, term))
        rest.extend(wider - found)
        found |= wider
    return found


def _english(axioms: Graph, term: URIRef, predicate: URIRef) -> list[str]:
    values = axioms.objects(term, predicate)
    return [str(value) for value in values if isinstance(value, Literal) and value.language == "en"]


def _error(subject: Node, rule: str, message: str) -> Finding:
    return Finding("error", rule, None, str(subject) if isinstance(subject, URIRef) else "", message)
