"""Linked data: every IRI of ours leads to a page about the thing, or to its triples.

It must not choose what is said of a thing: that is `acquis.describe`.
"""

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from acquis import describe, formats, names
from acquis.describe import Group
from acquis.engine import graph_result
from acquis.errors import UnknownEntity
from acquis.formats import Format
from acquis.vocab import ACQ, BASE, ID, SOURCE, VOC
from acquis.web.answer import answer, link_forms
from acquis.web.state import at, here, served

__all__ = ["bp"]

bp = Blueprint("linked", __name__)

_DATASET = BASE + "dataset"
_ONTOLOGY = BASE + "def"
_TERMS = 1000


@bp.get("/id/<path:path>")
def identify(path: str) -> AnyResponse:
    """Send from a thing, which is not on the web, to the document about it."""
    return _see_other(here("linked.document", path=path))


@bp.get("/symbol/<path:symbol>")
def symbol(symbol: str) -> AnyResponse:
    """Send from a document symbol, in any printed spelling, to its edition."""
    found = names.edition(served().engine, symbol)
    if found is None:
        raise UnknownEntity(f"No edition recorded here carries the symbol {symbol}.", iri=symbol)
    return _see_other(here("linked.identify", path=found.value.removeprefix(ID)))


@bp.get("/doc/<path:path>")
def document(path: str) -> Response:
    """Describe the thing with the IRI that ends in *path*."""
    return _described(ID, "/doc/", path)


@bp.get("/voc/<path:path>")
def concept(path: str) -> Response:
    """Describe a concept or a scheme."""
    return _described(VOC, "/voc/", path)


@bp.get("/graph/<path:path>")
def graph(path: str) -> Response:
    """Describe a named graph: where it comes from and when it changed."""
    return _described(BASE + "graph/", "/graph/", path)


@bp.get("/dataset/<path:path>")
def part(path: str) -> Response:
    """Describe a part of the dataset, such as all things of one class."""
    return _described(_DATASET + "/", "/dataset/", path)


@bp.get("/dataset")
@bp.get("/dataset.<suffix>")
def dataset(suffix: str = "") -> Response:
    """Describe the dataset as a whole."""
    return _page(_DATASET, "/dataset", formats.named(suffix, "graph") if suffix else None)


@bp.get("/def/<name>")
def term(name: str) -> Response:
    """Describe one term of the ontology, or a version of it."""
    stem, form = _form(name)
    is_version = any(served().engine.triples(names.node(f"{_ONTOLOGY}/{stem}")))
    return _page(f"{_ONTOLOGY}/{stem}" if is_version else ACQ + stem, f"/def/{stem}", form)


@bp.get("/def")
@bp.get("/def.<suffix>")
def ontology(suffix: str = "") -> Response:
    """Describe the ontology: as a page with all its terms, or as all its triples."""
    return _page(_ONTOLOGY, "/def", formats.named(suffix, "graph") if suffix else None)


def _see_other(address: str) -> AnyResponse:
    response = redirect(address, 303)
    response.vary.add("Accept")
    return response


def _described(base: str, section: str, path: str) -> Response:
    stem, form = _form(path)
    return _page(base + stem, section + stem, form)


def _form(path: str) -> tuple[str, Format | None]:
    """Return *path* without the suffix of a form, and that form; a dot may also be part of a name."""
    stem, _, suffix = path.rpartition(".")
    for form in formats.offered("graph"):
        if stem and form.suffix == suffix:
            return stem, form
    return path, None


def _page(iri: str, path: str, fixed: Format | None) -> Response:
    """Answer with what is said of *iri* in the form *fixed*, else in the one that the client likes best."""
    form = fixed or formats.choose(request.headers.get("Accept"), "graph")
    described = describe.entity(served().engine, iri, limit=_TERMS if iri == _ONTOLOGY else 50)

    def make() -> bytes | str:
        if form.suffix == "html":
            return render_template(
                "entity.html",
                page=described,
                address=at(path),
                forms=formats.offered("graph"),
                all_of=_all_of,
            )
        triples = (
            served().engine.triples(graph=SOURCE + "ontology") if iri == _ONTOLOGY else described.graph()
        )
        return graph_result(triples).serialise(form.media_type)

    return link_forms(answer(form, make, negotiated=fixed is None), path, form, iri)


def _all_of(group: Group, iri: str, incoming: bool) -> str:
    """Return a query for all values of *group*, of which a page shows the first."""
    pattern = (
        f"?thing <{group.predicate.iri}> <{iri}>" if incoming else f"<{iri}> <{group.predicate.iri}> ?thing"
    )
    return f"SELECT ?thing WHERE {{ {pattern} }} ORDER BY ?thing"
