"""Own which chart an answer gets: bars of what its query counts, or of how often a value stands in it.

It must not draw, or know HTML. What is charted is always the whole answer, never a page of it.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from acquis.library.tables import Cell, Table
from acquis.vocab import PREFIXES

__all__ = ["Chart", "Reader", "chart"]

# Gives the text that people read in a column of a row, None where it is empty.
Reader = Callable[[Mapping[str, Cell], str], str | None]

# More bars than this are no longer read at a glance.
_MOST_BARS = 60
# A column that has more different values than this, or each of them hardly twice, is a list of its own.
_MOST_VALUES = 12
_OFTEN = 2
_COUNTED = re.compile(r"\b(?:COUNT|SUM)\s*\((?:[^()]|\([^()]*\))*\)\s+AS\s+\?(\w+)", re.IGNORECASE)
_NUMBERS = frozenset(PREFIXES["xsd"] + name for name in ("integer", "decimal", "double"))
_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
_BAR_PX = 22


@dataclass(frozen=True)
class Chart:
    """Bars with a name and a number each.

    `column` is the one that names them; `counted` is the one with their numbers, "" where a number says how
    many rows of the answer have that value.
    """

    column: str
    counted: str
    bars: tuple[tuple[str, float], ...]

    def spec(self, numbers: str) -> dict[str, Any]:
        """Return the chart as Vega-Lite reads it, with *numbers* as the title of their axis.

        Source: https://vega.github.io/vega-lite/docs/spec.html
        """
        name = {"field": "name", "type": "nominal", "sort": None, "title": None}
        number = {"field": "number", "type": "quantitative", "title": numbers, "axis": {"tickMinStep": 1}}
        text = {"mark": {"type": "text", "align": "left", "dx": 4}, "encoding": {"text": {"field": "number"}}}
        return {
            "$schema": _SCHEMA,
            "width": "container",
            "autosize": {"type": "fit-x", "contains": "padding"},
            "height": _BAR_PX * len(self.bars),
            "data": {"values": [{"name": bar, "number": count} for bar, count in self.bars]},
            "encoding": {"y": name, "x": number},
            "layer": [{"mark": "bar"}, text],
        }


def chart(query: str, table: Table, columns: Sequence[str], read: Reader) -> Chart | None:
    """Return the chart of *table*, the answer to *query*; None where none would say more than the table.

    *columns* are those that a page shows, in their order.
    """
    counted = [name for name in _COUNTED.findall(query) if name in columns]
    if counted:
        return _of_numbers(table, counted[0], [one for one in columns if one not in counted], read)
    return _of_values(table, columns, read)


def _of_numbers(table: Table, counted: str, columns: Sequence[str], read: Reader) -> Chart | None:
    """Return a bar for each row, named by the first column that tells all rows apart."""
    found = [_number(row.get(counted)) for row in table.rows]
    numbers = [one for one in found if one is not None]
    if not 2 <= len(numbers) <= _MOST_BARS or len(numbers) != len(found):
        return None
    for column in columns:
        texts = [text for row in table.rows if (text := read(row, column)) is not None]
        if len(set(texts)) == len(numbers) == len(texts):
            return Chart(column, counted, tuple(zip(texts, numbers, strict=True)))
    return None


def _of_values(table: Table, columns: Sequence[str], read: Reader) -> Chart | None:
    """Return a bar for each value of the first column that says one of few things in each row."""
    for column in columns:
        found = Counter(read(row, column) for row in table.rows)
        often = len(table.rows) >= _OFTEN * len(found)
        if None not in found and 2 <= len(found) <= _MOST_VALUES and often:
            bars = sorted(((str(text), float(n)) for text, n in found.items()), key=lambda bar: -bar[1])
            return Chart(column, "", tuple(bars))
    return None


def _number(cell: Cell | None) -> float | None:
    if cell is None or cell.get("datatype") not in _NUMBERS:
        return None
    return float(cell["value"])
