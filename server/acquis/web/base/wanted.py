"""Own the forms of pages that are not about one thing: chosen by `?format=`, else by Accept, and linked.

It must not make answers.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from flask import Response, request

from acquis import formats
from acquis.engine import Triple, graph_result
from acquis.errors import InvalidParameter
from acquis.formats import Format
from acquis.vocab import BASE, LICENCE
from acquis.web.base.addresses import absolute, at, kept, local

__all__ = ["address", "in_release", "linked", "links", "shown", "turned", "wanted", "written"]

# Proxies turn an answer with long headers into an error, many of them from 4,000 bytes on.
_MOST_LINKS = 2_000


def wanted(kind: str) -> tuple[Format, bool]:
    """Return the form of *kind* that the request asks for, and whether by its Accept header.

    Raises:
        NotAcceptable: the header refuses all there are.
    """
    found = formats.called(request.args.get("format", ""), kind)
    return (formats.choose(request.headers.get("Accept"), kind), True) if found is None else (found, False)


def turned() -> int:
    """Return the number of the page that the request asks for, 0 where it asks for none.

    Raises:
        InvalidParameter: it is no whole number from 1 on.
    """
    page = request.args.get("page", "").strip()
    if not re.fullmatch("[1-9][0-9]{0,8}", page or "1"):
        raise InvalidParameter(f"page is a whole number from 1 on, not {page[:60]!r}.", name="page")
    return int(page or 0)


def linked(response: Response, form: Format, kind: str, licence: str = LICENCE) -> Response:
    """Return *response*, which is *form*, with the addresses of its forms of *kind*, and its *licence*."""
    sent = {name: value for name, value in request.args.items() if name != "format"}
    others = {
        one: f"{at(request.path)}?{urlencode({**sent, 'format': one.suffix})}"
        for one in formats.offered(kind)
    }
    place = others.pop(replace(form, profile=""))
    if len(place) <= _MOST_LINKS:
        response.headers["Content-Location"] = place
    alternates = [f'<{where}>; rel="alternate"; type="{one.media_type}"' for one, where in others.items()]
    response.headers["Link"] = links(alternates, licence)
    return response


def links(alternates: Sequence[str], licence: str = LICENCE) -> str:
    """Return the header Link with *alternates*, all or, where they are too long, none; and *licence*."""
    fitting = alternates if sum(map(len, alternates)) <= _MOST_LINKS else ()
    return ", ".join([*fitting, f'<{licence}>; rel="license"'])


def written(triples: Iterable[Triple], form: Format) -> bytes:
    """Return *triples* as *form*, in JSON-LD with the profile that the request asks for."""
    return graph_result(triples).serialise(form.media_type, profile=form.profile)


def address(path: str) -> str:
    """Return the full public address of *path*."""
    return absolute(at(path))


def shown(iri: str) -> str:
    """Return the full public address where a reader finds *iri*; what is ours and no thing keeps its path."""
    found = local(iri)
    if found.startswith(BASE):
        return address(f"/{found.removeprefix(BASE)}")
    return found if found.startswith(("http:", "https:")) else absolute(found)


def in_release() -> dict[str, Any]:
    """Return the parameters that keep a link in the release, and the language, that the request asks for."""
    return {**kept()}
