"""Publishing: what of an accepted submission everyone sees, and the release that shows it.

It must not decide what is accepted, nor keep submissions: that is the ledger's.
"""

from acquis.publishing.growing import catch_up, grow, publish
from acquis.publishing.provenance import superseded, withdrawal
from acquis.publishing.published import Anchor, Published, Receipt, Standing, graph_of, iri_of
from acquis.publishing.tombstones import Tombstone, withdrawn
from acquis.publishing.view import named, view

__all__ = [
    "Anchor",
    "Published",
    "Receipt",
    "Standing",
    "Tombstone",
    "catch_up",
    "graph_of",
    "grow",
    "iri_of",
    "named",
    "publish",
    "superseded",
    "view",
    "withdrawal",
    "withdrawn",
]
