"""Submissions as people fill them in: forms read from the shapes, and every way to write one down and back.

`forms()` are the forms by kind. `Filled` is what one holds; it goes to RDF, to a web form, a workbook
(`sheets`), CSV (`tables`) and a printed page (`printed`), and from each of them back. `guide` explains a
form; `many` turns a table of many positions into submissions. It must not judge what a submission says.
"""

from acquis.forms.content import from_quads, rekeyed, to_quads
from acquis.forms.fields import from_fields, to_fields
from acquis.forms.model import Field, Filled, FilledPart, Form, Part
from acquis.forms.reader import example, form, forms, version

__all__ = [
    "Field",
    "Filled",
    "FilledPart",
    "Form",
    "Part",
    "example",
    "form",
    "forms",
    "from_fields",
    "from_quads",
    "rekeyed",
    "to_fields",
    "to_quads",
    "version",
]
