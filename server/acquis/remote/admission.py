"""Own who may ask the engines now: so many queries side by side, and of one client its share.

It is counted in each process of the server. It must not know queries.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock

from acquis.config import Settings
from acquis.errors import InvalidQuery, NotAcceptable, QueryTimeout, QueryTooLarge, UnsupportedQuery
from acquis.pool import refusals
from acquis.pool.fairness import Fairness, Share

__all__ = ["Admission"]

# What counts as a fault of whoever asked.
_FAULTS = (InvalidQuery, NotAcceptable, QueryTimeout, QueryTooLarge, UnsupportedQuery)


class Admission:
    """The queries under way within *settings*."""

    def __init__(self, settings: Settings) -> None:
        self._patience = settings.query_seconds / 2
        self._room = BoundedSemaphore(settings.queries)
        share = Share(settings.client_seconds, settings.client_queries, settings.client_errors)
        self._fairness, self._counting = Fairness(share), Lock()

    @contextmanager
    def counted(self, client: str) -> Iterator[None]:
        """Count a query of *client* while it runs.

        Raises:
            Overloaded: there was no room in time.
            TooManyRequests: the client used up its share.
        """
        with self._counting:
            self._fairness.begin(client)
        spent, failed = 0.0, False
        try:
            if not self._room.acquire(timeout=self._patience):
                raise refusals.waited(self._patience)
            start = time.monotonic()
            try:
                yield
            finally:
                spent = time.monotonic() - start
                self._room.release()
        except _FAULTS:
            failed = True
            raise
        finally:
            with self._counting:
                self._fairness.end(client, spent, failed=failed)
