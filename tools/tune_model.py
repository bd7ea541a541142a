"""Fit the numbers of `screening.scoring.Model` to labelled name pairs.

Usage: ``python -m tools.tune_model PAIRS.tsv [--minutes N] [--only NAME ...]``

Learns on the training side of the split of ``benchmarks.accuracy`` alone and prints the figures of both sides, before
and after; the numbers that it prints are then put into ``scoring.py`` by hand, with their reason.  One number moves at
a time, by a step of its own, and only where that brings a noticeable gain: few, round levels, and a smallest gain, keep
the fit from following single pairs.  Deterministic: the same pairs and the same model give the same numbers, if the
time does not run out.

Published pairs hold few unrelated *single* tokens, so the curves could be raised until everything is alike.  The guard
is made here: pairs of tokens that stand in different pairs of one category count as different names, and what share of
them is as alike as the cut allows is taken off the objective.
"""

from __future__ import annotations

import argparse
import hashlib
import time
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache, partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.accuracy.metrics import Evaluation, evaluate
from benchmarks.accuracy.pairs import Pair, choose, read_pairs

from screening import _reference as reference
from screening.names import Name, parse_forms
from screening.scoring import MODEL, Model, PairClass, pair_class

STEPS = {
    "latin_mix": 50, "initial_similarity": 50, "prefix_factor": 20, "variant_similarity": 10,
    "nickname_similarity": 20, "glue_floor": 50, "short_length": 50, "short_factor": 100,
    "contradiction": 200, "omission": 50, "omission_truncated": 50, "omission_half": 50,
}  # fmt: skip
"""Numbers that may move, and by how much at a time."""
RAW_STEP, EFFECTIVE_STEP = 25, 30
LEAST = {"omission": 550, "omission_half": 50, "short_factor": 1000, "short_length": 50, "token_floor": 1}
MOST = {
    "latin_mix": 1000, "contradiction": 3000, "variant_similarity": 990, "nickname_similarity": 950,
    "short_length": 500,
}  # fmt: skip
LEAST_RAW = 625
"""No curve starts to rise below this: the search for similar tokens becomes slow."""
SMALLEST_GAIN = 3e-4
MOST_POSITIVES, MOST_NEGATIVES = 200, 1000
"""Pairs of a category and label that are learnt from, chosen by hash."""
STRANGERS = 200
"""Pairs of unrelated tokens made for a category of tokens."""
LOW_RATE = 0.003
"""Besides 1 %, recall counts at this false-positive rate; at 0.1 % it would hang on half a dozen pairs."""
FREE_STRANGERS = 0.002
"""Share of them that may be over the cut for nothing."""


def cached(function: Callable[..., Any], size: int = 1 << 22) -> Callable[..., Any]:
    """Without the model, which what is cached does not depend on."""
    inner = lru_cache(size)(function)
    return lambda a, b, _model=MODEL: inner(a, b)


@lru_cache(1 << 17)
def forms(text: str) -> tuple[Name, ...]:
    return parse_forms(text)


def scores(pairs: list[Pair], model: Model) -> list[float]:
    return [reference.align_forms(forms(p.a), forms(p.b), model).name_score for p in pairs]


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def sample(pairs: list[Pair]) -> list[Pair]:
    """At most so many pairs of each category and label, always the same ones."""
    groups: dict[tuple[str, int], list[Pair]] = {}
    for pair in pairs:
        groups.setdefault((pair.category, pair.label), []).append(pair)
    chosen: list[Pair] = []
    for (_, label), group in sorted(groups.items()):
        most = MOST_POSITIVES if label else MOST_NEGATIVES
        chosen += sorted(group, key=lambda p: _digest(f"{p.a}\t{p.b}"))[:most]
    return chosen


def strangers(pairs: list[Pair]) -> list[Pair]:
    """Tokens of one category that belong to different pairs: different names, as far as anybody knows."""
    groups: dict[str, list[Pair]] = {}
    for pair in pairs:
        if pair.label == 1 and pair.category.endswith("_token"):
            groups.setdefault(pair.category, []).append(pair)
    found = []
    for category, group in sorted(groups.items()):
        order = sorted(group, key=lambda p: _digest(f"{p.a}\t{p.b}"))
        for shift in range(1, len(order)):
            for x, y in zip(order, order[shift:], strict=False):
                if {x.a, x.b}.isdisjoint((y.a, y.b)):
                    found.append(Pair(x.a, y.b, 0, category))
            if shift * len(order) >= STRANGERS:
                break
    return found


class Target:
    """What is to be made large; scores only those pairs again that a change can concern."""

    def __init__(self, pairs: list[Pair]) -> None:
        self.pairs = pairs
        self.others = strangers(pairs)
        self.everything = [*pairs, *self.others]
        self.kinds = [classes(pair) for pair in self.everything]

    def scores(self, model: Model, kind: PairClass | None, before: list[float]) -> list[float]:
        """Scores of all pairs; with a class, of the others what they were before."""
        if kind is None:
            return scores(self.everything, model)
        concerned = [i for i, found in enumerate(self.kinds) if kind in found]
        after = list(before)
        for i, score in zip(concerned, scores([self.everything[i] for i in concerned], model), strict=True):
            after[i] = score
        return after

    def value(self, found: list[float]) -> float:
        """Mean of the figures that count, less what false likeness costs."""
        n = len(self.pairs)
        result = evaluation(self.pairs, found[:n])
        strange = float(np.mean(np.array(found[n:]) >= result.cuts[0.01])) if self.others else 0.0
        low = dict(result.curve)[LOW_RATE]
        gain = 0.4 * result.macros[0.01] + 0.3 * low + 0.3 * result.macros_list[0.01]
        return gain - 2 * max(strange - FREE_STRANGERS, 0.0) - 0.5 * result.false_shares["shared tokens"]


