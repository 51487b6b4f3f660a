"""The first page; it must not compute what the manifest already says."""

from typing import Any

from flask import Blueprint, Response, current_app, render_template

from acquis import describe
from acquis.formats import named
from acquis.library import queries
from acquis.vocab import ID, VOC
from acquis.web.base.answer import answer
from acquis.web.base.served import served
from acquis.web.portal.examples import examples

__all__ = ["bp"]

bp = Blueprint("home", __name__)


@bp.get("/")
def index() -> Response:
    """Say what this is, what it holds and until when, and what can be done with it."""
    return answer(
        named("html", "graph"), lambda: render_template("portal/home.html", **_page()), negotiated=False
    )


def _page() -> dict[str, Any]:
    now = served()

    def recorded(path: str) -> str:
        """Return the IRI of *path*, such as voc/pillar/norms, "" where nothing is recorded of it."""
        space, _, rest = path.partition("/")
        iri = {"id": ID, "voc": VOC}[space] + rest
        return iri if describe.recorded(now.engine, iri) else ""

    return {
        "now": now,
        "counts": now.manifest.get("counts", {}),
        "coverage": now.manifest.get("coverage", {}),
        "examples": examples(),
        "questions": queries.library(),
        "recorded": recorded,
        "offered": current_app.view_functions.keys(),
    }
