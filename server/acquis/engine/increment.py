"""Own bringing a store up to date when quads come and go: its union graph, and what follows by rules.

It must not know where rules or quads come from. Work grows with what a change touches, not with the store, as
all is found by look-ups. What comes is followed forward, round by round; what goes is followed as far as
anything could rest on it, all that is taken out, and what still follows is put back (delete and rederive).
Source: Gupta, Mumick and Subrahmanian, Maintaining Views Incrementally, SIGMOD 1993
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Generic, TypeVar

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from acquis.engine.results import Term
from acquis.engine.rule import TYPE, Pattern, Rule, is_variable, term
from acquis.engine.store import Engine

__all__ = ["Increment", "Sides"]

_Item = TypeVar("_Item")
_Bound = dict[str, Term]
# Subject, predicate and object; a text is the name of a variable.
_Parts = tuple[Term | str, NamedNode, Term | str]
_Key = tuple[NamedNode, Term | None]

_HAS_KIND = NamedNode(TYPE[1:-1])
_UNION = DefaultGraph()


class Sides(Generic[_Item]):
    """What `came` and what is `gone` on balance: what came and went again is on neither side."""

    def __init__(self) -> None:
        self.came: set[_Item] = set()
        self.gone: set[_Item] = set()

    def put(self, items: Iterable[_Item]) -> None:
        """Note that *items*, which were not there, came."""
        for item in items:
            if item in self.gone:
                self.gone.remove(item)
            else:
                self.came.add(item)

    def take(self, items: Iterable[_Item]) -> None:
        """Note that *items*, which were there, went."""
        for item in items:
            if item in self.came:
                self.came.remove(item)
            else:
                self.gone.add(item)


class Increment:
    """A store being changed: `quads` of its named graphs, and `triples` of their union, that came and went.

    The union is the default graph, as in every release. What follows by *rules* stands in *graph*: exactly
    what follows from all other named graphs and is not stated in one of them. `engine` reads what is there
    now. Nobody else may read or write the store before `close`.
    """

    def __init__(self, store: Store, rules: Iterable[Rule], graph: str) -> None:
        self._store = store
        self._graph = NamedNode(graph)
        self._heads: dict[_Key, list[_Rule]] = defaultdict(list)
        self._uses: dict[_Key, list[tuple[_Rule, int]]] = defaultdict(list)
        for rule in map(_Rule, rules):
            self._heads[_key(rule.head)].append(rule)
            for place, pattern in enumerate(rule.body):
                self._uses[_key(pattern)].append((rule, place))
        self.engine = Engine(store, changing=True)
        self.quads: Sides[Quad] = Sides()
        self.triples: Sides[Triple] = Sides()

    @classmethod
    def open(cls, path: Path, rules: Iterable[Rule], graph: str) -> "Increment":
        """Open the store directory at *path* to change it.

        Raises:
            OSError: it cannot be read, or someone else is changing it.
        """
        return cls(Store(str(path)), rules, graph)

    def add(self, quads: Iterable[Quad]) -> None:
        """Add *quads*, none of them inferred, and what follows from them."""
        new = [quad for quad in dict.fromkeys(quads) if quad not in self._store]
        self._put(new)
        triples = dict.fromkeys(quad.triple for quad in new)
        self._take(quad for triple in triples if (quad := self._inferred(triple)) in self._store)
        self._follow(self._unite(triples))

    def remove(self, quads: Iterable[Quad]) -> None:
        """Remove *quads*, none of them inferred, and what no longer follows from anything."""
        old = [quad for quad in dict.fromkeys(quads) if quad in self._store]
        self._take(old)
        doubtful = self._resting_on({quad.triple for quad in old if not self._stated(quad.triple)})
        self._take(quad for triple in doubtful if (quad := self._inferred(triple)) in self._store)
        for triple in doubtful:
            self._store.remove(_in_union(triple))
        self.triples.take(doubtful)
        self._infer([triple for triple in doubtful if self._follows(triple)])

    def close(self) -> None:
        """Write everything to disk; the store is not to be used any more."""
        self._store.flush()
        # Its files are let go with the last name for it.
        del self._store, self.engine

    def _inferred(self, triple: Triple) -> Quad:
        return Quad(triple.subject, triple.predicate, triple.object, self._graph)

    def _stated(self, triple: Triple) -> bool:
        """Return whether a named graph other than that of inferred triples has *triple*."""
        found = self._store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
        return any(quad.graph_name not in (self._graph, _UNION) for quad in found)

    def _put(self, quads: Sequence[Quad]) -> None:
        self._store.extend(quads)
        self.quads.put(quads)

    def _take(self, quads: Iterable[Quad]) -> None:
        quads = list(quads)
        for quad in quads:
            self._store.remove(quad)
        self.quads.take(quads)
        for name in {quad.graph_name for quad in quads}:
            if next(self._store.quads_for_pattern(None, None, None, name), None) is None:
                self._store.remove_graph(name)

    def _unite(self, triples: Iterable[Triple]) -> list[Triple]:
        """Add *triples* to the union and return those that are new to it."""
        new = [triple for triple in triples if _in_union(triple) not in self._store]
        self._store.extend(map(_in_union, new))
        self.triples.put(new)
        return new

    def _infer(self, triples: Iterable[Triple]) -> None:
        """Add *triples*, which follow from what is there, and what follows from them."""
        new = self._unite(triples)
        self._put([self._inferred(triple) for triple in new])
        self._follow(new)

    def _follow(self, new: Sequence[Triple]) -> None:
        """Add what follows from the triples *new* to the union, and from what that brings, to the end."""
        while new:
            found = self._unite({head for triple in new for head in self._heads_from(triple)})
            self._put([self._inferred(triple) for triple in found])
            new = found

    def _resting_on(self, gone: set[Triple]) -> set[Triple]:
        """Return *gone*, and all inferred triples that have some derivation from one of them."""
        found = front = gone
        while front:
            heads = {head for triple in front for head in self._heads_from(triple)}
            front = {head for head in heads - found if self._inferred(head) in self._store}
            found = found | front
        return found

    def _heads_from(self, triple: Triple) -> Iterator[Triple]:
        """Yield the heads of rules of which *triple* is one body triple and the union has the others."""
        for rule, place in self._uses_of(triple):
            bound = _matched(rule.body[place], triple, {})
            rest = [pattern for other, pattern in enumerate(rule.body) if other != place]
            if bound is not None:
                yield from filter(None, (_made(rule.head, all_) for all_ in self._solutions(rest, bound)))

    def _uses_of(self, triple: Triple) -> Iterator[tuple["_Rule", int]]:
        yield from self._uses.get((triple.predicate, None), ())
        if triple.predicate == _HAS_KIND:
            yield from self._uses.get((_HAS_KIND, triple.object), ())

    def _follows(self, triple: Triple) -> bool:
        """Return whether some rule makes *triple* of what the union has."""
        keys: list[_Key] = [(triple.predicate, None)]
        keys += [(_HAS_KIND, triple.object)] if triple.predicate == _HAS_KIND else []
        for rule in (rule for key in keys for rule in self._heads.get(key, ())):
            bound = _matched(rule.head, triple, {})
            if bound is not None and next(self._solutions(list(rule.body), bound), None) is not None:
                return True
        return False

    def _solutions(self, patterns: list[_Parts], bound: _Bound) -> Iterator[_Bound]:
        """Yield *bound* with every way in which the union has all *patterns*, those most bound first."""
        if not patterns:
            yield bound
            return
        pattern = min(patterns, key=lambda one: sum(_value(end, bound) is None for end in (one[0], one[2])))
        rest = [one for one in patterns if one is not pattern]
        subject, predicate, value = _value(pattern[0], bound), pattern[1], _value(pattern[2], bound)
        if isinstance(subject, Literal):
            return
        for quad in self._store.quads_for_pattern(_any(subject), predicate, _any(value), _UNION):
            more = _matched(pattern, quad.triple, bound)
            if more is not None:
                yield from self._solutions(rest, more)


class _Rule:
    """A rule with its terms read."""

    def __init__(self, rule: Rule) -> None:
        self.head = _parts(rule.head)
        self.body = tuple(map(_parts, rule.body))


def _parts(pattern: Pattern) -> _Parts:
    subject, predicate, value = pattern
    ends = [one if is_variable(one) else term(one) for one in (subject, value)]
    return ends[0], NamedNode(predicate[1:-1]), ends[1]


def _key(pattern: _Parts) -> _Key:
    """Return what a triple that fits *pattern* is found by: its property, of types also the class."""
    _, predicate, value = pattern
    return predicate, None if predicate != _HAS_KIND or isinstance(value, str) else value


def _value(end: Term | str, bound: _Bound) -> Term | None:
    return bound.get(end) if isinstance(end, str) else end


def _matched(pattern: _Parts, triple: Triple, bound: _Bound) -> _Bound | None:
    """Return *bound* with what *pattern* binds on *triple*; None where they do not fit."""
    found = dict(bound)
    for end, given in ((pattern[0], triple.subject), (pattern[2], triple.object)):
        if (found.setdefault(end, given) if isinstance(end, str) else end) != given:
            return None
    return found


def _made(head: _Parts, bound: _Bound) -> Triple | None:
    """Return the triple that *head* makes; None where its subject would be a literal."""
    subject: Any = _value(head[0], bound)
    value: Any = _value(head[2], bound)
    return None if isinstance(subject, Literal) else Triple(subject, head[1], value)


def _in_union(triple: Triple) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object)


def _any(term: Term | None) -> Any:
    return term
