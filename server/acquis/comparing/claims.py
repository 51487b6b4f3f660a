"""Read what every claim carries, whatever it is about: who makes it, how well it is known, since when.

It must not know topics or norms.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from acquis.comparing.once import once
from acquis.comparing.passes import Said, by_subject, code, first, only, text
from acquis.comparing.record import Claim, Document
from acquis.engine import Engine, NamedNode, Term
from acquis.readable import Value, value

__all__ = ["Common", "common", "placed"]


@dataclass(frozen=True, eq=False)
class Common:
    """What is said of claims and of documents, each read in one pass; `superseded` are claims replaced."""

    issuers: Said
    basis: Said
    confidence: Said
    checked: Said
    notes: Said
    dates: Said
    superseded: frozenset[Term]
    _documents: dict[NamedNode, Document] = field(default_factory=dict, repr=False)

    def document(self, engine: Engine, paper: NamedNode | None, date: str = "") -> Document:
        """Return *paper* as it is shown, with its own date, else *date*; one without a name for None."""
        if paper is None:
            return Document(Value(""), date)
        if paper not in self._documents:
            self._documents[paper] = Document(value(engine, paper), text(self.dates, paper) or date)
        return self._documents[paper]

    def made(self, claim: NamedNode, column: str, answer: str, document: Document) -> Iterator[Claim]:
        """Yield *claim*, that *answer* is right for *column*, once for each of those who make it."""
        confidence, checked = first(self.confidence, claim), first(self.checked, claim)
        for who in only(self.issuers.get(claim, ())):
            yield Claim(
                claim.value,
                code(who),
                column,
                answer,
                document,
                tuple(code(one) for one in only(self.basis.get(claim, ()))),
                "" if confidence is None else code(confidence),
                "" if checked is None else code(checked),
                text(self.notes, claim),
                claim in self.superseded,
            )


@once
def common(engine: Engine) -> Common:
    """Return what all claims in the graph of *engine* carry."""
    said = {
        name: by_subject(engine, name)
        for name in ("issuer", "basis", "confidence", "checked", "note", "date", "contains", "supersedes")
    }
    # Source: docs/model.md, "Submissions".
    replaced = {one for found in said["supersedes"].values() for one in found}
    return Common(
        said["issuer"],
        said["basis"],
        said["confidence"],
        said["checked"],
        said["note"],
        said["date"],
        frozenset(one for whole in replaced for one in said["contains"].get(whole, ())),
    )


def placed(claims: Iterable[Claim]) -> Mapping[tuple[str, str], tuple[Claim, ...]]:
    """Return *claims* by actor and column, each list in the order of its documents."""
    found: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        found[claim.actor, claim.column].append(claim)
    return {
        place: tuple(sorted(those, key=lambda one: (one.document.date, one.iri)))
        for place, those in found.items()
    }
