"""A fault put into the shipped sources is found, and the finding names file, subject, fault and remedy.

The cases stand in cases/sources/: one broken file each, all checked in one run; a syntax error in another.
"""

import csv
from pathlib import Path

import pytest

from acquis import check, sources
from acquis.checks.finding import Finding
from checkout import ROOT

CASES = ROOT / "tests" / "cases" / "sources"
PROVENANCE = """
<https://w3id.org/acquis/graph/source/{slug}> dcterms:title "Case"@en ; dcterms:source "Made for the test" ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> ; dcterms:modified "2026-01-01"^^xsd:date ;
    acq:reviewStatus <https://w3id.org/acquis/voc/review-status/edited> .
"""


def manifest() -> list[dict[str, str]]:
    """Return the cases: file, severity, rule, subject, a word of the message."""
    with (CASES / "manifest.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> check.Report:
    """Return what the checks say of the shipped sources with every broken file beside them."""
    folder = tmp_path_factory.mktemp("broken")
    files = sources.paths()
    for case in {case["file"]: case for case in manifest()}.values():
        path = folder / f"{case['file']}.ttl"
        text = (CASES / path.name).read_text("utf-8")
        path.write_text(text + PROVENANCE.format(slug=f"case-{path.stem}"), "utf-8")
        # A graph of words has a place, and a name, of its own.
        start = sources.WORDS if path.stem.startswith("words-") else "data/case-"
        files.append((start + path.name, path))
    return check.run(sorted(files))


@pytest.mark.parametrize("case", manifest(), ids=lambda case: f"{case['file']}-{case['rule']}")
def test_the_fault_is_named(report: check.Report, case: dict[str, str]) -> None:
    """The finding has the rule, the subject, the file that describes it, and the words that explain it."""
    found = [finding for finding in report.findings if matches(finding, case)]
    assert found, "\n".join(f.line() for f in report.findings if f.subject == case["subject"])
    assert all(finding.file for finding in found)


def matches(finding: Finding, case: dict[str, str]) -> bool:
    """Return whether *finding* is the one that *case* asks for."""
    return (
        finding.severity == case["severity"]
        and case["rule"] in finding.rule
        and finding.subject == case["subject"]
        and case["word"] in finding.message
    )


def test_every_check_has_a_broken_file(report: check.Report) -> None:
    """No rule of queries/checks is without a case; the one about provenance has a test of its own."""
    rules = {path.stem for path in (ROOT / "queries" / "checks").glob("*.rq")}
    broken = {case["rule"] for case in manifest()}
    assert rules - broken == {"graph-without-provenance"}


def test_the_shipped_sources_have_no_fault() -> None:
    """The sources as they are shipped pass every check, warnings included."""
    report = check.run(sources.paths())
    assert [finding.line() for finding in report.findings] == []
    assert len(report.stated) > 50_000
    assert len(report.inferred) > 10_000


def test_a_syntax_error_is_named_with_its_line(tmp_path: Path) -> None:
    """A file that is no Turtle ends the run, named with its line, and nothing is inferred."""
    path = tmp_path / "case.ttl"
    path.write_text("@prefix acq: <https://w3id.org/acquis/def#> .\n<urn:a> acq:number 'x' 'y' .\n", "utf-8")
    report = check.run([*sources.paths(), ("data/case.ttl", path)])
    (finding,) = report.findings
    assert finding.file == "data/case.ttl"
    assert "data/case.ttl:2" in finding.message
    assert report.stated == ()


def test_a_graph_without_provenance_is_named(tmp_path: Path) -> None:
    """A file that says nothing of its own graph is told what to add."""
    path = tmp_path / "case.ttl"
    path.write_text("<https://w3id.org/acquis/id/norm/gge-2015/a> <urn:p> 'x' .\n", "utf-8")
    found = check.run([*sources.paths(), ("data/case.ttl", path)]).findings
    assert {"graph-without-provenance"} == {
        finding.rule for finding in found if "graph/source" in finding.subject
    }
