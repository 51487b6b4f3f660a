"""The first page and the state of the server; it must not compute what the manifest already says."""

from functools import lru_cache

from flask import Blueprint, Response, jsonify, render_template

from acquis import queries
from acquis.engine import Engine
from acquis.errors import InvalidParameter
from acquis.formats import named
from acquis.web.answer import answer
from acquis.web.state import served

__all__ = ["bp"]

bp = Blueprint("home", __name__)


@bp.get("/")
def index() -> Response:
    """Say what this is, what it holds, and what it can be asked."""
    now = served()
    page = named("html", "graph")
    return answer(
        page,
        lambda: render_template("home.html", now=now, questions=_questions(now.engine)),
        negotiated=False,
    )


@bp.get("/health")
def health() -> Response:
    """Answer 200 while a release can be read."""
    now = served()
    quads = now.manifest.get("quads") or now.engine.count_quads()
    response = jsonify(status="ok", release=now.release_id, quads=quads)
    response.headers["Cache-Control"] = "no-store"
    return response


@lru_cache(maxsize=2)
def _questions(engine: Engine) -> tuple[tuple[queries.Question, dict[str, str] | None], ...]:
    """Return each question with what to send to the endpoint, None when its defaults are not in the data."""
    return tuple((question, _sent(question, engine)) for question in queries.library().values())


def _sent(question: queries.Question, engine: Engine) -> dict[str, str] | None:
    try:
        values = question.bind(engine, {})
    except InvalidParameter:
        return None
    return {"query": question.query, **{f"${name}": str(term) for name, term in values.items()}}
