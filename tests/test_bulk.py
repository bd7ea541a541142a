"""Many names at once are each of them alone, whatever they are and whatever form they come in."""

from __future__ import annotations

import doctest
import threading
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.test_folding import NAMES, without_surrogates
from tests.test_text import FLOODS
from tests.test_translit import WORDS

import screening as sc
from screening import bulk
from screening.errors import ConfigError, InputError
from screening.names import parse_forms
from screening.phonemes import SYMBOLS
from screening.translit import PROFILES

# Words that tell what the others are read by: of the language, of the scripts, of the first place.
TELLING = st.sampled_from(
    "Іван Щербаков Юрий Хмельницький Ђорђе Ћосић Ўткир Қодиров Әлі Наталія Рыма Ёлкін Түмэн Ѓорѓи "
    "陳 王小明 田中 佐藤さくら タナカ さん 長谷川 々 欧阳修 김 남궁민수 철수 이영수 Kim müller "
    "Øster Åsa Əli Xəzər ñandú محمد عبدالرحمن الدين 𠮷 Γεώργιος Ναυπλίου राम กมล A Мaria Αнна ½ ﷺ o´neill ¨a \u0308a "
    "- . 1 ' \x00 \x1c a\u200cb ה׳ 👩‍👩‍👧".split(" ")
)
COMPANIES = st.lists(TELLING | WORDS, min_size=1, max_size=5).flatmap(
    lambda words: st.sampled_from([" ", "  ", "-", "\u3000", "\t"]).map(lambda space: space.join(words))
)
ANY_NAME = st.one_of(COMPANIES, COMPANIES, NAMES)
FLOODED = [without_surrogates(flood) for flood in FLOODS]


def one_by_one(names: Sequence[str | None], write: Any) -> list[Any]:
    return [None if name is None else write(name) for name in names]


def variants(name: str, limit: int) -> list[dict[str, str]]:
    return [variant._asdict() for variant in sc.name_variants(name, limit)]


def tokens(name: str) -> list[dict[str, Any]]:
    return [
        {
            "spelling": token.renderings[0].spelling,
            "phonemes": "".join(SYMBOLS[sound] for sound in token.renderings[0].phonemes),
            "key": token.glue_key,
            "weight": token.weight,
            "role": token.role.name.lower(),
        }
        for token in parse_forms(name)[0].tokens
    ]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.none() | ANY_NAME, max_size=6))
@example(["O´Neill Мaria", "´ Αнна", "a\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301 b"])
@example(["x " * 70, "é" * 300, "ﷺ" * 40, "½" * 60, " ", "", None, "a" * 127, "a " * 64])
def test_normalized_names(names: list[str | None]) -> None:
    assert sc.normalize_names(names).to_pylist() == one_by_one(names, sc.normalize_name)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.none() | ANY_NAME, max_size=6), st.sampled_from(PROFILES), st.sampled_from([None, "uk", "ja"]))
@example(["タナカ 長谷川", "Ніна Рыма", "і\nы", "Иван Ђорђе", "x " * 300, "ﷺ " * 40], "native", None)
def test_romanized_names(names: list[str | None], profile: str, language: str | None) -> None:
    written = sc.romanize_names(names, profile, language=language)
    assert written.to_pylist() == one_by_one(names, lambda name: sc.romanize(name, profile, language=language))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.none() | ANY_NAME, max_size=6), st.sampled_from([8, 0, 1, 30, -1]))
@example(["김 Kim", "Kim 철수", "👩 철수 영수", "müller Иван", "Əli Xan", "田中 Іван", "서문 king 𠮷"], 30)
def test_variants_of_names(names: list[str | None], limit: int) -> None:
    written = sc.variants_of_names(names, limit)
    assert written.type == bulk.VARIANTS
    assert written.to_pylist() == one_by_one(names, lambda name: variants(name, limit))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.none() | ANY_NAME, max_size=6))
def test_folded_names(names: list[str | None]) -> None:
    names = one_by_one(names, without_surrogates)
    folded = sc.fold_names(names)
    assert folded.type == bulk.TOKENS
    assert folded.to_pylist() == one_by_one(names, tokens)


def test_floods() -> None:
    assert sc.normalize_names(FLOODED).to_pylist() == one_by_one(FLOODED, sc.normalize_name)
    assert sc.romanize_names(FLOODED).to_pylist() == one_by_one(FLOODED, sc.romanize)
    assert sc.variants_of_names(FLOODED).to_pylist() == one_by_one(FLOODED, lambda name: variants(name, 8))
    assert sc.fold_names(FLOODED).to_pylist() == one_by_one(FLOODED, tokens)


