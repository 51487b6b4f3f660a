"""What print does to a text, undone: lines joined, pages' heads and feet apart, footnotes to their marks."""

from acquis.texts.reading.mending.mending import mend

__all__ = ["mend"]
