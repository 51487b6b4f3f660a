"""Words that we made up on units of editions that we ship: for tests, as no words are shipped."""

from functools import cache
from pathlib import Path

from acquis.engine import Quad, parse

__all__ = ["FOLDER", "words"]

FOLDER = Path(__file__).parent / "cases" / "passages"


@cache
def words() -> tuple[Quad, ...]:
    """Return the made-up words in their graphs, with what is said of those."""
    return tuple(parse((FOLDER / "words.trig").read_bytes(), "application/trig"))
