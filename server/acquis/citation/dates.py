"""Own how dates are written: a year, a month or a day, as each style has it; it never looks at a clock."""

import re

__all__ = ["day_month_year", "month_day_year", "parts", "year_month_day"]

_DATE = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?(?:Z|[+-]\d\d:\d\d)?")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October"),
    *("November", "December"),
)
# The Bluebook, table T12.
_SHORT = ("Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")


def parts(date: str) -> tuple[int, ...]:
    """Return year, month and day of *date*, as far as it has them; nothing where it is no date.

    >>> parts("2021-03"), parts("soon")
    ((2021, 3), ())
    """
    found = _DATE.fullmatch(date)
    return tuple(int(one) for one in found.groups() if one) if found else ()


def day_month_year(date: str) -> str:
    """Return *date* as in OSCOLA.

    >>> day_month_year("2018-12-05"), day_month_year("2021-11")
    ('5 December 2018', 'November 2021')
    """
    year, month, day = _named(date, _MONTHS)
    return " ".join(filter(None, (day, month, year)))


def month_day_year(date: str) -> str:
    """Return *date* as in the Bluebook.

    >>> month_day_year("2018-12-05"), month_day_year("2021-11"), month_day_year("2021")
    ('Dec. 5, 2018', 'Nov. 2021', '2021')
    """
    year, month, day = _named(date, _SHORT)
    return f"{month} {day}, {year}" if day else " ".join(filter(None, (month, year)))


def year_month_day(date: str) -> str:
    """Return *date* as in APA.

    >>> year_month_day("2018-12-05"), year_month_day("2021-11"), year_month_day("2021")
    ('2018, December 5', '2021, November', '2021')
    """
    year, month, day = _named(date, _MONTHS)
    return ", ".join(filter(None, (year, " ".join(filter(None, (month, day))))))


def _named(date: str, months: tuple[str, ...]) -> tuple[str, str, str]:
    year, month, day = (*parts(date), 0, 0, 0)[:3]
    return f"{year:04}" if year else "", months[month - 1] if month else "", str(day or "")
