"""From a job to its answer on an engine at hand: kinds, forms, pages, values, datasets and refusals."""

import json
from dataclasses import replace

import pytest

from acquis.engine import Engine
from acquis.errors import AcquisError, InvalidQuery, NotAcceptable, QueryTooLarge, UnsupportedQuery
from acquis.pool import Inline, Job
from acquis.pool.evaluate import evaluate

JSON = "application/sparql-results+json"
ROWS = 'SELECT ?n ?o { VALUES (?n ?o) { (1 "a") (2 "b") (3 UNDEF) (4 "d"@en) (5 <urn:e>) } } ORDER BY ?n'


def _bindings(body: bytes) -> list[dict[str, dict[str, str]]]:
    found: list[dict[str, dict[str, str]]] = json.loads(body)["results"]["bindings"]
    return found


@pytest.mark.parametrize(
    ("text", "media_type", "kind", "variables", "rows", "start"),
    [
        (ROWS, JSON, "select", ("n", "o"), 5, b'{"head":{"vars":["n","o"]}'),
        (ROWS, "text/csv", "select", ("n", "o"), 5, b"n,o\r\n1,a\r\n"),
        (ROWS, "text/tab-separated-values", "select", ("n", "o"), 5, b"?n\t?o\n1\t"),
        (ROWS, "application/sparql-results+xml", "select", ("n", "o"), 5, b"<?xml"),
        ("ASK { }", JSON, "ask", (), None, b'{"head":{},"boolean":true}'),
        ("ASK { FILTER(false) }", "text/csv", "ask", (), None, b"false"),
        (
            "CONSTRUCT { <urn:a> <urn:b> 1 } {}",
            "application/n-triples",
            "graph",
            ("subject", "predicate", "object"),
            None,
            b"<urn:a> <urn:b> ",
        ),
    ],
)
def test_each_kind_is_written_as_asked(
    engine: Engine,
    text: str,
    media_type: str,
    kind: str,
    variables: tuple[str, ...],
    rows: int | None,
    start: bytes,
) -> None:
    """An answer says its kind, its columns and its rows, and its body has the form asked for."""
    answer = evaluate(engine, Job(text, media_type))
    assert (answer.kind, answer.variables) == (kind, variables)
    if kind == "select":
        assert (answer.rows, answer.total) == (rows, rows)
    assert answer.body.startswith(start)
    assert answer.seconds >= 0


@pytest.mark.parametrize(
    ("offset", "limit", "numbers"),
    [
        (0, 2, [1, 2]),
        (3, 2, [4, 5]),
        (4, 9, [5]),
        (5, 2, []),
        (9, 2, []),
        (0, 0, []),
        (0, 5, [1, 2, 3, 4, 5]),
    ],
)
def test_a_page_holds_its_rows_and_counts_all(
    engine: Engine, offset: int, limit: int, numbers: list[int]
) -> None:
    """A job with a limit answers with these rows only, as SPARQL JSON, and with the number of all."""
    answer = evaluate(engine, Job(ROWS, JSON, offset=offset, limit=limit))
    whole = _bindings(evaluate(engine, Job(ROWS, JSON)).body)
    assert _bindings(answer.body) == whole[offset : offset + limit]
    assert [int(row["n"]["value"]) for row in _bindings(answer.body)] == numbers
    assert (answer.rows, answer.total) == (len(numbers), 5)


def test_values_are_bound_as_terms(engine: Engine) -> None:
    """A value is a term in N-Triples, whatever its text looks like."""
    text = 'SELECT ?s ?v { VALUES (?s ?v) { (1 "} UNION { ?s ?p ?o") (2 "b") } }'
    answer = evaluate(engine, Job(text, JSON, values={"v": '"} UNION { ?s ?p ?o"'}))
    assert [row["s"]["value"] for row in _bindings(answer.body)] == ["1"]


def test_graphs_asked_for_are_the_dataset(engine: Engine) -> None:
    """Default and named graphs of a job are all that its query sees."""
    graph = engine.named_graphs()[0]
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    some = Job(count, JSON, default_graphs=[graph])
    numbers = [
        int(_bindings(evaluate(engine, job).body)[0]["n"]["value"])
        for job in (Job(count, JSON), some, replace(some, default_graphs=[], named_graphs=[graph]))
    ]
    assert numbers[0] > numbers[1] > numbers[2] == 0


@pytest.mark.parametrize(
    ("text", "media_type", "error"),
    [
        ("SELECT ?s { ?s", JSON, InvalidQuery),
        ("INSERT DATA { <urn:a> <urn:b> 1 }", JSON, UnsupportedQuery),
        ("SELECT * { SERVICE <urn:x> { ?s ?p ?o } }", JSON, UnsupportedQuery),
        (ROWS, "text/turtle", NotAcceptable),
        ("ASK { }", "image/png", NotAcceptable),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "text/csv", NotAcceptable),
        ('SELECT ("\\u0001" AS ?x) { }', "application/sparql-results+xml", NotAcceptable),
    ],
)
def test_what_cannot_be_answered_is_refused(
    engine: Engine, text: str, media_type: str, error: type[AcquisError]
) -> None:
    """A query that is wrong, or an answer that cannot be written so, is an error of its own class."""
    with pytest.raises(error):
        evaluate(engine, Job(text, media_type))


@pytest.mark.parametrize(
    "job",
    [
        Job("SELECT * { ?a ?b ?c . ?d ?e ?f }", JSON),
        Job("SELECT * { ?a ?b ?c . ?d ?e ?f }", JSON, limit=1000),
        Job("CONSTRUCT { ?a ?e ?f } { ?a ?b ?c . ?d ?e ?f }", "application/n-triples"),
    ],
    ids=["table", "page", "graph"],
)
def test_a_long_answer_is_refused(engine: Engine, job: Job) -> None:
    """An answer longer than the limit is refused with the limit, by whichever way it was asked."""
    with pytest.raises(QueryTooLarge) as caught:
        Inline(engine, 10_000).run(job)
    assert caught.value.limit == 10_000
