"""Writes each graph in exactly one way, made for reviews; it never touches a file.

Every triple stands on a line of its own that does not depend on its neighbours, so one more triple is one
more line in a diff.
"""

import re
from collections.abc import Iterable

from rdflib import RDF, RDFS, SKOS, XSD, BNode, Literal, URIRef
from rdflib.term import Node

from acquis.errors import InvalidData
from acquis.vocab import PREFIXES

__all__ = ["dumps"]

# Looked up once: on each use rdflib would search the whole vocabulary.
_TYPE, _NIL, _FIRST, _REST = RDF.type, RDF.nil, RDF.first, RDF.rest
_INDENT = "    "
_DEEPEST = 50 * len(_INDENT)
_LEADING = [str(term) for term in (RDF.type, RDFS.label, SKOS.prefLabel, SKOS.definition)]
_BY_NAMESPACE = {namespace: prefix for prefix, namespace in PREFIXES.items()}

_SPLIT = re.compile("(.*[/#])([^/#]*)", re.DOTALL)
_LOCAL = re.compile("[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
_IRI = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|^`\\]*')
# Longer numbers keep quotes and datatype, because many readers would round or reshape them.
_SHORT: dict[URIRef | None, re.Pattern[str]] = {
    XSD.boolean: re.compile("true|false"),
    XSD.decimal: re.compile(r"(?!-0\.0$)-?(?:0|[1-9][0-9]{0,17})\.(?:0|[0-9]{0,5}[1-9])"),
    XSD.integer: re.compile("0|-?[1-9][0-9]{0,17}"),
}
# Besides the characters that Turtle forbids, those that some editors take for the end of a line.
_ESCAPES = {code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F, 0x85, 0x2028, 0x2029)} | {
    ord(character): escape
    for character, escape in {"\\": r"\\", '"': r"\"", "\n": r"\n", "\r": r"\r", "\t": r"\t"}.items()
}

_Key = tuple[tuple[str | int, ...], str]
_Properties = dict[Node, list[Node]]


def dumps(graph: Iterable[tuple[Node, Node, Node]]) -> str:
    """Return the one canonical Turtle text of *graph*, or of triples, each once; their order is forgotten.

    Subjects come in natural order of their IRIs, so paragraph 9 stands before 10. Blank nodes stand inside
    the subject that uses them, those that nothing uses at the end. Literals keep their lexical form, and
    are written without quotes where that is the same literal (https://www.w3.org/TR/turtle/#abbrev).

    >>> print(dumps([(URIRef("urn:x"), SKOS.prefLabel, Literal("X", lang="en"))]), end="")
    @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    <BLANKLINE>
    <urn:x>
        skos:prefLabel "X"@en ;
    .

    Raises:
        InvalidData: a blank node is shared or in a circle, or an IRI cannot be written.
    """
    writer = _Writer(graph)
    blocks = writer.blocks()
    return "\n".join(text for text in [writer.prefixes(), *blocks] if text)


def _natural(text: str) -> _Key:
    """Return a sort key that takes figures as numbers: 9 before 10."""
    # At most 18 figures at a time: int() refuses very long numbers.
    parts = re.split("([0-9]{1,18})", text)
    return tuple(int(part) if place % 2 else part for place, part in enumerate(parts)), str(text)


def _value_key(value: Node, text: str) -> tuple[int, str, _Key]:
    """IRIs first, then literals by language, then what takes several lines."""
    if isinstance(value, Literal):
        return 1, (value.language or "").lower(), _natural(text)
    return (2, "", ((), text)) if isinstance(value, BNode) else (0, "", _natural(text))


def _index(graph: Iterable[tuple[Node, Node, Node]]) -> tuple[dict[Node, _Properties], dict[BNode, Node]]:
    """Return subject → predicate → values, and for each blank node the one subject that uses it."""
    index: dict[Node, _Properties] = {}
    users: dict[BNode, Node] = {}
    sharers: set[Node] = set()
    for subject, predicate, value in graph:
        index.setdefault(subject, {}).setdefault(predicate, []).append(value)
        if isinstance(value, BNode):
            if value in users:
                sharers |= {subject, users[value]}
            users[value] = subject
    if sharers:
        names = " and ".join(sorted({_named(sharer, users) for sharer in sharers})[:3])
        raise InvalidData(f"A blank node is used more than once, by {names}: give it an IRI.")
    return index, users


def _named(node: Node, users: dict[BNode, Node]) -> str:
    """Name *node*, or the IRI that it stands in when it is blank."""
    seen = set()
    while isinstance(node, BNode) and node in users and node not in seen:
        seen.add(node)
        node = users[node]
    return "a blank node" if isinstance(node, BNode) else f"<{node}>"


class _Writer:
    """Writes one graph; remembers which prefixes it used and which blank nodes it has written."""

    def __init__(self, graph: Iterable[tuple[Node, Node, Node]]) -> None:
        self._index, self._users = _index(graph)
        self._names: dict[Node, str] = {}
        self._verbs: dict[Node, tuple[tuple[int, _Key], str, Node]] = {}
        self._used: set[str] = set()
        self._written: set[Node] = set()

    def prefixes(self) -> str:
        return "".join(f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in sorted(self._used))

    def blocks(self) -> list[str]:
        named = sorted((subject for subject in self._index if isinstance(subject, URIRef)), key=_natural)
        blank = [subject for subject in self._index if isinstance(subject, BNode)]
        unused = [subject for subject in blank if subject not in self._users]
        blocks = [f"{self._name(subject)}\n{self._body(subject, _INDENT)}.\n" for subject in named]
        blocks += sorted(f"[]\n{self._body(subject, _INDENT)}.\n" for subject in unused)
        # Each is used once, so what no block has reached can only be reached from itself.
        circle = set(blank) - self._written - set(unused)
        if circle:
            names = sorted({self._name(predicate) for node in circle for predicate in self._index[node]})
            raise InvalidData(f"Blank nodes with {', '.join(names)} form a circle: give them IRIs.")
        return blocks

    def _body(self, subject: Node, indent: str) -> str:
        properties = self._index[subject]
        return "".join(
            f"{indent}{name} {value} ;\n"
            for _, name, predicate in sorted(map(self._verb, properties))
            for value in self._values(properties[predicate], indent)
        )

    def _verb(self, predicate: Node) -> tuple[tuple[int, _Key], str, Node]:
        """Return sort key and name of *predicate*, and itself."""
        verb = self._verbs.get(predicate)
        if verb is None:
            name = "a" if predicate == _TYPE else self._name(predicate)
            rank = _LEADING.index(str(predicate)) if str(predicate) in _LEADING else len(_LEADING)
            verb = self._verbs[predicate] = ((rank, _natural(name)), name, predicate)
        return verb

    def _values(self, values: list[Node], indent: str) -> list[str]:
        if len(values) == 1:
            return [self._term(values[0], indent)]
        texts = [(value, self._term(value, indent)) for value in values]
        return [text for _, text in sorted(texts, key=lambda pair: _value_key(*pair))]

    def _term(self, term: Node, indent: str) -> str:
        if isinstance(term, Literal):
            return self._literal(term)
        if isinstance(term, BNode):
            return self._blank(term, indent)
        return "()" if term == _NIL else self._name(term)

    def _name(self, iri: Node) -> str:
        name = self._names.get(iri)
        if name is None:
            name = self._names[iri] = self._new_name(str(iri))
        return name

    def _new_name(self, iri: str) -> str:
        parts = _SPLIT.fullmatch(iri)
        if parts and parts[1] in _BY_NAMESPACE and _LOCAL.fullmatch(parts[2]):
            prefix = _BY_NAMESPACE[parts[1]]
            self._used.add(prefix)
            return f"{prefix}:{parts[2]}"
        if not _IRI.fullmatch(iri):
            raise InvalidData(f"<{iri}> is not an absolute IRI: write it in full, without spaces or quotes.")
        return f"<{iri}>"

    def _literal(self, literal: Literal) -> str:
        short = _SHORT.get(literal.datatype)
        if short and short.fullmatch(literal):
            return str(literal)
        text = f'"{literal.translate(_ESCAPES)}"'
        if literal.language:
            return f"{text}@{literal.language}"
        return f"{text}^^{self._name(literal.datatype)}" if literal.datatype else text

    def _blank(self, node: BNode, indent: str) -> str:
        if len(indent) > _DEEPEST:
            raise InvalidData("Blank nodes stand inside each other more than 50 deep: give some an IRI.")
        self._written.add(node)
        inner = indent + _INDENT
        items = self._items(node)
        if items:
            lines = (f"{inner}{self._term(item, inner)}\n" for item in items)
            return f"(\n{''.join(lines)}{indent})"
        return f"[\n{self._body(node, inner)}{indent}]" if node in self._index else "[]"

    def _items(self, node: Node) -> list[Node]:
        """Return the members of the well-formed list that starts at *node*, none when it is no such list."""
        items: list[Node] = []
        cells: list[Node] = []
        while node != _NIL:
            properties = self._index.get(node, {}) if isinstance(node, BNode) else {}
            if properties.keys() != {_FIRST, _REST} or any(len(v) != 1 for v in properties.values()):
                return []
            items += properties[_FIRST]
            cells.append(node)
            node = properties[_REST][0]
        self._written.update(cells)
        return items
