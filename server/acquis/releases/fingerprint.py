"""Give an answer a fingerprint that is the same wherever and in whatever order its rows come out.

It must not run queries. The fingerprint is the SHA-256, in hexadecimal, of lines in UTF-8, each ended by a
line feed: for a table, the header of its TSV and then its rows sorted by their bytes; for a graph, its
N-Triples sorted, each once; for a yes or no, `true` or `false`. A blank node counts as `_:b`, as its label
says nothing.
"""

import hashlib
import re

__all__ = ["MEDIA_TYPES", "fingerprint"]

# The form in which an answer of each kind is fingerprinted.
MEDIA_TYPES = {
    "ask": "text/tab-separated-values",
    "graph": "application/n-triples",
    "select": "text/tab-separated-values",
}

_IN_TABLE = re.compile(rb"(?<![^\t])_:[^\t]+")
_IN_GRAPH = re.compile(rb'^_:\S+|(?<= )_:[^\s"<>]+(?= \.$)')


def fingerprint(kind: str, body: bytes) -> str:
    """Return the fingerprint of *body*, an answer of *kind* in the form that MEDIA_TYPES says.

    >>> fingerprint("select", b'?a\\n"2"\\n"1"\\n') == fingerprint("select", b'?a\\n"1"\\n"2"\\n')
    True
    """
    # Only line feeds end a line: other line breaks may stand in a text.
    lines = body.removesuffix(b"\n").split(b"\n")
    if kind == "select":
        lines = [lines[0], *sorted(_IN_TABLE.sub(b"_:b", line) for line in lines[1:])]
    elif kind == "graph":
        lines = sorted({_IN_GRAPH.sub(b"_:b", line) for line in lines})
    return hashlib.sha256(b"".join(line + b"\n" for line in lines)).hexdigest()
