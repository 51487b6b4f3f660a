"""Collect what the interface says, for those who translate it: a template of messages, and catalogues of it.

`python -m acquis.web.messages` writes `translations/acquis.pot` anew and brings every catalogue up to it. No
request needs this; what a request gets is for `acquis.web.base.languages`.
"""

import datetime
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from acquis import __version__
from acquis.comparing import exports
from acquis.comparing.kinds import KINDS
from acquis.library import cells, queries
from acquis.pictures import catalogue
from acquis.portal import reader
from acquis.vocab import PUBLISHER
from acquis.vocabulary import HEADINGS
from acquis.web.base.errors import STATUS

__all__ = ["TEMPLATE", "bring_up", "collected", "main", "read"]

_WEB = Path(__file__).parent
_FOLDER = _WEB / "translations"
TEMPLATE = _FOLDER / "acquis.pot"

_METHODS = [("templates/**.html", "jinja2"), ("**.py", "python")]
_OPTIONS = {"templates/**.html": {"trimmed": "true", "silent": "false"}}
_KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}
# Fixed, so that the same messages have the same bytes.
_MADE = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
_COMMENT = "What the interface of Acquis says, in English."
_WIDTH = 110


def collected() -> Catalog:
    """Return every message of the interface, with the files that say it, in order."""
    catalog = Catalog(
        project="Acquis",
        version=__version__,
        header_comment=f"# {_COMMENT}",
        msgid_bugs_address=PUBLISHER,
        last_translator=PUBLISHER,
        language_team=PUBLISHER,
        creation_date=_MADE,
        revision_date=_MADE,
        charset="utf-8",
        fuzzy=False,
    )
    for message, places in sorted(_places().items(), key=lambda one: str(one[0])):
        catalog.add(message, locations=[(place, 0) for place in sorted(places)])
    return catalog


def _places() -> dict[str | tuple[str, ...], set[str]]:
    """Return the files that say each message; one that has a plural stands for both."""
    found: dict[str | tuple[str, ...], set[str]] = {}
    for message, place in (*_extracted(), *_stated()):
        found.setdefault(message, set()).add(place)
    plural = {one[0]: one for one in found if isinstance(one, tuple)}
    for message in [one for one in found if one in plural]:
        found[plural[str(message)]] |= found.pop(message)
    return found


def _extracted() -> Iterator[tuple[str | tuple[str, ...], str]]:
    for place, _, message, _, _ in extract_from_dir(
        _WEB, _METHODS, _OPTIONS, _KEYWORDS, comment_tags=(), strip_comment_tags=False
    ):
        yield message, Path(place).as_posix()


def _stated() -> Iterator[tuple[str, str]]:
    """Yield the messages that stand in data, with the place of that data."""
    yield from ((one, "portal/pages") for one in reader.words())
    yield from ((one, "queries/questions") for one in _asked())
    yield from ((one, "comparing/kinds.py") for kind in KINDS for one in (kind.name, kind.definition))
    yield from ((one, "comparing/exports.py") for one in exports.CALLED.values())
    yield from ((one, "pictures") for kind in catalogue.KINDS for one in (kind.title, kind.about))
    yield from ((one, "vocabulary.py") for one in HEADINGS)
    yield from ((status.phrase, "web/base/errors.py") for status in {*STATUS.values()})


def _asked() -> Iterator[str]:
    """Yield what the questions of the library say but for their descriptions, which stay English."""
    for one in queries.library().values():
        columns = cells.columns(one.columns, [param.bound for param in one.params])
        labels = (param.label or param.name for param in one.params)
        yield from (one.title, *labels, *map(cells.heading, columns), *one.tags)


def read(path: Path) -> Catalog:
    """Return the catalogue in the file *path*, whose folder says its language."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name if path != TEMPLATE else None)


def bring_up(catalog: Catalog, template: Catalog) -> None:
    """Give *catalog* the messages of *template*; a new one has no translation, never that of one like it."""
    catalog.update(template, no_fuzzy_matching=True, update_header_comment=False)
    catalog.obsolete.clear()


def main() -> None:
    """Write the template anew, and every catalogue with its messages."""
    template = collected()
    _write(TEMPLATE, template)
    for path in sorted(_FOLDER.glob("*/LC_MESSAGES/acquis.po")):
        catalog = read(path)
        bring_up(catalog, template)
        _write(path, catalog)


def _write(path: Path, catalog: Catalog) -> None:
    with path.open("wb") as file:
        write_po(file, catalog, width=_WIDTH, omit_header=False, include_lineno=False)


if __name__ == "__main__":
    main()
