"""Lines of the pages of a PDF with the size and place of their letters.

It must not mend them, nor run outside the process that bounds it.
"""

import re
from collections import Counter
from io import BytesIO
from itertools import pairwise
from statistics import median
from typing import Any

from pdfminer.high_level import extract_pages
from pdfminer.layout import LAParams, LTChar, LTPage, LTTextBox, LTTextLine
from pdfminer.pdfdocument import PDFPasswordIncorrect

from acquis.errors import InvalidDocument
from acquis.texts.reading.files.turned import logical

__all__ = ["LARGEST_TEXT", "MOST_PAGES", "pages"]

# The longest reports of the UN have some hundreds of pages of 3,000 letters.
MOST_PAGES = 2000
LARGEST_TEXT = 20_000_000

_LABEL = re.compile(
    "\\(?[0-9]{1,3}[.)]?|[A-Z]\\.|[IVX]+\\.|\\([a-z]{1,4}\\)|[\u2022\u25aa\u25cf\u25cb\u25e6\uf0b7\uf0a7*]"
)
# What stands for a letter that the file does not name; letters that this project uses as signs.
_UNKNOWN = "\ufffd"
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]|[\ue000-\ue004]")
_BOLD = re.compile("bold|black|heavy|demi", re.IGNORECASE)


def pages(data: bytes, file: str) -> list[list[dict[str, Any]]]:
    """Return the lines of each page of the PDF in *data*: text, raised, size, bold, x, y, gap, indent.

    Raises:
        InvalidDocument: it is locked, damaged, or has too many pages or letters.
    """
    found, letters = [], 0
    try:
        # Boxes in the order of the page, not by a comparison of all with all.
        for page in extract_pages(BytesIO(data), laparams=LAParams(boxes_flow=None, char_margin=3.0)):
            found.append(_lines(page))
            letters += sum(len(line["text"]) for line in found[-1])
            if len(found) > MOST_PAGES or letters > LARGEST_TEXT:
                break
    except PDFPasswordIncorrect:
        raise InvalidDocument(
            f"{file} is locked with a password: open it, save a copy without the password, and give that."
        ) from None
    except MemoryError:
        raise
    except Exception as error:  # a damaged file may raise anything inside the parser
        raise InvalidDocument(
            f"{file} cannot be read as PDF, it is damaged or cut off: download it again, or give the DOCX."
        ) from error
    if len(found) > MOST_PAGES or letters > LARGEST_TEXT:
        raise InvalidDocument(
            f"{file} has more than {MOST_PAGES} pages, or too many letters: give it in parts."
        )
    return found


def _lines(page: LTPage) -> list[dict[str, Any]]:
    rows = [
        row
        for box in page
        if isinstance(box, LTTextBox)
        for line in box
        if isinstance(line, LTTextLine) and line.get_text().strip() and (row := _row(line))
    ]
    rows = _labelled(rows)
    steps = [above["y"] - below["y"] for above, below in pairwise(rows)]
    usual = median([one for one in steps if 4 < one < 40] or [12.0])
    left = min((row["x"] for row in rows), default=0.0)
    for at, row in enumerate(rows):
        step = steps[at - 1] if at else 0.0
        row["gap"] = bool(at) and not 0 <= step <= usual * 1.3
        row["indent"] = round((row["x"] - left) / 5)
    return rows


def _row(line: LTTextLine) -> dict[str, Any] | None:
    """Return the letters of *line* with what their size and place say."""
    letters = [one for one in line if isinstance(one, LTChar)]
    if not letters:
        return None
    sizes: Counter[float] = Counter(round(_size(one), 1) for one in letters if one.get_text().strip())
    size = max(sizes, key=lambda one: (sizes[one], one), default=0.0)
    base = median([one.matrix[5] for one in letters if abs(_size(one) - size) < size * 0.15] or [line.y0])
    text, raised = "", []
    for one in logical([(_letter(one), _raised(one, size, base)) for one in line]):
        start = len(text)
        text += one[0]
        if one[1]:
            raised.append((start, len(text)))
    # ISO 32000-1, annex D.2, note 3: codes that WinAnsiEncoding leaves free are bullets.
    text = re.sub(f"^{_UNKNOWN}(?= )", "\u2022", text)
    bold = sum(bool(_BOLD.search(one.fontname)) for one in letters) > len(letters) * 0.8
    return {
        "text": text.rstrip("\n "),
        "raised": _together(raised),
        "size": size,
        "bold": bold,
        "x": line.x0,
        "y": base,
    }


def _letter(one: Any) -> str:
    """Return the letter of *one*, a sign of replacement where the file does not say which it is."""
    text = str(one.get_text())
    return _UNKNOWN if text.startswith("(cid:") else _CONTROL.sub("", text)


def _size(one: LTChar) -> float:
    return float(abs(one.matrix[3]) * getattr(one, "fontsize", 0) or one.size)


def _raised(one: Any, size: float, base: float) -> bool:
    """Return whether *one* is set smaller and above the line *base* of letters of *size*."""
    return isinstance(one, LTChar) and _size(one) < size * 0.85 and one.matrix[5] > base + size * 0.12


def _together(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return *spans* with those that touch as one."""
    found: list[tuple[int, int]] = []
    for start, end in spans:
        if found and found[-1][1] == start:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _labelled(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return *rows* as they are, but a number or bullet set apart with the line that it stands before."""
    found: list[dict[str, Any]] = []
    labels = [one for one in rows if _LABEL.fullmatch(one["text"].strip())]
    for row in rows:
        beside = [
            one for one in labels if one is not row and abs(one["y"] - row["y"]) < 2 and one["x"] < row["x"]
        ]
        if row in labels and any(abs(one["y"] - row["y"]) < 2 and one["x"] > row["x"] for one in rows):
            continue
        for one in beside[-1:]:
            head = one["text"].strip() + "  "
            spans = [(a + len(head), b + len(head)) for a, b in row["raised"]]
            lead = (
                one["raised"]
                if one["raised"]
                else [(0, len(head) - 2)]
                if one["size"] < row["size"] * 0.85
                else []
            )
            row = {**row, "text": head + row["text"], "raised": [*lead, *spans], "x": one["x"]}
        found.append(row)
    return found
