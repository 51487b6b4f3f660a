"""The measurement beside the peers compares, reckons and tells truly, and runs against a real one."""

import hashlib
import json
import os
import shutil
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain, pairwise
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread
from time import sleep
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from click.testing import CliRunner

from acquis.bench.generate import generate
from acquis.bench.peers import answers, fetching, page, plot, resolutions, side
from acquis.bench.peers.answers import Outcome
from acquis.bench.peers.asking import Asker, Refused
from acquis.bench.peers.datasets import REAL, DataSet, generated, write
from acquis.bench.peers.fetching import Unavailable
from acquis.bench.peers.loading import Loader
from acquis.bench.peers.mix import ASKED, LOADS, Query, queries, shuffled
from acquis.bench.peers.peer import Data, Peer, Running
from acquis.bench.peers.reckon import Spread, ratio
from acquis.bench.peers.rounds import COLD, CONNECTIONS, MODES, Plan
from acquis.bench.server import Server
from acquis.cli import main
from acquis.engine import Engine, canonical, parse
from checkout import ROOT

CASES = Path(__file__).parent / "cases" / "peers"
ANSWERS: dict[str, list[dict[str, Any]]] = tomllib.loads((CASES / "answers.toml").read_text("utf-8"))
REPLIES = tomllib.loads((CASES / "replies.toml").read_text("utf-8"))["reply"]
SAME = [(kind, case) for kind in ("select", "ask", "graph") for case in ANSWERS[kind]]
# The queries on resolutions name some of two sessions, and ask for all of another.
SOME = ("75/75_1", "79/A_RES_79_1", "80/A_RES_80_1")
MIX = {query.name: query for query in queries("generated")}


@pytest.fixture(scope="module")
def made() -> Engine:
    """Return an engine over the beginning of the generated data."""
    return Engine.from_quads(parse("".join(generate(20_000, 1)).encode(), "application/n-quads"))


@pytest.fixture(scope="module")
def figures() -> dict[str, Any]:
    """Return figures of two servers, written by hand."""
    found: dict[str, Any] = json.loads((CASES / "figures.json").read_text("utf-8"))
    return found


def outcomes(engine: Engine, query: Query) -> list[Outcome]:
    """Return what each variant of *query* gives."""
    return [answers.read(engine.query(text).serialise(query.accept), query.kind) for text in query.texts]


def test_the_mix_has_all_kinds() -> None:
    """There are sixteen queries under load or more on generated data, of every kind, in every load."""
    assert {query.kind for query in MIX.values()} == {"select", "ask", "graph"}
    assert sum(query.load in CONNECTIONS for query in MIX.values()) >= 16
    assert {query.load for query in MIX.values()} == set(LOADS)


@pytest.mark.parametrize("asked", ASKED)
def test_each_query_is_told(asked: str) -> None:
    """Each query has a line of its own and variants that differ; each kind of data has all loads."""
    found = queries(asked)
    assert {query.load for query in found} == set(LOADS)
    assert len({query.title for query in found}) == len(found)
    assert all(len(set(query.texts)) == len(query.texts) for query in found)


@pytest.mark.parametrize("name", MIX)
def test_each_query_finds_something(made: Engine, name: str) -> None:
    """Each query has rows on generated data, and the same ones each time."""
    found = outcomes(made, MIX[name])
    assert answers.together(found).rows > 0
    assert found == outcomes(made, MIX[name])


def test_two_forms_of_one_question_agree(made: Engine) -> None:
    """The gap as NOT EXISTS is the gap as MINUS, and some State stands in it."""
    assert outcomes(made, MIX["gap"]) == outcomes(made, MIX["gap-minus"])
    assert outcomes(made, MIX["latest"])[0].rows == 20


