"""A release that grew out of a built one: whole or not at all, and read like any other."""

import gzip
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from threading import Event, Thread

import pytest

from acquis import resources, turtle
from acquis.engine import Literal, NamedNode, Quad, canonical, parse
from acquis.engine.inference import entail
from acquis.errors import InvalidData, ReleaseError
from acquis.publishing import grow
from acquis.releases import changes, content, disk, release
from acquis.releases.compare import compared
from acquis.releases.release import Release
from acquis.rules import compile_rules
from acquis.vocab import ACQ, GRAPH, ID, INFERRED, META, PREFIXES
from conftest import make_release, tiny_quads
from published import site

PART = 12
RDF_TYPE = NamedNode(PREFIXES["rdf"] + "type")
ISSUER, ISSUED = NamedNode(ACQ + "issuer"), NamedNode(ACQ + "issued")
FINLAND = NamedNode(ID + "state/FIN")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder whose current release holds a small graph and all that follows from it."""
    folder = tmp_path_factory.mktemp("base")
    stated = [quad for quad in tiny_quads() if quad.graph_name != NamedNode(INFERRED)]
    rules = compile_rules(turtle.load(resources.folder("ontology") / "acquis.ttl"))
    size = Quad(NamedNode(INFERRED), NamedNode(PREFIXES["void"] + "triples"), Literal(7), NamedNode(META))
    kind = Quad(NamedNode(ACQ + "Stance"), RDF_TYPE, NamedNode(PREFIXES["owl"] + "Class"), NamedNode(META))
    quads = [*stated, size, kind]
    quads += entail(quads, rules, INFERRED)
    release.install(make_release(folder, canonical(quads), "built"), folder / "releases")
    return folder / "releases"


@pytest.fixture
def releases(base: Path, tmp_path: Path) -> Path:
    """Return a copy of that folder, to change."""
    shutil.copytree(base, tmp_path / "releases", symlinks=True)
    return tmp_path / "releases"


def graph(number: int) -> str:
    """Return the name of a graph handed in."""
    return f"{GRAPH}submission/2026-fin-{number}"


def handed_in(number: int, size: int = PART) -> list[Quad]:
    """Return *size* stances of Finland, from each of which one more triple follows."""
    quads = []
    for place in range(size):
        stance = NamedNode(f"{ID}submission/2026-fin-{number}/{place}")
        quads.append(Quad(stance, RDF_TYPE, NamedNode(ACQ + "Stance"), NamedNode(graph(number))))
        quads.append(Quad(stance, ISSUER, FINLAND, NamedNode(graph(number))))
    return quads


def said(number: int, text: str) -> list[Quad]:
    """Return what the graph of metadata says of a graph handed in."""
    return [
        Quad(
            NamedNode(graph(number)), NamedNode(PREFIXES["dcterms"] + "title"), Literal(text), NamedNode(META)
        )
    ]


def held(found: Release) -> set[Quad]:
    """Return the quads of the store of *found*, those of its union among them."""
    return set(release.open_engine(found).quads())


def test_it_holds_what_was_added_and_what_follows(releases: Path) -> None:
    """Store, memory and dumps hold the same: the base, what was added, and what is inferred from that."""
    before = release.current(releases)
    found = grow(releases, add={graph(1): handed_in(1)}, meta=said(1, "One"), anchor=(3, "ab"))
    assert release.current(releases) == found
    release.verify(found)
    here = held(found)
    assert {*handed_in(1), *said(1, "One")} <= here - held(before)
    issued = [quad for quad in here if quad.predicate == ISSUED and quad.graph_name == NamedNode(INFERRED)]
    assert len([quad for quad in issued if "2026-fin-1" in str(quad)]) == PART
    assert canonical(release.open_engine(found, memory_quads=10**6).quads()) == canonical(here)
    dump = parse(b"".join(release.lines(found)), "application/n-quads")
    assert canonical(dump) == canonical(quad for quad in here if isinstance(quad.graph_name, NamedNode))
    trig = parse(gzip.decompress(release.file(found, "graph.trig.gz").read_bytes()), "application/trig")
    assert canonical(trig) == canonical(dump)


def test_its_manifest_counts_what_is_there(releases: Path) -> None:
    """Quads and individuals are counted on, the base and the ledger are named, and old numbers say whose."""
    before = release.current(releases)
    found = grow(releases, add={graph(1): handed_in(1)}, meta=said(1, "One"), anchor=(3, "ab"))
    manifest = found.manifest
    assert manifest["quads"] == release.open_engine(found).count_quads()
    assert manifest["counts"]["Stance"] == before.manifest["counts"].get("Stance", 0) + PART
    assert manifest["counts"]["Norm"] == before.manifest["counts"]["Norm"]
    assert manifest["base"] == {"id": "built", "content_sha256": before.manifest["content_sha256"]}
    assert (manifest["grown_from"], manifest["ledger"]) == ("built", {"events": 3, "head": "ab"})
    assert manifest["coverage"]["numbers_of"] == "built"
    inferred = release.open_engine(found).triples(
        NamedNode(INFERRED), NamedNode(PREFIXES["void"] + "triples"), graph=META
    )
    assert int(getattr(next(inferred).object, "value", "")) > 7
    assert b"release built" in (found.path / "void.ttl").read_bytes()
    assert parse((found.path / "void.ttl").read_bytes(), "text/turtle")


def test_its_id_depends_on_base_and_difference_only(releases: Path, tmp_path: Path) -> None:
    """The same difference from the same base has the same id, whatever came and went on the way."""
    shutil.copytree(releases, tmp_path / "other", symlinks=True)
    one = grow(releases, add={graph(1): handed_in(1), graph(2): handed_in(2)})
    grow(tmp_path / "other", add={graph(2): handed_in(2), graph(3): handed_in(3)})
    grow(tmp_path / "other", remove=[graph(3)])
    other = grow(tmp_path / "other", add={graph(1): list(reversed(handed_in(1)))})
    assert (one.id, one.manifest["content_sha256"]) == (other.id, other.manifest["content_sha256"])
    assert held(one) == held(other)
    assert b"".join(release.lines(one)) == b"".join(release.lines(other))


def test_what_is_there_already_makes_no_release(releases: Path) -> None:
    """Publishing again what stands, or removing what does not, leaves the current release."""
    found = grow(releases, add={graph(1): handed_in(1)}, meta=said(1, "One"))
    again = grow(releases, add={graph(1): handed_in(1)}, remove=[graph(9)], meta=said(1, "One"))
    assert again.id == found.id == release.current(releases).id
    assert len(release.history(releases)) == 2


def test_what_goes_takes_along_what_followed_from_it(releases: Path) -> None:
    """A graph that is removed is gone with all inference; metadata say what they are told, and no more."""
    before = release.current(releases)
    grow(releases, add={graph(1): handed_in(1)}, meta=said(1, "One"))
    found = grow(releases, remove=[graph(1)], meta=said(1, "Withdrawn"))
    release.verify(found)
    left = {quad for quad in held(found) - held(before) if isinstance(quad.graph_name, NamedNode)}
    notes = {quad for quad in left if quad.predicate == NamedNode(PREFIXES["rdfs"] + "comment")}
    assert left - notes == set(said(1, "Withdrawn"))
    assert graph(1) not in release.open_engine(found).named_graphs()
    assert found.manifest["counts"] == before.manifest["counts"]


def test_the_release_before_keeps_every_byte(releases: Path) -> None:
    """Growing a release, and growing that again, changes no file of those before."""

    def hashes(folder: Path) -> dict[str, str]:
        return {str(path): disk.sha256(path) for path in sorted(folder.rglob("*")) if path.is_file()}

    built = release.current(releases)
    reader = release.open_engine(built)
    before = hashes(built.path)
    one = grow(releases, add={graph(1): handed_in(1, 300)})
    between = hashes(one.path)
    for number in range(2, 9):
        grow(releases, add={graph(number): handed_in(number)}, remove=[graph(number - 1)])
    assert hashes(built.path) == before
    assert hashes(one.path) == between
    assert reader.count_quads() == built.manifest["quads"]


def test_every_flipped_byte_is_found(releases: Path) -> None:
    """A byte flipped anywhere in any file of a grown release, its store and its dumps included, is found."""
    found = grow(releases, add={graph(1): handed_in(1)})
    for name in ("graph.nq.gz", "graph.trig.gz"):
        release.file(found, name)
    release.verify(found)
    rng, unnoticed = random.Random(1), []
    files = [path for path in sorted(found.path.rglob("*")) if path.is_file() and path.stat().st_size]
    assert {"manifest.json", "base.nq.gz", "added.nq.gz", "removed.nq.gz", "void.ttl"} <= {
        one.name for one in files
    }
    for path in files:
        data = path.read_bytes()
        for place in {0, len(data) - 1, rng.randrange(len(data)), rng.randrange(len(data))}:
            # Not in place: some files are shared with the base.
            path.unlink()
            path.write_bytes(data[:place] + bytes([data[place] ^ rng.randint(1, 255)]) + data[place + 1 :])
            try:
                release.verify(release.read(found.path))
                unnoticed.append((path.name, place))
            except ReleaseError:
                pass
            path.write_bytes(data)
    assert unnoticed == []
    release.verify(release.read(found.path))


@pytest.mark.parametrize("name", ["base.nq.gz", "added.nq.gz", "removed.nq.gz", "store"])
def test_a_missing_part_is_named(releases: Path, name: str) -> None:
    """Each part of a grown release is looked for."""
    part = grow(releases, add={graph(1): handed_in(1)}).path / name
    shutil.rmtree(part) if part.is_dir() else part.unlink()
    with pytest.raises(ReleaseError, match=f"{name} is missing"):
        release.current(releases)


def test_what_was_changed_is_not_served_from_memory(releases: Path) -> None:
    """A difference that is not the one published is an error, not another answer."""
    found = grow(releases, add={graph(1): handed_in(1)})
    path = found.path / "added.nq.gz"
    lines = gzip.decompress(path.read_bytes()).splitlines(keepends=True)
    path.write_bytes(gzip.compress(b"".join(lines[1:])))
    with pytest.raises(ReleaseError, match="not what was published"):
        release.open_engine(found, memory_quads=10**6)
    with pytest.raises(ReleaseError, match="not what was published"):
        list(release.lines(found))
    with pytest.raises(ReleaseError, match="not what was published"):
        release.file(found, "graph.nq.gz")


def test_differences_are_those_of_the_dumps(releases: Path) -> None:
    """Comparing by what was added and removed gives what comparing whole dumps gives, built or grown."""
    grow(releases, add={graph(1): handed_in(1)}, meta=said(1, "One"))
    grow(releases, add={graph(2): handed_in(2)})
    grow(releases, remove=[graph(1)], meta=said(1, "Gone"))
    history = release.history(releases)
    assert [one.manifest.get("grown_from", "") for one in history] == ["", *(one.id for one in history[:-1])]
    dumps = [set(release.lines(one)) for one in history]
    for older in range(4):
        for newer in range(4):
            gone, came = compared(history[older], history[newer])
            assert set(gone) == set(parse(b"".join(dumps[older] - dumps[newer]), "application/n-quads"))
            assert set(came) == set(parse(b"".join(dumps[newer] - dumps[older]), "application/n-quads"))
    named = [[one.thing for one in changes.between(*pair).changes] for pair in pairwise(history)]
    assert f"{ID}submission/2026-fin-2" in named[1]
    assert named[2] == [f"{ID}submission/2026-fin-1"]


def test_it_is_on_the_web_like_any_other(releases: Path) -> None:
    """Release page, catalogue, feed, dumps and pages of a grown release answer."""
    found = grow(releases, add={graph(1): handed_in(1)}, meta=said(1, "One"))
    with site(releases) as client:
        page = client.get(f"/releases/{found.id}", headers={"Accept": "text/html"}).text
        assert page.count("made when it is first asked for") == 2
        assert "as counted in release built" in page
        catalogue = client.get("/catalog?format=ttl").text
        assert "Made when it is first asked for" in catalogue
        for name, media_type in content.downloads(found).items():
            with client.get(f"/dumps/{found.id}/{name}") as answer:
                size = (found.path / name).stat().st_size
                assert (answer.status_code, answer.mimetype, len(answer.data)) == (200, media_type, size)
        with client.get(f"/dumps/{found.id}/graph.nq.gz") as answer:
            dump = answer.data
        assert gzip.decompress(dump) == b"".join(release.lines(found))
        sized = client.get("/catalog?format=ttl").text
        assert "Made when it is first asked for" not in sized
        assert sha256(dump).hexdigest() in sized
        assert client.get("/dumps/built/added.nq.gz").status_code == 404
        assert "submission/2026-fin-1" in client.get("/feed.atom").text
        assert client.get("/doc/submission/2026-fin-1/3.ttl").status_code == 200
        assert client.get("/.well-known/void", headers={"Accept": "text/turtle"}).status_code == 200


def test_one_process_makes_a_dump_and_all_get_it(releases: Path) -> None:
    """Asked for at the same time, a dump is made once and is whole for everyone."""
    found = grow(releases, add={graph(1): handed_in(1)})
    made: list[bytes] = []
    threads = [
        Thread(target=lambda: made.append(release.file(found, "graph.nq.gz").read_bytes())) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 8
    assert {gzip.decompress(one) for one in made} == {b"".join(release.lines(found))}
    assert [path.name for path in found.path.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize(
    ("quad", "part"),
    [
        (
            Quad(NamedNode("urn:a"), NamedNode("urn:b"), NamedNode("urn:c"), NamedNode("urn:other")),
            "does not belong",
        ),
        (parse(b"_:a <urn:b> <urn:c> .", "application/n-triples", graph=graph(1))[0], "has a blank node"),
    ],
)
def test_what_cannot_be_told_apart_is_not_added(releases: Path, quad: Quad, part: str) -> None:
    """A quad of another graph, or one with a blank node, is refused, and nothing changes."""
    with pytest.raises(InvalidData, match=part):
        grow(releases, add={graph(1): [quad]})
    with pytest.raises(InvalidData, match="name others"):
        grow(releases, remove=[INFERRED])
    assert release.current(releases).id == "built"


def test_values_are_published_as_a_store_gives_them_back(releases: Path) -> None:
    """A number or time in an odd form is one and the same value in the store, the dump and the difference."""
    odd = [
        Quad(
            NamedNode("urn:a"),
            NamedNode("urn:b"),
            Literal(text, datatype=NamedNode(PREFIXES["xsd"] + kind)),
            NamedNode(graph(1)),
        )
        for text, kind in (("007", "integer"), ("2026-01-01T00:00:00+00:00", "dateTime"), ("1.50", "decimal"))
    ]
    found = grow(releases, add={graph(1): odd})
    release.verify(found)
    assert grow(releases, add={graph(1): odd}).id == found.id
    gone = grow(releases, remove=[graph(1)])
    assert not [line for line in release.lines(gone) if b"urn:a" in line]


def test_a_full_disk_leaves_the_current_release(releases: Path) -> None:
    """Where there is no room the error says so, nothing is left behind, and the next try succeeds."""
    code = f"""
