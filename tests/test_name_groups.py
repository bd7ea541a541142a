"""Groups of the same name, and how they are made of the items that mix them."""

from __future__ import annotations

import pytest
from tools.make_name_ids import (
    MOST_COGNATES,
    MOST_VARIANTS,
    clusters,
    cognate_groups,
    same_sound,
    variant_groups,
    without_r,
)

import screening as sc
from screening.lexicon import is_variant_id, name_ids


def shared(a: str, b: str) -> set[bool]:
    """Of the groups that two forms share, which are of variants."""
    return {is_variant_id(group) for group in set(name_ids(a)) & set(name_ids(b))}


@pytest.mark.parametrize(
    ("a", "b"),
    [("carl", "คาร์ล"), ("singh", "சிங்"), ("tones", "टोनी"), ("neumannova", "neumann"), ("jong", "정"), ("chong", "정")],
)
def test_forms_of_one_name_share_a_group(a: str, b: str) -> None:
    assert shared(a, b)


@pytest.mark.parametrize(("a", "b"), [("yong", "ung"), ("swe", "kim")])
def test_syllables_of_one_character_are_not_one_name(a: str, b: str) -> None:
    assert not shared(a, b)


@pytest.mark.parametrize(
    ("a", "b"),
    [("wang", "hong"), ("yang", "yong"), ("jong", "yang"), ("yun", "juan"), ("tong", "song"), ("chen", "tan")],
)
def test_readings_of_one_character_in_two_languages_are_not_one_name(a: str, b: str) -> None:
    assert True not in shared(a, b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        *(
            ("li", "lee"),
            ("li", "yi"),
            ("lee", "rhee"),
            ("li", "rhee"),
            ("no", "ro"),
            ("park", "pak"),
            ("park", "bak"),
            ("choi", "choe"),
            ("kim", "gim"),
        ),
        *(("jeong", "chung"), ("jon", "chon"), ("gyu", "kyu"), ("zhang", "chang"), ("xu", "hsu"), ("ke", "ko")),
        *(("hirofumi", "hirohumi"), ("kosuke", "kousuke"), ("takeshi", "takesi")),
    ],
)
def test_spellings_of_one_reading_are_one_name(a: str, b: str) -> None:
    assert True in shared(a, b)


@pytest.mark.parametrize(("a", "b"), [("wang", "王"), ("hong", "洪"), ("song", "宋"), ("son", "손"), ("yang", "ян")])
def test_a_broad_syllable_keeps_its_forms_in_other_scripts(a: str, b: str) -> None:
    assert True in shared(a, b)


@pytest.mark.parametrize(
    ("north", "south"), [("리", "이"), ("류", "유"), ("량", "양"), ("로", "노"), ("라", "나"), ("이", ""), ("김", "")]
)
def test_what_the_south_leaves_out_where_a_name_begins(north: str, south: str) -> None:
    assert without_r(north) == south


def test_two_surnames_that_differ_by_more_than_that_stay_two() -> None:
    assert not shared("lam", "nam")


def test_an_article_is_no_nickname() -> None:
    assert not shared("al", "alexander")
    assert shared("ed", "edward")
    assert shared("ben", "benjamin")
    assert sc.compare_names("al-Ahmad", "AHMED ALEXANDER").score < 0.5


def test_a_name_in_another_script_is_found_by_its_group() -> None:
    assert sc.compare_names("Carl Singh", "คาร์ล சிங்").score > 0.8


def plain(form: str) -> str:
    return {"юн": "yun", "정": "jeong"}.get(form, form)


def test_a_form_between_two_does_not_join_them() -> None:
    groups = clusters(["ung", "yong", "yung"], plain)
    assert not any({"ung", "yong"} <= set(group) for group in groups)
    assert any({"ung", "yung"} <= set(group) for group in groups)
    assert any({"yong", "yung"} <= set(group) for group in groups)


def test_another_script_joins_what_it_sounds_like() -> None:
    assert clusters(["chong", "jong", "정"], plain) == [["chong", "jong", "정"]]


def test_a_form_in_han_stands_in_every_cluster() -> None:
    assert sorted(clusters(["chan", "wen", "陳"], plain)) == [["chan", "陳"], ["wen", "陳"]]
    assert clusters(["陳", "陈"], plain) == [["陈", "陳"]]


def test_syllables_are_compared_as_a_whole() -> None:
    assert not same_sound("soe", "swe", loosely=True)
    assert same_sound("soliman", "slimn", loosely=True)
    assert not same_sound("ung", "yong", loosely=False)


def test_broad_syllables_are_cognates_of_other_scripts_alone() -> None:
    items = [["lo", f"narrow{n}", f"дом{n}"] for n in range(MOST_COGNATES + 1)]
    groups = list(cognate_groups(items))
    assert ["narrow0", "дом0"] in groups
    assert ["lo", "дом0"] in groups
    assert not any({"lo", "narrow0"} <= set(group) for group in groups)


def test_broad_forms_that_are_seldom_together_are_variants_of_other_scripts_alone() -> None:
    alone = [["hong", f"дом{n}"] for n in range(MOST_VARIANTS)] + [["wang", f"сад{n}"] for n in range(2)]
    groups = list(variant_groups([*alone, ["hong", "wang", "泓"]]))
    assert ["hong", "泓"] in groups
    assert ["wang", "泓"] in groups
    assert ["hong", "дом0"] in groups


def test_broad_forms_that_are_mostly_together_stay_so() -> None:
    items = [["hiroshi", "hirosi", f"博{n}"] for n in range(MOST_VARIANTS + 1)]
    assert list(variant_groups(items)) == items
