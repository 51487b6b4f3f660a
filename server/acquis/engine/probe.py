"""Ask an engine whether parts of a query hold, as the query itself would have them read.

It must not say why: it runs parts of the query's own text, a limited number of them, and nothing else.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from acquis.engine.pieces import Outline, Piece, sliced
from acquis.engine.results import Term
from acquis.engine.store import Engine
from acquis.engine.tokens import Token
from acquis.errors import AcquisError

__all__ = ["Enough", "Probe"]

_MOST = 80
_SECONDS = 3.0
# Variables that no query has, it is to be hoped.
_COLUMN, _GRAPH = "?anyValueWouldDo", "?anyGraphWouldDo"


class Enough(Exception):
    """So much was tried that the search ends."""


@dataclass
class Probe:
    """A query under examination: its text and outline, its values, and the graphs that the protocol named."""

    engine: Engine
    text: str
    outline: Outline
    values: Mapping[str, Term]
    default_graphs: Sequence[str] = ()
    named_graphs: Sequence[str] = ()
    _left: int = field(default=_MOST, init=False)
    _end: float = field(default_factory=lambda: time.monotonic() + _SECONDS, init=False)

    @property
    def restricted(self) -> bool:
        """Whether the query asks only some of the graphs."""
        return bool(self.outline.dataset or self.default_graphs or self.named_graphs)

    def holds(self, pieces: Sequence[Piece], within: str = "", *, whole: bool = False) -> bool:
        """Return whether *pieces* together have a solution, inside GRAPH *within* if that is named.

        *whole* asks all graphs, whatever the query says. What cannot be asked counts as holding.
        """
        return self._tried(f"SELECT {self._columns()}", pieces, within, whole) != []

    def values_of(self, variable: str, pieces: Sequence[Piece], within: str = "") -> list[Term]:
        """Return distinct values of *variable* (written `?x`) in solutions of *pieces*, 5,000 at most."""
        rows = self._tried(f"SELECT DISTINCT {variable} {self._columns()}", pieces, within, False, 5000)
        return [row[0] for row in rows or [] if row[0] is not None]

    def graphs_of(self, pieces: Sequence[Piece]) -> list[str]:
        """Return the IRIs of at most three graphs that have a solution of *pieces*."""
        rows = self._tried(f"SELECT DISTINCT {_GRAPH} {self._columns()}", pieces, _GRAPH, True, 3)
        return sorted(str(getattr(row[0], "value", "")) for row in rows or [])

    def term(self, read: Sequence[Token]) -> Term | None:
        """Return the term that the tokens *read* are, None for a variable without a value or a blank node."""
        if read[0].kind == "variable":
            return self.values.get(read[0].text[1:])
        text = sliced(self.text, read)
        text = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>" if text == "a" else text
        try:
            query = f"{self.outline.prologue}\nSELECT {_COLUMN} {{ VALUES {_COLUMN} {{ {text} }} }}"
            return next(self.engine.query(query).rows())[0]
        except AcquisError:
            return None

    def _columns(self) -> str:
        return " ".join(f"?{name}" for name in self.values) or _COLUMN

    def _tried(
        self, select: str, pieces: Sequence[Piece], within: str, whole: bool, most: int = 1
    ) -> list[tuple[Term | None, ...]] | None:
        """Return at most *most* rows of a query for *pieces*, None when the engine does not take it."""
        self._left -= 1
        if self._left < 0 or time.monotonic() > self._end:
            raise Enough
        inside = "\n".join(f"{piece.text}{' .' * (piece.kind in ('block', 'triple'))}" for piece in pieces)
        inside = f"GRAPH {within} {{ {inside}\n}}" if within else inside
        dataset = "" if whole else sliced(self.text, self.outline.dataset)
        query = f"{self.outline.prologue}\n{select} {dataset}\nWHERE {{ {inside}\n}} LIMIT {most}"
        try:
            return list(
                self.engine.query(
                    query,
                    default_graphs=() if whole else self.default_graphs,
                    named_graphs=() if whole else self.named_graphs,
                    substitutions=self.values,
                ).rows()
            )
        except AcquisError:
            return None