def test_a_load_asks_all_in_equal_shares() -> None:
    """In each pass each query comes once, with the next of its variants; the order is the same each time."""
    asked = [query for query in MIX.values() if query.load == "mix"]
    order = shuffled(asked, 3)
    assert order == shuffled(asked, 3)
    for start in range(0, len(order), len(asked)):
        once = order[start : start + len(asked)]
        assert {query.name for query, _ in once} == {query.name for query in asked}
    gaps = [text for query, text in order if query.name == "gap"]
    assert gaps == list(MIX["gap"].texts[:3])
    first, second = order[: len(asked)], order[len(asked) : 2 * len(asked)]
    assert [query.name for query, _ in first] != [query.name for query, _ in second]


@pytest.mark.parametrize(("kind", "case"), SAME, ids=[case["title"] for _, case in SAME])
def test_one_answer_in_many_forms(kind: str, case: dict[str, Any]) -> None:
    """Forms of one answer give one outcome, and another answer gives another."""
    found = {answers.read(body.encode(), kind) for body in case["same"]}
    assert len(found) == 1
    assert answers.read(case["other"].encode(), kind) not in found


@pytest.mark.parametrize("case", ANSWERS["broken"], ids=lambda case: str(case["title"]))
def test_half_an_answer_is_none(case: dict[str, Any]) -> None:
    """A body that is no whole answer is refused, and never counts as an empty one."""
    with pytest.raises(ValueError, match=r".+"):
        answers.read(case["body"].encode(), case["kind"])


def test_answers_that_differ_are_told() -> None:
    """Values are compared where they can be; where servers may choose rows, only their number is."""
    one, other, more = Outcome(2, "aa"), Outcome(2, "bb"), Outcome(3, "aa")
    assert answers.differing({"x": one, "y": other}) == "x has 2 rows (aa), y has 2 rows (bb)"
    assert answers.differing({"x": one, "y": other}, by_rows=True) == ""
    assert answers.differing({"x": one, "y": more}, by_rows=True) != ""
    assert answers.differing({}) == ""


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ([2.0, 8.0], [1.0, 2.0], Spread(3.0, 2.0, 4.0)),
        ([], [], None),
        ([1.0], [1.0, 2.0], None),
        ([1.0], [0.0], None),
    ],
)
def test_a_ratio_needs_all_rounds(ours: list[float], theirs: list[float], expected: Spread | None) -> None:
    """Ratios are taken round by round, and there is none where a round is missing."""
    assert ratio(ours, theirs) == expected


def test_the_page_leaves_nothing_out(figures: dict[str, Any]) -> None:
    """The page has each figure, what is void or refused, who is not there and why, and where a peer wins."""
    lines = page.markdown(figures, "x.svg").splitlines()
    assert ("", "") not in pairwise(lines)
    assert [line for line in (CASES / "lines.txt").read_text("utf-8").splitlines() if line not in lines] == []
    assert "![Answers a second, by server](x.svg)" in lines
    ((query, peer, times),) = page.wins(figures["sets"][0], "no-cache")
    assert (query, peer, times) == ("one", "other", 2.5)
    assert page.wins(figures["sets"][0], "warm") == []


def test_the_picture_shows_what_was_measured(figures: dict[str, Any]) -> None:
    """Bars are longer for more answers, and a load under which a server failed has none."""
    root = ElementTree.fromstring(plot.draw(figures))
    space = "{http://www.w3.org/2000/svg}"
    words = ["".join(text.itertext()) for text in root.iter(f"{space}text")]
    assert [word for word in words if word.endswith(tuple(MODES))] == [
        "5,000 no-cache",
        "9,000 warm",
        "1,750 no-cache",
    ]
    wide = [float(rect.attrib["width"]) for rect in root.iter(f"{space}rect") if rect.get("rx")]
    assert wide[2] < wide[0] < wide[1]


