"""Forms in the browser: each kind from an empty form to the published graph, and what goes wrong."""

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.datastructures import FileStorage

from acquis import entry, forms
from acquis.engine import Engine, parse
from acquis.entry import Given
from acquis.errors import InvalidParameter
from acquis.forms import Filled, from_quads, rekeyed, wording
from acquis.releases import release
from acquis.vocab import GRAPH, NEW
from desk import EXAMPLES
from entering import Browser, Page, Site, opened
from filling import KINDS

TURTLE = "text/turtle"
LONG = "x" * 100_000
HOSTILE = "</textarea></select></datalist><script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def site(fictional_releases: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Return a site at which a client may make as many faults as tests do."""
    folder = tmp_path_factory.mktemp("entry")
    with opened(fictional_releases, folder, client_errors=10_000, client_seconds=10_000) as site:
        yield site


@pytest.fixture(scope="module")
def names(site: Site) -> Engine:
    """Return the release whose names the forms know."""
    return release.open_engine(release.current(site.releases))


def worked(kind: str) -> Filled:
    """Return the worked example of *kind*, but for what it supersedes: no ledger of a test has it."""
    found = rekeyed(from_quads(parse(forms.example(kind), TURTLE)))
    values = {name: said for name, said in found.values.items() if name != "supersedes"}
    return Filled(kind, values, found.parts)


def said(data: bytes) -> tuple[dict[str, tuple[str, ...]], list[tuple[str, dict[str, tuple[str, ...]]]]]:
    """Return what a document says, its values and its parts with their numbers, for comparing."""
    return plain(rekeyed(from_quads(parse(data, TURTLE, base=NEW))))


def plain(found: Filled) -> tuple[dict[str, tuple[str, ...]], list[tuple[str, dict[str, tuple[str, ...]]]]]:
    """Return what *found* holds, for comparing."""
    parts = [
        (one.key, {name: tuple(sorted(values)) for name, values in one.values.items()}) for one in found.parts
    ]
    return {name: tuple(sorted(values)) for name, values in found.values.items()}, sorted(parts)


def grown(browser: Browser, page: Page, wanted: Filled) -> Page:
    """Press the buttons of an empty form until it has all parts of *wanted*, under the same numbers."""
    form = forms.form(wanted.kind)
    inner: dict[str, str] = {}
    for one in wanted.parts:
        part = form.part(one.cls)
        pointing = [field for field in form.asked(part) if field.kind == "part"] if part else []
        for field in pointing:
            inner |= dict.fromkeys(one.values.get(field.name, ()), one.key)
    outer = [one.key for one in wanted.parts if one.key not in inner]
    for key in [*outer, *(one.key for one in wanted.parts if one.key in inner)]:
        if f'id="{key}"' not in page.html:
            slug, above = key.rpartition("-")[0], inner.get(key, "")
            page = browser.press(page, f"add:{slug}:{above}" if above else f"add:{slug}")
        assert f'id="{key}"' in page.html
    return page


