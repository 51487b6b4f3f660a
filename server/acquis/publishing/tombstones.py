"""Own what is left of a submission that was withdrawn: why, when, and what stands in its place.

It must not withdraw anything.
"""

import re
from dataclasses import dataclass

from acquis.engine import Engine, NamedNode, Term, plain
from acquis.publishing.provenance import REASON, REPLACED, STATUS, status
from acquis.publishing.published import graph_of, iri_of
from acquis.vocab import ID, META, PREFIXES

__all__ = ["Tombstone", "withdrawn"]

_AT = PREFIXES["prov"] + "invalidatedAtTime"
_SUBMISSION = re.compile(re.escape(ID) + r"submission/([a-z0-9-]+)(?:/.*)?", re.DOTALL)


@dataclass(frozen=True)
class Tombstone:
    """What stands in place of the withdrawn submission `iri`: the `reason`, and `at`, a time as text.

    `successor` is the IRI of the submission to read instead, "" for none.
    """

    iri: str
    reason: str
    at: str
    successor: str


def withdrawn(engine: Engine, iri: str) -> Tombstone | None:
    """Return what *engine* keeps of the withdrawn submission that *iri* is or is part of; None for others."""
    found = _SUBMISSION.fullmatch(iri)
    if found is None:
        return None
    said: dict[str, Term] = {
        one.predicate.value: one.object for one in engine.triples(NamedNode(graph_of(found[1])), graph=META)
    }
    if said.get(STATUS) != status("withdrawn"):
        return None
    reason, at, successor = (plain(said.get(term)) for term in (REASON, _AT, REPLACED))
    return Tombstone(iri_of(found[1]), reason, at, successor)
