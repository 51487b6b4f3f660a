"""Find pinpoints: paragraphs, articles, sections and annexes, and the document that each is a part of.

It must not know which units there are: it gives paths such as `para/13.c` and `annex/1/para/34`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from acquis.errors import InvalidParameter
from acquis.naming.symbols import unit_path
from acquis.texts.citing.model import Found

__all__ = ["ANNEX", "Place", "annex_path", "attached", "pinpointed", "places"]

_NUMBER = r"\d{1,3}(?: ?\([a-z]{1,4}\))*(?: (?:to|and|or) \([a-z]{1,4}\))*"
_JOIN = r"(?:\s*(?:,\s*and|,|and|or|to|[-\u2013])\s*)"
_LIST = rf"{_NUMBER}(?:{_JOIN}{_NUMBER})*"
_PARAGRAPH = re.compile(
    r"\b(?P<word>(?:(?P<part>operative|preambular) )?(?:[Pp]aragraphs?|[Pp]aras?\.?))\s+"
    rf"(?P<list>{_LIST})(?![\d/])"
)
# "Article 73 b of the Charter", "Article 13, paragraph 1 (a)", "Articles 2 (4) and 51".
_ONE_ARTICLE = r"\d{1,3}(?: ?\(\d{1,2}\))?(?: [a-e](?= of\b))?(?:, paragraph \d{1,2}(?: \([a-z]\))?)?"
_ARTICLE = re.compile(
    r"\b(?P<word>Art(?:icle)?s?\.?)\s+"
    rf"(?P<list>{_ONE_ARTICLE}(?:(?:, | and |, and | or | to ){_ONE_ARTICLE})*)"
)
_ONE_SECTION = r"(?:[IVX]{2,5}|[A-Z])\b"
_SECTION = re.compile(
    rf"\b[Ss]ections?\s+\(?(?P<list>{_ONE_SECTION}"
    rf"(?:(?:\s?[-\u2013]\s?| to |, | and |, and ){_ONE_SECTION})*)\)?(?![\w\u2019'])"
)
_NEIGHBOUR = re.compile(r"\b[Tt]he (?:above|preceding|previous|foregoing) paragraph\b(?!s)")
ANNEX = re.compile(r"\b[Aa]nnex(?: (?P<number>[IVX]{1,5}|\d{1,2}|[A-H])\b)?")
_ROMAN = {"I": 1, "V": 5, "X": 10}

# After a document: "A/70/174, para. 12", "A/75/816, annex I, para. 7", "A/RES/53/70, pp 6".
_AFTER = re.compile(
    r"\*?\)?,?\s*(?:\(?see )?(?P<annex>annex(?: (?:[IVX]{1,5}|\d{1,2}|[A-H])\b)?)?,?\s*"
    r"(?:(?:at )?(?P<word>(?:operative |preambular )?[Pp]aragraphs?|[Pp]aras?\.?|pp\.?|op\.?|PP|OP)\s+"
    rf"(?P<list>{_LIST}))?"
)
# Between a pinpoint and its document: "of General Assembly resolution", "to document", "contained in the".
_BETWEEN = re.compile(
    r"(?:\s*,)?(?:\s+(?:of|to|in|contained|from|the|its|that|this|annex(?: [IVXA-H]+)?|document|report|final|"
    r"General|Assembly|Security|Council|Economic|and|Social|Human|Rights|consensus|same|respectively))*\s*"
)
_OWN_TAIL = re.compile(
    r"\s+(?:above|below|(?:of|in) (?:this|the present) (?:report|resolution|document|text|paper))\b"
)
_OTHER_TAIL = re.compile(
    r"\s*(?:thereof\b|,?\s*of (?!this\b|the present\b)"
    r"|,?\s*(?:in|to) (?:the |its |that )?(?:annex|report|document|resolution|decision|[A-Z]))"
)
_CHARTER_TAIL = re.compile(r",?\s+of the (?:United Nations |UN )?Charter\b(?: of the United Nations)?")

# "Article 4, paragraph 1": the paragraph is one of the article.
_OF_ARTICLE = re.compile(r"\b[Aa]rticles? [\w.]+,\s+$")
_NEAR = 60
_THEREOF = re.compile(r"\s+thereof\b")


@dataclass(frozen=True)
class Place:
    """A pinpoint in a text: `paths` below its document; `tail` is own, other, charter or ""."""

    start: int
    end: int
    kind: str
    paths: tuple[str, ...]
    tail: str


def places(text: str) -> list[Place]:
    """Return the pinpoints of *text* in their order; which document each is in is left open."""
    found = [_paragraph(one) for one in _PARAGRAPH.finditer(text)] if "ara" in text else []
    found += [_article(one) for one in _ARTICLE.finditer(text)] if "Art" in text else []
    found += [_section(one) for one in _SECTION.finditer(text)] if "ection" in text else []
    found += [Place(*one.span(), "neighbour", (), "own") for one in _NEIGHBOUR.finditer(text)]
    return sorted((one for one in found if not _inside(one, found)), key=lambda one: one.start)


def attached(text: str, found: Sequence[Found], free: list[Place]) -> list[Found]:
    """Return *found* with their pinpoints, before or after them; what was used is taken out of *free*."""
    return [_after(text, _before(text, one, free), free) for one in found]


def pinpointed(text: str, end: int) -> bool:
    """Say whether a pinpoint follows a document that ends at *end*."""
    match = _AFTER.match(text, end)
    return bool(match and (match["annex"] or match["list"]))


def annex_path(number: str | None) -> str:
    """Return the path of the annex printed as *number*; the only one counts as the first.

    >>> annex_path("II"), annex_path("C"), annex_path(None)
    ('annex/2', 'annex/c', 'annex/1')
    """
    if not number:
        return "annex/1"
    if re.fullmatch("[IVX]+", number):
        values = [_ROMAN[one] for one in number]
        signed = [-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True)]
        return f"annex/{sum(signed)}"
    return f"annex/{number.lower()}"


def _inside(one: Place, found: list[Place]) -> bool:
    return any(other.start < one.start < other.end for other in found)


def _paragraph(match: re.Match[str]) -> Place:
    kind = {"operative": "op", "preambular": "pp"}.get(match["part"] or "", "para")
    return _tailed(match, "paragraph", _numbers(kind, match["list"]))


def _section(match: re.Match[str]) -> Place:
    return _tailed(match, "section", _sections(match["list"]))


def _tailed(match: re.Match[str], kind: str, paths: tuple[str, ...]) -> Place:
    """Return the pinpoint at *match*, with "of this report" as a part of it."""
    if own := _OWN_TAIL.match(match.string, match.end()):
        return Place(match.start(), own.end(), kind, paths, "own")
    other = _OTHER_TAIL.match(match.string, match.end()) or _OF_ARTICLE.search(match.string[: match.start()])
    return Place(match.start(), match.end(), kind, paths, "other" if other else "")


def _article(match: re.Match[str]) -> Place:
    written = re.sub(r", paragraph (\d+)", r"(\1)", match["list"])
    written = re.sub(r"(\d) ([a-e])\b", r"\1(\2)", written)
    charter = _CHARTER_TAIL.match(match.string, match.end())
    thereof = _THEREOF.match(match.string, match.end())
    if charter or (thereof and "Charter" in match.string[: match.start()]):
        tail = "charter"
    else:
        near = match.string[max(0, match.start() - _NEAR) : match.start()]
        tail = "other" if _OTHER_TAIL.match(match.string, match.end()) or "Statute" in near else ""
    end = charter.end() if charter else match.end()
    return Place(match.start(), end, "article", _numbers("art", written), tail)


def _numbers(kind: str, written: str) -> tuple[str, ...]:
    """Return the path of each unit in the list as printed, with those between the ends of a range."""
    pieces = re.split(r"\s*(,\s*and|,|and|or|to|[-\u2013])\s*", written)
    paths: list[str] = []
    for at, number in enumerate(pieces[::2]):
        if at and pieces[2 * at - 1] in ("to", "-", "\u2013"):
            paths += _between(kind, pieces[2 * at - 2], number)
        paths.append(_path(kind, number))
    return tuple(one for one in dict.fromkeys(paths) if one)


def _between(kind: str, first: str, last: str) -> list[str]:
    if not (first.isdigit() and last.isdigit() and int(first) < int(last)):
        return []
    return [f"{kind}/{number}" for number in range(int(first) + 1, int(last))]


def _path(kind: str, number: str) -> str:
    try:
        return unit_path(kind, number)
    except InvalidParameter:
        return ""


def _sections(written: str) -> tuple[str, ...]:
    """Return the path of each lettered section, with those between the ends of a range."""
    letters = re.findall("[A-Z]+", written)
    if (
        len(letters) == 2
        and re.search(r"[-\u2013]|\bto\b", written)
        and all(len(one) == 1 for one in letters)
    ):
        letters = [chr(one) for one in range(ord(letters[0]), ord(letters[1]) + 1)]
    return tuple(f"sec/{one.lower()}" for one in letters)


def _after(text: str, one: Found, free: list[Place]) -> Found:
    match = _AFTER.match(text, one.end)
    if not match or not (match["annex"] or match["list"]) or one.paths:
        return one
    if (word := (match["word"] or "").lower()).startswith("pp") and "/RES/" not in one.symbol:
        return one  # Pages, as books have them.
    kind = "pp" if word.startswith(("pp", "preamb")) else "op" if _operative(one, word) else "para"
    within = annex_path(_annexed(match["annex"])) if match["annex"] else ""
    numbers = _numbers(kind, match["list"]) if match["list"] else ()
    paths = tuple("/".join(filter(None, (within, number))) for number in numbers or ("",))
    free[:] = [place for place in free if not one.end <= place.start < match.end()]
    start = match.start("annex") if match["annex"] else match.start("word")
    end = start + len(text[start : match.end()].rstrip(" ,"))
    return replace(one, end=end, paths=paths, locator=text[start:end])


def _operative(one: Found, word: str) -> bool:
    return word.startswith("op") or ("/RES/" in one.symbol and not word.startswith("preamb"))


def _annexed(printed: str) -> str | None:
    match = ANNEX.match(printed)
    return match["number"] if match else None


def _before(text: str, one: Found, free: list[Place]) -> Found:
    """Give *one* the pinpoint that stands before it, as in "paragraph 3 of resolution 73/266"."""
    if one.paths:
        return one
    for place in free:
        if place.end <= one.start and place.tail != "own" and _BETWEEN.fullmatch(text, place.end, one.start):
            free.remove(place)
            paths = tuple(_moved(path, one) for path in place.paths)
            return replace(one, start=place.start, paths=paths, locator=text[place.start : place.end])
    annex = next(
        (
            match
            for match in ANNEX.finditer(text, max(0, one.start - 40), one.start)
            if re.fullmatch(
                r"\s+to(?:\s+(?:the|its|document|report|General|Assembly))*\s*", text[match.end() : one.start]
            )
        ),
        None,
    )
    if annex:
        return replace(one, start=annex.start(), paths=(annex_path(annex["number"]),), locator=annex[0])
    return one


def _moved(path: str, one: Found) -> str:
    """A paragraph of a resolution is an operative one, unless the text says otherwise."""
    return path.replace("para/", "op/", 1) if "/RES/" in one.symbol and path.startswith("para/") else path
