"""Which answers get a chart, and of what: numbers that a query counts, or how often few values come."""

import json
from collections.abc import Mapping

import pytest

from acquis.library.charts import Chart, chart
from acquis.library.tables import Cell, Table

COUNTS = "SELECT ?kind (COUNT(DISTINCT ?thing) AS ?things) { ?thing a ?kind } GROUP BY ?kind"
PLAIN = "SELECT ?state ?vote { ?ballot acq:by ?state ; acq:vote ?vote }"
XSD = "http://www.w3.org/2001/XMLSchema#"


def text(row: Mapping[str, Cell], column: str) -> str | None:
    """Return what stands in *column*."""
    return row[column]["value"] if column in row else None


def table(columns: str, *rows: str) -> Table:
    """Return a table of *rows* written as words; figures are integers, a hyphen is an empty cell."""
    names = tuple(columns.split())

    def cell(word: str) -> Cell:
        return {"type": "literal", "value": word, **({"datatype": XSD + "integer"} if word.isdigit() else {})}

    return Table(
        names,
        [
            {name: cell(word) for name, word in zip(names, row.split(), strict=True) if word != "-"}
            for row in rows
        ],
    )


def drawn(query: str, found: Table) -> Chart | None:
    """Return the chart of *found*, all columns of which are shown."""
    return chart(query, found, found.columns, text)


def test_what_a_query_counts_is_charted_by_name() -> None:
    """Each row is a bar, in the order of the answer."""
    found = drawn(COUNTS, table("kind things", "norm 11", "rule 13"))
    assert found == Chart("kind", "things", (("norm", 11.0), ("rule", 13.0)))


def test_values_that_come_again_are_counted() -> None:
    """A column with few values gives a bar for each of them, the most frequent first."""
    rows = ("EST yes", "FRA no", "JPN yes", "KEN yes", "MEX no")
    found = drawn(PLAIN, table("state vote", *rows))
    assert found == Chart("vote", "", (("yes", 3.0), ("no", 2.0)))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (COUNTS, table("kind things", "norm 11")),
        (COUNTS, table("kind things", "norm 11", "norm 12")),
        (COUNTS, table("kind things", "norm 11", "rule many")),
        (COUNTS, table("kind things", "norm 11", "rule -")),
        (COUNTS, table("kind things", *(f"kind-{number} {number}" for number in range(61)))),
        (PLAIN, table("state vote")),
        (PLAIN, table("state vote", "EST yes", "FRA no", "JPN absent")),
        (PLAIN, table("state vote", "EST yes", "FRA yes", "JPN yes", "KEN yes")),
        (PLAIN, table("state vote", "EST yes", "FRA no", "JPN -", "KEN yes", "MEX no")),
        (PLAIN, table("state number", "EST 1", "FRA 2", "JPN 3", "KEN 4")),
    ],
    ids=[
        *("one row", "names come twice", "a number is none", "a number is missing", "too many bars"),
        *("no row", "all differ", "all the same", "one is empty", "numbers that nobody counted"),
    ],
)
def test_what_says_no_more_than_the_table_gets_none(query: str, found: Table) -> None:
    """Where bars would be too many, too few, or not of the whole answer, there is no chart."""
    assert drawn(query, found) is None


def test_the_chart_is_plain_data() -> None:
    """What a browser gets are the bars in their order, with titles of the axes; a text stays a text."""
    found = drawn(COUNTS, table("kind things", "</script> 1", "rule 2"))
    assert found is not None
    spec = json.loads(json.dumps(found.spec("Things")))
    assert spec["data"]["values"] == [{"name": "</script>", "number": 1}, {"name": "rule", "number": 2}]
    assert spec["encoding"]["x"]["title"] == "Things"
