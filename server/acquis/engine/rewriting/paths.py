"""Know a property path as a tree: to be written again, and whether it can be gone without a step.

It must not read or evaluate one. Source: https://www.w3.org/TR/sparql11-query/#pp-language
"""

from typing import NamedTuple

__all__ = ["Path"]


class Path(NamedTuple):
    """A path: `kind` is "iri" or "variable" with its `text`, or the sign between or beside its `parts`."""

    kind: str
    text: str = ""
    parts: tuple["Path", ...] = ()

    def written(self) -> str:
        """Return the path as SPARQL writes it, with more brackets than need be.

        >>> Path("+", "", (Path("|", "", (Path("iri", "a"), Path("iri", "<p:p>"))),)).written()
        '((a|<p:p>))+'
        """
        if not self.parts:
            return self.text
        inner = self.kind.join(part.written() for part in self.parts)
        return {"|": f"({inner})", "/": f"({inner})", "^": f"(^{inner})"}.get(
            self.kind, f"({inner}){self.kind}"
        )

    def is_stepless(self) -> bool:
        """Return whether the path may lead from a node to itself without any triple; yes when in doubt."""
        return self.kind in ("?", "*") or any(part.is_stepless() for part in self.parts)
