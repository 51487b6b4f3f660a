"""Write an EXISTS of several triple patterns in a form that the engine answers much faster.

pyoxigraph 0.5.13 plans no join within EXISTS: for each solution around it, it pairs all matches of each
pattern with all of the others. There are two better forms, with the same solutions as many times.

One in another: `EXISTS { P . Q }` is `EXISTS { P FILTER EXISTS { Q } }`, where each match of P is looked up
in Q, and the first that fits ends the search. EXISTS substitutes a solution into its group (SPARQL 1.1,
8.1.1 and 18.6), so both hold when some match of P, substituted into Q, leaves a match of Q; joins have no
order (18.5), and how many matches there are counts for nothing. A filter sees its whole group (5.2.2): all
stand innermost. This needs a group of triple patterns, paths and filters alone; at most one path without a
step, which matches each node of the graph, as any term is that another pattern puts there, but not one that
such a path does; and that the engine shows the new form no more than the old: see `Scopes.is_closed`.

MINUS: `FILTER NOT EXISTS { G }` is `MINUS { G }` at the end of the group that it filters when each variable
that both share has a value in every solution of both, there is one, and filters in G use variables of its
patterns alone: then substituted and compatible are the same (8.3.3), the domains meet, and a filter takes
away what MINUS does. G is then found once, and not for each solution: better where there are many, worse
for few or when few are asked for. So it is used only with *count*, where none of the variables is held to
some value.

It must not touch anything else of a query, and leaves it alone when in doubt.
"""

from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from itertools import count as numbers

from acquis.engine.rewriting.body import Body, around, body
from acquis.engine.rewriting.doubt import is_doubtful
from acquis.engine.rewriting.reader import Pattern
from acquis.engine.rewriting.scopes import Scopes
from acquis.engine.rewriting.whole import Count, asks_for_all, parted
from acquis.engine.tokens import Token, tokens

__all__ = ["rewritten"]

_LONGEST = 10_000  # characters; what people write is shorter
_MOST = 20  # groups in one query
_SAMPLE = 1_000
_EACH = 50  # matches to find in all, for each solution that would have to be looked up
_VARIABLE = ("?", "$")
# The matches to expect of a pattern, by whether its subject and its value are known.
_MATCHES = {(True, True): 1, (True, False): 10, (False, True): 1_000, (False, False): 1_000_000}


def rewritten(text: str, count: Count | None = None) -> str:
    """Return the query *text* with the same answers, perhaps in a form that takes less time.

    *count* gives the number of solutions of a query that begins like *text*, up to a limit.

    >>> rewritten("ASK { ?s a ?c FILTER NOT EXISTS { ?o <p:q> 1 ; <p:p> ?s } }")
    'ASK { ?s a ?c FILTER NOT EXISTS { ?o <p:p> ?s FILTER EXISTS { ?o <p:q> 1 } } }'
    """
    if len(text) > _LONGEST or "exists" not in text.lower():
        return text
    read = parted(tokens(text))
    if not read or is_doubtful(read):
        return text
    return _Writer(text, read, count if asks_for_all(read) else None).whole()


