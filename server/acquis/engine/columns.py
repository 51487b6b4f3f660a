"""Own the order of the columns of `SELECT *`: that in which the variables appear in the query.

It must not look at any data.
"""

from pyoxigraph import QuerySolutions, Store

from acquis.engine.tokens import star, variables
from acquis.vocab import BASE, PREFIXES

__all__ = ["named"]


def named(text: str) -> str:
    """Return *text* with an outermost `*` spelled out; pyoxigraph 0.5.13 would sort the columns by name."""
    place = star(text)
    if place is None:
        return text
    try:
        found = Store().query(text, base_iri=BASE, prefixes=PREFIXES)
    except SyntaxError:
        return text
    if not isinstance(found, QuerySolutions):
        return text
    in_scope = {variable.value for variable in found.variables}
    names = [name for name in variables(text) if name in in_scope]
    if not names or len(names) < len(in_scope):
        return text
    columns = " ".join(f"?{name}" for name in names)
    return f"{text[: place.start]} {columns} {text[place.end :]}"
