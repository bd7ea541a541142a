"""Names to fold: the Latin ones of the seeded population, and names in the letters of other scripts."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from itertools import accumulate
from random import Random
from typing import Any

from benchmarks.population import load_names, watchlist_rows
from screening.text import Script, script_of

__all__ = ["different_words", "population", "scripts"]


def population(count: int, seed: int) -> list[str]:
    """Names with the frequencies of real populations, upper-case ASCII."""
    rows, _ = watchlist_rows(load_names(), count, seed)
    names: list[str] = rows.column("name").to_pylist()
    return names


def scripts(count: int, seed: int) -> list[str]:
    """Given name and surname in the letters of their country, out of Faker's providers; the countries by turns."""
    from faker.config import AVAILABLE_LOCALES

    pools = []
    for locale in sorted(AVAILABLE_LOCALES):
        try:
            provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        except ImportError:
            continue
        given, surnames = _native(provider, "first_names"), _native(provider, "last_names")
        if given and surnames:
            pools.append((given, surnames))
    rng = Random(seed)
    drawn = [
        [
            rng.choices(list(pool), cum_weights=list(accumulate(pool.values())), k=-(-count // len(pools)))
            for pool in pair
        ]
        for pair in pools
    ]
    names = [
        f"{given} {surname}"
        for rows in zip(*(zip(*pair, strict=True) for pair in drawn), strict=True)
        for given, surname in rows
    ]
    return names[:count]


def _native(provider: Any, kind: str) -> dict[str, float]:
    """Names that are not Latin, with their weights; by Zipf's law in the listed order where they have none."""
    found: dict[str, float] = {}
    for pool in (getattr(provider, kind, ()), getattr(provider, f"{kind}_male", ())):
        if isinstance(pool, Mapping):
            weighted = list(pool.items())
        else:
            weighted = [(name, 1 / (i + 3)) for i, name in enumerate(pool)] if isinstance(pool, tuple | list) else []
        for name, weight in weighted:
            if script_of(name) not in (Script.LATIN, Script.OTHER):
                found.setdefault(name, float(weight))
    return found


def different_words(names: list[str]) -> int:
    """How many different words the names are made of."""
    return len({word for name in names for word in name.split()})
