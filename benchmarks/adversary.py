"""Looks for the traveller that takes longest: how much dearer than a common one can a query be made?

    python -m benchmarks.adversary --names 100000 --examples 1500 --seed 1

Hypothesis builds travellers out of what is dear (the commonest name parts of the list, initials, beginnings of names,
other names, up to the limits of the library) and is led on by the time they take (`hypothesis.target`).  A time is the
least of several, each with an empty store of neighbours.  The yardstick is the median of travellers drawn as a manifest
is; the aim is that none takes more than 50 times as long, and that what was capped says ``candidates_truncated``.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from hypothesis import HealthCheck, Phase, given, seed, settings, target
from hypothesis import strategies as st

import screening as sc
from benchmarks.population import load_names, manifest, watchlist_rows, write_csv
from screening import _core

__all__ = ["Dearest", "common_parts", "median_seconds", "search", "seconds_of", "travellers"]

AIM: Final = 50
REPEATS: Final = 3
_CATALOGUE: Final = 4096


@dataclass(frozen=True, slots=True)
class Dearest:
    """The dearest traveller found.

    Attributes:
        seconds: What it takes.
        traveller: Made of parts of names; nobody's.
        degraded: What its result says.
    """

    seconds: float
    traveller: sc.Traveller
    degraded: tuple[str, ...]


def common_parts(names: Sequence[str], count: int) -> list[str]:
    """The commonest words of names, the commonest first."""
    return [word for word, _ in Counter(word for name in names for word in name.split()).most_common(count)]


def seconds_of(screener: sc.Screener, traveller: sc.Traveller, *, repeats: int = REPEATS) -> tuple[float, sc.Result]:
    """The least time of several, as if its words had never been looked for; and the answer."""
    best = float("inf")
    for _ in range(repeats):
        for search in screener._searches:  # noqa: SLF001 - a benchmark
            search._neighbours = _core.Neighbours(search._index)  # noqa: SLF001
        start = time.perf_counter()
        result = screener.screen(traveller)
        best = min(best, time.perf_counter() - start)
    return best, result


def median_seconds(screener: sc.Screener, sample: Sequence[sc.Traveller]) -> float:
    """The median of ordinary travellers."""
    return float(np.median([seconds_of(screener, traveller)[0] for traveller in sample]))


def travellers(parts: Sequence[str], *, others: int = 8) -> st.SearchStrategy[sc.Traveller]:
    """Travellers made of what is dear to look for."""
    common = st.sampled_from(list(parts))
    letters = st.sampled_from("abcdefghijklmnopqrstuvwxyz")
    part = st.one_of(
        common,
        common,
        letters,
        st.builds(lambda word, n: word[:n], common, st.integers(1, 4)),
        st.builds(lambda a, b: a + b, common, common),
        st.builds(lambda letter, n: letter * n, letters, st.integers(2, 40)),
        st.text("aeiou", min_size=1, max_size=4),
        st.text(min_size=1, max_size=8),
    )
    name = st.lists(part, min_size=1, max_size=64).map(" ".join)
    short = st.lists(part, min_size=1, max_size=4).map(" ".join)
    either = st.one_of(short, short, name)
    return st.builds(
        sc.Traveller,
        name=either,
        other_names=st.one_of(st.just(()), st.lists(either, max_size=others).map(tuple)),
        maybe_truncated=st.booleans(),
        birth_date=st.sampled_from([None, "1980-01-01"]),
        nationality=st.sampled_from([None, "IND"]),
        sex=st.sampled_from([None, "M"]),
    )


def search(screener: sc.Screener, parts: Sequence[str], *, examples: int, start: int, others: int) -> Dearest:
    """Let Hypothesis look for the dearest traveller."""
    found: list[Dearest] = []

    @seed(start)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.target],
        suppress_health_check=list(HealthCheck),
    )
    @given(travellers(parts, others=others))
    def ask(traveller: sc.Traveller) -> None:
        seconds, result = seconds_of(screener, traveller, repeats=1)
        if not found or seconds > found[0].seconds:
            seconds = min(seconds, seconds_of(screener, traveller)[0])
        target(seconds)
        if not found or seconds > found[0].seconds:
            found[:] = [Dearest(seconds, traveller, result.degraded)]

    ask()
    return found[0]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--names", type=int, default=100_000)
    parser.add_argument("--examples", type=int, default=1500)
    parser.add_argument("--others", type=int, default=0, help="other names that a traveller may have; each is a query")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threshold", type=float, default=sc.ScreeningConfig().threshold)
    arguments = parser.parse_args()
    vocabulary = load_names()
    rows, persons = watchlist_rows(vocabulary, arguments.names, arguments.seed)
    with tempfile.TemporaryDirectory() as folder:
        write_csv(rows, Path(folder) / "list.csv")
        sc.compile_watchlist([Path(folder) / "list.csv"], Path(folder) / "list.watchlist")
        screener = sc.Screener(sc.Watchlist.open(Path(folder) / "list.watchlist"), threshold=arguments.threshold)
        people, _ = manifest(vocabulary, 300, arguments.seed, persons)
        sample = [sc.Traveller(id=row.pop("traveller_id"), **row) for row in people.to_pylist()]
        middle = median_seconds(screener, sample)
        dearest = search(
            screener,
            common_parts([name for name in rows.column("name").to_pylist() if name], _CATALOGUE),
            examples=arguments.examples,
            start=arguments.seed,
            others=arguments.others,
        )
    ratio = dearest.seconds / middle
    print(f"median {1e3 * middle:.3f} ms, dearest {1e3 * dearest.seconds:.2f} ms: {ratio:.0f} times")
    print(f"  {dearest.traveller.maybe_truncated=} names={1 + len(dearest.traveller.other_names)} {dearest.degraded}")
    print(f"  {dearest.traveller.name} | {' | '.join(dearest.traveller.other_names)}"[:1000])
    return int(ratio > AIM)


if __name__ == "__main__":
    raise SystemExit(main())
