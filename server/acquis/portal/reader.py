"""Read the pages of the portal from their files, once, and refuse what no page could be made of.

It must not fill sections.
"""

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

from acquis.errors import InvalidData, UnknownEntity
from acquis.library import cells, queries
from acquis.library.queries import Question
from acquis.portal.model import VIEWS, Kind, Section
from acquis.vocab import ID

__all__ = ["kind_of", "kinds", "words"]

_PAGES = Path(__file__).parent / "pages"
_NAME = re.compile("[a-z0-9]+(-[a-z0-9]+)*")
_WAY = re.compile("iri|\\^?[a-z]+:[A-Za-z]+")
_NEEDED = ("title", "intro", "empty", "question", "with")


@cache
def kinds(folder: Path = _PAGES) -> tuple[Kind, ...]:
    """Return the kinds of page in *folder*: those for a part of a class first, then in their own `order`.

    Raises:
        InvalidData: a file that cannot be read; the message names the section and the key.
    """
    read = [_kind(path) for path in sorted(folder.glob("*.toml"))]
    return tuple(one for _, one in sorted(read, key=lambda pair: (-len(pair[1].under), *pair[:1])))


def kind_of(iri: str, classes: Collection[str]) -> Kind | None:
    """Return the kind of page for *iri*, of the *classes* by local name; None when there is none."""
    return next(
        (
            one
            for one in kinds()
            if iri.startswith(ID + one.under) and any(name in classes for name in one.classes)
        ),
        None,
    )


def words() -> list[str]:
    """Return every text of the pages that people read, each once: what a translation has to cover."""
    found = dict[str, None]()
    for kind in kinds():
        found[kind.title] = None
        for section in kind.sections:
            bound = [param.bound for param in section.question.params]
            columns = section.columns or cells.columns(section.question.columns, bound)
            headings = (section.headings.get(one) or cells.heading(one) for one in columns)
            texts = (section.title, section.intro, section.empty, *headings)
            found |= dict.fromkeys(texts)
    return list(found)


def _kind(path: Path) -> tuple[tuple[int, str], Kind]:
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise InvalidData(f"The page cannot be read: {error}", path=path) from error
    order = entries.pop("order", 50)
    try:
        _refuse_unknown(entries, Kind, {"name"})
        sections = tuple(_section(one) for one in entries.pop("sections", ()))
        ids = [one.id for one in sections]
        if len(set(ids)) < len(ids):
            raise ValueError(f"two sections have the same id: there are {', '.join(ids)}")
        return (order, path.stem), Kind(name=path.stem, sections=sections, **_tuples(entries))
    except (TypeError, ValueError) as error:
        raise InvalidData(f"The page cannot be used: {error}.", path=path) from error


def _section(entries: dict[str, Any]) -> Section:
    """Return the section of *entries*.

    Raises:
        ValueError: a key is missing, unknown, or does not go with the question.
    """
    name = str(entries.get("id", ""))
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no id of a section: use lower-case letters, figures and hyphens")
    try:
        if missing := [key for key in _NEEDED if key not in entries]:
            raise ValueError(f"the key {missing[0]} is missing")
        question = _question(str(entries["question"]))
        entries = entries | {"question": question, "given": entries["with"]}
        del entries["with"]
        _refuse_unknown(entries, Section, set())
        section = Section(**_tuples(entries))
        _refuse_misfits(section)
    except ValueError as error:
        raise ValueError(f"section {name}: {error}") from error
    return section


def _question(name: str) -> Question:
    try:
        return queries.find(name)
    except UnknownEntity as error:
        raise ValueError(f"question: {str(error).rstrip('.')}") from error


def _refuse_misfits(section: Section) -> None:
    """Refuse a view that there is not, and parameters and columns that the question has not.

    Raises:
        ValueError: there is such a thing.
    """
    question = section.question
    _refuse("view", [section.view], VIEWS)
    _refuse("with", section.given, [param.name for param in question.params])
    unbound = [one.name for one in question.params if one.name not in section.given and not one.optional]
    if unbound:
        raise ValueError(f"with: {unbound[0]} needs a value")
    for way in section.given.values():
        if not _WAY.fullmatch(way):
            raise ValueError(f"with: {way!r} is neither iri nor a property such as acq:realizes")
    known = cells.columns(question.columns, ())
    named = (*section.columns, *section.headings, *([section.by] if section.by else ()))
    _refuse("columns", named, known)
    if section.view == "groups" and not section.by:
        raise ValueError("by: the view groups needs the column that it sorts under")


def _refuse(key: str, given: Collection[str], known: Collection[str]) -> None:
    for one in given:
        if one not in known:
            raise ValueError(f"{key}: there is no {one!r}, only {', '.join(known)}")


def _refuse_unknown(entries: Mapping[str, Any], kind: type[Kind | Section], without: set[str]) -> None:
    known = {one.name for one in fields(kind)} - without
    if unknown := sorted(set(entries) - known):
        raise ValueError(f"{unknown[0]} is no key here; there are {', '.join(sorted(known))}")


def _tuples(entries: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in entries.items()}
