"""Lay out a form as a workbook for people: a sheet a part, with headings, help, examples and lists.

It must not read workbooks, and no text that it writes becomes a formula or a link.
"""

import datetime
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from acquis.engine import Engine
from acquis.errors import InvalidDocument
from acquis.forms import guide, headings, offering, wording
from acquis.forms.headings import EXAMPLE, HELP, KIND, NUMBER, WHOLE
from acquis.forms.model import Field, Form, Part

__all__ = ["Cells", "LISTS", "LONGEST", "README", "Rows", "SEVERAL", "layout"]

LISTS, README = "Lists", "Read me"
# How many columns a field gets that may have several values, where no more are needed.
SEVERAL = 3
# What one cell holds, in characters.
LONGEST = 32_767

_FIRST_DAY = datetime.date(1900, 3, 1)
# Two characters that XML cannot carry, and what reads like the escape of one that it cannot.
_UNFIT = re.compile("[\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Fixed, so that the same form has the same bytes.
_MADE = datetime.datetime(2000, 1, 1)
# How many rows of a sheet offer lists.
_OFFERED = 500
_BODY = 3

# The values of a part by field, as people write them, and its number.
Cells = Mapping[str, Sequence[str]]
Rows = Sequence[tuple[str, Cells]]


@dataclass
class _Book:
    """A workbook in the making: its formats, and where its lists stand."""

    book: xlsxwriter.Workbook
    form: Form
    engine: Engine | None
    lists: dict[tuple[str, str], str] = field(default_factory=dict)
    formats: dict[str, Format] = field(default_factory=dict)

    def __post_init__(self) -> None:
        soft = {"text_wrap": True, "valign": "top", "font_color": "#4a525c"}
        for name, how in {
            "head": {"bold": True, "bg_color": "#dfe5ee", "valign": "top", "text_wrap": True},
            "help": soft,
            "example": {**soft, "italic": True, "num_format": "@"},
            "text": {"text_wrap": True, "valign": "top", "num_format": "@"},
            "date": {"valign": "top", "num_format": "yyyy-mm-dd"},
        }.items():
            self.formats[name] = self.book.add_format(how)


def layout(form: Form, whole: Cells, rows: Mapping[str, Rows], engine: Engine | None = None) -> bytes:
    """Return a workbook of *form*: *whole* is filled in for the submission, *rows* for each class of parts.

    Raises:
        InvalidDocument: a text is longer than a cell can hold.
    """
    sink = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(sink, options) as book:
        book.set_properties({"created": _MADE, "title": form.label})
        made = _Book(book, form, engine)
        sheets = [book.add_worksheet(name) for name in _names(form)]
        lists = book.add_worksheet(LISTS)
        _list(made, lists)
        lists.hide()
        _explain(made, sheets[0])
        _whole(made, sheets[1], whole)
        for part, sheet in zip(form.parts, sheets[2:], strict=True):
            _part(made, sheet, part, rows.get(part.cls, ()))
        sheets[1].activate()
    return sink.getvalue()


def _names(form: Form) -> list[str]:
    return [README, WHOLE, *(part.name for part in form.parts)]


def _list(made: _Book, sheet: Worksheet) -> None:
    """Write every list to choose from in columns of its own, and note where it stands."""
    place = 0
    for part in (made.form.submission, *made.form.parts):
        for one in made.form.asked(part):
            columns = offering.columns(made.form, one, made.engine)
            for at, texts in enumerate(columns, place):
                for line, text in enumerate(texts):
                    sheet.write_string(line, at, text)
            if columns:
                made.lists[part.slug, one.name] = offering.source(LISTS, place, columns)
            place += len(columns)


def _explain(made: _Book, sheet: Worksheet) -> None:
    form = made.form
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 100)
    lines = [
        (form.label[:1].upper() + form.label[1:], form.description),
        ("Asked for by", form.source),
        *(("", note) for note in guide.NOTES),
        (
            "",
            f"The rows called {HELP} and {EXAMPLE} are passed over. For more values than there are columns,"
            " copy a column with its heading; for more parts, fill in more rows.",
        ),
        *((part.name, f"{part.description} How many: {guide.count(part)}.") for part in form.parts),
    ]
    for line, (name, text) in enumerate(lines):
        sheet.write_string(line, 0, name, made.formats["head"])
        sheet.write_string(line, 1, text, made.formats["help"])


