"""Own what tables of a submission call things: their fixed words, and the headings of parts and fields.

It must not read or write files.
"""

import re

from acquis.errors import InvalidDocument
from acquis.forms import reader, terms
from acquis.forms.model import Field, Form, Part
from acquis.library.choices import fold

__all__ = [
    "COLUMNS",
    "EXAMPLE",
    "HELP",
    "KIND",
    "NUMBER",
    "WHOLE",
    "field_of",
    "form_of",
    "heading",
    "part_of",
]

# No number or word of a part has a space in it, so these are never taken for one.
NUMBER, HELP, EXAMPLE = "No.", "What to fill in", "For example"
COLUMNS = ("Part", NUMBER, "Field", "Value", HELP, EXAMPLE)
WHOLE, KIND = "Submission", "Kind of submission"

_SHOWN = 80
# The sign of a field that must be filled in, and the number of a column that comes again.
_MARKS = re.compile(r"\s*(?:\*|\([0-9]+\))")


def heading(field: Field, number: int = 1) -> str:
    """Return the heading of the column of *field*, which comes for the *number*th time.

    >>> heading(Field("url", "address", "", "", required=False, repeatable=True, kind="url"), 2)
    'Address (2)'
    """
    label = field.label[:1].upper() + field.label[1:]
    return label + (f" ({number})" if number > 1 else " *" if field.required else "")


def form_of(kind: str, place: str) -> Form:
    """Return the form of the *kind* that stands at *place*.

    Raises:
        InvalidDocument: there is none.
    """
    known = reader.forms()
    found = known.get(terms.visible(kind).lower())
    if found is None:
        raise InvalidDocument(
            f"{place}: {kind[:_SHOWN]!r} is no kind of submission: write one of {', '.join(known)}."
        )
    return found


def part_of(form: Form, text: str, place: str) -> Part:
    """Return the part that *text* names, by its name or its slug.

    Raises:
        InvalidDocument: the form has none of that name.
    """
    for part in (form.submission, *form.parts):
        called = (part.name, part.slug, WHOLE if part is form.submission else part.name)
        if fold(text) in map(fold, called):
            return part
    known = ", ".join([WHOLE, *(one.name for one in form.parts)])
    raise InvalidDocument(f"{place}: {text[:_SHOWN]!r} is no part of a {form.label}: its parts are {known}.")


def field_of(form: Form, part: Part, text: str, place: str) -> Field:
    """Return the field of *part* that *text* names, by its heading or its name.

    Raises:
        InvalidDocument: the part has none of that name.
    """
    plain = fold(_MARKS.sub("", text))
    for field in form.asked(part):
        if plain in (fold(field.label), fold(field.name)):
            return field
    known = ", ".join(one.label for one in form.asked(part))
    raise InvalidDocument(
        f"{place}: {text[:_SHOWN]!r} is no field of {part.name}: its fields are {known}. Give the heading"
        " back its name, or take the column out."
    )
