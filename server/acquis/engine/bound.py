"""Give variables of a query their values, in VALUES blocks, for whoever must send or show a query as a text.

A value becomes part of a query only as a term that is written here. The engine itself takes terms beside the
query: see `Engine.query`.
"""

import re
from collections.abc import Iterator, Mapping

from pyoxigraph import Literal

from acquis.engine.results import Term
from acquis.engine.tokens import tokens
from acquis.errors import InvalidParameter
from acquis.vocab import PREFIXES

__all__ = ["bound", "written"]

_NAME = re.compile(r"\w+")
_XSD_STRING = f"<{PREFIXES['xsd']}string>"


def bound(text: str, values: Mapping[str, Term]) -> str:
    """Return the query *text* in which each variable of *values* has its value.

    A VALUES block stands at the start of the outermost group, and of the group of each sub-select that
    names the variable, where most engines would come to it last. Other groups get the value by joining.

    Raises:
        InvalidParameter: *text* has no such variable, or no group.
    """
    used = {one.text[1:] for one in tokens(text) if one.kind == "variable"}
    for name in values:
        if not _NAME.fullmatch(name) or name not in used:
            raise InvalidParameter(f"The query has no variable ?{name} to give a value to.", name=name)
    if not values:
        return text
    pieces, end = [], 0
    for place, scope in _groups(text):
        block = "".join(
            f" VALUES ?{name} {{ {written(value)} }}"
            for name, value in values.items()
            if scope is None or name in scope
        )
        pieces += [text[end:place], block]
        end = place
    if not pieces:
        raise InvalidParameter("The query has no group { … } in which a variable could have a value.")
    return "".join([*pieces, text[end:]])


def written(value: Term) -> str:
    """Return *value* as SPARQL writes it, safe in a query whatever it holds.

    >>> written(Literal('a "b"'))
    '"a \\\\"b\\\\""'
    """
    if not isinstance(value, Literal):
        return str(value)
    text = value.value.replace("\\", "\\\\")
    # Some endpoints decode \\uXXXX before they look for the end of a text, so none may be read into ours.
    text = re.sub(r"(?<=\\)[uU]", lambda found: f"\\u{ord(found[0]):04X}", text)
    for raw, escaped in (('"', '\\"'), ("\n", "\\n"), ("\r", "\\r")):
        text = text.replace(raw, escaped)
    tail = f"@{value.language}" if value.language else f"^^{value.datatype}"
    return f'"{text}"{tail}' if tail != f"^^{_XSD_STRING}" else f'"{text}"'


def _groups(text: str) -> Iterator[tuple[int, frozenset[str] | None]]:
    """Yield where the outermost group of *text* begins, then each sub-select's with its plain columns."""
    scopes: list[frozenset[str] | None] = []
    columns: set[str] | None = None
    before, brackets = "", 0
    for one in tokens(text):
        word = one.text.upper()
        if word == "{":
            opened = scopes[-1] if scopes else None
            if columns is not None and not brackets:
                opened = frozenset(columns) if opened is None else opened & columns
                yield one.end, opened
                columns = None
            elif not scopes and before != "CONSTRUCT":
                yield one.end, None
            scopes.append(opened)
        elif word == "}" and scopes:
            scopes.pop()
        elif word == "SELECT" and scopes and one.kind == "word":
            columns, brackets = set(), 0
        elif columns is not None:
            brackets += (word == "(") - (word == ")")
            if one.kind == "variable" and not brackets:
                columns.add(one.text[1:])
        before = word
