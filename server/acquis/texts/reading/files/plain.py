"""Plain text as a program takes it from a PDF: pages, lines, and whether empty lines say anything.

It must not mend anything.
"""

import re
from collections.abc import Sequence

from acquis.errors import InvalidDocument
from acquis.texts.reading.blocks import Line, Mended
from acquis.texts.reading.mending import mend

__all__ = ["LARGEST_TEXT", "decoded", "read"]

# The longest reports of the UN have some 2 MB of text.
LARGEST_TEXT = 16 * 1024 * 1024

# From this share of lines with an empty line after them, empty lines are no sign of a new paragraph.
_SPREAD = 0.7
_HEADING = re.compile(r" \d+(?:\.\d+)?\.? +[^a-z]+$")
_ITEM = re.compile(r"\s*(?:[\u2022\u25aa\u25cf\u25cb\u25e6\uf0b7]|\d{1,3}\s{2,})")
_NOTE = re.compile(r" (?:\d{1,3}|\*{1,3}) {2,}\S")
_DONE = re.compile(r"[.)\]]\s*$|https?://\S+\s*$")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]|[\ue000-\ue004]")


def read(data: bytes, file: str) -> Mended:
    """Return the paragraphs of the plain text in *data*; *file* is its name, for the sentences.

    Raises:
        InvalidDocument: it is no text in UTF-8, in UTF-16 with its mark, or in Windows-1252.
    """
    text = decoded(data, file)
    rows = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    spread = _spread(rows)
    return mend(_pages(rows, spread), spread)


def decoded(data: bytes, file: str) -> str:
    """Return the text in *data*.

    Raises:
        InvalidDocument: it is too long, or no text in an encoding that is known.
    """
    if len(data) > LARGEST_TEXT:
        raise InvalidDocument(f"{file} has more than {LARGEST_TEXT >> 20} MB of text: give it in parts.")
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    for name in (encoding, "cp1252"):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if len(_CONTROL.findall(text)) <= len(text) / 1000:
            return _CONTROL.sub("", text)
    raise InvalidDocument(f"{file} is neither PDF, DOCX, HTML, AKN XML nor text: save it as one of these.")


def _spread(rows: Sequence[str]) -> bool:
    """Return whether most lines have an empty line after them."""
    full = [at for at, row in enumerate(rows[:-1]) if row.strip()]
    apart = sum(not rows[at + 1].strip() for at in full)
    return len(full) > 20 and apart > len(full) * _SPREAD


def _pages(rows: Sequence[str], spread: bool) -> list[list[Line]]:
    """Return the lines with words by pages: after form feeds, or the space that begins a page."""
    pages: list[list[Line]] = [[]]
    block = ""
    fed = any("\f" in row for row in rows)
    for at, row in enumerate(rows):
        before = rows[at - 1] if at else ""
        begins = "\f" in row if fed else _begins(row, before, block, spread)
        if begins and pages[-1]:
            pages.append([])
        block = row if not before.strip() or begins else block
        text = row.replace("\f", "").replace("\t", "    ").rstrip()
        if text.strip():
            indent = len(text) - len(text.lstrip(" "))
            gap = bool(at) and not before.strip() and not begins
            pages[-1].append(
                Line(text.strip(" ") if indent > 1 else text, 0, at + 1, None, 0.0, False, indent, gap)
            )
    known = len(pages) > 1
    return [[_paged(line, number if known else 0) for line in page] for number, page in enumerate(pages, 1)]


def _begins(row: str, before: str, block: str, spread: bool) -> bool:
    """Return whether *row* begins a page: some programs write no form feed, but one space and no empty line.

    Further lines of a bullet or a footnote begin with a space too; *block* is the first line of what is open.
    """
    if not row.startswith(" ") or not row.strip() or not before.strip():
        return False
    if _NOTE.match(row) or set(before.strip()) == {"_"}:
        return False
    if spread or not re.match(r" \S", row):
        return spread
    if _HEADING.match(row):
        return True
    return not _ITEM.match(block) or (not block.lstrip().startswith("\u2022") and bool(_DONE.search(before)))


def _paged(line: Line, page: int) -> Line:
    return Line(line.text, page, line.number, None, 0.0, False, line.indent, line.gap)
