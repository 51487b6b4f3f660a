"""Texts that are not as they should be: what is refused says what to do, what is unsure is listed."""

import tomllib
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

import rendering
from acquis.errors import InvalidDocument, InvalidParameter
from acquis.texts.reading import LARGEST, read
from acquis.texts.reading.apart import apart
from checkout import ROOT

CASES = tomllib.loads((ROOT / "tests" / "cases" / "texts" / "wrong.toml").read_text("utf-8"))["case"]


def _file(folder: Path, data: bytes) -> Path:
    path = folder / "text.dat"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_is_unsure_is_listed(tmp_path: Path, case: dict[str, Any]) -> None:
    """Each text has the listed units, and the doubts with the unit that they are about."""
    text = read(_file(tmp_path, case["text"].encode()))
    shown = [f"{one.path} < {one.above}" if one.above else one.path for one in text.units]
    assert shown == case["units"]
    assert [f"{one.kind} {one.path}".strip() for one in text.doubts] == case["doubts"]


def _pdf(draw: str = "", **options: Any) -> bytes:
    out = BytesIO()
    canvas = Canvas(out, invariant=True, **options)
    canvas.rect(72, 72, 200, 200, fill=1)
    canvas.drawString(72, 700, draw)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _stream(data: bytes, name: str = "/FlateDecode") -> bytes:
    """Return a PDF whose one page is drawn by the packed *data*."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R>>",
        b"<</Length %d/Filter%s>>stream\n%s\nendstream" % (len(data), name.encode(), data),
    ]
    out, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    return (
        out
        + b"xref\n0 5\n0000000000 65535 f \n%strailer\n<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (
            table,
            start,
        )
    )


def _bomb() -> bytes:
    """Return packed data of 3 MB that unpacks to 3 GB: one block of zeros again and again."""
    packer = zlib.compressobj(9)
    head = packer.compress(b"\0" * 2**20) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(b"\0" * 2**20) + packer.flush(zlib.Z_FULL_FLUSH)
    return head + again * 3000


def _docx(document: bytes, packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", packing) as archive:
        archive.writestr("word/document.xml", document)
    return out.getvalue()


def _word(inside: str, before: str = "") -> bytes:
    body = f"<w:body><w:p><w:r><w:t>1. {inside}</w:t></w:r></w:p></w:body>"
    return f'<?xml version="1.0"?>{before}<w:document xmlns:w="{rendering.W}">{body}</w:document>'.encode()


def _locked() -> bytes:
    return _pdf("1. The Group met.", encrypt=StandardEncryption("word", ownerPassword="other"))


ENTITY = '<!DOCTYPE x [<!ENTITY file SYSTEM "file:///etc/hostname">]>'
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "an empty file": (lambda: b"", "is empty: download it again"),
    "a file of spaces": (lambda: b" \n\n ", "is empty: download it again"),
    "a scan without text": (lambda: _pdf(), "has pictures of pages and no text: put it through"),
    "a locked PDF": (_locked, "is locked with a password: open it, save a copy"),
    "a PDF cut off": (lambda: rendering.pdf()[:-400], "is cut off, the end of the PDF is missing"),
    "a PDF with a hole": (lambda: rendering.pdf()[:600] + b"%%EOF", "cannot be read as PDF|no text"),
    "a PDF of nothing": (lambda: b"%PDF-1.7\n%%EOF", "cannot be read as PDF|no text"),
    "a bomb in a PDF": (lambda: _stream(_bomb()), "needs more memory than any text"),
    "a DOCX cut off": (lambda: rendering.docx()[:2000], "is cut off or damaged: save or download"),
    "a bomb in a DOCX": (lambda: _docx(b" " * 80_000_000), "unpacks to more than 64 MB: give it in parts"),
    "a DOCX that reads files": (
        lambda: _docx(_word("&file;", ENTITY)),
        "declares entities, which Word never",
    ),
    "a DOCX that laughs": (lambda: _docx(_word("&b;", LAUGHS)), "declares entities, which Word never does"),
    "a DOCX without words": (lambda: _docx(_word("")[:-40]), "is damaged, cut off or locked"),
    "a ZIP file": (lambda: zipped(b"x"), "is a ZIP file, but no DOCX: take the document out"),
    "an old Word file": (lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 600, "is an old Word file: save it as DOCX"),
    "RTF": (lambda: b"{\\rtf1 text}", "is RTF: save it as DOCX"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n", "is a picture: put it through text recognition"),
    "other XML": (lambda: b"<?xml version='1.0'?><x/>", "is XML, but no Akoma Ntoso"),
    "no text at all": (lambda: bytes(range(256)) * 40, "is neither PDF, DOCX, HTML, AKN XML nor text"),
    "a page without text": (lambda: b"<html><script>x()</script></html>", "has no text: save the page"),
    "too much text": (lambda: b"word " * 4_000_000, "has more than 16 MB of text: give it in parts"),
}


def zipped(data: bytes) -> bytes:
    """Return a ZIP file that is no document."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("other", data)
    return out.getvalue()


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused(tmp_path: Path, name: str) -> None:
    """The sentence names the file and says what to do, and nothing is left behind."""
    make, sentence = REFUSED[name]
    path = _file(tmp_path, make())
    with pytest.raises(InvalidDocument, match=rf"^text\.dat ({sentence})"):
        read(path)
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_of_500_mb_is_refused_by_its_size(tmp_path: Path) -> None:
    """Its size is asked before it is read: the file here has no bytes on the disk."""
    path = tmp_path / "text.dat"
    with path.open("wb") as file:
        file.truncate(500 * 10**6)
    assert LARGEST < 500 * 10**6
    with pytest.raises(InvalidDocument, match=r"^text\.dat has more than 64 MB"):
        read(path)


