"""Find what a text refers to: printed words, verb, and target kept apart; what is not known is never guessed.

It must not read files, nor ask a release: `Known` says which documents there are.
"""

from acquis.texts.citing.citing import cite
from acquis.texts.citing.known import Known, known
from acquis.texts.citing.model import Reference

__all__ = ["Known", "Reference", "cite", "known"]
