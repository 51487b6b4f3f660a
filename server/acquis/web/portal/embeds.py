"""Cards and matrices that stand in a frame on other pages, and the small script that puts them there.

Only these pages may be framed by anyone. They must not ask who frames them, and need no script to be read.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, render_template, request

from acquis import cards, formats
from acquis.cards import Card
from acquis.comparing import matrix, view
from acquis.comparing.kinds import KINDS
from acquis.comparing.reading import record
from acquis.engine import Term
from acquis.errors import UnknownEntity
from acquis.library import tables
from acquis.library.queries import Question
from acquis.library.tables import Table
from acquis.web.base import asking
from acquis.web.base.addresses import absolute, at, here, kept
from acquis.web.base.answer import answer
from acquis.web.base.languages import PARAMETER, language
from acquis.web.base.served import served

__all__ = ["bp"]

bp = Blueprint("embeds", __name__, url_prefix="/embed")

_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'"
_ANYWHERE = f"{_POLICY}; frame-ancestors *"
# The page that explains shows what it explains.
_SHOWING = f"{_POLICY}; img-src 'self' data:; frame-src 'self'; frame-ancestors 'self'"
_MATRICES = ("topics", "norms")
# Rows of a matrix in a frame: more of them belong on a page of their own.
_MOST = 250
_DAY = 86_400


@bp.get("")
def index() -> Response:
    """Say how to put a card or a matrix on another page, first the card that `of` names."""
    script = absolute(here("embeds.script"))
    root = absolute(here("embeds.index"))
    ours = {"script": script, "root": root, "called": cards.called}
    return _page("embed/index.html", _SHOWING, lambda: {**ours, "chosen": _chosen()})


@bp.get("/acquis.js")
def script() -> Response:
    """Return the script that turns a marked element of any page into a frame."""
    # Sent from memory: a file that is sent stays open where a client never reads the answer to its end.
    script = Path(current_app.static_folder or "", "embed-host.js").read_bytes()
    response = Response(script, content_type="text/javascript; charset=utf-8")
    response.cache_control.public, response.cache_control.max_age = True, _DAY
    response.add_etag()
    response.make_conditional(request)
    return response


@bp.get("/norm/<name>")
def norm(name: str) -> Response:
    """Show where a norm of 2015 is worded, and the guidance on it."""
    engine = served().engine
    return _page("embed/norm.html", _ANYWHERE, lambda: {"card": cards.norm(engine, name, _ask, language())})


@bp.get("/state/<name>")
def state(name: str) -> Response:
    """Show the stances of a State that are recorded, topic by topic."""
    engine = served().engine
    return _page("embed/state.html", _ANYWHERE, lambda: {"card": cards.state(engine, name, _ask, language())})


@bp.get("/matrix/<name>")
def table(name: str) -> Response:
    """Show who said what on each topic, or on each norm; without other wishes, of those who spoke."""
    if name not in _MATRICES:
        raise UnknownEntity(f"There is no matrix {name[:60]!r}: take one of {', '.join(_MATRICES)}.")
    whole = record(served().engine)
    own = {one: request.args.getlist(one) for one in request.args if one not in ("release", PARAMETER)}
    wanted = view.read(whole, name, {"spoke": ["1"], **own})
    asked = [*wanted.parameters(), *kept().items()]
    page = f"{at(f'/compare/{name}')}?{urlencode(asked)}"
    shown = {"kinds": KINDS, "most": _MOST, "page": page}
    return _page("embed/matrix.html", _ANYWHERE, lambda: {"found": matrix.matrix(whole, wanted), **shown})


def _chosen() -> Card | None:
    """Return the card that `of` names, such as norm/c; None where none is named.

    Raises:
        UnknownEntity: there is no such card.
    """
    name = request.args.get("of", "")
    kind, _, code = name.partition("/")
    if not name:
        return None
    if kind not in cards.CARDS:
        raise UnknownEntity(f"There is no card {name[:60]!r}: take one such as norm/c or state/EST.")
    _, make = cards.CARDS[kind]
    return make(served().engine, code, _ask, language())


def _ask(question: Question, values: Mapping[str, Term]) -> Table:
    return tables.read(asking.run(question.query, tables.JSON, values=values).body)


def _page(template: str, policy: str, shown: Callable[[], dict[str, Any]]) -> Response:
    page = formats.named("html", "graph")
    response = answer(page, lambda: render_template(template, **shown()), negotiated=False)
    response.headers["Content-Security-Policy"] = policy
    return response
