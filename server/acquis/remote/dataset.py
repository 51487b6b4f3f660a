"""Read which graphs a query names by FROM, so that they can be sent beside it, as the protocol has it too.

An engine whose default graph is set to be the union may take FROM for nothing. It must not change the query.
Source: https://www.w3.org/TR/sparql11-protocol/#dataset
"""

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from acquis.engine.tokens import Token, tokens
from acquis.vocab import BASE, PREFIXES

__all__ = ["named"]

_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


def named(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the IRIs after FROM in the query *text*, and those after FROM NAMED.

    >>> named("SELECT ?s FROM <graph/meta> FROM NAMED acq:x { ?s ?p ?o }")
    (('https://w3id.org/acquis/graph/meta',), ('https://w3id.org/acquis/def#x',))
    """
    base, prefixes = BASE, dict(PREFIXES)
    found: dict[bool, list[str]] = {False: [], True: []}
    words = ["", "", ""]
    for one in _head(text):
        iri = _iri(one, base, prefixes)
        if words[-1] == "BASE":
            base = iri
        elif words[-2] == "PREFIX":
            prefixes[words[-1].removesuffix(":")] = iri
        elif words[-1] == "FROM" and one.kind in ("iri", "name"):
            found[False].append(iri)
        elif words[-2:] == ["FROM", "NAMED"]:
            found[True].append(iri)
        # Names keep their case, keywords have none.
        words = [*words[-2:], one.text if one.kind == "name" else one.text.upper()]
    return tuple(found[False]), tuple(found[True])


def _head(text: str) -> Iterator[Token]:
    """Yield the tokens of *text* that stand in no group, be it a template or the pattern."""
    depth = 0
    for one in tokens(text):
        depth += (one.text == "{") - (one.text == "}")
        if not depth and one.text != "}":
            yield one


def _iri(one: Token, base: str, prefixes: dict[str, str]) -> str:
    """Return the IRI that the token *one* stands for, "" where it stands for none."""
    if one.kind == "iri":
        plain = _ESCAPE.sub(lambda found: chr(int(found[1] or found[2], 16)), one.text[1:-1])
        return urljoin(base, plain)
    if one.kind == "name":
        prefix, _, local = one.text.partition(":")
        return prefixes.get(prefix, "") + re.sub(r"\\(.)", r"\1", local)
    return ""
