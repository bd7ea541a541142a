"""What compiled code says of plain Latin words is what the rules say of them."""

from __future__ import annotations

import random
import re
from itertools import chain
from pathlib import Path
from string import ascii_letters, ascii_lowercase

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.test_folding import SHARED, WORDS, expected_forms, fold, without_surrogates

from screening import folding, lexicon, phonemes, readings
from screening.folding import TokenTable, Units, new_table, read_word
from screening.names import parse_forms
from screening.patterns import END, START, Pattern, expand, spelled
from screening.tables import phoneme_letters

LATIN = "".join(map(chr, (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))))
PIECES = sorted(
    {
        *(re.sub(r"\(.*", "", key) for key in phoneme_letters.pairs(phoneme_letters.LATIN_DIGRAPHS)),
        *("ant ent iont oist oix eault eau au th ov ova sky skaya dzka vich ovna ina in poulos akis idis").split(),
        *("abd abdul abdel abdur din uddin eddine llah ulla ullah salah nur al el von van bin h y w uw iy yi").split(),
    }
)
PLAIN = st.one_of(
    st.text(ascii_lowercase, min_size=1, max_size=12),
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map("".join),
    st.text(st.sampled_from(ascii_letters + LATIN), min_size=1, max_size=8),
    st.text(st.sampled_from(ascii_letters + "-'.’‐ 1\t" + LATIN[:64]), min_size=1, max_size=14),
    st.sampled_from(sorted(lexicon.given_in() | lexicon.listed_words())),
    st.text(ascii_lowercase, min_size=25, max_size=40),
    WORDS,
)


def folded(table: TokenTable, words: list[str]) -> list[object]:
    return fold(table, pa.array(words, pa.string()))[0]


def by_the_rules(words: list[str]) -> list[object]:
    return [expected_forms(parse_forms(word)) for word in words]


@settings(max_examples=1000, deadline=None)
@given(st.lists(PLAIN.map(without_surrogates), min_size=1, max_size=8))
@example(["iss", "genov", "zho", "Müller-Lüdenscheidt", "SUBAREV<<VIKTOR", "O'Neill", "J.", "É", "Bo-Ram", "ŉǅ", "ĳ"])
@example(["a" * 31, "a" * 32, "é" * 31, "ß" * 16, "-".join("abcdefghi"), "-".join(["anna"] * 9), "x-", "-", "''"])
def test_compiled_is_python(words: list[str]) -> None:
    assert folded(SHARED, words) == by_the_rules(words)


def test_every_letter_of_the_latin_blocks() -> None:
    words = [word for code in (*range(0x21, 0x300), *range(0x1E00, 0x1F00)) for word in (chr(code), f"ma{chr(code)}i")]
    assert folded(new_table(), words) == by_the_rules(words)


def test_every_listed_word_and_given_name() -> None:
    words = sorted(lexicon.listed_words() | lexicon.given_in())
    words += [word.upper() for word in words] + [f"{word}a" for word in words]
    assert folded(new_table(), words) == by_the_rules(words)


@pytest.mark.shared_data
def test_real_names(shared: Path) -> None:
    table = pq.read_table(shared / "population/names_by_country_open.parquet")
    names = sorted({name for column in ("latin", "native") for name in table.column(column).to_pylist() if name})
    names = random.Random(4).sample(names, 30_000)
    compiled, python = new_table(), new_table()
    forms = [form.tokens for name in names for form in parse_forms(name) if form.tokens]
    added = python.add(chain.from_iterable(forms))
    by_python = python.columns([len(form) for form in forms], added)
    _, counts, tokens, _ = compiled.fold_columns([pa.array(names)], [None])
    by_compiled = compiled.columns(counts, tokens)
    assert by_compiled.keys() == by_python.keys()
    assert all(np.array_equal(by_compiled[name], by_python[name]) for name in by_python), "the bytes of a list"


def test_python_is_not_asked_about_plain_words(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def ask(word: str) -> tuple[list[Units], int]:
        asked.append(word)
        return read_word(word)

    monkeypatch.setattr(folding, "read_word", ask)
    table = new_table()
    fold(
        table,
        pa.array(["Sofia-Quentin MÜLLER", "Zxqvw O'NEILL J.", "Kovačević Łukasz", "Abdul Rahman", "Ivan0v", "Юрий"]),
    )
    assert asked == ["Abdul", "Abdul Rahman", "Ivan0v", "Юрий"]


def test_a_column_is_read_alike_wherever_python_is_asked() -> None:
    plain = ["anna", "erik", "sofia", "omar"]
    for other in ("abdul", "Юрий", "王小明", "Мaria", "a" * 600, "x " * 70):
        for place in range(len(plain) + 1):
            rows = [*plain[:place], other, *plain[place:]]
            assert folded(new_table(), rows) == by_the_rules(rows)


# --- patterns ---------------------------------------------------------------------------------------------------------


def matches_at(pattern: Pattern, word: str, place: int) -> bool:
    """What compiled code does with a pattern."""

    def stands(sets: tuple[int, ...], first: int) -> bool:
        bits = {-1: START, len(word): END}
        bits |= {i: ascii_letters.index(letter) for i, letter in enumerate(word)}
        return all(i in bits and letters >> bits[i] & 1 for i, letters in enumerate(sets, first))

    return stands(pattern.sets, place) and all(
        stands(condition.sets, place + condition.offset) == condition.wanted for condition in pattern.conditions
    )


def matches(patterns: list[Pattern], word: str) -> list[tuple[int, int]]:
    found, place = [], 0
    while place < len(word):
        length = next((len(p.sets) for p in patterns if matches_at(p, word, place)), 0)
        if length:
            found.append((place, place + length))
        place += length or 1
    return found


EXPRESSIONS = {
    "digraphs": "|".join(phonemes.DIGRAPHS),
    "merged": phonemes.MERGED,
    "compounds": lexicon.MAYBE_COMPOUND,
    "two in one": lexicon.MAYBE_TWO_IN_ONE,
    **{ending: ending for ending, _ in readings.FRENCH_ENDINGS},
    **{kind: f"(?:{kept})(?:{ending})" for _, kept, ending, kind in lexicon.GENDER_ENDINGS},
    "any": "a.?b|.$",
}


@pytest.mark.parametrize("expression", EXPRESSIONS.values(), ids=EXPRESSIONS.keys())
@given(word=st.one_of(st.lists(st.sampled_from(PIECES), max_size=4).map("".join), st.text(ascii_letters, max_size=9)))
def test_a_pattern_matches_what_its_expression_matches(expression: str, word: str) -> None:
    assert matches(expand(expression), word) == [match.span() for match in re.finditer(expression, word)]


@pytest.mark.parametrize("expression", ["(?:a", "a+", "a{2}", "[^a]", "(a)", "1"])
def test_what_cannot_be_expanded_is_an_error(expression: str) -> None:
    with pytest.raises(ValueError, match=r"not|substring"):
        expand(expression)


def test_texts_that_a_pattern_matches() -> None:
    assert [text for pattern in expand("[sz]h?|x") for text in spelled(pattern)] == ["sh", "zh", "s", "z", "x"]
