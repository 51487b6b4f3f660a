"""PDF to paragraphs: the parser runs in a process of its own, so that no file can hold up or fill this one.

It must not mend anything.
"""

import json
import subprocess
import sys
from typing import Any

from acquis.errors import InvalidDocument
from acquis.texts.reading.blocks import Line, Mended
from acquis.texts.reading.mending import mend

__all__ = ["DEADLINE_S", "read"]

# Somewhat more than the processor time that the parser has, for a machine that is busy.
DEADLINE_S = 480
# A page of a scan has no text but, perhaps, a stamp.
_LEAST_LETTERS = 20
# Above this share of letters without a meaning, what is left cannot be trusted.
_MOST_UNKNOWN = 0.02
_FAULTS = {
    "encrypted": "{} is locked with a password: open it, save a copy without the password, give that.",
    "large": "{} needs more memory than a text may, or has too many pages: give it in parts.",
    "damaged": "{} cannot be read as PDF: it is damaged or cut off. Download it again, or give the DOCX.",
}


def read(data: bytes, file: str) -> Mended:
    """Return the paragraphs of the PDF in *data*; *file* is its name, for the sentences.

    Raises:
        InvalidDocument: it is cut off, damaged, locked, a scan without text, or takes too long or much.
    """
    if b"%%EOF" not in data[-2048:]:
        raise InvalidDocument(f"{file} is cut off, the end of the PDF is missing: download it again.")
    pages = _pages(data, file)
    letters = sum(len(line["text"]) for page in pages for line in page)
    if letters < _LEAST_LETTERS * max(1, len(pages)):
        raise InvalidDocument(
            f"{file} has pictures of pages and no text: put it through text recognition (OCR)."
        )
    return mend(
        [[_line(one, page, at) for at, one in enumerate(rows, 1)] for page, rows in enumerate(pages, 1)]
    )


def _pages(data: bytes, file: str) -> list[list[dict[str, Any]]]:
    command = [sys.executable, "-m", "acquis.texts.reading.pdf_pages"]
    try:
        run = subprocess.run(command, input=data, capture_output=True, timeout=DEADLINE_S, check=False)
    except subprocess.TimeoutExpired:
        raise InvalidDocument(
            f"{file} takes too long to read: give it in parts, or in another form."
        ) from None
    try:
        found = json.loads(run.stdout)
    except ValueError:
        # The process was ended at one of its bounds and could not say so.
        found = {"fault": "large"}
    if "fault" in found:
        raise InvalidDocument(_FAULTS[found["fault"]].format(file))
    pages: list[list[dict[str, Any]]] = found["pages"]
    return pages


def _line(row: dict[str, Any], page: int, number: int) -> Line:
    spans = tuple((int(start), int(end)) for start, end in row["raised"])
    return Line(
        row["text"],
        page,
        number,
        spans,
        float(row["size"]),
        bool(row["bold"]),
        row["indent"],
        bool(row["gap"]),
    )
