"""Say what a measurement was made on: processor, memory, and the versions that matter.

It must not measure anything.
"""

import os
import platform
from importlib.metadata import version
from pathlib import Path

from acquis import __version__

__all__ = ["describe"]

_PACKAGES = ("pyoxigraph", "rdflib", "pyshacl", "flask", "granian")


def describe() -> dict[str, str]:
    """Return the machine and the versions, ready to print."""
    return {
        "processor": _first("/proc/cpuinfo", "model name") or platform.processor() or "unknown",
        "cores": str(os.cpu_count()),
        "memory": _first("/proc/meminfo", "MemTotal") or "unknown",
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "acquis": __version__,
        **{name: version(name) for name in _PACKAGES},
    }


def _first(path: str, field: str) -> str:
    """Return the first value of *field* in a file of `field: value` lines, "" where there is none."""
    try:
        lines = Path(path).read_text("utf-8").splitlines()
    except OSError:
        return ""
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(field)), "")
