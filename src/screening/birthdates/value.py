"""The value: intervals and flags."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

__all__ = [
    "AGE",
    "ALTERNATIVES",
    "APPROX",
    "CALENDAR",
    "CENTURY",
    "DAY_MONTH",
    "IMPOSSIBLE",
    "OPEN",
    "PARTIAL",
    "PLACEHOLDER",
    "RANGE",
    "UNKNOWN",
    "UNPARSED",
    "UNRELIABLE",
    "BirthDate",
    "Interval",
    "is_placeholder",
    "period",
]

Interval = tuple[date, date]

APPROX: Final = "approx"
"""The source says about, circa, possibly, or gives a part of a year or decade that has no sharp ends."""
RANGE: Final = "range"
"""The source gives a first and a last date."""
ALTERNATIVES: Final = "alternatives"
"""Several intervals, of which one is meant."""
PARTIAL: Final = "partial"
"""Day, or day and month, stand as unknown in a field that has room for them (``XX/XX/1985``, ``85<<<<``)."""
UNKNOWN: Final = "unknown"
"""The source says that it does not know, or is empty."""
PLACEHOLDER: Final = "placeholder"
"""1 January or 1 July: often what was written for want of a day; see `BirthDate.widened`."""
CALENDAR: Final = "calendar"
"""Converted from another calendar; lunar dates are a day wider on each side, as the tabular calendar may be one off."""
IMPOSSIBLE: Final = "impossible"
"""A day or month that does not exist; the interval is the month or year that holds."""
CENTURY: Final = "century"
"""A two-digit year that fits two centuries; the younger is the first interval."""
DAY_MONTH: Final = "day_month"
"""Day and month could be the other way round; day first is the first interval."""
AGE: Final = "age"
"""Given as an age."""
OPEN: Final = "open"
"""Only one end is known (``before 1964``); the other is a hundred years off."""
UNPARSED: Final = "unparsed"
"""Nothing was understood."""
UNRELIABLE: Final = "unreliable"
"""The source itself calls the statement false, e.g. out of a forged passport."""


@dataclass(frozen=True, slots=True)
class BirthDate:
    """What is known of a birth date.

    Attributes:
        intervals: Closed intervals ``(first day, last day)``; several are alternatives; none means unknown.
        flags: What is uncertain or unusual, e.g. ``approx``: the constants of `screening.birthdates`.
    """

    intervals: tuple[Interval, ...] = ()
    flags: frozenset[str] = frozenset()

    @property
    def day(self) -> date | None:
        """The day, if exactly one is stated."""
        if len(self.intervals) == 1 and self.intervals[0][0] == self.intervals[0][1]:
            return self.intervals[0][0]
        return None

    @property
    def is_lost(self) -> bool:
        """Whether something is stated of which nothing can be compared: no words that are understood, or no year."""
        return not self.intervals and not self.flags.isdisjoint({UNPARSED, PARTIAL})

    def widened(self) -> BirthDate:
        """The same, with each placeholder day (1 January, 1 July) as the whole year that it usually stands for."""
        if PLACEHOLDER not in self.flags:
            return self
        years = (
            period(first.year) if first == last and is_placeholder(first) else (first, last)
            for first, last in self.intervals
        )
        return BirthDate(tuple(dict.fromkeys(years)), self.flags)


def is_placeholder(day: date) -> bool:
    """Whether a day is one that registries write for want of a better one."""
    return day.day == 1 and day.month in {1, 7}


def period(year: int, month: int | None = None) -> Interval:
    """First and last day of a year or a month of the Gregorian calendar."""
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    if month == 12:
        return date(year, 12, 1), date(year, 12, 31)
    return date(year, month, 1), date.fromordinal(date(year, month + 1, 1).toordinal() - 1)
