"""The kinds of cells of a matrix, and what each means; plain data.

An empty cell is never one thing: it is always said whether a document is held. The names and sentences are
messages of the interface, too: a template shows them in its language.
"""

from dataclasses import dataclass

__all__ = ["AGREED", "DIFFERED", "KINDS", "Kind", "NONE", "NOT", "OUTSIDE", "SEVERAL", "SPOKE"]


@dataclass(frozen=True)
class Kind:
    """One kind of cell: the letter of its style, "" for none; the `mark` before or in place of a value."""

    letter: str
    mark: str
    name: str
    definition: str


AGREED = Kind(
    "a", "=", "agrees", "The value recorded is the same as that of the one or the value compared with."
)
DIFFERED = Kind(
    "d",
    "≠",
    "differs",
    "The value recorded is another than that compared with. Different values need not be opposed: read what"
    " each means.",
)
SEVERAL = Kind(
    "v",
    "?",
    "several, or contested",
    "Documents or sources give different values, or the coding is contested: all stand side by side, none is"
    " chosen or averaged.",
)
SPOKE = Kind("s", "", "spoke", "A value is recorded; there is nothing that it was compared with.")
OUTSIDE = Kind(
    "o",
    "*",
    "left out by the filters",
    "Something is recorded, but not as the filters ask for it.",
)
NOT = Kind(
    "",
    "·",
    "nothing on this",
    "A document is held, and nothing is recorded on this; that is no view and no silence.",
)
NONE = Kind(
    "", "\u2013", "no document held", "No document is held here; there may be one that was not found."
)

KINDS = (SPOKE, AGREED, DIFFERED, SEVERAL, OUTSIDE, NOT, NONE)
