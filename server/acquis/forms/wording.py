"""Own how people write a value in a table: a name with its short address, a code, a symbol with a paragraph.

A graph helps where there is one: without it only the names of concepts are known, and other names in words
stay as they are. It must not know sheets or files.
"""

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from acquis.engine import Engine, NamedNode
from acquis.errors import InvalidParameter
from acquis.forms import reader, terms
from acquis.forms.model import Field
from acquis.library import choices
from acquis.library.choices import Choice, Range
from acquis.naming import issuers, names
from acquis.naming.symbols import pinpoint
from acquis.vocab import ACQ, PREFIXES

__all__ = [
    "DEPENDS",
    "MOST",
    "called",
    "example",
    "near",
    "offered",
    "options",
    "read",
    "shown",
    "stances",
    "write",
]

# A field whose values hang on another one's: its path, the path of that other, and what leads from it here.
DEPENDS = (ACQ + "stanceValue", ACQ + "onTopic", ACQ + "allowsStance")
# More choices than this are not listed: nobody looks through them.
MOST = 1000

_SHORT = re.compile(r"(?:.*\s)?\(?([a-z]+:[^\s()]+)\)?", re.DOTALL)
_ISSUER = re.compile("[A-Z]{3}|GROUP-[A-Z0-9]{2,20}")
_STATES = frozenset(ACQ + name for name in ("State", "Actor"))
_UNIT = ACQ + "TextUnit"
# The letter at the end of "13 (c)".
_LETTER = re.compile(r".*\(([a-z])\)\s*", re.DOTALL)
_BOOLEANS = {"yes": "true", "no": "false", "true": "true", "false": "false"}
_SAID = {"true": "yes", "false": "no"}


def options(field: Field, engine: Engine | None = None) -> tuple[Choice, ...]:
    """Return what *field* may be, in order; none where it is free or there are too many to list.

    Entities are known to *engine* only.
    """
    if field.options:
        return tuple(_choice(engine, node) for iri in field.options if (node := names.node(iri)))
    if engine is None or field.kind != "entity" or _UNIT in field.classes:
        return ()
    if field.path == DEPENDS[0]:
        found = [one for topic in _topics(engine) for one in stances(engine, topic.value)]
    else:
        found = [one for cls in field.classes for one in choices.choices(engine, Range(in_class=cls))]
    return tuple(found) if len(found) <= MOST else ()


def _topics(engine: Engine) -> list[NamedNode]:
    found = {one.subject for one in engine.triples(None, NamedNode(DEPENDS[2]))}
    return sorted((one for one in found if isinstance(one, NamedNode)), key=str)


def stances(engine: Engine, topic: str) -> tuple[Choice, ...]:
    """Return the stances that the legal topic *topic*, an IRI, allows, in order of their addresses."""
    node = names.node(topic)
    allowed = {one.object for one in engine.triples(node, NamedNode(DEPENDS[2]))} if node else set()
    return tuple(_choice(engine, one) for one in sorted(allowed, key=str) if isinstance(one, NamedNode))


def called(iri: str, engine: Engine | None = None) -> str:
    """Return the name of *iri* in *engine*, else among the concepts of the software, else ""."""
    node = names.node(iri)
    for graph in (engine, reader.words()):
        label = names.label(graph, node) if graph is not None and node is not None else None
        if label is not None:
            return " ".join(label.value.split())
    return ""


def _choice(engine: Engine | None, node: NamedNode) -> Choice:
    short = names.compact(node.value)
    said = called(node.value, engine) or short
    return Choice(short, said, node, frozenset({choices.fold(said), choices.fold(short)}))


def shown(choice: Choice) -> str:
    """Return *choice* as it stands in a list: its name, and its short address in brackets."""
    short = names.compact(choice.node.value)
    return short if choice.label in (short, choice.value) else f"{' '.join(choice.label.split())} ({short})"


