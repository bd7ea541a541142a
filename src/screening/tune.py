"""Choosing a threshold for a list: how many innocent travellers it stops, and whom of the listed it finds.

    report = tune(screener, innocents, truth)
    report.threshold_for(20)        # the lowest threshold with at most 20 candidates per 10,000 innocents

A threshold that is right for one list floods on another, so that it is measured with the list at hand: travellers of
whom nobody is listed (yesterday's manifests, say), and a sample of listed persons as they come to the border.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from screening.countries import country_code
from screening.errors import ConfigError, InputError
from screening.scoring import BANDS
from screening.screener import Query, Screener, fold_traveller
from screening.travellers import Traveller

__all__ = ["Fairness", "Point", "Rate", "Truth", "TuneReport", "candidate_rate", "tune"]

THRESHOLDS: Final = tuple(round(0.5 + 0.025 * step, 3) for step in range(20))
"""Of the curve: .500 to .975."""
_CHUNK: Final = 4096
_UNKNOWN: Final = "unknown"
_NORMAL_95: Final = 1.96


@dataclass(frozen=True, slots=True)
class Truth:
    """A traveller who is a listed person.

    Attributes:
        list, entry_id: The entry that should be found.
    """

    traveller: Traveller
    list: str
    entry_id: str


@dataclass(frozen=True, slots=True)
class Rate:
    """What innocent travellers raise, per 10,000 of them.

    Attributes:
        travellers: How many there were.
        candidates: Hits; one traveller may raise several.
        stopped: Travellers with a hit at least.
        strong: Hits of the band ``strong``.
    """

    travellers: int
    candidates: float
    stopped: float
    strong: float


@dataclass(frozen=True, slots=True)
class Point:
    """What a threshold does.

    Attributes:
        candidates, stopped: Per 10,000 innocent travellers, as in `Rate`.
        recall: Share of the listed travellers whose entry is among the hits; None without any.
    """

    threshold: float
    candidates: float
    stopped: float
    recall: float | None


@dataclass(frozen=True, slots=True)
class Fairness:
    """How often the innocent travellers of one group are stopped, beside all of them.

    Attributes:
        by: ``nationality`` or ``script``, that of the first part of the name.
        group: Code of the country or name of the script; ``unknown`` where none is stated.
        stopped: Per 10,000 of the group.
        low, high: Where the true rate lies with a confidence of 95 % (Wilson's interval).
        ratio: ``stopped`` over that of all travellers; None where nobody is stopped.
        differs: The rate of all travellers lies outside ``low`` to ``high``.
        recall: Of the listed travellers of the group; None without any.
    """

    by: str
    group: str
    travellers: int
    stopped: float
    low: float
    high: float
    ratio: float | None
    differs: bool
    recall: float | None


@dataclass(frozen=True, slots=True)
class TuneReport:
    """What was measured.

    Attributes:
        travellers, listed: Sizes of the samples.
        threshold: Of the screener; ``fairness`` stands at it.
        curve: By rising threshold.
        fairness: Nationalities, then scripts, the most often stopped first.
    """

    travellers: int
    listed: int
    threshold: float
    curve: tuple[Point, ...]
    fairness: tuple[Fairness, ...]
    _innocent: tuple[float, ...]
    _found: tuple[float, ...]

    def threshold_for(self, budget: float) -> float:
        """The lowest threshold, in thousandths, at which innocents raise no more candidates than this per 10,000.

        Thresholds below the lowest of the curve are not looked at.

        Raises:
            ConfigError: The budget is negative, or even a threshold of 1 exceeds it (listed documents may).
        """
        if not budget >= 0:
            raise ConfigError("must be at least 0", where="budget")
        low, high = round(self.curve[0].threshold * 1000), 1000
        allowed = budget * self.travellers / 10_000
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if self._raised(middle / 1000) > allowed else (low, middle)
        if self._raised(low / 1000) > allowed:
            raise ConfigError("no threshold keeps it: the travellers match too well", where="budget")
        return low / 1000

    def recall_at(self, threshold: float) -> float | None:
        """Share of the listed travellers found; None without any."""
        return (len(self._found) - bisect_left(self._found, threshold)) / self.listed if self.listed else None

    def _raised(self, threshold: float) -> int:
        return len(self._innocent) - bisect_left(self._innocent, threshold)

    def __str__(self) -> str:
        lines = ["threshold  candidates  stopped per 10,000  recall"]
        lines += [f"{p.threshold:9.3f}{p.candidates:12.1f}{p.stopped:20.1f}{_share(p.recall):>8}" for p in self.curve]
        lines.append(f"at {self.threshold:.3f}   travellers  stopped per 10,000  (95 %)  of all  recall")
        lines += [
            f"{row.by:<11} {row.group:<10}{row.travellers:8,}{row.stopped:10.1f}  ({row.low:.1f}-{row.high:.1f})"
            f"{'' if row.ratio is None else f'  x{row.ratio:.1f}'}{' *' if row.differs else ''}  {_share(row.recall)}"
            for row in self.fairness
        ]
        return "\n".join(lines)


def candidate_rate(screener: Screener, innocents: Iterable[Traveller]) -> Rate:
    """What travellers of whom nobody is listed raise with a screener as it is.

    Raises:
        InputError: There is no traveller.
    """
    count = candidates = stopped = strong = 0
    for queries in _chunks(innocents):
        hits, _ = screener.run(queries)
        count += len(queries)
        candidates += len(hits)
        stopped += len(np.unique(hits["row"]))
        strong += int(np.count_nonzero(hits["score"] >= BANDS[0][0]))
    if not count:
        raise InputError("no traveller", where="innocents")
    return Rate(count, *(_per_10k(n, count) for n in (candidates, stopped, strong)))


def tune(
    screener: Screener,
    innocents: Iterable[Traveller],
    truth: Iterable[Truth] = (),
    *,
    thresholds: Sequence[float] = THRESHOLDS,
) -> TuneReport:
    """Measure what thresholds do.

    Args:
        screener: The list and the settings; its threshold is the one that ``fairness`` stands at.
        innocents: Travellers of whom nobody is listed; at least 10,000 for a figure per 10,000 that holds.
        truth: Listed travellers, as they come to the border.
        thresholds: Of the curve, at least one, each from 0 to 1.

    Raises:
        InputError: There is no innocent traveller, or an entry of ``truth`` is not on the list.
        ConfigError: A threshold is out of range.
    """
    ordered = sorted(set(thresholds))
    if not ordered or not all(0 <= t <= 1 for t in ordered):
        raise ConfigError("must be numbers from 0 to 1", where="thresholds")
    lowest = min(ordered[0], screener.config.threshold)
    wide = Screener(
        screener.watchlist,
        config=replace(screener.config, threshold=lowest, max_hits=max(1 << 16, screener.config.max_hits)),
    )
    folded: list[Query] = []
    values: list[NDArray[np.float64]] = []
    highest: list[NDArray[np.float64]] = []
    for queries in _chunks(innocents):
        hits, _ = wide.run(queries)
        value = _reach(hits, wide.config.name_floor)
        best = np.full(len(queries), -1.0)
        np.maximum.at(best, hits["row"], value)
        folded += queries
        values.append(value)
        highest.append(best)
    if not folded:
        raise InputError("no traveller", where="innocents")
    raised, best = np.sort(np.concatenate(values)), np.concatenate(highest)
    truth = list(truth)
    found = _found(wide, truth)
    stops = np.sort(best)

    def above(sorted_values: NDArray[np.float64], threshold: float) -> int:
        return len(sorted_values) - int(np.searchsorted(sorted_values, threshold))

    curve = tuple(
        Point(
            threshold,
            _per_10k(above(raised, threshold), len(folded)),
            _per_10k(above(stops, threshold), len(folded)),
            float(np.mean(found >= threshold)) if truth else None,
        )
        for threshold in ordered
    )
    at = screener.config.threshold
    listed = [fold_traveller(one.traveller) for one in truth]
    fairness = tuple(
        row
        for by, group_of in (("nationality", _nationality), ("script", _script))
        for row in _groups(by, [group_of(q) for q in folded], best >= at, [group_of(q) for q in listed], found >= at)
    )
    return TuneReport(
        len(folded), len(truth), at, curve, fairness, tuple(raised.tolist()), tuple(np.sort(found).tolist())
    )


def _chunks(travellers: Iterable[Traveller]) -> Iterator[list[Query]]:
    waiting: list[Query] = []
    for traveller in travellers:
        waiting.append(fold_traveller(traveller))
        if len(waiting) == _CHUNK:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


def _reach(hits: NDArray[np.void], name_floor: float) -> NDArray[np.float64]:
    """The highest threshold at which each is still a hit: below the name floor, the name has to reach it too."""
    names = np.where((hits["document"] > 0) | (hits["name_score"] >= name_floor), 1.0, hits["name_score"])
    return np.asarray(np.minimum(hits["score"], names), dtype=np.float64)


def _found(screener: Screener, truth: Sequence[Truth]) -> NDArray[np.float64]:
    """For each, the highest threshold at which the right entry is a hit; -1 where it is none."""
    watchlist = screener.watchlist
    places = zip(watchlist.entry_lists.to_pylist(), watchlist.entry_ids.to_pylist(), strict=True)
    row_of = {place: row for row, place in enumerate(places)} if truth else {}
    right = []
    for number, one in enumerate(truth):
        if (one.list, one.entry_id) not in row_of:
            raise InputError("the entry is not on the list", where=f"truth {number}")
        right.append(row_of[one.list, one.entry_id])
    found = np.full(len(truth), -1.0)
    start = 0
    for queries in _chunks(one.traveller for one in truth):
        hits, _ = screener.run(queries)
        rows = hits["row"].astype(np.int64) + start
        is_right = hits["entry"] == np.asarray(right, dtype=np.uint32)[rows]
        np.maximum.at(found, rows[is_right], _reach(hits[is_right], screener.config.name_floor))
        start += len(queries)
    return found


def _nationality(query: Query) -> str:
    text = query.traveller.nationality
    return (country_code(text) if text else None) or _UNKNOWN


def _script(query: Query) -> str:
    tokens = query.name.tokens
    return tokens[0].renderings[0].script.name.capitalize() if tokens else _UNKNOWN


def _groups(
    by: str,
    innocent: Sequence[str],
    is_stopped: NDArray[np.bool_],
    listed: Sequence[str],
    is_found: NDArray[np.bool_],
) -> list[Fairness]:
    stopped: defaultdict[str, list[bool]] = defaultdict(list)
    for group, flag in zip(innocent, is_stopped.tolist(), strict=True):
        stopped[group].append(flag)
    recalled: defaultdict[str, list[bool]] = defaultdict(list)
    for group, flag in zip(listed, is_found.tolist(), strict=True):
        recalled[group].append(flag)
    whole = float(np.mean(is_stopped))
    rows = []
    for group, flags in stopped.items():
        share = sum(flags) / len(flags)
        low, high = _wilson(sum(flags), len(flags))
        hits = recalled.get(group)
        rows.append(
            Fairness(
                by,
                group,
                len(flags),
                share * 10_000,
                low * 10_000,
                high * 10_000,
                share / whole if whole else None,
                not low <= whole <= high,
                sum(hits) / len(hits) if hits else None,
            )
        )
    return sorted(rows, key=lambda row: (-row.stopped, row.group))


def _wilson(count: int, of: int) -> tuple[float, float]:
    """95 % confidence interval of a share (E. B. Wilson, 1927)."""
    share, z2 = count / of, _NORMAL_95**2
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = _NORMAL_95 * math.sqrt(share * (1 - share) / of + z2 / (4 * of * of)) / (1 + z2 / of)
    return max(middle - half, 0.0), min(middle + half, 1.0)


def _per_10k(count: int, of: int) -> float:
    return count * 10_000 / of


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"
