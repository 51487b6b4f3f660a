"""From a PDF to a release and through its review, by the command line, with the report that we wrote."""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

import rendering
from acquis import sources
from acquis.build import build
from acquis.cli import main
from acquis.engine import plain
from acquis.ingest import keeping, reviewing
from acquis.releases.release import current, open_engine
from acquis.vocab import ID, TEXT
from checkout import ROOT

SYMBOL, SLUG = "XA/31/204", "xa-31-204"
MADE: dict[str, Callable[[], bytes]] = {
    "txt": lambda: rendering.txt().encode(),
    "pdf": rendering.pdf,
    "docx": rendering.docx,
    "html": rendering.html,
}


def run(*words: str, typed: str = "") -> Result:
    """Return what the command line does with *words*, with *typed* as answers."""
    return CliRunner().invoke(main, words, input=typed)


def shipped() -> dict[str, str]:
    """Return the hash of every shipped data file."""
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted((ROOT / "data").rglob("*"))
        if path.is_file()
    }


def document(folder: Path, form: str) -> Path:
    """Return the report that we wrote, as a file of *form* in *folder*."""
    path = folder / f"examplia.{form}"
    path.write_bytes(MADE[form]())
    return path


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder into which the report was read from its PDF."""
    folder = tmp_path_factory.mktemp("kept")
    done = run("ingest", str(document(folder, "pdf")), "--symbol", SYMBOL, "--into", str(folder / "texts"))
    assert done.exit_code == 0, done.output
    return folder / "texts"


@pytest.fixture(scope="module")
def released(kept: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of releases whose current one is built with the report."""
    folder = tmp_path_factory.mktemp("released")
    build(sources.paths(kept), folder)
    return folder


@pytest.fixture
def unchanged() -> Iterator[None]:
    """Hold that a test leaves every shipped data file as it was."""
    before = shipped()
    yield
    assert shipped() == before


@pytest.mark.parametrize("form", sorted(MADE))
@pytest.mark.usefixtures("unchanged")
def test_every_form_gives_the_same_units(form: str, kept: Path, tmp_path: Path) -> None:
    """Read from text, PDF, DOCX or HTML, the paragraphs have the same addresses and words."""
    done = run(
        "ingest", str(document(tmp_path, form)), "--symbol", SYMBOL, "--into", str(tmp_path / "out"), "--json"
    )
    assert done.exit_code == 0, done.output
    (report,) = json.loads(done.stdout)
    assert (report["symbol"], report["texts"][0]["units"]["annex"]) == (SYMBOL, 2)
    words = f"texts/{SLUG}.en.ttl"
    ours, theirs = ((folder / words).read_text("utf-8").splitlines() for folder in (tmp_path / "out", kept))
    assert [line for line in ours if "dcterms:source" not in line and "sha256" not in line] == [
        line for line in theirs if "dcterms:source" not in line and "sha256" not in line
    ]


def test_a_release_answers_with_its_words(released: Path, application: Callable[..., Flask]) -> None:
    """Its paragraphs are found by SPARQL and over HTTP, and the manifest says that words are held."""
    release = current(released)
    assert release.manifest["texts"] == [f"{SLUG}.en"]
    engine = open_engine(release)
    query = f"""SELECT ?words ?note WHERE {{
        GRAPH <{TEXT}{SLUG}.en> {{ <{ID}edition/{SLUG}/para/1> acq:text ?words }}
        <{TEXT}{SLUG}.en> dcterms:rights ?note
    }}"""
    ((words, note),) = engine.query(query).rows()
    assert plain(words).startswith("Signal lamps link the islands of Examplia")
    assert "The United Nations is the source" in plain(note)
    client = application(released).test_client()
    page = client.get(f"/doc/edition/{SLUG}/para/1", headers={"Accept": "text/turtle"})
    assert page.status_code == 200
    assert "Signal lamps link the islands" in page.text
    asked = client.get("/sparql", query_string={"query": query}, headers={"Accept": "text/csv"})
    assert "Signal lamps link the islands" in asked.text


def test_words_are_left_out_by_one_setting(kept: Path, tmp_path: Path) -> None:
    """A release without words has the paragraphs, and nothing of what they say."""
    made = build(sources.paths(kept), tmp_path, leave_out=["texts"])
    assert "texts" not in made.manifest
    engine = open_engine(made)
    assert engine.query(f"ASK {{ <{ID}edition/{SLUG}/para/1> a acq:Paragraph }}")
    assert not engine.query("ASK { ?unit acq:text ?words }")


