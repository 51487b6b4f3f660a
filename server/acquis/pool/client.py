"""The pool as front ends see it: a runner that asks the broker for a turn, and a child for the answer.

It must not decide about limits. Any number of threads may share one `Pool`.
"""

import socket
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from acquis.config import Settings
from acquis.errors import AcquisError, Overloaded
from acquis.pool import frames, refusals
from acquis.pool.frames import Frame, Incoming
from acquis.pool.jobs import Answer, Gone, Job
from acquis.pool.line import Line, Lost, Watch

__all__ = ["Pool"]

_CLIP = 200
_REPLY_S = 60.0
_WHY_S = 5.0
_SLACK = 1 << 20
# After these the process that ran the query may be in a bad state and is not used again.
_SPENT = ("QueryFailed", "QueryTooLarge")


class Pool:
    """A runner in the processes of the pool that listens at *address*, by default where *settings* say."""

    def __init__(self, settings: Settings, address: str = "") -> None:
        self._address = address or settings.pool_socket
        self._at_most = settings.max_result_bytes + _SLACK
        # Used like a stack, so that few connections serve many threads.
        self._lines: deque[Line] = deque()

    def run(self, job: Job, *, client: str = "", gone: Gone | None = None) -> Answer:
        """Return the answer to *job*; see `Runner.run`."""
        with self._line() as line:
            line.number += 1
            line.tell(
                {
                    "ask": line.number,
                    "client": client[:_CLIP],
                    "release": job.release[:_CLIP],
                    "task": job.task,
                    "seconds": job.seconds,
                }
            )
            with _turn(line, gone) as child:
                return self._converse(line, child, job, gone)

    def fault(self, client: str) -> None:
        """Count a fault of *client*; see `Runner.fault`."""
        if client:
            with suppress(Overloaded), self._line() as line:
                line.tell({"fault": client[:_CLIP]})
                note, _ = line.wait(lambda note: "noted" in note or note.get("refused") == 0, _WHY_S)
                if "error" in note:
                    raise frames.error_of(note)

    def stats(self) -> dict[str, float]:
        """Return numbers by name about what runs, waits and was stopped, and memory in bytes.

        Raises:
            Overloaded: the pool is away.
        """
        with self._line() as line:
            line.tell({"stats": True})
            note, _ = line.wait(lambda note: "stats" in note, _WHY_S)
            return dict(note["stats"])

    def close(self) -> None:
        """Close the connections that are not in use."""
        while self._lines:
            self._lines.pop().close()

    @contextmanager
    def _line(self) -> Iterator[Line]:
        """Lend a connection; it is used again unless something unforeseen happens.

        Raises:
            Overloaded: the broker is gone.
        """
        try:
            line = self._take()
        except Lost:
            raise refusals.away() from None
        try:
            yield line
        except AcquisError:
            self._lines.append(line)
            raise
        except Lost:
            line.close()
            raise refusals.away() from None
        except BaseException:
            line.close()
            raise
        self._lines.append(line)

    def _take(self) -> Line:
        while True:
            try:
                line = self._lines.pop()
            except IndexError:
                return Line(self._address)
            if line.alive():
                return line
            line.close()

    def _converse(self, line: Line, child: socket.socket, job: Job, gone: Gone | None) -> Answer:
        """Return what *child* answers to *job*, unless it is stopped or the client leaves before."""
        incoming = Incoming(self._at_most)
        try:
            frames.send(child, frames.pack_job(job))
        except OSError:
            raise _why(line) from None
        watch = Watch((child.fileno(), line.socket.fileno()), gone)
        while True:
            ready = watch.wait()
            if child.fileno() in ready:
                frame = _read(incoming, child, line)
                if frame:
                    return _finish(line, frame)
            elif line.socket.fileno() in ready:
                note, _ = line.hear()
                if note.get("stopped") == line.number:
                    raise frames.error_of(note)
            else:
                line.tell({"cancel": line.number})
                raise refusals.left()


@contextmanager
def _turn(line: Line, gone: Gone | None) -> Iterator[socket.socket]:
    """Lend the end of a child's line once it is the turn of the query last asked."""
    number = line.number
    note, passed = line.wait(
        lambda note: number in (note.get("run"), note.get("refused"), note.get("stopped")), _REPLY_S, gone
    )
    if passed is None:
        raise frames.error_of(note)
    with socket.socket(fileno=passed) as child:
        yield child


def _read(incoming: Incoming, child: socket.socket, line: Line) -> Frame | None:
    try:
        return incoming.read(child)
    except (EOFError, OSError):
        raise _why(line) from None
    except ValueError:
        line.tell({"cancel": line.number})
        raise refusals.crashed() from None


def _finish(line: Line, frame: Frame) -> Answer:
    error = frame[0].get("error")
    with suppress(Lost):
        # The answer is good even if the broker is gone by now.
        line.tell({"done": line.number, "failed": error is not None, "spent": error in _SPENT})
    return frames.answer_of(frame)


def _why(line: Line) -> AcquisError:
    """Return the reason for which the child of the query last asked is gone."""
    number = line.number
    note, _ = line.wait(lambda note: note.get("stopped") == number, _WHY_S)
    return frames.error_of(note)
