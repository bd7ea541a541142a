"""Travellers made to be dear or odd: an answer in bounded time, and what was cut is said."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from benchmarks.adversary import travellers
from hypothesis import given, settings

import screening as sc
from screening.watchlist.schema import Entry, EntryName

PARTS = ("Anna", "Ali", "Mohammed", "Maria", "Eriksson", "Khan", "Singh", "Delacruz", "Wang", "Petrov")
ENTRIES = [
    Entry(id=f"{a}-{b}-{c}", list="test", names=(EntryName(f"{a} {b} {c}"[: 6 + 3 * n]),))
    for n, (a, b, c) in enumerate((a, b, c) for a in PARTS for b in PARTS for c in "kmw")
]
WATCHLIST = sc.Watchlist.from_entries(ENTRIES)
PRUNED = sc.Screener(WATCHLIST, threshold=0.6)
UNPRUNED = sc.Screener(WATCHLIST, config=sc.ScreeningConfig(threshold=0.6, prune=False))


def scores(result: sc.Result) -> list[tuple[str, float]]:
    return [(hit.entry_id, hit.score) for hit in result.hits]


@settings(max_examples=60, deadline=None)
@given(travellers(PARTS))
def test_no_shape_of_a_query_loses_a_hit(traveller: sc.Traveller) -> None:
    """What spares work on long names and initials is a bound, not a cut: the answer is that of scoring everything."""
    pruned, every = PRUNED.screen(traveller), UNPRUNED.screen(traveller)
    assert scores(pruned) == scores(every)
    assert pruned.degraded == every.degraded


@pytest.mark.parametrize("name", ["k", "a b", "a b c d e f g h i j k l m", "A. Khan", "k w m", "Ali k", "a " * 60])
def test_initials_lose_nobody(name: str) -> None:
    for threshold in (0.1, 0.5):
        config = sc.ScreeningConfig(threshold=threshold, max_hits=1000, prune=False)
        every = sc.Screener(WATCHLIST, config=config).screen(sc.Traveller(name=name))
        config = sc.ScreeningConfig(threshold=threshold, max_hits=1000)
        assert scores(sc.Screener(WATCHLIST, config=config).screen(sc.Traveller(name=name))) == scores(every)


@pytest.mark.parametrize("word", ["anna", "a", "x" * 40, "\u0661", "王"])
def test_a_name_of_ten_thousand_tokens_is_cut_and_says_so(word: str) -> None:
    result = PRUNED.screen(sc.Traveller(name=f"{word} " * 10_000))
    assert "name_truncated" in result.degraded


def test_a_cap_that_is_hit_is_said() -> None:
    config = sc.ScreeningConfig(threshold=0.1, max_hits=3)
    result = sc.Screener(WATCHLIST, config=config).screen(sc.Traveller(name="Anna Ali Mohammed"))
    assert len(result.hits) == 3
    assert "candidates_truncated" in result.degraded


# ------------------------------------------------------------------------------------------------ other processes


def _answers(screener: sc.Screener) -> list[Any]:
    return [scores(screener.screen(sc.Traveller(name=f"{a} {b}"))) for a in PARTS for b in PARTS]


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_several_processes_give_the_same(tmp_path: Path, method: str) -> None:
    source = tmp_path / "list.csv"
    source.write_text("id,name\n" + "".join(f"{e.id},{e.names[0].name}\n" for e in ENTRIES), encoding="utf-8")
    sc.compile_watchlist([source], tmp_path / "list.watchlist")
    screener = sc.Screener(sc.Watchlist.open(tmp_path / "list.watchlist"), threshold=0.6)
    expected = _answers(screener)
    assert any(expected)
    with ProcessPoolExecutor(3, mp_context=multiprocessing.get_context(method)) as pool:
        assert list(pool.map(_answers, [screener] * 6)) == [expected] * 6
    assert _answers(screener) == expected
