"""A release that goes or is damaged under a running server: a clear answer or the right one, no other."""

import os
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

import desk
from acquis.engine import Engine, parse
from acquis.engine.writer import copy_store
from acquis.errors import Overloaded, QueryFailed, ReleaseError
from acquis.pool import Job, Pool, start
from acquis.releases import release
from conftest import make_release, tiny_quads
from desk import settings_of
from serving import started

LONG_S = 30
ALL = Job("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "text/csv")
COUNT = f"/sparql?query={quote('SELECT (COUNT(*) AS ?n) { ?s ?p ?o }')}"
CSV = {"Accept": "text/csv"}
ANEW = CSV | {"Cache-Control": "no-cache"}
PATHS = ("/", "/doc/norm/gge-2015/c.ttl", "/api/queries/norm-wording.csv?norm=c", COUNT, "/health")


@contextmanager
def _answered(releases: Path, home: str) -> Iterator[str]:
    """Yield the address of a server that holds releases in the *home* named, once it has answered."""
    most = {"memory": 1_000_000, "disk": 0}[home]
    with started(releases, memory_quads=most, client_errors=1_000, workers=1, access_log="off") as server:
        for path in PATHS:
            assert desk.ask(server.address + path, headers=CSV).status == 200, path
        yield server.address


@pytest.mark.parametrize("home", ["memory", "disk"])
def test_a_release_is_removed_under_a_running_server(releases: Path, home: str) -> None:
    """Whatever is still answered is as before; all else is a 503 that says what is wrong."""
    with _answered(releases, home) as address:
        right = {path: desk.ask(address + path, headers=CSV).body for path in PATHS[1:-1]}
        shutil.rmtree(releases / "tiny")
        for _ in range(20):
            for path, body in right.items():
                answer = desk.ask(address + path, headers=ANEW)
                assert answer.status in (200, 503), answer.body
                assert answer.status == 503 or answer.body == body
                assert b"release" in answer.body if answer.status == 503 else True
            time.sleep(0.05)
        assert desk.ask(f"{address}/dumps/tiny/graph.nq.gz").status in (404, 503)
        # A release put in place mends it, without a start.
        release.install(make_release(releases.parent, tiny_quads()[1:], "next"), releases)
        for path in PATHS:
            assert desk.ask(address + path, headers=CSV).headers["Acquis-Release"] == "next"


@pytest.mark.parametrize("home", ["memory", "disk"])
def test_all_releases_are_removed_and_the_link_with_them(releases: Path, home: str) -> None:
    """Without any release, answers are those of before or say that there is none."""
    with _answered(releases, home) as address:
        shutil.rmtree(releases)
        for path in PATHS:
            answer = desk.ask(address + path, headers=ANEW)
            assert answer.status in (200, 503), answer.body
            assert answer.headers["Acquis-Release"] == "tiny" or b"release" in answer.body


def test_a_release_that_cannot_be_opened_any_more_costs_no_storm_of_processes(releases: Path) -> None:
    """When the store on disk is gone, queries are refused at once, and no process is made over and over."""
    settings = settings_of(releases, memory_quads=0)
    with start(settings) as running:
        pool = Pool(settings, running.address)
        right = pool.run(ALL).body
        shutil.rmtree(releases / "tiny" / "store")
        for child in _children_of_hosts(running.process.pid):
            os.kill(child, 9)
        said, end = list[str](), time.monotonic() + LONG_S
        while len(said) < 3 and time.monotonic() < end:
            try:
                assert pool.run(ALL).body == right
            except ReleaseError as error:
                said.append(str(error))
            except (Overloaded, QueryFailed):
                continue  # it was handed to a process that was killed just now
        assert [one[:38] for one in said] == ["The release tiny cannot be read now: a"] * 3
        assert pool.stats()["forks"] < 100
        pool.close()


def _children_of_hosts(pool: int) -> list[int]:
    """Return the query processes below *pool*: keeper, broker, nursery, host, and then they."""
    found = [pool]
    for _ in range(4):
        found = [int(one) for pid in found for one in _below(pid)]
    return found


def _below(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a release directory whose store is of many blocks, not installed."""
    lines = "".join(
        f'<https://w3id.org/acquis/id/x/{n}> <urn:p{n % 7}> "{n * 7919 % 100_003:06} {"word " * 5}{n}"'
        f" <https://w3id.org/acquis/graph/source/x> .\n"
        for n in range(8_000)
    )
    folder = tmp_path_factory.mktemp("large")
    return make_release(folder, list(parse(lines.encode(), "application/n-quads")), "large")


def test_a_damaged_store_is_never_answered_from(large: Path, tmp_path: Path) -> None:
    """Wherever a byte of the store is changed, what is read of it is right, or is an error that says so."""
    right = Counter(Engine.open(large / "store").quads())
    files = [path for path in sorted((large / "store").glob("*.sst")) if path.stat().st_size > 10_000]
    assert files
    refused = 0
    for number, path in enumerate(files):
        for part in (0.1, 0.5, 0.9):
            copy = tmp_path / f"{number}-{part}"
            copy_store(large / "store", copy)
            data = bytearray((copy / path.name).read_bytes())
            data[int(len(data) * part)] ^= 0xFF
            (copy / path.name).unlink()
            (copy / path.name).write_bytes(data)
            try:
                engine = Engine.open(copy)
                found = Counter(engine.quads())
                counted = engine.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").serialise("text/csv")
            except OSError:
                refused += 1
                continue
            assert found == right
            assert counted == b"n\r\n8000\r\n"
    assert refused > 0


def test_a_store_is_damaged_under_a_running_server(large: Path, tmp_path: Path) -> None:
    """Over HTTP, from a store with flaws in each file, nothing but right answers and refusals comes.

    A count of what cannot be read has no end in the engine, and is stopped at a limit of its process.
    """
    releases = tmp_path / "releases"
    shutil.copytree(large, tmp_path / "built")
    release.install(tmp_path / "built", releases)
    right = {f"/doc/x/{n}.nt": f' word {n}" .\n'.encode() for n in (7, 1_321, 5_001, 7_999)}
    settings = {"memory_quads": 0, "query_seconds": 2, "query_memory_mb": 100, "client_errors": 1_000}
    with started(releases, workers=1, access_log="off", **settings) as server:
        # Nothing was read of it yet but to open it, so nothing is at hand that was read before.
        for file in (releases / "large" / "store").glob("*.sst"):
            with file.open("r+b") as store:
                for place in range(2048, file.stat().st_size - 8192, 4096):
                    store.seek(place)
                    store.write(b"damaged!")
        statuses = []
        for path, said in right.items():
            answer = desk.ask(server.address + path)
            statuses.append(answer.status)
            assert answer.status in (200, 503)
            assert (said if answer.status == 200 else b"cannot be read") in answer.body
        counted = desk.ask(server.address + COUNT, headers=CSV)
        assert counted.status in (413, 503, 504) or counted.body == b"n\r\n8000\r\n"
    assert 503 in statuses
