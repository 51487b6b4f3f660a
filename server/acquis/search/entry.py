"""Own what the index holds of one thing: its names, titles and texts, and what it is found by exactly.

It must not know how the index is stored. Nothing is made up: a thing without a name is called by its IRI.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from acquis.engine import Engine, Literal, NamedNode, Term
from acquis.errors import InvalidParameter
from acquis.naming import names
from acquis.naming.symbols import normalise
from acquis.naming.territories import other_names
from acquis.search.kinds import KINDS, RECORD, kind_of
from acquis.search.words import folded
from acquis.vocab import ACQ, BASE, ID, PREFIXES, VOC

__all__ = ["Entry", "OURS", "Reader", "Text", "spellings"]

# What the things begin with that can be found.
OURS = (ID, VOC, ACQ, BASE + "def")

# A text and the tag of its language, "" for none.
Text = tuple[str, str]

_SKOS, _DCTERMS = PREFIXES["skos"], PREFIXES["dcterms"]
_LABELS = (_SKOS + "prefLabel", PREFIXES["rdfs"] + "label")
_TITLE = _DCTERMS + "title"
_SYMBOL = ACQ + "symbol"
_ISO2 = ACQ + "iso2"
_CODES = (ACQ + "iso3", _ISO2, ACQ + "shortName", _SKOS + "notation")
_OTHER_NAMES = (_SKOS + "altLabel", _SYMBOL, ACQ + "draftSymbol", ACQ + "committeeReportSymbol", *_CODES)
_TEXTS = (
    *(ACQ + "summary", _SKOS + "definition", _DCTERMS + "description"),
    *(ACQ + "quote", ACQ + "challenge"),
)
# The words of a document itself, where they are held.
_WORDS = (ACQ + "text",)
_TYPE = PREFIXES["rdf"] + "type"
_LETTER, _WORDED = ACQ + "letter", ACQ + "wordedIn"
_IN_SCHEME = _SKOS + "inScheme"
_DRAFT_OF = ACQ + "draftOf"
# All that is said of what has another IRI now.
_MOVED = {PREFIXES["owl"] + "sameAs", _DCTERMS + "isReplacedBy"}
_REALIZES = NamedNode(ACQ + "realizes")
_EDITION = ID + "edition/"
# What of an edition stands for it as a whole: A/75/816 carries the report as its first annex.
_WHOLE = ("", "annex/1")
# Kinds of things that people know by the end of the IRI, such as EST or gge-5.
_CODED = KINDS[: KINDS.index("paragraph")]
_LONGEST_KEY = 120
_SHORT = {"a res ": ("", "resolution ", "res "), "a dec ": ("", "decision ", "dec ")}

_Said = dict[str, list[Term]]


@dataclass(frozen=True)
class Entry:
    """What is indexed of `iri`: `place` is that of its kind, `rank` its place among those of the kind.

    `label` is shown, with its `language` and what the thing `is_a`; `keys` are folded names that are exactly
    its own. `status` is "draft" for what stands in a draft, else "". `texts` are what is said of the thing,
    `words` those of the document itself, where they are held.
    """

    iri: str
    place: int
    rank: int
    label: str
    language: str
    is_a: str
    symbol: str
    status: str
    names: tuple[Text, ...]
    titles: tuple[Text, ...]
    texts: tuple[Text, ...]
    words: tuple[Text, ...]
    keys: tuple[str, ...]


class _Edition(NamedTuple):
    """What others need of an edition: its symbol, "" for none, its titles, and whether it is a draft."""

    symbol: str
    titles: tuple[Text, ...]
    is_draft: bool


@lru_cache(4096)
def spellings(symbol: str) -> frozenset[str]:
    """Return the folded spellings of a document *symbol* that people may type for it.

    >>> sorted(spellings("A/RES/70/237"))
    ['70 237', 'a res 70 237', 'res 70 237', 'resolution 70 237']
    """
    found = {folded(symbol)}
    try:
        found.add(folded(normalise(symbol)))
    except InvalidParameter:
        # A draft may carry words in the place of a symbol.
        return frozenset(found)
    return frozenset(found) | {
        before + one.removeprefix(start)
        for one in found
        for start, short in _SHORT.items()
        if one.startswith(start)
        for before in short
    }


class Reader:
    """Reads entries out of one graph; what several share, such as the symbol of an edition, is read once."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._editions: dict[str, _Edition] = {}
        self._labels: dict[str, str] = {}

    def entry(self, iri: str) -> Entry | None:
        """Return the entry of *iri*; None where the graph says nothing of it but what it is called now."""
        term = names.node(iri)
        said = self._said(term) if term else {}
        if term is None or said.keys() <= _MOVED:
            return None
        place, rank, main = kind_of(_iris(said, _TYPE))
        label = names.preferred(one for name in _LABELS for one in said.get(name, ()))
        label = label or names.preferred(said.get(_TITLE, ()))
        symbols = self._symbols(term, said, KINDS[place])
        titles = _literals(said, (_TITLE,)) or self._titles(term, KINDS[place])
        called = _literals(said, (*_LABELS, *_OTHER_NAMES))
        called += tuple((one, "") for one in symbols if one not in {text for text, _ in called})
        return Entry(
            iri,
            place,
            rank,
            label.value if label else names.compact(iri),
            (label.language or "") if label else "",
            self._is_a(said, main),
            next((one for one in symbols if label is None or one != label.value), ""),
            self._status(iri),
            called,
            titles,
            _literals(said, _TEXTS),
            _literals(said, _WORDS),
            tuple(sorted(self._keys(iri, said, KINDS[place], called, titles))),
        )

    def _said(self, term: NamedNode) -> _Said:
        said: _Said = defaultdict(list)
        for triple in self._engine.triples(term):
            said[triple.predicate.value].append(triple.object)
        return said

    def _is_a(self, said: _Said, main: str) -> str:
        """Return in English what a thing is: its list of terms, else its main class."""
        of = min(_iris(said, _IN_SCHEME), default=main)
        if of not in self._labels:
            node = names.node(of)
            label = names.label(self._engine, node) if node else None
            self._labels[of] = label.value if label else ""
        return self._labels[of]

    def _status(self, iri: str) -> str:
        slug, _ = _in_edition(iri)
        return "draft" if slug and self._edition(slug).is_draft else ""

    def _edition(self, slug: str) -> _Edition:
        if slug not in self._editions:
            said = self._said(NamedNode(_EDITION + slug))
            symbols = sorted((text for text, _ in _literals(said, (_SYMBOL,))), key=names.natural)
            titles = _literals(said, (_TITLE,))
            self._editions[slug] = _Edition(symbols[0] if symbols else "", titles, _DRAFT_OF in said)
        return self._editions[slug]

    def _issues(self, term: NamedNode, kind: str) -> list[_Edition]:
        """Return the editions that are issues of a document, by their symbols; none of anything else."""
        units = self._engine.triples(None, _REALIZES, term) if kind == "document" else ()
        parts = [_in_edition(one.subject.value) for one in units if isinstance(one.subject, NamedNode)]
        found = [self._edition(slug) for slug, tail in parts if slug and tail in _WHOLE]
        return sorted(found, key=lambda one: (names.natural(one.symbol), one.titles))

    def _symbols(self, term: NamedNode, said: _Said, kind: str) -> list[str]:
        """Return the symbols of a thing; a document has those of its editions, a norm its letter."""
        own = sorted((text for text, _ in _literals(said, (_SYMBOL,))), key=names.natural)
        issued = [one.symbol for one in self._issues(term, kind) if one.symbol]
        letter = names.letter(self._engine, term) if kind == "norm" else ""
        return list(dict.fromkeys((*own, *issued, *([f"norm ({letter})"] if letter else []))))

    def _titles(self, term: NamedNode, kind: str) -> tuple[Text, ...]:
        """Return the titles that its editions give a document without one of its own."""
        return tuple(dict.fromkeys(title for one in self._issues(term, kind) for title in one.titles))

    def _keys(
        self, iri: str, said: _Said, kind: str, called: Iterable[Text], titles: Iterable[Text]
    ) -> set[str]:
        if kind == RECORD:
            return set()
        found = {folded(text) for text, _ in (*called, *titles)}
        found |= {one for text, _ in called if "/" in text or text[:1] == "D" for one in spellings(text)}
        found |= set(_codes(iri, kind))
        found |= set(_letters(said, kind))
        found |= set(_common(said, kind))
        if kind == "paragraph":
            found |= set(self._pinpoints(iri))
        return {one[:_LONGEST_KEY] for one in found} - {""}

    def _pinpoints(self, iri: str) -> Iterator[str]:
        """Yield what a unit is called after its edition; one in an annex also without the annex."""
        slug, tail = _in_edition(iri)
        symbol = self._edition(slug).symbol if slug else ""
        for spelling in spellings(symbol) if symbol and tail else ():
            yield f"{spelling} {folded(tail)}"
            if tail.startswith("annex/") and tail.count("/") > 1:
                yield f"{spelling} {folded(tail.split('/', 2)[2])}"


