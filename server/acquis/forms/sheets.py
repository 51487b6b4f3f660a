"""Own the workbook of a submission: its empty template, a filled one, and the way back.

It must not know how a workbook is laid out or read, cell by cell.
"""

from collections.abc import Iterator, Mapping

from acquis.engine import Engine
from acquis.errors import InvalidDocument
from acquis.forms import cells, headings, reader, wording
from acquis.forms.entries import Entry, Read, assemble, key_of, number_of
from acquis.forms.headings import EXAMPLE, HELP, KIND, WHOLE
from acquis.forms.model import Field, Filled, Form, Part
from acquis.forms.offering import letters
from acquis.forms.workbook import LISTS, README, Cells, Rows, layout
from acquis.library.choices import fold

__all__ = ["read", "template", "write"]

_PASSED_OVER = frozenset({fold(HELP), fold(EXAMPLE)})


def template(form: Form, engine: Engine | None = None) -> bytes:
    """Return an empty workbook of *form*; its lists hold the concepts, and what *engine* knows."""
    rows: dict[str, Rows] = {part.cls: [("1", {})] for part in form.parts if part.maximum == 1}
    return layout(form, {}, rows, engine)


def write(filled: Filled, engine: Engine | None = None) -> bytes:
    """Return *filled* as a workbook; names of things stand in it as far as *engine* knows them.

    Raises:
        InvalidDocument: *filled* is of no known kind, or a text is longer than a cell can hold.
    """
    form = reader.form(filled.kind)
    rows = {
        part.cls: [
            (number_of(part, one.key), _cells(form, part, one.values, engine)) for one in filled.of(part.cls)
        ]
        for part in form.parts
    }
    return layout(form, _cells(form, form.submission, filled.values, engine), rows, engine)


def _cells(form: Form, part: Part, values: Mapping[str, tuple[str, ...]], engine: Engine | None) -> Cells:
    found = {}
    for field in form.asked(part):
        target = form.part(field.cls) if field.kind == "part" else None
        found[field.name] = [
            number_of(target, one) if target else wording.write(field, one, engine)
            for one in values.get(field.name, ())
        ]
    return found


def read(data: bytes, engine: Engine | None = None) -> Read:
    """Return the submission in the workbook *data*, and the place of each of its nodes and fields.

    Names in words are found in *engine*; without one only addresses and the names of concepts are known.

    Raises:
        InvalidDocument: *data* is no such workbook, holds formulas, or has a sheet or column of another name.
    """
    found = cells.sheets(data, but=(LISTS, README))
    whole = next((name for name in found if fold(name) == fold(WHOLE)), "")
    if not whole:
        raise InvalidDocument(f"The workbook has no sheet {WHOLE}: fill in the template.")
    form = _form(whole, found[whole])
    entries = [*_whole(form, whole, found.pop(whole))]
    for name, rows in found.items():
        entries += _part(form, name, rows) if rows else []
    return assemble(form, entries, engine)


def _form(sheet: str, rows: list[cells.Row]) -> Form:
    for number, row in rows:
        if fold(row[0]) == fold(KIND):
            return headings.form_of(row[1] if len(row) > 1 else "", f"{sheet}, row {number}")
    raise InvalidDocument(f"{sheet}: there is no row {KIND}; write it in column A, and the kind in column B.")


def _whole(form: Form, sheet: str, rows: list[cells.Row]) -> Iterator[Entry]:
    for number, row in rows[1:]:
        name, value = row[0], row[1] if len(row) > 1 else ""
        if not value.strip() or fold(name) == fold(KIND):
            continue
        place = f"{sheet}, row {number}"
        field = headings.field_of(form, form.submission, name, place)
        yield Entry(form.submission, "", field, value, sheet, f"{place}, {field.label}")


def _part(form: Form, sheet: str, rows: list[cells.Row]) -> Iterator[Entry]:
    """Yield the entries of one sheet; rows that only number themselves say nothing."""
    part = headings.part_of(form, sheet, f"The sheet {sheet}")
    head, body = rows[0][1], [(number, row) for number, row in rows[1:] if fold(row[0]) not in _PASSED_OVER]
    taken = {key_of(part, row[0]) for _, row in body if row[0].strip()}
    for number, row in body:
        place = f"{sheet}, row {number}"
        filled = [(at, text) for at, text in enumerate(row) if at and text.strip()]
        if not filled:
            continue
        key = key_of(part, row[0]) if row[0].strip() else _fresh(part, taken)
        for at, text in filled:
            field = _field(form, part, head, at, f"{sheet}, cell {letters(at)}{number}")
            yield Entry(part, key, field, text, place, f"{place}, {field.label}")


def _fresh(part: Part, taken: set[str]) -> str:
    """Return the first number as a key that is not among *taken*, and take it."""
    number = 1
    while f"{part.slug}-{number}" in taken:
        number += 1
    taken.add(f"{part.slug}-{number}")
    return f"{part.slug}-{number}"


def _field(form: Form, part: Part, head: list[str], at: int, place: str) -> Field:
    if at >= len(head) or not head[at].strip():
        raise InvalidDocument(f"{place}: it stands under no heading; give the column one, or empty the cell.")
    return headings.field_of(form, part, head[at], place)
