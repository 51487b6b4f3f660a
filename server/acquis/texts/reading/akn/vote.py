"""How a resolution came about: the recorded vote State by State, or none, and who put the draft in.

It must not know which State a name is of: `acquis.texts.voters` does.
"""

import re

from acquis.texts.model import Doubt, Vote
from acquis.texts.reading.akn.meta import step
from acquis.texts.reading.akn.numbers import table
from acquis.texts.reading.akn.xml import AKN, Element, flat

__all__ = ["sponsors", "vote", "without_vote"]

_SIDES = ("inFavour", "against", "abstaining")
# What joins the last two names of a list, outside brackets.
_AND = re.compile(r" and (?![^()]*\))")
_COMMA = re.compile(r"[,;](?![^()]*\))")
# Where a whole name stands while a list is split: characters that no text has.
_PRIVATE = 0xE000
# Who is named as having put a draft in, and is no list of States.
_NO_LIST = re.compile(r"(?i)(was )?(submitted|introduced) |(on )?the basis of |the representative of ")


def vote(root: Element) -> tuple[Vote | None, list[Doubt]]:
    """Return the recorded vote under *root*, None where there was none, and what does not add up."""
    counts = {one.get("refersTo", "").lstrip("#"): one for one in root.iter(AKN + "count")}
    if not counts:
        return None, []
    yes, no, abstaining = (_names(counts.get(side)) for side in _SIDES)
    totals = tuple(_total(counts.get(side)) for side in _SIDES)
    found = Vote(yes, no, abstaining, (totals[0], totals[1], totals[2]))
    doubts = [
        Doubt("", "vote", f"The total of {side} is {total}, and {len(listed)} States are named.")
        for side, total, listed in zip(_SIDES, totals, (yes, no, abstaining), strict=True)
        if total != len(listed)
    ]
    named = [*yes, *no, *abstaining]
    twice = sorted({one for one in named if named.count(one) > 1})
    return found, doubts + [Doubt("", "vote", f"{one} is listed more than once.") for one in twice]


def without_vote(root: Element) -> bool | None:
    """Return whether it was adopted without a vote, None where the file does not say."""
    said = next((one.get("outcome") or "" for one in root.iter(AKN + "voting") if one.get("outcome")), "")
    if re.search("without ?vote", said, re.IGNORECASE):
        return True
    recorded = re.search(r"recorded ?vote|\d+-\d+-\d+", said, re.IGNORECASE)
    return False if recorded else None


def sponsors(root: Element) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the sponsors of the draft and the additional ones, each name as printed and in its order."""
    return _listed(step(root, "draftResolution")), _listed(step(root, "draftResolutionAdditionalSponsors"))


def _names(count: Element | None) -> tuple[str, ...]:
    if count is None:
        return ()
    return tuple(said for one in count.iter(AKN + "organization") if (said := flat(one)))


def _total(count: Element | None) -> int:
    said = (count.get("value", "") if count is not None else "").strip()
    return int(said) if said.isdecimal() else 0


def _listed(element: Element | None) -> tuple[str, ...]:
    said = " ".join((element.get("by") or "").split()) if element is not None else ""
    if _NO_LIST.match(said):
        return (said,)
    found: list[str] = []
    for part in _COMMA.split(said):
        found += _parted(re.sub("^and ", "", part.strip()))
    return tuple(one.strip(" .") for one in found if one.strip(" ."))


def _parted(part: str) -> list[str]:
    """Split *part* where "and" joins two names; one that holds the word itself stays whole."""
    whole_names = table()["states"]["joined"]
    if not _AND.search(part):
        return [part]
    kept = part
    for at, whole in enumerate(whole_names):
        kept = re.sub(re.escape(whole), chr(_PRIVATE + at), kept, flags=re.IGNORECASE)
    return [
        re.sub("[\ue000-\ue0ff]", lambda one: str(whole_names[ord(one[0]) - _PRIVATE]), each)
        for each in _AND.split(kept)
    ]
