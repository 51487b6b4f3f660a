"""The language of the interface: which one a request gets, what its pages say in it, what stays as it is."""

import re
import shutil
import tomllib
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from acquis.engine import Literal
from acquis.library import queries
from acquis.naming import names
from acquis.web import messages
from acquis.web.base import languages
from acquis.web.base.errors import STATUS
from wrapping import bare

WEB = Path(messages.__file__).parent
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
CATALOGUES = sorted((WEB / "translations").glob("*/LC_MESSAGES/acquis.po"))
KNOWN = tomllib.loads((Path(__file__).parent / "cases" / "wrapped.toml").read_text("utf-8"))
# What every page of a language has around its content.
FRAME = ("base.html", "embed/base.html", "error.html", "languages.html")
NOTICE = "This is an unofficial translation"
PAGE = "/about"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%")
MARKUP = re.compile(r"<[^>]+>|&\w+;")

each = pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parent.parent.name)


def _name(template: Path) -> str:
    return template.relative_to(WEB / "templates").as_posix()


class _Head(HTMLParser):
    """Reads the language and the direction of the parts of a page by tag."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, dict[str, str | None]] = {}
        self.links: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the first element of each kind, and the links that are not to another language."""
        self.found.setdefault(tag, dict(attrs))
        if tag == "a" and "hreflang" not in dict(attrs):
            self.links.append(dict(attrs).get("href") or "")

    def said(self, tag: str) -> tuple[str | None, str | None]:
        """Return language and direction of the first element *tag*."""
        return self.found[tag].get("lang"), self.found[tag].get("dir")


@pytest.mark.parametrize(
    ("asked", "accepted", "expected"),
    [
        ("", "", "en"),
        ("", "fr", "fr"),
        ("", "fr-CH;q=0.8, de, ar;q=0.9", "ar"),
        ("", "pt, ru;q=0", "en"),
        ("", "*", "en"),
        ("", "fr;q=x, en", "en"),
        ("ar", "fr", "ar"),
        ("en", "fr", "en"),
        ("xx", "fr", "fr"),
        ("../../etc", "", "en"),
        ("<script>", "", "en"),
        ("fr\r\nX: y", "", "en"),
        ("f" * 10_000, "", "en"),
    ],
)
def test_the_language_is_asked_for_or_accepted(
    client: FlaskClient, asked: str, accepted: str, expected: str
) -> None:
    """`?lang=` comes before Accept-Language, and what we do not have counts as not asked for."""
    sent = {"lang": asked} if asked else {}
    response = client.get(PAGE, query_string=sent, headers={"Accept-Language": accepted})
    assert response.status_code == 200
    assert _Head(response.text).said("html") == (expected, "rtl" if expected == "ar" else "ltr")
    assert expected in response.headers["Content-Language"]
    assert "<script>" not in response.text


def test_a_cache_can_tell_languages_apart(client: FlaskClient) -> None:
    """Pages vary by Accept-Language; an entity tag is that of one language, and only English has a date."""
    english, french = (client.get(PAGE, headers={"Accept-Language": code}) for code in ("en", "fr"))
    assert "Accept-Language" in english.headers["Vary"]
    assert english.headers["ETag"] != french.headers["ETag"]
    for code, status in (("fr", 304), ("en", 200), ("ar", 200)):
        again = {"Accept-Language": code, "If-None-Match": french.headers["ETag"]}
        response = client.get(PAGE, headers=again)
        assert response.status_code == status
        assert "Accept-Language" in response.headers["Vary"]
    assert "Last-Modified" not in french.headers


@pytest.mark.parametrize(
    "path", ["/doc/norm/gge-2015/c.jsonld", "/releases?format=json", "/api/openapi.json"]
)
def test_data_are_the_same_in_every_language(client: FlaskClient, path: str) -> None:
    """What programs read has one entity tag and the same bytes, whatever language is accepted."""
    answers = [client.get(path, headers={"Accept-Language": code}) for code in ("en", "fr")]
    assert answers[0].data == answers[1].data
    assert len({one.headers["ETag"] for one in answers}) == 1
    assert all("Accept-Language" not in one.headers.get("Vary", "") for one in answers)


def test_an_error_is_in_a_language_too(client: FlaskClient) -> None:
    """A page about an error has a language, and says so to caches."""
    sent = {"Accept": "text/html", "Accept-Language": "ar"}
    response = client.get("/doc/norm/none", headers=sent)
    assert response.status_code == 404
    assert _Head(response.text).said("html") == ("ar", "rtl")
    assert "Accept-Language" in response.headers["Vary"]