@pytest.mark.usefixtures("unchanged")
def test_a_review_is_kept_answer_by_answer(tmp_path: Path) -> None:
    """Answers are kept at once, a review goes on where it was left, and what they change is shown."""
    folder = str(tmp_path / "texts")
    read = run("ingest", str(document(tmp_path, "txt")), "--symbol", SYMBOL, "--into", folder)
    assert read.exit_code == 0
    stands = reviewing.opened(tmp_path / "texts", SLUG)
    number = next(n for n, one in enumerate(stands.items) if one.kind == "link" and "topic" in one.id)
    wanted = stands.items[number]
    typed = "s\n" * number + "c\n99\nc\n1\nx\nq\n"
    first = run("ingest", "--review", "--symbol", SYMBOL, "--into", folder, typed=typed)
    assert first.exit_code == 0, first.output
    assert "give numbers of the list" in first.output
    assert "Answer with one of: a accept" in first.output
    assert "1 decided" in first.output
    assert "These questions are answered otherwise now:" in first.output
    assert "The checks found nothing." in first.output
    stated = (tmp_path / "texts" / "documents" / f"{SLUG}.ttl").read_text("utf-8")
    assert f"acq:hasTopic <{wanted.options[0][0]}>" in stated
    again = run("ingest", "--review", "--edition", SLUG, "--into", folder, typed="q\n")
    assert f"{len(stands.items) - 1} of {len(stands.items)} wait for you." in again.output
    # What was decided stays when the document is read again.
    run("ingest", str(tmp_path / "examplia.txt"), "--symbol", SYMBOL, "--into", folder)
    assert f"acq:hasTopic <{wanted.options[0][0]}>" in (
        tmp_path / "texts" / "documents" / f"{SLUG}.ttl"
    ).read_text("utf-8")


def test_the_last_answer_can_be_taken_back(tmp_path: Path) -> None:
    """In the terminal u takes back what was answered last, with what it wrote; then it is asked again."""
    folder = tmp_path / "texts"
    run("ingest", str(document(tmp_path, "txt")), "--symbol", SYMBOL, "--into", str(folder))
    before = set(keeping.quads(folder, SLUG))
    stands = reviewing.opened(folder, SLUG)
    number = next(n for n, one in enumerate(stands.items) if one.kind == "link" and "topic" in one.id)
    done = run(
        *("ingest", "--review", "--symbol", SYMBOL, "--into", str(folder)),
        typed="u\n" + "s\n" * number + "c\n1\nu\nq\n",
    )
    assert done.exit_code == 0, done.output
    assert "Nothing was answered yet." in done.output
    assert done.output.count(f"{number + 1}/{len(stands.items)} link: ") == 2
    assert "0 decided" in done.output
    assert reviewing.opened(folder, SLUG).decisions == ()
    assert set(keeping.quads(folder, SLUG)) == before
    # The words of the paragraph stand above what is asked.
    assert "  | " in done.output


def test_many_files_and_archives_are_read_side_by_side(tmp_path: Path) -> None:
    """Of an archive each document is read; one that cannot be is named, and does not keep the others."""
    with zipfile.ZipFile(tmp_path / "many.zip", "w") as packed:
        packed.writestr("deep/examplia.txt", rendering.txt())
        packed.writestr("deep/broken.pdf", b"%PDF-1.7 and no more")
        packed.writestr("readme.md", b"no document")
    done = run("ingest", str(tmp_path / "many.zip"), "--edition", "examplia", "--into", str(tmp_path / "out"))
    assert done.exit_code == 1
    assert "broken.pdf: " in done.stdout
    assert "1 of the documents were not read." in done.stderr
    assert (tmp_path / "out" / "documents" / "examplia.ttl").is_file()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "Name a file to read, or say --review"),
        (["nothing.pdf"], "There is no file nothing.pdf"),
        (["empty"], "There is no document in empty"),
        (["examplia.txt"], "does not say which document it is: add --symbol"),
        (["examplia.txt", "--symbol", "lamps!"], "is no document symbol"),
        (["examplia.txt", "other.txt", "--symbol", SYMBOL], "are both the text of XA/31/204"),
        (["examplia.txt", "--symbol", SYMBOL, "--language", "xx"], "is no official language"),
        (["examplia.txt", "--symbol", SYMBOL, "--into", "examplia.txt/x"], "Nothing can be written to"),
        (
            ["examplia.txt", "--symbol", SYMBOL, "--draft-of", "lamps"],
            "There is no work 'lamps' to be a draft of",
        ),
        (["--review", "--symbol", "A/1/1"], "No document 'a-1-1' was read"),
        (["--review"], "Say which document to review"),
        (["damaged.zip", "--symbol", SYMBOL], "The archive damaged.zip holds no document"),
    ],
)
def test_a_wrong_call_is_a_sentence_and_writes_nothing(
    words: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each says what to do, and no document is half written."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ACQUIS_TEXTS_DIR", str(tmp_path / "texts"))
    (tmp_path / "empty").mkdir()
    document(tmp_path, "txt")
    (tmp_path / "other.txt").write_text(rendering.txt() + "\n\nMore.\n")
    with zipfile.ZipFile(tmp_path / "damaged.zip", "w") as packed:
        packed.writestr("a.bin", b"x")
    done = run("ingest", *words)
    assert done.exit_code in (1, 2)
    assert said in done.stderr
    assert not [one for one in (tmp_path / "texts").rglob("*") if one.is_file()]
