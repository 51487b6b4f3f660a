"""A text as someone could have revised it, by a seed, with what became of each paragraph."""

import random
import re
from dataclasses import dataclass, replace

from acquis.texts.model import SourceText, Unit

__all__ = ["Revision", "revise"]


@dataclass(frozen=True)
class Revision:
    """The revised text; `pairs` are paths that correspond, `moved` those of the first text out of order."""

    text: SourceText
    pairs: frozenset[tuple[str, str]]
    moved: frozenset[str]


def revise(text: SourceText, seed: int, reworded: float = 0.25) -> Revision:
    """Return *text* with its paragraphs renumbered and revised by *seed*.

    Of ten, one is dropped, one moved, one split, one merged with the next, one has a new one before it, one
    is kept, and of four the share *reworded* of the words is changed.
    """
    chance = random.Random(seed)
    units = [unit for unit in text.units if unit.kind == "paragraph" and unit.text.strip()]
    stock = [word for unit in units for word in unit.text.split()]
    found: list[tuple[tuple[str, ...], str]] = []
    moved: list[tuple[tuple[str, ...], str]] = []
    waiting = list(units)
    while waiting:
        unit = waiting.pop(0)
        act = chance.choice(["drop", "move", "split", "merge", "add", "keep", *["reword"] * 4])
        if act == "move":
            moved.append(((unit.path,), unit.text))
        elif act == "split" and (halves := _halves(unit.text)):
            found += [((unit.path,), half) for half in halves]
        elif act == "merge" and waiting:
            after = waiting.pop(0)
            found.append(((unit.path, after.path), f"{unit.text} {after.text}"))
        elif act != "drop":
            if act == "add":
                found.append(((), " ".join(chance.sample(stock, 40))))
            said = _reworded(unit.text, stock, chance, reworded) if act == "reword" else unit.text
            found.append(((unit.path,), said))
    for one in moved:
        found.insert(chance.randrange(len(found) + 1), one)
    return _numbered(text, found, frozenset(path for paths, _ in moved for path in paths))


def _halves(text: str) -> tuple[str, ...]:
    """Return *text* as two parts of at least eight words each, cut where a sentence ends, if one does."""
    ends = [found.end() for found in re.finditer(r"(?<=[a-z])\.\s", text)]
    parts = [(text[:end].strip(), text[end:].strip()) for end in ends]
    fair = [part for part in parts if min(len(half.split()) for half in part) >= 8]
    return min(fair, key=lambda part: abs(len(part[0]) - len(part[1])), default=())


def _reworded(text: str, stock: list[str], chance: random.Random, share: float) -> str:
    words = text.split()
    for place in chance.sample(range(len(words)), int(len(words) * share)):
        words[place] = chance.choice(["", chance.choice(stock), f"{words[place]} {chance.choice(stock)}"])
    return " ".join(" ".join(words).split())


def _numbered(text: SourceText, found: list[tuple[tuple[str, ...], str]], moved: frozenset[str]) -> Revision:
    units = tuple(
        Unit(f"para/{number}", "paragraph", "", str(number), text=said)
        for number, (_, said) in enumerate(found, 1)
    )
    pairs = {(path, unit.path) for (paths, _), unit in zip(found, units, strict=True) for path in paths}
    return Revision(replace(text, units=units), frozenset(pairs), moved)
