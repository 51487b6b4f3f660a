"""Make references of what a text's units and footnotes refer to: unit by unit, with verb and targets.

It must not write anything, nor ask a release.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from acquis.naming.symbols import slug
from acquis.texts.citing.gathering import gathered
from acquis.texts.citing.known import Known
from acquis.texts.citing.model import Found, Reference
from acquis.texts.citing.story import Story
from acquis.texts.citing.table import table
from acquis.texts.citing.verbs import carried, only_points
from acquis.texts.model import SourceText, Unit
from acquis.vocab import ID

__all__ = ["cite"]

_PRINTED = ("symbol", "resolution", "decision")
_RESOLUTION = re.compile(r"(?:^|/)(?:pp|op)/")
_CONTAINED = re.compile(r"(\w+ (?:contained|listed|set out|enumerated) in) $")
_WITHIN_ARTICLE = re.compile(r"(.*\bart/\d+)")
_ANNEX = re.compile(r"annex/\w+/")
# How far after a name the mark of the footnote may stand that gives its symbol.
_MARK = 3


def cite(text: SourceText, known: Known, edition: str = "") -> tuple[Reference, ...]:
    """Return the references of *text*, in the order of its units, those of a footnote after its unit's own.

    *edition* is the IRI of the edition that is read; without it, it is made from the symbol, and where there
    is none no reference of the text to itself is resolved. What could not be resolved has no targets.
    """
    whole = edition or (f"{ID}edition/{slug(text.symbol)}" if text.symbol else "")
    return tuple(_Reading(text, known, whole).references())


@dataclass(frozen=True)
class _Stretch:
    """Words of `within`, a unit or a footnote; `at` is where in the unit a footnote's references stand."""

    unit: Unit
    within: Unit
    found: list[Found]
    at: int = -1


