"""Checks of documents on a running server: what hostile senders get, what is kept (nothing), what goes on."""

import json
import logging
import re
import socket
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from acquis import config
from acquis.engine import Engine
from acquis.forms import reader
from acquis.releases import release
from acquis.web import create_app
from conftest import make_release, tiny_quads
from serving import serving

BODY_SECONDS = 2
QUERY_SECONDS = 8
LONG_S = 60
TURTLE = "text/turtle"
EXAMPLE = reader.example("norm-survey")
HEAD = b"POST /api/validate HTTP/1.1\r\nHost: a\r\nContent-Type: text/turtle\r\n"
PREFIXES = (
    b"@prefix acq: <https://w3id.org/acquis/def#> .\n@prefix state: <https://w3id.org/acquis/id/state/> .\n"
)


def _large(needs: int) -> bytes:
    """Return a document of so many *needs*, each with several faults: ten thousand take seconds to check."""
    kind = "<https://w3id.org/acquis/voc/submission-kind/capacity>"
    names = [f"<need-{n}>" for n in range(needs)]
    said = (f"{name} a acq:CapacityNeed ; acq:about <x> ; acq:partner <y> .\n" for name in names)
    whole = f"<> a acq:Submission ; acq:kind {kind} ; acq:contains {', '.join(names)} .\n"
    return PREFIXES + whole.encode() + "".join(said).encode()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that holds a folder of releases, and whatever else a server would put there."""
    made = tmp_path_factory.mktemp("validating")
    release.install(make_release(made, tiny_quads(), "tiny"), made / "releases")
    return made


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """Return the address of a running server that gives little time."""
    shares = {"client_seconds": 10_000, "client_errors": 1_000}
    limits = {"body_seconds": BODY_SECONDS, "query_seconds": QUERY_SECONDS}
    with serving(folder / "releases", **limits, **shares) as found:
        status, said = _sent(found, EXAMPLE)
        assert (status, said["claims"]) == (200, 6)
        yield found


@pytest.fixture(autouse=True)
def _nothing_is_kept(folder: Path) -> Iterator[None]:
    """Hold what is on the disk after each test against what was there before."""
    before = _on_disk(folder)
    yield
    assert _on_disk(folder) == before


def _on_disk(folder: Path) -> dict[str, int]:
    return {str(path): path.stat().st_size for path in folder.rglob("*") if path.is_file()}


@contextmanager
def _connected(address: str) -> Iterator[HTTPConnection]:
    parts = urlsplit(address)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=LONG_S)
    try:
        yield connection
    finally:
        connection.close()


def _sent(address: str, document: bytes, media_type: str = TURTLE) -> tuple[int, dict[str, object]]:
    """Return status and body of the answer to *document*."""
    with _connected(address) as connection:
        connection.request("POST", "/api/validate", document, {"Content-Type": media_type})
        response = connection.getresponse()
        return response.status, json.loads(response.read())


def _asked(address: str) -> bool:
    """Return what a query is answered."""
    with urllib.request.urlopen(f"{address}/sparql?query=ASK%7B%7D", timeout=LONG_S) as response:
        return bool(json.load(response)["boolean"])


def _number(address: str, name: str) -> float:
    """Return the number *name* that the server tells of itself, 0 if it does not yet."""
    with urllib.request.urlopen(f"{address}/metrics", timeout=LONG_S) as response:
        found = re.search(rf"^{re.escape(name)} (\S+)$", response.read().decode(), re.MULTILINE)
    return float(found[1]) if found else 0.0


def _until(true: Callable[[], bool]) -> None:
    """Return once *true*; fail when that takes too long."""
    for _ in range(LONG_S * 50):
        if true():
            return
        time.sleep(0.02)
    raise AssertionError("what was waited for did not come")


def _said(connection: socket.socket) -> str:
    """Return what comes over *connection* until it is closed, or nothing more comes."""
    connection.settimeout(BODY_SECONDS * 5)
    data = b""
    while b"\r\n\r\n" not in data or b"}" not in data:
        part = connection.recv(65536)
        if not part:
            break
        data += part
    return data.decode()


@contextmanager
def _raw(address: str) -> Iterator[socket.socket]:
    host, _, port = address.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=LONG_S) as connection:
        yield connection


@pytest.mark.parametrize(
    "rest",
    [
        b"Content-Length: 100000000\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n" + (b"ffff\r\n" + b"#" * 0xFFFF + b"\r\n") * 220,
    ],
    ids=["declared", "streamed"],
)
def test_a_hundred_megabytes_are_refused_early(address: str, rest: bytes) -> None:
    """The status comes by what the body says, or after a few megabytes of it, with the most that is read."""
    with _raw(address) as connection:
        connection.sendall(HEAD + rest)
        answer = _said(connection)
    assert answer.startswith("HTTP/1.1 413 ")
    assert "longer than 5,000,000 bytes" in answer
    assert _asked(address)


def test_a_query_may_not_be_as_long_as_a_document(address: str) -> None:
    """What lets documents through lets no long query through, and tells its own limit."""
    with _connected(address) as connection:
        query = b"ASK {} #" + b"x" * 4_000_000
        connection.request("POST", "/sparql", query, {"Content-Type": "application/sparql-query"})
        response = connection.getresponse()
        assert response.status == 413
        assert "longer than 310,000 bytes" in json.loads(response.read())["detail"]


def test_a_document_as_long_as_is_read_is_read(address: str) -> None:
    """One that fills the limit to the byte has its report."""
    document = EXAMPLE + b"#" * (5_000_000 - len(EXAMPLE))
    assert _sent(address, document)[0] == 200


def test_a_slow_document_is_refused(address: str) -> None:
    """A body that never comes is a 408, while a query is answered at once."""
    with _raw(address) as connection:
        connection.sendall(HEAD + b"Content-Length: 100\r\n\r\n<> a")
        assert _asked(address)
        answer = _said(connection)
    assert answer.startswith("HTTP/1.1 408 ")
    assert "too slowly" in answer


@pytest.mark.parametrize(
    ("document", "media_type", "status", "sentence"),
    [
        (
            b"<!DOCTYPE x ["
            + b"".join(b'<!ENTITY a%d "%s">' % (n + 1, b"&a%d;" % n * 10) for n in range(20))
            + b"]><x>&a20;</x>",
            "application/rdf+xml",
            422,
            "DOCTYPE and ENTITY are not read",
        ),
        (
            b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><x>&a;</x>',
            "application/rdf+xml",
            422,
            "DOCTYPE and ENTITY are not read",
        ),
        (b'{"@context": "http://127.0.0.1:%d/"}', "application/ld+json", 422, "nothing is ever fetched"),
        (b"<> <urn:a> " + b"[ <urn:a> " * 10_000, TURTLE, 422, "nested more than"),
        (b'{"@graph": [' * 10_000, "application/ld+json", 422, "nested more than"),
        (b"<a>" * 10_000, "application/rdf+xml", 422, "nested more than"),
        (b"PK\x03\x04" + b"\x00" * 1000, TURTLE, 415, "a ZIP archive, which is not opened"),
        (b'<> <urn:a> "' + b"x" * 1_000_000 + b'" .', TURTLE, 422, "at most"),
        (b"x", "application/x-tar", 415, "is not read"),
        (b"", TURTLE, 422, "holds no statement"),
    ],
    ids=[
        "entities",
        "external entity",
        "remote context",
        "blank nodes",
        "objects",
        "elements",
        "archive",
        "long text",
        "type",
        "nothing",
    ],
)
def test_what_cannot_be_read_is_refused(
    address: str, document: bytes, media_type: str, status: int, sentence: str
) -> None:
    """It has its status and its sentence, nobody is asked for anything, and a query beside it is answered."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.2)
        if b"%d" in document:
            document %= listening.getsockname()[1]
        found, said = _sent(address, document, media_type)
        with pytest.raises(TimeoutError):
            listening.accept()
    assert (found, said["status"]) == (status, status)
    assert sentence in str(said["detail"])
    assert _asked(address)


