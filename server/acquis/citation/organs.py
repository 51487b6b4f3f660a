"""Own the names of organs of the United Nations in each style; others are called by their label.

It must not look at data. Sources: OSCOLA 2006, Citing International Law Sources, part C; the Bluebook, rule
21.7 and table T3; APA 7, section 9.11.
"""

from dataclasses import dataclass

from acquis.citation.model import Author

__all__ = ["called", "in_bluebook", "in_oscola"]


@dataclass(frozen=True)
class _Names:
    full: str
    oscola: str
    bluebook: str


_NAMES = {
    "un-general-assembly": _Names("United Nations General Assembly", "UNGA", "G.A."),
    "un-human-rights-council": _Names("United Nations Human Rights Council", "UNHRC", "Human Rights Council"),
    "un-secretary-general": _Names("United Nations Secretary-General", "UNSG", "U.N. Secretary-General"),
    "un-security-council": _Names("United Nations Security Council", "UNSC", "S.C."),
    "first-committee": _Names(
        "United Nations General Assembly First Committee", "UNGA First Committee", "U.N. GAOR, 1st Comm."
    ),
}


def called(author: Author) -> str:
    """Return the name of *author* in full."""
    return _NAMES[author.slug].full if author.slug in _NAMES else author.name


def in_oscola(author: Author) -> str:
    """Return the name of *author* as OSCOLA shortens it."""
    return _NAMES[author.slug].oscola if author.slug in _NAMES else author.name


def in_bluebook(author: Author) -> str:
    """Return the name of *author* as the Bluebook shortens it."""
    return _NAMES[author.slug].bluebook if author.slug in _NAMES else author.name
