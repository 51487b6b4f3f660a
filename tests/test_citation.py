"""How things are cited: styles by their table, the shipped graph by cases, and hostile labels."""

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import rispy
from flask import Flask, render_template, render_template_string
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from pybtex.database import parse_string

from acquis import citation
from acquis.citation import Author, Part, Place, Record, Reference
from acquis.citation.model import KINDS, tidy
from acquis.engine import Engine, NamedNode, Term, Triple, parse
from acquis.errors import UnknownEntity
from acquis.releases import release
from acquis.vocab import ACQ, BASE, ID, PREFIXES

CASES = Path(__file__).parent / "cases" / "citation"
RECORD = Record("https://example.org/x?release=r1", "r1", "2026-11-21")
STYLES = {"oscola": citation.oscola, "bluebook": citation.bluebook, "apa": citation.apa}
FILES = {"bibtex": citation.bibtex, "ris": citation.ris, "csl": citation.csl}
# The variables of an item by the schema of CSL 1.0.2 that these use, and the types that it knows.
CSL_TEXTS = {
    *(
        "URL",
        "container-title",
        "genre",
        "id",
        "language",
        "note",
        "number",
        "publisher",
        "section",
        "source",
    ),
    *("status", "title", "type", "version"),
}
CSL_TYPES = {"dataset", "document", "entry", "legislation", "report", "treaty"}


def cases(name: str) -> list[Any]:
    """Return the cases of the file *name*."""
    found = tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))["case"]
    return [pytest.param(one, id=one.get("name", one.get("thing"))) for one in found]


def marked(parts: tuple[Part, ...]) -> str:
    """Return *parts* as one text, with asterisks around what is in italics."""
    return "".join(f"*{part.text}*" if part.is_italic else part.text for part in parts)


def written(reference: Reference, style: str) -> str:
    """Return *reference* in *style*, with line feeds alone."""
    if style in STYLES:
        return marked(STYLES[style](reference))
    if style == "in_text":
        return citation.apa_in_text(reference)
    return FILES[style](reference).replace("\r\n", "\n")


def made(facts: dict[str, Any]) -> Reference:
    """Return the reference that a case gives by its fields."""
    fields: dict[str, Any] = dict(facts)
    fields["authors"] = tuple(Author(*one) for one in facts.get("authors", ()))
    fields["pinpoint"] = tuple(Place(*one) for one in facts.get("pinpoint", ()))
    return Reference(record=RECORD, **fields)


@pytest.fixture(scope="module")
def shipped(shipped_releases: Path) -> Engine:
    """Return an engine over the release that is made of the shipped sources."""
    return release.open_engine(release.current(shipped_releases), memory_quads=1_000_000)


@pytest.fixture(scope="module")
def references(shipped: Engine) -> list[Reference]:
    """Return how each thing of the shipped graph is cited."""
    rows = shipped.query("SELECT DISTINCT ?s { ?s a ?class }").rows()
    found = {row[0].value for row in rows if isinstance(row[0], NamedNode)}
    return [citation.reference(shipped, iri, RECORD) for iri in sorted(found) if iri.startswith(ID)]


@pytest.mark.parametrize("case", cases("styles"))
def test_a_style_writes_a_reference(case: dict[str, Any]) -> None:
    """Each style gives the text of the case."""
    reference = made(case["reference"])
    assert {style: written(reference, style) for style in case["written"]} == case["written"]


@pytest.mark.parametrize("case", cases("shipped"))
def test_a_thing_of_the_framework_is_cited(case: dict[str, Any], shipped: Engine) -> None:
    """The shipped graph gives the citation of the case, in the styles and fields that it names."""
    reference = citation.reference(shipped, ID + case["thing"], RECORD)
    found: dict[str, Any] = {style: written(reference, style) for style in case.keys() & {*STYLES, "in_text"}}
    found |= {name: list(getattr(reference, name)) for name in case.keys() & {"also", "cautions"}}
    assert found == {name: value for name, value in case.items() if name != "thing"}


def test_everything_can_be_cited(references: list[Reference]) -> None:
    """Whatever is described can be cited, with a title, and in every style."""
    assert [one.iri for one in references if not one.title] == []
    assert {one.kind for one in references} | {"dataset", "submission"} == set(KINDS)
    # Each kind with and without what its styles ask about, and not all four thousand things.
    unlike = {_facets(one): one for one in references}
    for reference in unlike.values():
        texts = [written(reference, style) for style in (*STYLES, *FILES)]
        assert all(RECORD.link in text for text in texts), reference.iri
        assert not any(re.search(r" ,|,,|\(\)|  \(|None|\.\. ", text) for text in texts[:3]), reference.iri


def _facets(reference: Reference) -> tuple[object, ...]:
    given = [name for name, value in vars(reference).items() if value]
    return (reference.kind, *given, *(one.kind for one in reference.pinpoint))


