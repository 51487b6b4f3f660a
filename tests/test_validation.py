"""The check of submissions: what the report says, in which words and forms; fast and slow ways agree."""

import json
import subprocess
import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from rdflib import SH

from acquis import sources, validation
from acquis.checks import rdf
from acquis.checks.constraints import Result
from acquis.cli import main
from acquis.engine import Engine, NamedNode, Quad, Triple, graph_result, nquads, parse
from acquis.forms import from_quads, sheets, tables
from acquis.releases import release
from acquis.validation import bulk, catalogue, checking, context, shacl
from acquis.validation.report import Finding, Report
from acquis.vocab import ACQ, ID, NEW, PREFIXES
from checkout import ROOT
from conftest import make_release

FOLDER = ROOT / "shapes" / "submissions" / "examples"
EXAMPLES = {path.stem: path for path in sorted(FOLDER.glob("*.ttl")) if path.stem != "states"}
REPORTS = tomllib.loads((ROOT / "tests" / "cases" / "reports.toml").read_text("utf-8"))["case"]
CHANGES = tomllib.loads((ROOT / "tests" / "cases" / "submissions.toml").read_text("utf-8"))["case"]
HEAD = f"@base <{NEW}> .\n" + "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMS = {
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "trig": "application/trig",
    "jsonld": "application/ld+json",
}
EARLIER = f"{ID}submission/2026-xaa-1"

Case = dict[str, object]


@pytest.fixture(scope="module")
def known() -> list[Quad]:
    """Return what the shipped sources say, with the fictional States."""
    quads = [quad for source in sources.load(sources.paths()) for quad in source.quads]
    return quads + parse((FOLDER / "states.ttl").read_bytes(), "text/turtle", graph="urn:states")


@pytest.fixture(scope="module")
def engine(known: list[Quad]) -> Engine:
    """Return an engine over what is known."""
    return Engine.from_quads(known)


@pytest.fixture(scope="module")
def later(known: list[Quad]) -> Engine:
    """Return an engine in which the worked example of a position stands as an earlier submission."""
    text = EXAMPLES["national-position"].read_text("utf-8")
    text = text.replace(f"<{NEW}>", f"<{EARLIER}>").replace(NEW, f"{EARLIER}/")
    return Engine.from_quads(known + parse(text.encode(), "text/turtle", graph="urn:earlier"))


def triples(text: str) -> set[Triple]:
    """Return the triples of Turtle in which our prefixes and the base of submissions hold."""
    return {quad.triple for quad in parse((HEAD + text).encode(), "text/turtle")}


def changed(case: Case) -> bytes:
    """Return the worked example of *case* with its change made, in N-Triples."""
    found = {quad.triple for quad in parse(EXAMPLES[str(case["kind"])].read_bytes(), "text/turtle")}
    taken = triples(str(case.get("remove", "")))
    assert taken <= found, "the case takes out what the example does not say"
    dropped = {NamedNode(NEW + str(name)) for name in case.get("drop", ())}  # type: ignore[attr-defined]
    kept = [one for one in found - taken if one.subject not in dropped]
    return nquads(Quad(*one) for one in [*kept, *triples(str(case.get("add", "")))])


def fits(finding: Finding, wanted: dict[str, str]) -> bool:
    """Return whether *finding* has the severity and rule that are *wanted*, and the words in each part."""
    exact = ("severity", "rule")
    return all(
        getattr(finding, name) == words if name in exact else words in getattr(finding, name)
        for name, words in wanted.items()
    )


@pytest.mark.parametrize("kind", EXAMPLES)
def test_a_worked_example_is_accepted(engine: Engine, kind: str) -> None:
    """Nothing is to be changed or looked at in a worked example; kind, issuer and version are reported."""
    report = validation.check(EXAMPLES[kind].read_bytes(), "text/turtle", engine, issuer="XAA").report
    assert report.accepted
    assert report.of("violation") + report.of("warning") == ()
    assert (report.kind, report.issuer, bool(report.shapes)) == (kind, "XAA", True)
    assert report.claims > 0


@pytest.mark.parametrize("case", REPORTS, ids=lambda case: case["name"])
def test_a_fault_is_told(engine: Engine, later: Engine, case: Case) -> None:
    """The report has the findings that the case names, in words that it names, and no others but advice."""
    against = later if case.get("published") else engine
    report = validation.check(
        changed(case), "application/n-triples", against, issuer=str(case.get("issuer", "XAA"))
    ).report
    wanted = case["finds"]
    assert isinstance(wanted, list)
    missing = [one for one in wanted if not any(fits(finding, one) for finding in report.findings)]
    assert missing == [], "\n".join(map(str, report.findings))
    grave = [one for one in report.findings if one.severity != "advice" or one.rule == "supersedes"]
    assert [str(one) for one in grave if not any(fits(one, each) for each in wanted)] == []


