"""``python -m benchmarks.speed``: synthetic watchlists, this library and brute force with peers in the same run."""

from __future__ import annotations

import argparse
import json
import platform
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.measured import MeasurementError, measure
from benchmarks.population import Names, load_names, manifest, watchlist_rows, write_csv
from benchmarks.speed.report import cost_svg, text_report

FLIGHT = 260
"""Seats of a wide-body aircraft: the manifest that is screened from a cold process."""

PROCESSES = 4
"""Workers that map the same file at once."""

RIVALS: dict[str, tuple[str, dict[str, Any]]] = {
    "rf cdist Jaro-Winkler": ("rapidfuzz", {"scorer": "Jaro-Winkler", "cutoff": None}),
    "rf cdist Jaro-Winkler, cutoff .9": ("rapidfuzz", {"scorer": "Jaro-Winkler", "cutoff": 0.9}),
    "rf cdist token_sort_ratio": ("rapidfuzz", {"scorer": "token_sort_ratio", "cutoff": None}),
    "rf cdist token_sort_ratio, cutoff 80": ("rapidfuzz", {"scorer": "token_sort_ratio", "cutoff": 80}),
    "jellyfish Jaro-Winkler": ("jellyfish", {}),
}
"""Name in the report -> task of `benchmarks.speed.rivals` and its arguments."""


def size(text: str) -> int:
    """``10k`` -> 10,000; ``1M`` -> 1,000,000."""
    factor = {"k": 1_000, "M": 1_000_000}.get(text[-1:], 1)
    return int(text.rstrip("kM")) * factor


def parse_arguments(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("--sizes", default="10k,100k,1M", help="names on the watchlist (default: %(default)s)")
    parser.add_argument("--manifest", type=size, default=100_000, help="travellers (default: %(default)s)")
    parser.add_argument("--queries", type=int, default=1000, help="single queries to time (default: %(default)s)")
    parser.add_argument("--budget", type=float, default=20.0, help="seconds for one throughput (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--names", type=Path, help="Parquet: country, kind, latin, weight (default: see README)")
    parser.add_argument("--no-rivals", action="store_true", help="leave the peers out")
    parser.add_argument("--json", type=Path, help="write every figure here")
    parser.add_argument("--svg", type=Path, help="write the plot of cost growth here")
    return parser.parse_args(arguments)


def write_data(names: Names, count: int, options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Writes ``list.csv`` and ``manifest.parquet``; its ``truth`` is the entry of a listed traveller."""
    rows, listed = watchlist_rows(names, count, options.seed)
    write_csv(rows, folder / "list.csv")
    travellers, truth = manifest(names, options.manifest, options.seed, listed)
    entry = pa.array([f"E{i}" if i >= 0 else None for i in truth.tolist()], pa.string())
    pq.write_table(travellers.append_column("truth", entry), folder / "manifest.parquet")
    different = len({part for name in rows["name"].to_pylist() for part in name.split()})
    return {"names": count, "entries": len(listed), "different_tokens": different}


def attempt(figures: dict[str, Any], key: str, module: str, task: str, **arguments: Any) -> None:
    """Adds one measurement to the figures, or says why there is none."""
    print(f"  {key} ...", file=sys.stderr, flush=True)
    try:
        figures[key] = measure(module, task, **arguments)
    except MeasurementError as error:
        print(f"  left out: {error}", file=sys.stderr)


def measure_size(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """All measurements on the data in `folder`."""
    ours, figures = "benchmarks.speed.ours", dict[str, Any]()
    csv, watchlist, travellers = folder / "list.csv", folder / "list.watchlist", folder / "manifest.parquet"
    attempt(figures, "build", ours, "build", csv=csv, out=watchlist)
    if "build" in figures:
        on = {"watchlist": watchlist, "manifest": travellers}
        attempt(figures, "open", ours, "open", watchlist=watchlist)
        attempt(figures, "batch", ours, "batch", threads=1, budget=options.budget, **on)
        attempt(figures, "batch_2_threads", ours, "batch", threads=2, budget=options.budget, **on)
        attempt(figures, "single", ours, "single", queries=options.queries, **on)
        attempt(figures, "shared", ours, "shared", processes=PROCESSES, rows=FLIGHT, **on)
        attempt(figures, "cold_flight", ours, "cold", rows=FLIGHT, **on)
    if not options.no_rivals:
        for name, (task, extra) in RIVALS.items():
            attempt(
                figures,
                name,
                "benchmarks.speed.rivals",
                task,
                csv=csv,
                manifest=travellers,
                budget=options.budget / 4,
                **extra,
            )
    return figures


def main(arguments: Sequence[str] | None = None) -> int:
    options = parse_arguments(arguments)
    names = load_names(options.names)
    runs = []
    for count in (size(text) for text in options.sizes.split(",")):
        print(f"{count:,} names", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory(prefix="screening-bench-") as folder:
            described = write_data(names, count, options, Path(folder))
            runs.append({**described, "figures": measure_size(Path(folder), options)})
    document = {
        "names_from": names.source,
        "seed": options.seed,
        "manifest": options.manifest,
        "machine": platform.machine(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "runs": runs,
    }
    print(text_report(document, list(RIVALS)))
    if options.json:
        options.json.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    if options.svg:
        options.svg.write_text(cost_svg(runs, list(RIVALS)), encoding="utf-8")
    return 0 if all("batch" in run["figures"] for run in runs) else 1


if __name__ == "__main__":
    raise SystemExit(main())
