"""Find what a template says to people without handing it to translation; see test_languages.py."""

import re
from collections.abc import Collection, Iterator
from html.parser import HTMLParser

from jinja2 import Environment

__all__ = ["bare"]

# Texts in these are code, the same in every language.
_CODE = frozenset({"code", "pre", "script", "style"})
# Attributes that people read or hear.
_SAID = frozenset({"alt", "aria-description", "aria-label", "placeholder", "title"})
_LETTERS = re.compile("[^\\W\\d_]{2,}")
# What a macro writes into a tag.
_ATTRIBUTE = re.compile('[a-z-]+="[^"]*"')


class _Page(HTMLParser):
    """Collects the texts of a page, and the attributes that are said."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the attributes of *tag*, and that code begins."""
        self.texts += [text for name, text in attrs if name in _SAID and text]
        if tag in _CODE:
            self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Note that code ends."""
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        """Note a text that is no code."""
        if not self._inside:
            self.texts.append(data)


def bare(source: str, names: Collection[str]) -> list[str]:
    """Return the texts of the template *source* that no translation sees.

    *names* are the same in all languages.
    """
    page = _Page()
    page.feed("".join(_written(source)))
    page.close()
    known = re.compile(
        "|".join(rf"(?<!\w){re.escape(one)}(?!\w)" for one in sorted(names, key=len)[::-1]) or "(?!)"
    )
    texts = (" ".join(_ATTRIBUTE.sub(" ", text).split()) for text in page.texts)
    return [text for text in texts if _LETTERS.search(known.sub(" ", text))]


def _written(source: str) -> Iterator[str]:
    """Yield *source* as a page: without what is translated and what is computed, but with literals."""
    tokens = list(Environment().lex(source))
    is_said, place, so_far = False, 0, ""
    while place < len(tokens):
        _, kind, text = tokens[place]
        end = {"variable_begin": "variable_end", "block_begin": "block_end"}.get(kind)
        if end is None:
            piece = text if kind == "data" and not is_said else ""
            place += 1
        else:
            last = next(at for at in range(place, len(tokens)) if tokens[at][1] == end)
            inside = [(sort, said) for _, sort, said in tokens[place + 1 : last] if sort != "whitespace"]
            if kind == "block_begin" and inside and inside[0][1] in ("trans", "endtrans"):
                is_said = inside[0][1] == "trans"
            is_text = so_far.rfind("<") <= so_far.rfind(">")
            piece = f" {' '.join(_literals(inside))} " if kind == "variable_begin" and is_text else " "
            place = last + 1
        so_far = (so_far + piece)[-5000:]
        yield piece


def _literals(inside: list[tuple[str, str]]) -> Iterator[str]:
    """Yield the texts in an expression that are shown as they are: those in no call, filter or index."""
    depth = 0
    for place, (sort, text) in enumerate(inside):
        depth += (text in "([{") - (text in ")]}") if sort == "operator" else 0
        around = {inside[at][1] for at in (place - 1, place + 1) if 0 <= at < len(inside)}
        if sort == "string" and depth == 0 and not around & {"==", "!=", "in", "not"}:
            yield text[1:-1]
