"""Own the example questions of the first page: a few questions with the first rows of their real answers.

It must not know what a question asks for, nor HTML. An answer is kept for each release that is served; where
it cannot be had now, as from a server with too much to do, the question stands there without it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from acquis.engine import Engine
from acquis.errors import AcquisError, InvalidParameter
from acquis.library import cells, queries, tables
from acquis.library.queries import Question
from acquis.readable import Value
from acquis.web.base import asking
from acquis.web.base.served import served

__all__ = ["Example", "examples"]

# Question, values given, and the columns that a small table has room for.
_ASKED: tuple[tuple[str, Mapping[str, str], tuple[str, ...]], ...] = (
    ("norm-wording", {"norm": "c"}, ("kind", "paragraph", "editionStatus", "checked")),
    ("topic-values", {"topic": "sovereignty"}, ("value", "definition", "issuers", "documents")),
    ("affirming-resolutions", {"norm": "f"}, ("adoptedOn", "resolution", "act", "place", "checked")),
)
_ROWS = 5


@dataclass(frozen=True)
class Example:
    """A question with the values given, and of its answer the first `rows` and how many it has in `total`.

    There are no headings where the answer could not be had.
    """

    question: Question
    given: Mapping[str, str]
    headings: tuple[str, ...] = ()
    rows: tuple[tuple[Value | None, ...], ...] = ()
    total: int = 0


def examples() -> list[Example]:
    """Return the examples that the release of this request can answer, with their answers."""
    now = served()
    return [one for row in _ASKED if (one := _example(now.release_id, now.engine, *row))]


def _example(
    release: str, engine: Engine, name: str, given: Mapping[str, str], columns: tuple[str, ...]
) -> Example | None:
    question = queries.library().get(name)
    if question is None:
        return None
    try:
        return _answered(release, engine, name, tuple(given.items()), columns)
    except InvalidParameter:
        # The release has no such norm or topic.
        return None
    except AcquisError:
        return Example(question, given)


@lru_cache(maxsize=4 * len(_ASKED))
def _answered(
    release: str, engine: Engine, name: str, given: tuple[tuple[str, str], ...], columns: tuple[str, ...]
) -> Example:
    """Return a question with its answer; the same is asked once of *release*, whose graph *engine* has.

    Raises:
        AcquisError: the values are not in the release, or there is no answer now.
    """
    question, used = queries.find(name), dict(given)
    found = asking.run(question.query, tables.JSON, values=question.bind(engine, used), release=release)
    table = tables.read(found.body)
    rows = tuple(tuple(cells.shown(engine, row, column) for column in columns) for row in table.rows[:_ROWS])
    return Example(question, used, tuple(map(cells.heading, columns)), rows, len(table.rows))
