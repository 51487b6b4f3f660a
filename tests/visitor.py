"""Own a visitor who knows no address: who finds all by role and name, clicks, picks, types, and is counted.

It must not check what a page says, nor open an address but the first page of a site.
"""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

__all__ = ["MOST_CLICKS", "MOST_SECONDS", "Role", "Visitor", "at_home"]

Name = str | re.Pattern[str]
Role = Literal[
    "button", "checkbox", "group", "heading", "link", "option", "region", "row", "searchbox", "textbox"
]

# What a minute by clicking means: so many clicks at most, which leaves five seconds to each; and no more time
# for all clicking and typing by the keystroke-level model, which knows neither reading nor waiting.
MOST_CLICKS = 12
MOST_SECONDS = 60.0
# Seconds to decide, to point, to press, to move a hand to the keyboard or back, and to type one character.
# Source: Card, Moran and Newell, The Keystroke-Level Model, Communications of the ACM 23 (1980) 396
_DECIDE, _POINT, _PRESS, _MOVE, _KEY = 1.35, 1.1, 0.28, 0.4, 0.28
_CLICK = _DECIDE + _POINT + _PRESS
# To paste what was copied elsewhere takes two keys at once.
_PASTE = 2 * _KEY


class Visitor:
    """Somebody in front of a *page*, with the `clicks` made so far and the `seconds` by the model."""

    def __init__(self, page: "Page") -> None:
        self.page = page
        self.clicks = 0
        self.seconds = 0.0

    def see(self, role: Role, name: Name, within: "Page | Locator | None" = None) -> "Locator":
        """Return the one thing with *role* and *name*, anywhere or in a part of the page; that costs nothing.

        A name that is a text is the whole of it, whatever its case; part of one is a pattern.
        """
        return (within or self.page).get_by_role(role, name=name, exact=isinstance(name, str))

    def row(self, *texts: str) -> "Locator":
        """Return the row of a table that has all of *texts* in it."""
        found = self.page.get_by_role("row")
        for text in texts:
            found = found.filter(has_text=text)
        return found

    def click(self, role: Role, name: Name, within: "Page | Locator | None" = None) -> None:
        """Click the one thing with *role* and *name*; see `see`."""
        self._clicked()
        self.see(role, name, within).click()

    def menu(self, name: str) -> None:
        """Click one of the links at the head of every page."""
        self.click("link", name, self.page.get_by_role("navigation", name="Site"))

    def open(self, name: Name) -> None:
        """Click what opens more of the page."""
        self._clicked()
        self.page.locator("summary").filter(has_text=name).click()

    def pick(self, label: str, option: str, within: "Locator | None" = None) -> None:
        """Choose *option* in the menu with *label*, by the words that people read there."""
        self._clicked()
        (within or self.page).get_by_label(label, exact=True).select_option(label=option)

    def type(self, label: str, text: str, within: "Locator | None" = None, *, pasted: bool = False) -> None:
        """Go to the box with *label* and type *text*, or paste it."""
        self.seconds += _DECIDE + _POINT + _PRESS + _MOVE + (_PASTE if pasted else _KEY * len(text)) + _MOVE
        box = (within or self.page).get_by_label(label, exact=True)
        # Where its first part begins, as a date has three.
        box.click(position={"x": 12, "y": 12})
        if pasted:
            box.fill(text)
        else:
            box.press_sequentially(text)

    def point(self, text: str) -> None:
        """Click where *text* stands for the first time."""
        self._clicked()
        self.page.get_by_text(text).filter(visible=True).first.click()

    def keys(self, text: str, *, pasted: bool = False) -> None:
        """Type *text* where the cursor is, or paste it."""
        self.seconds += _DECIDE + _MOVE + (_PASTE if pasted else _KEY * len(text)) + _MOVE
        if pasted:
            self.page.keyboard.insert_text(text)
        else:
            self.page.keyboard.type(text)

    def press(self, key: str) -> None:
        """Press one *key*, or several at once; that counts as a click."""
        self.clicks += 1
        self.seconds += _DECIDE + _KEY
        self.page.keyboard.press(key)

    def take(self, name: Name, within: "Page | Locator | None" = None) -> tuple[str, bytes]:
        """Click the link called *name*, and return the name and the content of the file that it gives."""
        with self.page.expect_download() as coming:
            self.click("link", name, within)
        return coming.value.suggested_filename, Path(coming.value.path()).read_bytes()

    def _clicked(self) -> None:
        self.clicks += 1
        self.seconds += _CLICK


@contextmanager
def at_home(
    chromium: "Browser", address: str, record: Callable[[str, object], None], **options: Any
) -> Iterator[Visitor]:
    """Yield a visitor at the first page of the site at *address*, who must be done within a minute.

    What it took is told to *record* by name: clicks, seconds by the model, seconds of the machine.
    """
    with browser.visiting(chromium, address, **options) as page:
        page.goto("/")
        start = time.monotonic()
        visitor = Visitor(page)
        yield visitor
        record("clicks", visitor.clicks)
        record("seconds_by_the_model", round(visitor.seconds, 1))
        record("seconds_of_the_machine", round(time.monotonic() - start, 1))
        assert visitor.clicks <= MOST_CLICKS
        assert visitor.seconds <= MOST_SECONDS
