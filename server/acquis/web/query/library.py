"""The library of questions over HTTP: a list, and each question as a page with a form and as an API call.

It must not know the data: `acquis.library` binds values and writes tables.
"""

import json
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from flask import Blueprint, Response, request

from acquis import formats
from acquis.engine import Term
from acquis.errors import InvalidParameter
from acquis.formats import Format
from acquis.library import queries, tables
from acquis.library.charts import Chart
from acquis.library.choices import fold
from acquis.library.queries import Question
from acquis.library.tables import Table
from acquis.library.values import Parameter
from acquis.vocab import LICENCE
from acquis.web.base import asking
from acquis.web.base.addresses import absolute, here
from acquis.web.base.answer import answer, known, unchanged
from acquis.web.base.served import served
from acquis.web.query import call, pages
from acquis.web.query.call import Call

__all__ = ["bp"]

bp = Blueprint("library", __name__)

_METHODS = ["GET", "POST"]


@bp.get("/api/queries")
def index() -> Response:
    """List the questions, with what each can be asked and where its answer is."""
    form = formats.choose(request.headers.get("Accept"), "note")
    tag, words = request.args.get("tag", "").strip(), request.args.get("q", "").strip()
    wanted, folded = _tag(tag), fold(words).split()
    found = [one for one in queries.library().values() if _fits(one, wanted, folded)]
    if form.suffix == "html":
        return answer(form, lambda: pages.index(found, _tags(), tag, words))
    if form.suffix == "txt":
        return answer(form, lambda: "".join(f"{one.name}\t{one.title}\n" for one in found))
    return answer(form, lambda: _dump({"questions": [_listed(one) for one in found]}))


@bp.route("/api/queries/<name>", methods=_METHODS)
def ask(name: str) -> Response:
    """Answer a question in the form that the client likes best."""
    return _asked(queries.find(name), "")


@bp.route("/api/queries/<name>.<suffix>", methods=_METHODS)
def ask_as(name: str, suffix: str) -> Response:
    """Answer a question in one form."""
    return _asked(queries.find(name), suffix)


def _asked(question: Question, suffix: str) -> Response:
    asked = call.read(request, question, suffix)
    try:
        values = question.bind(served().engine, asked.given)
    except InvalidParameter as error:
        # To look for what comes near takes time; a page that waits for its first values is no fault.
        if asked.given:
            asking.fault()
        if asked.form.suffix != "html":
            raise
        return _unanswered(asked, error)
    if known(asked.form):
        return unchanged(asked.form, negotiated=asked.negotiated)
    if question.kind == "select":
        return _table(asked, values)
    return _whole(asked, values)


def _unanswered(asked: Call, error: InvalidParameter) -> Response:
    """Return the page with the form and what is wrong; that is no fault where nothing was given."""
    page = pages.page(asked, {}, problem=str(error), name=error.name)
    response = Response(page, 400 if asked.given else 200, content_type=asked.form.content_type)
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("Accept")
    return response


def _table(asked: Call, values: Mapping[str, Term]) -> Response:
    found = asking.run(asked.question.query, tables.JSON, values=values)
    table = tables.read(found.body)
    total = len(table.rows)
    chart = pages.chart(asked, table) if asked.form.suffix == "html" else None
    if asked.labels:
        table = tables.labelled(served().engine, table)
    if asked.size is not None:
        table = table.part((asked.page - 1) * asked.size, asked.size)
    body = _written(asked, values, table, total, chart)
    response = answer(asked.form, lambda: body, negotiated=asked.negotiated)
    response.headers["Acquis-Rows"] = str(len(table.rows))
    response.headers["Acquis-Total"] = str(total)
    response.headers["Link"] = ", ".join(_links(asked, total))
    if asked.form.suffix in ("csv", "tsv", "xlsx"):
        response.headers["Content-Disposition"] = (
            f'attachment; filename="{asked.question.name}.{asked.form.suffix}"'
        )
    return response


