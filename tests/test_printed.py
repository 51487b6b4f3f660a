"""Submissions as documents to print: HTML that carries its own content, and PDF."""

import io
import re
from html import unescape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acquis import forms
from acquis.engine import parse
from acquis.errors import InvalidDocument
from acquis.forms import Filled, FilledPart, printed
from acquis.vocab import ACQ, ID, NEW
from filling import KINDS, PHASES, filled

FEW = settings(max_examples=6, deadline=None, phases=PHASES, suppress_health_check=list(HealthCheck))
NAMES = {ID + "state/XAA": "Examplia", ID + "topic/sovereignty": "Status of sovereignty"}


def named(iri: str) -> str:
    """Return the name of *iri*, if it is one of a few."""
    return NAMES.get(iri, "")


def worked(kind: str) -> Filled:
    """Return what the worked example of *kind* holds."""
    return forms.from_quads(parse(forms.example(kind), "text/turtle", base=NEW))


@pytest.mark.parametrize("kind", KINDS)
@FEW
@given(data=st.data())
def test_a_printed_page_can_be_read_back_in(kind: str, data: st.DataObject) -> None:
    """The page carries all it shows, so nothing changes on its way, whatever the texts."""
    first = data.draw(filled(forms.form(kind)))
    assert forms.from_quads(printed.read(printed.html(first, named).encode())) == first


@pytest.mark.parametrize("kind", KINDS)
def test_a_printed_page_shows_every_value(kind: str) -> None:
    """Each value of the worked example stands on the page in words."""
    first = worked(kind)
    page = unescape(printed.html(first, named).partition("</script>")[2])
    for block in printed.blocks(first, named):
        assert block.title in page
        for line in block.lines:
            assert line.label in page
            assert all(one.text in page and one.iri in page for one in line.values)


def test_things_stand_in_words_with_their_addresses() -> None:
    """The State and the topic are named; concepts too, which come with the software; parts are links."""
    page = printed.html(worked("national-position"), named)
    assert f'<a href="{ID}state/XAA">Examplia</a> <small>{ID}state/XAA</small>' in page
    assert f'<a href="{ID}topic/sovereignty">Status of sovereignty</a>' in page
    assert ">position paper</a>" in page.lower()
    assert '<a href="#evidence-sovereignty-1">Evidence: evidence-sovereignty-1</a>' in page
    assert '<section class="part" id="evidence-sovereignty-1">' in page


def test_what_is_not_public_is_marked() -> None:
    """A field that is never published, and a claim that is kept back, say so on paper."""
    contact = printed.html(worked("point-of-contact"), named)
    assert len(re.findall("E-mail address <span[^>]*>.never published", contact)) == 2
    part = FilledPart(ACQ + "TermDefinition", "a", {"term": ("x@en",), "public": ("false",)})
    kept = printed.html(Filled("definition", {}, (part,)), named)
    assert "Terms: a <span" in kept
    assert "kept back" in kept


def test_text_is_never_markup_and_scripts_cannot_end_early() -> None:
    """Markup in a text is shown as text; each text has its language and its own direction."""
    part = FilledPart(ACQ + "TermDefinition", "a", {"term": ("</script><b>كلمة@ar",)})
    page = printed.html(Filled("definition", {}, (part,)), named)
    assert page.count("</script>") == 1
    assert "<b>" not in page
    assert 'lang="ar" dir="auto">&lt;/script&gt;' in page


@pytest.mark.parametrize("page", [b"", b"<p>Hello</p>", b'<script type="text/javascript">1</script>'])
def test_a_page_that_carries_nothing_is_refused(page: bytes) -> None:
    """Another page is told from one of ours."""
    with pytest.raises(InvalidDocument, match="carries no submission"):
        printed.read(page)


def test_a_page_whose_content_was_damaged_is_refused() -> None:
    """What cannot be read is said, with the reason."""
    page = printed.html(worked("definition"), named).replace('"@id"', '"@id" "', 1)
    with pytest.raises(InvalidDocument, match="cannot be read"):
        printed.read(page.encode())


@pytest.mark.parametrize("kind", KINDS)
def test_a_pdf_is_the_same_each_time(kind: str) -> None:
    """The same content makes the same bytes, with its own fonts inside."""
    made = printed.pdf(worked(kind), named)
    assert made.startswith(b"%PDF-")
    assert b"FontFile2" in made
    assert made == printed.pdf(worked(kind), named)


@pytest.mark.parametrize(
    ("text", "letter"),
    [
        ("كلمة", "U+0643"),
        ("規範", "U+898F"),
        ("a \U0001f469", "U+1F469"),
    ],
)
def test_a_letter_that_the_font_lacks_is_refused_not_boxed(text: str, letter: str) -> None:
    """The sentence names the letter and points to the page, which prints every script."""
    part = FilledPart(ACQ + "TermDefinition", "a", {"term": (f"{text}@en",)})
    one = Filled("definition", {}, (part,))
    with pytest.raises(InvalidDocument, match=re.escape(letter)):
        printed.pdf(one, named)
    assert text in printed.html(one, named)


def test_a_pdf_takes_european_letters_and_any_length() -> None:
    """Accents, Greek, Cyrillic, signs, markup, long words, line ends and many pages are no trouble."""
    text = (
        "Łódź, Ёлка, Ελλάδα, Việt Nam: Côte d\u2019Ivoire “España” \u2013 100 € <b>&amp;</b>\n\n"
        + "x" * 3_000
        + " word" * 4_000
    )
    part = FilledPart(ACQ + "TermDefinition", "a", {"definition": (f"{text}@fr",)})
    made = printed.pdf(Filled("definition", {}, (part,)), named)
    assert io.BytesIO(made).read().count(b"/Type /Page\n") > 3
