"""Workbooks and CSV of submissions: templates, round trips, and what is refused with its cell."""

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acquis import forms
from acquis.engine import Engine, Quad, parse
from acquis.errors import InvalidDocument
from acquis.forms import Filled, FilledPart, cells, sheets, tables, unpacking
from acquis.vocab import ACQ, ID, NEW
from filling import KINDS, PHASES, filled

FEW = settings(max_examples=8, deadline=None, phases=PHASES, suppress_health_check=list(HealthCheck))
XLSX, CSV = (sheets.write, sheets.read), (tables.write, tables.read)
BOTH = pytest.mark.parametrize(("write", "read"), [XLSX, CSV], ids=["xlsx", "csv"])


def worked(kind: str) -> list[Quad]:
    """Return the quads of the worked example of *kind*."""
    return parse(forms.example(kind), "text/turtle", base=NEW)


def workbook(data: bytes) -> Any:
    """Return the workbook *data* as openpyxl has it."""
    return openpyxl.load_workbook(io.BytesIO(data))


def saved(book: Any) -> bytes:
    """Return *book* as openpyxl saves it, as another program than ours would."""
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def example() -> Any:
    """Return the workbook of the worked national position."""
    return workbook(sheets.write(forms.from_quads(worked("national-position"))))


@BOTH
@pytest.mark.parametrize("kind", KINDS)
def test_the_worked_example_comes_back_statement_by_statement(
    kind: str, write: Callable[..., bytes], read: Callable[..., Any]
) -> None:
    """Written and read again, no statement is lost or added, with the names of the parts."""
    quads, _ = read(write(forms.from_quads(worked(kind))))
    assert {str(one) for one in quads} == {str(one) for one in worked(kind)}


@BOTH
@pytest.mark.parametrize("kind", KINDS)
@FEW
@given(data=st.data())
def test_a_file_gives_back_what_was_filled_in(
    kind: str, write: Callable[..., bytes], read: Callable[..., Any], data: st.DataObject
) -> None:
    """Written and read again nothing changes, whatever the texts."""
    first = data.draw(filled(forms.form(kind)))
    quads, _ = read(write(first))
    assert forms.from_quads(quads) == first


@BOTH
def test_a_file_with_names_is_read_with_or_without_the_release(
    engine: Engine, write: Callable[..., bytes], read: Callable[..., Any]
) -> None:
    """Names of things stand beside their addresses, so that no graph is needed to read them back."""
    first = forms.from_quads(forms.to_quads(Filled("norm-survey", {"submittedFor": (ID + "state/EST",)}, ())))
    data = write(first, engine)
    assert "Estonia (state:EST)" in (str(data) if data.startswith(b"\xef") else _strings(data))
    assert forms.from_quads(read(data)[0]) == forms.from_quads(read(data, engine)[0]) == first


