"""Measure how a large graph gets onto disk, and what a submission takes there; each size is a process.

`python -m acquis.bench.scale.loading 1000000` prints one JSON object. It must not share a process with
another size, as the peak of memory is that of the process. What the engine takes alone is measured in a
process, too: for the same lines without our union graph, and for a file that has the union as well.
"""

import gzip
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from acquis.bench import publishing
from acquis.bench.scale.made import made
from acquis.engine import load_store
from acquis.releases import release

__all__ = ["measure"]

_TURNS = 2
_ALONE = """
import sys, time, pyoxigraph
start = time.perf_counter()
store = pyoxigraph.Store(sys.argv[2])
store.bulk_load(path=sys.argv[1], format=pyoxigraph.RdfFormat.N_QUADS)
store.optimize()
store.flush()
print(time.perf_counter() - start)
"""


def measure(quads: int, *, searchable: bool = True) -> dict[str, float]:
    """Return seconds and bytes for a release of about *quads* quads, and for submissions to it."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        releases = made(quads, Path(folder), searchable=searchable)
        ready = time.perf_counter() - start
        found = release.current(releases)
        times = _loads(found.path / "graph.nq.gz", Path(folder))
        size = sum(path.stat().st_size for path in (found.path / "store").iterdir())
        published = publishing.grown(releases)
    return {
        "quads": found.manifest["quads"],
        "made_s": round(ready, 1),
        **times,
        "store_bytes": size,
        "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        **published,
    }


def _loads(dump: Path, folder: Path) -> dict[str, float]:
    """Return the seconds that the engine alone and our layout take for the lines of *dump*, in turns."""
    bare, whole = folder / "bare.nq", folder / "whole.nq"
    with gzip.open(dump) as lines, bare.open("wb") as plain, whole.open("wb") as doubled:
        for line in lines:
            plain.write(line)
            doubled.write(line + line.rsplit(b" ", 2)[0] + b" .\n")
    found: dict[str, list[float]] = {"bare": [], "whole": [], "ours": []}
    for turn in range(_TURNS):
        for name, path in (("bare", bare), ("whole", whole)):
            command = [sys.executable, "-c", _ALONE, str(path), str(folder / f"{name}-{turn}")]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            found[name].append(float(done.stdout))
            shutil.rmtree(folder / f"{name}-{turn}")
        start = time.perf_counter()
        with bare.open("rb") as file:
            load_store(file, folder / f"ours-{turn}")
        found["ours"].append(time.perf_counter() - start)
        shutil.rmtree(folder / f"ours-{turn}")
    best = {name: min(times) for name, times in found.items()}
    return {
        **{f"{name}_s": round(seconds, 2) for name, seconds in best.items()},
        "to_bare": round(best["ours"] / best["bare"], 2),
        "to_whole": round(best["ours"] / best["whole"], 2),
    }


if __name__ == "__main__":
    is_searchable = "--no-words" not in sys.argv
    sys.stdout.write(json.dumps(measure(int(sys.argv[1]), searchable=is_searchable), indent=1) + "\n")
