"""Spreadsheets as ministries send them: what programs and scripts do to them, and what is said then."""

import csv
import datetime
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

import desk
from acquis import validation
from acquis.engine import Engine, Quad, parse
from acquis.errors import InvalidDocument
from acquis.forms import from_quads, sheets, tables
from acquis.releases import release
from acquis.validation import Report
from acquis.vocab import ACQ, NEW

CSV, SHEET, TURTLE = "text/csv", desk.SHEET, desk.TURTLE
DAY = datetime.date(2026, 11, 22)


@pytest.fixture(scope="module")
def engine(fictional_releases: Path) -> Engine:
    """Return the small release."""
    return release.open_engine(release.current(fictional_releases))


def quads(kind: str = "norm-survey") -> list[Quad]:
    """Return the worked example of *kind*."""
    return parse(desk.document(kind), TURTLE, base=NEW)


def table(engine: Engine, kind: str = "norm-survey") -> str:
    """Return the worked example of *kind* as CSV."""
    return tables.write(from_quads(quads(kind)), engine).decode("utf-8-sig")


def book(engine: Engine, kind: str = "norm-survey") -> Any:
    """Return the worked example of *kind* as a workbook."""
    return openpyxl.load_workbook(io.BytesIO(sheets.write(from_quads(quads(kind)), engine)))


def saved(workbook: Any) -> bytes:
    """Return *workbook* as another program saves it."""
    sink = io.BytesIO()
    workbook.save(sink)
    return sink.getvalue()


def said(data: bytes, media_type: str, engine: Engine) -> Report:
    """Return the report on *data*."""
    return validation.check(data, media_type, engine, issuer="XAA", today=DAY).report


def same(data: bytes, media_type: str, engine: Engine, kind: str = "norm-survey") -> bool:
    """Return whether *data* says what the worked example of *kind* does, and is accepted."""
    found = validation.check(data, media_type, engine, issuer="XAA", today=DAY)
    assert found.report.accepted, found.report.text()
    return {str(one) for one in found.quads} == {str(one) for one in quads(kind)}


SAVED: dict[str, Callable[[str], bytes]] = {
    "semicolons": lambda text: _delimited(text, ";"),
    "tabs": lambda text: _delimited(text, "\t"),
    "a line for a program": lambda text: b"sep=;\r\n" + _delimited(text, ";"),
    "a mark before it": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "empty rows": lambda text: text.replace("\r\n", "\r\n,,,,,\r\n").encode() + b",,,,,\r\n" * 50,
    "more columns": lambda text: text.replace("\r\n", ",,,\r\n").encode(),
    "days in Arabic figures": lambda text: _days(text, _arabic),
    "days with hyphens that do not break": lambda text: _days(text, lambda day: day.replace("-", "\u2011")),
    "marks of direction": lambda text: _days(text, lambda day: f"\u200f{day}\u200e"),
    "a name with a mark": lambda text: text.replace("(state:XAA)", "(state:XAA)\u200f").encode(),
    "a code with a space that does not break": lambda text: _state(text, "\u00a0XAA\u00a0"),
    "a code alone": lambda text: _state(text, "XAA"),
}


def _delimited(text: str, mark: str) -> bytes:
    sink = io.StringIO(newline="")
    csv.writer(sink, delimiter=mark).writerows(csv.reader(io.StringIO(text, newline="")))
    return sink.getvalue().encode()


def _arabic(day: str) -> str:
    return day.translate({ord("0") + number: 0x660 + number for number in range(10)})


def _days(text: str, changed: Callable[[str], str]) -> bytes:
    found, count = re.subn(r"(?<=,)\d{4}-\d\d-\d\d(?=,)", lambda one: changed(one[0]), text)
    assert count
    return found.encode()


def _state(text: str, code: str) -> bytes:
    found, count = re.subn(r"[^,\n]*\(state:XAA\)", code, text)
    assert count
    return found.encode()


@pytest.mark.parametrize("how", SAVED)
def test_a_table_says_the_same_however_it_was_saved(engine: Engine, how: str) -> None:
    """What a program or another keyboard does to a table changes nothing of what it says."""
    assert same(SAVED[how](table(engine)), CSV, engine)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (
            lambda text: text.replace("Examplia", "Exämplia").encode("cp1252"),
            r"Line \d+, column \d+: the byte E4",
        ),
        (lambda text: text.encode("utf-16"), "UTF-16"),
        (
            lambda text: text.replace("norm-survey", 'norm"survey"', 1).encode() + b'"open',
            r"Line \d+: the file",
        ),
    ],
)
def test_a_table_that_cannot_be_read_is_told_why(
    engine: Engine, data: Callable[[str], bytes], sentence: str
) -> None:
    """The sentence names the place and what to save it as."""
    with pytest.raises(InvalidDocument, match=sentence) as refused:
        said(data(table(engine)), CSV, engine)
    assert "UTF-8" in str(refused.value)


@pytest.mark.parametrize(
    "day", ["31/05/2026", "5/31/2026", "31.05.2026", "31 May 2026", "46173", "2026-05-31T10:00"]
)
def test_a_day_that_may_be_another_is_asked_for(engine: Engine, day: str) -> None:
    """No day is guessed: the sentence says what was found and how a date is written."""
    report = said(_days(table(engine), lambda _: day), CSV, engine)
    told = [one for one in report.of("violation") if one.path == f"{ACQ}submittedOn"]
    assert told
    assert {one.found for one in told} == {day}
    assert "2026-05-31" in told[0].message + told[0].expected


