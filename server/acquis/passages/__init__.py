"""The words of documents where they are held: what there is, where a quote stands, and notes on passages.

It must not read files, nor know HTTP: words come from the graph of a release, and a release may have none.
"""

from acquis.passages.checking import ELSEWHERE, HERE, NOWHERE, UNHELD, Outcome, check
from acquis.passages.held import Note, Words, edition_of, held, is_draft, languages, note, words
from acquis.passages.quoting import Passage, Place, Span, found

__all__ = [
    "ELSEWHERE",
    "HERE",
    "NOWHERE",
    "Note",
    "Outcome",
    "Passage",
    "Place",
    "Span",
    "UNHELD",
    "Words",
    "check",
    "edition_of",
    "found",
    "held",
    "is_draft",
    "languages",
    "note",
    "words",
]