def typed(wanted: Filled, engine: Engine) -> dict[str, str | list[str]]:
    """Return what people type and choose for *wanted*, by the names of the boxes."""
    form, given = forms.form(wanted.kind), forms.to_fields(wanted)
    found: dict[str, str | list[str]] = {}
    for name, values in given.items():
        key, _, last = name.rpartition("-")
        part = form.named(key.rpartition("-")[0]) if key else form.submission
        field = part.field(last) if part else None
        if field is None:
            found[name] = values
        elif field.kind != "part" or not form.implied(field):
            is_typed = field.kind in ("boolean", "entity") and field.path != wording.DEPENDS[0]
            found[name] = [wording.write(field, one, engine) for one in values] if is_typed else values
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_from_an_empty_form_to_the_published_graph(site: Site, names: Engine, kind: str) -> None:
    """What the boxes send says what was typed; it is checked, previewed, handed in, accepted, and there."""
    wanted, browser = worked(kind), site.browser()
    page = grown(browser, browser.open(f"/submit/{kind}"), wanted)
    change = typed(wanted, names)
    page = browser.press(page, "update", **{name: one for name, one in change.items() if "onTopic" in name})
    page = browser.press(page, "check", **change)
    assert (page.status, "Nothing has to be mended" in page.text) == (200, True), page.text[:900]
    menus = page.form().options
    assert [name for name, one in change.items() if name in menus and not set(one) <= set(menus[name])] == []
    page = browser.press(page, "preview")
    assert "What becomes public" in page.text
    page = browser.send(page, "key", button=("do", "hand-in"))
    page = browser.send(page, "token", change={"token": site.people.xaa.token})
    page = browser.send(page, "do", button=("do", "hand-in"))
    name = page.path.rpartition("/")[2]
    assert page.path == f"/submissions/{name}"
    assert said(site.ledger.original(name)) == plain(wanted)
    reviewer = site.browser("reviewer")
    accept = ("action", "accept")
    desk = reviewer.open(f"/desk/{name}")
    assert accept in [one for form in desk.forms for one in form.fields]
    sent = next(one for one in desk.forms if accept in one.fields)
    done = reviewer.client.post(desk.path, data=dict(sent.fields), headers={"Accept": "text/html"})
    assert done.status_code == 303
    assert site.ledger.submission(name).status == "published"
    published = release.open_engine(release.current(site.releases))
    graph = {
        one.object.value
        for one in published.triples(graph=f"{GRAPH}submission/{name}")
        if hasattr(one.object, "value")
    }
    public = [one for one in wanted.parts if one.values.get("public") != ("false",)]
    texts = {text.rpartition("@")[0] for one in public for text in one.values.get("summary", ())}
    assert texts <= graph
    assert browser.open(f"/doc/submission/{name}").status == 200


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_form_shows_is_what_it_sends(site: Site, names: Engine, kind: str) -> None:
    """Sent as it came, the worked example says the same, after one step and after several."""
    browser = site.browser()
    page = browser.open(f"/submit/{kind}?from=example")
    for _ in range(2):
        given: Given = {}
        for name, value in page.form().fields:
            given.setdefault(name, []).append(value)
        found = entry.filled(kind, given, names)
        example = rekeyed(from_quads(parse(forms.example(kind), TURTLE)))
        assert plain(rekeyed(from_quads(forms.to_quads(found)))) == plain(example)
        page = browser.press(page, "update")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("suffix", ["ttl", "xlsx"])
def test_a_draft_is_saved_and_opened_again(site: Site, kind: str, suffix: str) -> None:
    """A form that is not finished comes back as it was, whatever it lacks."""
    browser = site.browser()
    page = browser.open(f"/submit/{kind}?from=example")
    page = browser.press(page, "update", submittedFor="", submittedOn="soon")
    before = [one for one in page.form().fields if one[0] not in ("csrf_token", "key", "removed")]
    file = browser.press(page, f"save:{suffix}").response
    assert file.headers["Content-Disposition"] == f'attachment; filename="{kind}-draft.{suffix}"'
    upload = browser.open("/submit/upload")
    stored = FileStorage(io.BytesIO(file.data), f"{kind}-draft.{suffix}")
    page = browser.send(upload, "do", button=("do", "open"), file=("document", stored))
    assert "The file is open in this form" in page.text, page.text[:600]
    after = [one for one in page.form().fields if one[0] not in ("csrf_token", "key", "removed")]
    assert sorted(after) == sorted(before)


def test_parts_come_and_go_and_come_back(site: Site) -> None:
    """Taking a stance out takes its evidence with it, and both can be put back."""
    browser = site.browser()
    page = browser.open("/submit/national-position?from=example")
    fields = sorted(one for one in page.form().fields if one[0] not in ("csrf_token", "key", "removed"))
    page = browser.press(page, "remove:stance-3")
    assert 'id="stance-3"' not in page.html
    assert 'id="evidence-3"' not in page.html
    assert 'id="evidence-1"' in page.html
    page = browser.press(page, "back")
    again = sorted(one for one in page.form().fields if one[0] not in ("csrf_token", "key", "removed"))
    assert again == fields
    assert 'id="evidence-4"' in page.html


def test_a_part_that_two_point_to_stays_with_the_other(site: Site) -> None:
    """A measure that serves two norms is typed once, and stands when the first answer goes."""
    browser = site.browser()
    page = browser.open("/submit/norm-survey?from=example")
    page = browser.press(page, "update", **{"implementation-answer-3-reportsMeasure": ["1"]})
    shared = [one for one in page.form().fields if one[0] == "implementation-answer-3-reportsMeasure"]
    assert ("implementation-answer-3-reportsMeasure", "1") in shared
    page = browser.press(page, "remove:implementation-answer-2")
    assert 'id="measure-1"' in page.html
    assert ("implementation-answer-3-reportsMeasure", "measure-1") in page.form().fields


