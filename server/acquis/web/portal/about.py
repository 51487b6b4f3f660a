"""The pages that say what this is, how good the data are, what each word of them means, and how to use them.

It must not count or define: `acquis.coverage` reads that from the release.
"""

from collections.abc import Callable, Collection
from difflib import get_close_matches
from typing import Any

from flask import Blueprint, Response, render_template

from acquis import formats
from acquis.coverage import dictionary, quality
from acquis.errors import UnknownEntity
from acquis.vocabulary import version
from acquis.web.base.answer import answer
from acquis.web.base.served import served

__all__ = ["bp"]

bp = Blueprint("about", __name__, url_prefix="/about")

_READERS = ("scholars", "policy", "portals")
# What each kind of word is called in an address.
_WORDS = dict(zip(("classes", "links", "values", "annotations"), dictionary.KINDS, strict=True))


@bp.get("")
def index() -> Response:
    """Say what this is, how it is made and checked, and who may use it for what."""
    return _page("about/index.html")


@bp.get("/coverage")
def coverage() -> Response:
    """Show how each kind of record was checked, what is contested, and what is missing."""
    now = served()
    return _page(
        "about/coverage.html", lambda: {"quality": quality.read(now.engine), "manifest": now.manifest}
    )


@bp.get("/data")
@bp.get("/data/<name>")
def data(name: str = "classes") -> Response:
    """List the words of the data of one kind, with their meaning, their use and questions that use them."""
    _known(name, _WORDS)
    engine = served().engine

    def shown() -> dict[str, Any]:
        found = dictionary.words(engine)
        return {
            "kind": name,
            "counts": {one: sum(word.kind == kind for word in found) for one, kind in _WORDS.items()},
            "words": [word for word in found if word.kind == _WORDS[name]],
            "version": version(engine),
        }

    return _page("about/data.html", shown)


@bp.get("/how-to/<name>")
def how_to(name: str) -> Response:
    """Lead one kind of reader through what they come for."""
    _known(name, _READERS)
    return _page(f"about/{name}.html", lambda: {"reader": name})


def _page(template: str, shown: Callable[[], dict[str, Any]] = dict) -> Response:
    page = formats.named("html", "graph")
    return answer(page, lambda: render_template(template, **shown()), negotiated=False)


def _known(name: str, known: Collection[str]) -> None:
    """Refuse a *name* that is not *known*.

    Raises:
        UnknownEntity: it is not; the message lists those that are.
    """
    if name not in known:
        near = get_close_matches(name, known)
        raise UnknownEntity(
            f"There is no page {name[:60]!r} here: take one of {', '.join(known)}.", near=near
        )
