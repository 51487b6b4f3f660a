"""The checks of the ontology find each fault put into a clean one, and none in the one that is shipped."""

import pytest
from rdflib import Graph

from acquis import turtle
from acquis.checks.ontology import computed_terms, findings
from acquis.vocab import ACQ, BASE, PREFIXES
from checkout import ROOT

TURTLE_PREFIXES = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
CLEAN = """
<https://w3id.org/acquis/def> a owl:Ontology ;
    dcterms:title "Terms"@en ; dcterms:description "Some terms."@en ; dcterms:creator "People" ;
    dcterms:license <http://a/licence> ; dcterms:bibliographicCitation "Terms, 1" ;
    owl:versionIRI <https://w3id.org/acquis/def/1.0.0> ; owl:versionInfo "1.0.0" ;
    vann:preferredNamespacePrefix "acq" ; vann:preferredNamespaceUri "https://w3id.org/acquis/def#" .
acq:partOf a owl:ObjectProperty , owl:TransitiveProperty ;
    rdfs:label "part of"@en ; skos:definition "Leads to each larger unit."@en ;
    rdfs:isDefinedBy <https://w3id.org/acquis/def> ; vs:term_status "stable" .
acq:TextUnit a owl:Class ;
    rdfs:label "text unit"@en ; skos:definition "A stretch of text."@en ;
    rdfs:isDefinedBy <https://w3id.org/acquis/def> ; vs:term_status "stable" .
dcterms:title a owl:AnnotationProperty . dcterms:description a owl:AnnotationProperty .
dcterms:creator a owl:AnnotationProperty . dcterms:license a owl:AnnotationProperty .
dcterms:bibliographicCitation a owl:AnnotationProperty . skos:definition a owl:AnnotationProperty .
vann:preferredNamespacePrefix a owl:AnnotationProperty . vann:preferredNamespaceUri a owl:AnnotationProperty .
vs:term_status a owl:AnnotationProperty .
"""
DESCRIBED = """rdfs:label "x"@en ; skos:definition "An x."@en ;
    rdfs:isDefinedBy <https://w3id.org/acquis/def> ; vs:term_status "testing" ."""

# What is taken out of the clean ontology, what is put in, and the rule, subject and word of the one finding.
FAULTS = [
    ('dcterms:title "Terms"@en ;', "", "header", "def", "dcterms:title"),
    ("owl:versionIRI <https://w3id.org/acquis/def/1.0.0> ;", "", "header", "def", "version IRI"),
    ("a owl:Ontology ;", "a owl:Ontology ; owl:imports <http://a> ;", "agreed-construct", "def", "imports"),
    ('rdfs:label "text unit"@en', 'rdfs:label "text unit"', "term-label", "def#TextUnit", "English"),
    ('"text unit"@en', '"text unit"@en , "unit"@en', "term-label", "def#TextUnit", "exactly one"),
    ('skos:definition "A stretch of text."@en ;', "", "term-definition", "def#TextUnit", "exactly one"),
    ("A stretch of text.", "A stretch of text", "term-definition", "def#TextUnit", "full stop"),
    ("A stretch of text.", "a stretch of text.", "term-definition", "def#TextUnit", "capital"),
    ('vs:term_status "stable" .\nacq:TextUnit', 'vs:term_status "new" .\nacq:TextUnit', "term-status",
     "def#partOf", "testing"),
    ('rdfs:isDefinedBy <https://w3id.org/acquis/def> ; vs:term_status "stable" .\ndcterms',
     'vs:term_status "stable" .\ndcterms', "term-defined-by", "def#TextUnit", "isDefinedBy"),
    ("", f"acq:Part_Of a owl:ObjectProperty ; {DESCRIBED}", "term-name", "def#Part_Of", "lowerCamelCase"),
    ("", f"acq:textUnit a owl:Class ; {DESCRIBED}", "term-name", "def#textUnit", "UpperCamelCase"),
    ("", "acq:partOf rdfs:domain acq:Textunit .", "term-declared", "def#Textunit", "not declared"),
    ("", "acq:TextUnit rdfs:comment 'Text.' .", "agreed-construct", "def#TextUnit", "rdfs:comment"),
    ("", "[] owl:unionOf ( acq:TextUnit ) .", "agreed-construct", "", "owl:unionOf"),
    ("owl:TransitiveProperty", "owl:TransitiveProperty , owl:FunctionalProperty", "simple-property",
     "def#partOf", "owl:FunctionalProperty"),
]  # fmt: skip


def _ontology(text: str) -> Graph:
    return Graph().parse(data=TURTLE_PREFIXES + text, format="turtle")


def test_the_shipped_ontology_is_clean() -> None:
    """The ontology keeps every rule that is made for it."""
    found = findings(turtle.load(ROOT / "ontology" / "acquis.ttl"))
    assert [finding.line() for finding in found] == []


def test_a_clean_ontology_has_no_findings() -> None:
    """The ontology that the faults below are put into has none of its own."""
    assert [finding.line() for finding in findings(_ontology(CLEAN))] == []


@pytest.mark.parametrize(("old", "new", "rule", "subject", "word"), FAULTS)
def test_a_fault_is_found(old: str, new: str, rule: str, subject: str, word: str) -> None:
    """One fault gives one error, with the rule, the term and what to do."""
    assert old in CLEAN
    text = CLEAN.replace(old, new, 1) if old else CLEAN + new
    (finding,) = findings(_ontology(text))
    expected = (rule, BASE + subject if subject else "", "error")
    assert (finding.rule, finding.subject, finding.severity) == expected
    assert word in finding.message


@pytest.mark.parametrize("kind", ["Asymmetric", "Functional", "InverseFunctional", "Irreflexive"])
def test_what_follows_from_a_chain_must_stay_free(kind: str) -> None:
    """What is wider than a transitive property, or its inverse, is not simple either: it is forbidden."""
    text = f"""
    acq:within a owl:ObjectProperty , owl:{kind}Property ; {DESCRIBED}
    acq:partOf rdfs:subPropertyOf acq:around .
    acq:around a owl:ObjectProperty ; owl:inverseOf acq:within ; {DESCRIBED}"""
    found = findings(_ontology(CLEAN + text))
    assert [finding.subject for finding in found if finding.rule == "simple-property"] == [ACQ + "within"]


def test_computed_terms_are_those_marked() -> None:
    """Only a mark that says true counts."""
    terms = _ontology("acq:affirms acq:computed true . acq:about acq:computed false .")
    assert computed_terms(terms) == {ACQ + "affirms"}
