"""Own what a change of a document does to the answers of the questions in `queries/`: rows before and after.

Asked are the shipped data with that one document, so that it takes seconds however much was read. It must not
change anything.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from acquis import resources, sources, turtle
from acquis.engine import Engine, NamedNode, Quad, Result, plain
from acquis.engine.inference import entail
from acquis.errors import AcquisError
from acquis.library import queries, values
from acquis.library.queries import Question
from acquis.library.values import Parameter
from acquis.naming import names
from acquis.rules import compile_rules
from acquis.vocab import ID, INFERRED, SOURCE

__all__ = ["Effect", "effects"]

_MOST_VALUES = 3
_MOST_ROWS = 5

_Row = tuple[str, ...]


@dataclass(frozen=True)
class Effect:
    """A question whose answer changes: its name, title and values, its number of rows, and some of them.

    `came` and `went` are rows that only one of the two answers has, a few of each, as people read them.
    """

    question: str
    title: str
    given: tuple[tuple[str, str], ...]
    before: int
    after: int
    came: tuple[_Row, ...] = ()
    went: tuple[_Row, ...] = ()


def effects(slug: str, before: Sequence[Quad], after: Sequence[Quad]) -> list[Effect]:
    """Return each question that is answered otherwise when the document *slug* says *after*, not *before*.

    A question is asked with its default values, or the first that will do, and with what the change names.
    """
    changed = set(before) ^ set(after)
    if not changed:
        return []
    shipped = [quad for source in sources.load(sources.paths()) for quad in source.quads]
    old, new = (_engine(shipped, slug, one) for one in (before, after))
    touched = sorted(_touched(changed))
    found = []
    for question in queries.library().values():
        for given in _bindings(question, new, touched):
            found += list(_effect(question, given, old, new))
    return found


def _engine(shipped: Sequence[Quad], slug: str, quads: Iterable[Quad]) -> Engine:
    graph = NamedNode(SOURCE + slug)
    stated = [*shipped, *(Quad(one.subject, one.predicate, one.object, graph) for one in quads)]
    rules = compile_rules(turtle.load(resources.folder("ontology") / "acquis.ttl"))
    return Engine.from_quads([*stated, *entail(stated, rules, INFERRED)])


def _touched(changed: Iterable[Quad]) -> set[str]:
    """Return the things that *changed* statements speak of, with the editions and works they are part of."""
    found = set()
    for quad in changed:
        for term in (quad.subject, quad.object):
            iri = term.value if isinstance(term, NamedNode) else ""
            if iri.startswith(ID) or "/voc/topic/" in iri:
                found.add(iri)
    editions = {iri.removeprefix(f"{ID}edition/").partition("/")[0] for iri in found if "/id/edition/" in iri}
    return found | {f"{ID}{kind}/{slug}" for slug in editions for kind in ("edition", "work")}


def _bindings(question: Question, engine: Engine, touched: Sequence[str]) -> Iterator[dict[str, str]]:
    """Yield the values to ask *question* with: those it runs with anyway, and what was touched in turn."""
    try:
        needed = {
            one.name: next(values.examples(engine, one))
            for one in question.params
            if one.default is None and not one.optional
        }
    except (AcquisError, StopIteration):
        return
    yield needed
    for param in question.params:
        for value in _fitting(param, engine, touched):
            yield {**needed, param.name: value}


def _fitting(param: Parameter, engine: Engine, touched: Sequence[str]) -> list[str]:
    if param.type not in ("iri", "symbol") or param.needs:
        return []
    found = []
    for iri in touched:
        try:
            values.term(engine, param, iri)
        except AcquisError:
            continue
        found.append(iri)
    return found[:_MOST_VALUES]


def _effect(question: Question, given: dict[str, str], old: Engine, new: Engine) -> Iterator[Effect]:
    try:
        after = _rows(question.ask(new, given))
    except AcquisError:
        return
    try:
        before = _rows(question.ask(old, given))
    except AcquisError:
        # What the value names is new.
        before = Counter()
    if before != after:
        came, went = sorted((after - before).elements()), sorted((before - after).elements())
        used = tuple((name, names.compact(value)) for name, value in question.used(given).items())
        yield Effect(
            question.name, question.title, used, before.total(), after.total(),
            tuple(came[:_MOST_ROWS]), tuple(went[:_MOST_ROWS]),
        )  # fmt: skip


def _rows(result: Result) -> Counter[_Row]:
    if result.kind == "ask":
        return Counter([("yes" if result else "no",)])
    return Counter(tuple(names.compact(plain(term)) for term in row) for row in result.rows())
