"""What the broker does to a child from outside: end it, make it give way, read its memory.

It must not decide when. Source of what is read: proc_pid_statm(5) and proc_pid_smaps(5).
"""

import os
import resource
import signal
import time
from collections.abc import Collection
from pathlib import Path

from acquis.pool.ask import Ask, Child

__all__ = ["demote", "kill", "measure", "own_memory", "private_memory", "processor_seconds"]

_PAGE = resource.getpagesize()


def own_memory(pid: int) -> int:
    """Return the bytes of memory of *pid* that are not of files, 0 if it is gone.

    Pages that it shares with the process it was forked from count: the growth since then is what to look at.
    """
    try:
        resident, shared = Path(f"/proc/{pid}/statm").read_bytes().split()[1:3]
    except (OSError, ValueError):
        return 0
    return (int(resident) - int(shared)) * _PAGE


def private_memory(pid: int) -> int:
    """Return the bytes that *pid* has written and shares with nobody, 0 if that cannot be read.

    It takes milliseconds, since every page is looked at.
    """
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) << 10 for line in lines if line.startswith("Private_Dirty:"))


def processor_seconds(pid: int) -> float:
    """Return the seconds that *pid* has had of the processor, 0 if it is gone."""
    try:
        # The clock of another process, as clock_getcpuclockid(3) numbers it.
        return time.clock_gettime(~pid << 3 | 2)
    except OSError:
        return 0.0


def kill(child: Child) -> None:
    """End *child* at once; its host tells when it is gone."""
    if child.demoted:
        # To give its memory back it needs the processor once more; not every system lets it have that.
        _schedule(child, os.SCHED_OTHER)
    try:
        signal.pidfd_send_signal(child.process, signal.SIGKILL)
    except ProcessLookupError:
        return


def demote(child: Child) -> None:
    """Let *child* run only when nobody else wants the processor."""
    child.demoted = True
    _schedule(child, os.SCHED_IDLE)


def _schedule(child: Child, policy: int) -> None:
    try:
        os.sched_setscheduler(child.pid, policy, os.sched_param(0))
    except OSError:
        return


def measure(running: Collection[Ask], limit: int) -> None:
    """Note the memory of each query: what its child holds beyond the graph, and what of the graph it copied.

    Reading the graph copies pages of it. That is looked at only when it could take the whole beyond *limit*,
    and then for one query at a time, in turn.
    """
    at_work = [(ask, ask.child) for ask in running if ask.child]
    for ask, child in at_work:
        ask.grown = max(0, own_memory(child.pid) - child.base)
    if sum(ask.grown + child.base for ask, child in at_work) > limit:
        ask, child = min(at_work, key=lambda pair: pair[0].looked)
        ask.looked = time.monotonic()
        ask.copied = max(0, private_memory(child.pid) - ask.grown)
