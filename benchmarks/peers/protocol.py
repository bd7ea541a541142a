"""The program's side of the protocol: read pairs, score them, write scores. Standard library only."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping
from typing import NoReturn

__all__ = ["Scorer", "not_installed", "serve"]

Scorer = Callable[[str, str], float]

WARM_UP = (
    ("Anna Warm", "Anne Warm"),
    ("Анна Тёплая", "Anna Teplaya"),
    ("محمد علي", "Mohamed Aly"),
    ("王芳", "Wang Fang"),
)
"""Scored before the clock starts, so that tables loaded on first use of a script are not charged to a pair."""


def not_installed(error: ImportError) -> NoReturn:
    """Ends the program with the exit code that means "nothing to measure here"."""
    print(f"not installed ({error})", file=sys.stderr)
    raise SystemExit(3)


def serve(scorers: Mapping[str, Scorer], version: str, default_threshold: float | None = None) -> None:
    """Scores the pairs of standard input with each scorer and writes one JSON object a line.

    A scorer that raises on a pair gets score 0 for it and a count in ``failures``: one odd name must not end the
    measurement, and must not be hidden either.

    Args:
        scorers: Name in the report -> function of two raw names.
        version: Version of what is measured.
        default_threshold: The cut that the package proposes for these scores, if it proposes one.
    """
    pairs = [tuple(json.loads(line)) for line in sys.stdin]
    for name, score in scorers.items():
        start = time.perf_counter()
        for a, b in WARM_UP:
            score(a, b)
        warm_up = time.perf_counter() - start
        scores, failures = [], 0
        start = time.perf_counter()
        for a, b in pairs:
            try:
                scores.append(score(a, b))
            except Exception:  # noqa: BLE001 - a foreign scorer may raise anything
                scores.append(0.0)
                failures += 1
        seconds = time.perf_counter() - start
        result = {
            "name": name,
            "version": version,
            "scores": [round(value, 6) for value in scores],
            "seconds": seconds,
            "warm_up_seconds": warm_up,
            "default_threshold": default_threshold,
            "failures": failures,
        }
        print(json.dumps(result))
