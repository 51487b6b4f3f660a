"""The desk and the pages of one's own submissions: who sees what, each step, and what hinders it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from acquis.engine import parse
from acquis.forms import from_quads
from acquis.intake import Intake
from acquis.ledger import Submission
from acquis.vocab import ACQ, NEW
from desk import TURTLE, checking, document, settings_of, superseding, unique
from entering import Browser, Page, Site, opened


@pytest.fixture(scope="module")
def site(fictional_releases: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Return a site at which a client may make as many faults as tests do."""
    folder = tmp_path_factory.mktemp("review")
    with opened(fictional_releases, folder, client_errors=10_000, client_seconds=10_000) as site:
        yield site


def handed(site: Site, text: str, who: str = "xaa", data: bytes | None = None) -> Submission:
    """Return a submission of *who* that is no other, as any way in keeps it."""
    service = Intake(settings_of(site.releases), site.ledger, checking(site.releases))
    person = getattr(site.people, who)
    state = person.account.issuer
    return service.hand_in(person.account, data or unique(text, state=state), TURTLE).submission


def act(browser: Browser, page: Page, step: str, **change: str) -> Page:
    """Take a step by the form for it on *page*."""
    form = next(one for one in page.forms if ("action", step) in one.fields)
    data = {**dict(form.fields), **change}
    response = browser.client.post(
        page.path.partition("?")[0], data=data, headers={"Accept": "text/html"}, follow_redirects=True
    )
    return Page(response, response.request.full_path.rstrip("?"))


def actions(page: Page) -> set[str]:
    """Return the steps that *page* offers."""
    return {value for form in page.forms for name, value in form.fields if name == "action"}


def following_page(html: str) -> str:
    """Return the address of the page after *html*, "" when it is the last."""
    before, found, _ = html.partition('rel="next"')
    return before.rpartition('href="')[2].partition('"')[0].replace("&amp;", "&") if found else ""


def everything(browser: Browser, path: str) -> str:
    """Return the list at *path* with all its pages: other tests hand in, too."""
    found = ""
    while path:
        html = browser.open(path).html
        found, path = found + html, following_page(html)
    return found


def test_the_desk_lists_what_waits_and_whose_turn_it_is(site: Site) -> None:
    """At first what nobody has taken up; by status, kind and issuer what is asked for."""
    name, other = handed(site, "waits").id, handed(site, "of another State", "xbb").id
    browser = site.browser("reviewer")
    assert "a reviewer" in browser.open("/desk").text
    assert f'href="/desk/{name}"' in everything(browser, "/desk")
    only = everything(browser, "/desk?status=&issuer=XBB")
    assert f'href="/desk/{other}"' in only
    assert f'href="/desk/{name}"' not in only
    assert "There is none." in browser.open("/desk?status=published&kind=capacity&issuer=AFG").text


@pytest.mark.parametrize("query", ["status=nonsense", "after=2026-xaa-999", "status=%00"])
def test_a_filter_that_is_none_is_told(site: Site, query: str) -> None:
    """The sentence of the service stands above the filters."""
    page = site.browser("reviewer").open(f"/desk?{query}")
    assert page.status in (400, 404)
    assert 'role="alert"' in page.html
    assert page.form("status" if "after" not in query else "issuer")


def test_the_desk_comes_by_pages(site: Site) -> None:
    """More than a page of them are reached by a link."""
    for number in range(52):
        handed(site, f"one of many {number}", "xbb")
    browser = site.browser("reviewer")
    page = browser.open("/desk?issuer=XBB")
    assert page.html.count('href="/desk/2') == 50
    following = browser.open(following_page(page.html))
    assert following.html.count('href="/desk/2') >= 2
    assert "xbb" in following.text


def test_a_submitter_has_no_desk(site: Site) -> None:
    """They are told where theirs stand; nor do they see those of others."""
    browser = site.browser("xaa")
    page = browser.open("/desk")
    assert page.status == 403
    assert "/submissions" in page.text
    assert browser.open(f"/submissions/{handed(site, 'foreign', 'xbb').id}").status == 404


