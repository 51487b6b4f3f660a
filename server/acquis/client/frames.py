"""Turn tables into data frames; the only module that needs pandas, which is loaded with the first frame.

It must not send anything.
"""

import datetime
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from acquis.client.answers import Binding, Table, Value, text, value
from acquis.errors import AcquisError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["frame", "texts"]

_INT64 = range(-(2**63), 2**63)


def frame(found: Table, stamp: Mapping[str, Any], *, short: bool = False) -> "pd.DataFrame":
    """Return *found* as a data frame with *stamp* as its `attrs`; *short* gives IRIs their prefixes.

    Raises:
        AcquisError: pandas is not installed.
    """
    _need_pandas()
    import pandas as pd

    columns = {name: _column([row.get(name) for row in found.rows], short) for name in found.columns}
    made = pd.DataFrame(columns, index=pd.RangeIndex(len(found.rows)))
    made.attrs.update(stamp)
    return made


def texts(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> "pd.DataFrame":
    """Return *rows* of text as a data frame.

    Raises:
        AcquisError: pandas is not installed.
    """
    _need_pandas()
    import pandas as pd

    return pd.DataFrame(rows, columns=list(columns), dtype="string")


def _column(bindings: Sequence[Binding | None], short: bool) -> "pd.Series[Any]":
    """Return one column; its type is that of all its values, text where they differ."""
    import pandas as pd

    values = [value(one, short=short) for one in bindings]
    kinds = {type(one) for one in values if one is not None}
    if kinds == {int} and all(one is None or one in _INT64 for one in values):
        return pd.Series(values, dtype="Int64")
    if float in kinds and kinds <= {int, float}:
        return pd.Series(values, dtype="float64")
    if kinds == {bool}:
        return pd.Series(values, dtype="boolean")
    if kinds == {datetime.date} or (kinds == {datetime.datetime} and _comparable(values)):
        return pd.to_datetime(pd.Series(values, dtype="object"))
    return pd.Series([text(one, short=short) for one in bindings], dtype="string")


def _comparable(moments: Sequence[Value]) -> bool:
    """Return whether all *moments* are of one time zone, or of none."""
    return len({one.tzinfo for one in moments if isinstance(one, datetime.datetime)}) == 1


def _need_pandas() -> None:
    if find_spec("pandas") is None:
        raise AcquisError(
            "Data frames need pandas: install it with `pip install 'acquis[client]'`, or take lists of rows"
            " from query_rows and ask_rows, which need nothing more."
        )
