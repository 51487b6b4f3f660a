"""The lineage of a norm: its steps from top to bottom by date, with drafts apart and marked as drafts.

It must not read the graph beyond names: that is `steps`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from acquis.engine import Engine, NamedNode
from acquis.pictures import svg
from acquis.pictures.model import Asked, Picture, Plot, Row, day, plain
from acquis.pictures.steps import DRAFTS, NORM, RESOLUTIONS, TEXTS, Step, steps
from acquis.readable import Value, value

__all__ = ["NAME", "TITLE", "draw"]

NAME, TITLE = "lineage", "A norm through the texts"

_COLUMNS = ("Date", "Text", "Kind", "What it has", "Through", "Places", "How checked")
_LANES = {TEXTS: (86.0, 230.0), RESOLUTIONS: (376.0, 230.0), DRAFTS: (626.0, 200.0)}
_WIDE = 826
_LINE, _PAD, _GAP, _SMALL = 16, 8, 10, 11
# Bold letters are wider.
_BOLDER = 0.94
_NOTHING = "Nothing recorded on this norm."
_NOTES = (
    "A resolution affirms a norm when it endorses a text that words it or guides on it, or calls upon States"
    " to be guided by such a text. Recalling, welcoming and taking note affirm nothing, and are left out; so"
    " is what only cites a text as a whole.",
    "A box with a broken line is a draft: no agreed text, and no step of one.",
    "A report with nothing recorded may still speak to the norm: it was not read for it.",
)


@dataclass(frozen=True)
class _Placed:
    """A step with the lines of text in its box, the first `heads` its name, and where the box begins."""

    step: Step
    lines: tuple[str, ...]
    heads: int
    x: float
    y: float
    wide: float

    @property
    def high(self) -> float:
        """How high the box is."""
        return len(self.lines) * _LINE + 2 * _PAD

    @property
    def middle(self) -> float:
        """Where the middle of the box is."""
        return self.y + self.high / 2


def draw(engine: Engine, letter: str, stamp: str = "") -> Picture:
    """Return the lineage of the norm with *letter*; see `steps` for what it costs.

    Raises:
        InvalidParameter: there is no such norm.
    """
    found = steps(engine, letter)
    norm = value(engine, NamedNode(NORM + letter))
    title = f"Lineage of norm ({letter}): {norm.text}"
    description = _described(letter, found)
    placed = _placed(found)
    high = max((one.y + one.high for one in placed), default=60.0)
    return Picture(
        name=NAME,
        key=letter,
        title=title,
        description=description,
        notes=_NOTES,
        columns=_COLUMNS,
        rows=[_row(one) for one in found],
        svg=svg.sheet(title, description, _WIDE, high, *_drawn(placed), stamp=stamp),
        data=Plot("cytoscape", _elements(norm, found)) if found else None,
        questions=tuple(
            Asked(name, {"norm": letter})
            for name in ("norm-wording", "affirming-resolutions", "norm-in-texts")
        ),
    )


def _row(one: Step) -> Row:
    kind = (
        "draft" if one.lane == DRAFTS else "resolution" if one.lane == RESOLUTIONS else "report or other text"
    )
    return (
        day(one.date),
        one.text,
        plain(kind),
        plain(one.how or _NOTHING),
        one.through,
        plain(", ".join(one.places)),
        plain(", ".join(one.checked)),
    )


def _placed(found: Sequence[Step]) -> list[_Placed]:
    """Return the steps below each other, each in its lane."""
    placed: list[_Placed] = []
    y = 30.0
    for one in found:
        x, wide = _LANES[one.lane]
        name = svg.wrapped(_name(one), (wide - 2 * _PAD) * _BOLDER)
        placed.append(_Placed(one, (*name, *_lines(one, wide - 2 * _PAD)), len(name), x, y, wide))
        y += placed[-1].high + _GAP
    return placed


def _name(one: Step) -> str:
    return f"Draft: {one.text.text}" if one.lane == DRAFTS else one.text.text


def _lines(one: Step, wide: float) -> tuple[str, ...]:
    """Return what the text has, and where, as lines."""
    how = f"{one.how} {one.through.text}" if one.through.text else one.how or _NOTHING
    return (*svg.wrapped(how, wide, _SMALL), *svg.wrapped(", ".join(one.places), wide, _SMALL))


def _drawn(placed: Sequence[_Placed]) -> list[str]:
    heads = [svg.text(x, 14, lane, bold=True) for lane, (x, _) in _LANES.items()]
    return [*heads, *(_arrow(one, placed) for one in placed), *map(_box, placed)]


def _box(one: _Placed) -> str:
    step = one.step
    fill = "tint" if step.how and step.lane != DRAFTS else "paper"
    words = [
        svg.text(
            one.x + _PAD,
            one.y + _PAD + 12 + place * _LINE,
            line,
            size=12 if place < one.heads else _SMALL,
            colour="ink" if step.how else "soft",
            bold=place < one.heads,
        )
        for place, line in enumerate(one.lines)
    ]
    date = svg.text(0, one.y + _PAD + 12, step.date, size=_SMALL, colour="soft")
    told = ", ".join((step.text.text, step.date, step.how or _NOTHING, *step.places))
    dashed, edge = step.lane == DRAFTS, "soft" if step.how else "line"
    return svg.box(
        one.x, one.y, one.wide, one.high, date, *words, fill=fill, edge=edge, dashed=dashed, said=told
    )


def _arrow(one: _Placed, placed: Sequence[_Placed]) -> str:
    """Return an arrow from *one* to the text through which it affirms the norm, where that has a box."""
    target = next(
        (other for other in placed if other.step.lane == TEXTS and one.step.through.iri in other.step.about),
        None,
    )
    if not one.step.through.iri or target is None:
        return ""
    start, end = one.x, target.x + target.wide
    # Each text has its own upright, so that arrows to different texts can be told apart.
    upright = end + 14 + 10 * (placed.index(target) % 4)
    path = [(start, one.middle), (upright, one.middle), (upright, target.middle), (end + 2, target.middle)]
    head = [(end + 8, target.middle - 4), (end + 2, target.middle), (end + 8, target.middle + 4)]
    return svg.line(path, colour="soft") + svg.line(head, colour="soft")


def _described(letter: str, found: Sequence[Step]) -> str:
    def counted(some: Sequence[Step], words: str) -> str:
        named = list(dict.fromkeys(one.text.text for one in some))
        shown = ", ".join(named[:3]) + (f" and {len(named) - 3} more" if len(named) > 3 else "")
        return f"{words} {shown}" if named else ""

    told = [
        counted([one for one in found if one.lane == TEXTS and one.how == "words it"], "worded in"),
        counted([one for one in found if one.how == "gives guidance on it"], "has guidance in"),
        counted([one for one in found if one.lane == RESOLUTIONS and one.through.iri], "affirmed by"),
        counted([one for one in found if one.lane == DRAFTS], "spoken to in a draft, the"),
    ]
    parts = [one for one in told if one]
    if not parts:
        return f"Nothing is recorded on norm ({letter})."
    nothing = sum(not one.how for one in found)
    last = f" Of {nothing} more reports nothing is recorded on it." if nothing else ""
    return f"Norm ({letter}): {'; '.join(parts)}.{last}"


def _elements(norm: Value, found: Sequence[Step]) -> dict[str, object]:
    """Return nodes and edges as cytoscape reads them, the norm in the middle."""
    nodes: dict[str, dict[str, object]] = {
        norm.iri: {"id": norm.iri, "label": norm.text, "kind": "centre", "ring": 3}
    }
    edges = {}
    for one in found:
        if one.how:
            kind = "draft" if one.lane == DRAFTS else "text"
            ring = 2 if one.lane == TEXTS else 1
            label = f"{one.text.text}, {one.date[:4]}"
            nodes.setdefault(one.text.iri, {"id": one.text.iri, "label": label, "kind": kind, "ring": ring})
            target = next((other for other in found if one.through.iri in other.about), None)
            end = target.text.iri if one.through.iri and target else norm.iri
            edge = {"source": one.text.iri, "target": end, "label": one.how, "kind": kind}
            edges[one.text.iri, end, one.how] = edge
    return {
        "nodes": [{"data": node} for node in nodes.values()],
        "edges": [{"data": edge} for edge in edges.values()],
    }
