"""The numbers of Word's lists: a file has the rules, and who reads it counts (ISO/IEC 29500-1, 17.9).

It must not read text.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from acquis.texts.reading.files.zipped import Element

__all__ = ["Lists", "W", "value"]

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BULLET = "\u2022"
# A list has nine levels at most (17.9.6).
_LEVELS = 9


@dataclass(frozen=True)
class _Level:
    start: int = 1
    kind: str = "decimal"
    text: str = ""


@dataclass
class _Row:
    """The counts of one abstract list; those that stand for several lists go on from each other."""

    counts: dict[int, int] = field(default_factory=dict)


def value(element: Element | None, name: str) -> str:
    """Return the `w:val` of the child *name* of *element*, "" where there is none."""
    found = None if element is None else element.find(W + name)
    return "" if found is None else str(found.get(W + "val", ""))


class Lists:
    """The lists of one document, counted in the order in which they are asked."""

    def __init__(self, root: Element | None) -> None:
        """Read the rules from the root of `numbering.xml`, None where the file has none."""
        self._levels: dict[str, dict[int, _Level]] = {}
        self._row_of: dict[str, str] = {}
        self._rows: dict[str, _Row] = {}
        self._anew: dict[str, set[int]] = {}
        abstract = {one.get(W + "abstractNumId"): one for one in _all(root, "abstractNum")}
        for num in _all(root, "num"):
            self._read(str(num.get(W + "numId")), num, abstract.get(value(num, "abstractNumId")))

    def _read(self, number: str, num: Element, abstract: Element | None) -> None:
        levels = dict(_levels(abstract))
        anew = set()
        for one in num.findall(W + "lvlOverride"):
            at = _whole(one.get(W + "ilvl"))
            levels.update(_levels(one))
            if start := value(one, "startOverride"):
                levels[at] = replace(levels.get(at, _Level()), start=_whole(start))
                anew.add(at)
        self._levels[number], self._anew[number] = levels, anew
        self._row_of[number] = value(num, "abstractNumId")

    def label(self, number: str, at: int) -> str:
        """Return the number that the next paragraph of list *number* at level *at* prints, "" for none.

        A bullet is `•`, whatever sign the font shows.
        """
        level = self._levels.get(number, {}).get(at)
        if level is None or level.kind == "none" or not 0 <= at < _LEVELS:
            return ""
        if level.kind == "bullet":
            return _BULLET
        counts = self._rows.setdefault(self._row_of[number], _Row()).counts
        if at in self._anew[number]:
            # A list begins anew where it is first met.
            self._anew[number].discard(at)
            counts.pop(at, None)
        counts[at] = counts.get(at, level.start - 1) + 1
        for deeper in range(at + 1, _LEVELS):
            counts.pop(deeper, None)
        return self._shown(number, level.text, counts)

    def _shown(self, number: str, text: str, counts: dict[int, int]) -> str:
        for at in range(_LEVELS):
            level = self._levels[number].get(at, _Level())
            text = text.replace(f"%{at + 1}", _printed(counts.get(at, level.start), level.kind))
        return text


def _all(root: Element | None, name: str) -> list[Element]:
    return [] if root is None else root.findall(W + name)


def _levels(element: Element | None) -> Iterator[tuple[int, _Level]]:
    for one in _all(element, "lvl"):
        start = _whole(value(one, "start") or "1")
        yield (
            _whole(one.get(W + "ilvl")),
            _Level(start, value(one, "numFmt") or "decimal", value(one, "lvlText")),
        )


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 7 else 0


def _printed(count: int, kind: str) -> str:
    """Return *count* as the format *kind* prints it (17.18.59); formats that are not known as figures."""
    if kind in ("lowerLetter", "upperLetter") and count > 0:
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letter if kind == "lowerLetter" else letter.upper()
    if kind in ("lowerRoman", "upperRoman") and count > 0:
        return _roman(count) if kind == "lowerRoman" else _roman(count).upper()
    return f"{count:02}" if kind == "decimalZero" else str(count)


def _roman(count: int) -> str:
    found = ""
    for worth, sign in (
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ):
        found += sign * (count // worth)
        count %= worth
    return found
