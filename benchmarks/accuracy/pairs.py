"""Labelled name pairs: reading them, dividing them, and telling their script."""

from __future__ import annotations

import csv
import hashlib
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

__all__ = ["HELD_ONE_IN", "Pair", "choose", "read_pairs", "script_of", "sides"]

COLUMNS: Final = ["a", "b", "label", "category", "source"]
HELD_ONE_IN: Final = 3
"""One group of connected names in three is held out."""

_SCRIPT_NAMES: Final = {
    "CJK": "Han",
    "HIRAGANA": "Kana",
    "KATAKANA": "Kana",
    "KATAKANA-HIRAGANA": "Kana",
    "ORIYA": "Odia",
}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two names; ``label`` 1 same name, 0 different persons, -1 one person under names that do not resemble."""

    a: str
    b: str
    label: int
    category: str


def read_pairs(path: Path) -> list[Pair]:
    """Reads a tab-separated file with the header ``a, b, label, category, source``; quotes are ordinary characters.

    Raises:
        ValueError: Wrong header, a row of another width or a label outside {-1, 0, 1}; says the line.
    """
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        if next(rows, None) != COLUMNS:
            raise ValueError(f"{path.name}: line 1: expected the columns {', '.join(COLUMNS)}")
        pairs = []
        for row in rows:
            if len(row) != len(COLUMNS) or row[2] not in {"-1", "0", "1"}:
                raise ValueError(
                    f"{path.name}: line {rows.line_num}: expected {len(COLUMNS)} fields and a label -1, 0 or 1"
                )
            pairs.append(Pair(row[0], row[1], int(row[2]), row[3]))
    return pairs


def name_key(name: str) -> str:
    """The folded tokens of a name in alphabetical order: order, case and accents do not matter."""
    folded = "".join(c for c in unicodedata.normalize("NFKD", name).casefold() if not unicodedata.combining(c))
    return " ".join(sorted("".join(c if c.isalnum() else " " for c in folded).split()))


def sides(pairs: Sequence[Pair]) -> list[str]:
    """Assigns every pair to ``train`` or ``held`` so that no name stands on both sides.

    Names that occur in one pair, whatever its label, belong together; a whole connected group goes to one side, by a
    hash of the smallest name key in it. The order of the rows, the machine and the run do not matter.
    """
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        while parent.setdefault(key, key) != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    keys = [(name_key(pair.a), name_key(pair.b)) for pair in pairs]
    for a, b in keys:
        first, second = sorted((root(a), root(b)))
        parent[second] = first  # the root of a group is its smallest key
    return ["held" if _digest(root(a)) % HELD_ONE_IN == 0 else "train" for a, _ in keys]


def choose(pairs: Sequence[Pair], split: str, limit: int | None) -> list[Pair]:
    """Pairs with a decidable label on one side of the split; at most `limit`, chosen by hash over all categories alike.

    Args:
        pairs: All pairs of the file: the split depends on all of them.
        split: ``train``, ``held`` or ``all``.
        limit: None for every pair.
    """
    chosen = [p for p, side in zip(pairs, sides(pairs), strict=True) if p.label >= 0 and split in ("all", side)]
    if limit is None or limit >= len(chosen):
        return chosen
    kept = set(sorted(range(len(chosen)), key=lambda i: _digest(f"{chosen[i].a}\t{chosen[i].b}"))[:limit])
    return [pair for i, pair in enumerate(chosen) if i in kept]


def script_of(pair: Pair) -> str:
    """The script of a pair: the most frequent one other than Latin in both names, else ``Latin``."""
    counts = Counter(
        _SCRIPT_NAMES.get(word, word.title())
        for char in pair.a + pair.b
        if char.isalpha()
        and (word := unicodedata.name(char, "UNKNOWN").split()[0]) not in ("LATIN", "FULLWIDTH", "MODIFIER")
    )
    return min(counts, key=lambda script: (-counts[script], script), default="Latin")


def _digest(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
