"""Own which words are held: of what editions, in which languages, of each unit; and what is said of them.

The words of one edition in one language are a graph of their own, `graph/text/{edition}.{language}`; a
release without texts has none. It must not search in them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from weakref import WeakKeyDictionary

from acquis.engine import Engine, Literal, NamedNode
from acquis.naming import names
from acquis.passages.quoting import Passage
from acquis.texts.bare import place
from acquis.vocab import ACQ, ID, PREFIXES, TEXT, VOC

__all__ = ["NOTHING", "Note", "Words", "edition_of", "held", "is_draft", "languages", "note", "words"]

_TEXT, _PART_OF = NamedNode(ACQ + "text"), NamedNode(ACQ + "partOf")
_DRAFT_OF, _STATUS = NamedNode(ACQ + "draftOf"), NamedNode(ACQ + "editionStatus")
_DRAFT = NamedNode(VOC + "edition-status/draft")
_EDITION = ID + "edition/"
_DCTERMS = PREFIXES["dcterms"]
_NOTED = {
    "title": _DCTERMS + "title",
    "file": _DCTERMS + "source",
    "sha256": PREFIXES["schema"] + "sha256",
    "rights": _DCTERMS + "rights",
    "licence": _DCTERMS + "license",
}
# An engine does not change, so that its texts are listed once.
_HELD: WeakKeyDictionary[Engine, Mapping[str, tuple[str, ...]]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Note:
    """What is said of the words of one edition in one language: the file they were read from, the rights."""

    title: str = ""
    file: str = ""
    sha256: str = ""
    rights: str = ""
    licence: str = ""


NOTHING = Note()


@dataclass(frozen=True)
class Words:
    """The words held of the thing `iri` in one language: those of its units in their order."""

    iri: str
    language: str
    passages: tuple[Passage, ...]

    @property
    def text(self) -> str:
        """All words, with a space between two units."""
        return " ".join(one.text for one in self.passages)


def edition_of(iri: str) -> str:
    """Return the slug of the edition that *iri* is, or stands in; "" for what is neither.

    >>> edition_of(ID + "edition/a-70-174/para/13.c")
    'a-70-174'
    """
    return iri.removeprefix(_EDITION).partition("/")[0] if iri.startswith(_EDITION) else ""


def held(engine: Engine) -> Mapping[str, tuple[str, ...]]:
    """Return the languages in which words are held, by the slug of the edition; English is the first."""
    if engine not in _HELD:
        found: dict[str, list[str]] = {}
        for graph in engine.named_graphs():
            if graph.startswith(TEXT):
                slug, _, language = graph.removeprefix(TEXT).rpartition(".")
                found.setdefault(slug, []).append(language)
        _HELD[engine] = MappingProxyType({slug: _ordered(found[slug]) for slug in found})
    return _HELD[engine]


def _ordered(tags: list[str]) -> tuple[str, ...]:
    order = ("en", *names.LANGUAGES)
    return tuple(sorted(tags, key=lambda one: (order.index(one) if one in order else len(order), one)))


def languages(engine: Engine, iri: str, language: str = "") -> tuple[str, ...]:
    """Return those in which words are held of the edition of *iri*, only *language* if given."""
    tags = held(engine).get(edition_of(iri), ())
    wanted = language.lower().partition("-")[0]
    return tuple(one for one in tags if not wanted or one.lower().partition("-")[0] == wanted)


def words(engine: Engine, iri: str, language: str) -> Words:
    """Return the words held in *language* of the edition or unit *iri*, with those of all units in it."""
    slug = edition_of(iri)
    graph = f"{TEXT}{slug}.{language}"
    found = {
        one.subject.value: one.object.value
        for one in (engine.triples(None, _TEXT, graph=graph) if slug else ())
        if isinstance(one.subject, NamedNode) and isinstance(one.object, Literal)
    }
    if iri != _EDITION + slug:
        inside = {str(one.subject)[1:-1] for one in engine.triples(None, _PART_OF, NamedNode(iri))}
        found = {one: text for one, text in found.items() if one in inside or _is_within(one, iri)}
    ordered = sorted(found, key=lambda one: place(one.removeprefix(f"{_EDITION}{slug}").strip("/")))
    return Words(iri, language, tuple(Passage(one, found[one]) for one in ordered))


def _is_within(unit: str, iri: str) -> bool:
    """Return whether *unit* is *iri*, or its address says that it stands in it, as para/13.c in para/13."""
    return unit == iri or unit.startswith((f"{iri}/", f"{iri}."))


def note(engine: Engine, iri: str, language: str) -> Note:
    """Return what is said of the words held in *language* of the edition of *iri*."""
    graph = NamedNode(f"{TEXT}{edition_of(iri)}.{language}")
    said = {one.predicate.value: getattr(one.object, "value", "") for one in engine.triples(graph)}
    return Note(**{name: said.get(predicate, "") for name, predicate in _NOTED.items()})


def is_draft(engine: Engine, iri: str) -> bool:
    """Return whether the edition of *iri* is a draft, which is no adopted text."""
    edition = NamedNode(_EDITION + edition_of(iri))
    statuses = [one.object for one in engine.triples(edition, _STATUS)]
    return _DRAFT in statuses or (not statuses and any(engine.triples(edition, _DRAFT_OF)))
