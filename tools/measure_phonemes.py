"""Recall of the phoneme distance at one false positive in 1,000 token pairs, set by set.

Usage: ``python -m tools.measure_phonemes PAIRS_FOLDER [--negatives N] [--set NAME]``.

The folder holds ``xscript_token_pairs.tsv`` (set, token in its own script, Latin spellings with ``|`` between) and
``latin_variant_pairs.tsv`` (set, spelling, spelling).  A false positive is a random pair of tokens of the same set that
are not given as the same; the cut is the similarity that one in 1,000 of them reaches.  Every set is split in two by a
hash of its tokens: costs and letters may be tuned on "training", never on "held out".  The last line is the mean.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from screening.phonemes import MAX_PHONEMES, is_unvowelled, phonemes
from screening.tables.phoneme_costs import Costs, costs
from screening.text import Script, clean, script_of

FALSE_POSITIVE_RATE = 1e-3
CHUNK = 16384
PAD = 32  # a 33rd symbol that costs nothing to lose

Encoder = Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class Half:
    """Encoded pairs of one half of a set: row ``i`` of ``left`` belongs to row ``i`` of ``right``.

    Attributes:
        row: For each true pair the number of its native token; a token is found if any of its spellings is.
        unvowelled: Whether exactly one side is written in an unvowelled script.
    """

    left: NDArray[np.uint8]
    right: NDArray[np.uint8]
    row: NDArray[np.int64]
    other_left: NDArray[np.uint8]
    other_right: NDArray[np.uint8]
    unvowelled: bool


def encode(text: str) -> bytes:
    """Symbols of a token of any script, or of the parts of a token that falls into several."""
    return b"".join(phonemes(part, script_of(part)) for part in clean(text).text.split())[:MAX_PHONEMES]


def padded(arrays: Sequence[bytes]) -> NDArray[np.uint8]:
    out = np.full((len(arrays), MAX_PHONEMES), PAD, dtype=np.uint8)
    for row, symbols in zip(out, arrays, strict=True):
        row[: len(symbols)] = np.frombuffer(symbols, dtype=np.uint8)
    return out


def tables(table: Costs, *, unvowelled: bool) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Substitution (33, 33) and deletion (33,) with the padding symbol."""
    deletion = np.zeros(PAD + 1, dtype=np.int32)
    deletion[:PAD] = table.deletion_unvowelled if unvowelled else table.deletion
    substitution = np.zeros((PAD + 1, PAD + 1), dtype=np.int32)
    substitution[:PAD, :PAD] = table.substitution
    substitution[PAD], substitution[:, PAD] = deletion, deletion
    return substitution, deletion


def similarities(
    left: NDArray[np.uint8], right: NDArray[np.uint8], substitution: NDArray[np.int32], deletion: NDArray[np.int32]
) -> NDArray[np.float64]:
    """Similarity of each row of ``left`` to the same row of ``right`` (both (n, 31) symbol ids)."""
    lengths = np.maximum((left != PAD).sum(1), (right != PAD).sum(1))
    order = np.argsort(lengths, kind="stable")
    out = np.empty(len(left))
    for start in range(0, len(order), CHUNK):
        rows = order[start : start + CHUNK]
        width = int(lengths[rows[-1]])
        a, b = left[rows, :width].T, right[rows, :width].T
        lost_a, lost_b = deletion[a], deletion[b]
        line = np.vstack([np.zeros((1, len(rows)), dtype=np.int32), np.cumsum(lost_b, axis=0, dtype=np.int32)])
        for i in range(width):
            diagonal = line[0].copy()
            line[0] += lost_a[i]
            for j in range(width):
                best = np.minimum(diagonal + substitution[a[i], b[j]], line[j + 1] + lost_a[i])
                diagonal = line[j + 1].copy()
                line[j + 1] = np.minimum(best, line[j] + lost_b[j])
        weight = np.maximum(lost_a.sum(0), lost_b.sum(0))
        out[rows] = 1 - line[width] / np.maximum(weight, 1)
    return out