@pytest.mark.parametrize(
    ("path", "kept"),
    [("/about?lang=fr", True), ("/about", False), ("/doc/norm/gge-2015/c.html?lang=fr", True)],
)
def test_links_keep_the_language_that_was_asked_for(client: FlaskClient, path: str, kept: bool) -> None:
    """Links to pages have `lang` where the address had it, and files never do."""
    links = _Head(client.get(path, headers={"Accept-Language": "fr"}).text).links
    pages = [one for one in links if re.match(r"/(about|api|catalog|releases|def|graphs|sparql)?(\?|$)", one)]
    assert len(pages) > 3
    assert {"lang=fr" in one for one in pages} == {kept}
    assert all(one.count("lang=") <= 1 for one in links)


def test_an_address_for_others_has_no_language(client: FlaskClient) -> None:
    """What is copied from a page, such as the address of the endpoint, is for readers of any language."""
    page = client.get("/api?lang=fr").text
    assert "http://localhost" in page
    assert re.search(r"http://localhost[^\"<]*lang=", page) is None


def test_a_form_sends_what_its_page_was_asked_with(app: Flask) -> None:
    """The fields that a form takes along are those that links keep."""
    with app.test_request_context("/?lang=fr&release=&q=x"):
        fields = app.jinja_env.get_template("kept.html").render()
    assert re.findall(r'name="(\w+)" value="(\w+)"', fields) == [("lang", "fr")]


def test_a_page_is_in_one_language(own_folder: Path, client: FlaskClient) -> None:
    """The content of a page that is not all translated is in English, and marked; else it is not marked."""
    (shipped,) = (one for one in CATALOGUES if "ar" in one.parts)
    folder = own_folder / "ar" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    text = shipped.read_text("utf-8")
    lacking = re.sub('(msgid "Fingerprint"\nmsgstr) ".+"', r'\1 ""', text)
    assert lacking != text
    (folder / shipped.name).write_text(lacking, "utf-8")
    for path, said in (
        ("/cite?query=ASK{}&lang=ar", ("en", "ltr")),
        ("/doc/norm/none?lang=ar", (None, None)),
    ):
        head = _Head(client.get(path, headers={"Accept": "text/html"}).text)
        assert head.said("html") == ("ar", "rtl")
        assert head.said("main") == head.said("title") == said


@pytest.mark.parametrize("path", ["/api/queries/norm-wording", "/api/queries", "/sparql", "/about/data"])
def test_questions_are_in_the_language_of_the_page(client: FlaskClient, path: str) -> None:
    """A question has its title in the language of the page; its description stays English and says so."""
    question = queries.find("norm-wording")
    for code in ("fr", "ar"):
        page = client.get(path, query_string={"lang": code}, headers={"Accept": "text/html"}).text
        assert _Head(page).said("main") == (None, None)
        assert question.title not in page
        marked = f'<p lang="en" dir="ltr">{question.description}'
        assert page.count(question.description) == page.count(marked)


def test_a_question_has_its_boxes_and_columns_in_the_language_of_the_page(
    application: Callable[..., Flask], shipped_releases: Path
) -> None:
    """Labels, headings and buttons of a question are translated, and the values that are sent are not."""
    client = application(shipped_releases).test_client()
    page = client.get("/api/queries/norm-wording?norm=c&lang=fr", headers={"Accept": "text/html"}).text
    assert '<th scope="col">Référence précise</th>' in page
    assert '<label for="value-norm">Norme</label>' in page
    assert '<option value="c" selected lang="en" dir="ltr">' in page
    assert "/api/queries/norm-wording.json?norm=c" in page


def test_a_translation_says_that_it_is_none_of_the_official_ones(client: FlaskClient) -> None:
    """Every page in another language says so in that language, and no English page does."""
    for code in ("ar", "fr"):
        catalog = messages.read(WEB / "translations" / code / "LC_MESSAGES" / "acquis.po")
        (notice,) = (one for one in catalog if isinstance(one.id, str) and one.id.startswith(NOTICE))
        assert notice.string
        assert str(notice.string) in client.get(f"{PAGE}?lang={code}").text
    assert NOTICE not in client.get(PAGE).text


@pytest.mark.parametrize(
    ("tags", "language", "expected"),
    [
        ("fr en ar", "fr", "fr"),
        ("ru en", "fr", "en"),
        ("ru -", "fr", "-"),
        ("es ru fr zh ar", "en", "ar"),
        ("es ru zh", "en", "zh"),
        ("es ru", "ar", "ru"),
        ("pt de es", "zh", "es"),
        ("pt de", "zh", "de"),
        ("fr-ca en", "fr", "fr-ca"),
        ("", "fr", None),
    ],
)
def test_labels_fall_back_in_a_fixed_order(tags: str, language: str, expected: str | None) -> None:
    """The language of the interface, English, none, the order of the United Nations, then by tag."""
    given = [Literal("x") if tag == "-" else Literal("x", language=tag) for tag in tags.split()]
    for order in (given, given[::-1]):
        found = names.preferred(order, language)
        assert (None if found is None else found.language or "-") == expected


