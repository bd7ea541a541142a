"""A name as weighted tokens: what index, query and explanation all work on.

`parse_forms` cleans the text, splits it into tokens, joins what is one unit (``abd al rahman``), separates unspaced Han
and Hangul names, and gives every token its renderings, role and weight.  Everything of a token depends on the token
alone, so tokens are cached.  Where it is open how an unspaced name is cut, it gives one form for each way.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from screening import lexicon
from screening.phonemes import SYMBOLS, skeleton
from screening.readings import MAX_LETTERS, Rendering, cuts, renderings
from screening.text import MAX_TOKENS, clean

__all__ = [
    "MAX_LETTERS",
    "Name",
    "Rendering",
    "Token",
    "glue_key",
    "join_forms",
    "join_keys",
    "make_token",
    "parse_forms",
    "parse_name",
]

#: Ways to cut a name that are kept.
MAX_FORMS: Final = 4
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
        glue_key: Coarse consonants (see `glue_key`), by which tokens that are written together elsewhere find each
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


#: Class of each phoneme symbol in a glue key: 0 for what is left out, else one of seven kinds of consonant.
_COARSE: Final = bytes(
    next((k for k, kind in enumerate(("pbvf", "tdTD", "kgqXG", "szSZcCJ", "l", "r", "mn"), 1) if symbol in kind), 0)
    for symbol in SYMBOLS
)
_GLUE_MOST: Final = 15


def glue_key(sounds: bytes) -> int:
    """Coarse consonants of a token, four bits each, neighbours of one class once; the lowest four bits are their count.

    A key with no consonant is 0; one with more than 15 is 0 too, since such a token is not looked up.
    """
    key = count = last = 0
    for symbol in sounds:
        coarse = _COARSE[symbol]
        if coarse and coarse != last:
            count += 1
            key |= coarse << (4 * count)
            last = coarse
    return key | count if count <= _GLUE_MOST else 0


def join_keys(a: int, b: int) -> int:
    """The glue key of two tokens written as one; 0 where it is too short or too long to look up."""
    n, m = a & 15, b & 15
    rest = b >> 4
    if n and m and (a >> (4 * n)) & 15 == rest & 15:
        rest >>= 4
        m -= 1
    if not 1 <= n + m <= _GLUE_MOST:
        return 0
    return (a & ~15) | (rest << (4 * (n + 1))) | (n + m)


@lru_cache(maxsize=1 << 17)
def make_token(text: str) -> Token | None:
    """The token of a cleaned word, or None where nothing comparable is left of it.

    Args:
        text: One word out of `screening.text.clean`.
    """
    if text.isdigit():
        return None
    word = text.translate(_DIGITS) if any(c.isdigit() for c in text) else text
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
    return (*groups, _STEM_IDS | stem << 1)


def parse_forms(text: str, *, maybe_truncated: bool = False) -> tuple[Name, ...]:
    """Parse a name in any script; never raises on any string.

    Args:
        text: The name as written.
        maybe_truncated: The field was full (ICAO Doc 9303-3 section 4): its last word may be cut off.

    Returns:
        A `Name` for each way to cut it into tokens, the likeliest first, at least one and at most `MAX_FORMS`; one
        without tokens when nothing comparable is left, which a caller must treat as unscreenable.
    """
    cleaned = clean(text)
    ways = [cuts(word) for word in cleaned.text.split()]
    count = min(max(map(len, ways), default=1), MAX_FORMS)
    names: dict[tuple[Token, ...], Name] = {}
    for k in range(count):
        words = [part for way in ways for part in way[min(k, len(way) - 1)]]
        tokens = [t for t in map(make_token, lexicon.join_compounds(words)) if t is not None]
        was_cut = cleaned.truncated or len(tokens) > MAX_TOKENS
        tokens = tokens[:MAX_TOKENS]
        if maybe_truncated and tokens and not tokens[-1].is_initial:
            tokens[-1] = replace(tokens[-1], maybe_truncated=True)
        names.setdefault(tuple(tokens), Name(cleaned.text, tuple(tokens), was_cut))
    return tuple(name for name in names.values() if name.tokens) or tuple(names.values())[:1]


def parse_name(text: str, *, maybe_truncated: bool = False) -> Name:
    """The likeliest of `parse_forms`."""
    return parse_forms(text, maybe_truncated=maybe_truncated)[0]


def join_forms(parts: list[tuple[Name, ...]]) -> tuple[Name, ...]:
    """The forms of one name out of those of its parts, e.g. of given names and surname."""
    count = max(map(len, parts), default=1)
    return tuple(_join([forms[min(k, len(forms) - 1)] for forms in parts]) for k in range(count))


def _join(parts: list[Name]) -> Name:
    tokens = tuple(t for part in parts for t in part.tokens)
    text = " ".join(part.text for part in parts if part.text)
    return Name(text, tokens[:MAX_TOKENS], len(tokens) > MAX_TOKENS or any(part.was_cut for part in parts))
