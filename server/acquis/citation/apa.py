"""Write a reference like APA does: an entry for the list of references, and what stands in the text.

It must not look anything up. Source: Publication Manual of the American Psychological Association, 7th
edition (2020): sections 8.13 on parts of a source, 9.11 on groups as authors, 9.14 and 9.17 on dates, 9.21 on
descriptions in square brackets, 9.30 on databases, 10.4 on reports, 10.9 on data sets, 11.9 on charters.
"""

from acquis.citation import dates, organs, pinpoints
from acquis.citation.model import Part, Reference
from acquis.citation.wording import DATABASE, draft

__all__ = ["apa", "apa_in_text"]

_WORDS = pinpoints.WORDS | {"§": "section ", "§§": "sections ", "art": "art. ", "sec": "section "}
_CHARTER = "Charter of the United Nations"


def apa(reference: Reference) -> tuple[Part, ...]:
    """Return *reference* as an entry like APA's; it ends with an address, which no full stop follows."""
    return (*_document(reference), *_record(reference))


def apa_in_text(reference: Reference) -> str:
    """Return what stands in the text where *reference* is used, with the place in the source."""
    place = _place(reference)
    if _is_charter(reference):
        return f"({' '.join(filter(None, ('U.N. Charter', place)))})"
    year = str(dates.parts(reference.day)[0]) if dates.parts(reference.day) else "n.d."
    who = _author(reference) or _quoted(reference)
    # A draft and the text that came of it often have the same author and year.
    return f"({', '.join(filter(None, (who, year, draft(reference), place)))})"


def _document(reference: Reference) -> list[Part]:
    place = _place(reference)
    if _is_charter(reference):
        return [Part(f"{' '.join(filter(None, ('U.N. Charter', place)))}. ")]
    date = f"({dates.year_month_day(reference.day) or 'n.d.'}). "
    author = _author(reference)
    printed = f"In {reference.published_in}. " if reference.published_in else ""
    title = [*_title(reference), Part(f". {printed}")]
    return [Part(_stopped(author)), Part(date), *title] if author else [*title, Part(date)]


def _title(reference: Reference) -> list[Part]:
    if reference.is_described:
        named = [Part(f"[{reference.title}]")]
    else:
        named = [Part(reference.title, is_italic=reference.kind != "record")]
    number = _number(reference)
    return [*named, *([Part(f" ({number})")] if number else []), *_described(reference)]


def _number(reference: Reference) -> str:
    if reference.kind == "dataset":
        return f"Release {reference.record.release}"
    return "" if reference.symbol == reference.title else reference.symbol


def _described(reference: Reference) -> list[Part]:
    """Return in square brackets what the source is, where it is a draft or no text at all."""
    word = "data set" if reference.kind == "dataset" else draft(reference)
    return [Part(f" [{word[:1].upper()}{word[1:]}]")] if word else []


def _record(reference: Reference) -> list[Part]:
    record = reference.record
    if reference.kind == "dataset":
        return [Part(record.link)]
    start = f"Recorded as “{reference.subject}” in " if reference.subject else ""
    start = "In " if reference.kind == "record" else start
    return [Part(start), Part(DATABASE, is_italic=True), Part(f" (Release {record.release}). {record.link}")]


def _author(reference: Reference) -> str:
    return " & ".join(organs.called(one) for one in reference.creators)


def _quoted(reference: Reference) -> str:
    return f"[{reference.title}]" if reference.is_described else f"“{reference.title}”"


def _place(reference: Reference) -> str:
    return pinpoints.written(reference.pinpoint, _WORDS, "para. ")


def _stopped(name: str) -> str:
    return f"{name} " if name.endswith(".") else f"{name}. "


def _is_charter(reference: Reference) -> bool:
    return reference.kind == "treaty" and reference.title == _CHARTER
