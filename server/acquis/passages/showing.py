"""Make what a page shows of the words held of a unit: its lines, a quote marked in them, a page at a time.

It must not write HTML. A page holds so many bytes of words, whatever their script.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from acquis.engine import Engine, NamedNode
from acquis.errors import InvalidParameter, UnknownEntity
from acquis.naming import names
from acquis.passages.checking import HERE, Outcome, check
from acquis.passages.held import NOTHING, Note, is_draft, languages, note, words
from acquis.passages.quoting import Passage, Place, Span
from acquis.search import Piece

__all__ = ["LEFT_OUT", "LONGEST_QUOTE", "Line", "View", "quoted", "view"]

# The longest quote that is looked for.
LONGEST_QUOTE = 3_000
LEFT_OUT = " […] "
MOST_BYTES = 36_000
_MOST_LINES = 100
# Of longer words no sentences are offered to choose from.
_MOST_CHOICES = 9_000
_SENTENCE = re.compile("(?<=[.;:!?\u061b\u061f])\\s+|(?<=[\u3002\uff1b\uff1a\uff01\uff1f])")


@dataclass(frozen=True)
class Line:
    """The words of one unit, in pieces of which some are what was quoted; `label` is what it is called."""

    unit: str
    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class View:
    """What is shown of the words held of `iri`: one `page` of `pages`, in one of the `languages`.

    Without words held there are no languages and no lines. `outcome` is that of the quote asked for, `quote`
    its words as they are held, and `cited` the smallest thing that they stand in. `choices` are sentences.
    """

    iri: str
    language: str
    languages: tuple[str, ...]
    is_draft: bool
    note: Note = NOTHING
    lines: tuple[Line, ...] = ()
    page: int = 1
    pages: int = 1
    outcome: Outcome | None = None
    quote: str = ""
    cited: str = ""
    choices: tuple[str, ...] = ()


def view(
    engine: Engine,
    iri: str,
    language: str = "",
    quote: str = "",
    page: int = 0,
    *,
    liked: str = "en",
    most: int = MOST_BYTES,
) -> View:
    """Return what is shown of the words of *iri* in *language*, by default that of the quote, or the *liked*.

    Without a *page* it is the one on which the *quote* begins, else the first; a page has *most* bytes of
    words, or the words of one unit.

    Raises:
        InvalidParameter: the quote is too long, or no words are held in *language*.
        UnknownEntity: there is no such page.
    """
    tags = tuple(one for one in languages(engine, iri) if words(engine, iri, one).passages)
    draft = is_draft(engine, iri)
    if language and tags and language not in tags:
        raise InvalidParameter(f"The words are held in {', '.join(tags)}: choose one of these.", name="words")
    if len(quote) > LONGEST_QUOTE:
        raise InvalidParameter(f"Quote at most {LONGEST_QUOTE:,} characters.", name="quote")
    if not tags:
        return View(iri, "", (), draft)
    outcome = check(engine, iri, quote, language) if quote else None
    place = outcome.place if outcome and outcome.verdict == HERE else None
    chosen = language or (outcome.language if outcome and place else liked)
    chosen = chosen if chosen in tags else tags[0]
    passages = words(engine, iri, chosen).passages
    cuts = _cuts(passages, most)
    page = page or _page_of(place, passages, cuts)
    if page >= len(cuts):
        raise UnknownEntity(f"There is no page {page}: the last one is page {len(cuts) - 1}.", iri=iri)
    shown = passages[cuts[page - 1] : cuts[page]]
    return View(
        *(iri, chosen, tags, draft, note(engine, iri, chosen)),
        lines=tuple(_line(engine, one, place) for one in shown),
        page=page,
        pages=len(cuts) - 1,
        outcome=outcome,
        quote=quoted(place, passages) if place else "",
        cited=place.units[0] if place and len(place.units) == 1 else iri,
        choices=_choices(shown),
    )


def quoted(place: Place, passages: Sequence[Passage]) -> str:
    """Return the words of *passages* at *place* as they are held, with a sign where some are left out."""
    texts = {one.unit: one.text for one in passages}
    parts = [texts[one.unit][one.start : one.end] for one in place.spans]
    between = [_between(texts, *pair) for pair in pairwise(place.spans)]
    return "".join(part + sign for part, sign in zip(parts, [*between, ""], strict=True))


def _between(texts: dict[str, str], one: Span, other: Span) -> str:
    """Return what joins two spans: a space where the first ends its unit and the other begins the next."""
    follows = one.unit != other.unit and not other.start and one.end == len(texts[one.unit])
    return " " if follows else LEFT_OUT


def _cuts(passages: Sequence[Passage], most: int) -> list[int]:
    """Return where pages of *most* bytes begin, and where the last one ends."""
    cuts, size = [0], 0
    for number, one in enumerate(passages):
        size += len(one.text.encode())
        if number > cuts[-1] and (size > most or number - cuts[-1] >= _MOST_LINES):
            cuts.append(number)
            size = len(one.text.encode())
    return [*cuts, len(passages)]


def _page_of(place: Place | None, passages: Sequence[Passage], cuts: Sequence[int]) -> int:
    units = [one.unit for one in passages]
    first = units.index(place.units[0]) if place else 0
    return next((page for page, end in enumerate(cuts) if end > first), 1)


def _line(engine: Engine, passage: Passage, place: Place | None) -> Line:
    label = names.label(engine, NamedNode(passage.unit))
    spans = [one for one in place.spans if one.unit == passage.unit] if place else []
    called = label.value if label else names.compact(passage.unit)
    return Line(passage.unit, called, tuple(_pieces(passage.text, spans)))


def _pieces(text: str, spans: Sequence[Span]) -> Iterator[Piece]:
    edges = [0, *(edge for one in spans for edge in (one.start, one.end)), len(text)]
    for number, (start, end) in enumerate(pairwise(edges)):
        if start < end:
            yield Piece(text[start:end], number % 2 == 1)


def _choices(passages: Sequence[Passage]) -> tuple[str, ...]:
    """Return the sentences of *passages*, none where they are too many to choose from."""
    if sum(len(one.text.encode()) for one in passages) > _MOST_CHOICES:
        return ()
    found = (part.strip() for one in passages for part in _SENTENCE.split(one.text))
    return tuple(dict.fromkeys(filter(None, found)))
