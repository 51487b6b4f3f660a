"""Answers that are given again: the same as the application's, of the current release, and for all alike."""

import http.client
import json
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from prometheus_client.parser import text_string_to_metric_families

from acquis.releases import release
from acquis.web.service.kept import Given, Kept
from conftest import make_release, tiny_quads
from serving import serving, started

CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "cases" / "kept.toml").read_text("utf-8")
)["case"]
NORM = "/doc/norm/gge-2015/c.ttl"
# These say when, and how long, and not what.
OF_ONE = {"date", "server-timing"}


class Client:
    """One connection, and so one process of the server; an answer is a status, headers and a body."""

    def __init__(self, address: str) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Return the answer to a request."""
        self._connection.request(method, path, headers={k.replace("_", "-"): v for k, v in headers.items()})
        found = self._connection.getresponse()
        return found.status, {name.lower(): value for name, value in found.getheaders()}, found.read()

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the release called tiny, which is current, and one called other."""
    folder = tmp_path_factory.mktemp("kept")
    for name in ("other", "tiny"):
        release.install(make_release(folder / name, tiny_quads(), name), folder / "releases")
    return folder / "releases"


@pytest.fixture(scope="module")
def address(releases: Path) -> Iterator[str]:
    """Return the address of a running server."""
    with serving(releases, client_errors=1000) as found:
        yield found


@pytest.fixture
def client(address: str) -> Iterator[Client]:
    """Return a client of that server."""
    with closing(Client(address)) as found:
        yield found


def again(headers: dict[str, str]) -> bool:
    """Return whether an answer with *headers* was given again."""
    return "cache;desc=hit" in headers.get("server-timing", "")


def until(read: Callable[[], str], wanted: str) -> str:
    """Return what *read* reads once *wanted* stands in it: numbers and lines come a moment later."""
    for _ in range(300):
        if wanted in (found := read()):
            return found
        time.sleep(0.1)
    raise AssertionError(f"{wanted} never came: {found}")


def what(answer: tuple[int, dict[str, str], bytes]) -> tuple[int, dict[str, str], bytes]:
    """Return *answer* without what is of one only."""
    status, headers, body = answer
    return status, {name: value for name, value in headers.items() if name not in OF_ONE}, body


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_an_answer_is_given_again_where_it_may(client: Client, case: dict[str, Any]) -> None:
    """What is given again is what the application answers, to the byte; all else is asked for each time."""
    sent = case.get("headers", {})
    first, second = client.ask(case["path"], **sent), client.ask(case["path"], **sent)
    assert again(second[1]) is case["kept"]
    if case["kept"]:
        fresh = client.ask(case["path"], **sent, Cache_Control="no-cache")
        assert not again(fresh[1])
        assert what(first) == what(second) == what(fresh)
        assert first[0] == 200


@pytest.mark.parametrize("case", [case for case in CASES if case["kept"]], ids=lambda case: case["name"])
def test_a_head_and_a_known_answer_have_no_body(client: Client, case: dict[str, Any]) -> None:
    """HEAD and 304 are given again with all the headers that the application gives."""
    sent = {name: value for name, value in case.get("headers", {}).items() if not name.startswith("If-")}
    etag = client.ask(case["path"], **sent)[1]["etag"]
    for method, more, status in (("HEAD", {}, 200), ("GET", {"If-None-Match": f'"a", {etag}'}, 304)):
        kept = client.ask(case["path"], method, **sent, **more)
        fresh = client.ask(case["path"], method, **sent, **more, Cache_Control="no-cache")
        assert (again(kept[1]), again(fresh[1])) == (True, False)
        assert what(fresh)[1].items() <= what(kept)[1].items()
        assert (kept[0], kept[2]) == (fresh[0], fresh[2]) == (status, b"")
        assert status == 200 or "content-type" not in kept[1]


def test_what_is_known_of_another_host_is_not_told(client: Client) -> None:
    """An answer that names its host is given again to that host only."""
    sent = {"Accept": "text/turtle"}
    for host in ("one.example", "two.example", "one.example"):
        _, headers, body = client.ask("/sparql", Host=host, **sent)
        assert f"http://{host}/sparql".encode() in body
    assert again(headers)


def test_a_proxy_may_say_for_whom_it_asks(releases: Path) -> None:
    """Behind a proxy the host is the one it names, and its clients share what is kept."""
    with serving(releases, proxies=1) as address, closing(Client(address)) as client:
        found = [
            client.ask("/sparql", Accept="text/turtle", X_Forwarded_Host=host, X_Forwarded_For=peer)
            for host, peer in (("one.example", "192.0.2.1"), ("two.example", "192.0.2.1"))
            for peer in (peer, "198.51.100.7")
        ]
    assert [again(headers) for _, headers, _ in found] == [False, True, False, True]
    assert [b"http://one.example/" in body for _, _, body in found] == [True, True, False, False]


def test_another_release_ends_what_is_kept(releases: Path) -> None:
    """Once another release is current no answer of the one before is given, and going back is the same."""
    with serving(releases) as address, closing(Client(address)) as client:
        for name in ("tiny", "other", "tiny"):
            release.swap(release.kept(releases, name), releases)
            found = [client.ask(NORM)[1] for _ in range(2)]
            assert [headers["acquis-release"] for headers in found] == [name, name]
            assert [again(headers) for headers in found] == [False, True]


