"""Refuse a query by reading it, before any engine: too long, built to crash one, or not served.

It must not evaluate or parse a query.
"""

import re
from dataclasses import dataclass
from difflib import get_close_matches

from acquis.engine.explain import fault, no_updates
from acquis.engine.results import Kind
from acquis.engine.shape import Shape
from acquis.engine.tokens import Token, is_update, refuse_service, scan
from acquis.errors import InvalidQuery, QueryTooLarge

__all__ = ["Checked", "check"]

_KINDS: dict[str, Kind] = {"SELECT": "select", "ASK": "ask", "CONSTRUCT": "graph", "DESCRIBE": "graph"}
_PROLOGUE = ("BASE", "PREFIX", "VERSION")
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))")
_IN_NAMES = re.compile(r"[\w.:%-]")
# What gives something else each time it is called; other words may stand before it without a space.
_FLEETING = ("NOW", "RAND", "UUID")
# Here the engine decodes escapes by itself.
_LEFT_ALONE = ("comment", "iri", "string")


@dataclass(frozen=True, slots=True)
class Checked:
    """A query that may run: the `text` for the engine, the `kind` of its result, whether it has a FROM.

    A `fleeting` one may have another result each time it is asked, as it calls NOW, RAND or UUID.
    """

    text: str
    kind: Kind
    dataset: bool
    fleeting: bool


def check(text: str, *, max_bytes: int) -> Checked:
    """Return the query *text*, at most *max_bytes* long in UTF-8, ready for the engine.

    Code point escapes in keywords and names are decoded, those in strings and IRIs left to the engine, and a
    byte order mark is dropped. Takes some 0.1 s for 100,000 bytes of nothing but short terms.
    Source: https://www.w3.org/TR/sparql11-query/#codepointEscape

    Raises:
        InvalidQuery: nested too deep, too many parts, a character that is no text, or no query at all.
        QueryTooLarge: too long.
        UnsupportedQuery: an update, or a call to another server.
    """
    if len(text) > max_bytes or len(text.encode("utf-8", "surrogatepass")) > max_bytes:
        raise QueryTooLarge(
            f"The query is longer than {max_bytes:,} bytes, the most that is read: send a shorter one,"
            " or several.",
            limit=max_bytes,
        )
    odd = _NO_TEXT.search(text)
    if odd:
        raise fault(text, odd.start(), f"U+{ord(odd[0]):04X} is no character of a text; remove it.")
    text = _decoded(text.removeprefix("\ufeff"))
    kind, dataset = _form(text)
    fleeting = _measure(text)
    refuse_service(text)
    return Checked(text, kind, dataset, fleeting)


def _measure(text: str) -> bool:
    """Return whether *text* calls what is another thing each time.

    Raises:
        InvalidQuery: nested too deep, or too many parts.
    """
    shape, word, fleeting = Shape(), "", False
    for token in scan(text):
        if token.kind == "comment":
            continue
        excess = shape.take(token)
        if excess:
            raise fault(text, token.start, excess)
        fleeting = fleeting or (token.text == "(" and word.upper().endswith(_FLEETING))
        word = token.text if token.kind in ("word", "name") else ""
    return fleeting


def _decoded(text: str) -> str:
    """Return *text* with its code point escapes decoded, once and where the engine does not."""
    if "\\u" not in text and "\\U" not in text:
        return text
    parts, end = [], 0
    for token in scan(text):
        if token.kind in _LEFT_ALONE:
            parts += [_unescaped(text, end, token.start), token.text]
            end = token.end
    return "".join([*parts, _unescaped(text, end, len(text))])


def _unescaped(text: str, start: int, end: int) -> str:
    """Return *text* from *start* to *end*, which holds no string or IRI, with its escapes decoded."""

    def character(found: re.Match[str]) -> str:
        code = int(found[1] or found[2], 16)
        # A quote or a bracket made this way would hide what follows; the recommendation bars it from names.
        if code > 0x10FFFF or not _IN_NAMES.match(chr(code)):
            place = start + found.start()
            raise fault(text, place, f"{found[0]} can stand only in a string; write the character itself.")
        return chr(code)

    return _ESCAPE.sub(character, text[start:end])


def _form(text: str) -> tuple[Kind, bool]:
    """Return the kind of result of the query *text*, and whether FROM stands before its first group."""
    kind: Kind | None = None
    for token in scan(text):
        word = token.text.upper()
        if word == "{":
            break
        if token.kind != "word" or (kind is None and word in _PROLOGUE):
            continue
        # The engine's parser needs no space after a keyword: SELECTDISTINCT and ASKFROM are two.
        kind = kind or next((_KINDS[form] for form in _KINDS if word.startswith(form)), None)
        if kind is None:
            raise no_updates() if is_update(text) else _formless(text, token)
        if "FROM" in word:
            return kind, True
    if kind is None:
        raise _formless(text, None)
    return kind, False


def _formless(text: str, token: Token | None) -> InvalidQuery:
    """Return the error for *text*, which begins with *token* instead of a form of query."""
    begin = "begin with SELECT, ASK, CONSTRUCT or DESCRIBE."
    if text.lstrip().startswith("`"):
        return fault(text, text.index("`"), "send the query alone, without ` around it.")
    if token is None:
        return fault(text, len(text.rstrip()), f"there is no form of query here; {begin}")
    if text[: token.start].rstrip().upper().endswith("PREFIX"):
        return fault(text, token.end - 1, f"a prefix ends with a colon: PREFIX {token.text[:40]}: <...>")
    near = get_close_matches(token.text.upper(), _KINDS, 1)
    hint = f"did you mean {near[0]}?" if near else begin
    return fault(text, token.start, f"a query does not begin with {token.text[:40]}; {hint}")
