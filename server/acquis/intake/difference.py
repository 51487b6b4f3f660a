"""Own what it would change to publish a submission: statements that come, go and stay, with labels.

It must not read a ledger or a document. Two submissions name their parts differently, so a part is known by
what it is about: its class, and the topic, norm or title that it speaks of. What the same issuer has said in
another submission that stays is no change; nor is what the service itself says of every part.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from acquis.engine import Engine, NamedNode, Quad, Term, plain
from acquis.naming import names
from acquis.readable import value
from acquis.vocab import ACQ, PREFIXES

__all__ = ["Difference", "Statement", "compare"]

_TYPE = NamedNode(PREFIXES["rdf"] + "type")
_SUBMISSION = NamedNode(ACQ + "Submission")
# What tells a part from others of its class, the first that it has.
_ABOUT = tuple(
    NamedNode(iri)
    for iri in (
        *(ACQ + name for name in ("answersOn", "onTopic", "term", "quote", "office")),
        PREFIXES["dcterms"] + "title",
        *(ACQ + name for name in ("about", "summary")),
    )
)
# How a part was checked and where it is from: the same of every part of every submission.
_OURS = (NamedNode(ACQ + "checked"), NamedNode(PREFIXES["dcterms"] + "source"))
_LONGEST = 80

_Said = Mapping[Term, Sequence[Quad]]
_Key = tuple[str, str]


@dataclass(frozen=True, order=True)
class Statement:
    """One statement in words: the part that it is about, its property and its value."""

    part: str
    property: str
    value: str

    def __str__(self) -> str:
        return f"{self.part} · {self.property}: {self.value}"


_Stated = dict[tuple[_Key, str, str], Statement]


@dataclass(frozen=True)
class Difference:
    """What publishing the submission `submission` would change against those with the ids `against`."""

    submission: str
    against: tuple[str, ...]
    added: tuple[Statement, ...]
    removed: tuple[Statement, ...]
    unchanged: tuple[Statement, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the difference as a mapping that JSON can hold."""
        return {
            "submission": self.submission,
            "against": list(self.against),
            **{
                name: [vars(one) for one in getattr(self, name)] for name in ("added", "removed", "unchanged")
            },
        }

    def text(self) -> str:
        """Return the difference as lines: what comes with a plus, what goes with a minus, and a count."""
        lines = [f"+ {one}" for one in self.added] + [f"- {one}" for one in self.removed]
        against = ", ".join(self.against) or "nothing published before"
        counted = f"{len(self.added)} come, {len(self.removed)} go, {len(self.unchanged)} stay"
        return "\n".join([f"{self.submission} against {against}: {counted}.", *lines]) + "\n"


def compare(
    engine: Engine,
    submission: str,
    new: Iterable[Quad],
    replaced: Mapping[str, Iterable[Quad]],
    standing: Mapping[str, Iterable[Quad]],
) -> Difference:
    """Return what the quads *new* of *submission* change: those *replaced* would go, those *standing* stay.

    Both map the id of an earlier submission to its quads. *engine* gives the labels.
    """
    after, before, beside = _stated(engine, new), _all(engine, replaced), _all(engine, standing)
    known = before.keys() | beside.keys()
    return Difference(
        submission,
        (*replaced, *standing),
        _sorted(after[key] for key in after.keys() - known),
        _sorted(before[key] for key in before.keys() - after.keys() - beside.keys()),
        _sorted(after[key] for key in after.keys() & known),
    )


def _all(engine: Engine, submissions: Mapping[str, Iterable[Quad]]) -> _Stated:
    found: _Stated = {}
    for quads in submissions.values():
        found |= _stated(engine, quads)
    return found


def _sorted(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    return tuple(sorted(statements, key=lambda one: (one.part, one.property, names.natural(one.value))))


def _stated(engine: Engine, quads: Iterable[Quad]) -> _Stated:
    """Return each of *quads* in words, by a key that does not depend on how the parts are named."""
    said: dict[Term, list[Quad]] = defaultdict(list)
    for quad in quads:
        said[quad.subject].append(quad)
    keys = {node: _key(node, said) for node in said}
    titles = {node: _title(engine, node, said) for node in said}
    found = {}
    for quad in (one for stated in said.values() for one in stated if one.predicate not in _OURS):
        target = keys.get(quad.object)
        key = (keys[quad.subject], quad.predicate.value, str(target or quad.object))
        text = titles.get(quad.object) or value(engine, quad.object).text
        found[key] = Statement(titles[quad.subject], value(engine, quad.predicate).text, text)
    return found


def _key(node: Term, said: _Said) -> _Key:
    """Return what tells the part *node* from the others; a submission is always the same."""
    kinds = sorted(plain(quad.object) for quad in said[node] if quad.predicate == _TYPE)
    if _SUBMISSION.value in kinds:
        return (_SUBMISSION.value, "")
    about = _about(node, said) or _content(node, said)
    return (" ".join(kinds), " ".join(sorted(map(str, about))))


def _about(node: Term, said: _Said) -> list[Term]:
    """Return the values of the first property that *node* has of those that say what a part is about."""
    for predicate in _ABOUT:
        found = [quad.object for quad in said[node] if quad.predicate == predicate]
        if found and not any(one in said for one in found):
            return found
    return []


def _content(node: Term, said: _Said) -> list[str]:
    return [f"{quad.predicate} {quad.object}" for quad in said[node] if quad.object not in said]


def _title(engine: Engine, node: Term, said: _Said) -> str:
    """Return the part *node* in words, such as "stance: Use of force"."""
    kinds = sorted(value(engine, quad.object).text for quad in said[node] if quad.predicate == _TYPE)
    about = ", ".join(sorted(_short(value(engine, one).text) for one in _about(node, said)))
    kind = kinds[0] if kinds else "part"
    return f"{kind}: {about}" if about else kind


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()}…"