def test_the_stances_are_those_of_the_topic(site: Site) -> None:
    """Without a topic there is none to choose; with one there are its own; any other is told."""
    browser = site.browser()
    page = browser.open("/submit/national-position")
    assert page.form().options["stance-1-stanceValue"] == [""]
    page = browser.press(page, "update", **{"stance-1-onTopic": "sovereignty"})
    offered = page.form().options["stance-1-stanceValue"]
    assert len(offered) > 2
    assert {one.rpartition("/")[0] for one in offered[1:]} == {
        "https://w3id.org/acquis/voc/stance/sovereignty"
    }
    listed = json.loads(browser.client.get("/submit/stances").data)
    topics = [one for one in listed if "topic:sovereignty" in one]
    assert [value for value, _ in listed[topics[0]]] == offered[1:]
    other = "https://w3id.org/acquis/voc/stance/due-diligence/undecided"
    page = browser.press(page, "check", **{"stance-1-stanceValue": other})
    assert other in page.form().options["stance-1-stanceValue"]
    assert 'id="said-stance-1-stanceValue"' in page.html


def test_faults_stand_beside_their_fields_and_at_the_top(site: Site) -> None:
    """The summary gets the focus and links to each field, which says what is wrong and points to it."""
    browser = site.browser()
    page = browser.open("/submit/norm-survey?from=example")
    change: dict[str, str | list[str]] = {"implementation-answer-1-status": "", "submittedOn": "12 May"}
    page = browser.press(page, "check", **change)
    assert page.status == 200
    assert re.search('id="summary" tabindex="-1" autofocus', page.html)
    summary = page.html.split('id="summary"')[1].split("</section>")[0]
    for name in ("implementation-answer-1-status", "submittedOn"):
        assert f'href="#{name}"' in summary
        assert f'id="{name}"' in page.html
        box = re.search(f'<(?:input|select) id="{name}-1"[^>]*>', page.html)
        assert box is not None
        assert 'aria-invalid="true"' in box[0]
        assert f"said-{name}" in box[0]
        assert f'id="said-{name}"' in page.html
    assert ("submittedOn", "12 May") in page.form().fields


@pytest.mark.parametrize("do", ["check", "preview", "hand-in"])
def test_every_reference_of_a_page_to_itself_leads_somewhere(site: Site, do: str) -> None:
    """Labels, helps and lists that boxes name are on the page, and no name of an element is there twice."""
    browser = site.browser("xaa")
    page = browser.open("/submit/definition?from=example")
    page = browser.press(page, "update") if do == "hand-in" else page
    page = browser.send(page, button=("do", do), change={"term-definition-1-term": "", "submittedFor": "XAA"})
    assert page.status == (422 if do == "hand-in" else 200), page.text[:900]
    ids = re.findall(r'\bid="([^"]+)"', page.html)
    assert len(ids) == len(set(ids))
    named = re.findall(r'\b(?:for|list|aria-labelledby)="([^"]+)"', page.html)
    named += [one for text in re.findall(r'aria-describedby="([^"]+)"', page.html) for one in text.split()]
    named += re.findall(r'href="#([^"]+)"', page.html)
    assert set(named) - set(ids) == set()


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("term-definition-1-definition", LONG, "at most 20,000 are taken"),
        ("term-definition-1-definition", "a\x01b", "control character U+0001"),
        ("term-definition-1-term", "two@fr lines", ""),
        ("term-definition-1-term-language", "French", "code of two or three letters"),
        ("term-definition-1-url", "javascript:alert(1)", "said-term-definition-1-url"),
        ("submittedFor", "Atlantis", "said-submittedFor"),
        ("evidence-1-sourceUnit", "A/70/174, para. 999", "said-evidence-1-sourceUnit"),
        ("language", HOSTILE, "said-language"),
    ],
)
def test_what_will_not_do_stays_as_it_was_typed(site: Site, name: str, text: str, sentence: str) -> None:
    """It is told beside its field, and nothing of it is lost or becomes part of the page."""
    browser = site.browser("xaa")
    page = browser.open("/submit/definition?from=example")
    page = browser.press(page, "check", **{name: text})
    assert page.status in (200, 422)
    assert (name, text) in page.form().fields
    assert sentence in page.html
    assert "<script>alert" not in page.html
    handed = browser.send(page, button=("do", "hand-in"), follow=False)
    assert handed.status in ((403, 422) if sentence else (303,))


def test_a_double_click_makes_one_submission(site: Site) -> None:
    """The form goes off twice with the same key and is kept once; changed, it is another."""
    browser = site.browser("xbb")
    page = browser.open("/submit/cbm-report?from=example")
    page = browser.press(page, "preview", submittedFor="XBB", title="Twice")
    first, second = (browser.send(page, "key", button=("do", "hand-in")) for _ in range(2))
    assert first.path == second.path
    assert first.path.startswith("/submissions/2")
    other = browser.send(page, "key", button=("do", "hand-in"), change={"title": "Another"})
    assert other.path not in (first.path, page.path)
    assert other.path.startswith("/submissions/2")


