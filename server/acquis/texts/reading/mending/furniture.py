"""What stands on a page and is no part of the text: running heads and feet, page numbers, link targets.

It must not know how the text itself is divided.
"""

import re
from collections import Counter
from collections.abc import Sequence

from acquis.texts.model import Doubt
from acquis.texts.reading.blocks import Line
from acquis.texts.reading.outline.starts import named, starts

__all__ = ["cleared"]

# Lines from the edge of a page that may be its head or foot.
_DEEP = 3
_NUMBER = re.compile(r"[-\u2013 ]*(?:\d{1,4}|[Pp]age \d{1,4})(?: ?(?:/|of) ?\d{1,4})?[-\u2013 ]*")
_TARGET = re.compile(r"(?:https?://|mailto:)\S+")


def cleared(pages: Sequence[Sequence[Line]]) -> tuple[list[list[Line]], list[Doubt]]:
    """Return *pages* without what is no text, and one doubt for each thing that was left out."""
    repeated = _repeated(pages)
    kept: list[list[Line]] = []
    left: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for page in pages:
        out = _edges(page, repeated) | _targets(page)
        for at, kind in sorted(out.items()):
            # The targets of links are told one by one; of heads and feet the figures may change.
            key = (page[at].text.strip(),) if kind == "link" else _key(page[at])
            left.setdefault((kind, key), []).append(" ".join(page[at].text.split()))
        kept.append([line for at, line in enumerate(page) if at not in out])
    return kept, [_said(kind, texts[0], len(texts)) for (kind, _), texts in left.items()]


def _key(line: Line) -> tuple[str, ...]:
    """Return what stays the same on all pages: figures and, for left and right pages, order are left out."""
    return tuple(sorted(re.sub(r"\d+", "0", line.text).split()))


def _places(page: Sequence[Line]) -> dict[int, str]:
    """Return the places of the lines near the edges of *page*, each with its edge."""
    last = len(page)
    head = dict.fromkeys(range(min(_DEEP, last)), "header")
    return dict.fromkeys(range(max(0, last - _DEEP), last), "footer") | head


def _repeated(pages: Sequence[Sequence[Line]]) -> set[tuple[str, ...]]:
    """Return the keys that stand at an edge of two pages, and of a third of all."""
    counts = Counter(key for page in pages for key in {_key(page[at]) for at in _places(page)})
    return {key for key, times in counts.items() if times >= max(2, len(pages) / 3)}


def _text(line: Line) -> bool:
    """Return whether *line* opens a part of the text, which may well begin alike on several pages."""
    text = line.text.strip()
    return bool(named(text)) or any(one.kind in ("annex", "letter", "paragraph") for one in starts(text))


def _edges(page: Sequence[Line], repeated: set[tuple[str, ...]]) -> dict[int, str]:
    """Return the places of head and foot: from each edge inwards, as long as lines are such."""
    found: dict[int, str] = {}
    for kind, order in (("header", range(len(page))), ("footer", range(len(page) - 1, -1, -1))):
        for at in list(order)[:_DEEP]:
            known = _key(page[at]) in repeated or _NUMBER.fullmatch(page[at].text.strip())
            if not known or _text(page[at]):
                break
            found.setdefault(at, kind)
    return found


def _targets(page: Sequence[Line]) -> dict[int, str]:
    """Return the places of the bare addresses that a program lists after a page for the links on it."""
    found = {}
    for at in range(len(page) - 1, -1, -1):
        # The last line of a footnote may be an address: its list stands apart from the text before it.
        if not _TARGET.fullmatch(page[at].text.strip()):
            break
        found[at] = "link"
    return found


def _said(kind: str, text: str, times: int) -> Doubt:
    often = f" {times} times" if times > 1 else ""
    return Doubt("", kind, f"Left out{often} as the {kind} of a page: “{text}”.")