def _iris(said: _Said, predicate: str) -> list[str]:
    return [one.value for one in said.get(predicate, ()) if isinstance(one, NamedNode)]


def _literals(said: _Said, predicates: Iterable[str]) -> tuple[Text, ...]:
    """Return each text once, those of one predicate in order of language, English first."""
    found: dict[Text, None] = {}
    for predicate in predicates:
        texts = [one for one in said.get(predicate, ()) if isinstance(one, Literal)]
        sorted_ = sorted(texts, key=lambda one: (one.language != "en", one.language or "", one.value))
        found |= dict.fromkeys((one.value, one.language or "") for one in sorted_)
    return tuple(found)


def _in_edition(iri: str) -> tuple[str, str]:
    """Return the slug of the edition that *iri* is or is in, and the rest; "" twice for anything else."""
    if not iri.startswith(_EDITION):
        return "", ""
    slug, _, tail = iri.removeprefix(_EDITION).partition("/")
    return slug, tail


def _codes(iri: str, kind: str) -> Iterator[str]:
    """Yield what people call a thing by the end of its IRI: EST, gge-5, gge-2015/c."""
    _, _, code = iri.removeprefix(ID).partition("/")
    if kind in _CODED and iri.startswith(ID) and code:
        yield folded(code)


def _common(said: _Said, kind: str) -> Iterator[str]:
    """Yield what people call a State beside the name that the United Nations use: South Korea, UK."""
    for code, _ in _literals(said, (_ISO2,)) if kind == "state" else ():
        for label, language in _literals(said, _LABELS):
            if language in ("en", ""):
                yield from map(folded, other_names(code, label))


def _letters(said: _Said, kind: str) -> Iterator[str]:
    """Yield what people call a norm by its letter and by the paragraph that words it: norm 13 (c)."""
    for letter, _ in _literals(said, (_LETTER,)) if kind == "norm" else ():
        ends = [_in_edition(one)[1].rpartition("/")[2] for one in _iris(said, _WORDED)]
        for number in {folded(one) for one in (letter, *ends)} - {""}:
            yield from (f"norm {number}", f"rule {number}")
            if " " in number:
                yield number
