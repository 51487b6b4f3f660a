"""What is asked of an engine and what it answers, as plain values that can travel between processes.

It must not evaluate anything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

__all__ = ["Answer", "Gone", "Job", "Runner", "VALIDATE"]

# The task of a job that checks a document; a job without a task is a query.
VALIDATE = "validate"


@dataclass(frozen=True)
class Job:
    """One query to run on the release with the id `release`, and how its answer is to be written.

    `values` maps variables to terms in N-Triples. `media_type` is one that `formats` knows for the kind of
    answer; `profile` is that of JSON-LD. A `limit` of rows, from `offset` on, makes the answer a table in
    SPARQL JSON with these rows only, while all are counted; of a graph, its triples are the rows. `seconds`
    lowers the time it may take. `explain` asks for the reasons when there is no result.

    With the `task` VALIDATE it is no query: the `document`, which is of `media_type`, is checked in the light
    of the release, as one that is handed in for the State or group whose code `values` has as "issuer".
    """

    text: str = ""
    media_type: str = ""
    release: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    default_graphs: Sequence[str] = ()
    named_graphs: Sequence[str] = ()
    profile: str = ""
    offset: int = 0
    limit: int | None = None
    seconds: float | None = None
    explain: bool = False
    task: str = ""
    document: bytes = b""


@dataclass(frozen=True)
class Answer:
    """What came out: its `kind` (select, ask, graph or report), its columns, and the `body` as asked for.

    `rows` counts those in the body and `total` those of the whole answer; both are None where there are
    no rows. `seconds` is the time it took to evaluate. `reasons` says why there is no result, when asked.
    The body of a report is JSON: `report` as `Report.as_json` has it, and `nquads`, what the document says.
    """

    kind: str
    variables: tuple[str, ...]
    body: bytes
    rows: int | None = None
    total: int | None = None
    seconds: float = 0.0
    reasons: tuple[str, ...] = ()


class Gone(Protocol):
    """Tells that the client has left, so that its query can be stopped; a socket or pipe to wait for."""

    def fileno(self) -> int:
        """Return a descriptor that becomes readable, or is closed at the other end, when the client left."""
        ...


class Runner(Protocol):
    """Anything that answers jobs."""

    def run(self, job: Job, *, client: str = "", gone: Gone | None = None) -> Answer:
        """Return the answer to *job*, asked by *client* (an address), and stop when *gone* says so.

        Raises:
            InvalidDocument: see `validation.check`; so does UnsupportedMedia.
            InvalidQuery: see `Engine.query`; so do NotAcceptable and UnsupportedQuery.
            Overloaded: no room for one more query now.
            QueryFailed: the engine gave up or crashed on it.
            QueryTimeout: it ran out of time.
            QueryTooLarge: its memory or its answer outgrew a limit.
            ReleaseError: there is no such release.
            TooManyRequests: *client* used up its share.
        """
        ...

    def stats(self) -> dict[str, float]:
        """Return numbers about the work that is going on, by name.

        Raises:
            Overloaded: whoever does the work cannot be reached.
        """
        ...

    def fault(self, client: str) -> None:
        """Note that *client* sent something faulty that never became a job.

        Raises:
            TooManyRequests: it did so too often.
        """
        ...