def test_a_draft_is_never_cited_as_adopted(shipped: Engine, references: list[Reference]) -> None:
    """Each text of a draft edition says in every style that it is a draft; no text of another does."""
    query = "SELECT ?e { ?e acq:editionStatus <voc/edition-status/draft> }"
    editions = {row[0].value for row in shipped.query(query).rows() if isinstance(row[0], NamedNode)}
    assert len(editions) > 10
    units = {one.iri: one for one in references if one.iri.startswith(f"{ID}edition/")}
    edition_of = {iri: "/".join(iri.removeprefix(ID).split("/")[:2]) for iri in units}
    wrong = [iri for iri, one in units.items() if one.is_draft is not (ID + edition_of[iri] in editions)]
    assert wrong == []
    drafts = [one for one in references if one.is_draft]
    assert len(drafts) > 100
    for one in drafts:
        texts = [written(one, style) for style in (*STYLES, *FILES, "in_text")]
        assert all("draft" in text.casefold() for text in texts), one.iri


def test_the_dataset_is_cited_by_its_release() -> None:
    """The dataset has its title, its release and the day of that, whatever the graph holds."""
    reference = citation.reference(Engine.from_quads([]), BASE + "dataset", RECORD)
    assert citation.plain(citation.oscola(reference)).endswith(
        " as a graph (release r1, 21 November 2026) <https://example.org/x?release=r1>"
    )


@pytest.mark.parametrize("iri", [ID + "norm/none", "no iri", "", "javascript:alert(1)"])
def test_what_is_not_recorded_is_not_cited(iri: str, engine: Engine) -> None:
    """A name of nothing is refused by a sentence that says so."""
    with pytest.raises(UnknownEntity, match="Nothing is recorded about"):
        citation.reference(engine, iri, RECORD)


class Counting(Engine):
    """An engine that counts how often it is looked into."""

    looks = 0

    def triples(
        self,
        subject: Term | None = None,
        predicate: NamedNode | None = None,
        value: Term | None = None,
        *,
        graph: str | None = None,
    ) -> Iterator[Triple]:
        """Count one look-up."""
        self.looks += 1
        return super().triples(subject, predicate, value, graph=graph)


MANY = """
@prefix acq: <https://w3id.org/acquis/def#> .
@prefix id: <https://w3id.org/acquis/id/> .
"""


@pytest.mark.parametrize("size", [40, 400])
def test_the_number_of_looks_does_not_grow(size: int) -> None:
    """However many places word a principle, and whatever leads to it, citing it takes as many look-ups."""
    lines = [
        f"id:principle\\/p acq:wordedIn <{ID}edition/e{one}/para/1> . <{ID}edition/e{one}> a acq:Edition ;"
        f' acq:date "20{one % 90 + 10}-01-01" . <{ID}x/{one}> acq:about id:principle\\/p .'
        for one in range(size)
    ]
    quads = parse((MANY + "\n".join(lines)).encode(), "text/turtle")
    engine = Counting.from_quads(quads)
    assert isinstance(engine, Counting)
    citation.reference(engine, ID + "principle/p", RECORD)
    assert engine.looks <= 80


