"""Names as tokens: how a token can be read, and what it costs that a name has more or other tokens."""

from __future__ import annotations

import timeit
from itertools import chain

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.test_text import FLOODS

import screening as sc
from screening import lexicon
from screening._reference import penalty
from screening.names import MAX_FORMS, glue_key, join_keys, make_token, parse_forms, parse_parts
from screening.readings import ATTESTED, HANDS, MAX_LETTERS, MAX_READINGS, renderings
from screening.scoring import MODEL, pair_class
from screening.text import Script
from screening.translit import cut, segment
from screening.watchlist.schema import Entry, EntryName


@given(st.text(max_size=40))
@example("2一")
@example("K子")
@example("一é")
def test_readings_of_any_word_are_few_short_and_different(word: str) -> None:
    readings = renderings(word), renderings(word, as_japanese=True)
    assert all(len(found) == len(set(found)) <= MAX_READINGS for found in readings)
    for reading in chain(*readings):
        assert len(reading.spelling) <= MAX_LETTERS
        assert set(reading.spelling) <= set("abcdefghijklmnopqrstuvwxyz")
        assert len(reading.phonemes) <= MAX_LETTERS
        assert 0 <= reading.hand < HANDS
        assert reading.spelling or reading.phonemes


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("山田太郎", "Yamada Taro"),
        ("山根良顕", "Yamane Yoshiaki"),
        ("山根良顕", "やまねよしあき"),
        ("木村元彦", "Kimura Motohiko"),
        ("松浦よし子", "Matsuura Yoshiko"),
        ("倉本鉄範", "Kuramoto Tetsunori"),  # a given name in no dictionary
        ("고하늘", "Ko Ha-neul"),
        ("루도비코", "Ludovico"),
        ("托马斯", "Thomas"),
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


@pytest.mark.parametrize("latin", ["Kim Seong-su", "KIM SEONGSU", "Kim Sungsoo", "Kim Sung Su", "KIM SONGSU"])
def test_a_korean_given_name_is_known_in_every_spelling(latin: str) -> None:
    assert sc.compare_names(latin, "김성수").score > 0.85


@pytest.mark.parametrize(
    ("latin", "hangul"),
    [("KIM JEONGSU", "김성수"), ("KIM YEONGCHEOL", "김병철"), ("LEE YEONGSU", "리용주"), ("XU YONG", "최용호")],
)
def test_korean_names_of_which_one_syllable_differs_are_two(latin: str, hangul: str) -> None:
    assert sc.compare_names(latin, hangul).score < 0.6


def test_a_korean_given_name_is_shown_as_it_is_written() -> None:
    assert "성수" in sc.compare_names("KIM SEONGSU", "김성수").explain()


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


WORDS = st.text("王李金木村元彦山史密斯김이남궁민수하늘구きむラ", min_size=1, max_size=9) | st.text(
    min_size=1, max_size=9
)


@pytest.mark.parametrize(
    "name", ["Kimura Motohiko", "Мария Иванова", "محمد علي", "きむらもとひこ", "수", "", "12", "!"]
)
def test_most_names_have_one_form(name: str) -> None:
    assert len(parse_forms(name)) == 1


def test_a_form_is_one_way_to_cut_and_one_language() -> None:
    forms = [[(t.text, t.renderings[0].spelling) for t in form.tokens] for form in parse_forms("金子元彦")]
    assert [("金子", "kaneko"), ("元彦", "motohiko")] in forms
    assert [("金子元彦", "kanekomotohiko")] in forms
    assert [("金", "jin"), ("子元彦", "ziyuanyan")] not in forms  # no Chinese given name has three characters
    assert [("金子元彦", "jinziyuanyan")] in forms


def test_readings_of_two_languages_do_not_mix_in_one_form() -> None:
    forms = parse_forms("林明")
    hands = [{reading.hand for token in form.tokens for reading in token.renderings} for form in forms]
    assert {Script.KANA} in hands
    assert all(found == {Script.KANA} or Script.KANA not in found for found in hands)
    assert sc.compare_names("林明", "Lin Ming").score >= sc.ScreeningConfig().threshold
    assert sc.compare_names("林明", "Hayashi Akira").score >= sc.ScreeningConfig().threshold


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Bo-Ram", "ボラム"),
        ("Kim Tae-Hwa", "Kim Daehwa"),
        ("Mohammad-Ali Rahimi", "محمدعلی رحیمی"),
        ("Franc-Karl", "ฟรานซ์-คาร์ล"),
    ],
)
def test_a_hyphenated_name_is_known_as_one(a: str, b: str) -> None:
    assert sc.compare_names(a, b).score >= 0.85
    assert sc.compare_names(b, a).score == sc.compare_names(a, b).score