def comparable(results: list[Result]) -> set[tuple[str, ...]]:
    """Return what makes two results the same; pyshacl drops the language of a message that it fills in."""
    return {
        (one.focus, one.path, one.component, one.severity, str(one.shape), *map(str, one.messages))
        for one in results
    }


def everything(kind: str) -> list[Quad]:
    """Return the worked example of *kind* with the changes of all cases made to it at once."""
    cases = [case for case in CHANGES if case["kind"] == kind]
    taken = {one for case in cases for one in triples(case.get("remove", ""))}
    added = {one for case in cases for one in triples(case.get("add", ""))}
    found = {quad.triple for quad in parse(EXAMPLES[kind].read_bytes(), "text/turtle")}
    return [Quad(*one) for one in (found - taken) | added]


@pytest.mark.parametrize("kind", EXAMPLES)
def test_the_fast_way_and_pyshacl_agree(engine: Engine, kind: str) -> None:
    """Shapes kept loaded and set queries give the results of pyshacl run in the ordinary way."""
    quads = everything(kind)
    known = context.gathered(engine, quads).quads
    loaded, _ = checking.loaded()
    (ours,) = loaded.results([(quads, known)], datetime.now(UTC).date())
    nodes = {str(quad.subject) for quad in quads}
    theirs = [one for one in shacl.results(rdf.graph([*quads, *known]), loaded.graph) if one.focus in nodes]
    assert comparable(ours) == comparable(theirs)
    assert len(theirs) >= 5


def test_documents_checked_together_share_nothing(engine: Engine) -> None:
    """Several documents with all faults, twice each, give together what each gives alone."""
    documents = []
    for quads in map(everything, EXAMPLES):
        # What a case says of things that are not the document's own is none of the document.
        own = [quad for quad in quads if str(quad.subject).startswith((f"<{NEW}", "_:"))]
        documents.append((own, [*context.gathered(engine, quads).quads, *(set(quads) - set(own))]))
    loaded, today = checking.loaded()[0], datetime.now(UTC).date()
    together = loaded.results(documents * 2, today)
    alone = [loaded.results([one], today)[0] for one in documents]
    assert [set(one) for one in together] == [set(one) for one in alone * 2]


@pytest.fixture(scope="module")
def refused(engine: Engine) -> Report:
    """Return the report on a document with faults of several kinds."""
    case = next(case for case in REPORTS if case["name"] == "a word for a date")
    return validation.check(changed(case), "application/n-triples", engine).report


def test_a_report_survives_json(refused: Report) -> None:
    """What JSON holds makes the same report again, and counts what is in it."""
    data = json.loads(json.dumps(refused.as_json()))
    assert Report.from_json(data) == refused
    assert data["accepted"] is False
    assert data["counts"] == {name: len(refused.of(name)) for name in ("violation", "warning", "advice")}


def test_a_report_is_shacl(refused: Report) -> None:
    """The report in RDF passes for a validation report, with one result a finding."""
    graph = rdf.graph(refused.quads())
    (root,) = graph.subjects(None, SH.ValidationReport)
    results = list(graph.objects(root, SH.result))
    assert len(results) == len(refused.findings) > 2
    for result in results:
        for predicate in (SH.focusNode, SH.resultSeverity, SH.sourceConstraintComponent, SH.resultMessage):
            assert len(set(graph.objects(result, predicate))) == 1


def test_a_report_reads_as_sentences(refused: Report) -> None:
    """The text begins with the verdict and keeps violations and advice apart."""
    text = refused.text()
    assert text.startswith(
        "Not accepted. To change: 2; warnings: 0; advice: 1.\n\nTo change\n1. Submission [line"
    )
    assert "   Found: 31 May 2026\n   Expected: a date, year first, such as 2026-03-31\n" in text
    assert "\nAdvice\n" in text
    assert "\nTo look at\n" not in text