def test_a_file_that_is_another_is_refused(tmp_path: Path) -> None:
    """A jar whose hash is not the pinned one is removed, and one that has it is used as it is."""
    kept = tmp_path / "thing-1.jar"
    kept.write_bytes(b"one")
    digest = hashlib.sha512(b"one").hexdigest()
    assert fetching.jar(tmp_path, "org.example:thing:1", digest) == kept
    with pytest.raises(Unavailable, match="is not the file"):
        fetching.jar(tmp_path, "org.example:thing:1", "0" * 128)
    assert not kept.exists()


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["acquis-is-no-such-program"], "there is no acquis-is-no-such-program"),
        ([sys.executable, "-c", "raise SystemExit('out of room')"], "failed: out of room"),
    ],
)
def test_what_cannot_be_had_says_why(command: list[str], said: str) -> None:
    """A program that is not there or fails is named with its reason."""
    with pytest.raises(Unavailable, match=said):
        fetching.run(command)


@contextmanager
def replying(sent: bytes, pause_s: float = 0.0) -> Iterator[str]:
    """Yield the address of a server that sends *sent* to each request, and closes the connection."""

    class Replying(BaseRequestHandler):
        def handle(self) -> None:
            if self.request.recv(10_000):
                sleep(pause_s)
                self.request.sendall(sent)

    with ThreadingTCPServer(("127.0.0.1", 0), Replying) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("case", REPLIES, ids=lambda case: str(case["title"]))
def test_only_a_whole_answer_counts(case: dict[str, str]) -> None:
    """A whole answer is timed each time, though the server closes connections; any other is refused."""
    with replying(case["sent"].encode()) as address:
        asker = Asker(address, 30)
        for _ in range(3):
            if "refused" in case:
                with pytest.raises(Refused, match=case["refused"]):
                    asker.ask("/", "*/*")
            else:
                reply = asker.ask("/", "*/*", fresh=True)
                assert (reply.body, reply.seconds > 0) == (b"ok", True)
        asker.close()


def test_an_answer_that_does_not_come_is_refused() -> None:
    """A server that takes longer than is waited has refused."""
    with replying(b"", pause_s=1) as address, pytest.raises(Refused, match=r"no answer in 0\.05 s"):
        Asker(address, 0.05).ask("/", "*/*")


@pytest.mark.skipif(not shutil.which("wrk"), reason="needs wrk, which .ci/run installs")
def test_errors_under_load_are_counted(tmp_path: Path) -> None:
    """Answers under load that are errors are counted as failed, so that no figure is made of them."""
    with replying(b"HTTP/1.1 500 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n") as address:
        server = Server(address, os.getpid(), 0.0)
        done = Loader(tmp_path).put(server, [("*/*", "/")], connections=1, seconds=1, fresh=True)
    assert done.rps > 0
    assert done.failed > 0


class _Ending(Peer):
    """A server that ends before it answers."""

    name = "ending"

    def install(self) -> str:
        """Bring nothing."""
        return "1"

    def load(self, data: Data, store: Path) -> None:
        """Load nothing."""

    def command(self, store: Path, port: int) -> list[str | Path]:
        """Return a command that says why it ends."""
        return [sys.executable, "-c", "raise SystemExit('no room')"]


def test_a_server_that_ends_says_why(tmp_path: Path) -> None:
    """A server that does not stay is named with its last words."""
    store = tmp_path / "store"
    store.mkdir()
    with pytest.raises(Unavailable, match="it ended when it was started: no room"):
        Running(_Ending(tmp_path), store)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            ["--against", "oxigraph,mysql"],
            "rdflib-endpoint, virtuoso, fuseki, oxigraph, all or none, not 'mysql'",
        ),
        (["--real", "charter"], "shipped, resolutions, all or none, not 'charter'"),
    ],
)
def test_what_is_not_there_to_measure_is_refused(options: list[str], said: str) -> None:
    """The command names the peers and the graphs that there are, before it measures anything."""
    done = CliRunner().invoke(main, ["bench", "--only-peers", *options])
    assert done.exit_code == 2
    assert said in done.output


