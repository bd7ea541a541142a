"""Phoneme symbols: what a token sounds like, in one alphabet of 32 symbols for every script.

A token is read *from its own letters* (ش is S, χ is X, щ is SC), never through a romanization, which would have
thrown away what the letters tell.  A Latin letter that languages read differently keeps a symbol of its own (``j`` is
J, ``c`` is c, ``q`` is q), and the ambiguity is carried by the costs of `screening.tables.phoneme_costs`: no language
is guessed.

====== ================================ ====== =====================================
symbol sound                            symbol sound
====== ================================ ====== =====================================
aeiou  vowels                           k g    as in *kin*, *gun*
y w h  semivowels and h                 q      uvular q, Latin q
b p    as in *bin*, *pin*               X G    kh, gh (خ غ, х ғ, χ)
v f    as in *van*, *fan*               s z    as in *sin*, *zoo*
d t    as in *din*, *tin*               S Z    sh, zh (ش ژ, ш ж)
T D    th, dh (ث ذ, θ δ)                c C J  ts and Latin c, ch, j (ц, ч, ج)
l r    liquids                          m n    nasals
====== ================================ ====== =====================================
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from screening.syllables import READERS
from screening.tables import phoneme_letters as letters
from screening.text import Script

__all__ = [
    "CLASS",
    "DIGRAPHS",
    "DIGRAPH_SYMBOLS",
    "MAX_PHONEMES",
    "MERGED",
    "MERGED_SYMBOLS",
    "SYMBOLS",
    "is_unvowelled",
    "latin_base",
    "phonemes",
    "skeleton",
    "symbol_id",
    "symbol_ids",
    "symbols",
]

SYMBOLS: Final = "aeiouywhbpvfdtTDkgqXGszSZcCJlrmn"
"""Symbol of each id: ``SYMBOLS[i]`` is the symbol with the id ``i``, 0 to 31."""

MAX_PHONEMES: Final = 31
"""Symbols of a token that are kept."""


def is_unvowelled(script: Script) -> bool:
    """Whether the script usually leaves short vowels unwritten: Arabic and Hebrew."""
    return script is Script.ARABIC or script is Script.HEBREW


# --- alphabets --------------------------------------------------------------------------------------------------------


class _LetterTable(dict[int, str]):
    """What `str.translate` puts for a letter; an unknown one falls to its base letter, or to nothing."""

    def __missing__(self, code: int) -> str:
        base = ord(unicodedata.normalize("NFD", chr(code))[0]) if code >= 0x80 else code
        symbols = self.get(base, "") if code >= 0x80 else chr(code)
        if code < 0x10000:  # bounds what a stream of strange input can make us keep
            self[code] = symbols
        return symbols


def _tables() -> tuple[_LetterTable, dict[Script, tuple[re.Pattern[str], dict[str, str]]]]:
    """Symbols of every letter, and for each script the groups of letters that sound as one."""
    single = _LetterTable()
    groups: dict[Script, tuple[re.Pattern[str], dict[str, str]]] = {}
    for name, source in letters.LETTERS.items():
        pairs = letters.pairs(source)
        single.update({ord(letter): symbols for letter, symbols in pairs.items() if len(letter) == 1})
        longer = {group: symbols for group, symbols in pairs.items() if len(group) > 1}
        if longer:
            ordered = sorted(longer, key=len, reverse=True)
            pattern = "|".join(f"(?<=..){group}" if group.endswith("$") else group for group in ordered)
            groups[Script[name]] = re.compile(pattern), {group.rstrip("$"): longer[group] for group in ordered}
    single.update({ord(letter): symbols for letter, symbols in letters.pairs(letters.LATIN_NATIONAL).items()})
    single.update({code: chr(code) for code in range(ord("a"), ord("z") + 1)})
    return single, groups


_LETTERS, _GROUPS = _tables()

# An accent on the second letter of a Greek digraph does not part it (αί), a diaeresis does (αϊ).
_GREEK_ACCENTS: Final = {
    code: parts[0]
    for code in (*range(0x0386, 0x03CF), *range(0x1F00, 0x1FFF))
    if (parts := unicodedata.normalize("NFD", chr(code)))[0] in "ιυ" and "\u0308" not in parts
}


def _alphabetic(token: str, script: Script) -> str:
    if script is Script.GREEK:
        token = token.translate(_GREEK_ACCENTS)
    if script in _GROUPS:
        pattern, symbols = _GROUPS[script]
        token = pattern.sub(lambda match: symbols[match.group()], token)
    return token.translate(_LETTERS)


# --- Latin ------------------------------------------------------------------------------------------------------------

DIGRAPHS: Final = letters.pairs(letters.LATIN_DIGRAPHS)
DIGRAPH_SYMBOLS: Final = {pattern.partition("(")[0]: symbols for pattern, symbols in reversed(DIGRAPHS.items())}
_DIGRAPH: Final = re.compile("|".join(DIGRAPHS))


def _digraph(match: re.Match[str]) -> str:
    return DIGRAPH_SYMBOLS[match[0]]


def latin_base(token: str) -> str:
    """The letters a-z, and symbols, by which a token is read, letter by letter."""
    return token if token.isascii() else token.translate(_LETTERS)


def _latin(token: str) -> str:
    return _DIGRAPH.sub(_digraph, latin_base(token))


# --- symbols to ids ---------------------------------------------------------------------------------------------------

_IDS: Final = bytes.maketrans((SYMBOLS + "j").encode(), bytes([*range(len(SYMBOLS)), SYMBOLS.index("J")]))
_NOT_SYMBOLS: Final = bytes(set(range(256)) - set((SYMBOLS + "j").encode()))
_RUN: Final = re.compile(rb"(.)\1+", re.DOTALL)

# What is one sound however it was written: a stop with the hiss that follows it (Tsuji; German tz; Arabic تش for a
# foreign ch), and a glide beside its own vowel unless another vowel follows (Yi, I; but Mariya).
MERGED: Final = "t[sSC]|d[zZJ]|iy(?![aeiou])|yi|uw(?![aeiou])|wu"
MERGED_SYMBOLS: Final = {
    "ts": "c", "tS": "C", "tC": "C", "dz": "J", "dZ": "J", "dJ": "J", "iy": "i", "yi": "i", "uw": "u", "wu": "u",
}  # fmt: skip
_MERGED: Final = re.compile(MERGED)
_VOWELS: Final = frozenset("aeiou")


def symbol_id(letter: str) -> int | None:
    """Id of the symbol that a letter of a word becomes in the end, or None where it is not heard."""
    ids = letter.encode().translate(_IDS, _NOT_SYMBOLS)
    return ids[0] if ids else None


def _merged(match: re.Match[str]) -> str:
    return MERGED_SYMBOLS[match[0]]


def symbol_ids(symbols: str) -> bytes:
    """Ids of the symbols of one token, as `phonemes` returns them: each sound once, however it was written."""
    symbols = _MERGED.sub(_merged, symbols)
    if symbols[-1:] == "h" and symbols[-2:-1] in _VOWELS:  # written or not: Sarah, Fatemeh, Shah
        symbols = symbols[:-1]
    ids = symbols.encode("ascii", "ignore").translate(_IDS, _NOT_SYMBOLS)
    return _RUN.sub(rb"\1", ids)[:MAX_PHONEMES]


def phonemes(token: str, script: Script) -> bytes:
    """Phoneme symbols of one token.

    Args:
        token: A token of a cleaned name (`screening.text.clean`): lower case, composed, without spaces.
        script: Its script (`screening.text.script_of`); a letter of another script is read by its plain sound.

    Returns:
        Symbol ids, 0 to 31, no two neighbours equal, at most `MAX_PHONEMES`; empty when nothing in the token can be
        read.  Never raises, whatever the text.
    """
    return symbol_ids(symbols(token, script))


def symbols(token: str, script: Script) -> str:
    """The symbols of one token as its letters give them, of which `symbol_ids` makes `phonemes`."""
    if script is Script.LATIN:
        return _latin(token)
    reader = READERS.get(script)
    return _alphabetic(token, script) if reader is None else reader(token)


# --- skeleton ---------------------------------------------------------------------------------------------------------

# Sounds that languages and spellings exchange fall into one class; semivowels and h are not heard.
_CLASSES: Final = {
    "p": "bpvf", "t": "dtTD", "k": "kgqXG", "s": "szSZcCJ", "l": "l", "r": "r", "m": "m", "n": "n",
    "a": "a", "i": "eiy", "o": "ouw",
}  # fmt: skip
CLASS: Final = bytes(
    next((ord(name) for name, members in _CLASSES.items() if symbol in members), ord("h")) for symbol in SYMBOLS
).ljust(256, b"h")
"""Class of each symbol, by its id."""


def skeleton(phonemes: bytes) -> bytes:
    """Coarse key of a token: equal for most spellings of one name, different for most names.

    Args:
        phonemes: What `phonemes` returned.

    Returns:
        ASCII letters: the consonant classes ``ptkslrmn``, and the vowel classes ``aio`` too when there are fewer than
        three consonants, because so short a skeleton alone says nothing.
    """
    classes = _RUN.sub(rb"\1", phonemes.translate(CLASS))
    consonants = classes.translate(None, b"aioh")
    return consonants if len(consonants) > 2 else classes.translate(None, b"h")