# Everything that could end a field, begin another or be read as a command.
HOSTILE = st.text(
    st.one_of(
        st.sampled_from('\\{}%&_#$^~"@,=\r\n\t\u2028\u202e\x00\x07 -<>\u2018“éعل'),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=60,
)


@cache
def unescape() -> list[tuple[str, str]]:
    """Return what BibTeX has for a sign, and the sign, so that each is undone once."""
    named = {"textbackslash": "\\", "textbraceleft": "{", "textbraceright": "}"}
    named |= {"textasciicircum": "^", "textasciitilde": "~"}
    return [
        *((f"\\{name}{{}}", sign) for name, sign in named.items()),
        *((f"\\{one}", one) for one in "#$%&_"),
    ]


def read(text: str) -> str:
    """Return what *text* of a field of BibTeX stands for."""
    signs = dict(unescape())
    return re.sub("|".join(map(re.escape, signs)), lambda found: signs[found[0]], text)


@settings(deadline=None)
@given(title=HOSTILE, name=HOSTILE, note=HOSTILE, number=HOSTILE, kind=st.sampled_from(KINDS))
def test_a_hostile_label_stays_in_its_field(title: str, name: str, note: str, number: str, kind: str) -> None:
    """Each format reads back as one record with the words that were given, none more and none less."""
    title, name, note, number = (tidy(one) for one in (title, name, note, number))
    # A name that says nothing is no author, and would be none in any format.
    title, name = title or "untitled", name or "nobody"
    reference = Reference(
        *(ID + "norm/gge-2015/c", title, kind, RECORD),
        title=title,
        authors=(Author(name),),
        symbol=number,
        date="2015-07-22",
        publisher="United Nations",
        cautions=(note,) if note else (),
    )
    author = reference.creators[0].name
    (item,) = json.loads(citation.csl(reference))
    assert (item["title"], item["author"]) == (title, [{"literal": author}])
    (entry,) = parse_string(citation.bibtex(reference), "bibtex").entries.values()
    assert read(entry.fields["title"]) == f"{{{title}}}"
    assert read(str(entry.persons["author"][0])) == f"{{{author}}}"
    assert note in read(entry.fields["note"])
    (line,) = rispy.loads(citation.ris(reference))
    assert line["title"] == title
    assert line["authors"] == [author]
    assert [one for one in line["notes"] if one == note] == ([note] if note else [])
    assert line.get("issn", "") == number


def test_lines_of_ris_are_as_its_specification_asks() -> None:
    """Each line is a tag, two spaces, a hyphen, a space and a value and CR LF; TY is first, ER last."""
    lines = citation.ris(made({"iri": ID + "x", "label": "x", "kind": "report", "title": "x"})).split("\r\n")
    assert lines[0] == "TY  - RPRT"
    assert lines[-2:] == ["ER  - ", ""]
    assert all(re.fullmatch("[A-Z][A-Z0-9]  - .*", one) for one in lines[:-1])


def test_csl_has_no_field_that_its_schema_does_not_know(shipped: Engine) -> None:
    """Types, variables and dates are those of CSL 1.0.2, for every kind of thing."""
    references = [
        citation.reference(shipped, ID + one.values[0]["thing"], RECORD) for one in cases("shipped")
    ]
    for reference in references:
        (item,) = json.loads(citation.csl(reference))
        assert item.keys() <= CSL_TEXTS | {"author", "issued"}
        assert item["type"] in CSL_TYPES
        assert all(isinstance(item[name], str) and item[name] for name in item.keys() & CSL_TEXTS)
        dates = item.get("issued", {"date-parts": [[2026]]})["date-parts"]
        assert all(isinstance(part, int) for part in dates[0])
        assert 1 <= len(dates[0]) <= 3


def test_a_key_is_plain_and_stays() -> None:
    """The name of an entry has no sign that BibTeX or a file name would take for something else."""
    assert citation.key(ID + "edition/a-70-174/para/13.c") == "acquis-edition-a-70-174-para-13.c"
    assert re.fullmatch("[A-Za-z0-9.-]+", citation.key('https://example.org/{x},"%\r\n/é'))


@pytest.mark.parametrize("name", ["iri", "path"])
def test_a_name_of_ten_thousand_letters_is_refused(client: FlaskClient, name: str) -> None:
    """What is too long to be a name of anything is a fault of the request."""
    response = client.get("/api/references", query_string={name: "norm/" + "a" * 10_000})
    assert (response.status_code, response.json["name"]) == (400, name)  # type: ignore[index]


def test_an_answer_that_is_known_is_not_made_again(client: FlaskClient) -> None:
    """The entity tag of a file brings a 304, and is another for another file."""
    path = "/api/references?iri=norm:gge-2015/c&format="
    tag = client.get(path + "bib").headers["ETag"]
    assert client.get(path + "bib", headers={"If-None-Match": tag}).status_code == 304
    assert client.get(path + "ris", headers={"If-None-Match": tag}).status_code == 200


def test_a_page_shows_how_to_cite(app: Flask) -> None:
    """The part of a page has three styles, the link with the release and three files, and is escaped."""
    with app.test_request_context("/doc/norm/gge-2015/c"):
        page = render_template("entity/cite_this.html", page_iri=ID + "norm/gge-2015/c")
    assert all(f"{name}-like</dt>" in page for name in ("OSCOLA", "Bluebook", "APA"))
    assert re.search(r'href="http://localhost/doc/norm/gge-2015/c\?release=unreleased-\w+"', page)
    assert len(re.findall(r'href="/api/references\?[^"]+" download>', page)) == 3
    assert "<i>&lt;b&gt;GGE&lt;/b&gt; report of 2015</i>" in page
    assert "<b>" not in page
    assert page.count('<button type="button" hidden') == 4


def test_a_page_about_nothing_shows_no_citation(app: Flask) -> None:
    """Of what is only named elsewhere, there is nothing to cite, and no heading for it."""
    with app.test_request_context("/"):
        assert render_template("entity/cite_this.html", page_iri=ID + "norm/none").strip() == ""


def test_a_source_that_no_page_may_link_to_is_not_linked(app: Flask) -> None:
    """An address that is no web address stays out of the page."""
    said = f'<{PREFIXES["dcterms"]}title> "E" ; <{ACQ}url> "javascript:alert(1)"'
    turtle = f"<{ID}edition/e> a <{ACQ}Edition> ; {said} ."
    reference = citation.reference(
        Engine.from_quads(parse(turtle.encode(), "text/turtle")), f"{ID}edition/e", RECORD
    )
    assert reference.url == "javascript:alert(1)"
    with app.test_request_context("/"):
        assert render_template_string("[{{ local(url) }}]", url=reference.url) == "[]"


@pytest.mark.parametrize("style", [*STYLES, *FILES])
def test_a_reference_without_dates_or_authors_is_written(style: str) -> None:
    """No style fails for want of a fact, and none makes one up."""
    bare = Reference(ID + "edition/x", "x", "document", RECORD, title="x")
    for kind in KINDS:
        text = written(replace(bare, kind=kind), style)
        assert "None" not in text
        assert re.search(r"\(\)|, ,|(?<!ER)  - \n", text) is None