import resource, signal, sys
from pathlib import Path
from test_grown_release import graph, handed_in
from acquis.publishing import grow
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
grow(Path({str(releases)!r}), add={{graph(1): handed_in(1)}})
"""
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=Path(__file__).parent, capture_output=True, text=True, check=False
    )
    assert run.returncode != 0
    assert "StorageFull: There is no room" in run.stderr
    assert release.current(releases).id == "built"
    found = grow(releases, add={graph(1): handed_in(1)})
    release.verify(found)
    assert sorted(path.name for path in releases.iterdir()) == sorted(["built", "current", found.id])


# Forks a process for each number it reads; that grows one release after the other from there on.
LOOP = """
import os, sys
from pathlib import Path
from test_grown_release import graph, handed_in, said
from acquis.publishing import grow, rulebook
from acquis.releases import release

rulebook.of(release.current(Path(sys.argv[1])))
for line in sys.stdin:
    pid = os.fork()
    if pid:
        print("pid", pid, flush=True)
        os.waitpid(pid, 0)
        print("ended", flush=True)
        continue
    for number in range(int(line), int(line) + 1000):
        grow(
            Path(sys.argv[1]),
            add={graph(number): handed_in(number)},
            meta=said(number, "x"),
            remove=[graph(number - 2)],
        )
        print(number, flush=True)
