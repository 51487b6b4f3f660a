"""Write a reference like OSCOLA does.

It must not look anything up. Source: OSCOLA, 4th edition (2012), sections 1.1, 3.1 and 3.4.8, and for texts
of the United Nations OSCOLA 2006, Citing International Law Sources, part C: author, title, date, document
number. The record of it here follows as a second source; in place of the day on which it was seen stands the
release, which does not change.
"""

from acquis.citation import dates, organs, pinpoints
from acquis.citation.model import Author, Part, Reference
from acquis.citation.symbols import numbered, organ
from acquis.citation.wording import DATABASE, draft, joined, numbered_document

__all__ = ["oscola"]

_WORDS = pinpoints.WORDS | {
    "§": "s ",
    "§§": "ss ",
    "¶": "para ",
    "¶¶": "paras ",
    "art": "art ",
    "fn": "fn ",
    "op": "para ",
    "p.": "p ",
    "para": "para ",
    "pp": "preambular para ",
    "pp.": "pp ",
    "sec": "s ",
}


def oscola(reference: Reference) -> tuple[Part, ...]:
    """Return *reference* like OSCOLA, without a full stop at its end."""
    return (*_document(reference), *_place(reference), *_record(reference))


def _document(reference: Reference) -> list[Part]:
    if reference.is_ours:
        return _ours(reference)
    brackets, number = _brackets(reference), _number(reference)
    # Nothing else would part a title without quotation marks from what follows.
    sign = ", " if reference.is_described and not brackets else " "
    return joined([Part(" ".join(filter(None, (*_head(reference), brackets)))), Part(number)], sign)


def _ours(reference: Reference) -> list[Part]:
    names = ", ".join(one.name for one in reference.creators)
    if reference.kind == "dataset":
        return [Part(f"{names}, "), Part(reference.title, is_italic=True)]
    return [Part(f"{names}, {_quoted(reference.title)}")]


def _head(reference: Reference) -> tuple[str, ...]:
    """Return who and what, which stand before the date."""
    title = reference.title if reference.is_described else _quoted(reference.title)
    if reference.title == reference.symbol:
        title = ""
    found = numbered(reference.symbol)
    if found:
        sort = "Decision" if found.is_decision else "Res"
        return (f"{organs.in_oscola(Author('', found.organ))} {sort} {found.number}", title)
    if reference.kind == "treaty":
        return (reference.title,)
    return (", ".join(filter(None, (_author(reference), title))),)


def _quoted(text: str) -> str:
    return f"\u2018{text}\u2019"


def _author(reference: Reference) -> str:
    """Return who is named first: of a report in the series of an organ, such as A/70/174, that organ."""
    series = organ(reference.symbol)
    if series and reference.title.startswith("Report of "):
        return organs.in_oscola(Author("", series))
    return ", ".join(organs.in_oscola(one) for one in reference.creators)


def _brackets(reference: Reference) -> str:
    day = dates.day_month_year(reference.date)
    signed = f"signed {day}" if day and reference.date_basis == "signature" else day
    inside = ", ".join(filter(None, (draft(reference), signed)))
    return f"({inside})" if inside else ""


def _number(reference: Reference) -> str:
    if reference.published_in:
        return f"in {numbered_document(reference.published_in)}"
    found = numbered(reference.symbol)
    return numbered_document(found.stands_for if found else reference.symbol)


def _place(reference: Reference) -> list[Part]:
    found = pinpoints.written(reference.pinpoint, _WORDS)
    sign = " " if reference.kind == "treaty" else ", "
    return [Part(sign + found)] if found else []


def _record(reference: Reference) -> list[Part]:
    """Return where it stands here, which follows a text of others as one more source does."""
    record = reference.record
    issued = dates.day_month_year(record.issued) if reference.is_ours else ""
    release = f"({', '.join(filter(None, (f'release {record.release}', issued)))}) <{record.link}>"
    if reference.kind == "dataset":
        return [Part(f" {release}")]
    start = f"; {_quoted(reference.subject)} in " if reference.subject else "; "
    start = " in " if reference.is_ours else start
    return [Part(start), Part(DATABASE, is_italic=True), Part(f" {release}")]
