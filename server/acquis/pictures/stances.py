"""The stances on a topic, year by year: one tile for each stance on record, with its letter and its issuer.

It must not weigh stances against each other: what is contested is marked and keeps its note.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from string import ascii_uppercase

from acquis.engine import Engine, NamedNode, Term
from acquis.pictures import svg
from acquis.pictures.facts import asked, moment, objects, said, shown
from acquis.pictures.model import Asked, Picture, Plot, Row, day, plain
from acquis.pictures.palette import FILLS
from acquis.readable import Value, value
from acquis.vocab import ID

__all__ = ["NAME", "TITLE", "draw"]

NAME, TITLE = "stances", "Stances on a topic by year"

_COLUMNS = (
    *("Date", "Issuer", "Stance", "Document", "Basis", "Confidence", "Pinpoint", "Note", "How checked"),
)
_TILE, _HIGH, _SMALL = 62, 20, 11
# So many tiles stand above each other before a year gets one more column.
_MOST = 24
_LEGEND, _WIDEST = 22, 560
_UNDATED = "no date"
_CONTESTED = "contested"
_COLOURS = [name for name in FILLS if name not in ("paper", "tint")]
_NOTES = (
    "Each tile is one stance in one document: an issuer with several documents has several tiles. Stances"
    " that a later submission replaced are left out.",
    "A tile with a broken line and ! is contested: read its note in the table.",
    "A year without tiles means that nothing is recorded of it, not that no State spoke.",
)


@dataclass(frozen=True)
class _Stance:
    """One stance: the text of `pinpoint` joins those of all its evidence."""

    value: str
    code: str
    year: str
    contested: bool
    row: Row


def draw(engine: Engine, topic: str, stamp: str = "") -> Picture:
    """Return the stances on *topic*, the last part of an IRI; it asks one query and looks two things up.

    Raises:
        InvalidParameter: there is no such topic.
    """
    node = NamedNode(f"{ID}topic/{topic}")
    question = Asked("topic-stances", {"topic": topic})
    found = _stances(asked(engine, question.question, question.values))
    label = value(engine, node).text
    title = f"Stances on record by year: {label}"
    values = _values(engine, node, found)
    description = _described(label, found, values)
    body, wide, high = _drawn(found, values)
    return Picture(
        name=NAME,
        key=topic,
        title=title,
        description=description,
        notes=_NOTES,
        columns=_COLUMNS,
        rows=[one.row for one in found],
        svg=svg.sheet(title, description, wide, high, *body, stamp=stamp),
        data=Plot("vega-lite", _spec(found)) if found else None,
        questions=(question,),
    )


def _stances(rows: Sequence[Mapping[str, Term]]) -> list[_Stance]:
    """Return the stances by date and issuer, each once."""
    by_stance: dict[str, list[Mapping[str, Term]]] = defaultdict(list)
    for row in rows:
        by_stance[said(row, "stance")].append(row)
    found = [_stance(some) for some in by_stance.values()]
    return sorted(found, key=lambda one: (one.row[0].text, one.row[1].text, one.row[3].iri))


def _stance(rows: Sequence[Mapping[str, Term]]) -> _Stance:
    row = rows[0]
    date, confidence = said(row, "date"), said(row, "confidence")
    places = dict.fromkeys(said(one, "pinpoint") for one in rows)
    return _Stance(
        said(row, "value"),
        said(row, "issuer").rpartition("/")[2],
        date[:4] if moment(date) is not None else _UNDATED,
        confidence == _CONTESTED,
        (
            day(date),
            shown(row, "issuerLabel", "issuer"),
            shown(row, "stanceLabel", "stance"),
            shown(row, "positionLabel", "position"),
            plain(said(row, "basis")),
            plain(confidence),
            plain("; ".join(place for place in places if place)),
            shown(row, "note"),
            plain(said(row, "checked")),
        ),
    )


def _values(engine: Engine, topic: NamedNode, found: Sequence[_Stance]) -> dict[str, Value]:
    """Return the stances that the topic allows, and what else is on record, by IRI, by name."""
    allowed = {one.value: value(engine, one) for one in objects(engine, topic, "allowsStance")}
    others = {one.value: replace(one.row[2], iri=one.value) for one in found}
    every = {**others, **allowed}
    return dict(sorted(every.items(), key=lambda item: (item[1].text.casefold(), item[0])))


def _drawn(found: Sequence[_Stance], values: Mapping[str, Value]) -> tuple[list[str], float, float]:
    """Return the legend with the years below it, and how wide and high both are."""
    order = list(values)
    legend = _legend(found, values)
    top = len(order) * _LEGEND + 34
    if not found:
        empty = svg.text(0, top, "No stance on this topic is recorded.", colour="soft")
        return [*legend, empty], _WIDEST, top + 10
    columns = _columns(found)
    tallest = max(min(len(some), _MOST) for some in columns.values())
    floor = top + tallest * (_HIGH + 2)
    parts, x = [], 0.0
    for year, some in columns.items():
        ranked = sorted(some, key=lambda one: (order.index(one.value), one.code))
        wide = max(1, -(-len(some) // _MOST)) * (_TILE + 4)
        middle = x + wide / 2 - 2
        parts += [
            _tile(one, order, x + place // _MOST * (_TILE + 4), floor - (place % _MOST + 1) * (_HIGH + 2))
            for place, one in enumerate(ranked)
        ]
        parts.append(svg.text(middle, floor + 16, year, anchor="middle", bold=True))
        parts.append(
            svg.text(middle, floor + 31, str(len(some)), size=_SMALL, colour="soft", anchor="middle")
        )
        x += wide + 8
    axis = svg.line([(0, floor + 1), (x - 8, floor + 1)], colour="soft")
    return [*legend, *parts, axis], max(x, _WIDEST), floor + 40


def _columns(found: Sequence[_Stance]) -> dict[str, list[_Stance]]:
    """Return the stances by year, from the first year to the last, and those without a date at the end."""
    years = [int(one.year) for one in found if one.year != _UNDATED]
    columns: dict[str, list[_Stance]] = {
        str(year): [] for year in range(min(years, default=0), max(years, default=-1) + 1)
    }
    for one in found:
        columns.setdefault(one.year, []).append(one)
    return columns


def _look(place: int) -> tuple[str, str]:
    """Return the letter and the fill of the stance at *place*; after the last ones they begin again."""
    return ascii_uppercase[place % len(ascii_uppercase)], _COLOURS[place % len(_COLOURS)]


def _tile(one: _Stance, order: Sequence[str], x: float, y: float) -> str:
    letter, fill = _look(order.index(one.value))
    mark = "!" if one.contested else ""
    words = svg.fitted(f"{letter} {one.code}{mark}", _TILE - 6, _SMALL)
    label = svg.text(
        x + _TILE / 2, y + 14, words, size=_SMALL, colour=FILLS[fill], anchor="middle", bold=True
    )
    told = ", ".join(part.text for part in (one.row[1], one.row[0], one.row[2], one.row[5]) if part.text)
    return svg.box(x, y, _TILE, _HIGH, label, fill=fill, edge="ink", dashed=one.contested, said=told)


def _legend(found: Sequence[_Stance], values: Mapping[str, Value]) -> list[str]:
    counted = Counter(one.value for one in found)
    parts = []
    for place, (iri, name) in enumerate(values.items()):
        letter, fill = _look(place)
        mark = svg.text(
            14, place * _LEGEND + 15, letter, size=_SMALL, colour=FILLS[fill], anchor="middle", bold=True
        )
        parts.append(svg.box(0, place * _LEGEND, 28, 18, mark, fill=fill, edge="ink"))
        words = svg.fitted(name.text, _WIDEST - 110)
        parts.append(svg.text(38, place * _LEGEND + 14, f"{words}: {counted[iri]}"))
    return parts


def _described(label: str, found: Sequence[_Stance], values: Mapping[str, Value]) -> str:
    if not found:
        return f"No stance on {label} is recorded. That says nothing about any State."
    counted = Counter(one.value for one in found)
    shares = ", ".join(f"{values[iri].text} {number}" for iri, number in counted.most_common())
    years = sorted(one.year for one in found if one.year != _UNDATED)
    span = f" from {years[0]} to {years[-1]}" if years else ""
    issuers = len({one.row[1].iri for one in found})
    contested = sum(one.contested for one in found)
    many = f"{len(found)} stances" if len(found) > 1 else "1 stance"
    told = f"{many} of {issuers} {'issuers' if issuers > 1 else 'issuer'} are on record{span}: {shares}."
    return f"{told} {contested} of them are contested." if contested else told


def _spec(found: Sequence[_Stance]) -> dict[str, object]:
    """Return the stances as a chart of vega-lite: stacked bars, a bar for each year."""
    values = [
        {
            "year": one.year,
            "issuer": one.row[1].text,
            "stance": one.row[2].text,
            "document": one.row[3].text,
            "confidence": one.row[5].text,
        }
        for one in found
    ]
    return {
        "data": {"values": values},
        "height": 320,
        "mark": "bar",
        "params": [{"name": "chosen", "select": {"type": "point", "fields": ["stance"]}, "bind": "legend"}],
        "encoding": {
            "opacity": {"condition": {"param": "chosen", "value": 1}, "value": 0.15},
            "x": {"field": "year", "type": "ordinal", "title": None},
            "y": {"aggregate": "count", "type": "quantitative", "title": "stances on record"},
            "color": {"field": "stance", "type": "nominal", "title": None},
            "detail": {"field": "issuer"},
            "tooltip": [{"field": name} for name in ("issuer", "stance", "document", "confidence")],
        },
    }
