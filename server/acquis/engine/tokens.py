"""Read the text of a query as tokens, well enough to refuse SERVICE and to put columns in order.

It must not decide what a query means: that is the parser's work. When in doubt, a token is suspicious.
Source: https://www.w3.org/TR/sparql11-query/#sparqlGrammar
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise, zip_longest
from typing import NamedTuple

from acquis.errors import UnsupportedQuery

__all__ = ["Token", "is_update", "prologue", "refuse_service", "scan", "star", "tokens", "variables"]

_TOKEN = re.compile(
    r"""
      (?P<mark>     [][(){}.;,*/|!=&+>^-] )
    | (?P<comment>  \#[^\n\r]* )
    | (?P<iri>      <(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*> )
    | (?P<string>   \"\"\"(?:\"{0,2}(?:[^"\\]|\\.))*\"\"\" | '''(?:'{0,2}(?:[^'\\]|\\.))*'''
                  | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*' )
    | (?P<variable> [?$][\w\u00b7\u0300-\u036f\u203f\u2040]+ )
    | (?P<language> @[a-zA-Z]+(?:-[a-zA-Z0-9]+)* )
    | (?P<name>     (?:\w[\w.-]*+)?:(?:[\w.:%-]|\\.)* )
    | (?P<word>     \w[\w.-]* )
    | (?P<rest>     \\. | \S )
    """,
    re.VERBOSE | re.DOTALL,
)

# The engine's parser needs no space before a keyword, and when a prefixed name makes no IRI it tries the bare
# prefix: in `ex:1SERVICE` the end may become the keyword. With a namespace in / or # every name makes an IRI.
_RISKY_LOCAL = re.compile(r"(?:true|false|[a\d.e+-])*service", re.IGNORECASE)

_UPDATES = {"ADD", "CLEAR", "COPY", "CREATE", "DELETE", "DROP", "INSERT", "LOAD", "MOVE", "WITH"}


class Token(NamedTuple):
    """One piece of a query from character `start` to `end`; `kind` is the name of its group in _TOKEN."""

    kind: str
    text: str
    start: int
    end: int


@lru_cache(maxsize=2)  # all that is asked about one query is asked in a row
def tokens(text: str) -> tuple[Token, ...]:
    """Return the tokens of *text* in order, comments and spaces left out.

    >>> [token.text for token in tokens("SELECT ?a # note")]
    ['SELECT', '?a']
    """
    return tuple(token for token in scan(text) if token.kind != "comment")


def scan(text: str) -> Iterator[Token]:
    """Yield the tokens of *text* in order, comments among them; whoever stops early saves the rest."""
    for found in _TOKEN.finditer(text):
        if found.lastgroup is not None:
            yield Token(found.lastgroup, found.group(), *found.span())


def refuse_service(text: str) -> None:
    """Raise when *text* could call another server.

    Raises:
        UnsupportedQuery: a SERVICE keyword, or a name that the parser might read as one.
    """
    if "service" not in text.lower():
        return
    read = tokens(text)
    odd = any(_is_odd_namespace(name, iri) for name, iri in pairwise(read))
    for token, after in zip_longest(read, read[1:]):
        if token.kind == "word" and "service" in token.text.lower():
            raise UnsupportedQuery(
                "SERVICE is not served: this endpoint never calls another one. Ask each endpoint by itself"
                " and join the answers on your side."
            )
        if token.kind == "name" and _risky_name(token.text, after, odd):
            raise UnsupportedQuery(
                f"{token.text[:80]} looks like the keyword SERVICE, which is not served. If it is a name,"
                " write it in full between < and >."
            )


def _is_odd_namespace(name: Token, iri: Token) -> bool:
    return name.kind == "name" and name.text[-1] == ":" and iri.kind == "iri" and iri.text[-2] not in "/#"


def _risky_name(name: str, after: Token | None, odd: bool) -> bool:
    """Return whether *name* may be read as a keyword: by its prefix only where a group comes *after* it."""
    prefix, *locals_ = name.split(":")
    is_call = "service" in prefix.lower() and after is not None and after.text == "{"
    return is_call or (odd and any(_RISKY_LOCAL.match(part) for part in locals_))


def is_update(text: str) -> bool:
    """Return whether *text*, which is no query, starts like an update.

    >>> is_update("PREFIX a: <b> INSERT DATA {}"), is_update("SELECT (1 AS ?insert) {}")
    (True, False)
    """
    words = (token.text.upper() for token in tokens(text) if token.kind == "word")
    return next((word for word in words if word not in ("BASE", "PREFIX")), "") in _UPDATES


def prologue(text: str) -> str:
    """Return what stands in *text* before the form of the query: BASE, prefixes and comments.

    >>> prologue("PREFIX a: <u:a> SELECT * { ?s a:b 1 }")
    'PREFIX a: <u:a> '
    """
    for token in scan(text):
        if token.kind == "word" and token.text.upper() not in ("BASE", "PREFIX", "VERSION"):
            return text[: token.start]
    return ""


def star(text: str) -> Token | None:
    """Return the `*` of an outermost `SELECT *`, None when the query names its columns.

    >>> star("SELECT DISTINCT * { ?s ?p ?o }").start
    16
    """
    # SELECT is always the first word outside the prologue, and a sub-select stands inside braces.
    after_select = False
    for token in scan(text):
        if token.kind == "comment":
            continue
        word = token.text.upper()
        if after_select and word not in ("DISTINCT", "REDUCED"):
            return token if word == "*" else None
        if token.text == "{":
            return None
        after_select = after_select or (token.kind == "word" and word == "SELECT")
    return None


def variables(text: str) -> list[str]:
    """Return the names of the variables in *text*, in order of first appearance.

    >>> variables("SELECT * { ?b ?a $b }")
    ['b', 'a']
    """
    return list(dict.fromkeys(token.text[1:] for token in tokens(text) if token.kind == "variable"))
