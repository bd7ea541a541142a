"""A synthetic watchlist of 10,000 names, compiled once."""

from __future__ import annotations

from pathlib import Path

import pytest

import screening as sc
from benchmarks.population import draw_persons, load_names, manifest, watchlist_rows, write_csv

NAMES = 10_000


@pytest.fixture(scope="session")
def screener(tmp_path_factory: pytest.TempPathFactory) -> sc.Screener:
    """A screener with the default configuration."""
    folder: Path = tmp_path_factory.mktemp("kernels")
    rows, _ = watchlist_rows(load_names(), NAMES, seed=1)
    write_csv(rows, folder / "list.csv")
    sc.compile_watchlist([str(folder / "list.csv")], folder / "list.watchlist")
    return sc.Screener(sc.Watchlist.open(folder / "list.watchlist"))


@pytest.fixture(scope="session")
def travellers() -> list[sc.Traveller]:
    """A thousand travellers; none is on the list on purpose."""
    names = load_names()
    table, _ = manifest(names, 1000, seed=2, listed=draw_persons(names, 1, seed=3), share_listed=0.0)
    columns = ["surname", "given_names", "birth_date", "sex", "nationality"]
    return [sc.Traveller(**{c: v for c, v in row.items() if v}) for row in table.select(columns).to_pylist()]
