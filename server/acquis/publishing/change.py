"""Own a change of what is published, as it is asked for: which graphs, and what of the graph of metadata.

It must not carry it out.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from acquis.engine import BlankNode, Engine, NamedNode, Quad, stored
from acquis.errors import InvalidData
from acquis.publishing.published import Anchor, Published, graph_of
from acquis.vocab import INFERRED, META

__all__ = ["Change", "of"]


@dataclass(frozen=True)
class Change:
    """What the next release has other than the current one.

    Each graph named in `add` holds exactly those quads afterwards, those in `remove` hold none, and of each
    subject in `meta` the graph of metadata says exactly that. `anchor` is how far the ledger was.
    """

    add: Mapping[str, Sequence[Quad]] = field(default_factory=dict)
    remove: Collection[str] = ()
    meta: Sequence[Quad] = ()
    anchor: Anchor | None = None

    def __post_init__(self) -> None:
        for graph, quads in (*self.add.items(), (META, self.meta)):
            for quad in quads:
                _refuse(quad, graph)
        if {META, INFERRED} & {*self.add, *self.remove}:
            raise InvalidData(
                "What is inferred, and the graph of metadata, are no graphs to publish: name others."
            )

    def sides(self, engine: Engine) -> tuple[list[Quad], list[Quad]]:
        """Return the quads that have to go from the graph of *engine*, and those that have to come."""
        wanted = set(stored(quad for quads in (*self.add.values(), self.meta) for quad in quads))
        there = dict.fromkeys(self._there(engine))
        return [one for one in there if one not in wanted], [one for one in wanted if one not in there]

    def _there(self, engine: Engine) -> Iterator[Quad]:
        for graph in (*self.add, *self.remove):
            for one in engine.triples(graph=graph):
                yield Quad(one.subject, one.predicate, one.object, NamedNode(graph))
        for subject in dict.fromkeys(quad.subject for quad in self.meta):
            for one in engine.triples(subject, graph=META):
                yield Quad(one.subject, one.predicate, one.object, NamedNode(META))


def of(published: Sequence[Published], anchor: Anchor | None, *, gone: Collection[str] = ()) -> Change:
    """Return the change after which the submissions *published* are as given and those in *gone* are not."""
    return Change(
        {graph_of(one.id): one.quads for one in published if one.quads},
        [graph_of(one.id) for one in published if not one.quads] + [graph_of(one) for one in gone],
        [quad for one in published for quad in one.meta],
        anchor,
    )


def _refuse(quad: Quad, graph: str) -> None:
    """Raise InvalidData unless *quad* can be added to *graph* of a release."""
    if quad.graph_name != NamedNode(graph):
        raise InvalidData(f"{quad} does not belong to {graph}: put it there.")
    if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode):
        raise InvalidData(f"{quad} has a blank node: give it a name, so that it can be told from others.")
