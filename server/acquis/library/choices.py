"""Own what an IRI that a person types may be: the members of a class or a scheme, by code, name and nearness.

It must not run questions or write sentences.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import takewhile
from weakref import WeakKeyDictionary

from acquis.engine import Engine, Literal, NamedNode
from acquis.naming import names
from acquis.naming.territories import other_names
from acquis.vocab import ACQ, PREFIXES, VOC

__all__ = ["Choice", "Range", "belongs", "called", "choices", "code", "fold", "near"]

_IN_SCHEME = NamedNode(PREFIXES["skos"] + "inScheme")
_REALIZES = NamedNode(ACQ + "realizes")
_STANDS_IN = NamedNode(ACQ + "standsIn")
_SYMBOL = NamedNode(ACQ + "symbol")
_TYPE = NamedNode(PREFIXES["rdf"] + "type")
# Names beside the labels that people know a thing by.
_ISO2 = NamedNode(ACQ + "iso2")
_ALIASES = (NamedNode(PREFIXES["skos"] + "altLabel"), _ISO2, _SYMBOL)

# How alike two names must be, from 0 to 1; how much each of the first letters that they share adds; and how
# alike a name is to one that it is a part of.
_ALIKE = 0.7
_LETTER = 0.15
_LETTERS = 3
_PART = 0.9
_SHORTEST = 2
_NEAREST = 5


@dataclass(frozen=True)
class Range:
    """What IRIs are allowed: those of a class, and those in a scheme, each named as in headers; "" for none.

    With neither all are allowed.

    `template` is an IRI as `names.expand` reads it, with `{}` for the code. With `by_symbol` a work is named
    by the symbol of its edition.
    """

    template: str = "{}"
    in_class: str = ""
    scheme: str = ""
    by_symbol: bool = False


@dataclass(frozen=True)
class Choice:
    """One IRI of a range: the `value` that people type, its `label`, and all its names, folded."""

    value: str
    label: str
    node: NamedNode
    names: frozenset[str] = field(repr=False)

    @property
    def text(self) -> str:
        """The label, with the value where that is not the same in other letters."""
        return self.label if fold(self.label) == fold(self.value) else f"{self.label} ({self.value})"


_APOSTROPHE = re.compile("['`\u2018\u2019]")

# An engine never changes, so each range is listed once.
_KNOWN: WeakKeyDictionary[Engine, dict[Range, tuple[Choice, ...]]] = WeakKeyDictionary()


def fold(text: str) -> str:
    """Return *text* without accents, case and punctuation, for comparing names.

    >>> fold(" Côte d'Ivoire (State)")
    'cote divoire state'
    """
    plain = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    return " ".join(re.findall(r"\w+", _APOSTROPHE.sub("", plain.casefold())))


def belongs(engine: Engine, within: Range, found: NamedNode) -> bool:
    """Return whether *found* is described, and is of the class or in the scheme of *within*."""
    needed = _needed(within)
    if not needed:
        return any(engine.triples(found))
    return any(any(engine.triples(found, predicate, group)) for predicate, group in needed)


def choices(engine: Engine, within: Range) -> tuple[Choice, ...]:
    """Return every IRI of *within* in natural order; none when it allows all."""
    known = _KNOWN.setdefault(engine, {})
    if within not in known:
        subjects = {one.subject for needed in _needed(within) for one in engine.triples(None, *needed)}
        found = [_choice(engine, within, one) for one in subjects if isinstance(one, NamedNode)]
        known[within] = tuple(sorted(found, key=lambda one: (names.natural(one.value), one.node.value)))
    return known[within]


def called(engine: Engine, within: Range, text: str) -> list[Choice]:
    """Return the choices of *within* that have the name *text*, whatever its case and accents."""
    name = fold(text)
    return [one for one in choices(engine, within) if name in one.names] if name else []


def near(engine: Engine, within: Range, text: str) -> list[Choice]:
    """Return the choices of *within* whose names come nearest to *text*, the nearest first."""
    name = fold(text)
    ranked = [(_likeness(name, one), one) for one in choices(engine, within)] if name else []
    best = sorted((one for one in ranked if one[0] >= _ALIKE), key=lambda one: (-one[0], one[1].value))
    return [one for _, one in best[:_NEAREST]]


def code(within: Range, node: NamedNode) -> str:
    """Return what people type for *node*: the part that the template leaves open, else a prefixed name."""
    start = names.expand(within.template).partition("{}")[0]
    rest = node.value.removeprefix(start)
    return rest if rest and rest != node.value else names.compact(node.value)


def _needed(within: Range) -> list[tuple[NamedNode, NamedNode]]:
    """Return what must be stated of an IRI, one of these: a class of the ontology, a scheme under `voc/`."""
    stated = [(_TYPE, ACQ, within.in_class), (_IN_SCHEME, VOC, within.scheme)]
    return [
        (predicate, NamedNode(names.expand(name) if ":" in name else base + name))
        for predicate, base, name in stated
        if name
    ]


def _choice(engine: Engine, within: Range, node: NamedNode) -> Choice:
    symbols = sorted(set(_symbols(engine, node)), key=names.natural) if within.by_symbol else []
    value = symbols[0] if symbols else code(within, node)
    label = names.label(engine, node)
    name = value if label is None else label.value
    texts = (value, code(within, node), *symbols, *_texts(engine, node), *_others(engine, node, name))
    return Choice(value, name, node, frozenset(map(fold, texts)) - {""})


def _texts(engine: Engine, node: NamedNode) -> Iterator[str]:
    for predicate in (*names.LABELS, *_ALIASES):
        for triple in engine.triples(node, predicate):
            if isinstance(triple.object, Literal):
                yield triple.object.value


def _others(engine: Engine, node: NamedNode, name: str) -> Iterator[str]:
    """Yield what else people call the State *node*, which has that *name*; nothing for anything else."""
    for triple in engine.triples(node, _ISO2):
        if isinstance(triple.object, Literal):
            yield from other_names(triple.object.value, name)


def _symbols(engine: Engine, work: NamedNode) -> Iterator[str]:
    """Yield the symbols of the editions that are issues of *work*, or that an annex of theirs is one of."""
    for unit in [triple.subject for triple in engine.triples(None, _REALIZES, work)]:
        around = [triple.object for triple in engine.triples(unit, _STANDS_IN)]
        for place in (unit, *around):
            for triple in engine.triples(place, _SYMBOL) if isinstance(place, NamedNode) else ():
                if isinstance(triple.object, Literal):
                    yield triple.object.value


def _likeness(name: str, choice: Choice) -> float:
    return max((_alike(name, other) for other in choice.names), default=0.0)


def _alike(name: str, other: str) -> float:
    """Return how alike two folded names are; a shared beginning counts, as in Estland and Estonia."""
    if len(name) < _SHORTEST:
        return 0.0
    if len(name) >= _LETTERS and name in other:
        return _PART
    pairs = zip(name[:_LETTERS], other, strict=False)
    start = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs)) * _LETTER
    matcher = SequenceMatcher(None, other, name, autojunk=False)
    for ratio in (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio):
        alike = ratio() * (1 - start) + start
        if alike < _ALIKE:
            return 0.0
    return alike
