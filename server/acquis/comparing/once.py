"""Keep what was read from a graph for as long as the graph is open; it must not know what was read."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

from acquis.engine import Engine

__all__ = ["once"]

T = TypeVar("T")


def once(read: Callable[[Engine], T]) -> Callable[[Engine], T]:
    """Return *read*, which is then called once for each engine: the graph of an engine never changes."""
    known: WeakKeyDictionary[Engine, T] = WeakKeyDictionary()

    @wraps(read)
    def kept(engine: Engine) -> T:
        if engine not in known:
            known[engine] = read(engine)
        return known[engine]

    return kept
