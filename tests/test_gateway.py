"""The way in, tried on a running server: slow and long bodies, clients that leave, files, and the end."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from acquis.bench.visitors import Visitor
from acquis.pool import sandbox
from acquis.releases import release
from checkout import ROOT
from conftest import make_release, tiny_quads
from serving import free_port, serving, started, wait_until_up

BODY_SECONDS = 2
# Never ends by itself.
ENDLESS = (
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n1 ?o . ?p ?q ?r . ?s ?t ?u }"
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a running server that waits shortly for bodies and long for queries."""
    folder = tmp_path_factory.mktemp("gateway")
    release.install(make_release(folder, tiny_quads(), "tiny"), folder / "releases")
    shares = {"client_seconds": 10_000, "client_errors": 1_000}
    with serving(folder / "releases", body_seconds=BODY_SECONDS, query_seconds=600, **shares) as found:
        yield found


@contextmanager
def connected(address: str) -> Iterator[socket.socket]:
    """Yield a connection to the server at *address*."""
    host, _, port = address.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=60) as connection:
        yield connection


def said(connection: socket.socket) -> str:
    """Return what comes over *connection* until the body of one answer is there."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = connection.recv(65536)
        assert part, data
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = [
        line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")
    ]
    while len(body) < int((lengths or [b"0"])[0]):
        body += connection.recv(65536)
    return (head + b"\n\n" + body).decode()


HEAD = b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/sparql-query\r\n"


def test_slow_senders_do_not_keep_others_waiting(address: str) -> None:
    """Two hundred bodies that never come are refused in time, and a query beside them is answered at once."""
    with ExitStack() as open_:
        slow = [open_.enter_context(connected(address)) for _ in range(200)]
        for connection in slow:
            connection.sendall(HEAD + b"Content-Length: 100\r\n\r\nASK")
        with urllib.request.urlopen(f"{address}/sparql?query=ASK%7B%7D", timeout=BODY_SECONDS) as response:
            assert json.load(response)["boolean"] is True
        answers = [said(connection) for connection in slow]
    assert {answer.splitlines()[0] for answer in answers} == {"HTTP/1.1 408 Request Timeout"}
    assert "too slowly" in answers[0]


@pytest.mark.parametrize(
    "rest",
    [
        b"Content-Length: 999999999\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n"
        + b"".join(b"ffff\r\n" + b"a" * 0xFFFF + b"\r\n" for _ in range(8)),
    ],
    ids=["declared", "chunked"],
)
def test_a_body_that_is_too_long_is_refused_before_it_is_read(address: str, rest: bytes) -> None:
    """A long body is refused by what it says or by what has come; nobody waits for the rest."""
    with connected(address) as connection:
        connection.sendall(HEAD + rest)
        answer = said(connection)
    assert answer.startswith("HTTP/1.1 413 ")
    assert '"status": 413' in answer


def test_who_sends_far_too_much_still_reads_why(address: str) -> None:
    """A client that reads no answer before it has sent all gets the sentence, not a broken connection."""
    visitor = Visitor(address)
    status, body = visitor.query("ASK {} # " + "x" * 5_000_000)
    visitor.close()
    assert (status, json.loads(body)["status"]) == (413, 413)


def test_a_chunked_query_is_answered(address: str) -> None:
    """A body in pieces is put together."""
    with connected(address) as connection:
        connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n4\r\nASK \r\n2\r\n{}\r\n0\r\n\r\n")
        assert '"boolean":true' in said(connection)


def test_requests_in_one_go_are_answered_in_order(address: str) -> None:
    """Three requests sent at once over one connection have three answers."""
    with connected(address) as connection:
        for path in ("/health", "/nothing", "/health"):
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\nAccept: text/plain\r\n\r\n".encode())
        heads = []
        for _ in range(3):
            heads.append(said(connection).split()[1])
            if len(heads) == 3:
                break
    assert heads == ["200", "404", "200"]


def test_a_header_that_comes_twice_is_one(address: str) -> None:
    """A list that a client sends in two headers is read as one list."""
    with connected(address) as connection:
        connection.sendall(
            b"GET /doc/norm/gge-2015/c HTTP/1.1\r\nHost: a\r\nAccept: text/turtle;q=0.1\r\n"
            b"Accept: application/ld+json\r\n\r\n"
        )
        assert "content-type: application/ld+json" in said(connection)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /sparql?query=" + b"A" * 40_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", "414"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"A" * 900_000 + b"\r\n\r\n", "431"),
        (b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: a\r\n" * 5_000 + b"\r\n", "431"),
        (b"nonsense\r\n\r\n", "400"),
        (b"GET /%ff%fe%00 HTTP/1.1\r\nHost: a\r\n\r\n", "404"),
        (b"GET /doc/../../../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n", "404"),
        (b"GET //example.org/ HTTP/1.1\r\nHost: a\r\n\r\n", "404"),
        (b"BREW / HTTP/1.1\r\nHost: a\r\n\r\n", "405"),
        (b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n", "400"),
        (b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: \xff\xfe\r\nContent-Length: 0\r\n\r\n", "415"),
        (b"GET /sparql?query=%ff HTTP/1.1\r\nHost: a\r\n\r\n", "400"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nAccept: \xe2\x80\xae;q=\xff\r\n\r\n", "200"),
    ],
)
def test_what_is_no_good_request_is_refused(address: str, sent: bytes, status: str) -> None:
    """Odd bytes where HTTP wants others get a status of their own and never a fault."""
    with connected(address) as connection:
        connection.sendall(sent)
        answer = connection.recv(65536).decode("latin-1")
    assert answer.split()[1] == status, answer[:300]
    assert "Traceback" not in answer


def test_a_header_with_underscores_is_none_of_a_proxy(tmp_path: Path) -> None:
    """Written with underscores a header cannot pass for the one that a proxy sets, nor for a length."""
    release.install(make_release(tmp_path, tiny_quads(), "tiny"), tmp_path / "releases")
    with serving(tmp_path / "releases", proxies=1) as address, connected(address) as connection:
        connection.sendall(
            b"GET /sparql HTTP/1.1\r\nHost: a\r\nAccept: text/turtle\r\nX-Forwarded-Host: good.example\r\n"
            b"X_Forwarded_Host: bad.example\r\nContent_Length: " + b"9" * 5000 + b"\r\n\r\n"
        )
        answer = said(connection)
    assert "good.example" in answer
    assert "bad.example" not in answer


@pytest.mark.parametrize(
    "sent",
    [
        b"/sparql?query=ASK{}&timeout=\xd9\xa5",
        b"/\xd9\xa5?\xd9\xa5=\xd9\xa5",
        b"/sparql?query=" + "ASK{FILTER('ä'='ä')}".encode(),
    ],
)
def test_an_address_that_is_not_encoded_is_read(address: str, sent: bytes) -> None:
    """Bytes beyond ASCII in an address do no harm, and in a query they are UTF-8."""
    with connected(address) as connection:
        connection.sendall(b"GET " + sent + b" HTTP/1.1\r\nHost: a\r\nAccept: application/json\r\n\r\n")
        answer = said(connection)
    assert answer.split()[1] in ("200", "404")
    assert "{" in answer


MANY_CONNECTIONS = 1500


def test_connections_that_say_nothing_keep_nobody_out(address: str) -> None:
    """Beside very many idle connections, and bodies that never come, others are served at once."""
    sandbox.allow_descriptors()
    with ExitStack() as open_:
        idle = [open_.enter_context(connected(address)) for _ in range(MANY_CONNECTIONS)]
        for connection in idle[::2]:
            connection.sendall(HEAD + b"Content-Length: 100\r\n\r\nASK")
        for path in ("/health", "/sparql?query=ASK%7B%7D", "/"):
            with urllib.request.urlopen(f"{address}{path}", timeout=BODY_SECONDS) as response:
                assert response.status == 200


# Its answer has 45 million bytes.
LONG = f"SELECT * {{ {' '.join(f'VALUES ?{name} {{ 1 2 3 4 5 6 7 8 9 0 }}' for name in 'abcde')} }}"


def test_what_slow_readers_leave_untaken_is_bounded(address: str) -> None:
    """Long answers that nobody takes are refused from some number on; others go on, later long ones too."""
    asked = HEAD + f"Content-Length: {len(LONG)}\r\n\r\n{LONG}".encode()
    with ExitStack() as open_:
        statuses: list[str] = []
        while "503" not in statuses and len(statuses) < 200:
            connection = open_.enter_context(connected(address))
            connection.sendall(asked)
            statuses.append(connection.recv(12).split()[1].decode())
        assert statuses[-1] == "503"
        assert set(statuses[:-1]) == {"200"}
        with urllib.request.urlopen(f"{address}/sparql?query=ASK%7B%7D") as response:
            assert response.status == 200
    assert waited_for(address, 0)
    with connected(address) as connection:
        connection.sendall(asked)
        assert said(connection).startswith("HTTP/1.1 200 ")


def test_nothing_of_an_answered_request_stays(tmp_path: Path) -> None:
    """A client that was watched while its query ran is let go of when it has its answer."""
    release.install(make_release(tmp_path, tiny_quads(), "tiny"), tmp_path / "releases")
    port = free_port()
    command = f"""
