"""What a picture is: the drawing, the words that tell the same, and the table with the things behind it.

Plain data; it must not draw or look anything up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from acquis.readable import Value

__all__ = ["Asked", "EMPTY", "Picture", "Plot", "Row", "day", "plain"]

# A cell without a value; it says that nothing is recorded, and nothing more.
EMPTY = Value("")

# The values of one line of the table, a `Value` for each column.
Row = tuple[Value, ...]


@dataclass(frozen=True)
class Asked:
    """A question of the library, by name, with the values that ask for the facts of a picture."""

    question: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class Plot:
    """The picture as data for a program that draws: `tool` is "vega-lite" or "cytoscape".

    `spec` is a chart of vega-lite, or the elements of a graph as cytoscape reads them.
    """

    tool: str
    spec: Mapping[str, Any]


@dataclass(frozen=True)
class Picture:
    """One picture: `svg` as `svg.sheet` writes it, and the same as words and as rows.

    `description` tells in one to three sentences, with the numbers, what there is to see. `notes` say what
    it leaves out and how it is to be read. `data` is None where there is nothing more to explore.
    """

    name: str
    key: str
    title: str
    description: str
    notes: tuple[str, ...]
    columns: tuple[str, ...]
    rows: Sequence[Row]
    svg: str
    data: Plot | None
    questions: tuple[Asked, ...]


def day(date: str) -> Value:
    """Return *date*, which may be a month or a year, as a value of a table."""
    return Value(date, datatype="xsd:date") if date else EMPTY


def plain(words: str) -> Value:
    """Return *words* of ours as a value of a table."""
    return Value(words) if words else EMPTY
