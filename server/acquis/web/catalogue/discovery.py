"""What machines look for first: VoID, the catalogue, the map of the site, and what crawlers should not touch.

It must not choose what is said of the data: `acquis.releases.catalogue` and the release do.
"""

from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, redirect, render_template
from werkzeug.wrappers import Response as AnyResponse

from acquis.engine import Engine, NamedNode, plain
from acquis.errors import UnknownEntity
from acquis.formats import Format, offered
from acquis.library import queries
from acquis.releases import catalogue
from acquis.releases.void import DATASET
from acquis.web.base.addresses import absolute, at, here, local
from acquis.web.base.answer import answer
from acquis.web.base.served import served
from acquis.web.base.wanted import address, in_release, linked, wanted, written
from acquis.web.catalogue.releases import current, held, kept

__all__ = ["bp"]

bp = Blueprint("discovery", __name__)

_XML = Format("application/xml", "xml", frozenset(), "XML")
_TEXT = Format("text/plain", "txt", frozenset(), "Plain text")
# No more than that stand in one file: https://www.sitemaps.org/protocol.html
_PER_PART = 50_000
_DOCUMENTS = """
SELECT ?thing (MAX(?day) AS ?modified)
WHERE {
  GRAPH ?graph { ?thing a ?class ; skos:prefLabel ?label }
  FILTER(STRSTARTS(STR(?thing), STR(id:)))
  FILTER(?class != acq:Evidence && ?class != acq:Citation)
  OPTIONAL { GRAPH graph:meta { ?graph dcterms:modified ?day } }
}
GROUP BY ?thing
ORDER BY ?thing
"""
_KEPT_FROM_CRAWLERS = ("/sparql", "/api/", "/cite", "/dumps/", "/graphs?")


@bp.get("/.well-known/void")
def void() -> AnyResponse:
    """Describe the dataset by VoID; people are sent to the page about it."""
    form, negotiated = wanted("graph")
    if form.suffix == "html":
        return _see_other(local(DATASET))
    found = answer(
        form, lambda: written(catalogue.void_document(served().engine, address), form), negotiated=negotiated
    )
    return linked(found, form, "graph")


@bp.get("/catalog")
def catalog() -> Response:
    """List the dataset, its releases, their dumps and the service over them."""
    form, negotiated = wanted("graph")

    def make() -> bytes | str:
        releases = kept()
        if form.suffix == "html":
            return render_template(
                "catalogue/catalog.html",
                releases=releases[::-1],
                forms=offered("graph"),
                dumps=catalogue.DUMPS,
            )
        return written(catalogue.catalogue(releases, served().release_id, address), form)

    return linked(answer(form, make, negotiated=negotiated, state=held()), form, "graph")


@bp.app_template_global("schema_org")
def schema_org() -> dict[str, Any]:
    """Return the dataset as search engines read it in the head of a page."""
    return catalogue.schema_org(current(), address)


@bp.get("/query/<name>")
def query(name: str) -> AnyResponse:
    """Lead from the identifier of a question to its page, or answer with its query as data."""
    question = queries.find(name)
    form, negotiated = wanted("graph")
    if form.suffix == "html":
        return _see_other(here("library.ask", name=question.name, **in_release()))
    said = list(served().engine.triples(NamedNode(question.iri)))
    if not said:
        raise UnknownEntity(f"The release does not hold the question {name}.", iri=question.iri)
    return linked(answer(form, lambda: written(said, form), negotiated=negotiated), form, "graph")


@bp.get("/sitemap.xml")
def sitemaps() -> Response:
    """List the parts of the map of the site."""

    def make() -> str:
        count = max(1, -(-len(_documents(served().engine)) // _PER_PART))
        parts = [absolute(here("discovery.sitemap", part=part)) for part in range(1, count + 1)]
        return render_template("catalogue/sitemaps.xml", parts=parts)

    return answer(_XML, make, negotiated=False)


@bp.get("/sitemap/<int:part>.xml")
def sitemap(part: int) -> Response:
    """List the addresses of documents, with the day that their source last changed."""
    found = _documents(served().engine)[(part - 1) * _PER_PART : part * _PER_PART] if part else ()
    if not found and part != 1:
        raise UnknownEntity(f"The map of the site has no part {part}.")

    def make() -> str:
        return render_template(
            "catalogue/sitemap.xml", pages=[(absolute(local(iri)), day) for iri, day in found]
        )

    return answer(_XML, make, negotiated=False)


@bp.get("/robots.txt")
def robots() -> Response:
    """Ask crawlers to leave alone what computes, repeats or only machines want."""
    root = urlsplit(at("/")).path
    lines = ["User-agent: *", f"Disallow: {root}*?*release="]
    lines += [f"Disallow: {urlsplit(root).path.rstrip('/')}{path}" for path in _KEPT_FROM_CRAWLERS]
    lines += ["", f"Sitemap: {absolute(here('discovery.sitemaps'))}"]
    return answer(_TEXT, lambda: "\n".join(lines) + "\n", negotiated=False)


@bp.get("/favicon.ico")
def icon() -> AnyResponse:
    """Lead to the icon of the site: browsers look for it here where they show what is no page."""
    return redirect(here("static", filename="icon.svg"), 302)


@lru_cache(maxsize=2)
def _documents(engine: Engine) -> tuple[tuple[str, str], ...]:
    """Return each thing with a page of its own, and the day that its source last changed, "" if unknown."""
    return tuple((plain(thing), plain(day)) for thing, day in engine.query(_DOCUMENTS).rows())


def _see_other(location: str) -> AnyResponse:
    response = redirect(location, 303)
    response.vary.add("Accept")
    return response