def test_a_check_that_takes_too_long_is_stopped(address: str) -> None:
    """It is a 504 with what it may take; the next document is checked."""
    status, said = _sent(address, _large(11_000))
    assert status == 504
    assert "The check of this document was stopped" in str(said["detail"])
    assert _sent(address, EXAMPLE)[0] == 200


def test_a_check_that_takes_too_much_memory_is_stopped(folder: Path) -> None:
    """It is a 413 with what it may take; a query, and the next document, are answered."""
    with serving(folder / "releases", query_memory_mb=20, query_seconds=LONG_S) as address:
        status, said = _sent(address, _large(2_000))
        assert status == 413
        assert "fewer parts at a time" in str(said["detail"])
        assert _asked(address)
        assert _sent(address, EXAMPLE)[0] == 200


def test_a_check_stops_when_its_client_leaves(address: str) -> None:
    """Once the client has closed the connection nothing runs for it any more."""
    document = _large(11_000)
    left = _number(address, "acquis_pool_left")
    with _raw(address) as connection:
        connection.sendall(HEAD + b"Content-Length: %d\r\n\r\n" % len(document) + document)
        _until(lambda: _number(address, "acquis_pool_running") > 0)
    _until(lambda: _number(address, "acquis_pool_left") > left)
    _until(lambda: _number(address, "acquis_pool_running") == 0)
    assert _asked(address)


def test_checks_are_counted(address: str) -> None:
    """The numbers tell how many documents were checked, and what came of them."""
    names = [f'acquis_validations_total{{outcome="{outcome}"}}' for outcome in ("refused", "failed")]
    before = [_number(address, name) for name in names]
    _sent(address, EXAMPLE)
    _sent(address, b"<> a")
    assert [_number(address, name) for name in names] == [one + 1 for one in before]
    assert _number(address, "acquis_pool_validated") >= 2


@pytest.mark.parametrize("wanted", ["requests", "queries"])
def test_no_log_tells_what_a_document_says(
    engine: Engine, caplog: pytest.LogCaptureFixture, wanted: str
) -> None:
    """A line names the path and no more, even where the text of queries is asked for."""
    log = logging.getLogger("acquis.access")
    client = create_app(config.load({"ACQUIS_ACCESS_LOG": wanted}), engine).test_client()
    log.addHandler(caplog.handler)
    try:
        client.post("/api/validate", data=EXAMPLE, content_type=TURTLE)
        client.post("/api/submissions", data={"query": "Examplia"})
    finally:
        log.removeHandler(caplog.handler)
    lines = [record.getMessage() for record in caplog.records if record.name == log.name]
    assert [json.loads(line)["path"] for line in lines] == ["/api/validate", "/api/submissions"]
    assert not [line for line in lines if "Examplia" in line or '"query"' in line]
