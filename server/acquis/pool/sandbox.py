"""Own the walls around a process that evaluates queries: what it may not reach, and how much it may take.

It must not evaluate anything. Walls that a system does not offer are left out; functions say what stands.
The engine calls other servers for SERVICE and has no switch for it, so the walls are of the system.
"""

import ctypes
import os
import resource
import signal
import sys
from pathlib import Path
from typing import Any

__all__ = [
    "adopt_orphans",
    "allow_descriptors",
    "close_all_but",
    "cut_network",
    "die_with_parent",
    "few_arenas",
    "forbid",
    "give_back",
    "limit_cpu",
    "reset_signals",
    "wall_in",
]

# Source: linux/prctl.h and linux/sched.h
_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_PR_SET_NO_NEW_PRIVS = 38
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000

# Source: malloc.h of glibc
_M_ARENA_MAX = -8

# A query of some thousand brackets needs more than the usual 8 MB. Where the stack begins is fixed when the
# program starts, with at least 128 MB below it.
_STACK = 96 << 20
_FORBIDDEN = (
    "ctypes.dlopen",
    "ftplib.",
    "http.client.",
    "open",
    "os.",
    "pty.",
    "shutil.",
    "smtplib.",
    "socket.",
    "sqlite3.",
    "subprocess.",
    "tempfile.",
    "urllib.",
)
_LIBC = ctypes.CDLL(None, use_errno=True)


def _prctl(option: int, value: int) -> bool:
    return bool(_LIBC.prctl(option, value, 0, 0, 0) == 0)


def adopt_orphans() -> bool:
    """Make this process the parent of all below it that lose theirs; tell if that worked."""
    return _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def allow_descriptors() -> None:
    """Let this process have as many open files and sockets as the system lets it."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def die_with_parent(parent: int) -> None:
    """End this process when the process *parent*, which started it, ends."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)


def few_arenas() -> bool:
    """Let all threads of this process share two pools of memory, where its C library has that; tell if so.

    With one for each thread, what one request has given back is of no use to the next: processes of many
    threads grew by 75 MB more.
    """
    mallopt = getattr(_LIBC, "mallopt", None)
    return mallopt is not None and bool(mallopt(_M_ARENA_MAX, 2))


def give_back() -> bool:
    """Give memory that is not in use back to the system, where its C library can; tell if any was."""
    trim = getattr(_LIBC, "malloc_trim", None)
    return trim is not None and bool(trim(0))


def cut_network() -> bool:
    """Move this process, of one thread, to a network of its own that leads nowhere; tell if it worked."""
    # As root the plain form works, and keeps the rights to read files of others.
    return any(_LIBC.unshare(flags) == 0 for flags in (_CLONE_NEWNET, _CLONE_NEWUSER | _CLONE_NEWNET))


def close_all_but(kept: int) -> None:
    """Close every descriptor but *kept*, and lead standard input, output and errors nowhere."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    os.closerange(3, kept)
    os.closerange(kept + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])


def reset_signals() -> None:
    """Let signals end this process as usual, but for Ctrl-C, which is for the one who shows the prompt."""
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGTERM, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def wall_in(memory: int) -> list[str]:
    """Forbid this process new descriptors, files and rights, and more than *memory* bytes beyond what it has.

    What is open stays open. Return the names of the walls that stand.
    """
    size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    Path("/proc/self/oom_score_adj").write_text("1000")
    limits = {
        "core": (resource.RLIMIT_CORE, 0),
        "file_size": (resource.RLIMIT_FSIZE, 0),
        "memory": (resource.RLIMIT_AS, size + memory + _STACK),
        "stack": (resource.RLIMIT_STACK, _STACK),
        # Last: from here on nothing can be opened.
        "descriptors": (resource.RLIMIT_NOFILE, 0),
    }
    walls = [name for name, (limit, value) in limits.items() if _lower(limit, value)]
    if _prctl(_PR_SET_NO_NEW_PRIVS, 1):
        walls.append("no_new_privileges")
    sys.addaudithook(forbid)
    return [*walls, "audit"]


def _lower(limit: int, value: int) -> bool:
    hard = resource.getrlimit(limit)[1]
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    try:
        resource.setrlimit(limit, (value, value))
    except (OSError, ValueError):
        return False
    return True


def forbid(event: str, details: tuple[Any, ...]) -> None:
    """Refuse the audit event *event* if it opens a file, a socket or a program.

    Raises:
        PermissionError: it does.
    """
    if event.startswith(_FORBIDDEN):
        raise PermissionError(f"{event} is not for queries")


def limit_cpu(seconds: float) -> None:
    """End this process after *seconds* more of processor time, should nobody else do so."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    total = int(used.ru_utime + used.ru_stime + seconds) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (total, resource.RLIM_INFINITY))
