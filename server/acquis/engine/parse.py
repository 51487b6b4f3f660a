"""Read RDF documents from bytes into quads; no document can make it open a file or an address.

It must not store anything or know what the data mean.
"""

from itertools import islice
from pathlib import Path

import pyoxigraph
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple

from acquis.errors import InvalidData, UnsupportedMedia

__all__ = ["parse", "parse_term"]

_FORMATS = {
    "application/ld+json": RdfFormat.JSON_LD,
    "application/n-quads": RdfFormat.N_QUADS,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/trig": RdfFormat.TRIG,
    "text/turtle": RdfFormat.TURTLE,
}
_DUMPS = (RdfFormat.N_QUADS, RdfFormat.N_TRIPLES)


def parse(
    data: bytes,
    media_type: str,
    *,
    path: Path | None = None,
    base: str | None = None,
    graph: str | None = None,
    most: int | None = None,
) -> list[Quad]:
    """Return the quads of *data* in document order.

    Triples outside any named graph go to the graph named *graph*, by default to the default graph. Blank
    nodes get fresh labels, so those of two documents never meet; only the line-based formats keep theirs,
    which a dump needs. *path* is used in errors only. Reading stops at *most* quads, which then are all that
    is returned.

    Raises:
        InvalidData: a syntax error, with its line and column; also a reference to a remote JSON-LD context,
            and a document type in RDF/XML, whose entities would be expanded.
        UnsupportedMedia: *media_type* is none of the six read.
    """
    form = _FORMATS.get(media_type)
    if form is None:
        raise UnsupportedMedia(
            f"{media_type} is not read: send one of {', '.join(_FORMATS)}.",
            given=media_type,
            accepted=tuple(_FORMATS),
        )
    if form == RdfFormat.RDF_XML and b"<!DOCTYPE" in data:
        raise InvalidData("a document type is never read: remove it, with its entities.", path=path)
    try:
        found = pyoxigraph.parse(data, form, base_iri=base, rename_blank_nodes=form not in _DUMPS)
        quads = list(islice(found, most))
    except SyntaxError as error:
        raise _invalid(error, path) from None
    return quads if graph is None else [_placed(quad, NamedNode(graph)) for quad in quads]


def _placed(quad: Quad, graph: NamedNode) -> Quad:
    if isinstance(quad.graph_name, DefaultGraph):
        return Quad(quad.subject, quad.predicate, quad.object, graph)
    return quad


def _invalid(error: SyntaxError, path: Path | None) -> InvalidData:
    reason = str(error.msg).split(": ", 1)[-1]
    if "LoadDocumentCallback" in reason:
        reason = (
            "the JSON-LD names a remote context, which is never fetched: put the context into the document"
        )
    place = "" if error.offset is None else f"column {error.offset}: "
    return InvalidData(f"{place}{reason}", path=path, line=error.lineno)


def parse_term(text: str) -> NamedNode | BlankNode | Literal | Triple:
    """Return the one term that *text* writes in N-Triples.

    >>> parse_term('"13"').value
    '13'

    Raises:
        InvalidData: *text* is anything else.
    """
    try:
        quads = parse(f"<urn:x:s> <urn:x:p> {text} .".encode(), "application/n-triples")
    except InvalidData:
        quads = []
    if len(quads) != 1:
        raise InvalidData(
            f"{text!r} is not one term: write an IRI between < and >, or a text in double quotes."
        )
    return quads[0].object
