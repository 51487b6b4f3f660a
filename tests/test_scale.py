"""The measurements of large graphs and many processes measure what they say; no time is judged here."""

import os
from itertools import islice
from pathlib import Path

from acquis.bench.generate import generate
from acquis.bench.scale import loading
from acquis.bench.scale.made import lines, made, rules
from acquis.bench.scale.steady import Answer, Asked, Crowd, times_ms
from acquis.bench.scale.swapping import requests, wrong
from acquis.bench.server import served
from acquis.engine import nquads, parse
from acquis.engine.inference import entail
from acquis.releases import release
from acquis.vocab import INFERRED


def test_rows_are_inferred_as_if_all_were_at_once() -> None:
    """What follows from rows of documents one by one is what follows from all of them together."""
    known = rules()
    found = set(lines(25_000, known))
    inferred = {line for line in found if line.endswith(f"<{INFERRED}> .\n".encode())}
    stated = found - inferred
    assert set(
        nquads(entail(parse(b"".join(stated), "application/n-quads"), known, INFERRED)).splitlines(True)
    ) == (inferred)
    assert stated == {line.encode() for line in islice(generate(1 << 40, 1), len(stated))}


def test_a_made_release_is_whole(tmp_path: Path) -> None:
    """A made release holds about as many quads as asked for, can be searched, and verifies."""
    found = release.current(made(3_000, tmp_path))
    release.verify(found)
    assert 3_000 <= found.manifest["quads"] < 20_000
    assert (found.path / "search.sqlite").is_file()


def test_loading_and_publishing_are_measured() -> None:
    """The figures of one size say how long both ways of loading took, and a submission after them."""
    figures = loading.measure(2_000, searchable=False)
    assert figures["quads"] >= 2_000
    assert min(figures[f"{name}_s"] for name in ("bare", "whole", "ours")) > 0
    assert figures["publish_max_s"] >= figures["publish_s"] > 0


def test_a_crowd_asks_as_often_as_it_should(releases: Path) -> None:
    """Each request is asked in its turn and noted; of a server that is gone it is noted that nothing came."""
    asked = [Asked("/health"), Asked("/nothing")]
    with served({**os.environ, "ACQUIS_RELEASES_DIR": str(releases)}, proxies=1) as server:
        answers = Crowd([server.address], 20, 4).ask(asked, 1)
    assert [one.status for one in answers] == [200, 404] * 10
    assert {one.release for one in answers if one.status == 200} == {"tiny"}
    assert all(one.seconds >= one.taken * 0.5 > 0 for one in answers)
    gone = Crowd([server.address], 20, 2).ask(asked, 0.2)
    assert [one.status for one in gone] == [0] * 4
    assert times_ms(gone)["max_ms"] >= times_ms(gone)["p50_ms"] > 0


def test_a_wrong_answer_is_seen() -> None:
    """A fault, a release that is none, and rows of another release than that named, each give a sentence."""
    counted, other = requests(is_shipped=True)[0], Asked("/health")
    answers = [
        Answer(counted, 0, 0, 0, 200, "b", b"n\r\n1\r\n"),
        Answer(counted, 1, 0, 0, 200, "b", b"n\r\n0\r\n"),
        Answer(other, 2, 0, 0, 200, "c", b""),
        Answer(other, 3, 0, 0, 503, "", b"busy"),
    ]
    said = list(wrong(answers, {"a": 0, "b": 1}))
    assert len(said) == 3
    assert said[0].endswith("from release b, which has 1")
    assert said[1:] == ["release 'c' for /health", "503 for /health: b'busy'"]
