"""Own the shape of what a check reports: one fault, where it is, and what to do about it.

It must not know any check, nor how findings are shown beyond their one line.
"""

from dataclasses import dataclass

__all__ = ["Finding"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: the *rule* broken, *file* and *subject*, and a *message*, a sentence that says what to do.

    *severity* is "error", which keeps a graph from being released, "warning" or "info"; *file* is None where
    it is not known; *subject* is an IRI, or "" where the fault lies in no one thing.
    """

    severity: str
    rule: str
    file: str | None
    subject: str
    message: str

    def __str__(self) -> str:
        return self.line()

    def line(self) -> str:
        """Return the finding as one line of text.

        >>> Finding("error", "label", "ontology/acquis.ttl", "http://a/x", "Give it a label.").line()
        'ERROR label ontology/acquis.ttl:http://a/x Give it a label.'
        """
        place = ":".join(part for part in (self.file, self.subject) if part)
        return " ".join(part for part in (self.severity.upper(), self.rule, place, self.message) if part)
