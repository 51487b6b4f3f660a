"""How to cite a thing: what is known of it as one `Reference`, and the styles that write one.

It must not know HTML or HTTP.
"""

from acquis.citation.apa import apa, apa_in_text
from acquis.citation.bibtex import bibtex
from acquis.citation.bluebook import bluebook
from acquis.citation.csl import csl
from acquis.citation.finding import reference
from acquis.citation.model import Author, Part, Place, Record, Reference, key, plain
from acquis.citation.oscola import oscola
from acquis.citation.ris import ris

__all__ = [
    "Author",
    "Part",
    "Place",
    "Record",
    "Reference",
    "apa",
    "apa_in_text",
    "bibtex",
    "bluebook",
    "csl",
    "key",
    "oscola",
    "plain",
    "reference",
    "ris",
]
