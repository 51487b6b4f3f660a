"""Tell when the tokens of a query may not be what the parser of the engine reads, so that it is left alone.

Tokens are found without the grammar. So `?a<?b&&?c>?d`, where variables are compared, has an IRI in it, and
in `FILTER(1<#>` a comment begins; the engine needs no space between keywords; and its names may hold
characters that end a name here. It must not read a query; what it passes may still be wrong.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from acquis.engine.tokens import Token

__all__ = ["is_doubtful"]

_DEEPEST = 40  # brackets in brackets; the readers of groups and paths call themselves
_KEYWORDS = "BIND|EXISTS|FILTER|GRAPH|LATERAL|MINUS|OPTIONAL|SELECT|UNDEF|UNION|VALUES"
_KEYWORD = re.compile(_KEYWORDS)
# A name that makes no IRI is read up to where it makes one, as `refuse_service` tells.
_IN_NAME = re.compile(rf"[^:]*(?:{_KEYWORDS})[^:]*:|.*:(?:TRUE|FALSE|[A\d.E+-])*(?:{_KEYWORDS})", re.DOTALL)
_KNOWN = ("<", "?")  # what is not of a kind of its own, but has its place in SPARQL 1.1
_OPENING, _CLOSING = "([{", ")]}"


def is_doubtful(read: Sequence[Token]) -> bool:
    """Return whether the tokens *read* may be others for the engine, or are nested too deep.

    >>> from acquis.engine.tokens import tokens
    >>> is_doubtful(tokens("FILTER(?a<?b&&?c>?d)")), is_doubtful(tokens("FILTER(?a < ?b && ?c > ?d)"))
    (True, False)
    """
    opened: list[str] = []
    for before, token in pairwise((Token("mark", "", 0, 0), *read)):
        if token.text in _OPENING:
            opened.append(token.text)
        elif token.text in _CLOSING and opened:
            opened.pop()
        inner = opened[-1] if opened else ""
        if len(opened) > _DEEPEST or _is_odd(token) or _is_new(before, token):
            return True
        if token.kind == "iri" and inner == "(" and _is_operand(before):
            return True
    return False


def _is_odd(token: Token) -> bool:
    """Return whether *token* is of an unknown kind, or has a keyword glued to it."""
    if token.kind == "rest":
        return token.text not in _KNOWN
    if token.kind not in ("word", "name"):
        return False
    text = token.text.upper()
    if token.kind == "name":
        return bool(_IN_NAME.match(text))
    return text == "LATERAL" or bool(_KEYWORD.search(text) and not _KEYWORD.fullmatch(text))


def _is_new(before: Token, token: Token) -> bool:
    """Return whether the two begin what came after SPARQL 1.1: a triple as a term, or what is said of one."""
    close = before.end == token.start
    return close and (before.text + token.text[:1]) in ("<<", "{|")


def _is_operand(token: Token) -> bool:
    """Return whether a `<` behind *token* compares it; in a row of VALUES it does not, but that is rare."""
    return token.text in _CLOSING if token.kind == "mark" else token.kind != "rest"
