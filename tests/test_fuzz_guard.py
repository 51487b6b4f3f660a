"""Mutated queries: whatever the guard lets through, the engine answers or refuses in our own words."""

import json
import random
import subprocess
import sys
from collections.abc import Sequence
from itertools import pairwise

from acquis.engine.tokens import tokens
from checkout import ROOT
from manifests import SUITE

COUNT = 3000
SEED = 20261121
ODD: tuple[str, ...] = (
    "\\",
    "\0",
    "\u00a0",
    "\u202e",
    "'",
    '"',
    "<",
    ">",
    "{",
    "}",
    "(",
    ")",
    "#",
    "\\u0053",
    "^^",
    "@",
    "é",
)
ODD += ("\ud800", "SERVICE", "VALUES", "UNION", "1e400", "?", "<urn:x>", "()", "[]", "\r", "%20", "<<(", "|}")

CHILD = """
import json, resource, sys
resource.setrlimit(resource.RLIMIT_AS, (2_000_000_000, 2_000_000_000))
import conftest
from acquis.engine import Engine, check
from acquis.errors import AcquisError
from acquis.pool import Inline, Job
runner = Inline(Engine.from_quads(conftest.tiny_quads()), 100_000)
media = {"graph": "text/turtle"}
passed = 0
for line in sys.stdin:
    text = json.loads(line)
    print(line, file=sys.stderr, end="", flush=True)
    try:
        checked = check(text, max_bytes=100_000)
        job = Job(checked.text, media.get(checked.kind, "application/sparql-results+json"), explain=True)
        answer = runner.run(job)
        assert answer.kind == checked.kind
        passed += 1
    except AcquisError as error:
        str(error).encode()
print(passed)
"""


def mutated(chance: random.Random, text: str) -> str:
    """Return *text* with one or two of its tokens, each with the space behind it, changed."""
    starts = [token.start for token in tokens(text)]
    parts = [text[start:end] for start, end in pairwise([*starts, len(text)])]
    for _ in range(chance.randint(1, 2)):
        place = chance.randrange(len(parts) + 1)
        change = chance.randrange(7)
        if change == 0:
            del parts[place : place + 1]
        elif change == 1:
            parts[place:place] = parts[place : place + 1]
        elif change == 2 and place < len(parts):
            other = chance.randrange(len(parts))
            parts[place], parts[other] = parts[other], parts[place]
        elif change == 3:
            parts.insert(place, chance.choice(ODD))
        elif change > 4 and place < len(parts):
            # One more variable, name or number where another was: often still a query, and a costly one.
            same = [part for part in parts if part[0] == parts[place][0]]
            parts[place] = chance.choice(same)
        else:
            opening, closing = chance.choice(("()", "{}", "[]"))
            depth = chance.choice((1, 2, 45, 200))
            parts[place : place + 1] = [opening] * depth + parts[place : place + 1] + [closing] * depth
    return "".join(parts)


def seeds() -> Sequence[str]:
    """Return texts to start from: our queries and, where it is, the W3C suite."""
    paths = [*sorted((ROOT / "queries").rglob("*.rq")), *sorted(SUITE.rglob("*.rq"))]
    return [path.read_bytes().decode() for path in paths]


def test_mutated_queries_end_in_an_answer_or_an_error_of_ours() -> None:
    """Thousands of mutated queries through guard and engine in one process: no crash and no other error."""
    chance, texts = random.Random(SEED), seeds()
    lines = [json.dumps(mutated(chance, chance.choice(texts))) for _ in range(COUNT)]
    run = subprocess.run(
        [sys.executable, "-c", CHILD],
        input="\n".join(lines),
        env={"PYTHONPATH": f"{ROOT / 'server'}:{ROOT / 'tests'}"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert run.returncode == 0, run.stderr[-3000:]
    assert int(run.stdout) > COUNT // 20
