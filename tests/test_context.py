"""The JSON-LD context names every term of the ontology, with the type its range asks for."""

import json
from typing import Any

import pytest
from rdflib import OWL, RDF, RDFS, XSD, Graph, URIRef

from acquis import engine, turtle
from acquis.vocab import ACQ
from checkout import ROOT

CONTEXT: dict[str, Any] = json.loads((ROOT / "ontology/context.jsonld").read_text("utf-8"))["@context"]


@pytest.fixture(scope="module")
def terms() -> Graph:
    """Return the ontology."""
    return turtle.load(ROOT / "ontology" / "acquis.ttl")


def named(terms: Graph, kind: URIRef) -> list[str]:
    """Return the local names of our terms of one *kind*, sorted."""
    return sorted(str(t).removeprefix(ACQ) for t in terms.subjects(RDF.type, kind) if str(t).startswith(ACQ))


def test_every_class_has_its_name(terms: Graph) -> None:
    """A class is written by its bare name."""
    for name in named(terms, OWL.Class):
        assert CONTEXT[name] == f"acq:{name}"


def test_object_properties_take_iris(terms: Graph) -> None:
    """The value of an object property is read as an IRI."""
    for name in named(terms, OWL.ObjectProperty):
        assert CONTEXT[name] == {"@id": f"acq:{name}", "@type": "@id"}


def test_dates_and_addresses_keep_their_type(terms: Graph) -> None:
    """A datatype property with a range that JSON has no value for declares it."""
    for name in named(terms, OWL.DatatypeProperty):
        span = terms.value(URIRef(ACQ + name), RDFS.range)
        expected = f"xsd:{str(span).rpartition('#')[2]}" if span in (XSD.date, XSD.anyURI) else None
        assert CONTEXT[name]["@id"] == f"acq:{name}"
        assert CONTEXT[name].get("@type") == expected, name


def test_it_names_nothing_that_is_not_there(terms: Graph) -> None:
    """No term of the context is unknown to the ontology."""
    ours = {
        value["@id"] if isinstance(value, dict) else value
        for name, value in CONTEXT.items()
        if not name.startswith("@")
    }
    used = {iri.removeprefix("acq:") for iri in ours if str(iri).startswith("acq:")}
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
    assert used == {name for kind in kinds for name in named(terms, kind)}


def test_a_document_with_it_becomes_our_triples() -> None:
    """A norm written with the context reads as the same triples as in Turtle."""
    document = {
        "@context": CONTEXT,
        "iri": "id:norm/gge-2015/c",
        "type": "Norm",
        "label": {"en": "Prevent misuse of territory"},
        "letter": "c",
        "wordedIn": "id:edition/a-70-174/para/13.c",
    }
    text = """
        @prefix acq: <https://w3id.org/acquis/def#> .
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        <https://w3id.org/acquis/id/norm/gge-2015/c> a acq:Norm ; acq:letter "c" ;
            skos:prefLabel "Prevent misuse of territory"@en ;
            acq:wordedIn <https://w3id.org/acquis/id/edition/a-70-174/para/13.c> .
    """
    read = engine.parse(json.dumps(document).encode(), "application/ld+json")
    assert set(read) == set(engine.parse(text.encode(), "text/turtle"))
