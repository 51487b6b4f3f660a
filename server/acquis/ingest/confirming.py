"""Own what a decision writes: out of an item and the values taken, the statements of the graph.

The same item and values always give the same statements, so that a decision can be taken back. It must not
decide anything.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from acquis.engine import NamedNode, Quad
from acquis.errors import InvalidParameter
from acquis.ingest.items import Decision, Item
from acquis.ingest.stating import concept, english, node, said, text
from acquis.vocab import ACQ, ID, VOC

__all__ = ["applied", "statements", "values_of"]

_TARGET, _TARGET_NAME = NamedNode(ACQ + "target"), NamedNode(ACQ + "targetName")
_TOPIC = VOC + "topic/"


def applied(
    quads: Sequence[Quad],
    items: Iterable[Item],
    decisions: Iterable[Decision],
    before: Iterable[Decision] = (),
) -> list[Quad]:
    """Return *quads* of a document with what *decisions* on its *items* write, less what those *before* did.

    Both are all decisions, as they are now and as they were.

    Raises:
        InvalidParameter: a value is not one that the item can take.
    """
    those = {one.id: one for one in items}
    fresh = _all(those, decisions)
    gone = _all(those, before).keys() - fresh.keys()
    found = {quad: None for quad in quads if quad not in gone} | fresh
    answered = {quad.subject for quad in found if quad.predicate == _TARGET}
    return [one for one in found if one.predicate != _TARGET_NAME or one.subject not in answered]


def statements(item: Item, values: Sequence[str]) -> list[Quad]:
    """Return what taking *values* for *item* writes; nothing for what only has to be seen.

    Raises:
        InvalidParameter: a value is not one that the item can take.
    """
    known = [value for value, _, _ in item.options]
    for value in values:
        if known and value not in known:
            raise InvalidParameter(
                f"{value!r} is not one of {', '.join(known)}: choose from those.", name="value"
            )
    write = _WRITERS.get(item.kind)
    return list(write(item, values)) if write and values else []


def values_of(item: Item, answer: str, given: str = "") -> tuple[str, ...]:
    """Return the values that *answer* takes for *item*; *given* are those of a change, with commas.

    A number stands for that option, counted from 1.

    Raises:
        InvalidParameter: nothing fits what was given.
    """
    if answer != "changed":
        return item.proposed if answer == "accepted" else ()
    chosen = [_option(item, one.strip()) for one in given.split(",") if one.strip()]
    if not chosen:
        raise InvalidParameter("Nothing was given: name a value, or a number of the list.", name="value")
    return tuple(dict.fromkeys(chosen))


def _option(item: Item, typed: str) -> str:
    if typed.isdigit() and 0 < int(typed) <= len(item.options):
        return item.options[int(typed) - 1][0]
    for value, label, _ in item.options:
        if typed.casefold() in (value.casefold(), label.casefold()):
            return value
    if item.options:
        raise InvalidParameter(
            f"{typed!r} is none of the {len(item.options)} in the list: give numbers of the list.",
            name="value",
        )
    return typed


def _all(items: Mapping[str, Item], decisions: Iterable[Decision]) -> dict[Quad, None]:
    taken = [one for one in decisions if one.id in items and one.answer != "refused"]
    return dict.fromkeys(quad for one in taken for quad in statements(items[one.id], one.values))


def _modality(item: Item, values: Sequence[str]) -> Iterator[Quad]:
    """Yield a provision for each modality; the first carries the links."""
    first = int(item.facts.get("first", 1))
    for number, value in enumerate(values, first):
        yield from _provision(item, number, value)


def _provision(item: Item, number: int, modality: str = "") -> Iterator[Quad]:
    yield from said(
        f"{item.subject}/p/{number}",
        [
            ("rdf:type", NamedNode(ACQ + "Provision")),
            ("skos:prefLabel", english(f"{item.label}, provision {number}")),
            ("checked", concept("checked", "text")),
            ("modality", concept("modality", modality) if modality else None),
            ("statedIn", node(item.subject)),
        ],
    )


def _link(item: Item, values: Sequence[str]) -> Iterator[Quad]:
    """Yield topics of the unit itself, and what its first provision is about."""
    topics = [value for value in values if value.startswith(_TOPIC)]
    yield from said(item.subject, [("hasTopic", node(value)) for value in topics])
    if elements := [value for value in values if value not in topics]:
        if not item.facts.get("has_provision"):
            yield from _provision(item, 1)
        yield from said(f"{item.subject}/p/1", [("about", node(value)) for value in elements])


def _correspondence(item: Item, values: Sequence[str]) -> Iterator[Quad]:
    for other in values:
        name = f"{item.subject} {other}".replace(f"{ID}edition/", "").replace("/", "-").replace(" ", "--")
        yield from said(
            f"{ID}correspondence/{name}",
            [
                ("rdf:type", NamedNode(ACQ + "Correspondence")),
                ("skos:prefLabel", english(f"{item.label} and {_label(item, other)}")),
                ("checked", concept("checked", "text")),
                ("joins", node(item.subject)),
                ("joins", node(other)),
                ("note", english(item.said)),
                ("dcterms:source", text(str(item.facts.get("source", "")) or item.label)),
            ],
        )
        yield from said(item.subject, [("correspondsTo", node(other))])


def _endorsement(item: Item, values: Sequence[str]) -> Iterator[Quad]:
    yield from said(item.subject, [(str(item.facts["property"]), node(value)) for value in values])


def _reference(item: Item, values: Sequence[str]) -> Iterator[Quad]:
    yield from said(item.subject, [("target", node(value)) for value in values])


def _citation(item: Item, values: Sequence[str]) -> Iterator[Quad]:
    """Yield the citation as it was read, with the targets that were taken."""
    facts = item.facts
    yield from said(item.subject.rpartition("/cite/")[0], [("hasCitation", node(item.subject))])
    yield from said(
        item.subject,
        [
            ("rdf:type", NamedNode(ACQ + "Citation")),
            ("skos:prefLabel", english(str(facts["name"]))),
            ("checked", concept("checked", str(facts["checked"]))),
            ("function", concept("citation-function", str(facts["function"]))),
            *((name, text(str(facts[name]))) for name in ("foundAt", "locator", "namedBy", "verb")),
            *(("target", node(value)) for value in values),
            ("dcterms:source", text(str(facts["source"]))),
        ],
    )


def _label(item: Item, value: str) -> str:
    return next((label for one, label, _ in item.options if one == value), value)


_WRITERS: Mapping[str, Callable[[Item, Sequence[str]], Iterator[Quad]]] = {
    "modality": _modality,
    "link": _link,
    "correspondence": _correspondence,
    "endorsement": _endorsement,
    "reference": _reference,
    "citation": _citation,
}
