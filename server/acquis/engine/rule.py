"""Own what a rule is: a head triple that follows from body triples, in memory and as JSON.

It must not compile rules from an ontology, which needs more than the engine: that is `acquis.rules`.
"""

import json
from collections.abc import Iterable
from dataclasses import astuple, dataclass

from pyoxigraph import Quad, RdfFormat, parse

from acquis.engine.results import Term

__all__ = ["Pattern", "Rule", "TYPE", "from_json", "is_variable", "term", "to_json"]

Pattern = tuple[str, str, str]

TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


@dataclass(frozen=True, slots=True, order=True)
class Rule:
    """If every *body* triple holds then so does *head*; terms as SPARQL writes them, variables with `?`.

    A head whose subject would be a literal is no triple: whoever runs the rule leaves it out.
    """

    name: str
    head: Pattern
    body: tuple[Pattern, ...]


def to_json(rules: Iterable[Rule]) -> str:
    """Return *rules* as JSON, one rule a line."""
    return "[\n" + ",\n".join(json.dumps(astuple(rule)) for rule in rules) + "\n]\n"


def from_json(text: str) -> tuple[Rule, ...]:
    """Return the rules that `to_json` wrote as *text*.

    Raises:
        ValueError: *text* is something else.
    """
    return tuple(
        Rule(name, _pattern(head), tuple(map(_pattern, body))) for name, head, body in json.loads(text)
    )


def term(text: str) -> Term:
    """Return the term that a rule writes as *text*."""
    quad: Quad = next(iter(parse(f"<urn:x> <urn:x> {text} .", RdfFormat.N_TRIPLES)))
    return quad.object


def is_variable(text: str) -> bool:
    """Return whether a rule means any term by *text*."""
    return text.startswith("?")


def _pattern(parts: Iterable[str]) -> Pattern:
    subject, predicate, value = parts
    return subject, predicate, value
