"""Hold a quote against the words held: it stands where it is said to, elsewhere, or nowhere.

Where no words are held nothing can be said, and nothing is. It must not find fault.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from acquis.engine import Engine, Literal, NamedNode
from acquis.naming import names
from acquis.passages.folding import parts
from acquis.passages.held import edition_of, is_draft, languages, words
from acquis.passages.quoting import Passage, Place, found
from acquis.vocab import ACQ, ID

__all__ = ["ELSEWHERE", "HERE", "NOWHERE", "Outcome", "UNHELD", "check"]

HERE, ELSEWHERE, NOWHERE, UNHELD = "here", "elsewhere", "nowhere", "unheld"
_TEXT = NamedNode(ACQ + "text")
_EDITION = ID + "edition/"
# Units that are looked at for a quote that stands in none that it should.
_MOST = 200
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Outcome:
    """What came of a check: one of HERE, ELSEWHERE, NOWHERE and UNHELD, where no words are held to look in.

    `place` is where the quote stands, in the words in `language`.
    """

    verdict: str
    language: str = ""
    place: Place | None = None


def check(engine: Engine, iri: str, quote: str, language: str = "", *, far: bool = True) -> Outcome:
    """Return whether *quote* stands in the unit or edition *iri*, as far as its words are held.

    With a *language* only words in it count. Where the quote is not in *iri* it is looked for in the whole
    edition, and if it is to be looked for *far* in all editions of which words are held.
    """
    tags = [one for one in languages(engine, iri, language) if words(engine, iri, one).passages]
    if not tags or not parts(quote):
        return Outcome(UNHELD)
    near = [Outcome(HERE, one, found(quote, words(engine, iri, one).passages)) for one in tags]
    whole = _EDITION + edition_of(iri)
    near = [one for one in near if one.place] or [
        Outcome(ELSEWHERE, one, found(quote, words(engine, whole, one).passages)) for one in tags
    ]
    standing = [one for one in near if one.place]
    if standing:
        return min(standing, key=lambda one: bool(one.place and one.place.is_cased))
    outcomes = _far(engine, quote, tags) if far else iter(())
    return next(outcomes, Outcome(NOWHERE, tags[0]))


def _far(engine: Engine, quote: str, tags: list[str]) -> Iterator[Outcome]:
    """Yield where *quote* stands in the words of one unit of any edition, adopted texts before drafts."""
    for tag in tags:
        likely = islice(_likely(engine, quote, tag), _MOST)
        units = sorted(likely, key=lambda one: names.natural(one.unit))
        drafts = {
            slug for slug in {edition_of(one.unit) for one in units} if is_draft(engine, _EDITION + slug)
        }
        for one in sorted(units, key=lambda unit: edition_of(unit.unit) in drafts):
            place = found(quote, [one])
            if place:
                yield Outcome(ELSEWHERE, tag, place)


def _likely(engine: Engine, quote: str, tag: str) -> Iterator[Passage]:
    """Yield units with words in the language *tag* that have all words of *quote*, in some order."""
    wanted = {word.lower() for way in parts(quote)[:1] for part in way for word in _WORD.findall(part)}
    for one in engine.triples(None, _TEXT):
        said, unit = one.object, one.subject
        if isinstance(said, Literal) and isinstance(unit, NamedNode) and said.language == tag:
            text = said.value.lower()
            if all(word in text for word in wanted):
                yield Passage(unit.value, said.value)
