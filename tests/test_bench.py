"""The measurements measure what they say, on small data; no time is judged here."""

import os
from pathlib import Path

import pytest

from acquis import resources, turtle
from acquis.bench import growth, machine, pages, report, validating
from acquis.bench.generate import generate
from acquis.bench.server import served
from acquis.checks.axioms import contradictions
from acquis.engine import Engine, parse
from acquis.engine.inference import entail
from acquis.rules import compile_rules
from acquis.vocab import ACQ, INFERRED


def test_generated_data_are_the_same_for_the_same_seed() -> None:
    """One seed gives one text of as many distinct lines as asked for; another seed gives another text."""
    lines = list(generate(3000, 7))
    assert lines == list(generate(3000, 7))
    assert lines != list(generate(3000, 8))
    assert len(set(lines)) == 3000


def test_generated_data_use_the_ontology() -> None:
    """Every term of ours is declared, and what follows from the data contradicts nothing."""
    terms = turtle.load(resources.folder("ontology") / "acquis.ttl")
    quads = parse("".join(generate(5000, 1)).encode(), "application/n-quads")
    used = {quad.predicate.value for quad in quads if quad.predicate.value.startswith(ACQ)}
    assert used - {str(term) for term in terms.subjects()} == set()
    inferred = entail(quads, compile_rules(terms), INFERRED)
    assert contradictions(Engine.from_quads([*quads, *inferred]), terms) == []


def test_growth_counts_what_it_made() -> None:
    """The figures of one size say how much was stated, inferred and stored."""
    figures = growth.measure(2000)
    assert figures["triples"] == 2000
    assert figures["inferred"] > 500
    assert figures["store_bytes"] > 0
    assert figures["peak_bytes"] > 1_000_000
    assert figures["publish_max_s"] >= figures["publish_s"] > 0


def test_checks_are_measured_one_by_one_and_in_bulk(engine: Engine) -> None:
    """The figures are those of a check in this process, with its spread, and of all documents asked for."""
    alone = validating.in_process(engine)
    assert 0 < alone[f"{validating.ALONE}, median (ms)"] <= alone[f"{validating.ALONE}, p95 (ms)"]
    ((name, seconds),) = validating.in_bulk(engine, 12).items()
    assert name.startswith("validate 12 submissions")
    assert seconds > 0


def test_pages_are_measured_one_by_one(releases: Path) -> None:
    """Each page has its times and lengths, and one that is not there has none."""
    with served({**os.environ, "ACQUIS_RELEASES_DIR": str(releases)}) as server:
        (found,) = pages.measure(server, {"first page": "/"})
        before = server.worked_s()
        with pytest.raises(ValueError, match="404"):
            pages.measure(server, {"none": "/doc/norm/none"})
        assert server.worked_s() >= before > 0
    assert found["page"] == "first page"
    figures = {name: float(value) for name, value in found.items() if name != "page"}
    assert 0 < figures["server_ms"] <= figures["p95_ms"]
    assert figures["known_ms"] > 0
    assert figures["cpu_ms"] > 0
    assert 1000 < figures["sent_bytes"] < figures["bytes"]


def test_the_page_has_every_figure(tmp_path: Path) -> None:
    """The page names the machine and holds a row for each measurement."""
    looked_at = {"page": "first page", "server_ms": 3.5, "p95_ms": 4, "cpu_ms": 5, "known_ms": 1}
    figures = {
        "machine": machine.describe(),
        "shipped": {"acquis build (s)": 1.5},
        "pages": [{**looked_at, "bytes": 12_345, "sent_bytes": 2_345}],
        "growth": [growth.measure(1000)],
    }
    page = report.markdown(figures)
    assert f"| python | {machine.describe()['python']} |" in page
    assert "| acquis build (s) | 1.5 |" in page
    assert "| first page | 3.5 | 4 | 5 | 1 | 12.3 | 2.3 |" in page
    assert "| 1,000 |" in page
