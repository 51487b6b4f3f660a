"""Engines elsewhere that are down, slow, odd or hold other data: a clear answer, and never a wrong one."""

import socket
import threading
import tomllib
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

import odd
from acquis import config, errors
from acquis.engine import Engine
from acquis.errors import AcquisError, InvalidSetting, Overloaded, QueryFailed
from acquis.pool import Inline, Job
from acquis.remote import Remote, nodes
from serving import free_port

CASES = Path(__file__).parent / "cases" / "remote"
ODD = tomllib.loads((CASES / "odd.toml").read_text("utf-8"))["odd"]
LETTERS = Job("SELECT ?l WHERE { ?n acq:letter ?l }", "application/sparql-results+json", "tiny")
GOOD = odd.table("l", "c", "d")
WRONG = odd.table("l", "x")


def remote(engine: Engine, releases: Path, *addresses: str, **settings: object) -> Remote:
    """Return a runner on the engines at *addresses*, in front of one over *engine*."""
    named = {"releases_dir": releases, "endpoint": ",".join(addresses), "query_seconds": 1, **settings}
    made = config.load({f"ACQUIS_{name.upper()}": str(value) for name, value in named.items()})
    return Remote(made, Inline(engine))


def dead() -> str:
    """Return an address where nobody listens."""
    return f"http://127.0.0.1:{free_port()}/query"


@pytest.mark.parametrize("case", ODD, ids=lambda case: str(case["title"]))
def test_what_is_no_whole_answer_is_none(engine: Engine, releases: Path, case: dict[str, Any]) -> None:
    """Each oddity of a server ends in the error for it, in the time that a query may take."""
    sent = case["sent"].encode()
    with odd.odd(sent, times=case.get("times", 1), pause=case.get("pause", 0.0)) as server:
        runner = remote(engine, releases, server.address, max_result_bytes=100_000)
        with pytest.raises(getattr(errors, case["error"])) as caught:
            runner.run(LETTERS)
        assert case["said"] in str(caught.value)
        assert server.asked
        if case.get("pause"):
            assert server.left.wait(30)
        runner.close()


@pytest.mark.parametrize(
    "case", [one for one in ODD if one["error"] == "Overloaded"], ids=lambda case: case["title"]
)
def test_the_next_engine_answers_instead(engine: Engine, releases: Path, case: dict[str, Any]) -> None:
    """Where one engine gives no whole answer, the next in the list does."""
    with odd.odd(case["sent"].encode()) as first, odd.odd(GOOD) as second:
        runner = remote(engine, releases, first.address, second.address)
        found = runner.run(LETTERS)
        assert (found.rows, b'"c"' in found.body) == (2, True)
        before = len(first.asked)
        runner.run(LETTERS)
        # It is asked after the others for a while.
        assert (len(first.asked), len(second.asked)) == (before, 2)
        runner.close()


@pytest.mark.parametrize(
    ("marks", "asked"),
    [
        ([()], 0),
        ([("other 1",)], 0),
        ([("tiny 1", "other 1")], 0),
        ([("tiny 1",), ("other 2",)], 1),
        ([("tiny 1",), ()], 1),
        ([("tiny 1",), ("tiny 2",), ("other 3",)], 2),
    ],
    ids=[
        "no mark",
        "another",
        "two",
        "another meanwhile",
        "none meanwhile",
        "twice the same, published anew",
    ],
)
def test_other_data_are_never_answered(
    engine: Engine, releases: Path, marks: list[tuple[str, ...]], asked: int
) -> None:
    """An engine that holds another release, or gets one while it is asked, has no say."""
    with odd.odd(WRONG, marks=marks) as server:
        runner = remote(engine, releases, server.address)
        with pytest.raises(Overloaded, match="No engine that holds release tiny answers"):
            runner.run(LETTERS)
        assert len(server.asked) == asked
        runner.close()


def test_a_node_that_comes_back_with_old_data_is_passed_over(engine: Engine, releases: Path) -> None:
    """A node that held the release and holds an older one now is found out by its next answer."""
    with odd.odd(WRONG, marks=[("tiny 1",), ("tiny 1",), ("old 0",)]) as back, odd.odd(GOOD) as other:
        runner = remote(engine, releases, back.address, other.address)
        assert b'"x"' in runner.run(LETTERS).body
        for _ in range(3):
            assert b'"x"' not in runner.run(LETTERS).body
        runner.close()


def test_an_older_release_is_answered_here(engine: Engine, releases: Path) -> None:
    """A query to a release that is kept, and that no engine holds, is answered from the releases at hand."""
    with odd.odd(WRONG, marks=[("other 1",)]) as server:
        runner = remote(engine, releases, server.address, dead())
        found = runner.run(Job(LETTERS.text, LETTERS.media_type, "older"))
        assert (found.rows, b'"x"' in found.body, server.asked) == (2, False, [])
        runner.close()


def test_nobody_is_waited_for_whose_client_left(engine: Engine, releases: Path) -> None:
    """When the client leaves, the connection to the engine is closed, so that it can stop too."""
    with odd.odd(b"", pause=20) as server, ExitStack() as opened:
        here, there = (opened.enter_context(end) for end in socket.socketpair())
        runner = remote(engine, releases, server.address, query_seconds=60)
        threading.Timer(0.3, there.close).start()
        with pytest.raises(QueryFailed, match="client left"):
            runner.run(LETTERS, gone=here)
        assert server.left.wait(30)
        runner.close()


