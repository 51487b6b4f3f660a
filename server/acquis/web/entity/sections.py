"""Have the questions of a page answered: on the release of the request, in the pool, a few side by side.

It must not choose questions or read their rows.
"""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from functools import partial
from urllib.parse import urlencode

from flask import current_app, g, request

from acquis.errors import AcquisError
from acquis.library import tables
from acquis.pool import Answer, Job
from acquis.portal.maker import Answered, Wanted
from acquis.portal.model import Filled
from acquis.web.base.addresses import at, here, kept
from acquis.web.base.marks import GONE
from acquis.web.base.served import Source, served

__all__ = ["address", "asked", "picture"]

# A page waits no longer than this for one of its sections, in seconds.
_MOST_S = 5.0
_PICTURES = "pictures.one"
# So many questions of one page run at once: the pool keeps as many processes ready.
_TOGETHER = 3
_HELPERS = ThreadPoolExecutor(16, "section")

_Outcome = Answer | AcquisError


def asked(wanted: Sequence[Wanted]) -> list[Answered]:
    """Return for each that is *wanted* the first rows and how many there are in all, or why there are none.

    The questions of a page are ours and bounded, so they do not count as queries of the client: a page
    would else be broken for whoever shares an address with a busy one.
    """
    runner, gone = Source.current().runner, request.environ.get(GONE)
    if gone is not None:
        # Made once, and here: it is not for several threads to make.
        gone.fileno()

    def run(job: Job) -> _Outcome:
        try:
            return runner.run(job, gone=gone)
        except AcquisError as error:
            return error

    release = served().release_id
    found = _together([partial(run, _job(one, release)) for one in wanted])
    spent = sum(one.seconds for one in found if isinstance(one, Answer))
    g.query_seconds = g.get("query_seconds", 0.0) + spent
    return [_read(one) if isinstance(one, Answer) else one for one in found]


def _job(one: Wanted, release: str) -> Job:
    values = {name: str(term) for name, term in one.values.items()}
    return Job(one.question.query, tables.JSON, release, values, limit=one.most, seconds=_MOST_S)


def _read(answer: Answer) -> Answered:
    found = tables.read(answer.body)
    return found, len(found.rows) if answer.total is None else answer.total


def _together(calls: Sequence[Callable[[], _Outcome]]) -> list[_Outcome]:
    """Return what *calls* give, in their order.

    This thread works them off, and others help as far as they are free: a busy server makes nobody wait for
    a thread.
    """
    waiting, found = deque(enumerate(calls)), dict[int, _Outcome]()

    def work() -> None:
        while waiting:
            try:
                place, call = waiting.popleft()
            except IndexError:
                return
            found[place] = call()

    helping = [_HELPERS.submit(work) for _ in range(min(_TOGETHER, len(calls)) - 1)]
    try:
        work()
    finally:
        begun = [one for one in helping if not one.cancel()]
        wait(begun)
    for one in begun:
        one.result()
    return [found[place] for place in range(len(calls))]


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