def _strings(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read("xl/sharedStrings.xml").decode()


def test_a_saved_workbook_is_read_as_well() -> None:
    """Saved by another program, with inline styles of its own, it holds the same."""
    quads, _ = sheets.read(saved(example()))
    assert {str(one) for one in quads} == {str(one) for one in worked("national-position")}


@pytest.mark.parametrize("kind", KINDS)
def test_a_template_explains_itself_and_holds_nothing(kind: str, engine: Engine) -> None:
    """It has a sheet for each part with headings, help and an example, lists, and no value but the kind."""
    form = forms.form(kind)
    data = sheets.template(form, engine)
    book = workbook(data)
    assert book.sheetnames == ["Read me", "Submission", *(part.name for part in form.parts), "Lists"]
    assert book["Lists"].sheet_state == "hidden"
    assert form.source in {cell.value for row in book["Read me"].rows for cell in row}
    for part in form.parts:
        sheet = book[part.name]
        assert [cell.value for cell in sheet["A"]][:3] == ["No.", "What to fill in", "For example"]
        heads = [cell.value for cell in sheet[1]][1:]
        for field in form.asked(part):
            label = field.label[:1].upper() + field.label[1:]
            assert f"{label} *" in heads if field.required else label in heads
            assert (f"{label} (3)" in heads) == field.repeatable
    quads, _ = sheets.read(data)
    assert forms.from_quads(quads) == Filled(kind, {}, ())
    assert data == sheets.template(form, engine)


@pytest.mark.parametrize("kind", KINDS)
def test_a_csv_template_explains_itself_and_holds_nothing(kind: str) -> None:
    """It has a line for each field with help and an example, and no value but the kind."""
    form = forms.form(kind)
    lines = tables.lines(tables.template(form))
    fields = [field for part in (form.submission, *form.parts) for field in form.asked(part)]
    assert len(lines) == 2 + len(fields)
    assert all(help_text for *_, help_text, _ in lines[2:])
    quads, _ = tables.read(tables.template(form))
    assert forms.from_quads(quads) == Filled(kind, {}, ())


def test_a_template_offers_what_the_graph_holds() -> None:
    """Choices stand in lists, and the stances offered are those of the topic in the same row."""
    topic, stance = ID + "topic/x", "https://w3id.org/acquis/voc/stance/x/yes"
    graph = f"<{topic}> a <{ACQ}LegalTopic> ; <{ACQ}allowsStance> <{stance}> ."
    engine = Engine.from_quads(parse(graph.encode(), "text/turtle"))
    book = workbook(sheets.template(forms.form("national-position"), engine))
    offered = {cell.value for row in book["Lists"].rows for cell in row}
    assert {"topic:x", "voc:stance/x/yes", "yes", "no"} <= offered
    sources = [str(one.formula1) for one in book["Stances"].data_validations.dataValidation]
    assert any("OFFSET(Lists!" in one and "$B4" in one for one in sources)
    assert any(one.startswith("'Evidence'!") for one in sources)


def test_places_name_sheet_row_and_field() -> None:
    """Each node, and each field of it, is found again by people."""
    quads, places = sheets.read(saved(example()))
    node = NEW + "stance-sovereignty"
    assert places[node] == "Stances, row 6"
    assert places[f"{node} {ACQ}onTopic"] == "Stances, row 6, topic"
    assert places[NEW] == "Submission"
    assert places[f"{NEW} {ACQ}submittedOn"] == "Submission, row 4, date"
    assert {str(one.subject) for one in quads} <= {f"<{one}>" for one in places}


def test_places_name_lines_of_csv() -> None:
    """A node is found by its part, its number and its line."""
    _, places = tables.read(tables.write(forms.rekeyed(forms.from_quads(worked("definition")))))
    assert re.fullmatch("Terms 1, line [0-9]+", places[NEW + "term-definition-1"])
    assert re.fullmatch("Terms 1, line [0-9]+, term", places[f"{NEW}term-definition-1 {ACQ}term"])


def test_rows_without_a_number_get_one() -> None:
    """A row that numbers itself not is a part all the same, under a number that is free."""
    book = example()
    sheet = book["Evidence"]
    for row in range(4, sheet.max_row + 1):
        sheet.cell(row, 1).value = None
    sheet.cell(5, 1).value = 1
    quads, _ = sheets.read(saved(book))
    keys = [part.key for part in forms.from_quads(quads, strict=False).of(ACQ + "Evidence")]
    assert keys == ["evidence-1", "evidence-2", "evidence-3", "evidence-4"]


def test_cells_of_every_kind_are_read_as_people_see_them() -> None:
    """Numbers, days and yes or no become what somebody would type."""
    sink = io.BytesIO()
    with xlsxwriter.Workbook(sink) as book:
        sheet = book.add_worksheet("S")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for place, value in enumerate([12.0, 1.5, True, False]):
            sheet.write(0, place, value)
        sheet.write_number(0, 4, 45000, day)
        sheet.write_string(0, 5, "  x ")
        sheet.write_blank(1, 0, None)
        sheet.write_string(1_048_575, 0, "")
    assert cells.sheets(sink.getvalue()) == {"S": [(1, ["12", "1.5", "yes", "no", "2023-03-15", "  x "])]}


def _with_cell(sheet: str, cell: str, value: object) -> bytes:
    book = example()
    book[sheet][cell] = value
    return saved(book)


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "said"),
    [
        ("Stances", "E5", "=1+1", "Stances, cell E5: it holds a formula"),
        ("Submission", "B4", "=TODAY()", "Submission, cell B4: it holds a formula"),
        ("Stances", "E5", "#REF!", "Stances, cell E5: it holds an error"),
        ("Stances", "Z5", "stray", "Stances, cell Z5: it stands under no heading"),
        ("Stances", "B1", "Mood", "Stances, cell B4: 'Mood' is no field of Stances"),
        ("Submission", "A5", "Mood", "Submission, row 5: 'Mood' is no field of Submission"),
        ("Submission", "B2", "poem", "Submission, row 2: 'poem' is no kind of submission"),
        ("Submission", "A2", "Sort", "there is no row Kind of submission"),
        ("Stances", "A6000", "7", "Stances: at most 5,000 rows and 200 columns"),
        ("Stances", "HA4", "far", "Stances: at most 5,000 rows and 200 columns"),
    ],
)
def test_a_cell_that_cannot_be_taken_is_named(sheet: str, cell: str, value: object, said: str) -> None:
    """Formulas, errors, strange headings and stray values are refused with sheet and cell."""
    with pytest.raises(InvalidDocument, match=re.escape(said)):
        sheets.read(_with_cell(sheet, cell, value))


