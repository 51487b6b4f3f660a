"""Own the parameters of questions: from what a person types to the RDF term that the data know.

It must not run questions; values that are not in the data are refused here, with those that come near.
"""

import datetime
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType

from acquis.engine import Engine, Literal, NamedNode, Term
from acquis.errors import InvalidParameter
from acquis.library import choices
from acquis.library.choices import Choice, Range
from acquis.naming import names
from acquis.vocab import PREFIXES

__all__ = ["LONGEST", "Parameter", "TYPES", "WANTED", "examples", "offered", "term", "within"]

# The longest value that is read, in characters.
LONGEST = 500

_DATE = NamedNode(PREFIXES["xsd"] + "date")
_INTEGER = NamedNode(PREFIXES["xsd"] + "integer")
_EXAMPLES = 5
_SHOWN = 60
_NO_OTHERS: Mapping[str, Term] = MappingProxyType({})
_NAMED = re.compile(r"\{(\w+)\}")

WANTED = {
    "code": "one",
    "date": "a day written as year-month-day",
    "integer": "a whole number",
    "iri": "one",
    "string": "text",
    "symbol": "the symbol of a text",
}
TYPES = tuple(WANTED)


@dataclass(frozen=True)
class Parameter:
    """One parameter of a question; `type` is one of TYPES, `label` is for people.

    `variable` is the name in the query, if it differs. `template` is an IRI as `names.expand` reads it,
    with `{}` for what people type; the IRI must belong to `in_class` or `scheme`, where there is one. Both
    may name an earlier parameter, as in `stance/{topic}`: the code of its value is put there. A `code` is the
    last part of such an IRI, as text. `default` is as people type it; a parameter without one must be given
    unless it is `optional`.
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
        if self.type not in TYPES:
            raise ValueError(f"{self.name} has the type {self.type!r}; there are {', '.join(TYPES)}")

    @property
    def bound(self) -> str:
        """The name of the variable that the parameter gives a value."""
        return self.variable or self.name

    @property
    def needs(self) -> tuple[str, ...]:
        """The names of the parameters whose values say what this one may be."""
        return tuple(dict.fromkeys(_NAMED.findall(self.template + self.scheme)))


def within(param: Parameter, others: Mapping[str, Term]) -> Range:
    """Return what *param* may be once the parameters that it `needs` are *others*, by name."""
    codes = {name: _last(others[name]) for name in param.needs if name in others}

    def filled(text: str) -> str:
        return _NAMED.sub(lambda found: codes.get(found[1], ""), text)

    template = filled(param.template)
    if param.type == "symbol" and template == "{}":
        template = "work/{}"
    return Range(template, param.in_class, filled(param.scheme), by_symbol=param.type == "symbol")


def offered(engine: Engine, param: Parameter, others: Mapping[str, Term]) -> tuple[Choice, ...]:
    """Return every value that *param* may have in natural order; none where any text will do."""
    return choices.choices(engine, within(param, others)) if param.type in _NODES else ()


def term(
    engine: Engine, param: Parameter, given: str | None, others: Mapping[str, Term] = _NO_OTHERS
) -> Term | None:
    """Return the term for *given*, or for the default when it is empty; None for an optional one left out.

    *others* are the terms of the parameters that *param* `needs`, by name.

    Raises:
        InvalidParameter: a value is missing, malformed or not in the data; `near` are those that come near.
    """
    value = (given or "").strip() or param.default
    if value is None and param.optional:
        return None
    if value is None:
        raise InvalidParameter(
            f"{param.name} needs a value: {_advice(engine, param, others)}", name=param.name
        )
    if len(value) > LONGEST:
        raise InvalidParameter(f"{param.name} is longer than {LONGEST} characters.", name=param.name)
    found = _READERS[param.type](engine, within(param, others), value)
    if found is None:
        raise _refused(engine, param, others, value)
    return found


def _last(value: Term) -> str:
    return str(getattr(value, "value", "")).rpartition("/")[2]


def _iri(engine: Engine, allowed: Range, value: str) -> NamedNode | None:
    for candidate in _candidates(allowed, value):
        found = names.node(candidate)
        if found is not None and choices.belongs(engine, allowed, found):
            return found
    named = choices.called(engine, allowed, value)
    return named[0].node if len(named) == 1 else None


def _candidates(allowed: Range, value: str) -> Iterator[str]:
    if ":" in value or "/" in value:
        yield names.expand(value)
    for spelling in (value, value.lower(), value.upper()):
        yield names.expand(allowed.template.replace("{}", "-".join(spelling.split())))


def _code(engine: Engine, allowed: Range, value: str) -> Term | None:
    found = _iri(engine, allowed, value)
    return None if found is None else Literal(_last(found))


def _symbol(engine: Engine, allowed: Range, value: str) -> Term | None:
    try:
        found = names.work(engine, value)
    except InvalidParameter:
        found = None
    if found is not None and choices.belongs(engine, allowed, found):
        return found
    return _iri(engine, allowed, value)


def _string(engine: Engine, allowed: Range, value: str) -> Term | None:
    return Literal(value)


def _integer(engine: Engine, allowed: Range, value: str) -> Term | None:
    return Literal(value, datatype=_INTEGER) if re.fullmatch("[+-]?[0-9]+", value) else None


def _date(engine: Engine, allowed: Range, value: str) -> Term | None:
    try:
        found = datetime.date.fromisoformat(value)
    except ValueError:
        return None
    return Literal(value, datatype=_DATE) if found.isoformat() == value else None


_READERS: dict[str, Callable[[Engine, Range, str], Term | None]] = {
    "code": _code,
    "date": _date,
    "integer": _integer,
    "iri": _iri,
    "string": _string,
    "symbol": _symbol,
}
_NODES = frozenset({"code", "iri", "symbol"})


def _refused(engine: Engine, param: Parameter, others: Mapping[str, Term], value: str) -> InvalidParameter:
    """Return the error that says why *value* cannot be, and what comes near."""
    problem = f"{param.name} cannot be {value[:_SHOWN]!r}"
    allowed = within(param, others)
    close = (
        choices.called(engine, allowed, value) or choices.near(engine, allowed, value)
        if param.type in _NODES
        else []
    )
    said = [one.value if one.label == one.value else f"{one.value} ({one.label})" for one in close]
    hint = f"did you mean {' or '.join(said)}? Otherwise " if said else ""
    return InvalidParameter(
        f"{problem}: {hint}{_advice(engine, param, others)}",
        name=param.name,
        near=[one.value for one in close],
    )


def _advice(engine: Engine, param: Parameter, others: Mapping[str, Term]) -> str:
    if param.needs:
        known = ", ".join(one.value for one in offered(engine, param, others))
        of = ", ".join(f"{name} {_last(others[name])}" for name in param.needs if name in others)
        return f"give one of {known}, those of {of}."
    few = ", ".join(islice(examples(engine, param), _EXAMPLES))
    return f"give {WANTED[param.type]} such as {few}."


def examples(engine: Engine, param: Parameter) -> Iterator[str]:
    """Yield values of *param* that would do, as people type them, its default first."""
    if param.default is not None:
        yield param.default
    if param.type in _NODES:
        yield from (one.value for one in offered(engine, param, {}) if one.value != param.default)
    elif param.default is None:
        yield {"date": "2021-03-12", "integer": "1"}.get(param.type, "cyber")
