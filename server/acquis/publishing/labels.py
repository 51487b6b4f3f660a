"""Own what the things of a submission are called where they have no English label of their own.

It must not change a label that is there.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from acquis.engine import Engine, Literal, NamedNode, Quad, Term
from acquis.naming import names
from acquis.vocab import ACQ, PREFIXES

__all__ = ["called", "missing", "of"]

_LABEL = NamedNode(PREFIXES["skos"] + "prefLabel")
_TYPE = PREFIXES["rdf"] + "type"
# What is a name already, and what a thing is on.
_NAMES = (PREFIXES["dcterms"] + "title", ACQ + "office", ACQ + "term")
_MATTERS = (ACQ + "onTopic", ACQ + "answersOn", ACQ + "about", ACQ + "kind")
_ISSUERS = (ACQ + "issuer", ACQ + "submittedFor")
_ENGLISH = ("", "en")

_Said = dict[str, list[Term]]


def missing(quads: Sequence[Quad], whole: NamedNode, engine: Engine) -> Iterator[Quad]:
    """Yield an English label for each thing in *quads*, all of the submission *whole*, that has none.

    It is a title in English if there is one, else made of its class, what it is on and who issued it.
    """
    said: dict[Term, _Said] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        said[quad.subject][quad.predicate.value].append(quad.object)
    for quad in quads:
        facts = said[quad.subject]
        if quad.predicate.value == _TYPE and not _english(facts, _LABEL.value):
            text = _text(facts, quad, whole, engine)
            yield Quad(quad.subject, _LABEL, Literal(text, language="en"), quad.graph_name)


def of(quads: Iterable[Quad], thing: NamedNode) -> str:
    """Return the English label that *quads* give to *thing*, "" if none."""
    found = (one.object for one in quads if one.subject == thing and one.predicate == _LABEL)
    return _english({_LABEL.value: list(found)}, _LABEL.value)


def called(engine: Engine, term: Term) -> str:
    """Return the label that *engine* has of *term*, or the last part of its IRI."""
    label = names.label(engine, term) if isinstance(term, NamedNode) else None
    return label.value if label else re.split("[#/]", getattr(term, "value", str(term)))[-1]


def _text(facts: _Said, quad: Quad, whole: NamedNode, engine: Engine) -> str:
    for name in _NAMES:
        if found := _english(facts, name):
            return found
    words = _words(called(engine, quad.object))
    matter = [called(engine, facts[name][0]) for name in _MATTERS if facts.get(name)]
    issuer = [called(engine, facts[name][0]) for name in _ISSUERS if facts.get(name)]
    if matter:
        return ", ".join([f"{words}: {matter[0]}", *issuer[:1]])
    part = getattr(quad.subject, "value", "").removeprefix(whole.value)
    return " ".join([words, *filter(None, [part.strip("/")]), "of submission", called(engine, whole)])


def _english(facts: _Said, name: str) -> str:
    found = (one for one in facts.get(name, ()) if isinstance(one, Literal))
    return min((one.value for one in found if (one.language or "").partition("-")[0] in _ENGLISH), default="")


def _words(name: str) -> str:
    """Return the name or label of a class as words that begin a line: `CbmReport` as "Cbm report"."""
    return re.sub("(?<=[a-z])([A-Z])", r" \1", name).capitalize()
