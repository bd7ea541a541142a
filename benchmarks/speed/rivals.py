"""Brute force with string matchers: every traveller against every listed name, one thread, names already folded to upper case.

The matchers get what favours them: plain ASCII names that need no folding, and no work for birth dates or explanations.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import pyarrow.csv
import pyarrow.parquet as pq
from jellyfish import jaro_winkler_similarity
from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cdist

from benchmarks.measured import child_main

CUTOFFS = {"Jaro-Winkler": 0.9, "token_sort_ratio": 80.0}
"""Scores below are of no use to a caller; knowing it lets RapidFuzz leave a pair early."""

QUERIES_AT_ONCE = 8


def _names(csv: str, manifest: str) -> tuple[list[str], list[str]]:
    listed = pyarrow.csv.read_csv(csv)["name"].to_pylist()
    travellers = pq.read_table(manifest, columns=["given_names", "surname"])
    pairs = zip(travellers["given_names"].to_pylist(), travellers["surname"].to_pylist(), strict=True)
    return listed, [f"{given} {surname}".strip() for given, surname in pairs]


def _timed(queries: list[str], at_once: int, budget: float, run: Callable[[list[str]], object]) -> dict[str, Any]:
    """Runs groups of queries until the budget is spent; at least one group after a warm one."""
    run(queries[:1])
    done, start = 0, time.perf_counter()
    while done == 0 or (time.perf_counter() - start < budget and done < len(queries)):
        run(queries[done : done + at_once])
        done += at_once
    done = min(done, len(queries))
    seconds = time.perf_counter() - start
    return {"rows": done, "seconds": seconds, "travellers_per_second": done / seconds}


def rapidfuzz(csv: str, manifest: str, scorer: str, budget: float) -> dict[str, Any]:
    """``process.cdist`` with one worker, without and with a cutoff; the better of the two counts."""
    listed, queries = _names(csv, manifest)
    function: Any = {"Jaro-Winkler": JaroWinkler.similarity, "token_sort_ratio": fuzz.token_sort_ratio}[scorer]
    results = [
        _timed(
            queries,
            QUERIES_AT_ONCE,
            budget / 2,
            lambda some, cut=cut: cdist(some, listed, scorer=function, score_cutoff=cut, workers=1),  # type: ignore[misc]
        )
        | {"cutoff": cut}
        for cut in (None, CUTOFFS[scorer])
    ]
    best = max(results, key=lambda r: r["travellers_per_second"])
    return best | {"version": version("rapidfuzz"), "without_cutoff": results[0]["travellers_per_second"]}


def jellyfish(csv: str, manifest: str, budget: float) -> dict[str, Any]:
    """A Python loop over the compiled function."""
    listed, queries = _names(csv, manifest)

    def run(some: list[str]) -> None:
        for query in some:
            for name in listed:
                jaro_winkler_similarity(query, name)

    return _timed(queries, 1, budget, run) | {"version": version("jellyfish")}


if __name__ == "__main__":
    child_main({"rapidfuzz": rapidfuzz, "jellyfish": jellyfish})
