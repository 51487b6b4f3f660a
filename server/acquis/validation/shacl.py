"""Run SHACL shapes: any shapes over any graph by pyshacl alone, and shapes kept loaded the fast way.

It must not know which shapes there are. Nothing is imported or fetched, and no script is run: shapes are
always given, and statements of shapes in the data mean nothing.
"""

import logging
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

import pyshacl
from pyshacl.errors import ConstraintLoadError, ReportableRuntimeError, RuleLoadError, ShapeLoadError
from rdflib import RDF, RDFS, XSD, Graph, Literal

from acquis.checks import constraints, rdf, shapes
from acquis.checks.constraints import Result
from acquis.engine import Engine, NamedNode, Quad
from acquis.errors import InvalidData
from acquis.validation.core import Core, reach
from acquis.vocab import NEW

__all__ = ["Loaded", "results"]

# A literal that is not what its datatype says is for the shapes to report, not for the log of rdflib.
logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)

_BROKEN = (ConstraintLoadError, ReportableRuntimeError, RuleLoadError, ShapeLoadError, NotImplementedError)


def results(data: Graph, shapes: Graph) -> list[Result]:
    """Return what *shapes* find in *data*, SPARQL constraints included, by pyshacl alone.

    Source: https://www.w3.org/TR/shacl/#validation

    Raises:
        InvalidData: *shapes* are no shapes, or validation failed as SHACL defines it.
    """
    try:
        _, report, text = pyshacl.validate(
            data,
            shacl_graph=shapes,
            do_owl_imports=False,
            js=False,
            advanced=False,
            inplace=True,
            allow_infos=True,
            allow_warnings=True,
        )
    except _BROKEN as error:
        raise InvalidData(f"The shapes cannot be used: {error}") from None
    if not isinstance(report, Graph):
        raise InvalidData(f"The shapes cannot be used: {text}")
    return list(constraints.results(report))


class Loaded:
    """Shapes that stay loaded from one document to the next: in one process, and one thread at a time.

    Core constraints are checked by pyshacl with the shapes as it read them once; each SPARQL constraint is
    one query, in the engine. Shapes of classes that no document has are passed over. All this gives the same
    results as `results`.
    """

    def __init__(self, folder: Path) -> None:
        """Load the shapes in the Turtle files of *folder*."""
        self.graph = shapes.load(folder)
        core = constraints.core(self.graph)
        self._core = Core(core)
        self._seen = shapes.terms(core)
        self._queries = [
            (query, reach(self.graph, query.shape)) for query in constraints.set_queries(self.graph)
        ]

    def results(
        self, documents: Sequence[tuple[Sequence[Quad], Sequence[Quad]]], today: date
    ) -> list[list[Result]]:
        """Return what the shapes find in each of *documents*: its quads, and what of the graph it needs.

        NOW() is the beginning of *today*. Several are checked together, which is much faster. That is sound
        where each shape gets from a node to another by properties alone: the nodes of each document have
        names of their own here, and of the rest of the world all contexts say the same. A value that a shape
        looks for everywhere is passed over where it belongs to another document.
        """
        if len(documents) == 1:
            return _shared([list(documents[0][0])], self._found([*documents[0][0], *documents[0][1]], today))
        apart = [_apart(quads, number) for number, (quads, _) in enumerate(documents)]
        known = {quad for _, context in documents for quad in context}
        together = _shared(apart, self._found([*known, *chain.from_iterable(apart)], today))
        return [[_home(one, number) for one in found] for number, found in enumerate(together)]

    def _found(self, quads: Sequence[Quad], today: date) -> Iterator[Result]:
        classes = _classes(quads)
        yield from self._checked(quads, classes)
        yield from self._asked(quads, classes, today)

    def _checked(self, quads: Sequence[Quad], classes: set[str]) -> Iterator[Result]:
        """Yield what the core constraints find."""
        # No other property matters to them, and a graph of rdflib is slow to make.
        data = rdf.graph(quad for quad in quads if quad.predicate.value in self._seen)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield from self._core.results(data, classes)

    def _asked(self, quads: Sequence[Quad], classes: set[str], today: date) -> Iterator[Result]:
        """Yield what the SPARQL constraints find."""
        engine = Engine.from_quads(quads)
        now = f'"{today.isoformat()}T00:00:00Z"^^<{XSD.dateTime}>'
        for query, reached in self._queries:
            if reached is None or not reached.isdisjoint(classes):
                yield from constraints.run(engine, replace(query, text=query.text.replace("NOW()", now)))


def _shared(documents: Sequence[Sequence[Quad]], results: Iterable[Result]) -> list[list[Result]]:
    """Return those of *results* that are about each of *documents*."""
    owners = {str(quad.subject): number for number, quads in enumerate(documents) for quad in quads}
    found: list[list[Result]] = [[] for _ in documents]
    for result in results:
        number = owners.get(result.focus)
        if number is not None and owners.get(result.value or "", number) == number:
            found[number].append(result)
    return found


def _apart(quads: Iterable[Quad], number: int) -> list[Quad]:
    """Return *quads* with the nodes of the submission named as those of submission *number*."""

    def moved(term: Any) -> Any:
        is_ours = isinstance(term, NamedNode) and term.value.startswith(NEW)
        return NamedNode(f"{NEW}{number}/{term.value[len(NEW) :]}") if is_ours else term

    return [Quad(moved(quad.subject), quad.predicate, moved(quad.object)) for quad in quads]


def _home(result: Result, number: int) -> Result:
    """Return *result* with the names that the nodes had before `_apart`."""
    there = f"{NEW}{number}/"
    texts = (Literal(text.replace(there, NEW), lang=text.language) for text in result.messages)
    value = result.value and result.value.replace(f"<{there}", f"<{NEW}")
    focus = result.focus.replace(f"<{there}", f"<{NEW}")
    return replace(result, focus=focus, value=value, messages=tuple(texts))


def _classes(quads: Iterable[Quad]) -> set[str]:
    """Return the classes that things in *quads* have, with all above them that *quads* name."""
    terms = (quad.object for quad in quads if quad.predicate.value in (str(RDF.type), str(RDFS.subClassOf)))
    return {term.value for term in terms if isinstance(term, NamedNode)}