class _Reading:
    """One text while it is read."""

    def __init__(self, text: SourceText, known: Known, edition: str) -> None:
        about = any(table().about.search(unit.text) for unit in text.units)
        self._known = known if about else replace(known, reports=())
        self._text, self._edition = text, edition
        self._units = {unit.path: unit for unit in text.units}
        self._notes: dict[str, list[Unit]] = {}
        for unit in text.units:
            if unit.kind == "footnote":
                self._notes.setdefault(unit.above, []).append(unit)
        self._story = Story(
            self._known, charter=any(re.search(r"\bCharter\b", unit.text) for unit in text.units)
        )
        self._before = ""

    def references(self) -> Iterator[Reference]:
        """Yield the references of the text."""
        for unit in self._text.units:
            if unit.kind == "footnote":
                continue
            for stretch in self._stretches(unit):
                yield from (self._reference(stretch, one) for one in stretch.found)
            if unit.kind == "paragraph":
                self._before = unit.path

    def _stretches(self, unit: Unit) -> list[_Stretch]:
        """Return the unit and its footnotes; the symbols of both are known before names are looked up."""
        own = gathered(unit.text, unit.addresses, self._story, note=False)
        self._story.tell([one for one in own if one.kind in _PRINTED])
        notes = [self._note(unit, note) for note in self._notes.get(unit.path, ())]
        if notes or any(one.kind in ("report", "back") and not one.editions for one in own):
            again = gathered(unit.text, unit.addresses, self._story, note=False)
            own = [self._by_note(one, notes) for one in again]
        self._story.tell(own)
        return [_Stretch(unit, unit, own), *(_joined(note, own) for note in notes)]

    def _note(self, unit: Unit, note: Unit) -> _Stretch:
        found = gathered(note.text, note.addresses, self._story, note=True)
        self._story.tell(found)
        marks = [mark.at for mark in unit.marks if _mark(mark.printed) == _mark(note.number)]
        return _Stretch(unit, note, found, marks[0] if marks else len(unit.text))

    def _by_note(self, one: Found, notes: list[_Stretch]) -> Found:
        """Return the report *one* with what the footnote at its end says of it."""
        if one.kind != "report":
            return one
        beside = [found for note in notes if one.end <= note.at <= one.end + _MARK for found in note.found]
        symbols = [found for found in beside if found.kind in _PRINTED]
        editions = tuple(edition for found in symbols for edition in found.editions)
        if one.body.startswith("sg ") and len(editions) == 1:
            self._story.mandated[one.body.removeprefix("sg ")] = editions[0]
        if not symbols:
            return one
        if one.editions and not set(one.editions) & set(editions):
            return replace(one, doubt="The footnote at its end gives another symbol.")
        how = one.how if one.editions else "The footnote at the end of the name gives the symbol."
        return replace(one, editions=one.editions or editions, how=how)

    def _reference(self, stretch: _Stretch, one: Found) -> Reference:
        note = stretch.within is not stretch.unit
        start, end = (stretch.at, stretch.at) if note else (one.start, one.end)
        above = self._above(stretch.unit)
        resolution = bool(_RESOLUTION.search(stretch.unit.path))
        verb, function = carried(above + stretch.unit.text, len(above) + start, len(above) + end, resolution)
        if note and only_points(stretch.within.text, one.start):
            function = "cites"
        targets, how = self._own(one, stretch.unit) if one.own else self._targets(one)
        return Reference(
            unit=stretch.unit.path,
            within=stretch.within.path,
            start=one.start,
            end=one.end,
            printed=stretch.within.text[one.start : one.end],
            locator=one.locator or (stretch.within.text[one.start : one.end] if one.paths else ""),
            kind="paragraph" if one.kind == "neighbour" else one.kind,
            symbol=one.symbol,
            targets=targets,
            verb=verb,
            function=function,
            named_by="symbol printed" if one.symbol and one.kind != "back" else "by name",
            how=how,
            doubt=one.doubt or self._twice(one, stretch),
        )

    def _above(self, unit: Unit) -> str:
        """Return the words of the paragraphs that *unit* stands in, which it carries on."""
        above = self._units.get(unit.above)
        return f"{self._above(above)}{above.text} " if above is not None and above.kind == "paragraph" else ""

    def _targets(self, one: Found) -> tuple[tuple[str, ...], str]:
        """Return the units that *one* points to, or the edition itself where the unit is not known."""
        if not one.paths:
            return one.editions, one.how
        wanted = [(edition, f"{edition}/{path}") for edition in one.editions for path in one.paths]
        held = [unit if unit in self._known.units else edition for edition, unit in wanted]
        missing = any(unit not in self._known.units for _, unit in wanted)
        how = f"{one.how} The data does not have the unit itself." if wanted and missing else one.how
        return tuple(dict.fromkeys(held)), how

    def _own(self, one: Found, unit: Unit) -> tuple[tuple[str, ...], str]:
        """Return the units of this text that *one* points to."""
        paths = (
            [self._before]
            if one.kind == "neighbour"
            else [self._found_path(path, unit) for path in one.paths]
        )
        if not self._edition:
            return (), "A part of this text, whose edition was not given."
        if not paths or not all(paths):
            return (), "This text has no such part."
        how = "The paragraph before." if one.kind == "neighbour" else "A part of this text, as printed."
        return tuple(f"{self._edition}/{path}" for path in paths), how

    def _found_path(self, path: str, unit: Unit) -> str:
        """Return the path of the unit of this text that *path* means in *unit*, "" for none or several."""
        if article := _WITHIN_ARTICLE.match(unit.path):
            # In an article "paragraph 1" is the first of the same article.
            near = f"{article[1]}.{path.removeprefix('para/')}"
            return near if path.startswith("para/") and near in self._units else ""
        annex = _ANNEX.match(unit.path)
        within = annex[0] if annex else ""
        asked = [within + path, within + path.replace("para/", "op/", 1)]
        for one in asked:
            if one in self._units:
                return one
        ending = [other for one in asked for other in self._units if other.endswith(f"/{one}")]
        return ending[0] if len(ending) == 1 and not _ANNEX.match(ending[0]) else ""

    def _twice(self, one: Found, stretch: _Stretch) -> str:
        """Return a doubt where the same words before a pinpoint lead elsewhere in another paragraph."""
        lead = _lead(stretch.within.text, one.start)
        if not one.own or one.kind != "paragraph" or not lead:
            return ""
        for unit in self._text.units:
            for match in re.finditer(rf"\b{re.escape(lead)} (paragraphs? \d+)", unit.text):
                printed = stretch.within.text[one.start : one.end]
                if unit.path != stretch.unit.path and not printed.startswith(match[1]):
                    return f"In {unit.path} the same words lead to {match[1]}: one of the two may be wrong."
        return ""


def _joined(note: _Stretch, own: list[Found]) -> _Stretch:
    """Return *note* with its place moved to the start of the name that it gives the symbol of."""
    names = [one.start for one in own if one.kind == "report" and one.end <= note.at <= one.end + _MARK]
    return replace(note, at=min([note.at, *names]))


def _mark(printed: str) -> str:
    return printed.strip("[]() ")


def _lead(text: str, at: int) -> str:
    """Return the words before *at* that say what a paragraph contains: "principles contained in"."""
    before = _CONTAINED.search(text[:at])
    return before[1] if before else ""
