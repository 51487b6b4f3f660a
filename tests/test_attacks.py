"""What a hostile client sends to a running server over the shipped data: each thing has its answer."""

import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from acquis.bench import attacks
from acquis.bench.visitors import Notes, Visitor, asked
from serving import serving

SECONDS = 2
# An address that nobody may call stands here in the queries, which are made when the tests are collected.
CALLED = "http://127.0.0.1:{port}/data"


@pytest.fixture(scope="module")
def address(shipped_releases: Path) -> Iterator[str]:
    """Return the address of a server that believes one proxy, so that each visitor is a client of its own."""
    with serving(shipped_releases, proxies=1, query_seconds=SECONDS) as found:
        yield found


@pytest.fixture
def visitor(address: str) -> Iterator[Visitor]:
    """Return a new client."""
    found = Visitor(address)
    yield found
    found.close()


class Listener:
    """A server that counts who connects, and says nothing."""

    def __init__(self) -> None:
        self.called = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.called += 1
            connection.close()

    def close(self) -> None:
        """Stop listening."""
        self._socket.close()


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    """Return a server that nobody may call."""
    found = Listener()
    yield found
    found.close()


@pytest.mark.parametrize("name", attacks.reaching("x"))
def test_no_query_reaches_another_server(visitor: Visitor, listener: Listener, name: str) -> None:
    """A query that names an address is refused, or answered from our own data; nobody is called."""
    text = attacks.reaching(CALLED.format(port=listener.port))[name]
    status, body = visitor.query(text)
    harmless = name.startswith("from") or name == "describe"
    assert status == (200 if harmless else 403), body
    if not harmless:
        assert b"not served" in body or b"Only queries are answered" in body
    assert listener.called == 0


def test_no_dataset_reaches_another_server(visitor: Visitor, listener: Listener) -> None:
    """A graph of the dataset is looked for here only."""
    graph = CALLED.format(port=listener.port)
    for name in ("default-graph-uri", "named-graph-uri"):
        status, _ = visitor.get(f"/sparql?{urlencode({'query': 'ASK { ?s ?p ?o }', name: graph})}")
        assert status == 200
    for path in ("/graphs?graph=", "/doc/", "/symbol/", "/id/"):
        assert visitor.get(path + quote(graph, safe=""))[0] in (303, 400, 404)
    assert listener.called == 0


@pytest.mark.parametrize("name", attacks.RUNAWAYS)
def test_a_query_without_end_is_stopped(visitor: Visitor, name: str) -> None:
    """It ends with the limit and the time spent, and the next query of the same client is answered."""
    status, body = visitor.query(attacks.RUNAWAYS[name])
    # A product of many rows may outgrow the memory before the time is over.
    assert status in (413, 504), body
    assert b"stopped after" in body
    assert visitor.query("ASK {}")[0] == 200


@pytest.mark.parametrize("name", attacks.BOMBS)
def test_a_query_that_grows_is_stopped(visitor: Visitor, name: str) -> None:
    """It ends at a limit of memory, length or time with a sentence that says what to do."""
    status, body = visitor.query(attacks.BOMBS[name])
    assert status in (413, 504), body[:300]
    assert b"LIMIT" in body
    assert visitor.query("ASK {}")[0] == 200


@pytest.mark.parametrize("times", [10, 60, 200, 1_000, 10_000, 50_000])
def test_nesting_kills_nothing(visitor: Visitor, times: int) -> None:
    """Whatever is nested is answered, or refused with the place and a sentence; no process is lost."""
    before = crashed(visitor)
    notes = Notes()
    for name in attacks.NESTED:
        text = attacks.wrapped(name, times)
        other = Visitor(visitor.address)
        asked(notes, other, name, lambda client=other, text=text: client.query(text), 200, 400, 413)  # type: ignore[misc]
        other.close()
    assert (notes.lost, notes.faults) == ([], [])
    assert crashed(visitor) == before


def crashed(visitor: Visitor) -> float:
    """Return how many query processes ended by themselves."""
    lines = visitor.get("/metrics")[1].decode().splitlines()
    return sum(float(line.split()[1]) for line in lines if line.startswith("acquis_pool_stopped_crash"))


def test_noise_is_answered_without_a_fault(address: str) -> None:
    """Two thousand odd queries get a status of the list and tell nothing about the inside."""
    notes = Notes()
    for _, text in zip(range(2_000), attacks.fuzzed(5), strict=False):
        visitor = Visitor(address)
        asked(notes, visitor, text, lambda client=visitor, text=text: client.query(text))  # type: ignore[misc]
        visitor.close()
    assert (notes.lost, notes.faults) == ([], [])
    assert notes.statuses.keys() <= {200, 400, 403, 406, 413, 504}


SCRIPT = "</textarea><script>alert(1)</script>"


@pytest.mark.parametrize(
    "path",
    [
        "/sparql?query=" + quote(f"ASK {{ FILTER('{SCRIPT}' = '') }}"),
        "/sparql?query=" + quote(f'SELECT (IRI("javascript:alert(1)") AS ?a) ("{SCRIPT}" AS ?b) {{}}'),
        "/sparql?query=" + quote(SCRIPT),
        "/doc/" + quote(SCRIPT),
        "/symbol/" + quote(SCRIPT),
        "/api/queries/norm-wording?norm=" + quote(SCRIPT),
        "/?" + quote(SCRIPT),
    ],
)
def test_no_page_runs_what_a_client_wrote(visitor: Visitor, path: str) -> None:
    """Text from outside is shown as text, and an address that is no web address is no link."""
    _, body = visitor.get(path, accept="text/html")
    assert b"<script>alert" not in body
    assert b'href="javascript:' not in body


def test_a_value_breaks_out_of_no_query(visitor: Visitor) -> None:
    """A value is one term or nothing: what follows it never becomes part of the query."""
    text = "SELECT ?n { ?n a acq:Norm }"
    for value in ("<urn:a> } # ", '"a" . ?s ?p ?o', "<urn:a><urn:b>", "?n", "<urn:a> <urn:b>"):
        status, body = visitor.get("/sparql?" + urlencode({"query": text, "$n": value}))
        assert (status, b"not one term" in body) == (400, True)


def test_one_client_gets_its_share_and_others_theirs(address: str) -> None:
    """Parallel queries, query time and faults of one client are limited each for itself."""
    text = attacks.RUNAWAYS["cross join"]
    statuses: list[int] = []

    def greedy() -> None:
        mine = Visitor(address, name="198.51.100.1")
        statuses.append(mine.query(text)[0])
        mine.close()

    threads = [threading.Thread(target=greedy) for _ in range(12)]
    for thread in threads:
        thread.start()
    other = Visitor(address)
    assert other.query("ASK {}")[0] == 200
    other.close()
    for thread in threads:
        thread.join()
    assert set(statuses) <= {413, 429, 504}
    assert statuses.count(429) == 7


def test_nothing_is_remembered_of_a_client(address: str) -> None:
    """No answer sets a cookie."""
    for path in ("/", "/sparql", "/doc/norm/gge-2015/c", "/api/queries", "/nothing"):
        try:
            with urllib.request.urlopen(address + path) as response:
                headers = response.headers
        except urllib.error.HTTPError as error:
            headers = error.headers
        assert "Set-Cookie" not in headers
