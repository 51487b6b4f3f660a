"""Every error Acquis raises on purpose, as one tree; it knows no status codes, exit codes or formats.

The first argument is always the sentence for the user, and it says what to do; data follow by keyword.

    AcquisError
        FindingsFound
        InvalidData
        InvalidParameter
        InvalidQuery
        InvalidSetting
        NotAcceptable
        ReleaseError
        UnknownEntity
        UnsupportedMedia
        UnsupportedQuery
"""

from collections.abc import Sequence
from pathlib import Path

__all__ = [
    "AcquisError",
    "FindingsFound",
    "InvalidData",
    "InvalidParameter",
    "InvalidQuery",
    "InvalidSetting",
    "NotAcceptable",
    "ReleaseError",
    "UnknownEntity",
    "UnsupportedMedia",
    "UnsupportedQuery",
]


class AcquisError(Exception):
    """Anything that went wrong for a reason the user can act on; `str()` is the sentence."""


class FindingsFound(AcquisError):
    """A check ran to its end and found faults; each of `findings` prints as one line."""

    def __init__(self, message: str, *, findings: Sequence[object] = ()) -> None:
        super().__init__(message)
        self.findings = tuple(findings)


class InvalidData(AcquisError):
    """Data that cannot be read or written; `str()` puts the path and the 1-based line in front."""

    def __init__(self, message: str, *, path: Path | None = None, line: int | None = None) -> None:
        super().__init__(message)
        self.path = path
        self.line = line

    def __str__(self) -> str:
        place = [str(part) for part in (self.path, self.line) if part is not None]
        return ": ".join([":".join(place), *self.args] if place else self.args)


class InvalidParameter(AcquisError):
    """A parameter of a question or request that is missing, unknown or of the wrong type."""

    def __init__(self, message: str, *, name: str = "") -> None:
        super().__init__(message)
        self.name = name


class InvalidQuery(AcquisError):
    """A query that does not parse; `line` and `column` are 1-based, None when unknown."""

    def __init__(self, message: str, *, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class InvalidSetting(AcquisError):
    """An `ACQUIS_*` variable that does not exist or holds a value that cannot be used."""


class NotAcceptable(AcquisError):
    """No form that the caller accepts exists; `offered` lists the media types that do."""

    def __init__(self, message: str, *, offered: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.offered = tuple(offered)


class ReleaseError(AcquisError):
    """A release that is missing, incomplete or does not match its manifest."""


class UnknownEntity(AcquisError):
    """An IRI, or the name of a question, that the current release does not hold."""

    def __init__(self, message: str, *, iri: str = "") -> None:
        super().__init__(message)
        self.iri = iri


class UnsupportedMedia(AcquisError):
    """A document `given` in a media type that is not among the `accepted` ones."""

    def __init__(self, message: str, *, given: str = "", accepted: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.given = given
        self.accepted = tuple(accepted)


class UnsupportedQuery(AcquisError):
    """A legal query in a form that is not served, such as an update or a `SERVICE` call."""