def test_nothing_is_kept_without_memory_for_it(releases: Path) -> None:
    """With no memory for answers the application answers each time."""
    with serving(releases, cache_mb=0) as address, closing(Client(address)) as client:
        assert [again(client.ask(NORM)[1]) for _ in range(2)] == [False, False]


@pytest.mark.parametrize("wanted", ["requests", "queries"])
def test_what_is_given_again_is_counted_and_logged(releases: Path, wanted: str) -> None:
    """Numbers and log lines are those of any answer, and say that it was given again."""
    path = f"/sparql?query={quote('ASK {} # mine')}"
    with started(releases, access_log=wanted, workers=1) as server, closing(Client(server.address)) as client:
        for _ in range(3):
            client.ask(path, User_Agent="tester")
        text = until(lambda: client.ask("/metrics")[2].decode(), "acquis_answers_again_total 2.0")
        lines = [json.loads(line) for line in server.said().splitlines() if line.startswith("{")]
    numbers = {
        (one.name, one.labels.get("route", "")): one.value
        for family in text_string_to_metric_families(text)
        for one in family.samples
    }
    assert numbers["acquis_requests_total", "/sparql"] == 3
    assert numbers["acquis_request_seconds_count", "/sparql"] == 1
    assert numbers["acquis_answers_again_total", ""] == 2
    asked = [line for line in lines if line["path"] == "/sparql"]
    assert [line.pop("again", False) for line in asked] == [False, True, True]
    for line in asked[1:]:
        assert line.keys() == asked[0].keys() - {"query_ms"}
        assert (line["agent"], line["client"], line["bytes"]) == ("tester", "127.0.0.0", asked[0]["bytes"])
        assert line.get("query") == ("ASK {} # mine" if wanted == "queries" else None)


# What follows has no server: the bound, and what no address of ours answers so far.


@pytest.fixture
def told() -> list[Given]:
    """Return what was given again."""
    return []


@pytest.fixture
def kept(told: list[Given]) -> Callable[..., Kept]:
    """Return what makes a place for answers of a release called a."""
    return lambda most: Kept(lambda: "a", most, told.append)


def environ(path: str) -> dict[str, Any]:
    """Return the environment of a request, as the application leaves it."""
    found = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": "", "SCRIPT_NAME": ""}
    found |= {"wsgi.url_scheme": "http", "HTTP_HOST": "a"}
    return found | {"acquis.release": "a", "acquis.route": "/<path>"}


def said(**more: str) -> list[tuple[str, str]]:
    """Return headers of an answer."""
    return list({"etag": 'W/"a"', "cache-control": "public, no-cache", **more}.items())


def put(kept: Kept, path: str, size: int, **more: str) -> None:
    """Hand an answer of *size* bytes to *kept*."""
    one = environ(path)
    kept.keep(kept.key(one), one, (200, said(**more), b"x" * size))


def holds(kept: Kept, path: str) -> bool:
    """Return whether the answer at *path* is given again."""
    one = environ(path)
    return kept.again(kept.key(one), one) is not None


def test_memory_is_bounded(kept: Callable[..., Kept]) -> None:
    """The answer that was looked at least lately goes first; one too long for the place never comes."""
    place = kept(100_000)
    for path in "abc":
        put(place, path, 20_000)
    assert holds(place, "a")
    put(place, "d", 20_000)
    put(place, "e", 20_000)
    assert [holds(place, path) for path in "abcde"] == [True, False, True, True, True]
    put(place, "f", 30_000)
    assert [holds(place, path) for path in "acdef"] == [True, True, True, True, False]
    for _ in range(100):
        put(place, "a", 20_000)
    assert [holds(place, path) for path in "acde"] == [True] * 4


def test_a_long_request_takes_memory_too(kept: Callable[..., Kept]) -> None:
    """What a client sends counts for the bound: no length of it makes the server hold more."""
    place = kept(100_000)
    for number in range(10):
        put(place, f"{number}{'x' * 20_000}", 10)
    assert [holds(place, f"{number}{'x' * 20_000}") for number in range(10)] == [False] * 6 + [True] * 4


@pytest.mark.parametrize(
    "more",
    [
        {"set-cookie": "a=b"},
        {"vary": "Accept, User-Agent"},
        {"vary": "*"},
        {"cache-control": "private"},
        {"cache-control": "no-store"},
    ],
)
def test_what_is_not_for_all_is_not_kept(kept: Callable[..., Kept], more: dict[str, str]) -> None:
    """An answer with a cookie, that varies by what is not looked at, or that is private is given once."""
    place = kept(100_000)
    put(place, "a", 10, **more)
    assert not holds(place, "a")
    put(place, "a", 10, vary="Accept, Accept-Encoding")
    assert holds(place, "a")


def test_an_answer_of_the_release_before_comes_too_late(kept: Callable[..., Kept]) -> None:
    """What was made while another release became current is not kept."""
    place = kept(100_000)
    late = environ("a") | {"acquis.release": "b"}
    place.keep(place.key(late), late, (200, said(), b"x"))
    assert not holds(place, "a")
