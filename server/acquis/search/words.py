"""Own how text becomes words: folded for the index and for what people type, and marked where they stand.

It must not look at an index. Case and accents do not count; signs part words, so none of them can be syntax
of the index; each Chinese or Japanese character is a word, as their words have no spaces between.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from acquis.errors import InvalidParameter

__all__ = [
    "LONGEST",
    "Phrase",
    "Piece",
    "expression",
    "folded",
    "marked",
    "met",
    "phrases",
    "snippet",
    "words",
]

# The longest text that can be searched for, and the most words in it.
LONGEST = 300
_MOST = 24

_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_COMBINING = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670"
_WORD = re.compile(f"[{_CJK}]|[^\\W_{_CJK}]+")
# The same in a text as it is written, accents and vowel signs within words.
_RUN = re.compile(f"[{_CJK}]|[^\\W_{_CJK}](?:[^\\W_{_CJK}]|[{_COMBINING}])*")
_TATWEEL = "\u0640"
# The article of Arabic, with the short words written together with it, tells no two words apart.
# Source: Larkey, Ballesteros and Connell, Improving Stemming for Arabic Information Retrieval, SIGIR 2002
_ARTICLE = re.compile("^\u0648?(?:[\u0628\u0643\u0641]?\u0627\u0644|\u0644\u0644)(?=\\w{3})")
# A shorter beginning of a word says too little to look for all words that begin so.
_SHORTEST = 2
_PLURAL = 4
_AROUND = 60


@dataclass(frozen=True)
class Phrase:
    """One typed word: words that stand in a row, such as those of a symbol, in one of `forms`.

    With `is_open` the last of them may be only the beginning of a word.
    """

    forms: tuple[tuple[str, ...], ...]
    is_open: bool


@dataclass(frozen=True)
class Piece:
    """A part of a text; `is_match` says that it is what was searched for."""

    text: str
    is_match: bool = False


_Token = tuple[str, int, int]
_Span = tuple[int, int, int]


def words(text: str) -> list[str]:
    """Return the folded words of *text*.

    >>> words("Côte d'Ivoire: A/RES/70/237, 网络, والتعاون")
    ['cote', 'd', 'ivoire', 'a', 'res', '70', '237', '网', '络', 'تعاون']
    """
    if text.isascii():
        return _WORD.findall(text.lower())
    split = unicodedata.normalize("NFKD", text)
    plain = "".join(one for one in split if one != _TATWEEL and not unicodedata.combining(one))
    return [_ARTICLE.sub("", one) for one in _WORD.findall(plain.casefold())]


def folded(text: str) -> str:
    """Return the folded words of *text* with a space between each two."""
    return " ".join(words(text))


def phrases(typed: str, *, typing: bool = False) -> tuple[Phrase, ...]:
    """Return what *typed* asks for, one phrase for each word in it; none where it holds no letter or figure.

    While somebody is *typing*, the last word may go on, even where it is a number.

    Raises:
        InvalidParameter: it is too long, or has too many words, to be searched for.
    """
    if len(typed) > LONGEST:
        raise InvalidParameter(
            f"{len(typed):,} characters are too many to search for: give at most {LONGEST}.", name="q"
        )
    found = [tuple(words(part)) for part in typed.split()]
    rows = list(dict.fromkeys(row for row in found if row))
    if len(rows) > _MOST:
        raise InvalidParameter(
            f"{len(rows)} words are too many to search for: give at most {_MOST}.", name="q"
        )
    return tuple(_phrase(row, typing=typing and row == rows[-1]) for row in rows)


def _phrase(row: tuple[str, ...], *, typing: bool) -> Phrase:
    last = row[-1]
    is_open = len(last) >= _SHORTEST and (typing or not last.isdigit())
    return Phrase((row, *_singular(row)), is_open)


def _singular(row: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    """Yield *row* without the plural of English: whoever types norms means a norm as well."""
    word = row[-1]
    if len(row) == 1 and word.isascii() and len(word) >= _PLURAL and word.endswith("s") and word[-2] != "s":
        yield (f"{word[:-3]}y" if word.endswith("ies") else word[:-1],)


def expression(wanted: Sequence[Phrase], *, every: bool = True, columns: str = "") -> str:
    """Return *wanted* as an FTS5 expression: *every* phrase, or any of them, in the *columns*, "" for all.

    It holds letters and figures in quotation marks only, so nothing in it is syntax but what stands here.
    Source: https://www.sqlite.org/fts5.html#full_text_query_syntax
    """
    joined = (" AND " if every else " OR ").join(_quoted(one) for one in wanted)
    return f"{{{columns}}} : ({joined})" if columns else joined


def _quoted(phrase: Phrase) -> str:
    star = " *" if phrase.is_open else ""
    return "(" + " OR ".join(f'"{" ".join(form)}"{star}' for form in phrase.forms) + ")"


def met(text: str, wanted: Sequence[Phrase]) -> int:
    """Return how many of *wanted* stand in *text*."""
    return len({number for number, _, _ in _spans(text, wanted)})


def marked(text: str, wanted: Sequence[Phrase]) -> tuple[Piece, ...]:
    """Return the whole *text* in pieces, those that match one of *wanted* marked."""
    return tuple(_pieces(text, _merged(_spans(text, wanted)), 0, len(text)))


def snippet(text: str, wanted: Sequence[Phrase], length: int = 200) -> tuple[Piece, ...]:
    """Return some *length* characters of *text* where most of *wanted* stand close together, in pieces."""
    spans = _spans(text, wanted)
    best = max(spans, key=lambda one: (_together(spans, one, length), -one[1]), default=(0, 0, 0))
    start = _edge(text, max(0, best[1] - _AROUND))
    end = len(text) if len(text) - start <= length else _edge(text, start + length)
    pieces = [*_pieces(text, _merged(spans), start, end)]
    before, after = ([Piece("…")] if cut else [] for cut in (start > 0, end < len(text)))
    return (*before, *pieces, *after)


def _together(spans: Sequence[_Span], first: _Span, length: int) -> int:
    """Return how many phrases stand in the *length* characters that would be shown around *first*."""
    last = first[1] + length - _AROUND
    return len({number for number, start, end in spans if first[1] <= start and end <= last})


def _edge(text: str, place: int) -> int:
    """Return the beginning of a word at or shortly after *place*; *place* itself where there is none."""
    space = text.find(" ", place, place + _AROUND // 2) if place else -1
    return space + 1 if space >= 0 else place


def _tokens(text: str) -> list[_Token]:
    """Return the folded words of *text* with the place of each."""
    runs = _RUN.finditer(text)
    return [(word, run.start(), run.end()) for run in runs for word in words(run.group())]


def _spans(text: str, wanted: Sequence[Phrase]) -> list[_Span]:
    """Return the number of the phrase, beginning and end of each place in *text* that is one of *wanted*."""
    tokens = _tokens(text)
    return [
        (number, start, tokens[place + len(form) - 1][2])
        for number, phrase in enumerate(wanted)
        for form in phrase.forms
        for place, (_, start, _) in enumerate(tokens)
        if _stands(tokens, place, form, phrase.is_open)
    ]


def _stands(tokens: Sequence[_Token], place: int, form: tuple[str, ...], is_open: bool) -> bool:
    last = place + len(form) - 1
    if last >= len(tokens) or any(tokens[place + n][0] != word for n, word in enumerate(form[:-1])):
        return False
    word = tokens[last][0]
    return word.startswith(form[-1]) if is_open else word == form[-1]


def _merged(spans: Iterable[_Span]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for _, start, end in sorted(spans, key=lambda one: one[1:]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _pieces(text: str, spans: Sequence[tuple[int, int]], start: int, end: int) -> Iterable[Piece]:
    """Yield the part of *text* from *start* to *end* in pieces; *spans* are those that match, in order."""
    inside = [(max(one, start), min(other, end)) for one, other in spans if one < end and other > start]
    edges = [start, *(edge for span in inside for edge in span), end]
    for place, (one, other) in enumerate(pairwise(edges)):
        if one < other:
            yield Piece(text[one:other], place % 2 == 1)
