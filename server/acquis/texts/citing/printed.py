"""Find the symbols and the numbers of resolutions that a text prints, in every form the UN prints them.

It must not know which documents there are: it gives the key of `naming.symbols`.
"""

import re
import tomllib
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from acquis.errors import InvalidParameter
from acquis.naming.symbols import normalise
from acquis.texts.citing.model import Found

__all__ = ["addresses", "filed", "printed", "sentence", "sentences"]

_ORGANS = (
    r"A|S|E|T|ST|CD|NPT|DC|DP|TD|CAT|CRC|CBD|CAC|IDB|CCPR|CERD|CEDAW|FCCC|UNEP|ISBA|CTOC|LOS|SPLOS|HRI|LEG"
    r"|PC\.DEC|MC\.DEC|CICTE|AG"
)
_PART = r"[A-Za-z0-9](?:[A-Za-z0-9.()\-]*[A-Za-z0-9])?"
_SYMBOL = re.compile(
    rf"(?<![\w/.])(?:{_ORGANS})/{_PART}(?:/{_PART})*"
    r"(?: ?[(\[](?:\d{4}|(?:E?S-)?[IVXL]+|[A-Z])[)\]])?"
    r"(?P<letter> [A-Z](?:-[A-Z])?(?: \([IVXL]+\))?(?=[\s,;.)\]*]|$))?"
)
# Two symbols of one document, as in A/77/845-S/2023/345.
_TWICE = re.compile(rf"-(?=(?:{_ORGANS})/)")
_HEAD = re.compile(r"\b(?P<kind>[Rr]esolution|[Dd]ecision)s?(?=[\s,])\s*")
_ITEM = re.compile(
    r"(?<![\w/.-])(?:(?P<old>\d{1,4}(?: [A-Z](?:-[A-Z])?)?) ?\((?P<roman>(?:E?S-)?[IVXL]+)\)"
    r"(?P<after> [A-Z]\b)?"
    r"|(?P<council>\d{1,4}) \((?P<year>(?:19|20)\d\d)\)"
    r"|(?P<session>(?:E?S-)?\d{1,4})/(?P<number>\d{1,3})"
    r"(?: ?\((?P<bracket>[A-Z])\)| (?P<letter>[A-Z](?:-[A-Z])?)(?![\w\u2019'-]))?)(?![\w/])"
)
_MORE = re.compile(r"(?:, | and |, and )(?P<letter>[A-Z])(?![\w\u2019'-])")
_LISTED = re.compile(r"(?:[,;]|\b(?:and|or|to|particular|including|notably|namely|as|both))\s*$")
_LEADS = re.compile(r",?\s*(?:in particular|including|notably|namely|especially)\s*$")
_END = re.compile(
    r"(?<!\bArt)(?<!\bpara)(?<!\bparas)(?<!\bNo)(?<!\bvol)(?<!\bchap)(?<!\bsect)"
    r"[.?!]\u201d?\s+(?=[A-Z\u201c])"
)
_WEB = re.compile(r"https?://[^\s<>\u201d]+")
_FILED = re.compile(
    r"https?://(?:www\.)?(?:undocs\.org|docs\.un\.org)/(?:(?:ar|zh|en|fr|ru|es)/)?(?P<symbol>[^?#\s]+)", re.I
)
_LOOK_BACK = 80


def printed(text: str) -> list[Found]:
    """Return the symbols, resolutions and decisions of *text* in order, but for those in a web address."""
    web = [match.span() for match in _WEB.finditer(text)]
    symbols = _symbols(text) if "/" in text else ()
    found = [one for one in (*symbols, *_numbered(text)) if not _inside(one, web)]
    return sorted(found, key=lambda one: (one.start, -one.end))


def addresses(text: str) -> Iterator[Found]:
    """Yield every web address of *text*; one at which the UN files a document has its symbol."""
    for match in _WEB.finditer(text):
        address = match[0].rstrip(".,;)")
        yield Found(match.start(), match.start() + len(address), "address", filed(address))


def filed(address: str) -> str:
    """Return the key of the document that the UN files at *address*, "" for any other address.

    >>> filed("https://undocs.org/en/A/RES/2131(XX)")
    'A/RES/2131 (XX)'
    """
    match = _FILED.match(address)
    return _key(unquote(match["symbol"])) if match else ""


def sentence(text: str, at: int) -> tuple[int, int]:
    """Return start and end of the sentence of *text* that holds the character *at*."""
    ends = _ends(text)
    return max((one for one in ends if one <= at), default=0), min(
        (one for one in ends if one > at), default=len(text)
    )


