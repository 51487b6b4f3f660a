"""The number of rows read from a written table is the number there is, for every format and odd values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Store

from acquis.engine import Result, rows_in

_FORMS = (
    "application/json",
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "application/xml",
    "text/csv",
    "text/tab-separated-values",
    "text/xml",
)
# What the writers escape, and what looks like the marks that are counted.
_PIECES = (
    '"', "\\", "\n", "\r", "\r\n", "\t", ",", "{", "}", "{}", "[{", "},{", '}},{"', "]", ":", "<result>",
    "</result>", "<results>", '"bindings":[', '"bindings":[{', "&", "'", "", " ", "a", "é", "\U0001f600",
    "\u2028",
)  # fmt: skip
_TEXTS = (
    st.lists(st.sampled_from(_PIECES) | st.characters(min_codepoint=32, exclude_categories=["Cs"]))
    .map("".join)
    .filter(lambda text: not any(mark in text for mark in "\ufffe\uffff"))
)
_CELLS = (
    st.none() | st.tuples(st.sampled_from(["", "@en", "^^<urn:t>"]), _TEXTS) | st.just(("iri", "urn:x{},{"))
)


def _term(cell: "tuple[str, str] | None") -> str:
    if cell is None:
        return "UNDEF"
    kind, text = cell
    if kind == "iri":
        return "<urn:x,y>"
    escaped = text
    for raw, written in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
        escaped = escaped.replace(raw, written)
    return f'"{escaped}"{kind}'


@pytest.mark.parametrize("media_type", _FORMS)
@given(data=st.data())
def test_rows_are_counted_right(media_type: str, data: st.DataObject) -> None:
    """A table of random rows, empty ones and none among them, has the number of rows that was put in."""
    columns = data.draw(st.integers(1, 3))
    table = data.draw(st.lists(st.lists(_CELLS, min_size=columns, max_size=columns), max_size=6))
    names = " ".join(f"?{name}" for name in ("x", "value", "type")[:columns])
    rows = " ".join(f"({' '.join(map(_term, row))})" for row in table)
    found = Store().query(f"SELECT {names} {{ VALUES ({names}) {{ {rows} }} }}")
    assert rows_in(Result(found).serialise(media_type), media_type) == len(table)


@pytest.mark.parametrize("media_type", _FORMS)
@pytest.mark.parametrize("number", [0, 1, 2])
def test_rows_without_columns_are_counted_right(media_type: str, number: int) -> None:
    """A table of no columns still has rows."""
    found = Store().query(f"SELECT * {{ VALUES () {{ {'() ' * number} }} }}")
    assert rows_in(Result(found).serialise(media_type), media_type) == number
