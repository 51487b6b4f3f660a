"""A table of many positions becomes submissions, with a report row by row."""

import csv
import io
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from acquis import forms
from acquis.cli import main
from acquis.engine import Engine, parse
from acquis.errors import InvalidDocument
from acquis.forms import many, wording
from acquis.vocab import ACQ, ID, NEW, VOC

GRAPH = f"""
@prefix acq: <{ACQ}> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<{ID}state/XAA> a acq:State ; skos:prefLabel "Examplia"@en .
<{ID}state/XBB> a acq:State ; skos:prefLabel "Sampleland"@en .
<{ID}topic/sovereignty> a acq:LegalTopic ; skos:prefLabel "Status of sovereignty"@en ;
  acq:allowsStance <{VOC}stance/sovereignty/standalone-rule> , <{VOC}stance/sovereignty/undecided> .
<{ID}topic/due-diligence> a acq:LegalTopic ; skos:prefLabel "Due diligence"@en ;
  acq:allowsStance <{VOC}stance/due-diligence/undecided> .
"""
HEAD = ("Submitted for", "Document: title", "Document: date", "Topic", "Stance", "Quote", "Place", "Note")
FIRST = ("XAA", "Position of 2024", "2024-05-01", "Status of sovereignty", "Stand-alone rule",
         "Sovereignty is a rule, says Examplia.", "p. 3", "")  # fmt: skip
MORE = ("Examplia", "Position of 2024", "", "sovereignty", "", "And again, on the next page.", "p. 4", "")
OTHER = (
    "XAA",
    "Position of 2024",
    "",
    "due-diligence",
    "undecided",
    "To this it will come back.",
    "p. 5",
    "Hm.",
)
THIRD = (
    "state:XBB",
    "Speech",
    "2023-01-31",
    "topic:sovereignty",
    "undecided",
    "No view is held.",
    "p. 1",
    "",
)


@pytest.fixture(scope="module")
def known() -> Engine:
    """Return a graph of two States and two topics, none of them real."""
    return Engine.from_quads(parse(GRAPH.encode(), "text/turtle"))


def table(*rows: tuple[str, ...], head: tuple[str, ...] = HEAD) -> bytes:
    """Return *rows* as CSV."""
    sink = io.StringIO()
    csv.writer(sink).writerows([head, *rows])
    return sink.getvalue().encode()


def read(data: bytes, known: Engine) -> many.Many:
    """Return what comes of *data* in CSV, handed in on one day."""
    return many.read(data, "positions.csv", known, submitted_on="2026-05-31")


def test_rows_become_one_submission_for_each_state_and_document(known: Engine) -> None:
    """Two rows on one topic make one stance with two passages; the first row speaks for all."""
    found = read(table(FIRST, MORE, OTHER, THIRD), known)
    assert found.problems == ()
    assert [(one.name, one.rows) for one in found.made] == [("xaa-1", (2, 3, 4)), ("xbb-1", (5,))]
    first = found.made[0].filled
    assert first.values == {"submittedFor": (ID + "state/XAA",), "submittedOn": ("2026-05-31",)}
    (document,) = first.of(ACQ + "NationalPosition")
    assert document.values == {"title": ("Position of 2024",), "date": ("2024-05-01",)}
    stances = [dict(one.values) for one in first.of(ACQ + "Stance")]
    assert stances == [
        {
            "onTopic": (ID + "topic/sovereignty",),
            "stanceValue": (VOC + "stance/sovereignty/standalone-rule",),
            "inPosition": ("national-position-1",),
            "evidence": ("evidence-1", "evidence-2"),
        },
        {
            "onTopic": (ID + "topic/due-diligence",),
            "stanceValue": (VOC + "stance/due-diligence/undecided",),
            "note": ("Hm.",),
            "inPosition": ("national-position-1",),
            "evidence": ("evidence-3",),
        },
    ]
    assert [one.values["locator"] for one in first.of(ACQ + "Evidence")] == [("p. 3",), ("p. 4",), ("p. 5",)]


def test_what_is_made_is_a_document(known: Engine) -> None:
    """The Turtle that is written holds the same content as the form."""
    for one in read(table(FIRST, MORE, OTHER, THIRD), known).made:
        assert forms.from_quads(parse(one.turtle(), "text/turtle", base=NEW)) == one.filled


