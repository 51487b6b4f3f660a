"""Make a matrix of who said what: a row for each State or group, a column for each topic or norm.

Without something to compare with, a cell says what is recorded and no more: the values of a topic are in no
order, and none is for or against. It must not know how a matrix is shown.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from acquis.comparing.kinds import AGREED, DIFFERED, KINDS, NONE, NOT, OUTSIDE, SEVERAL, SPOKE, Kind
from acquis.comparing.record import Actor, Claim, Column, Field, Option, Record
from acquis.comparing.view import View
from acquis.library.choices import fold

__all__ = ["Cell", "Matrix", "Reference", "Row", "blank", "compared", "differ", "matrix", "standing"]

_ORDER = {kind.name: place for place, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True)
class Cell:
    """What is recorded of one actor on one column: its kind, the `mark` to show, and the claims behind it."""

    kind: Kind
    mark: str
    claims: tuple[Claim, ...] = ()
    options: tuple[Option, ...] = ()

    @property
    def words(self) -> str:
        """The cell in words, as a table that is read elsewhere needs them."""
        given = "; ".join(one.label.text for one in self.options)
        if not given:
            return self.kind.name
        return given if self.kind is SPOKE else f"{self.kind.name}: {given}"


# What cells of one column have alike: kind, mark and values.
_Look = tuple[Kind, str, tuple[Option, ...]]
_NOT, _NONE = Cell(NOT, NOT.mark), Cell(NONE, NONE.mark)


@dataclass(frozen=True)
class Reference:
    """The codes of the values that a column is compared with; not settled where several or contested.

    Nothing differs from values that do not exclude others.
    """

    codes: frozenset[str]
    excludes: bool = True
    is_settled: bool = True


@dataclass(frozen=True)
class Row:
    """The cells of one actor; `spoke` counts those in which it speaks to the column."""

    actor: Actor
    cells: tuple[Cell, ...]
    spoke: int


@dataclass(frozen=True)
class Matrix:
    """A view of a field: rows in order, and how many cells are of which kind, in all and by column."""

    view: View
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    counts: Mapping[str, int] = field(repr=False)
    spoke: tuple[int, ...] = field(repr=False)

    @property
    def usual(self) -> str:
        """The letter of the most frequent kind that has one: its cells can go without."""
        letters = {one.letter: self.counts.get(one.name, 0) for one in KINDS if one.letter}
        return max(letters, key=lambda letter: letters[letter])


def matrix(record: Record, view: View) -> Matrix:
    """Return what *view* shows of *record*."""
    whole = record.fields[view.field]
    columns = tuple(one for one in whole.columns.values() if not view.columns or one.code in view.columns)
    made = _Rows(whole, view, columns)
    rows = [made.row(one) for one in record.actors.values() if view.holds(one)]
    kept = [one for one in rows if one.spoke or not view.only_spoke]
    kept.sort(key=_sorting(record, view, columns))
    counts = Counter(cell.kind.name for row in kept for cell in row.cells)
    spoke = tuple(sum(_speaks(row.cells[place]) for row in kept) for place in range(len(columns)))
    return Matrix(view, columns, tuple(kept), counts, spoke)


class _Rows:
    """Make the rows of one view; cells that look alike are looked at once."""

    def __init__(self, whole: Field, view: View, columns: tuple[Column, ...]) -> None:
        self._whole, self._view, self._columns = whole, view, columns
        self._against = [_against(whole, view, one) for one in columns]
        self._known: dict[tuple[object, ...], _Look] = {}

    def row(self, one: Actor) -> Row:
        """Return the row of *one*."""
        empty = _NOT if one.code in self._whole.holders else _NONE
        claims = self._whole.claims
        cells = tuple(
            self._cell(place, claims[one.code, column.code]) if (one.code, column.code) in claims else empty
            for place, column in enumerate(self._columns)
        )
        return Row(one, cells, sum(_speaks(cell) for cell in cells))

    def _cell(self, place: int, claims: tuple[Claim, ...]) -> Cell:
        shown = standing(self._view, claims)
        if not shown:
            return Cell(OUTSIDE, OUTSIDE.mark, claims) if blank(self._whole, "", claims) is OUTSIDE else _NOT
        key = (place, *((one.value, one.is_contested) for one in shown))
        if key not in self._known:
            self._known[key] = _look(self._columns[place], self._against[place], shown)
        kind, mark, options = self._known[key]
        return Cell(kind, mark, shown, options)


def blank(whole: Field, who: str, claims: Iterable[Claim]) -> Kind:
    """Return the kind of a cell that shows none of *claims*, those of *who* on one column of *whole*."""
    found = tuple(claims)
    if any(not one.is_superseded for one in found):
        return OUTSIDE
    return NOT if found or who in whole.holders else NONE


def _speaks(cell: Cell) -> bool:
    return any(one.is_on_it for one in cell.options)


def _against(whole: Field, view: View, column: Column) -> Reference | None:
    """Return what *column* is compared with, None where there is nothing.

    Values that were named may be several: a cell agrees that has one of them. An actor gives those of its own
    claims that the filters let through.
    """
    named = {code for place, _, code in (one.partition("/") for one in view.against) if place == column.code}
    said = [
        claim
        for one in view.against
        if "/" not in one
        for claim in standing(view, whole.claims.get((one, column.code), ()))
        if column.options[claim.value].is_comparable
    ]
    codes = named.union(claim.value for claim in said)
    is_settled = not any(one.is_contested for one in said) and not differ(
        column.options[code] for code in {claim.value for claim in said}
    )
    excludes = any(column.options[code].excludes for code in codes)
    return Reference(frozenset(codes), excludes, is_settled) if codes else None


def standing(view: View, claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Return those of *claims* that *view* shows: not replaced, let through, and the latest if so asked."""
    found = tuple(one for one in claims if not one.is_superseded and view.fits(one))
    return _latest(found) if view.only_latest else found


