"""Have the questions of a page answered: on the release of the request, in the pool, one after the other.

It must not choose questions or read their rows.
"""

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import current_app, g, request

from acquis.engine import Term
from acquis.library import tables
from acquis.library.queries import Question
from acquis.library.tables import Table
from acquis.pool import Job
from acquis.portal.model import Filled
from acquis.web.base.addresses import at, here, kept
from acquis.web.base.marks import GONE
from acquis.web.base.served import Source, served

__all__ = ["address", "asked", "picture"]

# A page waits no longer than this for one of its sections, in seconds.
_MOST_S = 5.0
_PICTURES = "pictures.one"


def asked(question: Question, values: Mapping[str, Term], most: int) -> tuple[Table, int]:
    """Return the first rows of the answer to *question*, at most *most*, and how many there are in all.

    The questions of a page are ours and bounded, so they do not count as queries of the client: a page
    would else be broken for whoever shares an address with a busy one.

    Raises:
        AcquisError: see `Runner.run`.
    """
    job = Job(
        question.query,
        tables.JSON,
        served().release_id,
        {name: str(term) for name, term in values.items()},
        limit=most,
        seconds=_MOST_S,
    )
    answer = Source.current().runner.run(job, gone=request.environ.get(GONE))
    g.query_seconds = g.get("query_seconds", 0.0) + answer.seconds
    found = tables.read(answer.body)
    return found, len(found.rows) if answer.total is None else answer.total


def address(one: Filled) -> str:
    """Return where the whole answer of a section stands, with its query: the page of its question."""
    return here("library.ask", name=one.section.question.name, **{**one.used, **kept()})


def picture(one: Filled, iri: str, suffix: str = "") -> str:
    """Return the address of the picture of a section of the page on *iri*, with *suffix*; "" for none."""
    if not one.section.picture or not one.rows or _PICTURES not in current_app.view_functions:
        return ""
    path = one.section.picture.replace("{code}", iri.rpartition("/")[2])
    query = urlencode(kept())
    return at(f"/pictures/{path}{suffix}") + (f"?{query}" if query else "")
