"""Own what tests of pages to submit on share: a browser without script, a site, its people.

It must not check anything.
"""

import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse

import desk
from acquis import ledger
from acquis.ledger import Ledger
from acquis.web import create_app
from desk import People

__all__ = ["Browser", "Page", "Sent", "Site", "opened", "text_of"]

Fields = list[tuple[str, str]]


@dataclass
class Sent:
    """A form on a page: where it goes, what it sends without a button, and its buttons as name and value."""

    id: str
    action: str
    method: str
    fields: Fields = field(default_factory=list)
    buttons: Fields = field(default_factory=list)
    options: dict[str, list[str]] = field(default_factory=dict)


class _Forms(HTMLParser):
    """Reads the forms of a page as a browser does."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Sent] = []
        self._area: str | None = None
        self._menu: tuple[str, list[str], list[str]] | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take up a form, or what stands in one."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            method = given.get("method", "get")
            self.forms.append(Sent(given.get("id", ""), given.get("action", ""), method))
        elif self.forms and "name" in given:
            self._take(tag, given)
        elif tag == "option" and self._menu:
            self._menu[1].append(given.get("value", ""))
            self._menu[2].extend([given.get("value", "")] if "selected" in given else [])

    def _take(self, tag: str, given: dict[str, str]) -> None:
        here, name = self.forms[-1], given["name"]
        if tag == "input" and given.get("type") in ("checkbox", "radio"):
            here.options.setdefault(name, []).append(given.get("value", "on"))
            here.fields += [(name, given.get("value", "on"))] if "checked" in given else []
        elif tag == "input" and given.get("type") != "file":
            here.fields.append((name, given.get("value", "")))
        elif tag == "button":
            here.buttons.append((name, given.get("value", "")))
        elif tag == "textarea":
            self._area, self._text = name, ""
        elif tag == "select":
            self._menu = (name, [], [])

    def handle_data(self, data: str) -> None:
        """Gather what stands in a box for long texts."""
        if self._area is not None:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        """Close what was open; a line feed at the beginning of a long text is none of it."""
        if tag == "textarea" and self._area is not None:
            self.forms[-1].fields.append((self._area, self._text.removeprefix("\n")))
            self._area = None
        elif tag == "select" and self._menu:
            name, options, chosen = self._menu
            self.forms[-1].options[name] = options
            self.forms[-1].fields.append((name, (chosen or options[:1] or [""])[0]))
            self._menu = None


def text_of(page: str) -> str:
    """Return what people read on a page, on one line."""
    return " ".join(unescape(re.sub("<[^>]+>", " ", page)).split())


@dataclass(frozen=True)
class Page:
    """A page that came, where from, and its forms."""

    response: TestResponse
    path: str

    @property
    def status(self) -> int:
        """The status of the answer."""
        return self.response.status_code

    @property
    def html(self) -> str:
        """The page itself."""
        return self.response.text

    @property
    def text(self) -> str:
        """What people read."""
        return text_of(self.response.text)

    @property
    def forms(self) -> list[Sent]:
        """The forms on it."""
        found = _Forms()
        found.feed(self.response.text)
        return found.forms

    def form(self, holding: str = "") -> Sent:
        """Return the form that is filled in, else the first with a field or button *holding*."""
        for one in self.forms:
            if (
                (one.id == "entry" and not holding)
                or holding in dict(one.fields)
                or holding in dict(one.buttons)
            ):
                return one
        raise AssertionError(f"no form with {holding!r} on {self.path}: {self.text[:300]}")


class Browser:
    """Opens pages and sends forms, keeps cookies, and runs no script."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()

    def open(self, path: str) -> Page:
        """Return the page at *path*, after all that it leads on to."""
        response = self.client.get(path, headers={"Accept": "text/html"}, follow_redirects=True)
        return Page(response, response.request.full_path.rstrip("?"))

    def send(
        self,
        page: Page,
        holding: str = "",
        *,
        button: tuple[str, str] | None = None,
        change: dict[str, str | list[str]] | None = None,
        file: tuple[str, FileStorage] | None = None,
        follow: bool = True,
        headers: Mapping[str, str] | None = None,
    ) -> Page:
        """Send a form of *page* with *button*, after *change* of some of its fields; see `Page.form`."""
        sent = page.form(holding)
        fields = MultiDict(sent.fields)
        for name, values in (change or {}).items():
            fields.setlist(name, [values] if isinstance(values, str) else values)
        # Browsers send ends of lines like this.
        data: dict[str, list[object]] = {
            name: [re.sub("\r?\n|\r", "\r\n", one) for one in values] for name, values in fields.lists()
        }
        if button:
            data[button[0]] = [button[1]]
        if file:
            data[file[0]] = [file[1]]
        response = self.client.post(
            sent.action or page.path,
            data=data,
            headers={"Accept": "text/html", **(headers or {})},
            follow_redirects=follow,
            content_type="multipart/form-data" if file else "application/x-www-form-urlencoded",
        )
        return Page(response, response.request.full_path.rstrip("?"))

    def press(self, page: Page, do: str, **change: str | list[str]) -> Page:
        """Press the button *do* of the form that is filled in, after *change*."""
        assert ("do", do) in page.form().buttons, f"{do} is not on the page"
        return self.send(page, button=("do", do), change=dict(change))

    def sign_in(self, token: str, then: str = "/submissions") -> Page:
        """Sign in with *token*."""
        page = self.open(f"/sign-in?then={then}")
        return self.send(page, "token", change={"token": token})


@dataclass(frozen=True)
class Site:
    """An application over releases and a ledger of its own, and those who have accounts."""

    app: Flask
    releases: Path
    ledger: Ledger
    people: People
    expired: str

    def browser(self, who: str = "") -> Browser:
        """Return a new browser, in which *who*, a field of `People`, is signed in."""
        made = Browser(self.app)
        if who:
            made.sign_in(getattr(self.people, who).token)
        return made


@contextmanager
def opened(fictional: Path, folder: Path, **settings: object) -> Iterator[Site]:
    """Yield a site over a copy, in *folder*, of the releases *fictional*."""
    releases = folder / "releases"
    shutil.copytree(fictional, releases, symlinks=True)
    chosen = desk.settings_of(releases, access_log="off", **settings)
    with ledger.open(chosen) as kept:
        expired, people = desk.expired(chosen), desk.people(kept)
        app = create_app(chosen)
        try:
            yield Site(app, releases, kept, people, expired)
        finally:
            app.extensions["acquis"].close()
