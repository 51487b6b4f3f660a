"""Which form a file has, by what it holds; its name may say anything.

It must not read further than it takes to tell.
"""

import re
import zipfile
from io import BytesIO

from acquis.errors import InvalidDocument
from acquis.texts.reading.akn import is_akn

__all__ = ["AKN", "DOCX", "HTML", "PDF", "PLAIN", "form"]

AKN, DOCX, HTML, PDF, PLAIN = "akn", "docx", "html", "pdf", "plain"
_START = 4096
# Where a file of Word has its text.
_WORD = "word/document.xml"
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|div|p|h[1-6])\b",
    re.I | re.S,
)
# What people give by mistake, by how it begins.
_OTHERS = {
    b"\xd0\xcf\x11\xe0": "an old Word file: save it as DOCX",
    b"{\\rtf": "RTF: save it as DOCX",
    b"\x89PNG": "a picture: put it through text recognition (OCR)",
    b"\xff\xd8\xff": "a picture: put it through text recognition (OCR)",
}


def form(data: bytes, file: str) -> str:
    """Return akn, docx, html, pdf or plain for *data*; *file* is its name, for the sentences.

    Raises:
        InvalidDocument: it is empty, or of a form that has no reader.
    """
    if not data.strip():
        raise InvalidDocument(f"{file} is empty: download it again.")
    start = data[:_START]
    # ISO 32000 lets a PDF begin somewhat later than at its first byte.
    if b"%PDF-" in start[:1024]:
        return PDF
    if start.startswith(b"PK"):
        return _zipped(data, file)
    if other := next((said for sign, said in _OTHERS.items() if start.startswith(sign)), None):
        raise InvalidDocument(f"{file} is {other}, and give that.")
    if is_akn(data):
        return AKN
    text = start.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "ignore")
    if _HTML.match(text):
        return HTML
    if text.lstrip().startswith("<?xml"):
        raise InvalidDocument(f"{file} is XML, but no Akoma Ntoso: give AKN XML, PDF, DOCX, HTML or text.")
    return PLAIN


def _zipped(data: bytes, file: str) -> str:
    try:
        names = set(zipfile.ZipFile(BytesIO(data)).namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise InvalidDocument(f"{file} is cut off or damaged: save or download it again.") from None
    if _WORD in names:
        return DOCX
    raise InvalidDocument(f"{file} is a ZIP file, but no DOCX: take the document out of it, and give that.")
