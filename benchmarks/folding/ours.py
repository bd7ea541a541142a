"""Measurements of this library; every function runs in a process of its own (see `benchmarks.measured`)."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

import screening as sc
from benchmarks.measured import Task, child_main
from benchmarks.population import draw_persons, load_names, manifest
from screening.intake import read_chunk

BULK: Final[dict[str, tuple[Callable[[Any], object], ...]]] = {
    "normalize": (sc.normalize_names,),
    "romanize": (sc.romanize_names,),
    "normalize and romanize": (sc.normalize_names, sc.romanize_names),
    "tokens, phonemes, keys": (sc.fold_names,),
    "variants": (sc.variants_of_names,),
}
"""Row of the report -> what is done to the column."""

SINGLE: Final[dict[str, Callable[[str], object]]] = {
    "normalize_name": sc.normalize_name,
    "romanize": sc.romanize,
    "name_variants": sc.name_variants,
}


def _timed(run: Callable[[], object]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start


def bulk(names: str, what: str, rounds: int) -> dict[str, Any]:
    """A column of names, first by a process that knows no word and no table, then again, the best round of some."""
    column = pa.array(Path(names).read_text(encoding="utf-8").split("\n"))

    def run() -> None:
        for write in BULK[what]:
            write(column)

    cold = _timed(run)
    warm = min(_timed(run) for _ in range(rounds))
    return {"names": len(column), "cold_per_second": len(column) / cold, "warm_per_second": len(column) / warm}


def single(names: str, what: str, rounds: int) -> dict[str, Any]:
    """The same names one by one, through the function for one name."""
    texts = Path(names).read_text(encoding="utf-8").split("\n")
    write = SINGLE[what]

    def run() -> None:
        for text in texts:
            write(text)

    cold = _timed(run)
    warm = min(_timed(run) for _ in range(rounds))
    return {"names": len(texts), "cold_per_second": len(texts) / cold, "warm_per_second": len(texts) / warm}


def new_words(names: str, rounds: int) -> dict[str, Any]:
    """Tokens of words that were never met, each once, by a process that has its tables; then of the same again."""
    texts = Path(names).read_text(encoding="utf-8").split("\n")
    words = list(dict.fromkeys(word for text in texts for word in text.split()))
    column = pa.array(words)
    sc.fold_names(["John Smith", "Юрий", "王小明", "김구"])
    cold = _timed(lambda: sc.fold_names(column))
    warm = min(_timed(lambda: sc.fold_names(column)) for _ in range(rounds))
    return {"words": len(words), "cold_microseconds": cold / len(words) * 1e6, "microseconds": warm / len(words) * 1e6}


def compare(names: str, rounds: int) -> dict[str, Any]:
    """``compare_names(a, b).score`` of each name and the next."""
    pairs = list(pairwise(Path(names).read_text(encoding="utf-8").split("\n")))

    def run() -> None:
        for a, b in pairs:
            _ = sc.compare_names(a, b).score

    cold = _timed(run)
    warm = min(_timed(run) for _ in range(rounds))
    return {"pairs": len(pairs), "cold_microseconds": cold / len(pairs) * 1e6, "microseconds": warm / len(pairs) * 1e6}


def travellers(count: int, seed: int, rounds: int) -> dict[str, Any]:
    """Travellers with name, birth date, sex, nationality and document, to the columns of the kernel."""
    names = load_names()
    table, _ = manifest(names, count, seed, listed=draw_persons(names, 1, seed), share_listed=0.0)
    batches = table.combine_chunks().to_batches(max_chunksize=8192)

    def run() -> None:
        for batch in batches:
            read_chunk(batch)

    cold = _timed(run)
    warm = min(_timed(run) for _ in range(rounds))
    return {"travellers": count, "cold_microseconds": cold / count * 1e6, "microseconds": warm / count * 1e6}


TASKS: Final[dict[str, Task]] = {
    "bulk": bulk,
    "single": single,
    "new_words": new_words,
    "compare": compare,
    "travellers": travellers,
}

if __name__ == "__main__":
    child_main(TASKS)
