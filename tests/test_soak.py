"""The soak judges rightly: it sees a lost query, a fault and a leak, and it attacks a real server."""

from itertools import islice
from pathlib import Path

import pytest

from acquis.bench import attacks, verdict
from acquis.bench.server import served
from acquis.bench.soak import faults, lasting
from acquis.bench.visitors import Notes, Visitor, asked, percentile, raw


@pytest.mark.parametrize(
    ("status", "body", "is_fault"),
    [
        (200, b"rows", False),
        (400, b"Line 1, column 1: SELEC", False),
        (503, b"try again", False),
        (500, b"Internal Server Error", True),
        (502, b"", True),
        (400, b'Traceback (most recent call last):\n  File "/srv/acquis/x.py"', True),
        (404, b"/opt/acquis/x is no file", True),
        (200, b"<https://w3id.org/acquis/id/work/a-res-70-237>", False),
        (404, b"/usr/lib was sent", False),
    ],
)
def test_what_must_never_be_answered_is_a_fault(status: int, body: bytes, is_fault: bool) -> None:
    """A status of the server's own making, a stack trace or a path is one; what the client sent is none."""
    notes = Notes()
    notes.take("GET /usr/lib", status, body, 0.1)
    assert bool(notes.faults) is is_fault


def test_faults_are_found_wherever_they_stand() -> None:
    """Each sentence on what was lost or must never be is found in the figures, and nothing else."""
    figures = {"a": {"first lost": ["x"], "lost": 3}, "b": {"c": {"first faults": ["y"]}}, "memory": [[1, 2]]}
    assert faults(figures) == ["x", "y"]
    assert faults({"cheap": {"lost": 0, "first lost": []}}) == []


def test_percentiles_lie_between_the_ends() -> None:
    """The middle and the ends of some values are what they are."""
    assert percentile([], 95) == 0
    assert percentile([7.0], 95) == 7
    assert percentile([float(n) for n in range(101)], 95) == 95


def test_only_what_lasts_can_leak() -> None:
    """A process that came or went in between is not counted, whatever it took."""
    assert lasting([{1: 10.0, 2: 90.0}, {1: 11.0, 3: 500.0}, {1: 12.2, 2: 1.0}]) == [10, 11, 12]
    assert lasting([]) == []


@pytest.mark.parametrize(
    ("sizes", "is_flat"),
    [([400, 410, 500, 300, 420, 415], True), ([400, 400, 400, 400, 430, 430], False), ([400], True)],
)
def test_a_leak_is_seen(sizes: list[int], is_flat: bool) -> None:
    """Memory that is more than a twentieth higher at the end than at the start is not flat."""
    assert verdict.is_flat(sizes) is is_flat


def test_the_same_seed_makes_the_same_noise() -> None:
    """Fuzzed queries and requests can be made again, and another seed makes others."""
    for make in (attacks.fuzzed, attacks.noise):
        assert list(islice(make(1), 50)) == list(islice(make(1), 50))
        assert list(islice(make(1), 50)) != list(islice(make(2), 50))


def test_a_visitor_asks_a_real_server(releases: Path) -> None:
    """Answers are noted with status and time, a client that finds nobody notes a loss, memory is counted."""
    notes = Notes()
    with served({"ACQUIS_RELEASES_DIR": str(releases)}, proxies=1) as server:
        visitor = Visitor(server.address)
        asked(notes, visitor, "ask", lambda: visitor.query("ASK {}"), 200)
        asked(notes, visitor, "nothing", lambda: visitor.get("/nothing"), 404)
        visitor.close()
        assert raw(server.address, b"GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")[0] == 200
        assert server.memory_mb() > 10
        assert server.resident_mb()[server.pid] > 10
    assert (notes.statuses, notes.lost, notes.faults) == ({200: 1, 404: 1}, [], [])
    asked(notes, visitor, "gone", lambda: visitor.query("ASK {}"), 200)
    visitor.close()
    assert len(notes.lost) == 1
    assert notes.summary()["lost"] == 1
