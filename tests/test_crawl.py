"""Every IRI of ours in the shipped data answers, and with its own triples."""

import csv
import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from urllib.parse import quote, urldefrag

import pytest
from flask.testing import FlaskClient

from acquis import config
from acquis.engine import BlankNode, Engine, Literal, NamedNode, Quad, Triple, parse
from acquis.naming import names, symbols
from acquis.releases import release
from acquis.vocab import ACQ, BASE
from acquis.web import create_app

HOPS = 3
# Of each kind of IRI, this many are asked for in every form; their names do not hang together.
SAMPLE = 2
# Files, which are no documents about a thing.
FILES = BASE + "dumps/"
FORMS = {
    "application/ld+json": "application/ld+json",
    "application/n-triples": "application/n-triples",
    "application/rdf+xml": "application/rdf+xml",
    "text/html": "text/html; charset=utf-8",
    "text/turtle": "text/turtle; charset=utf-8",
}


@pytest.fixture(scope="module")
def shipped(shipped_releases: Path) -> Engine:
    """Return an engine over the shipped data."""
    return release.open_engine(release.current(shipped_releases), memory_quads=1_000_000)


@pytest.fixture(scope="module")
def site(shipped: Engine) -> FlaskClient:
    """Return a client of the application over the shipped data."""
    return create_app(config.load({}), shipped).test_client()


def ours(engine: Engine) -> list[str]:
    """Return every IRI of ours that occurs anywhere in the graph, sorted; none of a file."""
    ends = (
        end.value
        for quad in engine.quads()
        for end in (quad.subject, quad.predicate, quad.object, quad.graph_name)
        if isinstance(end, NamedNode)
    )
    return sorted({iri for iri in ends if iri.startswith(BASE) and not iri.startswith(FILES)})


def fetched(site: FlaskClient, iri: str, accept: str) -> tuple[int, str, bytes]:
    """Return status, type and body of what *iri* leads to, as w3id.org sends a client to us."""
    path = "/" + urldefrag(iri).url.removeprefix(BASE)
    for _ in range(HOPS):
        response = site.get(path, headers={"Accept": accept})
        if response.status_code not in (301, 303):
            break
        path = response.headers["Location"]
    return response.status_code, response.content_type, response.data


def kind(iri: str) -> str:
    """Return what an IRI is sorted under: its first two segments, or its namespace."""
    return "/".join(iri.removeprefix(BASE).split("#")[0].split("/")[:2])


def said(engine: Engine, iri: str) -> set[Triple]:
    """Return the statements about *iri* without blank nodes, whose names change from document to document."""
    return {one for one in engine.triples(NamedNode(iri)) if not isinstance(one.object, BlankNode)}


def test_every_iri_answers_with_its_own_triples(shipped: Engine, site: FlaskClient) -> None:
    """Each subject, predicate, object, graph and class is a Turtle document with all that is said of it."""
    iris = [iri for iri in ours(shipped) if "#" not in iri]
    faults = list(_faults(shipped, site, iris))
    assert len(iris) > 5000
    assert faults == []


def _faults(engine: Engine, site: FlaskClient, iris: list[str]) -> Iterator[str]:
    for iri in iris:
        status, media_type, body = fetched(site, iri, "text/turtle")
        if (status, media_type) != (200, FORMS["text/turtle"]):
            yield f"{iri}: {status} {media_type}"
        elif missing := said(engine, iri) - triples(body):
            yield f"{iri}: lacks {missing.pop()}"


def triples(body: bytes, media_type: str = "text/turtle") -> set[Triple]:
    """Return the triples of a document."""
    return {quad.triple for quad in parse(body, media_type)}


def test_every_term_stands_in_the_ontology_and_on_a_page_of_its_own(
    shipped: Engine, site: FlaskClient
) -> None:
    """A name with a hash leads to the ontology; its own page says what other graphs say of it, too."""
    terms = [iri for iri in ours(shipped) if "#" in iri and not iri.endswith("#")]
    status, _, body = fetched(site, BASE + "def#", "text/turtle")
    assert status == 200
    ontology = {one.subject for one in triples(body)}
    assert [iri for iri in terms if NamedNode(iri) not in ontology] == []
    pages = {iri: site.get(f"/def/{urldefrag(iri).fragment}.ttl") for iri in terms}
    assert {page.status_code for page in pages.values()} == {200}
    assert [iri for iri, page in pages.items() if said(shipped, iri) - triples(page.data)] == []


