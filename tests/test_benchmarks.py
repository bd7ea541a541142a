"""The figures that the benchmarks print are what they claim to be."""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from random import Random
from xml.etree import ElementTree as ET

import numpy as np
import pyarrow as pa
import pytest
from benchmarks.accuracy import metrics
from benchmarks.accuracy.pairs import Pair, choose, name_key, read_pairs, script_of, sides
from benchmarks.folding import __main__ as folding
from benchmarks.peers import PeerMissingError, run_program
from benchmarks.population import draw_persons, load_names, manifest, watchlist_rows
from benchmarks.speed.ours import outcome
from benchmarks.svg import Axis, Panel, render
from hypothesis import given
from hypothesis import strategies as st

# Few distinct values, so that ties are the rule.
tied_scores = st.lists(st.sampled_from([0.0, 0.1, 0.5, 0.5, 0.7, 0.9, 1.0]), min_size=1, max_size=60)
rates = st.sampled_from([0.0, 0.001, 0.01, 0.1, 0.25, 0.5, 1.0])


@given(tied_scores, rates)
def test_cut_is_the_smallest_threshold_that_keeps_the_rate(scores: list[float], rate: float) -> None:
    negatives = np.array(scores)
    cut = metrics.cut_at(negatives, rate)
    assert metrics.share_at(negatives, cut) <= rate + 1e-12
    lower = np.nextafter(cut, -math.inf)
    assert cut == -math.inf or metrics.share_at(negatives, lower) > rate


def test_cut_lies_above_all_negatives_that_share_the_limit() -> None:
    negatives = np.array([0.2] * 90 + [0.8] * 10)
    cut = metrics.cut_at(negatives, 0.05)
    assert cut > 0.8
    assert metrics.share_at(np.array([0.8, 0.81]), cut) == 0.5


def test_cut_allows_exactly_the_rate() -> None:
    negatives = np.arange(1000) / 1000
    assert metrics.share_at(negatives, metrics.cut_at(negatives, 0.01)) == 0.01


def test_cut_without_negatives_is_an_error() -> None:
    with pytest.raises(ValueError, match="no negative pairs"):
        metrics.cut_at(np.array([]), 0.01)


@given(tied_scores, tied_scores)
def test_auc_counts_pairs(positives: list[float], negatives: list[float]) -> None:
    naive = np.mean([(p > n) + (p == n) / 2 for p in positives for n in negatives])
    assert metrics.auc(np.array(positives), np.array(negatives)) == pytest.approx(float(naive))


def test_macro_mean_weighs_categories_equally_and_leaves_small_ones_out() -> None:
    groups = [("list_alias_x", 1.0, 400), ("other", 0.0, 20), ("small", 1.0, 19)]
    scores = [s for _, s, n in groups for _ in range(n)] + [0.5] * 1000
    labels = [1 for _, _, n in groups for _ in range(n)] + [0] * 1000
    categories = [c for c, _, n in groups for _ in range(n)] + ["neg"] * 1000
    found = metrics.evaluate(scores, labels, categories, ["Latin"] * len(scores), default_threshold=0.5)
    assert found.macros[0.01] == 0.5
    assert found.macros_list[0.01] == 1.0
    assert found.recalls[0.01]["small"] == 1.0
    assert found.false_shares["neg"] == 0.0
    assert found.false_shares_default is not None
    assert found.false_shares_default["all"] == 1.0


def test_shared_token_negatives_are_summed_up() -> None:
    scores, labels = [0.9, 0.1, 0.9, 0.9], [0, 0, 0, 1]
    categories = ["neg_list_near", "neg_common_shared_token", "neg_xscript", "same"]
    found = metrics.evaluate(scores, labels, categories, ["Latin"] * 4, default_threshold=0.5)
    assert found.false_shares_default is not None
    assert found.false_shares_default["shared tokens"] == 0.5


names = st.text(alphabet="abcä -ш", max_size=5)
pair_lists = st.lists(st.builds(Pair, names, names, st.sampled_from([-1, 0, 1]), st.just("c")), max_size=40)


@given(pair_lists, st.randoms(use_true_random=False))
def test_no_name_stands_on_both_sides_in_any_row_order(pairs: list[Pair], random: Random) -> None:
    assigned = sides(pairs)
    side: dict[str, str] = {}
    for pair, where in zip(pairs, assigned, strict=True):
        for name in (pair.a, pair.b):
            assert side.setdefault(name_key(name), where) == where
    order = list(range(len(pairs)))
    random.shuffle(order)
    assert sides([pairs[i] for i in order]) == [assigned[i] for i in order]


def test_split_does_not_change_between_versions() -> None:
    pairs = [Pair(f"Name {i}", f"Other {i}", 1, "c") for i in range(12)]
    assert "".join(side[0] for side in sides(pairs)) == "tthhttttttht"


def test_sides_divide_the_decidable_pairs() -> None:
    pairs = [Pair(f"Name {i}", f"Other {i}", i % 3 - 1, "c") for i in range(300)]
    train, held, everything = (choose(pairs, split, None) for split in ("train", "held", "all"))
    assert len(train) + len(held) == len(everything) == 200
    assert 0.2 < len(held) / len(everything) < 0.47


def test_a_limited_sample_is_part_of_a_larger_one() -> None:
    pairs = [Pair(f"Name {i}", f"Other {i}", 1, "c") for i in range(50)]
    small, large = choose(pairs, "all", 10), choose(pairs, "all", 20)
    assert len(small) == 10
    assert set(small) < set(large)


