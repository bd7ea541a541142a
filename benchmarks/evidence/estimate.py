"""The m and u of the weights: how often a relation holds of one person, and of strangers whose names are alike."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

import screening as sc
from benchmarks.evidence.people import Listed
from screening._reference import birth_relation
from screening.building import days
from screening.scoring import BirthRelation, CountryRelation, SexRelation
from screening.screener import fold_traveller
from screening.watchlist.schema import Entry

__all__ = ["estimate"]

PAIRS: Final = 400_000
"""Pairs of strangers whose birth dates are compared: the dates do not depend on the names."""
NAMES_ALIKE: Final = 0.65

Shares = dict[str, dict[str, dict[str, float]]]


def estimate(persons: Sequence[Entry], strangers: Sequence[sc.Traveller], listed: Sequence[Listed]) -> Shares:
    """Field -> relation -> its share among pairs of one person (``m``) and among strangers (``u``).

    Birth dates are counted by how exactly the list states them: a share is that among the entries whose only statement
    is of the kind that the relation is about, and for what is disjoint, among all with one statement.
    """
    rng = random.Random(1)
    born = {(e.list, e.id): [i for b in e.birth_dates for i in days(b)] for e in persons}
    stated = [intervals for intervals in born.values() if len(intervals) == 1]
    asked = [fold_traveller(traveller).births for traveller in strangers]
    different, same = Births(), Births()
    for _ in range(PAIRS):
        different.add(rng.choice(asked), rng.choice(stated))
    for one in listed:
        entry = born[one.source, one.entry_id]
        if len(entry) == 1:
            same.add(fold_traveller(one.traveller).births, entry)
    shares: Shares = {
        "birth": {
            r.name: {"m": same.share(r), "u": different.share(r)}
            for r in BirthRelation
            if r is not BirthRelation.UNKNOWN
        }
    }
    screener = sc.Screener(
        sc.Watchlist.from_entries(persons), config=sc.ScreeningConfig(threshold=0.0, name_floor=NAMES_ALIKE)
    )
    place = {(entry.list, entry.id): row for row, entry in enumerate(persons)}
    alike = screener.run([fold_traveller(traveller) for traveller in strangers])[0]
    own = screener.run([fold_traveller(one.traveller) for one in listed])[0]
    own = own[[place[listed[hit["row"]].source, listed[hit["row"]].entry_id] == hit["entry"] for hit in own]]
    for field, kind in (("sex", SexRelation), ("country", CountryRelation)):
        m, u = _shares(own[field].tolist()), _shares(alike[field].tolist())
        shares[field] = {r.name: {"m": m.get(r, 0.0), "u": u.get(r, 0.0)} for r in kind if r}
    return shares


def _shares(relations: Iterable[int]) -> dict[int, float]:
    """Among those that are known."""
    counts = Counter(relation for relation in relations if relation)
    return {relation: count / counts.total() for relation, count in counts.items()}


_OF_DAYS: Final = range(BirthRelation.EQUAL, BirthRelation.NEAR)
_OF_KIND: Final = {
    BirthRelation.SAME_PLACEHOLDER: "placeholder",
    BirthRelation.SAME_MONTH: "month",
    BirthRelation.SAME_YEAR: "year",
    BirthRelation.YEAR_SLIP: "year",
    BirthRelation.OVERLAP: "range",
}


class Births:
    """Relations, counted by how exactly the list states the date."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, BirthRelation]] = Counter()

    def add(self, ours: Sequence[tuple[int, int]], theirs: Sequence[tuple[int, int]]) -> None:
        """Count a pair of which the second has one statement."""
        relation = birth_relation(ours, theirs)
        if relation is not BirthRelation.UNKNOWN:
            self._counts[_kind(theirs[0]), relation] += 1

    def share(self, relation: BirthRelation) -> float:
        """Of a relation, among the statements that it is about."""
        kind = _OF_KIND.get(relation, "day" if relation in _OF_DAYS else None)
        about = {k: n for k, n in self._counts.items() if kind is None or k[0] == kind}
        total = sum(about.values())
        return sum(n for (_, r), n in about.items() if r is relation) / total if total else 0.0


def _kind(interval: tuple[int, int]) -> str:
    length = interval[1] - interval[0]
    if length == 0:
        placeholder = birth_relation([interval], [interval]) is BirthRelation.SAME_PLACEHOLDER
        return "placeholder" if placeholder else "day"
    return "month" if length < 31 else "year" if length < 366 else "range"
