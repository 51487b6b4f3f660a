"""Own which IRIs of ours a graph describes, to find those that differ in case only or come near to one.

It must not describe anything.
"""

from bisect import bisect_left
from collections.abc import Iterator
from difflib import get_close_matches
from weakref import WeakKeyDictionary

from acquis.engine import Engine, NamedNode
from acquis.vocab import BASE

__all__ = ["near", "recorded"]

_SUBJECTS = "SELECT DISTINCT ?s WHERE { ?s ?p ?o }"
# Comparing takes time for each letter and each candidate.
_LONGEST = 200
_ALIKE = 0.7
_NEAREST = 3

# An engine never changes, so its names are listed once, by the first address that leads nowhere.
_KNOWN: WeakKeyDictionary[Engine, list[tuple[str, str]]] = WeakKeyDictionary()


def recorded(engine: Engine, iri: str) -> str | None:
    """Return the one IRI that the graph describes and that differs from *iri* in case only."""
    found = [known for _, known in _between(engine, iri.casefold(), exact=True)]
    return found[0] if len(found) == 1 and found[0] != iri else None


def near(engine: Engine, iri: str) -> list[str]:
    """Return the IRIs of ours that come nearest to *iri*, among those that share most of its path.

    Only what begins like *iri* up to a slash is looked at: for an unknown paragraph, those of its document.
    """
    key = iri.casefold()
    if not key.startswith(BASE) or len(key) > _LONGEST:
        return []
    for place in reversed([place for place, sign in enumerate(key) if sign in "/#" and place >= len(BASE)]):
        start = key[: place + 1]
        candidates = {name.removeprefix(start): known for name, known in _between(engine, start)}
        if found := get_close_matches(key.removeprefix(start), candidates, n=_NEAREST, cutoff=_ALIKE):
            return [candidates[one] for one in found]
    return []


def _between(engine: Engine, start: str, *, exact: bool = False) -> Iterator[tuple[str, str]]:
    """Yield key and IRI of every name that begins with *start*, or is that name, when *exact*."""
    names = _names(engine)
    for key, iri in names[bisect_left(names, (start, "")) :]:
        if not key.startswith(start) or (exact and key != start):
            return
        yield key, iri


def _names(engine: Engine) -> list[tuple[str, str]]:
    """Return each IRI of ours with statements of its own, with the key it is sorted by."""
    if engine not in _KNOWN:
        subjects = (row[0] for row in engine.query(_SUBJECTS).rows())
        ours = (one.value for one in subjects if isinstance(one, NamedNode) and one.value.startswith(BASE))
        _KNOWN[engine] = sorted((iri.casefold(), iri) for iri in ours)
    return _KNOWN[engine]
