"""What differs between two releases, in numbers and in words."""

from pathlib import Path

import pytest

from acquis.engine import canonical, parse
from acquis.releases import changes, release
from acquis.releases.changes import Change, Difference
from conftest import make_release, tiny_quads
from published import publish

ID = "https://w3id.org/acquis/id/"


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Difference:
    """Return the difference between the two releases."""
    older, newer = release.history(publish(tmp_path_factory.mktemp("published")))
    return changes.between(older, newer)


def one(found: Difference, thing: str) -> Change:
    """Return the change of *thing*, a path under id/."""
    (change,) = (change for change in found.changes if change.thing == ID + thing)
    return change


def test_things_that_changed_are_in_order(found: Difference) -> None:
    """Each thing whose sources changed stands there once, in natural order, and nothing else."""
    paths = [change.thing.removeprefix("https://w3id.org/acquis/") for change in found.changes]
    assert paths == [
        "def#cites",
        "id/norm/gge-2015/c",
        "id/norm/gge-2015/d",
        "id/stance/est-2021/x",
        "id/topic/old",
    ]
    assert (found.older, found.newer) == ("first", "second")


def test_totals_count_every_quad(found: Difference) -> None:
    """The totals hold what was inferred, too."""
    # A label, a norm, a stance with its evidence, a list in the ontology, and one inferred; a label, a topic.
    assert (found.added, found.removed) == (1 + 3 + 5 + 5 + 1, 1 + 2)


@pytest.mark.parametrize(
    ("thing", "kind", "sentence"),
    [
        ("norm/gge-2015/d", "new", "New: norm with 3 statements."),
        ("topic/old", "gone", "Withdrawn: legal topic with 2 statements."),
        ("stance/est-2021/x", "new", "New: stance with 5 statements."),
        (
            "norm/gge-2015/c",
            "changed",
            "Pref label: was “Prevent the misuse of territory”, is “Prevent misuse of territory”.",
        ),
    ],
)
def test_a_change_is_said_in_words(found: Difference, thing: str, kind: str, sentence: str) -> None:
    """New and withdrawn things by their kind and size, changed ones by what was and what is."""
    change = one(found, thing)
    assert (change.kind, change.sentence) == (kind, sentence)


def test_a_stance_is_about_its_state_and_its_evidence_about_a_document(found: Difference) -> None:
    """Who follows a State or a document hears of a stance of that State with evidence in that document."""
    affected = one(found, "stance/est-2021/x").affects
    assert affected >= {ID + "state/EST", ID + "edition/a-70-174", ID + "work/gge-2015-report"}


def test_a_release_does_not_differ_from_itself(tmp_path: Path) -> None:
    """The same graph, its blank nodes under other labels because of one more, changes only that one."""
    more = b"""<urn:x:a> <urn:x:p> [ <urn:x:q> [ <urn:x:q> "deep" ] ] ."""
    quads = [*tiny_quads(), *parse(more, "text/turtle", graph="https://w3id.org/acquis/graph/source/more")]
    for name, held in (("one", canonical(tiny_quads())), ("two", canonical(quads))):
        release.install(make_release(tmp_path, held, name), tmp_path / "releases")
    one, two = (release.read(tmp_path / "releases" / name) for name in ("one", "two"))
    assert changes.between(one, one) == Difference("one", "one", 0, 0, ())
    found = changes.between(one, two)
    assert (found.added, found.removed) == (3, 0)
    assert [change.thing for change in found.changes] == ["urn:x:a"]


def test_the_first_release_is_one_change(tmp_path: Path) -> None:
    """Before the first release there is nothing to compare with, so it is one entry of its own."""
    history = release.history(publish(tmp_path))
    pairs = list(changes.recent(history))
    assert [(newer.id, found.older) for newer, found in pairs] == [("second", "first"), ("first", "")]
    (change,) = pairs[-1][1].changes
    assert change.label == "Release first"
    assert change.kind == "new"


def test_what_is_no_release_is_not_in_the_history(tmp_path: Path) -> None:
    """A damaged folder, one of another name and the link to the current release are passed over."""
    releases = publish(tmp_path)
    (releases / "broken").mkdir()
    (releases / "broken" / "manifest.json").write_text("{")
    (releases / "other").symlink_to("first", target_is_directory=True)
    assert [one.id for one in release.history(releases)] == ["first", "second"]
    assert release.history(tmp_path / "nothing") == ()