def test_another_language_is_a_file(tmp_path: Path, engine: Engine) -> None:
    """A catalogue of a made-up language is used where it has words, and English where it has none."""
    (tmp_path / "en.toml").write_bytes(
        (Path(catalogue.__file__).parent / "messages" / "en.toml").read_bytes()
    )
    made = '[report]\nrefused = "NEQUE {violations}"\nfound = "Inventum: {text}"\n[part]\nroot = "Relatio"\n'
    made += '[rule]\nother-issuer = "Non {account} sed {issuer}."\n'
    (tmp_path / "x-made.toml").write_text(made, "utf-8")
    words = catalogue.Catalogue(tmp_path)
    data = EXAMPLES["definition"].read_bytes()
    report = checking.judged(
        checking.opened(data, "text/turtle", engine), [], engine, issuer="XBB", known=words
    ).report
    text = report.text("x-made", words)
    assert text.startswith("NEQUE 1\n")
    assert (
        "Relatio [line 7], submitted for\n   Non XBB sed Examplia (fictional State).\n   Inventum: Examplia"
        in text
    )
    assert "To change" in text
    assert "This is made for Examplia" in report.text("en", words)
    assert Report.from_json(report.as_json()).text("x-made", words) == text


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("fr", "fr"),
        ("fr-CH, en;q=0.9", "fr"),
        ("ru, ar;q=0.8, fr;q=0.9", "fr"),
        ("ar;q=0.1, *", "ar"),
        ("de, zz", "en"),
        ("fr;q=0, en", "en"),
        ("fr;q=x", "en"),
        ("," * 5000, "en"),
    ],
)
def test_the_language_is_chosen(header: str, language: str) -> None:
    """The header's favourite among the languages known is taken, English when there is none."""
    assert catalogue.chosen(header, ("ar", "en", "fr")) == language


@pytest.mark.parametrize("kind", EXAMPLES)
def test_every_form_says_the_same(engine: Engine, kind: str) -> None:
    """A submission gives the same findings in every form of RDF and of sheet that is read."""
    quads = parse(EXAMPLES[kind].read_bytes(), "text/turtle")
    expected = validation.check(EXAMPLES[kind].read_bytes(), "text/turtle", engine).report
    documents = [
        (graph_result(quad.triple for quad in quads).serialise(media_type), media_type)
        for media_type in FORMS.values()
    ]
    documents += [
        (sheets.write(from_quads(quads), engine), XLSX),
        (tables.write(from_quads(quads), engine), "text/csv"),
    ]
    for data, media_type in documents:
        report = validation.check(data, media_type, engine).report
        found = {(one.rule, one.focus, one.message) for one in report.findings}
        assert found == {(one.rule, one.focus, one.message) for one in expected.findings}, media_type
        assert (report.claims, report.kind) == (expected.claims, expected.kind)


def test_a_row_is_named(engine: Engine) -> None:
    """Of a spreadsheet the report names sheet and row, and of text the line."""
    filled = from_quads(parse(EXAMPLES["national-position"].read_bytes(), "text/turtle"))
    for data, media_type, place in (
        (sheets.write(filled, engine), XLSX, "row "),
        (tables.write(filled, engine), "text/csv", "[line "),
    ):
        (found,) = validation.check(data, media_type, engine, issuer="XBB").report.of("violation")
        assert place in found.where


def test_a_submission_that_is_not_there_is_asked_for(engine: Engine) -> None:
    """Parts without a submission are told so, once."""
    report = validation.check(f"<{NEW}x> a <{ACQ}Evidence> .".encode(), "text/turtle", engine).report
    assert [one.rule for one in report.findings if one.focus == NEW] == ["no-submission"]


def test_more_faults_than_anybody_reads_are_counted(engine: Engine) -> None:
    """Of many faults at most 200 are told in full, the gravest ones, and the last says how many are not."""
    parts = [f"<stance-{number}>" for number in range(100)]
    added = "".join(f"<> acq:contains {one} . {one} a acq:Stance ; acq:topic 'x' .\n" for one in parts)
    document = nquads(Quad(*one) for one in triples(f"<> a acq:Submission .\n{added}"))
    findings = validation.check(document, "application/n-triples", engine).report.findings
    *told, last = findings
    assert ({one.severity for one in told}, last.severity, last.rule) == ({"violation"}, "violation", "more")
    assert 150 < len(told) <= 200
    assert all(one.where and one.message for one in told)
    # Of each stance at least four fields are missing, and one is unknown.
    assert int(last.message.split()[2]) >= 100 * 5 - 200


