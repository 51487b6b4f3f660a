"""Find at once what a path of any length leads to, where one of its ends is known, and not for each solution.

pyoxigraph 0.5.13 follows `?v (p|q)+ <c>` again for each value that the patterns around it give to `?v`. A
sub-select of that pattern alone is found once and then joined. It has the same solutions: such a path gives
each node once however often it is reached (SPARQL 1.1, 18.4), and a join has no order (18.5).

Once is worse where few values come from around, and the path leads to very many. So it is used only where
more solutions of each pattern around are to be looked up than there are steps to take in all, and those are
not many. This needs that the pattern stands alone, without a blank node that another group would share; that
its group is all of the query, as nothing is then put into it; and that OPTIONAL and MINUS do not both occur:
the engine puts values into a MINUS within an OPTIONAL, which ones depends on the order of joins.

It must not touch anything else of a query, and leaves it alone when in doubt.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import count as numbers

from acquis.engine.rewriting.body import Around, around
from acquis.engine.rewriting.doubt import is_doubtful
from acquis.engine.rewriting.reader import Pattern
from acquis.engine.rewriting.scopes import Scopes
from acquis.engine.rewriting.whole import Count, asks_for_all, parted
from acquis.engine.tokens import Token, tokens

__all__ = ["reached"]

_LONGEST = 10_000  # characters
_MOST = 2_000  # steps; so many are taken within a few milliseconds
_IRI = re.compile(r"<[^>]*>")


def reached(text: str, count: Count) -> str:
    """Return the query *text* with the same answers, with sub-selects for paths that end at a known thing.

    *count* gives the number of solutions of a group, up to a limit, in a query that begins like *text*.

    >>> reached("SELECT ?s (COUNT(*) AS ?n) { ?l <p:p>+ <u:c> . ?l <p:q> ?s } GROUP BY ?s", lambda *_: 9)
    'SELECT ?s (COUNT(*) AS ?n) { { SELECT ?l { ?l (<p:p>)+ <u:c> } } . ?l <p:q> ?s } GROUP BY ?s'
    """
    if len(text) > _LONGEST or "_:" in text or not ("+" in text or "*" in text):
        return text
    read = parted(tokens(text))
    if not read or is_doubtful(read) or not asks_for_all(read):
        return text
    outer = _group(read)
    for one, start, end in reversed(list(_found(outer))) if outer else ():
        if outer and _is_worth(one, outer, count):
            name = one.subject if one.subject[0] in "?$" else one.value
            new = f"{{ SELECT {name} {{ {one.subject} {one.path} {one.value} }} }}"
            text = f"{text[: read[start].start]}{new}{text[read[end - 1].end :]}"
    return text


def _group(read: Sequence[Token]) -> Around | None:
    """Return the group of the query of the tokens *read*, if it is a SELECT and all of it is understood."""
    words = [token.text.upper() for token in read]
    if "SELECT" not in words or "{" not in words or words.index("SELECT") > words.index("{"):
        return None
    if {"MINUS", "OPTIONAL"} <= set(words):
        return None
    start = words.index("{")
    whole = Scopes(read).binding(start)
    stem = "step"
    while any(stem.upper() in word for word in words):
        stem += "_"
    return around(read, start, (f"{stem}{number}" for number in numbers(1))) if whole else None


def _found(outer: Around) -> Iterator[tuple[Pattern, int, int]]:
    """Yield each pattern of *outer* that stands alone and leads from a variable to an IRI, and its place."""
    for one, place in zip(outer.patterns, outer.places, strict=True):
        if outer.places.count(place) == 1 and _is_one(one):
            yield one, *place


def _is_one(one: Pattern) -> bool:
    """Return whether the path of *one* is of any length, between a variable and an IRI."""
    ends = sorted((one.subject, one.value), key=lambda end: end[0] in "?$")
    steps = _IRI.sub("", one.path)
    is_iri = ends[0][0] == "<" or (ends[0][0] not in "\"'" and ":" in ends[0])
    # A path in a path may have very many solutions of its own.
    return is_iri and ends[1][0] in "?$" and steps[-2:] in (")+", ")*") and set("+*?").isdisjoint(steps[:-1])


def _is_worth(one: Pattern, outer: Around, count: Count) -> bool:
    """Return whether more is to be looked up in the path *one* than there are steps in all to take."""
    others = [other for other in outer.patterns if other is not one]
    free = outer._replace(patterns=tuple(others)).free(one.names)
    if not free:
        return False
    steps = count(f"{{ ?stepFrom {one.path[:-1]} ?stepTo }}", _MOST + 1)
    return steps <= _MOST and all(_size(other, steps, count) >= steps for other in free)


def _size(one: Pattern, most: int, count: Count) -> int:
    return count(f"{{ {one.subject} {one.path} {one.value} }}", most)
