"""Names as tokens: how a token can be read, and what it costs that a name has more or other tokens."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import screening as sc
from screening._reference import penalty
from screening.names import glue_key, join_keys, make_token
from screening.readings import ATTESTED, HANDS, MAX_LETTERS, MAX_READINGS, renderings
from screening.scoring import MODEL, pair_class
from screening.text import Script


@given(st.text(max_size=40))
def test_readings_of_any_word_are_few_short_and_different(word: str) -> None:
    found = renderings(word)
    assert len(found) == len(set(found)) <= MAX_READINGS
    for reading in found:
        assert len(reading.spelling) <= MAX_LETTERS
        assert len(reading.phonemes) <= MAX_LETTERS
        assert 0 <= reading.hand < HANDS
        assert reading.spelling or reading.phonemes


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("山田太郎", "Yamada Taro"),
        ("山根良顕", "Yamane Yoshiaki"),
        ("毛泽东", "Mao Zedong"),
        ("李明", "Lee Ming"),  # a Korean and an English habit: not the reading by pinyin
        ("Florent", "Floran"),
        ("Bertrand", "Bertran"),
        ("Иванова", "Ivanov"),
    ],
)
def test_a_name_is_known_by_any_of_its_readings(written: str, read: str) -> None:
    assert sc.compare_names(written, read).score >= sc.ScreeningConfig().threshold


@pytest.mark.parametrize(("written", "heard"), [("thibault", "tibo"), ("benoit", "benwa"), ("gaudreau", "godro")])
def test_silent_endings_are_read_the_french_way_too(written: str, heard: str) -> None:
    assert renderings(heard)[0].phonemes in {reading.phonemes for reading in renderings(written)}


def test_an_english_name_has_one_reading() -> None:
    assert len(renderings("smith")) == 1
    assert renderings("smith")[0].hand == ATTESTED
    assert renderings("smith")[0].script is Script.LATIN


def test_surnames_that_differ_by_the_sex_of_the_bearer_share_a_group() -> None:
    he, she, other = (make_token(word) for word in ("zhukovsky", "zhukovskaya", "zhukov"))
    assert he is not None
    assert she is not None
    assert other is not None
    assert set(he.groups) & set(she.groups)
    assert not set(he.groups) & set(other.groups)
    assert list(he.groups) == sorted(he.groups)


def test_classes_of_pairs_are_symmetric() -> None:
    assert all(pair_class(a, b) is pair_class(b, a) for a in range(HANDS) for b in range(HANDS))


@pytest.mark.parametrize("cut", [False, True])
def test_more_unmatched_weight_never_costs_less(*, cut: bool) -> None:
    cost = [[penalty(a, b, cut=cut) for b in range(600)] for a in range(600)]
    for a in range(599):
        for b in range(599):
            assert cost[a][b] <= min(cost[a + 1][b], cost[a][b + 1])


def test_an_omission_saturates() -> None:
    one, two = penalty(MODEL.omission_half, 0), penalty(2 * MODEL.omission_half, 0)
    assert one < two < 2 * one


@given(st.binary(max_size=12), st.binary(max_size=12))
def test_the_key_of_two_tokens_written_as_one_follows_from_theirs(a: bytes, b: bytes) -> None:
    sounds, others = (bytes(symbol % 32 for symbol in part) for part in (a, b))
    whole = glue_key(sounds + others)
    assert join_keys(glue_key(sounds), glue_key(others)) in (whole, 0)
    if whole & 63 >= 3:
        assert join_keys(glue_key(sounds), glue_key(others)) == whole


@pytest.mark.parametrize("name", ["Lopez Hernan", "Kong Hae", "Matias Julio", "Nguyen Van"])
def test_what_meets_in_a_joined_word_does_not_hide_it(name: str) -> None:
    """``zh`` may be one sound, and so may ``ngh`` and ``sj``."""
    assert sc.compare_names(f"{name} Ramos", f"{name.replace(' ', '').title()} Ramos").score > 0.8
