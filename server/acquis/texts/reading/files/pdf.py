"""PDF to paragraphs. It must not mend anything."""

from typing import Any

from acquis.errors import InvalidDocument
from acquis.texts.reading.blocks import Line, Mended
from acquis.texts.reading.files.pdf_pages import pages
from acquis.texts.reading.mending import mend

__all__ = ["read"]

# A page of a scan has no text but, perhaps, a stamp.
_LEAST_LETTERS = 20
# Above this share of letters without a meaning, what is left cannot be trusted.
_MOST_UNKNOWN = 0.02


def read(data: bytes, file: str) -> Mended:
    """Return the paragraphs of the PDF in *data*; *file* is its name, for the sentences.

    Raises:
        InvalidDocument: it is cut off, damaged, locked, or a scan without text.
    """
    if b"%%EOF" not in data[-2048:]:
        raise InvalidDocument(f"{file} is cut off, the end of the PDF is missing: download it again.")
    found = pages(data, file)
    letters = sum(len(line["text"]) for page in found for line in page)
    if letters < _LEAST_LETTERS * max(1, len(found)):
        raise InvalidDocument(
            f"{file} has pictures of pages and no text: put it through text recognition (OCR)."
        )
    return mend(
        [[_line(one, page, at) for at, one in enumerate(rows, 1)] for page, rows in enumerate(found, 1)]
    )


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
