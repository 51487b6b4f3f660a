"""The four main questions give the same rows by curl, `acquis ask`, SPARQLStore and SPARQLWrapper."""

import csv
import io
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import JSON, SPARQLWrapper

from acquis.cli import main
from acquis.library.queries import library
from checkout import ROOT
from serving import serving

# Name of the question, and words of a row that must be among its answers, checked by eye against the facts.
MAIN = {
    "norm-wording": ("guidance", "A/76/135, para. 30", "known"),
    "stance-holders": ("Costa Rica", "known", "low"),
    "affirming-resolutions": ("A/RES/76/19", "Calls upon", "OP 3", "gives guidance on it"),
    "vote-comparison": ("Belarus", "abstained", "against", "yes"),
}
Rows = set[tuple[str, ...]]


@pytest.fixture(scope="module")
def address(shipped_releases: Path) -> Iterator[str]:
    """Return the address of a server over the shipped sources."""
    with serving(shipped_releases) as found:
        yield found


def table(text: str) -> Rows:
    """Return the rows of a CSV text without its head."""
    return {tuple(row) for row in list(csv.reader(io.StringIO(text)))[1:]}


def by_curl(address: str, name: str) -> Rows:
    """Return the rows that curl gets for the file of the question."""
    query = f"query@{ROOT}/queries/questions/{name}.rq"
    command = ["curl", "-sS", "-H", "Accept: text/csv", "--data-urlencode", query]
    for param, term in defaults(name).items():
        command += ["--data-urlencode", f"${param}={term}"]
    done = subprocess.run([*command, f"{address}/sparql"], capture_output=True, text=True, check=True)
    return table(done.stdout)


def by_command(releases: Path, name: str) -> Rows:
    """Return the rows that `acquis ask` prints."""
    runner = CliRunner(env={"ACQUIS_RELEASES_DIR": str(releases)})
    return table(runner.invoke(main, ["ask", name, "--format", "csv"], catch_exceptions=False).stdout)


def by_wrapper(address: str, name: str) -> Rows:
    """Return the rows that SPARQLWrapper gets."""
    wrapper = SPARQLWrapper(f"{address}/sparql", returnFormat=JSON)
    wrapper.setQuery(library()[name].query)
    for param, term in defaults(name).items():
        wrapper.addParameter(f"${param}", term)
    found = wrapper.queryAndConvert()
    assert isinstance(found, dict)
    columns = found["head"]["vars"]
    return {
        tuple(row.get(column, {}).get("value", "") for column in columns)
        for row in found["results"]["bindings"]
    }


def by_rdflib(address: str, name: str) -> Rows:
    """Return the rows that the SPARQL store of rdflib gets."""
    given = {f"${param}": term for param, term in defaults(name).items()}
    store = SPARQLStore(f"{address}/sparql", returnFormat="json", params=given)
    found = store.query(library()[name].query)
    names = found.vars or []
    return {tuple(str(row.get(column, "")) for column in names) for row in found.bindings}


def defaults(name: str) -> dict[str, str]:
    """Return the default values of the parameters of a question, as SPARQL writes them."""
    terms = {
        "norm-wording": {"norm": "<https://w3id.org/acquis/id/norm/gge-2015/c>"},
        "stance-holders": {
            "topic": "<https://w3id.org/acquis/id/topic/due-diligence>",
            "stanceCode": '"binding-obligation"',
        },
        "affirming-resolutions": {"norm": "<https://w3id.org/acquis/id/norm/gge-2015/f>"},
        "vote-comparison": {
            "resolutionOne": "<https://w3id.org/acquis/id/work/a-res-77-37>",
            "resolutionTwo": "<https://w3id.org/acquis/id/work/a-res-78-16>",
        },
    }
    return terms[name]


@pytest.mark.parametrize("name", MAIN)
def test_all_clients_get_the_same(name: str, address: str, shipped_releases: Path) -> None:
    """Every way to ask gives the same rows, the expected one among them."""
    rows = by_command(shipped_releases, name)
    assert any(all(word in row for word in MAIN[name]) for row in rows)
    assert by_curl(address, name) == rows
    assert by_wrapper(address, name) == rows
    assert by_rdflib(address, name) == rows
