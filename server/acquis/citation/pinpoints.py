"""Own how a place in a text is written, in words that each style gives; it never looks at data."""

import re
from collections.abc import Mapping, Sequence

from acquis.citation.model import Place

__all__ = ["WORDS", "written"]

# What is before the number, by kind of unit or by the sign in a source, as the United Nations writes it.
WORDS = {
    "§": "sect. ",
    "§§": "sects. ",
    "¶": "para. ",
    "¶¶": "paras. ",
    "annex": "annex ",
    "art": "Art. ",
    "fn": "footnote ",
    "item": "item ",
    "op": "para. ",
    "p.": "p. ",
    "para": "para. ",
    "pp.": "pp. ",
    "pp": "preambular para. ",
    "sec": "sect. ",
}
_SIGN = re.compile(r"(?<!\w)(§§?|¶¶?|pp?\.)\s*(?=\w)")
_ARTICLE = re.compile(r"(\d+)\((\d+)\)")
# A section may have a heading and no number.
_HEADING = re.compile(r"[^\W\d_]{4,}.*")


def written(places: Sequence[Place], words: Mapping[str, str] = WORDS, paragraph: str = "") -> str:
    """Return *places* as one pinpoint, with the *words* of a style before the numbers.

    A *paragraph* is the words before that of an article, in a style that counts it by itself.

    >>> written([Place("annex", "I"), Place("para", "34")])
    'annex I, para. 34'
    >>> written([Place("", "p. 3, ¶¶6-7")])
    'p. 3, paras. 6-7'
    """
    return ", ".join(_one(place, words, paragraph) for place in places)


def _one(place: Place, words: Mapping[str, str], paragraph: str) -> str:
    if not place.kind:
        return _SIGN.sub(lambda found: words[found[1]], place.number)
    number = re.sub(r"\s+\(", "(", place.number)
    if place.kind == "art" and paragraph:
        number = _ARTICLE.sub(rf"\1, {paragraph}\2", number)
    if place.kind == "sec" and _HEADING.fullmatch(number):
        return number
    return words.get(place.kind, "") + number
