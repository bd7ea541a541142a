"""What the evidence leaves to reach: what entries are left aside by must never promise less than it gives."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from screening import _prospects
from screening import _reference as reference
from screening.index import FactColumns, kernel_model
from screening.scoring import BIRTH, BirthRelation

EPOCH: Final = date(1970, 1, 1).toordinal()
FIRST: Final = date(1880, 1, 1).toordinal() - EPOCH
LAST: Final = date(2058, 12, 31).toordinal() - EPOCH
ANYTHING: Final = 1

days = st.dates(date(1890, 1, 1), date(2030, 12, 31)).map(lambda day: day.toordinal() - EPOCH)


@st.composite
def intervals(draw: st.DrawFn) -> tuple[int, int]:
    """A birth date as travellers have them: mostly a day, else a month, a year or a range."""
    first = draw(days)
    return first, first + draw(st.sampled_from([0, 0, 0, 27, 30, 31, 364, 365, 366, 1500]))


def number(year: int, month: int, day: int) -> int:
    return date(year, month, day).toordinal() - EPOCH


def code(births: list[tuple[int, int]]) -> int:
    facts = FactColumns()
    facts.add(births, None, [])
    return int(_prospects.entry_facts(facts.columns())[0]) >> 16


def log_odds(relation: int) -> float:
    return BIRTH[BirthRelation(relation)].log_odds


@pytest.mark.parametrize(
    "birth",
    [number(*day) for day in ((1974, 8, 12), (1980, 2, 29), (1947, 12, 31), (1999, 9, 11), (1985, 1, 1), (1964, 7, 1))],
)
def test_every_day_is_known_as_the_reference_knows_it(birth: int) -> None:
    table = _prospects.birth_relations(kernel_model(), [(birth, birth)])
    for day in range(FIRST, LAST + 1):
        if (day, day) != (birth, birth) and (date.fromordinal(day + EPOCH).timetuple()[1:3] == (1, 1)):
            continue  # the code of a year too: held below
        told, true = table[code([(day, day)])], reference.birth_relation([(birth, birth)], [(day, day)])
        if told != true:
            assert told == BirthRelation.CALENDAR, date.fromordinal(day + EPOCH)
            assert log_odds(told) > log_odds(true), date.fromordinal(day + EPOCH)


@given(st.lists(intervals(), min_size=1, max_size=3), st.lists(intervals(), max_size=2), days)
@example([(number(1974, 8, 12),) * 2], [(number(1974, 1, 1), number(1974, 12, 31))], 0)
@example([(number(1974, 1, 1),) * 2], [(number(1974, 1, 1), number(1974, 12, 31))], 0)
@example([(number(1974, 7, 1),) * 2], [(number(1974, 7, 1),) * 2], 0)
def test_no_entry_is_promised_less_than_it_gives(
    ours: list[tuple[int, int]], theirs: list[tuple[int, int]], day: int
) -> None:
    table = _prospects.birth_relations(kernel_model(), ours)
    near = [(first + delta, first + delta) for first, _ in ours for delta in (0, 1, -2, 2808, -2810, 365, 3650)]
    for births in (theirs, [(day, day)], *([one] for one in near)):
        promised = log_odds(table[code(births)])
        assert promised >= log_odds(reference.birth_relation(ours, births))


@pytest.mark.parametrize("calendar", ["ethiopic", "persian"])
def test_dates_of_other_calendars_are_expected(calendar: str) -> None:
    found = 0
    for start in range(number(1930, 1, 2), number(2000, 1, 1), 97):
        table = _prospects.birth_relations(kernel_model(), [(start, start)])
        offsets = range(2790, 2830) if calendar == "ethiopic" else range(13000, 17000, 1)
        for offset in offsets if calendar == "ethiopic" or start % 5 == 0 else ():
            for other in (start + offset, start - offset):
                if not FIRST <= other <= LAST:
                    continue
                true = reference.birth_relation([(start, start)], [(other, other)])
                if true == BirthRelation.CALENDAR:
                    found += 1
                    assert table[code([(other, other)])] == true
    assert found > 50


def test_what_cannot_be_told_by_a_code_is_anything() -> None:
    table = _prospects.birth_relations(kernel_model(), [(number(1974, 8, 12),) * 2])
    best = max(range(1, len(BirthRelation)), key=log_odds)
    for births in ([(FIRST - 1, FIRST - 1)], [(0, 40)], [(0, 0), (5000, 5000)], [(LAST + 4000, LAST + 4000)]):
        assert code(births) == ANYTHING
    assert table[ANYTHING] == best
    assert code([]) == 0
    assert table[0] == BirthRelation.UNKNOWN


def test_without_a_birth_date_every_entry_is_unknown() -> None:
    assert not np.any(_prospects.birth_relations(kernel_model(), []))


def test_a_day_out_of_the_table_is_no_error() -> None:
    for day in (date(1, 1, 1), date(9999, 12, 31)):
        n = day.toordinal() - EPOCH
        table = _prospects.birth_relations(kernel_model(), [(n, n)])
        assert log_odds(table[code([(0, 0)])]) >= log_odds(reference.birth_relation([(n, n)], [(0, 0)]))
