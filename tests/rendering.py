"""Owns how the report that we wrote becomes TXT, PDF, DOCX and HTML; it must not know how they are read.

The source is `cases/texts/examplia.md`: `#` a part, `##` a section, `###` a part of it, `####` a heading
within a paragraph, `[^1]` the mark of a footnote, `|` a place where a word may be broken.
`python tests/rendering.py` writes `cases/texts/examplia.txt` anew, which is kept to be looked at.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

__all__ = ["KEPT", "SOURCE", "Page", "Piece", "Report", "pages", "report", "txt"]

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


if __name__ == "__main__":
    KEPT.write_text(txt(), encoding="utf-8")
