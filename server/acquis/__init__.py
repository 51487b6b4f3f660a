"""Acquis: the United Nations framework of responsible State behaviour in cyberspace as a knowledge graph.

It must not load any part of itself before it is asked for: `acquis.Client` is, when it is first named.
"""

from importlib import import_module
from typing import Any

__all__ = ["Client", "__version__"]

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Return the client, which brings rdflib with it that nothing else needs to load."""
    if name == "Client":
        return import_module("acquis.client").Client
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
