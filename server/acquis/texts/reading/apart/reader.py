"""The program that reads one file: bytes on its standard input, JSON on its standard output.

It must not write anything else, nor raise its own bounds.
"""

import json
import resource
import sys
from dataclasses import asdict

from acquis.errors import InvalidDocument
from acquis.texts.reading.files import docx, html, pdf, plain

__all__ = ["CPU_S", "MEMORY", "main"]

# A PDF of 100 pages takes about 8 seconds and 70 MB; the longest reports of the UN have some hundreds.
# The other forms take about 2 seconds for each MB.
CPU_S = {"docx": 60, "html": 60, "pdf": 240, "plain": 60}
MEMORY = 1024**3
_READERS = {"docx": docx.read, "html": html.read, "pdf": pdf.read, "plain": plain.read}


def main(form: str, file: str) -> None:
    """Write what the reader of *form* finds, or why it refuses."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S[form], CPU_S[form]))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    # Nothing is written but to the pipe.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        found = asdict(_READERS[form](sys.stdin.buffer.read(), file))
    except InvalidDocument as error:
        found = {"fault": str(error)}
    except MemoryError:
        found = {"greedy": True}
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
