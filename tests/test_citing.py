"""An answer that is cited: run again on its release, compared with the one cited and with that of today."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from acquis.engine import Engine
from acquis.releases.fingerprint import MEDIA_TYPES, fingerprint
from published import publish, site

LABELS = "SELECT ?n ?label { ?n a acq:Norm ; skos:prefLabel ?label }"
HASH = "6c2230863ee16cb8f1885507275716aba19ea5449437c21b34ecbf243cf95e62"
QUESTION = {"question": "norm-wording", "norm": "c"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """Yield a client of a server over two releases."""
    with site(publish(tmp_path_factory.mktemp("published"))) as found:
        yield found


def cite(client: FlaskClient, **asked: str) -> dict[str, Any]:
    """Return what is said of the answer to *asked*."""
    response = client.get("/cite", query_string=asked)
    assert response.status_code == 200, response.text
    found = json.loads(response.data)
    assert isinstance(found, dict)
    return found


def follow(client: FlaskClient, link: str) -> dict[str, Any]:
    """Return what the permanent *link* says."""
    parts = urlsplit(link)
    assert (parts.scheme, parts.netloc) == ("http", "localhost")
    return cite(client, **{name: values[0] for name, values in parse_qs(parts.query).items()})


@pytest.mark.parametrize(
    "asked",
    [
        {"query": LABELS},
        {"query": "ASK { ?n acq:letter ?l }"},
        {"query": "CONSTRUCT WHERE { ?n acq:letter ?l }"},
        {"query": "SELECT ?n ?l { ?n acq:letter ?l }", "$l": '"c"'},
        {
            "query": "SELECT ?s { ?s ?p ?o }",
            "default-graph-uri": "https://w3id.org/acquis/graph/source/norms",
        },
        QUESTION,
    ],
)
def test_a_link_finds_the_answer_as_cited(client: FlaskClient, asked: dict[str, str]) -> None:
    """Whatever is cited, its permanent link names release and hash, and finds the same."""
    first = cite(client, **asked)
    assert (first["release"], first["as_cited"], first["today"]) == ("second", None, None)
    assert first["sha256"] in first["citation"]
    assert first["link"] in first["citation"]
    again = follow(client, first["link"])
    assert (again["as_cited"], again["sha256"], again["link"]) == (True, first["sha256"], first["link"])


def test_an_answer_that_changed_since_says_so(client: FlaskClient) -> None:
    """On the older release the answer is as it was, and it says that today's differs and by how much."""
    found = cite(client, query=LABELS, release="first")
    assert (found["release"], found["size"]) == ("first", "2 rows")
    assert found["today"]["release"] == "second"
    assert found["today"]["size"] == "3 rows"
    assert found["today"]["differs"] is True
    assert found["today"]["sha256"] == cite(client, query=LABELS)["sha256"]
    page = client.get(
        "/cite", query_string={"query": LABELS, "release": "first"}, headers={"Accept": "text/html"}
    )
    assert "differs" in page.text
    assert 'href="/releases/first"' in page.text


def test_the_pool_answers_from_the_release_that_is_cited(tmp_path: Path) -> None:
    """Behind a pool of processes, old and new release are each asked for their own answer."""
    with site(publish(tmp_path), with_pool=True) as client:
        found = cite(client, query=LABELS, release="first")
    assert (found["size"], found["today"]["size"]) == ("2 rows", "3 rows")


def test_an_answer_that_did_not_change_says_so(client: FlaskClient) -> None:
    """What both releases answer alike is said to be the same."""
    found = cite(client, query="SELECT ?s { ?s a acq:State }", release="first")
    assert found["today"]["differs"] is False


def test_an_answer_that_is_not_as_cited_says_so(client: FlaskClient) -> None:
    """A hash of another answer is noticed, in data and on the page."""
    other = {"query": LABELS, "sha256": "0" * 64}
    assert cite(client, **other)["as_cited"] is False
    page = client.get("/cite", query_string=other, headers={"Accept": "text/html"}).text
    assert "not the one that was cited" in page


def test_a_citation_is_never_kept_for_ever(client: FlaskClient) -> None:
    """Although it names a release, what it says of today may change with the next one."""
    response = client.get("/cite", query_string={"query": LABELS, "release": "first"})
    assert response.headers["Cache-Control"] == "public, no-cache"
    assert response.headers["Acquis-Release"] == "first"


def test_a_release_that_is_gone_says_which_are_kept(client: FlaskClient) -> None:
    """A citation of a release that is not kept is a 404 with those that are."""
    response = client.get("/cite", query_string={"query": LABELS, "release": "gone"})
    assert response.status_code == 404
    assert "second, first" in response.get_json(force=True)["detail"]


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("select", b'?a\t?b\n"1"\t_:x\n"2"\t_:y\n', b'?a\t?b\n"2"\t_:p\n"1"\t_:q\n'),
        ("graph", b"_:x <u:p> _:y .\n<u:s> <u:p> 1 .\n", b"<u:s> <u:p> 1 .\n_:q <u:p> _:r .\n"),
        ("ask", b"true", b"true\n"),
    ],
)
def test_order_and_blank_nodes_do_not_count(kind: str, one: bytes, other: bytes) -> None:
    """The same rows in another order, with other labels of blank nodes, have the same fingerprint."""
    assert fingerprint(kind, one) == fingerprint(kind, other)


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("select", b'?a\n"1"\n', b'?b\n"1"\n'),
        ("select", b'?a\n"1"\n', b'?a\n"1"\n"1"\n'),
        ("select", b'?a\n"see _:x"\n', b'?a\n"see _:y"\n'),
        ("select", b'?a\n"\xc2\x85"\n', b'?a\n""\n'),
        ("graph", b'<u:s> <u:p> "see _:x" .\n', b'<u:s> <u:p> "see _:y" .\n'),
        ("graph", b"<u:s> <u:p> _:x .\n", b'<u:s> <u:p> "_:b" .\n'),
        ("ask", b"true", b"false"),
    ],
)
def test_everything_else_counts(kind: str, one: bytes, other: bytes) -> None:
    """Names of columns, repeated rows and every character of a text make another fingerprint."""
    assert fingerprint(kind, one) != fingerprint(kind, other)


def test_a_fingerprint_can_be_made_with_common_tools(engine: Engine, tmp_path: Path) -> None:
    """The definition is enough: header, sorted rows, SHA-256; here of two letters by hand."""
    body = engine.query("SELECT ?l { ?n acq:letter ?l } ORDER BY DESC(?l)").serialise(MEDIA_TYPES["select"])
    # printf '?l\n"c"\n"d"\n' | sha256sum
    assert fingerprint("select", body) == HASH
