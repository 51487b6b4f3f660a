"""The neighbourhood of a text: what refers to it on the left, what it refers to on the right, by act.

It must not read the graph beyond names: that is `references`.
"""

from collections.abc import Sequence
from itertools import groupby

from acquis.engine import Engine, NamedNode
from acquis.pictures import svg
from acquis.pictures.model import Picture, Plot, Row, day, plain
from acquis.pictures.references import DRAFT, QUESTION, WORK, Reference, around
from acquis.readable import Value, value

__all__ = ["NAME", "TITLE", "draw"]

NAME, TITLE = "citations", "What a text cites, and what cites it"

_COLUMNS = ("Text", "Act", "Cited text", "Times", "Date of the other text", "Status of the other text")
# So many references stand on each side; the newest come first.
_MOST = 24
_SIDE, _MIDDLE, _BETWEEN = 320, 170, 60
_HIGH, _HEAD = 26, 24
_WIDE = 2 * _SIDE + _MIDDLE + 2 * _BETWEEN
_NOTES = (
    "Counted are references that were read, between whole issues of texts. Those to processes and to"
    " bodies are left out.",
    "A box with a broken line is a draft, which is no agreed text.",
)


def draw(engine: Engine, work: str, stamp: str = "") -> Picture:
    """Return the neighbourhood of *work*, the last part of an IRI; see `references` for what it costs."""
    node = NamedNode(WORK + work)
    label = value(engine, node)
    found = around(engine, node)
    kept = [one for cites in (True, False) for one in _side(found, cites=cites)[:_MOST]]
    title = f"What cites {label.text}, and what it cites"
    description = _described(label.text, found)
    if len(found) > len(kept):
        left_out = len(found) - len(kept)
        description += f" The newest {_MOST} references of each side are shown; {left_out} more are left out."
    drawn, high = _drawn(label.text, kept)
    return Picture(
        name=NAME,
        key=work,
        title=title,
        description=description,
        notes=_NOTES,
        columns=_COLUMNS,
        rows=[_row(label, one) for one in kept],
        svg=svg.sheet(title, description, _WIDE, high, *drawn, stamp=stamp),
        data=Plot("cytoscape", _elements(label, kept)) if kept else None,
        questions=(QUESTION,),
    )


def _side(found: Sequence[Reference], *, cites: bool) -> list[Reference]:
    return [one for one in found if one.cites is cites]


def _row(label: Value, one: Reference) -> Row:
    ends = (one.text, label) if one.cites else (label, one.text)
    return (ends[0], plain(one.act), ends[1], plain(str(one.times)), day(one.date), plain(one.status))


def _drawn(label: str, kept: Sequence[Reference]) -> tuple[list[str], float]:
    """Return both sides with the text between them, and how high they are."""
    if not kept:
        return [svg.text(0, 16, "No reference is recorded.", colour="soft")], 40
    sides = [_side(kept, cites=cites) for cites in (True, False)]
    heights = [_tall(some) for some in sides]
    high = max(*heights, 80)
    middle = 22 + high / 2
    parts = [
        svg.text(0, 12, "These refer to it", bold=True),
        svg.text(_WIDE - _SIDE, 12, "It refers to these", bold=True),
    ]
    for some, tall, x in zip(sides, heights, (0, _WIDE - _SIDE), strict=True):
        parts += _acts(some, x, 22 + (high - tall) / 2, middle)
    lines = svg.wrapped(label, _MIDDLE - 20, 14, 6)
    words = [
        svg.text(
            _WIDE / 2,
            middle + 5 + 18 * (place - (len(lines) - 1) / 2),
            one,
            size=14,
            colour="white",
            anchor="middle",
            bold=True,
        )
        for place, one in enumerate(lines)
    ]
    tall = 18 * len(lines) + 22
    centre = svg.box(_SIDE + _BETWEEN, middle - tall / 2, _MIDDLE, tall, *words, fill="blue", edge="blue")
    return [*parts, centre], high + 30


def _by_act(some: Sequence[Reference]) -> list[tuple[str, list[Reference]]]:
    ranked = sorted(some, key=lambda one: one.act)
    return [(act, list(found)) for act, found in groupby(ranked, key=lambda one: one.act)]


def _tall(some: Sequence[Reference]) -> float:
    return len(some) * _HIGH + len(_by_act(some)) * (_HEAD + 6)


def _acts(some: Sequence[Reference], x: float, y: float, middle: float) -> list[str]:
    """Return the boxes of one side by act, each act with an arrow to the text in the middle, or from it."""
    parts = []
    for act, found in _by_act(some):
        parts.append(svg.text(x, y + 16, f"{act} ({len(found)})", colour="soft"))
        y += _HEAD
        parts.append(_arrow(x, y + len(found) * _HIGH / 2 - 2, middle))
        parts += [_box(one, x, y + place * _HIGH) for place, one in enumerate(found)]
        y += len(found) * _HIGH + 6
    return parts


def _arrow(x: float, y: float, middle: float) -> str:
    """Return an arrow from left to right between the boxes that begin at *x* and the text in the middle."""
    from_left = x == 0
    start, end = (_SIDE + 2, _SIDE + _BETWEEN) if from_left else (_WIDE - _SIDE - _BETWEEN, _WIDE - _SIDE)
    first, last = (y, middle) if from_left else (middle, y)
    path = svg.line([(start, first), (end - 6, last)], colour="soft")
    head = svg.line([(end - 9, last - 4), (end - 2, last), (end - 9, last + 4)], colour="soft")
    return path + head


def _box(one: Reference, x: float, y: float) -> str:
    is_draft = one.status == DRAFT
    marks = [DRAFT] * is_draft + [f"{one.times} times"] * (one.times > 1)
    tail = f" ({', '.join(marks)})" if marks else ""
    words = svg.fitted(one.text.text, _SIDE - 16 - svg.width(tail)) + tail
    told = ", ".join(part for part in (one.text.text, one.date, one.act, *marks) if part)
    label = svg.text(x + 8, y + 15, words)
    return svg.box(x, y, _SIDE, _HIGH - 4, label, fill="tint", edge="soft", dashed=is_draft, said=told)


def _described(label: str, found: Sequence[Reference]) -> str:
    if not found:
        return f"No reference from or to {label} is recorded."
    counts = []
    for cites, words in ((True, "refer to"), (False, "are referred to by")):
        some = _side(found, cites=cites)
        acts = ", ".join(f"{act} {len(some)}" for act, some in _by_act(some))
        texts = len({one.text.iri for one in some})
        counts.append(
            f"{texts} {'text' if texts == 1 else 'texts'} {words} {label}{f' ({acts})' if acts else ''}"
        )
    return f"{'; '.join(counts)}."


def _elements(label: Value, kept: Sequence[Reference]) -> dict[str, object]:
    """Return nodes and edges as cytoscape reads them."""
    nodes: dict[str, dict[str, object]] = {
        label.iri: {"id": label.iri, "label": label.text, "kind": "centre", "ring": 2}
    }
    acts: dict[tuple[str, str], list[str]] = {}
    for one in kept:
        kind = DRAFT if one.status == DRAFT else "text"
        node = {"id": one.text.iri, "label": one.text.text, "kind": kind, "ring": 1}
        nodes.setdefault(one.text.iri, node)
        ends = (one.text.iri, label.iri) if one.cites else (label.iri, one.text.iri)
        acts.setdefault(ends, []).append(one.act)
    return {
        "nodes": [{"data": node} for node in nodes.values()],
        "edges": [
            {"data": {"source": source, "target": target, "label": ",\n".join(some)}}
            for (source, target), some in acts.items()
        ],
    }
