"""The server as a process, asked by plain HTTP, by rdflib and by SPARQLWrapper, and stopped again."""

import json
import urllib.request
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from rdflib.term import URIRef
from SPARQLWrapper import CSV, JSON, POST, TURTLE, XML, SPARQLWrapper

from acquis.releases import release
from conftest import make_release, tiny_quads
from serving import serving

LETTERS = "PREFIX acq: <https://w3id.org/acquis/def#> SELECT ?n ?l { ?n acq:letter ?l } ORDER BY ?l"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Return the address of a running server and its folder of releases."""
    folder = tmp_path_factory.mktemp("served")
    release.install(make_release(folder, tiny_quads(), "tiny"), folder / "releases")
    with serving(folder / "releases") as address:
        yield address, folder / "releases"


def test_plain_http(served: tuple[str, Path]) -> None:
    """A redirect is followed to the data, with the headers that every answer carries."""
    address, _ = served
    with urllib.request.urlopen(f"{address}/id/norm/gge-2015/c") as response:
        assert response.url == f"{address}/doc/norm/gge-2015/c"
        assert response.headers["Acquis-Release"] == "tiny"
        assert b'acq:letter "c"' in response.read()


def test_one_connection_serves_many_requests(served: tuple[str, Path]) -> None:
    """The connection is kept open, also after an error and after an answer without a body."""
    connection = HTTPConnection(served[0].removeprefix("http://"))
    statuses = []
    for method, path in (
        ("GET", "/health"),
        ("HEAD", "/"),
        ("GET", "/nothing"),
        ("OPTIONS", "/sparql"),
        ("GET", "/"),
    ):
        connection.request(method, path)
        response = connection.getresponse()
        response.read()
        statuses.append(response.status)
    connection.close()
    assert statuses == [200, 200, 404, 204, 200]


def test_rdflib_asks(served: tuple[str, Path]) -> None:
    """rdflib's SPARQL store reads rows and triples from the endpoint."""
    store = SPARQLStore(f"{served[0]}/sparql")
    rows: Any = store.query(LETTERS)
    assert [str(row[1]) for row in rows] == ["c", "d"]
    letter = URIRef("https://w3id.org/acquis/def#letter")
    assert {str(triple[2]) for triple, _ in store.triples((None, letter, None))} == {"c", "d"}


def converted(wrapper: SPARQLWrapper, form: str) -> Any:
    """Return the answer to the query of *wrapper* as the client makes it out of *form*."""
    wrapper.setReturnFormat(form)
    return wrapper.queryAndConvert()


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_sparqlwrapper_asks(served: tuple[str, Path], method: str) -> None:
    """SPARQLWrapper reads JSON, XML, CSV and Turtle, by GET and by POST."""
    wrapper = SPARQLWrapper(f"{served[0]}/sparql")
    if method == "POST":
        wrapper.setMethod(POST)
    wrapper.setQuery(LETTERS)
    assert [row["l"]["value"] for row in converted(wrapper, JSON)["results"]["bindings"]] == ["c", "d"]
    assert len(converted(wrapper, XML).getElementsByTagName("result")) == 2
    assert converted(wrapper, CSV).splitlines()[0] == b"n,l"
    wrapper.setQuery("DESCRIBE <https://w3id.org/acquis/id/norm/gge-2015/c>")
    assert b'acq:letter "c"' in converted(wrapper, TURTLE)


def test_a_release_is_swapped_under_a_running_server(served: tuple[str, Path], tmp_path: Path) -> None:
    """Every process of the server answers from the new release at once, and then from the old one again."""
    address, releases = served
    made = make_release(releases.parent, tiny_quads()[1:], "next")
    for found in (release.install(made, releases), release.install(releases / "tiny", releases)):
        named = set()
        for _ in range(20):
            with urllib.request.urlopen(f"{address}/health") as response:
                named.add(json.loads(response.read())["release"])
        assert named == {release.current(releases).id}
        assert found.id in ("next", "tiny")
