"""Own the kinds that findings are grouped by, in the order in which they are shown; plain data.

It must not look at a graph. A kind takes in what is of one of its classes; elements of the framework and
actors come first, then documents, then paragraphs, and last what a page of something else shows anyway.
"""

from collections.abc import Collection
from typing import Final

from acquis.vocab import ACQ, PREFIXES

__all__ = ["KINDS", "RECORD", "SPAN", "kind_of", "kind_of_id", "shows_exactly"]

# Kind, and the classes of the ontology that it takes in; in each, the first come first.
_CLASSES: Final = {
    "norm": ("Norm", "RuleSet"),
    "principle": ("LegalPrinciple",),
    "topic": ("LegalTopic",),
    "measure": ("ConfidenceBuildingMeasure",),
    "capacity": ("CapacityPrinciple",),
    "threat": ("Threat",),
    "process": ("Process",),
    "state": ("State",),
    "group": ("RegionalGroup",),
    "body": ("Body",),
    "position": ("NationalPosition",),
    "document": ("Resolution", "Treaty", "Report", "ImplementationReport", "CommentPaper", "Work"),
    "edition": ("Edition",),
    "paragraph": ("Annex", "Section", "Paragraph", "TextUnit"),
    "stance": ("Stance",),
    "submission": ("Submission",),
    "answer": (
        *("ImplementationAnswer", "MeasureReport", "PointOfContact", "CapacityNeed", "CapacityOffer"),
        *("TermDefinition", "SelfReport", "Measure"),
    ),
    "statement": (
        *("Claim", "Comment", "NormMention", "Conclusion", "Recommendation", "View", "Provision"),
        "Statement",
    ),
    "term": (),
    "record": (),
}
KINDS: Final = tuple(_CLASSES)
RECORD: Final = "record"
# The numbers of the entries of one kind: those of the kind at place n begin at n times this.
SPAN: Final = 10**9

_PLACES = {
    ACQ + name: (place, rank)
    for place, names in enumerate(_CLASSES.values())
    for rank, name in enumerate(names)
}
_GENERAL = {ACQ + name for name in ("Work", "TextUnit", "Statement", "SelfReport")}
_TERMS = {
    *(PREFIXES["skos"] + name for name in ("Concept", "ConceptScheme")),
    *(PREFIXES["owl"] + name for name in ("Class", "ObjectProperty", "DatatypeProperty")),
    *(PREFIXES["owl"] + name for name in ("AnnotationProperty", "Ontology")),
    PREFIXES["rdfs"] + "Datatype",
}
# Of these a name that is exactly what was typed is no more than one that begins with it.
_LATER = ("stance", "statement", "term", "record")


def kind_of(classes: Collection[str]) -> tuple[int, int, str]:
    """Return the place of the kind of a thing of *classes*, its rank within, and the IRI of its main class.

    A class that is inferred, such as Work, counts only where none that is more narrow does.
    """
    known = sorted((one in _GENERAL, *_PLACES[one], one) for one in classes if one in _PLACES)
    if known:
        return known[0][1:]
    place = KINDS.index("term" if _TERMS & set(classes) else RECORD)
    ours = sorted(one for one in classes if one.startswith(ACQ))
    return place, 0, ours[0] if ours else ""


def kind_of_id(number: int) -> str:
    """Return the kind of the entry with *number*."""
    return KINDS[number // SPAN]


def shows_exactly(number: int) -> bool:
    """Return whether the entry with *number* comes before all others for a name that is exactly its own."""
    return kind_of_id(number) not in _LATER
