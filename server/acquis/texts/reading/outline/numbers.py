"""The row of paragraph numbers: what comes next, what is missing, twice, or begins anew.

It must not read words.
"""

from acquis.texts.reading.outline.parts import Grown
from acquis.texts.reading.outline.starts import Start, following

__all__ = ["Numbers"]


class Numbers:
    """The numbers met so far in the text, or in the annex that is open."""

    def __init__(self, grown: Grown) -> None:
        """Begin with no number; doubts go to *grown*."""
        self._grown = grown
        self._points: dict[str, int] = {}
        self._base = self._run = ""
        self._last = self._run_last = 0

    def enter(self, annex: str) -> None:
        """Begin the numbers of *annex* anew."""
        self._base, self._run, self._last, self._run_last = annex, "", 0, 0

    def path(self, kind: str, start: Start, section: str, place: str) -> str:
        """Return the path of the paragraph that *start* opens in *section*, and keep what is odd about it."""
        number = following(start)
        if not number or "-" in start.key:
            # A dotted number, or a bis, stands in no row of whole numbers.
            return self._free(self._base, kind, start.key, section)
        if self._run and number == self._last + 1 and number != self._run_last + 1:
            self._run = ""
        if number == 1 and self._last and not self._goes_on(1):
            return self._again(kind, section, place)
        last = self._run_last if self._run else self._last
        path = self._free(self._run or self._base, kind, start.key, section)
        if number != last + 1:
            self._odd(path, number, last, place)
        self._set(max(number, last))
        return path

    def point(self, owner: str, start: Start) -> None:
        """Keep a jump in the letters below *owner*."""
        place = following(start)
        last = self._points.get(f"{owner} {start.kind}", 0)
        if place != last + 1:
            path = f"{owner}.{start.key}"
            self._grown.doubt(path, "jump", f"{start.printed} does not follow the one before it in its row.")
        self._points[f"{owner} {start.kind}"] = place

    def _goes_on(self, number: int) -> bool:
        return number == (self._run_last if self._run else self._last) + 1

    def _set(self, number: int) -> None:
        if self._run:
            self._run_last = number
        else:
            self._last = number

    def _again(self, kind: str, section: str, place: str) -> str:
        """Return the path of a paragraph 1 where the numbers begin anew outside an annex of their own."""
        part = self._grown.next(f"{self._base}/part/" if self._base else "part/")
        self._run = section if section and not self._grown.has(f"{section}/{kind}/1") else part
        self._run_last = 1
        path = f"{self._run}/{kind}/1"
        said = f"The numbers begin anew with 1 ({place}): these paragraphs were named {self._run}/{kind}/…."
        self._grown.doubt(path, "numbering", said)
        return path

    def _free(self, base: str, kind: str, key: str, section: str) -> str:
        path = f"{base}/{kind}/{key}" if base else f"{kind}/{key}"
        other = f"{section}/{kind}/{key}"
        if self._grown.has(path) and section and not self._grown.has(other):
            said = f"The number {key} stands here again: named {other}."
            self._grown.doubt(other, "twice", said)
            return other
        return path

    def _odd(self, path: str, number: int, last: int, place: str) -> None:
        if number > last + 1:
            said = f"Paragraph {number} follows {last or 'no other'} ({place}): are some missing?"
            self._grown.doubt(path, "jump", said)
        else:
            self._grown.doubt(path, "back", f"Paragraph {number} stands after {last} ({place}).")
