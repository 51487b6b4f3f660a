"""Own how a view has a job done: on the release of the request, for its client, until that client leaves.

It must not read queries or documents, or write answers.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import g, request

from acquis.engine import Term, guard
from acquis.engine.guard import Checked
from acquis.errors import AcquisError
from acquis.pool import VALIDATE, Answer, Job
from acquis.web.base.marks import GONE
from acquis.web.base.served import Source, served

__all__ = ["check", "fault", "run", "validated"]


def check(text: str) -> Checked:
    """Return the query *text* as it may run, with the kind of answer it gives.

    Raises:
        InvalidQuery: it can be no query, or goes too deep.
        QueryTooLarge: it is too long.
        TooManyRequests: it is faulty, and so were too many others of this client.
        UnsupportedQuery: it is in a form that is not served.
    """
    try:
        return guard.check(text, max_bytes=Source.current().settings.max_query_bytes)
    except AcquisError:
        fault()
        raise


def fault() -> None:
    """Count one fault of the client of this request.

    Raises:
        TooManyRequests: it made too many.
    """
    Source.current().runner.fault(_client())


def run(
    text: str,
    media_type: str,
    *,
    values: Mapping[str, Term] | None = None,
    default_graphs: Sequence[str] = (),
    named_graphs: Sequence[str] = (),
    release: str = "",
    **options: Any,
) -> Answer:
    """Return the answer to the query *text* written as *media_type*; *options* are those of `Job`.

    *release* is the id of a kept release, by default that of the request.

    Raises:
        AcquisError: see `Runner.run`.
    """
    job = Job(
        text,
        media_type,
        release or served().release_id,
        {name: str(term) for name, term in (values or {}).items()},
        default_graphs,
        named_graphs,
        **options,
    )
    answer = _done(job)
    g.query_seconds = g.get("query_seconds", 0.0) + answer.seconds
    return answer


def validated(document: bytes, media_type: str, issuer: str, *, as_read: bool = False) -> Answer:
    """Return the report on *document*, handed in for *issuer* (a code, "" for nobody); see `pool.Answer`.

    With *as_read* its content comes with the report even where it is not accepted.

    Raises:
        AcquisError: see `Runner.run`.
    """
    values = {"issuer": issuer} if issuer else {}
    values |= {"as-read": "1"} if as_read else {}
    job = Job("", media_type, served().release_id, values, task=VALIDATE, document=document)
    return _done(job)


def _done(job: Job) -> Answer:
    return Source.current().runner.run(job, client=_client(), gone=request.environ.get(GONE))


def _client() -> str:
    return request.remote_addr or ""
