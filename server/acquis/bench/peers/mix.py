"""Own the queries that all servers are asked: read from the folders of `mix`, one for each kind of data.

A header of `#+ name: value` lines stands above each: `title`; `load`, which is "look-up" for what many ask at
once, "mix" for what is asked in equal shares, or "alone"; `variants`, how many numbers stand in for `@@` one
after the other, from 0 on; and `compare: rows` where servers may choose which rows, but not how many.
It must not ask them.
"""

import random
import re
from dataclasses import dataclass
from pathlib import Path

from acquis.engine import check

__all__ = ["ASKED", "LOADS", "Query", "queries", "shuffled"]

ASKED = ("generated", "shipped", "resolutions")
LOADS = ("look-up", "mix", "alone")

_FOLDER = Path(__file__).with_name("mix")
_HEADER = re.compile(r"#\+ (\w+): (.+)")
_NUMBER = "@@"
_SEED = 1
_LONGEST = 10_000


@dataclass(frozen=True)
class Query:
    """One query: *texts* are its variants, *kind* is "select", "ask" or "graph"."""

    name: str
    title: str
    load: str
    texts: tuple[str, ...]
    kind: str
    by_rows: bool = False

    @property
    def accept(self) -> str:
        """The form of the answer that all servers know."""
        return "application/n-triples" if self.kind == "graph" else "application/sparql-results+json"


def queries(asked: str) -> list[Query]:
    """Return the queries for the data *asked*, one of ASKED, in order of their loads, then of their names."""
    found = [_read(path) for path in sorted((_FOLDER / asked).glob("*.rq"))]
    return sorted(found, key=lambda one: LOADS.index(one.load))


def shuffled(asked: list[Query], passes: int) -> list[tuple[Query, str]]:
    """Return *passes* over *asked*, each in an order of its own and with the next variant of each query.

    The order is the same each time, so that all servers are asked the same.
    """
    order, found = random.Random(_SEED), []
    for place in range(passes):
        once = [(query, query.texts[place % len(query.texts)]) for query in asked]
        order.shuffle(once)
        found += once
    return found


def _read(path: Path) -> Query:
    lines = path.read_text("utf-8").splitlines()
    said = {match[1]: match[2] for line in lines if (match := _HEADER.fullmatch(line))}
    text = "\n".join(line for line in lines if not line.startswith("#+"))
    texts = tuple(text.replace(_NUMBER, str(number)) for number in range(int(said.get("variants", "1"))))
    by_rows = said.get("compare") == "rows"
    return Query(
        path.stem, said["title"], said["load"], texts, check(texts[0], max_bytes=_LONGEST).kind, by_rows
    )
