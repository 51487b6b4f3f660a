"""Turn the parser's complaint about a query into a sentence with its place and the offending line.

It must not evaluate queries.
"""

import re
from bisect import bisect_right

from pyoxigraph import Store

from acquis.engine.hints import hint, prefix_hint, sentence_hint
from acquis.engine.tokens import Token, is_update, scan, tokens
from acquis.errors import InvalidQuery, UnsupportedQuery
from acquis.vocab import BASE, PREFIXES

__all__ = ["explained", "fault", "no_updates", "refused"]

_PLACE = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_SENTENCE = re.compile(r"[A-Za-z]+ [a-z]+ [A-Za-z ]*[a-z]")
# What a terminal or a page would not show as one character.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
# A space to Python and to people, not to SPARQL.
_ODD_SPACE = re.compile(r"[^ \t\r\n]")
_SHOWN = 100  # how many characters of the line are shown on each side of the fault
_SEEN = 1000  # how much of the query after the fault is looked at
# What a store on disk says when it is damaged, or its files are gone.
_DAMAGED = ("Corruption", "corrupted", "IO error")
# Longer than any keyword; see `_found`.
_GAP = " " * 40


def explained(text: str, message: str) -> InvalidQuery | UnsupportedQuery:
    """Return the error for the query *text*, of which pyoxigraph 0.5.13 said *message*."""
    if is_update(text):
        return no_updates()
    looked = _PLACE.match(message)
    if looked is not None:
        # The fault is not beyond what the parser has looked at, and what follows can be very long.
        text = text[: _offset(text, looked) + _SEEN]
    odd = _odd(text)
    if odd:
        return fault(text, *odd)
    read = list(tokens(text))
    place, expected = _found(text, read)
    if place is None:
        return InvalidQuery(f"The query cannot be read: {message}.")
    start = read[place].start if place < len(read) else len(text.rstrip())
    return fault(text, start, _reason(read, place, expected))


def fault(text: str, start: int, sentence: str) -> InvalidQuery:
    """Return the error with the *sentence* on the character at *start*, its place and the line it is in."""
    begin = text.rfind("\n", 0, start) + 1
    line, column = text.count("\n", 0, start) + 1, start - begin + 1
    cut = max(0, column - _SHOWN)
    shown = _UNSEEN.sub("\ufffd", text[begin : start + _SHOWN].split("\n")[0].rstrip("\r")[cut:])
    return InvalidQuery(
        f"Line {line}, column {column}: {sentence}\n{shown}\n{' ' * (column - 1 - cut)}^",
        line=line,
        column=column,
    )


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
    return OSError(message) if any(said in message for said in _DAMAGED) else error


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
            offset = _offset(spaced, place)
            at_end = offset >= len(spaced)
            return len(read) if at_end else max(bisect_right(starts, offset) - 1, 0), place[3]
    return None, ""


def _offset(text: str, place: re.Match[str]) -> int:
    """Return where the *place* that the parser named is in *text*."""
    lines = text.split("\n")[: int(place[1]) - 1]
    return sum(len(line) + 1 for line in lines) + int(place[2]) - 1


def _reason(read: list[Token], place: int, expected: str) -> str:
    """Say in words what is wrong with the token at *place*, where the parser *expected* something."""
    if "Prefix not found" in expected:
        names = [token.text for token in read[: place + 1] if token.kind == "name"]
        return prefix_hint(names[-1].partition(":")[0] if names else "")
    if place < len(read) and read[place].kind == "string" and "'t'" in expected:
        return "a backslash in a text is written \\\\."
    sentence = _SENTENCE.search(expected)
    if sentence:
        said = f"{sentence[0].removeprefix('The ')}; mend what stands before this place."
        return sentence_hint(expected) or said
    # The keywords it expected are not named: it lists only the longest of them.
    said = hint(read, place)
    if place == len(read):
        return said or "the query ends too early."
    shown = f"{read[place].text[:40]} cannot stand here"
    return f"{shown}: {said}" if said else f"{shown}."


def _odd(text: str) -> tuple[int, str] | None:
    """Return the place of a character that no query may have there, and what to do about it."""
    end = 0
    for token in scan(text):
        space = _ODD_SPACE.search(text, end, token.start)
        if space:
            code = f"U+{ord(space[0]):04X}"
            return space.start(), f"{code} is a space that SPARQL does not know; type a plain one."
        if token.text in ("'", '"'):
            return (
                token.start,
                "this quotation mark is not closed in its line; a longer text stands in three.",
            )
        if token.text == "%":
            return token.start, "SPARQL has no %; perhaps the query was encoded for an address twice."
        if token.text == "`":
            return token.start, "send the query alone, without ` around it."
        end = token.end
    return None