def test_cells_of_a_workbook_in_other_formats(engine: Engine) -> None:
    """A day as a date, a number as a number, a text of several looks, empty rows in between: all the same."""
    workbook = book(engine)
    whole = workbook["Submission"]
    for row in whole.iter_rows(min_row=2, max_col=2):
        if re.fullmatch(r"\d{4}-\d\d-\d\d.*", str(row[1].value or "")):
            row[1].value = datetime.datetime.fromisoformat(str(row[1].value)[:10])
            row[1].number_format = "dd/mm/yyyy"
    answers = workbook.worksheets[2]
    for (cell,) in answers.iter_rows(min_row=4, max_col=1):
        cell.value = int(cell.value) if str(cell.value).isdecimal() else cell.value
    answers.insert_rows(5, 3)
    answers.freeze_panes = None
    workbook.create_sheet("Sheet1")
    assert same(saved(workbook), SHEET, engine)


def test_merged_cells_are_told_of_as_what_is_missing(engine: Engine) -> None:
    """Of cells that were put together the first has the value: the rows below are asked for theirs."""
    workbook = book(engine)
    answers = workbook.worksheets[2]
    head = [cell.value for cell in answers[1]]
    place = next(at for at, text in enumerate(head, 1) if str(text).startswith("Norm"))
    letter = get_column_letter(place)
    answers.merge_cells(f"{letter}4:{letter}5")
    (told,) = said(saved(workbook), SHEET, engine).of("violation")
    assert (told.found, told.path) == ("nothing", f"{ACQ}answersOn")
    assert "row 5" in told.where


def test_more_than_a_server_can_print_is_not_taken(engine: Engine) -> None:
    """A table of ever more rows has a report that says what is taken at most."""
    rows = "".join(f"Offices,{number},Availability,By day,,\r\n" for number in range(2_600))
    report = said((table(engine, "point-of-contact") + rows).encode(), CSV, engine)
    (told,) = [one for one in report.of("violation") if one.rule == "too-many"]
    assert "at most 5,000 are taken: hand it in as several" in told.message


@pytest.mark.parametrize("formula", ["=TODAY()", "=A1", '=HYPERLINK("https://mfa.example","us")'])
def test_a_formula_is_told_by_its_cell(engine: Engine, formula: str) -> None:
    """Nothing is worked out, and nothing of it is kept as text."""
    workbook = book(engine)
    workbook.worksheets[2]["C5"] = formula
    with pytest.raises(InvalidDocument, match="cell C5: it holds a formula; write its result as a value"):
        said(saved(workbook), SHEET, engine)


def test_texts_are_kept_as_they_were_typed(engine: Engine) -> None:
    """Arabic with marks of direction, quotes of every kind and dashes come through a workbook and a table."""
    text = "\u200f«قانون» الأمن السيبراني، المادة \u0663\u200f \u2013 “Art. 3”, \u2018c\u2019 \u2014 100 %"
    turtle = desk.document(add=f'<{NEW}answer-d> <{ACQ}note> "{text}"@ar .')
    filled = from_quads(parse(turtle, TURTLE, base=NEW))
    for write, media_type in ((sheets.write, SHEET), (tables.write, CSV)):
        found = validation.check(write(filled, engine), media_type, engine, today=DAY)
        assert found.report.accepted
        assert f'"{text}"@ar' in {str(one.object) for one in found.quads}


@pytest.mark.parametrize(("part", "is_told"), [("answer-d", True), ("answer-j", False)])
def test_an_address_that_everyone_would_see_is_told_of(engine: Engine, part: str, *, is_told: bool) -> None:
    """A person's e-mail address in a text is a warning, but not where the claim is kept back anyhow."""
    note = f'<{NEW}{part}> <{ACQ}note> "Ask Jane (jane.doe+ict@mfa.examplia.example)."@en .'
    report = said(desk.document(add=note), TURTLE, engine)
    told = [one for one in report.findings if one.rule == "open-address"]
    assert [(one.severity, "“jane.doe+ict@mfa.examplia.example”" in one.message) for one in told] == (
        [("warning", True)] if is_told else []
    )
    assert report.accepted


def test_no_pattern_for_addresses_takes_long(engine: Engine) -> None:
    """A text of nothing but what an address begins with is looked through once."""
    for text in ("a" * 20_000, "a@" * 10_000, "a@b." * 5_000, "." * 20_000, "@" * 20_000):
        note = f'<{NEW}answer-d> <{ACQ}challenge> "{text}"@en .'
        assert said(desk.document(without="acq:challenge", add=note), TURTLE, engine).claims == 6


def test_the_day_is_that_of_whoever_is_first(engine: Engine) -> None:
    """What is handed in on the morning of Kiribati is not of the future, though it is yesterday here."""
    first = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=14))).date()
    ahead = (first, first + datetime.timedelta(days=2))
    for day, accepted in zip(ahead, (True, False), strict=True):
        data = re.sub(rb'(?<=acq:submittedOn ")[0-9-]+', day.isoformat().encode(), desk.document())
        assert data.count(day.isoformat().encode()) == 1
        assert validation.check(data, TURTLE, engine).report.accepted == accepted


@pytest.mark.parametrize("number", ["1", "1\u200f", "\u0661", " 01 "])
def test_a_number_is_the_same_in_other_figures(engine: Engine, number: str) -> None:
    """The number of a part is the same in Arabic figures, or with marks that nobody sees."""
    text = table(engine, "national-position")
    first = re.findall(r"^Stances,([^,]+),", text, re.MULTILINE)[0]
    changed = re.sub(rf"^Stances,{first},", "Stances,1,", text, flags=re.MULTILINE)
    (one,) = {said(changed.encode(), CSV, engine).claims}
    assert said(changed.replace("Stances,1,", f"Stances,{number},", 2).encode(), CSV, engine).claims == one
