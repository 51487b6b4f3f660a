"""Read the tokens of a whole query: where they are parted, and whether all of its solutions are needed.

It must not read a group.
"""

from collections.abc import Callable, Iterable, Sequence

from acquis.engine.tokens import Token

__all__ = ["Count", "asks_for_all", "parted"]

# The number of solutions of a group, at most so many, in a query that begins like the one at hand.
Count = Callable[[str, int], int]


def parted(read: Iterable[Token]) -> list[Token]:
    """Return the tokens *read* with the full stop behind a name, which is none of its, as one of its own."""
    found: list[Token] = []
    for token in read:
        if token.kind == "name" and token.text[-1] == "." and token.text[-2] != "\\":
            found.append(token._replace(text=token.text[:-1], end=token.end - 1))
            found.append(Token("mark", ".", token.end - 1, token.end))
        else:
            found.append(token)
    return found


def asks_for_all(read: Sequence[Token]) -> bool:
    """Return whether all solutions are needed, and not the first few."""
    words = {token.text.upper() for token in read if token.kind == "word"}
    return "ASK" not in words and ("LIMIT" not in words or not words.isdisjoint(("GROUP", "ORDER")))
