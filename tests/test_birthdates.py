"""Birth dates in words and figures become intervals and flags."""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from screening.birthdates import BirthDate, mrz_birth_date, parse_birth_date, words
from screening.errors import InputError

CHECK = date(2026, 6, 15)


def read(text: str, **options: bool) -> str:
    """The intervals as text: ``from..to`` (a day once), separated by blanks."""
    birth = parse_birth_date(text, check_date=CHECK, **options)
    return " ".join(str(first) if first == last else f"{first}..{last}" for first, last in birth.intervals)


@pytest.mark.parametrize(
    ("text", "intervals", "flags"),
    [
        # figures
        ("1971-02-03", "1971-02-03", ""),
        ("1971-02-03T00:00:00Z", "1971-02-03", ""),
        ("1971/02/03", "1971-02-03", ""),
        ("19710203", "1971-02-03", ""),
        ("28021971", "1971-02-28", ""),
        ("16.3.1970", "1970-03-16", ""),
        ("7.8. 1978", "1978-08-07", ""),
        ("28.01 1966", "1966-01-28", ""),
        ("13/04/1970", "1970-04-13", ""),
        ("04/13/1970", "1970-04-13", ""),
        ("03/04/1970", "1970-04-03 1970-03-04", "alternatives day_month"),
        ("11/1973", "1973-11-01..1973-11-30", ""),
        ("/07/1965", "1965-07-01..1965-07-31", ""),
        ("1962-03", "1962-03-01..1962-03-31", ""),
        ("1946", "1946-01-01..1946-12-31", ""),
        ("1984-01-01", "1984-01-01", "placeholder"),
        ("1 July 1984", "1984-07-01", "placeholder"),
        # parts that are not known
        ("dd/mm/1971", "1971-01-01..1971-12-31", "partial"),
        ("dd/03/1971", "1971-03-01..1971-03-31", "partial"),
        ("XX/XX/1985", "1985-01-01..1985-12-31", "partial"),
        ("00/00/1994", "1994-01-01..1994-12-31", "partial"),
        ("1985-00-00", "1985-01-01..1985-12-31", "partial"),
        ("__/__/1985", "1985-01-01..1985-12-31", "partial"),
        ("10 October (year unknown)", "", "partial unknown"),
        # what does not exist
        ("31.2.1970", "1970-02-01..1970-02-28", "impossible"),
        ("1985-02-30", "1985-02-01..1985-02-28", "impossible"),
        ("1985-14-30", "1985-01-01..1985-12-31", "impossible"),
        ("29.02.1900", "1900-02-01..1900-02-28", "impossible"),
        # names of months
        ("24 June 1952", "1952-06-24", ""),
        ("8 Oct.1967", "1967-10-08", ""),
        ("12th of March 1985", "1985-03-12", ""),
        ("March 12, 1985", "1985-03-12", ""),
        ("1985 March 12", "1985-03-12", ""),
        ("10SEP72", "1972-09-10", ""),
        ("12-Mar-85", "1985-03-12", ""),
        ("Nov. 1973", "1973-11-01..1973-11-30", ""),
        ("né le 3 février 1970", "1970-02-03", ""),
        ("1er janvier 1970", "1970-01-01", "placeholder"),
        ("12 de marzo de 1970", "1970-03-12", ""),
        ("3 марта 1970 г.", "1970-03-03", ""),
        ("١٢ يناير ١٩٧٠", "1970-01-12", ""),
        ("12 كانون الثاني 1970", "1970-01-12", ""),
        ("3. März 1970", "1970-03-03", ""),
        # two digits
        ("12.03.85", "1985-03-12", ""),
        ("12.03.20", "2020-03-12 1920-03-12", "alternatives century"),
        # approximate
        ("circa 1951", "1951-01-01..1951-12-31", "approx"),
        ("c1951", "1951-01-01..1951-12-31", "approx"),
        ("1970?", "1970-01-01..1970-12-31", "approx"),
        ("(probably) 1944", "1944-01-01..1944-12-31", "approx"),
        ("on or around 3.4.1973", "1973-04-03", "approx"),
        ("vers 1965", "1965-01-01..1965-12-31", "approx"),
        ("около 1970 года", "1970-01-01..1970-12-31", "approx"),
        ("حوالي 1965", "1965-01-01..1965-12-31", "approx"),
        # ranges
        ("between 1955 and 1958", "1955-01-01..1958-12-31", "range"),
        ("Between 1960 and 1962 (Approximately)", "1960-01-01..1962-12-31", "approx range"),
        ("TYPE=BETWEEN FROM_YEAR=1963 TO_YEAR=1968", "1963-01-01..1968-12-31", "range"),
        ("Between Aug. and Sep. 1977", "1977-08-01..1977-09-30", "range"),
        ("1980-1990", "1980-01-01..1990-12-31", "range"),
        ("1980-85", "1980-01-01..1985-12-31", "range"),
        ("circa 1979-1982", "1979-01-01..1982-12-31", "approx range"),
        ("01 Jan 1961 to 31 Dec 1962", "1961-01-01..1962-12-31", "range"),
        ("1962-03 to 1963-02", "1962-03-01..1963-02-28", "range"),
        ("entre 1955 y 1958", "1955-01-01..1958-12-31", "range"),
        ("с 1955 по 1958", "1955-01-01..1958-12-31", "range"),
        ("بين 1955 و 1958", "1955-01-01..1958-12-31", "range"),
        ("1960s-1970s (approx. 60 years old)", "1960-01-01..1979-12-31", "approx range"),
        ("03/04/1970 to 05/06/1970", "1970-04-03..1970-06-05 1970-03-04..1970-05-06", "alternatives day_month range"),
        ("03/04/1970 to 15/06/1970", "1970-03-04..1970-06-15", "day_month range"),
        ("10 October (year unknown); 12.3.1970", "1970-03-12", ""),
        ("before 1964", "1863-12-31..1963-12-31", "open range"),
        ("after 1950", "1951-01-01..2050-12-31", "open range"),
        ("not before 1974", "1974-01-01..2074-12-31", "open range"),
        ("not later than 1964", "1864-12-31..1964-12-31", "open range"),
        ("desde 1974 hasta 1976", "1974-01-01..1976-12-31", "range"),
        ("after 1974 and before 1976", "1975-01-01..1975-12-31", "range"),
        ("after 1974 or 1960", "1975-01-01..2074-12-31 1960-01-01..1960-12-31", "alternatives open range"),
        ("not before 1980 until 1970", "1980-01-01..2080-12-31 1970-01-01..1970-12-31", "alternatives open range"),
        ("до 1964", "1864-12-31..1964-12-31", "open range"),
        # alternatives
        ("1965 or 1966", "1965-01-01..1965-12-31 1966-01-01..1966-12-31", "alternatives"),
        ("9.6.1981 or 1982", "1981-06-09 1982-01-01..1982-12-31", "alternatives"),
        ("10.2.1983 (or 10.3.1983)", "1983-02-10 1983-03-10", "alternatives"),
        ("(a) 22.9.1988, (b) 22.9.1989", "1988-09-22 1989-09-22", "alternatives"),
        ("1959/1960", "1959-01-01..1959-12-31 1960-01-01..1960-12-31", "alternatives"),
        ("March/April 1965", "1965-03-01..1965-03-31 1965-04-01..1965-04-30", "alternatives"),
        ("10 or 12 March 1960", "1960-03-10 1960-03-12", "alternatives"),
        ("1970 circa; 1970", "1970-01-01..1970-12-31", "approx"),
        # parts of years and decades
        ("born in the early 1970s", "1970-01-01..1974-12-31", "approx"),
        ("late 1970s", "1975-01-01..1979-12-31", "approx"),
        ("the 70s", "1970-01-01..1979-12-31", ""),
        ("début des années 1970", "1970-01-01..1974-12-31", "approx"),
        ("начало 1970-х", "1970-01-01..1974-12-31", "approx"),
        ("mid-1965", "1965-05-01..1965-08-31", "approx"),
        ("second half of 1965", "1965-07-01..1965-12-31", "approx"),
        ("summer 1965", "1965-06-01..1965-08-31", "approx"),
        ("printemps 1960", "1960-03-01..1960-05-31", "approx"),
        ("winter 1965", "1964-12-01..1965-02-28 1965-12-01..1966-02-28", "alternatives approx"),
        ("a mediados de 1974", "1974-05-01..1974-08-31", "approx"),
        # months of further languages, and figures with words for them
        ("12 Ağustos 1974", "1974-08-12", ""),
        ("12 sierpnia 1974", "1974-08-12", ""),
        ("12 серпня 1974", "1974-08-12", ""),
        ("12 Ogos 1974", "1974-08-12", ""),
        ("1974年8月12日", "1974-08-12", ""),
        ("1974년 8월", "1974-08-01..1974-08-31", ""),
        ("12 สิงหาคม 2517", "1974-08-12", "calendar"),
        # ages
        ("30-35 years old in 2001", "1965-01-02..1971-12-31", "age"),
        ("aged 42 in 1999", "1956-01-02..1957-12-31", "age"),
        ("35 ans en 2001", "1965-01-02..1966-12-31", "age"),
        ("aged 42 in March 2001", "1958-03-02..1959-03-31", "age"),
        ("aged about 35 in 2001", "1965-01-02..1966-12-31", "age approx"),
        ("35 years old", "1990-06-16..1991-06-15", "age"),
        # what follows the date
        ("7.10.1952 POB: Leningrad (1924 to 1991)", "1952-10-07", ""),
        ("8.5.1967 Gender: female", "1967-05-08", ""),
        ("6.5.1974.", "1974-05-06", ""),
        ("1979-03-03 from false passport", "1979-03-03", "unreliable"),
        # nothing
        ("", "", "unknown"),
        ("-", "", "unknown"),
        ("N/D", "", "unknown"),
        ("unknown", "", "unknown"),
        ("00.00.0000", "", "unknown"),
        ("sin datos", "", "unknown"),
        ("hello world", "", "unparsed"),
        ("0815", "", "unparsed"),
    ],
)
def test_a_statement_is_read(text: str, intervals: str, flags: str) -> None:
    assert read(text) == intervals
    assert parse_birth_date(text, check_date=CHECK).flags == set(flags.split())


