"""Documents that were read here, in the browser: what waits, a word on it, and who may say it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from acquis.engine import Literal, NamedNode, Quad
from acquis.ingest import reviewing, writing
from acquis.ingest.items import Item, of_items
from acquis.ingest.stating import canonical
from acquis.vocab import ACQ, ID
from entering import Browser, Page, Site, opened

SLUG = "a-xx.1-2031-crp.2"
EDITION = f"{ID}edition/{SLUG}"
TOPICS = tuple(f"https://w3id.org/acquis/voc/topic/{name}" for name in ("norms", "threats"))


def item(number: int, kind: str, said: str = "It was read so.", **more: object) -> Item:
    """Return something that waits at the paragraph *number*."""
    unit = f"{EDITION}/para/{number}"
    return Item(f"{kind}-{number}", kind, f"para/{number}", f"Paragraph {number}", unit, said, **more)  # type: ignore[arg-type]


NORM = f"{ID}norm/gge-2015/c"
REPORT = {"label": "A/XX.1/2031/CRP.2", "symbol": "A/XX.1/2031/CRP.2", "texts": [{"file": "crp2.pdf"}]}
ITEMS = (
    item(1, "doubt", "A line ends in <“trans-”>: read as one word."),
    item(1, "link", proposed=TOPICS[:1], options=tuple((one, one[-7:], 0.5) for one in TOPICS)),
    *(item(number, "modality", proposed=("agreed",)) for number in range(2, 15)),
    item(14, "link", proposed=(NORM,), options=((NORM, "norm (c)", 0.5),)),
)


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which a document was read."""
    folder = tmp_path_factory.mktemp("texts")
    say = Quad(NamedNode(f"{EDITION}/para/1"), NamedNode(f"{ACQ}text"), Literal("We hold.", language="en"))
    with writing.held(folder):
        writing.write(
            folder,
            {
                f"reports/{SLUG}.json": json.dumps(REPORT).encode(),
                f"proposed/{SLUG}.json": of_items(SLUG, ITEMS),
                f"texts/{SLUG}.en.ttl": canonical([say]),
            },
        )
    return folder


