"""Short messages between the processes of the pool, each a JSON object, some with descriptors beside them.

It must not carry queries or answers; those go from front end to child directly, as frames. The sockets are of
the kind that keeps messages apart, so a message arrives whole or not at all.
"""

import json
import socket
from collections.abc import Sequence
from typing import Any

__all__ = ["Note", "offer", "pair", "receive", "send", "stream"]

Note = dict[str, Any]

_LONGEST = 1 << 16


def stream(descriptor: int | None = None) -> socket.socket:
    """Return a socket for notes, new or made of *descriptor*."""
    return socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET, fileno=descriptor)


def pair() -> tuple[socket.socket, socket.socket]:
    """Return two sockets for notes, joined."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


def send(line: socket.socket, note: Note, descriptors: Sequence[int] = ()) -> None:
    """Send *note*, and copies of *descriptors* with it.

    Raises:
        OSError: the other end is gone, or takes no more for now.
    """
    data = json.dumps(note).encode()
    if descriptors:
        socket.send_fds(line, [data], descriptors)
    else:
        line.send(data)


def offer(line: socket.socket, note: Note, descriptors: Sequence[int] = ()) -> None:
    """Send *note* if the other end still takes it; that it is gone will be heard when listening to it."""
    try:
        send(line, note, descriptors)
    except OSError:
        return


def receive(line: socket.socket, most_descriptors: int = 0) -> tuple[Note, list[int]]:
    """Return the next note and the descriptors that came with it, which do not outlive an exec.

    Raises:
        EOFError: the other end is gone.
        OSError: nothing is there, on a socket that does not block.
    """
    if most_descriptors:
        data, descriptors, _, _ = socket.recv_fds(line, _LONGEST, most_descriptors, socket.MSG_CMSG_CLOEXEC)
    else:
        data, descriptors = line.recv(_LONGEST), []
    if not data:
        raise EOFError("the other end is gone")
    return json.loads(data), descriptors
