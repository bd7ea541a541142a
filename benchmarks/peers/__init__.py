"""Name matchers to measure, each a program of its own: our library and its peers are called in exactly the same way.

A program reads one JSON array ``[a, b]`` a line until the end of its input, scores every pair with each of its
scorers and then writes one JSON object a line and scorer (see `protocol.serve`). A program that cannot import what it
measures ends with `NOT_INSTALLED` and one line on the error stream. Programs import nothing but the standard library
and what they measure, so that they run under another interpreter with other packages.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

__all__ = ["PROGRAMS", "PeerError", "PeerMissingError", "Scored", "run_program"]

ROOT: Final = Path(__file__).resolve().parent.parent.parent
NOT_INSTALLED: Final = 3

PROGRAMS: Final = ("ours", "rapidfuzz_names", "jellyfish_names", "nomenklatura_logic")
"""Modules of this package that follow the protocol, in the order of the report."""


class PeerError(RuntimeError):
    """A program failed, or wrote something that is not the protocol."""


class PeerMissingError(PeerError):
    """What the program measures is not installed for the interpreter that ran it."""


@dataclass(frozen=True, slots=True)
class Scored:
    """The scores of one scorer.

    Attributes:
        name: Name of the scorer, unique in a report.
        version: Version of the package that it comes from.
        scores: One score a pair, in the order of the input; higher is more alike, the scale is the scorer's own.
        seconds: Time for all pairs, warm, including all preparation of the two names.
        warm_up_seconds: Time of the first call (lazy tables); the import is not in it.
        default_threshold: The cut that the package itself proposes, or None.
        failures: Pairs on which the scorer raised; their score is 0.
    """

    name: str
    version: str
    scores: Sequence[float]
    seconds: float
    warm_up_seconds: float
    default_threshold: float | None
    failures: int


def run_program(program: str, pairs: Iterable[tuple[str, str]], python: str) -> list[Scored]:
    """Scores pairs with one program in its own process.

    Args:
        program: One of `PROGRAMS`.
        pairs: The names, as given: folding is the business of the scorer.
        python: Path of the interpreter.

    Raises:
        PeerMissingError: The packages are not there.
        PeerError: Any other failure; the message is the last line of the program's error stream.
    """
    lines = "".join(json.dumps(pair) + "\n" for pair in pairs)
    path = os.pathsep.join(filter(None, [os.environ.get("PYTHONPATH"), str(ROOT), str(ROOT / "src")]))
    done = subprocess.run(
        [python, "-m", f"benchmarks.peers.{program}"],
        input=lines,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path},
        check=False,
    )
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise (PeerMissingError if done.returncode == NOT_INSTALLED else PeerError)(f"{program}: {reason}")
    return [_parse(program, line) for line in done.stdout.splitlines()]


def _parse(program: str, line: str) -> Scored:
    try:
        fields: dict[str, Any] = json.loads(line)
        return Scored(**fields)
    except (ValueError, TypeError) as error:
        raise PeerError(f"{program}: not a line of the protocol") from error
