"""Owns how a test case becomes a small source text, and how its sayings are told in one row each."""

from dataclasses import replace
from typing import Any

from acquis.texts.model import Unit
from acquis.texts.saying import Saying, said
from references import source

__all__ = ["read_case", "told"]


def read_case(case: dict[str, Any]) -> tuple[Saying, ...]:
    """Return the sayings of the paragraph in *case*: below its heading, or carrying on the words above it."""
    path = case.get("path", "para/2/item/1" if "above" in case else "para/2")
    units = [Unit("sec/a", "section", "", "A", case.get("heading", "Lamps"))]
    above = "sec/a" if path.startswith("para") else ""
    if "above" in case:
        whole = path.removesuffix("/item/1").partition(".")[0]
        units.append(Unit(whole, "paragraph", above, "2", "", case["above"]))
        above = whole
    units.append(Unit(path, "paragraph", above, "", "", case["text"]))
    text = replace(source(*units), without_vote=case.get("without_vote"))
    return tuple(one for one in said(text) if one.unit == path)


def told(sayings: tuple[Saying, ...]) -> list[list[Any]]:
    """Return of each saying its modality, its rule, the words it rests on, and whether it is sure."""
    return [[one.modality, one.rule, one.words, one.sure] for one in sayings]
