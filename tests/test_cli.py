"""The command line: what each command prints, how it ends, and that nobody ever sees a traceback."""

import csv
import io
import json
import socket
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from acquis import errors
from acquis.cli import EXIT_CODES, main
from acquis.config import SETTINGS
from acquis.errors import AcquisError
from acquis.library import queries

ROOT = Path(__file__).resolve().parents[1]
LETTERS = "SELECT ?norm ?letter { ?norm acq:letter ?letter } ORDER BY ?letter"


def run(runner: CliRunner, *arguments: str, text: str = "", **environment: str) -> Result:
    """Run the command line with *arguments* and *text* on standard input."""
    return runner.invoke(main, arguments, input=text, env=environment)


def test_a_query_is_read_from_a_file_or_from_standard_input(runner: CliRunner, tmp_path: Path) -> None:
    """Both give the same answer, by default CSV when it is piped."""
    (tmp_path / "query.rq").write_text(LETTERS)
    from_file = run(runner, "query", str(tmp_path / "query.rq"))
    from_input = run(runner, "query", "-", text=LETTERS)
    assert from_file.stdout == from_input.stdout == run(runner, "query", text=LETTERS).stdout
    assert [row["letter"] for row in csv.DictReader(io.StringIO(from_file.stdout))] == ["c", "d"]
    assert from_file.exit_code == 0


@pytest.mark.parametrize(
    ("query", "wanted", "part"),
    [
        (LETTERS, "table", "norm:gge-2015/c"),
        (LETTERS, "csv", "https://w3id.org/acquis/id/norm/gge-2015/c,c\r\n"),
        (LETTERS, "tsv", "<https://w3id.org/acquis/id/norm/gge-2015/c>\t"),
        (LETTERS, "json", '"vars":["norm","letter"]'),
        (LETTERS, "xml", "<sparql"),
        ("ASK { ?norm acq:letter 'c' }", "table", "yes\n"),
        ("ASK { ?norm acq:letter 'z' }", "table", "no\n"),
        ("ASK {}", "json", '"boolean":true'),
        ("CONSTRUCT WHERE { ?norm acq:letter 'c' }", "ttl", 'acq:letter "c"'),
        ("CONSTRUCT WHERE { ?norm acq:letter 'c' }", "jsonld", '"iri"'),
        ("CONSTRUCT WHERE { ?norm acq:letter 'c' }", "table", "acq:letter"),
    ],
)
def test_an_answer_is_printed_as_wanted(runner: CliRunner, query: str, wanted: str, part: str) -> None:
    """Each kind of answer is printed in the formats that suit it."""
    result = run(runner, "query", "--format", wanted, text=query)
    assert part in result.stdout_bytes.decode()
    assert result.exit_code == 0


@pytest.mark.parametrize(
    ("query", "start"),
    [("ASK {}", "yes\n"), ("CONSTRUCT WHERE { ?norm acq:letter 'c' }", "@prefix"), (LETTERS, "norm,letter")],
)
def test_a_program_gets_data(runner: CliRunner, query: str, start: str) -> None:
    """Without a wish, what is piped is a word, Turtle or CSV."""
    assert run(runner, "query", text=query).stdout.startswith(start)


def test_a_table_wraps_and_counts(runner: CliRunner) -> None:
    """Long cells are folded into their column, and the last line has the number of rows."""
    query = f"SELECT ?a ?b {{ VALUES (?a ?b) {{ ('{'long ' * 60}' 1) (UNDEF 2) }} }}"
    lines = run(runner, "query", "--format", "table", text=query).stdout.splitlines()
    assert max(map(len, lines)) <= 100
    assert lines[-1] == "2 rows"


def test_many_columns_are_printed_one_under_another(runner: CliRunner) -> None:
    """Where a table would be too narrow to read, each row is a list of the columns that have a value."""
    names = [f"column{number}" for number in range(12)]
    values = " ".join(f"({number} AS ?{name})" for number, name in enumerate(names))
    lines = run(runner, "query", "--format", "table", text=f"SELECT {values} ?empty {{}}").stdout.splitlines()
    assert [line.split() for line in lines[:12]] == [[name, str(number)] for number, name in enumerate(names)]
    assert lines[-1] == "1 row"
    assert "empty" not in " ".join(lines)


def test_the_questions_are_listed(runner: CliRunner) -> None:
    """Without a name, `ask` prints name and title of every question."""
    result = run(runner, "ask")
    assert all(name in result.stdout for name in queries.library())
    assert result.exit_code == 0


def test_a_question_is_asked_with_its_parameters(runner: CliRunner) -> None:
    """The header of a question makes its options; the answer is that of the library."""
    question = next(one for one in queries.library().values() if [p.name for p in one.params] == ["norm"])
    result = run(runner, "ask", question.name, "--norm", "d", "--format", "json")
    assert result.exit_code == 0
    assert "vars" in json.loads(result.stdout)["head"]
    described = run(runner, "ask", question.name, "--help").stdout
    assert "--norm" in described
    assert " ".join(question.title.split()[:3]) in " ".join(described.split())


