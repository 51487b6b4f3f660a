"""Set a few States or groups side by side: what each says on every topic and norm, and where they differ.

It must not know how that is shown. Whether two differ is decided as in a matrix.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from acquis.comparing.evidence import Pinpoint, pinpoints
from acquis.comparing.kinds import OUTSIDE, Kind
from acquis.comparing.matrix import blank, differ, standing
from acquis.comparing.record import Actor, Claim, Column, Field, Option, Record
from acquis.comparing.view import View
from acquis.comparing.votes import Pair, pairs
from acquis.engine import Engine

__all__ = ["ALIKE", "Beside", "DIFFERENT", "Line", "ONE", "OPEN", "Part", "Said", "beside", "lines"]

# What can be said of a line. Fewer than two who speak to it cannot be compared.
ALIKE, DIFFERENT, OPEN, ONE = "alike", "different", "open", "one"


@dataclass(frozen=True)
class Said:
    """One claim as it is shown: its value, and where the words stand that it rests on."""

    claim: Claim
    option: Option
    pinpoints: tuple[Pinpoint, ...]


@dataclass(frozen=True)
class Line:
    """What each of those compared says on `column`, in their order; `verdict` is one of those above.

    `blanks` says of each what it means where nothing of it is shown.
    """

    column: Column
    said: tuple[tuple[Said, ...], ...]
    blanks: tuple[Kind, ...]
    verdict: str


@dataclass(frozen=True)
class Part:
    """What is shown of one field, `whole`, and the columns that have no line in it.

    On those `unsaid` nothing is recorded of anybody; on those `outside` nothing as the filters of `view` ask.
    """

    whole: Field
    view: View
    lines: tuple[Line, ...]
    unsaid: tuple[Column, ...]
    outside: tuple[Column, ...]


@dataclass(frozen=True)
class Beside:
    """A few `actors` side by side: a part for each field, and how each pair of them voted.

    With `only` just the lines stand in it on which they differ.
    """

    actors: tuple[Actor, ...]
    parts: tuple[Part, ...]
    pairs: tuple[Pair, ...]
    only: bool


def beside(
    engine: Engine, record: Record, views: Iterable[View], actors: Sequence[Actor], *, only: bool = False
) -> Beside:
    """Return *actors* side by side in each of *views*; see `Beside`."""
    parts = tuple(_part(engine, record.fields[view.field], view, actors, only) for view in views)
    return Beside(tuple(actors), parts, tuple(pairs(engine, actors)), only)


def _part(engine: Engine, whole: Field, view: View, actors: Sequence[Actor], only: bool) -> Part:
    found = lines(engine, whole, view, actors)
    there = {one.column.code for one in found}
    rest = [
        (column, {blank(whole, one.code, whole.claims.get((one.code, column.code), ())) for one in actors})
        for column in _columns(whole, view)
        if column.code not in there
    ]
    return Part(
        whole,
        view,
        tuple(one for one in found if one.verdict == DIFFERENT or not only),
        tuple(column for column, kinds in rest if OUTSIDE not in kinds),
        tuple(column for column, kinds in rest if OUTSIDE in kinds),
    )


def lines(engine: Engine, whole: Field, view: View, actors: Sequence[Actor]) -> list[Line]:
    """Return a line for each column of *whole* in *view* on which anybody among *actors* has a claim."""
    places = pinpoints(engine)
    found = []
    for column in _columns(whole, view):
        claims = [whole.claims.get((one.code, column.code), ()) for one in actors]
        shown = [standing(view, those) for those in claims]
        if any(shown):
            said = tuple(_said(column, those, places) for those in shown)
            blanks = tuple(blank(whole, one.code, those) for one, those in zip(actors, claims, strict=True))
            found.append(Line(column, said, blanks, verdict(said)))
    return found


def _columns(whole: Field, view: View) -> list[Column]:
    return [one for one in whole.columns.values() if not view.columns or one.code in view.columns]


def verdict(said: Sequence[Sequence[Said]]) -> str:
    """Return whether those who speak to one column give the same value, as codes of this module."""
    speaking = [
        tuple(one for one in those if one.option.is_comparable and one.option.excludes) for those in said
    ]
    speaking = [those for those in speaking if those]
    if len(speaking) < 2:
        return ONE
    options = [{one.option.code: one.option for one in those} for those in speaking]
    if any(one.claim.is_contested for those in speaking for one in those):
        return OPEN
    if any(differ(those.values()) for those in options):
        return OPEN
    return ALIKE if len({code for those in options for code in those}) == 1 else DIFFERENT


def _said(
    column: Column, claims: Iterable[Claim], places: Mapping[str, tuple[Pinpoint, ...]]
) -> tuple[Said, ...]:
    return tuple(Said(one, column.options[one.value], places.get(one.iri, ())) for one in claims)
