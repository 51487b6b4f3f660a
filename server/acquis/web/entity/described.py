"""Answer with what is said of one thing: its form, its pages, and the links to other forms and pages.

It must not choose what is said: that is `acquis.describe`, and for each kind of thing `acquis.portal`.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from flask import redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from acquis import cards, describe, formats
from acquis.describe import Description, Group, Part
from acquis.engine import Engine, NamedNode, Triple, graph_result
from acquis.errors import InvalidParameter
from acquis.formats import Format
from acquis.naming import names
from acquis.portal import maker
from acquis.portal.model import Filled, Kind
from acquis.vocab import ACQ, LICENCE
from acquis.web.base.addresses import at, kept, local
from acquis.web.base.answer import answer
from acquis.web.base.languages import language
from acquis.web.base.served import served
from acquis.web.entity import missing, sections

__all__ = ["document", "form_of", "page", "see_other"]

_CONTEXT_RELATION = "http://www.w3.org/ns/json-ld#context"
_JSON_LD = "application/ld+json"


def form_of(path: str) -> tuple[str, Format | None]:
    """Return *path* without the suffix of a form, and that form; a dot may also be part of a name."""
    stem, _, suffix = path.rpartition(".")
    for form in formats.offered("graph"):
        if stem and form.suffix == suffix:
            return stem, form
    return path, None


def see_other(address: str, *, without: Iterable[str] = ()) -> AnyResponse:
    """Send to *address* with the parameters of this request, but for those in *without*."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in without]
    response = redirect(f"{address}?{urlencode(kept)}" if kept else address, 303)
    response.vary.add("Accept")
    return response


def page(iri: str, path: str, fixed: Format | None, engine: Engine | None = None) -> AnyResponse:
    """Answer with what *engine*, by default the release, says of *iri*; *path* is the address without suffix.

    The form is *fixed*, else the one that the client likes best. A name that has another address leads there.

    Raises:
        InvalidParameter: the page asked for cannot be read.
        NotAcceptable: the client accepts none of the forms.
        UnknownEntity: nothing is recorded of *iri*, or there is no such list or page.
        Withdrawn: only an earlier release held it.
    """
    graph = engine or served().engine
    if elsewhere := missing.elsewhere(graph, iri):
        return _sent_on(elsewhere, fixed)
    found = describe.entity(graph, iri, _part(), language())
    filled: list[Filled] = []

    def shown() -> dict[str, Any]:
        kind = None if engine else maker.kind(found)
        filled.extend(maker.fill(graph, kind, found, sections.asked, language()) if kind else ())
        return _shown(found, kind, path, filled)

    response = document(iri, path, fixed, found.graph, "entity/entity.html", shown, _query(found))
    if any(one.problem for one in filled):
        _forget(response)
    links = (response.headers["Link"], *_others(found, path, fixed))
    response.headers["Link"] = ", ".join(links)
    return response


def _sent_on(iri: str, fixed: Format | None) -> AnyResponse:
    """Send to what *iri* is called now, in the form that is *fixed*, with the parameters of this request."""
    address = local(iri).partition("?")[0] + (f".{fixed.suffix}" if fixed else "")
    return redirect(_with(address, request.args.to_dict()), 301)


def _shown(found: Description, kind: Kind | None, path: str, filled: Sequence[Filled]) -> dict[str, Any]:
    """Return what the template of a page shows; *filled* are the sections of its *kind*."""
    return {
        "page": found,
        "kind": kind,
        "letter": names.letter(served().engine, NamedNode(found.iri)),
        "facts": maker.facts(kind, found) if kind else (),
        "marks": maker.marks(found),
        "notes": maker.notes(found) if kind else (),
        "mark_columns": maker.MARKS,
        "sections": filled,
        "answer_of": sections.address,
        "picture_of": sections.picture,
        "card": cards.called(found.iri),
        "list_of": lambda group, incoming: _with(at(path), _list(group, incoming)),
        "turned": lambda number: _with(at(path), _query(found, number)),
    }


