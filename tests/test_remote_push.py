"""A release comes to an engine whole or not at all: only what changed, else all, and anew after a fault."""

import gzip
import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from click.testing import CliRunner, Result

import engines
from acquis import remote
from acquis.cli import main
from acquis.config import Settings
from acquis.engine import Literal, NamedNode, Quad
from acquis.errors import InvalidSetting, Overloaded, ReleaseError
from acquis.pool import Inline, Job
from acquis.publishing import grow
from acquis.releases import release
from acquis.remote import Node, Remote, push
from acquis.remote.node import MARKER
from acquis.vocab import GRAPH, ID
from conftest import make_release, tiny_quads
from serving import free_port

ALL = (
    "SELECT ?g ?s ?p ?o WHERE { GRAPH ?g { ?s ?p ?o FILTER(!ISBLANK(?s) && !ISBLANK(?o)) } }"
    " ORDER BY ?g ?s ?p ?o"
)
NOTE = GRAPH + "submission/note"
# A text that some engine may take apart: quotes, what looks like an escape, other scripts.
ODD_TEXT = 'a "b" \\u0041 \\ \n <c> 中文 \U0001f600'


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[engines.Running]:
    """Return an Oxigraph server that all tests here share."""
    with engines.running("oxigraph", tmp_path_factory.mktemp("engines") / "oxigraph") as found:
        yield found


@pytest.fixture
def engine_running(started: engines.Running) -> engines.Running:
    """Return the server, empty: whatever test came before, it holds no release."""
    urlopen(Request(started.addresses[1], b"DROP ALL", {"Content-Type": "application/sparql-update"}))
    return started


NodeOf = Callable[[Settings], Node]


@pytest.fixture
def node_of() -> Iterator[NodeOf]:
    """Return a maker of the first node of settings, closed at the end."""
    with ExitStack() as opened:
        yield lambda settings: opened.enter_context(remote.opened(settings))[0]


def notes(*texts: str) -> list[Quad]:
    """Return *texts* as said of one thing in the graph NOTE."""
    thing, says = NamedNode(ID + "work/note"), NamedNode(GRAPH + "says")
    return [Quad(thing, says, Literal(text), NamedNode(NOTE)) for text in texts]


def asked(settings: Settings, found: release.Release, text: str) -> bytes:
    """Return what the engine of *settings* answers to *text* from *found*."""
    runner = Remote(settings, Inline(release.open_engine(found)))
    try:
        return runner.run(Job(text, "text/csv", found.id)).body
    finally:
        runner.close()


def held_here(found: release.Release, text: str) -> bytes:
    """Return what the release itself answers to *text*."""
    return Inline(release.open_engine(found)).run(Job(text, "text/csv")).body


def test_what_changed_is_sent_alone(node_of: NodeOf, engine_running: engines.Running, releases: Path) -> None:
    """After a first whole release each further one costs what it differs by, back and forth."""
    settings = engines.settings(releases, engine_running)
    node = node_of(settings)
    first = release.current(releases)
    assert push(node, first, releases).how == "whole"
    second = grow(releases, add={NOTE: notes("one", ODD_TEXT)})
    third = grow(releases, add={NOTE: notes("two")})
    text = ALL.replace("FILTER(", f"FILTER(?g != <{MARKER}> && ")
    for found, expected in ((second, "change"), (third, "change"), (second, "change"), (first, "change")):
        done = push(node, found, releases)
        assert (done.how, 0 < done.statements < 10) == (expected, True)
        # Looked up at the engine whatever is current here.
        assert asked(settings, found, text) == held_here(found, text)
    assert push(node, first, releases).how == "nothing"


def test_a_release_of_other_sources_is_sent_whole(
    node_of: NodeOf, engine_running: engines.Running, releases: Path, tmp_path: Path
) -> None:
    """A release that did not grow out of what is there takes its place, and nothing of ours is left over."""
    settings = engines.settings(releases, engine_running)
    node = node_of(settings)
    push(node, grow(releases, add={NOTE: notes("left over?")}), releases)
    other = [quad for quad in tiny_quads() if "norms" not in str(quad.graph_name)]
    found = release.install(make_release(tmp_path, other, "other"), releases)
    done = push(node, found, releases)
    assert (done.how, done.statements) == ("whole", len(other))
    assert b"left over?" not in asked(settings, found, ALL)
    assert b"Cooperate against crime" not in asked(settings, found, ALL)


def test_half_a_release_is_never_asked(
    node_of: NodeOf, engine_running: engines.Running, releases: Path
) -> None:
    """What is stopped in the middle leaves no mark: queries are refused, until it is done anew as a whole."""
    settings = engines.settings(releases, engine_running)
    node = node_of(settings)
    found = release.current(releases)
    push(node, found, releases)

    class Stopped(Exception):
        """Whoever publishes is stopped."""

    def stop(said: str) -> None:
        if said.startswith("Graph 3"):
            raise Stopped

    changed = grow(releases, add={NOTE: notes("more")})
    without_update = node_of(engines.settings(releases, engine_running, endpoint_update=""))
    with pytest.raises(Stopped):
        push(without_update, changed, releases, step=stop)
    with pytest.raises(Overloaded):
        asked(settings, changed, ALL)
    assert push(node, changed, releases).how == "whole"
    assert b"more" in asked(settings, changed, ALL)


