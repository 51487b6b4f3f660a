"""Say in which line of a text the node of a submission stands, as far as its address is written there.

It must not parse: it looks for addresses as they are commonly written, and stays silent otherwise.
"""

import re
from collections.abc import Iterable
from urllib.parse import urljoin

from acquis.vocab import NEW

__all__ = ["lines"]

# An address between < and >, or a JSON or XML text; the second group is what may be an address.
_WRITTEN = re.compile(r"(?P<line>^\s*)?(?:<(?P<turtle>[^<>\"\s]*+)>|\"(?P<text>[^\"\\\s]*+)\")", re.MULTILINE)
_KEYS = re.compile(r"(?:\"@id\"\s*:\s*|rdf:(?:about|ID)\s*=\s*)$")


def lines(text: str, nodes: Iterable[str]) -> dict[str, str]:
    """Return the place, such as "line 3", of each of *nodes* (addresses) that *text* has at a start.

    A start is that of a line of Turtle, or a value of `@id` or `rdf:about`.

    >>> lines("<a> a <x> ;\\n  <y> <b> .\\n<b> a <x> .", [NEW + "b"]) == {NEW + "b": "line 3"}
    True
    """
    wanted = set(nodes)
    found: dict[str, str] = {}
    line, counted = 1, 0
    for one in _WRITTEN.finditer(text):
        written = one["turtle"] if one["turtle"] is not None else one["text"]
        is_start = one["line"] is not None or _KEYS.search(text, max(0, one.start() - 40), one.start())
        iri = _absolute(written) if is_start else ""
        if iri in wanted and iri not in found:
            begin = one.start("turtle") if one["turtle"] is not None else one.start("text")
            line, counted = line + text.count("\n", counted, begin), begin
            found[iri] = f"line {line}"
    return found


def _absolute(written: str) -> str:
    if written.startswith(NEW):
        return written
    try:
        return urljoin(NEW, written)
    except ValueError:
        return ""
