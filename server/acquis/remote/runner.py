"""Answer jobs by engines elsewhere: a runner in front of the pool, which reads each query before it is sent.

What the pool must do itself it does: checks of documents, queries to releases that no engine holds any more,
and those whose answer an engine may cut unseen. It must not send what the pool did not accept, nor answer
from a node that holds another release.
"""

import logging
import math
import time
from dataclasses import replace
from functools import lru_cache

from acquis.config import Settings
from acquis.engine import Term, bound, parse_term
from acquis.engine.tokens import star
from acquis.errors import Overloaded
from acquis.pool import Answer, Gone, Job, Runner, refusals, written
from acquis.pool.line import descriptor
from acquis.remote import answers, dataset
from acquis.remote.admission import Admission
from acquis.remote.node import Elsewhere, Node, Untold, nodes
from acquis.remote.protocol import Query, declared
from acquis.remote.pushing import state
from acquis.remote.wire import Broken, Watch

__all__ = ["Remote"]

_JSON = "application/sparql-results+json"
# A graph that nobody has: a query of it alone is read, and finds nothing.
_NOWHERE = "urn:x-acquis:nowhere"
_CURRENT = "current"
# How long a release that is being published is waited for, and how often it is looked for.
_GRACE_S = 3.0
_AGAIN_S = 0.05
# How often is looked whether a new release has arrived.
_LOOK_S = 0.25
# For so long a node that did not answer is asked after all others.
_AWAY_S = 5.0
_KNOWN = 256
_RETRY_S = 5
# An engine may not take a fraction of a second.
_LEAST_S = 1

_Shape = tuple[str, tuple[str, ...]]


