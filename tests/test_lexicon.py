"""What the lexicon knows about tokens: roles, rarity, groups of the same name, compounds, endings."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.lexicon import (
    MAX_BITS,
    MIN_BITS,
    ROLE_FACTOR,
    Role,
    fold_token,
    gender_ending,
    is_patronymic,
    is_variant_id,
    join_compounds,
    join_particles,
    name_ids,
    rarity,
    role,
    token_hash,
)
from screening.phonemes import phonemes, skeleton
from screening.text import script_of

TABLES = files("screening.tables")


def bits(token: str) -> int:
    return rarity(token, skeleton(phonemes(token, script_of(token))))


def share_variant(a: str, b: str) -> bool:
    return any(map(is_variant_id, set(name_ids(a)) & set(name_ids(b))))


def share_cognate(a: str, b: str) -> bool:
    return bool(set(name_ids(a)) & set(name_ids(b))) and not share_variant(a, b)


# --- folding and hashing ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("müller", "muller"),
        ("şahin", "sahin"),
        ("đỗ", "do"),
        ("أحمد", "احمد"),
        ("علی", "علي"),
        ("مُحَمَّد", "محمد"),
        ("семён", "семен"),
    ],
)
def test_spellings_that_differ_in_marks_alone_share_a_key(a: str, b: str) -> None:
    assert fold_token(a) == fold_token(b)


def test_vowel_signs_of_indic_scripts_are_kept() -> None:
    assert fold_token("राम") != fold_token("रीम")


@given(st.text(max_size=60))
def test_folding_is_idempotent_and_nothing_raises(text: str) -> None:
    key = fold_token(text)
    assert fold_token(key) == key
    assert 0 <= token_hash(text) < 1 << 64
    assert role(text) in Role
    assert MIN_BITS <= rarity(text, b"") <= MAX_BITS
    assert all(0 <= name_id < 1 << 20 for name_id in name_ids(text))
    gender_ending(text)
    is_patronymic(text)


def test_lone_surrogates_are_unknown_tokens() -> None:
    assert name_ids("\ud800") == ()
    assert rarity("\ud800", b"") == MAX_BITS


def test_hash_is_fnv_1a() -> None:
    # Vectors of the FNV specification (Fowler, Noll, Vo; draft-eastlake-fnv).
    assert token_hash("") == 0xCBF29CE484222325
    assert token_hash("a") == 0xAF63DC4C8601EC8C
    assert token_hash(b"foobar") == 0x85944171F73967E8


# --- roles ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "token", ["mr", "dr", "haji", "mullah", "daw", "shri", "ဦး", "นาย", "г-н", "господин", "دكتور", "様", "씨", "αλ"]
)
def test_honorifics_of_many_languages_are_not_names(token: str) -> None:
    assert role(token) is (Role.PARTICLE if token == "αλ" else Role.TITLE)


@pytest.mark.parametrize("token", ["al", "bin", "abu", "van", "de", "dos", "оглы", "بن", "ابو", "أبو", "בן"])
def test_particles(token: str) -> None:
    assert role(token) is Role.PARTICLE


@pytest.mark.parametrize(
    "token", ["ali", "khan", "mir", "le", "du", "das", "im", "mac", "md", "na", "u", "ko", "ma", "don", "حسن", "ким"]
)
def test_tokens_that_people_bear_as_names_stay_names(token: str) -> None:
    assert role(token) is Role.NAME


@pytest.mark.parametrize("token", ["sayed", "cheikh", "begum", "السيد", "sri"])
def test_honorifics_borne_as_names_stay_visible(token: str) -> None:
    assert role(token) is Role.PARTICLE


def test_other_roles() -> None:
    assert role("jr") is Role.SUFFIX
    assert role("fnu") is role("xxx") is role("unknown") is role("неизвестно") is Role.PLACEHOLDER


def test_factors_fall_from_name_to_placeholder() -> None:
    order = [Role.NAME, Role.PARTICLE, Role.SUFFIX, Role.TITLE, Role.PLACEHOLDER]
    factors = [ROLE_FACTOR[one] for one in order]
    assert factors == sorted(factors, reverse=True)
    assert ROLE_FACTOR[Role.PLACEHOLDER] == 0 < ROLE_FACTOR[Role.TITLE]


# --- rarity -----------------------------------------------------------------------------------------------------------

COMMON = """mohamed maria ahmed fatima garcia rodriguez wang li zhang chen kim lee park nguyen tran kumar singh sharma
ivanov aleksandr olena smith john mehmet yilmaz traore diallo ibrahim abdullahi okafor dlamini abebe silva santos khan
hossain aung sato tanaka muller nowak محمد 김 王 иванов"""


@pytest.mark.parametrize("token", COMMON.split())
def test_common_tokens_of_every_region_are_common(token: str) -> None:
    assert bits(token) <= 14


@pytest.mark.parametrize("token", ["schwarzenegger", "tsarnaev", "zuckerberg", "wickremeratchi"])
def test_rare_tokens_are_rare(token: str) -> None:
    assert bits(token) >= 17


def test_spellings_of_the_commonest_name_are_equally_common() -> None:
    assert {bits(token) for token in ("mohamed", "muhammad", "mohammed", "mohammad", "mohd", "md", "محمد")} == {
        bits("محمد")
    }


def test_an_unlisted_spelling_of_a_common_name_is_not_rare() -> None:
    assert bits("mohhammedd") <= bits("mohammed") + 4 < MAX_BITS


def test_a_short_skeleton_does_not_make_a_rare_name_common() -> None:
    assert bits("imran") > bits("maria")
    assert bits("zuzu") > bits("jose") + 3


@pytest.mark.shared_data
def test_bits_follow_the_frequencies_of_a_national_count(shared: Path) -> None:
    """The surnames of one census, by rank."""
    import pyarrow.parquet as pq

    table = pq.read_table(shared / "population/names_by_country_open.parquet")
    rows = [
        (row["latin"].lower(), row["weight"])
        for row in table.to_pylist()
        if row["country"] == "US" and row["kind"] == "surname" and row["latin"].isalpha() and row["latin"].isascii()
    ]
    rows.sort(key=lambda row: -row[1])
    top = [bits(name) for name, _ in rows[:500]]
    tail = [bits(name) for name, _ in rows[20_000:20_500]]
    assert np.mean(top) + 3 < np.mean(tail)


# --- groups of the same name ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("yusuf", "youssef"),
        ("yusuf", "يوسف"),
        ("aleksandr", "александр"),
        ("robert", "ロバート"),
        ("robert", "罗伯特"),
        ("kim", "김"),
        ("tesfaye", "tesfai"),
    ],
)
def test_spellings_and_scripts_of_one_name_share_a_variant_id(a: str, b: str) -> None:
    assert share_variant(a, b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("robert", "bob"),
        ("pedro", "peter"),
        ("aleksandr", "sasha"),
        ("jose", "pepe"),
        ("fatima", "fatoumata"),
        ("ivan", "john"),
    ],
)
def test_nicknames_and_cognates_share_the_weaker_kind(a: str, b: str) -> None:
    assert share_cognate(a, b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("asim", "asif"),
        ("mahmud", "muhammad"),
        ("hernandez", "fernandez"),
        ("mario", "maria"),
        ("rajesh", "ramesh"),
        ("khalid", "khalil"),
    ],
)
def test_near_twins_share_nothing(a: str, b: str) -> None:
    assert not set(name_ids(a)) & set(name_ids(b))


def test_unknown_tokens_belong_to_no_group() -> None:
    assert name_ids("qxzvkw") == ()
    assert name_ids("") == ()


# --- compounds and endings --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("names", "unit"),
    [
        (
            "abd al rahman|abdul rahman|abdur rahman|abd rahman|abdurrahman|abdelrahman|abdirahman|abd er rahman",
            "abdulrahman",
        ),
        ("abd allah|abdullah|abdallah|abdalla|abd al allah|abdellah", "abdullah"),
        ("salah al din|salah uddin|salah eddine|salahuddin|saladin|salaheddine", "salahaldin"),
        ("nur al din|noureddine|nuruddin|nour eddin", "nuraldin"),
        ("nasr allah|nasrullah|nasrallah|nasrollah", "nasrullah"),
        ("عبد الرحمن|عبدالرحمن", "عبدالرحمن"),
        ("صلاح الدين", "صلاحالدين"),
        ("سيف الله", "سيفالله"),
        ("абд ар рахман", "абдаррахман"),
        ("салах ад дин", "салахаддин"),
        ("аллах", "аллах"),
        ("আব্দুল আল মালিক", "আব্দুলআলমালিক"),
    ],
)
def test_compounds_become_one_unit(names: str, unit: str) -> None:
    for name in names.split("|"):
        assert join_compounds(["x", *name.split(), "y"]) == ["x", unit, "y"]


@pytest.mark.parametrize(
    ("name", "units"),
    [
        ("rahman abdul", ["abdulrahman"]),
        ("majeed chaudhry abdul", ["abdulmajeed", "chaudhry"]),
        ("abdlu rahman", ["abdulrahman"]),
        ("adul rahman", ["abdulrahman"]),
        ("abul hassan", ["abul", "hassan"]),
        ("hassan al abd", ["hassan", "al", "abd"]),
        ("saduddinsayyed", ["sadaldin", "sayyed"]),
        ("mohamedabdurrahman", ["mohamed", "abdulrahman"]),
        ("hamdullah allah noor", ["hamdullah", "allah", "noor"]),
        ("tayyab allah dad", ["tayyab", "allah", "dad"]),
    ],
)
def test_compounds_mistyped_turned_round_or_run_together(name: str, units: list[str]) -> None:
    assert join_compounds(name.split()) == units


@pytest.mark.parametrize(
    "name",
    [
        "bin laden",
        "abdul",
        "abd al",
        "mohammed uddin",
        "abdul bin saud",
        "abdulov",
        "gardin",
        "padilla",
        "abdou diouf",
        "martin",
        "al din",
    ],
)
def test_other_tokens_stay(name: str) -> None:
    assert join_compounds(name.split()) == name.split()


@given(st.lists(st.sampled_from(["ali", "bin", "laden", "maria", "garcia", "الحسن", "müller", "王"]), max_size=7))
def test_names_without_compounds_are_returned_unchanged(tokens: list[str]) -> None:
    assert join_compounds(tokens) == tokens


@given(
    st.lists(
        st.sampled_from(["abd", "abdul", "al", "rahman", "allah", "salah", "uddin", "nur", "bin", "عبد", "الله"]),
        max_size=7,
    )
)
def test_joined_units_stay_joined(tokens: list[str]) -> None:
    units = join_compounds(tokens)
    assert len(units) <= len(tokens)
    assert bool(units) == bool(tokens)
    assert [unit for unit in units if unit == "bin"] == [token for token in tokens if token == "bin"]


@pytest.mark.parametrize(
    ("name", "units"),
    [
        ("jan van der berg", ["jan", "van der", "berg"]),
        ("von und zu guttenberg", ["von und zu", "guttenberg"]),
        ("мария де ла крус", ["мария", "де ла", "крус"]),
        ("abu al hasan bin al walid", ["abu al", "hasan", "bin al", "walid"]),
        ("ben van der berg", ["ben", "van der", "berg"]),
        ("joao de oliveira", ["joao", "de", "oliveira"]),
        ("ahmed el sayed", ["ahmed", "el", "sayed"]),  # which is a name too
        ("d de souza", ["d", "de", "souza"]),
        ("", []),
    ],
)
def test_particles_side_by_side_are_one_unit(name: str, units: list[str]) -> None:
    assert join_particles(name.split()) == units
    assert join_particles(units) == units


@given(st.text("abdehilmnorsuz", min_size=1, max_size=16))
def test_joining_one_token_settles(token: str) -> None:
    once = join_compounds([token])
    assert join_compounds(once) == once


@pytest.mark.parametrize(
    ("man", "woman"),
    [
        ("ivanov", "ivanova"),
        ("kuznetsoff", "kuznetsova"),
        ("zhukovsky", "zhukovskaya"),
        ("zhukovskii", "zhukovskaia"),
        ("kowalski", "kowalska"),
        ("pushkin", "pushkina"),
        ("ivanovich", "ivanovna"),
        ("petrovych", "petrivna"),
        ("tolstoy", "tolstaya"),
        ("papadopoulos", "papadopoulou"),
        ("aliyev", "aliyeva"),
    ],
)
def test_two_endings_of_one_surname_agree(man: str, woman: str) -> None:
    assert gender_ending(man) == gender_ending(woman) is not None


@pytest.mark.parametrize(
    ("a", "b"),
    [("martin", "martina"), ("maria", "mario"), ("valentin", "valentina"), ("ivanov", "petrova"), ("ivanov", "ivanin")],
)
def test_given_names_and_other_surnames_do_not_agree(a: str, b: str) -> None:
    assert gender_ending(a) is None or gender_ending(a) != gender_ending(b)


def test_patronymics() -> None:
    assert all(map(is_patronymic, ("ivanovich", "sergeevna", "ilyich", "petrivna", "nikitichna", "mykolayovych")))
    assert not any(map(is_patronymic, ("ivanov", "ivanovic", "novak", "vich", "anna", "richardson")))


# --- the generated tables ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["name_ids.npy", "rarity.npy", "rarity_sound.npy", "given_in.txt"])
def test_tables_are_what_their_provenance_says(name: str) -> None:
    provenance = json.loads((TABLES / (name.partition(".")[0] + ".json")).read_text("utf-8"))
    assert hashlib.sha256((TABLES / name).read_bytes()).hexdigest() == provenance["sha256"]
    assert all(source["licence"] and source["sha256"] and "==" in source["package"] for source in provenance["inputs"])


def test_tables_stay_small() -> None:
    sizes = [len((TABLES / name).read_bytes()) for name in ("name_ids.npy", "rarity.npy", "rarity_sound.npy")]
    assert sizes[0] < 7_000_000
    assert sum(sizes) < 10_000_000


def test_nothing_is_read_before_it_is_asked_for() -> None:
    caches = "(lexicon.sorted_table, lexicon._roles)"
    code = f"from screening import lexicon; assert not any(known.cache_info().currsize for known in {caches})"
    subprocess.run([sys.executable, "-c", code], check=True)
