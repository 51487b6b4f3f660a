"""Let Lighthouse look at the main pages of a server of its own, and say what it gives them out of 100.

Lighthouse comes from npm as .ci/audit pins it, into build/audit, and uses the Chromium of the machine. What a
page loses points for stands below its line. The exit code is 1 where a page gets less than 95 for
performance, accessibility or best practice; the first hangs on what else the machine does. With --out the
figures are written as audit.md and audit.json, too. The folder of tests must be on the path: `make audit`
sees to it.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import assets

from acquis.bench import machine
from serving import serving

FOLDER = assets.ROOT / "build" / "audit"
LEAST = 95
CATEGORIES = {
    "performance": "performance",
    "accessibility": "accessibility",
    "best-practices": "best practice",
}
PAGES = ("/", "/doc/norm/gge-2015/c", "/doc/work/a-70-174", "/compare/topics", "/compare/norms")
FLAGS = "--headless=new --no-sandbox --disable-gpu"


def lighthouse() -> list[str]:
    """Install what the lock pins; return the command that runs Lighthouse."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path in (*(assets.ROOT / ".ci" / "audit").iterdir(), assets.ROOT / ".npmrc"):
        shutil.copy(path, FOLDER / path.name)
    program = FOLDER / "node_modules" / "lighthouse" / "cli" / "index.js"
    npm = assets.npm()
    if not program.exists():
        subprocess.run([*npm, "ci", "--ignore-scripts", "--loglevel=error"], cwd=FOLDER, check=True)
    return [shutil.which("node", path=f"{Path(npm[0]).parent}:{os.environ['PATH']}") or "node", str(program)]


def looked_at(command: list[str], address: str) -> dict[str, Any]:
    """Return what Lighthouse says of the page at *address*."""
    with tempfile.TemporaryDirectory() as home:
        report = Path(home) / "report.json"
        told = ["--quiet", "--preset=desktop", f"--only-categories={','.join(CATEGORIES)}"]
        told += ["--output=json", f"--output-path={report}", f"--chrome-flags={FLAGS}"]
        chromium = {"CHROME_PATH": shutil.which("chromium") or "", "HOME": home}
        subprocess.run(
            [*command, address, *told], env={**os.environ, **chromium}, capture_output=True, check=True
        )
        found: dict[str, Any] = json.loads(report.read_text("utf-8"))
    return found


def scores(found: dict[str, Any]) -> dict[str, int]:
    """Return the points of each category, of 100."""
    return {name: round(100 * (found["categories"][name]["score"] or 0)) for name in CATEGORIES}


def losses(found: dict[str, Any]) -> Iterator[str]:
    """Yield a line for each thing that a page loses points for."""
    for name in CATEGORIES:
        for part in found["categories"][name]["auditRefs"]:
            audit = found["audits"][part["id"]]
            if part["weight"] and audit["score"] is not None and audit["score"] < 0.9:
                yield f"{name}: {audit['title']} {audit.get('displayValue', '')}".rstrip()


def markdown(figures: dict[str, Any]) -> str:
    """Return the table as a page."""
    told = figures["machine"]
    lines = [
        "# What Lighthouse says",
        "",
        f"Made by `make audit` with Lighthouse {figures['lighthouse']} on {told['cores']} cores"
        f" ({told['processor']});",
        f"points of 100, for a desktop. Wanted are at least {LEAST}.",
        "",
        f"| page | {' | '.join(CATEGORIES.values())} |",
        "| --- | --- | --- | --- |",
    ]
    for path, found in figures["pages"].items():
        lines.append(f"| `{path}` | {' | '.join(str(found[name]) for name in CATEGORIES)} |")
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """Look at the pages that *arguments* name, by default the main ones; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="*", help="pages to look at, such as /doc/state/EST")
    parser.add_argument("--out", type=Path, help="write audit.md and audit.json there")
    asked = parser.parse_args(arguments)
    command = lighthouse()
    releases = Path(os.environ.get("ACQUIS_RELEASES_DIR") or assets.ROOT / "build" / "releases")
    figures: dict[str, Any] = {"machine": machine.describe(), "pages": {}}
    with serving(releases, client_seconds=10_000) as address:
        for path in asked.paths or PAGES:
            found = looked_at(command, address + path)
            figures["lighthouse"] = found["lighthouseVersion"]
            figures["pages"][path] = scores(found)
            sys.stdout.write(f"{path}: {', '.join(f'{name} {one}' for name, one in scores(found).items())}\n")
            sys.stdout.writelines(f"  {line}\n" for line in losses(found))
            sys.stdout.flush()
    if asked.out:
        asked.out.mkdir(parents=True, exist_ok=True)
        (asked.out / "audit.md").write_text(markdown(figures), "utf-8")
        (asked.out / "audit.json").write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
    return 1 if min(one for found in figures["pages"].values() for one in found.values()) < LEAST else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