def test_a_hyphenated_name_is_known_by_its_parts() -> None:
    forms = [[token.text for token in form.tokens] for form in parse_forms("KIM, Tae-Hwa")]
    assert forms == [["kim", "tae", "hwa"], ["kim", "tae-hwa"]]
    assert sc.compare_names("Kim Tae-Hwa", "Kim Tae Hwa").score == sc.compare_names("Kim Tae Hwa", "Kim Tae Hwa").score
    assert sc.compare_names("Hwa-Tae Kim", "Kim Tae Hwa").score >= 0.85


def test_names_of_one_syllable_in_common_stay_two() -> None:
    """Whole, most of their sounds agree."""
    assert sc.compare_names("Kim So-hyun", "김소혜").score < 0.5
    assert sc.compare_names("Kim Tong-ho", "Kim Tong Chol").score < 0.5


def test_articles_and_compounds_are_no_such_names() -> None:
    assert (
        len(parse_forms("Bashar al-Assad")) == len(parse_forms("Abd-al-Rahman")) == len(parse_forms("Nasr-Allah")) == 1
    )


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Абд ар-Рахман", "Abdul Rahman"),
        ("Абдель Фаттах ас-Сиси", "Abdel Fattah el-Sisi"),
        ("Салах ад-Дин", "صلاح الدين"),
        ("Наср Аллах", "Nasrullah"),
        ("সালাহ উদ্দীন", "Salahuddin"),
        ("عبد الرحمن", "Абдул Рахман"),
        ("עבד אל-רחמן", "Abdul Rahman"),
        ("アブドゥル・ラフマーン", "Abdul Rahman"),
        ("Αμπντούλ Ραχμάν", "Abdul Rahman"),
    ],
)
def test_compounds_are_joined_in_every_script(a: str, b: str) -> None:
    assert sc.compare_names(a, b).score >= sc.ScreeningConfig().threshold


def test_parts_that_are_told_apart_are_parts_in_some_form() -> None:
    forms = parse_parts([("元彦", False), ("木村", False)])
    assert ["元彦", "木村"] in [[token.text for token in form.tokens] for form in forms]


@pytest.mark.parametrize("flood", FLOODS.values(), ids=FLOODS.keys())
def test_no_flood_is_compared_for_longer_than_five_milliseconds(flood: str) -> None:
    """The second time: a word that is new is looked up in the tables."""
    sc.compare_names(flood, "Kim Bo-Ram")
    assert min(timeit.repeat(lambda: sc.compare_names(flood, "Kim Bo-Ram"), number=1, repeat=5)) < 0.005


@given(WORDS, st.booleans())
def test_a_cut_loses_nothing(token: str, as_japanese: bool) -> None:  # noqa: FBT001 - given by hypothesis
    parts = cut(token, as_japanese=as_japanese)
    assert 1 <= len(parts) <= 2
    assert all(parts)
    assert "".join(parts) == token
    if len(segment(token)) == 2:
        assert len(cut(token, as_japanese=as_japanese)) == 2 or len(cut(token, as_japanese=not as_japanese)) == 2


@given(st.text(max_size=40) | WORDS | st.text("-‐ botaehwrmAl", max_size=14), st.booleans())
def test_forms_of_any_name_are_few_and_different(text: str, truncated: bool) -> None:  # noqa: FBT001 - see above
    forms = parse_forms(text, maybe_truncated=truncated)
    assert 1 <= len(forms) <= MAX_FORMS
    assert len({form.tokens for form in forms}) == len(forms)
    assert len(forms) == 1 or all(form.tokens for form in forms)


@pytest.mark.parametrize(
    ("written", "listed"),
    [
        ("SHAHAUDDIN", "Shahab Uddin"),
        ("SIRAJUDDN HAQQANI", "Sirajuddin Haqqani"),
        ("DrissiNoureddine", "Drissi Noureddine"),
        ("NOUREDDINEDRISSI", "Drissi Noureddine"),
        ("SIRAJUDDINJALLALOUDINE HAQQANI", "Sirajuddin Jallaloudine Haqqani"),
        ("ShamsurrahmanAbdurahman", "Shamsurrahman Abdurahman"),
        ("Obaid UllahAkhund", "Obaidullah Akhund"),
        ("KHANHABIBULLAH", "Habibullah Khan"),
        ("MDSHAHABUDDIN", "Md Shahabuddin"),
        ("Abul Manan Ishak", "Abdul Manan Ishak"),
        ("Adbrazzak", "Abdelrazaq"),
        ("Ullah Haji Khair", "Haji Khairullah"),
        ("Eddin Mohammed Nazer Jamal", "Mohammed Nazer Jamaluddin"),
    ],
)
def test_a_compound_is_compared_as_it_is_written_too(written: str, listed: str) -> None:
    assert sc.compare_names(written, listed).score > 0.75


