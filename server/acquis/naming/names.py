"""Own how things are called: from what people type to IRIs, and from IRIs to labels and short names.

It must not know how an answer is shown.
"""

import re
from collections.abc import Iterable
from weakref import WeakKeyDictionary

from acquis.engine import Engine, Literal, NamedNode, Triple
from acquis.errors import InvalidParameter
from acquis.naming.symbols import normalise
from acquis.vocab import ACQ, ID, PREFIXES

__all__ = [
    "LABELS",
    "LANGUAGES",
    "compact",
    "edition",
    "expand",
    "label",
    "labelled",
    "letter",
    "natural",
    "node",
    "preferred",
    "symbols",
    "unit",
    "units",
    "work",
]

LABELS = tuple(
    NamedNode(iri)
    for iri in (PREFIXES["skos"] + "prefLabel", PREFIXES["rdfs"] + "label", PREFIXES["dcterms"] + "title")
)

_SYMBOL = NamedNode(ACQ + "symbol")
_REALIZES = NamedNode(ACQ + "realizes")
_STANDS_IN = NamedNode(ACQ + "standsIn")
_LETTER = NamedNode(ACQ + "letter")
# The official languages of the United Nations, in the order of rule 51 of the rules of
# procedure of the General Assembly.
LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es")
_ENGLISH = "en"
# An engine never changes, so a label is looked up once in a language; a page may need hundreds.
_KNOWN: WeakKeyDictionary[Engine, dict[tuple[NamedNode, str], Triple | None]] = WeakKeyDictionary()
# The longest namespace comes first, so that `norm:` is chosen before `id:`.
_NAMESPACES = sorted(PREFIXES.items(), key=lambda item: len(item[1]), reverse=True)


def expand(name: str) -> str:
    """Return the IRI that *name* stands for: an IRI, a name with a fixed prefix, or a path under `id/`.

    >>> expand("norm:gge-2015/c") == expand("norm/gge-2015/c")
    True
    """
    prefix, colon, rest = name.partition(":")
    if colon and prefix in PREFIXES:
        return PREFIXES[prefix] + rest
    return name if re.match("[a-z]+:", name) else ID + name


def compact(iri: str) -> str:
    """Return *iri* with a fixed prefix if one fits, for people to read.

    >>> compact("https://w3id.org/acquis/id/norm/gge-2015/c")
    'norm:gge-2015/c'
    """
    for prefix, namespace in _NAMESPACES:
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def node(iri: str) -> NamedNode | None:
    """Return *iri* as a term, None when it is no IRI."""
    try:
        return NamedNode(iri)
    except ValueError:
        return None


def natural(text: str) -> list[tuple[bool, int, str]]:
    """Return a sort key that puts para/9 before para/10.

    >>> sorted(["p/10", "p/9"], key=natural)
    ['p/9', 'p/10']
    """
    parts = re.findall(r"([0-9]+)|([^0-9]+)", text)
    return [(bool(words), int(figures or 0), words) for figures, words in parts]


def label(engine: Engine, term: NamedNode, language: str = _ENGLISH) -> Literal | None:
    """Return the name of *term* in the language that `preferred` chooses; None when it has none."""
    found = labelled(engine, term, language)
    return found.object if found is not None and isinstance(found.object, Literal) else None


def labelled(engine: Engine, term: NamedNode, language: str = _ENGLISH) -> Triple | None:
    """Return the triple that gives *term* its name; see `label`."""
    known = _KNOWN.setdefault(engine, {})
    if (term, language) not in known:
        known[term, language] = _labelled(engine, term, language)
    return known[term, language]


def letter(engine: Engine, term: NamedNode) -> str:
    """Return the letter that people call *term* by, as they do with the eleven norms; "" for anything else.

    A rule that is counted, such as rule 1.3, has its number in its name.
    """
    found = [one.object.value for one in engine.triples(term, _LETTER) if isinstance(one.object, Literal)]
    return next((one for one in found if len(one) == 1 and one.isalpha()), "")


