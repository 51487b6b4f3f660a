"""Own the library of questions: their headers, the binding of their parameters, and asking them.

Values reach the engine as terms, never as text inside a query. It must not know how an answer is shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from acquis import resources
from acquis.engine import Engine, Result, Term
from acquis.errors import InvalidData, InvalidParameter, UnknownEntity
from acquis.values import Parameter, term

__all__ = ["Question", "ask", "find", "library"]

_HEADER = "#+"
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

    def bind(self, engine: Engine, values: Mapping[str, str]) -> dict[str, Term]:
        """Return the term of each variable for *values* as people type them, with the defaults.

        A norm may be `c`, a State `EST`, `est` or `Estonia`, a text `A/RES/77/37` as printed.

        Raises:
            InvalidParameter: a name that is no parameter, a missing value, or one that is not in the data.
        """
        known = [param.name for param in self.params]
        for name in values:
            if name not in known:
                raise InvalidParameter(_no_parameter(self.name, name, known), name=name)
        bound = {
            param.variable or param.name: term(engine, param, values.get(param.name)) for param in self.params
        }
        return {variable: value for variable, value in bound.items() if value is not None}

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
    raise UnknownEntity(f"There is no question {name!r}. {hint}", iri=name)


@cache
def library(folder: Path | None = None) -> Mapping[str, Question]:
    """Return the questions in *folder* by name, in the order that their headers ask for; read once.

    Raises:
        InvalidData: a header that cannot be read.
    """
    paths = (folder or resources.folder("queries") / "questions").glob("*.rq")
    questions = sorted((_read(path) for path in paths), key=lambda one: (one.order, one.name))
    return {question.name: question for question in questions}


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
        return Question(path.stem, query, params=params, **entries)
    except (yaml.YAMLError, TypeError, ValueError, AttributeError) as error:
        raise InvalidData(f"The header of the question cannot be read: {error}", path=path) from error


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
