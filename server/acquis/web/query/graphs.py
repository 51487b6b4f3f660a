"""Whole graphs to read: the Graph Store Protocol without its writing half, and a list of the graphs.

It must not describe a graph: `/graph/` does. Source: https://www.w3.org/TR/sparql11-http-rdf-update/
"""

import json

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from acquis import formats
from acquis.errors import InvalidParameter, UnknownEntity
from acquis.releases import service
from acquis.releases.void import DATASET
from acquis.vocab import SOURCE
from acquis.web.base import asking
from acquis.web.base.addresses import here, local
from acquis.web.base.answer import answer, known, unchanged
from acquis.web.base.served import served
from acquis.web.base.wanted import in_release, linked, wanted

__all__ = ["bp"]

bp = Blueprint("graphs", __name__)

_ALL = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


@bp.get("/graphs")
def store() -> AnyResponse:
    """Answer with one graph, or list those there are."""
    named = request.args.getlist("graph")
    if len(named) + ("default" in request.args) > 1:
        raise InvalidParameter("Ask for one graph: either graph=<its IRI>, once, or default.", name="graph")
    if named:
        return _graph(_existing(named[0]))
    return _graph("") if "default" in request.args else _list()


def _graph(iri: str) -> AnyResponse:
    """Return all triples of the graph *iri*, "" for the union of all; for people there is a page about it."""
    form, negotiated = wanted("graph")
    if form.suffix == "html":
        page = redirect(local(iri or DATASET), 303)
        page.vary.add("Accept")
        return page
    licence = service.licence(served().engine, iri or DATASET)
    if known(form):
        return linked(unchanged(form, negotiated=negotiated), form, "graph", licence)
    found = asking.run(_ALL, form.media_type, default_graphs=[iri] if iri else (), profile=form.profile)
    return linked(answer(form, lambda: found.body, negotiated=negotiated), form, "graph", licence)


def _existing(iri: str) -> str:
    """Return *iri* if there is a graph of that name.

    Raises:
        InvalidParameter: it is empty.
        UnknownEntity: there is none.
    """
    if not iri:
        raise InvalidParameter(f"graph needs the IRI of a graph, such as {SOURCE}norms.", name="graph")
    if iri not in served().engine.named_graphs():
        raise UnknownEntity(
            f"There is no graph {iri}: {here('graphs.store')} lists those there are.", iri=iri
        )
    return iri


def _list() -> Response:
    form, negotiated = wanted("note")

    def make() -> str:
        found = service.graphs(served().engine)
        if form.suffix == "txt":
            return "".join(f"{iri}\n" for iri, _, _ in found)
        if form.suffix == "json":
            listed = [{"graph": iri, "title": title, "triples": size} for iri, title, size in found]
            return json.dumps({"graphs": listed}, ensure_ascii=False, indent=2) + "\n"
        return render_template(
            "query/graphs.html",
            graphs=found,
            total=len(served().engine),
            forms=[one for one in formats.offered("graph") if one.suffix != "html"],
            address=lambda form, **chosen: here("graphs.store", **chosen, format=form.suffix, **in_release()),
        )

    return linked(answer(form, make, negotiated=negotiated), form, "note")