def test_the_report_says_of_each_row_what_it_became(known: Engine) -> None:
    """A good row names its topic and submission; one in the company of a bad row says which."""
    bad = (*OTHER[:3], "sovreignty", *OTHER[4:])
    assert read(table(FIRST, bad, THIRD), known).report() == [
        (2, "Status of sovereignty: in xaa-1, which is not made because of row 3"),
        (3, "Topic: 'sovreignty' was found; one of a list is expected, such as Due diligence"
         " (topic:due-diligence) or Status of sovereignty (topic:sovereignty)."),
        (4, "Status of sovereignty: in xbb-1"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("place", "text", "column", "expected"),
    [
        (0, "Nowhere", "Submitted for", "state:XAA"),
        (0, "", "Submitted for", "state:XAA"),
        (1, "", "Document: title", "a text"),
        (2, "01/02/2024", "Document: date", "a date is expected, such as 2026-03-02"),
        (2, "", "Document: date", "a date"),
        (3, "", "Topic", "Due diligence (topic:due-diligence)"),
        (4, "maybe", "Stance", "voc:stance/sovereignty/undecided"),
        (4, "", "Stance", "one of a list"),
        (5, "", "Quote", "a text"),
    ],
)
def test_a_problem_says_where_it_is_and_what_is_expected(
    known: Engine, place: int, text: str, column: str, expected: str
) -> None:
    """Each names row and column, what was found and what would do; nothing is made of the document."""
    row = [*FIRST]
    row[place] = text
    found = read(table(tuple(row)), known)
    assert found.made == ()
    problem = next(one for one in found.problems if one.column == column)
    assert (problem.row, problem.found) == (2, text)
    assert expected in problem.expected


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (("XAA", "Position of 2024", "2024-05-02", *OTHER[3:]), "Document: date"),
        ((*MORE[:4], "undecided", *MORE[5:]), "Stance"),
    ],
)
def test_rows_that_contradict_each_other_are_named(known: Engine, row: tuple[str, ...], column: str) -> None:
    """One document has one date, and one answer to a topic: the second row that says otherwise is named."""
    found = read(table(FIRST, row), known)
    (problem,) = found.problems
    assert (problem.row, problem.column) == (3, column)
    assert "row 2" in problem.expected


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (table(FIRST, head=("Country", *HEAD[1:])), "The heading of column A: 'Country' is no field"),
        (table(FIRST, head=("Note", *HEAD[1:])), "Two columns have the same heading"),
        (b"", "is empty"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused(known: Engine, data: bytes, said: str) -> None:
    """Headings must be known, and each stands once."""
    with pytest.raises(InvalidDocument, match=said):
        read(data, known)


def test_the_template_can_be_filled_in_and_read(known: Engine) -> None:
    """Its headings are those that are read, help and example are passed over, and lists offer the topics."""
    book = openpyxl.load_workbook(io.BytesIO(many.template(known)))
    sheet = book["Positions"]
    heads = {str(cell.value).rstrip(" *"): place for place, cell in enumerate(sheet[1], 1)}
    assert many.read(_saved(book), "x.xlsx", known).report() == []
    for name, text in zip(HEAD, FIRST, strict=True):
        sheet.cell(4, heads[name]).value = text
    found = many.read(_saved(book), "x.xlsx", known, submitted_on="2026-05-31")
    assert [one.filled for one in found.made] == [one.filled for one in read(table(FIRST), known).made]
    assert found.made[0].rows == (4,)
    offered = {cell.value for row in book["Lists"].rows for cell in row}
    assert "Due diligence (topic:due-diligence)" in offered


def _saved(book: openpyxl.Workbook) -> bytes:
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def test_names_near_to_what_was_typed_are_offered(known: Engine) -> None:
    """The nearest comes first, by name or by code."""
    part = forms.form("national-position").parts[1]
    topic = part.field("onTopic")
    assert topic
    allowed = wording.options(topic, known)
    assert wording.near(allowed, "due dilligence")[0] == "Due diligence (topic:due-diligence)"
    assert wording.near(allowed, "zzz") == []


def test_the_command_writes_documents_and_a_report(runner: CliRunner, tmp_path: Path) -> None:
    """States by code need no release; a topic that the release lacks is reported, and the exit code is 1."""
    path = tmp_path / "positions.csv"
    path.write_bytes(
        table(("XAA", "P", "2024-05-01", "topic:x", "voc:stance/x/y", "Some words.", "p. 1", ""))
    )
    done = runner.invoke(main, ["import", str(path), "--out", str(tmp_path / "out"), "--date", "2026-05-31"])
    assert (done.exit_code, done.output.splitlines()[-1]) == (0, "1 submission made.")
    quads = parse((tmp_path / "out" / "xaa-1.ttl").read_bytes(), "text/turtle", base=NEW)
    assert forms.from_quads(quads).values["submittedOn"] == ("2026-05-31",)
    path.write_bytes(table(FIRST))
    done = runner.invoke(main, ["import", str(path)])
    assert done.exit_code == 1
    assert "Topic: 'Status of sovereignty' was found" in " ".join(done.output.split())


def test_the_command_writes_a_template(runner: CliRunner) -> None:
    """The empty workbook goes to standard output."""
    done = runner.invoke(main, ["import", "--template"])
    assert done.exit_code == 0
    assert "Positions" in openpyxl.load_workbook(io.BytesIO(done.stdout_bytes)).sheetnames


def test_the_command_wants_a_table(runner: CliRunner) -> None:
    """Without a file or --template it says what to give."""
    done = runner.invoke(main, ["import"])
    assert done.exit_code == 2
    assert "--template" in done.output
