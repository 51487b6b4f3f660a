"""Own what somebody who reviews gets to see: the documents that were read, and the words of their units.

It must not change anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from acquis.engine import Literal, NamedNode, parse
from acquis.ingest.keeping import languages
from acquis.ingest.reviewing import Review, opened
from acquis.ingest.writing import kept
from acquis.naming.names import LANGUAGES
from acquis.vocab import ACQ, ID

__all__ = ["Words", "documents", "words"]


@dataclass(frozen=True)
class Words:
    """The words of the units of the document `slug`, by the IRI of each, in one `language`, "" for none."""

    slug: str
    language: str
    by_unit: Mapping[str, str]

    def of(self, path: str) -> str:
        """Return the words of the unit at *path* in the document, "" where none are held."""
        return self.by_unit.get(f"{ID}edition/{self.slug}/{path}", "")


def documents(folder: Path, *, after: str = "", most: int = 50) -> list[Review]:
    """Return the documents in *folder*, at most *most*, by their slugs, those behind *after*.

    Raises:
        InvalidDocument: what was proposed or decided of one cannot be read.
    """
    slugs = sorted(path.stem for path in (folder / "reports").glob("*.json"))
    return [opened(folder, slug) for slug in [one for one in slugs if one > after][:most]]


def words(folder: Path, slug: str) -> Words:
    """Return the words of the document *slug* that *folder* holds, in English where they are held so.

    Raises:
        InvalidData: their file is not Turtle.
    """
    there = languages(folder, slug)
    language = min(there, key=lambda one: (one != "en", one not in LANGUAGES, one), default="")
    name = f"texts/{slug}.{language}.ttl"
    quads = parse(kept(folder, name) or b"", "text/turtle", path=folder / name) if language else ()
    said = {
        quad.subject.value: quad.object.value
        for quad in quads
        if quad.predicate.value == f"{ACQ}text"
        and isinstance(quad.subject, NamedNode)
        and isinstance(quad.object, Literal)
    }
    return Words(slug, language, MappingProxyType(said))
