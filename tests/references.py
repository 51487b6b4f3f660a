"""Owns how a test case becomes a small source text, and how its references are told in one row each."""

import re
from typing import Any

from acquis.naming.names import compact
from acquis.texts.citing import Reference, cite
from acquis.texts.model import Mark, SourceText, Unit
from knowing import shipped

__all__ = ["OWN", "read_case", "source", "told"]

OWN = "https://w3id.org/acquis/id/edition/xa-1"
_MARK = re.compile(r"\{(\w+)\}")


def source(*units: Unit) -> SourceText:
    """Return a text of *units* that no file has."""
    return SourceText("", "en", "", units, (), "case.txt", "", "plain")


def read_case(case: dict[str, Any]) -> tuple[Reference, ...]:
    """Return the references of the text in *case*, which stands after two other paragraphs and sections."""
    path = case.get("path", "para/3")
    kind = path.split("/")[0]
    lettered = "." in path
    above = path.rpartition(".")[0] if lettered else "sec/d"
    units = [Unit(f"sec/{one}", "section", "", one.upper()) for one in "bcd"]
    units += (
        [Unit(f"para/{one}", "paragraph", "sec/b", str(one), "", "A lamp.") for one in (1, 2)]
        if kind == "para"
        else []
    )
    if lettered:
        units.append(Unit(above, "paragraph", "", "1", "", case["above"]))
    return cite(source(*units, *_marked(path, above if lettered else "", case)), shipped(), OWN)


def _marked(path: str, above: str, case: dict[str, Any]) -> list[Unit]:
    """Return the paragraph of *case* without the marks, and its footnotes."""
    pieces = _MARK.split(case["text"])
    text = "".join(pieces[::2])
    marks = [Mark(len("".join(pieces[: at + 1 : 2])), one) for at, one in enumerate(pieces) if at % 2]
    notes = [
        Unit(f"fn/{one}", "footnote", path, one, "", said) for one, said in case.get("notes", {}).items()
    ]
    return [Unit(path, "paragraph", above, path.split("/")[1], "", text, tuple(marks)), *notes]


def told(references: tuple[Reference, ...]) -> list[list[str]]:
    """Return of each reference what is printed, its kind, symbol, targets and function."""
    return [
        [one.printed, one.kind, one.symbol, " ".join(map(compact, one.targets)), one.function]
        for one in references
    ]
