"""Clean-up of names: what it must do, and what no input may do to it."""

from __future__ import annotations

import timeit
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.text import (
    MAX_CODE_POINTS,
    MAX_COMBINING_RUN,
    MAX_TOKENS,
    Script,
    clean,
    normalize_name,
    script_of,
)

# Any code points at all, lone surrogates included, with the troublesome ones often.
ANY_TEXT = st.text(
    st.one_of(
        st.characters(codec=None),
        st.sampled_from("\0\u200b\u200c\u200d\u202e\u0301\u0307\u0651'’ʿ׳״İIıiΣσςß-_<ﷺﬁ\ud800\ue000🙂ا᾽́คำ֑"),
    ),
    max_size=40,
)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("José  MÜLLER-O'Neill", "josé müller oneill"),
        ("D’Artagnan", "dartagnan"),
        ("‘Abd al-Raḥmān", "abd al raḥmān"),
        ("Ch`oe Yo´ng", "choe yong"),
        ("SMITH<<JOHN<PAUL", "smith john paul"),
        ("AGENT 007", "agent 007"),
        ("Ｊｏｈｎ　Ｓｍｉｔｈ", "john smith"),
        ("ﬁnn", "finn"),
        ("١٢٣", "123"),
        ("Jo\0hn\tDoe", "john doe"),
        ("Дар'я", "даря"),
        ("ΠΑΠΑΔΟΠΟΥΛΟΣ Σ", "παπαδοπουλος ς"),
        ("Straße STRAẞE", "straße straße"),
    ],
)
def test_names_come_out_as_tokens(text: str, cleaned: str) -> None:
    assert normalize_name(text) == cleaned


def test_turkish_dotted_and_dotless_i_are_lower_cased_each_to_one_letter() -> None:
    assert normalize_name("İSTANBUL") == "istanbul"
    assert normalize_name("Iğdır") == "iğdır"
    assert normalize_name("i\u0307smail") == "ismail"


def test_invisible_and_bidirectional_characters_cannot_split_or_hide_a_name() -> None:
    assert normalize_name("Os\u200bama\u202e \u2066bin\u2069 La\u00adden\ufeff") == "osama bin laden"


def test_zero_width_non_joiner_parts_arabic_script_and_only_that() -> None:
    assert normalize_name("علی\u200cرضا") == "علی رضا"
    assert normalize_name("ක්\u200cෂ") == "ක්ෂ"
    assert normalize_name("An\u200cna") == "anna"


def test_arabic_vowel_points_tatweel_and_presentation_forms_are_folded() -> None:
    assert normalize_name("مُحَمَّد") == normalize_name("محـــمد") == normalize_name("ﻣﺤﻤﺪ") == "محمد"
    assert normalize_name("ا\u0653دم") == "آدم"
    assert normalize_name("محمد ﷺ") == "محمد"


def test_hebrew_loses_its_points_and_keeps_the_geresh_that_changes_a_letter() -> None:
    assert normalize_name("דָּוִד") == "דוד"
    assert normalize_name("ג'ורג'") == "ג׳ורג׳"
    assert normalize_name("א'ב") == "אב"


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("ОRION", "orion"),  # Cyrillic О
        ("Pаvel", "pavel"),  # Cyrillic а
        ("ИBAН", "иван"),  # Latin B and A in a Cyrillic name
        ("Νovak Iνan", "novak ivan"),  # Greek Ν is N, ν is v
        ("Иван Smith", "иван smith"),  # two tokens, each in its own script
        ("Жohn", "жohn"),  # no look-alike explains Ж
    ],
)
def test_look_alikes_are_repaired_only_inside_a_mixed_token(text: str, cleaned: str) -> None:
    assert normalize_name(text) == cleaned


def test_letters_keep_their_diacritics_and_scripts() -> None:
    for text in ("đặng", "ёлкин", "हिन्दी", "ပြည်", "한글", "ガード", "ქართული", "አማርኛ"):
        assert normalize_name(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    "text", ["", " ", "---", "'''", "\0\0", "\u200b\u202e", "🙂🙂", "\ud800", "\ue000", "\u0301\u0302"]
)
def test_what_holds_no_letter_and_no_digit_is_empty(text: str) -> None:
    assert clean(text) == ("", False)


