"""What a screening came to: counts, reasons, and the hits that are shown; in one pass and bounded memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from screening.errors import InputError
from screening.screener import Hit, ListInfo, Result

__all__ = ["PROTECTIVE", "Shown", "Tally"]

#: Categories of entries whose persons are to be helped.
PROTECTIVE: Final = frozenset({"missing", "missing_child", "trafficking_victim", "at_risk"})
_ACTIONS_OF_HELP: Final = frozenset({"protect", "locate"})
_ACTIONS_AGAINST: Final = frozenset({"arrest", "refuse", "seize", "travel_ban", "asset_freeze"})


@dataclass(frozen=True, slots=True)
class Shown:
    """A hit in the report.

    Attributes:
        row: Place of the traveller among the results, from 1.
        place: Of the hit among those of the traveller, from 0.
        id: The caller's reference.
    """

    row: int
    place: int
    id: str | None
    hit: Hit

    @property
    def order(self) -> tuple[bool, float, int, int]:
        """Cleared ones last, then the best first."""
        clearance = self.hit.clearance
        return clearance is not None and clearance.holds, -self.hit.score, self.row, self.place


@dataclass(slots=True)
class Kept:
    """The best of many, in order."""

    most: int
    count: int = 0
    best: list[Shown] = field(default_factory=list)

    def add(self, shown: Shown) -> None:
        """One more; what can't be among the best any more is dropped now and then."""
        self.count += 1
        self.best.append(shown)
        if len(self.best) >= 2 * self.most + 64:
            self.trim()

    def trim(self) -> None:
        """The best alone."""
        self.best = sorted(self.best, key=lambda shown: shown.order)[: self.most]


@dataclass(slots=True)
class Tally:
    """Counts over results.

    Attributes:
        travellers: How many results.
        statuses, reasons: How often each; a traveller may have several reasons.
        bands: Hits by list and band, those of people to help apart in ``help``.
        incomplete: Rows, references, statuses and reasons of those that were not screened in full, the first of them.
        hits, help: Hits to show.
        lists: Every list that a result names.
        made_with: Engine and digest of the configuration.
    """

    most: int
    travellers: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    bands: Counter[tuple[str, str]] = field(default_factory=Counter)
    incomplete_count: int = 0
    incomplete: list[tuple[int, str | None, str, tuple[str, ...]]] = field(default_factory=list)
    hits: Kept = field(init=False)
    help: Kept = field(init=False)
    lists: dict[tuple[str, str], ListInfo] = field(default_factory=dict)
    made_with: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.hits, self.help = Kept(self.most), Kept(self.most)

    @classmethod
    def of(cls, results: Iterable[Result], most: int) -> Tally:
        """Count.

        Raises:
            InputError: One of them is no `Result`.
        """
        tally = cls(most)
        for result in results:
            if not isinstance(result, Result):
                raise InputError("must be results of a Screener", where="results")
            tally.add(result)
        tally.hits.trim()
        tally.help.trim()
        return tally

    def add(self, result: Result) -> None:
        """One more result."""
        self.travellers += 1
        self.statuses[result.status] += 1
        self.reasons.update(result.degraded)
        self.made_with.add((result.engine, result.config_digest))
        for one in result.lists:
            self.lists.setdefault((one.name, one.digest), one)
        if result.degraded or result.status == "unscreenable":
            self.incomplete_count += 1
            if len(self.incomplete) < self.most:
                self.incomplete.append((self.travellers, result.id, result.status, result.degraded))
        apart: tuple[Hit, ...] = getattr(result, "protective", ())  # where a screener keeps those to help apart itself
        for place, hit in enumerate((*result.hits, *apart)):
            kept = self.hits
            if is_protective(hit):
                kept = self.help
            else:
                self.bands[hit.list, hit.band] += 1
            kept.add(Shown(self.travellers, place, result.id, hit))


def is_protective(hit: Hit) -> bool:
    """Whether the person of the entry is to be helped, and not refused."""
    entry = hit.entry
    actions = {word.strip() for word in (entry.action or "").split(",")} - {""}
    if actions & _ACTIONS_AGAINST:
        return False
    return entry.category in PROTECTIVE or (bool(actions) and actions <= _ACTIONS_OF_HELP)