def write(field: Field, value: str, engine: Engine | None = None) -> str:
    """Return *value* as people read it in a cell; `read` takes it back.

    >>> state = Field("for", "State", "", "", required=True, repeatable=False, kind="entity")
    >>> write(state, "https://w3id.org/acquis/id/state/XAA")
    'state:XAA'
    """
    if field.kind == "boolean":
        return _SAID.get(value, value)
    node = names.node(value)
    if field.kind not in ("choice", "entity") or node is None or _short(names.compact(value)) != value:
        return value
    return shown(_choice(engine, node))


def example(field: Field) -> str:
    """Return the example of *field* as people write it in a table."""
    if field.kind == "part":
        return "1"
    said = write(field, field.example)
    return f"{said}@en" if field.kind == "langtext" and not terms.spoken(said)[1] else said


def read(field: Field, typed: str, engine: Engine | None = None, row: Mapping[str, str] | None = None) -> str:
    """Return the value of *field* that was *typed*; what cannot be told stays as typed.

    *row* are the values of the other fields of the same part, by path.
    """
    if field.kind in ("text", "langtext"):
        return typed
    text = terms.visible(typed)
    if field.kind == "date":
        return terms.figures(text)
    if field.kind == "boolean":
        return _BOOLEANS.get(text.lower(), text)
    if field.kind not in ("choice", "entity") or terms.is_iri(text):
        return text
    return _short(text) or _found(field, text, engine, row or {}) or text


def _short(text: str) -> str:
    """Return the IRI whose short form is *text*, or stands in brackets at its end; "" for none."""
    found = _SHORT.fullmatch(text)
    if found is None or found[1].partition(":")[0] not in PREFIXES:
        return ""
    return names.expand(found[1])


def _found(field: Field, text: str, engine: Engine | None, row: Mapping[str, str]) -> str:
    allowed = offered(field, engine, row)
    for look in (_by_name, _by_end):
        found = look(allowed, text)
        if len(found) == 1:
            return found[0].node.value
    if engine is not None and _UNIT in field.classes:
        return _by_pinpoint(engine, text)
    is_issuer = _STATES.intersection(field.classes) and _ISSUER.fullmatch(text)
    return issuers.iri(text) if is_issuer else ""


def offered(field: Field, engine: Engine | None, row: Mapping[str, str]) -> Sequence[Choice]:
    """Return what *field* may be once the others of the same part are *row*, by path."""
    here, there, _ = DEPENDS
    if engine is not None and field.path == here and there in row:
        return stances(engine, row[there])
    return options(field, engine)


def near(allowed: Sequence[Choice], text: str) -> list[str]:
    """Return those of *allowed* whose names come nearest to *text*, the nearest first."""
    called = {name: one for one in allowed for name in one.names}
    called |= {choices.fold(re.split("[/#]", one.node.value)[-1]): one for one in allowed}
    close = get_close_matches(choices.fold(text), called, 3, 0.7)
    return list(dict.fromkeys(shown(called[name]) for name in close))


def _by_name(allowed: Sequence[Choice], text: str) -> list[Choice]:
    name = choices.fold(text)
    return [one for one in allowed if name in one.names] if name else []


def _by_end(allowed: Sequence[Choice], text: str) -> list[Choice]:
    """Return the choices whose address ends in *text*, or in the letter in brackets at the end of it."""
    letter = _LETTER.fullmatch(text)
    wanted = {text.lower(), "-".join(text.lower().split()), *([letter[1]] if letter else [])}
    return [one for one in allowed if re.split("[/#]", one.node.value)[-1].lower() in wanted]


def _by_pinpoint(engine: Engine, text: str) -> str:
    """Return the unit of a text named by symbol and paragraph, such as A/70/174, para. 13 (c)."""
    try:
        symbol, tail = pinpoint(text)
        whole = names.edition(engine, symbol)
    except InvalidParameter:
        return ""
    found = names.unit(engine, whole, tail) if whole is not None and tail else whole
    return "" if found is None else found.value
