"""Find what is wrong with a document as a whole: too much of it, parts of nothing, parts that are nothing.

It must not read the shapes' verdict: shapes look at things by class, so they see none of these.
"""

from collections.abc import Iterator

from acquis.engine import Term
from acquis.validation.refusal import ROOT
from acquis.validation.report import Finding
from acquis.validation.telling import Teller
from acquis.vocab import ACQ

__all__ = ["MOST", "loose", "oversized", "untyped"]

# What one State says of every topic has a tenth of it; far more would keep a server busy with printing it.
MOST = 5_000

_SUBMISSION = f"{ACQ}Submission"


def loose(teller: Teller) -> Iterator[Finding]:
    """Yield a finding for each part that nothing refers to, and one when there is no submission at all."""
    document = teller.document
    if ROOT not in document.nodes:
        yield teller.own("violation", "no-submission", ROOT)
        return
    reached: set[Term] = set()
    ahead: list[Term] = [ROOT]
    while ahead:
        node = ahead.pop()
        if node not in reached:
            reached.add(node)
            ahead += [value for _, value in document.said(node)]
    for node in document.nodes:
        if node not in reached:
            yield teller.own("violation", "loose-part", node)


def oversized(teller: Teller) -> Iterator[Finding]:
    """Yield a finding when the document says more than is taken at a time."""
    size = len(teller.document.quads)
    if size > MOST:
        yield teller.own("violation", "too-many", ROOT, size=f"{size:,}", most=f"{MOST:,}")


def untyped(teller: Teller) -> Iterator[Finding]:
    """Yield a finding for each part that has no class: shapes find things by class, so none sees it."""
    document = teller.document
    for node in document.nodes:
        if node == ROOT and document.cls(node) != _SUBMISSION:
            yield teller.own("violation", "root-class", node)
        elif not document.cls(node):
            yield teller.own("violation", "no-class", node)