"""


class Grower:
    """A process of its own that grows releases from a number on, until it is killed; then from another."""

    def __init__(self, releases: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", LOOP, str(releases)],
            cwd=Path(__file__).parent,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.pid = 0

    def start(self, first: int) -> None:
        """Grow from *first* on."""
        assert self.process.stdin
        self.process.stdin.write(f"{first}\n")
        self.process.stdin.flush()
        self.pid = int(self.line().split()[1])

    def line(self) -> str:
        """Return what it says next."""
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def kill(self) -> list[int]:
        """Kill it in the middle of what it does, and return the numbers it said since it was last asked."""
        os.kill(self.pid, signal.SIGKILL)
        return [int(line) for line in iter(self.line, "ended")]

    def close(self) -> None:
        """End it for good."""
        with self.process:
            self.process.kill()


@pytest.fixture
def growers(releases: Path) -> Iterator[Callable[[], Grower]]:
    """Return a maker of growers of the releases."""
    made: list[Grower] = []

    def make() -> Grower:
        made.append(Grower(releases))
        return made[-1]

    yield make
    for grower in made:
        if grower.pid:
            with suppress(ProcessLookupError):
                os.kill(grower.pid, signal.SIGKILL)
        grower.close()


def shown(engine_quads: set[Quad]) -> dict[str, int]:
    """Return how many triples each graph handed in has."""
    names = [getattr(quad.graph_name, "value", "") for quad in engine_quads]
    return {name: names.count(name) for name in set(names) if name.startswith(f"{GRAPH}submission/")}


def test_killed_at_any_moment_it_is_the_old_or_the_new(releases: Path, growers: Callable[[], Grower]) -> None:
    """After thirty kills in the middle of the work the current release is whole, and nothing told is lost."""
    rng, grower, first = random.Random(7), growers(), 1
    for place in range(30):
        grower.start(first)
        # Every third time something is sure to come of it.
        told = [int(grower.line())] if place % 3 == 0 else []
        time.sleep(rng.uniform(0, 0.3))
        told += grower.kill()
        found = release.current(releases)
        release.verify(found)
        there = shown(held(found))
        assert set(there.values()) <= {2 * PART}
        numbers = sorted(int(name.rpartition("-")[2]) for name in there)
        if told:
            assert numbers[-1] in (told[-1], told[-1] + 1)
        first = numbers[-1] + 1 if numbers else first
    assert first > 10
    grow(releases, add={graph(0): handed_in(0)})
    assert [path.name for path in releases.iterdir() if path.name.startswith(".grow-")] == []


def test_no_reader_sees_part_of_what_is_published(releases: Path, growers: Callable[[], Grower]) -> None:
    """Twenty readers beside a writer see each graph as a whole, with its metadata, or not at all."""
    seen: list[tuple[str, set[int], bool]] = []
    faults: list[Exception] = []
    done = Event()

    def read() -> None:
        while not done.is_set():
            try:
                found = release.current(releases)
                quads = held(found)
            except Exception as error:
                faults.append(error)
                return
            there, meta = shown(quads), NamedNode(META)
            titled = {getattr(quad.subject, "value", "") for quad in quads if quad.graph_name == meta}
            seen.append((found.id, set(there.values()), set(there) <= titled))

    threads = [Thread(target=read) for _ in range(20)]
    grower = growers()
    grower.start(1)
    for thread in threads:
        thread.start()
    assert [grower.line() for _ in range(10)] == [str(number) for number in range(1, 11)]
    done.set()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len({name for name, _, _ in seen}) > 3
    assert {size for _, sizes, _ in seen for size in sizes} == {2 * PART}
    assert all(titled for _, _, titled in seen)


def test_two_writers_take_turns(releases: Path, growers: Callable[[], Grower]) -> None:
    """What two processes publish at the same time is all there afterwards."""
    both = [growers(), growers()]
    for grower, first in zip(both, (1, 5000), strict=True):
        grower.start(first)
    assert all(grower.line() for _ in range(4) for grower in both)
    for grower in both:
        grower.kill()
    found = release.current(releases)
    release.verify(found)
    numbers = {int(name.rpartition("-")[2]) for name in shown(held(found))}
    assert [len([number for number in numbers if (number < 5000) is low]) for low in (True, False)] >= [2, 2]


def test_without_a_release_there_is_nothing_to_grow(tmp_path: Path) -> None:
    """An empty folder is the error that says what to do."""
    with pytest.raises(ReleaseError, match="Run `acquis build`"):
        grow(tmp_path, add={graph(1): handed_in(1)})
