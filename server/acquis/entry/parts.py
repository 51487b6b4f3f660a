"""Own which parts a form on a page has: those it begins with, one more, one less, and that one back.

Everything works on the flat names and values of a page. It must not know what the values mean.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import parse_qsl, urlencode

from acquis.errors import InvalidParameter
from acquis.forms.entries import key_of
from acquis.forms.fields import LANGUAGE
from acquis.forms.model import Field, Form, Part

__all__ = [
    "Given",
    "MOST_PARTS",
    "add",
    "at_first",
    "endless",
    "field_of",
    "keys",
    "known",
    "linking",
    "nested",
    "put_back",
    "remove",
    "room",
    "spoken",
    "within",
]

# What a page holds: the values of each name as they were typed, in order.
Given = dict[str, list[str]]

# A page with more is slow to fill in, and too long to look through; a spreadsheet holds thousands.
MOST_PARTS = 200
# What came from elsewhere is shown all the same, up to these numbers of parts and values.
_MOST_SHOWN, _MOST_VALUES = 500, 10_000
_NAME = re.compile(r"([a-z]+(?:-[a-z]+)*)-([0-9]{1,6})-.+", re.DOTALL)


def keys(form: Form, given: Mapping[str, object]) -> dict[str, list[int]]:
    """Return the numbers of the parts in *given*, in order, by the slug of their class."""
    found: dict[str, set[int]] = {part.slug: set() for part in form.parts}
    for name in given:
        one = _NAME.fullmatch(name)
        # A number is written without a nought before it, so that each part has one name.
        if one and one[1] in found and not one[2].startswith("0"):
            found[one[1]].add(int(one[2]))
    return {slug: sorted(numbers) for slug, numbers in found.items()}


def known(form: Form, given: Mapping[str, Sequence[str]]) -> Given:
    """Return those of *given* that are fields of *form*, or languages of them; a page sends more beside."""
    return {
        name: [*values]
        for name, values in given.items()
        if field_of(form, name) is not None or spoken(form, name) is not None
    }


def field_of(form: Form, name: str) -> Field | None:
    """Return the field that *name* on a page is that of, None for none."""
    one = _NAME.fullmatch(name)
    if one is None:
        part, field = form.submission, name
    elif one[2].startswith("0") or (found := form.named(one[1])) is None:
        return None
    else:
        part, field = found, name[len(f"{one[1]}-{one[2]}-") :]
    return next((one for one in form.asked(part) if one.name == field), None)


def spoken(form: Form, name: str) -> str | None:
    """Return the name of the text whose language stands under *name*, None where that is no language of one.

    A document has a language, too, in a field of that name.
    """
    plain = name.removesuffix(LANGUAGE)
    field = field_of(form, plain) if plain != name and field_of(form, name) is None else None
    return plain if field is not None and field.spoken else None


def linking(form: Form, part: Part, target: Part) -> Field | None:
    """Return the field of *part* by which people point to parts of *target*; None where there is none."""
    found = (one for one in form.asked(part) if one.kind == "part" and one.cls == target.cls)
    return next(found, None)


def nested(form: Form) -> set[str]:
    """Return the slugs of the parts that others point to: they stand inside those on a page."""
    asked = (one for part in form.parts for one in form.asked(part) if one.kind == "part")
    return {target.slug for one in asked if (target := form.part(one.cls))}


def at_first(form: Form) -> Given:
    """Return what an empty form begins with: one of each part that is needed, else of the first."""
    inner = nested(form)
    outer = [part for part in form.parts if part.slug not in inner]
    given: Given = {}
    for part in [one for one in outer if one.minimum] or outer[:1]:
        given = add(form, given, part.slug)
    return given


def room(form: Form, given: Mapping[str, object]) -> None:
    """Let *given* pass when it holds no more parts than a page may.

    Raises:
        InvalidParameter: it does.
    """
    found = sum(map(len, keys(form, given).values()))
    if found > MOST_PARTS:
        raise InvalidParameter(
            f"The form has {found:,} parts, and a page holds {MOST_PARTS}: save it as a spreadsheet, and hand"
            " that in as a file, or hand in the rest as a second submission.",
            name="part",
        )


def endless(form: Form, given: Given) -> str:
    """Return a sentence that says so if no page can show *given*, else ""."""
    count, values = sum(map(len, keys(form, given).values())), sum(map(len, given.values()))
    if count <= _MOST_SHOWN and values <= _MOST_VALUES:
        return ""
    return (
        f"The form has {count:,} parts with {values:,} values, more than a page can show: save it as a"
        " spreadsheet or as Turtle, and hand that in as a file."
    )


def add(form: Form, given: Given, slug: str, above: str = "") -> Given:
    """Return *given* with one more empty part, and with those that it needs; *above* then points to it.

    Raises:
        InvalidParameter: there is no such part, or as many as a page holds or the form asks for.
    """
    part = _part(form, slug)
    numbers = keys(form, given)[slug]
    if part.maximum is not None and len(numbers) >= part.maximum:
        raise InvalidParameter(f"{part.name}: there is no place for more than {part.maximum}.", name="part")
    key = f"{slug}-{max(numbers, default=0) + 1}"
    made = {**given, f"{key}-{form.asked(part)[0].name}": [""]}
    room(form, made)
    if above:
        made = _linked(form, made, above, part, key)
    for field in form.asked(part):
        target = form.part(field.cls) if field.kind == "part" and field.required else None
        made = add(form, made, target.slug, key) if target else made
    return made


def _part(form: Form, slug: str) -> Part:
    part = form.named(slug)
    if part is None:
        known = ", ".join(one.slug for one in form.parts)
        raise InvalidParameter(f"There is no part {slug[:60]!r} in this form: it has {known}.", name="part")
    return part


def _linked(form: Form, given: Given, above: str, part: Part, key: str) -> Given:
    """Return *given* with the part *above* pointing to the *part* with *key*."""
    owner = form.named(above.rpartition("-")[0])
    field = linking(form, owner, part) if owner else None
    if owner is None or field is None or not any(within(given, above)):
        raise InvalidParameter(f"No part {above[:60]!r} of this form holds {part.name}.", name="part")
    name = f"{above}-{field.name}"
    return {**given, name: [*given.get(name, []), key]}


def within(given: Mapping[str, object], key: str) -> Iterator[str]:
    """Yield the names in *given* that belong to the part with *key*."""
    return (name for name in given if name.startswith(f"{key}-"))


def remove(form: Form, given: Given, key: str) -> tuple[Given, str]:
    """Return *given* without the part with *key* and what only it pointed to, and those as text.

    `put_back` takes the text.
    """
    gone = [key, *_only(form, given, key)]
    taken = {name: given[name] for one in gone for name in within(given, one)}
    kept = {name: values for name, values in given.items() if name not in taken}
    for one, name, target in _links(form, kept):
        if target in gone:
            taken[name] = [*taken.get(name, []), one]
            kept[name] = [other for other in kept[name] if other != one]
    return kept, urlencode(taken, doseq=True)


def _only(form: Form, given: Given, key: str) -> list[str]:
    """Return the keys of the parts that the one with *key* points to, and no other."""
    links = [(name.startswith(f"{key}-"), target) for _, name, target in _links(form, given)]
    others = {target for is_own, target in links if not is_own}
    return sorted({target for is_own, target in links if is_own} - others)


def _links(form: Form, given: Given) -> list[tuple[str, str, str]]:
    """Return each value that points to a part: as typed, the name that it stands under, and the key meant."""
    numbers = keys(form, given)
    return [
        (one, f"{part.slug}-{number}-{field.name}", key_of(target, one))
        for part in form.parts
        for number in numbers[part.slug]
        for field in form.asked(part)
        if field.kind == "part" and (target := form.part(field.cls))
        for one in given.get(f"{part.slug}-{number}-{field.name}", [])
    ]


def put_back(form: Form, given: Given, text: str) -> Given:
    """Return *given* with what `remove` took out of it; names that the form has not are passed over.

    Raises:
        InvalidParameter: a page holds no more parts.
    """
    made = {name: [*values] for name, values in given.items()}
    for name, value in parse_qsl(text, keep_blank_values=True):
        made.setdefault(name, []).append(value)
    room(form, made)
    return known(form, made)
