"""Count what a graph holds: individuals per class, and what it covers and does not.

It must not say how a release is stored, nor describe anything as triples: that is `acquis.releases.void`.
"""

from typing import Any

from acquis.engine import Engine, plain
from acquis.vocab import META

__all__ = ["CLASSES", "counts", "coverage"]

CLASSES = """
SELECT ?class (COUNT(DISTINCT ?entity) AS ?n)
WHERE { ?entity a ?class . ?class a owl:Class . FILTER(STRSTARTS(STR(?class), STR(acq:))) }
GROUP BY ?class
"""

_DATES = "SELECT (MIN(?day) AS ?first) (MAX(?day) AS ?last) WHERE { ?work acq:adoptedOn ?day }"
_MODIFIED = f"""
SELECT (MAX(?day) AS ?last) WHERE {{ GRAPH <{META}> {{ ?graph dcterms:modified ?day }} }}
"""
_NUMBERS = {
    "works": "?x a acq:Work",
    "editions": "?x a acq:Edition",
    "draft editions": "?x acq:draftOf ?work",
    "editions with every paragraph": "?x acq:paragraphCoverage <voc/paragraph-coverage/all>",
    "States": "?x a acq:State",
    "States with a position": "?x a acq:State . ?position a acq:NationalPosition ; acq:issuer ?x",
    "States with a stance": "?x a acq:State . ?stance a acq:Stance ; acq:issuer ?x",
    "resolutions with votes State by State": "?x acq:inFavour ?state",
    "records from memory only": "?x acq:checked checked:known",
    "contested stances": "?x acq:confidence confidence:contested",
    "citations without a resolved target": "?x a acq:Citation ; acq:targetName ?name",
}


def counts(engine: Engine) -> dict[str, int]:
    """Return how many individuals each class of the ontology has, by class name."""
    found = ((plain(kind).rpartition("#")[2], int(plain(n))) for kind, n in engine.query(CLASSES).rows())
    return dict(sorted(found))


def coverage(engine: Engine) -> dict[str, Any]:
    """Return what the graph covers: numbers, first and last date of adoption, last change of a source."""
    numbers = {name: _number(engine, pattern) for name, pattern in _NUMBERS.items()}
    first, last = next(iter(engine.query(_DATES).rows()))
    modified = next(iter(engine.query(_MODIFIED).rows()))[0]
    return {"first": plain(first), "last": plain(last), "modified": plain(modified), "numbers": numbers}


def _number(engine: Engine, pattern: str) -> int:
    rows = engine.query(f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ {pattern} }}").rows()
    return int(plain(next(iter(rows))[0]))
