"""Know the groups of a query by its tokens: where each token stands, and which variables have values there.

It must not read what stands in a group: it counts a variable as bound only where it plainly is.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from acquis.engine.tokens import Token

__all__ = ["Group", "Scopes"]


@dataclass(slots=True, eq=False)
class Group:
    """What stands between two braces: the words around the first, and the variables of its patterns.

    `hidden` is the group of the innermost EXISTS that this one is in, or is.
    """

    above: "Group | None"
    start: int
    before: str
    first: str
    end: int = 0
    names: set[str] = field(default_factory=set)
    joined: bool = False
    hidden: "Group | None" = None

    def is_whole(self) -> bool:
        """Return whether this is all of the query, so that nothing is joined with it."""
        return self.above is None and not self.joined and not self.first.startswith("SELECT")


class Scopes:
    """The groups of one query."""

    def __init__(self, read: Sequence[Token]) -> None:
        self._read = read
        self._groups = tuple(_groups(read))
        self._places = self._found()

    def known(self, start: int, end: int) -> frozenset[str]:
        """Return the variables outside the tokens from *start* to *end* that may have a value in them.

        Those within another EXISTS do not count: they mean something else there.
        """
        return frozenset(
            name
            for (name, hidden), (first, last) in self._places.items()
            if (first < start or end <= last) and (not hidden or hidden.start <= start <= hidden.end)
        )

    def is_closed(self, place: int) -> bool:
        """Return whether the EXISTS at *place*, or the outermost around it, is a filter of the whole query.

        pyoxigraph 0.5.13 joins a group by looking up each solution of what stands before it, and does so even
        where a filter in the group is an EXISTS of one pattern and sees more than its group: an OPTIONAL, a
        part of a UNION or a sub-select may so find something else, and a BIND what stands behind it. Within
        an EXISTS nothing is planned.
        """
        outermost = self._outermost(place)
        if outermost:
            place = outermost.start - 1
        group = self._groups[place]
        words = [token.text.upper() for token in self._read[max(place - 2, 0) : place]]
        is_filter = words[-1:] == ["FILTER"] or words == ["FILTER", "NOT"]
        return is_filter and group is not None and group.is_whole()

    def binding(self, place: int) -> "Group | None":
        """Return the group that the FILTER at *place* is of, if it is all of the query and without GRAPH."""
        group = self._groups[place]
        if group is None or not group.is_whole() or any(one.text.upper() == "GRAPH" for one in self._read):
            return None
        return group

    def _outermost(self, place: int) -> Group | None:
        """Return the outermost group of an EXISTS around what stands at *place*."""
        found, group = None, self._groups[place]
        while group:
            found = group if group.before == "EXISTS" else found
            group = group.above
        return found

    def _found(self) -> dict[tuple[str, "Group | None"], tuple[int, int]]:
        """Return for each variable, and each EXISTS that hides it, its first and last place."""
        found: dict[tuple[str, Group | None], tuple[int, int]] = {}
        for place, token in enumerate(self._read):
            if token.kind == "variable":
                group = self._groups[place]
                key = token.text[1:], group.hidden if group else None
                found[key] = found.get(key, (place, place))[0], place
        return found


def _groups(read: Sequence[Token]) -> Iterator[Group | None]:
    """Yield for each of the tokens *read* the group that it stands in, which is complete at the end."""
    group: Group | None = None
    closed: dict[Group | None, list[Group]] = defaultdict(list)
    brackets, values = 0, False
    # Without UNDEF each row of VALUES has all of its variables.
    whole = all(token.text.upper() != "UNDEF" for token in read)
    for place, token in enumerate(read):
        word = token.text.upper()
        if word == "{":
            before, first = (
                read[n].text.upper() if 0 <= n < len(read) else "" for n in (place - 1, place + 1)
            )
            group, values = Group(group, place, before, first), False
            group.hidden = group if before == "EXISTS" else group.above and group.above.hidden
        brackets += (word == "(") - (word == ")")
        if word == "VALUES":
            values = True
            for one in closed.pop(group, ()):
                one.joined = True
        elif token.kind == "variable" and group and (whole if values else not brackets):
            group.names.add(token.text[1:])
        yield group
        if word == "}" and group:
            group.end = place
            closed[group.above].append(group)
            group = group.above
