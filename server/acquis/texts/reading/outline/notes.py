"""Footnotes to the units that have their marks.

It must not look for marks in words.
"""

from collections import defaultdict, deque
from collections.abc import Sequence

from acquis.texts.reading.blocks import Block, unmarked
from acquis.texts.reading.outline.parts import Draft, Grown

__all__ = ["attached"]


def attached(grown: Grown, notes: Sequence[Block]) -> None:
    """Add a unit for each of *notes*, above it the unit with its mark; say what has no other half."""
    holders = _holders(grown)
    for note in notes:
        waiting = holders[note.note]
        above = waiting.popleft() if waiting else None
        draft = Draft(
            _path(grown, note.note, above or ""), "footnote", above or "", note.note, "", note.place
        )
        draft.parts.append(note.text)
        grown.add(draft)
        if above is None:
            said = (
                f"Footnote {note.note} ({note.place}) has no mark in the text: say which unit it belongs to."
            )
            grown.doubt(draft.path, "note", said)
    for number, waiting in holders.items():
        for path in waiting:
            grown.doubt(path, "mark", f"The mark {number} leads to no footnote.")


def _holders(grown: Grown) -> defaultdict[str, deque[str]]:
    """Return the paths of the units with a mark, by what the mark prints, in the order of the text."""
    found: defaultdict[str, deque[str]] = defaultdict(deque)
    for text in grown.outside:
        for mark in unmarked(text)[1]:
            found[mark.printed].append("")
    for draft in grown.units:
        for mark in draft.unit().marks:
            found[mark.printed].append(draft.path)
    return found


def _path(grown: Grown, number: str, above: str) -> str:
    """Return the path of footnote *number*: asterisks and letters count below 0, an annex may count anew."""
    key = (
        number
        if number.isdigit()
        else "0"
        if set(number) == {"*"} and len(number) == 1
        else f"0.{_sign(number)}"
    )
    annex = "/".join(above.split("/")[:2]) if above.startswith("annex/") else ""
    return f"{annex}/fn/{key}" if annex and grown.has(f"fn/{key}") else f"fn/{key}"


def _sign(number: str) -> str:
    return str(len(number)) if set(number) == {"*"} else number
