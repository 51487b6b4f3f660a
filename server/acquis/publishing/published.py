"""Own the shape of what is published: of a submission its quads, and what the graph of metadata says of it.

It must not make either of them.
"""

from dataclasses import dataclass
from datetime import datetime

from acquis.engine import Quad
from acquis.vocab import GRAPH, ID

__all__ = ["Anchor", "Published", "Receipt", "Standing", "graph_of", "iri_of"]

# The number of events in the ledger, and the hash of the last one.
Anchor = tuple[int, str]


@dataclass(frozen=True)
class Receipt:
    """What is known of a document that was accepted: `sha256` and `size` are those of its bytes as they came.

    Times are aware; `reviewer` is the name of the account that accepted it.
    """

    id: str
    received: datetime
    media_type: str
    size: int
    sha256: str
    shapes_version: str
    accepted: datetime
    reviewer: str


@dataclass(frozen=True)
class Published:
    """What of the submission `id` everyone sees: the `quads` of its graph, none once it is withdrawn.

    `meta` is all that the graph of metadata says of that graph, its document and what was done with it.
    """

    id: str
    quads: tuple[Quad, ...]
    meta: tuple[Quad, ...]


@dataclass(frozen=True)
class Standing:
    """All that is published by now, the withdrawn among it, and how far the ledger was then."""

    published: tuple[Published, ...] = ()
    anchor: Anchor | None = None


def iri_of(submission_id: str) -> str:
    """Return the IRI of a submission.

    >>> iri_of("2026-xaa-1")
    'https://w3id.org/acquis/id/submission/2026-xaa-1'
    """
    return f"{ID}submission/{submission_id}"


def graph_of(submission_id: str) -> str:
    """Return the IRI of the named graph of a submission.

    >>> graph_of("2026-xaa-1")
    'https://w3id.org/acquis/graph/submission/2026-xaa-1'
    """
    return f"{GRAPH}submission/{submission_id}"
