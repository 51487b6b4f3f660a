"""Documents that were read here, in the browser: what a reader was not sure of, and a reviewer's word on it.

It must not read documents, nor know what a decision writes: `acquis.ingest` does.
"""

from functools import partial
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, render_template, request

from acquis.errors import AcquisError, NotAuthenticated, StorageFull
from acquis.ingest import reviewing, seen
from acquis.ingest.items import Item
from acquis.vocab import ID
from acquis.web.base.addresses import here
from acquis.web.base.errors import STATUS
from acquis.web.base.served import Source
from acquis.web.entry.review import reviewer
from acquis.web.session import keeping, sessions

__all__ = ["bp"]

bp = Blueprint("curating", __name__)
sessions.guard(bp)

_SIZE = 50
_AT_ONCE = 10
# So many of the last decisions can be taken back on the page.
_LAST = 20
# What a form says instead of an answer to take one back.
_AGAIN = "again"
# Where values are typed, all that there are cannot be listed.
_TYPED = ("citation", "reference")


@bp.get("/desk/texts")
def texts() -> Response:
    """List the documents that were read here, with how much of each waits."""
    reviewer()
    after = request.args.get("after", "").strip()
    found = seen.documents(Source.current().settings.texts_dir, after=after, most=_SIZE + 1)
    following = found[_SIZE - 1].slug if len(found) > _SIZE else ""
    return _page("entry/texts.html", found=found[:_SIZE], following=following)


@bp.get("/desk/texts/<slug>")
def text(slug: str) -> Response:
    """Show what waits of one document, the first few at a time."""
    reviewer()
    return _one(slug)


@bp.post("/desk/texts/<slug>")
def decide(slug: str) -> Response:
    """Keep one decision, or take it back, and go on with what waits; what hinders it is told there."""
    reviewer()
    form = request.form
    item, answer = form.get("item", ""), form.get("answer", "")
    given = ", ".join(value for value in (*form.getlist("value"), form.get("typed", "")) if value.strip())
    folder = Source.current().settings.texts_dir
    try:
        if answer == _AGAIN:
            reviewing.reopen(folder, slug, item)
        else:
            reviewing.decide(folder, slug, item, answer, given)
    except (NotAuthenticated, StorageFull):
        raise
    except AcquisError as error:
        return _one(slug, item, str(error), STATUS[type(error)])
    return keeping.onward(here("curating.text", slug=slug, kind=form.get("kind", "") or None) + "#waiting")


def _one(slug: str, item: str = "", problem: str = "", status: int = HTTPStatus.OK) -> Response:
    """Return the page of the document *slug*; *problem* is what hinders a decision on *item*."""
    folder = Source.current().settings.texts_dir
    review = reviewing.opened(folder, slug)
    kind = request.values.get("kind", "")
    waiting = [one for one in review.waiting if kind in ("", one.kind)]
    shown = _first(waiting, item)
    return _page(
        "entry/text.html",
        status,
        review=review,
        kind=kind,
        kinds=_counted(review.waiting),
        shown=shown,
        left=len(waiting) - len(shown),
        decided=review.decided[: -_LAST - 1 : -1],
        words=seen.words(folder, slug),
        unit=partial(_unit, slug),
        typed=_TYPED,
        problem=problem,
        item=item,
        given=request.form,
    )


def _unit(slug: str, item: Item) -> str:
    """Return the IRI of the unit that *item* is at, or of the edition, the document *slug*."""
    return f"{ID}edition/{slug}" + (f"/{item.path}" if item.path else "")


def _first(waiting: list[Item], item: str) -> list[Item]:
    """Return the first few of *waiting*, with *item* among them, which somebody has just answered."""
    place = next((number for number, one in enumerate(waiting) if one.id == item), 0)
    start = max(0, place - _AT_ONCE + 1)
    return waiting[start : start + _AT_ONCE]


def _counted(waiting: list[Item]) -> dict[str, int]:
    kinds = [one.kind for one in waiting]
    return {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)}


def _page(template: str, status: int = HTTPStatus.OK, **values: Any) -> Response:
    return Response(render_template(template, **values), status, content_type="text/html; charset=utf-8")
