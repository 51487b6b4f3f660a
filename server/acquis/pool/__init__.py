"""Queries and checks run in processes that can be stopped: admission, limits, what travels between processes.

A front end asks the broker (`client`, `broker`), which gives it a child of the host of a release (`host`,
`child`); job and answer go between front end and child alone. The keeper starts brokers.

It must not know HTTP, nor what the data mean.
"""

from typing import TYPE_CHECKING, Any

from acquis.pool.client import Pool
from acquis.pool.jobs import VALIDATE, Answer, Gone, Job, Runner
from acquis.pool.keeper import Started, start

if TYPE_CHECKING:
    from acquis.pool.evaluate import Inline, written

__all__ = ["Answer", "Gone", "Inline", "Job", "Pool", "Runner", "Started", "VALIDATE", "start", "written"]


def __getattr__(name: str) -> Any:
    # Keeper and broker hold no engine: they need neither its memory nor the time to load it.
    if name not in ("Inline", "written"):
        raise AttributeError(name)
    from acquis.pool import evaluate

    return getattr(evaluate, name)