def test_many_are_checked_as_one_is(engine: Engine) -> None:
    """Checked in bulk, in one process or two, each document gives what it gives alone, or its error."""
    documents = [(path.read_bytes(), "text/turtle") for path in EXAMPLES.values()]
    documents[1:1] = [(b"<", "text/turtle"), (b"", "image/png")]
    alone = list(validation.check_many(documents, engine))
    beside = list(validation.check_many(documents, engine, processes=2))
    assert [type(one).__name__ for one in alone[:4]] == [
        "Checked",
        "InvalidDocument",
        "UnsupportedMedia",
        "Checked",
    ]
    assert [str(one) for one in beside] == [str(one) for one in alone]


WALLED = """
import sys
from pathlib import Path
from acquis import validation
from acquis.engine import Engine
from acquis.errors import InvalidDocument
engine = Engine.from_quads([])
validation.warm_up(engine)
documents = [(Path(one).read_bytes(), kind) for one, kind in (word.split("|") for word in sys.argv[1:])]
seen = []
sys.addaudithook(lambda event, told: seen.append((event, told)) if event in EVENTS else None)
for data, kind in documents:
    try:
        validation.check(data, kind, engine)
    except InvalidDocument:
        pass
print([str(one)[:100] for one in seen])
"""
EVENTS = (
    "open",
    "os.listdir",
    "os.scandir",
    "socket.connect",
    "socket.getaddrinfo",
    "subprocess.Popen",
    "urllib.Request",
)


def test_a_check_opens_no_file_and_no_connection(tmp_path: Path) -> None:
    """Once warmed up, a process checks documents of every form without touching disk or network."""
    quads = parse(EXAMPLES["definition"].read_bytes(), "text/turtle")
    files = {
        f"a.{suffix}": graph_result(quad.triple for quad in quads).serialise(kind)
        for suffix, kind in FORMS.items()
    }
    files |= {"a.csv": tables.write(from_quads(quads)), "a.xlsx": sheets.write(from_quads(quads))}
    files["remote.jsonld"] = b'{"@context": "http://127.0.0.1:9/x", "@id": ""}'
    kinds = {**FORMS, "csv": "text/csv", "xlsx": XLSX}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    arguments = [f"{tmp_path / name}|{kinds[name.partition('.')[2]]}" for name in files]
    code = f"EVENTS = {EVENTS!r}\n{WALLED}"
    run = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT / "server",
    )
    assert (run.stdout.strip(), run.stderr) == ("[]", "")


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory, known: list[Quad]) -> CliRunner:
    """Return a runner of commands over a release that knows the fictional States."""
    folder = tmp_path_factory.mktemp("validate")
    named = [quad for quad in known if str(quad.graph_name) != "DEFAULT"]
    release.install(make_release(folder, named, "known"), folder / "releases")
    return CliRunner(env={"ACQUIS_RELEASES_DIR": str(folder / "releases")})


def test_the_command_accepts_and_refuses(command: CliRunner, tmp_path: Path) -> None:
    """Exit codes are 0, 1 and 2, and each form of report can be printed."""
    good, bad, odd = EXAMPLES["definition"], tmp_path / "bad.ttl", tmp_path / "odd.txt"
    bad.write_text("<> a <x>", "utf-8")
    odd.write_bytes(good.read_bytes())
    fine = command.invoke(main, ["validate", "--for", "XAA", str(good)])
    assert (fine.exit_code, fine.stdout) == (
        0,
        "definition.ttl: Accepted, with nothing to remark. Claims: 2.\n\n",
    )
    wrong = command.invoke(main, ["validate", str(good), str(bad)])
    assert wrong.exit_code == 1
    assert "bad.ttl: Line 1, column 9" in wrong.stdout
    assert "Not accepted: bad.ttl." in wrong.stderr
    foreign = command.invoke(main, ["validate", "--for", "XBB", "--format", "json", str(good)])
    assert foreign.exit_code == 1
    assert json.loads(foreign.stdout)["findings"][0]["rule"] == "other-issuer"
    turtle = command.invoke(main, ["validate", "--format", "turtle", "--type", "ttl", str(odd)])
    assert "sh:conforms true" in turtle.stdout
    unknown = command.invoke(main, ["validate", str(odd)])
    assert (unknown.exit_code, "--type" in unknown.stderr) == (2, True)
    assert command.invoke(main, ["validate"]).exit_code == 2


def test_warming_up_is_harmless() -> None:
    """A process can be made ready with a graph that knows nothing."""
    bulk.warm_up(Engine.from_quads([]))
    shapes, fields = checking.loaded()
    assert len(fields.parts) >= 11
    assert len(shapes.graph) > 1000
