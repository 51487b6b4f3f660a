"""Turn a drawing of ours into PNG; the only home of the renderer and, beside the PDF, of the font.

It must not draw, and never reads a picture that a visitor hands in. No font of the machine is used, so the
same picture has the same bytes everywhere. The font has Latin, Greek and Cyrillic letters.
"""

from functools import lru_cache

import resvg_py
from font_source_sans_pro import font_files_ttf

__all__ = ["WIDEST", "png"]

# The most pixels in one row of a picture: about 34 cm in print.
WIDEST = 4000

_FACE = "Source Sans Pro"
_FILES = ("SourceSansPro", "SourceSansProSemibold", "SourceSansProBold")
_PAPER = "#ffffff"


@lru_cache(maxsize=16)
def png(svg: str, width: int) -> bytes:
    """Return *svg*, one of our own pictures, as PNG that is *width* pixels wide, on white.

    Raises:
        ValueError: *width* is not from 1 to `WIDEST`, or *svg* is no picture.
    """
    if not 1 <= width <= WIDEST:
        raise ValueError(f"A picture is from 1 to {WIDEST} pixels wide, not {width}.")
    return resvg_py.svg_to_bytes(
        svg_string=svg,
        width=width,
        background=_PAPER,
        skip_system_fonts=True,
        font_files=[str(font_files_ttf[name]) for name in _FILES],
        font_family=_FACE,
        sans_serif_family=_FACE,
        serif_family=_FACE,
        monospace_family=_FACE,
    )
