"""Own the review of what was read: what still waits, and carrying out a decision, each kept as it is taken.

A terminal and a page may both use it, and go on where the other left. It must not ask anybody, nor know how
a decision is typed.
"""

import datetime
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from acquis.engine import NamedNode, Quad
from acquis.errors import InvalidParameter, UnknownEntity
from acquis.ingest import items as shape
from acquis.ingest import writing
from acquis.ingest.confirming import applied, values_of
from acquis.ingest.items import Decision, Item
from acquis.ingest.keeping import quads
from acquis.ingest.known import known
from acquis.ingest.report import source_of_graph, title_of
from acquis.ingest.words import Provenance, document_file
from acquis.naming import symbols
from acquis.vocab import ACQ, ID, VOC

__all__ = ["Review", "decide", "opened", "reopen"]

_EDITION, _TOPIC = ID + "edition/", VOC + "topic/"
# Kinds of items whose values are editions or units of them.
_REFERRING = ("citation", "reference")


@dataclass(frozen=True)
class Review:
    """Where the review of the document `slug` stands: all its items, and the decisions taken on them."""

    slug: str
    label: str
    items: tuple[Item, ...]
    decisions: tuple[Decision, ...]

    @property
    def waiting(self) -> list[Item]:
        """The items that nobody has decided on."""
        done = {one.id for one in self.decisions}
        return [one for one in self.items if one.id not in done]

    @property
    def decided(self) -> list[tuple[Item, Decision]]:
        """The items that somebody decided on, in the order in which that was done, with the decisions."""
        those = {one.id: one for one in self.items}
        return [(those[one.id], one) for one in self.decisions if one.id in those]

    def item(self, item_id: str) -> Item:
        """Return the item with the id *item_id*.

        Raises:
            UnknownEntity: there is none.
        """
        found = next((one for one in self.items if one.id == item_id), None)
        if found is None:
            raise UnknownEntity(f"Nothing waits under {item_id!r} in {self.slug}: read it again.")
        return found


def opened(folder: Path, slug: str) -> Review:
    """Return the review of the document *slug* in *folder*.

    Raises:
        InvalidDocument: what was proposed or decided cannot be read.
        UnknownEntity: no such document was read.
    """
    report = writing.kept(folder, f"reports/{slug}.json")
    if report is None:
        raise UnknownEntity(
            f"No document {slug!r} was read into {folder}: read it with `acquis ingest FILE`."
        )
    waiting = shape.items(writing.kept(folder, f"proposed/{slug}.json"))
    decided = shape.decisions(writing.kept(folder, f"decided/{slug}.json"))
    return Review(slug, json.loads(report)["label"], tuple(waiting), tuple(decided))


def decide(
    folder: Path, slug: str, item_id: str, answer: str, given: str = "", *, on: datetime.date | None = None
) -> Review:
    """Keep the *answer* to an item, with what it writes, and return how the review stands then.

    *answer* is accepted, changed (to *given*, values or numbers of options with commas) or refused. An answer
    that was given before is taken back.

    Raises:
        InvalidParameter: the answer does not fit the item.
        StorageFull: there is no room; nothing was changed.
        UnknownEntity: there is no such document or item.
    """
    if answer not in shape.ANSWERS:
        raise InvalidParameter(f"{answer!r} is no answer: use {', '.join(shape.ANSWERS)}.", name="answer")
    with writing.held(folder):
        before = opened(folder, slug)
        item = before.item(item_id)
        values = values_of(item, answer, given)
        if item.kind in _REFERRING and answer == "changed":
            values = _known_targets(values, folder)
        day = on or datetime.date.today()
        decision = Decision(item_id, answer, values, day.isoformat())
        return _kept(folder, before, item, [*_others(before, item_id), decision], day)


