"""Read the sheets of a workbook as text, and refuse formulas and errors; the only home of openpyxl.

It must not know what the cells mean. openpyxl takes a while to load, so it is loaded by the first workbook.
"""

import datetime
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Collection, Iterator, Sized
from dataclasses import dataclass
from typing import Any

from acquis.errors import InvalidDocument
from acquis.forms import unpacking
from acquis.forms.offering import letters

__all__ = ["MOST_COLUMNS", "MOST_ROWS", "Row", "sheets"]

MOST_ROWS, MOST_COLUMNS = 5_000, 200
_MOST_SHEETS = 30
# Rows and cells that are looked at, empty ones among them: programs leave a format in the last row.
_LAST_ROW, _MOST_CELLS = 1_100_000, 2_000_000
_FAULTS = (
    AttributeError,
    EOFError,
    IndexError,
    KeyError,
    NotImplementedError,
    OSError,
    OverflowError,
    RecursionError,
    SyntaxError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)
# How a sheet writes a control character, which XML cannot carry. Source: ECMA-376-1, 22.9.2.19
_ESCAPED = re.compile("_x(00[01][0-9A-Fa-f])_")
_MIDNIGHT = datetime.time()

# The number of a row, from 1, and the texts of its cells, "" for an empty one.
Row = tuple[int, list[str]]


@dataclass
class _Size:
    """How much of a workbook was looked at, in rows and cells."""

    rows: int = 0
    cells: int = 0

    def grow(self, row: Sized, sheet: str) -> None:
        """Count one more *row*.

        Raises:
            InvalidDocument: there are too many.
        """
        self.rows, self.cells = self.rows + 1, self.cells + len(row)
        if self.rows > _LAST_ROW or self.cells > _MOST_CELLS:
            raise _too_large(sheet)


def sheets(data: bytes, but: Collection[str] = ()) -> dict[str, list[Row]]:
    """Return the rows that hold anything of each sheet of the workbook *data* that is not in *but*.

    Raises:
        InvalidDocument: it is no workbook, not safe or too large; or a cell holds a formula or an error.
    """
    unpacking.screen(data)
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            # What openpyxl cannot keep, such as lists to choose from, is not needed here.
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
            if len(book.worksheets) > _MOST_SHEETS:
                raise InvalidDocument(f"The workbook has more than {_MOST_SHEETS} sheets: take some out.")
            size = _Size()
            found = [sheet for sheet in book.worksheets if sheet.title not in but]
            return {sheet.title: list(_rows(sheet, size)) for sheet in found}
    except _FAULTS:
        raise InvalidDocument(
            "The file is no workbook, or is damaged: save it as an Excel workbook (.xlsx) again."
        ) from None


def _rows(sheet: Any, size: _Size) -> Iterator[Row]:
    # What a file says of its own size may be wrong, and would hide cells.
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(), 1):
        size.grow(row, sheet.title)
        if not row or all(cell.value is None for cell in row):
            continue
        texts = [_text(sheet.title, number, place, cell) for place, cell in enumerate(row)]
        while texts and not texts[-1]:
            texts.pop()
        if texts and (number > MOST_ROWS or len(texts) > MOST_COLUMNS):
            raise _too_large(sheet.title)
        if texts:
            yield number, texts


def _too_large(sheet: str) -> InvalidDocument:
    return InvalidDocument(
        f"{sheet}: at most {MOST_ROWS:,} rows and {MOST_COLUMNS} columns are read; copy what you filled in to"
        " a new template, or hand in less at a time."
    )


def _text(sheet: str, row: int, place: int, cell: Any) -> str:
    if cell.data_type in ("f", "e"):
        where, what = (
            f"{sheet}, cell {letters(place)}{row}",
            {"f": "a formula", "e": "an error"}[cell.data_type],
        )
        raise InvalidDocument(f"{where}: it holds {what}; write its result as a value instead.")
    return _said(cell.value)


def _said(value: object) -> str:
    """Return *value* as people would type it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime):
        return (value.date() if value.time() == _MIDNIGHT else value).isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), str(value))
