"""Folding whole columns of names: ours from Arrow to the columns of the kernel, others to ASCII, a name a call."""

# ruff: noqa: S101 - these are tests
from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from benchmarks.peers.folding import foldings
from benchmarks.population import load_names, watchlist_rows
from screening.folding import new_table
from screening.index import kernel_model
from screening.names import parse_forms

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

NAMES = 20_000
PEERS = foldings()


@pytest.fixture(scope="module")
def column() -> pa.Array:
    """Names with the frequencies of a population."""
    rows, _ = watchlist_rows(load_names(), NAMES, seed=5)
    return rows.column("name").combine_chunks().cast(pa.string())


def fold(table: object, column: pa.Array) -> int:
    _, counts, tokens, _ = table.fold_columns([column], [None])  # type: ignore[attr-defined]
    return len(table.columns(counts, tokens)["token"])  # type: ignore[attr-defined]


def test_fold_known_words(benchmark: BenchmarkFixture, column: pa.Array) -> None:
    """Phonemes, keys, weights and groups included."""
    benchmark.extra_info["names"] = len(column)
    table = new_table()
    fold(table, column)
    assert benchmark(fold, table, column) > len(column)


def test_fold_new_words(benchmark: BenchmarkFixture, column: pa.Array) -> None:
    """A table that knows nothing yet; what is asked of Python is still cached there."""
    benchmark.extra_info["names"] = len(column)
    assert benchmark.pedantic(lambda: fold(new_table(), column), rounds=3, warmup_rounds=1) > len(column)


def test_fold_name_by_name(benchmark: BenchmarkFixture, column: pa.Array) -> None:
    """The same in Python."""
    benchmark.extra_info["names"] = len(column)
    texts = column.to_pylist()
    assert benchmark.pedantic(lambda: [parse_forms(text) for text in texts], rounds=3, warmup_rounds=1)


def test_compare(benchmark: BenchmarkFixture, column: pa.Array) -> None:
    """Each name with the next."""
    benchmark.extra_info["pairs"] = 1000
    table, model, texts = new_table(), kernel_model(), column.slice(0, 1001).to_pylist()
    pairs = list(pairwise(texts))
    assert benchmark.pedantic(lambda: [table.compare(a, b, model) for a, b in pairs], rounds=5, warmup_rounds=1)


@pytest.mark.parametrize("peer", PEERS)
def test_fold_with_peer(benchmark: BenchmarkFixture, column: pa.Array, peer: str) -> None:
    """Latin letters alone: no phonemes, weights or groups."""
    benchmark.extra_info["names"] = len(column)
    texts, one = column.to_pylist(), PEERS[peer]
    assert benchmark.pedantic(lambda: [one(text) for text in texts], rounds=3, warmup_rounds=1)
