"""Documents made to do harm: each is refused with its error and its sentence, and nothing else comes out."""

import random
import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from rdflib import SH, Graph, Literal

from acquis import errors, validation
from acquis.checks import shapes
from acquis.engine import Engine
from acquis.errors import InvalidDocument, UnsupportedMedia
from acquis.validation import reading
from acquis.web.base.errors import STATUS
from checkout import ROOT

CASES = tomllib.loads((ROOT / "tests" / "cases" / "hostile" / "cases.toml").read_text("utf-8"))["case"]
SHAPES = ROOT / "shapes" / "submissions"
EXAMPLES = sorted(path for path in (SHAPES / "examples").glob("*.ttl") if path.stem != "states")
EMPTY = Engine.from_quads([])
FUZZED = 10_000
PIECES = (
    b"[",
    b"<",
    b'"',
    b"{",
    b"@context",
    b"\\u0000",
    b"\xff",
    b"<!DOCTYPE a>",
    b" . ",
    b"_:b ",
    b"a",
    b"\n",
)
RDF = (
    "text/turtle",
    "application/n-triples",
    "application/trig",
    "application/ld+json",
    "application/rdf+xml",
)


def document(case: dict[str, Any]) -> bytes:
    """Return the bytes that *case* describes."""
    if "hex" in case:
        return bytes.fromhex(case["hex"])
    text = case["text"] if "text" in case else "".join(part * times for part, times in case["parts"])
    return str(text).encode()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_hostile_document_is_refused(case: dict[str, Any]) -> None:
    """The error, its status and its sentence are those of the table; the sentence stays short."""
    kind = getattr(errors, case["error"])
    with pytest.raises((InvalidDocument, UnsupportedMedia)) as caught:
        reading.read(document(case), case["type"])
    assert type(caught.value) is kind
    assert case["says"] in str(caught.value)
    assert 10 < len(str(caught.value)) < 1000
    assert STATUS[kind] == case["status"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"\xef\xbb\xbf", b""),
        (b"", b"\r\n# CRLF\r\n"),
        (b"", "# \u202ereversed\u202c \u200f\n".encode()),
        (b"\n" * 1000, b""),
        (b"# <!DOCTYPE x> [[[[ \xe2\x80\xa8\n", b""),
    ],
)
def test_odd_bytes_around_a_document_do_no_harm(before: bytes, after: bytes) -> None:
    """A byte order mark, other ends of lines, marks of direction and comments change nothing."""
    data = EXAMPLES[0].read_bytes()
    plain, _ = reading.read(data, "text/turtle")
    odd, _ = reading.read(before + data + after, "text/turtle; charset=utf-8")
    assert odd == plain


def test_line_ends_and_marks_inside_a_text_are_kept() -> None:
    """What stands inside a text is read as it is: ends of lines, marks of direction, brackets, quotes."""
    text = "a\r\nb \u202e<> [[[ {{{ \\\\ '' \u0301 \U0001f310"
    data = f'<> <https://w3id.org/acquis/def#note> """{text}""" .'.encode()
    (quad,), _ = reading.read(data, "text/turtle")
    assert getattr(quad.object, "value", "") == text.replace("\\\\", "\\")


