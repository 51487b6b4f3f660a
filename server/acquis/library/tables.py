"""Own how a table is written beyond what the engine does: with labels, as plain records, as a spreadsheet.

It must not run queries or know HTTP.
"""

import csv
import datetime
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from acquis import engine as graph
from acquis.engine import Engine, Result
from acquis.errors import QueryTooLarge
from acquis.library.queries import Question
from acquis.naming import names
from acquis.vocab import LICENCE, PREFIXES, PUBLISHER

__all__ = [
    "JSON",
    "Table",
    "XLSX",
    "about",
    "excel_csv",
    "labelled",
    "read",
    "records",
    "result",
    "workbook",
    "write",
]

JSON = "application/sparql-results+json"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_XSD = PREFIXES["xsd"]
_NUMBERS = frozenset(_XSD + name for name in ("integer", "decimal", "double", "float", "nonNegativeInteger"))
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
# A spreadsheet keeps this many figures of a number; longer ones stay text.
_FIGURES = 15
# What a spreadsheet program may take for a formula, at the start of a cell of CSV.
_ARMED = ("=", "+", "-", "@", "\t", "\r")
_MOST_ROWS = 1_048_575
_LONGEST_CELL = 32_767
_CUT = " […]"
_NARROWEST, _WIDEST = 10, 60
_FIRST_DAY = datetime.date(1900, 3, 1)
# Fixed, so that the same answer has the same bytes.
_MADE = datetime.datetime(2000, 1, 1)

# One value as SPARQL JSON has it: its type, value, language and datatype.
Cell = Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """The rows of an answer; a row maps columns to values and has none for what is unbound."""

    columns: tuple[str, ...]
    rows: Sequence[Mapping[str, Cell]]

    def part(self, offset: int, size: int) -> "Table":
        """Return at most *size* rows from *offset* on."""
        return Table(self.columns, self.rows[offset : offset + size])


def read(body: bytes) -> Table:
    """Return the table in *body*, which is SPARQL JSON."""
    found = json.loads(body)
    return Table(tuple(found["head"]["vars"]), found["results"]["bindings"])


def write(table: Table, media_type: str) -> bytes:
    """Return *table* as *media_type*, one of those of SPARQL results.

    Raises:
        NotAcceptable: it holds a character that XML cannot carry.
    """
    return result(table).serialise(media_type)


def result(table: Table) -> Result:
    """Return *table* as an answer of the engine, to be read or written once."""
    head = {"vars": table.columns}
    body = {"head": head, "results": {"bindings": list(table.rows)}}
    return graph.table(json.dumps(body, ensure_ascii=False).encode())


def labelled(engine: Engine, table: Table) -> Table:
    """Return *table* with a column `{name}Label` after each column of IRIs that has none yet."""
    wanted = [
        name
        for name in table.columns
        if f"{name}Label" not in table.columns
        and any(name in row and row[name]["type"] == "uri" for row in table.rows)
    ]
    columns = [
        part for name in table.columns for part in ((name, f"{name}Label") if name in wanted else (name,))
    ]
    return Table(tuple(columns), [{**row, **_labels(engine, row, wanted)} for row in table.rows])


def _labels(engine: Engine, row: Mapping[str, Cell], wanted: Sequence[str]) -> dict[str, Cell]:
    found: dict[str, Cell] = {}
    for name in wanted:
        node = names.node(row[name]["value"]) if name in row and row[name]["type"] == "uri" else None
        label = None if node is None else names.label(engine, node)
        if label is not None:
            language = {"xml:lang": label.language} if label.language else {}
            found[f"{name}Label"] = {"type": "literal", "value": label.value, **language}
    return found


def records(table: Table) -> list[dict[str, Any]]:
    """Return the rows as plain objects: text, numbers and yes or no by column, None for what is unbound."""
    return [
        {name: _plain(row[name]) if name in row else None for name in table.columns} for row in table.rows
    ]


def _plain(cell: Cell) -> Any:
    text, datatype = cell["value"], cell.get("datatype", "")
    if datatype == _XSD + "boolean":
        return text in ("true", "1")
    if datatype in _NUMBERS and _NUMBER.fullmatch(text) and len(text) <= _FIGURES:
        return int(text) if re.fullmatch("[+-]?[0-9]+", text) else float(text)
    return text


