"""The Oxigraph server, Fuseki and Virtuoso answer as our own engine does, or as `differences.toml` says."""

import json
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import engines
from acquis import formats
from acquis.engine import Engine
from acquis.errors import AcquisError, QueryTimeout, QueryTooLarge
from acquis.library.queries import Question, library
from acquis.pool import Inline, Job
from acquis.releases import release
from acquis.remote import Remote, opened, push

CASES = Path(__file__).parent / "cases" / "remote"
QUERIES = tomllib.loads((CASES / "queries.toml").read_text("utf-8"))["query"]
DIFFERENCES = tomllib.loads((CASES / "differences.toml").read_text("utf-8"))["difference"]
KNOWN = {(one["engine"], one.get("question") or one["query"]): one["how"] for one in DIFFERENCES}
# What takes an engine longer is late.
LATE_S = 10
TABLE, TRIPLES = "application/sparql-results+json", "application/n-triples"


@dataclass(frozen=True)
class Pair:
    """The engine called `name` and our own, with the same release."""

    name: str
    theirs: Remote
    ours: Inline
    engine: Engine
    release_id: str


@pytest.fixture(scope="module", params=engines.ENGINES)
def pair(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, shipped_releases: Path
) -> Iterator[Pair]:
    """Return each engine in turn, with the shipped release, beside our own."""
    found = release.current(shipped_releases)
    engine_here = release.open_engine(found, memory_quads=found.manifest["quads"])
    ours = Inline(engine_here)
    with engines.running(request.param, tmp_path_factory.mktemp("engines") / request.param) as engine:
        settings = engines.settings(shipped_releases, engine, query_seconds=LATE_S)
        with opened(settings) as nodes:
            push(nodes[0], found, shipped_releases)
        theirs = Remote(settings, ours)
        yield Pair(request.param, theirs, ours, engine_here, found.id)
        theirs.close()


def rows(body: bytes, media_type: str) -> list[str]:
    """Return the rows in *body* in their order, or the triples of a graph sorted, as texts."""
    if media_type == TRIPLES:
        return sorted(set(body.decode().splitlines()))
    found = json.loads(body)
    return (
        [json.dumps(row, sort_keys=True) for row in found["results"]["bindings"]]
        if "results" in found
        else [str(found["boolean"])]
    )


def compared(pair: Pair, job: Job) -> str:
    """Return how the answers to *job* differ: late, refused, rows, order, or "" for not at all."""
    ours = pair.ours.run(job)
    try:
        theirs = pair.theirs.run(job)
    except QueryTimeout:
        return "late"
    except AcquisError:
        return "refused"
    assert (theirs.kind, theirs.variables) == (ours.kind, ours.variables)
    one, other = rows(theirs.body, job.media_type), rows(ours.body, job.media_type)
    if Counter(one) != Counter(other):
        return "rows"
    is_ordered = "ORDER BY" in job.text
    return "order" if is_ordered and one != other else ""


def expected(engine: str, case: str) -> set[str]:
    """Return how the answer of *engine* to *case* may differ; what is late need not be everywhere."""
    known = KNOWN.get((engine, case)) or KNOWN.get(("any", case), "")
    return {known, ""} if known == "late" else {known}


@pytest.mark.parametrize("question", library().values(), ids=list(library()))
def test_each_question_is_answered_alike(pair: Pair, question: Question) -> None:
    """With its defaults each question gives the same rows in the same order, or differs as it is known to."""
    values = {name: str(term) for name, term in question.bind(pair.engine, {}).items()}
    media_type = TRIPLES if question.kind == "graph" else TABLE
    job = Job(question.query, media_type, pair.release_id, values)
    assert compared(pair, job) in expected(pair.name, question.name)


