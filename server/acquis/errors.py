"""Every error Acquis raises on purpose, as one tree; it knows no status codes, exit codes or formats.

The first argument is always the sentence for the user, and it says what to do; data follow by keyword.

    AcquisError
        AccessDenied
        Conflict
        FindingsFound
        InvalidData
        InvalidDocument
        InvalidParameter
        InvalidQuery
        InvalidSetting
        LedgerError
        NotAcceptable
        NotAuthenticated
        Overloaded
        QueryFailed
        QueryTimeout
        QueryTooLarge
        ReleaseError
        StorageFull
        TooManyRequests
        UnknownEntity
        UnsupportedMedia
        UnsupportedQuery
        Withdrawn
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

__all__ = [
    "AccessDenied",
    "AcquisError",
    "Conflict",
    "FindingsFound",
    "InvalidData",
    "InvalidDocument",
    "InvalidParameter",
    "InvalidQuery",
    "InvalidSetting",
    "LedgerError",
    "NotAcceptable",
    "NotAuthenticated",
    "Overloaded",
    "QueryFailed",
    "QueryTimeout",
    "QueryTooLarge",
    "ReleaseError",
    "StorageFull",
    "TooManyRequests",
    "UnknownEntity",
    "UnsupportedMedia",
    "UnsupportedQuery",
    "Withdrawn",
]


class AcquisError(Exception):
    """Anything that went wrong for a reason the user can act on; `str()` is the sentence."""


class AccessDenied(AcquisError):
    """Somebody known who may not do this: it is of another State, of another role, or their own."""


class Conflict(AcquisError):
    """Something that does not fit what stands, such as a step that cannot follow the last one."""


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


class InvalidDocument(AcquisError):
    """A document handed in that cannot be taken; `report` says of each fault where it is and what to do.

    `report` is a mapping that JSON can hold, empty where the document could not even be read.
    """

    def __init__(self, message: str, *, report: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.report = dict(report or {})


class InvalidParameter(AcquisError):
    """A parameter of a question or request that is missing, unknown or of the wrong type.

    `near` are values that would do and come near to the one given, as people type them.
    """

    def __init__(self, message: str, *, name: str = "", near: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.name = name
        self.near = tuple(near)


class InvalidQuery(AcquisError):
    """A query that does not parse; `line` and `column` are 1-based, None when unknown."""

    def __init__(self, message: str, *, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class InvalidSetting(AcquisError):
    """An `ACQUIS_*` variable that does not exist or holds a value that cannot be used."""


class LedgerError(AcquisError):
    """A ledger of submissions that cannot be reached, read or trusted."""


class NotAcceptable(AcquisError):
    """No form that the caller accepts exists; `offered` lists the media types that do."""

    def __init__(self, message: str, *, offered: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.offered = tuple(offered)


class NotAuthenticated(AcquisError):
    """A request without a token that counts: there is none, or it is unknown, expired or revoked."""


class Overloaded(AcquisError):
    """No room for one more query now; `retry_after` is in whole seconds."""

    def __init__(self, message: str, *, retry_after: int = 1) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class QueryFailed(AcquisError):
    """A query on which the engine gave up or crashed; others are not affected."""


class QueryTimeout(AcquisError):
    """A query stopped after `spent` seconds, of which it may have `limit`."""

    def __init__(self, message: str, *, limit: float = 0, spent: float = 0) -> None:
        super().__init__(message)
        self.limit = limit
        self.spent = spent


class QueryTooLarge(AcquisError):
    """A query, its working memory or its result that outgrew `limit` bytes."""

    def __init__(self, message: str, *, limit: int = 0) -> None:
        super().__init__(message)
        self.limit = limit


class ReleaseError(AcquisError):
    """A release that is missing, incomplete or does not match its manifest."""


class StorageFull(AcquisError):
    """No room to keep what was handed in; nothing of it was kept."""


class TooManyRequests(AcquisError):
    """A client that used up its share; `retry_after` is in whole seconds."""

    def __init__(self, message: str, *, retry_after: int = 1) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class UnknownEntity(AcquisError):
    """An IRI, or the name of a question, that the current release does not hold.

    `near` are names or addresses that do lead somewhere and come near to the one given.
    """

    def __init__(self, message: str, *, iri: str = "", near: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.iri = iri
        self.near = tuple(near)


class UnsupportedMedia(AcquisError):
    """A document `given` in a media type that is not among the `accepted` ones."""

    def __init__(self, message: str, *, given: str = "", accepted: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.given = given
        self.accepted = tuple(accepted)


class UnsupportedQuery(AcquisError):
    """A legal query in a form that is not served, such as an update or a `SERVICE` call."""


class Withdrawn(AcquisError):
    """An IRI that was withdrawn; `iri` names it, and `release` the latest kept release that holds it.

    `reason` is what its issuer said, `successor` the IRI of what stands in its place; "" where there is none.
    """

    def __init__(
        self, message: str, *, iri: str = "", release: str = "", reason: str = "", successor: str = ""
    ) -> None:
        super().__init__(message)
        self.iri = iri
        self.release = release
        self.reason = reason
        self.successor = successor