def _others(found: Description, path: str, fixed: Format | None) -> Iterator[str]:
    """Yield the links of a header to the other pages of a list, and to what took the place of a thing."""
    address = at(path) + (f".{fixed.suffix}" if fixed else "")
    now, last = found.part.page, found.pages
    for relation, number in {"first": 1, "prev": now - 1, "next": now + 1, "last": last}.items():
        if last > 1 and 1 <= number <= last:
            yield f'<{_with(address, _query(found, number))}>; rel="{relation}"'
    for one in found.successors:
        yield f'<{local(one.iri)}>; rel="successor-version"'


def _forget(response: AnyResponse) -> None:
    """Let nobody keep *response*, as a part of it could not be answered."""
    for name in ("ETag", "Last-Modified"):
        response.headers.pop(name, None)
    response.headers["Cache-Control"] = "no-store"


def document(
    iri: str,
    path: str,
    fixed: Format | None,
    triples: Callable[[], Iterable[Triple]],
    template: str,
    shown: Callable[[], dict[str, Any]],
    parameters: dict[str, str] | None = None,
) -> AnyResponse:
    """Answer with *triples*, or with the page *template* of what *shown* gives, as the document about *iri*.

    *path* is its address without a suffix, *parameters* are those that all its forms have.

    Raises:
        NotAcceptable: the client accepts none of the forms.
    """
    form = fixed or formats.choose(request.headers.get("Accept"), "graph")
    others = {other: _with(f"{at(path)}.{other.suffix}", parameters) for other in formats.offered("graph")}

    def make() -> bytes | str:
        if form.suffix == "html":
            data = {other: address for other, address in others.items() if other != form}
            return render_template(template, iri=iri, forms=data, **shown())
        return graph_result(triples()).serialise(form.media_type, profile=form.profile)

    response = answer(form, make, negotiated=fixed is None)
    plain = replace(form, profile="")
    if plain in others:
        response.headers["Content-Location"] = others.pop(plain)
    response.headers["Link"] = ", ".join(_links(iri, form, others))
    return response


def _links(iri: str, form: Format, others: dict[Format, str]) -> Iterable[str]:
    for other, address in others.items():
        yield f'<{address}>; rel="alternate"; type="{other.media_type}"'
    yield f'<{iri}>; rel="canonical"'
    yield f'<{LICENCE}>; rel="license"'
    yield f'<{at("/.well-known/void")}>; rel="describedby"'
    if form.media_type == _JSON_LD:
        yield f'<{at("/context.jsonld")}>; rel="{_CONTEXT_RELATION}"; type="{_JSON_LD}"'


def _part() -> Part:
    """Return the lists and the page of them that this request asks for.

    Raises:
        InvalidParameter: they cannot be read.
    """
    number, incoming, outgoing = (request.args.get(name, "") for name in ("page", "in", "out"))
    if not re.fullmatch("[1-9][0-9]{0,8}", number or "1"):
        raise InvalidParameter(f"page is a whole number from 1 on, not {number!r}.", name="page")
    if incoming and outgoing:
        raise InvalidParameter("Give in, for links to the thing, or out, for its own: not both.", name="in")
    name = incoming or outgoing
    iri = (names.expand(name) if ":" in name else ACQ + name) if name else ""
    if iri and names.node(iri) is None:
        raise InvalidParameter(f"{name!r} names no property: write it like acq:cites.", name="in")
    return Part(iri, bool(incoming), int(number or 1))


def _query(found: Description, page: int | None = None) -> dict[str, str]:
    """Return the parameters of the *page* of the lists in *found*, by default of the page that it is."""
    part, number = found.part, found.part.page if page is None else page
    listed = {"in" if part.incoming else "out": names.compact(part.predicate)} if part.predicate else {}
    return listed | ({"page": str(number)} if number > 1 else {})


def _list(group: Group, incoming: bool) -> dict[str, str]:
    return {"in" if incoming else "out": names.compact(group.predicate.iri)}


def _with(address: str, parameters: dict[str, str] | None) -> str:
    """Return *address* with *parameters*, and with the release and language that this request asks for."""
    query = urlencode({**(parameters or {}), **kept()}, safe=":/")
    return f"{address}?{query}" if query else address
