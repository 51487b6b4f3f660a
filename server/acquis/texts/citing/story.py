"""Own what a text has named until some place in it; it must not look for anything in the words."""

from dataclasses import dataclass, field, replace

from acquis.texts.citing.known import Known
from acquis.texts.citing.model import Found

__all__ = ["Story", "held"]


@dataclass
class Story:
    """What a text has named until here.

    `so_far` has the reports of each kind of group, `last` those of the paragraph where reports were named
    last, `resolution` the last resolution, `note` the documents of the footnote before, `keys` the short
    forms of author and year, `mandated` the reports of the Secretary-General by the resolution that asked
    for them.
    """

    known: Known
    charter: bool = False
    so_far: dict[str, list[str]] = field(default_factory=dict)
    last: tuple[str, ...] = ()
    resolution: str = ""
    note: tuple[Found, ...] = ()
    keys: dict[tuple[tuple[str, ...], str], str] = field(default_factory=dict)
    mandated: dict[str, str] = field(default_factory=dict)

    def tell(self, found: list[Found]) -> None:
        """Take in what was *found* in one stretch of text."""
        reports = [(kind, one) for item in found for one in item.editions for kind in self._kinds(one)]
        for kind, one in reports:
            held = self.so_far.setdefault(kind, [])
            if one not in held:
                held.append(one)
        if reports:
            self.last = tuple(dict.fromkeys(one for _, one in reports))
        resolutions = [item.symbol for item in found if "/RES/" in item.symbol]
        self.resolution = resolutions[-1] if resolutions else self.resolution

    def _kinds(self, edition: str) -> list[str]:
        kinds = {"gge-report": "gge", "oewg-report": "oewg", "annual-progress-report": "progress"}
        return [kinds[one.kind] for one in self.known.reports if one.edition == edition and one.kind in kinds]


def held(one: Found, known: Known) -> Found:
    """Return *one* with the edition that bears its symbol, if the data has it."""
    edition = known.editions.get(one.symbol) if one.symbol else None
    if edition:
        return replace(one, editions=(edition,), how="The edition that bears this symbol.")
    return replace(one, how=one.how or "The data has no edition with this symbol.")
