"""Birth dates of machine-readable zones, ``YYMMDD`` (ICAO Doc 9303-3 section 4.8)."""

from __future__ import annotations

from datetime import date
from typing import Final

from screening.birthdates.value import (
    ALTERNATIVES,
    CENTURY,
    IMPOSSIBLE,
    PARTIAL,
    PLACEHOLDER,
    UNKNOWN,
    UNPARSED,
    BirthDate,
    is_placeholder,
    period,
)

__all__ = ["MAX_AGE", "birth_years", "mrz_birth_date"]

MAX_AGE: Final = 120
"""Years; no document holder is older."""

_NOT_KNOWN: Final = frozenset({"<<", "00", "XX"})


def birth_years(two_digits: int, check_date: date) -> list[int]:
    """The years that a two-digit year of birth can be, youngest first: not in the future, at most `MAX_AGE` ago."""
    newest = check_date.year
    latest = newest - (newest - two_digits) % 100
    return [year for year in (latest, latest - 100) if year >= newest - MAX_AGE]


def mrz_birth_date(field: str, check_date: date) -> BirthDate:
    """The birth date of six characters of a machine-readable zone.

    Unknown parts are written as fillers, or in practice as zeros; what does not exist (30 February, month 13) is kept
    as the month or year that does.  The century is the one in which the holder is already born at ``check_date``; where
    that leaves a person of a hundred years and a child, both are kept.

    Args:
        field: ``YYMMDD``; ``<<``, ``00`` or ``XX`` for a part that is not known.
        check_date: The day of the check.

    Returns:
        The intervals, youngest first, with flags; never an error.
    """
    if field in {"<<<<<<", "000000", "XXXXXX"}:
        return BirthDate((), frozenset({UNKNOWN}))
    year, month, day = field[:2], field[2:4], field[4:6]
    if len(field) != 6 or not _number(year):
        return BirthDate((), frozenset({UNKNOWN if year in _NOT_KNOWN else UNPARSED}))
    flags: set[str] = set()
    intervals = []
    for candidate in birth_years(int(year), check_date):
        if month in _NOT_KNOWN:
            flags.add(PARTIAL)
            interval = period(candidate)
        elif not (_number(month) and 1 <= int(month) <= 12):
            flags.add(IMPOSSIBLE)
            interval = period(candidate)
        else:
            interval = period(candidate, int(month))
            if day in _NOT_KNOWN:
                flags.add(PARTIAL)
            elif _number(day) and 1 <= int(day) <= interval[1].day:
                exact = interval[0].replace(day=int(day))
                interval = exact, exact
                flags |= {PLACEHOLDER} if is_placeholder(exact) else set()
            else:
                flags.add(IMPOSSIBLE)
        if interval[0] <= check_date:
            intervals.append(interval)
    if len(intervals) > 1:
        flags |= {ALTERNATIVES, CENTURY}
    return BirthDate(tuple(intervals), frozenset(flags))


def _number(text: str) -> bool:
    return text.isascii() and text.isdecimal()
