"""Own what boxes offer: the kind of box of a field, what can be chosen in it, and how a value is shown.

It must not know which parts a form has on a page.
"""

import re
from collections.abc import Mapping, Sequence

from acquis.engine import Engine
from acquis.entry import reading
from acquis.entry.boxes import Option
from acquis.forms import wording
from acquis.forms.model import Field, Form
from acquis.library import choices
from acquis.library.choices import Choice, Range
from acquis.naming import names
from acquis.vocab import ACQ

__all__ = ["Offers", "stances_by_topic", "with_typed"]

_UNIT = ACQ + "TextUnit"
_TOPIC = "LegalTopic"


def stances_by_topic(engine: Engine) -> dict[str, list[Option]]:
    """Return the stances that each topic allows, by the text of the topic in a list."""
    topics = choices.choices(engine, Range(in_class=_TOPIC))
    return {
        wording.shown(one): [
            (stance.node.value, stance.label) for stance in wording.stances(engine, one.node.value)
        ]
        for one in topics
    }


class Offers:
    """What the boxes of one page offer; `lists` are those to be typed from, *known* ones, by field, first."""

    def __init__(self, form: Form, engine: Engine, known: Mapping[str, tuple[Option, ...]]) -> None:
        self._form, self._engine = form, engine
        self.lists = {f"list-{name}": found for name, found in known.items()}

    def offer(self, field: Field, row: Mapping[str, str]) -> tuple[str, tuple[Option, ...], str, bool]:
        """Return the kind of box for *field*, its options, the list it offers, and if it waits."""
        if field.kind == "boolean":
            return "menu", (("yes", "yes"), ("no", "no")), "", False
        if field.kind == "choice":
            return (
                ("several" if field.repeatable else "menu"),
                self._options(wording.options(field, self._engine)),
                "",
                False,
            )
        if field.path == wording.DEPENDS[0]:
            waits = wording.DEPENDS[1] not in row
            found = () if waits else wording.offered(field, self._engine, row)
            return "menu", self._options(found), "", waits
        if field.kind == "entity":
            return "list", (), self._list(field), False
        if field.kind in ("date", "url"):
            return field.kind, (), "", False
        return ("area" if field.editor.startswith("TextArea") else "line"), (), "", False

    def _options(self, found: Sequence[Choice]) -> tuple[Option, ...]:
        return tuple((one.node.value, one.label) for one in found)

    def _list(self, field: Field) -> str:
        """Return the name of the list for *field*, and see to it that the page has it; "" for none."""
        if f"list-{field.name}" in self.lists:
            return f"list-{field.name}"
        name = "-".join(["list", *(re.split("[#/]", one)[-1] for one in field.classes)])
        if name not in self.lists:
            if _UNIT in field.classes:
                found: list[Option] = [(one, one) for one in names.symbols(self._engine)]
            else:
                found = [(wording.shown(one), "") for one in wording.options(field, self._engine)]
            self.lists[name] = tuple(found)
        return name if self.lists[name] else ""

    def written(self, field: Field, typed: str, kind: str = "") -> str:
        """Return what was *typed* as it is shown, once it is known what it stands for."""
        if field.kind not in ("boolean", "choice", "entity"):
            return typed
        if kind in ("menu", "several") and field.kind != "boolean":
            return reading.value(self._form, field, typed, self._engine, {})
        return reading.shown(self._form, field, typed, self._engine)


def with_typed(options: tuple[Option, ...], values: Sequence[str]) -> tuple[Option, ...]:
    """Return *options* with those of *values* that are none of them, so that nothing typed is lost."""
    known = {value for value, _ in options}
    return (*options, *((one, one) for one in values if one and one not in known))
