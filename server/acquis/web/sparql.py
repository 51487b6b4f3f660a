"""The SPARQL endpoint: SPARQL 1.1 Protocol, queries only, with a form for people.

It must not evaluate or refuse queries itself. Source: https://www.w3.org/TR/sparql11-protocol/
"""

from dataclasses import dataclass
from itertools import islice
from urllib.parse import urljoin

from flask import Blueprint, Request, Response, abort, render_template, request
from werkzeug.datastructures import MultiDict

from acquis import describe, formats
from acquis.engine import Engine, Result, Term, graph_result, no_updates, parse_term
from acquis.errors import InvalidData, InvalidParameter, InvalidQuery, UnsupportedMedia
from acquis.formats import Format
from acquis.web.answer import answer
from acquis.web.state import Source, here, served

__all__ = ["bp"]

bp = Blueprint("sparql", __name__)

_ACCEPTED = ("application/x-www-form-urlencoded", "application/sparql-query")
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


@dataclass(frozen=True)
class Asked:
    """A query operation: the `text`, values of its variables, its dataset if any, and the form by suffix.

    A parameter `$name` with a term gives a variable its value, as servers built on RDF4J have it.
    """

    text: str
    values: dict[str, Term]
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    wanted: str


@bp.get("/sparql")
def by_get() -> Response:
    """Answer the query in the address; without one, describe the service or show the form."""
    if "query" not in request.args and "update" not in request.args:
        return _service()
    return _answered(_asked(request.args, request.args))


@bp.post("/sparql")
def by_post() -> Response:
    """Answer the query in the body."""
    return _answered(read_protocol(request))


def read_protocol(asked: Request) -> Asked:
    """Return the query operation of a POST request: a form, or a query with its dataset in the address.

    Raises:
        InvalidParameter: no query, or more than one.
        InvalidQuery: the body is not UTF-8.
        UnsupportedMedia: another type of body.
        UnsupportedQuery: an update.
    """
    if asked.mimetype == "application/sparql-update":
        raise no_updates()
    if asked.mimetype == _ACCEPTED[0]:
        return _asked(asked.form, asked.form)
    if asked.mimetype != _ACCEPTED[1]:
        raise UnsupportedMedia(
            f"A body of type {asked.mimetype or 'none'} is not read: send {' or '.join(_ACCEPTED)}.",
            given=asked.mimetype,
            accepted=_ACCEPTED,
        )
    try:
        text = asked.get_data().decode()
    except UnicodeDecodeError as error:
        raise InvalidQuery(f"The query is not UTF-8: {error.reason} at byte {error.start}.") from None
    return _asked(MultiDict({"query": text}), asked.args)


def _asked(sent: MultiDict[str, str], beside: MultiDict[str, str]) -> Asked:
    """Return the operation with the query in *sent* and all else *beside* it; other parameters do no harm."""
    if "update" in sent:
        raise no_updates()
    texts = sent.getlist("query")
    if len(texts) != 1:
        raise InvalidParameter(f"Send exactly one query; there are {len(texts)}.", name="query")
    limit = Source.current().settings.max_query_bytes
    if len(texts[0].encode()) > limit:
        abort(413, f"The query is longer than {limit} bytes, the most that is read here: send a shorter one.")
    return Asked(
        texts[0],
        {name[1:]: _value(name, beside[name]) for name in beside if name[:1] == "$"},
        tuple(beside.getlist("default-graph-uri")),
        tuple(beside.getlist("named-graph-uri")),
        beside.get("format", ""),
    )


def _value(name: str, text: str) -> Term:
    try:
        return parse_term(text)
    except InvalidData as error:
        raise InvalidParameter(f"{name}: {error}", name=name) from None


def _answered(asked: Asked) -> Response:
    engine = served().engine
    result = engine.query(
        asked.text,
        default_graphs=asked.default_graphs,
        named_graphs=asked.named_graphs,
        substitutions=asked.values,
    )
    form, negotiated = _form(asked, result)

    def make() -> bytes | str:
        return _table(engine, asked, result) if form.suffix == "html" else result.serialise(form.media_type)

    return answer(form, make, negotiated=negotiated)


def _form(asked: Asked, result: Result) -> tuple[Format, bool]:
    """Return the form asked for by name, if it is one of ours, else by Accept header, and whether by that."""
    for form in formats.offered(result.kind):
        if asked.wanted == form.suffix:
            return form, False
    return formats.choose(request.headers.get("Accept"), result.kind), True


def _table(engine: Engine, asked: Asked, result: Result) -> str:
    """Return the page that shows *result*; it says so when there are more rows than it shows."""
    verdict = bool(result) if result.kind == "ask" else None
    found = [] if result.kind == "ask" else list(islice(result.rows(), _MAX_ROWS + 1))
    rows = [
        [None if term is None else describe.value(engine, term) for term in row] for row in found[:_MAX_ROWS]
    ]
    return render_template(
        "result.html",
        asked=asked,
        result=result,
        verdict=verdict,
        rows=rows,
        more=len(found) > _MAX_ROWS,
        forms=[form for form in formats.offered(result.kind) if form.suffix != "html"],
        address=lambda form: _address(asked, form),
    )


def _address(asked: Asked, form: Format) -> str:
    beside = {f"${name}": str(term) for name, term in asked.values.items()}
    dataset = {"default-graph-uri": asked.default_graphs, "named-graph-uri": asked.named_graphs}
    return here("sparql.by_get", query=asked.text, format=form.suffix, **beside, **dataset)


def _service() -> Response:
    form = formats.choose(request.headers.get("Accept"), "graph")

    def make() -> bytes | str:
        if form.suffix == "html":
            return render_template("sparql.html", text=_EXAMPLE)
        endpoint = urljoin(request.host_url, here("sparql.by_get"))
        return graph_result(describe.service(served().engine, endpoint)).serialise(form.media_type)

    return answer(form, make)
