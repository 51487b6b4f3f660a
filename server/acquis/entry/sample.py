"""Own the worked example of a form in short: what stands in its first boxes, as people would type it.

It must not know HTML, nor choose an example: each form has one.
"""

from collections.abc import Iterator
from itertools import islice

from acquis.engine import Engine, parse
from acquis.entry.boxes import Box, Group
from acquis.entry.page import page
from acquis.entry.reading import MEDIA_TYPE, fields_of
from acquis.forms import from_quads, reader
from acquis.forms.model import Form
from acquis.intake.difference import Statement

__all__ = ["sample"]


def sample(form: Form, engine: Engine, most: int = 12) -> tuple[Statement, ...]:
    """Return up to *most* lines of the worked example of *form*: part, field and value.

    Of each kind of part there is the first, with the first of each that stands inside it.
    """
    given = fields_of(from_quads(parse(reader.example(form.kind), MEDIA_TYPE)))
    found = page(form, given, engine)
    first = [section.groups[0] for section in found.sections if section.groups]
    lines = (one for group in (found.whole, *first) for one in _lines(group, form.submission.name))
    return tuple(islice(lines, most))


def _lines(group: Group, name: str) -> Iterator[Statement]:
    for box in group.boxes:
        if shown := ", ".join(_values(box)):
            label = box.field.label
            yield Statement(group.title or name, label[:1].upper() + label[1:], shown)
    for inner in group.inner:
        for one in inner.groups[:1]:
            yield from _lines(one, name)


def _values(box: Box) -> Iterator[str]:
    """Yield what stands in *box*, as it is chosen or typed."""
    named = dict(box.options)
    return (named.get(one) or one for one in box.chosen)
