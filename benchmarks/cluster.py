"""``python -m benchmarks.cluster``: Apache Spark in local mode against plain batch, on one list and manifest.

Every measurement is a process of its own. Each reads the same Parquet files and writes its answers as Parquet; what
starts up (JVM, workers, opening the list) is timed apart, and no neighbour is cached when the clock starts.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

import screening as sc
from benchmarks.measured import MeasurementError, child_main, measure
from benchmarks.population import load_names, manifest, watchlist_rows, write_csv
from benchmarks.speed.__main__ import size
from screening.batch import OUTPUT_SCHEMA, screen_stream

FILES: Final = 16
"""Of travellers, so that every worker has several."""

RUNS: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "plain batch, 1 thread": ("plain", {"threads": 1}),
    "Spark local[1]": ("spark", {"workers": 1}),
    "plain batch, 2 threads": ("plain", {"threads": 2}),
    "Spark local[2]": ("spark", {"workers": 2}),
}
"""Name in the report -> task and its arguments; alike stands beside alike, in case the machine changes its pace."""


def processor_seconds() -> float:
    """Used so far by this process and all that descend from it (Linux only); a busy machine changes it little."""
    parents, used = dict[int, int](), dict[int, float]()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        parents[int(stat.parent.name)] = int(fields[1])
        used[int(stat.parent.name)] = sum(map(int, fields[11:15])) / os.sysconf(
            "SC_CLK_TCK"
        )  # with children that ended

    def is_ours(process: int) -> bool:
        while process and process != os.getpid():
            process = parents.get(process, 0)
        return bool(process)

    return sum(seconds for process, seconds in used.items() if is_ours(process))


def plain(watchlist: str, travellers: str, out: str, threads: int) -> dict[str, Any]:
    """``screen_stream`` from Parquet to Parquet."""
    start = time.perf_counter()
    screener = sc.Screener(sc.Watchlist.open(watchlist))
    screener.screen(sc.Traveller(document_number="1"))
    ready, used = time.perf_counter(), processor_seconds()
    source = ds.dataset(travellers).scanner().to_reader()
    answered = 0
    Path(out).mkdir()
    with pq.ParquetWriter(Path(out) / "answers.parquet", OUTPUT_SCHEMA) as writer:
        for batch in screen_stream(screener, source, threads=threads):
            writer.write_batch(batch)
            answered += batch.num_rows
    seconds, used = time.perf_counter() - ready, processor_seconds() - used
    return {"start_up": ready - start, "seconds": seconds, "processor": used, "answers": answered}


def spark(watchlist: str, travellers: str, out: str, workers: int) -> dict[str, Any]:
    """``screen_dataframe`` from Parquet to Parquet; a first job of the same kind starts the workers."""
    from pyspark.sql import SparkSession

    from screening.adapters.spark import screen_dataframe

    start = time.perf_counter()
    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = (
        SparkSession.builder.master(f"local[{workers}]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.log.level", "OFF")
        .config("spark.sql.files.minPartitionNum", str(FILES))
        .getOrCreate()
    )
    nameless = pa.table({"document_number": ["1"] * workers * 4})  # so that no neighbour gets into a cache
    session.createDataFrame(nameless).repartition(workers * 4).write.parquet(f"{out}-first")
    screen_dataframe(session.read.parquet(f"{out}-first"), watchlist).write.parquet(f"{out}-second")
    ready, used = time.perf_counter(), processor_seconds()
    screen_dataframe(session.read.parquet(travellers), watchlist).write.parquet(out)
    seconds, used = time.perf_counter() - ready, processor_seconds() - used
    session.stop()
    return {"start_up": ready - start, "seconds": seconds, "processor": used, "answers": ds.dataset(out).count_rows()}


def parse_arguments(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cluster", description=__doc__)
    parser.add_argument("--size", type=size, default=100_000, help="names on the watchlist (default: %(default)s)")
    parser.add_argument("--manifest", type=size, default=100_000, help="travellers (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--names", type=Path, help="Parquet: country, kind, latin, weight (default: see README)")
    parser.add_argument("--json", type=Path, help="write every figure here")
    return parser.parse_args(arguments)


def write_data(folder: Path, options: argparse.Namespace) -> None:
    """Writes ``list.watchlist`` and the travellers, as `FILES` files."""
    names = load_names(options.names)
    rows, listed = watchlist_rows(names, options.size, options.seed)
    write_csv(rows, folder / "list.csv")
    sc.compile_watchlist([folder / "list.csv"], folder / "list.watchlist")
    travellers, _ = manifest(names, options.manifest, options.seed, listed)
    (folder / "travellers").mkdir()
    part = -(-len(travellers) // FILES)
    for number in range(FILES):
        pq.write_table(travellers.slice(number * part, part), folder / "travellers" / f"{number:02}.parquet")


def report(figures: dict[str, dict[str, Any]], rows: int) -> str:
    """One line a run; ``times plain`` is against plain batch with as many threads as there are workers."""
    lines = [f"{'':24}{'start-up s':>12}{'run s':>9}{'rows/s':>10}{'times plain':>13}"]
    lines[0] += f"{'CPU s':>9}{'times plain':>13}{'answers':>10}"
    base = figures[next(iter(figures))] if figures else {}
    for name, run in figures.items():
        base = run if name.startswith("plain") else base
        lines.append(
            f"{name:24}{run['start_up']:12.1f}{run['seconds']:9.1f}{rows / run['seconds']:10,.0f}"
            f"{run['seconds'] / base['seconds']:13.2f}"
            f"{run['processor']:9.1f}{run['processor'] / base['processor']:13.2f}{run['answers']:10,}"
        )
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    options = parse_arguments(arguments)
    figures: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory(prefix="screening-bench-") as name:
        folder = Path(name)
        write_data(folder, options)
        on = {"watchlist": folder / "list.watchlist", "travellers": folder / "travellers"}
        for run, (task, extra) in RUNS.items():
            print(f"  {run} ...", file=sys.stderr, flush=True)
            try:
                figures[run] = measure("benchmarks.cluster", task, out=folder / f"out-{len(figures)}", **extra, **on)
            except MeasurementError as error:
                print(f"  left out: {error}", file=sys.stderr)
    print(f"{options.manifest:,} travellers against {options.size:,} names\n{report(figures, options.manifest)}")
    if options.json:
        document = {"size": options.size, "manifest": options.manifest, "seed": options.seed, "figures": figures}
        options.json.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    if len({run["answers"] for run in figures.values()}) > 1:
        print("the answers differ in number", file=sys.stderr)
        return 1
    return 0 if len(figures) == len(RUNS) else 1


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] in ("plain", "spark"):
        child_main({"plain": plain, "spark": spark})
    else:
        raise SystemExit(main())