def _latest(claims: tuple[Claim, ...]) -> tuple[Claim, ...]:
    """Return those of *claims* on one column that stand in the document of the last date."""
    last = max((one.document.date for one in claims), default="")
    return tuple(one for one in claims if one.document.date == last)


def _look(column: Column, against: Reference | None, shown: tuple[Claim, ...]) -> _Look:
    """Return the kind and the mark of a cell with the claims *shown*, and their values."""
    options = tuple(one for one in column.options.values() if any(one.code == each.value for each in shown))
    kind = compared(options, against, any(one.is_contested for one in shown))
    mark = ("/" if differ(options) else "+").join(one.mark for one in options)
    if kind is SEVERAL and not differ(options):
        mark += SEVERAL.mark
    elif kind in (AGREED, DIFFERED):
        mark = kind.mark + mark
    return kind, mark, options


def compared(
    options: tuple[Option, ...], against: Reference | None = None, is_contested: bool = False
) -> Kind:
    """Return the kind of a cell with the values *options*, held *against* others.

    What is contested, and what is given in several ways that exclude each other, on either side, agrees with
    nothing and differs from nothing.
    """
    if is_contested or differ(options):
        return SEVERAL
    if not any(one.is_on_it for one in options):
        return NOT
    comparable = [one for one in options if one.is_comparable]
    if against is None or not comparable:
        return SPOKE
    if not against.is_settled:
        return SEVERAL
    if any(one.code in against.codes for one in comparable):
        return AGREED
    return DIFFERED if against.excludes and any(one.excludes for one in comparable) else SPOKE


def differ(options: Iterable[Option]) -> bool:
    """Return whether two of *options*, values of one column, exclude each other."""
    return sum(one.excludes for one in options) > 1


def _sorting(record: Record, view: View, columns: tuple[Column, ...]) -> Callable[[Row], tuple[object, ...]]:
    """Return the key of a row in the order of *view*; States stand before groups, then by name."""
    places = [place for place, one in enumerate(columns) if one.code == view.sort]

    def name(row: Row) -> tuple[object, ...]:
        return not row.actor.is_state, fold(row.actor.name.text), row.actor.code

    if view.sort == "region":
        names = record.names["region"]
        return lambda row: (
            names[row.actor.region].text if row.actor.region in names else "\U0010ffff",
            *name(row),
        )
    if view.sort == "spoke":
        return lambda row: (-row.spoke, *name(row))
    if places:
        return lambda row: (_ORDER[row.cells[places[0]].kind.name], row.cells[places[0]].mark, *name(row))
    return name
