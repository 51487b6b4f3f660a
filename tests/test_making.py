"""The commands on source files do what they say, with one line a finding and the promised exit code."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from acquis import resources
from acquis.checks import reasoner
from acquis.cli import main
from checkout import ROOT

FAULT = "<https://w3id.org/acquis/id/norm/gge-2015/a> <https://w3id.org/acquis/def#wordedAt> <urn:x> .\n"


@pytest.fixture
def sources_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the source folders that the commands work on, with a folder of releases beside it."""
    for name in ("ontology", "data", "shapes", "queries"):
        shutil.copytree(ROOT / name, tmp_path / name)
    monkeypatch.setattr(resources, "folder", lambda name: tmp_path / name)
    monkeypatch.setenv("ACQUIS_RELEASES_DIR", str(tmp_path / "releases"))
    return tmp_path


def run(*words: str) -> Result:
    """Return what the command line does with *words*."""
    return CliRunner().invoke(main, words, catch_exceptions=False)


def test_build_then_ask(sources_at: Path) -> None:
    """A built release is the current one, and a question is answered from it."""
    built = run("build")
    assert built.exit_code == 0
    assert "Stance" in built.stdout
    assert f"It is the current one of {sources_at / 'releases'}." in built.stdout
    asked = run("ask", "norm-wording", "--norm", "c", "--columns", "kind,pinpoint,checked")
    assert [line.split("  ")[0] for line in asked.stdout.splitlines()[2:5]] == [
        "wording",
        "guidance",
        "guidance",
    ]
    wrong = run("ask", "norm-wording", "--columns", "kind,colour")
    assert wrong.exit_code == 2
    assert "There is no column colour" in wrong.stderr


def test_a_fault_fails_check_and_build(sources_at: Path) -> None:
    """A fault is named on one line by both, with exit code 1, and no release is made."""
    (sources_at / "data" / "case.ttl").write_text(FAULT, "utf-8")
    for command in ("check", "build"):
        done = run(command)
        assert done.exit_code == 1
        line = next(line for line in done.stdout.splitlines() if "wordedAt" in line)
        assert line.startswith("ERROR unknown-term data/")
        assert "declare the term in ontology/acquis.ttl" in line
    assert not (sources_at / "releases" / "current").exists()


def test_a_syntax_error_is_a_line_and_no_traceback(sources_at: Path) -> None:
    """A file that does not parse is named with its line."""
    (sources_at / "data" / "case.ttl").write_text("<urn:a> <urn:b>\n<urn:c> <urn:d> .\n", "utf-8")
    done = run("check")
    assert done.exit_code == 1
    assert done.stdout.startswith("ERROR syntax data/case.ttl data/case.ttl:2: ")


def test_format_rewrites_and_checks(sources_at: Path) -> None:
    """`--check` names what is not canonical and changes nothing; without it the file is rewritten."""
    path = sources_at / "data" / "case.ttl"
    path.write_text(FAULT, "utf-8")
    checked = run("format", "--check")
    assert (checked.exit_code, checked.stdout) == (1, f"{path}\n")
    assert path.read_text("utf-8") == FAULT
    assert run("format", str(path)).exit_code == 0
    assert path.read_text("utf-8").startswith("@prefix acq:")
    assert run("format", "--check").exit_code == 0


def test_leaving_out_an_unknown_graph_is_a_wrong_setting(
    sources_at: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The setting that leaves graphs out is held against the graphs there are."""
    monkeypatch.setenv("ACQUIS_LEAVE_OUT", "temple-ilot")
    done = run("build")
    assert done.exit_code == 2
    assert "temple-ilot" in done.stderr


def test_bench_wants_numbers() -> None:
    """A size that is no number is a wrong call, told before anything is measured."""
    done = run("bench", "--sizes", "many")
    assert done.exit_code == 2
    assert "whole numbers" in done.stderr


@pytest.mark.skipif(shutil.which("java") is None, reason="HermiT needs Java, which is not installed")
def test_hermit_finds_the_shipped_sources_consistent(sources_at: Path) -> None:
    """`check --dl` proves the shipped sources free of contradiction."""
    done = run("check", "--dl")
    assert (done.exit_code, done.stdout.splitlines()[0][:11]) == (0, "No findings")


@pytest.mark.skipif(shutil.which("java") is None, reason="HermiT needs Java, which is not installed")
def test_hermit_names_a_contradiction() -> None:
    """A graph that contradicts itself is an error of the reasoner too."""
    text = (
        "<urn:C> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/2002/07/owl#Class> .\n"
        "<urn:D> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/2002/07/owl#Class> .\n"
        "<urn:C> <http://www.w3.org/2002/07/owl#disjointWith> <urn:D> .\n"
        "<urn:x> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <urn:C> .\n"
        "<urn:x> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <urn:D> .\n"
    )
    (finding,) = reasoner.dl_findings(text.encode())
    assert finding.rule == "consistency"
