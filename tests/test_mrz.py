"""Machine-readable zones: fields, verdicts of check digits, repairs, and what is refused."""

from __future__ import annotations

import csv
import string
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from screening.errors import MrzError
from screening.mrz import Mrz, parse_mrz

CHECK = date(2026, 6, 15)
TD3 = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
TD2 = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6"
TD1 = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<"
MRV_A = "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL8988901C4XXX4009078F9612109ZE184226B<<<<<<<"
FRENCH = "IDFRATEST<NAME<<<<<<<<<<<<<<<<0CHE02\n1710GVA123451ROBERTA<<<<<<<9112311F2"


def digit(text: str) -> str:
    """Check digit by the words of Doc 9303-3 section 4.9."""
    values = {char: value for value, char in enumerate(string.digits + string.ascii_uppercase)} | {"<": 0}
    return str(sum(values[char] * (7, 3, 1)[place % 3] for place, char in enumerate(text)) % 10)


def passport(
    *,
    name: str = "DOE<<JANE",
    state: str = "UTO",
    number: str = "T00000001",
    nationality: str = "UTO",
    birth: str = "600101",
    sex: str = "F",
    optional: str = "",
) -> str:
    """A TD3 zone whose check digits hold."""
    number, optional = number.ljust(9, "<"), optional.ljust(14, "<")
    number, birth, expiry, optional = (field + digit(field) for field in (number, birth, "301231", optional))
    second = f"{number}{nationality:<<3}{birth}{sex}{expiry}{optional}"
    return f"P<{state:<<3}{name:<<39}\n{second}{digit(number + birth + expiry + optional)}"


def test_every_field_of_a_passport() -> None:
    mrz = parse_mrz(TD3, check_date=CHECK)
    assert (mrz.format, mrz.document_code, mrz.issuing_state, mrz.nationality) == ("TD3", "P", "UTO", "UTO")
    assert (mrz.surname, mrz.given_names, mrz.sex) == ("ERIKSSON", "ANNA MARIA", "F")
    assert (mrz.document_number, mrz.optional, mrz.optional_2) == ("L898902C3", "ZE184226B", "")
    assert mrz.birth_date.day == date(1974, 8, 12)
    assert mrz.expiry_date == date(2012, 4, 15)
    assert mrz.checks == dict.fromkeys(("document_number", "birth_date", "expiry_date", "optional", "composite"), True)
    assert not mrz.maybe_truncated
    assert mrz.repairs == ()


@pytest.mark.parametrize(
    ("zone", "layout", "missing"),
    [
        (TD3, "TD3", set()),
        (TD2, "TD2", {"optional"}),
        (TD1, "TD1", {"optional"}),
        (MRV_A, "MRV-A", {"optional", "composite"}),
        (FRENCH, "FRA-ID", {"optional", "expiry_date"}),
    ],
)
def test_each_format_has_its_check_digits(zone: str, layout: str, missing: set[str]) -> None:
    mrz = parse_mrz(zone, check_date=CHECK)
    assert mrz.format == layout
    assert {name for name, verdict in mrz.checks.items() if verdict is None} == missing
    assert False not in mrz.checks.values()


def test_the_french_card_has_its_own_places() -> None:
    mrz = parse_mrz(FRENCH, check_date=CHECK)
    assert (mrz.surname, mrz.given_names, mrz.document_number) == ("TEST NAME", "ROBERTA", "1710GVA12345")
    assert (mrz.nationality, mrz.optional, mrz.sex, mrz.expiry_date) == ("FRA", "0CHE02", "F", None)
    assert mrz.birth_date.day == date(1991, 12, 31)


@pytest.mark.parametrize("zone", [TD3, TD2, TD1, MRV_A, FRENCH])
@pytest.mark.parametrize(
    "change",
    [
        lambda zone: zone.replace("\n", ""),
        lambda zone: zone.replace("\n", "\r\n") + "\r\n",
        lambda zone: zone.replace("\n", "\r"),
        lambda zone: "\n\n " + zone.replace("<", "< ").replace("\n", " \n\t") + "\n",
        str.lower,
        lambda zone: "\ufeff" + zone + "\x00\x03",
        lambda zone: zone.replace("<", "＜"),
    ],
    ids=["run", "crlf", "cr", "blanks", "lower", "controls", "fullwidth"],
)
def test_lines_may_be_delivered_in_any_way(zone: str, change: Any) -> None:
    assert parse_mrz(change(zone), check_date=CHECK) == parse_mrz(zone, check_date=CHECK)


