"""Own how texts compare: paragraph by paragraph, word by word, through time; it must not write any link."""

from acquis.texts.aligning.lineage import lineage, trail
from acquis.texts.aligning.model import Change, Held, Pair, Step
from acquis.texts.aligning.pairing import align
from acquis.texts.aligning.wording import words

__all__ = ["Change", "Held", "Pair", "Step", "align", "lineage", "trail", "words"]