def test_a_thing_has_its_name_in_the_language_of_the_page(client: FlaskClient) -> None:
    """A label in that language comes first, and what is in another one says so."""
    page = client.get("/doc/norm/gge-2015/c.html?lang=fr").text
    assert re.search(r"<h1[^>]*>([^<]*<span>)?Empêcher le mésusage<", page)
    english = client.get("/doc/norm/gge-2015/c.html").text
    assert re.search(r"<h1[^>]*>([^<]*<span>)?Prevent misuse of territory<", english)
    assert 'lang="fr" dir="auto">Empêcher le mésusage' in english


@each
def test_a_catalogue_says_the_same_with_other_words(path: Path) -> None:
    """It has our messages, all plural forms, the same placeholders, no other markup, and claims nothing."""
    catalog = messages.read(path)
    template = {one.id for one in messages.read(messages.TEMPLATE) if one.id}
    assert {one.id for one in catalog if one.id} == template
    assert "an unofficial translation, not reviewed" in catalog.header_comment
    for one in catalog:
        forms = one.string if isinstance(one.string, tuple | list) else (one.string,)
        said = [form for form in forms if form] if one.id else []
        assert len(said) in (0, len(forms)), one.id
        for form in said:
            whole = one.id if isinstance(one.id, str) else one.id[-1]
            # One thing, or two, need no figure.
            assert set(PLACEHOLDER.findall(form)) <= set(PLACEHOLDER.findall(whole)), one.id
            is_plural = isinstance(one.id, tuple)
            assert is_plural or sorted(PLACEHOLDER.findall(form)) == sorted(PLACEHOLDER.findall(whole))
            assert sorted(MARKUP.findall(form)) == sorted(MARKUP.findall(whole)), one.id


@each
def test_a_catalogue_has_the_head_and_foot_of_every_page(app: Flask, path: Path) -> None:
    """No page of a language has a head or a foot in two languages."""
    translated = languages._translated(path.parent.parent.name)
    wanted = {status.phrase for status in STATUS.values()}
    for name in FRAME:
        wanted |= languages._messages(app.jinja_env, name) or set()
    assert wanted - translated == set()


def test_the_template_of_messages_is_up_to_date() -> None:
    """The file holds what the code and the templates say, no more and no less: else run `make messages`."""
    held = {one.id for one in messages.read(messages.TEMPLATE) if one.id}
    said = {one.id for one in messages.collected() if one.id}
    assert (said - held, held - said) == (set(), set())


@pytest.fixture
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a folder of catalogues that stands in the place of the shipped one."""
    kept = (languages.offered, languages._catalogue, languages._words, languages._translated)
    monkeypatch.setattr(languages, "_FOLDER", tmp_path)
    for one in kept:
        one.cache_clear()
    yield tmp_path
    for one in kept:
        one.cache_clear()


def test_a_language_is_one_file(own_folder: Path, client: FlaskClient) -> None:
    """A catalogue adds its language, and what it does not translate, or doubts, stays English."""
    assert [one.code for one in languages.offered()] == ["en"]
    folder = own_folder / "es" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "acquis.po").write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
        'msgid "Questions"\nmsgstr "Preguntas"\n\n#, fuzzy\nmsgid "Releases"\nmsgstr "¿Ediciones?"\n',
        "utf-8",
    )
    languages.offered.cache_clear()
    page = client.get(f"{PAGE}?lang=es").text
    assert ">Preguntas</a>" in page
    assert "¿Ediciones?" not in page
    assert _Head(page).said("main") == ("en", "ltr")
    assert ">español</a>" in page
    shutil.rmtree(own_folder / "es")


def test_only_languages_of_the_united_nations_are_offered(own_folder: Path) -> None:
    """A catalogue of any other language is left alone."""
    for code in ("de", "zh"):
        (own_folder / code / "LC_MESSAGES").mkdir(parents=True)
        (own_folder / code / "LC_MESSAGES" / "acquis.po").write_text("")
    assert [one.code for one in languages.offered()] == ["zh", "en"]


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_every_template_hands_its_words_to_translation(path: Path) -> None:
    """A template says nothing bare; one that still waits does, so that the list of those stays honest."""
    found = bare(path.read_text("utf-8"), KNOWN["names"])
    assert bool(found) is (_name(path) in KNOWN["waiting"]), found


@pytest.mark.parametrize("case", KNOWN["case"], ids=lambda case: case["source"][:40])
def test_bare_words_are_found(case: dict[str, str | list[str]]) -> None:
    """The checker finds what each case says."""
    assert bare(str(case["source"]), KNOWN["names"]) == case["found"]
