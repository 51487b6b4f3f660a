"""The words of documents where they are held: what there is, where a quote stands, and notes on passages.

It must not read files, nor know HTTP: words come from the graph of a release, and a release may have none.
"""

from acquis.passages.annotation import MEDIA_TYPE, of_evidence, of_place
from acquis.passages.checking import ELSEWHERE, HERE, NOWHERE, UNHELD, Outcome, check
from acquis.passages.facing import DIFFERENCES, Facing, Row, Side, face
from acquis.passages.held import Note, Words, edition_of, held, is_draft, languages, note, words
from acquis.passages.quoting import Passage, Place, Span, found
from acquis.passages.showing import LONGEST_QUOTE, Line, View, view
from acquis.passages.walking import Step, walk

__all__ = [
    "DIFFERENCES",
    "ELSEWHERE",
    "Facing",
    "HERE",
    "LONGEST_QUOTE",
    "Line",
    "MEDIA_TYPE",
    "NOWHERE",
    "Note",
    "Outcome",
    "Passage",
    "Place",
    "Row",
    "Side",
    "Span",
    "Step",
    "UNHELD",
    "View",
    "Words",
    "check",
    "edition_of",
    "face",
    "found",
    "held",
    "is_draft",
    "languages",
    "note",
    "of_evidence",
    "of_place",
    "view",
    "walk",
    "words",
]
