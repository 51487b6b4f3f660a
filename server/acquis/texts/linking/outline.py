"""Own what belongs to a paragraph when it is read by itself: what stands below it, and the headings above it.

It must not know what the words mean.
"""

from collections import defaultdict

from acquis.texts.model import SourceText, Unit

__all__ = ["Outline"]

_FOOTNOTE = "footnote"


class Outline:
    """The units of a text, from above and from below."""

    def __init__(self, text: SourceText) -> None:
        self._title = text.title
        self._units = {unit.path: unit for unit in text.units}
        self._below: dict[str, list[Unit]] = defaultdict(list)
        for unit in text.units:
            if unit.kind != _FOOTNOTE and unit.above != unit.path:
                self._below[unit.above].append(unit)

    def text(self, unit: Unit) -> str:
        """Return the words of *unit* and of all that stands below it, in their order, but for footnotes."""
        found: dict[str, str] = {}
        waiting = [unit]
        while waiting:
            one = waiting.pop()
            # Units of a broken file may stand in each other.
            if one.path not in found:
                found[one.path] = one.text
                waiting += reversed(self._below.get(one.path, ()))
        return " ".join(part for part in found.values() if part)

    def above(self, unit: Unit) -> str:
        """Return the title of the text and the headings above *unit*, from the top, in one line."""
        found: list[str] = []
        seen = {unit.path}
        one = self._units.get(unit.above)
        while one is not None and one.path not in seen:
            seen.add(one.path)
            found.append(one.heading)
            one = self._units.get(one.above)
        return " | ".join(part for part in (self._title, *reversed(found)) if part)
