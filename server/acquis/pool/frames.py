"""Jobs, answers and errors as bytes on a stream: two lengths, a JSON header, a body; nothing is ever pickled.

It must not know who talks to whom. One frame travels at a time and in one direction: ask, then answer.
"""

import json
import socket
import struct
from collections.abc import Mapping
from typing import Any

from acquis import errors
from acquis.errors import AcquisError, QueryFailed
from acquis.pool.jobs import Answer, Job

__all__ = [
    "Frame",
    "Incoming",
    "MAX_HEADER",
    "answer_of",
    "error_of",
    "job_of",
    "pack_answer",
    "pack_error",
    "pack_job",
    "send",
]

MAX_HEADER = 16_000_000
_PREFIX = struct.Struct(">II")
_FIRST = 1 << 16

Frame = tuple[dict[str, Any], bytes]


def send(stream: socket.socket, frame: Frame) -> None:
    """Write *frame* to *stream*, which blocks.

    Raises:
        OSError: the other end is gone.
    """
    header = json.dumps(frame[0], ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    start = _PREFIX.pack(len(header), len(frame[1])) + header
    if len(frame[1]) < _FIRST:
        stream.sendall(start + frame[1])
    else:
        # Long bodies are not copied once more.
        stream.sendall(start)
        stream.sendall(frame[1])


class Incoming:
    """One frame that arrives in pieces, with a body of *at_most* that many bytes."""

    def __init__(self, at_most: int) -> None:
        self._at_most = at_most
        self._buffer = bytearray()
        self._got = 0
        self._header = 0

    def read(self, stream: socket.socket) -> Frame | None:
        """Take what *stream* has, waiting if it has nothing; return the frame once it is whole.

        Raises:
            EOFError: the other end is gone.
            ValueError: this is no frame, or one that is too long.
        """
        if self._header == 0:
            self._begin(stream)
        else:
            taken = stream.recv_into(memoryview(self._buffer)[self._got :])
            self._got += _some(taken)
        if self._header == 0 or self._got < len(self._buffer):
            return None
        header = json.loads(self._buffer[_PREFIX.size : self._header].decode("utf-8", "surrogatepass"))
        if not isinstance(header, dict):
            raise ValueError("a header is an object")
        return header, bytes(memoryview(self._buffer)[self._header :])

    def _begin(self, stream: socket.socket) -> None:
        """Take the first piece and make room for the rest."""
        part = stream.recv(_FIRST)
        self._buffer += part
        self._got += _some(len(part))
        if self._got < _PREFIX.size:
            return
        header, body = _PREFIX.unpack_from(self._buffer)
        total = _PREFIX.size + header + body
        if not 0 < header <= MAX_HEADER or body > self._at_most or self._got > total:
            raise ValueError(f"a frame of {header} and {body} bytes is not expected")
        self._header = _PREFIX.size + header
        self._buffer.extend(bytes(total - self._got))


def _some(taken: int) -> int:
    if taken == 0:
        raise EOFError("the other end is gone")
    return taken


def pack_job(job: Job) -> Frame:
    """Return the frame that asks *job*."""
    fields = {name: value for name, value in vars(job).items() if name != "document"}
    return {**fields, "values": dict(job.values)}, job.document


def job_of(frame: Frame) -> Job:
    """Return the job in *frame*."""
    return Job(**frame[0], document=frame[1])


def pack_answer(answer: Answer) -> Frame:
    """Return the frame of *answer*."""
    fields = {name: value for name, value in vars(answer).items() if name != "body"}
    return {"answer": fields}, answer.body


def answer_of(frame: Frame) -> Answer:
    """Return the answer in *frame*.

    Raises:
        AcquisError: the frame holds an error instead.
    """
    header, body = frame
    if "answer" not in header:
        raise error_of(header)
    fields = header["answer"]
    lists = {name: tuple(fields[name]) for name in ("variables", "reasons")}
    return Answer(**{**fields, **lists, "body": body})


def pack_error(error: AcquisError) -> dict[str, Any]:
    """Return *error* as a header: the name of its class, its sentence and its data."""
    return {"error": type(error).__name__, "message": str(error.args[0]), "data": dict(vars(error))}


def error_of(header: Mapping[str, Any]) -> AcquisError:
    """Return the error in *header*, as `pack_error` wrote it."""
    kind = getattr(errors, str(header.get("error")), None)
    if not (isinstance(kind, type) and issubclass(kind, AcquisError)):
        return QueryFailed("The engine gave no answer to this query that can be read.")
    return kind(header["message"], **header["data"])
