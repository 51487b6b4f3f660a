"""Turn a table of many positions, one passage a row, into one submission for each State and document.

A submission is made only if all its rows will do, so that none says less than the table. It must not check
what the shapes check: only what is needed to tell what a row says.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import PurePath

from acquis.engine import Engine, graph_result
from acquis.errors import InvalidDocument
from acquis.forms import cells, content, guide, headings, reader, rows, tables, terms, wording
from acquis.forms.headings import EXAMPLE, HELP, NUMBER, WHOLE
from acquis.forms.model import Field, Filled, Form, Part
from acquis.forms.offering import letters
from acquis.forms.workbook import LISTS, README, layout
from acquis.library.choices import fold
from acquis.vocab import ACQ

__all__ = ["Made", "Many", "Problem", "read", "template"]

_SHEET = "Positions"
_ON = ACQ + "submittedOn"
_SHOWN = 80
# So many choices are all named; of more, those that come near.
_FEW = 8


@dataclass(frozen=True)
class Problem:
    """What is wrong in one row, counted from 1: the column, what was found, and what is expected."""

    row: int
    column: str
    found: str
    expected: str

    def __str__(self) -> str:
        found = f"{self.found[:_SHOWN]!r} was found" if self.found else "nothing was found"
        return f"{self.column}: {found}; {self.expected}."


@dataclass(frozen=True)
class Made:
    """One submission with the rows that it was made from; `name` is that of a file without its ending."""

    name: str
    filled: Filled
    rows: tuple[int, ...]

    def turtle(self) -> bytes:
        """Return the submission as a document in Turtle."""
        triples = (quad.triple for quad in content.to_quads(self.filled))
        return graph_result(triples).serialise("text/turtle")


@dataclass(frozen=True)
class Many:
    """What came of a table: the submissions made, all problems, and what became of each row."""

    made: tuple[Made, ...]
    problems: tuple[Problem, ...]
    became: Mapping[int, str]

    def report(self) -> list[tuple[int, str]]:
        """Return row by row what is wrong with it, or what it became where nothing is."""
        wrong = [(one.row, str(one)) for one in self.problems]
        fine = [(row, said) for row, said in self.became.items() if row not in {row for row, _ in wrong}]
        return sorted([*wrong, *fine], key=lambda line: line[0])


def template(engine: Engine | None = None) -> bytes:
    """Return an empty workbook for many positions; its lists hold what *engine* knows."""
    return layout(_table(), {}, {}, engine)


@cache
def _table() -> Form:
    """Return the form of the table: one part, with the fields of all parts side by side."""
    form = reader.form(rows.KIND)
    pairs = [
        (part, one) for part in (form.submission, *form.parts) for one in part.fields if one.kind != "part"
    ]
    labels = [one.label for _, one in pairs]
    fields = tuple(
        replace(
            one,
            name=f"{part.slug} {one.name}",
            label=one.label if labels.count(one.label) == 1 else f"{part.name}: {one.label}",
            repeatable=False,
        )
        for part, one in pairs
    )
    lead = (
        "One row for each passage. The rows of one document name the same State or group and the same title;"
        " what is the same in all of them need stand in the first one only, but for these two and the topic."
    )
    return replace(
        form,
        label="many national positions",
        submission=replace(form.submission, fields=()),
        parts=(Part("#Row", _SHEET, lead, 1, None, fields),),
    )


def read(data: bytes, name: str, engine: Engine, *, submitted_on: str = "") -> Many:
    """Return the submissions in the table *data*, a workbook or CSV by the ending of its *name*.

    *submitted_on* stands for the day of submission where a row gives none.

    Raises:
        InvalidDocument: *data* is no table, or has a column of another name.
    """
    is_csv = PurePath(name).suffix.lower() == ".csv"
    table = list(enumerate(tables.lines(data), 1)) if is_csv else _sheet(data)
    if not table:
        raise InvalidDocument("The table is empty: fill in the template, one row for each passage.")
    columns = _columns(table[0][1])
    found = _Reading(engine, submitted_on)
    for number, row in table[1:]:
        typed = {one.name: row[at] for at, one in columns.items() if at < len(row) and row[at].strip()}
        if typed and fold(row[0]) not in (fold(HELP), fold(EXAMPLE)):
            found.add(number, typed)
    return found.finished()


def _sheet(data: bytes) -> list[cells.Row]:
    """Return the rows of the sheet of positions, or of the only sheet that there is."""
    found = cells.sheets(data, but=(LISTS, README, WHOLE))
    named = [table for name, table in found.items() if fold(name) == fold(_SHEET)]
    if not named and len(found) != 1:
        raise InvalidDocument(f"The workbook has no sheet {_SHEET}: call the one with the rows so.")
    return named[0] if named else next(iter(found.values()))


def _columns(head: list[str]) -> dict[int, Field]:
    """Return the field of each column.

    Raises:
        InvalidDocument: a column has a heading that no field has, or two have the same.
    """
    form, found = _table(), dict[int, Field]()
    for at, text in enumerate(head):
        if text.strip() and fold(text) != fold(NUMBER):
            place = f"The heading of column {letters(at)}"
            found[at] = headings.field_of(form, form.parts[0], text, place)
    if len({one.name for one in found.values()}) < len(found):
        raise InvalidDocument("Two columns have the same heading: put them into one, or take one out.")
    return found


class _Reading:
    """The documents of a table in the making, row by row."""

    def __init__(self, engine: Engine, submitted_on: str) -> None:
        self._engine, self._submitted_on = engine, submitted_on
        self._documents: dict[tuple[str, str], rows.Document] = {}
        self._problems: list[Problem] = []

    def add(self, number: int, typed: Mapping[str, str]) -> None:
        """Take in the row *number*, with what was *typed* by the name of the field."""
        row: dict[tuple[str, str], str] = {}
        by_path: dict[str, str] = {}
        missing = []
        for one in _table().parts[0].fields:
            slug, _, name = one.name.partition(" ")
            text = typed.get(one.name, self._submitted_on if one.path == _ON else "")
            if not text.strip():
                missing.append(one)
                continue
            row[slug, name] = by_path[one.path] = wording.read(one, text, self._engine, by_path)
            # Where the topic is not known, nothing can be said of the stance on it.
            is_open = one.path == wording.DEPENDS[0] and not terms.is_iri(by_path.get(wording.DEPENDS[1], ""))
            if not (_is_told(one, row[slug, name]) or is_open):
                self._problem(number, one, text, by_path)
        document = self._documents.setdefault(rows.group(row), rows.Document())
        self._lacking(number, missing, row, document)
        for part, one, other, said in document.add(number, row):
            label = next(f for f in _table().parts[0].fields if f.name == f"{part.slug} {one.name}")
            wanted = f"row {other} of the same document says {said[:_SHOWN]!r}, and both must agree"
            self._problems.append(Problem(number, _label(label), row[part.slug, one.name], wanted))

    def _problem(self, number: int, one: Field, text: str, row: Mapping[str, str]) -> None:
        """Note that *text* is not what *one* holds; *row* are the values of the others, by path."""
        allowed = wording.offered(one, self._engine, row)
        wanted = "one of a list" if allowed else guide.allowed(_table(), one)
        if 0 < len(allowed) <= _FEW:
            near = [wording.shown(choice) for choice in allowed]
        else:
            near = wording.near(allowed, text) or [wording.example(one)]
        expected = f"{wanted} is expected, such as {' or '.join(near)}".rstrip(".")
        self._problems.append(Problem(number, _label(one), text.strip(), expected))

    def _lacking(self, number: int, missing: list[Field], row: rows.Row, document: rows.Document) -> None:
        """Note what must be said and is *missing*, unless an earlier row of *document* says it for all."""
        for one in missing:
            slug, _, name = one.name.partition(" ")
            if one.required and not document.says(slug, name, row):
                self._problem(number, one, "", {})

    def finished(self) -> Many:
        """Return what came of all rows."""
        faulty = {one.row for one in self._problems}
        made, became, counts = [], dict[int, str](), dict[str, int]()
        for (issuer, _), document in self._documents.items():
            code = issuer.rpartition("/")[2].lower() if terms.is_iri(issuer) else "unknown"
            counts[code] = counts.get(code, 0) + 1
            name, bad = f"{code}-{counts[code]}", sorted(faulty.intersection(document.rows))
            for number in document.rows:
                topic = document.topic(number)
                said = f"{wording.called(topic, self._engine) or topic}: in {name}"
                became[number] = f"{said}, which is not made because of row {bad[0]}" if bad else said
            if not bad:
                made.append(Made(name, document.filled(), tuple(document.rows)))
        return Many(tuple(made), tuple(sorted(self._problems, key=lambda one: one.row)), became)


def _is_told(one: Field, value: str) -> bool:
    """Return whether *value* is what *one* holds: an IRI, a day, or any text."""
    if one.kind in ("choice", "entity"):
        return terms.is_iri(value)
    return one.kind != "date" or _is_date(value)


def _is_date(value: str) -> bool:
    try:
        return datetime.date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _label(one: Field) -> str:
    return headings.heading(replace(one, required=False))
