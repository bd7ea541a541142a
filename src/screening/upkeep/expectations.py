"""What a new version of a list is held to before it comes into force.

The failure of this field is a list that was read without an error and is nearly empty: an error page, a column that was
renamed, one file of a set that is missing. So a new version is counted against what its source is known to give and
against the version in force, and persons who must be on it are looked for with the matcher itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from screening.compiled import Watchlist
from screening.errors import ConfigError, ListExpectationError
from screening.screener import Screener, ScreeningConfig
from screening.travellers import Traveller

__all__ = ["Canary", "Expectations", "check_canaries", "check_counts", "check_dates", "check_shrink", "count_lists"]

Counts = Mapping[str, Mapping[str, int]]

_TOTALS: Final = ("entries", "entries:person", "names")
_SLACK: Final = 10
"""What is not a total may always lose so many: of few, one is a large share."""


@dataclass(frozen=True, slots=True)
class Canary:
    """A person, or a document, that must be found on every version of a list.

    Attributes:
        traveller: What is screened; personal data, and so never part of a message.
        entry_id: The entry that must be among the hits.
        list: Its list; None for any.
        at_least: 0 to 1; the score it must have.
    """

    traveller: Traveller
    entry_id: str
    list: str | None = None
    at_least: float = 0.85

    def __post_init__(self) -> None:
        if isinstance(self.at_least, bool) or not 0 <= self.at_least <= 1:
            raise ConfigError("must be a number from 0 to 1", where="canary at_least")


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectations:
    """What a source is expected to give.

    Attributes:
        minimum, maximum: Entries of the compiled file, inclusive.
        minimum_persons: Persons among them.
        max_shrink: 0 to 1; the share of entries, names or birth dates that a list may lose against the version in
            force.
        max_rejected: 0 to 1; the share of rows that may be rejected: broken ones, and those of ships and aircraft.
        max_list_days: Days since the date that the list states of itself; a publisher who moves a list may leave the
            old file where it was. A list without a date is refused then. None for any.
        lists: Names of the lists that must be there, for a file that is made of several.
        canaries: Persons who must be found.
    """

    minimum: int = 1
    maximum: int | None = None
    minimum_persons: int = 0
    max_shrink: float = 0.10
    max_rejected: float = 0.05
    max_list_days: int | None = None
    lists: frozenset[str] = frozenset()
    canaries: tuple[Canary, ...] = ()

    def __post_init__(self) -> None:
        for name in ("minimum", "minimum_persons"):
            value = getattr(self, name)
            if type(value) is not int or value < 0:
                raise ConfigError("must be a whole number from 0", where=name)
        if self.maximum is not None and (type(self.maximum) is not int or self.maximum < self.minimum):
            raise ConfigError("must be a whole number, at least the minimum", where="maximum")
        if self.max_list_days is not None and (type(self.max_list_days) is not int or self.max_list_days < 1):
            raise ConfigError("must be a whole number from 1", where="max_list_days")
        for name in ("max_shrink", "max_rejected"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
                raise ConfigError("must be a number from 0 to 1", where=name)
        for name, kind, item in (("lists", frozenset, str), ("canaries", tuple, Canary)):
            value = getattr(self, name)
            if not isinstance(value, kind) or not all(isinstance(one, item) for one in value):
                raise ConfigError(f"must be a {kind.__name__} of {item.__name__}", where=name)


def count_lists(receipts: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, int]]:
    """What receipts count, for each list: ``rows``, ``rejected``, ``entries``, ``names``, ``births``, and each kind.

    Kinds are written ``entries:person``, ``names:original_script``.
    """
    counts: dict[str, Counter[str]] = {}
    for receipt in receipts:
        found = counts.setdefault(receipt["list"], Counter())
        found["rows"] += receipt["rows_read"]
        found["rejected"] += receipt["rows_rejected"]
        for what in ("entries", "names", "births"):
            for kind, number in receipt[what].items():
                found[what] += number
                if what != "births":  # how certain a date is may change with a correction; that it is there may not
                    found[f"{what}:{kind}"] += number
    return {name: dict(sorted(found.items())) for name, found in sorted(counts.items())}


def check_counts(expected: Expectations, counts: Counts) -> None:
    """Hold a list to the numbers that its source is known to give.

    Raises:
        ListExpectationError: It is too short or too long, a list of it is missing, or too many rows were rejected.
    """
    for name in sorted(expected.lists - counts.keys()):
        raise ListExpectationError("the list is missing", where=f"list {name}")
    entries = sum(found.get("entries", 0) for found in counts.values())
    persons = sum(found.get("entries:person", 0) for found in counts.values())
    if entries < expected.minimum:
        raise ListExpectationError(f"{entries:,} entries; at least {expected.minimum:,} are expected")
    if expected.maximum is not None and entries > expected.maximum:
        raise ListExpectationError(f"{entries:,} entries; at most {expected.maximum:,} are expected")
    if persons < expected.minimum_persons:
        raise ListExpectationError(f"{persons:,} persons; at least {expected.minimum_persons:,} are expected")
    for name, found in counts.items():
        rows, rejected = found.get("rows", 0), found.get("rejected", 0)
        if rejected > rows * expected.max_rejected:
            limit = f"{expected.max_rejected:.1%}"
            raise ListExpectationError(f"{rejected:,} of {rows:,} rows rejected; {limit} may be", where=f"list {name}")


def check_shrink(expected: Expectations, counts: Counts, before: Counts) -> None:
    """Hold a list to the version in force.

    Raises:
        ListExpectationError: A list, or a kind of its entries or names, lost more than it may.
    """
    for name, had in before.items():
        found = counts.get(name, {})
        for what in sorted(had.keys() - {"rows", "rejected"}, key=lambda what: (what not in _TOTALS, what)):
            old, new = had[what], found.get(what, 0)
            slack = 0 if what in _TOTALS else _SLACK
            if old - new > max(old * expected.max_shrink, slack):
                label = what.replace(":", " of kind ").replace("_", " ")
                rule = f"{new:,} {label} where there were {old:,}; {expected.max_shrink:.0%} fewer may be"
                raise ListExpectationError(rule, where=f"list {name}")


def check_dates(expected: Expectations, dates: Mapping[str, str | None], today: date) -> None:
    """Hold every list to its own date.

    Args:
        expected: What is expected.
        dates: ISO date of each list.
        today: The day, UTC.

    Raises:
        ListExpectationError: A list is older than it may be, or does not say how old it is.
    """
    if expected.max_list_days is None:
        return
    for name, text in dates.items():
        if text is None:
            raise ListExpectationError("does not say how old it is", where=f"list {name}")
        days = (today - date.fromisoformat(text[:10])).days
        if days > expected.max_list_days:
            rule = f"{days:,} days old by its own date; at most {expected.max_list_days:,} may be"
            raise ListExpectationError(rule, where=f"list {name}")


def check_canaries(expected: Expectations, watchlist: Watchlist) -> None:
    """Look for every canary with the matcher.

    Raises:
        ListExpectationError: One is not found, or scores too little; says which by its place.
    """
    if not expected.canaries:
        return
    screener = Screener(watchlist, config=ScreeningConfig(max_hits=10_000))
    results = screener.screen_many((c.traveller for c in expected.canaries), visible_to=screener.roles)
    for place, (canary, result) in enumerate(zip(expected.canaries, results, strict=True), 1):
        hits = result.hits + result.protective
        scores = [h.score for h in hits if h.entry_id == canary.entry_id and canary.list in (None, h.list)]
        if not scores:
            raise ListExpectationError("not found on the list", where=f"canary {place}")
        if max(scores) < canary.at_least:
            raise ListExpectationError(f"found, but below {canary.at_least:.2f}", where=f"canary {place}")