@given(ANY_TEXT)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = normalize_name(text)
    assert normalize_name(once) == once


@given(ANY_TEXT)
def test_cleaned_text_is_lower_case_tokens_within_the_limits(text: str) -> None:
    cleaned = normalize_name(text)
    assert cleaned == " ".join(cleaned.split())
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not any(unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Lu") for char in cleaned)
    assert len(cleaned) <= MAX_CODE_POINTS and len(cleaned.split()) <= MAX_TOKENS


FLOODS = {
    "a megabyte of letters": "a" * 1_000_000,
    "a megabyte of Cyrillic": "ж" * 1_000_000,
    "combining marks": "e" + "\u0301" * 100_000,
    "marks out of order": "e" + "\u0301\u0323" * 50_000,
    "ligatures that unfold": "ﷺ" * 100_000,
    "long ligatures": "㍿㌖" * 50_000,
    "lone surrogates": "\ud800" * 100_000,
    "nulls": "\0" * 100_000,
    "many tokens": "a " * 100_000,
    "many Arabic tokens": "م " * 100_000,
    "mixed look-alikes": "aа" * 100_000,
    "punctuation": "-'" * 100_000,
    "emoji": "👩‍👩‍👧‍👦" * 10_000,
    "jamo": "\u1100\u1161" * 100_000,
    "Han": "王" * 1_000_000,
    "hyphens": "Bo-Ram " * 100_000,
    "private use": "\ue000\U000f0000" * 100_000,
}


@pytest.mark.parametrize("flood", FLOODS.values(), ids=FLOODS.keys())
def test_no_flood_takes_longer_than_five_milliseconds(flood: str) -> None:
    cleaned = clean(flood)
    assert min(timeit.repeat(lambda: clean(flood), number=1, repeat=5)) < 0.005
    assert cleaned.truncated
    assert len(cleaned.text) <= MAX_CODE_POINTS


def test_a_cut_is_reported_and_ordinary_names_are_not_cut() -> None:
    assert not clean("Pablo Diego José Francisco de Paula Juan Nepomuceno María de los Remedios").truncated
    assert clean("é" + "\u0301" * (MAX_COMBINING_RUN + 1)).truncated
    assert clean("a " * (MAX_TOKENS + 1)).truncated
    assert len(clean("ab " * 100).text.split()) == MAX_TOKENS


@pytest.mark.parametrize(
    ("token", "script"),
    [
        ("smith", Script.LATIN),
        ("đặng", Script.LATIN),
        ("иван", Script.CYRILLIC),
        ("νίκος", Script.GREEK),
        ("محمد", Script.ARABIC),
        ("דוד", Script.HEBREW),
        ("արամ", Script.ARMENIAN),
        ("გია", Script.GEORGIAN),
        ("राम", Script.DEVANAGARI),
        ("রহিম", Script.BENGALI),
        ("ਸਿੰਘ", Script.GURMUKHI),
        ("પટેલ", Script.GUJARATI),
        ("ନବୀନ", Script.ORIYA),
        ("முருகன்", Script.TAMIL),
        ("రామ", Script.TELUGU),
        ("ಕುಮಾರ", Script.KANNADA),
        ("മോഹൻ", Script.MALAYALAM),
        ("මහින්ද", Script.SINHALA),
        ("สมชาย", Script.THAI),
        ("ສົມສັກ", Script.LAO),
        ("ហ៊ុន", Script.KHMER),
        ("အောင်", Script.MYANMAR),
        ("བསྟན", Script.TIBETAN),
        ("አበበ", Script.ETHIOPIC),
        ("김", Script.HANGUL),
        ("金", Script.HAN),
        ("𠮷田", Script.HAN),
        ("さくら", Script.KANA),
        ("アベ", Script.KANA),
        ("123", Script.OTHER),
        ("", Script.OTHER),
    ],
)
def test_script_of_a_token(token: str, script: Script) -> None:
    assert script_of(token) is script
