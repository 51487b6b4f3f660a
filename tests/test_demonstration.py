"""The demonstration: told through the real intake, marked as one everywhere, apart from all that is real."""

import hashlib
import json
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from acquis import config, demonstration, ledger
from acquis.cli import main
from acquis.demonstration import MARK, Demonstration
from acquis.engine import Engine, NamedNode
from acquis.errors import Conflict
from acquis.library.queries import library
from acquis.releases import release
from acquis.vocab import META, PREFIXES
from acquis.web import create_app

PAGES = ("/", "/api/queries", "/releases", "/ontology", "/no/such/page", "/doc/state/XAA")


def hashes(folder: Path) -> dict[str, str]:
    """Return what each file under *folder* hashes to."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def before(shipped_releases: Path) -> dict[str, str]:
    """Return what the files of the shipped release hash to before the demonstration is made."""
    return hashes(release.current(shipped_releases).path)


@pytest.fixture(scope="module")
def made(
    shipped_releases: Path, before: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Demonstration:
    """Return a demonstration made of the shipped release."""
    assert before
    settings = config.load({"ACQUIS_RELEASES_DIR": str(shipped_releases)})
    return demonstration.make(tmp_path_factory.mktemp("demo") / "demo", settings)


@pytest.fixture(scope="module")
def shown(made: Demonstration) -> Engine:
    """Return an engine over its release."""
    return release.open_engine(made.release)


def rows(engine: Engine, name: str, **values: str) -> list[dict[str, str]]:
    """Return the rows of the question *name* as text by column."""
    found = library()[name].ask(engine, values)
    return [
        {column: str(getattr(term, "value", "")) for column, term in zip(found.variables, row, strict=True)}
        for row in found.rows()
    ]


def test_every_step_of_the_story_is_told(made: Demonstration) -> None:
    """The ledger holds what was accepted, superseded, withdrawn, returned and left waiting, and is whole."""
    with ledger.open(made.settings) as kept:
        counts = kept.counts()
        assert kept.verify(kept.head()) == []
        kinds = Counter(one.kind for one in kept.list())
    assert counts == {"validated": 1, "returned": 1, "withdrawn": 1, "superseded": 1, "published": 10}
    assert made.submissions == sum(counts.values())
    assert len(kinds) == 6
    release.verify(made.release)


def test_questions_find_what_the_fictional_states_handed_in(shown: Engine) -> None:
    """What was published answers the questions, and what was withdrawn, returned or waits does not."""
    names = {row["iso3"]: row["stateLabel"] for row in rows(shown, "submissions")}
    assert set(names) == {"XAA", "XBB", "XCC", "XDD"}
    assert all("fictional" in name for name in names.values())
    assert {row["match"] for row in rows(shown, "needs-and-offers")} == {
        "same element and form",
        "no offer recorded",
    }
    history = {row["reviewStatus"] for row in rows(shown, "submission-history", state="XCC")}
    assert history == {"accepted", "withdrawn"}
    assert [row for row in rows(shown, "measure-reports") if row["iso3"] == "XCC"] == []
    assert rows(shown, "unpublished-fields") == []


def test_it_is_marked_everywhere(made: Demonstration, shown: Engine) -> None:
    """The manifest, the graph of metadata and each page say that it is a demonstration."""
    says = made.release.manifest[MARK]
    assert "demonstration" in says
    description = NamedNode(PREFIXES["dcterms"] + "description")
    assert says in {
        str(getattr(one.object, "value", "")) for one in shown.triples(None, description, graph=META)
    }
    app = create_app(made.settings)
    with app.test_client() as client:
        for page in PAGES:
            answer = client.get(page, headers={"Accept": "text/html"})
            assert says in answer.text, page
    app.extensions["acquis"].close()


def test_what_is_real_stays_as_it_was(
    shipped_releases: Path, made: Demonstration, before: dict[str, str]
) -> None:
    """The release it was made of has the same bytes as before, and knows neither mark nor submission."""
    source = release.current(shipped_releases)
    assert hashes(source.path) == before
    assert MARK not in source.manifest
    assert rows(release.open_engine(source), "submissions") == []
    assert made.settings.releases_dir != shipped_releases
    assert not (shipped_releases.parent / "ledger" / "ledger.sqlite").exists()


def test_tokens_are_for_their_owner_only(made: Demonstration) -> None:
    """The two files hold tokens that count, and nobody else may read them."""
    with ledger.open(made.settings) as kept:
        for path, role in zip(made.tokens, ledger.ROLES, strict=True):
            assert path.stat().st_mode & 0o777 == 0o600
            assert kept.account(path.read_text("utf-8").strip()).role == role


def test_a_folder_that_holds_something_is_refused(shipped_releases: Path, tmp_path: Path) -> None:
    """Neither a release nor a ledger is ever written over."""
    settings = config.load({"ACQUIS_RELEASES_DIR": str(shipped_releases)})
    (tmp_path / "ledger").mkdir()
    with pytest.raises(Conflict, match="is not empty"):
        demonstration.make(tmp_path, settings)
    assert [path.name for path in tmp_path.iterdir()] == ["ledger"]


def test_the_command_says_how_to_go_on(shipped_releases: Path, tmp_path: Path) -> None:
    """It prints both tokens and the line that serves the demonstration; a second time it refuses."""
    runner = CliRunner(env={"ACQUIS_RELEASES_DIR": str(shipped_releases)})
    done = runner.invoke(main, ["demo", str(tmp_path / "demo")])
    assert done.exit_code == 0, done.output
    for name in ("submitter", "reviewer"):
        assert (tmp_path / "demo" / f"{name}.token").read_text("utf-8").strip() in done.output
    line = done.output.splitlines()[-1]
    assert f"ACQUIS_RELEASES_DIR={tmp_path}/demo/releases" in line
    assert f"ACQUIS_LEDGER_URL=sqlite:///{tmp_path}/demo/ledger/ledger.sqlite" in line
    manifest = json.loads((tmp_path / "demo" / "releases" / "current" / "manifest.json").read_text("utf-8"))
    assert manifest[MARK]
    again = runner.invoke(main, ["demo", str(tmp_path / "demo")])
    assert (again.exit_code, "is not empty" in again.output) == (2, True)
