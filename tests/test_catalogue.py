"""What machines read about the data: catalogue, VoID, prefixes and examples, the service, the site map."""

import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from acquis import config
from acquis.engine import Engine, graph_result, parse, plain
from acquis.library import queries, values
from acquis.releases import catalogue, release, service
from acquis.releases.fingerprint import MEDIA_TYPES, fingerprint
from acquis.vocab import PREFIXES
from acquis.web import create_app
from published import publish, site

HOST = "http://localhost"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """Yield a client of a server over two releases."""
    with site(publish(tmp_path_factory.mktemp("published"))) as found:
        yield found


@pytest.fixture(scope="module")
def shipped(shipped_releases: Path) -> Engine:
    """Return an engine over the release of the shipped sources."""
    return release.open_engine(release.current(shipped_releases))


def read(client: FlaskClient, path: str) -> Engine:
    """Return the Turtle at *path* as a graph."""
    return Engine.from_quads(parse(client.get(path).data, "text/turtle", graph="urn:x:read"))


def rows(engine: Engine, query: str) -> list[tuple[str, ...]]:
    """Return the rows of *query* as plain text."""
    return [tuple(plain(term) for term in row) for row in engine.query(query).rows()]


def test_every_dump_of_the_catalogue_is_there_as_it_says(client: FlaskClient) -> None:
    """Size, hash and both media types of each distribution are those of the file at its address."""
    found = rows(
        read(client, "/catalog"),
        """
        PREFIX spdx: <http://spdx.org/rdf/terms#>
        SELECT ?at ?bytes ?sha256 ?inside ?around WHERE {
          ?release a dcat:Dataset ; dcat:isVersionOf <dataset> ; dcat:distribution ?dump .
          ?dump a dcat:Distribution ; dcat:downloadURL ?at ; dcat:byteSize ?bytes ; dcat:mediaType ?inside ;
            dcat:compressFormat ?around ; dcterms:license ?licence ;
            spdx:checksum [ spdx:algorithm spdx:checksumAlgorithm_sha256 ; spdx:checksumValue ?sha256 ] .
        }
        """,
    )
    assert len(found) == 4
    for address, size, sha256, inside, around in found:
        response = client.get(address.removeprefix(HOST), buffered=True)
        assert (len(response.data), hashlib.sha256(response.data).hexdigest()) == (int(size), sha256)
        assert around.endswith(response.content_type)
        assert parse(gzip.decompress(response.data), inside.partition("media-types/")[2])


def test_the_catalogue_has_the_versions_and_the_service(client: FlaskClient) -> None:
    """Each release is a version with its time and the one before it; the service serves the dataset."""
    engine = read(client, "/catalog")
    versions = rows(
        engine,
        """
        SELECT ?version ?issued ?before WHERE {
          ?catalogue a dcat:Catalog ; dcat:dataset ?one .
          ?one dcat:isVersionOf ?dataset ; dcat:version ?version ; dcterms:issued ?issued .
          ?dataset dcat:hasVersion ?one .
          OPTIONAL { ?one dcat:previousVersion/dcat:version ?before }
        } ORDER BY ?issued
        """,
    )
    assert versions == [
        ("first", "2026-01-01T00:00:00Z", ""),
        ("second", "2026-02-01T12:30:00Z", "first"),
    ]
    (served,) = rows(
        engine,
        "SELECT ?at ?about WHERE { ?s a dcat:DataService ; dcat:endpointURL ?at ;"
        " dcat:endpointDescription ?about ; dcat:servesDataset ?dataset ."
        " ?dataset dcat:hasCurrentVersion/dcat:version 'second' }",
    )
    assert served == (f"{HOST}/sparql", f"{HOST}/sparql")


