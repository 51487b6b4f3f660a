"""Own the step from a job to its answer on an engine at hand, as a child process takes it.

It must not limit time or memory: whoever calls it can be stopped from outside.
"""

import json
import time
from dataclasses import replace
from itertools import islice
from typing import Any

from acquis.engine import BlankNode, Engine, Literal, NamedNode, Result, Term, parse_term, rows_in, why_empty
from acquis.errors import QueryTooLarge
from acquis.pool import checking
from acquis.pool.jobs import VALIDATE, Answer, Gone, Job

__all__ = ["Inline", "evaluate", "written"]

_MAX_RESULT_BYTES = 50_000_000
_KINDS = {NamedNode: "uri", BlankNode: "bnode", Literal: "literal"}
_PLAIN = "http://www.w3.org/2001/XMLSchema#string"


class Inline:
    """A runner in this very process, without any limit of time: for queries of our own, and for tests."""

    def __init__(self, engine: Engine, max_result_bytes: int = _MAX_RESULT_BYTES) -> None:
        self._engine = engine
        self._max_result_bytes = max_result_bytes

    def run(self, job: Job, *, client: str = "", gone: Gone | None = None) -> Answer:
        """Return the answer to *job*; see `Runner.run`."""
        return evaluate(self._engine, job, self._max_result_bytes)

    def fault(self, client: str) -> None:
        """Do nothing: here nobody counts."""

    def stats(self) -> dict[str, float]:
        """Return nothing: here nobody counts."""
        return {}


def evaluate(engine: Engine, job: Job, max_result_bytes: int = _MAX_RESULT_BYTES) -> Answer:
    """Return the answer of *engine* to *job*.

    Raises:
        InvalidDocument: see `validation.check`; so does UnsupportedMedia.
        InvalidQuery: see `Engine.query`; so does UnsupportedQuery.
        NotAcceptable: the answer cannot be written in the form asked for.
        QueryTooLarge: the answer is longer than *max_result_bytes*.
    """
    if job.task == VALIDATE:
        return checking.check(engine, job, max_result_bytes)
    start = time.perf_counter()
    answer = written(_result(engine, job), job, max_result_bytes)
    seconds = time.perf_counter() - start
    empty = job.explain and _is_empty(engine, job, answer.kind, answer.body, answer.total)
    return replace(answer, seconds=seconds, reasons=_reasons(engine, job) if empty else ())


def written(result: Result, job: Job, max_result_bytes: int = _MAX_RESULT_BYTES) -> Answer:
    """Return *result* as *job* asks for it: written in its form, or of a table the rows of a page.

    Raises:
        NotAcceptable: the answer cannot be written in the form asked for.
        QueryTooLarge: the answer is longer than *max_result_bytes*.
    """
    kind, variables = result.kind, result.variables
    rows: int | None
    total: int | None
    if kind != "ask" and job.limit is not None:
        body, rows, total = _page(result, job.offset, job.limit)
        _refuse_long(body, max_result_bytes)
    else:
        body = result.serialise(job.media_type, at_most=max_result_bytes, profile=job.profile)
        rows = total = rows_in(body, job.media_type) if kind == "select" else None
    return Answer(kind, variables, body, rows, total)


def _result(engine: Engine, job: Job) -> Result:
    return engine.query(
        job.text,
        default_graphs=job.default_graphs,
        named_graphs=job.named_graphs,
        substitutions=_values(job),
    )


def _values(job: Job) -> dict[str, Term]:
    return {name: parse_term(text) for name, text in job.values.items()}


def _is_empty(engine: Engine, job: Job, kind: str, body: bytes, total: int | None) -> bool:
    if kind == "ask":
        return b"false" in body  # so in every form of it
    return total == 0 if total is not None else next(_result(engine, job).rows(), None) is None


def _reasons(engine: Engine, job: Job) -> tuple[str, ...]:
    return why_empty(
        engine,
        job.text,
        default_graphs=job.default_graphs,
        named_graphs=job.named_graphs,
        values=_values(job),
    )


def _refuse_long(body: bytes, at_most: int) -> None:
    if len(body) > at_most:
        raise QueryTooLarge(
            f"The page is longer than {at_most:,} bytes, the most that is sent: ask for fewer rows a page.",
            limit=at_most,
        )


def _page(result: Result, offset: int, limit: int) -> tuple[bytes, int, int]:
    """Return the rows from *offset* on, *limit* at most, as SPARQL JSON, their number and that of all."""
    rows = result.rows()
    skipped = sum(1 for _ in islice(rows, offset))
    shown = [_bindings(result.variables, row) for row in islice(rows, limit)]
    total = skipped + len(shown) + sum(1 for _ in rows)
    table = {"head": {"vars": list(result.variables)}, "results": {"bindings": shown}}
    return json.dumps(table, ensure_ascii=False, separators=(",", ":")).encode(), len(shown), total


def _bindings(variables: tuple[str, ...], row: tuple[Term | None, ...]) -> dict[str, Any]:
    return {name: _json(term) for name, term in zip(variables, row, strict=True) if term is not None}


def _json(term: Term) -> dict[str, Any]:
    """Return *term* as SPARQL JSON; a triple, which the published data never hold, as its text."""
    kind = _KINDS.get(type(term))
    if kind is None:
        return {"type": "literal", "value": str(term)}
    found: dict[str, Any] = {"type": kind, "value": getattr(term, "value", "")}
    if isinstance(term, Literal) and term.language:
        found["xml:lang"] = term.language
    elif isinstance(term, Literal) and term.datatype.value != _PLAIN:
        found["datatype"] = term.datatype.value
    return found
