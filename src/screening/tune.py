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
from itertools import islice
from typing import Final

from screening.countries import country_code
from screening.errors import ConfigError, InputError
from screening.scoring import needed_name
from screening.screener import Hit, Result, Screener
from screening.text import Script, script_of
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
            low, high = (middle + 1, high) if _reaching(self._innocent, middle / 1000) > allowed else (low, middle)
        if _reaching(self._innocent, low / 1000) > allowed:
            raise ConfigError("no threshold keeps it: the travellers match too well", where="budget")
        return low / 1000

    def recall_at(self, threshold: float) -> float | None:
        """Share of the listed travellers found; None without any."""
        return _reaching(self._found, threshold) / self.listed if self.listed else None

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
    for _, result in _screened(screener, innocents):
        hits = _every_hit(result)
        count += 1
        candidates += len(hits)
        stopped += bool(hits)
        strong += sum(hit.band == "strong" for hit in hits)
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
        InputError: There is no innocent traveller.
        ConfigError: A threshold is out of range.
    """
    ordered = sorted(set(thresholds))
    if not ordered or not all(0 <= t <= 1 for t in ordered):
        raise ConfigError("must be numbers from 0 to 1", where="thresholds")
    config, at = screener.config, screener.config.threshold
    wide = replace(config, threshold=min(ordered[0], at), max_hits=max(1 << 16, config.max_hits))
    widest = Screener([replace(one, threshold=None) for one in screener.mounted], config=wide)
    raised: list[float] = []
    stops: list[float] = []
    innocent_groups: list[tuple[str, str]] = []
    for traveller, result in _screened(widest, innocents):
        reached = [_reach(hit, config.name_floor) for hit in _every_hit(result)]
        raised += reached
        stops.append(max(reached, default=-1.0))
        innocent_groups.append(_groups_of(traveller))
    if not stops:
        raise InputError("no traveller", where="innocents")
    found: list[float] = []
    listed_groups: list[tuple[str, str]] = []
    truth = list(truth)
    for one, (traveller, result) in zip(truth, _screened(widest, (t.traveller for t in truth)), strict=True):
        right = [hit for hit in _every_hit(result) if (hit.list, hit.entry_id) == (one.list, one.entry_id)]
        found.append(max((_reach(hit, config.name_floor) for hit in right), default=-1.0))
        listed_groups.append(_groups_of(traveller))
    fairness = tuple(
        row
        for place, by in enumerate(("nationality", "script"))
        for row in _fairness(
            by,
            [(groups[place], best >= at) for groups, best in zip(innocent_groups, stops, strict=True)],
            [(groups[place], best >= at) for groups, best in zip(listed_groups, found, strict=True)],
        )
    )
    raised, count, best = sorted(raised), len(stops), sorted(stops)
    found.sort()
    curve = tuple(
        Point(
            threshold,
            _per_10k(_reaching(raised, threshold), count),
            _per_10k(_reaching(best, threshold), count),
            _reaching(found, threshold) / len(found) if found else None,
        )
        for threshold in ordered
    )
    return TuneReport(count, len(found), at, curve, fairness, tuple(raised), tuple(found))


def _screened(screener: Screener, travellers: Iterable[Traveller]) -> Iterator[tuple[Traveller, Result]]:
    """Travellers and their results, some thousands at a time."""
    rest = iter(travellers)
    while chunk := list(islice(rest, _CHUNK)):
        yield from zip(chunk, screener.screen_many(chunk), strict=True)


def _reach(hit: Hit, name_floor: float) -> float:
    """The highest threshold at which it is still a hit: below the name floor, the name has to reach it too."""
    share = needed_name(1.0, hit.evidence.log_odds)
    if hit.evidence.document or hit.name_score >= name_floor * share:
        return hit.score
    return min(hit.score, hit.name_score / share)


def _reaching(values: Sequence[float], threshold: float) -> int:
    """How many of ascending values are not below a threshold."""
    return len(values) - bisect_left(values, threshold)


def _groups_of(traveller: Traveller) -> tuple[str, str]:
    """Nationality and script of a traveller."""
    code = country_code(traveller.nationality) if traveller.nationality else None
    name = next(filter(None, (traveller.name, traveller.surname, traveller.given_names)), "")
    letters = next((script for word in name.split() if (script := script_of(word)) is not Script.OTHER), None)
    return code or _UNKNOWN, letters.name.capitalize() if letters is not None else _UNKNOWN


def _fairness(by: str, innocent: Sequence[tuple[str, bool]], listed: Sequence[tuple[str, bool]]) -> list[Fairness]:
    stopped: defaultdict[str, list[bool]] = defaultdict(list)
    for group, flag in innocent:
        stopped[group].append(flag)
    recalled: defaultdict[str, list[bool]] = defaultdict(list)
    for group, flag in listed:
        recalled[group].append(flag)
    whole = sum(flag for _, flag in innocent) / len(innocent)
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


def _every_hit(result: Result) -> tuple[Hit, ...]:
    """Of those to refuse and those to help: the one stops a traveller as the other does."""
    return (*result.hits, *result.protective)


def _wilson(count: int, of: int) -> tuple[float, float]:
    """95 % confidence interval of a share (E. B. Wilson, 1927)."""
    share, z2 = count / of, _NORMAL_95**2
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = _NORMAL_95 * math.sqrt(share * (1 - share) / of + z2 / (4 * of * of)) / (1 + z2 / of)
    low, high = max(middle - half, 0.0), min(middle + half, 1.0)
    return 0.0 if count == 0 else low, 1.0 if count == of else high  # and not their last digits beside it


def _per_10k(count: int, of: int) -> float:
    return count * 10_000 / of


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"
