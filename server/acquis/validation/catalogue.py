"""Own the sentences of our own code in every language they are known in: one data file a language.

A file `xx.toml` in the folder `messages` adds the language xx; what it lacks is said in English. It must not
know what is being said.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["Catalogue", "Words", "chosen", "shipped"]

# The same text by language tag; English is always among them.
Words = Mapping[str, str]

_ENGLISH = "en"
_FOLDER = Path(__file__).parent / "messages"
_TAG = re.compile(r"\s*([A-Za-z0-9*-]+)\s*(?:;\s*q\s*=\s*([0-9.]+))?\s*")


class Catalogue:
    """The sentences of some languages, each under a dotted name such as "report.clean"."""

    def __init__(self, folder: Path) -> None:
        self._sentences = {
            path.stem: dict(_flat(tomllib.loads(path.read_text("utf-8"))))
            for path in sorted(folder.glob("*.toml"))
        }

    @property
    def languages(self) -> tuple[str, ...]:
        """The tags of the languages known, in order."""
        return tuple(self._sentences)

    def has(self, name: str) -> bool:
        """Return whether there is a sentence of that *name*."""
        return name in self._sentences[_ENGLISH]

    def sentence(self, name: str, language: str = _ENGLISH, /, **values: str | int) -> str:
        """Return the sentence *name* in *language*, or in English, with *values* in their places."""
        found = self._sentences.get(language, {}).get(name) or self._sentences[_ENGLISH][name]
        return found.format(**values)

    def words(self, name: str, /, **values: str | int | Words) -> Words:
        """Return the sentence *name* in all languages in which it, or one of *values*, is known."""
        languages = {_ENGLISH, *(tag for tag, known in self._sentences.items() if name in known)}
        for value in values.values():
            languages |= value.keys() if isinstance(value, Mapping) else set()
        return {
            tag: self.sentence(name, tag, **{key: _said(value, tag) for key, value in values.items()})
            for tag in sorted(languages)
        }


def _said(value: str | int | Words, language: str) -> str | int:
    return value.get(language, value[_ENGLISH]) if isinstance(value, Mapping) else value


def _flat(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{above}{name}.")
        else:
            yield above + name, str(value)


@cache
def shipped() -> Catalogue:
    """Return the catalogue that comes with the package."""
    return Catalogue(_FOLDER)


def chosen(accept_language: str, languages: Iterable[str]) -> str:
    """Return which of *languages* the header *accept_language* likes best, English when none of them.

    A tag that is more precise than ours counts as ours, so that fr-CH gets fr.
    Source: https://www.rfc-editor.org/rfc/rfc9110#name-accept-language

    >>> chosen("pt, fr-CH;q=0.8, en;q=0.5", ["en", "fr"]), chosen("", ["en", "fr"])
    ('fr', 'en')
    """
    known = {tag.lower(): tag for tag in languages}
    best, weight = _ENGLISH, 0.0
    for part in accept_language[:1000].split(","):
        found = _TAG.fullmatch(part)
        tag = found[1].lower() if found else ""
        ours = known.get(tag) or known.get(tag.partition("-")[0])
        wanted = _weight(found[2]) if found else 0.0
        if ours and wanted > weight:
            best, weight = ours, wanted
    return best


def _weight(text: str | None) -> float:
    try:
        return 1.0 if text is None else float(text)
    except ValueError:
        return 0.0
