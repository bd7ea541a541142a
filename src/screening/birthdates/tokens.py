"""The dates, months, ages and joining words of a text, in order; what is none of these is passed over."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from screening.birthdates import words
from screening.birthdates.calendars import PLAUSIBLE_YEARS, Calendar
from screening.birthdates.value import PARTIAL, RANGE

__all__ = ["Age", "Month", "Stated", "Token", "Word", "tokenize"]


@dataclass(frozen=True, slots=True)
class Stated:
    """A date as written, before its calendar is known.

    Attributes:
        year: Four digits, or two with ``short``.
        month, day: None where they are not stated.
        years: Length from ``year`` on; a decade has 10.
        calendar: None where no name of a month and no other word says.
        part: A season or a part of the period: a value of `words.SEASONS` or `words.MODIFIERS`.
        swappable: Day and month in figures, either of which may be the month.
    """

    year: int
    month: int | None = None
    day: int | None = None
    years: int = 1
    short: bool = False
    calendar: Calendar | None = None
    part: str | None = None
    swappable: bool = False
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Month:
    """A day or month whose month and year, or year, stand elsewhere or nowhere ("10 or" 12 March 1960)."""

    month: int | None
    calendar: Calendar | None = None
    day: int | None = None


@dataclass(frozen=True, slots=True)
class Age:
    """An age in years; ``dated`` where the day at which it held follows, ``about`` where it is said to be a guess."""

    least: int
    most: int
    dated: bool
    about: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """A word that joins or qualifies dates.

    Attributes:
        role: ``to``, ``and``, ``between``, ``before``, ``after``, ``since``, ``approx``, ``unreliable``, ``unknown``,
            ``part`` or ``calendar``.
        value: Which part or calendar; of ``to`` the word.
    """

    role: str
    value: str = ""


Token = Stated | Month | Age | Word

_MONTH_OF: Final = {words.key(word): value for word, value in words.MONTHS.items()}
_SEASON_OF: Final = {words.key(word): value for word, value in words.SEASONS.items()}
_CALENDAR_OF: Final = {words.key(word): value for word, value in words.CALENDARS.items()}
_PART_OF: Final = {words.key(word): value for word, value in words.MODIFIERS.items()}
_PLAUSIBLE: Final = frozenset().union(*map(frozenset, PLAUSIBLE_YEARS.values()))


def _any(listed: list[str]) -> str:
    return rf"(?<!\w)(?:{words.alternation(listed)})(?!\w)"


_END: Final = r"(?!\d)"
_SEP: Final = r"\s*[./-]\s*"
_NAME: Final = rf"({words.alternation(list(words.MONTHS))})(?![^\W\d])\.?"  # a digit may follow at once: 10SEP72
_OF: Final = r"(?:\s*\b(?:de|del|of|di|do|the|d)\b)?"
_ORDINAL: Final = r"(?:st|nd|rd|th|er|ere|re|o|a|°|º)?\.?"
_BLANK: Final = r"[x?*_-]{2}|[x?*]|dd?|mm?|jj?|tt?"  # a day or month that is not known: XX, ??, --, dd, mm, jj
_DAY: Final = rf"(\d{{1,2}}{_END}|{_BLANK})"


def _number(text: str) -> int | None:
    """A day or month in figures; None where it is blank or zero."""
    return (int(text) or None) if text.isdigit() else None


def _partial(*fields: str) -> frozenset[str]:
    return frozenset() if all(map(_number, fields)) else frozenset({PARTIAL})


def _year_first(match: re.Match[str]) -> Stated:
    year, _, one, other = match.groups()
    month, day = _number(one), _number(other)
    if month and day and month > 12 >= day:
        month, day = day, month
    return Stated(int(year), month, day, flags=_partial(one, other))


def _year_month(match: re.Match[str]) -> Stated:
    return Stated(int(match[1]), _number(match[2]), flags=_partial(match[2]))


def _day_first(match: re.Match[str]) -> Stated | None:
    one, separator, other, last = match.groups()
    day, month, short = _number(one), _number(other), len(last) == 2
    if short and day and day > 31:  # 85-03-12
        return Stated(day, month, _number(last), short=True, flags=_partial(other, last))
    if month and month > 31:
        return None
    swappable = bool(day and month and day <= 12 and month <= 12 and day != month and "." not in separator)
    if day and month and month > 12 >= day:
        day, month = month, day
    return Stated(int(last), month, day, short=short, swappable=swappable, flags=_partial(one, other))


def _eight_digits(match: re.Match[str]) -> Stated | None:
    digits = match[0]
    for year, month, day in ((digits[:4], digits[4:6], digits[6:]), (digits[4:], digits[2:4], digits[:2])):
        if 1850 <= int(year) < 2100 and int(month) <= 12 and int(day) <= 31:
            return Stated(int(year), _number(month), _number(day), flags=_partial(month, day))
    return None


def _named(day: str | None, name: str, year: str | None) -> Stated | Month:
    calendar, month = _MONTH_OF[words.key(name)]
    number = _number(day) if day else None
    if year is None:
        return Month(month, calendar, number)
    return Stated(int(year), month, number, short=len(year) == 2, calendar=calendar)


def _month_year(match: re.Match[str]) -> Stated | None:
    month = _number(match[1])
    return None if month and month > 12 else Stated(int(match[2]), month, flags=_partial(match[1]))


def _short_range(match: re.Match[str]) -> Stated | None:
    century, first, last = map(int, match.groups())
    return Stated(century * 100 + first, years=last - first + 1, flags=frozenset({RANGE})) if last > first else None


def _decade(match: re.Match[str]) -> Stated:
    year = match[1] or match[2]
    return Stated(int(year), years=10, short=len(year) == 2)


def _season(match: re.Match[str]) -> Stated:
    return Stated(int(match[2]), part=_SEASON_OF[words.key(match[1])])


def _age(match: re.Match[str]) -> Age:
    ages = sorted(int(age) for age in match.group("least", "most") if age)
    return Age(ages[0], ages[-1], dated=match["dated"] is not None, about=match["about"] is not None)


def _year(match: re.Match[str]) -> Stated | None:
    if match[1]:
        return Stated(int(match[1]), short=True)
    return Stated(int(match[2])) if int(match[2]) in _PLAUSIBLE else None


_AGES: Final = (
    rf"(?P<about>{_any(words.APPROXIMATE)}\s*)?(?P<least>\d{{1,3}})"
    r"(?:\s*(?:-|to|or|and|a|ou|до)\s*(?P<most>\d{1,3}))?"
)
_DATED: Final = rf"(?P<dated>\s*,?\s*\(?(?:{_any(words.AT)}\s*)?(?=\d|{_any(list(words.MONTHS))}))?"

_DAY_NAME: Final = rf"(\d{{1,2}}){_ORDINAL}[\s,-]*{_OF}[\s-]*{_NAME}"
_OR: Final = r"\s*(?:[-/,&]|\b(?:or|and|to|ou|et|au|o|y|al|или|и|по|او|و)\b)\s*"

_DATES: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Token | None]], ...]] = (
    (re.compile(rf"(\d{{4}})(\s*[./-]\s*){_DAY}\s*[./-]\s*{_DAY}(?![\d])"), _year_first),
    (re.compile(rf"{_DAY}({_SEP}|\s+){_DAY}(?:{_SEP}|\s+)(\d{{4}}){_END}"), _day_first),
    (re.compile(rf"{_DAY}({_SEP}){_DAY}{_SEP}(\d\d){_END}(?!{_SEP}\d)"), _day_first),
    (re.compile(rf"(\d{{4}})[./-](0\d|1[0-2]|\d{_END}|{_BLANK}){_END}(?!{_SEP}\d)"), _year_month),
    (re.compile(rf"\d{{8}}{_END}"), _eight_digits),
    (
        re.compile(rf"(\d{{1,2}}){_ORDINAL}(?={_OR}{_DAY_NAME})"),
        lambda match: Month(None, day=int(match[1])),
    ),
    (
        re.compile(rf"{_DAY_NAME}(?:[\s.,/-]*{_OF}[\s'’-]*(\d{{4}}|\d\d){_END})?"),
        lambda match: _named(match[1], match[2], match[3]),
    ),
    (
        re.compile(rf"(\d{{4}})[\s,./-]*{_NAME}(?:[\s-]+(\d{{1,2}}){_END})?(?![\s.,]*\d{{4}})"),
        lambda match: _named(match[3], match[2], match[1]),
    ),
    (
        re.compile(rf"\b{_NAME}\s*(\d{{1,2}})(?:st|nd|rd|th)?(?:\s*,\s*|\s+)(\d{{4}}){_END}"),
        lambda match: _named(match[2], match[1], match[3]),
    ),
    (
        re.compile(rf"\b{_NAME}(?:[\s.,/-]*{_OF}\s*(\d{{4}}){_END}|\s*['’-]\s*(\d\d){_END})?"),
        lambda match: _named(None, match[1], match[2] or match[3]),
    ),
    (re.compile(rf"{_DAY}{_SEP}(\d{{4}}){_END}"), _month_year),
    (re.compile(rf"(\d\d)(\d\d)[-/](\d\d){_END}(?!{_SEP}\d)"), _short_range),
    (
        re.compile(
            rf"(?:{_any(words.DECADE_OF)}\s*['’]?((?:\d\d)?\d0){_END})"
            r"|['’]?((?:\d\d)?\d0)\s*(?:['’]?s\b|-?(?:х|е|x|ые|ых|er)\b)"
        ),
        _decade,
    ),
    (re.compile(rf"{_any(list(words.SEASONS))}".replace("(?:", "(", 1) + rf"[\s,]*{_OF}\s*(\d{{4}}){_END}"), _season),
    (re.compile(rf"(?:{_any(words.AGED)}\s*:?\s*)?{_AGES}\s*{_any(words.YEARS_OLD)}(?:\s*old\b)?{_DATED}"), _age),
    (re.compile(rf"{_any(words.AGED)}\s*:?\s*{_AGES}{_END}(?!{_SEP}\d){_DATED}"), _age),
    (re.compile(rf"(?:(?<![\w])['’](\d\d)|(\d{{4}})){_END}"), _year),
)

_ENUMERATOR: Final = re.compile(r"\(?(?:[a-h]|i{1,3}|iv)\)")
_WORDS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Word]], ...]] = (
    (re.compile(_any(list(words.CALENDARS))), lambda match: Word("calendar", _CALENDAR_OF[words.key(match[0])])),
    (re.compile(_any(list(words.MODIFIERS))), lambda match: Word("part", _PART_OF[words.key(match[0])])),
    (re.compile(r"[~≈≃]|(?<=\d)\s*\?|(?<!\w)ca?\.?(?=\d)"), lambda _: Word("approx")),
    (re.compile(_any(words.NOT_KNOWN)), lambda _: Word("unknown")),
    (re.compile(_any(words.UNRELIABLE)), lambda _: Word("unreliable")),
    (re.compile(_any(words.BETWEEN)), lambda _: Word("between")),
    (re.compile(_any(words.SINCE)), lambda _: Word("since")),
    (re.compile(_any(words.BEFORE)), lambda _: Word("before")),
    (re.compile(_any(words.AFTER)), lambda _: Word("after")),
    (re.compile(_any(words.APPROXIMATE)), lambda _: Word("approx")),
    (re.compile(rf"-|{_any(words.TO)}"), lambda match: Word("to", match[0])),
    (re.compile(_any(words.AND)), lambda _: Word("and")),
)
_END_OF_DATE: Final = re.compile(_any(words.END_OF_DATE))
_PASSED_OVER: Final = re.compile(r"[^\W\d_]+|\d+|.", re.DOTALL)


def tokenize(text: str) -> list[Token]:
    """The tokens of a folded text (`words.fold`), up to the first remark behind a date ("POB: ...")."""
    tokens: list[Token] = []
    position = 0
    while position < len(text):
        if _END_OF_DATE.match(text, position) and any(isinstance(token, Stated) for token in tokens):
            break
        token, position = _next(text, position)
        if token is not None:
            tokens.append(token)
    return tokens


def _next(text: str, position: int) -> tuple[Token | None, int]:
    """What stands at a position, None if it says nothing, and where it ends."""
    enumerator = _ENUMERATOR.match(text, position)
    if enumerator:
        return None, enumerator.end()
    for pattern, date_of in _DATES:
        match = pattern.match(text, position)
        if match and (token := date_of(match)):
            return token, match.end()
    for pattern, word_of in _WORDS:
        match = pattern.match(text, position)
        if match:
            return word_of(match), match.end()
    passed = _PASSED_OVER.match(text, position)
    return None, passed.end() if passed else position + 1