@pytest.mark.parametrize(
    ("arguments", "text", "code", "part"),
    [
        (["query"], "SELEC", 2, "SELEC cannot stand here"),
        (["query"], "DROP ALL", 2, "Only queries"),
        (["query", "--format", "ttl"], "ASK {}", 2, "no form .ttl"),
        (["query", "--format", "png"], "ASK {}", 2, "--format"),
        (["query", "no-such-file.rq"], "", 2, "no-such-file.rq"),
        (["ask", "norm-wordin"], "", 2, "Did you mean"),
        (["ask", "norm-wording", "--norm", "zz"], "", 2, "norm cannot be 'zz': give one such as c"),
        (["ask", "norm-wording", "--letter", "c"], "", 2, "--letter"),
        (["nothing"], "", 2, "nothing"),
    ],
)
def test_a_wrong_call_ends_with_a_sentence(
    runner: CliRunner, arguments: list[str], text: str, code: int, part: str
) -> None:
    """The exit code is that of the table, the sentence goes to standard error, and there is no traceback."""
    result = run(runner, *arguments, text=text)
    assert result.exit_code == code
    assert part in result.stderr
    assert "Traceback" not in result.output
    assert result.stdout == ""


@pytest.mark.parametrize("command", [["query"], ["ask", "norm-wording"], ["serve"]])
def test_without_a_release_the_way_to_one_is_named(
    runner: CliRunner, tmp_path: Path, command: list[str]
) -> None:
    """Every command that needs a release says how to make one and ends with 1."""
    result = run(runner, *command, text="ASK {}", ACQUIS_RELEASES_DIR=str(tmp_path / "none"))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "Run `acquis build` first" in result.stderr


def test_a_used_port_is_a_wrong_call(runner: CliRunner) -> None:
    """`serve` says which address is taken and ends with 2 before it starts anything."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        result = run(runner, "serve", ACQUIS_PORT=port)
    assert result.exit_code == 2
    assert f"Cannot listen on 127.0.0.1 port {port}" in result.stderr


def test_a_wrong_setting_is_a_wrong_call(runner: CliRunner) -> None:
    """An unknown setting ends any command that reads settings with 2 and a hint."""
    result = run(runner, "settings", ACQUIS_PROT="8080")
    assert result.exit_code == 2
    assert "ACQUIS_PORT" in result.stderr


def test_every_setting_is_listed_with_its_value(runner: CliRunner) -> None:
    """The list has each setting, with the value in force."""
    result = run(runner, "settings", ACQUIS_PORT="8080")
    assert result.exit_code == 0
    assert all(setting.name in result.stdout for setting in SETTINGS)
    assert "8080" in result.stdout


def test_no_password_is_shown(runner: CliRunner) -> None:
    """A list of settings may be pasted into a report: the ledger stands there without its password."""
    result = run(runner, "settings", ACQUIS_LEDGER_URL="sqlite://u:hidden@h")
    assert result.exit_code == 0
    assert "sqlite://u:***@h" in result.stdout


def test_exit_codes_cover_every_error() -> None:
    """Faults in data, in the ledger and in releases end with 1; every other error is a wrong call."""
    tree = {getattr(errors, name) for name in errors.__all__}
    assert EXIT_CODES.keys() <= tree
    assert {kind.__name__ for kind in EXIT_CODES} == {
        "AcquisError",
        "FindingsFound",
        "InvalidData",
        "InvalidDocument",
        "LedgerError",
        "ReleaseError",
        "StorageFull",
    }
    assert set(EXIT_CODES.values()) == {1}


def test_findings_are_printed_as_lines(runner: CliRunner) -> None:
    """An error with findings prints each on standard output before its sentence."""

    @click.command()
    def fail() -> None:
        raise errors.FindingsFound("2 findings.", findings=["one", "two"])

    main.add_command(fail, "fail-in-a-test")
    try:
        result = run(runner, "fail-in-a-test")
    finally:
        del main.commands["fail-in-a-test"]
    assert (result.exit_code, result.stdout, result.stderr) == (1, "one\ntwo\n", "2 findings.\n")


def test_every_command_shows_an_example() -> None:
    """The help of each command has a sentence and an example to copy."""
    for name, command in main.commands.items():
        assert command.help, name
        assert f"acquis {name}" in command.help, name


def test_an_error_of_ours_is_never_a_traceback(runner: CliRunner) -> None:
    """The group turns each kind of our errors into its exit code."""
    for name in errors.__all__:
        kind: type[AcquisError] = getattr(errors, name)

        @click.command()
        def fail(kind: type[AcquisError] = kind) -> None:
            raise kind("What to do.")

        main.add_command(fail, "fail-in-a-test")
        result = run(runner, "fail-in-a-test")
        del main.commands["fail-in-a-test"]
        assert result.exit_code == EXIT_CODES.get(kind, 2)
        assert result.stderr == "What to do.\n"


def test_the_package_runs_as_a_module() -> None:
    """`python -m acquis` is the command line."""
    command = [sys.executable, "-m", "acquis", "--version"]
    done = subprocess.run(command, cwd=ROOT / "server", capture_output=True, text=True, check=True)
    assert done.stdout.startswith("acquis ")
