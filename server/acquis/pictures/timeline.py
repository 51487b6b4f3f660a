"""The timeline: processes as bars, their reports and the resolutions as marks, year by year since 1998.

It must not read the graph: that is `events`.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from acquis.engine import Engine
from acquis.pictures import svg
from acquis.pictures.events import AGREED, COLUMNS, FIRST, LANES, NOT_AGREED, UNKNOWN, Event, events
from acquis.pictures.lanes import stacked
from acquis.pictures.model import Asked, Picture, Plot

__all__ = ["NAME", "TITLE", "draw"]

NAME, TITLE = "timeline", "Processes, reports and resolutions since 1998"

_YEAR, _MARGIN, _LONGEST, _SMALL, _TINY = 37, 12, 170, 11, 10
_BAR, _CHIP = 18, 18
_BAR_ROW, _CHIP_ROW = 38, 21
_NOTES = (
    "Shown are expert groups, working groups and the mechanism that follows them, reports recorded as their"
    " outcome or progress, and every resolution on record. The date of a report may be that of issue.",
    "A bar that runs to the edge has no end on record.",
    "Where a process ended without consensus its name and that of the report on it say so: that report tells"
    " of the process and is no agreed text.",
)
_FAILED = " (no consensus)"
# What a report on a process that ended without consensus looks like, and any other one.
_WITHOUT, _REPORT = ("paper", "red", "ink"), ("yellow", "soft", "black")
# What a resolution looks like: its inside, the line around it, the colour of its text.
_LOOKS = {
    AGREED: ("blue", "blue", "white"),
    NOT_AGREED: ("paper", "red", "ink"),
    UNKNOWN: ("paper", "soft", "ink"),
}


def draw(engine: Engine, stamp: str = "") -> Picture:
    """Return the timeline, with *stamp* as its footer; see `events` for what it costs."""
    found = events(engine)
    last = max((int(one.end or one.start) for one in found), default=FIRST)
    body, high = _drawn(found, last)
    description = _described(found)
    return Picture(
        name=NAME,
        key="",
        title=TITLE,
        description=description,
        notes=_NOTES,
        columns=COLUMNS,
        rows=[one.row for one in found],
        svg=svg.sheet(TITLE, description, _wide(last), high, *body, stamp=stamp),
        data=Plot("vega-lite", _spec(found)),
        questions=(Asked("processes", {}), Asked("resolutions", {})),
    )


def _wide(last: int) -> float:
    return (last + 1 - FIRST) * _YEAR + _MARGIN


def _drawn(found: Sequence[Event], last: int) -> tuple[list[str], float]:
    """Return the lanes below each other between two rows of years, and how high they are."""
    lanes: dict[str, list[Event]] = {lane: [] for lane in LANES}
    for one in found:
        lanes.setdefault(one.lane, []).append(one)
    top = y = 62.0
    parts = [_legend(), _years(last, top - 12)]
    for lane, some in lanes.items():
        parts.append(svg.text(0, y + 16, lane, bold=True))
        drawn, high = _chips(some, y + 26) if lane not in LANES else _bars(some, y + 26, last)
        parts += drawn or [svg.text(0, y + 40, "Nothing recorded.", colour="soft")]
        y += 26 + max(high, 20) + 10
    grid = [
        svg.line([((year - FIRST) * _YEAR, top), ((year - FIRST) * _YEAR, y)])
        for year in range(FIRST, last + 2)
    ]
    return [*grid, *parts, _years(last, y + 12)], y + 20


def _legend() -> str:
    """Return what the marks look like: filled, with a line around, or with a broken one."""
    pieces, x = [], 0.0
    looks = (
        ("process", "tint", "soft"),
        ("report", *_REPORT[:2]),
        ("report, no consensus", *_WITHOUT[:2]),
    )
    for words, fill, edge in (*looks, *((words, look[0], look[1]) for words, look in _LOOKS.items())):
        pieces.append(svg.box(x, 2, 24, 14, fill=fill, edge=edge, dashed=words == UNKNOWN))
        label = f"resolution {words}" if words in _LOOKS else words
        pieces.append(svg.text(x + 30, 14, label))
        x += 50 + svg.width(label)
    return "".join(pieces)


def _years(last: int, y: float) -> str:
    return "".join(
        svg.text((year + 0.5 - FIRST) * _YEAR, y, str(year), size=_SMALL, colour="soft", anchor="middle")
        for year in range(FIRST, last + 1)
    )


def _bars(found: Sequence[Event], y: float, last: int) -> tuple[list[str], float]:
    """Return processes as bars with their names below, then reports as labels that begin on their day."""
    parts: list[str] = []
    begun = y
    for kind, high in (("process", _BAR_ROW), ("report", _CHIP_ROW)):
        some = [(one, *_span(one, last)) for one in found if one.kind == kind]
        places = stacked([(start, end) for _, start, end in some])
        for (one, start, end), place in zip(some, places, strict=True):
            at = y + place * high
            parts.append(_bar(one, start, at, last) if kind == "process" else _report(one, start, at, end))
        y += (max(places, default=-1) + 1) * high
    return parts, y - begun


def _span(one: Event, last: int) -> tuple[float, float]:
    """Return where the mark with its name begins and ends; no name leaves the sheet."""
    start, words = (one.start - FIRST) * _YEAR, svg.width(_short(one), _SMALL)
    edge = _wide(last)
    if one.kind == "report":
        start = min(start, edge - words - 10)
        return start, start + words + 10
    return min(start, edge - words), max(start + words, ((one.end or last + 1) - FIRST) * _YEAR)


def _short(one: Event) -> str:
    tail = _FAILED if one.is_without else ""
    return svg.fitted(one.short, _LONGEST - svg.width(tail, _SMALL), _SMALL) + tail


def _bar(one: Event, x: float, y: float, last: int) -> str:
    start, end = ((when - FIRST) * _YEAR for when in (one.start, one.end or last + 1))
    label = svg.text(x, y + _BAR + 13, _short(one), size=_SMALL)
    return svg.box(start, y, max(end - start, 3), _BAR, label, fill="tint", edge="soft", said=one.told)


def _report(one: Event, x: float, y: float, end: float) -> str:
    fill, edge, colour = _WITHOUT if one.is_without else _REPORT
    label = svg.text(x + 5, y + 13, _short(one), size=_SMALL, colour=colour)
    return svg.box(x, y, end - x, _CHIP, label, fill=fill, edge=edge, said=one.told, round_=0)


def _chips(found: Sequence[Event], y: float) -> tuple[list[str], float]:
    """Return resolutions by year, the first of a year on top."""
    years = _by_year(found)
    parts = [
        _chip(one, (year - FIRST) * _YEAR, y + place * _CHIP_ROW)
        for year, some in years.items()
        for place, one in enumerate(some)
    ]
    return parts, max(map(len, years.values()), default=0) * _CHIP_ROW


def _chip(one: Event, x: float, y: float) -> str:
    fill, edge, colour = _LOOKS[one.consensus]
    words = svg.fitted(one.short, _YEAR - 1, _TINY)
    label = svg.text(x + _YEAR / 2, y + 13, words, size=_TINY, colour=colour, anchor="middle")
    dashed = one.consensus == UNKNOWN
    return svg.box(x + 0.5, y, _YEAR - 1, _CHIP, label, fill=fill, edge=edge, dashed=dashed, said=one.told)


def _by_year(found: Sequence[Event]) -> dict[int, list[Event]]:
    years: dict[int, list[Event]] = defaultdict(list)
    for one in found:
        years[int(one.start)].append(one)
    return years


def _described(found: Sequence[Event]) -> str:
    if not found:
        return f"Nothing is recorded since {FIRST}."
    kinds = Counter(one.kind for one in found)
    some = [one for one in found if one.kind == "resolution"]
    ways = Counter(one.consensus for one in some)
    latest = max(date[:4] for one in found for date in one.dates)
    told = (
        f"{kinds['process']} processes, {kinds['report']} of their reports and {len(some)} resolutions are on"
        f" record from {found[0].dates[0][:4]} to {latest}. {ways[AGREED]} of the resolutions were adopted by"
        f" consensus and {ways[NOT_AGREED]} were not."
    )
    told += f" Of {ways[UNKNOWN]} that was not verified." if ways[UNKNOWN] else ""
    ended = sum(one.is_without for one in found if one.kind == "process")
    told += f" {ended} of the processes ended without consensus." if ended else ""
    year, busiest = max(_by_year(some).items(), key=lambda item: len(item[1]), default=(0, []))
    return f"{told} Most resolutions, {len(busiest)}, are of {year}." if busiest else told


def _spec(found: Sequence[Event]) -> dict[str, Any]:
    """Return the timeline as a chart of vega-lite: bars for processes, ticks for single days."""
    values = [
        {
            "lane": one.lane,
            "kind": one.kind,
            "name": one.name.text,
            "start": one.dates[0],
            "end": one.dates[1] or one.dates[0],
            "consensus": one.consensus,
        }
        for one in found
    ]
    shared: Any = {
        "x": {"field": "start", "type": "temporal", "title": None},
        "y": {"field": "lane", "type": "nominal", "title": None, "sort": None, "axis": {"labelLimit": 200}},
        "color": {"field": "kind", "type": "nominal", "title": None},
        "tooltip": [{"field": name} for name in ("name", "start", "end", "consensus")],
    }
    return {
        "data": {"values": values},
        "height": {"step": 60},
        "layer": [
            {
                "params": [
                    {"name": "moved", "select": {"type": "interval", "encodings": ["x"]}, "bind": "scales"}
                ],
                "transform": [{"filter": "datum.kind == 'process'"}],
                "mark": {"type": "bar", "height": 18},
                "encoding": {**shared, "x2": {"field": "end"}},
            },
            {
                "transform": [{"filter": "datum.kind != 'process'"}],
                "mark": {"type": "tick", "height": 40},
                "encoding": shared,
            },
        ],
    }
