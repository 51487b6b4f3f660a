"""What a page of the portal holds: a kind of thing, its sections as written, and those with answers.

It must not read files, ask questions or know HTML.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from acquis.library.queries import Question
from acquis.readable import Value

__all__ = ["DRAFT", "Filled", "Group", "Kind", "Row", "STATUS", "Section", "VIEWS"]

# The name of the status that no adopted text has.
DRAFT = "draft"
# How the names of columns end that hold a status.
STATUS = "tatus"
# What stands in a cell of which nothing is recorded.
_NOTHING = ("nothing recorded", "0")
# How the rows of a section can be shown; `around` shows what comes before and after the thing itself.
VIEWS = ("around", "groups", "list", "outline", "path", "table", "timeline")


@dataclass(frozen=True)
class Section:
    """One section of a page: a question of the library, bound to the thing, and how its rows are shown.

    `given` says for each parameter what of the thing is its value: "iri" is the thing itself, a name such as
    "acq:realizes" what it leads to, "^acq:realizes" what leads to it. A thing for which that is nothing that
    the parameter may be has no such section, nor has one that does not state the property `stating`; a thing
    that leads nowhere by `given` keeps the section, with the `empty` sentence.

    At most `most` rows are shown. `columns` are those of the answer in the order to show, all where there
    are none. `by` is the column that the view "groups" sorts under. `picture` is the address of a picture
    below /pictures/, where `{code}` stands for the last part of the address of the thing.
    """

    id: str
    title: str
    intro: str
    empty: str
    question: Question
    given: Mapping[str, str]
    view: str = "table"
    columns: tuple[str, ...] = ()
    headings: Mapping[str, str] = field(default_factory=dict)
    by: str = ""
    most: int = 20
    stating: str = ""
    picture: str = ""


@dataclass(frozen=True)
class Kind:
    """The page of one kind of thing: those of the `classes`, by local name, whose path begins with `under`.

    `facts` are the properties that stand at the top, as prefixed names.
    """

    name: str
    title: str
    classes: tuple[str, ...]
    sections: tuple[Section, ...]
    facts: tuple[str, ...] = ()
    under: str = ""


@dataclass(frozen=True)
class Row:
    """One row: its `cells` by column, with nothing for what is unbound; `is_draft` when it shows draft text.

    `is_here` marks the row of the thing that the page is about; `depth` is that of an outline, from 1 on.
    """

    cells: Mapping[str, Value]
    is_draft: bool = False
    is_here: bool = False
    depth: int = 1


class Group(NamedTuple):
    """The rows of a section that have one value, `name`, in the column that it sorts under."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Filled:
    """A section with its answer: the `rows` shown, out of `total`; or the `problem`, why there is none.

    `used` are the parameters as people type them; `columns`, those that have anything in them, have a heading
    each, in the same order.
    """

    section: Section
    used: Mapping[str, str]
    columns: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    total: int = 0
    problem: str = ""

    @property
    def is_held(self) -> bool:
        """Whether there is anything to show: a problem, or a row that says more than that there is none."""
        return bool(self.problem) or any(
            one in row.cells and row.cells[one].text not in _NOTHING
            for row in self.rows
            for one in self.columns[1:] or self.columns
        )

    def heading(self, column: str) -> str:
        """Return the name of *column* for people; "" for one that is not shown."""
        return self._names.get(column, "")

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return dict(zip(self.columns, self.headings, strict=True))

    @cached_property
    def common(self) -> Mapping[str, Value]:
        """Return the value of each column shown that is the same in all of several rows.

        The first column is none of them, nor is a status: draft text has its mark in each row.
        """
        first = self.rows[0].cells if len(self.rows) > 1 else {}
        return {
            column: first[column]
            for column in self.columns[1:]
            if column in first
            and not column.endswith(STATUS)
            and all(row.cells.get(column) == first[column] for row in self.rows)
        }

    def says_draft(self, row: Row) -> bool:
        """Return whether a column that is shown says that *row* shows draft text."""
        return any(row.cells[one].text == DRAFT for one in self.columns if one in row.cells)

    def groups(self) -> tuple[Group, ...]:
        """Return the rows by what stands in the column `by`, each group where its first row stands."""
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            name = row.cells.get(self.section.by)
            found.setdefault(name.text if name else "", []).append(row)
        return tuple(Group(name, tuple(rows)) for name, rows in found.items())

    def neighbours(self) -> tuple[Row | None, Row | None]:
        """Return the rows before and after that of the thing itself; None where there is none."""
        here = next((place for place, row in enumerate(self.rows) if row.is_here), None)
        if here is None:
            return None, None
        after = self.rows[here + 1] if here + 1 < len(self.rows) else None
        return self.rows[here - 1] if here else None, after
