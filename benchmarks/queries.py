"""Queries made from the names of a list itself: what a traveller who is on it may look like in a passport."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import screening as sc

__all__ = ["KINDS", "Query", "make_queries"]

MRZ_NAME_FIELD: Final = 39
"""Characters of the name field of a passport (ICAO Doc 9303-4)."""


@dataclass(frozen=True, slots=True)
class Query:
    """A query and the way that it was made."""

    name: str
    kind: str

    @property
    def maybe_truncated(self) -> bool:
        """Whether the query says so itself, as a full name field of a passport does."""
        return self.kind == _CUT_OFF


def _typo(name: str, rng: random.Random) -> str:
    """One letter missing, doubled, replaced or swapped with the next."""
    places = [i for i, c in enumerate(name) if c.isalpha()]
    if len(places) < 3:
        return name
    i = rng.choice(places[:-1])
    return rng.choice(
        [
            name[:i] + name[i + 1 :],
            name[:i] + name[i] + name[i:],
            name[:i] + rng.choice("aeionrstl") + name[i + 1 :],
            name[:i] + name[i + 1] + name[i] + name[i + 2 :],
        ]
    )


def _two_typos(name: str, rng: random.Random) -> str:
    return _typo(_typo(name, rng), rng)


def _truncated(name: str, rng: random.Random) -> str:
    """Cut as a machine-readable zone cuts, or at a random place in the second half."""
    return name[: min(MRZ_NAME_FIELD, rng.randint(max(1, len(name) // 2), len(name)))].rstrip()


def _reordered(name: str, rng: random.Random) -> str:
    parts = name.split()
    rng.shuffle(parts)
    return " ".join(parts)


def _part_missing(name: str, rng: random.Random) -> str:
    parts = name.split()
    if len(parts) > 1:
        parts.pop(rng.randrange(len(parts)))
    return " ".join(parts)


def _glued(name: str, rng: random.Random) -> str:
    parts = name.split()
    if len(parts) > 1:
        i = rng.randrange(len(parts) - 1)
        parts[i : i + 2] = ["".join(parts[i : i + 2])]
    return " ".join(parts)


def _initial(name: str, rng: random.Random) -> str:
    parts = name.split()
    i = rng.randrange(len(parts))
    parts[i] = parts[i][0]
    return " ".join(parts)


def _other_script(name: str, _: random.Random) -> str:
    """A name in another script in Latin; a Latin one in a plain Cyrillic spelling."""
    latin = sc.romanize(name)
    return latin if latin.casefold() != name.casefold() else name.casefold().translate(_CYRILLIC).title()


_CYRILLIC: Final = str.maketrans(dict(zip("abcdefghijklmnopqrstuvwxyz", "абцдефгхижклмнопкрстуввкйз", strict=True)))

_CUT_OFF: Final = "truncated and marked"
_MAKERS: Final[dict[str, Callable[[str, random.Random], str]]] = {
    "as listed": lambda name, _: name,
    "upper case": lambda name, _: name.upper(),
    "typo": _typo,
    "two typos": _two_typos,
    "truncated": _truncated,
    _CUT_OFF: _truncated,
    "reordered": _reordered,
    "part missing": _part_missing,
    "glued": _glued,
    "initial": _initial,
    "other script": _other_script,
}
KINDS: Final = tuple(_MAKERS)


def make_queries(names: Sequence[str], count: int, seed: int) -> list[Query]:
    """Draws names and varies them, every kind equally often; the same arguments give the same queries."""
    rng = random.Random(seed)
    usable = [name for name in names if name.strip()]
    queries = []
    for i in range(count):
        kind = KINDS[i % len(KINDS)]
        queries.append(Query(_MAKERS[kind](rng.choice(usable), rng), kind))
    return queries