@pytest.mark.parametrize(
    ("name", "surname", "given_names", "maybe_truncated"),
    [
        ("<<RAMESH", "", "RAMESH", False),
        ("ARKFREITH", "ARKFREITH", "", False),
        ("AL<BASRI<<HUDA<MUHAMMAD", "AL BASRI", "HUDA MUHAMMAD", False),
        ("VAN<NIEUWENHUIZEN<<GERARD<ROBBERT<MARTI", "VAN NIEUWENHUIZEN", "GERARD ROBBERT MARTI", True),
        ("PAPANDROPOULOUS<<JONATHON<WARREN<TREVOR", "PAPANDROPOULOUS", "JONATHON WARREN TREVOR", True),
        ("PAPANDROPOULOUS<<JONATHON<WARREN<TREVO<", "PAPANDROPOULOUS", "JONATHON WARREN TREVO", False),
        ("", "", "", False),
    ],
)
def test_identifiers_are_neither_lost_nor_swapped(
    name: str, surname: str, given_names: str, *, maybe_truncated: bool
) -> None:
    mrz = parse_mrz(passport(name=name), check_date=CHECK)
    assert (mrz.surname, mrz.given_names, mrz.maybe_truncated) == (surname, given_names, maybe_truncated)


@pytest.mark.parametrize(
    ("birth", "intervals", "flag"),
    [
        ("85<<<<", [(date(1985, 1, 1), date(1985, 12, 31))], "partial"),
        ("850000", [(date(1985, 1, 1), date(1985, 12, 31))], "partial"),
        ("8507<<", [(date(1985, 7, 1), date(1985, 7, 31))], "partial"),
        ("<<<<<<", [], "unknown"),
        ("850231", [(date(1985, 2, 1), date(1985, 2, 28))], "impossible"),
        ("200304", [(date(2020, 3, 4),) * 2, (date(1920, 3, 4),) * 2], "century"),
    ],
)
def test_an_uncertain_birth_date_is_kept_as_what_is_certain(birth: str, intervals: list[Any], flag: str) -> None:
    mrz = parse_mrz(passport(birth=birth), check_date=CHECK)
    assert list(mrz.birth_date.intervals) == intervals
    assert flag in mrz.birth_date.flags
    assert mrz.checks["birth_date"]


def test_the_day_of_the_check_decides_the_century() -> None:
    zone = passport(birth="260701")
    assert parse_mrz(zone, check_date=CHECK).birth_date.day == date(1926, 7, 1)
    later = parse_mrz(zone, check_date=date(2026, 7, 2)).birth_date
    assert [first.year for first, _ in later.intervals] == [2026, 1926]


@pytest.mark.parametrize(("sex", "expected"), [("M", "M"), ("F", "F"), ("X", "X"), ("<", None), ("H", None)])
def test_sex(sex: str, expected: str | None) -> None:
    assert parse_mrz(passport(sex=sex), check_date=CHECK).sex == expected


@pytest.mark.parametrize("state", ["D", "GBN", "RKS", "UNO", "XXA", "ZZZ"])
def test_any_state_is_taken_as_printed(state: str) -> None:
    mrz = parse_mrz(passport(state=state, nationality=state), check_date=CHECK)
    assert (mrz.issuing_state, mrz.nationality) == (state, state)


@pytest.mark.parametrize("filler", ["", "<"])
def test_a_long_number_goes_on_in_the_optional_data(filler: str) -> None:
    """Issuers compute its digit with or without the filler in the middle."""
    tail = "601" + digit("000590240" + filler + "601")
    second, name = "8512017F1311048BEL85120100200", "REINARTZ<<ULRIKE<KATIA<E".ljust(30, "<")
    first = f"IDBEL000590240<{tail}<AB".ljust(30, "<")
    composite = digit(first[5:] + second[:7] + second[8:15] + second[18:])
    mrz = parse_mrz(f"{first}\n{second}{composite}\n{name}", check_date=CHECK)
    assert (mrz.document_number, mrz.optional, mrz.optional_2) == ("000590240601", "AB", "85120100200")
    assert (mrz.checks["document_number"], mrz.checks["composite"]) == (True, True)


def swapped(zone: str, position: int, characters: str) -> str:
    """The second line with other characters at a position counted from 1, as Doc 9303 counts."""
    start = 45 + position - 1
    return zone[:start] + characters + zone[start + len(characters) :]


@pytest.mark.parametrize(
    ("position", "misread", "field"),
    [
        (14, "74O8IZZ", "birth_date"),
        (22, "I2O4I59", "expiry_date"),
        (10, "G", "document_number"),
        (43, "I", "optional"),
        (44, "O", "composite"),
        (6, "O", "document_number"),
    ],
)
def test_a_misread_character_is_repaired_where_the_digits_prove_it(position: int, misread: str, field: str) -> None:
    zone = swapped(TD3, position, misread)
    read, meant = parse_mrz(zone, check_date=CHECK), parse_mrz(TD3, check_date=CHECK)
    assert field in {where for where, _ in read.repairs}
    assert not read.checks[field]  # type: ignore[index]
    for name in ("document_number", "birth_date", "expiry_date", "optional", "surname"):
        assert getattr(read, name) == getattr(meant, name)


@pytest.mark.parametrize(
    ("position", "misread"),
    [
        (14, "741O12"),  # another date: the digit does not hold
        (1, "L898903C3"),  # not a look-alike
        (1, "LB989O2C3"),  # two characters: too much to guess
    ],
)
def test_nothing_is_repaired_without_proof(position: int, misread: str) -> None:
    read = parse_mrz(swapped(TD3, position, misread), check_date=CHECK)
    assert read.repairs == ()
    assert False in read.checks.values()