def test_each_kind_of_iri_answers_in_every_form(shipped: Engine, site: FlaskClient) -> None:
    """The same thing is there as data in each form and as a page."""
    for _, group in groupby(sorted(ours(shipped), key=kind), kind):
        members = list(group)
        for iri in members[:: max(1, len(members) // SAMPLE)][:SAMPLE]:
            found = {accept: fetched(site, iri, accept)[:2] for accept in FORMS}
            assert found == {accept: (200, media_type) for accept, media_type in FORMS.items()}, iri


def test_the_version_of_the_ontology_answers_with_the_ontology(shipped: Engine, site: FlaskClient) -> None:
    """The version IRI holds what the ontology holds, and its context is that of the version."""
    (stated,) = shipped.triples(
        NamedNode(BASE + "def"), NamedNode("http://www.w3.org/2002/07/owl#versionIRI")
    )
    assert isinstance(stated.object, NamedNode)
    version = stated.object.value.removeprefix(BASE + "def/")
    of_version, plain = site.get(f"/def/{version}"), site.get("/def")
    assert of_version.data == plain.data
    assert f'<{stated.object.value}>; rel="canonical"' in of_version.headers["Link"]
    assert site.get(f"/def/{version}.html").status_code == 200
    assert site.get(f"/context/{version}.jsonld").data == site.get("/context.jsonld").data


def test_every_printed_spelling_of_a_symbol_leads_to_its_edition(shipped: Engine, site: FlaskClient) -> None:
    """Spaces, brackets, hyphens and case do not matter; a symbol that nothing carries is a 404."""
    carried = {
        symbols.normalise(printed): {
            one.subject for one in shipped.triples(None, NamedNode(ACQ + "symbol"), Literal(printed))
        }
        for printed in names.symbols(shipped)
    }
    rows = (Path(__file__).parent / "cases" / "symbols.tsv").read_text("utf-8").splitlines()[1:]
    found = 0
    for printed, key, _ in csv.reader(rows, delimiter="\t"):
        text = re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), printed)
        response = site.get(f"/symbol/{quote(text)}")
        if key in carried:
            found += 1
            assert response.status_code == 303, printed
            assert NamedNode(BASE + response.headers["Location"].removeprefix("/")) in carried[key], printed
        else:
            assert response.status_code == 404, printed
    assert found > 20


def test_all_links_to_a_thing_can_be_reached_by_the_next_page(shipped: Engine, site: FlaskClient) -> None:
    """Following rel=next from a document in data gives each link to the thing once, and ends at rel=last."""
    most_used = NamedNode(BASE + "voc/checked/page")
    address, found, visited = "/voc/checked/page.nt", list[Triple](), list[str]()
    while address:
        response = site.get(address)
        visited.append(address)
        found += [one for one in triples(response.data, "application/n-triples") if one.object == most_used]
        parts = (part.split(">; rel=") for part in response.headers["Link"].split(", "))
        links = {relation: link for link, relation in parts}
        address = links.get('"next"', "").removeprefix("<")
    expected = set(shipped.triples(None, None, most_used))
    assert len(found) == len(expected)
    assert set(found) == expected
    assert links['"last"'] == f"<{visited[-1]}"
    assert len(visited) > 30


def test_the_page_of_the_most_used_thing_takes_few_look_ups(shipped: Engine) -> None:
    """However many links lead to a thing, its page asks the graph for those on the page only."""
    from acquis import describe

    counted = _Counted(shipped)
    page = describe.entity(counted, BASE + "voc/checked/page")
    shown = sum(len(group.values) for group in (*page.outgoing, *page.incoming))
    assert max(group.total for group in page.incoming) > 1500
    assert shown <= 60
    assert counted.look_ups <= 4 * (shown + 20)


class _Counted(Engine):
    """The same graph, counting what it is asked."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine._store)
        self.look_ups = 0

    def triples(self, *terms: object, **options: object) -> Iterator[Triple]:
        """Count one look-up."""
        self.look_ups += 1
        return super().triples(*terms, **options)  # type: ignore[arg-type]

    def quads(self, *terms: object) -> Iterator[Quad]:
        """Count one look-up."""
        self.look_ups += 1
        return super().quads(*terms)  # type: ignore[arg-type]