@pytest.mark.parametrize("case", QUERIES, ids=lambda case: str(case["name"]))
def test_each_query_is_answered_alike(pair: Pair, case: dict[str, Any]) -> None:
    """What the protocol and the language offer gives the same, or differs as it is known to."""
    makes_graph = any(word in case["text"].split() for word in ("CONSTRUCT", "DESCRIBE"))
    job = Job(
        case["text"],
        TRIPLES if makes_graph else TABLE,
        pair.release_id,
        case.get("values", {}),
        tuple(case.get("default_graphs", ())),
        tuple(case.get("named_graphs", ())),
    )
    assert compared(pair, job) in expected(pair.name, case["name"])


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (
            "select",
            "SELECT ?state ?label WHERE { ?state a acq:State ; skos:prefLabel ?label } ORDER BY ?state",
        ),
        ("ask", "ASK { ?state a acq:State }"),
        ("graph", "CONSTRUCT { <urn:a> <urn:b> ?code } WHERE { <id/state/EST> acq:iso3 ?code }"),
    ],
)
def test_each_form_is_written_alike(pair: Pair, kind: str, text: str) -> None:
    """Each form of an answer is byte for byte that of our own engine."""
    for form in formats.offered(kind):
        if form.suffix == "html":
            continue
        job = Job(text, form.media_type, pair.release_id, profile=form.profile)
        theirs, ours = pair.theirs.run(job), pair.ours.run(job)
        assert (theirs.body, theirs.rows, theirs.total) == (ours.body, ours.rows, ours.total)


def test_pages_and_reasons_are_alike(pair: Pair) -> None:
    """A page of rows counts all of them, and why there is none is told as by our own engine."""
    text = "SELECT ?state WHERE { ?state a acq:State } ORDER BY ?state"
    page = Job(text, TABLE, pair.release_id, offset=10, limit=5)
    assert pair.theirs.run(page).body == pair.ours.run(page).body
    assert pair.theirs.run(page).total == pair.ours.run(page).total
    empty = Job("SELECT ?s WHERE { ?s a acq:Nrom }", TABLE, pair.release_id, limit=5, explain=True)
    assert pair.theirs.run(empty).reasons == pair.ours.run(empty).reasons != ()


def test_an_answer_that_an_engine_cuts_is_none(releases: Path, tmp_path: Path) -> None:
    """Where Virtuoso, which knows who asks, sends fewer rows than there are, nobody gets that part."""
    found = release.current(releases)
    with engines.running("virtuoso", tmp_path / "virtuoso", rows=16) as engine:
        query, update, graphs = engine.addresses
        settings = engines.settings(
            releases,
            engine,
            query_seconds=60,
            endpoint=f"{query}-auth",
            endpoint_update=f"{update}-auth",
            endpoint_graphs=f"{graphs}-auth",
            endpoint_user="dba",
            endpoint_password="dba",
        )
        with opened(settings) as nodes:
            push(nodes[0], found, releases)
        theirs = Remote(settings, Inline(release.open_engine(found)))
        with pytest.raises(QueryTooLarge, match="at most 16 rows"):
            theirs.run(Job("SELECT ?s ?p ?o WHERE { ?s ?p ?o }", TABLE, found.id))
        # Of a graph it does not say so: it is answered here.
        whole = Job("CONSTRUCT WHERE { ?s skos:prefLabel ?o }", TRIPLES, found.id)
        assert theirs.run(whole).body == Inline(release.open_engine(found)).run(whole).body
        few = Job("SELECT ?s WHERE { ?s a acq:Norm }", TABLE, found.id)
        assert theirs.run(few).rows == 2
        theirs.close()


def test_each_known_difference_is_one_of_a_case() -> None:
    """Each difference names an engine and a case that there are, and says why."""
    names = {*library(), *(case["name"] for case in QUERIES)}
    assert {one.get("question") or one["query"] for one in DIFFERENCES} <= names
    assert {one["engine"] for one in DIFFERENCES} <= {*engines.ENGINES, "any"}
    assert all(one["reason"].endswith(".") for one in DIFFERENCES)
    assert len(KNOWN) == len(DIFFERENCES)