def excel_csv(table: Table) -> bytes:
    """Return *table* as CSV for spreadsheet programs: marked as UTF-8, and no text is taken for a formula."""
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator="\r\n")
    writer.writerow(table.columns)
    for row in table.rows:
        writer.writerow([_disarmed(row[name]) if name in row else "" for name in table.columns])
    return b"\xef\xbb\xbf" + sink.getvalue().encode()


def _disarmed(cell: Cell) -> str:
    text = cell["value"]
    return f"'{text}" if text.startswith(_ARMED) and not isinstance(_plain(cell), int | float) else text


def about(
    question: Question,
    used: Mapping[str, str],
    release_id: str,
    manifest: Mapping[str, Any],
    total: int | None = None,
    address: str = "",
) -> list[tuple[str, str]]:
    """Return what a reader of an answer must know to use and cite it, line by line; *used* are its values."""
    cite = f"{PUBLISHER}, Acquis, release {release_id}: {question.called(used)} {address}".rstrip()
    lines = [
        ("Question", question.title),
        ("What it shows", question.description),
        *((param.label or param.name, used.get(param.name, "any")) for param in question.params),
        ("Rows in all", "" if total is None else str(total)),
        ("Release", release_id),
        ("Data last changed", manifest.get("coverage", {}).get("modified", "")),
        ("Source", question.source),
        ("Licence", LICENCE),
        ("How to cite", cite),
        ("Address", address),
    ]
    return [(name, text) for name, text in lines if text]


def workbook(table: Table, about: Sequence[tuple[str, str]]) -> bytes:
    """Return *table* as a spreadsheet with a second sheet that says *about* what it is, line by line.

    Text stays text: nothing in it becomes a formula, a link or a number.

    Raises:
        QueryTooLarge: there are more rows than a sheet holds.
    """
    if len(table.rows) > _MOST_ROWS:
        raise QueryTooLarge(
            f"A sheet holds {_MOST_ROWS:,} rows: ask for pages, or for CSV.", limit=_MOST_ROWS
        )
    sink = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(sink, options) as book:
        book.set_properties({"created": _MADE})
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        _fill(book.add_worksheet("Answer"), table, bold, day)
        _explain(book.add_worksheet("About"), about, bold, book.add_format({"text_wrap": True}))
    return sink.getvalue()


def _fill(sheet: Worksheet, table: Table, bold: Format, day: Format) -> None:
    for place, name in enumerate(table.columns):
        sheet.write_string(0, place, name, bold)
        lengths = (len(row[name]["value"]) for row in table.rows if name in row)
        width = max([len(name) + 3, *lengths], default=0)
        sheet.set_column(place, place, min(max(width, _NARROWEST), _WIDEST))
    for line, row in enumerate(table.rows, 1):
        for place, name in enumerate(table.columns):
            if name in row:
                _put(sheet, line, place, row[name], day)
    sheet.freeze_panes(1, 0)
    if table.columns:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)


def _put(sheet: Worksheet, line: int, place: int, cell: Cell, day: Format) -> None:
    value = _plain(cell)
    date = _date(cell)
    if date is not None:
        sheet.write_datetime(line, place, date, day)
    elif isinstance(value, bool):
        sheet.write_boolean(line, place, value)
    elif isinstance(value, int | float):
        sheet.write_number(line, place, value)
    else:
        sheet.write_string(line, place, _fitting(cell["value"]))


def _date(cell: Cell) -> datetime.date | None:
    """Return the day in *cell*; None where it is none, or one before those that all spreadsheets count."""
    if cell.get("datatype") != _XSD + "date":
        return None
    try:
        found = datetime.date.fromisoformat(cell["value"])
    except ValueError:
        return None
    return found if found >= _FIRST_DAY else None


def _fitting(text: str) -> str:
    return text if len(text) <= _LONGEST_CELL else text[: _LONGEST_CELL - len(_CUT)] + _CUT


def _explain(sheet: Worksheet, about: Sequence[tuple[str, str]], bold: Format, wrapped: Format) -> None:
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 100)
    for line, (name, text) in enumerate(about):
        sheet.write_string(line, 0, name, bold)
        sheet.write_string(line, 1, _fitting(text), wrapped)
