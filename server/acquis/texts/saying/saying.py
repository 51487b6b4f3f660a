"""Say of every paragraph who says it and how strongly, by the table of rules.toml.

It must not decide for the curator: a reading that is not sure says so.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from acquis.texts.citing.printed import sentences
from acquis.texts.model import SourceText, Unit
from acquis.texts.saying.model import Saying
from acquis.texts.saying.rules import Rule, rules

__all__ = ["said"]

_RESOLUTION = re.compile(r"(?:^|/)(?:pp|op)/")
# What a point says by itself rather than with the paragraph that it carries on: whole sentences.
_WHOLE = re.compile(r"[.?!]\s+[A-Z]")


def said(text: SourceText) -> tuple[Saying, ...]:
    """Return what each paragraph of *text* says by its modality, in the order of its units and sentences.

    The table is of English words: a text in another language has no sayings. In English a paragraph has one
    at least. A point or bullet that no word of its own decides says what the
    paragraph says that it carries on.
    """
    if text.language != "en":
        return ()
    units = {unit.path: unit for unit in text.units}
    found: dict[str, list[Saying]] = {}
    for unit in text.units:
        if unit.kind == "paragraph":
            found[unit.path] = _said(unit, text, units, found)
    return tuple(one for many in found.values() for one in many)


def _said(
    unit: Unit, text: SourceText, units: Mapping[str, Unit], before: Mapping[str, list[Saying]]
) -> list[Saying]:
    heading = _heading(unit, units)
    if heading and heading[0].settles:
        return [_by_heading(unit, *heading)]
    resolution = bool(_RESOLUTION.search(unit.path))
    own = _led(unit, text) if resolution else _told(unit)
    carried = _carried(unit, units, before)
    if carried and resolution:
        # A point of a call is a call, but for one that begins with a verb of its own.
        return _once(own if own and own[0].start == 0 else carried)
    if carried and not _WHOLE.search(unit.text):
        return _once([*own, *carried])
    if not resolution and _opens_plainly(unit, own) and not heading:
        own = [_described(unit, sure=True), *own]
    return _once(own) or [_by_heading(unit, *heading) if heading else _described(unit, sure=not resolution)]


def _heading(unit: Unit, units: Mapping[str, Unit]) -> tuple[Rule, Unit] | None:
    """Return the rule for the nearest heading above *unit* that has one, and what bears it."""
    above = units.get(unit.above)
    while above is not None:
        for rule in rules().headings if above.heading else ():
            if rule.pattern.search(above.heading):
                return rule, above
        above = units.get(above.above)
    return None


def _by_heading(unit: Unit, rule: Rule, section: Unit) -> Saying:
    match = rule.pattern.search(section.heading)
    assert match is not None
    place = (section.path, *match.span("words"), match["words"])
    return Saying(unit.path, rule.modality, rule.name, *place, rule.settles, rule.reason)


def _described(unit: Unit, sure: bool) -> Saying:
    reason = "It opens without a word that says who holds it." if sure else "No rule has its first words."
    return Saying(unit.path, "descriptive", "descriptive", unit.path, 0, 0, "", sure, reason)


def _told(unit: Unit) -> list[Saying]:
    """Return what the sentences of a report say, in their order; what is not sure comes last."""
    found: list[Saying] = []
    earlier: list[Saying] = []
    for start, end in sentences(unit.text):
        part = unit.text[start:end]
        again = earlier if part.startswith("They ") else []
        earlier = _found(unit, rules().earlier, part, start) or again
        if earlier:
            found += earlier[:1]
            continue
        found += [*_found(unit, rules().told, part, start), *_found(unit, rules().while_said, part, start)]
    return sorted(found, key=lambda one: not one.sure)


def _found(unit: Unit, table: Iterable[Rule], part: str, at: int) -> list[Saying]:
    """Return what *part*, which begins at *at* in the text of *unit*, says by the rules of *table*."""
    matches = [(match.span("words"), rule) for rule in table for match in rule.pattern.finditer(part)]
    spans = [span for span, _ in matches]
    return [
        Saying(
            unit=unit.path,
            modality=rule.modality,
            rule=rule.name,
            within=unit.path,
            start=at + start,
            end=at + end,
            words=part[start:end],
            sure=rule.sure,
            reason=rule.reason,
        )
        for (start, end), rule in sorted(matches, key=lambda one: one[0])
        if rule.beside or not _covered((start, end), spans)
    ]


def _covered(span: tuple[int, int], spans: list[tuple[int, int]]) -> bool:
    """Say whether other words begin before those at *span* and reach into them, or hold them."""
    start, end = span
    return any(one < start < last or (one == start and last > end) for one, last in spans)


def _led(unit: Unit, text: SourceText) -> list[Saying]:
    """Return what a paragraph of a resolution says: its first words first."""
    found = _found(unit, rules().leads, unit.text, 0)
    acts = {rule.name for rule in rules().leads if rule.needs_consensus}
    return [replace(one, sure=text.without_vote is True) if one.rule in acts else one for one in found]


def _carried(unit: Unit, units: Mapping[str, Unit], before: Mapping[str, list[Saying]]) -> list[Saying]:
    """Return what the paragraph says that *unit*, a point or bullet of it, carries on."""
    above = units.get(unit.above)
    while above is not None and above.kind == "section" and above.above:
        above = units.get(above.above)
    if above is None or above.kind != "paragraph":
        return []
    return [replace(one, unit=unit.path) for one in before.get(above.path, ())[:1]]


def _opens_plainly(unit: Unit, own: list[Saying]) -> bool:
    """Say whether no word decides in the first sentence of *unit*."""
    first = next(iter(sentences(unit.text)), (0, 0))
    return not any(one.start < first[1] for one in own)


def _once(found: list[Saying]) -> list[Saying]:
    """Return *found* with each modality where it comes first."""
    first: dict[str, Saying] = {}
    for one in found:
        first.setdefault(one.modality, one)
    return list(first.values())
