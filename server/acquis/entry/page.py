"""Make a page of a form: its boxes with what stands in them, part inside part, and lists to choose from.

It must not know HTML. Each list stands on the page once, whatever the number of boxes that offer it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from acquis.engine import Engine
from acquis.entry import parts, reading
from acquis.entry.boxes import Box, Group, Inner, Option, Page, Section, Slot
from acquis.entry.offers import Offers, with_typed
from acquis.entry.parts import Given
from acquis.entry.remarks import Remarks
from acquis.forms import fields, guide, wording
from acquis.forms.entries import number_of
from acquis.forms.model import Field, Form, Part
from acquis.vocab import ACQ, PREFIXES

__all__ = ["page"]

_UNIT = ACQ + "TextUnit"
_LANGUAGE = PREFIXES["dcterms"] + "language"
_TOPIC = "LegalTopic"
_USUAL = "en"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SHOWN = 60


def page(
    form: Form,
    given: Given,
    engine: Engine,
    remarks: Remarks | None = None,
    more: Mapping[str, tuple[Option, ...]] | None = None,
) -> Page:
    """Return *form* with *given* in it and *remarks* beside it; *engine*, a release, knows names.

    *more* are lists that the caller knows, by the name of the field.
    """
    return _Maker(form, given, engine, remarks or Remarks(), more or {}).page()


class _Maker:
    """Makes one page; it remembers which parts, helps and lists stand on it already."""

    def __init__(
        self,
        form: Form,
        given: Given,
        engine: Engine,
        remarks: Remarks,
        more: Mapping[str, tuple[Option, ...]],
    ) -> None:
        self._form, self._given, self._engine, self._remarks = form, given, engine, remarks
        self._keys = {
            f"{slug}-{number}": None for slug, found in parts.keys(form, given).items() for number in found
        }
        self._by_slug: dict[str, list[str]] = {}
        for key in self._keys:
            self._by_slug.setdefault(_slug(key), []).append(key)
        self._placed: set[str] = set()
        self._helped: set[str] = set()
        self._offers = Offers(form, engine, more)
        self._language = next(iter(self._values("", _by_path(form.submission, _LANGUAGE))), "") or _USUAL

    def page(self) -> Page:
        """Return the page."""
        whole = self._group(self._form.submission, "", "")
        inner = parts.nested(self._form)
        sections = [self._section(part) for part in self._form.parts if part.slug not in inner]
        left = [self._section(part) for part in self._form.parts if part.slug in inner]
        shown = (*sections, *(one for one in left if one.groups))
        return Page(self._form, whole, shown, self._offers.lists, self._remarks)

    def _section(self, part: Part) -> Section:
        """Return the parts of one class that stand in no other."""
        here = [one for one in self._by_slug.get(part.slug, ()) if one not in self._placed]
        groups = tuple(self._group(part, one, self._title(part, one)) for one in here)
        more = part.maximum is None or len(here) < part.maximum
        called = self._called(part)
        return Section(part.slug, part.name, called, part.description, guide.count(part), groups, more)

    def _called(self, part: Part) -> str:
        """Return what one such part is called."""
        found = wording.called(part.cls, self._engine) or part.name
        return found[:1].upper() + found[1:]

    def _title(self, part: Part, key: str) -> str:
        name = self._called(part)
        if part.maximum != 1:
            name = f"{name} {number_of(part, key)}"
        told = next((one for field in self._form.asked(part) for one in self._telling(key, field)), "")
        return f"{name}: {told}" if told else name

    def _telling(self, key: str, field: Field) -> Iterator[str]:
        if field.required and field.kind in ("text", "langtext", "entity", "choice"):
            for one in self._values(f"{key}-", field)[:1]:
                said = " ".join(self._offers.written(field, one).rpartition(" (")[0].split() or one.split())
                yield said if len(said) <= _SHOWN else f"{said[:_SHOWN].rstrip()}…"

    def _group(self, part: Part, key: str, title: str) -> Group:
        self._placed.add(key)
        start, row = f"{key}-" if key else "", self._row(part, key)
        asked = self._form.asked(part)
        boxes = tuple(self._box(part, one, start, row) for one in asked if one.kind != "part")
        inner = tuple(self._inner(one, key) for one in asked if one.kind == "part")
        stays = part.minimum == part.maximum == 1
        return Group(key, title, boxes, inner, self._remarks.of(key) if key else (), stays)

    def _row(self, part: Part, key: str) -> Mapping[str, str]:
        """Return what the fields of the part with *key* that others hang on stand for, by path."""
        start = f"{key}-" if key else ""
        topics = [one for one in part.fields if one.path == wording.DEPENDS[1]]
        found = {one.path: self._values(start, one) for one in topics}
        return {
            one.path: reading.value(self._form, one, found[one.path][0], self._engine, {})
            for one in topics
            if found[one.path]
        }

    def _values(self, start: str, field: Field | None) -> list[str]:
        found = self._given.get(start + field.name, []) if field else []
        return [one for one in found if one.strip()]

    def _inner(self, field: Field, key: str) -> Inner:
        """Return the parts that the one with *key* leads to by *field*."""
        target = self._form.part(field.cls)
        assert target is not None
        name = f"{key}-{field.name}"
        named = dict.fromkeys(
            reading.value(self._form, field, one, self._engine, {}) for one in self._values(f"{key}-", field)
        )
        own = [one for one in named if one in self._keys and one not in self._placed]
        self._placed.update(own)
        groups = tuple(self._group(target, one, self._title(target, one)) for one in own)
        others = [number_of(target, one) for one in named if one not in own]
        box = self._others(field, target, name, others)
        return Inner(field, name, target.slug, self._called(target), groups, box, self._remarks.of(name))

    def _others(self, field: Field, target: Part, name: str, numbers: Sequence[str]) -> Box | None:
        """Return the box for parts that stand elsewhere, where there are any."""
        slug = target.slug
        there = self._by_slug.get(slug, [])
        if len(there) < 2 and not numbers:
            return None
        listed = f"list-{slug}"
        if listed not in self._offers.lists:
            titled = ((number_of(target, one), self._title(target, one)) for one in there)
            self._offers.lists[listed] = tuple(titled)
        slots = tuple(Slot(f"{name}-{n}", one) for n, one in enumerate((*numbers, ""), 1))
        return Box(field, name, "list", slots, f"help-{name}", False, "", "1", listed)

    def _box(self, part: Part, field: Field, start: str, row: Mapping[str, str]) -> Box:
        name, about = start + field.name, f"help-{part.slug}-{field.name}"
        kind, options, offered, waits = self._offers.offer(field, row)
        slots = self._slots(field, name, kind)
        if kind == "menu":
            options = with_typed(options, [one.value for one in slots])
        if kind == "line" and any("\n" in one.value for one in slots):
            kind = "area"
        if kind == "date" and not all(_is_day(one.value) for one in slots):
            # A browser would empty a box for dates that holds none.
            kind = "line"
        helps = about not in self._helped
        self._helped.add(about)
        return Box(
            field,
            name,
            kind,
            slots,
            about,
            helps,
            field.help,
            "" if kind in ("menu", "several") else self._offers.written(field, field.example),
            offered,
            options,
            self._remarks.of(name),
            waits,
        )

    def _slots(self, field: Field, name: str, kind: str) -> tuple[Slot, ...]:
        """Return the places to type in: one for each value, and an empty one where more have place."""
        typed = self._given.get(name, [])
        languages = self._given.get(name + fields.LANGUAGE, []) if field.spoken else []
        found = [
            (self._offers.written(field, one, kind), languages[n] if n < len(languages) else "")
            for n, one in enumerate(typed)
            if one.strip()
        ]
        if not found or (field.repeatable and kind != "several"):
            found.append(("", self._language if field.spoken else ""))
        return tuple(Slot(f"{name}-{n}", value, language) for n, (value, language) in enumerate(found, 1))


def _slug(key: str) -> str:
    return key.rpartition("-")[0]


def _by_path(part: Part, path: str) -> Field | None:
    return next((one for one in part.fields if one.path == path), None)


def _is_day(text: str) -> bool:
    """Return whether a browser can show *text* as a day."""
    if not text:
        return True
    try:
        return bool(_DAY.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False