@pytest.mark.parametrize(
    "path", ["/catalog", "/.well-known/void", "/releases", "/releases/first", "/graphs?default"]
)
def test_every_form_says_the_same(client: FlaskClient, path: str) -> None:
    """Every form that we read holds as many triples, and RDF/XML is well formed."""
    expanded = 'application/ld+json;profile="http://www.w3.org/ns/json-ld#expanded"'
    types = ["text/turtle", "application/n-triples", "application/n-quads", "application/trig", expanded]
    bodies = [client.get(path, headers={"Accept": kind}).data for kind in types]
    read = [parse(body, kind.partition(";")[0]) for body, kind in zip(bodies, types, strict=True)]
    assert len({len(quads) for quads in read}) == 1
    xml = client.get(path, headers={"Accept": "application/rdf+xml"}).data
    assert ElementTree.fromstring(xml).tag == f"{{{PREFIXES['rdf']}}}RDF"


def test_search_engines_read_the_dataset_in_the_page(client: FlaskClient) -> None:
    """The page of the catalogue has the dataset as JSON-LD that ends where it should."""
    page = client.get("/catalog", headers={"Accept": "text/html"}).text
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    found = json.loads(block)
    assert (found["@context"], found["@type"], found["version"]) == (
        "https://schema.org/",
        "Dataset",
        "second",
    )
    assert len(found["description"]) >= 50
    assert found["temporalCoverage"] == "2015-07-22/2015-07-22"
    assert [one["contentUrl"] for one in found["distribution"]] == [
        f"{HOST}/dumps/second/graph.nq.gz",
        f"{HOST}/dumps/second/graph.trig.gz",
    ]


def test_markup_cannot_leave_the_block(client: FlaskClient) -> None:
    """Whatever the values hold, the page never has an end of the script but its own."""
    with client.application.test_request_context():
        text = client.application.jinja_env.from_string("{{ value | tojson }}").render(value="</script><b>")
    assert "<" not in text


def test_void_names_this_server(client: FlaskClient) -> None:
    """The description of the dataset has the endpoint and the dump of the server that was asked."""
    engine = read(client, "/.well-known/void")
    assert rows(engine, "SELECT ?d { ?x a void:DatasetDescription ; foaf:primaryTopic ?d }") == [
        ("https://w3id.org/acquis/dataset",)
    ]
    assert client.get("/.well-known/void", headers={"Accept": "text/html"}).location == "/dataset"


def test_void_counts_what_is_there(shipped: Engine) -> None:
    """Total, and the parts by property in a class with what they lead to, are what counting gives."""
    assert rows(shipped, "SELECT ?n { <dataset> void:triples ?n }") == [(str(len(shipped)),)]
    part = "?c void:class acq:Norm ; void:propertyPartition [ void:property acq:wordedIn ; void:triples ?n ;"
    (stated,) = rows(
        shipped,
        f"SELECT ?n ?m {{ {part} void:classPartition [ void:class acq:Paragraph ; void:triples ?m ] ] }}",
    )
    (counted,) = rows(shipped, "SELECT (COUNT(*) AS ?n) { ?s a acq:Norm ; acq:wordedIn ?o }")
    (leading,) = rows(
        shipped, "SELECT (COUNT(*) AS ?n) { ?s a acq:Norm ; acq:wordedIn ?o . ?o a acq:Paragraph }"
    )
    assert stated == counted + leading
    texts = "[ <http://ldf.fi/void-ext#datatype> xsd:string ; void:triples ?n ]"
    query = (
        "SELECT ?n {{ ?c void:class acq:Norm ; void:propertyPartition [ void:property acq:letter ; {} {} ] }}"
    )
    (typed,) = rows(shipped, query.format("<http://ldf.fi/void-ext#datatypePartition>", texts))
    assert typed == rows(shipped, "SELECT (COUNT(*) AS ?n) { ?s a acq:Norm ; acq:letter ?o }")[0]


