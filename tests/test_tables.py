"""Tables as they are handed on: with labels, as plain records, as CSV for Excel, as spreadsheets."""

import csv
import datetime
import io
from typing import Any

import openpyxl
import pytest

from acquis.engine import Engine
from acquis.errors import NotAcceptable, QueryTooLarge
from acquis.library import tables
from acquis.library.queries import find
from acquis.library.tables import Cell, Table
from acquis.vocab import ID, LICENCE, PREFIXES

XSD = PREFIXES["xsd"]
ESTONIA = {"type": "uri", "value": ID + "state/EST"}


def _text(value: str, **more: str) -> Cell:
    return {"type": "literal", "value": value, **more}


def _typed(value: str, kind: str) -> Cell:
    return _text(value, datatype=XSD + kind)


def _table(*cells: Cell) -> Table:
    return Table(("a",), [{"a": cell} for cell in cells])


def _sheets(table: Table, *about: tuple[str, str]) -> Any:
    return openpyxl.load_workbook(io.BytesIO(tables.workbook(table, about)))


def test_a_table_is_read_and_written_without_loss(engine: Engine) -> None:
    """What the engine wrote as JSON comes back the same from a table, in each form of results."""
    text = 'SELECT ?a ?b ?c { VALUES (?a ?b ?c) { ("x"@en UNDEF 1) (<urn:x> "2024-01-31"^^xsd:date true) } }'
    table = tables.read(engine.query(text).serialise(tables.JSON))
    assert (table.columns, len(table.rows)) == (("a", "b", "c"), 2)
    for media_type in (
        tables.JSON,
        "text/csv",
        "text/tab-separated-values",
        "application/sparql-results+xml",
    ):
        assert tables.write(table, media_type) == engine.query(text).serialise(media_type)


def test_a_part_of_a_table_keeps_the_columns() -> None:
    """A page has the rows from its offset on, and none beyond the end."""
    table = _table(*(_text(letter) for letter in "abcde"))
    assert [row["a"]["value"] for row in table.part(2, 2).rows] == ["c", "d"]
    assert (table.part(9, 2).rows, table.part(9, 2).columns) == ([], ("a",))


def test_labels_stand_beside_addresses(engine: Engine) -> None:
    """Each column of addresses is followed by one of names, unless the answer has it already."""
    norm = {"type": "uri", "value": ID + "norm/gge-2015/c"}
    rows: list[dict[str, Cell]] = [
        {"state": ESTONIA, "n": norm, "nLabel": _text("own"), "x": _text("y")},
        {"state": {"type": "uri", "value": "urn:x"}},
        {"x": _text("z")},
    ]
    found = tables.labelled(engine, Table(("state", "n", "nLabel", "x"), rows))
    assert found.columns == ("state", "stateLabel", "n", "nLabel", "x")
    assert found.rows[0]["stateLabel"] == {"type": "literal", "value": "Estonia", "xml:lang": "en"}
    assert found.rows[0]["nLabel"] == _text("own")
    assert ["stateLabel" in row for row in found.rows] == [True, False, False]


@pytest.mark.parametrize(
    ("cell", "plain"),
    [
        (_text("1"), "1"),
        (_typed("13", "integer"), 13),
        (_typed("-2.5", "decimal"), -2.5),
        (_typed("1e3", "double"), 1000.0),
        (_typed("NaN", "double"), "NaN"),
        (_typed("9" * 20, "integer"), "9" * 20),
        (_typed("true", "boolean"), True),
        (_typed("0", "boolean"), False),
        (_typed("2024-01-31", "date"), "2024-01-31"),
        (_text("x", **{"xml:lang": "en"}), "x"),
        (ESTONIA, ID + "state/EST"),
    ],
)
def test_a_value_becomes_plain(cell: Cell, plain: object) -> None:
    """Numbers and yes or no become such, all else stays text; nothing is rounded."""
    (record,) = tables.records(_table(cell))
    assert record == {"a": plain}
    assert type(record["a"]) is type(plain)


def test_what_is_unbound_is_none() -> None:
    """A record has every column."""
    assert tables.records(Table(("a", "b"), [{"b": _text("x")}])) == [{"a": None, "b": "x"}]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_formula_is_disarmed_in_csv_for_spreadsheets(start: str) -> None:
    """A text that a spreadsheet program could run begins with an apostrophe; a number stays one."""
    table = Table(("a", "b"), [{"a": _text(f"{start}cmd|x"), "b": _typed("-5", "integer")}, {}])
    body = tables.excel_csv(table)
    assert body.startswith(b"\xef\xbb\xbfa,b\r\n")
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    assert rows == [["a", "b"], [f"'{start}cmd|x", "-5"], ["", ""]]


