"""Own the lists to choose from in a workbook: their columns, and the formula that offers them in a cell.

It must not write workbooks.
"""

from collections.abc import Sequence

from acquis.engine import Engine
from acquis.forms import wording
from acquis.forms.model import Field, Form

__all__ = ["columns", "letters", "source"]


def columns(form: Form, field: Field, engine: Engine | None) -> list[list[str]]:
    """Return the list of *field* as columns: none, one, or two where it hangs on another field.

    Of two, the first is what it hangs on, and the second what may follow.
    """
    if field.kind == "boolean":
        return [["yes", "no"]]
    found = [wording.shown(choice) for choice in wording.options(field, engine)]
    topics = [one for part in form.parts for one in part.fields if one.path == wording.DEPENDS[1]]
    if engine is None or not found or not topics or field.path != wording.DEPENDS[0]:
        return [found] if found else []
    pairs = [
        (wording.shown(topic), wording.shown(stance))
        for topic in wording.options(topics[0], engine)
        for stance in wording.stances(engine, topic.node.value)
    ]
    return [[topic for topic, _ in pairs], [stance for _, stance in pairs]]


def source(sheet: str, place: int, lists: Sequence[Sequence[str]]) -> str:
    """Return the formula for the *lists* that stand in *sheet* from the column *place* on, counted from 0.

    Of two, {} stands for the cell that the choice hangs on; what may follow it stands in one block.

    >>> source("Lists", 1, [["a", "b"]])
    '=Lists!$B$1:$B$2'
    """
    first, size = letters(place), len(lists[0])
    whole = f"{sheet}!${first}$1:${first}${size}"
    if len(lists) == 1:
        return f"={whole}"
    return f"=OFFSET({sheet}!${letters(place + 1)}$1,MATCH({{}},{whole},0)-1,0,COUNTIF({whole},{{}}),1)"


def letters(place: int) -> str:
    """Return the letters of the column at *place*, counted from 0.

    >>> letters(0), letters(25), letters(26)
    ('A', 'Z', 'AA')
    """
    high, low = divmod(place, 26)
    return (letters(high - 1) if high else "") + chr(ord("A") + low)