def test_an_engine_without_room_is_left_out(node_of: NodeOf, releases: Path, tmp_path: Path) -> None:
    """An engine that cannot write any more refuses, keeps no mark and answers nothing until there is room."""

    def wall() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))

    found = release.current(releases)
    with engines.running("oxigraph", tmp_path / "full", wall=wall) as engine:
        settings = engines.settings(releases, engine)
        node = node_of(settings)
        push(node, found, releases)
        large = grow(releases, add={NOTE: notes(*(f"{place} {'x' * 1000}" for place in range(400)))})
        with pytest.raises(ReleaseError, match="room on its disk"):
            push(node, large, releases)
        with pytest.raises(Overloaded):
            asked(settings, large, ALL)
        engine.stop(signal.SIGKILL)
        engine.wall = None
        engine.start()
        push(node, large, releases)
        assert asked(settings, large, ALL).count(b"x" * 1000) == 400


def test_an_engine_that_is_down_is_named(node_of: NodeOf, releases: Path) -> None:
    """Nothing can be brought to an engine that does not answer; the error names it and says what to do."""
    address = f"http://127.0.0.1:{free_port()}"
    down = engines.Running("oxigraph", releases, int(address.rpartition(":")[2]))
    node = node_of(engines.settings(releases, down))
    with pytest.raises(ReleaseError, match=rf"{address}/query does not take .* `acquis push` again"):
        push(node, release.current(releases), releases)
    node = node_of(engines.settings(releases, down, endpoint_graphs=""))
    with pytest.raises(InvalidSetting, match="set ACQUIS_ENDPOINT_GRAPHS"):
        push(node, release.current(releases), releases)


def called(settings: Settings, *arguments: str) -> Result:
    """Return what the command says with *settings*."""
    names = ("endpoint", "endpoint_graphs", "endpoint_update", "releases_dir")
    values = {name: getattr(settings, name) for name in names}
    environ = {
        f"ACQUIS_{name.upper()}": ",".join(value) if isinstance(value, tuple) else str(value)
        for name, value in values.items()
    }
    return CliRunner(env=environ).invoke(main, ["push", *arguments])


def test_the_command_tells_and_brings(
    engine_running: engines.Running, releases: Path, tmp_path: Path
) -> None:
    """The command tells which release each engine holds, brings the current one, and names foreign graphs."""
    fresh = release.install(make_release(tmp_path, tiny_quads(), "fresh"), releases)
    address = engine_running.addresses[2]
    urlopen(Request(f"{address}?graph=urn:x-other", b"<urn:a> <urn:b> 1 .", {"Content-Type": "text/turtle"}))
    settings = engines.settings(releases, engine_running)
    before = called(settings, "--status")
    assert (before.exit_code, "run `acquis push`" in before.output) == (1, True)
    brought = called(settings)
    assert brought.exit_code == 0, brought.output
    assert "1 graphs there are not ours" in " ".join(brought.output.split())
    after = called(settings, "--status")
    assert (after.exit_code, fresh.id in after.output) == (0, True)
    urlopen(Request(f"{address}?graph=urn:x-other", method="DELETE"))
    none = CliRunner(env={"ACQUIS_RELEASES_DIR": str(releases)}).invoke(main, ["push"])
    assert (none.exit_code, "set ACQUIS_ENDPOINT" in none.output) == (2, True)


def test_a_dump_that_the_engine_read_itself_is_counted(
    engine_running: engines.Running, releases: Path, tmp_path: Path
) -> None:
    """Who says that the dump is loaded is believed only if each graph has as many triples as it should."""
    found = release.install(make_release(tmp_path, tiny_quads(), "dumped"), releases)
    settings = engines.settings(releases, engine_running)
    address, dump = engine_running.addresses[2], gzip.decompress((found.path / "graph.nq.gz").read_bytes())
    lines = dump.splitlines(keepends=True)
    for loaded, code in ((lines[:-1], 1), (lines, 0)):
        body, kind = b"".join(loaded), {"Content-Type": "application/n-quads"}
        urlopen(Request(address, body, kind, method="PUT"))
        done = called(settings, "--loaded")
        assert done.exit_code == code, done.output
        assert ("holds" in done.output) == bool(code)
    assert asked(settings, found, "ASK { ?n acq:letter 'c' }") == b"true"


def test_two_who_publish_do_not_meet(engine_running: engines.Running, releases: Path) -> None:
    """While a server brings releases to the engines, the command leaves that to it."""
    settings = engines.settings(releases, engine_running)
    with remote.alone(releases, wait=False):
        done = called(settings)
    assert (done.exit_code, "by itself" in done.output) == (1, True)


@pytest.mark.parametrize("graphs", ["FROM <graph/source/states>", "FROM NAMED <graph/source/states>", ""])
def test_the_graphs_of_a_query_are_heeded(
    node_of: NodeOf, engine_running: engines.Running, releases: Path, graphs: str
) -> None:
    """An engine that takes the union of all for its default graph answers from those that FROM names."""
    settings = engines.settings(releases, engine_running)
    found = release.current(releases)
    push(node_of(settings), found, releases)
    text = f"SELECT (COUNT(*) AS ?n) {graphs} WHERE {{ {{ ?s acq:letter ?o }} UNION {{ ?s a acq:State }} }}"
    assert asked(settings, found, text) == held_here(found, text)