@pytest.fixture(scope="module")
def site(fictional_releases: Path, texts: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Return a site whose documents are in *texts*."""
    folder = tmp_path_factory.mktemp("curating")
    with opened(fictional_releases, folder, texts_dir=texts, client_errors=10_000) as site:
        yield site


def decided(browser: Browser, item_id: str, **sent: object) -> Page:
    """Answer the item *item_id* by its form, with what is *sent* instead of what stands there."""
    page = browser.open(f"/desk/texts/{SLUG}")
    form = next((one for one in page.forms if ("item", item_id) in one.fields), None)
    token = dict((form or page.forms[-1]).fields)["csrf_token"]
    data = {"csrf_token": token, "item": item_id, **sent}
    response = browser.client.post(
        f"/desk/texts/{SLUG}", data=data, headers={"Accept": "text/html"}, follow_redirects=True
    )
    return Page(response, response.request.full_path.rstrip("?"))


def test_a_reviewer_sees_what_waits_with_its_words(site: Site) -> None:
    """The list leads to the document, and there stand the words of a paragraph, escaped, and ten items."""
    browser = site.browser("reviewer")
    assert f'href="/desk/texts/{SLUG}"' in browser.open("/desk/texts").html
    page = browser.open(f"/desk/texts/{SLUG}")
    assert "We hold." in page.text
    assert "<“trans" not in page.html
    assert "more come when these are decided" in page.text
    assert page.html.count('<form method="post" class="card step"') == 10


@pytest.mark.parametrize("path", ["/desk/texts", f"/desk/texts/{SLUG}"])
def test_nobody_else_sees_it(site: Site, path: str) -> None:
    """Those who hand in are told so; others sign in first, and come back to the page."""
    assert site.browser("xaa").open(path).status == 403
    assert Browser(site.app).open(path).path == f"/sign-in?then={path}"


def test_a_decision_is_kept_and_written(site: Site, texts: Path) -> None:
    """What is ticked becomes a statement of the document, and no longer waits."""
    page = decided(site.browser("reviewer"), "link-1", answer="changed", value=list(TOPICS))
    assert page.status == 200
    (kept,) = [one for one in reviewing.opened(texts, SLUG).decisions if one.id == "link-1"]
    assert kept.values == TOPICS
    assert "topic/threats" in (texts / "documents" / f"{SLUG}.ttl").read_text("utf-8")
    assert "link-1" not in page.html[: page.html.index('id="decided"')]


def test_a_decision_is_taken_back(site: Site, texts: Path) -> None:
    """What was decided last stands on the page; decided again it waits, and its statement is gone."""
    browser = site.browser("reviewer")
    page = decided(browser, "link-1", answer="changed", value=list(TOPICS))
    assert "threats" in page.text[page.text.index("Decided last") :]
    page = decided(browser, "link-1", answer="again")
    assert page.status == 200
    assert "link-1" in {one.id for one in reviewing.opened(texts, SLUG).waiting}
    # Nothing else was said of this document, so that its file is gone, too.
    assert not (texts / "documents" / f"{SLUG}.ttl").exists()
    page = decided(browser, "link-1", answer="again")
    assert (page.status, "it waits already" in page.text) == (404, True)


def test_a_modality_stays_while_links_rest_on_it(site: Site, texts: Path) -> None:
    """A paragraph of which nothing says how strongly it speaks has no links to elements, in any order."""
    browser = site.browser("reviewer")
    refused = decided(browser, "link-14", answer="accepted")
    assert (refused.status, "decide on its modality first" in refused.text) == (400, True)
    assert decided(browser, "modality-14", answer="accepted").status == 200
    assert decided(browser, "link-14", answer="accepted").status == 200
    before = (texts / "documents" / f"{SLUG}.ttl").read_bytes()
    for answer in ("again", "refused"):
        refused = decided(browser, "modality-14", answer=answer)
        assert (refused.status, "links of it rest on that" in refused.text) == (400, True)
    assert (texts / "documents" / f"{SLUG}.ttl").read_bytes() == before
    assert decided(browser, "link-14", answer="again").status == 200
    assert decided(browser, "modality-14", answer="again").status == 200


@pytest.mark.parametrize(
    ("item_id", "sent", "status", "said"),
    [
        ("modality-13", {"answer": "changed", "typed": " "}, 400, "Nothing was given"),
        ("modality-13", {"answer": "perhaps"}, 400, "is no answer"),
        ("nothing", {"answer": "accepted"}, 404, "Nothing waits under"),
    ],
)
def test_what_cannot_be_kept_is_told_beside_the_item(
    site: Site, texts: Path, item_id: str, sent: dict[str, str], status: int, said: str
) -> None:
    """The sentence stands on the page, also of an item far down, and nothing is decided."""
    page = decided(site.browser("reviewer"), item_id, **sent)
    assert page.status == status
    assert said in page.text
    assert item_id not in {one.id for one in reviewing.opened(texts, SLUG).decisions}


def test_a_form_of_another_session_decides_nothing(site: Site, texts: Path) -> None:
    """Without the sign of its session a form is shown again."""
    browser = site.browser("reviewer")
    data = {"item": "doubt-1", "answer": "accepted"}
    assert browser.client.post(f"/desk/texts/{SLUG}", data=data).status_code == 400
    assert "doubt-1" not in {one.id for one in reviewing.opened(texts, SLUG).decisions}


def test_a_document_that_was_not_read_is_told(site: Site) -> None:
    """Its address says how to read it."""
    page = site.browser("reviewer").open("/desk/texts/a-99-1")
    assert page.status == 404
    assert "acquis ingest" in page.text
