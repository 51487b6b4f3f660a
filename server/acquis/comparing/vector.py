"""Write a drawing as SVG; it must not lay anything out.

Nothing but attributes carries style: a page that allows no inline style shows it as it is.
"""

import re
from collections.abc import Iterator
from itertools import groupby
from xml.sax.saxutils import escape

from acquis.comparing.drawing import Box, Drawing, Words

__all__ = ["svg"]

# Control characters, and halves of pairs, which XML cannot carry.
# Source: https://www.w3.org/TR/xml/#charsets
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FONT = "Source Sans 3, Source Sans Pro, Noto Sans, sans-serif"


def svg(drawn: Drawing) -> bytes:
    """Return *drawn* as SVG, the same bytes each time."""
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{drawn.width}" height="{drawn.height}"'
            f' viewBox="0 0 {drawn.width} {drawn.height}" role="img" font-family="{_FONT}">',
            f"<title>{_safe(drawn.title)}</title>",
            f"<desc>{_safe(drawn.description)}</desc>",
            f'<path fill="#ffffff" d="M0 0h{drawn.width}v{drawn.height}H0z"/>',
            *_boxes(drawn),
            *_words(drawn),
            "</svg>\n",
        ]
    ).encode()


def _safe(text: str) -> str:
    return escape(_FORBIDDEN.sub("\ufffd", text))


def _boxes(drawn: Drawing) -> Iterator[str]:
    """Yield one path for all boxes of a colour."""
    for fill, those in groupby(sorted(drawn.boxes, key=lambda one: one.fill), lambda one: one.fill):
        yield f'<path fill="{fill}" shape-rendering="crispEdges" d="{"".join(_box(one) for one in those)}"/>'


def _box(one: Box) -> str:
    return f"M{one.x} {one.y}h{one.width}v{one.height}h-{one.width}z"


def _words(drawn: Drawing) -> Iterator[str]:
    """Yield the lines of text, those of one look in one group."""
    for look, those in groupby(sorted(drawn.words, key=_look), _look):
        size, fill, is_bold, is_middle, _ = look
        weight = ' font-weight="700"' if is_bold else ""
        anchor = ' text-anchor="middle"' if is_middle else ""
        yield f'<g font-size="{size}" fill="{fill}"{weight}{anchor}>'
        yield from (_line(one) for one in those)
        yield "</g>"


def _look(one: Words) -> tuple[int, str, bool, bool, bool]:
    return one.size, one.fill, one.is_bold, one.is_middle, one.is_turned


def _line(one: Words) -> str:
    if one.is_turned:
        return f'<text transform="translate({one.x} {one.y}) rotate(-90)">{_safe(one.text)}</text>'
    return f'<text x="{one.x}" y="{one.y}">{_safe(one.text)}</text>'