@pytest.mark.parametrize(
    ("text", "intervals"),
    [
        # Days that public calendars agree on.
        ("1 Farvardin 1357", "1978-03-21"),
        ("1/1/1403 (solar hijri)", "2024-03-20"),
        ("1404-01-01 shamsi", "2025-03-21"),
        ("30.12.1399 Iranian calendar", "2021-03-20"),
        ("1 Meskerem 2000", "2007-09-12"),
        ("1966 (Ethiopian calendar)", "1973-09-11..1974-09-10"),
        ("14.7.2510 BE", "1967-07-14"),
        ("2513", "1970-01-01..1970-12-31"),
        # A day to each side: the tabular lunar calendar against sightings of the moon.
        ("24/06/1402 (Hijri Calendar)", "1982-04-18..1982-04-20"),
        ("1 Ramadan 1445", "2024-03-10..2024-03-12"),
        ("15 محرم 1390", "1970-03-22..1970-03-24"),
        ("1340-1342 AH", "1921-09-03..1924-08-02"),
        # Neither says lunar nor solar.
        ("1357", "1938-03-02..1939-02-21 1978-03-21..1979-03-20"),
        ("1340 (Iranian Hijri calendar), 1961 (Gregorian calendar)", "1961-03-21..1962-03-20 1961-01-01..1961-12-31"),
    ],
)
def test_other_calendars_are_converted(text: str, intervals: str) -> None:
    assert read(text) == intervals
    assert "calendar" in parse_birth_date(text).flags


