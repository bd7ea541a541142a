"""Fit the numbers of ``src/screening/tables/phoneme_costs.tsv`` to attested pairs of names.

Usage: ``python -m tools.learn_costs PAIRS_FOLDER [--sweeps N] [--write]``; then see the held-out half
with ``tools/measure_phonemes.py``.

The groups of the table are written by hand and stay; only their costs move, one at a time, up or down a level or two of
``LEVELS``, and only when that finds noticeably more of the training half (never of the held-out half, which is split
off by a hash of the token).  Few levels, a smallest gain and a limit to the whole move keep the fit from following
single names.  Deterministic: the same pairs and the same table give the same costs.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tools import measure_phonemes as measure

from screening.tables import phoneme_costs
from screening.text import Script, script_of

LEVELS = (5, 8, 12, 16, 20, 25, 30, 35, 40, 45, 50, 60, 70, 80, 90, 100, 120, 140)
SMALLEST_GAIN = 2e-4
"""Gain in mean recall that a step must bring."""
LARGEST_MOVE = 4
"""Levels that a cost may move away from where it stood before the run."""
LEAST_UNVOWELLED = {"w": 20, "y": 16}
"""A written long vowel is evidence: Mahmud and Muhammad differ by nothing else (in Arabic)."""
RATES = (3e-4, 1e-3, 3e-3)
"""False-positive rates at which recall counts; three, because one alone is a jagged target."""
HARD_SHARE = 0.02
SMALLEST_SET = 200


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the cost table; only its cost may move."""

    kind: str
    symbols: str
    others: str
    cost: int
    reason: str

    @property
    def least(self) -> int:
        """The smallest cost that the line may be given."""
        if self.kind != "deletion_unvowelled":
            return LEVELS[0]
        return max(LEAST_UNVOWELLED.get(symbol, LEVELS[0]) for symbol in self.symbols)


@dataclass(frozen=True, slots=True)
class Sample:
    """The training half of a set, with only those wrong pairs that come near the cut."""

    half: measure.Half
    wrong_total: int
    weight: float

    def recall(self, table: phoneme_costs.Costs) -> float:
        """Mean recall at `RATES`."""
        arrays = measure.tables(table, unvowelled=self.half.unvowelled)
        wrong = np.sort(measure.similarities(self.half.other_left, self.half.other_right, *arrays))[::-1]
        right = measure.similarities(self.half.left, self.half.right, *arrays)
        best = np.full(int(self.half.row.max()) + 1, -1.0)
        np.maximum.at(best, self.half.row, right)
        return float(np.mean([(best > wrong[int(rate * self.wrong_total)]).mean() for rate in RATES]))


def samples(folder: Path, table: phoneme_costs.Costs, negatives: int, limit: int) -> list[Sample]:
    sets = {
        name: [row for row in rows if measure.is_training(row[0])][:limit]
        for name, rows in measure.read_pairs(folder).items()
        if len(rows) >= SMALLEST_SET and script_of(rows[0][0]) is not Script.HAN
    }
    scripts = Counter(script_of(rows[0][0]) for rows in sets.values())
    out = []
    for rows in sets.values():
        half = measure.encoded(rows, negatives)
        arrays = measure.tables(table, unvowelled=half.unvowelled)
        wrong = measure.similarities(half.other_left, half.other_right, *arrays)
        hard = np.argsort(-wrong, kind="stable")[: int(HARD_SHARE * len(wrong))]
        half = replace(half, other_left=half.other_left[hard], other_right=half.other_right[hard])
        # A script that many sets stand for counts more than one with a single set, but not in proportion.
        out.append(Sample(half, len(wrong), 1 / np.sqrt(scripts[script_of(rows[0][0])])))
    return out


def read_rows(path: Path) -> tuple[list[str], list[Row]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    head = [line for line in lines if line.startswith(("#", "kind\t"))]
    fields = [line.split("\t") for line in lines if line not in head]
    return head, [Row(kind, symbols, others, int(cost), reason) for kind, symbols, others, cost, reason in fields]


def table_of(rows: list[Row]) -> phoneme_costs.Costs:
    return phoneme_costs.build((row.kind, row.symbols, row.others, row.cost) for row in rows)


def objective(parts: list[Sample]) -> Callable[[list[Row]], float]:
    weights: NDArray[np.float64] = np.array([part.weight for part in parts])

    def value(rows: list[Row]) -> float:
        table = table_of(rows)
        return float(np.average([part.recall(table) for part in parts], weights=weights))

    return value


def moved(row: Row, step: int) -> Row:
    at = min(range(len(LEVELS)), key=lambda level: abs(LEVELS[level] - row.cost))
    return replace(row, cost=LEVELS[min(max(at + step, 0), len(LEVELS) - 1)])


def sweep(rows: list[Row], start: list[Row], value: Callable[[list[Row]], float]) -> list[Row]:
    best = value(rows)
    for i in range(len(rows)):
        for step in (1, -1, 2, -2):
            row = moved(rows[i], step)
            low, high = moved(start[i], -LARGEST_MOVE).cost, moved(start[i], LARGEST_MOVE).cost
            if row.cost == rows[i].cost or not max(low, row.least) <= row.cost <= high:
                continue
            trial = [*rows[:i], row, *rows[i + 1 :]]
            reached = value(trial)
            if reached >= best + SMALLEST_GAIN:
                print(f"{reached:.4f} {row.kind} {row.symbols} {row.others} {rows[i].cost} -> {row.cost}", flush=True)
                rows, best = trial, reached
                break
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sweeps", type=int, default=2)
    parser.add_argument("--negatives", type=int, default=100_000)
    parser.add_argument("--limit", type=int, default=800, help="tokens of a set")
    parser.add_argument("--write", action="store_true", help="write the table")
    arguments = parser.parse_args()
    path = Path(phoneme_costs.__file__).with_name("phoneme_costs.tsv")
    head, rows = read_rows(path)
    start = rows
    for _ in range(arguments.sweeps):
        parts = samples(arguments.folder, table_of(rows), arguments.negatives, arguments.limit)
        rows = sweep(rows, start, objective(parts))
    if arguments.write:
        body = [f"{row.kind}\t{row.symbols}\t{row.others}\t{row.cost}\t{row.reason}" for row in rows]
        path.write_text("\n".join([*head, *body]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