from granian import Granian
from granian.constants import Interfaces
Granian("presences:create", port={port}, interface=Interfaces.RSGI, factory=True, websockets=False).serve()
"""
    paths = os.pathsep.join([str(ROOT / "server"), str(ROOT / "tests")])
    environ = {**os.environ, "ACQUIS_RELEASES_DIR": str(tmp_path / "releases"), "PYTHONPATH": paths}
    process = subprocess.Popen([sys.executable, "-c", command], env=environ, stdout=subprocess.DEVNULL)
    try:
        wait_until_up(process, port)
        for number in range(50):
            asked = f"http://127.0.0.1:{port}/sparql?query=ASK%20%7B%7D%20%23{number}"
            with urllib.request.urlopen(asked) as response:
                assert response.status == 200
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/presences") as response:
            assert int(response.read()) <= 2
    finally:
        process.terminate()
        process.wait(30)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT" + "a" * 99_000,
        "PREFIX x: <urn:x> ASK { ?s x:" + "true" * 24_000 + "service <a> }",
        "ASK { ?s " + "^" * 90_000 + " ?o }",
        "ASK { ?s " + "a" * 90_000 + ":b ?o }",
        "ASK { ?s <" + "a" * 90_000 + "> }",
        "ASK { FILTER(?x = '" + "a" * 90_000 + " }",
    ],
)
def test_a_refusal_stays_short(address: str, text: str) -> None:
    """However long the name or the line at fault is, the answer has a part of it only."""
    # What another test has left is being stopped, and counts until it is.
    assert waited_for(address, 0)
    with connected(address) as connection:
        connection.sendall(HEAD + f"Content-Length: {len(text)}\r\n\r\n{text}".encode())
        answer = said(connection)
    assert answer.split()[1] in ("400", "403")
    assert len(answer) < 3000


def running(address: str) -> float:
    """Return how many queries run."""
    with urllib.request.urlopen(f"{address}/metrics") as response:
        lines = response.read().decode().splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith("acquis_pool_running "))


def waited_for(address: str, wanted: float) -> bool:
    """Return whether *wanted* queries run before half a minute is over."""
    for _ in range(300):
        if running(address) == wanted:
            return True
        time.sleep(0.1)
    return False


def test_the_query_of_a_client_that_left_is_stopped(address: str) -> None:
    """Closing the connection ends the query, which would run for minutes."""
    with connected(address) as connection:
        connection.sendall(HEAD + f"Content-Length: {len(ENDLESS)}\r\n\r\n{ENDLESS}".encode())
        assert waited_for(address, 1)
    assert waited_for(address, 0)


def test_a_query_in_flight_is_answered_when_the_server_is_told_to_stop(tmp_path: Path) -> None:
    """On the signal to end, the query that runs gets its answer, and then the server is gone."""
    folder = tmp_path / "releases"
    release.install(make_release(tmp_path, tiny_quads(), "tiny"), folder)
    with started(folder, query_seconds=2) as server, connected(server.address) as connection:
        connection.sendall(HEAD + f"Content-Length: {len(ENDLESS)}\r\n\r\n{ENDLESS}".encode())
        assert waited_for(server.address, 1)
        server.process.send_signal(signal.SIGTERM)
        assert said(connection).startswith("HTTP/1.1 504 ")


def test_nothing_stays_of_a_server_that_is_killed(tmp_path: Path) -> None:
    """When the server is killed outright, the processes that answer end with it and the port is free."""
    folder, port = tmp_path / "releases", free_port()
    release.install(make_release(tmp_path, tiny_quads(), "tiny"), folder)
    process = subprocess.Popen(
        [sys.executable, "-m", "acquis", "serve"],
        cwd=ROOT / "server",
        env={**os.environ, "ACQUIS_RELEASES_DIR": str(folder), "ACQUIS_PORT": str(port)},
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until_up(process, port)
    finally:
        process.kill()
        process.wait()
    for _ in range(100):
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("somebody still listens")


def test_a_server_ends_with_its_pool(tmp_path: Path) -> None:
    """When the pool is killed outright, the server ends too, so that whoever watches over it starts both."""
    folder = tmp_path / "releases"
    release.install(make_release(tmp_path, tiny_quads(), "tiny"), folder)
    with started(folder) as server:
        below = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
        (pool,) = [pid for pid in below if b"acquis.pool\0" in Path(f"/proc/{pid}/cmdline").read_bytes()]
        os.kill(int(pool), signal.SIGKILL)
        assert server.process.wait(30) is not None
