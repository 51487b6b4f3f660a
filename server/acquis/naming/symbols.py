"""UN document symbols and paragraph numbers: every printed spelling to one key; it never looks at data."""

import re

from acquis.errors import InvalidParameter

__all__ = ["KINDS", "normalise", "number", "pinpoint", "slug", "unit_path"]

_HYPHENS = re.compile("[\u2010-\u2015\u2212]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_SYMBOL = re.compile(r"[A-Z0-9][A-Z0-9./()\[\] -]*")

_DECISION = re.compile(r"DECISION (\d{2,3}/\d{3})")
_RESOLUTION = re.compile(r"([AET]/(?:RES|DEC)/(?:(?:E?S-)?\d+/)?\d+)([^/]*)")
_SUFFIX = re.compile(r"[(\[][^()\[\]]*[)\]]|[^\s()\[\]]+")
_LETTER = re.compile("[A-Z](?:-[A-Z])?")
_SESSION = re.compile("(?:E?S-)?[IVX]+")

KINDS = ("art", "fn", "item", "op", "para", "pp")
_NUMBER = re.compile(r"[0-9]+(?:-(?:bis|ter|quater))?(?:\.[0-9a-z]+)*")
# A symbol, perhaps an annex, and a unit: A/70/174/para/13.c; A/75/816, annex I, para. 34.
_PINPOINT = re.compile(
    r"(?P<symbol>.+?)[/, ]+(?:annex[/ ]+(?P<annex>[0-9]+|[ivx]+)[/, ]+)?(?:at +)?"
    r"(?P<kind>para(?:graph)?|¶|op|pp|art(?:icle)?|fn|item)s?\.?[/ ]*(?P<number>[0-9].*)",
    re.IGNORECASE,
)
_LONGEST = 200
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}


def normalise(symbol: str) -> str:
    """Return the one key that all printed spellings of *symbol* share.

    The key is a spelling itself, in capitals: the letter of a text stands before its session, as in
    `A/RES/217 A (III)`. A re-issue asterisk is dropped, so a re-issue shares the key of its original.

    >>> normalise("A/RES/217(III)[A]")
    'A/RES/217 A (III)'

    Raises:
        InvalidParameter: *symbol* holds characters that no symbol has.
    """
    text = _tidy(symbol).upper().rstrip("* ")
    if not _SYMBOL.fullmatch(text):
        raise InvalidParameter(
            f"{symbol!r} is no document symbol: write it as printed, such as A/RES/70/237.", name="symbol"
        )
    decision = _DECISION.fullmatch(text)
    if decision:
        # The Assembly prints "decision 75/564" where its library files the same text as A/DEC/75/564.
        return f"A/DEC/{decision[1]}"
    resolution = _RESOLUTION.fullmatch(text)
    return (_resolution_key(*resolution.groups()) if resolution else None) or _spaced_brackets(text)


def slug(symbol: str) -> str:
    """Return the path segment of *symbol*: lower case, `/` and spaces as `-`, no brackets, dots kept.

    >>> slug("A/RES/43/78[H]")
    'a-res-43-78-h'

    Raises:
        InvalidParameter: *symbol* is no document symbol.
    """
    return re.sub("[ /]+", "-", re.sub("[()]", "", normalise(symbol)).strip(" /")).lower()


def unit_path(kind: str, number: str) -> str:
    """Return the end of the IRI of the unit printed as *number*; *kind* is art, fn, item, op, para or pp.

    >>> unit_path("para", "13 (c)"), unit_path("para", "13c"), unit_path("art", "2(4)")
    ('para/13.c', 'para/13.c', 'art/2.4')

    Raises:
        InvalidParameter: *kind* is unknown, or *number* is not that of one unit.
    """
    text = re.sub(r" ?\(([0-9a-z]+)\)", r".\1", _tidy(number).lower())
    # A letter alone counts as one in brackets; the bis of a paragraph put in later is no letter.
    text = re.sub(r"(?<=[0-9]) ?([a-z])(?![a-z])", r".\1", text).replace(" ", "-")
    if kind not in KINDS:
        raise InvalidParameter(f"{kind!r} is no kind of unit: use one of {', '.join(KINDS)}.", name="kind")
    if not _NUMBER.fullmatch(text):
        raise InvalidParameter(
            f"{number!r} is not the number of one unit: write it as printed, such as 13 (c).", name="number"
        )
    return f"{kind}/{text}"


def pinpoint(text: str) -> tuple[str, str]:
    """Return the symbol in *text*, as given, and the end of the IRI of the unit named after it, "" for none.

    >>> pinpoint("A/70/174, para. 13 (c)"), pinpoint("A/RES/2131 (XX)")
    (('A/70/174', 'para/13.c'), ('A/RES/2131 (XX)', ''))

    Raises:
        InvalidParameter: what follows the kind of unit is not the number of one, or *text* is too long.
    """
    if len(text) > _LONGEST:
        raise InvalidParameter(f"A document symbol has at most {_LONGEST} characters.", name="symbol")
    found = _PINPOINT.fullmatch(_tidy(text))
    if not found:
        return text, ""
    said = found["kind"].lower()
    kind = {"paragraph": "para", "¶": "para", "article": "art"}.get(said, said)
    annex = (found["annex"] or "").lower()
    within = f"annex/{_ROMAN.get(annex, annex)}/" if annex else ""
    return found["symbol"], within + unit_path(kind, found["number"])


def number(tail: str) -> str:
    """Return the number as printed of the unit whose IRI ends in *tail*.

    Letters stand in brackets; figures after the first do so in articles only, elsewhere after a dot.

    >>> number("para/13.c"), number("op/1.3"), number("art/2.4")
    ('13 (c)', '1.3', '2 (4)')

    Raises:
        InvalidParameter: *tail* does not end in a kind of unit and a number.
    """
    kind, _, path = "/".join(tail.split("/")[-2:]).partition("/")
    if kind not in KINDS or not _NUMBER.fullmatch(path):
        raise InvalidParameter(f"{tail!r} does not end like para/13.c: give the IRI of a unit.", name="tail")
    bracketed = "[0-9a-z]+" if kind == "art" else "[a-z][0-9a-z]*"
    return re.sub(rf"\.({bracketed})", r" (\1)", path).replace("-", " ")


def _tidy(text: str) -> str:
    """Make every space and hyphen plain, and drop spaces at the ends and around `/`, `.` and `-`."""
    text = _INVISIBLE.sub("", _HYPHENS.sub("-", text))
    return re.sub(r" ?([/.-]) ?", r"\1", " ".join(text.split()))


def _resolution_key(base: str, rest: str) -> str | None:
    """Put the letter before the session; None when *rest* holds anything else."""
    suffixes = _SUFFIX.findall(rest)
    session = _session(suffixes) if base.count("/") == 2 else None
    letters = [suffix.strip("()[] ") for suffix in suffixes if suffix is not session]
    if not all(_LETTER.fullmatch(letter) for letter in letters):
        return None
    return " ".join([base, *letters, *([f"({session.strip('()[] ')})"] if session else [])])


def _session(suffixes: list[str]) -> str | None:
    """Pick the Roman session number; a lone I, V or X is one only where nothing longer is."""
    found = [suffix for suffix in suffixes if _SESSION.fullmatch(suffix.strip("()[] "))]
    return max(found, key=lambda s: (len(s.strip("()[] ")) > 1, s.startswith("(")), default=None)


def _spaced_brackets(text: str) -> str:
    text = text.replace("[", "(").replace("]", ")")
    return re.sub(r" ?\) ?", ") ", re.sub(r" ?\( ?", " (", text)).strip()