def _whole(made: _Book, sheet: Worksheet, filled: Cells) -> None:
    """Write the sheet of the submission itself: a row a value."""
    for place, width in enumerate((28, 60, 60, 40)):
        sheet.set_column(place, place, width)
    for place, name in enumerate(("Field", "Value", HELP, EXAMPLE)):
        sheet.write_string(0, place, name, made.formats["head"])
    sheet.write_string(1, 0, KIND, made.formats["head"])
    sheet.write_string(1, 1, made.form.kind, made.formats["text"])
    line, part = 2, made.form.submission
    for one in made.form.asked(part):
        values = list(filled.get(one.name, ()))
        for number in range(max(1, len(values), SEVERAL if one.repeatable else 1)):
            sheet.write_string(line, 0, headings.heading(one, number + 1), made.formats["head"])
            _put(made, sheet, line, 1, one, values[number] if number < len(values) else "")
            _offer(made, sheet, (line, 1, line, 1), part, one, "")
            if not number:
                sheet.write_string(
                    line, 2, guide.help_text(made.form, one, made.engine), made.formats["help"]
                )
                sheet.write_string(line, 3, wording.example(one), made.formats["example"])
            line += 1
    sheet.freeze_panes(1, 1)


def _part(made: _Book, sheet: Worksheet, part: Part, rows: Rows) -> None:
    """Write the sheet of one kind of part: a column a value, a row each."""
    columns = _columns(made.form, part, rows)
    for line, name in enumerate((NUMBER, HELP, EXAMPLE)):
        sheet.write_string(line, 0, name, made.formats["head"])
    sheet.set_column(0, 0, 12, made.formats["text"])
    sheet.set_row(1, 90)
    for place, (one, number) in enumerate(columns, 1):
        sheet.set_column(place, place, 16 if one.kind == "date" else 32, made.formats[_format(one)])
        sheet.write_string(0, place, headings.heading(one, number), made.formats["head"])
        if number == 1:
            sheet.write_string(1, place, guide.help_text(made.form, one, made.engine), made.formats["help"])
            sheet.write_string(2, place, wording.example(one), made.formats["example"])
        on = next((at for at, (other, _) in enumerate(columns, 1) if other.path == wording.DEPENDS[1]), 0)
        last = max(_BODY + len(rows), _OFFERED)
        _offer(made, sheet, (_BODY, place, last, place), part, one, f"${offering.letters(on)}{_BODY + 1}")
    for line, (name, filled) in enumerate(rows, _BODY):
        sheet.write_string(line, 0, name, made.formats["text"])
        for place, (one, number) in enumerate(columns, 1):
            values = filled.get(one.name, ())
            _put(made, sheet, line, place, one, values[number - 1] if number <= len(values) else "")
    sheet.freeze_panes(1, 1)


def _columns(form: Form, part: Part, rows: Rows) -> list[tuple[Field, int]]:
    """Return the columns of *part*, each a field and which of its values, from 1."""
    found = []
    for one in form.asked(part):
        needed = max([1, *(len(filled.get(one.name, ())) for _, filled in rows)])
        found += [(one, number) for number in range(1, 1 + max(needed, SEVERAL if one.repeatable else 1))]
    return found


def _format(one: Field) -> str:
    return "date" if one.kind == "date" else "text"


def _put(made: _Book, sheet: Worksheet, line: int, place: int, one: Field, text: str) -> None:
    day = _day(text) if one.kind == "date" else None
    unfit = _UNFIT.search(text)
    if unfit:
        raise InvalidDocument(f"{one.label} holds {unfit[0]!r}, which no workbook carries: take CSV or RDF.")
    if len(text) > LONGEST:
        raise InvalidDocument(
            f"{one.label} is longer than the {LONGEST:,} characters that a cell holds: take CSV or RDF."
        )
    if day is not None:
        sheet.write_datetime(
            line, place, datetime.datetime.combine(day, datetime.time()), made.formats["date"]
        )
    elif text:
        sheet.write_string(line, place, text, made.formats["text"])
    else:
        sheet.write_blank(line, place, None, made.formats[_format(one)])


def _day(text: str) -> datetime.date | None:
    """Return the day that *text* names, if all spreadsheet programs count it alike."""
    try:
        found = datetime.date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        return None
    return found if found is not None and found >= _FIRST_DAY else None


def _offer(
    made: _Book, sheet: Worksheet, cells: tuple[int, int, int, int], part: Part, one: Field, on: str
) -> None:
    """Let *cells* be chosen from the list of *one*, or be dates; other values are warned of, not refused."""
    target = made.form.part(one.cls) if one.kind == "part" else None
    source = made.lists.get((part.slug, one.name), "").replace("{}", on)
    if target is not None:
        source = f"='{target.name}'!$A${_BODY + 1}:$A${_OFFERED + 1}"
    how = {"ignore_blank": True, "error_type": "warning", "error_title": "Not in the list"}
    how["error_message"] = "Choose from the list, or keep what you typed if you are sure."
    if source:
        sheet.data_validation(*cells, {**how, "validate": "list", "source": source})
    elif one.kind == "date":
        how |= {"error_title": "Not a date", "error_message": "Write a date like 2026-05-31."}
        sheet.data_validation(
            *cells, {**how, "validate": "date", "criteria": ">=", "value": datetime.datetime(1900, 3, 1)}
        )