def test_a_review_from_taking_up_to_publishing(site: Site) -> None:
    """Difference, report and steps stand on one page; what is accepted leads to its public page."""
    name, browser = handed(site, "a whole review").id, site.browser("reviewer")
    page = browser.open(f"/desk/{name}")
    assert "What publishing it would change" in page.text
    assert "Cooperate against crime" in page.text
    assert actions(page) == {"assign", "comment", "accept", "return", "reject", "withdraw"}
    page = act(browser, page, "assign")
    assert "assigned" in page.text
    page = act(browser, page, "comment", text="Which law?\nThe old one?")
    assert "Which law?" in page.text
    page = act(browser, page, "accept", text="")
    assert page.status == 200
    assert site.ledger.submission(name).status == "published"
    assert f'href="/doc/submission/{name}"' in page.html
    assert browser.open(f"/doc/submission/{name}").status == 200
    assert actions(page) == {"comment", "withdraw"}


@pytest.mark.parametrize("action", ["return", "reject", "comment", "withdraw"])
def test_a_step_without_its_reason_is_not_taken(site: Site, action: str) -> None:
    """The sentence stands in the form of that step, and has the focus."""
    name, browser = handed(site, f"no reason to {action}").id, site.browser("reviewer")
    page = act(browser, browser.open(f"/desk/{name}"), action, text=" ", sure="yes")
    assert page.status == 400
    form = page.html.split(f'id="{action}"')[1].split("</form>")[0]
    assert "needs a text" in form
    assert "autofocus" in form
    assert site.ledger.submission(name).status == "validated"


@pytest.mark.parametrize("action", ["reject", "withdraw"])
def test_what_is_for_good_wants_a_second_word(site: Site, action: str) -> None:
    """Without the tick nothing is done, and what was typed stays."""
    name, browser = handed(site, f"sure to {action}").id, site.browser("reviewer")
    page = act(browser, browser.open(f"/desk/{name}"), action, text="Handed in <twice>.")
    assert page.status == 400
    assert "tick that you are sure" in page.text
    assert ("text", "Handed in <twice>.") in next(
        one for one in page.forms if ("action", action) in one.fields
    ).fields
    page = act(browser, page, action, sure="yes")
    assert page.status == 200
    assert site.ledger.submission(name).status == {"reject": "rejected", "withdraw": "withdrawn"}[action]


def test_nobody_reviews_their_own(site: Site) -> None:
    """A reviewer of the same State may look; a step sent all the same is refused in words."""
    name, browser = handed(site, "own State").id, site.browser("reviewer_xaa")
    page = browser.open(f"/desk/{name}")
    assert actions(page) == set()
    assert "nobody reviews a submission of their own State" in page.text
    sign = dict(page.form("csrf_token").fields)["csrf_token"]
    data = {"csrf_token": sign, "action": "accept"}
    response = browser.client.post(f"/desk/{name}", data=data, headers={"Accept": "text/html"})
    assert response.status_code == 403
    assert "nobody reviews a submission of their own State" in response.text
    assert site.ledger.submission(name).status == "validated"


def test_a_page_that_is_out_of_date_says_what_can_follow(site: Site) -> None:
    """Somebody else was faster: the sentence of the ledger stands above what is there now."""
    name, browser = handed(site, "two at once").id, site.browser("reviewer")
    page = browser.open(f"/desk/{name}")
    first = act(browser, page, "return", text="Name the law.")
    assert first.status == 200
    second = act(browser, page, "accept")
    assert second.status == 409
    assert "is returned, so it cannot be accepted" in second.text


def test_a_step_that_is_none_is_told(site: Site) -> None:
    """The sentence names those there are."""
    name, browser = handed(site, "odd step").id, site.browser("reviewer")
    page = browser.open(f"/desk/{name}")
    found = act(browser, page, "comment", action="erase")
    assert found.status == 400
    assert "There is no action 'erase'" in found.text


