"""Paint a drawing of a matrix as PNG: twice as large as it is drawn where that is still a small picture.

It must not lay anything out, and has no colours or font of its own: what is painted is the SVG.
"""

from acquis.comparing.drawing import Drawing
from acquis.comparing.vector import svg
from acquis.pictures import raster

__all__ = ["png"]

# A drawing of fewer pixels than this is painted in twice its size, to be sharp in print.
_LARGE = 1_500_000


def png(drawn: Drawing) -> bytes:
    """Return *drawn* as PNG, the same bytes each time."""
    scale = 2 if drawn.width * drawn.height < _LARGE else 1
    return raster.png(svg(drawn).decode(), min(drawn.width * scale, raster.WIDEST))
