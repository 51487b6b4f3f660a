"""The SPARQL endpoint: queries in, answers out, a description for programs and a form for people.

It must not evaluate queries itself. Source: https://www.w3.org/TR/sparql11-protocol/
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, render_template, request

from acquis import formats
from acquis.engine import Term, bound, graph_result, table
from acquis.formats import Format
from acquis.library import queries
from acquis.pool import Answer
from acquis.readable import value
from acquis.releases import service
from acquis.vocab import ID, PREFIXES, VOC
from acquis.web.base import asking
from acquis.web.base.addresses import absolute, here
from acquis.web.base.answer import answer, fleeting, known, unchanged
from acquis.web.base.languages import gettext as _
from acquis.web.base.served import Source, served
from acquis.web.base.vendored import vendored
from acquis.web.base.wanted import in_release
from acquis.web.query import protocol
from acquis.web.query.protocol import Operation

__all__ = ["bp"]

bp = Blueprint("sparql", __name__)

_EXAMPLE = """SELECT ?norm ?label ?summary
WHERE {
  ?norm a acq:Norm ;
    skos:prefLabel ?label .
  OPTIONAL { ?norm acq:summary ?summary }
}
ORDER BY ?norm
LIMIT 20
"""
_MAX_ROWS = 1000
_JSON = "application/sparql-results+json"


@bp.get("/sparql")
def by_get() -> Response:
    """Answer the query in the address; without one, describe the service or show the form."""
    if "query" not in request.args and "update" not in request.args:
        return _service()
    return _answered(protocol.read(request))


@bp.route("/sparql", methods=["POST", "QUERY"])
def by_body() -> Response:
    """Answer the query in the body."""
    return _answered(protocol.read(request))


def _answered(asked: Operation) -> Response:
    checked = asking.check(asked.text)
    asked = replace(asked, text=checked.text)
    if asked.explain:
        return _explained(asked)
    form, negotiated = asked.form(request.headers.get("Accept"), checked.kind)
    if not checked.fleeting and known(form):
        return unchanged(form, negotiated=negotiated)
    found = _run(asked, form)
    shown = _page(asked, found) if form.suffix == "html" else found.body
    respond = fleeting if checked.fleeting else answer
    response = respond(form, lambda: shown, negotiated=negotiated)
    if found.rows is not None:
        response.headers["Acquis-Rows"] = str(found.rows)
        if found.rows != found.total:
            response.headers["Acquis-Truncated"] = f"{_MAX_ROWS} of {found.total}"
    return response


def _run(asked: Operation, form: Format) -> Answer:
    is_page = form.suffix == "html"
    return asking.run(
        asked.text,
        _JSON if is_page else form.media_type,
        values=asked.values,
        default_graphs=asked.default_graphs,
        named_graphs=asked.named_graphs,
        profile=form.profile,
        limit=_MAX_ROWS if is_page else None,
        seconds=asked.seconds,
        explain=asked.explain or is_page,
    )


def _explained(asked: Operation) -> Response:
    """Answer why the query has no result."""
    form, negotiated = asked.form(request.headers.get("Accept"), "note")
    found = _run(asked, formats.named("html", "select"))
    if form.suffix == "html":
        return answer(form, lambda: _page(asked, found), negotiated=negotiated)
    said = found.reasons or ("The query has a result.",)
    note = {"empty": bool(found.reasons), "rows": found.total, "reasons": list(found.reasons)}
    text = (
        "\n".join(said) + "\n"
        if form.suffix == "txt"
        else json.dumps(note, ensure_ascii=False, indent=2) + "\n"
    )
    return answer(form, lambda: text, negotiated=negotiated)


def _page(asked: Operation, found: Answer) -> str:
    """Return the page that shows *found*; it says so when there are more rows than it shows."""
    engine = served().engine
    verdict = json.loads(found.body)["boolean"] if found.kind == "ask" else None
    rows = [] if found.kind == "ask" else list(table(found.body).rows())
    return render_template(
        "query/result.html",
        asked=asked,
        found=found,
        verdict=verdict,
        rows=[[None if term is None else value(engine, term) for term in row] for row in rows],
        forms=[form for form in formats.offered(found.kind) if form.suffix != "html"],
        cite=here("citing.cite", **asked.parameters(), **in_release()),
        address=lambda form: here("sparql.by_get", **asked.parameters(), format=form.suffix, **in_release()),
    )


@bp.app_template_global("in_editor")
def in_editor(text: str, values: Mapping[str, Term]) -> str:
    """Return the address of the editor with the query *text*, in which variables have their *values*.

    The query stands after the # sign, so that no server and no log sees it before it is run.
    """
    fragment = urlencode({"query": bound(text, values)}, quote_via=quote)
    return f"{here('sparql.by_get', **in_release())}#{fragment}"


def _service() -> Response:
    form = formats.choose(request.headers.get("Accept"), "graph")

    def make() -> bytes | str:
        settings = Source.current().settings
        if form.suffix == "html":
            return render_template(
                "query/sparql.html",
                text=_EXAMPLE,
                settings=settings,
                setting=_setting(),
                questions=list(queries.library().values()),
                most_rows=_MAX_ROWS,
            )
        endpoint = absolute(here("sparql.by_get"))
        return graph_result(service.description(served().engine, endpoint, settings)).serialise(
            form.media_type
        )

    return answer(form, make)


def _setting() -> dict[str, Any]:
    """Return what the script of the editor needs to know: addresses, prefixes, and its words."""
    return {
        "endpoint": here("sparql.by_get", **in_release()),
        "editor": vendored("yasqe.min.js"),
        "prefixes": PREFIXES,
        "things": [space for space in PREFIXES.values() if space.startswith((ID, VOC))],
        "words": {
            "answered": _("Answered in {ms} ms from release {release}."),
            "away": _("The server cannot be reached: try again in a moment."),
            "copied": _("The link is copied."),
            "expected": _("Line {line} is not understood. What may stand there: {names}."),
            "no_example": _("This release does not hold the query of this example."),
            "place": _("Go to line {line}, column {column}"),
            "running": _("The query runs."),
            "stopped": _("Stopped, on the server too."),
        },
    }
