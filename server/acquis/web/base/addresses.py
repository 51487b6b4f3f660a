"""Own the addresses of our own pages: from where we are reached, in the release and language of the request.

It must not know what stands at an address.
"""

import re
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from flask import request, url_for

from acquis.vocab import ACQ, BASE, GRAPH, ID, SHAPES, VOC
from acquis.web.base import languages
from acquis.web.base.served import Source, pinned

__all__ = ["absolute", "again", "at", "here", "in_language", "kept", "local", "unpinned"]

# Where the description of an IRI stands, by how the IRI begins.
_SECTIONS = {
    ACQ: "/def/",
    SHAPES: "/shapes/",
    GRAPH: "/graph/",
    ID: "/doc/",
    VOC: "/voc/",
    BASE + "query/": "/query/",
    BASE + "releases/": "/releases/",
    BASE + "dumps/": "/dumps/",
    BASE + "catalog": "/catalog",
    BASE + "dataset": "/dataset",
    BASE + "def": "/def",
    BASE + "shapes": "/shapes",
    BASE + "sparql": "/sparql",
}
_LANGUAGE = re.compile(rf"(?<=[?&]){languages.PARAMETER}=[a-z]+(&|$)")


def kept() -> dict[str, str]:
    """Return the parameters of this request that links to other pages keep: its release and its language."""
    found = {"release": pinned(), languages.PARAMETER: languages.asked()}
    return {name: value for name, value in found.items() if value}


def unpinned() -> str:
    """Return the public address of this request without the release that it asks for."""
    return _same(without="release")


def in_language(code: str) -> str:
    """Return the public address of this request in the language *code* of the interface."""
    return _same({languages.PARAMETER: code}, without=languages.PARAMETER)


def _same(more: dict[str, str] | None = None, *, without: str) -> str:
    """Return the public address of this request, but for the parameter *without*, and with *more* of them."""
    sent = [(name, value) for name, value in request.args.items(multi=True) if name != without]
    sent += (more or {}).items()
    return at(request.path) + (f"?{urlencode(sent)}" if sent else "")


def here(endpoint: str, **values: Any) -> str:
    """Return the public address of *endpoint*: behind the configured one, else from where we are mounted."""
    return _root() + url_for(endpoint, **values).removeprefix(request.script_root)


def at(path: str) -> str:
    """Return the public address of *path*, which begins with a slash and is not yet quoted."""
    return _root() + quote(path, safe="/:()")


def again(url: str) -> str:
    """Return the public address of *url*, one that was made of the request as it reached us."""
    parts = urlsplit(url)
    place = _root() + parts.path.removeprefix(request.script_root)
    return f"{place}?{parts.query}" if parts.query else place


def absolute(address: str) -> str:
    """Return *address*, which `here` or `at` made, with scheme and host, for whoever reads any language."""
    plain = _LANGUAGE.sub("", address).rstrip("?&") if languages.asked() else address
    return plain if Source.current().settings.public_url else request.host_url.rstrip("/") + plain


def _root() -> str:
    return Source.current().settings.public_url or request.script_root


def local(iri: str) -> str:
    """Return where a reader finds *iri*: ours on this server, web addresses as they are, "" for others.

    Links stay in the release, and in the language, that the request asks for.
    """
    for base, section in _SECTIONS.items():
        if iri.startswith(base):
            address, more = at(section + iri.removeprefix(base)).removesuffix("/"), kept()
            return f"{address}?{urlencode(more)}" if more else address
    return iri if iri.startswith(("http://", "https://")) else ""
