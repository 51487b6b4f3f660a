"""The process that evaluates queries, one at a time, until its other end is gone or it is killed.

It must not decide about limits: it is stopped from outside. It tells nothing of its inside.
"""

import os
import socket
from collections.abc import Callable
from typing import NamedTuple

from acquis.engine import Engine
from acquis.errors import AcquisError
from acquis.pool import frames, refusals, sandbox
from acquis.pool.evaluate import evaluate
from acquis.pool.frames import Frame, Incoming
from acquis.pool.jobs import VALIDATE

__all__ = ["Limits", "UNREADABLE", "reply", "serve", "start"]

# How a child ends that cannot open its release.
UNREADABLE = 3

_NICE = 5


class Limits(NamedTuple):
    """What one job may take: bytes of memory, of a document and of its answer, and seconds."""

    memory: int
    document_bytes: int
    result_bytes: int
    seconds: float


def start(line: socket.socket, host: int, engine: Callable[[], Engine], limits: Limits) -> None:
    """Turn this process, freshly forked by *host*, into a child behind its walls, and serve on *line*."""
    sandbox.die_with_parent(host)
    sandbox.reset_signals()
    sandbox.close_all_but(line.fileno())
    # Whoever hands out queries and forks children comes before those who work on them.
    os.nice(_NICE)
    try:
        at_hand = engine()
    except AcquisError:
        os._exit(UNREADABLE)
    sandbox.wall_in(limits.memory)
    serve(line, at_hand, limits)


def serve(line: socket.socket, engine: Engine, limits: Limits) -> None:
    """Answer the jobs that come on *line* until it ends."""
    while True:
        incoming = Incoming(limits.document_bytes)
        frame = None
        while frame is None:
            try:
                frame = incoming.read(line)
            except (EOFError, OSError):
                return
        sandbox.limit_cpu(limits.seconds)
        frames.send(line, reply(engine, frame, limits.result_bytes))


def reply(engine: Engine, frame: Frame, result_bytes: int) -> Frame:
    """Return the answer to the job in *frame*, or the error it comes to."""
    task = VALIDATE if frame[0].get("task") == VALIDATE else ""
    try:
        return frames.pack_answer(evaluate(engine, frames.job_of(frame), result_bytes))
    except AcquisError as error:
        return frames.pack_error(error), b""
    except PermissionError:
        # A wall was in the way; what wanted to pass is no fault of the release.
        return frames.pack_error(refusals.crashed(task)), b""
    except OSError:
        return frames.pack_error(refusals.unreadable_release(str(frame[0].get("release", "")))), b""
    except MemoryError:
        return frames.pack_error(refusals.no_memory(task)), b""
    except BaseException:
        # A panic of the engine is no Exception. Nothing of it may get out.
        return frames.pack_error(refusals.crashed(task)), b""
