"""Find who says a paragraph and how strongly, by a table of rules that a lawyer can read.

It must not write anything: the curator confirms.
"""

from acquis.texts.saying.model import Saying
from acquis.texts.saying.saying import said

__all__ = ["Saying", "said"]
