"""Own how a row of an answer reads to people: which columns are one, their headings, their values.

It must not run questions or know HTML.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from acquis.engine import BlankNode, Engine, Literal, NamedNode, Term
from acquis.library.tables import Cell
from acquis.naming import names
from acquis.readable import Value, value

__all__ = ["columns", "heading", "shown"]

_LABEL = "Label"


def columns(found: Sequence[str], known: Collection[str]) -> tuple[str, ...]:
    """Return those of the columns *found* to show: a name and the IRI beside it are one.

    What is *known* from elsewhere, as a value that was given, is left out.

    >>> columns(["normLabel", "number", "norm", "state"], ["state"])
    ('norm', 'number')
    """
    shown = dict.fromkeys(_subject(column, found) for column in found)
    return tuple(column for column in shown if column not in known)


def heading(column: str) -> str:
    """Return the name of *column* in words.

    >>> heading("adoptedOn"), heading("normLabel")
    ('Adopted on', 'Norm')
    """
    words = re.sub("([a-z0-9])([A-Z])", r"\1 \2", column.removesuffix(_LABEL)).lower()
    return words[:1].upper() + words[1:]


def shown(engine: Engine, row: Mapping[str, Cell], column: str, language: str = "en") -> Value | None:
    """Return the value in *column*, under the name that the row itself gives it; None where it is unbound.

    A thing that the row gives no name is called as in *language*; see `readable.value`.
    """
    label = row.get(f"{column}{_LABEL}")
    if column not in row:
        return None if label is None else value(engine, _term(label))
    found = replace(value(engine, _term(row[column]), language), datatype="")
    if label is None or not found.iri:
        return found
    return replace(found, text=label["value"], language=label.get("xml:lang", ""))


def _subject(column: str, found: Sequence[str]) -> str:
    stem = column.removesuffix(_LABEL)
    return stem if stem in found else column


def _term(cell: Cell) -> Term:
    if cell["type"] == "bnode":
        return BlankNode(cell["value"])
    node = names.node(cell["value"]) if cell["type"] == "uri" else None
    if node is not None:
        return node
    if "xml:lang" in cell:
        return Literal(cell["value"], language=cell["xml:lang"])
    return (
        Literal(cell["value"], datatype=NamedNode(cell["datatype"]))
        if "datatype" in cell
        else Literal(cell["value"])
    )