def test_text_that_looks_like_a_formula_is_text() -> None:
    """What was typed as text stays text, in the workbook and out of it."""
    first = forms.from_quads(worked("definition"))
    armed = Filled(first.kind, {**first.values, "title": ('=HYPERLINK("http://x")',)}, first.parts)
    data = sheets.write(armed)
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet2.xml")
    assert forms.from_quads(sheets.read(data)[0]) == armed
    assert b",'=HYPERLINK" in tables.write(armed).replace(b'"', b"")


def test_a_sheet_of_another_name_is_refused() -> None:
    """Nothing that somebody filled in is passed over in silence."""
    book = example()
    book.create_sheet("My notes")["A1"] = "x"
    with pytest.raises(InvalidDocument, match="'My notes' is no part of a national position"):
        sheets.read(saved(book))


def test_a_workbook_without_the_submission_is_refused() -> None:
    """The sentence names the sheet that is wanted."""
    book = openpyxl.Workbook()
    with pytest.raises(InvalidDocument, match="no sheet Submission"):
        sheets.read(saved(book))


def test_size_that_a_file_states_hides_no_cell() -> None:
    """A sheet that says it ends before its cells do is read to its end."""
    data = _edited("xl/worksheets/sheet2.xml", lambda text: re.sub('ref="A1:D[0-9]+"', 'ref="A1"', text))
    quads, _ = sheets.read(data)
    assert {str(one) for one in quads} == {str(one) for one in worked("national-position")}


def _edited(name: str, change: Callable[[str], str]) -> bytes:
    """Return the worked workbook with one file in it changed."""
    sink = io.BytesIO()
    source = io.BytesIO(sheets.write(forms.from_quads(worked("national-position"))))
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.infolist():
            text = old.read(one)
            new.writestr(one.filename, change(text.decode()).encode() if one.filename == name else text)
    return sink.getvalue()


