"""Own the parameters of questions: from what a person types to the RDF term that the data know.

It must not run questions; values that are not in the data are refused here, with examples of those that are.
"""

import datetime
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from acquis import names
from acquis.engine import Engine, Literal, NamedNode, Term
from acquis.errors import InvalidParameter
from acquis.vocab import ACQ, PREFIXES, VOC

__all__ = ["Parameter", "term"]

_ALT_LABEL = NamedNode(PREFIXES["skos"] + "altLabel")
_DATE = NamedNode(PREFIXES["xsd"] + "date")
_INTEGER = NamedNode(PREFIXES["xsd"] + "integer")
_IN_SCHEME = NamedNode(PREFIXES["skos"] + "inScheme")
_SYMBOL = NamedNode(ACQ + "symbol")
_TYPE = NamedNode(PREFIXES["rdf"] + "type")
_EXAMPLES = 5


@dataclass(frozen=True)
class Parameter:
    """One parameter of a question; `type` is iri, symbol, string, integer or date, `label` is for people.

    `variable` is the name in the query, where it differs. `template` is an IRI as `names.expand` reads it,
    with `{}` for what people type; `in_class` or `scheme` is what the IRI must belong to. `default` is as
    people type it; a parameter without one must be given unless it is `optional`.
    """

    name: str
    type: str
    label: str = ""
    variable: str = ""
    template: str = "{}"
    in_class: str = ""
    scheme: str = ""
    default: str | None = None
    optional: bool = False

    def __post_init__(self) -> None:
        if self.type not in _READERS:
            raise ValueError(f"{self.name} has the type {self.type!r}; there are {', '.join(_READERS)}")


def term(engine: Engine, param: Parameter, given: str | None) -> Term | None:
    """Return the term for *given*, or for the default when it is None; None for an optional one left out.

    Raises:
        InvalidParameter: a value is missing, malformed or not in the data; the message gives examples.
    """
    value = param.default if given is None else given
    if value is None and param.optional:
        return None
    found = None if value is None else _READERS[param.type](engine, param, value.strip())
    if found is not None:
        return found
    problem = f"{param.name} needs a value" if value is None else f"{param.name} cannot be {value!r}"
    examples = ", ".join(islice(_examples(engine, param), _EXAMPLES))
    raise InvalidParameter(f"{problem}: give {_WANTED[param.type]} such as {examples}.", name=param.name)


def _iri(engine: Engine, param: Parameter, value: str) -> Term | None:
    for candidate in _candidates(param, value):
        found = names.node(candidate)
        if found is not None and _belongs(engine, param, found):
            return found
    labelled = [one for one in _members(engine, param) if _is_called(engine, one, value)]
    return labelled[0] if len(labelled) == 1 else None


def _candidates(param: Parameter, value: str) -> Iterator[str]:
    if ":" in value or "/" in value:
        yield names.expand(value)
    for spelling in (value, value.lower(), value.upper()):
        yield names.expand(param.template.replace("{}", "-".join(spelling.split())))


def _belongs(engine: Engine, param: Parameter, found: NamedNode) -> bool:
    needed = _needed(param)
    if not needed:
        return any(engine.triples(found))
    return all(any(engine.triples(found, predicate, group)) for predicate, group in needed)


def _needed(param: Parameter) -> list[tuple[NamedNode, NamedNode]]:
    """Return what must be stated of an IRI: a class of the ontology, and a scheme under `voc/`."""
    stated = [(_TYPE, ACQ, param.in_class), (_IN_SCHEME, VOC, param.scheme)]
    return [
        (predicate, NamedNode(names.expand(name) if ":" in name else base + name))
        for predicate, base, name in stated
        if name
    ]


def _members(engine: Engine, param: Parameter) -> list[NamedNode]:
    """Return every IRI that *param* may be, in natural order; none when it may be any."""
    subjects = [one.subject for needed in _needed(param)[:1] for one in engine.triples(None, *needed)]
    members = [one for one in subjects if isinstance(one, NamedNode) and _belongs(engine, param, one)]
    return sorted(members, key=lambda one: names.natural(one.value))


def _is_called(engine: Engine, one: NamedNode, value: str) -> bool:
    labels = (
        triple.object
        for predicate in (*names.LABELS, _ALT_LABEL)
        for triple in engine.triples(one, predicate)
    )
    return any(isinstance(label, Literal) and label.value.casefold() == value.casefold() for label in labels)


def _symbol(engine: Engine, param: Parameter, value: str) -> Term | None:
    try:
        return names.work(engine, value)
    except InvalidParameter:
        return None


def _string(engine: Engine, param: Parameter, value: str) -> Term | None:
    return Literal(value)


def _integer(engine: Engine, param: Parameter, value: str) -> Term | None:
    return Literal(value, datatype=_INTEGER) if re.fullmatch("[+-]?[0-9]+", value) else None


def _date(engine: Engine, param: Parameter, value: str) -> Term | None:
    try:
        return Literal(datetime.date.fromisoformat(value).isoformat(), datatype=_DATE)
    except ValueError:
        return None


_READERS: dict[str, Callable[[Engine, Parameter, str], Term | None]] = {
    "date": _date,
    "integer": _integer,
    "iri": _iri,
    "string": _string,
    "symbol": _symbol,
}
_WANTED = {
    "date": "a day",
    "integer": "a whole number",
    "iri": "one",
    "string": "text",
    "symbol": "the symbol of a text",
}


def _examples(engine: Engine, param: Parameter) -> Iterator[str]:
    """Yield values that would do, as people type them."""
    if param.default is not None:
        yield param.default
    if param.type == "iri":
        start = names.expand(param.template).partition("{}")[0]
        typed = (one.value for one in _members(engine, param) if one.value.startswith(start))
        yield from (iri.removeprefix(start) for iri in typed if iri != f"{start}{param.default}")
    elif param.type == "symbol":
        symbols = (triple.object for triple in engine.triples(None, _SYMBOL))
        yield from sorted({one.value for one in symbols if isinstance(one, Literal)} - {param.default})
    elif param.default is None:
        yield {"date": "2021-03-12", "integer": "1"}.get(param.type, "cyber")
