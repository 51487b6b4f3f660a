"""Measure one size of generated data: read, infer, write, publish; run as a process of its own.

`python -m acquis.bench.growth 100000` prints one JSON object. It must not share a process with another size,
because the peak of memory is that of the process.
"""

import json
import resource
import sys
import tempfile
import time
from pathlib import Path

from acquis import resources, turtle
from acquis.bench import publishing
from acquis.bench.generate import generate
from acquis.engine import nquads, parse, write_store
from acquis.engine.inference import entail
from acquis.rules import compile_rules
from acquis.vocab import INFERRED

__all__ = ["measure"]

_SEED = 1


def measure(triples: int) -> dict[str, float]:
    """Return seconds, counts and sizes for *triples* generated triples; sizes in bytes."""
    rules = compile_rules(turtle.load(resources.folder("ontology") / "acquis.ttl"))
    text = "".join(generate(triples, _SEED)).encode()
    start = time.perf_counter()
    stated = parse(text, "application/n-quads")
    read = time.perf_counter()
    inferred = entail(stated, rules, INFERRED)
    reasoned = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        dump = nquads([*stated, *inferred])
        write_store([*stated, *inferred], Path(folder) / "store")
        written = time.perf_counter()
        size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    with tempfile.TemporaryDirectory() as folder:
        published = publishing.measure([*stated, *inferred], rules, Path(folder))
    return {
        "triples": len(stated),
        "inferred": len(inferred),
        "read_s": round(read - start, 3),
        "infer_s": round(reasoned - read, 3),
        "write_s": round(written - reasoned, 3),
        "dump_bytes": len(dump),
        "store_bytes": size,
        "peak_bytes": peak,
        **published,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(int(sys.argv[1]))))
