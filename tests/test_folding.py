"""Bulk folding gives what `parse_parts` gives, and the columns of its tables say the same of every token."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

import screening as sc
from screening._reference import align_forms
from screening.folding import TokenTable, borrowed_table, new_table
from screening.index import kernel_model
from screening.lexicon import _compounds, join_compounds
from screening.names import Name, Rendering, Token, parse_forms, parse_parts
from screening.scoring import MODEL
from screening.text import Script

SHARED = new_table()  # knows what earlier examples taught it, as in production
KERNEL = kernel_model()

COMPOUND = sorted(
    {form for kind in _compounds().values() for form in kind} | {"allah", "ullah", "din", "deen", "uddin"}
)
WORDS = st.one_of(
    st.sampled_from(COMPOUND),
    st.sampled_from(
        "John O'Neill Müller-Lüdenscheidt DR. FNU Jr al-Rahman Abdul Nguyễn Đặng Łukasz Щербаков Юрій Γεώργιος Κίμων "
        "محمد عبد الرحمن الدين الله نور 王小明 欧阳修 남궁민수 田中さん タナカ राम กมล יוסף ג'ורג' გიორგი "
        "Ǆordan X Y. 3 K1m "
        "Bo-Ram Tae‐Hwa Jean-Pierre абдул ар рахман салах ад дин এমদাদ উদ্দীন Man⁴-Ban¹ "
        "van der de la los bin al abu el-Sayed van-der de-la-Cruz ван дер アブ アル 데르 폰 "
        "Ivan0v Мaria ﷺ A\u0301ngel İbrahim".split()
    ),
    st.text(max_size=12),
    st.text("abcdehilmnorsu", min_size=1, max_size=8),
)
NAMES = st.one_of(
    st.text(max_size=40),
    st.lists(WORDS, max_size=6).flatmap(
        lambda words: st.sampled_from([" ", "-", "\u3000", "'"]).map(lambda s: s.join(words))
    ),
)


def tokens_of(columns: dict[str, NDArray[Any]]) -> list[list[tuple[Any, ...]]]:
    """What the columns say of each form, token by token."""

    def part(at: str, of: str, i: int) -> Any:
        return columns[of][columns[at][i] : columns[at][i + 1]]

    def rendering(r: int) -> tuple[Any, ...]:
        letters = bytes(part("letter_at", "letters", r)).decode()
        return letters, bytes(part("sound_at", "sounds", r)), int(columns["script"][r])

    def token(t: int) -> tuple[Any, ...]:
        traits = int(columns["traits"][t])
        return (
            tuple(map(rendering, part("rendering_at", "rendering", t))),
            tuple(part("group_at", "group", t).tolist()),
            int(columns["glue_key"][t]),
            traits & 0xFF,
            bool(traits & 0x100),
            bool(traits & 0x200),
            traits >> 16,
        )

    return [[token(t) for t in part("token_at", "token", i)] for i in range(len(columns["token_at"]) - 1)]


def expected(name: Name) -> list[tuple[Any, ...]]:
    def first(value: Any) -> int:
        return 0xFF if not value else value[0] if isinstance(value, bytes) else ord(value[0])

    return [
        (
            tuple((r.spelling, r.phonemes, r.hand) for r in t.renderings),
            t.groups,
            t.glue_key,
            t.weight,
            t.is_initial,
            t.maybe_truncated,
            first(t.renderings[0].spelling) | first(t.renderings[0].phonemes) << 8,
        )
        for t in name.tokens
    ]


def expected_forms(forms: Sequence[Name]) -> list[list[tuple[Any, ...]]]:
    return [expected(form) for form in forms if form.tokens]


def fold(table: TokenTable, *columns: pa.Array, cuts: list[Any] | None = None) -> tuple[list[Any], list[int]]:
    """The forms of each row, and what is said of it."""
    at, counts, tokens, said = table.fold_columns(list(columns), cuts or [None] * len(columns))
    forms = tokens_of(table.columns(counts, tokens))
    return [forms[first:last] for first, last in pairwise(at)], said.tolist()


def without_surrogates(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


@settings(max_examples=500)
@given(st.lists(st.tuples(NAMES, st.booleans()), max_size=8))
@example([("a" * 513, True), ("é" * 300, False), ("x " * 70, False), ("ŉ" * 400, False), (" ", True)])
@example([("王小明", True), ("王小明 12", False), ("12 王小明", True), ("abd 王小明", False), ("小明" * 300, False)])
@example([("김철수 " * 40, True), ("Abd al Rahman", True), ("\x1c\x00A", False), ("ＡＢＣ", False), ("٣٤ abc", False)])
def test_bulk_is_parse_forms(rows: list[tuple[str, bool]]) -> None:
    texts = [without_surrogates(text) for text, _ in rows]
    cuts = np.array([cut for _, cut in rows], dtype=np.uint8)
    names = [parse_forms(text, maybe_truncated=bool(cut)) for text, cut in zip(texts, cuts, strict=True)]
    folded, said = fold(SHARED, pa.array(texts, pa.string()), cuts=[cuts])
    assert folded == [expected_forms(forms) for forms in names]
    assert said == [int(any(form.was_cut for form in forms)) for forms in names]


@given(st.lists(st.tuples(st.none() | NAMES, st.none() | NAMES), max_size=5))
@example([("x " * 40, "y " * 40)])
@example([("小明", "王"), ("小明", None), ("Xiaoming", "王小明"), ("x " * 70, "王小明")])
def test_parts_of_a_name_stand_one_after_the_other(rows: list[tuple[str | None, str | None]]) -> None:
    columns = [
        [None if cell is None else without_surrogates(cell) for cell in column] for column in zip(*rows, strict=True)
    ] or [[], []]
    names = [parse_parts([(cell or "", False) for cell in row]) for row in zip(*columns, strict=True)]
    folded, said = fold(SHARED, *(pa.array(column, pa.string()) for column in columns))
    assert folded == [expected_forms(forms) for forms in names]
    assert said == [int(any(form.was_cut for form in forms)) for forms in names]


@given(st.lists(st.sampled_from(COMPOUND) | st.text("abdeilnru", min_size=1, max_size=6), max_size=6))
def test_words_without_a_place_in_a_compound_stand_for_themselves(words: list[str]) -> None:
    from screening.folding import read_word

    places = [read_word(word)[1] for word in words]
    if not any(places):
        assert join_compounds(words) == [unit for word in words for unit in join_compounds([word])]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view()])
def test_every_layout_of_text(kind: pa.DataType) -> None:
    texts = ["Anna", None, "", "Maximiliane Schwarzenberger", "Щербаков"]
    folded, _ = fold(new_table(), pa.array(["left out", *texts], kind).slice(1), pa.nulls(5))
    assert folded == [expected_forms(parse_forms(text or "")) for text in texts]


def test_what_is_not_text_is_refused() -> None:
    table = new_table()
    with pytest.raises(TypeError):
        table.fold_columns([pa.array([1])], [None])
    with pytest.raises(TypeError):
        table.fold_columns([pa.array(["a"]).dictionary_encode()], [None])
    with pytest.raises(ValueError):
        table.fold_columns([pa.array(["a"]), pa.array(["a", "b"])], [None, None])
    with pytest.raises(ValueError):
        table.fold_columns([pa.array(["a"])], [np.zeros(2, np.uint8)])
    with pytest.raises(ValueError):
        table.columns([1], [7])


@pytest.mark.parametrize(
    "raw", [b"\xff", b"abc\x80", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe4\xb8", b"\xc3"]
)
def test_bytes_that_are_not_utf8_are_said_and_nothing_else_is_lost(raw: bytes) -> None:
    column = pa.array([b"Anna", raw, b"Maria"], pa.binary()).view(pa.string())
    folded, said = fold(new_table(), column)
    assert said == [0, 2, 0]
    assert folded == [expected_forms(parse_forms("Anna")), [], expected_forms(parse_forms("Maria"))]


def test_equal_tokens_are_stored_once() -> None:
    table = new_table()
    _, counts, tokens, _ = table.fold_columns([pa.array(["Anna Maria", "Maria Anna", "Eva"])], [None])
    columns = table.columns(counts, tokens)
    assert columns["token"].tolist() == [0, 1, 1, 0, 2]
    assert len(columns["traits"]) == 3
    again = table.columns([1], tokens[-1:])
    assert again["token"].tolist() == [0] and bytes(again["letters"]) == b"eva"


@given(st.lists(st.text("abc", min_size=1, max_size=9), max_size=300))
def test_a_table_keeps_its_words_as_it_grows(words: list[str]) -> None:
    table = new_table()
    column = pa.array(words, pa.string())
    assert table.fold_columns([column], [None])[2].tolist() == table.fold_columns([column], [None])[2].tolist()
    assert len(table) == len(set(words))


def test_tokens_that_were_read_elsewhere_are_the_same_tokens() -> None:
    table = new_table()
    (name,) = parse_forms("Anna Eriks", maybe_truncated=True)
    column, cut = pa.array(["Anna Eriks"]), np.ones(1, np.uint8)
    assert table.add(name.tokens) == table.fold_columns([column], [cut])[2].tolist()


@settings(max_examples=300)
@given(NAMES, NAMES)
@example("Abdul Rahman", "abdulrahman")
@example("Anna Maria", "annamaria")
@example("J Smith", "John Smith")
@example("木村元彦", "きむらもとひこ")
@example("김하늘", "金正恩")
def test_comparison_is_that_of_the_reference(a: str, b: str) -> None:
    assert SHARED.compare(a, b, KERNEL) == align_forms(parse_forms(a), parse_forms(b)).name_score


@given(
    st.lists(st.sampled_from(["Anna", "Anja", "Eriksson", "Erikson", "Erik", "Maria", "E", "Annamaria"]), max_size=4)
)
def test_comparison_of_similar_names_is_that_of_the_reference(words: list[str]) -> None:
    for other in ("Anna Maria Eriksson", "A Erik", "Annamaria"):
        assert (
            SHARED.compare(" ".join(words), other, KERNEL)
            == align_forms(parse_forms(" ".join(words)), parse_forms(other)).name_score
        )


def test_a_token_with_several_renderings_and_groups() -> None:
    readings = (Rendering("chan", b"\x01\x02", Script.HAN), Rendering("chen", b"\x03", Script.HAN))
    token = Token("陳", readings, 40, groups=(4, 9))
    table = new_table()
    columns = table.columns([1], table.add([token]))
    assert tokens_of(columns) == [expected(Name("陳", (token,)))]
    at = columns["sound_at"]
    lengths = [int(MODEL.deletion[k][columns["sounds"][a:b]].sum()) for a, b in pairwise(at) for k in range(2)]
    assert columns["length"].tolist() == lengths


def test_a_table_is_lent_to_one_at_a_time_and_remembers() -> None:
    with borrowed_table() as one, borrowed_table() as other:
        assert one is not other
        one.compare("Zyxwvutsr", "Zyxwvutsr", KERNEL)
        known = len(one)
    with borrowed_table() as first, borrowed_table() as second:
        assert one in (first, second)
        assert len(one) == known
    assert sc.compare_names("Zyxwvutsr", "Zyxwvutsr").score > 0.9
