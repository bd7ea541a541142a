"""Birth dates in words and figures.

The text is read in three steps: *tokens* (dates, months alone, ages, joining and qualifying words), *calendars* (a
named calendar belongs to the nearest date that is plausible in it), *joining* (two dates with "to" or "between ... and"
are one interval, all others are alternatives).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final, cast

from screening.birthdates import words
from screening.birthdates.calendars import PLAUSIBLE_YEARS, Calendar, calendar_period
from screening.birthdates.compact import birth_years, mrz_birth_date
from screening.birthdates.tokens import Age, Month, Stated, Token, Word, tokenize
from screening.birthdates.value import (
    AGE,
    ALTERNATIVES,
    APPROX,
    CALENDAR,
    CENTURY,
    DAY_MONTH,
    IMPOSSIBLE,
    OPEN,
    PARTIAL,
    PLACEHOLDER,
    RANGE,
    UNKNOWN,
    UNPARSED,
    UNRELIABLE,
    BirthDate,
    Interval,
    is_placeholder,
    period,
)
from screening.errors import InputError

__all__ = ["parse_birth_date"]

_MAX_CHARS: Final = 500
_OPEN_YEARS: Final = 100
_DAY: Final = timedelta(days=1)
_UNDERSCORE: Final = re.compile(r"(?<=[^\W\d_])_+(?=[^\W\d_])")  # FROM_YEAR, but not __/__/1985
_OLDEST_ISO_YEAR: Final = "1500"  # before it, figures like 1402-06-24 are of another calendar
_ISO: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_COMPACT: Final = re.compile(r"[\d<]{6}|<+", re.ASCII)
_YEAR_MONTH: Final = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])", re.ASCII)

# First and last month, day of the month, year of the decade of a part.
_MONTHS_OF: Final = {
    "early": (1, 4),
    "middle": (5, 8),
    "late": (9, 12),
    "first half": (1, 6),
    "second half": (7, 12),
    "spring": (3, 5),
    "summer": (6, 8),
    "autumn": (9, 11),
}
_DAYS_OF: Final = {
    "early": (1, 10),
    "middle": (11, 20),
    "late": (21, 31),
    "first half": (1, 15),
    "second half": (16, 31),
}
_YEARS_OF: Final = {"early": (0, 4), "middle": (3, 6), "late": (5, 9), "first half": (0, 4), "second half": (5, 9)}


def parse_birth_date(value: str | date, *, check_date: date | None = None, day_first: bool | None = None) -> BirthDate:
    """What a statement says of a birth date.

    Understood are dates in figures and in words (English, French, Spanish, Arabic, Russian; months also of German,
    Portuguese, Italian), parts of dates, circa, ranges, several alternatives, seasons, parts of years and decades, ages
    at a date, the Hijri, Solar Hijri, Buddhist and Ethiopian calendars, two-digit years, and ``YYMMDD`` of documents.

    Args:
        value: The statement; a `date` is that day.
        check_date: The day of the check.  It decides the century of two-digit years (today if None) and what an age
            without a date means (if None, nothing).
        day_first: What the source says of figures like 03/04/1970: True day first, False month first.  If None, figures
            with dots are day first, and of those with slashes, hyphens or blanks both readings are kept.

    Returns:
        The intervals, in the order of the source, and flags.  A text that is not understood has no interval and the
        flag `UNPARSED`, an empty one `UNKNOWN`; no text raises.

    Raises:
        InputError: ``value`` is neither text nor a date.
    """
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        return _birth_date([(day, day)], set())
    if not isinstance(value, str):
        raise InputError("a birth date must be text or a date")
    if _ISO.fullmatch(value) and value >= _OLDEST_ISO_YEAR:
        try:
            day = date.fromisoformat(value)
        except ValueError:
            pass  # a day that does not exist: the long way says which part holds
        else:
            return _birth_date([(day, day)], set())
    return _read(words.fold(value[:_MAX_CHARS]).strip(), check_date, day_first=day_first)


def _read(text: str, check_date: date | None, *, day_first: bool | None) -> BirthDate:
    today = check_date or date.today()  # noqa: DTZ011 - a calendar day, and the caller can pass it
    if not text.strip(" -./0"):
        return BirthDate((), frozenset({UNKNOWN}))
    if _COMPACT.fullmatch(text):
        compact = mrz_birth_date(text if len(text) == 6 else "<<<<<<", today)
        if IMPOSSIBLE not in compact.flags or not _YEAR_MONTH.fullmatch(text):
            return compact
        text = f"{text[:4]}-{text[4:]}"
    tokens = _with_calendars(_with_years(tokenize(_UNDERSCORE.sub(" ", text))))
    return _Reader(today, check_date, day_first=day_first).read(tokens)


def _with_years(tokens: list[Token]) -> list[Token]:
    """Days and months before a date with a month have its year: "between Aug. and Sep. 1977", "10 or 12 March 1960"."""
    following: Stated | None = None
    completed: list[Token] = []
    for token in reversed(tokens):
        if isinstance(token, Month) and following:
            month, calendar = token.month or following.month, token.calendar or following.calendar
            completed.append(replace(following, month=month, day=token.day, calendar=calendar, swappable=False))
            continue
        if isinstance(token, Stated):
            following = token if token.calendar else None  # its month is a name
        completed.append(token)
    return completed[::-1]


def _with_calendars(tokens: list[Token]) -> list[Token]:
    """A calendar belongs to the date before it, with the other end of its range, else to the date behind it."""
    result = list(tokens)
    for position, token in enumerate(tokens):
        if not (isinstance(token, Word) and token.role == "calendar"):
            continue
        calendar = cast("Calendar", token.value)
        before = [i for i in range(position) if isinstance(tokens[i], Stated)][-2:]
        joined = len(before) == 2 and any(
            isinstance(t, Word) and t.role in {"to", "and"} for t in tokens[slice(*before)]
        )
        behind = [i for i in range(position, len(tokens)) if isinstance(tokens[i], Stated)][:1]
        for places in (before if joined else before[-1:], behind):
            fitting = [i for i in places if _fits(result[i], calendar)]
            for i in fitting:
                result[i] = replace(cast("Stated", result[i]), calendar=calendar)
            if fitting:
                break
    return result


def _fits(token: Token, calendar: Calendar) -> bool:
    return (
        isinstance(token, Stated)
        and token.year in PLAUSIBLE_YEARS[calendar]
        and token.calendar in {None, "gregorian", calendar}
    )


class _Reader:
    """Joins tokens into intervals."""

    def __init__(self, today: date, check_date: date | None, *, day_first: bool | None) -> None:
        self.today = today
        self.check_date = check_date
        self.day_first = day_first
        self.intervals: list[Interval] = []
        self.last: list[Interval] = []  # those of the date before
        self.is_open = False  # the last one has no end yet
        self.flags: set[str] = set()

    def read(self, tokens: list[Token]) -> BirthDate:
        between = joins = unknown = False
        opened = part = ""
        age: Age | None = None
        for token in tokens:
            match token:
                case Word("approx"):
                    self.flags.add(APPROX)
                case Word("unreliable"):
                    self.flags.add(UNRELIABLE)
                case Word("unknown"):
                    unknown = True
                case Word("between"):
                    between = True
                case Word("and"):
                    joins = between and bool(self.intervals)
                case Word("to", word):
                    joins = bool(self.intervals)
                    opened = opened or ("to" if not joins and word != "-" else "")
                case Word("before" | "after" | "since" as role):
                    opened = role
                case Word("part", part):
                    pass
                case Age():
                    age = token
                    self.flags |= {APPROX} if age.about else set()
                case Stated():
                    stated = self._intervals(replace(token, part=token.part or part or None))
                    if age and age.dated and not self.intervals:
                        stated = [_born(age, interval) for interval in stated]
                        self.flags.add(AGE)
                    self._add(stated, opened=opened, joins=joins)
                    between = between and not joins
                    joins, opened, part, age = False, "", "", None
        if age and not self.intervals:
            self.flags.add(AGE)
            if self.check_date:
                self.intervals.append(_born(age, (self.check_date, self.check_date)))
        if not self.intervals:
            months = any(isinstance(token, Month) for token in tokens)
            self.flags |= {PARTIAL, UNKNOWN} if months else {UNKNOWN} if unknown or age else {UNPARSED}
        return _birth_date(self.intervals, self.flags)

    def _add(self, stated: list[Interval], *, opened: str, joins: bool) -> None:
        if not stated:
            return
        if self.is_open and (joins or opened in {"before", "to"}):  # since 1974 until 1976
            first, end = self.last[0][0], _end(stated[0], opened)
            if first <= end:
                self.intervals[-1] = (first, end)
                self.last, self.is_open = self.intervals[-1:], False
                self.flags -= {OPEN}
                return
            joins = False
        self.is_open = opened in {"after", "since"}
        if joins:
            del self.intervals[len(self.intervals) - len(self.last) :]
            if len(self.last) != len(stated):  # a date that has several readings, and one that has not
                self.last, stated = [_hull(self.last)], [_hull(stated)]
            self.last = [_hull(ends) for ends in zip(self.last, stated, strict=True)]
            self.flags.add(RANGE)
        elif opened:
            first_day, last_day = stated[0]
            if self.is_open:
                begin = first_day if opened == "since" else last_day + _DAY
                self.last = [(begin, _years_before(last_day, -_OPEN_YEARS))]
            else:
                end = _end(stated[0], opened)
                self.last = [(_years_before(end, _OPEN_YEARS), end)]
            self.flags |= {RANGE, OPEN}
        else:
            self.last = stated
        self.intervals += self.last

    def _intervals(self, stated: Stated) -> list[Interval]:
        """The intervals of one date; none if it is not plausible."""
        self.flags |= stated.flags
        years = [stated.year]
        if stated.short:
            years = birth_years(stated.year, self.today) if stated.years == 1 else [1900 + stated.year]
            self.flags |= {CENTURY} if len(years) > 1 else set()
        readings = [replace(stated, year=year) for year in years]
        if stated.swappable:
            swapped = [replace(reading, month=reading.day, day=reading.month) for reading in readings]
            if self.day_first is None:
                self.flags.add(DAY_MONTH)
                readings += swapped
            elif not self.day_first:
                readings = swapped
        return [interval for reading in readings for interval in self._in_calendars(reading)]

    def _in_calendars(self, stated: Stated) -> Iterable[Interval]:
        calendars: list[Calendar] = [stated.calendar] if stated.calendar else []
        if not calendars or stated.year not in PLAUSIBLE_YEARS[calendars[0]]:
            calendars = [name for name, years in PLAUSIBLE_YEARS.items() if stated.year in years and name != "ethiopic"]
        for calendar in calendars:
            if calendar in {"gregorian", "buddhist"}:
                year = stated.year - (543 if calendar == "buddhist" else 0)
                yield from self._gregorian(replace(stated, year=year))
            elif interval := self._converted(stated, calendar):
                slack = _DAY if calendar == "islamic" else timedelta()
                yield interval[0] - slack, interval[1] + slack
            if calendar != "gregorian":
                self.flags.add(CALENDAR)

    def _converted(self, stated: Stated, calendar: Calendar) -> Interval | None:
        for month, day in ((stated.month, stated.day), (stated.month, None), (None, None)):
            interval = calendar_period(calendar, stated.year, month, day if month else None)
            if interval:
                last = calendar_period(calendar, stated.year + stated.years - 1) if stated.years > 1 else interval
                return interval[0], (last or interval)[1]
            self.flags.add(IMPOSSIBLE)
        return None

    def _gregorian(self, stated: Stated) -> Iterable[Interval]:
        year, month, part = stated.year, stated.month, stated.part
        if part:
            self.flags.add(APPROX)
        if part == "winter":
            return [(date(y, 12, 1), date(y + 1, 3, 1) - _DAY) for y in (year - 1, year)]
        if stated.years > 1:
            first, last = _YEARS_OF.get(part or "", (0, stated.years - 1))
            return [(date(year + first, 1, 1), date(year + last, 12, 31))]
        if month is None:
            first, last = _MONTHS_OF.get(part or "", (1, 12))
            return [(date(year, first, 1), period(year, last)[1])]
        if month > 12:
            self.flags.add(IMPOSSIBLE)
            return [period(year)]
        whole = period(year, month)
        if stated.day is None:
            first, last = _DAYS_OF.get(part or "", (1, 31))
            return [(date(year, month, first), min(whole[1], whole[0] + timedelta(days=last - 1)))]
        if stated.day > whole[1].day:
            self.flags.add(IMPOSSIBLE)
            return [whole]
        exact = date(year, month, stated.day)
        return [(exact, exact)]


def _hull(intervals: Sequence[Interval]) -> Interval:
    return min(first for first, _ in intervals), max(last for _, last in intervals)


def _end(interval: Interval, opened: str) -> date:
    """The last day of what ends with an interval, or before it."""
    return interval[0] - _DAY if opened == "before" else interval[1]


def _born(age: Age, at: Interval) -> Interval:
    """Who was ``least`` to ``most`` years old at a time was born in this interval."""
    return _years_before(at[0], age.most + 1) + _DAY, _years_before(at[1], age.least)


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return date(day.year - years, 3, 1)


def _birth_date(intervals: list[Interval], flags: set[str]) -> BirthDate:
    distinct = tuple(dict.fromkeys(intervals))
    if len(distinct) > 1:
        flags.add(ALTERNATIVES)
    if any(first == last and is_placeholder(first) for first, last in distinct):
        flags.add(PLACEHOLDER)
    return BirthDate(distinct, frozenset(flags))
