"""Cut the answer to a query into pages: where LIMIT and OFFSET go, and whether the rows keep their order.

It must not know data frames.
"""

from collections.abc import Iterator, Mapping, Sequence

from acquis.client.answers import Binding, Table
from acquis.client.binding import form
from acquis.client.endpoint import Endpoint, release_of
from acquis.client.transport import Reply
from acquis.engine.tokens import Token, tokens
from acquis.errors import InvalidQuery

__all__ = ["pages"]


def pages(at: Endpoint, query: str, size: int) -> Iterator[tuple[str, Table, Reply]]:
    """Yield what was asked, the page of *size* rows, and the reply, until the answer to *query* ends.

    All pages are of one release where *at* names it. There is one page, without rows, of an empty answer.

    Raises:
        InvalidQuery: it cannot be cut, or its rows have no fixed order.
        AcquisError: see `Endpoint.table`.
    """
    offset, last, beside = 0, list[Mapping[str, Binding]](), dict[str, str]()
    while True:
        asked = _window(query, size + len(last), offset - len(last))
        found, reply = at.table(asked, beside)
        rows = _after(last, found.rows)
        if rows or not offset:
            yield asked, Table(found.columns, rows), reply
        if len(rows) < size:
            return
        beside = {"release": release_of(reply)} if release_of(reply) else {}
        offset, last = offset + size, [rows[-1]]


def _after(
    last: Sequence[Mapping[str, Binding]], rows: tuple[Mapping[str, Binding], ...]
) -> tuple[Mapping[str, Binding], ...]:
    """Return the *rows* that come after the *last* one of the page before, if any, with which they begin.

    Raises:
        InvalidQuery: they begin with another one.
    """
    if last and not (rows and _same(last[0], rows[0])):
        raise InvalidQuery(
            "The rows came in another order than before: add columns to ORDER BY until they tell all rows"
            " apart."
        )
    return rows[len(last) :]


def _window(query: str, limit: int, offset: int) -> str:
    """Return *query* asking for *limit* rows from number *offset* on, counted from 0.

    Raises:
        InvalidQuery: it is no SELECT, has no ORDER BY, or has a LIMIT or OFFSET of its own.
    """
    words = {one.text.upper(): one for one in _tail(query) if one.kind == "word"}
    if form(query) != "select" or "ORDER" not in words:
        raise InvalidQuery(
            "Pages need a SELECT query with ORDER BY: without an order, rows may be on two pages or on none."
        )
    if own := {"LIMIT", "OFFSET"} & words.keys():
        raise InvalidQuery(f"Leave {' and '.join(sorted(own))} out of the query: pages set them.")
    place = words["VALUES"].start if "VALUES" in words else len(query)
    return f"{query[:place]}\nLIMIT {limit} OFFSET {offset}\n{query[place:]}"


def _same(one: Mapping[str, Binding], other: Mapping[str, Binding]) -> bool:
    """Return whether two rows say the same; blank nodes have new names in each answer."""
    return one.keys() == other.keys() and all(
        one[name] == other[name] or one[name]["type"] == other[name]["type"] == "bnode" for name in one
    )


def _tail(query: str) -> Sequence[Token]:
    """Return the tokens after the outermost group that stand in no brackets; none when there is no group."""
    depth, found, seen = 0, list[Token](), False
    for one in tokens(query):
        if one.text in ("{", "("):
            depth += 1
            seen = seen or one.text == "{"
        elif one.text in ("}", ")"):
            depth -= 1
        elif seen and depth == 0:
            found.append(one)
    return found
