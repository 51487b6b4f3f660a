"""The parts of an outline while it grows: units with their paths, open sections, what was unsure.

It must not read blocks.
"""

import re
import unicodedata
from dataclasses import dataclass, field

from acquis.texts.model import Doubt, Unit
from acquis.texts.reading.blocks import unmarked

__all__ = ["Draft", "Grown", "Section", "slugged"]

_LONGEST_SLUG = 60


@dataclass
class Draft:
    """A unit that may still grow: its words are parts that follow each other."""

    path: str
    kind: str
    above: str
    number: str = ""
    heading: str = ""
    place: str = ""
    parts: list[str] = field(default_factory=list)

    def unit(self) -> Unit:
        """Return the unit, its marks and links counted in the words of the text (of a heading: at 0)."""
        heading, named, _ = unmarked(self.heading)
        text, marks, addresses = unmarked(" ".join(self.parts))
        first = tuple(type(one)(0, one.printed) for one in named)
        return Unit(
            self.path, self.kind, self.above, self.number, heading, text, first + marks, addresses, self.place
        )


@dataclass(frozen=True)
class Section:
    """An open section: its path, how it is numbered, the level the file gives, its place in its row."""

    path: str
    style: str
    level: int
    place: int


class Grown:
    """The units in their order, each path once, and the doubts."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.units: list[Draft] = []
        self.doubts: list[Doubt] = []
        self.outside: list[str] = []
        self._taken: set[str] = set()
        self._counts: dict[str, int] = {}

    def add(self, draft: Draft) -> Draft:
        """Put *draft* at the end, under another path where its own is taken, and say so."""
        if self.has(draft.path):
            wanted = draft.path
            draft.path = self.free(wanted)
            self.doubt(
                draft.path, "twice", f"{wanted} stands here again ({draft.place}): named {draft.path}."
            )
        self._taken.add(draft.path)
        self.units.append(draft)
        return draft

    def has(self, path: str) -> bool:
        """Return whether a unit has *path*."""
        return path in self._taken

    def free(self, path: str) -> str:
        """Return *path* with the first number from 2 behind it that makes it new."""
        self._counts.setdefault(f"{path}/", 1)
        return self.next(f"{path}/")

    def next(self, prefix: str) -> str:
        """Return *prefix* with the next number that counts under it, from 1, and that no unit has."""
        while True:
            self._counts[prefix] = self._counts.get(prefix, 0) + 1
            path = f"{prefix}{self._counts[prefix]}"
            if not self.has(path):
                return path

    def doubt(self, path: str, kind: str, said: str) -> None:
        """Keep that the reader was not sure."""
        self.doubts.append(Doubt(path, kind, said))


def slugged(text: str) -> str:
    """Return *text* as the end of an address: small letters, figures, hyphens; `heading` where none is left.

    >>> slugged("Process and Purpose")
    'process-and-purpose'
    """
    plain = unicodedata.normalize("NFKD", text.lower())
    kept = "".join(one for one in plain if not unicodedata.combining(one))
    slug = re.sub(r"[^\w]+|_", "-", kept).strip("-")
    return slug[:_LONGEST_SLUG].rstrip("-") or "heading"
