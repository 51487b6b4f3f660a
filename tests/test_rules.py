"""Axioms become the rules that OWL 2 gives them, all of them or an error, and rules are run to their end."""

import re

import pytest
from pyoxigraph import Quad, Store
from rdflib import RDFS, Graph

from acquis import turtle
from acquis.bench.generate import generate
from acquis.checks.ontology import computed_terms
from acquis.engine import parse
from acquis.engine.inference import entail
from acquis.errors import InvalidData
from acquis.naming.names import compact
from acquis.rules import Rule, compile_rules
from acquis.vocab import INFERRED, PREFIXES
from checkout import ROOT

TURTLE_PREFIXES = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())

# Axioms, and the rules they stand for: name: head <- body.
RULES = [
    (
        "acq:affirms owl:propertyChainAxiom ( acq:endorses acq:affirms ) .",
        ["chain acq:endorses o acq:affirms -> acq:affirms: ?v0 acq:affirms ?v2 <- ?v0 acq:endorses ?v1 , "
         "?v1 acq:affirms ?v2"],
    ),
    (
        "acq:partOf a owl:TransitiveProperty .",
        ["transitive acq:partOf: ?a acq:partOf ?c <- ?a acq:partOf ?b , ?b acq:partOf ?c"],
    ),
    (
        "acq:joins a owl:SymmetricProperty .",
        ["symmetric acq:joins: ?b acq:joins ?a <- ?a acq:joins ?b"],
    ),
    (
        "acq:hasPart owl:inverseOf acq:partOf .",
        ["inverse acq:hasPart -> acq:partOf: ?b acq:partOf ?a <- ?a acq:hasPart ?b",
         "inverse acq:partOf -> acq:hasPart: ?b acq:hasPart ?a <- ?a acq:partOf ?b"],
    ),
    (
        "acq:standsIn rdfs:subPropertyOf acq:partOf .",
        ["sub-property acq:standsIn -> acq:partOf: ?a acq:partOf ?b <- ?a acq:standsIn ?b"],
    ),
    (
        "acq:Norm rdfs:subClassOf acq:Element .",
        ["sub-class acq:Norm -> acq:Element: ?a rdf:type acq:Element <- ?a rdf:type acq:Norm"],
    ),
    (
        "acq:symbol a owl:DatatypeProperty ; rdfs:domain acq:Edition ; rdfs:range xsd:string .",
        ["domain acq:symbol -> acq:Edition: ?a rdf:type acq:Edition <- ?a acq:symbol ?b"],
    ),
    (
        "acq:issuer a owl:ObjectProperty , owl:FunctionalProperty ; rdfs:range acq:Actor .",
        ["range acq:issuer -> acq:Actor: ?b rdf:type acq:Actor <- ?a acq:issuer ?b"],
    ),
    (
        "acq:View owl:equivalentClass [ a owl:Class ; owl:intersectionOf ( acq:Said "
        "[ a owl:Restriction ; owl:onProperty acq:standing ; owl:hasValue voc:some ] ) ] .",
        ["definition -> acq:View: ?a rdf:type acq:View <- ?a rdf:type acq:Said , ?a acq:standing voc:some",
         "definition acq:View ->: ?a rdf:type acq:Said <- ?a rdf:type acq:View",
         "definition acq:View ->: ?a acq:standing voc:some <- ?a rdf:type acq:View"],
    ),
    (
        "acq:Norm owl:equivalentClass acq:Rule .",
        ["definition -> acq:Norm: ?a rdf:type acq:Norm <- ?a rdf:type acq:Rule",
         "definition acq:Norm ->: ?a rdf:type acq:Rule <- ?a rdf:type acq:Norm"],
    ),
    ("acq:Norm rdfs:subClassOf acq:Norm .", []),
    ("acq:note a owl:AnnotationProperty ; rdfs:domain acq:Norm ; rdfs:range acq:Norm .", []),
    ("[] a owl:AllDisjointClasses ; owl:members ( acq:Norm acq:Work ) .", []),
    ("acq:Work owl:disjointWith acq:Norm .", []),
]  # fmt: skip

