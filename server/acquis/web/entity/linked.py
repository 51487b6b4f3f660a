"""Linked data: every IRI of ours leads to a page about the thing, or to its triples.

It must not choose what is said of a thing: that is `acquis.describe`. The words of the data stand in
`acquis.web.entity.vocabulary`.
"""

from difflib import get_close_matches

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from acquis import formats
from acquis.engine import Engine, NamedNode
from acquis.errors import InvalidParameter, UnknownEntity
from acquis.naming import names, symbols
from acquis.vocab import BASE, GRAPH, ID
from acquis.web.base.addresses import here
from acquis.web.base.served import served
from acquis.web.entity.described import form_of, page, see_other

__all__ = ["bp"]

bp = Blueprint("linked", __name__)

_DATASET = BASE + "dataset"
_NEAREST = 3
_NAMED = 20


@bp.get("/id/")
@bp.get("/doc/")
@bp.get("/symbol/")
def nothing() -> Response:
    """Say that a name is missing."""
    raise UnknownEntity("Name a thing after this address, such as /doc/norm/gge-2015/c or /symbol/A/70/174.")


@bp.get("/id/<path:path>")
def identify(path: str) -> AnyResponse:
    """Send from a thing, which is not on the web, to the document about it."""
    return see_other(here("linked.document", path=path))


@bp.get("/symbol/<path:symbol>")
def symbol(symbol: str) -> AnyResponse:
    """Send from a document symbol, in any printed spelling, to its edition, or to the unit named after it.

    The number of the unit stands after the symbol, as `para/13.c` or `para. 13 (c)`, or as `?para=13 (c)`.
    """
    engine = served().engine
    typed, tail = symbols.pinpoint(symbol)
    given = {kind: request.args[kind] for kind in symbols.KINDS if kind in request.args}
    if len(given) + bool(tail) > 1:
        raise InvalidParameter("Give one number of one kind of unit.", name=sorted(given)[0])
    for kind, number in given.items():
        tail = symbols.unit_path(kind, number)
    edition = names.edition(engine, typed)
    if edition is None:
        raise _unknown(engine, typed)
    found = _unit(engine, edition, tail) if tail else edition
    return see_other(here("linked.identify", path=found.value.removeprefix(ID)), without=symbols.KINDS)


@bp.get("/doc/<path:path>")
def document(path: str) -> AnyResponse:
    """Describe the thing with the IRI that ends in *path*."""
    return _described(ID, "/doc/", path)


@bp.get("/graph/<path:path>")
def graph(path: str) -> AnyResponse:
    """Describe a named graph: where it comes from and when it changed."""
    return _described(GRAPH, "/graph/", path)


@bp.get("/dataset/<path:path>")
def part(path: str) -> AnyResponse:
    """Describe a part of the dataset, such as all things of one class."""
    return _described(_DATASET + "/", "/dataset/", path)


@bp.get("/dataset")
@bp.get("/dataset.<suffix>")
def dataset(suffix: str = "") -> AnyResponse:
    """Describe the dataset as a whole."""
    return page(_DATASET, "/dataset", formats.named(suffix, "graph") if suffix else None)


def _described(base: str, section: str, path: str) -> AnyResponse:
    stem, form = form_of(path)
    return page(base + stem, section + stem, form)


def _unknown(engine: Engine, typed: str) -> UnknownEntity:
    """Return the error that says that no edition has the symbol *typed*, and which symbols come near."""
    held = {symbols.normalise(one): one for one in names.symbols(engine)}
    near = [held[one] for one in get_close_matches(symbols.normalise(typed), held, n=_NEAREST)]
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    editions = [names.edition(engine, one) for one in near]
    return UnknownEntity(
        f"No edition recorded here carries the symbol {typed}.{hint}",
        near=[one.value for one in editions if one],
    )


def _unit(engine: Engine, edition: NamedNode, tail: str) -> NamedNode:
    """Return the unit of *edition* whose IRI ends in *tail*.

    Raises:
        UnknownEntity: it is not recorded; the message names those that are.
    """
    found = names.unit(engine, edition, tail)
    if found is not None:
        return found
    kind = tail.split("/")[-2]
    held = [one.value for one in names.units(engine, edition) if one.value.split("/")[-2] == kind]
    numbers = [symbols.number(one) for one in held]
    more = f" and {len(numbers) - _NAMED} more" if len(numbers) > _NAMED else ""
    listed = (
        f"recorded are {', '.join(numbers[:_NAMED])}{more}" if numbers else f"no {kind} of it is recorded"
    )
    raise UnknownEntity(
        f"{names.compact(edition.value)} has no {kind} {symbols.number(tail)} here: {listed}.",
        iri=f"{edition.value}/{tail}",
    )
