"""Own the library of questions: their headers, the binding of their parameters, and asking them.

Values reach the engine as terms, never as text inside a query. It must not know how an answer is shown.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from difflib import get_close_matches
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

from acquis import resources
from acquis.engine import Engine, Result, Term
from acquis.errors import InvalidData, InvalidParameter, UnknownEntity
from acquis.library.values import Parameter, term
from acquis.vocab import BASE

__all__ = ["QUERY", "Question", "RESERVED", "ask", "find", "library"]

# What the identifiers of questions begin with.
QUERY = BASE + "query/"
# What an address says beside the parameters of a question, so that no parameter can be called so.
RESERVED = ("columns", "excel", "format", "labels", "lang", "page", "release", "size")

_HEADER = "#+"
_NAME = re.compile("[a-z0-9]+(-[a-z0-9]+)*")
_UNORDERED = 10_000


@dataclass(frozen=True)
class Question:
    """One file of `queries/questions`: what its header says, and the query without the header."""

    name: str
    query: str
    title: str
    description: str = ""
    params: tuple[Parameter, ...] = ()
    tags: tuple[str, ...] = ()
    source: str = ""
    order: int = _UNORDERED

    @property
    def iri(self) -> str:
        """The identifier of the question."""
        return QUERY + self.name

    @property
    def kind(self) -> str:
        """What the question answers with: "select", "ask" or "graph"."""
        return self._shape[0]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the answer in their order; subject, predicate and object for a graph."""
        return self._shape[1]

    @cached_property
    def _shape(self) -> tuple[str, tuple[str, ...]]:
        found = _nothing().query(self.query)
        return found.kind, found.variables

    def bind(self, engine: Engine, values: Mapping[str, str]) -> dict[str, Term]:
        """Return the term of each variable for *values* as people type them, with the defaults.

        A norm may be `c`, a State `EST`, `est` or `Estonia`, a text `A/RES/77/37` as printed.

        Raises:
            InvalidParameter: a name that is no parameter, a missing value, or one that is not in the data.
        """
        known = [param.name for param in self.params]
        for name in values:
            if name not in known:
                near = get_close_matches(name, known)
                raise InvalidParameter(_no_parameter(self.name, name, known), name=name, near=near)
        bound: dict[str, Term] = {}
        for param in self.params:
            value = term(engine, param, values.get(param.name), bound)
            if value is not None:
                bound[param.name] = value
        return {param.bound: bound[param.name] for param in self.params if param.name in bound}

    def used(self, given: Mapping[str, str]) -> dict[str, str]:
        """Return the value of each parameter as *given*, or its default; those left out are not there."""
        said = {param.name: given.get(param.name) or param.default for param in self.params}
        return {name: value for name, value in said.items() if value is not None}

    def called(self, used: Mapping[str, str]) -> str:
        """Return the title with the values that are *used*, as a citation names it."""
        values = ", ".join(f"{name} = {value}" for name, value in used.items())
        return f"{self.title} ({values})" if values else self.title

    def ask(self, engine: Engine, values: Mapping[str, str]) -> Result:
        """Run the question on *engine* with *values* as people type them.

        Raises:
            InvalidParameter: see `bind`.
        """
        return engine.query(self.query, substitutions=self.bind(engine, values))


def ask(engine: Engine, name: str, values: Mapping[str, str]) -> Result:
    """Run the question called *name* on *engine* with *values* as people type them.

    Raises:
        UnknownEntity: there is no such question.
        InvalidParameter: see `Question.bind`.
    """
    return find(name).ask(engine, values)


def find(name: str) -> Question:
    """Return the question called *name*.

    Raises:
        UnknownEntity: there is none; the message names those that come near.
    """
    questions = library()
    if name in questions:
        return questions[name]
    near = get_close_matches(name, questions)
    hint = f"Did you mean {' or '.join(near)}?" if near else "`acquis ask` lists all questions."
    raise UnknownEntity(
        f"There is no question {name!r}. {hint}", iri=QUERY + name, near=[QUERY + one for one in near]
    )


@cache
def library(folder: Path | None = None) -> Mapping[str, Question]:
    """Return the questions in *folder* by name, in the order that their headers ask for; read once.

    Raises:
        InvalidData: a header that cannot be read.
    """
    paths = (folder or resources.folder("queries") / "questions").glob("*.rq")
    questions = sorted((_read(path) for path in paths), key=lambda one: (one.order, one.name))
    return {question.name: question for question in questions}


@cache
def _nothing() -> Engine:
    """Return an engine without data: what a query answers with shows there, too."""
    return Engine.from_quads(())


def _read(path: Path) -> Question:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    header = "".join(line[len(_HEADER) + 1 :] or "\n" for line in lines if line.startswith(_HEADER))
    query = "".join(line for line in lines if not line.startswith(_HEADER)).strip() + "\n"
    try:
        entries = _checked(yaml.safe_load(header), Question)
        params = tuple(
            Parameter(name, **_checked(_renamed(entry), Parameter))
            for name, entry in entries.pop("params", {}).items()
        )
        _refuse_names(path.stem, params)
        return Question(path.stem, query, params=params, **entries)
    except (yaml.YAMLError, TypeError, ValueError, AttributeError) as error:
        raise InvalidData(f"The header of the question cannot be read: {error}", path=path) from error


def _refuse_names(question: str, params: Sequence[Parameter]) -> None:
    """Refuse names that cannot stand in an address, and a parameter that needs one that comes after it.

    Raises:
        ValueError: there is such a name.
    """
    if not _NAME.fullmatch(question):
        raise ValueError("the name of the file is not made of lower-case letters, figures and hyphens")
    before: list[str] = []
    for param in params:
        if param.name in RESERVED:
            raise ValueError(f"{param.name} is no name for a parameter; it has a meaning of its own")
        if missing := [name for name in param.needs if name not in before]:
            raise ValueError(f"{param.name} needs {', '.join(missing)}, which must come before it")
        if param.default is not None or not param.optional:
            before.append(param.name)


def _renamed(entry: dict[str, Any]) -> dict[str, Any]:
    """Call the key `class`, which is no name in Python, as its field; a default may look like a figure."""
    entry = {"in_class" if key == "class" else key: value for key, value in entry.items()}
    return entry | ({"default": str(entry["default"])} if "default" in entry else {})


def _checked(entries: dict[str, Any], kind: type[Question] | type[Parameter]) -> dict[str, Any]:
    """Return *entries* with lists as tuples.

    Raises:
        ValueError: a key that *kind* has no field for.
    """
    known = {one.name for one in fields(kind)} - {"name", "query"}
    unknown = sorted(set(entries) - known)
    if unknown:
        raise ValueError(f"{', '.join(unknown)} is no key of a header; there are {', '.join(sorted(known))}")
    return {key: tuple(value) if isinstance(value, list) else value for key, value in entries.items()}


def _no_parameter(question: str, name: str, known: list[str]) -> str:
    if not known:
        return f"{question} has no parameters, so {name!r} cannot be given."
    return f"{question} has no parameter {name!r}: it has {', '.join(known)}."
