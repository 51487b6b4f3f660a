"""Find words that lead back: "ibid.", "that resolution", author and year, a report named by who asked for it.

It must not look for symbols or names: it is given what was found of them.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from acquis.texts.citing.known import words
from acquis.texts.citing.model import Found
from acquis.texts.citing.story import Story, held

__all__ = ["asked_for", "backwards", "learn", "shorts"]

_IBID = re.compile(r"\b[Ii]bid\b\.?")
_VOLUME = re.compile(r",\s*(?:vols?|Supplements?|Nos?|[A-Z][\w-]*(?: [\w-]+)? Session)\b")
_THAT = re.compile(r"\b(?P<word>that|this|the said|the same) (?P<kind>resolution|decision)\b")
_SHORT = re.compile(
    r"(?P<author>(?:[A-Z][\w\u2019'.&-]*(?:\s+(?:of|and|for|on|the))*\s+){1,8})"
    r"\((?P<year>(?:19|20)\d\d[a-z]?)(?=[,)])"
)
_KEY = re.compile(r"^\W*(?P<author>[A-Z][^.]{2,120})\.\s+(?P<year>(?:19|20)\d\d[a-z]?)[.,]\s")
_MANDATED = re.compile(
    r"\breport\b(?=[^;]{0,500}$)[^;]*\bSecretary-General\b[^;]*"
    r"\bpursuant to\s+(?:the\s+)?(?:General Assembly\s+)?$"
)


def backwards(text: str, story: Story, note: bool, found: list[Found]) -> list[Found]:
    """Return "ibid." and "that resolution"; in a footnote "this resolution" is that of its paragraph."""
    back: list[Found] = []
    for match in _IBID.finditer(text) if note else ():
        back.append(_ibid(match, story))
    for match in _THAT.finditer(text):
        before = [one.symbol for one in found if "/RES/" in one.symbol and one.end <= match.start()]
        symbol = before[-1] if before else story.resolution
        if symbol and (match["word"] != "this" or note):
            one_before = held(Found(*match.span(), "back", symbol), story.known)
            back.append(replace(one_before, how="The resolution named last before."))
    return back


def _ibid(match: re.Match[str], story: Story) -> Found:
    """Return "ibid." as the document of the footnote before, where that has one and no volume is given."""
    if _VOLUME.match(match.string, match.end()):
        return Found(*match.span(), "ibid", how="The publication of the footnote before, not its document.")
    if len({(one.symbol, one.editions) for one in story.note}) != 1:
        return Found(*match.span(), "ibid", how="The footnote before does not have one document.")
    before = story.note[0]
    how = f"The document of the footnote before. {before.how}"
    return Found(*match.span(), "ibid", before.symbol, before.editions, how=how)


def shorts(text: str, story: Story) -> Iterator[Found]:
    """Yield short forms such as "United Nations General Assembly (2021c, annex I, para. 34)"."""
    for match in _SHORT.finditer(text):
        author = words(match["author"])
        span = (match.start("author"), match.end("year"))
        if edition := story.keys.get((author, match["year"])):
            yield Found(
                *span, "short", "", (edition,), how="Author and year as an earlier footnote introduces them."
            )
        elif any(author == one and year.startswith(match["year"]) for one, year in story.keys):
            yield Found(
                *span,
                "short",
                how="Several texts of this author and year were introduced: the letter is missing.",
            )


def asked_for(text: str, found: list[Found], story: Story) -> list[Found]:
    """Return reports of the Secretary-General named by the resolution that asked for them."""
    asked: list[Found] = []
    for one in found:
        match = _MANDATED.search(text[: one.start]) if "/RES/" in one.symbol else None
        if match:
            edition = story.mandated.get(one.symbol)
            how = (
                "This text names it before with a symbol."
                if edition
                else f"The data does not say which report {one.symbol} led to."
            )
            asked.append(
                Found(
                    match.start(),
                    one.end,
                    "report",
                    "",
                    (edition,) if edition else (),
                    body=f"sg {one.symbol}",
                    how=how,
                )
            )
    return asked


def learn(text: str, found: list[Found], story: Story) -> None:
    """Keep what a footnote introduces: a short form, and its documents for "ibid."."""
    editions = tuple(dict.fromkeys(edition for one in found for edition in one.editions))
    story.note = tuple(one for one in found if one.symbol or one.editions)
    if (match := _KEY.match(text)) and editions:
        story.keys[words(match["author"]), match["year"]] = editions[0]