def test_a_nationality_is_no_calendar() -> None:
    assert read("1963, Ethiopian") == read("1963, Iranian") == read("1963")


def test_the_source_may_say_which_figure_is_the_day() -> None:
    assert read("03/04/1970", day_first=True) == "1970-04-03"
    assert read("03/04/1970", day_first=False) == "1970-03-04"
    assert read("13/04/1970", day_first=False) == "1970-04-13"


def test_an_age_without_a_date_says_nothing_unless_the_day_of_the_check_is_given() -> None:
    assert parse_birth_date("35 years old") == BirthDate((), frozenset({"age", "unknown"}))


@pytest.mark.parametrize(
    ("field", "intervals", "flags"),
    [
        ("740812", "1974-08-12..1974-08-12", ""),
        ("85<<<<", "1985-01-01..1985-12-31", "partial"),
        ("8507<<", "1985-07-01..1985-07-31", "partial"),
        ("850000", "1985-01-01..1985-12-31", "partial"),
        ("<<<<<<", "", "unknown"),
        ("000000", "", "unknown"),
        ("850230", "1985-02-01..1985-02-28", "impossible"),
        ("851330", "1985-01-01..1985-12-31", "impossible"),
        ("850101", "1985-01-01..1985-01-01", "placeholder"),
        ("7SIOZS", "", "unparsed"),
        ("260616", "1926-06-16..1926-06-16", ""),  # tomorrow of the check: nobody is born yet
        ("260615", "2026-06-15..2026-06-15 1926-06-15..1926-06-15", "alternatives century"),
        ("050615", "2005-06-15..2005-06-15", ""),  # nobody is 121
    ],
)
def test_six_characters_of_a_document(field: str, intervals: str, flags: str) -> None:
    birth = mrz_birth_date(field, CHECK)
    assert " ".join(f"{first}..{last}" for first, last in birth.intervals) == intervals
    assert birth.flags == set(flags.split())
    assert parse_birth_date(field, check_date=CHECK) == birth


