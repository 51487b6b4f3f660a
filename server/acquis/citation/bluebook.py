"""Write a reference like the Bluebook does.

It must not look anything up. Source: The Bluebook, 21st edition (2020): rule 21.7.2 on resolutions, which are
cited by number and symbol; 21.7.3 on reports, whose title is shortened; 21.4 and 21.7 on the Charter; 18.2 on
addresses; table T12 of months.
"""

from acquis.citation import dates, organs, pinpoints
from acquis.citation.model import Author, Part, Reference
from acquis.citation.symbols import is_united_nations, numbered
from acquis.citation.wording import DATABASE, draft, joined

__all__ = ["bluebook"]

_WORDS = pinpoints.WORDS | {
    "§": "§ ",
    "§§": "§§ ",
    "¶": "¶ ",
    "¶¶": "¶¶ ",
    "art": "art. ",
    "fn": "n.",
    "op": "¶ ",
    "p.": "at ",
    "para": "¶ ",
    "pp": "pmbl. ¶ ",
    "pp.": "at ",
    "sec": "§ ",
}
_CHARTER = "Charter of the United Nations"


def bluebook(reference: Reference) -> tuple[Part, ...]:
    """Return *reference* like the Bluebook, without a full stop at its end."""
    if reference.is_ours:
        return tuple(_ours(reference))
    subject = [Part(reference.subject, is_italic=True), Part(", ")] if reference.subject else []
    return (*_document(reference), Part("; "), *subject, Part(f"{DATABASE}{_release(reference)}"))


def _ours(reference: Reference) -> list[Part]:
    names = ", ".join(one.name for one in reference.creators)
    place = "" if reference.kind == "dataset" else f", {DATABASE}"
    title = Part(reference.title, is_italic=True)
    return [Part(f"{names}, "), title, Part(place + _release(reference))]


def _release(reference: Reference) -> str:
    day = dates.month_day_year(reference.record.issued) if reference.is_ours else ""
    inside = ", ".join(filter(None, (f"release {reference.record.release}", day)))
    return f" ({inside}), {reference.record.link}"


def _document(reference: Reference) -> list[Part]:
    place = _place(reference)
    if reference.kind == "treaty":
        return _treaty(reference, place)
    symbol = _symbol(reference)
    text = joined([*_head(reference), Part(place if not reference.published_in else ""), Part(symbol)], ", ")
    inside = ", ".join(filter(None, (draft(reference), dates.month_day_year(reference.date))))
    text += [Part(f" ({inside})")] if inside else []
    if reference.published_in:
        printed = f"in {_un(reference.published_in)}"
        text += [Part(", " + ", ".join(filter(None, (printed, place))))]
    return text


def _treaty(reference: Reference, place: str) -> list[Part]:
    if reference.title == _CHARTER:
        return [Part(" ".join(filter(None, ("U.N. Charter", place))))]
    day = dates.month_day_year(reference.date)
    return joined([Part(reference.title), Part(place), Part(day)], ", ")


def _head(reference: Reference) -> list[Part]:
    if found := numbered(reference.symbol):
        sort = "Dec." if found.is_decision else "Res."
        return [Part(f"{organs.in_bluebook(Author('', found.organ))} {sort} {found.number}")]
    if reference.title.startswith("Report of "):
        return [Part(reference.title.replace("Report of ", "Rep. of ", 1))]
    names = ", ".join(organs.in_bluebook(one) for one in reference.creators)
    title = "" if reference.title == reference.symbol else reference.title
    return [Part(names), Part(title, is_italic=not reference.is_described)]


def _place(reference: Reference) -> str:
    return pinpoints.written(reference.pinpoint, _WORDS, "¶ ")


def _symbol(reference: Reference) -> str:
    found = numbered(reference.symbol)
    return _un(found.stands_for if found else reference.symbol)


def _un(symbol: str) -> str:
    return f"U.N. Doc. {symbol}" if is_united_nations(symbol) else symbol
