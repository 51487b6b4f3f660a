"""Readers of files that anybody may have made run apart, within bounds on time and memory."""

from acquis.texts.reading.apart.apart import DEADLINE_S, mended

__all__ = ["DEADLINE_S", "mended"]
