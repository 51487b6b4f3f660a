"""Read the topics of international law, the values open on each, and every stance, from a graph.

It must not judge: no value of a topic is for or against anything, and the graph does not say so.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from string import ascii_uppercase

from acquis.comparing.claims import Common, placed
from acquis.comparing.passes import Said, by_subject, code, first, instances, only, text
from acquis.comparing.record import Claim, Column, Field, Option
from acquis.engine import Engine, NamedNode, Term
from acquis.readable import value
from acquis.vocab import PREFIXES

__all__ = ["field", "marks"]

# The value that says that a document does not speak to the topic; see the question topic-stances.
_NOT_ADDRESSED = "not-addressed"
_MARK_NOT = "N"
_DEFINITION = PREFIXES["skos"] + "definition"


def field(engine: Engine, common: Common) -> Field:
    """Return all topics and all stances; a document is held of who issued a national position."""
    on, taken = by_subject(engine, "onTopic"), by_subject(engine, "stanceValue")
    columns = _columns(engine, _used(on, taken))
    papers = instances(engine, "NationalPosition")
    holders = {code(who) for paper in papers for who in only(common.issuers.get(paper, ()))}
    return Field("topics", columns, placed(_claims(engine, common, columns, on, taken)), frozenset(holders))


def marks(count: int) -> list[str]:
    """Return *count* different marks, short ones first; none is the one for what is not addressed.

    >>> marks(2), len(set(marks(60)))
    (['A', 'B'], 60)
    """
    letters = [one for one in ascii_uppercase if one != _MARK_NOT]
    return [*letters, *(str(number) for number in range(1, count))][:count]


def _used(on: Said, taken: Said) -> Mapping[Term, set[NamedNode]]:
    """Return the values that stances give on each topic, allowed or not."""
    found: dict[Term, set[NamedNode]] = defaultdict(set)
    for stance, values in taken.items():
        for topic in on.get(stance, ()):
            found[topic].update(only(values))
    return found


def _columns(engine: Engine, used: Mapping[Term, set[NamedNode]]) -> dict[str, Column]:
    """Return the topics by code, group by group, each group and each topic in it by name."""
    groups, asks = by_subject(engine, "category"), by_subject(engine, "summary")
    allowed, meant = by_subject(engine, "allowsStance"), by_subject(engine, _DEFINITION)

    def place(topic: NamedNode) -> tuple[str, str, str]:
        group = first(groups, topic)
        return "" if group is None else value(engine, group).text, value(engine, topic).text, topic.value

    found = {}
    for number, topic in enumerate(sorted(instances(engine, "LegalTopic"), key=place), 1):
        group = first(groups, topic)
        options = {*only(allowed.get(topic, ())), *used.get(topic, ())}
        found[_code(topic)] = Column(
            _code(topic),
            str(number),
            value(engine, topic),
            None if group is None else value(engine, group),
            text(asks, topic),
            _options(engine, options, meant),
        )
    return found


def _code(topic: NamedNode) -> str:
    return code(topic).removeprefix("topic-")


def _options(engine: Engine, values: Iterable[NamedNode], meant: Said) -> Mapping[str, Option]:
    """Return the values of one topic by code, in the order of their names and marks."""
    ordered = sorted(values, key=lambda one: (value(engine, one).text, one.value))
    letters = iter(marks(len(ordered)))
    return {
        code(one): Option(
            code(one),
            value(engine, one),
            text(meant, one),
            _MARK_NOT if code(one) == _NOT_ADDRESSED else next(letters),
            is_comparable=code(one) != _NOT_ADDRESSED,
            is_on_it=code(one) != _NOT_ADDRESSED,
        )
        for one in ordered
    }


def _claims(
    engine: Engine, common: Common, columns: Mapping[str, Column], on: Said, taken: Said
) -> Iterator[Claim]:
    papers = by_subject(engine, "inPosition")
    for stance, values in taken.items():
        topic = first(on, stance)
        if topic is None or _code(topic) not in columns or not isinstance(stance, NamedNode):
            continue
        document = common.document(engine, first(papers, stance))
        for answer in only(values):
            yield from common.made(stance, _code(topic), code(answer), document)