def test_resolutions_are_read_for_their_structure(tmp_path: Path) -> None:
    """A resolution gives work, edition, units in order and what they cite; a second copy nothing."""
    (tmp_path / "English").mkdir()
    for name in ("A.xml", "B.xml"):
        shutil.copy(CASES / "resolution.xml", tmp_path / "English" / name)
    lines = list(resolutions.read(tmp_path))
    expected = (CASES / "resolution.trig").read_bytes()
    assert canonical(parse("".join(lines).encode(), "application/n-quads")) == canonical(
        parse(expected, "application/trig")
    )


def test_a_resolution_that_is_broken_is_named(tmp_path: Path) -> None:
    """A file that cannot be read is told by its name."""
    (tmp_path / "English").mkdir()
    (tmp_path / "English" / "A.xml").write_text("<statement>", "utf-8")
    with pytest.raises(Unavailable, match=r"the file A\.xml"):
        list(resolutions.read(tmp_path))


@pytest.fixture(params=REAL)
def real(request: pytest.FixtureRequest, tmp_path: Path) -> DataSet:
    """Return a data set that is not generated; of the resolutions, those that queries name, and others."""
    found = REAL[request.param]
    packed = next((ROOT.parent / "shared" / "sources" / "akn4un").glob("resolutions-en-*.zip"), None)
    if request.param != "resolutions" or packed is None:
        return found
    (tmp_path / "some").mkdir()
    with ZipFile(packed) as whole, ZipFile(tmp_path / "some" / packed.name, "w") as part:
        for name in whole.namelist():
            if any(sign in name for sign in SOME):
                part.writestr(name, whole.read(name))
    return replace(found, lines=lambda: resolutions.read(tmp_path / "some"))


def test_each_query_finds_something_real(real: DataSet, tmp_path: Path) -> None:
    """Each query on real data has rows."""
    try:
        data, triples = write(real, tmp_path)
    except Unavailable as reason:
        pytest.skip(str(reason))
    engine = Engine.load(data.nquads.read_bytes())
    assert triples == engine.count_quads()
    found = {query.name: answers.together(outcomes(engine, query)).rows for query in queries(real.asked)}
    assert [query for query, rows in found.items() if not rows] == []


def test_a_peer_is_measured_beside_ours(tmp_path: Path) -> None:
    """Both servers answer each query alike, under load too, and none of them is left running."""
    program = Path(sys.executable).with_name("oxigraph")
    if not program.is_file() or not shutil.which("wrk"):
        pytest.skip("needs wrk, which .ci/run installs, and the Oxigraph server of the development packages")
    brought = tmp_path / "oxigraph"
    brought.mkdir()
    (brought / "bin").symlink_to(program.parent)
    (brought / "packages").write_text("\n".join(fetching.pinned()["oxigraph"]["packages"]), "utf-8")
    steps: list[str] = []
    away = DataSet("Texts", "resolutions", lambda: resolutions.read(tmp_path / "none"))
    found = side.measure(
        [generated(3000), away], ["oxigraph"], Plan(rounds=2, seconds=1, alone_s=0.02), tmp_path, steps.append
    )
    (size,) = found["sets"]
    assert (found["absent"], size["absent"]) == ({}, {})
    assert list(found["missing"]) == ["Texts"]
    assert list(size["servers"]) == ["acquis", "oxigraph"]
    assert {name: (row["void"], row["refused"]) for name, row in size["queries"].items()} == dict.fromkeys(
        MIX, ("", {})
    )
    for modes in size["loads"].values():
        done = chain.from_iterable(chain.from_iterable(modes[mode].values()) for mode in MODES)
        assert [(one["rps"] > 0, one["failed"]) for one in done] == [(True, 0)] * 8
    for row in size["queries"].values():
        assert [len(row[mode][name]) for mode in (COLD, *MODES) for name in size["servers"]] == [2] * 6
    assert [len(cost["ready_s"]) for cost in size["servers"].values()] == [2, 2]
    assert all(cost["memory_mb"] > 1 and cost["disk_mb"] > 0 for cost in size["servers"].values())
    assert "3,000 generated triples: Round 1 of 2" in steps
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("data-")] == []
    assert "| oxigraph | warm |" in page.markdown(found)
