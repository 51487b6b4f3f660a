"""The pool of query processes, for real: answers, limits, kills, queues, and what a dying part costs."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from acquis import config, errors
from acquis.config import Settings
from acquis.engine import Engine, parse
from acquis.errors import (
    AcquisError,
    InvalidSetting,
    Overloaded,
    QueryFailed,
    QueryTimeout,
    QueryTooLarge,
    ReleaseError,
    TooManyRequests,
)
from acquis.pool import Answer, Inline, Job, Pool, Started, frames, keeper, notes, start
from acquis.pool.ask import Ask, Child, Front, Place, crowding, heaviest, order, too_heavy
from acquis.pool.hosts import is_stale
from acquis.releases import release
from checkout import ROOT
from conftest import make_release, tiny_quads

JSON = "application/sparql-results+json"
LONG_S = 30
TRIPLES = " ".join(f"?s{n} ?p{n} ?o{n} ." for n in range(7))
# No blank nodes: their names differ from process to process.
ALL = "SELECT * { ?s ?p ?o FILTER(isIRI(?s) && !isBlank(?o)) } ORDER BY ?s ?p ?o"
COUNT = f"SELECT (COUNT(*) AS ?n) {{ {TRIPLES} }}"
ENDLESS = Job(COUNT, JSON)
CHEAP = Job("ASK { ?s ?p ?o }", JSON)
OTHER = parse(b"<urn:a> <urn:b> <urn:c> <https://w3id.org/acquis/graph/source/x> .", "application/n-quads")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of two releases, `tiny`, which is current, and `other`; and of a broken one."""
    made = tmp_path_factory.mktemp("pool")
    for name, quads in (("other", list(OTHER)), ("broken", list(OTHER)), ("tiny", tiny_quads())):
        release.install(make_release(made, quads, name), made / "releases")
    (made / "releases" / "broken" / "graph.nq.gz").write_bytes(b"no dump")
    return made / "releases"


def _settings(folder: Path, **values: int) -> Settings:
    chosen = {f"ACQUIS_{name.upper()}": str(value) for name, value in values.items()}
    return config.load({"ACQUIS_RELEASES_DIR": str(folder), **chosen})


@pytest.fixture(scope="module")
def settings(folder: Path) -> Settings:
    """Return settings with little memory and short answers."""
    return _settings(
        folder, query_memory_mb=150, pool_memory_mb=220, max_result_bytes=1_000_000, query_seconds=LONG_S
    )


@pytest.fixture(scope="module")
def started(settings: Settings) -> Iterator[Started]:
    """Yield a running pool over the tiny release."""
    with start(settings) as running:
        yield running


@pytest.fixture(scope="module")
def pool(settings: Settings, started: Started) -> Iterator[Pool]:
    """Yield a front end of the pool."""
    front = Pool(settings, started.address)
    yield front
    front.close()


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    """Yield threads to ask from."""
    with ThreadPoolExecutor(12) as executor:
        yield executor


def _until(true: Callable[[], Any]) -> None:
    """Return once *true*; fail when that takes too long."""
    for _ in range(LONG_S * 50):
        if true():
            return
        time.sleep(0.02)
    raise AssertionError("what was waited for did not come")


def _asked(pool: Pool, job: Job = CHEAP) -> Answer:
    """Return the answer to *job*, asked again while the pool is starting anew."""
    for _ in range(LONG_S * 10):
        try:
            return pool.run(job)
        except Overloaded:
            time.sleep(0.1)
    raise AssertionError("the pool did not come back")


