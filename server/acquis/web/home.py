"""The first page; it must not compute what the manifest already says."""

from flask import Blueprint, Response, render_template

from acquis.formats import named
from acquis.library import queries
from acquis.web.answer import answer
from acquis.web.state import served

__all__ = ["bp"]

bp = Blueprint("home", __name__)

# How many questions stand on the page, the first by the order that they ask for.
_SHOWN = 8


@bp.get("/")
def index() -> Response:
    """Say what this is, what it holds, and what it can be asked."""
    now, questions = served(), queries.library().values()
    page = named("html", "graph")
    return answer(
        page,
        lambda: render_template(
            "home.html", now=now, questions=list(questions)[:_SHOWN], total=len(questions)
        ),
        negotiated=False,
    )
