"""Write triples as JSON-LD, by default compacted with our own context; the only home of PyLD.

It must not fetch anything: the one context there is comes from our own files. PyLD takes 0.3 s to load, so it
is loaded by the first document that needs it. Source: https://www.w3.org/TR/json-ld11-api/
"""

import json
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from acquis.resources import folder
from acquis.vocab import BASE

__all__ = ["CONTEXT", "MOST", "context", "load", "write"]

CONTEXT = BASE + "context.jsonld"
# Compaction takes some 0.2 s for 1,000 triples. Longer answers stay expanded, which the engine writes itself.
MOST = 3_000


@cache
def context() -> bytes:
    """Return our context as it is published, a JSON document in UTF-8.

    Raises:
        AcquisError: the installation is incomplete.
    """
    return (folder("ontology") / "context.jsonld").read_bytes()


def write(triples: Sequence[Triple], profile: str = "") -> bytes | None:
    """Return *triples* as JSON-LD; things come in order of first appearance.

    *profile* is expanded, flattened or compacted, which is also what "" means; then our context is named, not
    copied. None when PyLD cannot do it: an IRI reads like a short name of the context, a list is not well
    formed, or a triple holds a triple.
    """
    if any(Triple in (type(one.subject), type(one.object)) for one in triples):
        return None
    processor = _processor()
    places = _places(triples)
    try:
        nodes = processor.from_rdf({"@default": [_plain(triple) for triple in triples]}, {})
        nodes.sort(key=lambda node: places[node["@id"]])
        if profile in ("", "compacted"):
            nodes = processor.compact(nodes, CONTEXT, {"documentLoader": load, "skipExpansion": True})
    except (processor.JsonLdError, LookupError, RecursionError):
        return None
    return json.dumps(nodes, ensure_ascii=False, indent=1).encode() + b"\n"


@cache
def _processor() -> Any:
    from pyld import jsonld  # type: ignore[import-untyped]

    return jsonld


def load(address: str, options: object = None) -> dict[str, Any]:
    """Return our context as a document of PyLD.

    Raises:
        ValueError: *address* is that of anything else.
    """
    if address != CONTEXT:
        raise ValueError(f"{address} is not fetched: the only context is {CONTEXT}.")
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": address,
        "document": json.loads(context()),
    }


def _places(triples: Iterable[Triple]) -> dict[str, int]:
    """Return the place of each subject by its name in JSON-LD."""
    return {name: place for place, name in enumerate(dict.fromkeys(_name(one.subject) for one in triples))}


def _name(term: object) -> str:
    return str(term) if isinstance(term, BlankNode) else str(getattr(term, "value", term))


def _plain(triple: Triple) -> dict[str, dict[str, str]]:
    """Return *triple* as PyLD keeps it in a dataset, which it reads from N-Quads in quadratic time only."""
    parts = {"subject": triple.subject, "predicate": triple.predicate, "object": triple.object}
    return {name: _term(term) for name, term in parts.items()}


def _term(term: object) -> dict[str, str]:
    if isinstance(term, Literal):
        found = {"type": "literal", "value": term.value, "datatype": term.datatype.value}
        return found | ({"language": term.language} if term.language else {})
    return {"type": "IRI" if isinstance(term, NamedNode) else "blank node", "value": _name(term)}
