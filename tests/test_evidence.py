"""Evidence besides the name: how birth dates relate, what the relations weigh, and what both must never do."""

from __future__ import annotations

import math
from datetime import date, timedelta

import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import screening as sc
from screening._reference import birth_relation, document_relation
from screening.birthdates import BirthDate
from screening.birthdates.calendars import calendar_period, islamic_figures
from screening.building import days, document_hash
from screening.scoring import (
    BIRTH,
    COUNTRY,
    DOCUMENT,
    DOCUMENT_FLOOR,
    NATS_PER_UNIT,
    SEX,
    BirthRelation,
    CountryRelation,
    DocumentRelation,
    SexRelation,
    combine,
)
from screening.screener import fold_traveller
from screening.watchlist.schema import CountryRole, Document, Entry, EntryName


def relation(a: str, b: str) -> str:
    return birth_relation(days(sc.parse_birth_date(a)), days(sc.parse_birth_date(b))).name


@pytest.mark.parametrize(
    ("listed", "stated", "expected"),
    [
        ("1974-08-12", "1974-08-12", "EQUAL"),
        ("1974-08-12", "1974-12-08", "SWAPPED"),
        ("1974-08-12", "1974-08-21", "TRANSPOSED"),
        ("1974-10-12", "1974-01-12", "TRANSPOSED"),
        ("1974-08-12", "1947-08-12", "TRANSPOSED"),
        ("1974-08-12", "1974-08-17", "ONE_DIGIT"),
        ("1974-08-12", "1974-08-22", "ONE_DIGIT"),
        ("1974-08-12", "1979-08-12", "ONE_DIGIT"),
        ("1974-08-12", "1984-08-12", "ONE_DIGIT"),
        ("1974-08-12", "2074-08-12", "LIFETIME_APART"),  # a century is no slip
        ("1974-08-12", "1974-08-14", "CALENDAR"),
        ("1974-12-31", "1975-01-02", "CALENDAR"),
        ("1974-08-12", "1974", "SAME_YEAR"),
        ("1974-08-12", "1974-01-01", "SAME_YEAR"),
        ("1974-08-12", "1974-07-01", "SAME_YEAR"),
        ("1974-07-01", "1974-01-01", "SAME_YEAR"),
        ("1974-01-01", "1974", "SAME_YEAR"),
        ("1974-01-01", "1974-01-01", "SAME_PLACEHOLDER"),
        ("1974-01-01", "1975-01-01", "NEAR"),  # no slip of a digit: neither day is meant
        ("1974-08", "1974-08-12", "SAME_MONTH"),
        ("between 1970 and 1980", "1974-08-12", "OVERLAP"),
        ("1974-08-12", "1975-07-30", "NEAR"),
        ("1974", "1973-03-03", "NEAR"),
        ("1974-08-12", "1978-02-03", "YEARS_APART"),
        ("1974-08-12", "1985-02-03", "DECADE_APART"),
        ("1974-08-12", "1995-02-03", "GENERATION_APART"),
        ("1974-08-12", "2001-02-03", "LIFETIME_APART"),
    ],
)
def test_birth_dates_relate(listed: str, stated: str, expected: str) -> None:
    assert relation(listed, stated) == relation(stated, listed) == expected


def test_the_same_figures_in_another_calendar_are_no_other_birth_date() -> None:
    ethiopian = calendar_period("ethiopic", 1974, 8, 12)
    assert ethiopian is not None
    assert relation("1974-08-12", ethiopian[0].isoformat()) == "CALENDAR"
    solar = calendar_period("persian", *islamic_figures(date(1974, 8, 12)))
    assert solar is not None
    assert relation("1974-08-12", solar[0].isoformat()) == "CALENDAR"


@given(st.dates(date(700, 1, 1), date(2400, 1, 1)))
def test_islamic_figures_are_those_of_the_day(day: date) -> None:
    assert calendar_period("islamic", *islamic_figures(day)) == (day, day)


one_day = st.dates(date(1900, 1, 1), date(2030, 12, 31))


@given(st.lists(one_day, min_size=1, max_size=3), one_day, one_day)
def test_another_statement_never_makes_a_birth_date_less_alike(listed: list[date], more: date, stated: date) -> None:
    def best(dates: list[date]) -> float:
        theirs = [(d.toordinal(), d.toordinal()) for d in dates]
        return BIRTH[birth_relation([(stated.toordinal(), stated.toordinal())], theirs)].log_odds

    assert best([*listed, more]) >= best(listed)