def sentences(text: str) -> list[tuple[int, int]]:
    """Return start and end of each sentence of *text*."""
    ends = _ends(text)
    return list(zip([0, *ends], [*ends, len(text)], strict=True))


@lru_cache(maxsize=64)
def _ends(text: str) -> list[int]:
    return [match.end() for match in _END.finditer(text)]


def _inside(one: Found, spans: list[tuple[int, int]]) -> bool:
    return any(start <= one.start < end for start, end in spans)


def _symbols(text: str) -> Iterator[Found]:
    for match in _SYMBOL.finditer(text):
        at = match.start()
        lettered = re.match("[AET]/(?:RES|DEC)/", match[0])
        whole = match[0] if lettered else match[0].removesuffix(match["letter"] or "")
        for piece in _TWICE.split(whole):
            if re.search(r"\d", piece) and (key := _key(piece)):
                yield Found(at, at + len(piece), "symbol", key)
            at += len(piece) + 1


def _numbered(text: str) -> Iterator[Found]:
    heads = list(_HEAD.finditer(text))
    for head, following in zip(heads, [*heads[1:], None], strict=False):
        stop = min(sentence(text, head.start())[1], following.start() if following else len(text))
        yield from _listed(text, head, stop)


def _listed(text: str, head: re.Match[str], stop: int) -> Iterator[Found]:
    """Yield what stands in the list that *head* opens; the first is printed with the word itself."""
    body, at = _body(text, head.start()), head.end()
    for item in _ITEM.finditer(text, head.end(), stop):
        gap = text[at : item.start()]
        if at == head.end() and gap and not _LEADS.fullmatch(gap):
            return
        if at != head.end() and not _LISTED.search(gap):
            continue
        start = head.start() if at == head.end() and not gap else item.start()
        yield _numbered_as(head["kind"].lower(), body, item, start)
        at = item.end()
        while (item["letter"] or item["bracket"]) and (more := _MORE.match(text, at, stop)):
            number = f"{item['session']}/{item['number']} {more['letter']}"
            yield Found(
                more.start("letter"), more.end(), head["kind"].lower(), _symbol(head["kind"], body, number)
            )
            at = more.end()


def _numbered_as(kind: str, body: str, item: re.Match[str], start: int) -> Found:
    if item["roman"]:
        number = f"{item['old']} ({item['roman']}){item['after'] or ''}"
    elif item["council"]:
        number, body = f"{item['council']} ({item['year']})", "Security Council"
    else:
        letter = item["letter"] or item["bracket"]
        number = f"{item['session']}/{item['number']}" + (f" {letter}" if letter else "")
    symbol = _symbol(kind, body, number)
    how = (
        "" if symbol else f"No symbol is known for a {kind} with this number{f' of {body}' if body else ''}."
    )
    return Found(start, item.end(), kind, symbol, how=how)


def _symbol(kind: str, body: str, number: str) -> str:
    """Return the key of the *kind* of text with *number* of *body*; "" where its numbers give none."""
    table = _table()
    session = re.match(r"(\d+)/", number)
    if session and int(session[1]) >= 1946 and not body:
        body = "Economic and Social Council"
    elif session and int(session[1]) < table["first_session"] and body in ("", *table["assembly"]):
        return ""
    form = table["forms"].get(body or table["default"], {}).get(kind.lower(), "")
    return _key(form.format(number)) if form else ""


def _body(text: str, at: int) -> str:
    """Return the body named before the word at *at*, as the table has it; "" for "its", or none."""
    before = text[max(0, at - _LOOK_BACK) : at]
    match = _table()["before"].search(before)
    return match["body"] if match else ""


def _key(symbol: str) -> str:
    try:
        return normalise(symbol)
    except InvalidParameter:
        return ""


@cache
def _table() -> dict[str, Any]:
    read = tomllib.loads(Path(__file__).with_name("bodies.toml").read_text("utf-8"))
    words = sorted((word for row in read["body"] for word in row["words"]), key=len, reverse=True)
    listed = "|".join(map(re.escape, words))
    # "Human Rights Council resolution", "the Security Council, in its resolution".
    said = r"(?:,? (?:in|by|through|under|of) its)?(?: (?:relevant|consensus|previous))?"
    before = rf"\b(?P<body>{listed}){said}\s+$"
    return {
        "default": read["default"],
        "first_session": read["first_session"],
        "assembly": [
            word for row in read["body"] if row.get("resolution") == "A/RES/{}" for word in row["words"]
        ],
        "forms": {word: row for row in read["body"] for word in row["words"]},
        "before": re.compile(before),
    }
