"""What one form of text has and no other: lists of Word, links of web pages, many pages of a PDF."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

import rendering
from acquis.texts.model import Address, SourceText
from acquis.texts.reading import read
from acquis.texts.reading.files.plain import decoded
from acquis.texts.reading.mending.joining import joined
from acquis.texts.reading.mending.words import Words


def _read(folder: Path, data: bytes) -> SourceText:
    path = folder / "text.dat"
    path.write_bytes(data)
    return read(path)


def _level(at: int, kind: str, text: str, start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{kind}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def _docx(paragraphs: list[tuple[str, int, str]], numbering: str, body: str = "") -> bytes:
    """Return a file of Word of paragraphs, each of a list, a level and words."""
    rows = "".join(
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>'
        f"<w:r><w:t>{text}</w:t></w:r></w:p>"
        for number, level, text in paragraphs
    )
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        document = f'<w:document xmlns:w="{rendering.W}"><w:body>{rows}{body}</w:body></w:document>'
        archive.writestr("word/document.xml", document)
        archive.writestr(
            "word/numbering.xml", f'<w:numbering xmlns:w="{rendering.W}">{numbering}</w:numbering>'
        )
    return out.getvalue()


def _list(number: int, abstract: int, override: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>{override}</w:num>'


def test_lists_of_word_go_on_and_begin_anew(tmp_path: Path) -> None:
    """Two lists of one kind go on from each other, one that starts at 7 does so, deeper levels begin anew."""
    kind = _level(0, "decimal", "%1.") + _level(1, "lowerLetter", "(%2)")
    later = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride>'
    numbering = f'<w:abstractNum w:abstractNumId="0">{kind}</w:abstractNum>' + "".join(
        (_list(1, 0), _list(2, 0), _list(3, 0, later))
    )
    rows = [
        ("1", 0, "One:"),
        ("1", 1, "A;"),
        ("1", 1, "B;"),
        ("2", 0, "Two:"),
        ("2", 1, "A."),
        ("3", 0, "Seven."),
    ]
    text = _read(tmp_path, _docx(rows, numbering))
    assert [one.path for one in text.units] == [
        "para/1",
        "para/1.a",
        "para/1.b",
        "para/2",
        "para/2.a",
        "para/7",
    ]
    assert [one.path for one in text.doubts if one.kind == "jump"] == ["para/7"]


@pytest.mark.parametrize(
    ("kind", "shown", "units"),
    [
        ("upperRoman", "%1.", ["sec/i", "sec/ii"]),
        ("upperLetter", "%1.", ["sec/a", "sec/b"]),
        ("decimalZero", "%1.", ["para/1", "para/2"]),
        ("bullet", "\uf0b7", ["item/1", "item/2"]),
        ("none", "", ["para/1", "para/2"]),
    ],
)
def test_numbers_of_word_are_printed_as_the_list_says(
    tmp_path: Path, kind: str, shown: str, units: list[str]
) -> None:
    """Letters, Roman figures, figures and bullets are what a page would show."""
    numbering = f'<w:abstractNum w:abstractNumId="0">{_level(0, kind, shown)}</w:abstractNum>{_list(1, 0)}'
    text = _read(tmp_path, _docx([("1", 0, "Of the north"), ("1", 0, "Of the south")], numbering))
    assert [one.path for one in text.units] == units


def test_tables_and_drawings_of_word_are_read_once(tmp_path: Path) -> None:
    """Cells are paragraphs in their order; of a drawing that stands there twice one is read."""
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    table = f"<w:tbl><w:tr>{cell.format('1. North')}{cell.format('2. South')}</w:tr></w:tbl>"
    box = "<w:p><w:r><w:t>3. Fog</w:t></w:r></w:p>"
    drawn = (
        '<w:p><w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    text = _read(tmp_path, _docx([], "", table + drawn))
    assert [(one.path, one.text) for one in text.units] == [
        ("para/1", "North"),
        ("para/2", "South"),
        ("para/3", "Fog"),
    ]


WEB = """<!DOCTYPE html><html><head><title>On lamps</title><script>1. no</script></head><body>
<h2>A. Introduction</h2>
<ol start="4"><li>The Group met<sup><a href="#n1">1</a></sup> and read
<a href="https://undocs.org/A/70/174">A/70/174</a>.</li>
<li><p>Members may:</p></li></ol><ol type="a"><li>Speak;</li><li>Be&shy;gin.</li></ol>
<ul><li></li></ul>
<h2>B. End</h2><p>6. H<sub>2</sub>O at 5 m<sup>2</sup> &amp; more.</p>
<ol><li id="n1">In fog. <a href="#r1">back</a></li></ol></body></html>"""


def test_a_web_page_keeps_its_lists_links_and_notes(tmp_path: Path) -> None:
    """Lists are counted as they show, links keep their targets, what a mark leads to is a footnote."""
    text = _read(tmp_path, WEB.encode())
    units = {one.path: one for one in text.units}
    assert list(units) == ["sec/a", "para/4", "para/5", "para/5.a", "para/5.b", "sec/b", "para/6", "fn/1"]
    assert units["para/4"].text == "The Group met and read A/70/174."
    assert units["para/4"].addresses == (Address(23, 31, "https://undocs.org/A/70/174"),)
    assert (units["fn/1"].above, units["fn/1"].text) == ("para/4", "In fog. back")
    assert units["para/5.b"].text == "Begin."
    assert text.title == "On lamps"
    # A raised figure is a mark only where it leads to a footnote, or says so.
    assert [(one.kind, one.path) for one in text.doubts] == [("jump", "para/4"), ("mark", "para/6")]


def test_a_pdf_of_a_hundred_pages_is_read_whole(tmp_path: Path) -> None:
    """Eight paragraphs a page, each of five lines: all are there, and heads and feet are not."""
    out = BytesIO()
    canvas = Canvas(out, invariant=True)
    words = ("keepers", "lamps", "islands", "help", "fog", "signs", "boats")
    for page in range(100):
        canvas.setFont("Times-Roman", 10)
        canvas.drawString(72, 810, "XA/31/205")
        for at in range(8):
            top, number = 780 - at * 84, page * 8 + at + 1
            canvas.drawString(72, top, f"{number}. Members agreed")
            for line in range(1, 5):
                # No two lines are the same, as in a report.
                row = [words[(number >> bit) % 7] for bit in range(10)]
                canvas.drawString(72, top - line * 12, " ".join([words[line], *row]))
        canvas.drawString(300, 40, f"{page + 1}/100")
        canvas.showPage()
    canvas.save()
    text = _read(tmp_path, out.getvalue())
    assert [one.path for one in text.units] == [f"para/{number}" for number in range(1, 801)]
    assert {len(one.text.split()) for one in text.units} == {46}
    assert sorted(one.kind for one in text.doubts) == ["footer", "header"]
    assert text.pages == 100


def test_what_is_raised_on_a_page_is_a_mark_only_with_a_footnote(tmp_path: Path) -> None:
    """A raised figure without a footnote stays in the text, with a doubt; a note may have a plain number."""
    out = BytesIO()
    canvas = Canvas(out, invariant=True)
    rows = [
        (700, 11, "1. The Group met."),
        (686, 11, "2. It met in a room of 40 m"),
        (60, 8, "1 In spring."),
    ]
    for y, size, row in rows:
        canvas.setFont("Times-Roman", size)
        canvas.drawString(72, y, row)
        raised = {700: "1", 686: "2"}.get(y, "")
        canvas.setFont("Times-Roman", 6)
        canvas.drawString(72 + canvas.stringWidth(row, "Times-Roman", size), y + 4, raised)
    canvas.showPage()
    canvas.save()
    text = _read(tmp_path, out.getvalue())
    assert [(one.path, one.above, one.text) for one in text.units] == [
        ("para/1", "", "The Group met."),
        ("para/2", "", "It met in a room of 40 m2"),
        ("fn/1", "para/1", "In spring."),
    ]
    assert [one.kind for one in text.doubts] == ["mark"]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("“1.”".encode(), "“1.”"),
        (b"\xef\xbb\xbf1.", "1."),
        ("1. é".encode("utf-16"), "1. é"),
        (b"1. State\x92s", "1. State\u2019s"),
        (b"1. \x01a" + b" word" * 300, "1. a" + " word" * 300),
    ],
)
def test_text_is_read_in_the_encodings_of_offices(data: bytes, text: str) -> None:
    """UTF-8 with and without its mark, UTF-16 and Windows-1252 are known; stray control signs are dropped."""
    assert decoded(data, "text.txt") == text


@pytest.mark.parametrize(
    ("lines", "whole"),
    [
        (["the infor-", "mation of information"], "the information of information"),
        (["a far-", "reaching view", "far-reaching"], "a far-reaching view far-reaching"),
        (["for ICT-", "specific use"], "for ICT-specific use"),
        (["of capacity -", "building"], "of capacity-building"),
        (["all al l all"], "all all all"),
        (["the part and a part of it apart"], "the part and a part of it apart"),
        (["co\u00adoperation", "co\u00ad", "operation"], "cooperation cooperation"),
    ],
)
def test_broken_words_are_mended_by_the_rest_of_the_text(lines: list[str], whole: str) -> None:
    """What stands elsewhere decides on hyphens and spaces; capitals and spaced hyphens keep them."""
    assert Words(lines).mend("\n".join(lines)) == whole


def test_no_lines_are_no_paragraphs() -> None:
    """A text of no page has no paragraph."""
    assert joined([], spread=False) == []
