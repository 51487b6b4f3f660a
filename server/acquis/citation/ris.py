"""Write a reference in the RIS format, in UTF-8.

It must not look anything up. Source: the RIS format specifications of Research Information Systems (2001):
each field is one line of a tag, two spaces, a hyphen and a space; TY comes first and ER last; lines end in
CR LF. SN is the number of a report and SE its part, as reference managers read them.
"""

from collections.abc import Iterator

from acquis.citation import dates, organs, pinpoints
from acquis.citation.model import Reference, key
from acquis.citation.wording import DATABASE, notes
from acquis.releases.void import TITLE

__all__ = ["ris"]

_TYPES = {"dataset": "DATA", "record": "ELEC"}


def ris(reference: Reference) -> str:
    """Return *reference* as one record of RIS."""
    return "".join(f"{tag}  - {value}\r\n" for tag, value in _fields(reference) if value or tag == "ER")


def _fields(reference: Reference) -> Iterator[tuple[str, str]]:
    year = dates.parts(reference.day)[:1]
    yield "TY", _TYPES.get(reference.kind, "RPRT")
    yield "ID", key(reference.iri)
    for author in reference.creators:
        yield "AU", organs.called(author)
    yield "TI", reference.title
    yield "T2", TITLE if reference.kind == "record" else ""
    yield "PY", f"{year[0]:04}" if year else ""
    yield "DA", _day(reference.day)
    yield "PB", reference.publisher
    yield "SN", reference.symbol
    yield "SE", pinpoints.written(reference.pinpoint)
    yield "M3", reference.genre
    yield "ET", reference.record.release if reference.is_ours else ""
    yield "LA", reference.language
    for note in notes(reference):
        yield "N1", note
    yield "DB", "" if reference.kind == "dataset" else DATABASE
    yield "UR", reference.record.link
    yield "ER", ""


def _day(date: str) -> str:
    """Return *date* as year, month, day and, as there is no more to say, a last stroke."""
    found = dates.parts(date)
    if not found:
        return ""
    return "/".join([f"{found[0]:04}", *(f"{one:02}" for one in found[1:]), *[""] * (4 - len(found))])
