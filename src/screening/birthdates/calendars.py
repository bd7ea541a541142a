"""Days of other calendars as Gregorian days.

Formulas: E. M. Reingold, N. Dershowitz, "Calendrical Calculations" (tabular Islamic, Ethiopic); the Solar Hijri year
begins by the 33-year cycle, which agrees with the observed calendar from 1178 to 1633 (1799 to 2256).
"""

from __future__ import annotations

from datetime import date
from typing import Final, Literal

from screening.birthdates.value import Interval

__all__ = ["PLAUSIBLE_YEARS", "Calendar", "calendar_period"]

Calendar = Literal["gregorian", "islamic", "persian", "buddhist", "ethiopic"]

PLAUSIBLE_YEARS: Final[dict[Calendar, range]] = {
    "gregorian": range(1500, 2393),
    "islamic": range(1230, 1481),
    "persian": range(1200, 1451),
    "buddhist": range(2393, 2644),
    "ethiopic": range(1800, 2093),
}
"""The years of each calendar in which a person of today or of a list can be born."""

# Ordinal (1 January of the year 1 is 1) of the day before the first of the calendar.
_ISLAMIC_EPOCH: Final = 227014
_PERSIAN_EPOCH: Final = 226894
_ETHIOPIC_EPOCH: Final = 2795


def calendar_period(calendar: Calendar, year: int, month: int | None = None, day: int | None = None) -> Interval | None:
    """First and last Gregorian day of a year, month or day of a calendar other than the Gregorian and Buddhist.

    Returns:
        The interval, or None if the calendar has no such month or day.
    """
    months = 13 if calendar == "ethiopic" else 12
    if month is None:
        return date.fromordinal(_ordinal(calendar, year, 1)), date.fromordinal(_ordinal(calendar, year + 1, 1) - 1)
    if not 1 <= month <= months:
        return None
    first = _ordinal(calendar, year, month)
    last = (_ordinal(calendar, year, month + 1) if month < months else _ordinal(calendar, year + 1, 1)) - 1
    if day is None:
        return date.fromordinal(first), date.fromordinal(last)
    if not 1 <= day <= last - first + 1:
        return None
    return date.fromordinal(first + day - 1), date.fromordinal(first + day - 1)


def islamic_figures(day: date) -> tuple[int, int, int]:
    """Year, month and day of a Gregorian day in the tabular Islamic calendar."""
    ordinal = day.toordinal()
    year = (30 * (ordinal - _ISLAMIC_EPOCH - 1) + 10646) // 10631
    month = min((2 * (ordinal - _ordinal("islamic", year, 1)) + 59) // 59, 12)
    return year, month, ordinal - _ordinal("islamic", year, month) + 1


def _ordinal(calendar: Calendar, year: int, month: int) -> int:
    """Ordinal of the first day of a month."""
    if calendar == "islamic":
        return _ISLAMIC_EPOCH + 354 * (year - 1) + (3 + 11 * year) // 30 + 29 * (month - 1) + month // 2 + 1
    if calendar == "persian":
        days = 31 * (month - 1) - max(0, month - 7)
        return _PERSIAN_EPOCH + 365 * (year - 1) + (8 * year + 21) // 33 + days + 1
    return _ETHIOPIC_EPOCH + 365 * (year - 1) + year // 4 + 30 * (month - 1) + 1
