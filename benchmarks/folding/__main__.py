"""``python -m benchmarks.folding``: names in bulk, this library and its peers on the same names in the same run."""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.folding.data import different_words, population, scripts
from benchmarks.folding.ours import BULK, SINGLE
from benchmarks.measured import ROOT, MeasurementError, measure

OURS = "benchmarks.folding.ours"


def parse_arguments(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.folding", description=__doc__)
    parser.add_argument("--count", type=int, default=1_000_000, help="names in bulk (default: %(default)s)")
    parser.add_argument("--few", type=int, default=50_000, help="names one by one, peers too (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=5, help="warm rounds, the best counts (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--names", type=Path, help="one name a line, instead of the two sets that the README describes")
    parser.add_argument("--peer-python", default=sys.executable, help="interpreter that has the peers' packages")
    parser.add_argument("--no-peers", action="store_true", help="leave the peers out")
    parser.add_argument("--json", type=Path, help="write every figure here")
    return parser.parse_args(arguments)


def name_sets(options: argparse.Namespace) -> dict[str, list[str]]:
    if options.names:
        lines = options.names.read_text(encoding="utf-8").splitlines()
        return {options.names.name: [line for line in lines if line.strip()][: options.count]}
    found = {"population": population(options.count, options.seed)}
    try:
        found["other scripts"] = scripts(options.count, options.seed)
    except ImportError:
        print("left out: names of other scripts (pip install faker)", file=sys.stderr)
    return found


def attempt(figures: dict[str, Any], key: str, task: str, **arguments: Any) -> None:
    """Adds one measurement to the figures, or says why there is none."""
    print(f"  {key} ...", file=sys.stderr, flush=True)
    try:
        figures[key] = measure(OURS, task, **arguments)
    except MeasurementError as error:
        print(f"  left out: {error}", file=sys.stderr)


def measure_peers(python: str, few: Path, rounds: int) -> dict[str, Any]:
    """All peers that the interpreter has, in one process of it."""
    path = os.pathsep.join(filter(None, [os.environ.get("PYTHONPATH"), str(ROOT)]))
    done = subprocess.run(
        [python, "-m", "benchmarks.folding.peers", str(few), str(rounds)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path},
        check=False,
    )
    return {result.pop("name"): result for result in map(json.loads, done.stdout.splitlines())}


def measure_set(names: list[str], folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """All measurements on one set of names."""
    many, few = folder / "many.txt", folder / "few.txt"
    many.write_text("\n".join(names), encoding="utf-8")
    few.write_text("\n".join(names[: options.few]), encoding="utf-8")
    figures: dict[str, Any] = {}
    for what in BULK:
        attempt(figures, what, "bulk", names=many, what=what, rounds=options.rounds)
    for what in SINGLE:
        attempt(figures, f"{what}, a name a call", "single", names=few, what=what, rounds=1)
    attempt(figures, "a new word", "new_words", names=many, rounds=options.rounds)
    attempt(figures, "compare_names", "compare", names=few, rounds=1)
    if not options.no_peers:
        print("  peers ...", file=sys.stderr, flush=True)
        figures |= measure_peers(options.peer_python, few, 1)
    return {"names": len(names), "different_words": different_words(names), "figures": figures}


def text_report(document: Mapping[str, Any]) -> str:
    """A table for each set of names: thousands of names a second, processor time of one core."""
    lines = [f"seed {document['seed']}; thousand names a second of processor time, one thread"]
    for title, measured in document["sets"].items():
        lines += ["", f"{title}: {measured['names']:,} names, {measured['different_words']:,} different words"]
        lines.append(f"{'':44}{'names':>10}{'cold':>10}{'warm':>10}")
        for row, figure in measured["figures"].items():
            if "microseconds" in figure:
                count = figure.get("words") or figure.get("pairs") or figure["travellers"]
                cells = f"{count:>10,}{figure['cold_microseconds']:>10.1f}{figure['microseconds']:>10.1f}"
                row = f"{row}, us each"
            else:
                rates = (figure["cold_per_second"], figure["warm_per_second"])
                cells = f"{figure['names']:>10,}" + "".join(f"{rate / 1e3:>10,.0f}" for rate in rates)
            lines.append(f"{row:44}{cells}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    options = parse_arguments(arguments)
    sets = {}
    for title, names in name_sets(options).items():
        print(title, file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory(prefix="screening-bench-") as folder:
            sets[title] = measure_set(names, Path(folder), options)
        if title == "population":
            figures = sets[title]["figures"]
            attempt(figures, "travellers", "travellers", count=options.few, seed=options.seed, rounds=options.rounds)
    document = {
        "seed": options.seed,
        "machine": platform.machine(),
        "python": platform.python_version(),
        "sets": sets,
    }
    print(text_report(document))
    if options.json:
        options.json.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    return 0 if all(what in measured["figures"] for measured in sets.values() for what in BULK) else 1


if __name__ == "__main__":
    raise SystemExit(main())
