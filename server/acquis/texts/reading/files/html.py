"""Web pages to paragraphs, by the parser of the standard library: it builds no tree, so no depth can hurt it.

It must not mend words, nor follow links.
"""

import re
from html.parser import HTMLParser

from acquis.errors import InvalidDocument
from acquis.texts.model import Doubt
from acquis.texts.reading.blocks import Block, Mended, linked, marked
from acquis.texts.reading.files.plain import decoded

__all__ = ["MOST_BLOCKS", "read"]

# The longest report of the UN has some 2,000 paragraphs.
MOST_BLOCKS = 200_000
_SKIPPED = frozenset(
    {"script", "style", "template", "noscript", "svg", "math", "head", "nav", "iframe", "object"}
)
# fmt: off
_PARAGRAPHS = frozenset({
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4",
    "h5", "h6", "header", "hr", "html", "li", "main", "ol", "p", "pre", "section", "summary", "table",
    "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})
# fmt: on
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_SIGN = re.compile(r"\s*[\[(]?(\d{1,3}|\*{1,3}|[a-z])[\])]?\s*")
_PRIVATE = re.compile("[\ue000-\ue004]|\u00ad")
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset=[\"']?([\w-]{1,40})", re.IGNORECASE)


def read(data: bytes, file: str) -> Mended:
    """Return the paragraphs of the web page in *data*; *file* is its name, for the sentences.

    Raises:
        InvalidDocument: it has no text, or too many paragraphs.
    """
    reader = _Reader(file)
    reader.feed(_text(data, file))
    reader.close()
    blocks = reader.blocks()
    if not blocks:
        raise InvalidDocument(
            f"{file} has no text: save the page with its text, not its frame or its script."
        )
    return Mended(blocks, tuple(reader.doubts), reader.title)


def _text(data: bytes, file: str) -> str:
    found = _CHARSET.search(data[:4096])
    if found and found[1].lower() not in (b"utf-8", b"utf-16"):
        try:
            return data.decode(found[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            return decoded(data, file)
    return decoded(data, file)


class _Reader(HTMLParser):
    """One page while it is read."""

    def __init__(self, file: str) -> None:
        super().__init__(convert_charrefs=True)
        self.title = ""
        self.doubts: list[Doubt] = []
        self._file = file
        self._blocks: list[Block] = []
        self._words: list[str] = []
        self._skipped: list[str] = []
        self._heading = self._line = 0
        self._raised: list[str] | None = None
        self._link: tuple[str, int] | None = None
        self._within = self._label = ""
        # Where links within the page lead to, by the place of the paragraph that has it: a footnote is one.
        self._ids: dict[str, int] = {}
        self._wanted: dict[str, tuple[str, int]] = {}
        self._lists: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a paragraph, a link, something raised, or something to skip."""
        given = {name: value or "" for name, value in attrs}
        if tag == "title" or tag in _SKIPPED:
            self._skipped.append(tag)
        if self._skipped:
            return
        if tag in _PARAGRAPHS:
            self._end()
            self._heading = _HEADINGS.get(tag, 0)
            self._list(tag, given)
        for name in (given.get("id"), given.get("name") if tag == "a" else None):
            if name:
                self._ids.setdefault(name, len(self._blocks))
        if tag == "sup":
            self._raised, self._within = [], self._link[0] if self._link else ""
        elif tag == "a" and given.get("href"):
            self._link = (given["href"], len(self._words))
            self._within = given["href"]

    def _list(self, tag: str, given: dict[str, str]) -> None:
        """Count the items of a list; the number stands before the words, as on the page."""
        if tag in ("ol", "ul"):
            start = given.get("start", "")
            self._lists.append(
                (given.get("type", "1") if tag == "ol" else "", int(start) if _small(start) else 1)
            )
        elif tag == "li" and self._lists:
            kind, count = self._lists[-1]
            count = int(given["value"]) if kind and _small(given.get("value", "")) else count
            self._label = _label(kind, count)
            self._lists[-1] = (kind, count + 1)

    def handle_endtag(self, tag: str) -> None:
        """Close what the tag opened; a tag that opened nothing closes nothing."""
        if self._skipped:
            if tag in self._skipped:
                del self._skipped[self._skipped.index(tag) :]
            return
        if tag == "sup" and self._raised is not None:
            self._words.append(self._sign("".join(self._raised)))
            self._raised, self._within = None, ""
        elif tag == "a" and self._link:
            target, at = self._link
            self._link = None
            if not target.startswith("#") and len(self._words) > at:
                self._words[at:] = [linked("".join(self._words[at:]), target)]
        elif tag in _PARAGRAPHS:
            self._end()
            if tag in ("li", "ol", "ul"):
                # An item without words hands its number on to nothing.
                self._label = ""
            if tag in ("ol", "ul") and self._lists:
                self._lists.pop()

    def handle_data(self, data: str) -> None:
        """Take words."""
        if self._skipped:
            if self._skipped[-1] == "title":
                self.title += _PRIVATE.sub("", data)
            return
        words = _PRIVATE.sub("", data)
        (self._words if self._raised is None else self._raised).append(words)

    def _sign(self, text: str) -> str:
        """Return the sign of a mark for what stands raised, or the words where it is none."""
        found = _SIGN.fullmatch(text)
        if not found:
            return text
        if self._within.startswith("#"):
            self._wanted.setdefault(self._within[1:], (found[1], len(self._blocks)))
        return marked(found[1])

    def _end(self) -> None:
        """Close the paragraph that is open, if it has words."""
        text = " ".join("".join(self._words).split())
        self._words = []
        self._link = None
        if not text:
            return
        # The number of an item stands before its first words, in whatever paragraph they are.
        text, self._label = self._label + text, ""
        self._blocks.append(Block(text, f"line {self.getpos()[0]}", heading=self._heading, firm=True))
        if len(self._blocks) > MOST_BLOCKS:
            raise InvalidDocument(f"{self._file} has more than {MOST_BLOCKS} paragraphs: give it in parts.")

    def blocks(self) -> tuple[Block, ...]:
        """Return the paragraphs; those that marks lead to are footnotes."""
        self._end()
        self.title = " ".join(self.title.split())
        # What leads back from a footnote to its mark is no mark.
        notes = {
            self._ids[name]: number
            for name, (number, at) in self._wanted.items()
            if self._ids.get(name, -1) > at
        }
        return tuple(
            _note(block, notes[at]) if at in notes else block for at, block in enumerate(self._blocks)
        )


def _note(block: Block, number: str) -> Block:
    """Return *block* as footnote *number*, without the number that stands first in it."""
    text = block.text.removeprefix(marked(number)).lstrip()
    text = re.sub(rf"^[\[(]?{re.escape(number)}[\])]?[.:]?\s+", "", text)
    return Block(text, block.place, note=number, firm=True)


def _small(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 6


def _label(kind: str, count: int) -> str:
    if not kind:
        return "\u2022 "
    if kind in ("a", "A") and 0 < count <= 26:
        letter = chr(ord(kind) + count - 1)
        return f"({letter}) " if kind == "a" else f"{letter}. "
    return f"{count}. "
