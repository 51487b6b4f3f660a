"""Pass once over all that a graph says with one property; it must not know what the property is for."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from acquis.engine import Engine, Literal, NamedNode, Term
from acquis.naming import names
from acquis.readable import Value
from acquis.vocab import ACQ, ID, PREFIXES

__all__ = ["Said", "by_subject", "code", "first", "instances", "only", "text", "words"]

_TYPE = NamedNode(PREFIXES["rdf"] + "type")

# What is said with one property: the objects by subject.
Said = Mapping[Term, list[Term]]


def by_subject(engine: Engine, name: str) -> Said:
    """Return the objects of the property `acq:`*name* by subject; other properties by their whole IRI."""
    found: dict[Term, list[Term]] = defaultdict(list)
    for one in engine.triples(None, NamedNode(name if ":" in name else ACQ + name)):
        found[one.subject].append(one.object)
    return dict(found)


def instances(engine: Engine, name: str) -> set[NamedNode]:
    """Return every thing of the class `acq:`*name*."""
    found = engine.triples(None, _TYPE, NamedNode(ACQ + name))
    return {one.subject for one in found if isinstance(one.subject, NamedNode)}


def only(terms: Iterable[Term]) -> list[NamedNode]:
    """Return those of *terms* that are IRIs, in order."""
    return sorted((one for one in terms if isinstance(one, NamedNode)), key=lambda one: one.value)


def first(said: Said, term: Term) -> NamedNode | None:
    """Return the first IRI that is *said* of *term*, None where there is none."""
    return next(iter(only(said.get(term, ()))), None)


def text(said: Said, term: Term) -> str:
    """Return the first text that is *said* of *term*, in English where there is one; "" for none."""
    found = names.preferred(said.get(term, ()))
    return "" if found is None else found.value


def words(said: Said, term: Term) -> Value | None:
    """Return the first text that is *said* of *term* with its language; see `text`."""
    found = names.preferred(one for one in said.get(term, ()) if isinstance(one, Literal))
    return None if found is None else Value(found.value, language=found.language or "")


def code(term: NamedNode) -> str:
    """Return the short name of *term*: of a State or group what people type, of others the end of its IRI.

    >>> code(NamedNode(ID + "state/EST")), code(NamedNode(ID + "body/unidir"))
    ('EST', 'body-unidir')
    >>> code(NamedNode("https://w3id.org/acquis/voc/basis/primary"))
    'primary'
    """
    tail = term.value.removeprefix(ID)
    if tail == term.value:
        return term.value.rstrip("/").rpartition("/")[2]
    return tail.removeprefix("state/").removeprefix("group/").replace("/", "-")
