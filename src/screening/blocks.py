"""The renderings of an index side by side, as `_scan.h` compares them with a token: 32 a block.

Blocks hold renderings of one hand, ordered so that those of a block have much in common: number of letters, weight, and
firm sounds (those that cost something to lose) in whatever order.  So what is near a token lies in few blocks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from screening.readings import MAX_LETTERS
from screening.scoring import BOTH_LATIN, MODEL

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["firm_sounds", "list_offsets", "reaches", "scan_blocks", "scan_order"]

Columns = dict[str, "NDArray[Any]"]

_LANES: Final = 32
_PAD: Final = 0x80
_EMPTY: Final = 0xFFFFFFFF
_LETTERS: Final = 26
_AGAIN: Final = "aeinlr"
"""SCREENING_AGAIN of `_blocks.h`: the letters that names most often have twice."""
_SYMBOL_BITS: Final = 5
_FIRM: Final = 60
"""Potential of a symbol, hundredths of an edit, from which it counts for the order of the renderings."""
_BUCKET: Final = 50
"""Weighted lengths that count as equal for it, hundredths of an edit."""


def list_offsets(counts: NDArray[np.integer]) -> NDArray[np.uint32]:
    """Offsets of lists with these lengths: one more than there are lists, starting with 0."""
    at = np.zeros(len(counts) + 1, dtype=np.uint32)
    np.add.accumulate(counts, dtype=np.uint32, out=at[1:])  # half the time of cumsum for one traveller
    return at


def scan_order(names: Columns) -> NDArray[np.int64]:
    """The renderings of a name table in the order in which they lie in blocks."""
    firm = firm_sounds(names["sound_at"].astype(np.int64), names["sounds"])
    lengths = names["length"].reshape(-1, 2)[:, 0] // _BUCKET
    return np.lexsort((firm, lengths, np.diff(names["letter_at"].astype(np.int64)), names["script"]))


def scan_blocks(names: Columns) -> Columns:
    """The columns of `_scan.ScanBlocks`, each with ``block_`` before its name.

    Args:
        names: Columns of a name table, of which those of the renderings are read.
    """
    sound_at, letter_at = names["sound_at"].astype(np.int64), names["letter_at"].astype(np.int64)
    sounds, letters, hand = names["sounds"], _letters(letter_at, names["letters"]), names["script"]
    potentials, lengths = _sums(MODEL.potential, sound_at, sounds), names["length"].reshape(-1, 2)
    order = scan_order(names)
    # Each hand begins a block of its own.
    own = hand[order]
    fresh = np.flatnonzero(np.diff(own, prepend=-1))
    sizes = np.diff(np.append(fresh, len(own)))
    first_block = np.append(0, np.cumsum(-(-sizes // _LANES)))
    place = np.arange(len(own)) - np.repeat(fresh, sizes)
    block = np.repeat(first_block[:-1], sizes) + place // _LANES
    lane, blocks = place % _LANES, int(first_block[-1])
    starts = np.searchsorted(block, np.arange(blocks))

    def of_block(function: np.ufunc, values: NDArray[Any]) -> NDArray[Any]:
        return function.reduceat(values[order], starts) if blocks else values[:0]

    symbols, symbols_at = _side_by_side(sound_at, sounds, order, starts=starts, block=block, lane=lane)
    spellings, letters_at = _side_by_side(letter_at, letters, order, starts=starts, block=block, lane=lane)
    rendering = np.full(blocks * _LANES, _EMPTY, dtype=np.uint32)
    rendering[block * _LANES + lane] = order
    weights = np.zeros((blocks, 2, _LANES), dtype=np.uint8)
    weights[block, :, lane] = np.minimum(potentials[order] // 2, 255)
    longest = [of_block(np.maximum, lengths[:, table]) for table in range(2)]
    return {
        "block_symbols": symbols,
        "block_symbols_at": symbols_at,
        "block_letters": spellings,
        "block_letters_at": letters_at,
        "block_longest": np.ascontiguousarray(np.stack(longest, axis=1), dtype=np.uint16).reshape(-1),
        "block_potential": weights.reshape(-1),
        "block_hand": np.ascontiguousarray(own[starts]),
        "block_fewest": of_block(np.minimum, np.diff(letter_at)).astype(np.uint8),
        "block_rendering": rendering,
    }


_WHOLE: Final = 1 << 15
_SHARES: Final = 16
"""Numbers of shared letters that are told apart; the last stands for more too."""


def reaches() -> Columns:
    """How far apart the sounds of two renderings may be to count as similar at all, in 1/32768 of the longer.

    ``reach`` has shape (pair classes, `_SHARES`), by the pair class alone.  ``latin_reach`` has shape (Latin pair
    classes, letters of one + 1, least number of letters of the other + 1, `_SHARES`), by the number of letters that
    both have, which bounds what the spellings can add (Jaro-Winkler with so many letters matched, all in order, and
    four alike at the beginning).

    Raises:
        ValueError: With this model letters alone would make two tokens similar.
    """
    least = MODEL.least_raw.reshape(-1, 2).min(axis=1).astype(np.int64)
    reach = np.repeat(_reach(least.astype(np.float64))[:, None], _SHARES, axis=1)
    ours, theirs, shared = np.ogrid[: MAX_LETTERS + 1, : MAX_LETTERS + 1, :_SHARES]
    matched = np.minimum(np.where(shared == _SHARES - 1, MAX_LETTERS, shared), ours)
    theirs = np.maximum(theirs, matched)
    product = np.maximum(ours * theirs, 1)
    jaro = 1000 * (matched * (ours + theirs) + product) // (3 * product) + 1
    letters = np.minimum(np.where(jaro > 700, jaro + 4 * (1000 - jaro) // 10 + 1, jaro), 1000)
    letters = np.where(matched == 0, 0, letters)
    mix = MODEL.latin_mix
    latin = np.stack([_reach((1000 * least[kind] - (1000 - mix) * letters) / max(mix, 1)) for kind in BOTH_LATIN])
    return {"reach": reach.reshape(-1), "latin_reach": latin.reshape(-1)}


def _reach(raw: NDArray[np.float64]) -> NDArray[np.uint16]:
    """The greatest distance at which two sounds are still this similar (permille), rounded up."""
    if (raw <= 0).any():
        raise ValueError("with this model letters alone would make two tokens similar")
    return np.ceil(np.clip((1000 - raw) / 1000, 0, 1) * _WHOLE).astype(np.uint16)


def _sums(values: NDArray[np.uint8], at: NDArray[np.int64], sounds: NDArray[np.uint8]) -> NDArray[np.uint16]:
    """Shape (renderings, 2): sum of a value of every symbol of a rendering, by either row of a table (2, 32)."""
    total = np.zeros((len(sounds) + 1, 2), dtype=np.int64)
    np.cumsum(values.T[sounds], axis=0, out=total[1:])
    return (total[at[1:]] - total[at[:-1]]).astype(np.uint16)


def firm_sounds(at: NDArray[np.int64], sounds: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """A number for the firm sounds of each rendering, whatever their order: the same sounds, the same number."""
    firm = MODEL.potential[0][sounds] >= _FIRM
    owner = np.repeat(np.arange(len(at) - 1, dtype=np.int64), np.diff(at))[firm]
    ordered = np.sort(owner << _SYMBOL_BITS | sounds[firm])
    owner, symbol = ordered >> _SYMBOL_BITS, (ordered & ((1 << _SYMBOL_BITS) - 1)).astype(np.uint64)
    count = np.bincount(owner, minlength=len(at) - 1)
    place = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
    key = np.zeros(len(at) - 1, dtype=np.uint64)
    for k in range(min(int(place.max(initial=-1)) + 1, 64 // _SYMBOL_BITS)):
        here = place == k
        key[owner[here]] |= (symbol[here] + np.uint64(1)) << np.uint64(_SYMBOL_BITS * (64 // _SYMBOL_BITS - 1 - k))
    return key


def _letters(at: NDArray[np.int64], letters: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Ids of letters; those of `_AGAIN` that stood in their rendering before have ids of their own."""
    ids = letters - np.uint8(ord("a"))
    owner = np.repeat(np.arange(len(at) - 1), np.diff(at))
    for own, letter in enumerate(_AGAIN, _LETTERS):
        places = np.flatnonzero(letters == ord(letter))
        ids[places[1:][owner[places[1:]] == owner[places[:-1]]]] = own
    return ids


def _side_by_side(
    at: NDArray[np.int64],
    values: NDArray[np.uint8],
    order: NDArray[np.int64],
    *,
    starts: NDArray[np.int64],
    block: NDArray[np.int64],
    lane: NDArray[np.int64],
) -> tuple[NDArray[np.uint8], NDArray[np.uint32]]:
    """The lists of a block in columns of one byte a lane, and the offsets of the blocks, in columns."""
    counts = np.diff(at)[order]
    widths = np.maximum.reduceat(counts, starts) if len(starts) else counts[:0]
    column_at = list_offsets(widths)
    out = np.full(int(column_at[-1]) * _LANES, _PAD, dtype=np.uint8)
    within = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    target = column_at[block].astype(np.int64) * _LANES + lane
    out[np.repeat(target, counts) + within * _LANES] = values[np.repeat(at[:-1][order], counts) + within]
    return out, column_at
