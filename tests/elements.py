"""What a text may be linked to, as the data of the checkout has it."""

from collections import defaultdict
from functools import cache

from pyoxigraph import QuerySolutions, RdfFormat, Store

from acquis.texts.linking import Candidate
from acquis.vocab import ACQ, PREFIXES, VOC
from checkout import ROOT

__all__ = ["candidates"]

_FILES = ("norms", "rules-73-27", "principles", "capacity", "cbms", "threats")
_KINDS = {
    "Norm": "norm",
    "LegalPrinciple": "principle",
    "CapacityPrinciple": "capacity",
    "ConfidenceBuildingMeasure": "measure",
    "Threat": "threat",
}
_ELEMENTS = f"""
PREFIX acq: <{ACQ}> PREFIX skos: <{PREFIXES["skos"]}>
SELECT ?iri ?class ?label ?words ?unit {{
  ?iri a ?class ; skos:prefLabel ?label .
  OPTIONAL {{ ?iri acq:summary ?words }} OPTIONAL {{ ?iri acq:wordedIn ?unit }}
}}"""
_TOPICS = f"""
PREFIX skos: <{PREFIXES["skos"]}>
SELECT ?iri ?label ?words {{
  ?iri skos:inScheme <{VOC}topic> ; skos:prefLabel ?label . OPTIONAL {{ ?iri skos:definition ?words }}
}}"""


@cache
def candidates() -> tuple[Candidate, ...]:
    """Return the norms, rules, principles, measures, threats and topics of the data, sorted by IRI."""
    store = Store()
    for path in (*(ROOT / "data" / f"{name}.ttl" for name in _FILES), ROOT / "ontology" / "schemes.ttl"):
        store.load(path=path, format=RdfFormat.TURTLE)
    origins: dict[str, set[str]] = defaultdict(set)
    found: dict[str, tuple[str, str, str]] = {}
    for row in _rows(store, _ELEMENTS):
        iri, name = row["iri"].value, row["class"].value.removeprefix(ACQ)
        if name in _KINDS:
            kind = "rule" if "/res-73-27/" in iri else _KINDS[name]
            found[iri] = (kind, row["label"].value, row["words"].value if row["words"] else "")
            origins[iri] |= {_edition(row["unit"].value)} if row["unit"] else set()
    for row in _rows(store, _TOPICS):
        found[row["iri"].value] = ("topic", row["label"].value, row["words"].value if row["words"] else "")
    return tuple(Candidate(iri, *found[iri], tuple(sorted(origins[iri]))) for iri in sorted(found))


def _rows(store: Store, query: str) -> QuerySolutions:
    found = store.query(query)
    assert isinstance(found, QuerySolutions)
    return found


def _edition(unit: str) -> str:
    start, _, rest = unit.partition("/edition/")
    return f"{start}/edition/{rest.split('/')[0]}"
