"""Checks of documents in the pool, for real: reports, refusals, limits, and what they leave to queries."""

import json
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from acquis import config
from acquis.config import Settings
from acquis.engine import Engine, graph_result, parse
from acquis.errors import AcquisError, InvalidDocument, QueryFailed, QueryTimeout, QueryTooLarge
from acquis.forms import content, reader, sheets, tables
from acquis.pool import VALIDATE, Inline, Job, Pool, Started, start
from acquis.releases import release
from conftest import make_release, tiny_quads

LONG_S = 60
TURTLE = "text/turtle"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHEAP = Job("ASK { ?s ?p ?o }", "application/sparql-results+json")
EXAMPLE = reader.example("capacity")
WHOLE = """
@prefix acq: <https://w3id.org/acquis/def#> .
@prefix state: <https://w3id.org/acquis/id/state/> .
<> a acq:Submission ; acq:kind <https://w3id.org/acquis/voc/submission-kind/capacity> ;
    acq:submittedFor state:XAA ; acq:contains """


def _asked(document: bytes, media_type: str = TURTLE, **how: Any) -> Job:
    return Job(task=VALIDATE, document=document, media_type=media_type, **how)


def _large(needs: int) -> bytes:
    """Return a document of so many *needs*, each with several faults: ten thousand take seconds to check."""
    names = [f"<need-{n}>" for n in range(needs)]
    said = (f"{name} a acq:CapacityNeed ; acq:about <x> ; acq:partner <y> .\n" for name in names)
    return f"{WHOLE}{', '.join(names)} .\n{''.join(said)}".encode()


def _written(media_type: str) -> bytes:
    """Return the worked example as *media_type*."""
    quads = parse(EXAMPLE, TURTLE)
    if media_type == XLSX:
        return sheets.write(content.from_quads(quads))
    if media_type == "text/csv":
        return tables.write(content.from_quads(quads))
    return graph_result(quad.triple for quad in quads).serialise(media_type)


