"""Brute force with string matchers: every traveller against every listed name, in one thread.

The matchers get what favours them: names already folded to upper-case ASCII, no birth dates, no hits to collect.
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


def rapidfuzz(csv: str, manifest: str, scorer: str, cutoff: float | None, budget: float) -> dict[str, Any]:
    """``process.cdist`` with one worker; a cutoff lets it leave a pair early whose score would be of no use."""
    listed, queries = _names(csv, manifest)
    function: Any = {"Jaro-Winkler": JaroWinkler.similarity, "token_sort_ratio": fuzz.token_sort_ratio}[scorer]

    def run(some: list[str]) -> None:
        cdist(some, listed, scorer=function, score_cutoff=cutoff, workers=1)

    return _timed(queries, QUERIES_AT_ONCE, budget, run) | {"version": version("rapidfuzz")}


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
