"""Set a few States or groups side by side: what each says on every topic and norm, and where they differ.

It must not know how that is shown. Whether two differ is decided as in a matrix.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from acquis.comparing.evidence import Pinpoint, pinpoints
from acquis.comparing.matrix import differ, standing
from acquis.comparing.record import Actor, Claim, Column, Field, Option
from acquis.comparing.view import View
from acquis.engine import Engine

__all__ = ["ALIKE", "DIFFERENT", "Line", "ONE", "OPEN", "Said", "lines", "unsaid"]

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

    `holders` says of each whether a document is held in which it could have spoken.
    """

    column: Column
    said: tuple[tuple[Said, ...], ...]
    holders: tuple[bool, ...]
    verdict: str


def lines(engine: Engine, whole: Field, view: View, actors: Sequence[Actor]) -> list[Line]:
    """Return a line for each column of *whole* in *view* on which anybody among *actors* has a claim."""
    places = pinpoints(engine)
    found = []
    for column in whole.columns.values():
        if view.columns and column.code not in view.columns:
            continue
        claims = [standing(view, whole.claims.get((one.code, column.code), ())) for one in actors]
        if any(claims):
            said = tuple(_said(column, those, places) for those in claims)
            found.append(
                Line(column, said, tuple(one.code in whole.holders for one in actors), verdict(said))
            )
    return found


def unsaid(whole: Field, view: View, shown: Iterable[Line]) -> list[Column]:
    """Return the columns of *whole* in *view* on which no line is *shown*."""
    there = {one.column.code for one in shown}
    return [
        one
        for one in whole.columns.values()
        if one.code not in there and (not view.columns or one.code in view.columns)
    ]


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