# Axioms for which there is no rule, and the term and construct that the error names.
REFUSED = [
    ("acq:partOf a owl:IrreflexiveProperty .", "acq:partOf uses owl:IrreflexiveProperty"),
    ("acq:iso3 a owl:InverseFunctionalProperty .", "acq:iso3 uses owl:InverseFunctionalProperty"),
    ("acq:Norm owl:sameAs acq:Rule .", "acq:Norm uses owl:sameAs"),
    ("acq:Actor owl:unionOf ( acq:State acq:Body ) .", "acq:Actor uses owl:unionOf"),
    ("acq:Norm owl:intersectionOf ( acq:Rule acq:Work ) .", "acq:Norm uses owl:intersectionOf"),
    ("acq:Norm owl:onProperty acq:letter .", "acq:Norm uses owl:onProperty"),
    ("acq:Norm rdfs:subClassOf [ a owl:Class ] .", "acq:Norm uses rdfs:subClassOf"),
    ("acq:about rdfs:domain [ a owl:Class ] .", "acq:about uses rdfs:domain"),
    ("acq:part owl:propertyChainAxiom ( [ owl:inverseOf acq:whole ] acq:part ) .", "acq:part uses"),
    (
        "acq:Norm owl:equivalentClass [ owl:intersectionOf ( [ a owl:Restriction ] ) ] .",
        "acq:Norm uses owl:equiv",
    ),
    ("acq:Norm rdfs:subClassOf [ owl:someValuesFrom acq:Rule ] .", "acq:Norm uses"),
    ("[] a owl:AllDisjointProperties .", "an unnamed axiom uses owl:AllDisjointProperties"),
    ("<https://w3id.org/acquis/def> owl:imports <http://www.w3.org/ns/org> .", "uses owl:imports"),
]


def _axioms(text: str) -> Graph:
    return Graph().parse(data=TURTLE_PREFIXES + text, format="turtle")


def _shown(rule: Rule) -> str:
    """Return *rule* as text with the fixed prefixes."""
    body = " , ".join(" ".join(pattern) for pattern in rule.body)
    text = f"{rule.name}: {' '.join(rule.head)} <- {body}"
    return re.sub("<(http[^>]+)>", lambda match: compact(match[1]), text)


def _quads(text: str) -> list[Quad]:
    return parse((TURTLE_PREFIXES + text).encode(), "text/turtle")


def _entailed(axioms: str, data: str) -> set[str]:
    """Return what follows from *data*, with the fixed prefixes."""
    inferred = entail(_quads(data), compile_rules(_axioms(axioms)), INFERRED)
    return {re.sub("<(http[^>]+)>", lambda match: compact(match[1]), str(quad.triple)) for quad in inferred}


