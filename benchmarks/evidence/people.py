"""Innocent travellers with all fields, and listed persons as they may stand at a border: seeded, and from any list."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import numpy as np

import screening as sc
from benchmarks.population import Names, draw_persons, manifest
from screening.birthdates.calendars import calendar_period
from screening.watchlist.schema import Entry, EntryName

__all__ = ["ALTERATIONS", "WRONG_DATES", "Listed", "innocents", "listed_travellers"]

#: Share of 1 January among the birth dates of travellers of countries where many births were registered late, or by
#: year alone. Round guesses: the day stands for 3 to 8 in 100 full dates of sanctions lists, and for 1 in 365 else.
FIRST_OF_JANUARY: Final = {
    "AFG": 0.3, "SOM": 0.3, "SDN": 0.2, "YEM": 0.2, "IRQ": 0.1, "SYR": 0.1, "LBY": 0.1, "PAK": 0.1, "ETH": 0.1,
    "BGD": 0.1, "NGA": 0.05, "EGY": 0.03, "MAR": 0.05, "DZA": 0.05,
}  # fmt: skip


def innocents(names: Names, count: int, seed: int) -> list[sc.Traveller]:
    """Travellers with name, birth date, sex, nationality and document number; nobody of them is on a list."""
    table, _ = manifest(names, count, seed, draw_persons(names, 1, seed), share_listed=0.0)
    rng = np.random.default_rng([seed, 3])
    found = []
    for row, chance in zip(table.to_pylist(), rng.random(count), strict=True):
        birth = row["birth_date"]
        if chance < FIRST_OF_JANUARY.get(row["nationality"], 0.0):
            birth = birth[:4] + "-01-01"
        found.append(sc.Traveller(id=row.pop("traveller_id"), **{**row, "birth_date": birth}))
    return found


# ---- the name ----


def _typo(name: str, rng: random.Random) -> str:
    """One letter of a word of five or more missing, doubled, replaced or exchanged with the next."""
    words = name.split()
    long = [i for i, word in enumerate(words) if len(word) >= 5 and word.isalpha()]
    if not long:
        return name
    i = rng.choice(long)
    word = words[i]
    at = rng.randrange(1, len(word) - 1)
    words[i] = rng.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + rng.choice("aeionrstl") + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        ]
    )
    return " ".join(words)


def _reordered(name: str, _: random.Random) -> str:
    """The surname first, with what belongs to it."""
    words = name.split()
    at = len(words) - 1
    while at > 1 and _is_bound(words, at):
        at -= 1
    return " ".join(words[at:] + words[:at])


_BOUND: Final = frozenset("abd abdul abdal abdel abdi abu abou al el bin bint ibn ben de del van von der la".split())


def _shorter(name: str, rng: random.Random) -> str:
    """One word less that is no surname, where two stay that stand for themselves."""
    words = name.split()
    free = [i for i in range(len(words)) if not _is_bound(words, i)]
    if len(free) > 2:
        words.pop(rng.choice(free[:-1]))
    return " ".join(words)


def _glued(name: str, rng: random.Random) -> str:
    """Two words that stand for themselves written as one."""
    words = name.split()
    pairs = [i for i in range(len(words) - 1) if not _is_bound(words, i) and not _is_bound(words, i + 1)]
    if pairs and all(map(str.isalpha, words)):
        i = rng.choice(pairs)
        words[i : i + 2] = ["".join(words[i : i + 2])]
    return " ".join(words)


def _is_bound(words: Sequence[str], i: int) -> bool:
    """Whether a word is one, or follows one, that belongs to its neighbour."""
    return any(word.casefold().strip("-'") in _BOUND for word in words[max(i - 1, 0) : i + 1])


ALTERATIONS: Final[dict[str, Callable[[str, random.Random], str]]] = {
    "as listed": lambda name, _: name,
    "typo": _typo,
    "reordered": _reordered,
    "a word less": _shorter,
    "glued": _glued,
}
"""What happens to a name between a list and a passport; each leaves a name that a person would still recognise."""


# ---- the birth date ----


def _one_digit(day: date, rng: random.Random) -> date | None:
    digits = list(f"{day:%Y%m%d}")
    digits[rng.randrange(2, 8)] = str(rng.randrange(10))
    return _read("".join(digits))


def _transposed(day: date, rng: random.Random) -> date | None:
    digits = list(f"{day:%Y%m%d}")
    i = rng.choice([2, 4, 6])
    digits[i], digits[i + 1] = digits[i + 1], digits[i]
    return _read("".join(digits))


def _read(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def _swapped(day: date, _: random.Random) -> date | None:
    return day.replace(month=day.day, day=day.month) if day.day <= 12 else None


def _year_off(day: date, rng: random.Random) -> date | None:
    return day + timedelta(days=rng.choice((-3, -2, -1, -1, 1, 1, 2, 3)) * 365 + rng.randrange(-180, 181))


def _placeholder(day: date, rng: random.Random) -> date:
    return date(day.year, rng.choice((1, 1, 1, 7)), 1)


def _calendar(day: date, rng: random.Random) -> date | None:
    """Converted by another table, a day or two off; or an Ethiopian date taken for a Gregorian one."""
    if rng.random() < 0.7:
        return day + timedelta(days=rng.choice((-2, -1, 1, 2)))
    read = calendar_period("ethiopic", day.year, day.month, day.day)
    return None if read is None else read[0]


def _other(day: date, rng: random.Random) -> date:
    """Another birth date altogether, as on the papers of somebody else, of an age that could pass."""
    return day + timedelta(days=rng.choice((-1, 1)) * rng.randrange(2 * 365, 20 * 365))


WRONG_DATES: Final[dict[str, tuple[float, Callable[[date, random.Random], date | None]]]] = {
    "one digit": (0.22, _one_digit),
    "digits exchanged": (0.10, _transposed),
    "day and month exchanged": (0.15, _swapped),
    "year off": (0.20, _year_off),
    "1 January or July": (0.13, _placeholder),
    "calendar": (0.05, _calendar),
    "another date": (0.15, _other),
}
"""Kinds of wrong birth dates, and the share of each among them."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A listed person at the border.

    Attributes:
        source, entry_id: Who it is.
        alteration: Of the name, one of `ALTERATIONS`.
        wrong: What is wrong with the birth date, one of `WRONG_DATES`; empty where nothing is, or none is listed.
    """

    traveller: sc.Traveller
    source: str
    entry_id: str
    alteration: str
    wrong: str


def listed_travellers(entries: Sequence[Entry], count: int, seed: int, wrong_share: float) -> list[Listed]:
    """Draws listed persons and alters them; the same arguments give the same travellers.

    Args:
        entries: Of which persons with a name that is no weak alias are drawn.
        count: How many.
        seed: Of the random numbers.
        wrong_share: Share of wrong birth dates among those that are listed.
    """
    rng, dates = random.Random(seed), random.Random(seed + 1)
    usable = [e for e in entries if e.type == "person" and any(map(_is_usable, e.names))]
    kinds = list(ALTERATIONS)
    found = []
    for number in range(count):
        entry, alteration = rng.choice(usable), kinds[number % len(kinds)]
        fields = _fields(entry, alteration, rng)
        wrong, fields["birth_date"] = _birth_date(entry, dates, wrong_share)
        found.append(Listed(sc.Traveller(id=str(number), **fields), entry.list, entry.id, alteration, wrong))
    return found


def _is_usable(name: EntryName) -> bool:
    """What a passport may show: a name in Latin letters that is no nickname."""
    return name.kind != "weak" and name.name.isascii() and any(map(str.isalpha, name.name))


def _fields(entry: Entry, alteration: str, rng: random.Random) -> dict[str, Any]:
    """All but the birth date. One sex in a hundred is wrong, one nationality in twenty another."""
    name = rng.choice([n.name for n in entry.names if _is_usable(n)]).replace(",", "")
    sex = entry.sex or "M"
    if rng.random() < 0.01:
        sex = "F" if sex == "M" else "M"
    nationality = None
    if codes := [code for code, role in entry.countries if role == "nationality"]:
        nationality = rng.choice(codes) if rng.random() < 0.95 else rng.choice(("TUR", "GBR", "DEU", "ARE"))
    return {"name": ALTERATIONS[alteration](name, rng), "sex": sex, "nationality": nationality}


def _birth_date(entry: Entry, rng: random.Random, wrong_share: float) -> tuple[str, date | None]:
    """A day that a listed statement holds, or a wrong one, and what is wrong with it."""
    intervals = [interval for birth in entry.birth_dates for interval in birth.intervals]
    draws = rng.random(), rng.random(), rng.random(), rng.getrandbits(32)  # as many, whatever comes of them
    if not intervals:
        return "", None
    first, last = intervals[int(draws[0] * len(intervals))]
    day = first + timedelta(days=int(draws[1] * ((last - first).days + 1)))
    return _wrong(day, random.Random(draws[3])) if draws[2] < wrong_share else ("", day)


def _wrong(day: date, rng: random.Random) -> tuple[str, date]:
    """Another date, and what kind of error made it."""
    kinds, shares = list(WRONG_DATES), [share for share, _ in WRONG_DATES.values()]
    while True:
        (kind,) = rng.choices(kinds, shares)
        found = WRONG_DATES[kind][1](day, rng)
        if found is not None and found != day:
            return kind, found