def read_pairs(folder: Path) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """Set -> (token, the spellings that are the same name)."""
    sets: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for name in ("xscript_token_pairs.tsv", "latin_variant_pairs.tsv"):
        with (folder / name).open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                if len(row) == 3 and not row[0].startswith("#"):
                    sets.setdefault(row[0], []).append((row[1], tuple(row[2].split("|"))))
    return sets


def is_training(token: str) -> bool:
    return hashlib.sha256(token.encode()).digest()[0] % 2 == 0


def halves(
    rows: Iterable[tuple[str, tuple[str, ...]]], negatives: int, encoder: Encoder = encode, seed: int = 1
) -> tuple[Half, Half]:
    """The training half and the held-out half of a set."""
    rows = list(rows)
    training = [row for row in rows if is_training(row[0])]
    held_out = [row for row in rows if not is_training(row[0])]
    return encoded(training, negatives, encoder, seed), encoded(held_out, negatives, encoder, seed)


def names(rows: Sequence[tuple[str, tuple[str, ...]]]) -> dict[str, str]:
    """One name for all tokens that are joined by pairs (koji, kouji and kohji), a different one for all others.

    Only in sets of Latin spellings: across scripts one short spelling joins too many names (li, 李, 黎, 理).
    """
    parent = {token: token for token, spellings in rows for token in (token, *spellings)}

    def root(token: str) -> str:
        while parent[token] != token:
            token = parent[token]
        return token

    for token, spellings in rows:
        if script_of(token) is Script.LATIN:
            for spelling in spellings:
                parent[root(spelling)] = root(token)
    return {token: root(token) for token in parent}


def encoded(rows: list[tuple[str, tuple[str, ...]]], negatives: int, encoder: Encoder = encode, seed: int = 1) -> Half:
    """Symbols of the true pairs of some rows, and of random wrong pairs between them."""
    random = np.random.default_rng(seed)
    first = padded([encoder(token) for token, _ in rows])
    pairs = [(i, spelling) for i, (_, spellings) in enumerate(rows) for spelling in spellings]
    row = np.array([i for i, _ in pairs], dtype=np.int64)
    second = padded([encoder(spelling) for _, spelling in pairs])
    a = random.integers(0, len(rows), negatives)
    b = random.integers(0, len(pairs), negatives)
    name = names(rows)
    different = [
        rows[i][0] != rows[row[j]][0] and name[rows[i][0]] != name[pairs[j][1]] and pairs[j][1] not in rows[i][1]
        for i, j in zip(a, b, strict=True)
    ]
    a, b = a[different], b[different]
    left_script, right_script = script_of(rows[0][0]), Script.LATIN
    unvowelled = is_unvowelled(left_script) != is_unvowelled(right_script)
    return Half(first[row], second, row, first[a], second[b], unvowelled)


def recall(half: Half, table: Costs) -> tuple[float, float]:
    """Share of the tokens that are found, and the cut."""
    arrays = tables(table, unvowelled=half.unvowelled)
    wrong = similarities(half.other_left, half.other_right, *arrays)
    cut = float(np.quantile(wrong, 1 - FALSE_POSITIVE_RATE, method="higher"))
    right = similarities(half.left, half.right, *arrays)
    best = np.full(int(half.row.max()) + 1, -1.0)
    np.maximum.at(best, half.row, right)
    return float((best > cut).mean()), cut


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--negatives", type=int, default=100_000, help="random pairs of each half of a set")
    parser.add_argument("--set", action="append", help="only sets whose name contains this")
    arguments = parser.parse_args()
    table = costs()
    results = []
    print(f"{'set':22} {'tokens':>6} {'training':>9} {'held out':>9} {'cut':>6}")
    for name, rows in sorted(read_pairs(arguments.folder).items()):
        if arguments.set and not any(part in name for part in arguments.set):
            continue
        training, held_out = halves(rows, arguments.negatives)
        (a, _), (b, cut) = recall(training, table), recall(held_out, table)
        results.append((a, b))
        print(f"{name:22} {len(rows):6} {a:9.3f} {b:9.3f} {cut:6.2f}", flush=True)
    mean = np.mean(results, axis=0)
    print(f"{'mean':22} {'':6} {mean[0]:9.3f} {mean[1]:9.3f}")


if __name__ == "__main__":
    main()
