"""Own what is known before a document is read: what the shipped data say, and what was read here earlier.

It is plain values, which another process can be given. It must not read the words of a document.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from acquis import sources
from acquis.engine import Literal, NamedNode, Quad, plain
from acquis.errors import InvalidParameter
from acquis.naming import symbols
from acquis.naming.territories import other_names
from acquis.vocab import ACQ, ID, PREFIXES, SOURCE

__all__ = ["Known", "folded", "known", "with_earlier", "with_read"]

_EDITION = ID + "edition/"
_TYPE, _LABEL = PREFIXES["rdf"] + "type", PREFIXES["skos"] + "prefLabel"
_ALSO = PREFIXES["skos"] + "altLabel"
_SYMBOL = re.compile(r'^    acq:symbol "([^"]+)" ;$', re.MULTILINE)


@dataclass(frozen=True)
class Known:
    """What is known: all that the shipped data say, by subject, and what leads to it.

    `editions` are the IRIs of editions by the key of their symbol, those read here among them; `drafts` those
    of works by the key of the symbol of their draft; `states` by name; `subjects` by scheme and folded
    label; `graphs` the slugs of shipped graphs.
    """

    said: Mapping[str, tuple[Quad, ...]]
    editions: Mapping[str, str]
    drafts: Mapping[str, str]
    states: Mapping[str, str]
    subjects: Mapping[tuple[str, str], str]
    graphs: frozenset[str]

    def values(self, subject: str, name: str) -> list[str]:
        """Return what the shipped data say that *subject* has under the term of ours *name*, or an IRI."""
        term = name if "://" in name else ACQ + name
        return sorted(plain(one.object) for one in self.said.get(subject, ()) if one.predicate.value == term)

    def label(self, iri: str) -> str:
        """Return the English name of *iri*, or the end of it."""
        found = [
            one.object.value
            for one in self.said.get(iri, ())
            if one.predicate.value == _LABEL and isinstance(one.object, Literal)
        ]
        return found[0] if found else iri.rpartition("/")[2]

    def edition(self, symbol: str) -> str:
        """Return the edition with *symbol* in any spelling, "" for none."""
        return self.editions.get(_key(symbol), "")

    def is_shipped(self, iri: str) -> bool:
        """Return whether the shipped data describe *iri*."""
        return bool(self.values(iri, _TYPE))

    def work(self, edition: str) -> str:
        """Return the work that *edition* realizes, itself or in its first annex; "" for none."""
        for unit in (edition, f"{edition}/annex/1"):
            if found := self.values(unit, "realizes"):
                return found[0]
        return ""


def known(folder: Path) -> Known:
    """Return what the shipped data say, and what was read into *folder* earlier.

    Raises:
        InvalidData: a file of the shipped data is not Turtle.
    """
    shipped = sources.load(sources.paths())
    said: dict[str, list[Quad]] = defaultdict(list)
    for source in shipped:
        for quad in source.quads:
            said[getattr(quad.subject, "value", "")].append(quad)
    found = Known(
        {subject: tuple(quads) for subject, quads in said.items()},
        {},
        _by_symbol(said, "draftSymbol"),
        _states(said),
        _subjects(said),
        frozenset(source.graph.removeprefix(SOURCE) for source in shipped),
    )
    return with_read(replace(found, editions=_by_symbol(said, "symbol")), dict(_earlier(folder)))


def with_read(before: Known, editions: Mapping[str, str]) -> Known:
    """Return what is known *before* and the *editions*, symbol to slug, that were read; shipped ones win."""
    named = {_key(symbol): _EDITION + slug for symbol, slug in editions.items()}
    return replace(before, editions=named | dict(before.editions))


def with_earlier(before: Known, quads: Iterable[Quad]) -> Known:
    """Return what is known *before*, and what an earlier reading left: the *quads* of one document."""
    said: dict[str, list[Quad]] = defaultdict(list)
    for quad in quads:
        said[getattr(quad.subject, "value", "")].append(quad)
    if not said:
        return before
    added = {subject: (*before.said.get(subject, ()), *those) for subject, those in said.items()}
    return replace(before, said={**before.said, **added})


def folded(name: str) -> str:
    """Return *name* with nothing that printers choose: capitals, accents, apostrophes, the article.

    >>> folded("Côte d\u2019Ivoire"), folded("THE GAMBIA")
    ("cote d'ivoire", 'gambia')
    """
    plain_ = unicodedata.normalize("NFKD", name.replace("\u2019", "'").replace("\u02bc", "'"))
    letters = "".join(one for one in plain_ if not unicodedata.combining(one)).casefold()
    return " ".join(letters.split()).removeprefix("the ")


def _key(symbol: str) -> str:
    try:
        return symbols.normalise(symbol)
    except InvalidParameter:
        return symbol


def _by_symbol(said: Mapping[str, Iterable[Quad]], name: str) -> dict[str, str]:
    term = NamedNode(ACQ + name)
    return {
        _key(plain(one.object)): subject
        for subject, quads in sorted(said.items(), reverse=True)
        for one in quads
        if one.predicate == term
    }


def _states(said: Mapping[str, Iterable[Quad]]) -> dict[str, str]:
    """Return the State that each name means, those of the data before others; a name of two means none."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    own: dict[str, str] = {}
    for iri, quads in said.items():
        if iri.startswith(PREFIXES["state"]) and "/" not in iri.removeprefix(PREFIXES["state"]):
            by = {one.predicate.value: plain(one.object) for one in quads}
            label = by.get(_LABEL, "")
            own |= {name: iri for name in (label, by.get(_ALSO, "")) if name}
            for name in other_names(by.get(ACQ + "iso2", ""), label):
                found[name].add(iri)
    return {name: next(iter(iris)) for name, iris in found.items() if len(iris) == 1} | own


def _subjects(said: Mapping[str, Iterable[Quad]]) -> dict[tuple[str, str], str]:
    """Return the concepts of the lists of subjects, by list and folded label."""
    found = {}
    for iri, quads in said.items():
        for one in quads:
            if one.predicate.value == _LABEL and iri.startswith(PREFIXES["voc"]):
                scheme = iri.removeprefix(PREFIXES["voc"]).partition("/")[0]
                found[scheme, folded(plain(one.object))] = iri
    return found


def _earlier(folder: Path) -> Iterable[tuple[str, str]]:
    for path in sorted((folder / "documents").glob("*.ttl")):
        if named := _SYMBOL.search(path.read_text("utf-8")):
            yield named[1], path.stem
