"""The units of a file as they are written down: each address once, footnotes after the unit of their mark.

It must not know sections or lists.
"""

from dataclasses import replace

from acquis.texts.model import Doubt, Unit
from acquis.texts.reading.akn.words import Words

__all__ = ["Sheet", "join"]


def join(scope: str, tail: str) -> str:
    """Return the address of *tail* in *scope*, "" for the edition itself."""
    return f"{scope}/{tail}" if scope else tail


class Sheet:
    """The units and the doubts of one file so far."""

    def __init__(self) -> None:
        self.units: list[Unit] = []
        self.doubts: list[Doubt] = []
        self.taken: set[str] = set()
        self.counts: dict[str, int] = {}

    @property
    def opened(self) -> Unit | None:
        """The section that nothing has followed yet, if there is one."""
        last = self.units[-1] if self.units else None
        return last if last is not None and last.kind == "section" else None

    def write(self, unit: Unit, said: Words | None, base: str) -> None:
        """Write *unit* with the words and the footnotes of *said*; *base* is the start of its region."""
        if said is not None and unit.kind == "paragraph":
            unit = replace(unit, text=said.text, marks=said.marks, addresses=said.addresses)
        self.taken.add(unit.path)
        self.units.append(unit)
        if said is not None:
            self.notes(said, unit.path, base)

    def notes(self, said: Words, above: str, base: str) -> None:
        """Write the footnotes of *said*, whose marks stand in the unit *above*."""
        for note in said.notes:
            number = note.printed if note.printed.isdecimal() else str(self.next("", "fn"))
            places = (f"fn/{number}", join(base, f"fn/{number}"), join(above, f"fn/{number}"))
            path = next((one for one in places if one not in self.taken), "")
            if not path:
                path = join(above, f"fn/{self.next(above, 'fn')}")
                self.doubt(path, "repeated", f"Footnote {number} is printed more than once here.")
            self.taken.add(path)
            text, addresses = note.words.text, note.words.addresses
            place = f"#{note.place}"
            self.units.append(
                Unit(path, "footnote", above, note.printed, text=text, addresses=addresses, place=place)
            )

    def rewrite(self, unit: Unit) -> None:
        """Put *unit* in the place of the last one."""
        self.taken.discard(self.units[-1].path)
        self.taken.add(unit.path)
        self.units[-1] = unit

    def move(self, old: str, new: str, above: str) -> None:
        """Give the section at *old* the address *new* in *above*, and what stands in it with it."""

        def moved(path: str) -> str:
            return new + path[len(old) :] if f"{path}/".startswith(f"{old}/") else path

        start = next(at for at, one in enumerate(self.units) if one.path == old)
        later = [replace(one, path=moved(one.path), above=moved(one.above)) for one in self.units[start:]]
        self.taken -= {one.path for one in self.units[start:]}
        self.units[start:] = [replace(later[0], above=above), *later[1:]]
        self.taken |= {one.path for one in later}
        self.doubts = [replace(one, path=moved(one.path)) for one in self.doubts]

    def free(self, path: str, above: str, number: str, place: str) -> str:
        """Return *path*, or that of an item of *above* where another unit has it."""
        if path not in self.taken:
            return path
        other = join(above, f"item/{self.next(above, 'item')}")
        self.doubt(other, "repeated", f"The number {number} stands at {place} for the second time.")
        return other

    def next(self, scope: str, kind: str) -> int:
        """Return the next free count of *kind* in *scope*."""
        count = self.counts.get(f"{scope}/{kind}", 0) + 1
        while join(scope, f"{kind}/{count}") in self.taken:
            count += 1
        self.counts[f"{scope}/{kind}"] = count
        return count

    def follow(self, scope: str, count: int, path: str, place: str) -> None:
        """Note that *count* is printed in *scope*, with a doubt where it does not follow the last one."""
        before = self.counts.get(f"{scope}/numbers", 0)
        self.counts[f"{scope}/numbers"] = count
        if before and count != before + 1:
            self.doubt(path, "gap", f"The number {count} stands after {before} at {place}.")

    def numbered(self, scope: str) -> bool:
        """Return whether a number was printed in *scope* yet."""
        return f"{scope}/numbers" in self.counts

    def doubt(self, path: str, kind: str, said: str) -> None:
        """Note that the unit at *path* is not sure."""
        self.doubts.append(Doubt(path, kind, said))