def test_a_name_is_never_repaired() -> None:
    mrz = parse_mrz(TD3.replace("ERIKSSON", "ER1K550N"), check_date=CHECK)
    assert (mrz.surname, mrz.repairs) == ("ER1K550N", ())


@pytest.mark.parametrize(
    ("text", "where", "rule"),
    [
        ("", None, "there must be two lines"),
        ("P<UTO", None, "there must be two lines"),
        (TD3[:-1], "line 2", "43 characters"),
        (TD3[1:], "line 1", "43 characters"),
        (TD1[:-1], "line 3", "29 characters"),
        (TD2.replace("\n", "<\n"), "line 1", "37 characters"),
        (TD1[:29] + "\n" + TD1[29] + TD1[31:], "line 1", "29 characters"),
        (TD2 + "\n" + TD2, None, "4 lines"),
        (TD3.replace("ANNA", "AN.A"), "line 1, position 18", "outside A-Z"),
        (TD3.replace("F1204159", "F12O4É59"), "line 2, position 26", "outside A-Z"),
        ("1" + TD3[1:], "line 1, position 1", "letter"),
        ("\x00\xff\x80" * 30, None, "there must be"),
        ("P<UTO" * 2_000_000, None, "not longer"),
    ],
)
def test_what_is_no_zone_is_refused_without_repeating_it(text: str, where: str | None, rule: str) -> None:
    with pytest.raises(MrzError) as error:
        parse_mrz(text)
    assert error.value.where == where
    assert rule in error.value.rule
    assert not {"ERIKSSON", "L898902C", "UTO"} & set(str(error.value).replace("<", " ").split())
    assert error.value.__cause__ is None


def test_bytes_are_refused() -> None:
    with pytest.raises(MrzError):
        parse_mrz(TD3.encode())  # type: ignore[arg-type]


def test_a_zone_does_not_show_in_logs() -> None:
    shown = repr(parse_mrz(TD3, check_date=CHECK))
    assert "TD3" in shown
    assert not [word for word in ("ERIKSSON", "ANNA", "L898902C3", "1974", "UTO") if word in shown]


ZONE = st.sampled_from(string.ascii_uppercase + string.digits + "<<<<<<")
LENGTH = st.sampled_from([88, 72, 90])


@given(st.one_of(LENGTH.flatmap(lambda n: st.text(ZONE, min_size=n, max_size=n)), st.text(max_size=120)))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        mrz = parse_mrz(text, check_date=CHECK)
    except MrzError:
        return
    assert isinstance(mrz, Mrz)
    assert all(first <= last <= date(2026, 12, 31) for first, last in mrz.birth_date.intervals)
    assert set(mrz.surname + mrz.given_names) <= set(string.ascii_uppercase + string.digits + " ")


FIELD = st.text(string.ascii_uppercase + string.digits, min_size=1, max_size=9)


@given(FIELD, st.dates(date(1927, 1, 1), date(2005, 12, 31)), FIELD)
def test_what_is_written_is_read_and_its_digits_hold(number: str, birth: date, optional: str) -> None:
    mrz = parse_mrz(passport(number=number, birth=f"{birth:%y%m%d}", optional=optional), check_date=CHECK)
    assert (mrz.document_number, mrz.optional, mrz.birth_date.day) == (number, optional, birth)
    assert set(mrz.checks.values()) == {True}


@given(st.integers(0, 43), st.sampled_from(string.digits))
def test_a_changed_digit_never_passes_all_checks(position: int, other: str) -> None:
    changed = swapped(TD3, position + 1, other)
    assume(TD3[45 + position].isdigit() and changed != TD3)
    assert False in parse_mrz(changed, check_date=CHECK).checks.values()


@pytest.mark.shared_data
def test_every_vector_is_read(shared: Path) -> None:
    with (shared / "vectors/mrz_vectors.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert len(rows) > 50
    verdict = {"": None, "0": False, "1": True}
    for row in rows:
        mrz = parse_mrz("\n".join(filter(None, (row["line1"], row["line2"], row["line3"]))), check_date=CHECK)
        assert mrz.format.replace("-", "") == row["type"].replace("-", ""), row["id"]
        read = (mrz.document_code, mrz.issuing_state, mrz.surname, mrz.given_names, mrz.document_number)
        assert read == (row["doc_code"], row["issuer"], row["primary"], row["secondary"], row["number"]), row["id"]
        assert (mrz.nationality, mrz.optional, mrz.optional_2) == (
            row["nationality"],
            row["optional"],
            row["optional2"],
        ), row["id"]
        assert mrz.sex == (row["sex"] if row["sex"] in "MFX" else None), row["id"]
        assert mrz.maybe_truncated == (row["maybe_truncated"] == "1"), row["id"]
        assert mrz.checks == {
            "document_number": verdict[row["number_ok"]],
            "birth_date": verdict[row["dob_ok"]],
            "expiry_date": verdict[row["expiry_ok"]],
            "optional": verdict[row["optional_ok"]],
            "composite": verdict[row["composite_ok"]],
        }, row["id"]
