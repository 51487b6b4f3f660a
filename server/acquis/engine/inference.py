"""Own the running of rules to a fixpoint.

It must not know where rules come from, and no query waits for it: a release is inferred when it is built.

Terms are numbered in order of appearance, and triples are kept by the property or class that rules look them
up by, so that a join handles only numbers. The same as SPARQL updates on a store took four times as long.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad

from acquis.engine.results import Term
from acquis.engine.rule import TYPE, Pattern, Rule, is_variable, term

__all__ = ["entail"]

_Row = tuple[int, ...]
_Pair = tuple[int, int]  # the numbers of a subject and an object
_Key = tuple[str, str]  # a property and "", or rdf:type and a class, as rules write them
_Found = dict[_Key, list[_Pair]]

# A pair in a set is one number, subject * _WIDTH + object. A set places numbers by their lowest bits, so what
# belongs to one document stays close in memory, as tuples do not: a million triples took 10 s instead of 16.
# With an even width all pairs with the same object would crowd into one place.
_WIDTH = 2**32 + 29


def entail(quads: Iterable[Quad], rules: Sequence[Rule], graph: str) -> list[Quad]:
    """Return, as quads of *graph*, what *rules* make follow from the union of *quads* and is not among them.

    In no particular order; the same quads and rules give the same set. Each round joins only what the round
    before found with everything (semi-naive evaluation), so the time grows with what there is to infer, not
    with its square.
    """
    facts = _Facts(rules)
    found = _round(facts, rules, facts.read(quads), first=True)
    derived: _Found = defaultdict(list)
    while found:
        for key, pairs in found.items():
            derived[key] += pairs
        found = _round(facts, rules, found, first=False)
    return list(facts.quads(derived, NamedNode(graph)))


class _Facts:
    """All triples that some rule can use, stated and found, by key."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.terms: list[Term] = []
        self.numbers: dict[Term, int] = {}
        self.constants: dict[str, int] = {}
        self.known: dict[_Key, set[int]] = {}
        # By key and the end a join starts from (0 subject, 1 object): number there -> those at the other end.
        self.index: dict[tuple[_Key, int], dict[int, list[int]]] = {}
        for rule in rules:
            self.known |= {_key(pattern): set() for pattern in (rule.head, *rule.body)}
            if len(rule.body) > 1:
                keys = {_key(pattern) for pattern in rule.body}
                self.index |= {(key, end): defaultdict(list) for key in keys for end in (0, 1)}

    def read(self, quads: Iterable[Quad]) -> _Found:
        """Add the triples of *quads* that a rule can use, and return them."""
        properties = {term(name): key for key in self.known for name, kind in [key] if not kind}
        kinds = {term(kind): key for key in self.known for _, kind in [key] if kind}
        has_kind = term(TYPE)
        stated: dict[_Key, set[int]] = {key: set() for key in self.known}
        for quad in quads:
            predicate, value = quad.predicate, quad.object
            key = kinds.get(value) if predicate == has_kind else properties.get(predicate)
            if key:
                stated[key].add(self.number(quad.subject) * _WIDTH + self.number(value))
        return {key: self.add(key, pairs) for key, pairs in stated.items()}

    def add(self, key: _Key, new: set[int]) -> list[_Pair]:
        """Add pairs of which none is known yet, and return them."""
        self.known[key] |= new
        pairs = [divmod(pair, _WIDTH) for pair in new]
        for end in (0, 1):
            index = self.index.get((key, end))
            if index is not None:
                for pair in pairs:
                    index[pair[end]].append(pair[1 - end])
        return pairs

    def number(self, term: Term) -> int:
        """Return the number of *term*, a new one if need be."""
        found = self.numbers.get(term)
        if found is None:
            found = self.numbers[term] = len(self.terms)
            self.terms.append(term)
        return found

    def constant(self, text: str) -> int:
        """Return the number of a term as a rule writes it."""
        if text not in self.constants:
            self.constants[text] = self.number(term(text))
        return self.constants[text]

    def quads(self, derived: _Found, graph: NamedNode) -> Iterator[Quad]:
        """Yield *derived* as quads of *graph*."""
        terms: list[Any] = self.terms
        for (predicate, _), pairs in derived.items():
            name = NamedNode(predicate[1:-1])
            yield from (Quad(terms[subject], name, terms[value], graph) for subject, value in pairs)


def _round(facts: _Facts, rules: Sequence[Rule], found: _Found, *, first: bool) -> _Found:
    """Apply each rule to what was *found* and return what is new; later rules of the round see it at once."""
    grown: _Found = defaultdict(list)
    for rule in rules:
        # At first everything counts as found, so it is enough to start from one pattern of each body.
        for start in rule.body[:1] if first else rule.body:
            new = _apply(facts, rule, start, found.get(_key(start), []))
            if new:
                grown[_key(rule.head)] += facts.add(_key(rule.head), new)
    return dict(grown)


def _apply(facts: _Facts, rule: Rule, start: Pattern, found: Sequence[_Row]) -> set[int]:
    """Return the new pairs of the head of *rule* when *start*, one pattern of its body, is among *found*."""
    rows, bound = found, [start[0], start[2]]
    if not is_variable(start[2]):
        value = facts.constant(start[2])
        rows = [row for row in rows if row[1] == value]
    rest = [pattern for pattern in rule.body if pattern is not start]
    while rest and rows:
        pattern = next(pattern for pattern in rest if pattern[0] in bound or pattern[2] in bound)
        rest.remove(pattern)
        rows = _join(facts, rows, bound, pattern)
    return _new(facts, rows, bound, rule.head) if rows else set()


def _join(facts: _Facts, rows: Sequence[_Row], bound: list[str], pattern: Pattern) -> list[_Row]:
    """Return *rows* joined with the known triples of *pattern*; *bound* names the columns and grows along."""
    subject, _, value = pattern
    if not is_variable(value) and value not in bound:
        number = facts.constant(value)
        rows = [(*row, number) for row in rows]
        bound.append(value)
    if subject in bound and value in bound:
        known, left, right = facts.known[_key(pattern)], bound.index(subject), bound.index(value)
        return [row for row in rows if row[left] * _WIDTH + row[right] in known]
    end = 0 if subject in bound else 1
    index, column = facts.index[_key(pattern), end], bound.index((subject, value)[end])
    bound.append((value, subject)[end])
    return [(*row, other) for row in rows for other in index.get(row[column], ())]


def _new(facts: _Facts, rows: Sequence[_Row], bound: list[str], head: Pattern) -> set[int]:
    """Return the pairs that *head* makes of *rows* and that are not known; a literal is no subject."""
    left = bound.index(head[0])
    if is_variable(head[2]):
        right = bound.index(head[2])
        pairs = {row[left] * _WIDTH + row[right] for row in rows}
    else:
        value = facts.constant(head[2])
        pairs = {number * _WIDTH + value for number in {row[left] for row in rows}}
    pairs -= facts.known[_key(head)]
    return {pair for pair in pairs if not isinstance(facts.terms[pair // _WIDTH], Literal)}


def _key(pattern: Pattern) -> _Key:
    _, predicate, value = pattern
    return predicate, value if predicate == TYPE else ""
