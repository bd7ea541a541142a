"""The cost table may be trusted: shapes, ranges, symmetry, and the order of costs that its reasons promise."""

from __future__ import annotations

from importlib import resources

import numpy as np
import pytest

from screening.phonemes import SYMBOLS
from screening.tables.phoneme_costs import FULL_EDIT, build, costs

ID = {symbol: i for i, symbol in enumerate(SYMBOLS)}


def rows() -> list[list[str]]:
    text = resources.files("screening.tables").joinpath("phoneme_costs.tsv").read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if not line.startswith(("#", "kind\t"))]


def test_shapes_and_ranges() -> None:
    table = costs()
    assert table.substitution.shape == (32, 32)
    assert table.deletion.shape == table.deletion_unvowelled.shape == (32,)
    for array in (table.substitution, table.deletion, table.deletion_unvowelled):
        assert array.dtype == np.uint8
        assert not array.flags.writeable
    off_diagonal = table.substitution[~np.eye(32, dtype=bool)]
    for values in (off_diagonal, table.deletion, table.deletion_unvowelled):
        assert values.min() >= 1
        assert values.max() <= 200


def test_distance_is_a_distance() -> None:
    table = costs()
    assert (table.substitution == table.substitution.T).all()
    assert (table.substitution.diagonal() == 0).all()
    both = table.deletion[:, None].astype(int) + table.deletion[None, :]
    assert (table.substitution <= both).all()


def test_unvowelled_scripts_only_make_losing_a_vowel_or_glide_cheaper() -> None:
    table = costs()
    cheaper = {SYMBOLS[i] for i in np.flatnonzero(table.deletion_unvowelled < table.deletion)}
    assert set("aeiou") <= cheaper <= set("aeiouywh")


def test_written_long_vowel_stays_evidence() -> None:
    """Mahmud and Muhammad differ by a waw, and by nothing else that Arabic writes."""
    table = costs()
    short = max(table.deletion_unvowelled[ID[vowel]] for vowel in "aeiou")
    assert table.deletion_unvowelled[ID["w"]] >= 20
    assert table.deletion_unvowelled[ID["w"]] > short


@pytest.mark.parametrize(
    ("near", "far"), [("kq", "kg"), ("iy", "ie"), ("Dz", "DT"), ("JZ", "JS"), ("gG", "gX"), ("vw", "vb"), ("ou", "oi")]
)
def test_what_languages_confuse_costs_less(near: str, far: str) -> None:
    substitution = costs().substitution
    assert substitution[ID[near[0]], ID[near[1]]] <= substitution[ID[far[0]], ID[far[1]]]


def test_every_pair_stands_once_and_says_why() -> None:
    seen: set[frozenset[str]] = set()
    for kind, symbols, others, cost, reason in rows():
        assert kind in ("substitution", "deletion", "deletion_unvowelled")
        assert 1 <= int(cost) <= 200
        assert reason.strip()
        if kind == "substitution":
            pairs = {frozenset((a, b)) for a in symbols for b in others}
            assert all(len(pair) == 2 for pair in pairs)
            assert not pairs & seen
            seen |= pairs


def test_unlisted_pair_is_a_full_edit() -> None:
    table = build([("substitution", "a", "e", 10)])
    assert table.substitution[ID["a"], ID["e"]] == table.substitution[ID["e"], ID["a"]] == 10
    assert table.substitution[ID["m"], ID["k"]] == FULL_EDIT
    assert table.deletion[ID["m"]] == FULL_EDIT
