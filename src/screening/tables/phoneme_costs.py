"""Loader of the costs between phoneme symbols (``phoneme_costs.tsv``).

The distance that they are made for is the plain weighted edit distance: the cheapest way to turn one array of symbols
into the other by substituting, deleting and inserting, where inserting costs what deleting does.  The similarity is
``1 - distance / max(W(a), W(b))`` with ``W`` the sum of the deletion costs of an array under the same deletion table.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

__all__ = ["COSTS_VERSION", "FULL_EDIT", "Costs", "build", "costs"]

COSTS_VERSION = "1"
"""Changes whenever a cost does: scores then change too."""

FULL_EDIT = 100
"""Cost of replacing a sound by one that has nothing to do with it."""

_SYMBOLS = "aeiouywhbpvfdtTDkgqXGszSZcCJlrmn"


@dataclass(frozen=True, slots=True)
class Costs:
    """Costs by symbol id, all between 1 and 200 save the zero diagonal; the arrays are read-only.

    Attributes:
        substitution: uint8, shape (32, 32), symmetric; never more than the two deletions together.
        deletion: uint8, shape (32,): of losing or gaining a symbol.
        deletion_unvowelled: uint8, shape (32,): the same when exactly one side is an unvowelled script.
        version: `COSTS_VERSION`.
    """

    substitution: NDArray[np.uint8]
    deletion: NDArray[np.uint8]
    deletion_unvowelled: NDArray[np.uint8]
    version: str


def build(rows: Iterable[tuple[str, str, str, int]]) -> Costs:
    """Costs from rows of kind, symbols, other symbols and cost, as they stand in the table."""
    substitution = np.full((32, 32), FULL_EDIT, dtype=np.uint8)
    deletion = np.full(32, FULL_EDIT, dtype=np.uint8)
    unvowelled: dict[int, int] = {}
    for kind, symbols, others, cost in rows:
        ids = [_SYMBOLS.index(symbol) for symbol in symbols]
        if kind == "substitution":
            other_ids = [_SYMBOLS.index(symbol) for symbol in others]
            substitution[np.ix_(ids, other_ids)] = cost
            substitution[np.ix_(other_ids, ids)] = cost
        elif kind == "deletion":
            deletion[ids] = cost
        else:
            unvowelled.update(dict.fromkeys(ids, cost))
    deletion_unvowelled = deletion.copy()
    deletion_unvowelled[list(unvowelled)] = list(unvowelled.values())
    both = deletion[:, None].astype(np.uint16) + deletion[None, :]
    substitution = np.minimum(substitution, both).astype(np.uint8)
    np.fill_diagonal(substitution, 0)
    for array in (substitution, deletion, deletion_unvowelled):
        array.setflags(write=False)
    return Costs(substitution, deletion, deletion_unvowelled, COSTS_VERSION)


@cache
def costs() -> Costs:
    """The costs of this version of the library."""
    source = resources.files("screening.tables").joinpath("phoneme_costs.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in source.splitlines() if not line.startswith(("#", "kind\t"))]
    return build((kind, symbols, others, int(cost)) for kind, symbols, others, cost, _reason in rows)
