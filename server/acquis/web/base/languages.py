"""Own the language of the interface: which one a request gets, and the words of the pages in it.

A file `translations/{code}/LC_MESSAGES/acquis.po` adds the language *code*, one of those of the United
Nations; English stands in the code itself. It must not translate data: labels carry their own language.

The language of a page is that of `?lang=`, which links keep, else the one that Accept-Language likes best,
else English. There is no cookie, so that an address says what it shows and a cache may keep it. What a page
says in its `main` is in that language only where all of it is translated; else it is in English, and marked.
"""

import datetime
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from babel import Locale, dates, numbers
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, Response, current_app, g, request
from jinja2 import Environment, meta, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from acquis.naming.names import LANGUAGES
from acquis.validation.catalogue import chosen

__all__ = [
    "Language",
    "PARAMETER",
    "asked",
    "direction",
    "gettext",
    "install",
    "language",
    "mark",
    "ngettext",
    "offered",
    "spoken",
]

PARAMETER = "lang"

_FOLDER = Path(__file__).parents[1] / "translations"
_ENGLISH = "en"
_EXTENSION = "acquis.languages"
# What stands around the content of a page.
_FRAMES = ("base.html", "embed/base.html")
# Addresses that answer in no language: files, and what only programs read.
_WORDLESS = frozenset(
    {
        *("feeds.atom", "feeds.json_feed", "reference.document", "releases.dump", "releases.latest"),
        *("static", "vocabulary.context"),
    }
)


class Language(NamedTuple):
    """A language of the interface: its code as in BCP 47, its own name, and "ltr" or "rtl"."""

    code: str
    name: str
    direction: str


def install(app: Flask) -> None:
    """Let the templates of *app* say `_("…")` and `{% trans %}`, and its links keep the language."""
    environment = app.jinja_env
    environment.add_extension("jinja2.ext.i18n")
    environment.policies["ext.i18n.trimmed"] = True
    # Jinja adds this method to an environment with the extension.
    environment.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.globals.update(
        begin_content=_begin,
        direction=direction,
        end_content=_end,
        english=lambda: _attributes(_ENGLISH),
        language=language,
        languages=offered,
        spoken=spoken,
    )
    environment.filters.update(day=_day, number=_number, said=gettext)
    app.extensions[_EXTENSION] = {}
    app.url_defaults(_keep)


@cache
def offered() -> tuple[Language, ...]:
    """Return the languages of the interface: English and those with a catalogue, in a fixed order."""
    return tuple(_named(code) for code in LANGUAGES if code == _ENGLISH or _file(code).is_file())


def asked() -> str:
    """Return the code of the language that the address of this request asks for, "" for none that we have."""
    code = request.args.get(PARAMETER, "")
    return code if any(one.code == code for one in offered()) else ""


def language() -> str:
    """Return the code of the language that the interface has for this request, as in BCP 47."""
    if "language" not in g:
        accepted = request.headers.get("Accept-Language", "")
        g.language = asked() or chosen(accepted, [one.code for one in offered()])
    return str(g.language)


def spoken() -> str:
    """Return the code of the language of what is being written: within `main` it may still be English."""
    return str(g.get("content_language") or language())


def direction(code: str = "") -> str:
    """Return "ltr" or "rtl", the direction of the language *code*, by default that of the interface."""
    return _named(code or language()).direction


def gettext(message: str) -> str:
    """Return *message*, which is in English, in the language of what is being written."""
    return _words(spoken()).gettext(message)


def ngettext(one: str, many: str, number: int) -> str:
    """Return *one* or *many*, as *number* asks for, in the language of what is being written."""
    return _words(spoken()).ngettext(one, many, number)


def mark(response: Response) -> None:
    """Let *response*, if it is a page, say its language, and that the request had a part in choosing it."""
    if response.mimetype == "text/html":
        response.vary.add("Accept-Language")
        if not response.content_language:
            response.content_language.update(dict.fromkeys((language(), g.get("page_language", language()))))


@cache
def _named(code: str) -> Language:
    locale = Locale(code)
    return Language(code, locale.get_display_name(code) or code, locale.text_direction)


def _file(code: str) -> Path:
    return _FOLDER / code / "LC_MESSAGES" / "acquis.po"


@cache
def _catalogue(code: str) -> Catalog:
    with _file(code).open("rb") as file:
        return read_po(file, locale=code)


@cache
def _words(code: str) -> NullTranslations:
    """Return the words of the language *code*; what has no translation, or a doubtful one, stays English."""
    if code == _ENGLISH:
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, _catalogue(code))
    compiled.seek(0)
    return GNUTranslations(compiled)


@cache
def _translated(code: str) -> frozenset[str]:
    """Return the messages that are translated into the language *code*."""
    found = (one for one in _catalogue(code) if one.id and one.string and not one.fuzzy)
    ids = (one.id for one in found if isinstance(one.string, str) or all(one.string or ()))
    return frozenset(one if isinstance(one, str) else one[0] for one in ids)


@pass_context
def _begin(context: Context) -> Markup:
    """Begin the content of a page, and return the attributes that tell its language from that around it."""
    known: dict[tuple[str, str], bool] = current_app.extensions[_EXTENSION]
    code, template = language(), context.name or ""
    if code != _ENGLISH and (template, code) not in known:
        said = _messages(context.environment, template)
        known[template, code] = said is not None and said <= _translated(code)
    g.content_language = g.page_language = code if code == _ENGLISH or known[template, code] else _ENGLISH
    return Markup() if g.content_language == code else _marked(g.content_language)


def _end() -> str:
    """End the content of a page: what follows is in the language of the interface."""
    g.content_language = ""
    return ""


def _messages(environment: Environment, template: str) -> frozenset[str] | None:
    """Return what *template* says, with what it takes in, but for the frame; None where that is not named."""
    assert environment.loader is not None
    source, _, _ = environment.loader.get_source(environment, template)
    # Jinja adds this method to an environment with the extension.
    extracted = environment.extract_translations(source)  # type: ignore[attr-defined]
    # A message that is computed, such as the name of a status, is none here.
    found = {one if isinstance(one, str) else one[0] for _, _, one in extracted if one is not None}
    for other in meta.find_referenced_templates(environment.parse(source)):
        if other in _FRAMES:
            continue
        said = None if other is None else _messages(environment, other)
        if said is None:
            return None
        found |= said
    return frozenset(found)


def _attributes(code: str) -> Markup:
    """Return the attributes of an element whose text is in the language *code*, none where all is in it."""
    return Markup() if code == spoken() else _marked(code)


def _marked(code: str) -> Markup:
    return Markup(' lang="{}" dir="{}"').format(code, direction(code))


def _number(value: int) -> str:
    """Return *value* as people write it in the language of what is being written."""
    return numbers.format_decimal(value, locale=spoken())


def _day(value: datetime.date | str) -> str:
    """Return the day *value*, which may be written as in XML, as people write it in that language."""
    day = datetime.date.fromisoformat(value) if isinstance(value, str) else value
    return dates.format_date(day, "d MMMM y", locale=spoken())


def _keep(endpoint: str, values: dict[str, Any]) -> None:
    """Put the language that was asked for into a link to a page."""
    is_page = values.get("suffix", values.get("format", "html")) == "html" and endpoint not in _WORDLESS
    if is_page and asked():
        values.setdefault(PARAMETER, asked())
    elif not is_page:
        values.pop(PARAMETER, None)
