"""Write a reference as one entry of BibTeX, in UTF-8.

It must not look anything up. Source: Oren Patashnik, BibTeXing (1988), sections 2 and 3: braces must match
even where TeX would not read them, so a brace in a text is written as a command.
"""

from urllib.parse import quote

from acquis.citation import dates, organs
from acquis.citation.model import Reference, key
from acquis.citation.wording import DATABASE, notes, numbered_document

__all__ = ["bibtex"]

_ESCAPES = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "^": r"\textasciicircum{}",
        "~": r"\textasciitilde{}",
        **{sign: f"\\{sign}" for sign in "#$%&_"},
    }
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# An address is taken as it is: these would end the field, or begin a comment.
_IN_ADDRESSES = "!#$%&'()*+,-./:;=?@_~[]"


def bibtex(reference: Reference) -> str:
    """Return *reference* as an entry of BibTeX, which ends with a line feed."""
    sort = "techreport" if reference.kind == "report" and reference.publisher else "misc"
    fields = {name: value for name, value in _fields(reference, sort).items() if value}
    lines = [f"  {name} = {value}" for name, value in fields.items()]
    return "\n".join([f"@{sort}{{{key(reference.iri)},", ",\n".join(lines), "}", ""])


def _fields(reference: Reference, sort: str) -> dict[str, str]:
    year, month = (*dates.parts(reference.day), 0, 0)[:2]
    is_report = sort == "techreport"
    return {
        "author": _names(reference),
        "title": _kept(reference.title),
        "institution" if is_report else "publisher": _text(reference.publisher),
        "type": _text(reference.genre) if is_report else "",
        "number": _text(reference.symbol) if is_report else "",
        "howpublished": "" if is_report else _text(_place(reference)),
        "year": _text(str(year)) if year else "",
        "month": _MONTHS[month - 1] if month else "",
        "note": _text(" ".join(notes(reference))),
        "url": f"{{{quote(reference.record.link, safe=_IN_ADDRESSES)}}}",
    }


def _names(reference: Reference) -> str:
    """Return the authors, each in braces of its own, as no name of a body has parts."""
    names = " and ".join(f"{{{_escaped(organs.called(one))}}}" for one in reference.creators)
    return f"{{{names}}}" if names else ""


def _place(reference: Reference) -> str:
    if reference.kind == "dataset":
        return f"Data set, release {reference.record.release}"
    if reference.is_ours:
        return f"{DATABASE}, release {reference.record.release}"
    return numbered_document(reference.symbol)


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES)


def _text(text: str) -> str:
    return f"{{{_escaped(text)}}}" if text else ""


def _kept(text: str) -> str:
    """Return *text* with its capitals, which a style would change without the second braces."""
    return f"{{{_text(text)}}}" if text else ""