def test_the_same_content_again_is_refused_beside_the_form(site: Site) -> None:
    """From a new form it is a conflict, told in a sentence with all that was typed."""
    browser = site.browser("xbb")
    for status in (303, 409):
        page = browser.open("/submit/point-of-contact?from=example")
        change: dict[str, str | list[str]] = {"submittedFor": "XBB", "supersedes": ""}
        page = browser.send(page, button=("do", "hand-in"), change=change, follow=False)
        assert page.status == status
    assert "The same content was handed in as" in page.text
    assert ("submittedFor", "Sampleland (fictional State) (state:XBB)") in page.form().fields


def test_nobody_hands_in_for_another_state(site: Site) -> None:
    """The rule is that of the interface, and its sentence stands beside the field."""
    browser = site.browser("xbb")
    page = browser.open("/submit/definition?from=example")
    page = browser.send(page, button=("do", "hand-in"))
    assert page.status in (403, 422)
    assert "XBB" in page.text
    assert "Ministry" in page.text


def test_a_reviewer_hands_nothing_in(site: Site) -> None:
    """They are told so, and keep what they typed."""
    browser = site.browser("reviewer")
    page = browser.send(browser.open("/submit/definition?from=example"), button=("do", "hand-in"))
    assert page.status == 403
    assert "only a submitter hands in" in page.text
    assert page.form().fields


def test_a_form_has_an_end(site: Site) -> None:
    """At 200 parts a page says what to do instead; one that was made longer is not checked, and not lost."""
    form = forms.form("definition")
    given: Given = {}
    for _ in range(entry.MOST_PARTS):
        given = entry.add(form, given, "term-definition")
    with pytest.raises(InvalidParameter, match="save it as a spreadsheet"):
        entry.add(form, given, "term-definition")
    browser = site.browser()
    page = browser.open("/submit/definition")
    more = [(f"term-definition-{n}-term", f"term {n}") for n in range(1, 501)]
    data = dict([*page.form().fields, *more, ("do", "check")])
    response = browser.client.post("/submit/definition", data=data, headers={"Accept": "text/html"})
    found = Page(response, "/submit/definition")
    assert found.status == 400
    assert "The form has 500 parts, and a page holds 200" in found.text
    assert set(more) <= set(found.form().fields)
    saved = browser.send(found, button=("do", "save:ttl"))
    assert saved.response.data.count(b"a acq:TermDefinition") == 500


def test_names_that_no_field_has_are_passed_over(site: Site) -> None:
    """They change nothing, and do no harm."""
    browser = site.browser("xaa")
    page = browser.open("/submit/definition?from=example")
    odd = (
        "nonsense",
        "term-definition-1-",
        "stance-1-onTopic",
        "term-definition-0-term",
        "term-definition-x-term",
    )
    data = dict([*page.form().fields, *((one, "x") for one in odd), ("do", "check")])
    data[HOSTILE] = HOSTILE
    found = Page(browser.client.post("/submit/definition", data=data, headers={"Accept": "text/html"}), "")
    assert "Nothing has to be mended" in found.text
    assert "<script>alert" not in found.html


@pytest.mark.parametrize(
    "do", ["", "nonsense", "add:nonsense", "remove:nonsense", "add:evidence:nonsense", "back", "save:exe"]
)
def test_a_button_that_is_none_does_nothing(site: Site, do: str) -> None:
    """The form comes back as it was, or as a file that can be read."""
    browser = site.browser()
    page = browser.open("/submit/definition?from=example")
    found = browser.send(page, button=("do", do))
    assert found.status in (200, 400)
    if not do.startswith("save"):
        kept = [one for one in found.form().fields if one[0] not in ("csrf_token", "removed")]
        assert kept == [one for one in page.form().fields if one[0] not in ("csrf_token", "removed")]


@pytest.mark.parametrize("path", ["/submit/nonsense", "/submit/definition?from=2026-xaa-999"])
def test_what_is_not_there_is_said(site: Site, path: str) -> None:
    """A kind that is none, and a submission that nobody handed in."""
    assert site.browser("xaa").open(path).status == 404