@pytest.mark.parametrize("name", ["", "missing.pdf"])
def test_what_is_no_file_is_refused(tmp_path: Path, name: str) -> None:
    """A folder, or a name that leads nowhere, is no document."""
    with pytest.raises(InvalidDocument, match="is no file: give the path of one document"):
        read(tmp_path / name)


@pytest.mark.parametrize("given", [{"symbol": "A/70/174?"}, {"language": "la"}], ids=str)
def test_a_wrong_symbol_or_language_is_refused(given: dict[str, str]) -> None:
    """What is no symbol, or no official language, is said before the file is read."""
    with pytest.raises(InvalidParameter, match=r"is no (document symbol|official language)"):
        read(rendering.KEPT, **given)


def test_reading_ends_at_its_deadline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that takes longer than the deadline is refused, and its process has ended."""
    monkeypatch.setattr(apart, "DEADLINE_S", 0.01)
    with pytest.raises(InvalidDocument, match="takes too long to read: give it in parts"):
        read(_file(tmp_path, rendering.pdf()))


@pytest.mark.parametrize(
    ("start", "times"),
    [
        *((one, 100_000) for one in ("<div>", "<ul><li>", "<b>", "<sup>")),
        *((one, 1_000) for one in ("<!--", "<a href=", "</", "<![CDATA[", "&#", "<p")),
    ],
)
def test_a_web_page_of_any_depth_is_read(tmp_path: Path, start: str, times: int) -> None:
    """100,000 elements in each other, and tags that never end, hide nothing of what stands before them."""
    page = f"<html><body><p>1. The Group met.</p>{start * times}"
    assert [one.path for one in read(_file(tmp_path, page.encode())).units][:1] == ["para/1"]


def test_a_word_file_with_changes_says_so(tmp_path: Path) -> None:
    """Deleted words are left out, inserted ones are read, and a doubt says that nobody accepted them."""
    deleted = "<w:del><w:r><w:delText>old</w:delText></w:r></w:del>"
    inside = f"</w:t></w:r>{deleted}<w:ins><w:r><w:t>new</w:t></w:r></w:ins><w:r><w:t>"
    text = read(_file(tmp_path, _docx(_word(inside))))
    assert [one.text for one in text.units] == ["new"]
    assert [one.kind for one in text.doubts] == ["changes"]


def _arabic() -> bytes:
    """Return a PDF that shows an Arabic line from right to left, its letters in the order of the page."""
    shown = "2015 " + "اجتمع الفريق في عام"[::-1]
    codes = {one: number for number, one in enumerate(dict.fromkeys(shown), 1)}
    chars = "\n".join(f"<{number:02x}> <{ord(one):04x}>" for one, number in codes.items())
    cmap = f"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def
1 begincodespacerange <00> <ff> endcodespacerange
{len(codes)} beginbfchar
{chars}
endbfchar endcmap end end""".encode()
    text = "".join(f"{codes[one]:02x}" for one in shown)
    drawn = f"BT /F1 12 Tf 100 700 Td <{text}> Tj ET".encode()
    font = b"<</Type/Font/Subtype/Type1/BaseFont/X/FirstChar 0/LastChar 255/Widths[%s]/ToUnicode 6 0 R>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn),
        font % (b"600 " * 256),
        b"<</Length %d>>stream\n%s\nendstream" % (len(cmap), cmap),
    ]
    out = b"%PDF-1.4\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % (n, one) for n, one in enumerate(objects, 1))
    return out + b"trailer\n<</Size 7/Root 1 0 R>>\n%%EOF"


def test_an_arabic_pdf_is_read_from_right_to_left(tmp_path: Path) -> None:
    """The letters of the page come in the order of reading, the year in its own."""
    text = read(_file(tmp_path, _arabic()), language="ar")
    assert [one.text for one in text.units] == ["اجتمع الفريق في عام 2015"]
