"""Owns how the report that we wrote becomes TXT, PDF, DOCX and HTML; it must not know how they are read.

The source is `cases/texts/examplia.md`: `#` a part, `##` a section, `###` a part of it, `####` a heading
within a paragraph, `[^1]` the mark of a footnote, `|` a place where a word may be broken.
`python tests/rendering.py` writes `cases/texts/examplia.txt` anew, which is kept to be looked at.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from io import BytesIO
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

__all__ = ["KEPT", "SOURCE", "Page", "Piece", "Report", "docx", "html", "pages", "pdf", "report", "txt"]

SOURCE = Path(__file__).parent / "cases" / "texts" / "examplia.md"
KEPT = SOURCE.with_suffix(".txt")
WIDTH = 72
HEIGHT = 44
RULE = "_" * 18
MARK = re.compile(r"\[\^(\d+)\]")
# Indents and first words by level, as in a report of the United Nations.
INDENT = {"paragraph": 0, "a": 4, "i": 8, "bullet": 4}


@dataclass(frozen=True)
class Piece:
    """One paragraph, heading or footnote; `kind` is title, aside, heading, paragraph, a, i, bullet or note.

    `level` is that of a heading; `label` the number, letter or bullet that stands first.
    """

    kind: str
    text: str
    label: str = ""
    level: int = 0


@dataclass(frozen=True)
class Report:
    """The whole source: what its head says, its pieces, and its footnotes by number."""

    head: dict[str, str]
    pieces: tuple[Piece, ...]
    notes: dict[str, str]


@dataclass(frozen=True)
class Page:
    """One page: lines as (kind, text with marks and labels), and the lines of its footnotes."""

    body: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


def report() -> Report:
    """Return the source, read."""
    _, head, body = SOURCE.read_text(encoding="utf-8").split("---\n", 2)
    notes = dict(re.findall(r"^\[\^(\d+)\]: (.+)$", body, re.MULTILINE))
    text = re.sub(r"^\[\^\d+\]: .+\n?", "", body, flags=re.MULTILINE)
    pieces = tuple(_piece(one) for one in re.split(r"\n\s*\n", text.strip("\n")))
    return Report(dict(re.findall(r"^(\w+): (.+)$", head, re.MULTILINE)), pieces, notes)


def _piece(text: str) -> Piece:
    indent, text = len(text) - len(text.lstrip(" ")), text.strip()
    if found := re.fullmatch(r"(#+) (.+)", text):
        level = len(found[1])
        return Piece("title" if level == 1 else "heading", found[2], level=level)
    if text.startswith("*"):
        return Piece("aside", text.strip("*"))
    label, _, rest = text.partition(" ")
    if label == "-":
        return Piece("bullet", rest, "•")
    kind = "paragraph" if label.endswith(".") else "i" if indent > 4 else "a"
    return Piece(kind, rest, label)


def lines(piece: Piece) -> list[str]:
    """Return *piece* broken into lines, with labels, indents and hyphens, and its marks as in the source."""
    indent = INDENT.get(piece.kind, 0)
    first = " " * indent + (f"{piece.label} " if piece.label else "")
    rest = " " * (indent + 2 if piece.kind in ("bullet", "a", "i") else indent)
    found, line = [], first
    for word in piece.text.split():
        gap = "" if line in (first, rest) else " "
        if len(_shown(line + gap + word)) <= WIDTH:
            line += gap + word
            continue
        head, tail = _broken(word, WIDTH - len(_shown(line + gap)))
        found.append(line + gap + head if head else line)
        line = rest + tail
    return [one.replace("|", "") for one in [*found, line]]


def _shown(text: str) -> str:
    return MARK.sub(r"\1", text.replace("|", ""))


def _broken(word: str, room: int) -> tuple[str, str]:
    """Return *word* in two, the first with its hyphen, at most *room* long; ("", word) if not so."""
    if "|" in word:
        head, tail = word.split("|", 1)
        head += "-"
    elif found := re.match(r"([a-z]+-)([a-z].*)", word):
        head, tail = found[1], found[2]
    else:
        return "", word
    return (head, tail) if len(head) <= room else ("", word)


def _note(number: str, text: str) -> list[str]:
    return lines(Piece("note", text, f" {number} "))


def _flow(whole: Report) -> Iterator[list[tuple[str, str]]]:
    """Yield the lines that stay on one page: a heading with the first of what follows, others one by one."""
    waiting: list[tuple[str, str]] = []
    for piece in whole.pieces:
        kind = f"{piece.kind}{piece.level or ''}"
        first, *rest = [(kind, line) for line in lines(piece)]
        waiting += [("gap", ""), first]
        if piece.kind in ("title", "heading"):
            waiting += rest
            continue
        yield waiting
        yield from ([line] for line in rest)
        waiting = []


def pages(whole: Report) -> list[Page]:
    """Return the report on pages of HEIGHT lines, each footnote on the page of its mark."""
    found: list[Page] = []
    body = [("cover", whole.head["symbol"]), ("cover", f"Distributed on {whole.head['date']}")]
    notes: list[str] = []
    for together in _flow(whole):
        marks = [number for _, line in together for number in MARK.findall(line)]
        wanted = [one for number in marks for one in _note(number, whole.notes[number])]
        if len(body) + len(notes) + len(together) + len(wanted) + 2 > HEIGHT:
            found.append(Page(tuple(body), tuple(notes)))
            body, notes, together = [], [], together[1:] if together[0][0] == "gap" else together
        body += together
        notes += wanted
    return [*found, Page(tuple(body), tuple(notes))]


def header(whole: Report, number: int) -> str:
    """Return what stands above page *number*, counted from 1; nothing above the first."""
    return whole.head["header"] if number > 1 else ""


def footer(whole: Report, number: int, last: int) -> str:
    """Return what stands below page *number* of *last*."""
    return f"{number}/{last}{whole.head['footer']:>{WIDTH - 4}}"


def txt() -> str:
    """Return the report as a program takes it from a PDF: a form feed between pages, marks as figures."""
    whole = report()
    all_pages = pages(whole)
    found = []
    for number, page in enumerate(all_pages, 1):
        above = [header(whole, number), ""] if number > 1 else []
        notes = [RULE, *page.notes, ""] if page.notes else []
        body = [_shown(text) for _, text in page.body]
        found.append("\n".join([*above, *body, "", *notes, footer(whole, number, len(all_pages)), ""]))
    return "\f".join(found)


def pdf() -> bytes:
    """Return the report as PDF: raised marks, small footnotes under a rule, bold headings."""
    whole, out = report(), BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=True)
    all_pages = pages(whole)
    for number, page in enumerate(all_pages, 1):
        _drawn(canvas, 800, header(whole, number), "Helvetica", 9)
        y = 770.0
        for kind, text in page.body:
            bold = kind.startswith(("title", "heading"))
            _drawn(canvas, y, text, "Times-Bold" if bold else "Times-Roman", 14 if kind == "title1" else 11)
            y -= 6 if kind == "gap" else 14
        _foot(canvas, page.notes)
        left, right = footer(whole, number, len(all_pages)).split()
        _drawn(canvas, 40, left, "Helvetica", 9)
        canvas.drawRightString(520, 40, right)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _foot(canvas: Canvas, notes: tuple[str, ...]) -> None:
    """Draw the footnotes of a page, the numbers raised."""
    y = 60 + 10 * len(notes)
    if notes:
        canvas.line(72, y + 12, 190, y + 12)
    for line in notes:
        found = re.match(r" (\d+) {2}", line)
        _drawn(canvas, y, f"[^{found[1]}] {line[found.end() :]}" if found else line, "Times-Roman", 8.5)
        y -= 10


def _drawn(canvas: Canvas, y: float, text: str, font: str, size: float) -> None:
    """Draw *text* at the left, its marks raised; leading spaces move it to the right."""
    x = 72 + 5.0 * (len(text) - len(text.lstrip(" ")))
    if found := re.match(r"(\d+\.) ", text):
        # The number of a paragraph stands before a tab, as in reports of the United Nations.
        canvas.setFont(font, size)
        canvas.drawString(x, y, found[1])
        x, text = x + 36, text[found.end() :]
    for at, part in enumerate(MARK.split(text.strip())):
        small = at % 2
        canvas.setFont(font, size * 0.6 if small else size)
        canvas.drawString(x, y + (size * 0.35 if small else 0), part)
        x += canvas.stringWidth(part, font, size * 0.6 if small else size)


def html() -> bytes:
    """Return the report as a web page, footnotes at its end."""
    whole = report()
    body = "\n".join(_html(piece) for piece in whole.pieces)
    notes = "\n".join(
        f'<div id="fn{number}"><p><a href="#ref{number}"><sup>{number}</sup></a> {escape(text)}</p></div>'
        for number, text in whole.notes.items()
    )
    head = f"<title>{escape(whole.head['symbol'])}</title><style>p {{ margin: 0 }}</style>"
    whole_body = f"<body>{body}<hr><section>{notes}</section></body>"
    return f"<!DOCTYPE html><html lang='en'><head>{head}</head>{whole_body}</html>".encode()


def _html(piece: Piece) -> str:
    text = escape(piece.text).replace("|", "&shy;")
    text = MARK.sub(r'<sup><a href="#fn\1" id="ref\1">\1</a></sup>', text)
    if piece.level:
        return f"<h{piece.level}>{text}</h{piece.level}>"
    if piece.kind == "bullet":
        return f"<ul><li>{text}</li></ul>"
    return f"<p>{piece.label} {text}</p>"


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
# Lists of Word: numbered paragraphs, letters and small Roman figures below them, and bullets.
BULLET = "\uf0b7"
LEVELS = {"paragraph": (1, 0), "a": (1, 1), "i": (1, 2), "bullet": (2, 0)}


def docx() -> bytes:
    """Return the report as a file of Word: numbers are those of lists, footnotes stand in their own part."""
    whole, out = report(), BytesIO()
    parts = {
        "[Content_Types].xml": _types(),
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>',
        "word/document.xml": _document(whole),
        "word/styles.xml": _styles(),
        "word/numbering.xml": _numbering(),
        "word/footnotes.xml": _footnotes(whole),
        "word/header1.xml": f'<w:hdr xmlns:w="{W}"><w:p>{_runs(whole.head["header"])}</w:p></w:hdr>',
    }
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name), f'<?xml version="1.0" encoding="UTF-8"?>{text}')
    return out.getvalue()


def _types() -> str:
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/></Types>'
    )


def _document(whole: Report) -> str:
    body, row = [], 0
    for piece in whole.pieces:
        if piece.kind == "paragraph" and piece.label == "1.":
            # Each annex has a list of its own, as Word writes lists that begin anew.
            row += 1
        body.append(_paragraph(piece, row))
    return f'<w:document xmlns:w="{W}"><w:body>{"".join(body)}<w:sectPr/></w:body></w:document>'


def _paragraph(piece: Piece, row: int) -> str:
    style = f'<w:pStyle w:val="Heading{piece.level}"/>' if piece.level else ""
    if piece.kind in LEVELS:
        kind, level = LEVELS[piece.kind]
        number = row if kind == 1 else 99
        style += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return f"<w:p><w:pPr>{style}</w:pPr>{_runs(piece.text)}</w:p>"


def _runs(text: str) -> str:
    found = []
    for at, part in enumerate(MARK.split(text)):
        if at % 2:
            raised = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
            found.append(f'<w:r>{raised}<w:footnoteReference w:id="{int(part) + 1}"/></w:r>')
        else:
            words = "<w:softHyphen/>".join(
                f'<w:t xml:space="preserve">{escape(one)}</w:t>' for one in part.split("|")
            )
            found.append(f"<w:r>{words}</w:r>")
    return "".join(found)


def _styles() -> str:
    heads = "".join(
        f'<w:style w:type="paragraph" w:styleId="Heading{level}"><w:name w:val="heading {level}"/>'
        f'<w:pPr><w:outlineLvl w:val="{level - 1}"/></w:pPr></w:style>'
        for level in range(1, 5)
    )
    return f'<w:styles xmlns:w="{W}">{heads}</w:styles>'


def _numbering() -> str:
    def level(at: int, kind: str, text: str) -> str:
        shown = f'<w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/>'
        return f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/>{shown}</w:lvl>'

    report_list = (
        level(0, "decimal", "%1.") + level(1, "lowerLetter", "(%2)") + level(2, "lowerRoman", "(%3)")
    )
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    rows = "".join(f'<w:num w:numId="{one}"><w:abstractNumId w:val="0"/>{anew}</w:num>' for one in (1, 2, 3))
    bullets = f'<w:abstractNum w:abstractNumId="1">{level(0, "bullet", BULLET)}</w:abstractNum>'
    return (
        f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0">{report_list}</w:abstractNum>'
        f'{bullets}{rows}<w:num w:numId="99"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    )


def _footnotes(whole: Report) -> str:
    rule = '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    notes = "".join(
        f'<w:footnote w:id="{int(number) + 1}"><w:p><w:r><w:footnoteRef/></w:r>'
        f"{_runs(' ' + text)}</w:p></w:footnote>"
        for number, text in whole.notes.items()
    )
    return f'<w:footnotes xmlns:w="{W}">{rule}{notes}</w:footnotes>'


if __name__ == "__main__":
    KEPT.write_text(txt(), encoding="utf-8")
