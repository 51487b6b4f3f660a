"""Searching a release: an index of all that has a name, made with it and grown with it, and what it finds.

It must not know HTTP, nor read anything but the graph of a release and the files of the index.
"""

from acquis.search.asked import matching
from acquis.search.growing import grow
from acquis.search.index import Hit, Hits, Index, of, open_index
from acquis.search.kinds import KINDS
from acquis.search.stored import DELTA, INDEX
from acquis.search.words import LONGEST, Piece
from acquis.search.writing import write

__all__ = [
    "DELTA",
    "Hit",
    "Hits",
    "INDEX",
    "Index",
    "KINDS",
    "LONGEST",
    "Piece",
    "grow",
    "matching",
    "of",
    "open_index",
    "write",
]
