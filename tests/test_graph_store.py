"""Whole graphs over HTTP: what each holds, and that nothing can be written."""

from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from acquis.engine import Engine, parse
from acquis.vocab import GRAPH

NAMES = ["inferred", "meta", "source/norms", "source/ontology", "source/states"]


@pytest.mark.parametrize("name", NAMES)
def test_a_graph_is_sent_as_it_is(client: FlaskClient, engine: Engine, name: str) -> None:
    """The triples of the answer are those of the named graph, blank nodes apart."""
    found = parse(client.get(f"/graphs?graph={quote(GRAPH + name, safe='')}").data, "text/turtle")
    held = list(engine.triples(graph=GRAPH + name))
    assert len(found) == len(held)
    named = {str(triple) for triple in held if "_:" not in str(triple)}
    assert {str(quad.triple) for quad in found if "_:" not in str(quad)} == named


def test_the_default_graph_is_the_union(client: FlaskClient, engine: Engine) -> None:
    """Without a name, all triples come, each once."""
    found = parse(client.get("/graphs?default").data, "text/turtle")
    assert len(found) == len(engine)


def test_head_says_what_get_does(client: FlaskClient) -> None:
    """HEAD has the type, length and tag of GET and no body; who has the tag gets a 304."""
    path = f"/graphs?graph={GRAPH}source/norms"
    whole, head = client.get(path), client.head(path)
    assert head.data == b""
    for name in ("Content-Type", "Content-Length", "ETag"):
        assert head.headers[name] == whole.headers[name]
    assert client.get(path, headers={"If-None-Match": whole.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
@pytest.mark.parametrize("query", ["", "?default", f"?graph={GRAPH}source/norms"])
def test_nothing_is_written(client: FlaskClient, method: str, query: str) -> None:
    """Every writing method is a 405 that lists the reading ones."""
    response = client.open(
        f"/graphs{query}", method=method, data="<urn:x:a> <urn:x:b> 1 .", content_type="text/turtle"
    )
    assert response.status_code == 405
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_the_name_of_a_graph_never_becomes_query_text(client: FlaskClient) -> None:
    """A name that would end an IRI in a query is only a name that no graph has."""
    hostile = f"{GRAPH}source/norms> {{ ?s ?p ?o }} #"
    assert client.get("/graphs", query_string={"graph": hostile}).status_code == 404
