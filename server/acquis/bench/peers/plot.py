"""Draw the answers a second of all servers, on a scale on which each step is ten times the one before.

It must not reckon: what is drawn is the median of the rounds, as on the page.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from acquis.bench.peers.page import number
from acquis.bench.peers.reckon import spread
from acquis.bench.peers.rounds import MODES
from acquis.pictures import svg

__all__ = ["draw"]

_FILLS = {"no-cache": "blue", "warm": "yellow"}
_LEFT, _WIDE, _RIGHT = 130, 460, 150
_ROW, _BAR, _HEAD, _GAP = 40, 15, 26, 18
_TITLES = {"look-up": "Look-ups", "mix": "The mix"}

# Server and mode, and the answers a second.
_Bars = dict[tuple[str, str], float]


def draw(figures: Mapping[str, Any]) -> str:
    """Return a picture of *figures* as a file of SVG."""
    groups = [
        (f"{title}: {one['title'][0].lower()}{one['title'][1:]}", bars)
        for load, title in _TITLES.items()
        for one in figures["sets"]
        if (bars := _bars(one["loads"][load]))
    ]
    scale = _Scale([value for _, bars in groups for value in bars.values()])
    body, y = [], 0.0
    for title, bars in groups:
        body.append(svg.text(0, y + 14, title, bold=True))
        y += _HEAD
        for name in dict.fromkeys(name for name, _ in bars):
            body += _server(name, bars, y, scale)
            y += _ROW
        y += _GAP
    wide = _LEFT + _WIDE + _RIGHT
    picture = svg.sheet(
        "Answers a second",
        "Bars for each server without and with a cache; each step of the scale is ten times the one before. "
        "The figures stand in the tables of the page.",
        wide,
        y,
        *body,
        stamp="Scale by powers of ten; median of the rounds",
    )
    return svg.alone(picture)


class _Scale:
    """How long a bar is for a number of answers a second."""

    def __init__(self, values: Sequence[float]) -> None:
        self._least = math.floor(math.log10(min(values, default=1))) - 0.2
        self._most = max(math.log10(max(values, default=1)), self._least + 1)

    def length(self, value: float) -> float:
        """Return the length for *value*."""
        return _WIDE * (math.log10(value) - self._least) / (self._most - self._least)


def _bars(load: Mapping[str, Mapping[str, Sequence[Mapping[str, float]]]]) -> _Bars:
    """Return what is to be drawn of a load: nothing of a server that failed under it."""
    found = {}
    for name in load[next(iter(MODES))]:
        for mode in MODES:
            rounds = load[mode][name]
            middle = spread([one["rps"] for one in rounds if not one["failed"]])
            if middle is not None and middle.middle > 0:
                found[name, mode] = middle.middle
    return found


def _server(name: str, bars: _Bars, y: float, scale: _Scale) -> Iterator[str]:
    yield svg.text(_LEFT - 8, y + 20, name, anchor="end")
    for place, mode in enumerate(mode for mode in MODES if (name, mode) in bars):
        value, top = bars[name, mode], y + place * (_BAR + 2)
        long = scale.length(value)
        yield svg.box(_LEFT, top, long, _BAR, fill=_FILLS[mode])
        yield svg.text(_LEFT + long + 6, top + 12, f"{number(value)} {mode}", size=11)
