"""Own what is known of the documents there are, as the caller fills it in; it never asks a release itself."""

import re
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from acquis.errors import InvalidParameter
from acquis.naming.symbols import normalise

__all__ = ["Known", "Report", "known", "words"]

_WORD = re.compile(r"\w+")
_Key = TypeVar("_Key", bound=Hashable)


@dataclass(frozen=True)
class Report:
    """A report: IRI of its `edition`, `kind` (gge-report, …), IRI of the `process` it came of, `year`."""

    edition: str
    kind: str
    process: str
    year: int


@dataclass(frozen=True)
class Known:
    """The documents that a reference can be resolved to.

    `editions` leads from a symbol, as `naming.symbols.normalise` writes it, to the IRI of the edition, and
    `works` from an edition to its work. `units` are the IRIs of all units, `series` those of works without an
    edition in the data, such as a yearly report, `reports` those that may be named by year or group.
    `processes` leads from the kind of a group, gge or oewg, to the IRIs of its processes as they began,
    `titles` from the words of a title, in lower case, to the one edition that bears it, `addresses` from a
    web address to an edition.
    """

    editions: Mapping[str, str]
    works: Mapping[str, str]
    units: frozenset[str]
    reports: tuple[Report, ...]
    series: frozenset[str]
    processes: Mapping[str, tuple[str, ...]]
    titles: Mapping[tuple[str, ...], str]
    addresses: Mapping[str, str]

    @cached_property
    def all(self) -> frozenset[str]:
        """Return the IRIs of all editions and works."""
        return frozenset((*self.editions.values(), *self.titles.values(), *self.works, *self.series))


def known(
    editions: Iterable[tuple[str, str]] = (),
    works: Iterable[tuple[str, str]] = (),
    units: Iterable[str] = (),
    series: Iterable[str] = (),
    reports: Iterable[tuple[str, str, str, int]] = (),
    processes: Iterable[tuple[str, str, str]] = (),
    titles: Iterable[tuple[str, str]] = (),
    addresses: Iterable[tuple[str, str]] = (),
) -> Known:
    """Return what is known, from rows as a query gives them.

    Rows are: symbol as printed and edition; edition (or unit) and the work that it realizes; unit; work;
    edition, kind of document, process and year of a report; kind of group (gge, oewg), when it began (ISO
    8601) and the process; title and edition; web address and edition. Editions, works, units and processes
    are IRIs. A row whose symbol is none is left out, as is a title that two editions bear.
    """
    held = frozenset(units)
    groups: dict[str, list[tuple[str, str]]] = {}
    for kind, began, process in processes:
        groups.setdefault(kind, []).append((began, process))
    return Known(
        editions=dict(pair for symbol, iri in editions for pair in _keyed(symbol, iri)),
        works=dict(works),
        units=held,
        series=frozenset(series),
        reports=tuple(sorted({Report(*row) for row in reports}, key=lambda one: (one.year, one.edition))),
        processes={kind: tuple(iri for _, iri in sorted(set(rows))) for kind, rows in groups.items()},
        titles=_only((words(title), iri) for title, iri in titles if iri not in held),
        addresses=_only((address.rstrip("/"), iri) for address, iri in addresses),
    )


def words(text: str) -> tuple[str, ...]:
    """Return the words of *text* in lower case.

    >>> words("Chair\u2019s Summary: A/AC.290")
    ('chair', 's', 'summary', 'a', 'ac', '290')
    """
    return tuple(_WORD.findall(text.lower()))


def _keyed(symbol: str, iri: str) -> list[tuple[str, str]]:
    try:
        return [(normalise(symbol), iri)]
    except InvalidParameter:
        return []


def _only(rows: Iterable[tuple[_Key, str]]) -> dict[_Key, str]:
    """Return the rows whose key belongs to one IRI alone."""
    found: dict[_Key, set[str]] = {}
    for key, iri in rows:
        found.setdefault(key, set()).add(iri)
    return {key: next(iter(iris)) for key, iris in found.items() if len(iris) == 1}
