"""Say what is compared: who spoke on what, in which document, and the values that an answer may have.

Plain data: it must not read a graph, and nothing is judged, filtered or sorted here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from acquis.readable import Value

__all__ = ["Actor", "Claim", "Column", "Document", "Field", "Option", "Record"]


@dataclass(frozen=True)
class Actor:
    """A State, or a group that speaks for itself; `region` is a code, "" for none, as are the `groups`."""

    code: str
    name: Value
    is_state: bool
    region: str = ""
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class Option:
    """One value that a claim may have, with the `mark` that stands for it in a narrow cell.

    Values of one column that exclude each other can differ; those that do not can only be the same. A value
    `is_comparable` unless it is no view; `is_on_it` is False where a source says that a document does not
    speak to the column.
    """

    code: str
    label: Value
    definition: str
    mark: str
    excludes: bool = True
    is_comparable: bool = True
    is_on_it: bool = True


@dataclass(frozen=True)
class Column:
    """What may be spoken to: a topic or a norm. `anchor` is short, and unique among all columns."""

    code: str
    anchor: str
    label: Value
    group: Value | None
    asks: str
    options: Mapping[str, Option] = field(repr=False)


@dataclass(frozen=True)
class Document:
    """A paper that is held; `date` is a year, month or day as ISO 8601 writes it, "" where none is known."""

    label: Value
    date: str = ""


@dataclass(frozen=True)
class Claim:
    """What one document of `actor` says on `column`: the code of an option, and how well that is known.

    `basis`, `confidence` and `checked` are codes; `note` must always be shown with a contested claim. What a
    later submission replaced `is_superseded`. Source: docs/model.md, "Claims and how far they were checked".
    """

    iri: str
    actor: str
    column: str
    value: str
    document: Document
    basis: tuple[str, ...] = ()
    confidence: str = ""
    checked: str = ""
    note: str = ""
    is_superseded: bool = False

    @property
    def year(self) -> int:
        """The year of the document, 0 where it has no date."""
        return int(self.document.date[:4]) if self.document.date[:4].isdigit() else 0

    @property
    def is_contested(self) -> bool:
        """Whether sources disagree on the value."""
        return self.confidence == "contested"


@dataclass(frozen=True)
class Field:
    """All columns of one sort, `topics` or `norms`, and every claim on them by actor and column.

    `holders` are the codes of those of whom a document is held in which such a claim could stand.
    """

    name: str
    columns: Mapping[str, Column] = field(repr=False)
    claims: Mapping[tuple[str, str], tuple[Claim, ...]] = field(repr=False)
    holders: frozenset[str] = field(repr=False)


@dataclass(frozen=True)
class Record:
    """All that can be compared, with the names of codes by their sort: region, group, basis and so on.

    `called` has the codes of all actors that people call by one folded name.
    """

    actors: Mapping[str, Actor] = field(repr=False)
    fields: Mapping[str, Field] = field(repr=False)
    names: Mapping[str, Mapping[str, Value]] = field(repr=False)
    called: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
