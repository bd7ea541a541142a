"""Latin letters of every nation to a-z.

Most letters are a base letter with marks and decompose; `SPECIAL` lists the ones that do not, or whose passport form
is not the base letter.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

__all__ = ["EXPANSIONS", "FOLD", "LatinFold", "expanding", "expansion"]

# Letters without a decomposition.  Sources: ICAO Doc 9303-3 section 6 A; national alphabets (Azerbaijani schwa is
# printed A, Hausa and Fula hooked letters and Ewe letters as their plain neighbours).
SPECIAL: Final[dict[str, str]] = {
    "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "ł": "l", "ħ": "h", "ŧ": "t",
    "ŋ": "n", "ı": "i", "ĳ": "ij", "ĸ": "k", "ŀ": "l", "ŉ": "n", "ſ": "s", "ə": "a", "ǝ": "a", "ɛ": "e", "ɔ": "o",
    "ɓ": "b", "ɗ": "d", "ɖ": "d", "ƒ": "f", "ɣ": "g", "ɠ": "g", "ƙ": "k", "ɲ": "n", "ɩ": "i", "ʋ": "v", "ƴ": "y",
    "ʒ": "z", "ʃ": "sh", "ɨ": "i", "ʉ": "u", "ɑ": "a", "ƶ": "z", "ǆ": "dz", "ǉ": "lj", "ǌ": "nj", "ƀ": "b", "ƈ": "c",
    "ƥ": "p", "ƭ": "t", "ʈ": "t", "ɦ": "h", "ɡ": "g", "ƞ": "n", "ǥ": "g", "ⱥ": "a", "ⱡ": "l", "ȼ": "c", "ɇ": "e",
    "ɉ": "j", "ɍ": "r", "ɏ": "y", "ɵ": "o", "ǃ": "", "ǀ": "", "ǁ": "", "ǂ": "", "ƿ": "w", "ȝ": "y", "ȷ": "j", "ꞌ": "",
}  # fmt: skip


class LatinFold(dict[int, str]):
    """Table for `str.translate`: a lower- or upper-case Latin letter to ASCII of the same case; other letters vanish.

    Args:
        special: Values that differ from `SPECIAL`, by lower-case letter.
    """

    def __init__(self, special: dict[str, str] | None = None) -> None:
        super().__init__({code: chr(code) for code in range(128)})
        self._special = SPECIAL | (special or {})

    def __missing__(self, code: int) -> str:
        char = chr(code)
        lower = char.lower()
        folded = self._special.get(lower)
        if folded is None:
            folded = "".join(
                self._special.get(part, part if part.isascii() else "") for part in unicodedata.normalize("NFKD", lower)
            )
        if lower != char:
            folded = folded[:1].upper() + folded[1:]
        if code < 0x10000:
            self[code] = folded
        return folded


FOLD: Final = LatinFold()

# Forms in use beside the base letter: German and Swiss passports (umlauts as two letters), Danish, Norwegian and
# Swedish ones (å as aa), Icelandic ð, South Slavic đ, Azerbaijani ə, Spanish ñ in Anglo-American registers.
_EXPANSIONS: Final[dict[str, dict[str, str]]] = {
    "german": {"ä": "ae", "ö": "oe", "ü": "ue"},
    "nordic": {"å": "aa", "ø": "oe", "ö": "o", "ä": "a", "æ": "ae", "ð": "dh"},
    "slavic": {"đ": "dj", "č": "ch", "ć": "ch", "š": "sh", "ž": "zh", "ğ": "gh", "ş": "sh", "ç": "ch"},
    "azeri": {"ə": "e", "x": "kh", "q": "g"},
    "spanish": {"ñ": "ny"},
}
EXPANSIONS: Final = tuple(_EXPANSIONS)
"""Systems that expand letters, in the order in which they are tried."""
_CALLS: Final = {
    system: re.compile(f"[{''.join(letter for letter in special if not letter.isascii())}]")
    for system, special in _EXPANSIONS.items()
}


@cache
def expansion(system: str) -> LatinFold:
    """Table of a system of `EXPANSIONS`."""
    special = _EXPANSIONS[system]
    table = LatinFold(special)
    table.update({ord(letter): value for letter, value in special.items() if letter.isascii()})
    return table


def expanding(lower: str) -> list[str]:
    """Systems of `EXPANSIONS` that write a letter of a lower-case text in a way of their own."""
    if lower.isascii():
        return []
    return [system for system, letters in _CALLS.items() if letters.search(lower)]