def _written(
    asked: Call, values: Mapping[str, Term], table: Table, total: int, chart: Chart | None
) -> bytes | str:
    if asked.form.suffix == "html":
        return pages.page(asked, values, table=table, total=total, chart=chart)
    if asked.form.suffix == "json":
        return _dump(_envelope(asked, table, total))
    if asked.form.suffix == "xlsx":
        return tables.workbook(table, pages.about(asked, total))
    return tables.excel_csv(table) if asked.excel else tables.write(table, asked.form.media_type)


def _whole(asked: Call, values: Mapping[str, Term]) -> Response:
    """Return the answer to a question that gives a graph, or a yes or no."""
    is_page = asked.form.suffix == "html"
    media_type = formats.offered(asked.question.kind)[0].media_type if is_page else asked.form.media_type
    limit = pages.MOST_TRIPLES if is_page and asked.question.kind == "graph" else None
    found = asking.run(
        asked.question.query, media_type, values=values, profile=asked.form.profile, limit=limit
    )
    if not is_page:
        return answer(asked.form, lambda: found.body, negotiated=asked.negotiated)
    if asked.question.kind == "ask":
        body = pages.page(asked, values, verdict=json.loads(found.body)["boolean"])
    else:
        body = pages.page(asked, values, table=tables.read(found.body), total=found.total or 0)
    return answer(asked.form, lambda: body, negotiated=asked.negotiated)


def _links(asked: Call, total: int) -> list[str]:
    """Return the links of the Link header: the other pages (RFC 8288), the licence, the description."""
    last = pages.last_page(asked, total)
    places = {"first": 1, "last": last}
    if asked.page > 1:
        places["prev"] = min(asked.page - 1, last)
    if asked.page < last:
        places["next"] = asked.page + 1
    shown = places.items() if asked.size else ()
    links = [f'<{asked.address(page=page)}>; rel="{name}"' for name, page in shown]
    return [*links, f'<{LICENCE}>; rel="license"', f'<{here("reference.document")}>; rel="service-desc"']


def _envelope(asked: Call, table: Table, total: int) -> dict[str, Any]:
    """Return the plain answer: what was asked, of which release, and the rows as objects."""
    return {
        "question": asked.question.name,
        "title": asked.question.title,
        "parameters": pages.used(asked),
        "release": served().release_id,
        "licence": LICENCE,
        "columns": table.columns,
        "rows": len(table.rows),
        "total": total,
        "data": tables.records(table),
    }


def _listed(question: Question) -> dict[str, Any]:
    def address(suffix: str) -> str:
        return absolute(here("library.ask_as", name=question.name, suffix=suffix))

    return {
        "name": question.name,
        "title": question.title,
        "description": question.description,
        "tags": question.tags,
        "source": question.source,
        "answer": question.kind,
        "columns": question.columns,
        "params": [_described(param) for param in question.params],
        "links": {
            "self": absolute(here("library.ask", name=question.name)),
            **{form.suffix: address(form.suffix) for form in _forms(question)},
        },
    }


def _described(param: Parameter) -> dict[str, Any]:
    named = {"label": param.label, "default": param.default, "class": param.in_class, "scheme": param.scheme}
    said = {name: value for name, value in named.items() if value}
    return {"name": param.name, "type": param.type, **said, "optional": param.optional}


def _forms(question: Question) -> tuple[Format, ...]:
    return formats.offered(call.form_kind(question))


def _fits(question: Question, tag: str, words: Sequence[str]) -> bool:
    text = fold(" ".join((question.name, question.title, question.description, *question.tags)))
    return (not tag or tag in question.tags) and all(word in text for word in words)


def _tags() -> list[str]:
    return sorted({tag for question in queries.library().values() for tag in question.tags})


def _tag(tag: str) -> str:
    known = _tags()
    if tag and tag not in known:
        near = get_close_matches(tag, known)
        raise InvalidParameter(
            f"There is no tag {tag[:60]!r}: choose from {', '.join(known)}.", name="tag", near=near
        )
    return tag


def _dump(found: Any) -> str:
    return json.dumps(found, ensure_ascii=False, indent=2, default=list) + "\n"
