"""A release is made whole or not at all, and the same sources make the same bytes."""

import gzip
import json
from pathlib import Path

import pytest

from acquis import sources
from acquis.build import build, compile_sources, write
from acquis.engine import Engine, NamedNode, canonical, parse
from acquis.errors import FindingsFound, InvalidSetting
from acquis.releases.release import Release, current, open_engine
from acquis.vocab import INFERRED, META
from test_check import CASES, PROVENANCE


@pytest.fixture(scope="module")
def release(shipped_releases: Path) -> Release:
    """Return the release of the shipped sources."""
    return current(shipped_releases)


def content(folder: Path) -> dict[str, bytes]:
    """Return the files of a release by name, without the store: only what that answers is promised."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_the_same_sources_give_the_same_bytes(release: Release, tmp_path: Path) -> None:
    """A second build, with the files in another order, gives the same id and the same bytes in every file."""
    again = build(list(reversed(sources.paths())), tmp_path)
    assert again.id == release.id
    assert content(again.path) == content(release.path)


def test_the_dump_and_the_store_hold_the_same(release: Release) -> None:
    """Every quad of the dump is in the store, and the union of all is its default graph."""
    dump = parse(gzip.decompress((release.path / "graph.nq.gz").read_bytes()), "application/n-quads")
    engine = open_engine(release)
    assert len(dump) == release.manifest["quads"]
    named = [quad for quad in engine.quads() if isinstance(quad.graph_name, NamedNode)]
    assert canonical(named) == canonical(dump)
    assert len(engine) == len({quad.triple for quad in dump}) == release.manifest["triples"]


def test_trig_and_n_quads_say_the_same(release: Release) -> None:
    """Both dumps hold the same quads."""
    trig = parse(gzip.decompress((release.path / "graph.trig.gz").read_bytes()), "application/trig")
    lines = parse(gzip.decompress((release.path / "graph.nq.gz").read_bytes()), "application/n-quads")
    assert canonical(trig) == canonical(lines)


def test_the_manifest_counts_what_is_there(release: Release) -> None:
    """The counts of the manifest are those of the graph, and the coverage says what is not there."""
    manifest = json.loads((release.path / "manifest.json").read_text("utf-8"))
    assert manifest["id"] == release.id == manifest["content_sha256"][:12]
    assert manifest["counts"]["Norm"] == 24
    assert manifest["counts"]["State"] == 195
    assert manifest["coverage"]["numbers"]["States with a position"] == 42
    assert manifest["coverage"]["first"] == "1965-12-21"


def test_inferred_triples_stand_apart(release: Release) -> None:
    """What follows from the sources stands in its own graph and in no source graph."""
    query = f"""
        ASK {{
          GRAPH <{INFERRED}> {{ ?s ?p ?o }}
          GRAPH ?g {{ ?s ?p ?o }}
          FILTER(?g != <{INFERRED}>)
        }}
    """
    assert not open_engine(release).query(query)


def test_every_graph_has_provenance(release: Release) -> None:
    """The graph of metadata has title, licence and size for every other graph."""
    query = f"""
        SELECT ?g WHERE {{
          {{ SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ ?s ?p ?o }} }} }}
          FILTER(?g != <{META}>)
          FILTER NOT EXISTS {{
            GRAPH <{META}> {{ ?g dcterms:title ?t ; dcterms:license ?l ; void:triples ?n }}
          }}
        }}
    """
    assert list(open_engine(release).query(query).rows()) == []


def test_void_sums_up(release: Release) -> None:
    """The class partitions of the VoID file are the counts of the manifest."""
    engine = Engine.from_quads(
        parse((release.path / "void.ttl").read_bytes(), "text/turtle", graph="urn:void")
    )
    rows = engine.query("SELECT ?c ?n WHERE { ?part void:class ?c ; void:entities ?n }").rows()
    found = {getattr(c, "value", "").rpartition("#")[2]: int(getattr(n, "value", "0")) for c, n in rows}
    assert found == release.manifest["counts"]


@pytest.mark.parametrize(
    ("case", "word", "is_late"),
    [("unknown-term", "wordedAt", False), ("missing-source", "needs a source", True)],
)
def test_a_failing_check_leaves_the_current_release(
    shipped_releases: Path, tmp_path: Path, case: str, word: str, is_late: bool
) -> None:
    """With a fault in the sources nothing is built, and what was served is served on.

    The part of the checks that goes on beside the build may find it only when all is written.
    """
    before, steps = current(shipped_releases), list[str]()
    path = tmp_path / "case.ttl"
    path.write_text((CASES / f"{case}.ttl").read_text("utf-8") + PROVENANCE.format(slug="case"), "utf-8")
    with pytest.raises(FindingsFound) as error:
        build([*sources.paths(), ("data/case.ttl", path)], shipped_releases, step=steps.append)
    assert any(word in str(getattr(finding, "message", "")) for finding in error.value.findings)
    assert ("Write the release" in steps) == is_late
    assert "Put it in place" not in steps
    assert current(shipped_releases).id == before.id
    assert [entry.name for entry in shipped_releases.iterdir() if entry.name.startswith(".build-")] == []


def test_one_setting_leaves_a_graph_out(tmp_path: Path) -> None:
    """Stances coded by one dataset alone can be left out of a release by the slug of their graph."""
    graph = compile_sources(sources.paths(), leave_out=["temple-ilit"])
    assert graph.counts["Stance"] == 662 - 75
    write(graph, tmp_path, ["temple-ilit"])
    assert json.loads((tmp_path / "manifest.json").read_text("utf-8"))["left_out"] == ["temple-ilit"]


def test_an_unknown_graph_cannot_be_left_out() -> None:
    """A slug that no source has is an error that names it."""
    with pytest.raises(InvalidSetting, match="temple-ilot"):
        compile_sources(sources.paths(), leave_out=["temple-ilot"])
