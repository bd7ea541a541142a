"""Slips of typists and scanners: the known name that an unknown word was likely meant to be.

A long word is near enough to the right one whatever was mistyped in it; in a short one a single wrong letter is a third
of the sounds.  So a word that is in no table of names is heard as the commonest name that one such slip leads to:
two letters exchanged, one struck twice or too many, a neighbour on the keyboard, a shape that scanners mistake.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from screening.lexicon import attested_bits, is_known

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["meant", "without_digits"]

#: What scanners read for a shape, and what may have stood there.
_SHAPES: Final = (("rn", "m"), ("cl", "d"), ("vv", "w"), ("ii", "u"), ("h", "n"), ("c", "e"), ("v", "u"), ("l", "i"))
#: Letters of a word up to which a slip of the keyboard makes another word of it.
_SHORT: Final = 6
_LEAST: Final = 3
#: Rows of the QWERTY keyboard, each half a key to the right of the one above.
_KEYBOARD: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
#: Digits that readers and typists leave inside a name, as the letters they resemble; 1 is I or L.
_DIGITS: Final = (str.maketrans("012345678", "oizeasgtb") | {ord("9"): "g"}, str.maketrans("1", "l"))


@cache
def _neighbours() -> dict[str, str]:
    """Letter -> those beside, above and below its key."""
    place = {letter: (2 * x + y, y) for y, row in enumerate(_KEYBOARD) for x, letter in enumerate(row)}
    return {
        letter: "".join(
            other for other, (u, v) in place.items() if other != letter and abs(u - x) + abs(v - y) <= 2
        )
        for letter, (x, y) in place.items()
    }


def without_digits(word: str) -> str:
    """The word with letters for the digits inside it; of two ways the one that is a name, and commoner."""
    if word.isalpha() or word.isdigit() or not any(digit in word for digit in "0123456789"):
        return word
    ways = [word.translate(_DIGITS[1]).translate(_DIGITS[0]), word.translate(_DIGITS[0])]
    return min(reversed(ways), key=attested_bits)


def meant(word: str) -> str:
    """The commonest name that is one slip away from an unknown word of Latin letters a-z; empty where none is."""
    if len(word) < _LEAST or is_known(word):
        return ""
    best = min(_candidates(word), key=lambda name: (attested_bits(name), name), default="")
    return best if best and is_known(best) else ""


def _candidates(word: str) -> Iterator[str]:
    for shape, letters in _SHAPES:
        at = word.find(shape)
        while at >= 0:
            yield word[:at] + letters + word[at + len(shape) :]
            at = word.find(shape, at + 1)
    if len(word) > _SHORT:
        return
    for i, letter in enumerate(word):
        before, after = word[:i], word[i + 1 :]
        yield before + after
        if after:
            yield before + after[0] + letter + after[1:]
        for other in _neighbours().get(letter, ""):
            yield before + other + after
