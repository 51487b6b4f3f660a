"""Linked data over graphs made for the purpose: moved, superseded and withdrawn things, pages, addresses."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from acquis import config
from acquis.engine import Engine, parse
from acquis.releases import release
from acquis.vocab import ID, PREFIXES
from acquis.web import create_app
from conftest import make_release, tiny_quads

HEAD = "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in ("acq", "dcterms", "id", "owl", "skos"))
EXPANDED = 'application/ld+json;profile="http://www.w3.org/ns/json-ld#expanded"'


def site(text: str, **settings: str) -> FlaskClient:
    """Return a client of an application over *text*, which is Turtle with the usual prefixes."""
    engine = Engine.from_quads(parse((HEAD + text).encode(), "text/turtle"))
    return create_app(config.load(settings), engine).test_client()


@pytest.mark.parametrize(
    ("asked", "location"),
    [
        ("/doc/norm/old", "/doc/norm/new"),
        ("/doc/norm/old.ttl", "/doc/norm/new.ttl"),
        ("/doc/norm/old?page=1", "/doc/norm/new?page=1"),
    ],
)
def test_a_thing_that_has_moved_leads_to_its_new_name(asked: str, location: str) -> None:
    """The move is permanent and keeps the form and the parameters."""
    client = site(
        "<https://w3id.org/acquis/id/norm/old> dcterms:isReplacedBy <https://w3id.org/acquis/id/norm/new> ."
    )
    response = client.get(asked)
    assert (response.status_code, response.location) == (301, location)


def test_what_is_superseded_keeps_its_page_and_names_its_successor() -> None:
    """The page says so to people, and a link to machines."""
    text = f"""<{ID}norm/old> skos:prefLabel "The old"@en ; owl:deprecated true .
        <{ID}norm/new> skos:prefLabel "The new"@en ; acq:supersedes <{ID}norm/old> ."""
    response = site(text).get("/doc/norm/old.html")
    assert response.status_code == 200
    assert '</doc/norm/new>; rel="successor-version"' in response.headers["Link"]
    assert "No longer in use." in response.text
    assert 'Superseded by <a href="/doc/norm/new">The new</a>.' in response.text


def test_what_a_release_withdraws_is_gone_and_still_in_the_earlier_one(
    releases: Path, tmp_path: Path
) -> None:
    """An IRI that only an earlier release holds is a 410 that leads there; one never held is a 404."""
    kept = [quad for quad in tiny_quads() if "gge-2015/c" not in str(quad)]
    release.install(make_release(tmp_path, kept, "next"), releases)
    settings = config.load({"ACQUIS_RELEASES_DIR": str(releases)})
    app = create_app(settings)
    client = app.test_client()
    gone = client.get("/doc/norm/gge-2015/c", headers={"Accept": "application/problem+json"})
    assert gone.status_code == 410
    assert '"error": "Withdrawn"' in gone.text
    assert "/doc/norm/gge-2015/c?release=tiny" in gone.text
    page = client.get("/doc/norm/gge-2015/c", headers={"Accept": "text/html"}).text
    assert '<a href="/doc/norm/gge-2015/c?release=tiny">' in page
    assert client.get("/doc/norm/gge-2015/c?release=tiny").status_code == 200
    assert client.get("/doc/norm/gge-2015/d").status_code == 200
    assert client.get("/doc/norm/gge-2015/z").status_code == 404
    app.extensions["acquis"].close()


def test_the_pages_of_a_long_list_name_each_other() -> None:
    """Every page links to the first, previous, next and last one in the same form, and to other forms."""
    links = "".join(
        f"<{ID}edition/x/para/{number}> acq:standsIn <{ID}edition/x> .\n" for number in range(1, 131)
    )
    client = site(links)
    header = client.get("/doc/edition/x.nt?in=acq:standsIn&page=2").headers["Link"]
    address = "/doc/edition/x.nt?in=acq:standsIn"
    for relation, target in (("first", ""), ("prev", ""), ("next", "&page=3"), ("last", "&page=3")):
        assert f'<{address}{target}>; rel="{relation}"' in header
    assert '</doc/edition/x.ttl?in=acq:standsIn&page=2>; rel="alternate"' in header
    last = client.get("/doc/edition/x?page=3")
    assert 'rel="next"' not in last.headers["Link"]
    assert '</doc/edition/x?page=2>; rel="prev"' in last.headers["Link"]
    page = client.get("/doc/edition/x.html").text
    assert '<a href="/doc/edition/x?in=acq:standsIn">All 130</a>, of which 50 stand here' in page
    assert '<a rel="next" href="/doc/edition/x?page=2">Next</a>' in page


def test_each_profile_of_json_ld_has_its_own_entity_tag(client: FlaskClient) -> None:
    """What is known in one profile is sent in another."""
    path = "/doc/norm/gge-2015/c"
    first = client.get(path, headers={"Accept": "application/ld+json"})
    other = client.get(path, headers={"Accept": EXPANDED, "If-None-Match": first.headers["ETag"]})
    assert (other.status_code, other.content_type) == (200, EXPANDED)
    again = client.get(path, headers={"Accept": EXPANDED, "If-None-Match": other.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    ("public", "mount", "start"),
    [
        ("https://example.org/acquis/", "", "https://example.org/acquis"),
        ("", "/graph-of-norms", "/graph-of-norms"),
        ("https://example.org/acquis", "/inside", "https://example.org/acquis"),
    ],
)
def test_every_address_begins_where_the_public_finds_us(public: str, mount: str, start: str) -> None:
    """Redirects, links and pages use the configured address or the mount; canonical stays the name itself."""
    text = "".join(f"<{ID}state/EST> acq:cites <{ID}norm/{number}> .\n" for number in range(60))
    text += "<https://w3id.org/acquis/def> a owl:Ontology ."
    client = site(text, **({"ACQUIS_PUBLIC_URL": public} if public else {}))
    inside = {"SCRIPT_NAME": mount, "HTTP_HOST": "inner:8000"}

    def get(path: str) -> tuple[str, str, str]:
        response = client.get(path, environ_overrides=inside)
        return response.headers.get("Location", ""), response.headers.get("Link", ""), response.text

    assert get("/id/state/EST")[0] == f"{start}/doc/state/EST"
    assert get("/doc/state/est")[0] == f"{start}/doc/state/EST"
    assert get("/voc/")[0] == f"{start}/voc"
    _, links, page = get("/doc/state/EST.html")
    assert f'<{start}/doc/state/EST.ttl>; rel="alternate"' in links
    assert f'<{start}/doc/state/EST.html?page=2>; rel="next"' in links
    assert f'<{ID}state/EST>; rel="canonical"' in links
    assert f'<link rel="canonical" href="{ID}state/EST">' in page
    assert f'href="{start}/doc/state/EST?out=acq:cites"' in page
    assert "inner:8000" not in links + page
    for path in ("/def", "/voc", "/shapes", "/shapes/Annex"):
        assert f"<{start}{path}.ttl>" in get(f"{path}.html")[1]
