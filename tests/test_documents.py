"""Document numbers as lists and travellers write them meet in one spelling."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.documents import document_key, normalize_document_number
from screening.errors import InputError


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("SE 012820", "SE012820"),
        ("Afghan passport number SE 012820", "SE012820"),
        ("Freedonian national identification card (cedula) number 4414", "4414"),
        ("Diplomatic Passport: Z30321794", "Z30321794"),
        ("Provisional passport No.: 28642163", "28642163"),
        ("Diplomatic Passport no. 8208 No. 555627", "8208555627"),
        ("passport no. 55 0314316, valid from 6.12.2019", "550314316"),
        ("A1234567 (Expired 25 Jan. 2016)", "A1234567"),
        ("D014433, issued on 21 Feb. 2013", "D014433"),
        ("R00012098, South Sudan", "R00012098"),
        ("Libya B/002210", "B002210"),
        ("Sudan number B00017334; Kenya number AK158612", "B00017334"),
        ("Passeport numéro 05AT521433", "05AT521433"),
        ("No34409/129", "34409129"),
        ("N°235/12", "23512"),
        ("№ 7654321", "7654321"),
        ("NO34409", "NO34409"),
        ("TR-P 614 166", "TRP614166"),
        ("35202- 4135948-7", "3520241359487"),
        ("L898902C<<", "L898902C"),
        ("(A1234567)", "A1234567"),
        ("se 012820", "SE012820"),
        ("АН 123456", "AH123456"),
        ("١٢٣٤٥", "12345"),
        ("ABCDEFG", "ABCDEFG"),
    ],
)
def test_the_number_is_taken_out_of_what_surrounds_it(written: str, number: str) -> None:
    assert normalize_document_number(written) == number


@pytest.mark.parametrize(
    "written",
    [
        "",
        "  ",
        "--",
        "<<<<<<<<<",
        "passport",
        "Afghan passport",
        "unknown",
        "none",
        "№",
        "N/A",
    ],
)
def test_nothing_is_left_where_there_is_no_number(written: str) -> None:
    assert normalize_document_number(written) == ""
    assert document_key(written) == ""


@pytest.mark.parametrize("written", ["0", "00000000", "O-0", "xxx-xxx"])
def test_one_character_over_and_over_is_no_number_to_find_somebody_by(written: str) -> None:
    assert normalize_document_number(written)
    assert document_key(written) == ""


@pytest.mark.parametrize(("one", "other"), [("O0I1S5B8Z2G6", "001155882266"), ("AB 1O1", "ab-101")])
def test_characters_that_readers_exchange_are_equal_in_the_key(one: str, other: str) -> None:
    assert document_key(one) == document_key(other)


def test_the_key_keeps_other_letters_apart() -> None:
    keys = {document_key(letter + "734") for letter in string.ascii_uppercase}
    assert len(keys) == 26


def test_anything_but_text_is_refused() -> None:
    with pytest.raises(InputError):
        normalize_document_number(1234567)  # type: ignore[arg-type]


@given(st.text(max_size=60))
def test_any_text_gives_a_number_in_the_alphabet(text: str) -> None:
    assert set(normalize_document_number(text)) <= set(string.ascii_uppercase + string.digits)


@given(st.from_regex(r"[A-Z]{0,3}[0-9]{1,9}[A-Z]?", fullmatch=True))
def test_a_plain_number_stays_and_prose_does_not_change_it(number: str) -> None:
    assert normalize_document_number(number) == number
    assert normalize_document_number(f"Ruritanian passport number {number} (expires 1 May 2030)") == number
    assert document_key(document_key(number)) == document_key(number)
