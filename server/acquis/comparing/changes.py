"""Find who changed: whose later document gives another value on a topic than an earlier one.

It must not say why. A change of the value may be one of view, of wording or of coding.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from acquis.comparing.record import Actor, Claim, Column, Record
from acquis.comparing.view import View

__all__ = ["Change", "changes"]


@dataclass(frozen=True)
class Change:
    """What `actor` said on `column` `before` and `after`, each the claims of one date."""

    actor: Actor
    column: Column
    before: tuple[Claim, ...]
    after: tuple[Claim, ...]

    @property
    def is_contested(self) -> bool:
        """Whether the coding of either side is contested."""
        return any(one.is_contested for one in (*self.before, *self.after))


def changes(record: Record, view: View) -> list[Change]:
    """Return every change that *view* shows, by actor in the order of the record, topic and date.

    What a later submission replaced is a change like any other, so it counts here.
    """
    whole = record.fields[view.field]
    order = {code: place for place, code in enumerate(record.actors)}
    columns = {code: place for place, code in enumerate(whole.columns)}
    found = []
    for who, place in sorted(whole.claims, key=lambda one: (order[one[0]], columns[one[1]])):
        one, column = record.actors[who], whole.columns[place]
        if not view.holds(one) or (view.columns and place not in view.columns):
            continue
        claims = [
            claim
            for claim in whole.claims[who, place]
            if view.fits(claim) and column.options[claim.value].excludes
        ]
        found += [Change(one, column, before, after) for before, after in _steps(claims)]
    return found


def _steps(claims: Iterable[Claim]) -> Iterator[tuple[tuple[Claim, ...], tuple[Claim, ...]]]:
    """Yield the claims of one date and those of the next whose values are others."""
    dated = _dated(claims)
    for before, after in pairwise(dated):
        if {one.value for one in before} != {one.value for one in after}:
            yield tuple(before), tuple(after)


def _dated(claims: Iterable[Claim]) -> list[list[Claim]]:
    """Return *claims*, which are in order, by date; a year alone is not before or after a day in it."""
    found: list[list[Claim]] = []
    for claim in claims:
        if not claim.document.date:
            continue
        if found and claim.document.date.startswith(found[-1][0].document.date):
            found[-1].append(claim)
        else:
            found.append([claim])
    return found
