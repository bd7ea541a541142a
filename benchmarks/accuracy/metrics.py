"""The figures: cut at a false-positive rate, recall per category, area under the curve. Numpy on plain arrays."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["CURVE_RATES", "MIN_PAIRS", "RATES", "Evaluation", "auc", "cut_at", "evaluate", "macro", "share_at"]

Floats = NDArray[np.float64]

MIN_PAIRS: Final = 20
"""A category with fewer positive pairs is listed but is in no mean."""

RATES: Final = (0.01, 0.001)
CURVE_RATES: Final = (0.0005, 0.001, 0.002, 0.003, 0.005, 0.007, 0.01, 0.015, 0.02, 0.03, 0.05, 0.07, 0.1)
SHARED_TOKEN_CATEGORIES: Final = ("neg_list_", "neg_common_shared_token")
"""Different persons, most of them listed, whose names share tokens."""


def cut_at(negatives: Floats, rate: float) -> float:
    """The smallest threshold ``t`` such that the share of negatives with score ``>= t`` is at most `rate`.

    Ties are not broken in anybody's favour: where the score at the limit is shared by several negatives, the cut lies
    just above all of them, and positives with that same score are lost too.

    Args:
        negatives: Scores of pairs of different persons, not empty.
        rate: In [0, 1].
    """
    if not len(negatives):
        raise ValueError("no negative pairs: a false-positive rate has no meaning")
    allowed = math.floor(rate * len(negatives) + 1e-9)
    if allowed >= len(negatives):
        return -math.inf
    highest_refused = np.sort(negatives)[::-1][allowed]
    return float(np.nextafter(highest_refused, math.inf))


def share_at(scores: Floats, cut: float) -> float:
    """Share of scores ``>= cut``."""
    return float(np.mean(scores >= cut))


def auc(positives: Floats, negatives: Floats) -> float:
    """Probability that a random positive scores above a random negative; a tie counts half."""
    order = np.sort(negatives)
    below = np.searchsorted(order, positives, side="left")
    not_above = np.searchsorted(order, positives, side="right")
    return float(np.mean((below + not_above) / 2.0) / len(order))


def macro(recalls: dict[str, float], prefix: str = "") -> float:
    """Unweighted mean over the categories whose name begins with `prefix`; NaN over none."""
    chosen = [recall for category, recall in recalls.items() if category.startswith(prefix)]
    return float(np.mean(chosen)) if chosen else math.nan


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Every figure of one scorer.

    Attributes:
        cuts: False-positive rate -> threshold.
        recalls: False-positive rate -> category of positive pairs -> share at or above the cut.
        macros: False-positive rate -> mean recall over the categories with `MIN_PAIRS` positives or more.
        macros_list: The same over those of them that were made from published lists (``list_alias_*``).
        auc: Over all pairs.
        false_shares: Category of negative pairs -> share at or above the cut for 1 %; ``shared tokens`` sums up
            `SHARED_TOKEN_CATEGORIES`, ``all`` everything.
        false_shares_default: The same at the package's own threshold; None without one.
        recalls_default: Recall per category at the package's own threshold; None without one.
        curve: ``(false-positive rate, macro recall)`` at `CURVE_RATES`.
        thresholds: ``(threshold, share of negatives, macro recall)`` on a grid.
        curve_by_script: Script -> recall at `CURVE_RATES`, over the positive pairs of that script (`MIN_PAIRS` or
            more).
    """

    cuts: dict[float, float]
    recalls: dict[float, dict[str, float]]
    macros: dict[float, float]
    macros_list: dict[float, float]
    auc: float
    false_shares: dict[str, float]
    false_shares_default: dict[str, float] | None
    recalls_default: dict[str, float] | None
    curve: list[tuple[float, float]]
    thresholds: list[tuple[float, float, float]]
    curve_by_script: dict[str, list[tuple[float, float]]]


def evaluate(
    scores: Sequence[float],
    labels: Sequence[int],
    categories: Sequence[str],
    scripts: Sequence[str],
    default_threshold: float | None,
) -> Evaluation:
    """Computes every figure; the sequences run in parallel, one element a pair."""
    score = np.asarray(scores, dtype=np.float64)
    label = np.asarray(labels)
    category = np.asarray(categories, dtype=object)
    script = np.asarray(scripts, dtype=object)
    positive, negative = label == 1, label == 0
    negatives = score[negative]
    by_category = {c: score[positive & (category == c)] for c in sorted(set(category[positive]))}
    counted = {c: s for c, s in by_category.items() if len(s) >= MIN_PAIRS}
    by_script = {s: score[positive & (script == s)] for s in sorted(set(script[positive]))}
    false_by_category = {c: score[negative & (category == c)] for c in sorted(set(category[negative]))}
    shared = [s for c, s in false_by_category.items() if c.startswith(SHARED_TOKEN_CATEGORIES)]
    if shared:
        false_by_category["shared tokens"] = np.concatenate(shared)
    false_by_category["all"] = negatives

    cuts = {rate: cut_at(negatives, rate) for rate in RATES}
    curve_cuts = [(rate, cut_at(negatives, rate)) for rate in CURVE_RATES]

    def mean_recall(cut: float) -> float:
        return macro({c: share_at(s, cut) for c, s in counted.items()})

    def at_default(groups: dict[str, Floats]) -> dict[str, float] | None:
        return None if default_threshold is None else {c: share_at(s, default_threshold) for c, s in groups.items()}

    counted_recalls = {rate: {c: share_at(s, cut) for c, s in counted.items()} for rate, cut in cuts.items()}
    return Evaluation(
        cuts=cuts,
        recalls={rate: {c: share_at(s, cut) for c, s in by_category.items()} for rate, cut in cuts.items()},
        macros={rate: macro(recalls) for rate, recalls in counted_recalls.items()},
        macros_list={rate: macro(recalls, "list_alias_") for rate, recalls in counted_recalls.items()},
        auc=auc(score[positive], negatives),
        false_shares={c: share_at(s, cuts[0.01]) for c, s in false_by_category.items()},
        false_shares_default=at_default(false_by_category),
        recalls_default=at_default(by_category),
        curve=[(rate, mean_recall(cut)) for rate, cut in curve_cuts],
        thresholds=[
            (t, share_at(negatives, t), mean_recall(t)) for t in np.arange(0.50, 1.0001, 0.01).round(2).tolist()
        ],
        curve_by_script={
            name: [(rate, share_at(s, cut)) for rate, cut in curve_cuts]
            for name, s in by_script.items()
            if len(s) >= MIN_PAIRS
        },
    )
