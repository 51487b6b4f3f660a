"""Acquis: the United Nations framework of responsible State behaviour in cyberspace as a knowledge graph.

It must not import any part of itself: a part is loaded by whoever needs it.
"""

__all__ = ["__version__"]

__version__ = "0.1.0"
