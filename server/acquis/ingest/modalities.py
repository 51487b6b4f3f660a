"""Own what is made of how strongly a document speaks: first verbs, items for the curator, contradictions.

It must not decide: a modality is written when somebody has confirmed it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from acquis.ingest import places
from acquis.ingest.document import Document
from acquis.ingest.items import Item
from acquis.ingest.known import Known
from acquis.ingest.merging import Conflict
from acquis.ingest.units import at
from acquis.texts.saying import Saying
from acquis.vocab import VOC

__all__ = ["differing", "modalities", "verbs"]

# Paragraphs of resolutions, which begin with the verb.
_LED = re.compile(r"(?:^|/)(?:op|pp)/")
_MODALITY = VOC + "modality/"
_MOST_PROVISIONS = 20


def verbs(sayings: Iterable[Saying]) -> dict[str, str]:
    """Return the first verb of each paragraph of a resolution, by path, as printed."""
    found: dict[str, str] = {}
    for one in sayings:
        if one.words and _LED.search(one.unit):
            found.setdefault(one.unit, one.words)
    return found


def modalities(document: Document, sayings: Sequence[Saying], known: Known) -> Iterator[Item]:
    """Yield for each paragraph how strongly it speaks, unless the data say it or its first verb does."""
    options, led = _options(known), verbs(sayings)
    for path, those in _by_unit(sayings).items():
        unit = at(document, path)
        if path in led or _recorded(unit, known):
            continue
        reasons = "; ".join(f"“{one.words}”: {one.reason}" if one.words else one.reason for one in those)
        unsure = "" if all(one.sure for one in those) else "Unsure. "
        yield Item(
            f"modality:{path}",
            "modality",
            path,
            f"{document.label}, {places.tail(path, document.units)}",
            unit,
            unsure + reasons,
            tuple(one.modality for one in those),
            options,
        )


def differing(document: Document, sayings: Iterable[Saying], known: Known) -> Iterator[Conflict]:
    """Yield each paragraph of which the data have another modality first."""
    for path, those in _by_unit(sayings).items():
        recorded = _recorded(at(document, path), known)
        read = [one.modality for one in those]
        if recorded and not set(recorded) & set(read):
            yield Conflict(path, "modality", ", ".join(recorded), ", ".join(read))


def _by_unit(sayings: Iterable[Saying]) -> dict[str, list[Saying]]:
    found: defaultdict[str, list[Saying]] = defaultdict(list)
    for one in sayings:
        found[one.unit].append(one)
    return found


def _recorded(unit: str, known: Known) -> Sequence[str]:
    """Return the modalities that the shipped data have of *unit*, in the order of its provisions."""
    provisions = (f"{unit}/p/{number}" for number in range(1, _MOST_PROVISIONS))
    found = (value for one in provisions for value in known.values(one, "modality"))
    return [one.removeprefix(_MODALITY) for one in found]


def _options(known: Known) -> tuple[tuple[str, str, float], ...]:
    codes = sorted(iri.removeprefix(_MODALITY) for iri in known.said if iri.startswith(_MODALITY))
    return tuple((one, known.label(_MODALITY + one), 0.0) for one in codes)