def _labelled(engine: Engine, term: NamedNode, language: str) -> Triple | None:
    for predicate in LABELS:
        found = preferred((triple.object for triple in engine.triples(term, predicate)), language)
        if found is not None:
            return Triple(term, predicate, found)
    return None


def preferred(terms: Iterable[object], language: str = _ENGLISH) -> Literal | None:
    """Return the literal among *terms* that comes first by its language; None where there is no literal.

    The order is fixed: *language*, English, no language, then LANGUAGES, then all others by their tags.

    >>> preferred([Literal("nom", language="fr"), Literal("nombre", language="es")]).value
    'nom'
    """
    order = {one: place for place, one in enumerate(dict.fromkeys((language, _ENGLISH, "", *LANGUAGES)))}

    def rank(literal: Literal) -> tuple[int, str, str]:
        tag = (literal.language or "").lower()
        return (order.get(tag.partition("-")[0], len(order)), tag, literal.value)

    return min((term for term in terms if isinstance(term, Literal)), key=rank, default=None)


def edition(engine: Engine, symbol: str) -> NamedNode | None:
    """Return the edition that carries *symbol* in any printed spelling; an adopted one before a draft.

    Raises:
        InvalidParameter: *symbol* is no document symbol.
    """
    key = normalise(symbol)
    found = [
        triple.subject
        for triple in engine.triples(None, _SYMBOL)
        if isinstance(triple.subject, NamedNode)
        and isinstance(triple.object, Literal)
        and _key(triple.object.value) == key
    ]
    return min(found, key=lambda one: (_realized(engine, one) is None, one.value), default=None)


def symbols(engine: Engine) -> list[str]:
    """Return every document symbol in the graph as printed; drafts may carry words that are none."""
    values = {triple.object for triple in engine.triples(None, _SYMBOL)}
    return sorted(one.value for one in values if isinstance(one, Literal) and _key(one.value) is not None)


def work(engine: Engine, symbol: str) -> NamedNode | None:
    """Return the work that the edition with *symbol* is an issue of, or that its first annex is one of.

    A/75/816 carries the report as annex I and a summary as annex II: its symbol stands for the report.

    Raises:
        InvalidParameter: *symbol* is no document symbol.
    """
    found = edition(engine, symbol)
    return None if found is None else _realized(engine, found)


def units(engine: Engine, whole: NamedNode) -> list[NamedNode]:
    """Return every unit that stands in the edition *whole*, or in a unit of it, in natural order."""
    found, waiting = {whole}, [whole]
    while waiting:
        inside = {triple.subject for triple in engine.triples(None, _STANDS_IN, waiting.pop())}
        fresh = {one for one in inside if isinstance(one, NamedNode)} - found
        found |= fresh
        waiting += fresh
    return sorted(found - {whole}, key=lambda one: natural(one.value))


def unit(engine: Engine, whole: NamedNode, tail: str) -> NamedNode | None:
    """Return the unit of *whole* whose IRI ends in *tail*, such as para/13.c; one in an annex comes last."""
    ending = [one for one in units(engine, whole) if one.value.endswith("/" + tail)]
    return min(ending, key=lambda one: len(one.value), default=None)


def _key(symbol: str) -> str | None:
    """Return the key of a *symbol* in the data, which may hold draft labels that are no symbols."""
    try:
        return normalise(symbol)
    except InvalidParameter:
        return None


def _realized(engine: Engine, one: NamedNode) -> NamedNode | None:
    annexes = sorted(str(triple.subject) for triple in engine.triples(None, _STANDS_IN, one))
    for unit in [one, *(NamedNode(annex[1:-1]) for annex in annexes)]:
        works = [triple.object for triple in engine.triples(unit, _REALIZES)]
        if named := [term for term in works if isinstance(term, NamedNode)]:
            return min(named, key=str)
    return None