def test_what_the_pool_does_not_read_is_not_sent(engine: Engine, releases: Path) -> None:
    """A query with a fault is refused with line and column, and no engine ever sees it."""
    with odd.odd(WRONG) as server:
        runner = remote(engine, releases, server.address)
        for text, error in (
            ("SELECT ?l WHERE { ?n acq:letter ?l", "InvalidQuery"),
            ("SELECT ?l WHERE { SERVICE <http://127.0.0.1/> { ?n ?p ?l } }", "UnsupportedQuery"),
            ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", "UnsupportedQuery"),
            ("SELECT (<java:java.lang.Runtime>(1) AS ?l) WHERE { ?n acq:letter ?m }", "UnsupportedQuery"),
        ):
            with pytest.raises(getattr(errors, error)):
                runner.run(Job(text, LETTERS.media_type, "tiny"))
        assert server.asked == []
        runner.close()


@pytest.mark.parametrize(
    ("unit", "sent"), [("seconds", "timeout=3&"), ("milliseconds", "timeout=3000&"), ("", "")]
)
def test_the_engine_is_told_the_time(engine: Engine, releases: Path, unit: str, sent: str) -> None:
    """The parameter says how long a query may take, in the unit that the engine reads."""
    with odd.odd(GOOD) as server:
        runner = remote(engine, releases, server.address, query_seconds=9, endpoint_timeout=unit)
        runner.run(Job(LETTERS.text, LETTERS.media_type, "tiny", seconds=2.5))
        (asked,) = server.asked
        assert (sent in asked, "timeout" in asked) == (True, bool(unit))
        runner.close()


@pytest.mark.parametrize(
    ("challenge", "password", "expected"),
    [
        ('Basic realm="x"', "\u20ac", "basic YWRhOuKCrA=="),
        ('Digest realm="x", nonce="n", qop="auth", algorithm=MD5', "hidden-word", 'digest username="ada"'),
    ],
)
def test_a_name_is_given_to_who_asks_for_it(
    engine: Engine, releases: Path, challenge: str, password: str, expected: str
) -> None:
    """An engine that wants a name gets it as it asks for it, and from then on at once."""
    refusal = f"HTTP/1.1 401 No\r\nWWW-Authenticate: {challenge}\r\nContent-Length: 0\r\n\r\n".encode()
    with odd.odd(refusal) as server:
        runner = remote(engine, releases, server.address, endpoint_user="ada", endpoint_password=password)
        with pytest.raises(Overloaded):
            runner.run(LETTERS)
        assert [f"authorization: {expected}".lower() in one.lower() for one in server.asked] == [False, True]
        assert password not in server.asked[1]
        runner.close()


def test_the_web_says_so(
    application: Callable[..., Flask], releases: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Without an engine queries are answered 503 with what to do, pages go on, and nothing tells a secret."""
    address = dead()
    app = application(releases, endpoint=address, endpoint_user="ada", endpoint_password="hidden-word")
    client = app.test_client()
    answer = client.get("/sparql", query_string={"query": "ASK { ?s ?p ?o }"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "`acquis push`" in answer.get_json()["detail"]
    assert client.get("/ready").status_code == 503
    assert client.get("/doc/norm/gge-2015/c").status_code == 200
    assert client.get("/sparql", query_string={"query": "ASK { SERVICE <urn:x> {} }"}).status_code == 403
    assert address in caplog.text
    assert "hidden-word" not in caplog.text + answer.text


def test_a_web_answer_names_its_release(application: Callable[..., Flask], releases: Path) -> None:
    """What an engine answers comes in the form asked for, with the release, and is not asked for again."""
    with odd.odd(GOOD) as server:
        client = application(releases, endpoint=server.address).test_client()
        assert client.get("/ready").status_code == 200
        asked = {"query": LETTERS.text}
        answer = client.get("/sparql", query_string=asked, headers={"Accept": "text/csv"})
        assert (answer.text, answer.headers["Acquis-Release"]) == ("l\r\nc\r\nd\r\n", "tiny")
        assert answer.headers["Acquis-Rows"] == "2"
        known = {"Accept": "text/csv", "If-None-Match": answer.headers["ETag"]}
        assert client.get("/sparql", query_string=asked, headers=known).status_code == 304
        assert len(server.asked) == 1


def test_lists_of_addresses_go_together(tmp_path: Path) -> None:
    """Each engine needs its own address for graphs; a list that is too short is refused."""
    named = {"ACQUIS_ENDPOINT": "http://a/q,http://b/q", "ACQUIS_ENDPOINT_GRAPHS": "http://a/g"}
    with pytest.raises(InvalidSetting, match="ACQUIS_ENDPOINT_GRAPHS has 1 addresses and ACQUIS_ENDPOINT 2"):
        nodes(config.load({**named, "ACQUIS_RELEASES_DIR": str(tmp_path)}))


def test_an_address_holds_no_secret() -> None:
    """A password in an address is refused, and the refusal does not repeat it."""
    with pytest.raises(InvalidSetting, match="without names and passwords") as caught:
        config.load({"ACQUIS_ENDPOINT": "http://ada:hidden-word@127.0.0.1/query"})
    assert "hidden-word" not in str(caught.value)


def test_errors_are_ours(engine: Engine, releases: Path) -> None:
    """Whatever goes wrong is an error of ours, also where the address leads nowhere."""
    runner = remote(engine, releases, "http://no-such-host.invalid/query", dead())
    with pytest.raises(AcquisError):
        runner.run(LETTERS)
    runner.close()
