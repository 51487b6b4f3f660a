"""Own the one CSV file of a submission: a line a value, which any spreadsheet program opens and keeps.

Each line names the part, its number, the field, and the value; help and an example stand beside it for who
fills it in. What a program could take for a formula is neutralised on writing, and restored on reading. It
must not know what the fields mean.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from acquis.engine import Engine
from acquis.errors import InvalidDocument
from acquis.forms import guide, headings, reader, wording
from acquis.forms.entries import Entry, Read, assemble, key_of, number_of
from acquis.forms.headings import COLUMNS, KIND, NUMBER, WHOLE
from acquis.forms.model import Field, Filled, Form, Part
from acquis.library.choices import fold

__all__ = ["armed", "disarmed", "lines", "read", "template", "write"]

_MARK = "\ufeff"
# What a spreadsheet program may take for a formula, at the start of a cell; and the sign that it is none.
_ARMED = ("=", "+", "-", "@", "\t", "\r", "\n", "'")
_SIGN = "'"
_DELIMITERS = (",", ";", "\t")
# What some programs write above a table for themselves, and never show.
_SEPARATOR = re.compile("sep=.\r?\n", re.IGNORECASE)
_LONGEST = 5_000_000
_MOST_LINES = 50_000

Line = Sequence[str]


def template(form: Form, engine: Engine | None = None) -> bytes:
    """Return an empty CSV file of *form*, each field with help, and choices as far as *engine* knows some."""
    rows: list[Line] = [(WHOLE, "", KIND, form.kind, "", "")]
    for part in (form.submission, *form.parts):
        number = "" if part is form.submission else "1"
        for field in form.asked(part):
            said = guide.help_text(form, field, engine)
            rows.append((part.name, number, headings.heading(field), "", said, wording.example(field)))
    return _written(rows)


def write(filled: Filled, engine: Engine | None = None) -> bytes:
    """Return *filled* as CSV; names of things stand in it as far as *engine* knows them.

    Raises:
        InvalidDocument: *filled* is of no known kind.
    """
    form = reader.form(filled.kind)
    rows: list[Line] = [(WHOLE, "", KIND, form.kind, "", "")]
    rows += _valued(form, form.submission, (WHOLE, ""), filled.values, engine)
    for one in filled.parts:
        part = form.part(one.cls)
        if part is not None:
            start = (part.name, number_of(part, one.key))
            rows += list(_valued(form, part, start, one.values, engine)) or [(*start, "", "", "", "")]
    return _written(rows)


def _valued(
    form: Form,
    part: Part,
    start: tuple[str, str],
    values: Mapping[str, tuple[str, ...]],
    engine: Engine | None,
) -> Iterator[Line]:
    for field in form.asked(part):
        for value in values.get(field.name, ()):
            target = form.part(field.cls) if field.kind == "part" else None
            shown = number_of(target, value) if target else wording.write(field, value, engine)
            yield (*start, headings.heading(field), shown, "", "")


def _written(rows: Iterable[Line]) -> bytes:
    sink = io.StringIO(newline="")
    writer = csv.writer(sink, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([armed(one) for one in row] for row in rows)
    return (_MARK + sink.getvalue()).encode()


def armed(text: str) -> str:
    """Return *text* for a cell of CSV, so that no program takes it for a formula.

    >>> armed("=1+1"), disarmed(armed("=1+1")), disarmed("'s-Gravenhage")
    ("'=1+1", '=1+1', "'s-Gravenhage")
    """
    return _SIGN + text if text.startswith(_ARMED) else text


def disarmed(cell: str) -> str:
    """Return the text of a *cell* that `armed` wrote."""
    return cell[1:] if cell.startswith(_SIGN) and cell[1:].startswith(_ARMED) else cell


def read(data: bytes, engine: Engine | None = None) -> Read:
    """Return the submission in the CSV file *data*, and the line of each of its nodes and fields.

    Names in words are found in *engine*; without one only addresses, short or in full, are known.

    Raises:
        InvalidDocument: *data* is no such file, or a line is about nothing that the form has.
    """
    rows = lines(data)
    columns = _columns(rows[0])
    given = [
        (number, {name: row[place] if place < len(row) else "" for name, place in columns.items()})
        for number, row in enumerate(rows[1:], 2)
    ]
    kinds = [(number, one) for number, one in given if fold(one["Field"]) == fold(KIND)]
    if not kinds:
        raise InvalidDocument(f"The file names no kind: add a line with Field {KIND} and its value.")
    form = headings.form_of(kinds[0][1]["Value"], f"line {kinds[0][0]}")
    named = _Entries(form)
    entries = [named.entry(number, one) for number, one in given if _says(one)]
    return assemble(form, entries, engine)


def lines(data: bytes) -> list[list[str]]:
    """Return the cells of CSV by line; the delimiter is a comma, a semicolon or a tab, as the first line has.

    Raises:
        InvalidDocument: *data* is not UTF-8, is too long, or is no CSV.
    """
    if len(data) > _LONGEST:
        raise InvalidDocument(f"The file is longer than {_LONGEST:,} bytes: hand in less at a time.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidDocument(
            f"The file is not in UTF-8 (byte {error.start + 1}): save it as CSV UTF-8."
        ) from None
    text = text[found.end() :] if (found := _SEPARATOR.match(text)) else text
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    taken = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        rows = list(taken)
    except csv.Error as error:
        raise InvalidDocument(
            f"Line {taken.line_num}: the file is no CSV ({error}): save it as CSV UTF-8."
        ) from None
    if len(rows) > _MOST_LINES:
        raise InvalidDocument(f"The file has more than {_MOST_LINES:,} lines: hand in less at a time.")
    if not rows:
        raise InvalidDocument("The file is empty: fill in the template.")
    return [[disarmed(one) for one in row] for row in rows]


def _columns(header: Sequence[str]) -> dict[str, int]:
    """Return the place of each column; all but help and example must be there."""
    known = {fold(name): name for name in COLUMNS}
    found = {known[fold(one)]: place for place, one in enumerate(header) if fold(one) in known}
    if missing := [name for name in COLUMNS[:4] if name not in found]:
        raise InvalidDocument(
            f"The first line has no column {missing[0]}: it must read {', '.join(COLUMNS[:4])}."
        )
    return found


def _says(line: Mapping[str, str]) -> bool:
    """Return whether *line* says something: it has a value, or states that a part is there."""
    is_kind = fold(line["Field"]) == fold(KIND)
    return not is_kind and bool(line["Value"].strip() or (line["Part"].strip() and not line["Field"].strip()))


class _Entries:
    """The entries of a file; what a line calls its part and field is looked up once."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._known: dict[tuple[str, str], tuple[Part, Field | None]] = {}

    def entry(self, number: int, line: Mapping[str, str]) -> Entry:
        """Return what the *line* with *number* says."""
        called = (line["Part"], line["Field"].strip())
        if called not in self._known:
            part = headings.part_of(self._form, called[0], f"line {number}")
            named = headings.field_of(self._form, part, called[1], f"line {number}") if called[1] else None
            self._known[called] = (part, named)
        part, field = self._known[called]
        row, key = f"line {number}", ""
        if part is not self._form.submission:
            given = line[NUMBER].strip() or "1"
            row, key = f"{part.name} {given}, {row}", key_of(part, given)
        return Entry(
            part, key, field, line["Value"] if field else "", row, f"{row}, {field.label}" if field else row
        )
