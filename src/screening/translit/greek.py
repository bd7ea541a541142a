"""Greek: ELOT 743 / ISO 843 transcription (passports), ISO 843 transliteration, and plain sound."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

__all__ = ["pieces", "spell", "systems"]

_LETTERS: Final = dict(
    zip(
        "αβγδεζηθικλμνξοπρσςτυφχψω",
        "a v g d e z i th i k l m n x o p r s s t y f ch ps o".split(),
        strict=True,
    )
)
_TRANSLITERATION: Final = _LETTERS | {"χ": "ch", "υ": "y"}
_PHONETIC: Final = _LETTERS | {"υ": "i", "χ": "h", "ξ": "ks", "δ": "d", "γ": "g"}
_VOICELESS: Final = frozenset("θκξπσςτφχψ")
_PAIRS: Final = re.compile("γ[γξχκ]|μπ|ντ|[αεη]υ|ου|τζ")


@lru_cache(maxsize=1024)
def _decomposed(char: str) -> str:
    return unicodedata.normalize("NFD", char)


def _plain(lower: str) -> tuple[str, frozenset[int]]:
    """Base letters, and the positions of υ or ι with diaeresis (which do not join the vowel before them)."""
    parts = [_decomposed(char) for char in lower]
    letters = [part[0] for part in parts]
    apart = {position for position, part in enumerate(parts) if "\u0308" in part}
    accented = [position for position, part in enumerate(parts) if "\u0301" in part]
    # An accent on the first vowel of a pair keeps the two apart as well (άυλος).
    apart.update(position + 1 for position in accented if lower[position] in "άέή" and position + 1 < len(letters))
    return "".join(letters), frozenset(apart)


def pieces(lower: str, system: str = "elot") -> list[str]:
    """Value of each letter of a lower-case word in NFC, in order.

    Args:
        lower: The word.
        system: ``elot`` (passports), ``iso843`` (letter by letter), or ``phonetic``.
    """
    letters, apart = _plain(lower)
    table = {"elot": _LETTERS, "iso843": _TRANSLITERATION, "phonetic": _PHONETIC}[system]
    values = [table.get(letter, "") for letter in letters]
    for match in _PAIRS.finditer(letters):
        first, second = match.start(), match.start() + 1
        pair = match.group()
        if pair == "ου":
            values[first], values[second] = "o", "u"
        elif system == "iso843":
            continue
        elif pair[1] == "υ":
            if second not in apart:
                following = letters[second + 1 : second + 2]
                values[second] = "f" if not following or following in _VOICELESS else "v"
        elif pair[0] == "γ" and (pair != "γκ" or system == "phonetic"):
            values[first] = "n"
            values[second] = {"γγ": "g", "γξ": "x", "γχ": "ch", "γκ": "g"}[pair]
        elif pair == "μπ" and (first == 0 or second == len(letters) - 1 or system == "phonetic"):
            values[first], values[second] = ("b", "")
        elif pair == "ντ" and system == "phonetic":
            values[first], values[second] = ("", "d") if first == 0 else ("n", "d")
        elif pair == "τζ" and system == "phonetic":
            values[first], values[second] = "j", ""
    if system == "phonetic":
        text = letters
        for pair, value in (("αι", "e"), ("ει", "i"), ("οι", "i"), ("υι", "i")):
            start = text.find(pair)
            while start >= 0:
                if start + 1 not in apart:
                    values[start], values[start + 1] = value, ""
                start = text.find(pair, start + 2)
    return values


def spell(token: str) -> str:
    """Spelling of a cleaned token as a Greek passport prints it."""
    return "".join(pieces(token))


def systems() -> tuple[str, ...]:
    """Systems in which a Greek name is met, most frequent first."""
    return ("elot", "phonetic", "iso843")
