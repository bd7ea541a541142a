"""Slips of typists and scanners are seen through, and names are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import DamerauLevenshtein

import screening as sc
from screening.lexicon import attested_bits, bits_of_many, is_known
from screening.names import parse_forms
from screening.slips import meant, without_digits

LATIN = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=9)
THRESHOLD = 0.70


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("samacl", "samad"),  # shapes that scanners mistake
        ("rornan", "roman"),
        ("imn", "min"),  # two letters exchanged
        ("igro", "igor"),
        ("irbahim", "ibrahim"),
        ("ktaw", "kyaw"),  # a neighbour on the keyboard
        ("jjuan", "juan"),  # one too many
        ("imchael", "michael"),  # exchanged in a long word
        ("michqel", "michael"),
    ],
)
def test_a_word_is_heard_as_the_name_one_slip_away(written: str, name: str) -> None:
    assert name in meant(written)


@pytest.mark.parametrize("name", ["maria", "samad", "hani", "kyaw", "ivan", "li", "wojciech"])
def test_names_are_no_slips(name: str) -> None:
    assert meant(name) == ()


@given(LATIN)
def test_what_is_meant_is_a_name_and_one_slip_away(word: str) -> None:
    found = meant(word)
    assert not (found and is_known(word))
    for name in found:
        assert is_known(name)
        shapes = word.replace("rn", "m"), word.replace("cl", "d"), word.replace("vv", "w"), word.replace("ii", "u")
        assert min(DamerauLevenshtein.distance(name, w) for w in (word, *shapes)) <= 2


@given(st.lists(LATIN | st.sampled_from(["maria", "samad", "zzzzzz"])))
def test_many_names_are_looked_up_as_one_by_one(names: list[str]) -> None:
    assert bits_of_many(names) == [attested_bits(name) for name in names]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Tariq HAMID", "Tariq HAMIcl"),
        ("Thura Min", "Thura iMn"),
        ("Omid JAVADI", "lmid JAVADI"),
        ("Pak Kil", "Pak Ki1"),
        ("Igor BELOV", "I6or BELOV"),
        ("Karim SAMAK", "Karim SArnAK"),
    ],
)
def test_a_name_with_a_slip_is_found(a: str, b: str) -> None:
    assert THRESHOLD <= sc.compare_names(a, b).score <= sc.compare_names(a, a).score


@pytest.mark.parametrize(("a", "b"), [("Hani Salim", "Hadi Salim"), ("Samir Nadir", "Amir Nadir")])
def test_two_names_that_differ_by_a_letter_stay_two(a: str, b: str) -> None:
    assert sc.compare_names(a, b).score < THRESHOLD


@pytest.mark.parametrize(
    ("written", "read"),
    [("ki1", "kil"), ("a1i", "ali"), ("i6or", "igor"), ("0mar", "omar"), ("j0hn", "john"), ("guang2", "guang")],
)
def test_digits_inside_a_name_are_letters(written: str, read: str) -> None:
    assert without_digits(written) == read
    assert parse_forms(written)[0].tokens == parse_forms(read)[0].tokens


def test_digits_are_letters_before_words_are_joined() -> None:
    assert parse_forms("Abdu1 Hakim")[0].tokens == parse_forms("Abdul Hakim")[0].tokens


def test_the_explanation_says_that_it_was_a_slip() -> None:
    assert "slip" in sc.compare_names("Thura Min", "Thura iMn").explain()


def test_numbers_are_no_names() -> None:
    assert without_digits("1984") == "1984"
    assert parse_forms("1984")[0].tokens == ()


@given(st.text(max_size=20))
def test_digits_never_raise(text: str) -> None:
    without_digits(text)
