"""SPARQL 1.1 Protocol: what each Accept header brings, and the W3C cases that write nothing."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from rdflib import RDF, Graph, Namespace
from rdflib.collection import Collection
from rdflib.term import Node

from acquis import config
from acquis.engine import Engine, NamedNode, Quad, parse
from acquis.web import create_app
from checkout import ROOT

KINDS = ("select", "ask", "construct", "describe")
QUERIES = {
    "select": "SELECT ?l { ?n acq:letter ?l }",
    "ask": "ASK { ?n acq:letter ?l }",
    "construct": "CONSTRUCT WHERE { ?n acq:letter ?l }",
    "describe": "DESCRIBE norm:gge-2015\\/c",
}
TABLE = (Path(__file__).parent / "cases" / "http" / "accept.tsv").read_text(encoding="utf-8")
ROWS = [line.split("\t") for line in TABLE.splitlines() if not line.startswith("#")]
CHOICES = [
    pytest.param(accept, kind, expected, id=f"{kind} as {accept or 'nothing said'}")
    for accept, *answers in ROWS
    for kind, expected in zip(KINDS, answers, strict=True)
]

SUITE = ROOT.parent / "shared" / "suites" / "sparql11" / "protocol"
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
# What an answer of each format may be called.
TYPES = {
    "boolean": {"application/sparql-results+json", "application/sparql-results+xml"},
    "tabular": {"application/sparql-results+json", "application/sparql-results+xml", "text/csv"},
    "RDF": {"text/turtle", "application/rdf+xml", "application/n-triples"},
}


@pytest.mark.parametrize(("accept", "kind", "expected"), CHOICES)
@pytest.mark.parametrize("method", ["GET", "form", "body", "QUERY"])
def test_the_answer_has_the_type_asked_for(
    client: FlaskClient, accept: str, kind: str, expected: str, method: str
) -> None:
    """Each kind of query is answered in the type of the table however it is sent, or refused with a list."""
    ways: dict[str, dict[str, Any]] = {
        "GET": {"query_string": {"query": QUERIES[kind]}},
        "form": {"method": "POST", "data": {"query": QUERIES[kind]}},
        "body": {"method": "POST", "data": QUERIES[kind], "content_type": "application/sparql-query"},
        "QUERY": {"method": "QUERY", "data": QUERIES[kind], "content_type": "application/sparql-query"},
    }
    response = client.open("/sparql", headers={"Accept": accept} if accept else {}, **ways[method])
    assert "Accept" in response.headers["Vary"]
    if expected == "406":
        assert response.status_code == 406
        assert response.json is None or response.json["offered"]
    else:
        assert (response.status_code, response.content_type) == (200, expected)
        assert response.data


def items(manifest: Graph, start: Node | None) -> list[Node]:
    """Return the items of the list that begins with *start*; none without a list."""
    return [] if start is None else list(Collection(manifest, start))


def entries() -> Iterator[Any]:
    """Yield the cases of the manifest that write nothing, each with its manifest, as parameters of a test."""
    if not SUITE.is_dir():
        yield pytest.param(Graph(), RDF.nil, id="none", marks=pytest.mark.skip("the W3C suite is not there"))
        return
    manifest = Graph().parse(SUITE / "manifest.ttl")
    for entry in items(manifest, next(manifest.objects(None, MF.entries))):
        name = str(entry).rpartition("#")[2]
        if not name.startswith("update_"):
            yield pytest.param(manifest, entry, id=name)


@pytest.fixture(scope="module")
def suite_client() -> FlaskClient:
    """Return a client of an application over the data of the manifest, each file in the graph it names."""
    quads = [
        Quad(
            quad.subject,
            quad.predicate,
            quad.object,
            NamedNode(f"http://kasei.us/2009/09/sparql/data/{name}"),
        )
        for name in ("data1", "data2", "data3")
        for quad in parse((SUITE / f"{name}.nt").read_bytes(), "application/n-triples")
    ]
    renamed = [Quad(q.subject, q.predicate, q.object, NamedNode(f"{q.graph_name.value}.rdf")) for q in quads]  # type: ignore[union-attr]
    return create_app(config.load({}), Engine.from_quads(renamed)).test_client()


@pytest.mark.parametrize(("manifest", "entry"), list(entries()))
def test_w3c_protocol(suite_client: FlaskClient, manifest: Graph, entry: Node) -> None:
    """Each request of the case has the status, the format and the truth that the manifest expects."""
    action = manifest.value(entry, MF.action)
    requests = items(manifest, manifest.value(action, HT.requests))
    assert requests
    for request in requests:
        answer = ask(suite_client, manifest, request)
        expected = manifest.value(request, HT.resp)
        statuses = [
            str(one).rpartition("StatusCode")[2] for one in manifest.objects(expected, MF.expectedStatus)
        ]
        assert any(str(answer.status_code).startswith(one.rstrip("x")) for one in statuses), answer.text
        wanted = manifest.value(expected, MF.expectedFormat)
        assert wanted is None or answer.mimetype in TYPES[str(wanted)]
        truth = manifest.value(expected, MF.expectedBoolean)
        assert truth is None or (answer.json or {})["boolean"] is (str(truth) == "true")


def ask(client: FlaskClient, manifest: Graph, request: Node) -> Any:
    """Send the *request* of the manifest and return the answer."""
    address = urlsplit(str(manifest.value(request, HT.absolutePath)))
    body = manifest.value(request, HT.body)
    encoding = str(manifest.value(body, CNT.characterEncoding) or "utf-8")
    fields = {
        str(manifest.value(one, HT.fieldName)): str(manifest.value(one, HT.fieldValue))
        for one in items(manifest, manifest.value(request, HT.headers))
    }
    return client.open(
        "/sparql",
        method=str(manifest.value(request, HT.methodName)),
        query_string=address.query,
        headers=fields,
        data=str(manifest.value(body, CNT.chars) or "").encode(encoding),
    )
