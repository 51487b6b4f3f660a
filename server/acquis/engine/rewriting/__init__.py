"""Write queries in forms that the engine answers sooner: what EXISTS looks up, paths, the first rows by date.

A query that is not understood for certain is left as it is. It must not change what a query means.
"""

from acquis.engine.rewriting.exists import rewritten
from acquis.engine.rewriting.first import narrowed
from acquis.engine.rewriting.reached import reached

__all__ = ["narrowed", "reached", "rewritten"]
