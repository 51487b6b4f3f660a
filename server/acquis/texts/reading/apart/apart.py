"""Run a reader in a process of its own, so that no file can hold up or fill this one.

It must not know what a reader does. Parsers of PDF and of web pages have been slow, or greedy, on files made
for it; a bound on the process holds whatever the fault.
"""

import json
import signal
import subprocess
import sys
from typing import Any

from acquis.errors import InvalidDocument
from acquis.texts.model import Doubt
from acquis.texts.reading.blocks import Block, Mended

__all__ = ["DEADLINE_S", "mended"]

# Somewhat more than the processor time that a reader has, for a machine that is busy.
DEADLINE_S = 480
_SLOW = "takes too long to read: give it in parts, or in another form."
_GREEDY = "needs more memory than any text: give it in parts, or in another form."
_BROKEN = "cannot be read, it may be damaged: download it again, or give another form."


def mended(form: str, data: bytes, file: str) -> Mended:
    """Return what the reader of *form* finds in *data*; *file* is its name, for the sentences.

    Raises:
        InvalidDocument: the reader refuses the file, or it takes too long or too much memory.
    """
    command = [sys.executable, "-m", "acquis.texts.reading.apart.reader", form, file]
    try:
        run = subprocess.run(command, input=data, capture_output=True, timeout=DEADLINE_S, check=False)
    except subprocess.TimeoutExpired:
        raise InvalidDocument(f"{file} {_SLOW}") from None
    if run.returncode:
        slow = run.returncode in (-signal.SIGXCPU, -signal.SIGKILL)
        raise InvalidDocument(f"{file} {_SLOW if slow else _BROKEN}")
    found = json.loads(run.stdout)
    if "greedy" in found:
        raise InvalidDocument(f"{file} {_GREEDY}")
    if "fault" in found:
        raise InvalidDocument(found["fault"])
    return _made(found)


def _made(found: dict[str, Any]) -> Mended:
    blocks = tuple(Block(**one) for one in found["blocks"])
    return Mended(blocks, tuple(Doubt(**one) for one in found["doubts"]), found["title"], found["pages"])