def _children(pid: int) -> list[int]:
    """Return the processes that *pid* started and that are no mere remains."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = path.read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if int(parent) == pid and state != "Z":
            found.append(int(path.parent.name))
    return found


def _family(pid: int) -> list[int]:
    """Return *pid* and all that it started, and so on."""
    return [pid, *(one for child in _children(pid) for one in _family(child))]


def _broker(started: Started) -> int:
    (broker,) = _children(started.process.pid)
    return broker


def _hosts(started: Started) -> list[int]:
    """Return the processes that hold a release; each is forked from the nursery of its task."""
    return [host for nursery in _children(_broker(started)) for host in _children(nursery)]


def _running(pool: Pool) -> int:
    return int(pool.stats()["running"])


def _begun(pool: Pool, threads: ThreadPoolExecutor, job: Job = ENDLESS, **how: Any) -> Future[Answer]:
    """Return *job* under way in a thread of its own, once it runs."""
    before = _running(pool)
    future = threads.submit(pool.run, job, **how)
    _until(lambda: _running(pool) > before or future.done())
    return future


@pytest.mark.parametrize(
    "job",
    [
        CHEAP,
        Job(ALL, JSON),
        Job(ALL, "text/csv"),
        Job(ALL, JSON, offset=3, limit=4),
        Job("SELECT ?s ?p { ?s ?p ?o } ORDER BY ?s", JSON, values={"p": "<urn:nothing>"}),
        Job("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", JSON, default_graphs=["urn:nothing"]),
        Job("CONSTRUCT WHERE { ?s <https://w3id.org/acquis/def#draftOf> ?o }", "text/turtle"),
        Job("CONSTRUCT { <urn:a> <urn:b> 1 } {}", "application/ld+json"),
        Job('SELECT ("é\\u0001\U0001f600" AS ?x) {}', JSON),
        Job(f"SELECT (STRLEN('{'x' * 90_000}') AS ?n) {{}}", JSON),
        Job(f"SELECT ('{'x' * 400_000}' AS ?n) {{}}", JSON),
    ],
)
def test_answers_are_those_of_the_engine(pool: Pool, engine: Engine, job: Job) -> None:
    """Whatever a job asks, the answer is the one that the engine gives in this very process."""
    assert replace(pool.run(job), seconds=0) == replace(Inline(engine).run(job), seconds=0)


@pytest.mark.parametrize(
    "job",
    [
        Job("SELECT ?s {\n ?s ?p", JSON),
        Job("INSERT DATA { <urn:a> <urn:b> 1 }", JSON),
        Job("SELECT * { SERVICE <urn:x> { ?s ?p ?o } }", JSON),
        Job("ASK {}", "image/png"),
        Job("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", JSON),
    ],
)
def test_errors_are_those_of_the_engine(pool: Pool, engine: Engine, job: Job) -> None:
    """An error of the engine reaches the front end with its sentence and data."""
    here = _refusal(Inline(engine, 1_000_000), job)
    with pytest.raises(type(here)) as there:
        pool.run(job)
    assert (str(there.value), vars(there.value)) == (str(here), vars(here))


def _refusal(runner: Inline, job: Job) -> AcquisError:
    """Return why *runner* refuses *job*, without the way there: that holds a result of this thread."""
    try:
        runner.run(job)
    except AcquisError as error:
        return error.with_traceback(None)
    pytest.fail("the job was done")


@pytest.mark.parametrize(
    "error",
    [
        errors.InvalidParameter("p", name="n", near=("a", "b")),
        errors.InvalidQuery("q", line=1, column=2),
        errors.NotAcceptable("n", offered=("a/b", "c/d")),
        Overloaded("o", retry_after=7),
        QueryFailed("f"),
        QueryTimeout("t", limit=1, spent=1.5),
        QueryTooLarge("l", limit=9),
        ReleaseError("r"),
        TooManyRequests("m", retry_after=3),
        errors.UnknownEntity("u", iri="urn:x"),
        errors.UnsupportedQuery("s"),
        errors.Withdrawn("w", iri="urn:y"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_errors_survive_the_journey(error: AcquisError) -> None:
    """Each error arrives as the class, sentence and data that it left with."""
    arrived = frames.error_of(json.loads(json.dumps(frames.pack_error(error))))
    assert (type(arrived), arrived.args, vars(arrived)) == (type(error), error.args, vars(error))


@pytest.mark.parametrize(
    "header", [{}, {"error": "Nothing"}, {"error": "Path"}, {"error": "annotations"}, {"error": 1}]
)
def test_an_unreadable_error_is_a_failure(header: dict[str, Any]) -> None:
    """What is no answer and no error of ours is never taken for a class to be built."""
    assert type(frames.error_of(header)) is QueryFailed


@pytest.mark.parametrize(
    "text",
    [
        COUNT,
        "SELECT (COUNT(*) AS ?n) { "
        + " ".join(f"?a{n} (!<urn:x>|^!<urn:x>)* ?b{n} ." for n in range(5))
        + " }",
        f"SELECT (COUNT(DISTINCT ?o1) AS ?n) {{ {TRIPLES} }}",
        "SELECT (COUNT(*) AS ?n) { "
        + " ".join(f"VALUES ?v{n} {{ {' '.join(map(str, range(200)))} }}" for n in range(5))
        + " }",
        f"SELECT (COUNT(*) AS ?n) {{ {TRIPLES} FILTER REGEX(CONCAT(STR(?o1), STR(?o2)), '(a+)+$') }}",
        f"ASK {{ {TRIPLES} FILTER(CONCAT(STR(?o1), STR(?o6)) = 'never') }}",
    ],
    ids=["product", "path", "distinct", "values", "regex", "ask"],
)
def test_a_runaway_is_stopped(pool: Pool, text: str) -> None:
    """A query that would run for hours is stopped at its deadline; the next one is answered."""
    with pytest.raises(
        QueryTimeout, match=r"stopped after 0\.\d seconds; it may take 0\.3\. Add LIMIT"
    ) as caught:
        pool.run(Job(text, JSON, seconds=0.3))
    assert caught.value.limit == 0.3
    assert caught.value.spent >= 0.3
    assert pool.run(CHEAP).body


def test_a_job_may_only_lower_the_time(folder: Path, threads: ThreadPoolExecutor) -> None:
    """A job that asks for more time than there is gets what there is."""
    own = _settings(folder, query_seconds=1)
    with start(own) as started:
        pool = Pool(own, started.address)
        with pytest.raises(QueryTimeout) as caught:
            pool.run(replace(ENDLESS, seconds=100.0))
        pool.close()
    assert caught.value.limit == 1


def test_a_memory_bomb_is_stopped(pool: Pool) -> None:
    """A query that sorts a huge product is stopped at its memory limit; the next one is answered."""
    with pytest.raises(QueryTooLarge, match="more than 150 MB of memory") as caught:
        pool.run(Job(f"SELECT * {{ {TRIPLES} }} ORDER BY ?o1 LIMIT 1", JSON))
    assert caught.value.limit == 150 << 20
    assert pool.run(CHEAP).body


def test_memory_bombs_together_are_stopped(pool: Pool, threads: ThreadPoolExecutor) -> None:
    """Several queries that together take too much are stopped, the largest first, until the rest fits."""
    bomb = Job(f"SELECT * {{ {TRIPLES} }} ORDER BY ?o1 LIMIT 1", JSON)
    found = [threads.submit(pool.run, bomb) for _ in range(4)]
    assert {type(future.exception(LONG_S)) for future in found} == {QueryTooLarge}
    assert pool.run(CHEAP).body


def test_a_query_is_stopped_when_the_client_leaves(
    pool: Pool, started: Started, threads: ThreadPoolExecutor
) -> None:
    """When the pipe of a client closes, its query fails and the process that ran it is no more."""
    leaving, client = os.pipe()
    with os.fdopen(leaving) as gone:
        future = _begun(pool, threads, gone=gone)
        busy = _busiest(started)
        os.close(client)
        with pytest.raises(QueryFailed, match="client left"):
            future.result(LONG_S)
    _until(lambda: busy not in _family(started.process.pid))
    _until(lambda: _running(pool) == 0)
    assert pool.run(CHEAP).body


def _busiest(started: Started) -> int:
    """Return the child of the pool that uses the processor most from now on, once one does."""

    def used(pid: int) -> int:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return 0
        return int(fields[11]) + int(fields[12])

    def children() -> list[int]:
        return [child for host in _hosts(started) for child in _children(host)]

    before = {child: used(child) for child in children()}

    def since(pid: int) -> int:
        return used(pid) - before.get(pid, 0)

    _until(lambda: max(map(since, children()), default=0) > 2)
    return max(children(), key=since)


def test_a_client_that_has_left_already_is_not_served(pool: Pool) -> None:
    """A closed pipe at the start is as good as one that closes later."""
    leaving, client = os.pipe()
    os.close(client)
    with os.fdopen(leaving) as gone, pytest.raises(QueryFailed, match="client left"):
        pool.run(ENDLESS, gone=gone)
    _until(lambda: _running(pool) == 0)


@pytest.mark.parametrize(
    ("number", "error"),
    [
        (signal.SIGKILL, QueryFailed),
        (signal.SIGSEGV, QueryFailed),
        (signal.SIGABRT, QueryTooLarge),
        (signal.SIGXCPU, QueryTimeout),
    ],
)
def test_a_crash_costs_one_query(
    pool: Pool, started: Started, threads: ThreadPoolExecutor, number: int, error: type[AcquisError]
) -> None:
    """When a process crashes, its query fails with a sentence, another that runs beside goes on."""
    crashing = _begun(pool, threads)
    os.kill(_busiest(started), number)
    with pytest.raises(error, match=r"\w+ .*\."):
        crashing.result(LONG_S)
    assert pool.run(CHEAP).body


def test_children_that_wait_may_die(pool: Pool, started: Started) -> None:
    """When all idle processes are killed, the next query is answered by a new one."""
    assert pool.run(CHEAP).body

    def children() -> set[int]:
        return {child for host in _hosts(started) for child in _children(host)}

    killed = children()
    for child in killed:
        # One that an earlier test has had stopped may be gone by now.
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    # Two wait again, and the broker has heard of the end of the others.
    _until(lambda: not killed & children() and len(children()) >= 2)
    assert pool.run(CHEAP).body


def test_a_dead_host_is_replaced(pool: Pool, started: Started, threads: ThreadPoolExecutor) -> None:
    """When the process that holds the release dies, or that it comes from, a query is to be asked again."""
    for those in (_hosts, lambda one: _children(_broker(one))):
        future = _begun(pool, threads)
        for pid in those(started):
            os.kill(pid, signal.SIGKILL)
        with pytest.raises(Overloaded) as caught:
            future.result(LONG_S)
        assert caught.value.retry_after == 1
        assert _asked(pool).body


def test_a_dead_broker_is_replaced(pool: Pool, started: Started, threads: ThreadPoolExecutor) -> None:
    """When the broker dies, running queries are to be asked again, and nothing of the old one stays."""
    future = _begun(pool, threads)
    old = _family(_broker(started))
    os.kill(old[0], signal.SIGKILL)
    with pytest.raises(Overloaded, match="try again in 2 seconds"):
        future.result(LONG_S)
    assert _asked(pool).body
    _until(lambda: not {pid for pid in old if Path(f"/proc/{pid}").exists()})


_ASKER = """
import sys
from acquis import config
from acquis.pool import Job, Pool
Pool(config.load({}), sys.argv[1]).run(Job(sys.argv[2], "application/sparql-results+json"))
"""


def test_a_dead_front_end_leaves_nothing_running(pool: Pool, started: Started) -> None:
    """When a front end is killed, its query stops."""
    front = subprocess.Popen([sys.executable, "-c", _ASKER, started.address, COUNT], cwd=ROOT / "server")
    try:
        _until(lambda: _running(pool) == 1)
    finally:
        front.kill()
        front.wait()
    _until(lambda: _running(pool) == 0)


@pytest.mark.parametrize(
    "name",
    ["nothing", "../tiny", "current", ".", "..", "tiny/", "", "x" * 5000, "tiny\n", "Ω", "\x00", "\ud800"],
)
def test_an_unknown_release_is_an_error(pool: Pool, name: str) -> None:
    """A name that is no kept release is refused; no name is that of the current one."""
    if not name:
        assert pool.run(replace(CHEAP, release=name)).body
        return
    with pytest.raises(ReleaseError, match="There is no release"):
        pool.run(replace(CHEAP, release=name))


def test_a_broken_release_is_an_error(pool: Pool, folder: Path) -> None:
    """A release that cannot be read is an error, each time, and says nothing of where it lies."""
    for _ in range(2):
        with pytest.raises(ReleaseError, match="The release broken cannot be read now") as caught:
            pool.run(replace(CHEAP, release="broken"))
        assert str(folder) not in str(caught.value)


def test_releases_are_asked_side_by_side(pool: Pool) -> None:
    """Each job is answered from the release that it names."""
    count = Job("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "text/csv")
    bodies = [pool.run(replace(count, release=name)).body for name in ("other", "tiny", "", "other")]
    assert bodies[0] == bodies[3] == b"n\r\n1\r\n"
    assert bodies[1] == bodies[2] != bodies[0]


def test_a_release_on_disk_is_asked_alike(folder: Path, engine: Engine) -> None:
    """A release too large for memory is answered from its store, behind the same walls."""
    own = _settings(folder, memory_quads=1)
    job = Job(ALL, JSON)
    with start(own) as started:
        pool = Pool(own, started.address)
        assert pool.run(job).body == Inline(engine).run(job).body
        with pytest.raises(QueryTimeout):
            pool.run(replace(ENDLESS, seconds=0.3))
        assert pool.run(CHEAP).body
        pool.close()


def test_a_new_release_is_asked_at_once_and_then_from_memory(
    folder: Path, tmp_path: Path, engine: Engine
) -> None:
    """A release that becomes current is asked on disk first, until it is held in memory by a successor."""
    releases = tmp_path / "releases"
    for name in ("first", "second"):
        release.install(make_release(tmp_path, tiny_quads(), name), releases)
    release.install(releases / "first", releases)
    with start(_settings(releases)) as started:
        pool = Pool(_settings(releases), started.address)
        assert _asked(pool, Job(ALL, JSON)).body == Inline(engine).run(Job(ALL, JSON)).body
        release.install(releases / "second", releases)
        for _ in range(3):
            assert pool.run(Job(ALL, JSON, release="second")).body == Inline(engine).run(Job(ALL, JSON)).body
        _until(lambda: pool.stats().get("improved"))
        # The host of the first release and the one that took over; the one before is gone with its children.
        _until(lambda: len(_hosts(started)) == 2)
        _until(lambda: pool.stats()["idle"] >= 2)
        assert pool.run(Job(ALL, JSON, release="second")).body == Inline(engine).run(Job(ALL, JSON)).body
        assert pool.run(Job(ALL, JSON, release="first")).body == Inline(engine).run(Job(ALL, JSON)).body
        pool.close()


def test_an_idle_child_that_holds_much_is_replaced() -> None:
    """What a process copied or took is looked at once it rests; one that never worked is left alone."""
    held = subprocess.Popen(
        [sys.executable, "-c", "x = b'x' * (40 << 20); print(flush=True); input()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert held.stdin is not None
    assert held.stdout is not None
    with held.stdin, held.stdout, socket.socket() as line:
        held.stdout.readline()
        child = Child(Place("tiny"), held.pid, 0, line, answered=1, idle=100.0)
        assert not is_stale(child, 100.5)
        assert is_stale(child, 102.0)
        assert not is_stale(child, 103.0)
        assert not is_stale(replace(child, answered=0, is_known=False), 103.0)
    held.wait(LONG_S)


def test_children_stand_behind_walls(pool: Pool, started: Started) -> None:
    """A child has one line and nothing else open, may open nothing, and stands in a network of its own."""
    assert pool.run(CHEAP).body
    children = [child for host in _hosts(started) for child in _children(host)]
    assert children
    limits = Path(f"/proc/{children[0]}/limits").read_text()
    status = Path(f"/proc/{children[0]}/status").read_text()
    opened = [str(path.readlink()) for path in Path(f"/proc/{children[0]}/fd").iterdir()]
    assert {"Max open files            0", "Max core file size        0"} <= {
        line[:27] for line in limits.splitlines()
    }
    assert "NoNewPrivs:\t1" in status
    assert sorted(opened)[:3] == [os.devnull] * 3
    assert len(opened) == 4
    if pool.stats()["network_cut"]:
        nets = {Path(f"/proc/{pid}/ns/net").readlink() for pid in ("self", children[0])}
        assert len(nets) == 2


@pytest.fixture
def narrow(folder: Path) -> Iterator[Pool]:
    """Yield a front end of a pool of two places, with small shares."""
    own = _settings(folder, queries=2, query_seconds=4, client_queries=2, client_errors=2, client_seconds=1)
    with start(own) as started:
        pool = Pool(own, started.address)
        assert _asked(pool).body
        yield pool
        pool.close()


def test_who_waits_is_served(narrow: Pool, threads: ThreadPoolExecutor) -> None:
    """Queries that come while all places are taken wait for their turn, and are answered."""
    blocking = [_begun(narrow, threads, replace(ENDLESS, seconds=0.9)) for _ in range(2)]
    waiting = [threads.submit(narrow.run, CHEAP, client=f"192.0.2.{number}") for number in range(4)]
    assert all(future.result(LONG_S).body for future in waiting)
    assert {type(future.exception(LONG_S)) for future in blocking} == {QueryTimeout}


def test_long_queries_make_room(narrow: Pool, threads: ThreadPoolExecutor) -> None:
    """When long queries take all places, the oldest goes, told so, and the one who waited is served."""
    blocking = [_begun(narrow, threads) for _ in range(2)]
    assert narrow.run(CHEAP).body
    with pytest.raises(Overloaded, match="others were waiting and the longest goes first"):
        blocking[0].result(LONG_S)
    with pytest.raises(QueryTimeout):
        blocking[1].result(LONG_S)


def test_a_share_is_kept(narrow: Pool, threads: ThreadPoolExecutor) -> None:
    """A client with two queries under way is refused a third; when its time is used up, the next."""
    mine = [_begun(narrow, threads, replace(ENDLESS, seconds=0.9), client="192.0.2.9") for _ in range(2)]
    with pytest.raises(TooManyRequests, match="2 queries of yours run or wait already"):
        narrow.run(CHEAP, client="192.0.2.9")
    assert {type(future.exception(LONG_S)) for future in mine} == {QueryTimeout}
    with pytest.raises(TooManyRequests) as caught:
        narrow.run(CHEAP, client="192.0.2.9")
    assert caught.value.retry_after > 1
    assert narrow.run(CHEAP, client="192.0.2.10").body


def test_faults_are_counted(narrow: Pool) -> None:
    """Two faulty requests are borne, the third is refused; others and ourselves are not affected."""
    narrow.fault("192.0.2.20")
    with pytest.raises(errors.InvalidQuery):
        narrow.run(Job("SELECT", JSON), client="192.0.2.20")
    for attempt in (narrow.fault, lambda client: narrow.run(CHEAP, client=client)):
        with pytest.raises(TooManyRequests, match="requests of yours failed"):
            attempt("192.0.2.20")
    narrow.fault("192.0.2.21")
    for _ in range(5):
        narrow.fault("")


def test_who_waits_too_long_is_sent_away(folder: Path, threads: ThreadPoolExecutor) -> None:
    """A query whose turn does not come within half of the time of a query is refused."""
    own = _settings(folder, queries=1, query_seconds=1)
    with start(own) as started:
        pool = Pool(own, started.address)
        assert _asked(pool).body
        blocking = _begun(pool, threads)
        with pytest.raises(Overloaded, match="waited") as caught:
            pool.run(CHEAP)
        assert caught.value.retry_after > 0
        assert isinstance(blocking.exception(LONG_S), QueryTimeout)
        pool.close()


def test_many_threads_share_a_pool(pool: Pool, threads: ThreadPoolExecutor) -> None:
    """Every thread gets the answer to its own question."""

    def ask(number: int) -> bool:
        return f"<{number}>" in pool.run(Job(f'SELECT ("<{number}>" AS ?x) {{}}', "text/csv")).body.decode()

    assert all(threads.map(ask, range(300)))


def test_no_pool_is_an_overload(settings: Settings, tmp_path: Path) -> None:
    """Where no pool listens, a query is refused for now and a fault is not counted."""
    pool = Pool(settings, str(tmp_path / "nothing"))
    for call in (lambda: pool.run(CHEAP), pool.stats):
        with pytest.raises(Overloaded) as caught:
            call()
        assert caught.value.retry_after == 2
    pool.fault("192.0.2.1")


_STARTER = """
import sys, time
from acquis import config
from acquis.pool import start
started = start(config.load())
print(started.process.pid, started.address, flush=True)
time.sleep(600)
"""


def test_the_pool_ends_with_who_started_it(settings: Settings) -> None:
    """When a server is killed, its pool ends by itself, with all processes and its folder."""
    starter = subprocess.Popen(
        [sys.executable, "-c", _STARTER],
        cwd=ROOT / "server",
        env=keeper.environment(settings, ""),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert starter.stdout is not None
    with starter.stdout:
        pid, _, address = starter.stdout.readline().strip().partition(" ")
        family = _family(int(pid))
        assert len(family) >= 3
        starter.kill()
        starter.wait()
    _until(lambda: not [one for one in family if Path(f"/proc/{one}").exists()])
    _until(lambda: not Path(address).parent.exists())


def test_closing_ends_every_process(settings: Settings) -> None:
    """After `close`, which may be called twice, no process and no file is left."""
    started = start(settings)
    family = _family(started.process.pid)
    started.close()
    started.close()
    _until(lambda: not [pid for pid in family if Path(f"/proc/{pid}").exists()])
    assert not Path(started.address).parent.exists()


def _by_hand(settings: Settings, address: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "acquis.pool"],
        env=keeper.environment(settings, address),
        stdin=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def test_a_pool_runs_on_its_own(settings: Settings, tmp_path: Path) -> None:
    """Started by hand it takes over a socket left behind, refuses a second pool there, and ends when told."""
    address = str(tmp_path / "pool.sock")
    keeper.listen(address).close()
    process = _by_hand(settings, address)
    try:
        own = replace(settings, pool_socket=address)
        pool = Pool(own)
        assert _asked(pool).body
        pool.close()
        with pytest.raises(InvalidSetting, match="another pool listens there"):
            keeper.listen(address)
        assert _by_hand(settings, address).wait(LONG_S) == 2
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(LONG_S) == 0
    assert not Path(address).exists()


@pytest.mark.parametrize(
    "data",
    [
        b"{",
        b"1",
        b'"ask"',
        b'["ask"]',
        b"\xff",
        b"[" * 20_000,
        b'{"ask": 1}',
        b'{"ask": "x", "client": 1, "release": null, "seconds": "y"}',
        b'{"ask": 1, "client": "", "release": "\\ud800", "task": "", "seconds": NaN}',
        b'{"ask": 1, "client": "", "release": "", "task": "", "seconds": null, "more": [[[{}]]]}',
        b'{"ask": 1, "client": "", "release": "", "task": "cook", "seconds": null}',
        b'{"ask": 1, "client": "", "release": "", "task": [], "seconds": null}',
        b'{"done": 1}',
        b'{"done": 7, "failed": 0}',
        b'{"cancel": 7}',
    ],
)
def test_a_front_end_that_talks_nonsense_harms_nobody(
    pool: Pool, started: Started, threads: ThreadPoolExecutor, data: bytes
) -> None:
    """The broker parts with it at most, and goes on with all others."""
    broker = _broker(started)
    running = _begun(pool, threads, replace(ENDLESS, seconds=0.5))
    with notes.stream() as line:
        line.connect(started.address)
        line.send(data)
        assert pool.run(CHEAP).body
    assert isinstance(running.exception(LONG_S), QueryTimeout)
    assert _broker(started) == broker


def test_a_front_end_asks_one_thing_at_a_time(pool: Pool, started: Started) -> None:
    """What it asked before is let go of with the next, and nothing of it stays when it leaves."""
    with notes.stream() as line:
        line.connect(started.address)
        for number in range(3):
            note = {"ask": number, "client": "a", "release": "", "task": "", "seconds": None}
            line.send(json.dumps(note).encode())
    _until(lambda: not pool.stats()["running"] + pool.stats()["waiting"])
    assert pool.run(CHEAP).body


def test_a_pool_on_its_own_needs_a_place(settings: Settings) -> None:
    """Without the setting that says where to listen it ends at once."""
    assert _by_hand(settings, "").wait(LONG_S) == 2


def _ask(started: float, grown: int = 0, client: str = "", arrived: float = 0.0) -> Ask:
    with socket.socket() as line:
        return Ask(Front(line), 0, client, Place("tiny"), 10.0, arrived, started, None, grown)


@pytest.mark.parametrize(
    ("starts", "waiting", "stopped"),
    [
        ((0, 1, 2, 3), 0, ()),
        ((0, 1, 2, 3), 1, (0,)),
        ((3, 1, 0, 2), 9, (0, 1)),
        ((0, 1), 9, ()),
        ((9.5, 9.6, 9.7, 0), 9, ()),
    ],
)
def test_the_oldest_make_room(starts: tuple[float, ...], waiting: int, stopped: tuple[float, ...]) -> None:
    """At most half of four places stay with queries of more than a second while others wait."""
    running = [_ask(begun) for begun in starts]
    assert [ask.started for ask in crowding(running, waiting, 4, 10.0)] == list(stopped)


@pytest.mark.parametrize(
    ("sizes", "heavy", "largest"),
    [
        ((10, 20, 30), [], []),
        ((10, 60, 30), [60], []),
        ((45, 40, 50), [], [50]),
        ((90, 80, 70), [90, 80, 70], [90, 80]),
    ],
)
def test_the_largest_make_room(sizes: tuple[int, ...], heavy: list[int], largest: list[int]) -> None:
    """Each may hold 50, and all together 100: the largest goes first, and no more than needed."""
    running = [_ask(0, size) for size in sizes]
    assert [ask.grown for ask in too_heavy(running, 50)] == heavy
    assert [ask.grown for ask in heaviest(running, 100)] == largest


def test_turns_go_by_use_and_then_by_arrival() -> None:
    """Who used least lately comes first; among equals who came first."""
    waiting = [_ask(0, client=name, arrived=at) for name, at in (("a", 1), ("b", 3), ("c", 2))]
    used = {"a": 5.0, "b": 0.0, "c": 0.0}
    assert [ask.client for ask in order(waiting, used.__getitem__)] == ["c", "b", "a"]
