"""Count the instructions of each step of a program, by running it in callgrind; no clock is read.

A program calls `ready` when all is prepared, for until then it runs uncounted and faster, then `mark` before
and after each of its steps, and at its end prints their names as a JSON list. What it starts as a program of
its own is not counted. It must not know what the steps do.
Sources: https://valgrind.org/docs/manual/cl-manual.html#cl-manual.options,
https://valgrind.org/docs/manual/cl-manual.html#cl-manual.callgrind_control-options
"""

import json
import os
import select
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from threading import Timer

from acquis.errors import AcquisError

__all__ = ["counted", "mark", "ready"]

# A function of the C library that nothing else calls here; callgrind writes what it counted before each call.
_MARK = "getppid"
# Said to a program that is counted.
_WAITS = "ACQUIS_COUNTED"
_READY = "ready"
_PAUSE_S = 0.02
_LONGEST_S = 600
_SAID = 500


def ready() -> None:
    """Wait until what follows is counted; elsewhere this does nothing."""
    if os.environ.get(_WAITS):
        sys.stdout.write(f"{_READY}\n")
        sys.stdout.flush()
        # Callgrind hears an order only while the program does something.
        while not select.select([sys.stdin], [], [], _PAUSE_S)[0]:
            pass
        sys.stdin.readline()


def mark() -> None:
    """Begin or end a step of the program that is counted; elsewhere this does nothing."""
    os.getppid()


def counted(program: Sequence[str | Path]) -> dict[str, int]:
    """Return the number of instructions of each step of *program*, by name.

    Raises:
        AcquisError: there is no valgrind, or the program failed in it.
    """
    with tempfile.TemporaryDirectory() as folder:
        out, errors = Path(folder) / "out", Path(folder) / "errors"
        printed, status = _run(program, out, errors)
        if status != 0:
            said = " ".join(errors.read_text("utf-8", "replace").split())[-_SAID:]
            raise AcquisError(f"The program to be counted failed. Mend it first; it said: {said}")
        # The first file has what came before the first step, and every second one what came between two.
        names = json.loads(printed.splitlines()[-1])
        return {name: _total(Path(f"{out}.{2 * place}")) for place, name in enumerate(names, 1)}


def _run(program: Sequence[str | Path], out: Path, errors: Path) -> tuple[str, int]:
    """Return what *program* prints once it is ready, and its status; counts go to files named after *out*."""
    options = ["--instr-atstart=no", f"--dump-before={_MARK}", f"--callgrind-out-file={out}"]
    command = ["valgrind", "--quiet", "--tool=callgrind", *options, *(str(part) for part in program)]
    # Sets and dictionaries of texts are in the same order each time.
    environ = {**os.environ, "PYTHONHASHSEED": "0", _WAITS: "1"}
    pipe = subprocess.PIPE
    with errors.open("wb") as log:
        try:
            process = subprocess.Popen(command, env=environ, stdin=pipe, stdout=pipe, stderr=log, text=True)
        except FileNotFoundError:
            said = "There is no valgrind to count instructions with. On Debian: apt-get install valgrind."
            raise AcquisError(said) from None
        late = Timer(_LONGEST_S, process.kill)
        late.start()
        try:
            with process:
                if process.stdout and process.stdout.readline().strip() == _READY:
                    _count_from_now(process.pid)
                return process.communicate("\n")[0], process.returncode
        finally:
            late.cancel()


def _count_from_now(pid: int) -> None:
    order = ["callgrind_control", "--instr=on", str(pid)]
    done = subprocess.run(order, capture_output=True, text=True, check=False)
    if "OK" not in done.stdout:
        said = " ".join((done.stdout + done.stderr).split())[-_SAID:]
        raise AcquisError(f"Callgrind did not begin to count. Try it again; it said: {said}")


def _total(path: Path) -> int:
    """Return how many instructions the file of callgrind at *path* counts."""
    lines = path.read_text("utf-8", "replace").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("totals:"))