class Remote:
    """A runner on the engines that *settings* name; *local* is the pool beside it."""

    def __init__(self, settings: Settings, local: Runner) -> None:
        self._settings, self._local = settings, local
        self._nodes = nodes(settings)
        self._away: dict[Node, tuple[float, str]] = {}
        self._admission = Admission(settings)
        self._due = (0.0, "", False)
        self._wanted = ""
        self._shapes = lru_cache(_KNOWN)(self._shape)

    def run(self, job: Job, *, client: str = "", gone: Gone | None = None) -> Answer:
        """Return the answer to *job*; see `Runner.run`."""
        if job.task:
            return self._local.run(job, client=client, gone=gone)
        with self._admission.counted(client):
            kind, variables = self._shapes(job.text, tuple(sorted(job.values.items())), job.release)
            answer = self._answered(job, kind, variables, gone)
        if answer is None:
            return self._local.run(job, client=client, gone=gone)
        if job.explain and (answer.total == 0 or (kind == "ask" and b"false" in answer.body)):
            why = self._local.run(replace(job, limit=0), gone=gone)
            return replace(answer, reasons=why.reasons)
        return answer

    def fault(self, client: str) -> None:
        """Count a fault of *client*; see `Runner.fault`."""
        self._local.fault(client)

    def is_due(self, new: str, old: str) -> bool:
        """Return whether the release *new* is served from now on: an engine holds it, or none *old*.

        It is looked up every now and then only.
        """
        at, known, due = self._due
        now = time.monotonic()
        if known != new or now > at + _LOOK_S:
            held = {self._held(node) for node in self._in_turn() if not self._is_away(node)}
            due = new in held or old not in held
            self._due = (now, new, due)
        self._wanted = new if due else old
        return due

    def stats(self) -> dict[str, float]:
        """Return the numbers of the pool, and how many engines there are and hold the release that is served.

        Raises:
            Overloaded: no engine does, or the pool is away.
        """
        current = self._wanted or self._current()
        holding = sum(self._held(node) == current for node in self._nodes)
        if not holding:
            raise _none_holds(current)
        return {**self._local.stats(), "engines": len(self._nodes), "engines_current": holding}

    def close(self) -> None:
        """Close the connections that are not in use."""
        for node in self._nodes:
            node.close()

    def _shape(self, text: str, values: tuple[tuple[str, str], ...], release: str) -> _Shape:
        """Return kind and columns of the query *text* with *values*, which the pool has read.

        Raises:
            AcquisError: it does not accept it.
        """
        found = self._local.run(Job(text, _JSON, release, dict(values), (_NOWHERE,), limit=0))
        return found.kind, found.variables

    def _answered(self, job: Job, kind: str, variables: tuple[str, ...], gone: Gone | None) -> Answer | None:
        """Return the answer of the first node that gives one, None where the pool is to answer instead.

        Raises:
            AcquisError: an engine refused the query, or none that holds the release can be reached.
        """
        limit = min(float(self._settings.query_seconds), job.seconds or math.inf)
        start = time.monotonic()
        watch = Watch(start + limit, descriptor(gone))
        patience = start + min(_GRACE_S, limit / 2)
        asked = self._query(job, kind, variables, limit)
        try:
            while True:
                answer, reachable = self._from_any(job, asked, watch, limit)
                if answer is not None or job.release != self._current():
                    return answer
                if not reachable or time.monotonic() > patience:
                    raise _none_holds(job.release)
                watch.pause(_AGAIN_S)
        except Untold:
            return None
        except TimeoutError:
            raise refusals.timed_out(limit, time.monotonic() - start) from None

    def _from_any(self, job: Job, asked: Query, watch: Watch, limit: float) -> tuple[Answer | None, bool]:
        """Return the first answer, and where there is none, whether a node at least said what it holds."""
        reachable = False
        for node in self._in_turn():
            try:
                answer = self._from(node, job, asked, watch, limit)
            except Elsewhere as error:
                reachable = True
                if job.release == self._current():
                    self._note(node, str(error), away=False)
            except Broken as error:
                self._note(node, str(error))
            else:
                self._note(node, "", away=False)
                return answer, True
        return None, reachable

    def _from(self, node: Node, job: Job, asked: Query, watch: Watch, limit: float) -> Answer:
        """Return the answer of *node*."""
        at_most, start = self._settings.max_result_bytes, time.monotonic()
        try:
            reply = node.answer(asked, job.release, watch, at_most)
        except TimeoutError:
            # One that hangs is not asked first the next time; one that is only slow with this query is.
            try:
                node.look()
            except Broken as error:
                self._note(node, str(error))
            raise
        spent = time.monotonic() - start
        answers.refuse(reply, limit, spent)
        result = answers.read(reply, asked.kind)
        try:
            answer = written(result, job, at_most)
        except SyntaxError as error:
            raise Broken(f"what it answers cannot be read to its end: {error}") from None
        answers.refuse_cut(reply, answer.total or 0)
        return replace(answer, seconds=spent)

    def _query(self, job: Job, kind: str, variables: tuple[str, ...], limit: float) -> Query:
        """Return the query of *job* as any engine reads it: values in place, prefixes declared."""
        text = job.text
        if (place := star(text)) is not None and variables:
            columns = " ".join(f"?{name}" for name in variables)
            text = f"{text[: place.start]} {columns} {text[place.end :]}"
        values: dict[str, Term] = {name: parse_term(said) for name, said in job.values.items()}
        seconds = max(_LEAST_S, math.ceil(limit))
        unit = {"seconds": seconds, "milliseconds": seconds * 1000}.get(self._settings.endpoint_timeout)
        beside = () if unit is None else (("timeout", str(unit)),)
        graphs = (job.default_graphs, job.named_graphs)
        if not any(graphs):
            graphs = dataset.named(job.text)
        return Query(declared(bound(text, values)), kind, *graphs, beside)

    def _in_turn(self) -> list[Node]:
        """Return the nodes in their order, those that did not answer of late after the others."""
        return sorted(self._nodes, key=self._is_away)

    def _is_away(self, node: Node) -> bool:
        return self._away.get(node, (0.0, ""))[0] > time.monotonic()

    def _held(self, node: Node) -> str:
        """Return the id of the release that *node* holds, "" where it holds none or does not say."""
        held, why = state(node)
        if why:
            self._note(node, why)
        return held

    def _note(self, node: Node, why: str, *, away: bool = True) -> None:
        """Remember *why* a node was of no use, and log it when that is new; "" when it was."""
        known = self._away.get(node, (0.0, ""))[1]
        if why or known:
            self._away[node] = (time.monotonic() + _AWAY_S if away else 0.0, why)
        if why != known:
            log = logging.getLogger("acquis.remote")
            log.warning("%s: %s", node.query, why or "it answers again.")

    def _current(self) -> str:
        return (self._settings.releases_dir / _CURRENT).resolve().name


def _none_holds(release: str) -> Overloaded:
    return Overloaded(
        f"No engine that holds release {release} answers at this moment: try again in {_RETRY_S} seconds."
        " Whoever runs this server: `acquis push` brings the release to its engines, and its log says which"
        " of them do not answer.",
        retry_after=_RETRY_S,
    )