class _Writer:
    """A query, read once, to be written again."""

    def __init__(self, text: str, read: Sequence[Token], count: Count | None) -> None:
        self._text = text
        self._read = read
        self._count = count
        self._scopes = Scopes(read)
        stem = "between"
        while stem in text:
            stem += "_"
        self._fresh = (f"{stem}{number}" for number in numbers(1))
        self._left = _MOST
        self._ends: dict[int, str] = defaultdict(str)

    def whole(self) -> str:
        """Return the text of the query."""
        first, last = self._read[0], self._read[-1]
        return self._text[: first.start] + self._slice(0, len(self._read)) + self._text[last.end :]

    def _slice(self, first: int, end: int) -> str:
        """Return the text of the tokens from *first* to before *end*."""
        parts, start, place = [], self._read[first].start, first
        while place < end:
            token = self._read[place]
            if place in self._ends:
                parts += [self._text[start : token.start], self._ends.pop(place)]
                start = token.start
            found = self._read_at(place) if token.text.upper() == "EXISTS" else None
            old, new = self._new(place, found) if found else (place, "")
            if found and new:
                parts += [self._text[start : self._read[old].start], new]
                place = found.end
                start = self._read[place - 1].end
            else:
                place += 1
        return "".join([*parts, self._text[start : self._read[end - 1].end]])

    def _read_at(self, place: int) -> Body | None:
        """Return the group of the EXISTS at *place* if it is of several patterns."""
        found = body(self._read, place + 1, self._fresh) if self._left else None
        several = found and len(found.patterns) > 1 and sum(one.stepless for one in found.patterns) < 2
        return found if several else None

    def _new(self, place: int, found: Body) -> tuple[int, str]:
        """Return what the EXISTS at *place*, whose group is *found*, becomes, and the token it begins at."""
        self._left -= 1
        known = self._scopes.known(place, found.end)
        if self._is_difference(place, found, known):
            return place - 2, "FILTER(true)"
        order = _ordered(found.patterns, known) if self._scopes.is_closed(place) else []
        return place, f"{self._read[place].text} {self._nested(found, order)}" if order else ""

    def _nested(self, found: Body, order: Sequence[Pattern]) -> str:
        within = " ".join(self._slice(first, end) for first, end in found.filters)
        for one in reversed(order):
            pattern = f"{one.subject} {one.path} {one.value}"
            within = f"FILTER EXISTS {{ {pattern} {within} }}" if within else f"FILTER EXISTS {{ {pattern} }}"
        return within.removeprefix("FILTER EXISTS ")

    def _is_difference(self, place: int, found: Body, known: frozenset[str]) -> bool:
        """Return whether the NOT EXISTS at *place* is now a MINUS, to be written at the end of its group."""
        if [token.text.upper() for token in self._read[max(place - 2, 0) : place]] != ["FILTER", "NOT"]:
            return False
        group = self._scopes.binding(place - 2) if self._count else None
        names = frozenset[str]().union(*(one.names for one in found.patterns))
        used = {token.text[1:] for token in self._read[place : found.end] if token.kind == "variable"}
        shared = names & known
        if not (group and shared and shared <= group.names and used <= names):
            return False
        inner = self._read[place + 1 : found.end]
        if any(one.stepless for one in found.patterns) or any(one.text.upper() == "EXISTS" for one in inner):
            return False
        text = self._text[inner[0].start : inner[-1].end]
        if not self._is_worth(group.start, found, shared, text):
            return False
        self._ends[group.end] += f"MINUS {text} "
        return True

    def _is_worth(self, start: int, found: Body, shared: frozenset[str], text: str) -> bool:
        """Return whether the group at *start* has so many solutions that *found* is best found at once.

        *text* is what *found* was read from: a few matches of each pattern may be very many of all together.
        """
        outer = around(self._read, start, self._fresh)
        free = outer.free(shared) if outer else []
        if not (self._count and free):
            return False
        many = min(self._size(one, _SAMPLE) for one in free)
        least = min(found.patterns, key=lambda one: _matches(one, frozenset()))
        most = _EACH * many
        return self._size(least, most + 1) <= most and self._count(text, most + 1) <= most

    def _size(self, one: Pattern, most: int) -> int:
        return self._count(f"{{ {one.subject} {one.path} {one.value} }}", most) if self._count else most


def _ordered(patterns: Sequence[Pattern], outer: frozenset[str]) -> list[Pattern]:
    """Return *patterns* in the order to look them up in, each time the one with the fewest matches to expect.

    Empty when that would pair matches that have nothing to do with each other. Those in *outer* have values.
    """
    left, order = list(patterns), list[Pattern]()
    inner: frozenset[str] = frozenset()
    while left:
        near = [one for one in left if not inner or one.names <= outer or one.names & inner]
        if not near:
            return []
        best = min(near, key=partial(_matches, known=outer | inner))
        left.remove(best)
        order.append(best)
        inner |= best.names - outer
    return order


def _matches(one: Pattern, known: frozenset[str]) -> int:
    """Return how many matches to expect of *one* where the variables *known* have a value.

    All there are for a value that comes from around, in sum, are at most the whole property; for one that
    stands in the query they are looked at again each time.
    """
    subject, value = (end[:1] not in _VARIABLE or end[1:] in known for end in (one.subject, one.value))
    expected = _MATCHES[subject, value]
    if value and not subject and one.value[:1] not in _VARIABLE:
        expected *= 20 if one.path == "a" else 2
    if one.path.endswith(("+", "*")):
        expected *= 1_000
    return expected * 10 if one.path[:1] in _VARIABLE else expected
