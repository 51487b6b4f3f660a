"""Read what is wanted of a matrix from the parameters of an address, and write them back for a link.

It must not look at claims: what a view shows of them is for `acquis.comparing.matrix`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from acquis.comparing.record import Actor, Claim, Field, Record
from acquis.errors import InvalidParameter
from acquis.library.choices import fold

__all__ = ["MOST_AGAINST", "SORTS", "View", "actor", "read"]

# In what order rows stand beside that by the value in a column.
SORTS = ("name", "region", "spoke")
MOST_AGAINST = 20
_EARLIEST, _LATEST = 1900, 2100
_FLAGS = {"": False, "0": False, "1": True, "on": True}
_SHOWN = 60
_NEAREST = 5


@dataclass(frozen=True)
class View:
    """One view of a field: which columns and rows, which claims, compared with what, in which order.

    Empty lists and "" mean all. `against` are codes of actors, and values as `column/option`.
    """

    field: str
    columns: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    region: str = ""
    group: str = ""
    first: int = 0
    last: int = 0
    basis: tuple[str, ...] = ()
    confidence: tuple[str, ...] = ()
    checked: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    only_spoke: bool = False
    only_latest: bool = False
    sort: str = "name"

    def fits(self, claim: Claim) -> bool:
        """Return whether the filters let *claim* through; one without a date fits no years."""
        if (self.first or self.last) and claim.year not in self._years():
            return False
        return (
            (not self.basis or bool({*self.basis} & {*claim.basis}))
            and (not self.confidence or claim.confidence in self.confidence)
            and (not self.checked or claim.checked in self.checked)
        )

    def _years(self) -> range:
        return range(self.first or _EARLIEST, (self.last or _LATEST) + 1)

    def holds(self, one: Actor) -> bool:
        """Return whether *one* has a row, as far as it does not depend on what it said."""
        return (
            (not self.states or one.code in self.states)
            and (not self.region or one.region == self.region)
            and (not self.group or self.group in one.groups)
        )

    @property
    def column_name(self) -> str:
        """The name of the parameter that picks columns."""
        return "norm" if self.field == "norms" else "topic"

    def parameters(self) -> list[tuple[str, str]]:
        """Return the parameters that ask for this view, always in the same order."""
        lists = (
            (self.column_name, self.columns),
            ("state", self.states),
            ("basis", self.basis),
            ("confidence", self.confidence),
            ("checked", self.checked),
            ("with", self.against),
        )
        ones = (
            ("region", self.region),
            ("group", self.group),
            ("from", str(self.first or "")),
            ("to", str(self.last or "")),
            ("spoke", "1" if self.only_spoke else ""),
            ("latest", "1" if self.only_latest else ""),
            ("sort", "" if self.sort == "name" else self.sort),
        )
        return [
            *((name, one) for name, those in lists for one in those),
            *((name, one) for name, one in ones if one),
        ]

    def grouped(self) -> dict[str, list[str]]:
        """Return the same parameters, the values of each together."""
        found: dict[str, list[str]] = {}
        for name, text in self.parameters():
            found.setdefault(name, []).append(text)
        return found


def read(record: Record, name: str, given: Mapping[str, Sequence[str]]) -> View:
    """Return the view of the field *name* that the parameters *given* ask for; empty ones count as left out.

    Raises:
        InvalidParameter: a value that cannot be; `near` are those that come near.
    """
    found = {one: [text.strip() for text in those if text.strip()] for one, those in given.items()}
    whole = record.fields[name]
    labels = {code: one.label.text for code, one in whole.columns.items()}
    sort = _one(found, "sort") or "name"
    first, last = _year(found, "from"), _year(found, "to")
    if first and last and first > last:
        raise InvalidParameter(f"from is {first} and to is {last}: give the earlier year first.", name="from")
    wanted = "norm" if name == "norms" else "topic"
    return View(
        name,
        _codes(found, wanted, labels),
        _actors(record, found, "state"),
        _code(found, "region", record),
        _code(found, "group", record),
        first,
        last,
        _codes(found, "basis", _texts(record, "basis")),
        _codes(found, "confidence", _texts(record, "confidence")),
        _codes(found, "checked", _texts(record, "checked")),
        _against(record, whole, found),
        _flag(found, "spoke"),
        _flag(found, "latest"),
        sort if sort in SORTS else _known("sort", sort, {**{one: one for one in SORTS}, **labels}),
    )


def actor(record: Record, text: str, name: str = "state") -> Actor:
    """Return the State or group that people call *text*, a code or any name; *name* is the parameter.

    Raises:
        InvalidParameter: nobody or more than one is called so; `near` are the codes of those who come near.
    """
    fitting = (text,) if text in record.actors else record.called.get(fold(text), ())
    if len(fitting) == 1:
        return record.actors[fitting[0]]
    labels = {code: one.name.text for code, one in record.actors.items()}
    raise _refused(name, text, labels, fitting or _near(fold(text), record.called))


def _actors(record: Record, found: Mapping[str, list[str]], name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(actor(record, text, name).code for text in found.get(name, ())))


def _against(record: Record, whole: Field, found: Mapping[str, list[str]]) -> tuple[str, ...]:
    """Return what to compare with: actors, and values as `column/option`.

    Raises:
        InvalidParameter: one is neither, or there are too many.
    """
    given = found.get("with", [])
    if len(given) > MOST_AGAINST:
        raise InvalidParameter(f"with is given {len(given)} times: give at most {MOST_AGAINST}.", name="with")
    values = {
        f"{column.code}/{option.code}": option.label.text
        for column in whole.columns.values()
        for option in column.options.values()
        if option.is_comparable
    }
    taken = [
        _known("with", text, values) if "/" in text else actor(record, text, "with").code for text in given
    ]
    return tuple(dict.fromkeys(taken))


def _known(name: str, text: str, known: Mapping[str, str]) -> str:
    """Return the one of *known*, codes with their names, that *text* is in any spelling.

    Raises:
        InvalidParameter: it is none of them, or the name of several.
    """
    if text in known:
        return text
    return _spelled(name, text, known, _spellings(known))


def _spelled(name: str, text: str, known: Mapping[str, str], called: Mapping[str, Sequence[str]]) -> str:
    """Return what `_known` does; *called* has the codes of *known* by folded spelling."""
    fitting = called.get(fold(text), ())
    if len(fitting) == 1:
        return fitting[0]
    raise _refused(name, text, known, fitting or _near(fold(text), called))


def _spellings(known: Mapping[str, str]) -> Mapping[str, Sequence[str]]:
    called: dict[str, list[str]] = {}
    for code, label in known.items():
        for spelling in {fold(label), fold(code)} - {""}:
            called.setdefault(spelling, []).append(code)
    return called


def _refused(name: str, text: str, known: Mapping[str, str], near: Sequence[str]) -> InvalidParameter:
    """Return the error that says that *name* cannot be *text*, and which of *known* come *near*."""
    said = [f"{code} ({known[code]})" if known[code] != code else code for code in near]
    hint = f"did you mean {' or '.join(said)}?" if said else f"give one such as {', '.join([*known][:3])}."
    return InvalidParameter(f"{name} cannot be {text[:_SHOWN]!r}: {hint}", name=name, near=near)


def _near(wanted: str, called: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the codes whose folded names in *called* come near to *wanted*, the nearest first."""
    close = get_close_matches(wanted[:_SHOWN], called, _NEAREST)
    return list(dict.fromkeys(code for spelling in close for code in called[spelling]))[:_NEAREST]


