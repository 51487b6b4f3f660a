"""Set titles and lines of text as a PDF; the only home of reportlab and of the font.

It must not know what the text means. reportlab takes a while to load, so the first document loads it.
The font, Source Sans Pro, has Latin, Greek and Cyrillic letters: other text is refused, never shown as boxes.
"""

import io
from collections.abc import Iterable
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from acquis.errors import InvalidDocument

__all__ = ["Lines", "write"]

_PLAIN, _BOLD = "SourceSansPro", "SourceSansProBold"
_SPACES = "\n\r\t"

# Label, and for each value its text and what stands small beside it.
Lines = list[tuple[str, list[tuple[str, str]]]]


def write(title: str, lead: str, blocks: Iterable[tuple[str, Lines]]) -> bytes:
    """Return a PDF with *title*, *lead* and *blocks*, each a title and its lines; the same bytes each time.

    Raises:
        InvalidDocument: the font lacks a letter.
    """
    from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate

    styles = _styles()
    parts: list[Flowable] = [
        Paragraph(_markup(title), styles["title"]),
        Paragraph(_markup(lead), styles["text"]),
    ]
    for heading, lines in blocks:
        parts.append(Paragraph(_markup(heading), styles["heading"]))
        for label, values in lines:
            parts.append(Paragraph(_markup(label), styles["label"]))
            parts += [Paragraph(_said(text, small), styles["text"]) for text, small in values]
    sink = io.BytesIO()
    SimpleDocTemplate(sink, title=title, author="", invariant=1).build(parts)
    return sink.getvalue()


def _said(text: str, small: str) -> str:
    return _markup(text) + (f' <font size="7" color="#4a525c">{_markup(small)}</font>' if small else "")


def _markup(text: str) -> str:
    """Return *text* so that nothing in it is taken for markup, each line by itself.

    Raises:
        InvalidDocument: the font lacks a letter of it.
    """
    missing = next((one for one in text if one not in _SPACES and ord(one) not in _letters()), "")
    if missing:
        raise InvalidDocument(
            f"The PDF has no letter for {missing!r} (U+{ord(missing):04X}), in “{text[:40]}”: take the HTML,"
            " which prints every script."
        )
    return "<br/>".join(escape(line) for line in text.replace("\t", "    ").splitlines())


@cache
def _letters() -> frozenset[int]:
    """Return the code points that the fonts have."""
    from font_source_sans_pro import font_files_ttf
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    found = []
    for name in (_PLAIN, _BOLD):
        font = TTFont(name, font_files_ttf[name])
        pdfmetrics.registerFont(font)
        found.append(frozenset(font.face.charToGlyph))
    return frozenset.intersection(*found)


@cache
def _styles() -> dict[str, Any]:
    from reportlab.lib.styles import ParagraphStyle

    _letters()
    text = ParagraphStyle("text", fontName=_PLAIN, fontSize=10, leading=14, spaceAfter=3)
    return {
        "text": text,
        "label": ParagraphStyle(
            "label", text, fontName=_BOLD, fontSize=8, leading=11, spaceBefore=4, keepWithNext=1
        ),
        "heading": ParagraphStyle(
            "heading", text, fontName=_BOLD, fontSize=12, leading=16, spaceBefore=12, keepWithNext=1
        ),
        "title": ParagraphStyle("title", text, fontName=_BOLD, fontSize=16, leading=20, spaceAfter=8),
    }