def _until(true: Callable[[], Any]) -> None:
    """Return once *true*; fail when that takes too long."""
    for _ in range(LONG_S * 50):
        if true():
            return
        time.sleep(0.02)
    raise AssertionError("what was waited for did not come")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of two releases, `tiny`, which is current, and `other`."""
    made = tmp_path_factory.mktemp("validating")
    for name, quads in (("other", tiny_quads()[:9]), ("tiny", tiny_quads())):
        release.install(make_release(made, quads, name), made / "releases")
    return made / "releases"


def _settings(folder: Path, **values: int) -> Settings:
    chosen = {f"ACQUIS_{name.upper()}": str(value) for name, value in values.items()}
    return config.load({"ACQUIS_RELEASES_DIR": str(folder), "ACQUIS_QUERY_SECONDS": str(LONG_S), **chosen})


@pytest.fixture(scope="module")
def started(folder: Path) -> Iterator[Started]:
    """Yield a running pool."""
    with start(_settings(folder)) as running:
        yield running


@pytest.fixture(scope="module")
def pool(folder: Path, started: Started) -> Iterator[Pool]:
    """Yield a front end of the pool."""
    front = Pool(_settings(folder), started.address)
    yield front
    front.close()


@pytest.mark.parametrize("kind", reader.forms())
def test_a_report_is_that_of_the_check_itself(pool: Pool, engine: Engine, kind: str) -> None:
    """The report on the worked example of a kind, and what was read of it, are those of this very process."""
    job = _asked(reader.example(kind), values={"issuer": "XAA"})
    found = pool.run(job)
    assert found.kind == "report"
    assert json.loads(found.body) == json.loads(Inline(engine).run(job).body)
    assert json.loads(found.body)["report"]["issuer"] == "XAA"


@pytest.mark.parametrize(
    "media_type",
    [
        TURTLE,
        "application/ld+json",
        "application/n-triples",
        "application/rdf+xml",
        "application/trig",
        XLSX,
        "text/csv",
    ],
)
def test_every_form_is_read_behind_the_walls(pool: Pool, engine: Engine, media_type: str) -> None:
    """A document in any form is read where no file can be opened, and with what it says untouched."""
    job = _asked(_written(media_type), media_type)
    said = json.loads(pool.run(job).body)
    assert said == json.loads(Inline(engine).run(job).body)
    assert said["report"]["claims"] == 2


@pytest.mark.parametrize(
    ("document", "media_type"),
    [
        (b"", TURTLE),
        (b"<> a", TURTLE),
        (b"[" * 10_000, TURTLE),
        (b"\xff", TURTLE),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "application/rdf+xml"),
        (b'{"@context": "https://example.org/x"}', "application/ld+json"),
        (b"[" * 10_000, "application/ld+json"),
        (b"PK\x03\x04", TURTLE),
        (b"PK\x03\x04", XLSX),
        (b"a,b\n1", "text/csv"),
        (b"x", "image/png"),
    ],
)
def test_a_refusal_is_that_of_the_check_itself(
    pool: Pool, engine: Engine, document: bytes, media_type: str
) -> None:
    """What cannot be read is refused with the sentence and the data of this very process."""
    job = _asked(document, media_type)
    with pytest.raises(AcquisError) as here:
        Inline(engine).run(job)
    with pytest.raises(type(here.value)) as there:
        pool.run(job)
    assert (str(there.value), vars(there.value)) == (str(here.value), vars(here.value))


def test_each_document_has_a_process_of_its_own(pool: Pool) -> None:
    """Nothing that a document leaves behind reaches the next: its process ends, and another one waits."""
    pool.run(_asked(EXAMPLE))
    before = pool.stats()
    for _ in range(3):
        pool.run(_asked(EXAMPLE))
    assert pool.stats()["validated"] == before["validated"] + 3
    _until(lambda: pool.stats()["forks"] >= before["forks"] + 3)


def test_what_is_refused_is_reported_however_alike_its_parts_are(pool: Pool) -> None:
    """Parts without names that point at each other, all alike, take for ever to name: nobody needs to."""
    parts = range(8)
    ends = ", ".join(f"_:e{n}" for n in parts)
    said = "".join(f"<> acq:contains _:s{n} . _:s{n} acq:evidence {ends} .\n" for n in parts)
    document = f"@prefix acq: <https://w3id.org/acquis/def#> .\n{said}".encode()
    found = json.loads(pool.run(_asked(document)).body)
    assert (found["report"]["accepted"], found["nquads"]) == (False, "")


def test_a_check_that_takes_too_long_is_stopped(pool: Pool) -> None:
    """It ends at its deadline with a sentence about documents, and the next document is checked."""
    with pytest.raises(QueryTimeout, match="The check of this document was stopped after 0") as caught:
        pool.run(_asked(_large(2000), seconds=0.2))
    assert caught.value.limit == 0.2
    assert pool.run(_asked(EXAMPLE)).body


def test_a_check_that_takes_too_much_memory_is_stopped(folder: Path) -> None:
    """It ends at its limit of memory, and the next document is checked."""
    own = _settings(folder, query_memory_mb=20)
    with start(own) as started:
        pool = Pool(own, started.address)
        with pytest.raises(QueryTooLarge, match=r"document .* memory.* fewer parts"):
            pool.run(_asked(_large(2000)))
        assert pool.run(_asked(EXAMPLE)).body
        pool.close()


def test_a_document_that_is_too_long_ends_its_process_only(folder: Path) -> None:
    """A front end that sends more than documents may have is told so, and the next one is checked."""
    own = _settings(folder, max_submission_bytes=len(EXAMPLE))
    with start(own) as started:
        pool = Pool(own, started.address)
        with pytest.raises(QueryFailed, match="This document could not be checked to its end"):
            pool.run(_asked(EXAMPLE + b"#"))
        assert pool.run(_asked(EXAMPLE)).body
        pool.close()


def test_a_report_that_is_too_long_is_not_sent(folder: Path, engine: Engine) -> None:
    """The limit for answers holds for reports."""
    with pytest.raises(QueryTooLarge, match="The report is longer than 1,000 bytes"):
        Inline(engine, 1000).run(_asked(EXAMPLE))


def test_a_check_stops_when_its_client_leaves(pool: Pool) -> None:
    """When the client has gone its check ends, while queries are answered all along."""
    leaving, client = os.pipe()
    with os.fdopen(leaving) as gone, ThreadPoolExecutor(1) as threads:
        future = threads.submit(pool.run, _asked(_large(2000)), gone=gone)
        _until(lambda: pool.stats()["running"] or future.done())
        assert pool.run(CHEAP).body
        os.close(client)
        with pytest.raises(QueryFailed, match="client left"):
            future.result(LONG_S)
    _until(lambda: pool.stats()["running"] == 0)


def test_a_release_on_disk_serves_alike(folder: Path, engine: Engine) -> None:
    """A release too large for memory is opened by each process for itself, before its walls stand."""
    own = _settings(folder, memory_quads=1)
    with start(own) as started:
        pool = Pool(own, started.address)
        job = _asked(EXAMPLE)
        assert json.loads(pool.run(job).body) == json.loads(Inline(engine).run(job).body)
        with pytest.raises(InvalidDocument):
            pool.run(_asked(b"<> a"))
        pool.close()


def test_where_documents_are_checked_a_new_release_is_ready_for_them(folder: Path) -> None:
    """Whoever asks only queries has no host for checks; after a first check each newer release gets one."""
    own = _settings(folder)
    with start(own) as started:
        pool = Pool(own, started.address)
        assert pool.run(CHEAP).body
        assert pool.stats()["hosts"] == 1
        assert pool.run(_asked(EXAMPLE)).body
        assert pool.stats()["hosts"] == 2
        assert pool.run(replace(CHEAP, release="other")).body
        _until(lambda: pool.stats()["hosts"] == 4)
        assert pool.run(_asked(EXAMPLE, release="other")).body
        assert pool.stats()["host_starts"] == 4
        pool.close()
