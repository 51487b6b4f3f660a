"""The process that evaluates queries, one at a time, until its other end is gone or it is killed.

It must not decide about limits: it is stopped from outside. It tells nothing of its inside.
"""

import os
import socket
from collections.abc import Callable

from acquis.engine import Engine
from acquis.errors import AcquisError
from acquis.pool import frames, refusals, sandbox
from acquis.pool.evaluate import evaluate
from acquis.pool.frames import Frame, Incoming

__all__ = ["reply", "serve", "start"]

_NICE = 5


def start(
    line: socket.socket, host: int, engine: Callable[[], Engine], limits: tuple[int, int, float]
) -> None:
    """Turn this process, freshly forked by *host*, into a child behind its walls, and serve on *line*.

    *limits* are the bytes of memory and of an answer, and the seconds of a query.
    """
    memory, result_bytes, seconds = limits
    sandbox.die_with_parent(host)
    sandbox.reset_signals()
    sandbox.close_all_but(line.fileno())
    # Whoever hands out queries and forks children comes before those who work on them.
    os.nice(_NICE)
    at_hand = engine()
    sandbox.wall_in(memory)
    serve(line, at_hand, result_bytes, seconds)


def serve(line: socket.socket, engine: Engine, result_bytes: int, seconds: float) -> None:
    """Answer the jobs that come on *line* until it ends."""
    while True:
        incoming = Incoming(0)
        frame = None
        while frame is None:
            try:
                frame = incoming.read(line)
            except (EOFError, OSError):
                return
        sandbox.limit_cpu(seconds)
        frames.send(line, reply(engine, frame, result_bytes))


def reply(engine: Engine, frame: Frame, result_bytes: int) -> Frame:
    """Return the answer to the job in *frame*, or the error it comes to."""
    try:
        return frames.pack_answer(evaluate(engine, frames.job_of(frame), result_bytes))
    except AcquisError as error:
        return frames.pack_error(error), b""
    except MemoryError:
        return frames.pack_error(refusals.no_memory()), b""
    except BaseException:
        # A panic of the engine is no Exception. Nothing of it may get out.
        return frames.pack_error(refusals.crashed()), b""