def _with_file(name: str, content: bytes = b"x") -> bytes:
    sink = io.BytesIO(sheets.write(forms.from_quads(worked("national-position"))))
    with zipfile.ZipFile(sink, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return sink.getvalue()


ENTITY = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>'
HOSTILE = {
    "no archive": (b"PK\x03\x04 nothing", "is no spreadsheet"),
    "empty": (b"", "is no spreadsheet"),
    "cut off": (sheets.write(Filled("definition", {}, ()))[:-100], "is no spreadsheet"),
    "bomb": (_with_file("xl/media/a.png", b"\0" * 25_000_000), "unpacks to 25,"),
    "ratio": (_with_file("xl/media/a.png", b"\0" * 9_000_000), "unpacks to 9,"),
    "macros": (_with_file("xl/vbaProject.bin"), "holds macros"),
    "macro sheet": (_with_file("xl/macrosheets/sheet1.xml"), "holds macros"),
    "links": (_with_file("xl/externalLinks/externalLink1.xml"), "holds links to other files"),
    "embedded": (_with_file("xl/embeddings/a.docx"), "holds embedded files"),
    "upwards": (_with_file("../evil.xml"), "protected or holds the file"),
    "root": (_with_file("/etc/evil.xml"), "protected or holds the file"),
    "twice": (_with_file("XL/workbook.xml"), "two files of one name"),
    "entities": (_edited("xl/workbook.xml", lambda text: ENTITY + text.partition("?>")[2]), "document type"),
    "hidden entities": (_with_file("xl/a.xml", ENTITY.encode("utf-16")), "document type"),
    "no workbook": (_edited("xl/workbook.xml", lambda text: "<x/>"), "no sheet Submission"),
    "bad XML": (_edited("xl/worksheets/sheet2.xml", lambda text: text[:-30]), "no workbook"),
    "endless rows": (
        _edited("xl/worksheets/sheet2.xml", lambda text: text.replace('<row r="3"', '<row r="999999999"')),
        "at most 5,000 rows",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_workbook_is_refused_before_it_is_read(name: str) -> None:
    """Bombs, macros, links, traversal, entities and damage end as a sentence that says what to do."""
    data, said = HOSTILE[name]
    with pytest.raises(InvalidDocument, match=said):
        sheets.read(data)


def test_an_archive_of_too_many_files_is_refused() -> None:
    """A workbook has few files."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        for number in range(400):
            archive.writestr(f"{number}.xml", b"<x/>")
    with pytest.raises(InvalidDocument, match="400 files"):
        unpacking.screen(sink.getvalue())


def test_what_a_cell_cannot_hold_is_refused_and_csv_takes_it() -> None:
    """A text too long for a cell, or with a character of no file, is refused by the workbook only."""
    parts = (FilledPart(ACQ + "TermDefinition", "a", {"term": ("x" * 40_000 + "@en",)}),)
    long = Filled("definition", {}, parts)
    with pytest.raises(InvalidDocument, match="longer than the 32,767 characters"):
        sheets.write(long)
    assert forms.from_quads(tables.read(tables.write(long))[0]) == long
    for text in ("a\ufffe", "_x0041_"):
        unfit = Filled("definition", {"title": (text,)}, ())
        with pytest.raises(InvalidDocument, match=r"title holds .* which no workbook carries"):
            sheets.write(unfit)
        assert forms.from_quads(tables.read(tables.write(unfit))[0]) == unfit


GOOD = "Part;No.;Field;Value\r\nSubmission;;Kind of submission;definition\r\nTerms;1;Term;cyber@en\r\n"


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        "\ufeff" + GOOD,
        GOOD.replace(";", ","),
        GOOD.replace(";", "\t"),
        GOOD.replace("\r\n", "\n"),
        GOOD.replace("Terms;1;Term", "term-definition;;term *"),
        GOOD.replace("Value\r", "Value;My remarks\r"),
        "Value;Field;No.;Part\ndefinition;Kind of submission;;Submission\ncyber@en;Term;1;Terms\n",
    ],
)
def test_csv_of_many_makes_is_read(text: str) -> None:
    """Comma, semicolon and tab, with a mark or without, any line ends and order of columns will do."""
    quads, _ = tables.read(text.encode())
    (part,) = forms.from_quads(quads, strict=False).parts
    assert (part.key, dict(part.values)) == ("term-definition-1", {"term": ("cyber@en",)})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("a;b\n1;2\n", "no column Part"),
        (GOOD.replace("Kind of", "Sort of"), "names no kind"),
        (GOOD.replace("definition", "poem"), "line 2: 'poem' is no kind"),
        (GOOD.replace("Terms", "Verses"), "line 3: 'Verses' is no part"),
        (GOOD.replace("Term;", "Rhyme;"), "line 3: 'Rhyme' is no field"),
        (GOOD + '"', "is no CSV"),
    ],
)
def test_csv_that_cannot_be_taken_is_named_with_its_line(text: str, said: str) -> None:
    """The sentence names the line, what was found and what is known."""
    with pytest.raises(InvalidDocument, match=re.escape(said)):
        tables.read(text.encode())


def test_csv_in_another_encoding_is_refused() -> None:
    """The sentence says how to save it."""
    with pytest.raises(InvalidDocument, match="CSV UTF-8"):
        tables.read(GOOD.encode("utf-16"))


@given(st.text())
def test_no_cell_of_csv_is_taken_for_a_formula(text: str) -> None:
    """Whatever the text, it starts with no sign of a formula, and comes back as it was."""
    cell = tables.armed(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert tables.disarmed(cell) == text
