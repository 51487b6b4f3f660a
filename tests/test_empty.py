"""Why a query has no result: what is said, over data of known content, and that it comes with the answer."""

import tomllib
from typing import Any

import pytest

from acquis.engine import Engine, Literal, NamedNode, why_empty
from acquis.engine.near import near_iris
from acquis.pool import Inline, Job
from acquis.vocab import BASE, INFERRED
from checkout import ROOT

CASES = tomllib.loads((ROOT / "tests" / "cases" / "empty" / "tiny.toml").read_text("utf-8"))["case"]
JSON = "application/sparql-results+json"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_reason_is_said(case: dict[str, Any], engine: Engine) -> None:
    """The query has no result, and the sentences name what fails and what comes near."""
    assert not bool(engine.query(case["text"]))
    assert list(why_empty(engine, case["text"])) == case["why"]


def test_a_value_given_beside_the_query_counts_as_written_in_it(engine: Engine) -> None:
    """A parameter without a match is looked up like any other term."""
    values = {"name": Literal("Estonia")}
    (said,) = why_empty(engine, "SELECT ?name ?s { ?s skos:prefLabel ?name }", values=values)
    assert 'the data have "Estonia"@en' in said


def test_graphs_of_the_protocol_count(engine: Engine) -> None:
    """A pattern that holds only outside the graphs named by the protocol is said to do so, and where."""
    text = "SELECT ?l { ?n acq:letter ?l }"
    (said,) = why_empty(engine, text, default_graphs=[INFERRED])
    assert "though not in the graphs that the query names, but in <" in said
    (said,) = why_empty(engine, text, default_graphs=[BASE + "graph/inferrd"])
    assert said.endswith(f"did you mean <{INFERRED}>?")


def test_a_name_with_a_slash_in_it_is_read_like_the_engine_reads_it(engine: Engine) -> None:
    """Prefixes, escapes in names and the base of the query are resolved by the engine itself."""
    text = "PREFIX n: <https://w3id.org/acquis/id/norm/> ASK { n:gge-2015\\/cc acq:letter ?l }"
    (said,) = why_empty(engine, text)
    assert "<https://w3id.org/acquis/id/norm/gge-2015/cc> is not in the data; did you mean" in said


@pytest.mark.parametrize(
    ("text", "media_type", "found"),
    [
        ("SELECT ?n { ?n acq:lettr ?l }", JSON, 1),
        ("ASK { ?n acq:lettr ?l }", JSON, 1),
        ("ASK { ?n acq:lettr ?l }", "application/sparql-results+xml", 1),
        ("CONSTRUCT WHERE { ?n acq:lettr ?l }", "application/rdf+xml", 1),
        ("SELECT ?n { ?n acq:letter ?l }", JSON, 0),
        ("ASK { ?n acq:letter ?l }", JSON, 0),
        ("CONSTRUCT WHERE { ?n acq:letter ?l }", "text/turtle", 0),
    ],
)
def test_an_answer_carries_reasons_when_asked_and_empty(
    engine: Engine, text: str, media_type: str, found: int
) -> None:
    """Reasons come with an empty answer of any kind that asks for them, and with no other."""
    runner = Inline(engine)
    assert len(runner.run(Job(text, media_type, explain=True)).reasons) == found
    assert runner.run(Job(text, media_type)).reasons == ()


def test_a_page_of_rows_beyond_the_last_is_not_an_empty_answer(engine: Engine) -> None:
    """Reasons are about all rows, not about those on one page."""
    job = Job("SELECT ?n { ?n acq:letter ?l }", JSON, offset=50, limit=10, explain=True)
    assert Inline(engine).run(job).reasons == ()


@pytest.mark.parametrize(
    ("iri", "near"),
    [
        ("http://example.org/Norm", ["https://example.org/norm"]),
        ("https://example.org/norm#", ["https://example.org/norm"]),
        ("https://example.org/nrom", ["https://example.org/norm"]),
        ("urn:other:norm", []),
        ("https://elsewhere.org/state", ["https://example.org/x/state"]),
        ("https://example.org/entirely-different", []),
    ],
)
def test_near_names(iri: str, near: list[str]) -> None:
    """What differs in scheme, end or case comes first, then a similar last part, then the same elsewhere."""
    known = ["https://example.org/norm", "https://example.org/x/state", "https://example.org/zebra"]
    assert near_iris(iri, known) == near


def test_the_search_ends(engine: Engine) -> None:
    """A query of many parts is answered after a bounded number of tries, in words that promise nothing."""
    groups = " ".join(f"{{ ?s{n} a acq:A{n} }} UNION {{ ?s{n} a acq:B{n} }}" for n in range(50))
    (said,) = why_empty(engine, f"SELECT * {{ {groups} }}")
    assert said.startswith("This query could not be taken apart to see why")


def test_a_query_with_a_result_is_not_explained_away(engine: Engine) -> None:
    """Asked about a query that has a result, it finds no fault."""
    (said,) = why_empty(engine, "SELECT ?n { ?n acq:letter ?l }")
    assert said.startswith("No single part of the query explains it")
    assert next(engine.triples(None, NamedNode("urn:x"), None), None) is None
