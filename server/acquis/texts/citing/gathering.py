"""Find everything that one stretch of text refers to, a unit's own words or a footnote's, with its document.

It must not know of other units than by the story that it is given.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from acquis.texts.citing.back import asked_for, backwards, learn, shorts
from acquis.texts.citing.known import Known
from acquis.texts.citing.model import Found
from acquis.texts.citing.names import named, titles
from acquis.texts.citing.places import Place, attached, pinpointed, places
from acquis.texts.citing.printed import addresses, filed, printed
from acquis.texts.citing.story import Story, held
from acquis.texts.model import Address
from acquis.vocab import ID

__all__ = ["CHARTER", "gathered"]

CHARTER = ID + "edition/un-charter"

_LETTER = re.compile(r"(?<=\d) [A-Z](?:-[A-Z])?(?=$| \()")
_ENTITLED = re.compile(r"[^.;]{0,60}\b(?:entitled|titled|on|of)\W{0,3}")


def gathered(text: str, links: tuple[Address, ...], story: Story, note: bool) -> list[Found]:
    """Return what *text* refers to, in order; *note* says that it is a footnote."""
    found = [held(one, story.known) for one in printed(text)]
    found = _linked(found, links, story.known)
    web = list(addresses(text))
    for more in (
        _apart(named(text, story.known, story.so_far, story.last), found),
        backwards(text, story, note, found),
        shorts(text, story),
        _titles(text, found, story.known),
        _addresses(text, found, story.known),
    ):
        found += [one for one in _apart(more, found) if one.kind == "address" or one in _apart([one], web)]
    found.sort(key=lambda one: one.start)
    free = places(text)
    kept = [one for one in free if one.tail == "charter"]
    found = [one for one in found if not any(place.start <= one.start < place.end for place in kept)]
    found = attached(text, found, free)
    found += [_placed(one, story) for one in free if not any(_over(one, other) for other in found)]
    found += asked_for(text, found, story)
    if note:
        learn(text, found, story)
    return sorted(found, key=lambda one: (one.start, one.end))


def _linked(found: list[Found], links: tuple[Address, ...], known: Known) -> list[Found]:
    """Return *found* with what the links of the file add, and a doubt where a link leads elsewhere."""
    for link in links:
        symbol = filed(link.target)
        over = [at for at, one in enumerate(found) if one.start < link.end and link.start < one.end]
        if symbol and not over:
            found.append(held(Found(link.start, link.end, "address", symbol), known))
        elif symbol and not any(_same(found[at].symbol, symbol) for at in over):
            found[over[0]] = _led(found[over[0]], symbol, known)
    return sorted(found, key=lambda one: one.start)


def _same(printed: str, linked: str) -> bool:
    """Say whether a link leads to what is printed: it may leave out the letter of a text, or name a part."""
    return bool(printed) and (
        linked.startswith(printed) or _LETTER.sub("", printed) == _LETTER.sub("", linked)
    )


def _led(one: Found, symbol: str, known: Known) -> Found:
    """Return *one* as its link has it: the number alone does not say of which body a resolution is."""
    if one.kind in ("resolution", "decision"):
        linked = held(replace(one, symbol=symbol, how=""), known)
        return replace(linked, how=f"The link of the file says which body it is of. {linked.how}")
    return replace(one, doubt=f"The link of the file leads to {symbol}, the words say {one.symbol}.")


def _titles(text: str, found: list[Found], known: Known) -> list[Found]:
    """Return the titles of *text*; one beside a symbol only confirms it, or is a doubt."""
    alone: list[Found] = []
    for title in titles(text, known):
        near = [
            at
            for at, one in enumerate(found)
            if one.symbol and _ENTITLED.fullmatch(text, one.end, title.start)
        ]
        same = [one for one in found if set(title.editions) & set(one.editions)]
        if near and not same:
            said = "The title printed with it is that of another text in the data."
            found[near[-1]] = replace(found[near[-1]], doubt=said)
        elif not same:
            alone.append(title)
    return alone


def _addresses(text: str, found: list[Found], known: Known) -> Iterator[Found]:
    """Yield web addresses, but for one that repeats a text named beside it."""
    resolved = {edition for one in found for edition in one.editions}
    for one in addresses(text):
        repeats = one.symbol in {other.symbol for other in found}
        if one.symbol and (not repeats or pinpointed(text, one.end)):
            yield held(one, known)
        elif not one.symbol and not resolved:
            edition = known.addresses.get(text[one.start : one.end].rstrip("/"))
            how = (
                "The address that the edition has in the data."
                if edition
                else "The data has no edition at this address."
            )
            yield replace(one, editions=(edition,) if edition else (), how=how)


def _placed(place: Place, story: Story) -> Found:
    """Return a pinpoint without a document: of this text, of the Charter, or of none that is known."""
    one = Found(place.start, place.end, place.kind, paths=place.paths, locator="")
    if place.kind == "article":
        return _article(one, place, story)
    if place.tail == "other":
        return replace(one, how="The words after it name no text that is known.")
    return replace(one, own=True)


def _article(one: Found, place: Place, story: Story) -> Found:
    held = (CHARTER,) if CHARTER in story.known.all else ()
    if place.tail == "charter":
        return replace(one, editions=held, how="The words name the Charter.")
    if place.tail == "" and story.charter:
        return replace(
            one, editions=held, how="An Article with a capital letter, and this text names the Charter."
        )
    return replace(one, how="The words do not say which text has this article.")


def _apart(more: list[Found] | Iterator[Found], found: list[Found]) -> list[Found]:
    return [one for one in more if not any(_over(one, other) for other in found)]


def _over(one: Found | Place, other: Found | Place) -> bool:
    return one.start < other.end and other.start < one.end
