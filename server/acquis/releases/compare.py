"""Find the quads that only one of two releases holds, without having either as a whole in memory.

It must not know what quads mean.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from acquis.engine import BlankNode, Quad, Term, parse
from acquis.releases import content
from acquis.releases.content import Release

__all__ = ["compared"]

_BLANK = re.compile(rb"^_:| _:[^\s\"<>]+ <[^>]*> \.$", re.MULTILINE)
_NQUADS = "application/n-quads"
# How far blank nodes are followed: longer than any list of the ontology.
_DEEPEST = 100


def compared(older: Release, newer: Release) -> tuple[list[Quad], list[Quad]]:
    """Return the quads that only *older* holds, and those that only *newer* does.

    Two that grew out of the same built release differ only in what was added and removed since, and only
    that is read. Of others, the lines of both are read, which are sorted by their bytes.

    Raises:
        ReleaseError: one of them is damaged.
    """
    if content.base(older) == content.base(newer):
        return _since(older, newer)
    sides: tuple[list[bytes], list[bytes]] = [], []
    blanks: tuple[list[bytes], list[bytes]] = [], []
    for side, line in _unlike(content.lines(older), content.lines(newer), blanks):
        sides[side].append(line)
    named = [_named(parse(b"".join(lines), _NQUADS)) for lines in blanks]
    gone, came = (parse(b"".join(lines), _NQUADS) for lines in sides)
    return gone + [q for q in named[0] if q not in named[1]], came + [
        q for q in named[1] if q not in named[0]
    ]


def _since(older: Release, newer: Release) -> tuple[list[Quad], list[Quad]]:
    """Return what `compared` does for two releases of one base, whose blank nodes have the same labels."""
    sides = [[set(part.splitlines(keepends=True)) for part in content.delta(one)] for one in (older, newer)]
    (added, removed), (added_now, removed_now) = sides
    gone = (added - added_now) | (removed_now - removed)
    came = (added_now - added) | (removed - removed_now)
    first, second = (parse(b"".join(sorted(lines)), _NQUADS) for lines in (gone, came))
    return first, second


def _unlike(
    left: Iterable[bytes], right: Iterable[bytes], blanks: tuple[list[bytes], list[bytes]]
) -> Iterator[tuple[int, bytes]]:
    """Yield the lines on one side only, with its number; both are sorted, so neither is held as a whole.

    Lines with blank nodes go to *blanks* instead: one more blank node can give all others another label.
    """
    sources = [_without_blanks(lines, kept) for lines, kept in zip((left, right), blanks, strict=True)]
    one, two = (next(source, b"") for source in sources)
    while one or two:
        if one == two:
            one, two = next(sources[0], b""), next(sources[1], b"")
        elif one and (not two or one < two):
            yield 0, one
            one = next(sources[0], b"")
        else:
            yield 1, two
            two = next(sources[1], b"")


def _without_blanks(lines: Iterable[bytes], kept: list[bytes]) -> Iterator[bytes]:
    for line in lines:
        if b"_:" in line and _BLANK.search(line):
            kept.append(line)
        else:
            yield line


def _named(quads: Iterable[Quad]) -> dict[Quad, None]:
    """Return *quads* with blank nodes named by what is said of them, so that both releases name one alike."""
    said: dict[Term, list[Quad]] = defaultdict(list)
    for quad in (quads := list(quads)):
        said[quad.subject].append(quad)
    known: dict[Term, str] = {}

    def name(term: Term, depth: int) -> str:
        if not isinstance(term, BlankNode):
            return str(term)
        if term not in known and depth:
            lines = sorted(f"{one.predicate} {name(one.object, depth - 1)}" for one in said[term])
            known[term] = "b" + hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32]
        return known.get(term, "b")

    def node(term: Term) -> Any:
        return BlankNode(name(term, _DEEPEST)) if isinstance(term, BlankNode) else term

    return {Quad(node(q.subject), q.predicate, node(q.object), q.graph_name): None for q in quads}
