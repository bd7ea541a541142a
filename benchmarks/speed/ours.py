"""Measurements of this library; every function runs in a process of its own (see `benchmarks.measured`)."""

from __future__ import annotations

import multiprocessing
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

import screening as sc
from benchmarks.measured import Task, child_main
from benchmarks.speed.held import hold, keep_barrier

PILOT_ROWS = 500


def read_manifest(path: str) -> pa.Table:
    """All travellers."""
    # Not above: every process that is measured imports this module, and a service would not load it.
    import pyarrow.parquet as pq

    return pq.read_table(path)


def build(csv: str, out: str) -> dict[str, Any]:
    """Compiles the CSV: seconds and size of the file."""
    compile_watchlist = sc.compile_watchlist  # public names are imported on first use, which is not what we time
    start = time.perf_counter()
    compile_watchlist([csv], out)
    return {"seconds": time.perf_counter() - start, "file_bytes": Path(out).stat().st_size}


def verified_open(watchlist: str) -> dict[str, Any]:
    """Opens the compiled file with all its checks, three times; the file is in the page cache."""
    seconds, open_watchlist = [], sc.Watchlist.open
    for _ in range(3):
        start = time.perf_counter()
        open_watchlist(watchlist)
        seconds.append(time.perf_counter() - start)
    return {"first_seconds": seconds[0], "seconds": min(seconds)}


def batch(watchlist: str, manifest: str, threads: int, budget: float) -> dict[str, Any]:
    """Screens as many rows of the manifest as fit in `budget` seconds, with a cold neighbour cache.

    A pilot with another `Screener`, on rows from the end, tells how many rows those are.
    """
    table = read_manifest(manifest)
    truth = table["truth"].combine_chunks()
    travellers = table.drop_columns(["truth"])
    opened = sc.Watchlist.open(watchlist)
    pilot = travellers.slice(max(0, len(travellers) - PILOT_ROWS))
    start = time.perf_counter()
    sc.Screener(opened).screen_table(pilot, threads=threads)
    rate = len(pilot) / (time.perf_counter() - start)
    rows = min(len(travellers), max(PILOT_ROWS, int(rate * budget)))
    screener = sc.Screener(opened)
    start = time.perf_counter()
    hits = screener.screen_table(travellers.slice(0, rows), threads=threads)
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "rows": rows, "travellers_per_second": rows / seconds, **outcome(hits, truth[:rows])}


def outcome(hits: pa.Table, truth: pa.Array) -> dict[str, Any]:
    """Share of listed travellers found, and candidates for 10,000 innocent ones: speed must not be bought with them."""
    owner = truth.to_pylist()
    listed = {row for row, who in enumerate(owner) if who is not None}
    # A traveller without a hit may have a row too, with no entry.
    answers = zip(hits["row"].to_pylist(), hits["entry_id"].to_pylist(), strict=True)
    candidates = [(row, entry) for row, entry in answers if entry is not None]
    found = {row for row, entry in candidates if owner[row] == entry}
    innocent = sum(row not in listed for row, _ in candidates)
    return {
        "listed": len(listed),
        "listed_found": len(found) / max(1, len(listed)),
        "candidates_per_10k_innocent": innocent / max(1, len(owner) - len(listed)) * 10_000,
    }


def single(watchlist: str, manifest: str, queries: int) -> dict[str, Any]:
    """Latency of `Screener.screen`, microseconds.

    ``new``: no name part occurred in an earlier query, so that no cache can answer. ``stream``: travellers as they
    come.
    """
    table = read_manifest(manifest).drop_columns(["truth", "traveller_id"])
    rows = table.slice(0, min(len(table), queries * 25)).to_pylist()
    seen: set[str] = set()
    fresh: list[dict[str, Any]] = []
    for row in rows:
        parts = set(f"{row['surname']} {row['given_names']}".split())
        if not parts & seen and len(fresh) < queries:
            fresh.append(row)
            seen |= parts
    opened = sc.Watchlist.open(watchlist)
    result: dict[str, Any] = {"queries_new": len(fresh)}
    for name, chosen in (("new", fresh), ("stream", rows[:queries])):
        screener = sc.Screener(opened)
        screener.screen(sc.Traveller(name="WARM UP"))
        taken = []
        for row in chosen:
            traveller = sc.Traveller(**{column: value for column, value in row.items() if value})
            start = time.perf_counter_ns()
            screener.screen(traveller)
            taken.append(time.perf_counter_ns() - start)
        micros = np.array(taken) / 1000
        result |= {f"{name}_p50": float(np.percentile(micros, 50)), f"{name}_p99": float(np.percentile(micros, 99))}
        result[f"{name}_max"] = float(micros.max())
    return result


def cold(watchlist: str, manifest: str, rows: int) -> dict[str, Any]:
    """A flight's manifest from a cold process; the caller reads ``wall_seconds``."""
    travellers = read_manifest(manifest).drop_columns(["truth"]).slice(0, rows)
    hits = sc.Screener(sc.Watchlist.open(watchlist)).screen_table(travellers, threads=1)
    return {"rows": len(travellers), "hits": len(hits)}


def shared(watchlist: str, manifest: str, processes: int, rows: int) -> dict[str, Any]:
    """Proportional memory of several processes that have screened with the same file and still hold it (Linux only).

    ``mapped_files`` counts the pages of the file, ``all_files`` all memory of the processes, both over the file's size.
    """
    travellers = read_manifest(manifest).drop_columns(["truth"]).slice(0, rows)
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(processes)
    with context.Pool(processes, initializer=keep_barrier, initargs=(barrier,)) as pool:
        held = pool.starmap(hold, [(watchlist, travellers)] * processes, chunksize=1)
    size = Path(watchlist).stat().st_size
    return {"mapped_files": sum(h[0] for h in held) / size, "all_files": sum(h[1] for h in held) / size}


if __name__ == "__main__":
    tasks: dict[str, Task] = {
        "build": build,
        "open": verified_open,
        "batch": batch,
        "single": single,
        "shared": shared,
        "cold": cold,
    }
    child_main(tasks)
