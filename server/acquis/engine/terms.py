"""Say which term of a pattern that matches nothing is at fault, with names that come near.

It must not run queries: it looks terms up, and reads at most a bounded number of triples.
"""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from functools import cached_property
from itertools import islice

from pyoxigraph import Literal, NamedNode

from acquis.engine.near import near_iris, shortened
from acquis.engine.results import Term
from acquis.engine.store import Engine

__all__ = ["Terms", "either", "written"]

_READ = 200_000
_SHOWN = 6
_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


class Terms:
    """The terms of a graph, the union of all, as far as they explain why a pattern matches nothing."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def missing_graph(self, iri: str) -> str:
        """Return what to say about the graph *iri*, "" when it is there."""
        known = self._engine.named_graphs()
        if iri in known:
            return ""
        near = near_iris(iri, known)
        list_them = "; SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } lists them."
        return f"there is no graph <{iri}>{_meant([f'<{one}>' for one in near]) if near else list_them}"

    def property_fault(self, term: Term) -> str:
        """Return what is wrong with *term* as a property, "" when some triple has it."""
        if not isinstance(term, NamedNode) or self._any(None, term, None):
            return ""
        if self._any(term, None, None):
            return f"no triple has the property {written(term)}, though it is known."
        return f"no triple has the property {written(term)}{_near(term.value, self._properties)}"

    def iri_fault(self, term: Term | None) -> str:
        """Return what is wrong with the IRI *term* at an end of a triple, "" when some triple has it."""
        if not isinstance(term, NamedNode) or self._any(term, None, None) or self._any(None, None, term):
            return ""
        return f"{written(term)} is not in the data{_near(term.value, self._nodes)}"

    def triple_fault(self, subject: Term | None, predicate: Term | None, value: Term | None) -> str:
        """Return why no triple has these three, None standing for anything; "" when there is no telling."""
        said = self.iri_fault(subject) or (self.property_fault(predicate) if predicate else "")
        if said:
            return said
        if isinstance(value, Literal):
            return self._text_fault(predicate, value) or self._lacking(subject, predicate)
        if isinstance(value, NamedNode) and predicate == _TYPE and not self._any(None, _TYPE, value):
            if self._any(value, None, None):
                return f"nothing is of the class {written(value)}, though it is known."
            return f"nothing is of the class {written(value)}{_near(value.value, self._classes)}"
        return self.iri_fault(value) or self._misplaced(predicate, value) or self._lacking(subject, predicate)

    def alike(self, wanted: Literal, values: Iterable[Term]) -> str:
        """Return what to write for *wanted* so that it equals one of *values*, "" for nothing."""
        texts = [value for value in values if isinstance(value, Literal)]
        same = sorted({written(value) for value in texts if value.value == wanted.value and value != wanted})
        if same:
            return f"the data have {either(same[:3])}: the language tag and the datatype count."
        forms = {(value.language, value.datatype) for value in texts}
        if forms and (wanted.language, wanted.datatype) not in forms:
            return f"the data have such values as {written(min(texts, key=str))}."
        near = {value.value: value for value in texts if abs(len(value.value) - len(wanted.value)) <= 3}
        folded = [text for text in near if text.casefold().strip() == wanted.value.casefold().strip()]
        close = folded or get_close_matches(wanted.value, islice(near, 2000), 3, 0.75)
        return f"did you mean {either([written(near[text]) for text in close[:3]])}?" if close else ""

    def _text_fault(self, predicate: Term | None, value: Literal) -> str:
        if not isinstance(predicate, NamedNode) or self._any(None, predicate, value):
            return ""
        found = [triple.object for triple in islice(self._engine.triples(None, predicate, None), _READ)]
        said = self.alike(value, found)
        if said or any(isinstance(other, Literal) for other in found):
            return f"no {written(predicate)} is {written(value)}; {said}" if said else ""
        sample = written(min(found, key=str))
        return f"the values of {written(predicate)} are IRIs such as {sample}, no text."

    def _misplaced(self, predicate: Term | None, value: Term | None) -> str:
        if not isinstance(predicate, NamedNode) or value is None or self._any(None, predicate, value):
            return ""
        triples = islice(self._engine.triples(None, None, value), _READ)
        found = sorted({written(triple.predicate) for triple in triples})
        there = f"; it is a value of {either(found[:_SHOWN])}" if found else "; it is the value of nothing"
        return f"no {written(predicate)} has the value {written(value)}{there}."

    def _lacking(self, subject: Term | None, predicate: Term | None) -> str:
        if subject is None or predicate is None or isinstance(subject, Literal):
            return ""
        found = sorted({written(triple.predicate) for triple in self._engine.triples(subject, None, None)})
        if not found:
            return f"{written(subject)} is in the data only as a value: turn the pattern round."
        if written(predicate) in found:
            return f"{written(subject)} has other values of {written(predicate)}."
        return f"{written(subject)} has no {written(predicate)}; it has {', '.join(found[:12])}."

    def _any(self, subject: Term | None, predicate: NamedNode | None, value: Term | None) -> bool:
        return next(self._engine.triples(subject, predicate, value), None) is not None

    @cached_property
    def _properties(self) -> set[str]:
        return {triple.predicate.value for triple in islice(self._engine.triples(), _READ)}

    @cached_property
    def _classes(self) -> set[str]:
        triples = islice(self._engine.triples(None, _TYPE, None), _READ)
        return {triple.object.value for triple in triples if isinstance(triple.object, NamedNode)}

    @cached_property
    def _nodes(self) -> set[str]:
        triples = islice(self._engine.triples(), _READ)
        ends = (end for triple in triples for end in (triple.subject, triple.object))
        return {end.value for end in ends if isinstance(end, NamedNode)}


def written(term: Term) -> str:
    """Return *term* as a query would have it, an IRI in short."""
    if isinstance(term, NamedNode):
        return shortened(term.value)
    text, sign, datatype = str(term).rpartition("^^")
    return f"{text}^^{shortened(datatype[1:-1])}" if sign and isinstance(term, Literal) else str(term)


def either(words: Sequence[str]) -> str:
    """Return *words* as a choice: "a", "a or b", "a, b or c"."""
    return " or ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def _near(iri: str, known: Iterable[str]) -> str:
    return _meant([shortened(other) for other in near_iris(iri, known)])


def _meant(names: Sequence[str]) -> str:
    """Return the end of a sentence."""
    return f"; did you mean {either(names)}?" if names else "."
