"""Read what a server answered, so that the answers of all can be compared: number of rows, and one hash.

Servers may order rows as they like, and name types in more than one way. It must not ask servers.
Source: https://www.w3.org/TR/sparql11-results-json/
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from acquis.engine import parse
from acquis.vocab import PREFIXES

__all__ = ["Outcome", "differing", "read", "together"]

_XSD = PREFIXES["xsd"]
_STRING = f"{_XSD}string"
_WHOLE = {f"{_XSD}{name}" for name in ("integer", "int", "long", "nonNegativeInteger", "decimal")}


@dataclass(frozen=True)
class Outcome:
    """What a query gave: how many rows, and a hash of them that does not depend on their order."""

    rows: int
    digest: str

    @property
    def said(self) -> str:
        """The outcome as people read it."""
        return f"{self.rows:,} rows ({self.digest[:8]})"


def read(body: bytes, kind: str) -> Outcome:
    """Return the outcome in *body*, the answer to a query of *kind*.

    Raises:
        ValueError: it is no whole answer.
    """
    if kind == "graph":
        try:
            return _outcome({str(quad.triple) for quad in parse(body, "application/n-triples")})
        except Exception as error:
            raise ValueError(f"no N-Triples: {error}") from error
    document = json.loads(body)
    try:
        if kind == "ask":
            return _outcome([str(bool(document["boolean"]))])
        return _outcome(_row(row) for row in document["results"]["bindings"])
    except (KeyError, TypeError, AttributeError):
        raise ValueError("no answer to a query") from None


def together(outcomes: Iterable[Outcome]) -> Outcome:
    """Return one outcome for those of all variants of a query."""
    found = list(outcomes)
    joined = "\n".join(one.digest for one in found)
    return Outcome(sum(one.rows for one in found), hashlib.sha256(joined.encode()).hexdigest())


def differing(outcomes: Mapping[str, Outcome], *, by_rows: bool = False) -> str:
    """Return what is wrong with *outcomes* by server, "" when they agree; *by_rows* compares numbers alone.

    >>> differing({"one": Outcome(2, "ab"), "other": Outcome(2, "ab")})
    ''
    >>> differing({"one": Outcome(2, "ab"), "other": Outcome(3, "cd")})
    'one has 2 rows (ab), other has 3 rows (cd)'
    """
    found = {one.rows if by_rows else one for one in outcomes.values()}
    if len(found) < 2:
        return ""
    return ", ".join(f"{name} has {one.said}" for name, one in outcomes.items())


def _outcome(rows: Iterable[str]) -> Outcome:
    ordered = sorted(rows)
    digest = hashlib.sha256()
    for row in ordered:
        digest.update(row.encode() + b"\n")
    return Outcome(len(ordered), digest.hexdigest())


def _row(row: Mapping[str, Mapping[str, Any]]) -> str:
    return json.dumps({name: _term(term) for name, term in row.items()}, sort_keys=True)


def _term(term: Mapping[str, Any]) -> tuple[str, ...]:
    """Return a term in one form: Virtuoso writes `typed-literal`, and some leave out what is a plain text."""
    if term["type"] in ("uri", "bnode"):
        return term["type"], term["value"]
    kind = term.get("datatype", _STRING)
    if kind in _WHOLE and term["value"].lstrip("+-").isdigit():
        return "whole", str(int(term["value"]))
    return "literal", term["value"], term.get("xml:lang", "").lower() or kind