@pytest.mark.parametrize(
    "name", ["Adel Ali", "Abel Tesfaye", "Allahverdi Aliyev", "Abulfazl Elchibey", "Magdalena Khan"]
)
def test_what_is_no_compound_has_one_form(name: str) -> None:
    assert len(parse_forms(name)) == 1


PARTICLES_AS_ONE = [
    ("VANDERBERG JAN", "Jan van der Berg"),
    ("JAN VANDERMEER", "van der Meer, Jan"),
    ("VANDENBOS PIETER", "Pieter van den Bos"),
    ("VANDENBROECK JORIS", "Joris van den Broeck"),
    ("VANDEVELDE LUC", "Luc van de Velde"),
    ("OPDEBEECK AN", "An op de Beeck"),
    ("VANDERBERG BEN", "Ben van der Berg"),
    ("DESAINTEXUPERY ANTOINE", "Antoine de Saint-Exupéry"),
    ("VONDERLEYEN URSULA", "Ursula von der Leyen"),
    ("VONUNDZUGUTTENBERG KARL", "Karl von und zu Guttenberg"),
    ("DELACRUZ MARIA", "Maria de la Cruz"),
    ("DELACRUZ SANTOS MARIA JOSE", "Maria José de la Cruz Santos"),
    ("DELOSSANTOS JUAN", "Juan de los Santos"),
    ("DELASHERAS LUIS", "Luis de las Heras"),
    ("DELAPENA MARIO", "Mario de la Peña"),
    ("DELAFONTAINE JEAN", "Jean de la Fontaine"),
    ("BINALSHIBH RAMZI", "Ramzi bin al-Shibh"),
    ("IBNALWALID KHALID", "Khalid ibn al-Walid"),
    ("ABUALHASAN", "Abu al-Hasan"),
    ("ДЕЛАКРУС МАРИЯ", "Мария де ла Крус"),
    ("DELACRUZ MARIA", "Мария де ла Крус"),
    ("VANDER BERG JAN", "Jan van der Berg"),
    ("VAN DERBERG JAN", "Jan van der Berg"),
    ("VANDERBERG JAN", "Jan Vander Berg"),
]


@pytest.mark.parametrize(("joined", "apart"), PARTICLES_AS_ONE)
def test_particles_are_written_as_one_word_with_the_name(joined: str, apart: str) -> None:
    assert sc.compare_names(joined, apart).score > 0.88
    for listed, traveller in ((joined, apart), (apart, joined)):
        entry = Entry(id="1", list="x", names=(EntryName(listed),))
        assert sc.Screener(sc.Watchlist.from_entries([entry])).screen(sc.Traveller(name=traveller)).hits


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("VANDERBERG JAN", "Jan Derberg"),
        ("VANDERBERG JAN", "Jan van der Veer"),
        ("VANDENBERG JAN", "Jan van der Berg"),
        ("DELACRUZ MARIA", "Maria de la Rosa"),
        ("DELACRUZ MARIA", "Maria Lacruz"),
        ("BILAL HASAN", "bin al Hasan"),
        ("BENALI HASAN", "bin al Hasan"),
        ("Jan van der Berg", "Piet van der Berg"),
    ],
)
def test_particles_as_one_word_make_no_other_name(a: str, b: str) -> None:
    assert sc.compare_names(a, b).score < 0.75


@pytest.mark.parametrize(
    "name",
    ["Joao de Oliveira", "Hasan al Hasan", "Ahmed el Sayed", "D. de Souza", "Osama bin Laden", "Jan Vander Berg"],
)
def test_a_single_particle_makes_no_second_form(name: str) -> None:
    assert len(parse_forms(name)) == 1


@given(
    st.lists(st.sampled_from("van der de la los bin al abu abdul rahman shahab uddin berg cruz Bo-Ram 보람".split()))
)
def test_particles_as_one_word_are_forms_besides_and_weigh_the_same(words: list[str]) -> None:
    forms = [name.tokens for name in parse_forms(" ".join(words))]
    apart = [tokens for tokens in forms if not any(" " in token.text for token in tokens)]
    assert apart == forms[: len(apart)]
    for tokens in forms:
        texts = [text for token in tokens for text in token.text.split()]
        same = [form for form in apart if [token.text for token in form] == texts]
        assert sum(token.weight for token in tokens) in [sum(token.weight for token in form) for form in same]


@given(st.lists(st.sampled_from("abdul abdur abul ullah uddin shahab shahabuddin khanhabibullah makki abd al".split())))
def test_the_usual_form_comes_first(words: list[str]) -> None:
    usual = [token.text for token in parse_forms(" ".join(words))[0].tokens]
    assert usual == [unit for unit in lexicon.join_compounds(words) if make_token(unit)]
