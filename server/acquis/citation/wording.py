"""Own the few words that several styles share: quotation, what says a text is a draft, notes for programs.

It must not know one style from another.
"""

from acquis.citation import pinpoints
from acquis.citation.model import Part, Reference
from acquis.citation.symbols import is_united_nations

__all__ = ["DATABASE", "draft", "joined", "notes", "numbered_document"]

# What the dataset is called inside a citation.
DATABASE = "Acquis"


def draft(reference: Reference) -> str:
    """Return the word that says that *reference* is to a draft, "" where it is not."""
    if not reference.is_draft:
        return ""
    return reference.genre if "draft" in reference.genre.casefold() else "draft"


def joined(parts: list[Part], sign: str) -> list[Part]:
    """Return *parts* with *sign* between each two, without those that are empty."""
    found = [part for part in parts if part.text]
    return [one for part in found for one in (Part(sign), part)][1:]


def numbered_document(symbol: str) -> str:
    """Return *symbol* with what says whose it is, where that is the United Nations."""
    return f"UN Doc {symbol}" if is_united_nations(symbol) else symbol


def notes(reference: Reference) -> list[str]:
    """Return what a program has no field for, as sentences."""
    release = f"{DATABASE}, release {reference.record.release}: {reference.iri}"
    found = [
        f"At {pinpoints.written(reference.pinpoint)}." if reference.pinpoint else "",
        f"This is a {draft(reference)}." if reference.is_draft else "",
        "The title is a description." if reference.is_described else "",
        f"Printed in {reference.published_in}." if reference.published_in else "",
        f"Recorded as “{reference.subject}”." if reference.subject else "",
        f"Also worded in: {'; '.join(reference.also)}." if reference.also else "",
        *reference.cautions,
        release,
    ]
    return [one for one in found if one]
