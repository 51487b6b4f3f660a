"""Find what should not be published in what would be: e-mail addresses outside the fields that are kept back.

It must not refuse: it may be the address of an office that means to be written to.
"""

import re
from collections.abc import Iterator

from acquis.engine import Literal, plain
from acquis.validation.report import Finding
from acquis.validation.telling import Teller
from acquis.vocab import ACQ

__all__ = ["addresses"]

# Possessive, so that no text takes longer than its length.
_ADDRESS = re.compile(r"[\w.+-]++@[\w-]++(?:\.[\w-]++)++")
_PUBLIC = f"{ACQ}public"
_TRUE = ("true", "1")
# A quote stands in a document that is public; of offices a shape says more.
_ELSEWHERE = f"{ACQ}quote"
_OFFICE = f"{ACQ}PointOfContact"


def addresses(teller: Teller) -> Iterator[Finding]:
    """Yield a warning for each text with an e-mail address that everyone would see."""
    document, private = teller.document, teller.fields.private
    hidden = {
        quad.subject
        for quad in document.quads
        if quad.predicate.value == _PUBLIC and plain(quad.object) not in _TRUE
    }
    for quad in document.quads:
        path, text = quad.predicate.value, quad.object
        if not isinstance(text, Literal) or quad.subject in hidden or path in private or path == _ELSEWHERE:
            continue
        found = _ADDRESS.search(text.value)
        if found and document.cls(quad.subject) != _OFFICE:
            yield teller.own("warning", "open-address", quad.subject, path, address=found[0][:100])