def test_quotes_in_pairs_are_ordinary_characters(tmp_path: Path) -> None:
    path = tmp_path / "pairs.tsv"
    path.write_text('a\tb\tlabel\tcategory\tsource\n"Abu\tAbu "X"\t1\tc\ts\n', encoding="utf-8")
    assert read_pairs(path) == [Pair('"Abu', 'Abu "X"', 1, "c")]


@pytest.mark.parametrize("row", ["a\tb\t1\tc", "a\tb\t2\tc\ts", "a\tb\tx\tc\ts"])
def test_a_wrong_row_is_named_by_its_line(tmp_path: Path, row: str) -> None:
    path = tmp_path / "pairs.tsv"
    path.write_text(f"a\tb\tlabel\tcategory\tsource\n{row}\n", encoding="utf-8")
    with pytest.raises(ValueError, match="line 2"):
        read_pairs(path)


@pytest.mark.parametrize(
    ("a", "b", "script"),
    [
        ("Ali", "Aly", "Latin"),
        ("Али", "Ali", "Cyrillic"),
        ("山田", "Yamada", "Han"),
        ("やまだ", "ヤマダ", "Kana"),
        ("", "1", "Latin"),
    ],
)
def test_script_of_a_pair(a: str, b: str, script: str) -> None:
    assert script_of(Pair(a, b, 1, "c")) == script


def test_peer_program_answers_every_pair_in_order() -> None:
    pairs = [("Anna Smith", "Smith Anna"), ("\udcffAnna", 'Zoë\tQuote"d'), ("Ольга", "Ольга")]
    scored = {s.name.split(" (")[0]: s for s in run_program("rapidfuzz_names", pairs, sys.executable)}
    ratio = scored["rf token_sort_ratio"]
    assert ratio.scores[0] == 1.0
    assert ratio.scores[1] < 0.5
    assert len(ratio.scores) == 3
    assert ratio.failures == 0


def test_a_peer_that_is_not_installed_is_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "rapidfuzz.py").write_text("raise ImportError('absent')", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(PeerMissingError, match="not installed"):
        run_program("rapidfuzz_names", [("a", "b")], sys.executable)


def test_folding_is_measured_on_names_of_ones_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "names.txt").write_text("Anna Maria\nЮрий Іваненко\n\n김철수\n", encoding="utf-8")
    out = tmp_path / "figures.json"
    options = ["--rounds", "1", "--few", "2", "--no-peers", "--json", str(out)]
    assert folding.main(["--names", str(tmp_path / "names.txt"), *options]) == 0
    (measured,) = json.loads(out.read_text(encoding="utf-8"))["sets"].values()
    assert (measured["names"], measured["different_words"]) == (3, 5)
    assert measured["figures"]["compare_names"]["pairs"] == 1
    assert measured["figures"]["a new word"]["words"] == 5
    others = measured["figures"].keys() - {"compare_names", "a new word"}
    assert all(measured["figures"][key]["names"] in (2, 3) for key in others)
    assert "names.txt: 3 names" in capsys.readouterr().out


def test_population_is_seeded_and_skewed() -> None:
    drawn = load_names()
    rows, listed = watchlist_rows(drawn, 3000, seed=7)
    again, _ = watchlist_rows(drawn, 3000, seed=7)
    assert rows.equals(again)
    assert not rows.equals(watchlist_rows(drawn, 3000, seed=8)[0])
    assert rows.num_rows == 3000
    assert all(name.strip() == name and name.isascii() for name in rows["name"].to_pylist())
    counts = np.sort(np.unique(draw_persons(drawn, 3000, 7).parts[:, 0], return_counts=True)[1])[::-1]
    assert counts[: len(counts) // 10].sum() > 0.25 * counts.sum()
    assert len(listed) == len(set(rows["id"].to_pylist()))


def test_listed_travellers_keep_the_birth_date_but_not_the_spelling() -> None:
    drawn = load_names()
    _, listed = watchlist_rows(drawn, 3000, seed=7)
    table, truth = manifest(drawn, 2000, seed=7, listed=listed)
    known = np.flatnonzero(truth >= 0)
    assert 0.03 < len(known) / 2000 < 0.07
    born = table["birth_date"].combine_chunks().cast("date32").cast("int32").to_numpy()
    assert (born[known] == listed.born[truth[known]]).all()


def test_a_traveller_without_hits_is_no_candidate() -> None:
    hits = pa.table({"row": [0, 0, 1, 2, 3], "entry_id": ["E7", "E8", None, "E9", None]})
    found = outcome(hits, pa.array(["E8", "E5", None, None]))
    assert found == {"listed": 2, "listed_found": 0.5, "candidates_per_10k_innocent": 5000.0}


def test_picture_is_well_formed_and_keeps_points_inside() -> None:
    axis = Axis("x & y", 1, 100, [(1, "1"), (100, "<100>")], log=True)
    picture = render("a < b", [Panel("p", axis, axis, {"s & t": [(1, 1), (1e9, 1e-9)]})], columns=3)
    root = ET.fromstring(picture)
    line = root.find("{http://www.w3.org/2000/svg}polyline")
    assert line is not None
    (x0, _), (x1, y1) = (tuple(map(float, point.split(","))) for point in line.attrib["points"].split())
    assert x0 < x1 <= float(root.attrib["width"])
    assert y1 <= float(root.attrib["height"])