TEXTS = ["left out", "Anna Іванова", None, "", "Maximiliane Schwarzenberger-Hohenlohe", "김철수"]
EXPECTED = one_by_one(TEXTS[1:], sc.romanize)


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view()])
def test_every_layout_of_text(kind: pa.DataType) -> None:
    column = pa.array(TEXTS, kind).slice(1)
    assert sc.romanize_names(column).to_pylist() == EXPECTED
    assert sc.romanize_names(pa.chunked_array([column, column.slice(0, 0), column])).to_pylist() == EXPECTED * 2
    if not pa.types.is_string_view(kind):
        assert sc.romanize_names(column.dictionary_encode()).to_pylist() == EXPECTED


def test_a_stream_keeps_its_chunks() -> None:
    chunks = pa.chunked_array([["Anna", "Eva"], ["Ідея"]])
    for write in (sc.normalize_names, sc.romanize_names, sc.variants_of_names, sc.fold_names):
        written = write(chunks)
        assert [len(chunk) for chunk in written.chunks] == [2, 1]
        assert len(write(pa.chunked_array([], pa.string()))) == 0
        assert len(write([])) == 0
        assert write(pa.nulls(3)).to_pylist() == [None] * 3


def test_whoever_exports_arrow_is_read() -> None:
    class Foreign:
        def __init__(self, column: pa.Array) -> None:
            self.column = column

    class Array(Foreign):
        def __arrow_c_array__(self, requested_schema: object = None) -> Any:
            return self.column.__arrow_c_array__()

    class Stream(Foreign):
        def __arrow_c_stream__(self, requested_schema: object = None) -> Any:
            return pa.chunked_array([self.column]).__arrow_c_stream__()

    for kind in (Array, Stream):
        assert sc.romanize_names(kind(pa.array(TEXTS[1:]))).to_pylist() == EXPECTED


@pytest.mark.parametrize(
    "names", ["Anna", b"Anna", 7, None, [7], ["Anna", 7], pa.array([1]), pa.table({"name": ["Anna"]}), [["Anna"]]]
)
def test_what_is_not_text_is_refused(names: object) -> None:
    for write in (sc.normalize_names, sc.romanize_names, sc.variants_of_names, sc.fold_names):
        with pytest.raises(InputError) as caught:
            write(names)
        assert "Anna" not in str(caught.value)


def test_unknown_settings_are_errors() -> None:
    with pytest.raises(ConfigError):
        sc.romanize_names([], "iso10")
    with pytest.raises(ConfigError):
        sc.romanize_names([], language="xx")


def test_bytes_that_are_not_utf8_cost_no_other_row() -> None:
    column = pa.array([b"Anna", b"Ma\xffria Eva", None, b"\xe4\xb8 Eva"], pa.binary()).view(pa.string())
    read = [None if raw is None else raw.decode("utf-8", "replace") for raw in column.cast(pa.binary()).to_pylist()]
    assert sc.normalize_names(column).to_pylist() == one_by_one(read, sc.normalize_name)
    assert sc.fold_names(column).to_pylist() == one_by_one(read, tokens)


def test_more_rows_than_one_slice() -> None:
    names = [f"Anna{number % 7} Іван" if number % 5 else None for number in range(20_000)]
    known = {name: sc.romanize(name) for name in set(names) if name is not None}
    written = sc.romanize_names(names)
    assert isinstance(written, pa.Array)
    assert written.to_pylist() == one_by_one(names, known.__getitem__)
    written.validate(full=True)
    sc.variants_of_names(names).validate(full=True)
    sc.fold_names(names).validate(full=True)


def test_threads_do_not_meet() -> None:
    names = [f"Слово{number} Ірина{number % 100}" for number in range(5000)]
    expected = sc.romanize_names(names).to_pylist()
    results: list[Any] = [None] * 4

    def work(place: int) -> None:
        results[place] = sc.romanize_names(names).to_pylist()

    threads = [threading.Thread(target=work, args=(place,)) for place in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [expected] * 4


def test_tables_that_grow_too_large_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "_MOST_BYTES", 1 << 20)
    bulk._IDLE.clear()
    assert sc.normalize_names(["Anna"]).to_pylist() == ["anna"]
    assert len(bulk._IDLE) == 1
    sc.normalize_names([f"word{number}" for number in range(8000)] * 2)
    assert len(bulk._IDLE) == 0
    for profile in PROFILES * 2:
        sc.romanize_names(["Anna"], profile, language="uk" if len(bulk._IDLE) % 2 else None)
    assert 0 < len(bulk._IDLE) <= 4


def test_examples_run() -> None:
    names = {"normalize_names", "romanize_names", "variants_of_names", "fold_names"}
    tests = [test for test in doctest.DocTestFinder().find(bulk, "bulk") if test.name.removeprefix("bulk.") in names]
    assert {len(test.examples) for test in tests} == {1} and len(tests) == len(names)
    assert not [test.name for test in tests if doctest.DocTestRunner().run(test).failed]
