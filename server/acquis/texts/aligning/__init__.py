"""Own how texts compare: paragraph by paragraph and word by word; it must not write any link."""

from acquis.texts.aligning.model import Change, Pair
from acquis.texts.aligning.pairing import align
from acquis.texts.aligning.wording import words

__all__ = ["Change", "Pair", "align", "words"]