def test_labels_cannot_carry_script(site: Site) -> None:
    """Text of a submission is text on every page that shows it: form, preview, desk, own page."""
    browser = site.browser("xaa")
    page = browser.open("/submit/point-of-contact?from=example")
    change: dict[str, str | list[str]] = {
        "point-of-contact-1-office": HOSTILE,
        "supersedes": "",
        "title": HOSTILE,
    }
    preview = browser.press(page, "preview", **change)
    own = browser.send(preview, "key", button=("do", "hand-in"))
    assert own.path.startswith("/submissions/2"), own.text[:500]
    desk = site.browser("reviewer").open(f"/desk/{own.path.rpartition('/')[2]}")
    for one in (page, preview, own, desk):
        assert one.status == 200
        assert "<script>alert" not in one.html
        assert "<img src=x" not in one.html
    assert "alert(1)" in desk.text


def test_what_is_kept_back_is_said_before_it_is_handed_in(site: Site) -> None:
    """The preview parts what everyone will see from what stays: addresses of mail, and claims marked so."""
    browser = site.browser()
    page = browser.press(browser.open("/submit/point-of-contact?from=example"), "preview", supersedes="")
    public, kept = page.text.split("Kept back:")
    assert "incident@cert.examplia.example" in kept
    assert "incident@cert.examplia.example" not in public
    assert "National Incident Response Team of Examplia" in public


def test_whoever_is_signed_in_begins_with_their_own_state(site: Site) -> None:
    """For whom it is, and what of theirs can be replaced, stands in the form."""
    page = site.browser("xaa").open("/submit/definition")
    assert ("submittedFor", "Examplia (fictional State) (state:XAA)") in page.form().fields
    assert ("submittedFor", "") in site.browser().open("/submit/definition").form().fields


def upload(browser: Browser, data: bytes, name: str, do: str = "check", type_: str = "") -> Page:
    """Send a file."""
    page = browser.open("/submit/upload")
    stored = FileStorage(io.BytesIO(data), name, content_type=type_ or None)
    return browser.send(page, "do", button=("do", do), file=("document", stored))


def test_a_file_is_checked_and_handed_in_byte_for_byte(site: Site) -> None:
    """The page carries it along to signing in and on; what is kept is what was chosen."""
    data = b"# by file \xc3\xa9\r\n" + (EXAMPLES / "capacity.ttl").read_bytes()
    browser = site.browser()
    page = upload(browser, data, "capacity.ttl")
    assert "Accepted" in page.text
    page = browser.send(page, "document-data", button=("do", "hand-in"))
    assert page.status == 401
    page = browser.send(page, "token", change={"token": site.people.xaa.token})
    page = browser.send(page, "document-data", button=("do", "hand-in"))
    name = page.path.rpartition("/")[2]
    assert page.path.startswith("/submissions/2"), page.text[:400]
    assert site.ledger.original(name) == data


def test_a_file_with_faults_is_reported_in_plain_language(site: Site) -> None:
    """It is not taken, and can be opened in the form to be mended."""
    data = (EXAMPLES / "norm-survey.ttl").read_bytes().replace(b"partly-in-place", b"half-way")
    browser = site.browser("xaa")
    page = upload(browser, data, "survey.TTL")
    assert "Not accepted. To change: 1" in page.text
    assert ("do", "hand-in") not in page.form("document-data").buttons
    page = browser.send(page, "document-data", button=("do", "open"))
    wrong = "https://w3id.org/acquis/voc/implementation-status/half-way"
    assert ("implementation-answer-1-status", wrong) in page.form().fields


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("empty.ttl", b"", "Choose a file first"),
        ("photo.png", b"\x89PNG", "of no type that is read"),
        ("broken.ttl", b"<> a ", "mended"),
        ("letter.ttl", b"%PDF-1.7", "a PDF"),
        ("bomb.xlsx", b"PK\x03\x04 nothing", "no spreadsheet"),
        ("../../etc/passwd.ttl", b"<> a <x> .", "Not accepted"),
        ("<script>alert(1)</script>.csv", b"a,b\n", "csv"),
    ],
)
def test_a_file_that_will_not_do_is_refused(site: Site, name: str, data: bytes, sentence: str) -> None:
    """The sentence says why, and no name of a file becomes part of the page."""
    page = upload(site.browser(), data, name)
    assert page.status in (200, 400, 415, 422)
    assert "<script>alert" not in page.html
    assert "etc/passwd" not in page.html
    if sentence != "mended":
        assert sentence in page.text
    else:
        assert page.form("do")


def test_a_file_that_is_too_long_is_refused(fictional_releases: Path, tmp_path: Path) -> None:
    """The limit is that of the interface."""
    with opened(fictional_releases, tmp_path, max_submission_bytes=100_000) as site:
        page = upload(site.browser(), b"#" * 100_001, "long.ttl")
        assert page.status == 413
        assert "100,001 bytes and may have 100,000" in page.text
        assert upload(site.browser(), b"#" * 400_000, "long.ttl").status == 413
