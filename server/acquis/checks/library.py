"""Run the checks of `queries/checks/`: each file is one rule, each row one fault.

It must not know which rules there are; their severities stand in `queries/checks.tsv`.
"""

from dataclasses import dataclass
from pathlib import Path

from acquis.checks.finding import Finding
from acquis.engine import Engine, plain
from acquis.errors import InvalidData

__all__ = ["Rule", "findings", "rules"]

_COLUMNS = ("entity", "property", "value")


@dataclass(frozen=True)
class Rule:
    """One check: what is wrong (`problem`), what to do (`solution`), and the query that finds it."""

    name: str
    severity: str
    problem: str
    solution: str
    text: str


def rules(folder: Path) -> list[Rule]:
    """Return the checks in *folder* (`queries/`), sorted by name.

    Raises:
        InvalidData: a file without a header or a severity, or a severity without a file.
    """
    lines = (folder / "checks.tsv").read_text("utf-8").splitlines()
    severities = {name: severity for severity, name in (line.split("\t") for line in lines)}
    files = {path.stem: path for path in (folder / "checks").glob("*.rq")}
    if odd := sorted(files.keys() ^ severities.keys()):
        raise InvalidData(
            f"{', '.join(odd)}: a check needs both its file in checks/ and its line in checks.tsv."
        )
    return [_rule(files[name], severities[name]) for name in sorted(files)]


def findings(engine: Engine, folder: Path) -> list[Finding]:
    """Return a finding for each row of each check in *folder*, by rule and subject."""
    return [finding for rule in rules(folder) for finding in _run(engine, rule)]


def _rule(path: Path, severity: str) -> Rule:
    text = path.read_text("utf-8")
    header = dict(line[3:].split(": ", 1) for line in text.splitlines() if line.startswith("#+ "))
    try:
        return Rule(path.stem, severity, header["problem"], header["solution"], text)
    except KeyError as error:
        raise InvalidData(f"The header has no {error}: add it as a line `#+ …`.", path=path) from None


def _run(engine: Engine, rule: Rule) -> list[Finding]:
    result = engine.query(rule.text)
    if tuple(result.variables) != _COLUMNS:
        raise InvalidData(f"The check {rule.name} must select ?entity ?property ?value, in this order.")
    return [_finding(rule, *(plain(term) for term in row)) for row in result.rows()]


def _finding(rule: Rule, entity: str, term: str, value: str) -> Finding:
    what = f" ({term.rpartition('#')[2].rpartition('/')[2]}: {value})" if value else ""
    return Finding(rule.severity, rule.name, None, entity, f"{rule.problem}{what} {rule.solution}")
