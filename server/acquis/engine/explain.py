"""Turn the parser's complaint about a query into a sentence with its place and the offending line.

It must not evaluate queries.
"""

import re
from bisect import bisect_right

from pyoxigraph import Store

from acquis.engine.tokens import Token, is_update, tokens
from acquis.errors import InvalidQuery, UnsupportedQuery
from acquis.vocab import BASE, PREFIXES

__all__ = ["explained", "no_updates", "refused"]

_PLACE = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_SENTENCE = re.compile(r"[A-Za-z]+ [a-z]+ [A-Za-z ]*[a-z]")
# Longer than any keyword; see `_found`.
_GAP = " " * 40


def explained(text: str, message: str) -> InvalidQuery | UnsupportedQuery:
    """Return the error for the query *text*, of which pyoxigraph 0.5.13 said *message*."""
    if is_update(text):
        return no_updates()
    read = list(tokens(text))
    place, expected = _found(text, read)
    if place is None:
        return InvalidQuery(f"The query cannot be read: {message}.")
    token = read[place] if place < len(read) else None
    start = token.start if token else len(text.rstrip())
    line, column = text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
    shown = text.split("\n")[line - 1].rstrip("\r")
    sentence = f"Line {line}, column {column}: {_reason(token, expected)}\n{shown}\n{' ' * (column - 1)}^"
    return InvalidQuery(sentence, line=line, column=column)


def no_updates() -> UnsupportedQuery:
    """Return the error for an update, in whatever way it came."""
    return UnsupportedQuery("Only queries are answered: data change by a new release, not by updates.")


def refused(error: RuntimeError) -> Exception:
    """Return what to raise for a query that pyoxigraph 0.5.13 did not run; *error* if it is a fault."""
    message = str(error)
    if "SELECT projection" in message:
        return InvalidQuery(f"{message}: name every parameter among the columns of SELECT.")
    if message.endswith("is not supported"):
        return UnsupportedQuery(f"{message}: only the functions of SPARQL itself are there.")
    return error


def _found(text: str, read: list[Token]) -> tuple[int | None, str]:
    """Return which of the tokens *read* is at fault, their number for the end, and what was expected there.

    The parser reports how far it looked, which may be a whole keyword beyond the fault. With wide gaps
    between words it never looks into the next one, so the fault is the last word to begin before that place.
    """
    spaced, starts, end = "", [], 0
    for token in read:
        spaced += _GAP if token.start > end else ""
        starts.append(len(spaced))
        spaced, end = spaced + token.text, token.end
    spaced += _GAP
    try:
        Store().query(spaced, base_iri=BASE, prefixes=PREFIXES)
    except SyntaxError as error:
        place = _PLACE.match(str(error))
        if place is not None:
            lines = spaced.split("\n")[: int(place[1]) - 1]
            offset = sum(len(line) + 1 for line in lines) + int(place[2]) - 1
            at_end = offset >= len(spaced)
            return len(read) if at_end else max(bisect_right(starts, offset) - 1, 0), place[3]
    return None, ""


def _reason(token: Token | None, expected: str) -> str:
    """Say in words what is wrong with *token*, None for the end, where the parser *expected* something."""
    if "Prefix not found" in expected and token is not None:
        return f"the prefix {token.text.partition(':')[0]}: is not declared; add a PREFIX line for it."
    sentence = _SENTENCE.search(expected)
    if sentence:
        return f"{sentence[0].removeprefix('The ')}; mend what stands before this place."
    # The keywords it expected are not named: it lists only the longest of them.
    return f"{token.text[:40]} cannot stand here." if token else "the query ends too early."