def _texts(record: Record, sort: str) -> dict[str, str]:
    return {code: label.text for code, label in record.names[sort].items()}


def _code(found: Mapping[str, list[str]], name: str, record: Record) -> str:
    text = _one(found, name)
    return _known(name, text, _texts(record, name)) if text else ""


def _codes(found: Mapping[str, list[str]], name: str, known: Mapping[str, str]) -> tuple[str, ...]:
    given = found.get(name, ())
    # Made once: an address may have thousands of values.
    called = {} if all(text in known for text in given) else _spellings(known)
    return tuple(
        dict.fromkeys(text if text in known else _spelled(name, text, known, called) for text in given)
    )


def _one(found: Mapping[str, list[str]], name: str) -> str:
    given = found.get(name, [])
    if len(given) > 1:
        raise InvalidParameter(f"{name} is given {len(given)} times: give it once.", name=name)
    return given[0] if given else ""


def _flag(found: Mapping[str, list[str]], name: str) -> bool:
    text = _one(found, name)
    if text not in _FLAGS:
        raise InvalidParameter(f"{name} cannot be {text[:_SHOWN]!r}: give 1, or leave it out.", name=name)
    return _FLAGS[text]


def _year(found: Mapping[str, list[str]], name: str) -> int:
    text = _one(found, name)
    if not text:
        return 0
    is_year = text.isascii() and text.isdigit() and len(text) == 4
    if not is_year or not _EARLIEST <= int(text) <= _LATEST:
        raise InvalidParameter(
            f"{name} cannot be {text[:_SHOWN]!r}: give a year from {_EARLIEST} to {_LATEST}.", name=name
        )
    return int(text)
