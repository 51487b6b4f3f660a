"""Own the links that are suggested for a text; it must not write any."""

from acquis.texts.linking.model import Candidate, Suggestion
from acquis.texts.linking.suggesting import suggest

__all__ = ["Candidate", "Suggestion", "suggest"]
