"""Turtle files: read exactly, written in one canonical way; what the graphs mean is not its business."""

from pathlib import Path

from acquis.errors import InvalidData
from acquis.turtle.reader import load
from acquis.turtle.writer import dumps

__all__ = ["dumps", "format_file", "load"]


def format_file(path: Path, check: bool) -> bool:
    """Return whether the file at *path* was canonical; rewrite it if not, unless *check*.

    Comments are lost in a rewrite: a note that must stay belongs into `skos:editorialNote`.

    Raises:
        InvalidData: the file cannot be read as Turtle or its graph cannot be written canonically.
    """
    graph = load(path)
    try:
        canonical = dumps(graph).encode()
    except InvalidData as error:
        raise InvalidData(*error.args, path=path) from None
    if canonical == path.read_bytes():
        return True
    if not check:
        path.write_bytes(canonical)
    return False
