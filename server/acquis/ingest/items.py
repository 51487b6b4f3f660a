"""Own what waits for a curator: the shape of an item and of a decision on it, and both as JSON.

An item is a proposal, or something that was not sure. It must not know how either is found, nor what a
decision writes.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from acquis.errors import InvalidDocument

__all__ = ["ANSWERS", "Decision", "Item", "decisions", "items", "of_decisions", "of_items"]

ANSWERS = ("accepted", "changed", "refused")


@dataclass(frozen=True)
class Item:
    """One thing that waits: `id` is its own within the document, `kind` says what it is.

    `kind` is modality, link, correspondence, endorsement, citation, reference or doubt. `path` is the unit,
    `label` what it is called, `subject` the IRI that is written about. `said` is a sentence on what was found
    and why. `proposed` are the values that accepting takes, IRIs or codes; `options` all that there are to
    choose from, each with its label and score; anything goes where there are none. `facts` is what else the
    writing needs.
    """

    id: str
    kind: str
    path: str
    label: str
    subject: str
    said: str
    proposed: tuple[str, ...] = ()
    options: tuple[tuple[str, str, float], ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Decision:
    """What was decided on the item `id`: the `answer`, one of ANSWERS, the `values`, the day (ISO 8601)."""

    id: str
    answer: str
    values: tuple[str, ...] = ()
    on: str = ""


def of_items(slug: str, those: Iterable[Item]) -> bytes:
    """Return *those* items of the document *slug* as JSON."""
    return _json({"edition": slug, "items": [asdict(one) for one in those]})


def items(data: bytes | None) -> list[Item]:
    """Return the items in *data*, JSON as `of_items` writes it; none for None.

    Raises:
        InvalidDocument: it is something else.
    """
    try:
        return [
            Item(
                **{
                    **entry,
                    "proposed": tuple(entry["proposed"]),
                    "options": tuple((str(a), str(b), float(c)) for a, b, c in entry["options"]),
                }
            )
            for entry in (json.loads(data)["items"] if data else ())
        ]
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidDocument(
            f"What was proposed cannot be read ({error}): read the document again with `acquis ingest`."
        ) from None


def of_decisions(slug: str, those: Iterable[Decision]) -> bytes:
    """Return *those* decisions on the document *slug* as JSON, the last on each item."""
    last = {one.id: one for one in those}
    return _json({"edition": slug, "decisions": [asdict(one) for one in last.values()]})


def decisions(data: bytes | None) -> list[Decision]:
    """Return the decisions in *data*, JSON as `of_decisions` writes it; none for None.

    Raises:
        InvalidDocument: it is something else.
    """
    try:
        found = [
            Decision(**{**entry, "values": tuple(entry["values"])})
            for entry in (json.loads(data)["decisions"] if data else ())
        ]
        if odd := [one.answer for one in found if one.answer not in ANSWERS]:
            raise ValueError(f"{odd[0]!r} is no answer")
        return found
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidDocument(
            f"What was decided cannot be read ({error}): mend the file in decided/, or take it away."
        ) from None


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=1, ensure_ascii=False) + "\n").encode()
