"""What a resolution says of itself: symbol, title, dates, session, agenda, draft, report, meeting, subjects.

It must not read votes or sponsors.
"""

import re
from dataclasses import dataclass

from acquis.errors import InvalidDocument
from acquis.texts.model import Doubt
from acquis.texts.reading.akn.xml import AKN, Element, find, flat

__all__ = ["Meta", "meta", "step"]

# ISO 639-2 codes of the six official languages, as the files have them.
_LANGUAGES = {"ara": "ar", "eng": "en", "fra": "fr", "rus": "ru", "spa": "es", "zho": "zh"}
# Items of the agenda, each with the letter of its part: 72 (b).
_ITEM = re.compile(r"\d+(?: *\(?\w{1,2}\))*")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
# The closing line of a meeting that was suspended and resumed: its record has a part of its own.
_RESUMED = re.compile(r"resumed|reprise|reanudaci|reanudada|возобновл|续会|续开|مستأنفة", re.IGNORECASE)


@dataclass(frozen=True)
class Meta:
    """The fields of `SourceText` that name a resolution; what the file does not say is empty."""

    symbol: str
    language: str
    title: str
    adopted: str
    issued: str
    meeting: str
    committee_report: str
    draft: str
    session: str
    agenda: str
    subjects: tuple[tuple[str, str], ...]
    doubts: tuple[Doubt, ...]


def meta(root: Element, file: str) -> Meta:
    """Return what the resolution under *root* says of itself; *file* is its name, for the sentence.

    Raises:
        InvalidDocument: there is no resolution, or no symbol.
    """
    top = _head(root, file)
    symbol = flat(find(top, ".//coverPage//docNumber"))
    if not symbol:
        raise InvalidDocument(f"{file} has no symbol on its cover: give a resolution as the UN publishes it.")
    adopted = step(root, "adopted")
    meeting = adopted.get("as", "") if adopted is not None else ""
    closing = " ".join(flat(one) for one in root.iter(AKN + "conclusions"))
    resumed = bool(_RESUMED.search(closing)) and "Resumption" not in meeting
    doubts = [
        Doubt("", "meeting", f"The closing line says that {meeting} was resumed: see which part has it.")
    ]
    return Meta(
        symbol=symbol,
        language=_language(root),
        title=_title(top),
        adopted=_date(root, "FRBRWork"),
        issued=_date(root, "FRBRExpression"),
        meeting=meeting,
        committee_report=_as(step(root, "recommendedForAdoption")),
        draft=_as(step(root, "draftResolution")),
        session=_session(top),
        agenda=_agenda(top),
        subjects=_subjects(root),
        doubts=tuple(doubts if resumed else ()),
    )


def _head(root: Element, file: str) -> Element:
    """Return the statement, or the collection of several, that has the cover."""
    for kind in ("statement", "documentCollection"):
        if (found := root.find(AKN + kind)) is not None:
            return found
    raise InvalidDocument(f"{file} has no resolution: give one that the UN publishes as AKN4UN.")


def _language(root: Element) -> str:
    """Return the language tag of the text, "" where the file has none of the six."""
    found = find(root, ".//FRBRExpression/FRBRlanguage")
    return _LANGUAGES.get(found.get("language", "") if found is not None else "", "")


def step(root: Element, outcome: str) -> Element | None:
    """Return the step of the procedure with this *outcome*; the first that says something."""
    found = [one for one in root.iter(AKN + "step") if one.get("outcome") == outcome]
    return next((one for one in found if one.get("as") or one.get("by")), found[0] if found else None)


def _as(element: Element | None) -> str:
    return " ".join((element.get("as", "") if element is not None else "").split())


def _title(top: Element) -> str:
    titles = [flat(one) for one in top.findall(f"{AKN}preface/{AKN}p/{AKN}docTitle")]
    return " ".join(filter(None, titles)).lstrip("- ")


def _date(root: Element, level: str) -> str:
    found = find(root, f".//{level}/FRBRdate")
    said = found.get("date", "") if found is not None else ""
    # 0001-01-01 stands where no date is known.
    return said if _DATE.fullmatch(said) and not said.startswith("0001") else ""


def _session(top: Element) -> str:
    found = find(top, ".//coverPage//session")
    return (found.get("value") or "") if found is not None else ""


def _agenda(top: Element) -> str:
    for inline in top.iter(AKN + "inline"):
        if inline.get("name") == "agenda item" and (found := _ITEM.findall(flat(inline))):
            return ", ".join(found)
    return ""


def _subjects(root: Element) -> tuple[tuple[str, str], ...]:
    """Return what librarians indexed; keywords that were derived from the SDGs are no subjects of a text."""
    found = {
        (" ".join((keyword.get("showAs") or "").split()), keyword.get("href") or "")
        for group in root.iter(AKN + "classification")
        if group.get("source") == "DHLAUTH"
        for keyword in group.iter(AKN + "keyword")
        if keyword.get("refersTo") != "agenda"
    }
    return tuple(sorted(one for one in found if one[0]))
