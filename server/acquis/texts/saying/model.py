"""The shape of what a paragraph says by its modality; it must not know how that is found."""

from dataclasses import dataclass

__all__ = ["Saying"]


@dataclass(frozen=True)
class Saying:
    """One modality of the unit at path `unit`, a code of voc/modality, by the rule of that name.

    `words` are what it rests on, from `start` to `end` of the text of the unit `within`, or of its heading
    where that is a section; they are empty for a paragraph that no word decides. `sure` is false where a
    curator has to confirm the reading; `reason` is that of the rule.
    """

    unit: str
    modality: str
    rule: str
    within: str
    start: int
    end: int
    words: str
    sure: bool
    reason: str
