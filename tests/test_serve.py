"""The server as a process, asked by plain HTTP, by rdflib and by SPARQLWrapper, and stopped again."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from rdflib.term import URIRef
from SPARQLWrapper import CSV, JSON, POST, TURTLE, XML, SPARQLWrapper

from acquis import release
from conftest import make_release, tiny_quads

SERVER = Path(__file__).resolve().parents[1] / "server"
START_S = 30
LETTERS = "PREFIX acq: <https://w3id.org/acquis/def#> SELECT ?n ?l { ?n acq:letter ?l } ORDER BY ?l"


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_up(process: subprocess.Popen[bytes], port: int) -> None:
    """Return once the server answers; fail when it ends or does not answer in time."""
    for _ in range(START_S * 10):
        assert process.poll() is None, "the server ended at once"
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5):
                return
        except OSError:
            try:
                process.wait(0.1)
            except subprocess.TimeoutExpired:
                continue
    raise AssertionError("the server did not answer in time")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Return the address of a running server and its folder of releases."""
    folder = tmp_path_factory.mktemp("served")
    release.install(make_release(folder, tiny_quads(), "tiny"), folder / "releases")
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ACQUIS_")}
    environment |= {"ACQUIS_RELEASES_DIR": str(folder / "releases"), "ACQUIS_PORT": str(port)}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "acquis", "serve"], cwd=SERVER, env=environment, stdout=log, stderr=log
        )
    try:
        wait_until_up(process, port)
        yield f"http://127.0.0.1:{port}", folder / "releases"
        process.send_signal(signal.SIGTERM)
        assert process.wait(START_S) in (0, -signal.SIGTERM)
        assert "Traceback" not in (folder / "log").read_text()
    finally:
        if process.poll() is None:
            process.kill()
            process.wait(START_S)


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