def _naive(quads: list[Quad], rules: tuple[Rule, ...]) -> set[str]:
    """Return what follows, found the slow way: every rule over everything as SPARQL, until nothing is new."""
    store = Store()
    store.extend(Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    stated, before = {str(quad) for quad in store}, 0
    while len(store) != before:
        before = len(store)
        for rule in rules:
            body = " . ".join(" ".join(pattern) for pattern in rule.body)
            store.update(f"INSERT {{ {' '.join(rule.head)} }} WHERE {{ {body} }}")
    return {str(quad) for quad in store} - stated


@pytest.fixture(scope="module")
def ontology() -> Graph:
    """Return the shipped ontology."""
    return turtle.load(ROOT / "ontology" / "acquis.ttl")


@pytest.mark.parametrize(("axioms", "expected"), RULES, ids=[axioms[:60] for axioms, _ in RULES])
def test_axioms_become_rules(axioms: str, expected: list[str]) -> None:
    """Each construct gives the rules of OWL 2 RL for it; disjointness and annotations give none."""
    assert [_shown(rule) for rule in compile_rules(_axioms(axioms))] == expected


@pytest.mark.parametrize(("axioms", "message"), REFUSED, ids=[message for _, message in REFUSED])
def test_a_construct_without_a_rule_is_refused(axioms: str, message: str) -> None:
    """The error names the term and the construct, so nothing of the ontology is silently left out."""
    with pytest.raises(InvalidData, match=re.escape(message)):
        compile_rules(_axioms(axioms))


def test_every_computed_term_of_the_ontology_has_a_rule(ontology: Graph) -> None:
    """What the ontology marks as computed is the head of some rule."""
    heads = {rule.head[1] for rule in compile_rules(ontology)}
    assert {f"<{term}>" for term in computed_terms(ontology)} - heads == set()


def test_chains_are_followed_to_their_end() -> None:
    """A transitive property and a chain through itself reach over any number of steps, circles included."""
    axioms = """acq:partOf a owl:TransitiveProperty .
        acq:affirms owl:propertyChainAxiom ( acq:endorses acq:affirms ) ."""
    data = """id:a acq:partOf id:b . id:b acq:partOf id:c . id:c acq:partOf id:d .
        id:x acq:endorses id:y . id:y acq:endorses id:z . id:z acq:endorses id:x ; acq:affirms id:n ."""
    assert _entailed(axioms, data) == {
        "id:a acq:partOf id:c",
        "id:a acq:partOf id:d",
        "id:b acq:partOf id:d",
        "id:x acq:affirms id:n",
        "id:y acq:affirms id:n",
    }


def test_a_long_chain_and_several_values_are_joined() -> None:
    """A body may have more than two patterns, and a definition more than one value."""
    axioms = """acq:far owl:propertyChainAxiom ( acq:one acq:two acq:three ) .
        acq:Odd owl:equivalentClass [ owl:intersectionOf (
            [ owl:onProperty acq:one ; owl:hasValue id:b ]
            [ owl:onProperty acq:mark ; owl:hasValue "m" ] ) ] ."""
    data = """id:a acq:one id:b ; acq:mark "m" . id:b acq:two id:c . id:c acq:three id:d , id:e .
        id:f acq:one id:b ; acq:mark "n" . id:g a acq:Odd ."""
    assert _entailed(axioms, data) == {
        "id:a acq:far id:d",
        "id:a acq:far id:e",
        "id:a rdf:type acq:Odd",
        "id:f acq:far id:d",
        "id:f acq:far id:e",
        "id:g acq:far id:d",
        "id:g acq:far id:e",
        'id:g acq:mark "m"',
        "id:g acq:one id:b",
    }


def test_a_literal_is_never_a_subject() -> None:
    """A rule that would say something of a literal says nothing, and goes on for the other values."""
    axioms = "acq:issued owl:inverseOf acq:issuer . acq:issuer rdfs:range acq:Actor ."
    assert _entailed(axioms, 'id:a acq:issuer "EST" , id:b .') == {
        "id:b acq:issued id:a",
        "id:b rdf:type acq:Actor",
    }


def test_what_is_stated_is_not_inferred_again() -> None:
    """Only what no graph states is returned, each triple once and in the graph that was asked for."""
    quads = [
        *parse(b"<urn:a> <urn:narrow> <urn:b> .", "text/turtle", graph="urn:one"),
        *parse(
            b"<urn:c> <urn:narrow> <urn:d> . <urn:a> <urn:wide> <urn:b> .", "text/turtle", graph="urn:two"
        ),
        *parse(b"<urn:c> <urn:narrow> <urn:d> .", "text/turtle", graph="urn:three"),
    ]
    rules = compile_rules(
        Graph().parse(data=f"<urn:narrow> <{RDFS.subPropertyOf}> <urn:wide> .", format="turtle")
    )
    assert [str(quad) for quad in entail(quads, rules, INFERRED)] == [
        f"<urn:c> <urn:wide> <urn:d> <{INFERRED}>"
    ]


def test_joining_only_what_is_new_finds_everything(ontology: Graph) -> None:
    """On generated data the result is that of the slow way: every rule over everything, again and again."""
    rules = compile_rules(ontology)
    quads = parse("".join(generate(3000, 5)).encode(), "application/n-quads")
    inferred = [str(quad.triple) for quad in entail(quads, rules, INFERRED)]
    assert len(inferred) == len(set(inferred)) > 2000
    assert set(inferred) == _naive(quads, rules)


def test_generated_data_grow_from_the_same_beginning(ontology: Graph) -> None:
    """A smaller size is the beginning of a larger one, and what follows grows with the data, not faster."""
    lines = list(generate(20_000, 3))
    assert list(generate(5_000, 3)) == lines[:5_000]
    rules = compile_rules(ontology)
    half, whole = (
        len(entail(parse("".join(part).encode(), "application/n-quads"), rules, INFERRED))
        for part in (lines[:10_000], lines)
    )
    assert 1.7 < whole / half < 2.3
