"""Let Lighthouse look at the main pages of a server of its own, and print what it gives them out of 100.

Lighthouse comes from npm as .ci/audit pins it, into build/audit, and uses the Chromium of the machine. The
exit code is 1 where a page gets less than 95 for performance, accessibility or best practice; the first hangs
on what else the machine does. The folder of tests must be on the path: `make audit` sees to it.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import assets

from serving import serving

FOLDER = assets.ROOT / "build" / "audit"
LEAST = 95
CATEGORIES = ("performance", "accessibility", "best-practices")
PAGES = ("/", "/doc/norm/gge-2015/c", "/doc/work/a-70-174", "/compare/topics")
FLAGS = "--headless=new --no-sandbox --disable-gpu"


def lighthouse() -> list[str]:
    """Install what the lock pins; return the command that runs Lighthouse."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path in (assets.ROOT / ".ci" / "audit").iterdir():
        shutil.copy(path, FOLDER / path.name)
    program = FOLDER / "node_modules" / "lighthouse" / "cli" / "index.js"
    npm = assets.npm()
    if not program.exists():
        subprocess.run([*npm, "ci", "--ignore-scripts", "--loglevel=error"], cwd=FOLDER, check=True)
    return [shutil.which("node", path=f"{Path(npm[0]).parent}:{os.environ['PATH']}") or "node", str(program)]


def looked_at(command: list[str], address: str) -> dict[str, int]:
    """Return what Lighthouse gives the page at *address*, by category."""
    with tempfile.TemporaryDirectory() as home:
        report = Path(home) / "report.json"
        told = ["--quiet", "--preset=desktop", f"--only-categories={','.join(CATEGORIES)}"]
        told += ["--output=json", f"--output-path={report}", f"--chrome-flags={FLAGS}"]
        chromium = {"CHROME_PATH": shutil.which("chromium") or "", "HOME": home}
        subprocess.run(
            [*command, address, *told], env={**os.environ, **chromium}, capture_output=True, check=True
        )
        found = json.loads(report.read_text("utf-8"))["categories"]
    return {name: round(100 * found[name]["score"]) for name in CATEGORIES}


def main(paths: list[str]) -> int:
    """Look at *paths*, by default the main pages; return 1 where one is below what we ask for."""
    command = lighthouse()
    releases = Path(os.environ.get("ACQUIS_RELEASES_DIR") or assets.ROOT / "build" / "releases")
    worst = 100
    with serving(releases, client_seconds=10_000) as address:
        for path in paths or PAGES:
            found = looked_at(command, address + path)
            worst = min(worst, *found.values())
            sys.stdout.write(f"{path}: {', '.join(f'{name} {score}' for name, score in found.items())}\n")
    return 1 if worst < LEAST else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
