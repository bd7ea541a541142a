"""Slips of typists and scanners: the known name that an unknown word was likely meant to be.

A long word is near enough to the right one whatever was mistyped in it; in a short one a single wrong letter is a third
of the sounds, and two exchanged letters are two wrong ones. So a word that is in no table of names is heard as the
commonest names that one such slip leads to: two letters exchanged, one too many, a neighbour on the keyboard, a shape
that scanners mistake.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from screening.lexicon import MAX_BITS, attested_bits, bits_of_many, is_known

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["LEAST", "ONE_TOO_MANY", "SHAPES", "SHORT", "keyboard", "meant", "without_digits"]

#: What scanners read for a shape, and what may have stood there.
SHAPES: Final = (("rn", "m"), ("cl", "d"), ("vv", "w"), ("ii", "u"), ("h", "n"), ("c", "e"), ("v", "u"), ("l", "i"))
#: Letters of a word up to which one wrong letter makes another word of it.
SHORT: Final = 9
LEAST: Final = 3
#: Letters of a word from which on one too many may be any of them, in a shorter one only a double.
ONE_TOO_MANY: Final = 5
_MOST: Final = 2
#: Rows of the QWERTY keyboard, each half a key to the right of the one above.
_KEYBOARD: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
#: Digits that readers and typists leave inside a name, as the letters they resemble; 1 is I or L.
_AS_I: Final = str.maketrans("0123456789", "oizeasgtbg")
_AS_L: Final = str.maketrans("1", "l")
_AS_NOTHING: Final = str.maketrans("", "", "0123456789")


@cache
def keyboard() -> dict[str, str]:
    """Letter -> those beside, above and below its key."""
    place = {letter: (2 * x + y, y) for y, row in enumerate(_KEYBOARD) for x, letter in enumerate(row)}
    return {
        letter: "".join(other for other, (u, v) in place.items() if other != letter and abs(u - x) + abs(v - y) <= 2)
        for letter, (x, y) in place.items()
    }


def without_digits(word: str) -> str:
    """The word with letters for the digits inside it: of two ways the commoner name; without them if neither is one.

    So a tone that is written as a number is left out.
    """
    if word.isalpha() or word.isdigit() or not any(digit in word for digit in "0123456789"):
        return word
    best = min(word.translate(_AS_I), word.translate(_AS_L).translate(_AS_I), key=attested_bits)
    bare = word.translate(_AS_NOTHING)
    return bare if attested_bits(bare) < MAX_BITS == attested_bits(best) else best


@lru_cache(maxsize=1 << 12)
def meant(word: str) -> tuple[str, ...]:
    """The commonest names that are one slip away from an unknown word of Latin letters a-z, at most two."""
    if len(word) < LEAST or is_known(word):
        return ()
    names = list(set(_candidates(word)))
    found = sorted(pair for pair in zip(bits_of_many(names), names, strict=True) if pair[0] < MAX_BITS)
    return tuple(name for _, name in found[:_MOST])


def _candidates(word: str) -> Iterator[str]:
    for shape, letters in SHAPES:
        at = word.find(shape)
        while at >= 0:
            yield word[:at] + letters + word[at + len(shape) :]
            at = word.find(shape, at + 1)
    for i in range(len(word) - 1):
        yield word[:i] + word[i + 1] + word[i] + word[i + 2 :]
    if len(word) > SHORT:
        return
    for i, letter in enumerate(word):
        before, after = word[:i], word[i + 1 :]
        near = keyboard().get(letter, "")
        if len(word) >= ONE_TOO_MANY or after[:1] == letter:
            yield before + after
        for other in near:
            yield before + other + after
