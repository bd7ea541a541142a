"""``python -m benchmarks.accuracy PAIRS.tsv``: accuracy on labelled name pairs, side by side with peers."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.accuracy.metrics import evaluate
from benchmarks.accuracy.pairs import HELD_ONE_IN, choose, read_pairs, script_of
from benchmarks.accuracy.report import curves_svg, text_report
from benchmarks.peers import PROGRAMS, PeerError, Scored, run_program

DRAWN_AT_MOST = 5
"""Curves in the picture: the best scorers by macro recall at 1 %."""


def parse_arguments(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy", description=__doc__)
    parser.add_argument("pairs", type=Path, help="tab-separated: a, b, label, category, source")
    parser.add_argument(
        "--peers",
        default=",".join(PROGRAMS),
        help="programs of benchmarks/peers to run, separated by commas (default: %(default)s)",
    )
    parser.add_argument("--peer-python", default=sys.executable, help="interpreter that has the peers' packages")
    parser.add_argument("--split", choices=["all", "train", "held"], default="all", help=f"held: 1 in {HELD_ONE_IN}")
    parser.add_argument("--limit", type=int, help="score a sample of this many pairs, always the same one")
    parser.add_argument("--json", type=Path, help="write every figure here")
    parser.add_argument("--svg", type=Path, help="write the curves per script here")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    options = parse_arguments(arguments)
    pairs = choose(read_pairs(options.pairs), options.split, options.limit)
    names = [(pair.a, pair.b) for pair in pairs]
    scored: list[Scored] = []
    for program in options.peers.split(","):
        if program not in PROGRAMS:
            print(f"unknown program; there are {', '.join(PROGRAMS)}", file=sys.stderr)
            return 2
        try:
            scored += run_program(program, names, sys.executable if program == "ours" else options.peer_python)
        except PeerError as error:
            print(f"left out: {error}", file=sys.stderr)
    if not scored:
        print("nothing was measured", file=sys.stderr)
        return 1

    labels, categories = [p.label for p in pairs], [p.category for p in pairs]
    scripts = [script_of(p) for p in pairs]
    evaluations = {s.name: evaluate(s.scores, labels, categories, scripts, s.default_threshold) for s in scored}
    print(f"{options.pairs.name}, split {options.split}")
    print(text_report(pairs, scored, evaluations))
    if options.json:
        figures = {
            s.name: {
                "version": s.version,
                "microseconds_a_pair": s.seconds / len(pairs) * 1e6,
                "default_threshold": s.default_threshold,
                "failures": s.failures,
                **asdict(evaluations[s.name]),
            }
            for s in scored
        }
        document = {"pairs": options.pairs.name, "split": options.split, "count": len(pairs), "scorers": figures}
        options.json.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    if options.svg:
        counts = Counter(script for script, label in zip(scripts, labels, strict=True) if label == 1)
        best = sorted(evaluations, key=lambda name: -evaluations[name].macros[0.01])
        options.svg.write_text(curves_svg(evaluations, counts, best[:DRAWN_AT_MOST]), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
