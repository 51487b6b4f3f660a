"""Find names that come near to one that is not there, as people mistype or misremember them.

It must not ask the graph: candidates are handed over.
"""

from collections.abc import Iterable
from difflib import get_close_matches

from acquis.vocab import PREFIXES

__all__ = ["near_iris", "shortened"]

_MOST = 3


def near_iris(iri: str, known: Iterable[str]) -> list[str]:
    """Return at most three of *known* that *iri* may have been meant to be, the nearest first.

    First those that differ in http or https, in `/` or `#`, or in case; then those with a similar last part
    in the same namespace; then those with the same last part in another.
    """
    candidates = [other for other in known if other != iri]
    same = [other for other in candidates if _normal(other) == _normal(iri)]
    if same:
        return sorted(same)[:_MOST]
    space, name = _parts(iri)
    beside = {other: parts[1] for other in candidates if (parts := _parts(other))[0] == space}
    close = get_close_matches(name, set(beside.values()), _MOST, 0.7 if len(name) > 4 else 0.6)
    found = [other for match in close for other in sorted(beside) if beside[other] == match]
    if not found and name:
        found = sorted(other for other in candidates if _parts(other)[1] == name)
    return found[:_MOST]


def shortened(iri: str) -> str:
    """Return *iri* as a name with one of our prefixes where it makes one, else between < and >.

    >>> shortened("https://w3id.org/acquis/def#Norm"), shortened("urn:x")
    ('acq:Norm', '<urn:x>')
    """
    spaces = sorted(PREFIXES.items(), key=lambda item: -len(item[1]))
    for prefix, space in spaces:
        name = iri.removeprefix(space)
        if name != iri and name.replace("-", "").replace("_", "").isalnum():
            return f"{prefix}:{name}"
    return f"<{iri}>"


def _normal(iri: str) -> str:
    _, _, rest = iri.partition("://")
    return (rest or iri).removeprefix("www.").replace("#", "/").rstrip("/").casefold()


def _parts(iri: str) -> tuple[str, str]:
    """Return the namespace of *iri*, as compared, and its last part in lower case."""
    space, _, name = _normal(iri).rpartition("/")
    return space, name
