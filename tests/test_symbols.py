"""Document symbols and paragraph numbers.

The spellings stand in cases/symbols.tsv, with characters that look like a space or hyphen as \\uXXXX.
"""

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acquis.errors import InvalidParameter
from acquis.naming.symbols import normalise, number, slug, unit_path

_TABLE = Path(__file__).parent / "cases" / "symbols.tsv"


def _rows() -> list[tuple[str, str, str]]:
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    return [(_unescaped(printed), key, path) for printed, key, path in csv.reader(lines[1:], delimiter="\t")]


def _unescaped(text: str) -> str:
    return re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), text)


@pytest.mark.parametrize(("printed", "key", "path"), _rows())
def test_a_printed_symbol(printed: str, key: str, path: str) -> None:
    """Every spelling in the table has the key and the slug that stand beside it."""
    assert (normalise(printed), slug(printed)) == (key, path)


def test_no_two_documents_share_a_slug() -> None:
    """In the table, keys and slugs belong to each other one to one."""
    pairs = {(key, path) for _, key, path in _rows()}
    assert len(pairs) == len({key for key, _ in pairs}) == len({path for _, path in pairs})


@pytest.mark.parametrize("text", ["", "  ", "*", "A/RES/<70>", "/RES/70", "A/RES/70\\237", "Æ/1"])
def test_what_is_no_symbol_is_refused(text: str) -> None:
    """Text that cannot be a symbol is an error that shows how one looks."""
    with pytest.raises(InvalidParameter, match="such as A/RES/70/237") as caught:
        normalise(text)
    assert caught.value.name == "symbol"


_PIECES = ["/", " ", "\u00a0", ".", "-", "\u2011", "(", ")", "[", "]", "*", "\u200b"]
_PIECES += [
    "A",
    "E",
    "H",
    "I",
    "V",
    "X",
    "II",
    "XX",
    "S-VI",
    "RES",
    "DEC",
    "A/RES/",
    "Decision ",
    "1",
    "75",
    "564",
]


@given(st.lists(st.sampled_from(_PIECES), max_size=14).map("".join))
def test_a_key_is_its_own_key(text: str) -> None:
    """Normalising twice gives what normalising once gives."""
    try:
        key = normalise(text)
    except InvalidParameter:
        return
    assert normalise(key) == key
    assert slug(key) == slug(text)


@pytest.mark.parametrize(
    ("kind", "printed", "tail", "again"),
    [
        ("para", "58", "para/58", "58"),
        ("para", "13 (c)", "para/13.c", "13 (c)"),
        ("para", "13(c)", "para/13.c", "13 (c)"),
        ("para", "13\u00a0(C)", "para/13.c", "13 (c)"),
        ("para", "28 (a)", "para/28.a", "28 (a)"),
        ("para", "71 (b) (ii)", "para/71.b.ii", "71 (b) (ii)"),
        ("para", "24 bis", "para/24-bis", "24 bis"),
        ("op", "1.3", "op/1.3", "1.3"),
        ("op", "1.13", "op/1.13", "1.13"),
        ("op", "2 (a)", "op/2.a", "2 (a)"),
        ("pp", "6", "pp/6", "6"),
        ("art", "2(4)", "art/2.4", "2 (4)"),
        ("art", "51", "art/51", "51"),
        ("fn", "11", "fn/11", "11"),
        ("item", "3", "item/3", "3"),
    ],
)
def test_a_printed_number(kind: str, printed: str, tail: str, again: str) -> None:
    """A printed number becomes the end of an IRI, and that end the number in its usual spelling."""
    assert unit_path(kind, printed) == tail
    assert number(tail) == again


def test_a_whole_iri_will_do() -> None:
    """Only the last two segments count, so annexes and full IRIs can be passed as they are."""
    assert number("https://w3id.org/acquis/id/edition/a-75-816/annex/1/para/34") == "34"


_PARTS = st.lists(st.from_regex("[a-z]{1,3}", fullmatch=True).map("({})".format), max_size=3)


@given(st.sampled_from(["para", "op", "pp", "art"]), st.integers(1, 200), _PARTS)
def test_a_number_comes_back(kind: str, first: int, parts: list[str]) -> None:
    """From the usual spelling to the IRI and back nothing is lost."""
    printed = " ".join([str(first), *parts])
    assert number(unit_path(kind, printed)) == printed


@pytest.mark.parametrize("printed", ["", "13 (c)-(e)", "19-21", "13 ()", "c", "1.", "13/c", "13 (c), fn 2"])
def test_what_is_not_one_unit_is_refused(printed: str) -> None:
    """Ranges, lists and fragments are errors that show how a number looks."""
    with pytest.raises(InvalidParameter, match=r"such as 13 \(c\)"):
        unit_path("para", printed)


def test_an_unknown_kind_is_refused() -> None:
    """The sentence lists the kinds there are."""
    with pytest.raises(InvalidParameter, match="use one of art, fn, item, op, para, pp"):
        unit_path("verse", "1")


@pytest.mark.parametrize("tail", ["", "13.c", "verse/1", "para/13 (c)", "id/norm/gge-2015/c"])
def test_a_tail_that_is_no_unit_is_refused(tail: str) -> None:
    """An IRI that does not end in a unit has no number."""
    with pytest.raises(InvalidParameter, match=r"does not end like para/13\.c"):
        number(tail)