def test_the_dataset_says_who_and_when(shipped: Engine) -> None:
    """Title, description, publisher, licence, date, endpoint, dump and examples are stated."""
    wanted = (
        *("dcterms:title", "dcterms:description", "dcterms:publisher", "dcterms:license", "dcterms:modified"),
        *("void:sparqlEndpoint", "void:dataDump", "void:uriSpace", "void:vocabulary", "void:exampleResource"),
    )
    missing = [one for one in wanted if not shipped.query(f"ASK {{ <dataset> {one} ?x }}")]
    assert missing == []
    assert not shipped.query("ASK { <dataset> void:exampleResource ?x FILTER NOT EXISTS { ?x a ?class } }")


def test_editors_find_the_prefixes(shipped: Engine) -> None:
    """The query that editors send for prefixes gives our fixed ones."""
    found = rows(
        shipped, "SELECT DISTINCT ?prefix ?namespace WHERE { [] sh:namespace ?namespace ; sh:prefix ?prefix }"
    )
    assert sorted(found) == sorted(PREFIXES.items())


def test_editors_find_examples_that_run_anywhere(shipped: Engine) -> None:
    """The query that editors send for examples gives each question, with the prefixes it needs declared."""
    found = rows(
        shipped,
        """
        SELECT ?example ?comment ?query WHERE {
          ?example a sh:SPARQLExecutable ; rdfs:comment ?comment ; schema:target ?endpoint ;
            sh:select|sh:ask|sh:construct|sh:describe ?query .
        }
        """,
    )
    library = queries.library()
    assert {iri.rpartition("/")[2] for iri, _, _ in found} == set(library)
    for iri, comment, query in found:
        assert comment == library[iri.rpartition("/")[2]].title
        used = set(re.findall(r"(?<![\w<:/#\"])([a-z]+):(?=\w)", re.sub(r'"[^"]*"|<[^>]*>|#.*', "", query)))
        assert used <= set(re.findall(r"(?i)PREFIX\s+(\w+):", query)), iri


def test_a_graph_is_sent_under_its_own_licence(shipped: Engine) -> None:
    """The Link header of each graph names the licence that its source states, which differs."""
    client = create_app(config.load({}), shipped).test_client()
    stated = rows(
        shipped,
        """
        SELECT ?licence (MIN(?graph) AS ?one)
        WHERE { GRAPH ?graph {} GRAPH graph:meta { ?graph dcterms:license ?licence } }
        GROUP BY ?licence
        """,
    )
    assert len(stated) > 1
    for licence, graph in stated:
        link = client.get("/graphs", query_string={"graph": graph}).headers["Link"]
        assert [part for part in link.split(", ") if "license" in part] == [f'<{licence}>; rel="license"']


@pytest.mark.parametrize("name", queries.library())
def test_an_example_answers_as_its_question_does(shipped: Engine, name: str) -> None:
    """The published text alone gives the answer that the question gives with its usual values."""
    question = queries.find(name)
    query = f"SELECT ?query {{ <{question.iri}> sh:select|sh:ask|sh:construct|sh:describe ?query }}"
    ((published,),) = rows(shipped, query)
    given = {
        param.name: next(values.examples(shipped, param))
        for param in question.params
        if param.default is None and not param.optional
    }
    media_type = MEDIA_TYPES[question.kind]
    answers = shipped.query(published), question.ask(shipped, given)
    alone, asked = (fingerprint(question.kind, one.serialise(media_type)) for one in answers)
    assert alone == asked


def test_the_service_claims_only_what_it_does(client: FlaskClient) -> None:
    """Every format, feature and graph of the description is tried on the endpoint itself."""
    engine = read(client, "/sparql")
    ask = (
        {"query": "SELECT ?s { ?s ?p ?o } LIMIT 1"},
        {"query": "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 1"},
    )
    formats = {iri.rpartition("/")[2] for (iri,) in rows(engine, "SELECT ?f { ?s sd:resultFormat ?f }")}
    assert formats == set(service.FORMATS)
    for name in formats:
        media_type = service.FORMATS[name]
        sent = ask[0 if name.startswith("SPARQL") else 1]
        response = client.get("/sparql", query_string=sent, headers={"Accept": media_type})
        assert response.content_type.partition(";")[0] == media_type
    assert rows(engine, "SELECT ?l { ?s sd:supportedLanguage ?l }") == [(PREFIXES["sd"] + "SPARQL11Query",)]
    assert rows(engine, "SELECT ?l { ?s sd:feature ?l }") == [(PREFIXES["sd"] + "UnionDefaultGraph",)]
    assert rows(engine, "SELECT ?e { ?s sd:endpoint ?e }") == [(f"{HOST}/sparql",)]


