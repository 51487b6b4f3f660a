"""The words of the data on the web: the ontology, schemes of concepts, shapes, and the JSON-LD context.

It must not choose what is said of a word: that is `acquis.describe` and `acquis.vocabulary`.
"""

import re

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from acquis import describe, formats, vocabulary
from acquis.engine import jsonld
from acquis.errors import UnknownEntity
from acquis.formats import Format
from acquis.vocab import ACQ, BASE, SHAPES, VOC
from acquis.vocabulary import ONTOLOGY
from acquis.web.base.addresses import at
from acquis.web.base.answer import answer
from acquis.web.base.served import served
from acquis.web.entity.described import document, form_of, page

__all__ = ["bp"]

bp = Blueprint("vocabulary", __name__)

_CONTEXT_CACHE = "public, max-age=86400"
_SHAPES = BASE + "shapes"


@bp.get("/def")
@bp.get("/def.<suffix>")
def ontology(suffix: str = "") -> AnyResponse:
    """Describe the ontology: as a page with all its terms, or as all its triples."""
    return _ontology(ONTOLOGY, "/def", formats.named(suffix, "graph") if suffix else None)


@bp.get("/def/<path:name>")
def term(name: str) -> AnyResponse:
    """Describe one term of the ontology; or answer with a version of it, or with its alignments."""
    stem, form = form_of(name)
    now = vocabulary.version(served().engine)
    if stem == now:
        return _ontology(f"{ONTOLOGY}/{stem}", f"/def/{stem}", form)
    if re.fullmatch(r"[0-9]+(\.[0-9]+)*", stem):
        raise UnknownEntity(f"There is no version {stem} of the ontology here: it is at {now or 'none yet'}.")
    is_document = describe.recorded(served().engine, f"{ONTOLOGY}/{stem}")
    return page(f"{ONTOLOGY}/{stem}" if is_document else ACQ + stem, f"/def/{stem}", form)


@bp.get("/voc")
@bp.get("/voc.<suffix>")
def schemes(suffix: str = "") -> AnyResponse:
    """List the schemes of concepts."""
    engine = served().engine
    fixed = formats.named(suffix, "graph") if suffix else None
    return document(
        VOC,
        "/voc",
        fixed,
        lambda: vocabulary.stated(engine),
        "entity/schemes.html",
        lambda: {"schemes": vocabulary.schemes(engine)},
    )


@bp.get("/voc/<path:path>")
def concept(path: str) -> AnyResponse:
    """Describe a concept or a scheme."""
    stem, form = form_of(path)
    return page(VOC + stem, f"/voc/{stem}", form)


@bp.get("/shapes")
@bp.get("/shapes.<suffix>")
def shapes(suffix: str = "") -> AnyResponse:
    """Answer with the shapes that data and submissions satisfy."""
    held = vocabulary.shapes()
    fixed = formats.named(suffix, "graph") if suffix else None
    return document(
        _SHAPES,
        "/shapes",
        fixed,
        held.triples,
        "entity/shapes.html",
        lambda: {"sections": vocabulary.constraints(served().engine, held)},
    )


@bp.get("/shapes/<path:name>")
def shape(name: str) -> AnyResponse:
    """Describe one shape, or the document or version that holds those of submissions."""
    stem, form = form_of(name)
    held = vocabulary.shapes()
    return page(vocabulary.shape_document(stem) or SHAPES + stem, f"/shapes/{stem}", form, held)


@bp.get("/context.jsonld")
@bp.get("/context/<version>.jsonld")
def context(version: str = "") -> Response:
    """Answer with the JSON-LD context of the data, by itself or as that of a version of the ontology."""
    now = vocabulary.version(served().engine)
    if version and version != now:
        raise UnknownEntity(f"There is no context {version} here: the ontology is at {now or 'no version'}.")
    response = answer(formats.named("jsonld", "graph"), jsonld.context, negotiated=False)
    response.headers["Cache-Control"] = _CONTEXT_CACHE
    return response


@bp.get("/def/")
@bp.get("/voc/")
@bp.get("/shapes/")
def bare() -> AnyResponse:
    """Send from the address with a slash at its end to the one without."""
    query = f"?{request.query_string.decode()}" if request.query_string else ""
    return redirect(at(request.path.rstrip("/")) + query, 301)


def _ontology(iri: str, path: str, fixed: Format | None) -> AnyResponse:
    engine = served().engine
    return document(
        iri,
        path,
        fixed,
        lambda: vocabulary.document(engine),
        "entity/ontology.html",
        lambda: {"page": describe.entity(engine, ONTOLOGY), "sections": vocabulary.terms(engine)},
    )
