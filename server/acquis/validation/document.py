"""Own a submission as it was read: its quads by subject, its parts in order, what each is called in words.

It must not judge.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from acquis.engine import BlankNode, Literal, NamedNode, Quad, Term
from acquis.validation.catalogue import Catalogue, Words
from acquis.validation.fields import Fields
from acquis.validation.refusal import ROOT
from acquis.vocab import ACQ, PREFIXES

__all__ = ["Document", "cut"]

_TYPE = f"{PREFIXES['rdf']}type"
_CONTAINS = f"{ACQ}contains"
# What a part is told apart by, the first that it has.
_TELLING = (
    *(f"{ACQ}{name}" for name in ("onTopic", "answersOn", "term", "office", "about")),
    f"{PREFIXES['dcterms']}title",
)
_SHOWN = 60

Node = NamedNode | BlankNode


class Document:
    """The quads of one document; *label* gives the names of an address in the graph, by language."""

    def __init__(
        self,
        quads: Sequence[Quad],
        places: Mapping[str, str],
        fields: Fields,
        catalogue: Catalogue,
        label: Callable[[str], Words],
    ) -> None:
        self.quads = quads
        self._places = places
        self._fields = fields
        self._catalogue = catalogue
        self.label = label
        self._said: defaultdict[Term, list[tuple[str, Term]]] = defaultdict(list)
        self._above: dict[Term, Node] = {}
        self._classes: dict[Term, str] = {}
        for quad in quads:
            self._take(quad)
        self._numbers = self._numbered()

    def _take(self, quad: Quad) -> None:
        path = quad.predicate.value
        self._said[quad.subject].append((path, quad.object))
        if path == _TYPE and isinstance(quad.object, NamedNode):
            if quad.subject not in self._classes or quad.object.value in self._fields.parts:
                self._classes[quad.subject] = quad.object.value
        elif isinstance(quad.subject, NamedNode | BlankNode) and quad.subject != quad.object:
            self._above.setdefault(quad.object, quad.subject)

    def _numbered(self) -> dict[Term, int]:
        """Return the place of each part among those of its class, 0 for the only one."""
        groups: defaultdict[str, list[Term]] = defaultdict(list)
        for node in self._said:
            groups[self.cls(node)].append(node)
        return {
            node: place if len(group) > 1 else 0
            for group in groups.values()
            for place, node in enumerate(group, 1)
        }

    @property
    def nodes(self) -> list[Term]:
        """All parts, in the order in which the document first speaks of them."""
        return list(self._said)

    def cls(self, node: Term) -> str:
        """Return the class of *node*, one of a submission where it has such a one, "" for none."""
        return self._classes.get(node, "")

    def said(self, node: Term) -> list[tuple[str, Term]]:
        """Return all properties of *node* with their values, in order."""
        return self._said.get(node, [])

    def values(self, node: Term, path: str) -> list[Term]:
        """Return the values of *path* of *node*, in order."""
        return [value for other, value in self._said.get(node, ()) if other == path]

    def of_class(self, cls: str) -> Iterator[Term]:
        """Yield the parts of class *cls*, in order."""
        return (node for node in self._said if self.cls(node) == cls)

    @property
    def claims(self) -> list[Term]:
        """What the submission contains, as far as the document says something about it."""
        return [node for node in self.values(ROOT, _CONTAINS) if node in self._said]

    def where(self, node: Term, path: str = "") -> Words:
        """Return what the part *node* is called, with its place, or that of its *path*, where it is known."""
        words = self._part(node)
        place = self._places.get(f"{_name(node)} {path}") or self._place(node)
        return self._catalogue.words("part.placed", part=words, place=place) if place else words

    def _part(self, node: Term, depth: int = 3) -> Words:
        name = self._name(node)
        above = self._above.get(node)
        if above is None or above == ROOT or not depth or self._is_claim(node):
            return name
        return self._catalogue.words("part.inner", part=name, whole=self._part(above, depth - 1))

    def _is_claim(self, node: Term) -> bool:
        return node in self.values(ROOT, _CONTAINS)

    def _name(self, node: Term) -> Words:
        if node == ROOT:
            return self._catalogue.words("part.root")
        name = self._kind(self.cls(node))
        number = self._numbers.get(node, 0)
        if number:
            name = self._catalogue.words("part.numbered", part=name, number=number)
        told = self._telling(node)
        return self._catalogue.words("part.about", part=name, about=told) if told else name

    def _kind(self, cls: str) -> Words:
        """Return what things of the class *cls* are called, one of them: its own name in the ontology."""
        label = self.label(cls)
        if label:
            return {tag: text[:1].upper() + text[1:] for tag, text in label.items()}
        part = self._fields.parts.get(cls)
        return part.name if part else self._catalogue.words("part.other")

    def _telling(self, node: Term) -> Words:
        """Return what *node* is told apart by: no other part, as that may be told apart by this one."""
        for path in _TELLING:
            for value in self.values(node, path):
                if value not in self._said:
                    return self.words(value, _SHOWN)
        return {}

    def _place(self, node: Term) -> str:
        """Return the place of *node*, or of the nearest part above it that has one."""
        seen: set[Term] = set()
        current: Term | None = node
        while current is not None and current not in seen:
            place = self._places.get(_name(current))
            if place:
                return place
            seen.add(current)
            current = self._above.get(current)
        return ""

    def words(self, value: Term, most: int = 200) -> Words:
        """Return what *value* is called: its name in the graph or the document, its text, or its address."""
        if isinstance(value, Literal):
            return {"en": cut(value.value, most)}
        if value in self._said:
            return self._name(value)
        known = self.label(getattr(value, "value", ""))
        return known or {"en": cut(str(value).strip("<>"), most)}


def _name(node: Term) -> str:
    return node.value if isinstance(node, NamedNode) else str(node)


def cut(text: str, most: int) -> str:
    """Return *text* on one line, shortened to *most* characters.

    >>> cut("a  long\\ntext", 6)
    'a lon…'
    """
    text = " ".join(text[: most * 4].split())
    return text if len(text) <= most else f"{text[: most - 1]}…"
