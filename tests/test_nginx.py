"""Behind nginx, with the configuration that docs/deploy holds: addresses, clients, limits, compression."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from acquis.bench.scale.edge import NGINX, edge
from acquis.releases import release
from conftest import make_release, tiny_quads
from serving import serving

PUBLIC = "https://norms.example.org"
pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of nginx in front of a server that believes one proxy."""
    folder = tmp_path_factory.mktemp("nginx")
    release.install(make_release(folder, tiny_quads(), "tiny"), folder / "releases")
    with (
        serving(folder / "releases", proxies=1, public_url=PUBLIC, client_errors=5) as address,
        # The address of a client is made up, so that one test can be several.
        edge([address], "$http_x_test_client") as front,
    ):
        yield front


def answered(
    address: str, data: dict[str, str] | None = None, **headers: str
) -> tuple[int, dict[str, str], str]:
    """Return status, headers and body of the answer; a redirect is not followed."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(address, urlencode(data).encode() if data else None, named)
    try:
        with urllib.request.build_opener(Stay).open(request, timeout=30) as response:
            return response.status, dict(response.headers), response.read().decode("latin-1")
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), error.read().decode("latin-1")


class Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirect."""

    def redirect_request(self, *args: object, **kwargs: object) -> None:
        """Return nothing to go to."""


def test_addresses_are_the_public_ones(front: str) -> None:
    """Redirects, links and the description of the service name the public address, not that of the server."""
    status, headers, _ = answered(f"{front}/id/norm/gge-2015/c")
    assert (status, headers["location"]) == (303, f"{PUBLIC}/doc/norm/gge-2015/c")
    assert (
        f'<{PUBLIC}/doc/norm/gge-2015/c.nt>; rel="alternate"'
        in answered(f"{front}/doc/norm/gge-2015/c")[1]["link"]
    )
    assert f"sd:endpoint <{PUBLIC}/sparql>" in answered(f"{front}/sparql", Accept="text/turtle")[2]


def test_queries_pass_by_address_and_by_body(front: str) -> None:
    """A query passes with its answer, its headers and a long body."""
    query = "SELECT ?l { ?n acq:letter ?l } ORDER BY ?l"
    for address, data in (
        (f"{front}/sparql?{urlencode({'query': query})}", None),
        (f"{front}/sparql", {"query": query}),
    ):
        status, headers, body = answered(address, data, Accept="text/csv", X_Test_Client="192.0.2.1")
        assert (status, headers["acquis-release"], headers["acquis-rows"]) == (200, "tiny", "2")
        assert body == "l\r\nc\r\nd\r\n"
    long = f"{query} # {'a' * 90_000}"
    assert answered(f"{front}/sparql", {"query": long}, X_Test_Client="192.0.2.1")[0] == 200


def test_limits_are_those_of_each_client(front: str) -> None:
    """A client that sends too many faults is told to wait, and another one behind the same proxy is not."""
    wrong = {"query": "SELECT ?x { ?x }"}
    statuses = [answered(f"{front}/sparql", wrong, X_Test_Client="192.0.2.7")[0] for _ in range(10)]
    assert statuses[0] == 400
    assert statuses[-1] == 429
    _, headers, body = answered(f"{front}/sparql", wrong, X_Test_Client="192.0.2.7")
    assert int(headers["retry-after"]) >= 1
    assert json.loads(body)["error"] == "TooManyRequests"
    assert answered(f"{front}/sparql", {"query": "ASK {}"}, X_Test_Client="192.0.2.8")[0] == 200


def test_an_address_that_a_client_makes_up_is_not_believed(front: str) -> None:
    """Of several forwarded addresses only the last counts, which the proxy wrote."""
    wrong = {"query": "SELECT ?x { ?x }"}
    forged = [
        answered(f"{front}/sparql", wrong, X_Test_Client=f"10.0.0.{n}, 192.0.2.9")[0] for n in range(10)
    ]
    assert forged[-1] == 429


def test_compression_passes(front: str) -> None:
    """An answer is sent compressed when asked, and says so to caches."""
    _, headers, body = answered(f"{front}/doc/norm/gge-2015/c.html", Accept_Encoding="gzip")
    assert headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in headers["vary"]
    assert body.startswith("\x1f\x8b")


@pytest.mark.parametrize(
    ("path", "kind", "size", "status"),
    [
        ("/api/validate", "text/turtle", 1_000_000, 422),
        ("/api/validate", "text/turtle", 6_000_000, 413),
        ("/api/submissions", "text/turtle", 1_000_000, 401),
        ("/sparql", "application/sparql-query", 1_000_000, 413),
    ],
)
def test_documents_may_be_longer_than_queries(
    front: str, path: str, kind: str, size: int, status: int
) -> None:
    """A document gets through where documents are handed in, and nothing as long as that anywhere else."""
    request = urllib.request.Request(front + path, b"#" * size, {"Content-Type": kind, "X-Test-Client": path})
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.build_opener(Stay).open(request, timeout=60)
    assert caught.value.code == status
    caught.value.close()


def test_a_long_form_and_its_origin_pass(front: str) -> None:
    """What a page of the browser carries along reaches the server; its origin is the public one."""
    sent = {"document-data": "A" * 2_000_000, "document-name": "a.ttl", "do": "show"}
    for origin, expected in ((PUBLIC, 200), ("https://evil.example", 403)):
        status, headers, _ = answered(
            f"{front}/submit/upload", sent, Origin=origin, X_Test_Client="192.0.2.9"
        )
        assert (status, "acquis-release" in headers) == (expected, True)
