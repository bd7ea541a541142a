"""One traveller against 10,000 names."""

# ruff: noqa: S101 - these are tests
from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING

import screening as sc

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture


def test_screen_travellers_as_they_come(
    benchmark: BenchmarkFixture, screener: sc.Screener, travellers: list[sc.Traveller]
) -> None:
    queue = cycle(travellers)
    assert benchmark(lambda: screener.screen(next(queue))).status in {"hits", "no_hits"}


def test_screen_with_an_empty_cache(
    benchmark: BenchmarkFixture, screener: sc.Screener, travellers: list[sc.Traveller]
) -> None:
    """A new screener for every traveller: no neighbour of a token is known yet."""
    queue = cycle(travellers)

    def fresh() -> tuple[tuple[sc.Screener, sc.Traveller], dict[str, object]]:
        return (sc.Screener(screener.watchlist), next(queue)), {}

    result = benchmark.pedantic(lambda one, traveller: one.screen(traveller), setup=fresh, rounds=200)
    assert result.status in {"hits", "no_hits"}