def test_a_placeholder_can_stand_for_its_year() -> None:
    birth = parse_birth_date("1.1.1970 or 5.5.1971")
    assert birth.widened().intervals == (
        (date(1970, 1, 1), date(1970, 12, 31)),
        (date(1971, 5, 5), date(1971, 5, 5)),
    )
    assert parse_birth_date("1970-01-02").widened() == parse_birth_date("1970-01-02")


def test_the_day_is_there_if_there_is_one() -> None:
    assert parse_birth_date("5.5.1971").day == date(1971, 5, 5)
    assert parse_birth_date("1971").day is None
    assert parse_birth_date("5.5.1971 or 6.5.1971").day is None


@pytest.mark.parametrize("value", [None, True, 1970, 1970.5, b"1970"])
def test_other_types_are_refused(value: object) -> None:
    with pytest.raises(InputError):
        parse_birth_date(value)  # type: ignore[arg-type]


VOCABULARY = [
    *words.MONTHS,
    *words.SEASONS,
    *words.CALENDARS,
    *words.MODIFIERS,
    *words.APPROXIMATE,
    *words.TO,
    *words.AND,
    *words.BETWEEN,
    *words.BEFORE,
    *words.AFTER,
    *words.SINCE,
    *words.YEARS_OLD,
    *words.AGED,
    *"1 7 12 30 31 85 99 1402 1357 1970 1999 2513 1950s / - . , ; ( ) < XX".split(),
]


@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(VOCABULARY), max_size=9).map(" ".join)))
@example("29.2.1904 to aged 4 in 29.2.1904")
@example("after 2392 before 1500")
def test_no_text_raises_and_intervals_are_ordered(text: str) -> None:
    birth = parse_birth_date(text, check_date=CHECK)
    assert all(first <= last for first, last in birth.intervals)
    assert len(set(birth.intervals)) == len(birth.intervals)
    assert birth.intervals or birth.flags & {"unknown", "unparsed"}
    assert ("alternatives" in birth.flags) == (len(birth.intervals) > 1)


@given(st.dates(date(1500, 1, 1), date(2392, 12, 31)))
def test_a_day_survives_every_way_of_writing_it(day: date) -> None:
    expected = parse_birth_date(day)
    assert expected.intervals == ((day, day),)
    for text in (
        day.isoformat(),
        f"{day.day}.{day.month}.{day.year}",
        f"{day:%d %B %Y}",
        f"{day:%B} {day.day}, {day.year}",
    ):
        assert parse_birth_date(text) == expected


@given(st.integers(1850, 2040), st.integers(0, 30))
def test_a_range_holds_its_ends(year: int, length: int) -> None:
    birth = parse_birth_date(f"between {year} and {year + length}")
    assert birth.intervals == ((date(year, 1, 1), date(year + length, 12, 31)),)


@pytest.mark.shared_data
def test_every_expression_of_the_lists_is_read(shared: Path) -> None:
    lines = (shared / "vectors/dob_expressions.tsv").read_text(encoding="utf-8").splitlines()[1:]
    assert len(lines) > 30
    for line in lines:
        text, _, intervals, _ = [*line.split("\t"), "", ""][:4]
        birth = parse_birth_date(text)
        if "policy option" in intervals:
            birth, intervals = birth.widened(), intervals.split()[0]
        assert ";".join(f"{first}..{last}" for first, last in birth.intervals) == intervals, text


@pytest.mark.shared_data
def test_every_date_of_a_year_that_the_european_journal_prints_is_found(shared: Path) -> None:
    statements = set()
    for file in (shared / "lists/eu_journal").glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as lines:
            statements |= {row["birthDate"].strip() for row in csv.DictReader(lines)}
    assert len(statements) > 1000
    for statement in statements:
        intervals = parse_birth_date(statement).intervals
        for year in map(int, re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", statement)):
            # "before 1964" ends in 1963; the middle of the 1940s begins in 1943.
            assert any(first.year - 3 <= year <= last.year + 1 for first, last in intervals), statement
