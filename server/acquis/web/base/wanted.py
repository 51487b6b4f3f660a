"""Own the forms of pages that are not about one thing: chosen by `?format=`, else by Accept, and linked.

It must not make answers.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from flask import Response, request

from acquis import formats
from acquis.engine import Triple, graph_result
from acquis.formats import Format
from acquis.vocab import BASE, LICENCE
from acquis.web.base.addresses import absolute, at, kept, local

__all__ = ["address", "in_release", "linked", "shown", "wanted", "written"]


def wanted(kind: str) -> tuple[Format, bool]:
    """Return the form of *kind* that the request asks for, and whether by its Accept header.

    Raises:
        NotAcceptable: the header refuses all there are.
    """
    found = formats.called(request.args.get("format", ""), kind)
    return (formats.choose(request.headers.get("Accept"), kind), True) if found is None else (found, False)


def linked(response: Response, form: Format, kind: str, licence: str = LICENCE) -> Response:
    """Return *response*, which is *form*, with the addresses of its forms of *kind*, and its *licence*."""
    kept = {name: value for name, value in request.args.items() if name != "format"}
    others = {
        one: f"{at(request.path)}?{urlencode({**kept, 'format': one.suffix})}"
        for one in formats.offered(kind)
    }
    response.headers["Content-Location"] = others.pop(replace(form, profile=""))
    links = [f'<{where}>; rel="alternate"; type="{one.media_type}"' for one, where in others.items()]
    response.headers["Link"] = ", ".join([*links, f'<{licence}>; rel="license"'])
    return response


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
