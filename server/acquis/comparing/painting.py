"""Paint a drawing as PNG; the home of Pillow. It must not lay anything out.

Pillow takes a while to load, so the first picture loads it. The font, Source Sans Pro, has Latin, Greek and
Cyrillic letters; the SVG of the same drawing shows every script.
"""

import io
from functools import cache
from typing import TYPE_CHECKING

from acquis.comparing.drawing import Drawing, Words

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

__all__ = ["png"]

_PLAIN, _BOLD = "SourceSansPro", "SourceSansProBold"
# A drawing of fewer pixels than this is painted in twice its size, to be sharp in print.
_LARGE = 1_500_000
# Of 9; more takes three times as long and saves little.
_EFFORT = 3
# The part of the height of a painted line that stands above its base.
_ABOVE = 0.75


def png(drawn: Drawing) -> bytes:
    """Return *drawn* as PNG, the same bytes each time."""
    from PIL import Image, ImageDraw

    scale = 2 if drawn.width * drawn.height < _LARGE else 1
    image = Image.new("RGB", (drawn.width * scale, drawn.height * scale), "#ffffff")
    pen = ImageDraw.Draw(image)
    for box in drawn.boxes:
        x, y = box.x * scale, box.y * scale
        pen.rectangle((x, y, x + box.width * scale - 1, y + box.height * scale - 1), fill=box.fill)
    # The same few marks stand in thousands of cells: each is painted once and stamped.
    stamps: dict[tuple[str, int, bool], Image.Image] = {}
    for words in drawn.words:
        look = words.text, words.size * scale, words.is_bold
        if look not in stamps:
            stamps[look] = _stamp(*look)
        _put(image, words, stamps[look], scale)
    sink = io.BytesIO()
    image.save(sink, "PNG", compress_level=_EFFORT)
    return sink.getvalue()


def _stamp(text: str, size: int, is_bold: bool) -> "Image":
    """Return *text* as a mask, light where ink is to be."""
    from PIL import Image, ImageDraw

    font = _font(is_bold, size)
    mask = Image.new("L", (round(font.getlength(text)) + 2, size * 2))
    ImageDraw.Draw(mask).text((0, mask.height * _ABOVE), text, fill=255, font=font, anchor="ls")
    return mask


def _put(image: "Image", words: Words, stamp: "Image", scale: int) -> None:
    """Ink *image* through *stamp*, at the place of *words*."""
    from PIL import Image

    x, y = words.x * scale, words.y * scale
    above = round(stamp.height * _ABOVE)
    if words.is_turned:
        stamp = stamp.transpose(Image.Transpose.ROTATE_90)
        place = (x - above, y - stamp.height)
    else:
        place = (x - (stamp.width // 2 if words.is_middle else 0), y - above)
    image.paste(words.fill, (*place, place[0] + stamp.width, place[1] + stamp.height), stamp)


@cache
def _font(is_bold: bool, size: int) -> "FreeTypeFont":
    from font_source_sans_pro import font_files_ttf
    from PIL import ImageFont

    name = font_files_ttf[_BOLD if is_bold else _PLAIN]
    return ImageFont.truetype(name, size, layout_engine=ImageFont.Layout.BASIC)
