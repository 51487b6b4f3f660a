"""Write SVG as text, the same bytes each time: shapes, words, and whole sheets with a title and a footer.

It must not know what is drawn. Whatever stands in a label stays text. Colours are presentation attributes,
which a strict content security policy allows, with classes that a style sheet may use for dark paper.
Source: https://www.w3.org/TR/SVG2/
"""

import re
from collections.abc import Iterable
from itertools import accumulate

from acquis.pictures.palette import COLOURS, rules

__all__ = ["FONT", "alone", "box", "element", "fitted", "line", "sheet", "size", "text", "width", "wrapped"]

FONT = "system-ui, 'Source Sans Pro', 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

# What XML 1.0 cannot carry.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Widths of letters in parts of their size, on the wide side, as each machine has another font.
_WIDTHS = {
    **dict.fromkeys(" ijlI.,:;'|!()[]/-·", 0.38),
    **dict.fromkeys("frt", 0.44),
    **dict.fromkeys("0123456789", 0.64),
    **dict.fromkeys("abcdeghknopqsuvxyz", 0.62),
    **dict.fromkeys("mw", 0.95),
    **dict.fromkeys("MW@%&", 1.0),
}
_INSIDE = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_QUOTED = _INSIDE | str.maketrans({'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})
_CAPITAL, _WIDE = 0.75, 1.05
_LATIN = 0x250
_HEAD, _FOOT, _EDGE = 44, 30, 16
_TITLE, _SMALL = 16, 11


def element(tag: str, *inside: str, **attributes: object) -> str:
    """Return the element *tag* with what is *inside* it, which is SVG already.

    An attribute that is None is left out; `_` in a name stands for `-`, and one at its end is dropped.
    """
    said = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{_plain(value)}"'
        for name, value in attributes.items()
        if value is not None
    )
    return f"<{tag}{said}>{''.join(inside)}</{tag}>" if inside else f"<{tag}{said}/>"


def text(
    x: float,
    y: float,
    words: str,
    *,
    size: float = 12,
    colour: str | None = "ink",
    anchor: str | None = None,
    bold: bool = False,
) -> str:
    """Return *words* on the base line that begins at *x*, *y*; *anchor* is "middle" or "end".

    Without a *colour* it has that of what it stands in.
    """
    return element(
        "text",
        _clean(words),
        x=x,
        y=y,
        font_size=None if size == 12 else size,
        font_weight=600 if bold else None,
        text_anchor=anchor,
        **(_filled(colour) if colour else {}),
    )


def box(
    x: float,
    y: float,
    wide: float,
    high: float,
    *inside: str,
    fill: str = "paper",
    edge: str | None = "line",
    ink: str | None = None,
    dashed: bool = False,
    said: str = "",
    round_: float = 3,
) -> str:
    """Return a box with what is *inside*, in the colour *ink*; *dashed* is the line around it.

    *said* is shown when a pointer rests on it.
    """
    shape = element(
        "rect",
        x=x,
        y=y,
        width=wide,
        height=high,
        rx=round_,
        stroke_dasharray="5 3" if dashed else None,
        **_filled(fill, edge),
    )
    told = [element("title", _clean(said))] if said else []
    return element("g", *told, shape, *inside, **(_filled(ink) if ink else {}))


def line(points: Iterable[tuple[float, float]], *, colour: str = "line", dashed: bool = False) -> str:
    """Return a line through *points*."""
    path = "M" + "L".join(f"{_plain(x)} {_plain(y)}" for x, y in points)
    return element(
        "path",
        d=path,
        fill="none",
        stroke=COLOURS[colour].light,
        class_=f"s-{colour}",
        stroke_dasharray="5 3" if dashed else None,
    )


def sheet(title: str, description: str, wide: float, high: float, *body: str, stamp: str = "") -> str:
    """Return a whole picture, *body* being *wide* and *high*: with its title above it, and *stamp* below.

    *title* and *description* are also what is read out in place of the picture.
    """
    lines = wrapped(title, wide, _TITLE, 3)
    top = _HEAD + (len(lines) - 1) * _TITLE * 1.25
    full, tall = wide + 2 * _EDGE, top + high + (_FOOT if stamp else _EDGE)
    heads = [
        text(_EDGE, 28 + place * _TITLE * 1.25, one, size=_TITLE, bold=True)
        for place, one in enumerate(lines)
    ]
    foot = text(_EDGE, tall - 10, fitted(stamp, wide, _SMALL), size=_SMALL, colour="soft") if stamp else ""
    return element(
        "svg",
        element("title", _clean(title)),
        element("desc", _clean(description)),
        element("rect", width=full, height=tall, **_filled("paper")),
        *heads,
        element("g", *body, transform=f"translate({_EDGE} {_plain(top)})"),
        foot,
        class_="picture",
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {_plain(full)} {_plain(tall)}",
        width=full,
        height=tall,
        role="img",
        aria_label=f"{title}. {description}",
        direction="ltr",
        font_family=FONT,
        font_size=12,
    )


def alone(svg: str) -> str:
    """Return *svg*, made by `sheet`, as a file: with its colours on dark paper inside."""
    start = svg.index(">") + 1
    return svg[:start] + element("style", rules()) + svg[start:] + "\n"


def size(svg: str) -> tuple[float, float]:
    """Return how wide and high *svg* is, which `sheet` made."""
    wide, high = re.findall(r' (?:width|height)="([0-9.]+)"', svg[: svg.index(">")])
    return float(wide), float(high)


def width(words: str, size: float = 12) -> float:
    """Return how wide *words* may be at most, in the unit of *size*, in fonts in common use."""
    return size * sum(map(_letter, words))


def fitted(words: str, wide: float, size: float = 12) -> str:
    """Return *words*, cut with a mark where they are wider than *wide*.

    >>> fitted("Estonia", 500), fitted("Estonia", 30)
    ('Estonia', 'Es…')
    """
    room, kept = wide - width("…", size), 0
    for place, end in enumerate(accumulate(map(_letter, words)), 1):
        kept = place if end * size <= room else kept
        if end * size > wide:
            return f"{words[:kept].rstrip()}…"
    return words


def wrapped(words: str, wide: float, size: float = 12, most: int = 2) -> list[str]:
    """Return *words* as lines that are no wider than *wide*; what does not fit in *most* lines is cut.

    >>> wrapped("calls to be guided by", 80)
    ['calls to be', 'guided by']
    """
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size) <= wide:
            lines[-1] = longer
        else:
            lines.append(word)
    kept = [*lines[: most - 1], " ".join(lines[most - 1 :])] if len(lines) > most else lines
    return [fitted(one, wide, size) for one in kept]


def _letter(letter: str) -> float:
    if letter in _WIDTHS:
        return _WIDTHS[letter]
    return _CAPITAL if ord(letter) < _LATIN else _WIDE


def _filled(colour: str, edge: str | None = None) -> dict[str, str]:
    """Return the attributes of a shape of *colour*, with a line of the colour *edge* around it."""
    filled = {"fill": COLOURS[colour].light}
    named = f"f-{colour}"
    if edge is not None:
        filled["stroke"], named = COLOURS[edge].light, f"{named} s-{edge}"
    return {**filled, "class": named}


def _clean(words: str) -> str:
    return _NOT_XML.sub("\ufffd", words).translate(_INSIDE)


def _plain(value: object) -> str:
    """Return *value* as an attribute has it: numbers with one decimal at most, and texts that stay texts."""
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return _NOT_XML.sub("\ufffd", value).translate(_QUOTED) if isinstance(value, str) else str(value)