@pytest.mark.parametrize(
    "mark", ["[", "(", "{", '"', "'", '"""', "'''", "<", "<<", "\\", "#", '"\\"', "<!--", "<a '", "<?"]
)
@pytest.mark.parametrize("media_type", RDF)
def test_open_ends_are_looked_at_once(mark: str, media_type: str) -> None:
    """A document of nothing but openings is refused, and screening does not begin again at each of them."""
    data = (mark * (300_000 // len(mark))).encode()
    with pytest.raises((InvalidDocument, UnsupportedMedia)):
        reading.read(data, media_type)


def patterns() -> Iterator[str]:
    """Yield every sh:pattern of the shapes of submissions."""
    graph: Graph = shapes.load(SHAPES)
    yield from sorted({str(value) for value in graph.objects(None, SH.pattern) if isinstance(value, Literal)})


@pytest.mark.parametrize("pattern", list(patterns()))
def test_no_pattern_is_slow(pattern: str) -> None:
    """Against 100,000 characters of every kind each pattern comes to an end, and to its verdict."""
    matched = [bool(re.search(pattern, text)) for text in _long(pattern)]
    assert not any(matched)


def _long(pattern: str) -> Iterator[str]:
    """Yield texts of 100,000 characters that begin as *pattern* may and end as it may not."""
    starts = ["", "https://", "en-", "+1", "a@b.", "https://w3id.org/acquis/id/submission/2026-"]
    for start in starts:
        for filling in ("a", "0", "-", ".", "a-", "a.", "@", "/", "aA0-", "@.", "0 "):
            yield f"{start}{filling * (100_000 // len(filling))} \n!"


def test_a_number_of_5000_digits_is_no_accident() -> None:
    """A number too long for Python is a value like another: the report says what is wrong with the field."""
    text = EXAMPLES[0].read_text("utf-8")
    number = "9" * 5_000
    data = re.sub(r"acq:submittedOn [^;]+;", f"acq:submittedOn {number} ;", text).encode()
    report = validation.check(data, "text/turtle", EMPTY).report
    assert any("submittedOn" in one.path and one.severity == "violation" for one in report.findings)


@pytest.mark.parametrize(
    "form",
    [
        "none^^xsd:boolean",
        "1^^xsd:boolean",
        "x^^xsd:date",
        "0000-00-00^^xsd:date",
        "x^^xsd:integer",
        "NaN^^xsd:double",
        "P1X^^xsd:duration",
        "24:00:99^^xsd:time",
        "x^^xsd:nonsense",
        "<^^rdf:XMLLiteral",
        "x^^rdf:HTML",
    ],
)
def test_an_odd_literal_is_reported_and_not_stumbled_over(form: str) -> None:
    """A text that is not what its datatype says makes a report, never a failure."""
    value, _, kind = form.partition("^^")
    space = {"xsd": "http://www.w3.org/2001/XMLSchema#", "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#"}
    prefix, _, name = kind.partition(":")
    literal = f'"{value}"^^<{space[prefix]}{name}>'
    text = EXAMPLES[0].read_text("utf-8")
    data = re.sub(r"acq:submittedOn [^;]+;", f"acq:submittedOn {literal} ;", text).encode()
    report = validation.check(data, "text/turtle", EMPTY).report
    assert any(one.path.endswith("submittedOn") for one in report.of("violation"))


def mutated(chance: random.Random, data: bytes) -> bytes:
    """Return *data* with a place or two changed at random: bytes, cuts, copies and dangerous pieces."""
    for _ in range(chance.randint(1, 2)):
        at = chance.randrange(len(data))
        match chance.randrange(4):
            case 0:
                data = data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]
            case 1:
                data = data[:at] + chance.choice(PIECES) + data[at:]
            case 2:
                data = data[: at + 1] + data[at + chance.randrange(1, 40) :]
            case 3:
                data = data[:at] + data[at : at + chance.randrange(200)] + data[at:]
    return data


def test_no_fuzzed_document_fails() -> None:
    """Documents changed at random are read, reported on or refused; nothing else is ever raised."""
    chance = random.Random(4)
    examples = [(path.read_bytes(), "text/turtle") for path in EXAMPLES]
    hostile = [(document(case), case["type"]) for case in CASES if case.get("text") and case["type"] in RDF]
    counts = {"read": 0, "reported": 0, "refused": 0}
    for _ in range(FUZZED):
        data, media_type = chance.choice(examples if chance.random() < 0.8 else hostile)
        data = mutated(chance, data)
        try:
            quads, _places = reading.read(data, media_type)
            counts["read"] += bool(quads)
            if counts["read"] % 20 == 0:
                counts["reported"] += bool(validation.check(data, media_type, EMPTY).report.findings)
        except (InvalidDocument, UnsupportedMedia):
            counts["refused"] += 1
    assert sum(counts.values()) - counts["reported"] == FUZZED
    assert min(counts.values()) > FUZZED // 200