@given(one_day, st.integers(-20_000, 20_000))
@example(date(1974, 8, 12), -7)
def test_birth_dates_relate_both_ways(day: date, apart: int) -> None:
    a, b = (day.toordinal() - 719_163,) * 2, (day.toordinal() - 719_163 + apart,) * 2
    assert birth_relation([a], [b]) == birth_relation([b], [a])


def slips(day: date) -> list[tuple[date, date]]:
    """Statements that are nearly those of a day, or far from it."""
    found = [day + timedelta(days=gap) for gap in (0, 1, -2, 3, 9, 366, 367, 1830, 1831, 5490, 5491, 9150, 9151)]
    found += [
        date(day.year, 1, 1),
        date(day.year, 7, 1),
        date(day.year + 1, 1, 1),
    ]
    figures = f"{day:%Y%m%d}"
    for i in range(2, 8):
        written = [figures[:i] + digit + figures[i + 1 :] for digit in "0123456789"]
        written.append(figures[: i - 1] + figures[i] + figures[i - 1] + figures[i + 1 :])
        found += [d for text in written if (d := read(text))]
    if swapped := read(figures[:4] + figures[6:] + figures[4:6]):
        found.append(swapped)
    ethiopic = calendar_period("ethiopic", day.year, day.month, day.day)
    persian = calendar_period("persian", *islamic_figures(day))
    found += [period[0] for period in (ethiopic, persian) if period]
    return [(d, d) for d in found] + [(day, day + timedelta(days=length)) for length in (5, 30, 31, 365, 366, 4000)]


def read(figures: str) -> date | None:
    try:
        return date(int(figures[:4]), int(figures[4:6]), int(figures[6:]))
    except ValueError:
        return None


def test_the_kernel_relates_birth_dates_as_the_reference_does() -> None:
    """Days, placeholders, intervals, the edges of every distance, and the ends of the calendar."""
    bases = [
        date(1974, 8, 12),
        date(1960, 2, 28),
        date(1996, 2, 29),
        date(1999, 12, 30),
        date(1850, 1, 2),
        date(2100, 11, 12),
    ]
    statements = [s for base in bases for s in slips(base)] + [(date(1, 1, 1),) * 2, (date(9999, 12, 31),) * 2]
    entries = [
        Entry(id=str(i), list="t", names=(EntryName("Ruslan Kovalchuk"),), birth_dates=(BirthDate((s,)),))
        for i, s in enumerate(statements)
    ]
    config = sc.ScreeningConfig(threshold=0.0, name_floor=0.0, max_hits=len(entries))
    found = sc.Screener(sc.Watchlist.from_entries(entries), config=config)
    asked = statements[::3]
    queries = [fold_traveller(sc.Traveller(name="Ruslan Kovalchuk", birth_date=BirthDate((s,)))) for s in asked]
    hits, _ = found.run(queries)
    assert len(hits) == len(asked) * len(entries)
    theirs = [days(BirthDate((s,))) for s in statements]
    unlike = [
        (asked[hit["row"]], statements[hit["entry"]])
        for hit in hits
        if hit["birth"] != birth_relation(queries[hit["row"]].births, theirs[hit["entry"]])
    ]
    assert unlike == []
    assert set(hits["birth"].tolist()) == set(BirthRelation) - {BirthRelation.UNKNOWN}


def test_the_most_telling_relation_stands_first() -> None:
    for table in (BIRTH, SEX, COUNTRY, DOCUMENT):
        weights = [weight.log_odds for relation, weight in table.items() if relation]
        assert weights == sorted(weights, reverse=True)
        unknown = next(iter(table.values()))
        assert unknown.log_odds == 0.0
    assert set(BIRTH) == set(BirthRelation) and set(SEX) == set(SexRelation)
    assert set(COUNTRY) == set(CountryRelation) and set(DOCUMENT) == set(DocumentRelation)


def test_a_weight_is_the_logarithm_of_its_shares() -> None:
    weight = BIRTH[BirthRelation.EQUAL]
    assert weight.log_odds == round(math.log(weight.m / weight.u) / NATS_PER_UNIT, 2)
    assert combine(0.5, weight.log_odds) == pytest.approx(1 / (1 + math.sqrt(weight.u / weight.m)), abs=1e-3)


def screener(*births: str, countries: tuple[tuple[str, CountryRole], ...] = ()) -> sc.Screener:
    entry = Entry(
        id="1",
        list="t",
        names=(EntryName("Ruslan Kovalchuk"),),
        birth_dates=tuple(sc.parse_birth_date(text) for text in births),
        countries=countries,
    )
    return sc.Screener(sc.Watchlist.from_entries([entry]))


def test_a_birth_date_decides_between_people_of_one_name() -> None:
    found = screener("1974-08-12")
    same, alone, other = (
        found.screen(sc.Traveller(name="Ruslan Kovalchuk", birth_date=born)).hits[0].score
        for born in ("1974-08-12", None, "1985-02-03")
    )
    assert same > alone > other