def classes(pair: Pair) -> frozenset[PairClass]:
    """Classes of the readings that are compared with each other."""
    hands = [{r.hand for form in forms(text) for t in form.tokens for r in t.renderings} for text in (pair.a, pair.b)]
    return frozenset(pair_class(x, y) for x in hands[0] for y in hands[1])


def evaluation(pairs: list[Pair], found: list[float]) -> Evaluation:
    return evaluate(found, [p.label for p in pairs], [p.category for p in pairs], [""] * len(pairs), None)


Move = Callable[[Model], Model | None]


def number_moved(model: Model, name: str, step: int) -> Model | None:
    value = getattr(model, name) + step
    return replace(model, **{name: value}) if LEAST.get(name, 0) <= value <= MOST.get(name, 1 << 16) else None


def curve_moved(model: Model, kind: PairClass, i: int, dx: int, dy: int) -> Model | None:
    points = model.curve_points[kind]
    moved = (*points[:i], (points[i][0] + dx, points[i][1] + dy), *points[i + 1 :])
    rises = all(p[0] < q[0] and 0 <= p[1] <= q[1] <= 1000 for p, q in pairwise(moved))
    curves = tuple(moved if k is kind else c for k, c in zip(PairClass, model.curve_points, strict=True))
    trial = replace(model, curve_points=curves)
    return trial if rises and trial.least_raw[2 * kind] >= LEAST_RAW else None


def moves(only: list[str]) -> list[tuple[str, PairClass | None, Move]]:
    """Every step that the model may take: what it says, the one class that it concerns or all, and the step."""
    found: list[tuple[str, PairClass | None, Move]] = []
    for name, step in STEPS.items():
        if not only or name in only:
            found += [
                (f"{name} {s:+}", None, partial(number_moved, name=name, step=s))
                for s in (step, -step, 3 * step, -3 * step)
            ]
    for kind in PairClass:
        if not only or "curves" in only or kind.name in only:
            for i in range(1, len(MODEL.curve_points[kind]) - 1):
                steps = [(RAW_STEP, 0), (-RAW_STEP, 0)]
                if i > 1:
                    steps += [(0, EFFECTIVE_STEP), (0, -EFFECTIVE_STEP), (RAW_STEP, EFFECTIVE_STEP)]
                found += [
                    (f"{kind.name}[{i}] {dx:+} {dy:+}", kind, partial(curve_moved, kind=kind, i=i, dx=dx, dy=dy))
                    for dx, dy in steps
                ]
    return found


def climb(model: Model, target: Target, only: list[str], seconds: float) -> Model:
    """Moves one number at a time until nothing brings a noticeable gain any more."""
    end = time.monotonic() + seconds
    found = target.scores(model, None, [])
    best = target.value(found)
    print(f"{best:.4f} start, {len(target.pairs)} pairs, {len(target.others)} pairs of strangers", flush=True)
    tried = {model.digest}
    moving = True
    while moving:
        moving = False
        for what, kind, move in moves(only):
            trial = move(model)
            if trial is None or trial.digest in tried:
                continue
            if time.monotonic() > end:
                return model
            tried.add(trial.digest)
            now = target.scores(trial, kind, found)
            reached = target.value(now)
            if reached >= best + SMALLEST_GAIN:
                model, best, found, moving = trial, reached, now, True
                print(f"{best:.4f} {what}", flush=True)
    return model


def figures(side: str, pairs: list[Pair], model: Model) -> str:
    found = evaluation(pairs, scores(pairs, model))
    return (
        f"{side:6}1 %: {found.macros[0.01]:.3f}  0.1 %: {found.macros[0.001]:.3f}  lists: {found.macros_list[0.01]:.3f}"
        f"  shared tokens: {found.false_shares['shared tokens']:.3f}  cut: {found.cuts[0.01]:.3f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--only", nargs="*", default=[], help="names of numbers, ``curves``, or names of classes")
    arguments = parser.parse_args()
    reference.phonemic_similarity = cached(reference.phonemic_similarity)
    reference.jaro_winkler = lru_cache(1 << 22)(reference.jaro_winkler)
    everything = read_pairs(arguments.pairs)
    sides = {side: choose(everything, side, None) for side in ("train", "held")}
    for side, pairs in sides.items():
        print(figures(side, pairs, MODEL), flush=True)
    if arguments.minutes <= 0:
        return
    model = climb(MODEL, Target(sample(sides["train"])), arguments.only, 60 * arguments.minutes)
    for name in STEPS:
        print(f"    {name} = {getattr(model, name)}")
    for kind, points in zip(PairClass, model.curve_points, strict=True):
        print(f"    PairClass.{kind.name}: {points},")
    for side, pairs in sides.items():
        print(figures(side, pairs, model), flush=True)


if __name__ == "__main__":
    main()
