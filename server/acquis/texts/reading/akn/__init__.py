"""Resolutions in the UN's machine-readable form, AKN4UN: they say themselves what each part is."""

from acquis.texts.reading.akn.resolution import is_akn, read

__all__ = ["is_akn", "read"]