def test_a_spreadsheet_holds_true_values() -> None:
    """Numbers, days and yes or no are such; text is text, even where it looks like a formula or a link."""
    cells = (
        _typed("13", "integer"),
        _typed("2024-01-31", "date"),
        _typed("1899-12-31", "date"),
        _typed("2024-02-30", "date"),
        _typed("true", "boolean"),
        _text("=1+1"),
        _text("13"),
        ESTONIA,
    )
    sheet = _sheets(_table(*cells))["Answer"]
    found = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert [cell.value for cell in found] == [
        13,
        datetime.datetime(2024, 1, 31),
        "1899-12-31",
        "2024-02-30",
        True,
        "=1+1",
        "13",
        ESTONIA["value"],
    ]
    assert [cell.data_type for cell in found] == ["n", "d", "s", "s", "b", "s", "s", "s"]
    assert all(cell.hyperlink is None for cell in found)


def test_a_spreadsheet_can_be_read_at_once() -> None:
    """The heading stays in sight, columns are as wide as their text, and a second sheet says what this is."""
    book = _sheets(_table(_text("x" * 30), _text("y" * 300)), ("Question", "Why?"), ("Release", "=1"))
    assert book.sheetnames == ["Answer", "About"]
    sheet, about = book["Answer"], book["About"]
    assert (sheet.freeze_panes, sheet["A1"].value, sheet["A1"].font.bold) == ("A2", "a", True)
    assert 59 < sheet.column_dimensions["A"].width < 62
    assert [[cell.value for cell in row] for row in about.iter_rows()] == [
        ["Question", "Why?"],
        ["Release", "=1"],
    ]
    assert about["B2"].data_type == "s"


def test_a_spreadsheet_holds_odd_text() -> None:
    """Control characters, long text and text that looks like an escape do no harm."""
    sheet = _sheets(_table(_text("a\x00b"), _text("x" * 40_000), _text("_x0041_"), _text("中国 é")))["Answer"]
    found = [row[0].value for row in sheet.iter_rows(min_row=2)]
    assert found[1] == "x" * 32_763 + " […]"
    assert found[2:] == ["_x0041_", "中国 é"]
    assert found[0].startswith("a")


def test_a_spreadsheet_of_nothing_is_one() -> None:
    """An answer without rows, or without columns, is still a file that opens."""
    assert _sheets(Table(("a", "b"), []))["Answer"].max_row == 1
    assert _sheets(Table((), [{}]))["Answer"].max_row == 1


def test_the_same_answer_is_the_same_file() -> None:
    """No clock goes into a spreadsheet."""
    assert tables.workbook(_table(ESTONIA), []) == tables.workbook(_table(ESTONIA), [])


def test_too_many_rows_for_a_sheet_are_refused() -> None:
    """Rows beyond what a sheet holds are an error, not left out."""
    with pytest.raises(QueryTooLarge, match="1,048,575 rows"):
        tables.workbook(Table(("a",), [{}] * 1_048_576), [])


def test_a_character_that_xml_cannot_hold_is_refused() -> None:
    """The form that cannot carry a value is an error; the others carry it."""
    table = _table(_text("\x01"))
    assert b"\\u0001" in tables.write(table, tables.JSON)
    with pytest.raises(NotAcceptable):
        tables.write(table, "application/sparql-results+xml")


def test_an_answer_says_how_to_cite_it() -> None:
    """The lines about an answer name question, values, release and licence; none is empty."""
    lines = dict(tables.about(find("norm-wording"), {"norm": "d"}, "r1", {}, 6, "https://example.org/x"))
    assert lines["Norm"] == "d"
    assert lines["Rows in all"] == "6"
    assert lines["Licence"] == LICENCE
    assert lines["How to cite"].endswith("guidance exists? (norm = d) https://example.org/x")
    assert "release r1" in lines["How to cite"]
    assert "Data last changed" not in lines
    changed = {"coverage": {"modified": "2026-01-31"}}
    assert ("Data last changed", "2026-01-31") in tables.about(find("actors"), {}, "r1", changed)
