"""Find the questions of the library that fit typed words.

It must not ask any of them.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from acquis.library.queries import Question
from acquis.search.words import Phrase, folded, phrases

__all__ = ["matching"]

_MOST = 3
# A shorter word, such as is, on or by, says nothing of what is asked.
_SHORTEST = 3
_TITLE, _REST = 3, 1
# Words that questions begin with, whatever they ask.
_ASKING = {
    "and",
    "are",
    "does",
    "for",
    "from",
    "has",
    "how",
    "the",
    "what",
    "when",
    "where",
    "which",
    "who",
    "why",
}


def matching(questions: Iterable[Question], typed: str, most: int = _MOST) -> tuple[Question, ...]:
    """Return at most *most* of *questions* that have more than half of the words *typed*, the best first.

    Raises:
        InvalidParameter: *typed* is too long.
    """
    wanted = [one for one in phrases(typed) if _tells(one)]
    scored = [(_score(one, wanted), place, one) for place, one in enumerate(questions)] if wanted else []
    best = sorted((one for one in scored if one[0] > 0), key=lambda one: (-one[0], one[1]))
    return tuple(question for _, _, question in best[:most])


def _tells(phrase: Phrase) -> bool:
    form = phrase.forms[0]
    return len(form) > 1 or (len(form[0]) >= _SHORTEST and form[0] not in _ASKING) or not form[0].isascii()


def _score(question: Question, wanted: Sequence[Phrase]) -> int:
    """Return how well *question* fits, 0 where it has no more than half of *wanted*."""
    title = _folded(question.title)
    rest = _folded(" ".join((question.name, question.description, *question.tags)))
    in_title, in_all = (_met(text, wanted) for text in (title, title + rest))
    return 0 if 2 * in_all <= len(wanted) else _TITLE * in_title + _REST * in_all


@lru_cache(maxsize=512)
def _folded(text: str) -> str:
    """Return the folded words of *text*, which never changes, each between spaces."""
    return f" {folded(text)} "


def _met(text: str, wanted: Sequence[Phrase]) -> int:
    """Return how many of *wanted* stand in *text*, which is folded."""
    return sum(any(_sought(form, one.is_open) in text for form in one.forms) for one in wanted)


def _sought(form: Sequence[str], is_open: bool) -> str:
    return f" {' '.join(form)}{'' if is_open else ' '}"
