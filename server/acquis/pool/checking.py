"""Own the step from a document to the report about it, as a child process takes it.

It must not limit time or memory: whoever calls it can be stopped from outside.
"""

import json
import time
from collections.abc import Iterator
from contextlib import suppress

from acquis import validation
from acquis.engine import Engine, canonical, nquads, parse
from acquis.errors import InvalidDocument, QueryTooLarge
from acquis.pool.jobs import Answer, Job

__all__ = ["check", "warm_up"]


def check(engine: Engine, job: Job, max_result_bytes: int) -> Answer:
    """Return the report on the document of *job*, in the light of *engine*.

    Raises:
        InvalidDocument: see `validation.check`; so does UnsupportedMedia.
        QueryTooLarge: the report is longer than *max_result_bytes*.
    """
    start = time.perf_counter()
    issuer = job.values.get("issuer", "")
    # How long a document may be has been seen to by whoever took it.
    checked = validation.check(
        job.document, job.media_type, engine, issuer=issuer, max_bytes=len(job.document)
    )
    # Canonical, so that the same content has the same hash; here, as a graph can be made that takes for ever.
    # What is not accepted needs none, and its author is better served by the report; a form that is filled in
    # further wants its content as it was read.
    as_read = list(checked.quads) if "as-read" in job.values else []
    content = canonical(checked.quads) if checked.report.accepted else as_read
    said = {"report": checked.report.as_json(), "nquads": nquads(content).decode()}
    body = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    if len(body) > max_result_bytes:
        raise QueryTooLarge(
            f"The report is longer than {max_result_bytes:,} bytes, the most that is sent: hand in fewer"
            " parts at a time, and look at what is wrong with them first.",
            limit=max_result_bytes,
        )
    return Answer("report", (), body, seconds=time.perf_counter() - start)


def warm_up(engine: Engine) -> None:
    """Load all that a check needs by checking examples, so that behind its walls it opens no file."""
    validation.warm_up(engine)
    for document, media_type in _sheets():
        # Cut short it is refused, which takes words of its own.
        for data in (document, document[: len(document) // 2]):
            with suppress(InvalidDocument):
                validation.check(data, media_type, engine)


def _sheets() -> Iterator[tuple[bytes, str]]:
    """Yield a worked example in each form for spreadsheet programs, with its media type."""
    # Imported here: of all processes, only a host of checks reads spreadsheets.
    from acquis.forms import content, reader, sheets, tables
    from acquis.validation.screening import CSV, XLSX

    filled = content.from_quads(parse(reader.example(next(iter(reader.forms()))), "text/turtle"))
    yield sheets.write(filled), XLSX
    yield tables.write(filled), CSV