@pytest.mark.parametrize("listed", ["1974", "between 1970 and 1976", "1974-01-01", "August 1974", "circa 1974"])
def test_a_vague_birth_date_loses_nobody(listed: str) -> None:
    hit = screener(listed).screen(sc.Traveller(name="Ruslan Kovalchuk", birth_date="1974-08-12")).hits[0]
    assert hit.score > hit.name_score


def test_the_country_of_birth_stands_for_a_nationality_that_is_not_stated() -> None:
    born_there = screener(countries=(("UKR", "birth"),))
    assert born_there.screen(sc.Traveller(name="Ruslan Kovalchuk", nationality="UKR")).hits[0].evidence.nationality == 1
    other = screener(countries=(("UKR", "birth"), ("POL", "nationality")))
    assert other.screen(sc.Traveller(name="Ruslan Kovalchuk", nationality="UKR")).hits[0].evidence.nationality == 2


@given(one_day, st.integers(0, 3000))
def test_a_day_within_an_interval_agrees(day: date, length: int) -> None:
    start = day - timedelta(days=length // 2)
    theirs = [(start.toordinal() - 719_163, start.toordinal() - 719_163 + length)]
    ours = [(day.toordinal() - 719_163,) * 2]
    assert BIRTH[birth_relation(ours, theirs)].log_odds > 0


LISTED = Entry(
    id="1",
    list="t",
    type="document",
    names=(),
    documents=(Document("AB0152841", type="Passport", issuing_state="UKR"),),
)


@pytest.mark.parametrize(
    ("number", "issuer", "expected"),
    [
        ("AB0152841", "UKR", "SAME"),
        ("ab 015284-1", None, "SAME"),
        ("AB0152841", "Ukraine", "SAME"),
        ("AB0152841", "XXA", "SAME"),  # says no issuing state
        ("AB0152841", "POL", "OTHER_ISSUER"),
        ("ABO1S284I", "UKR", "LOOKALIKE"),
        ("ABO1S284I", "POL", "LOOKALIKE"),
    ],
)
def test_a_listed_document_needs_no_name(number: str, issuer: str | None, expected: str) -> None:
    found = sc.Screener(sc.Watchlist.from_entries([LISTED]))
    traveller = sc.Traveller(name="Ruslan Kovalchuk", document_number=number, issuing_state=issuer)
    for result in (found.screen(traveller), found.screen(sc.Traveller(document_number=number, issuing_state=issuer))):
        assert [hit.evidence.document.name for hit in result.hits] == [expected]
        assert result.hits[0].band == ("strong" if expected == "SAME" else "possible")
    table = pa.table({"document_number": [number], "issuing_state": pa.array([issuer], pa.string())})
    assert found.screen_table(table).column("document").to_pylist() == [expected.lower()]


def test_another_number_is_no_listed_document() -> None:
    found = sc.Screener(sc.Watchlist.from_entries([LISTED]))
    for number in ("AB0152842", "AB015284", "CB0152841"):
        assert found.screen(sc.Traveller(document_number=number, issuing_state="UKR")).status == "no_hits"


def test_nothing_contradicts_a_listed_document_away() -> None:
    entry = Entry(
        id="1",
        list="t",
        names=(EntryName("Ruslan Kovalchuk"),),
        birth_dates=(sc.parse_birth_date("1974-08-12"),),
        sex="M",
        countries=(("UKR", "nationality"),),
        documents=(Document("AB0152841"),),
    )
    other = sc.Traveller(
        name="Maria Garcia", birth_date="2009-01-31", sex="F", nationality="ESP", document_number="AB0152841"
    )
    hit = sc.Screener(sc.Watchlist.from_entries([entry])).screen(other).hits[0]
    assert hit.score == DOCUMENT_FLOOR
    assert "with a listed document it scores 0.75 at least" in hit.explain()
    assert hit.account.steps[-1].score == hit.score


keys = st.builds(
    document_hash, st.sampled_from(["AB0152841", "ABO152841", "AB0152842"]), st.sampled_from([None, "UKR", "POL"])
)


@given(st.lists(keys, max_size=3), st.lists(keys, max_size=3), keys)
def test_another_document_never_makes_documents_less_alike(ours: list[int], theirs: list[int], more: int) -> None:
    def weight(documents: list[int]) -> float:
        return DOCUMENT[document_relation(ours, documents)].log_odds

    assert weight([*theirs, more]) >= weight(theirs)
    assert document_relation(ours, theirs) == document_relation(theirs, ours)
