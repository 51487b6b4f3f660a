"""Own what is kept of a document between one reading and the next, and between readings and reviews.

It must not write: `acquis.ingest.writing` does.
"""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from acquis.engine import NamedNode, Quad, parse
from acquis.ingest import items
from acquis.ingest.items import Decision, Item
from acquis.ingest.writing import kept
from acquis.vocab import SOURCE

__all__ = ["Earlier", "earlier", "languages", "quads"]


@dataclass(frozen=True)
class Earlier:
    """What an earlier reading left: statements to keep, items that wait, decisions that were taken."""

    quads: tuple[Quad, ...] = ()
    items: tuple[Item, ...] = ()
    decisions: tuple[Decision, ...] = ()


def earlier(folder: Path, slug: str, now: Collection[str]) -> Earlier:
    """Return what stays of the document *slug* in *folder* when its texts in the languages *now* are read.

    Where it is held in other languages, too, its statements stay and new ones join them; else it is made
    anew, and decisions alone stay.

    Raises:
        InvalidData: its file is not Turtle.
        InvalidDocument: what was proposed or decided cannot be read.
    """
    decided = tuple(items.decisions(kept(folder, f"decided/{slug}.json")))
    if not set(languages(folder, slug)) - set(now):
        return Earlier((), (), decided)
    waiting = items.items(kept(folder, f"proposed/{slug}.json"))
    return Earlier(tuple(quads(folder, slug)), tuple(waiting), decided)


def languages(folder: Path, slug: str) -> list[str]:
    """Return the languages in which the words of the document *slug* are held in *folder*."""
    names = (
        path.name.removeprefix(f"{slug}.").split(".") for path in (folder / "texts").glob(f"{slug}.*.ttl")
    )
    return sorted(name[0] for name in names if len(name) == 2)


def quads(folder: Path, slug: str) -> list[Quad]:
    """Return what the file of the document *slug* in *folder* says, but of its own graph.

    Raises:
        InvalidData: it is not Turtle.
    """
    name = f"documents/{slug}.ttl"
    own = NamedNode(SOURCE + slug)
    found = parse(kept(folder, name) or b"", "text/turtle", path=folder / name)
    return [quad for quad in found if quad.subject != own]