def reopen(folder: Path, slug: str, item_id: str, *, on: datetime.date | None = None) -> Review:
    """Take the decision on an item back, with what it wrote: it waits again. Return how the review stands.

    Raises:
        InvalidParameter: another decision rests on it.
        StorageFull: there is no room; nothing was changed.
        UnknownEntity: there is no such document or item, or nothing was decided on it.
    """
    with writing.held(folder):
        before = opened(folder, slug)
        item = before.item(item_id)
        left = _others(before, item_id)
        if len(left) == len(before.decisions):
            raise UnknownEntity(f"Nothing was decided on {item_id!r} in {slug}: it waits already.")
        return _kept(folder, before, item, left, on or datetime.date.today())


def _others(review: Review, item_id: str) -> list[Decision]:
    return [one for one in review.decisions if one.id != item_id]


def _kept(
    folder: Path, before: Review, item: Item, decisions: Sequence[Decision], day: datetime.date
) -> Review:
    """Keep *decisions*, of which that on *item* is new or gone, with what they write.

    Raises:
        InvalidParameter: one does not fit what the others say of its paragraph.
    """
    slug = before.slug
    after = Review(slug, before.label, before.items, tuple(decisions))
    stated = applied(quads(folder, slug), before.items, decisions, before.decisions)
    for other, decision in after.decided:
        if other.subject == item.subject:
            _refuse_unsaid(other, decision, stated, is_own=other.id == item.id)
    writing.write(
        folder,
        {
            f"decided/{slug}.json": shape.of_decisions(slug, decisions),
            f"documents/{slug}.ttl": _file(folder, after, stated, day) if stated else b"",
        },
    )
    return after


def _file(folder: Path, review: Review, stated: Sequence[Quad], day: datetime.date) -> bytes:
    report = json.loads(writing.kept(folder, f"reports/{review.slug}.json") or b"{}")
    status = "in-review" if review.waiting else "edited"
    about = Provenance(title_of(report), source_of_graph(report), day, status)
    return document_file(review.slug, about, stated)


def _known_targets(values: Sequence[str], folder: Path) -> tuple[str, ...]:
    """Return the IRIs of the editions, or units of them, that *values* name by symbol or by IRI.

    Raises:
        InvalidParameter: one is not known, and a citation would lead nowhere.
    """
    there = known(folder)
    found = []
    for value in values:
        symbol, end = ("", "") if value.startswith("https://") else symbols.pinpoint(value)
        iri = (there.edition(symbol) + (f"/{end}" if end else "")) if symbol else value
        edition = f"{_EDITION}{iri.removeprefix(_EDITION).partition('/')[0]}"
        if edition not in there.editions.values() and not there.is_shipped(iri):
            raise InvalidParameter(
                f"{value!r} is not in the data, so a citation of it would lead nowhere: read that document"
                " first, or skip this.",
                name="value",
            )
        found.append(iri)
    return tuple(found)


def _refuse_unsaid(item: Item, decision: Decision, stated: Sequence[Quad], *, is_own: bool) -> None:
    """Refuse a link to an element of a paragraph of which nobody has said how strongly it speaks.

    With *is_own* it is the link that was decided on just now, else one that rested on what was.

    Raises:
        InvalidParameter: it is such a link.
    """
    elements = [value for value in decision.values if not value.startswith(_TOPIC)]
    if item.kind != "link" or not elements or decision.answer == "refused" or item.facts.get("has_provision"):
        return
    unit, provision = NamedNode(item.subject), NamedNode(f"{item.subject}/p/1")
    says = {(one.subject, one.predicate) for one in stated}
    if (provision, NamedNode(ACQ + "modality")) in says or (unit, NamedNode(ACQ + "leadVerb")) in says:
        return
    if item.facts.get("has_verb"):
        return
    unsaid = f"Nothing says how strongly {item.label} speaks"
    raise InvalidParameter(
        f"{unsaid}: decide on its modality first, or take topics only."
        if is_own
        else f"{unsaid} without this, and links of it rest on that: take the decision on those back first.",
        name="value",
    )