def test_the_service_counts_its_graphs(engine: Engine) -> None:
    """Default and named graphs stand there with the number of triples that a query counts."""
    settings = config.load({"ACQUIS_QUERY_SECONDS": "7"})
    triples = graph_result(service.description(engine, "urn:x:here", settings)).serialise("text/turtle")
    said = Engine.from_quads(parse(triples, "text/turtle", graph="urn:x:said"))
    graphs = "SELECT ?g ?n { [] sd:namedGraph [ sd:name ?g ; sd:graph/void:triples ?n ] } ORDER BY ?g"
    counted = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"
    assert rows(said, graphs) == rows(engine, counted)
    assert rows(said, "SELECT ?n { [] sd:defaultGraph/void:triples ?n }") == [(str(len(engine)),)]
    limit = "schema:name 'ACQUIS_QUERY_SECONDS' ; schema:value ?n ; schema:unitText ?u"
    assert rows(said, f"SELECT ?n ?u {{ [] schema:additionalProperty [ {limit} ] }}") == [("7", "seconds")]
    assert rows(
        said, "SELECT (COUNT(?p) AS ?n) { [] schema:additionalProperty ?p . ?p rdfs:comment ?c }"
    ) == [(str(len(service.LIMITS)),)]


def test_every_page_of_the_map_is_there(client: FlaskClient) -> None:
    """The map of the site has the public pages of things, no parts of them, and each answers."""
    index = ElementTree.fromstring(client.get("/sitemap.xml").data)
    parts = [one.text or "" for one in index.iter(f"{SITEMAP}loc")]
    assert parts == [f"{HOST}/sitemap/1.xml"]
    pages = ElementTree.fromstring(client.get(urlsplit(parts[0]).path).data)
    addresses = [one.text or "" for one in pages.iter(f"{SITEMAP}loc")]
    assert f"{HOST}/doc/norm/gge-2015/c" in addresses
    assert [client.get(one.removeprefix(HOST)).status_code for one in addresses] == [200] * len(addresses)


def test_a_map_says_when_a_source_changed(shipped_releases: Path) -> None:
    """The shipped documents stand in the map with a day, and no file of it has more than may be."""
    with site(shipped_releases) as client:
        pages = ElementTree.fromstring(client.get("/sitemap/1.xml").data)
    days = [one.text or "" for one in pages.iter(f"{SITEMAP}lastmod")]
    assert len(days) == len(list(pages)) > 1000
    assert len(list(pages)) <= 50_000
    assert all(datetime.fromisoformat(day) for day in days)


def test_addresses_are_public_ones(tmp_path: Path) -> None:
    """Behind a proxy, catalogue, map and robots carry the configured address, and robots its path."""
    with site(publish(tmp_path), ACQUIS_PUBLIC_URL="https://example.org/acquis") as client:
        assert "dcat:endpointURL <https://example.org/acquis/sparql>" in client.get("/catalog").text
        assert (
            "<loc>https://example.org/acquis/doc/norm/gge-2015/c</loc>" in client.get("/sitemap/1.xml").text
        )
        lines = client.get("/robots.txt").text.splitlines()
    assert "Disallow: /acquis/sparql" in lines
    assert lines[-1] == "Sitemap: https://example.org/acquis/sitemap.xml"


def test_a_graph_that_is_no_release_has_no_version() -> None:
    """An engine that was handed in is a dataset without version and dumps."""
    found = catalogue.schema_org(None, lambda path: f"https://example.org{path}")
    assert found["url"] == "https://example.org/"
    assert not {"version", "distribution"} & found.keys()
