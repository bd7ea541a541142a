"""What a comparison says of itself: each operation by its name, and parts that add up to the score."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import screening as sc
from screening._reference import align_forms
from screening.names import parse_forms


@pytest.mark.parametrize(
    ("a", "b", "said"),
    [
        ("Muhammad Ali", "Muhammad Ali", "the same"),
        ("Юрий", "Yuri", "another writing of the same sounds"),
        ("Schmidt", "Shmit", "similar sound"),
        ("Alexandra Popescu", "Alexadnra Popescu", "similar spelling, like a slip of pen or scanner"),
        ("Robert Smith", "Bob Smith", "nickname or related form"),
        ("Ivanov", "Ivanova", "known spelling of the same name"),
        ("John Smith", "J Smith", "initial"),
        ("Jean Pierre Dupuis", "Jeanpierre Dupuis", "written together"),
        ("Anna Eriksson", "Eriksson Anna", "the order of the parts differs"),
        ("Ludwig van Beethoven", "Ludwig Beethoven", "van  particle or title on one side alone"),
        ("Larry Devoe Marquez", "Larry Marquez", "devoe <> -  not in the second name"),
        ("Anna Eriksson", "Anna Lindqvist", "eriksson <> lindqvist  different"),
    ],
)
def test_every_operation_is_named(a: str, b: str, said: str) -> None:
    assert said in sc.compare_names(a, b).explain()


def test_a_cut_off_token_is_named() -> None:
    found = align_forms(parse_forms("Anna Erikss", maybe_truncated=True), parse_forms("Anna Eriksson"))
    assert [link.operation for link in found.links] == ["exact", "prefix"]


@pytest.mark.parametrize(
    ("a", "b", "parts"),
    [
        ("司馬遼太郎", "Ryotaro Shiba", [("司馬", "shiba"), ("遼太郎", "ryotaro")]),
        ("司馬遼太郎", "しばりょうたろう", [("司馬 遼太郎", "しばりょうたろう")]),
        ("史密斯", "Smith", [("史密斯", "smith")]),
        ("Kim Ku", "김구", [("kim", "김"), ("ku", "구")]),
    ],
)
def test_a_name_without_spaces_is_shown_as_it_was_cut(a: str, b: str, parts: list[tuple[str, str]]) -> None:
    links = align_forms(parse_forms(a), parse_forms(b)).links
    shown = [tuple(" ".join(token.text for token in side) for side in (link.left, link.right)) for link in links]
    assert sorted(shown) == sorted(parts)


words = st.sampled_from(
    "Ali Aly al bin Hassan علي Smith Smyth Bob Robert J van 木村元彦 Motohiko 김하늘 Ivanov Ivanova".split()
)


@given(st.lists(words, min_size=1, max_size=5).map(" ".join), st.lists(words, min_size=1, max_size=5).map(" ".join))
def test_the_parts_add_up_to_the_score(a: str, b: str) -> None:
    comparison = sc.compare_names(a, b)
    parts = [float(part) for part in re.findall(r"(\d\.\d{3}) of the score", comparison.explain())]
    assert sum(parts) == pytest.approx(comparison.score, abs=0.0005 * (len(parts) + 1))
