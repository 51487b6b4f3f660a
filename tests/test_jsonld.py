"""JSON-LD goes out as the graph came in: compacted, expanded and flattened, with our context and no other."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from acquis import vocabulary
from acquis.engine import BlankNode, Engine, NamedNode, Quad, Triple, canonical, graph_result, jsonld, parse
from acquis.errors import NotAcceptable
from acquis.releases import release
from acquis.vocab import ACQ, PREFIXES, SOURCE
from checkout import ROOT

TYPE = NamedNode(PREFIXES["rdf"] + "type")
PROFILES = ["compacted", "expanded", "flattened"]
CONTEXT = json.loads(jsonld.context())


@pytest.fixture(scope="module")
def shipped(shipped_releases: Path) -> Engine:
    """Return an engine over the shipped data."""
    return release.open_engine(release.current(shipped_releases), memory_quads=1_000_000)


def read(document: bytes) -> list[Quad]:
    """Return the quads of *document*, canonical; a context that it names is put into it."""
    text = json.loads(document)
    if isinstance(text, dict) and text.get("@context") == jsonld.CONTEXT:
        text |= CONTEXT
    return canonical(parse(json.dumps(text).encode(), "application/ld+json"))


def returned(triples: list[Triple], profile: str) -> bool:
    """Return whether *triples* written as JSON-LD are read as the same graph."""
    document = graph_result(triples).serialise("application/ld+json", profile=profile)
    return read(document) == canonical(Quad(*triple) for triple in triples)


def whole(engine: Engine, subject: NamedNode) -> list[Triple]:
    """Return what *engine* says of *subject* and of the blank nodes in it."""
    found, nodes = list[Triple](), list[NamedNode | BlankNode]([subject])
    while nodes:
        said = list(engine.triples(nodes.pop()))
        found += said
        nodes += [one.object for one in said if isinstance(one.object, BlankNode)]
    return found


@pytest.mark.parametrize("profile", PROFILES)
def test_one_thing_of_each_class_comes_back(shipped: Engine, profile: str) -> None:
    """The graph of the first thing of every class in the shipped data is the same after reading it again."""
    firsts: dict[object, NamedNode] = {}
    for triple in sorted(shipped.triples(None, TYPE), key=str):
        if isinstance(triple.subject, NamedNode):
            firsts.setdefault(triple.object, triple.subject)
    assert len(firsts) > 45
    wrong = [str(one) for one in firsts.values() if not returned(whole(shipped, one), profile)]
    assert wrong == []


@pytest.mark.parametrize("profile", PROFILES)
def test_the_ontology_comes_back(shipped: Engine, profile: str) -> None:
    """All triples of the ontology, with its lists, are the same after reading them again."""
    triples = list(shipped.triples(graph=SOURCE + "ontology"))
    assert len(triples) > 1000
    assert returned(triples, profile)


@pytest.mark.parametrize("profile", PROFILES)
def test_the_shapes_come_back(profile: str) -> None:
    """All triples of the shapes are the same after reading them again."""
    assert returned(list(vocabulary.shapes().triples()), profile)


def test_a_compacted_document_names_the_context_and_uses_its_words() -> None:
    """The context is an IRI; types, names and languages use its words, and the thing itself comes first."""
    text = b"""<urn:x> a acq:Norm ; skos:prefLabel "a"@en , "b"@fr ; acq:letter "c" ; acq:wordedIn <urn:a> .
        <urn:a> acq:number "1" ."""
    prefixes = b"".join(f"@prefix {name}: <{PREFIXES[name]}> .\n".encode() for name in ("acq", "skos"))
    triples = [quad.triple for quad in parse(prefixes + text, "text/turtle")]
    document = json.loads(graph_result(triples).serialise("application/ld+json"))
    assert document == {
        "@context": "https://w3id.org/acquis/context.jsonld",
        "@graph": [
            {
                "iri": "urn:x",
                "type": "Norm",
                "label": {"en": "a", "fr": "b"},
                "letter": "c",
                "wordedIn": "urn:a",
            },
            {"iri": "urn:a", "number": "1"},
        ],
    }


@pytest.mark.parametrize(
    "text",
    [
        "<id:x> <urn:p> <acq:y> .",
        "<urn:x> <urn:p> [ <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest>"
        " <http://www.w3.org/1999/02/22-rdf-syntax-ns#nil> ] .",
        '<urn:x> a "a text" ; <urn:p> "b"^^<urn:t> , "c"@ar , "" , "\\u0000\\"" , () , ( () ( 1 ) ) .',
        "_:a <urn:p> _:b . _:b <urn:p> _:a .",
        "_:a <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> 1 ;"
        " <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> _:a .",
        "",
    ],
)
@pytest.mark.parametrize("profile", PROFILES)
def test_what_is_hard_to_compact_comes_back(text: str, profile: str) -> None:
    """IRIs like short names, broken lists, odd texts and circles are written, expanded if need be."""
    assert returned([quad.triple for quad in parse(text.encode(), "text/turtle")], profile)


@pytest.mark.parametrize("profile", PROFILES)
def test_a_graph_too_large_to_compact_is_expanded(profile: str) -> None:
    """Beyond the limit the document is a list of things without a context; flattened, each stands once."""
    number = jsonld.MOST + 1
    triples = [
        Triple(NamedNode(f"urn:x{place % 100}"), NamedNode(ACQ + "p"), NamedNode(f"urn:y{place}"))
        for place in range(number)
    ]
    document = graph_result(triples).serialise("application/ld+json", profile=profile)
    things = json.loads(document)
    assert isinstance(things, list)
    assert sum(len(thing[ACQ + "p"]) for thing in things) == number
    assert profile != "flattened" or len({thing["@id"] for thing in things}) == len(things)


def test_a_triple_in_a_triple_is_not_lost() -> None:
    """What JSON-LD cannot say is refused, not left out."""
    inner = Triple(NamedNode("urn:a"), NamedNode("urn:p"), NamedNode("urn:b"))
    with pytest.raises(NotAcceptable, match="text/turtle"):
        graph_result([Triple(NamedNode("urn:x"), NamedNode("urn:q"), inner)]).serialise("application/ld+json")


def test_only_our_context_is_loaded() -> None:
    """A context of anybody else is refused before anything is opened."""
    with pytest.raises(ValueError, match="not fetched"):
        jsonld.load("https://example.org/context.jsonld")


def test_other_answers_do_not_load_the_processor() -> None:
    """PyLD is loaded by the first JSON-LD document, and by nothing else."""
    code = """import sys
from acquis.engine import graph_result
from acquis import web
graph_result([]).serialise("text/turtle"); print("pyld" in sys.modules)
graph_result([]).serialise("application/ld+json"); print("pyld" in sys.modules)"""
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT / "server", capture_output=True, text=True, check=False
    )
    assert (run.stdout.split(), run.stderr) == (["False", "True"], "")
