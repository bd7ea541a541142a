"""A name as weighted tokens: what index, query and explanation all work on.

`parse_name` cleans the text, splits it into tokens, joins what is one unit (``abd al rahman``), separates unspaced Han
and Hangul names, and gives every token its renderings, role and weight.  Everything of a token depends on the token
alone, so tokens are cached.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from screening import lexicon
from screening.phonemes import SYMBOLS, skeleton
from screening.readings import MAX_LETTERS, Rendering, renderings
from screening.text import MAX_TOKENS, clean
from screening.translit import segment

__all__ = [
    "MAX_LETTERS",
    "Name",
    "Rendering",
    "Token",
    "glue_key",
    "join_keys",
    "join_names",
    "make_token",
    "parse_name",
]

#: Groups of surnames with one stem are numbered here, by a hash of the stem; even, like groups of spellings.
_STEM_IDS: Final = 1 << 31
_STEM_BITS: Final = (1 << 30) - 1

_WEIGHT_PER_BIT: Final = 4
_INITIAL_WEIGHT: Final = 12
#: Digits that readers and typists leave inside a name, as the letters they resemble.
_DIGITS: Final = str.maketrans("0134589", "oieasbg")


@dataclass(frozen=True, slots=True)
class Token:
    """One part of a name.

    Attributes:
        text: The cleaned token in its own script.
        renderings: At least one; the first is the usual one.
        weight: 1 to 255: information of the token, reduced by its role.
        role: Name, particle, title, suffix.
        is_initial: A single letter that stands for a name.
        maybe_truncated: The token may be the beginning of a longer one.
        groups: Ids of groups of known-same names, ascending (`screening.lexicon.name_ids`).
        glue_key: Coarse sounds (see `glue_key`), by which tokens that are written together elsewhere find each
        other.
    """

    text: str
    renderings: tuple[Rendering, ...]
    weight: int
    role: lexicon.Role = lexicon.Role.NAME
    is_initial: bool = False
    maybe_truncated: bool = False
    groups: tuple[int, ...] = ()
    glue_key: int = 0


@dataclass(frozen=True, slots=True)
class Name:
    """A parsed name.

    Attributes:
        text: The cleaned text.
        tokens: At most `screening.text.MAX_TOKENS`; empty when nothing comparable is left.
        was_cut: The text was longer than the limits of `screening.text`, and was cut.
    """

    text: str
    tokens: tuple[Token, ...]
    was_cut: bool = False

    @property
    def weight(self) -> int:
        """Sum of the token weights."""
        return sum(t.weight for t in self.tokens)

    @property
    def maybe_truncated(self) -> bool:
        """Whether any token may be cut off, and so later ones may be missing."""
        return any(t.maybe_truncated for t in self.tokens)


_KINDS: Final = ("aeiou", "pbvf", "tdTD", "kgq", "XG", "szc", "SZCJ", "l", "r", "m", "n")
#: Class of each phoneme symbol in a glue key: 0 for what is left out (y w h), 1 for a vowel, else a kind of consonant.
_COARSE: Final = bytes(
    next((number for number, kind in enumerate(_KINDS, 1) if symbol in kind), 0) for symbol in SYMBOLS
)
#: Least number of sounds of two tokens that are looked up as one.
_GLUE_LEAST: Final = 3
#: A glue key is a polynomial hash of the coarse sounds (50 bits), the last and the first of them (4 each), and how many
#: they are (6): so that the key of two tokens written as one follows from theirs.
_GLUE_BASE: Final = 0x2545F4914F6CD
_GLUE_MASK: Final = (1 << 50) - 1
GLUE_POWERS: Final = tuple(pow(_GLUE_BASE, n, 1 << 50) for n in range(64))


def glue_key(sounds: bytes) -> int:
    """Coarse sounds of a token as one number; neighbours of one class count once."""
    value = count = first = last = 0
    for symbol in sounds:
        coarse = _COARSE[symbol]
        if coarse and coarse != last:
            value = (value * _GLUE_BASE + coarse) & _GLUE_MASK
            first = first or coarse
            last = coarse
            count += 1
    return value << 14 | last << 10 | first << 6 | count


def join_keys(a: int, b: int) -> int:
    """The glue key of two tokens written as one; 0 where it is too short to look up."""
    n, m = a & 63, b & 63
    if not n or not m:
        key = a or b
        return key if n + m >= _GLUE_LEAST else 0
    first, last, value = a >> 6 & 15, b >> 10 & 15, b >> 14
    if a >> 10 & 15 == b >> 6 & 15:
        m -= 1
        value -= (b >> 6 & 15) * GLUE_POWERS[m]
    if n + m < _GLUE_LEAST:
        return 0
    value = ((a >> 14) * GLUE_POWERS[m] + value) & _GLUE_MASK
    return value << 14 | last << 10 | first << 6 | n + m


@lru_cache(maxsize=1 << 17)
def make_token(text: str) -> Token | None:
    """The token of a cleaned word, or None where nothing comparable is left of it.

    Args:
        text: One word out of `screening.text.clean`.
    """
    if text.isdigit():
        return None
    word = text if text.isalpha() else text.translate(_DIGITS)
    readings = renderings(word)
    if not readings:
        return None
    letters, sounds = readings[0].spelling, readings[0].phonemes
    if len(word) == 1 and len(letters) == 1:
        return Token(text, readings[:1], _INITIAL_WEIGHT, is_initial=True)
    role = lexicon.role(word)
    if role == lexicon.Role.PLACEHOLDER:
        return None
    bits = lexicon.rarity(letters, skeleton(sounds))
    weight = min(max(bits * _WEIGHT_PER_BIT * lexicon.ROLE_FACTOR[role] // 1000, 1), 255)
    return Token(text, readings, weight, role, groups=_groups(word, letters), glue_key=glue_key(sounds))


def _groups(word: str, letters: str) -> tuple[int, ...]:
    """Known groups, and one for the surnames that differ from this one by the sex of their bearer alone."""
    groups = lexicon.name_ids(word)
    ending = lexicon.gender_ending(letters)
    if ending is None:
        return groups
    stem = lexicon.token_hash("+".join(ending)) & _STEM_BITS
    return tuple(sorted({*groups, _STEM_IDS | stem << 1}))


def parse_name(text: str, *, maybe_truncated: bool = False) -> Name:
    """Parse a name in any script; never raises on any string.

    Args:
        text: The name as written.
        maybe_truncated: The field was full (ICAO Doc 9303-3 section 4): its last word may be cut off.

    Returns:
        A `Name`; without tokens when nothing comparable is left, which a caller must treat as unscreenable.
    """
    cleaned = clean(text)
    words: list[str] = []
    for word in cleaned.text.split():
        words.extend(segment(word))
    tokens = [t for t in map(make_token, lexicon.join_compounds(words)) if t is not None]
    was_cut = cleaned.truncated or len(tokens) > MAX_TOKENS
    tokens = tokens[:MAX_TOKENS]
    if maybe_truncated and tokens and not tokens[-1].is_initial:
        tokens[-1] = replace(tokens[-1], maybe_truncated=True)
    return Name(cleaned.text, tuple(tokens), was_cut)


def join_names(parts: list[Name]) -> Name:
    """One name out of its parts, e.g. given names and surname."""
    tokens = tuple(t for part in parts for t in part.tokens)
    text = " ".join(part.text for part in parts if part.text)
    return Name(text, tokens[:MAX_TOKENS], len(tokens) > MAX_TOKENS or any(part.was_cut for part in parts))
