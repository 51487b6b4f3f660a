"""Own what it would change to publish a submission now: against those that it replaces, and those that stay.

It must not publish anything.
"""

from acquis import publishing
from acquis.engine import Engine, NamedNode, Quad
from acquis.intake import publication
from acquis.intake.difference import Difference, compare
from acquis.ledger import Ledger, Submission

__all__ = ["against"]

_MOST = 1000


def against(kept: Ledger, submission: Submission, engine: Engine) -> Difference:
    """Return what publishing *submission* changes in the release behind *engine*.

    Replaced is what it says that it supersedes; other submissions of the kind that the issuer has published
    stay, and what they say already is no change.
    """
    new = publication.preview(kept, submission, engine).quads
    published = kept.list(issuer=submission.issuer, kind=submission.kind, status="published", limit=_MOST)
    beside = [one.id for one in published if one.id not in (submission.id, *submission.supersedes)]
    return compare(
        engine,
        submission.id,
        new,
        {one: _graph(engine, one) for one in submission.supersedes},
        {one: _graph(engine, one) for one in beside},
    )


def _graph(engine: Engine, submission_id: str) -> list[Quad]:
    graph = publishing.graph_of(submission_id)
    found = engine.triples(graph=graph)
    return [Quad(one.subject, one.predicate, one.object, NamedNode(graph)) for one in found]