def test_a_ministry_follows_mends_and_hands_in_again(site: Site) -> None:
    """What was given back opens in the form, says what it replaces, and does so once accepted."""
    name = handed(site, "to be mended").id
    reviewer = site.browser("reviewer")
    act(reviewer, reviewer.open(f"/desk/{name}"), "return", text="Name the law in the place.")
    ministry = site.browser("xaa")
    listed = ministry.open("/submissions")
    assert "Returned" in listed.text
    page = ministry.open(f"/submissions/{name}")
    assert "Name the law in the place." in page.text
    assert "It is the turn of those who handed it in" in page.text
    page = ministry.open(f"/submit/norm-survey?from={name}")
    assert ("supersedes", name) in page.form().fields
    assert ("implementation-answer-1-url", "https://cyber.examplia.example/norms") in page.form().fields
    page = ministry.press(page, "preview", title="Survey, with the law")
    page = ministry.send(page, "key", button=("do", "hand-in"))
    later = page.path.rpartition("/")[2]
    assert site.ledger.submission(later).supersedes == (name,)
    act(reviewer, reviewer.open(f"/desk/{later}"), "accept")
    assert site.ledger.submission(name).status in ("returned", "superseded")
    assert site.ledger.submission(later).status == "published"


def test_a_ministry_comments_and_withdraws(site: Site) -> None:
    """Both stand in the steps; a successor that is none is told beside the box for it."""
    name, browser = handed(site, "to be withdrawn").id, site.browser("xaa")
    page = browser.open(f"/submissions/{name}")
    assert actions(page) == {"comment", "withdraw"}
    page = act(browser, page, "comment", text="Please wait.")
    assert "Please wait." in page.text
    page = act(browser, page, "withdraw", text="Wrong year.", successor="2026-xbb-1", sure="yes")
    assert page.status == 400
    assert "cannot take the place" in page.text
    assert ("successor", "2026-xbb-1") in next(
        one for one in page.forms if ("action", "withdraw") in one.fields
    ).fields
    page = act(browser, page, "withdraw", successor="", sure="yes")
    assert (page.status, site.ledger.submission(name).status) == (200, "withdrawn")
    assert actions(page) == set()


def test_files_of_a_submission_open_in_the_browser(site: Site) -> None:
    """The links on its page are those of the interface, and the session opens them."""
    name, browser = handed(site, "files").id, site.browser("xaa")
    page = browser.open(f"/submissions/{name}")
    for part in ("original", "report", "difference", "document.xlsx", "document.pdf", "document.jsonld"):
        address = f"/api/submissions/{name}/{part}"
        assert address in page.html
        assert browser.client.get(address).status_code == 200
    assert site.browser().client.get(f"/api/submissions/{name}/original").status_code == 401


def test_a_document_with_odd_text_is_shown_as_text(site: Site) -> None:
    """Marks of direction and script of a document handed in by a program do no harm at the desk."""
    odd = "</td><script>alert(1)</script>\u202e\u2066 & javascript:alert(1)"
    name = handed(site, odd).id
    page = site.browser("reviewer").open(f"/desk/{name}")
    assert "<script>alert" not in page.html
    assert "alert(1)" in page.text
    assert 'href="javascript' not in page.html


def test_a_submission_that_supersedes_says_against_what_it_is_held(site: Site) -> None:
    """The difference names the earlier one, and says what goes and what stays."""
    first = handed(site, "", data=document("capacity"))
    reviewer = site.browser("reviewer")
    act(reviewer, reviewer.open(f"/desk/{first.id}"), "accept")
    without = "acq:capacityForm <https://w3id.org/acquis/voc/capacity-form/funding>"
    second = handed(site, "", data=superseding(first.id, "capacity", without=without))
    page = reviewer.open(f"/desk/{second.id}")
    assert f"Held against {first.id}." in page.text
    assert "Goes (1)" in page.text
    found = from_quads(parse(site.ledger.original(second.id), TURTLE, base=NEW))
    assert found.values["supersedes"] == (f"https://w3id.org/acquis/id/submission/{first.id}",)
    assert found.of(ACQ + "CapacityOffer")
