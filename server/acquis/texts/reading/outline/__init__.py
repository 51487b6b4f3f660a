"""The outline of a text: which paragraph is whose, with which number, under which heading."""

from acquis.texts.reading.outline.outlining import outlined

__all__ = ["outlined"]
