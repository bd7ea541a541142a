"""A name as weighted tokens: what index, query and explanation all work on.

`parse_forms` cleans the text, splits it into tokens, joins what is one unit (``abd al rahman``), and gives every token
its renderings, role and weight.  Everything of a token depends on the token alone, so tokens are cached.

Whether and where an unspaced Han or Hangul name is to be cut may be open, and whether Han is to be read as Japanese;
such a name has a form for each way.  So has one with a hyphen that is written without one elsewhere (Bo-Ram, ボラム),
and one with a compound that is spelt one way (Shahabuddin), whose other form is as it is written; and one with
particles side by side (van der Berg), whose other form has these as one word, so that Vanderberg is two words joined.
Two names are as alike as their most alike forms are.  Any other name has one form.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, product
from typing import TYPE_CHECKING, Final

from screening import lexicon
from screening.phonemes import SYMBOLS, skeleton
from screening.readings import ATTESTED, MAX_LETTERS, Rendering, renderings
from screening.slips import without_digits
from screening.text import MAX_TOKENS, Script, bounded, clean, script_of
from screening.translit import cut, hangul

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "COARSE",
    "GLUE_BASE",
    "GLUE_MASK",
    "INITIAL_WEIGHT",
    "MAX_FORMS",
    "MAX_LETTERS",
    "STEM_BITS",
    "STEM_IDS",
    "WEIGHT_PER_BIT",
    "Name",
    "Rendering",
    "Token",
    "count_ways",
    "glue_key",
    "join_keys",
    "make_token",
    "parse_forms",
    "parse_parts",
    "taken",
    "tokens_of",
    "units_of",
    "with_wholes",
]

#: Groups of surnames with one stem are numbered here, by a hash of the stem; even, like groups of spellings.
STEM_IDS: Final = 1 << 31
STEM_BITS: Final = (1 << 30) - 1

WEIGHT_PER_BIT: Final = 4
INITIAL_WEIGHT: Final = 12
#: Ways to take a name: whether particles side by side are one word, whether its Han is Japanese and its compounds are
#: as they are written, and whether it is cut.
_WAYS: Final = tuple(product((False, True), (False, True), (True, False)))
_WAYS_APART: Final = 4
MAX_FORMS: Final = len(_WAYS)
_HYPHEN: Final = re.compile("[-‐‑]")
_HYPHENATED: Final = re.compile(r"[^-‐‑]+(?:[-‐‑][^-‐‑]+)+")


@dataclass(frozen=True, slots=True)
class Token:
    """One part of a name.

    Attributes:
        text: The cleaned token in its own script; of a Korean given name with `screening.translit.hangul.JOINT`.
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

    @property
    def written(self) -> str:
        """The token for people to read."""
        return self.text.replace(hangul.JOINT, "")


@dataclass(frozen=True, slots=True)
class Name:
    """A parsed name, cut and read in one way.

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


#: Stops of the teeth and sibilants are one kind: where words meet, d and j or t and s are read as one sound.
_KINDS: Final = ("aeiou", "pbvf", "tdTDszcSZCJ", "kgqXG", "l", "r", "m", "n")
#: Class of each phoneme symbol in a glue key: 0 for what is left out (y w h), 1 for a vowel, else a kind of consonant.
COARSE: Final = bytes(
    next((number for number, kind in enumerate(_KINDS, 1) if symbol in kind), 0) for symbol in SYMBOLS
)
#: Least number of sounds of two tokens that are looked up as one.
_GLUE_LEAST: Final = 3
#: A glue key is a polynomial hash of the coarse sounds (50 bits), the last and the first of them (4 each), and how many
#: they are (6): so that the key of two tokens written as one follows from theirs.
GLUE_BASE: Final = 0x2545F4914F6CD
GLUE_MASK: Final = (1 << 50) - 1
GLUE_POWERS: Final = tuple(pow(GLUE_BASE, n, 1 << 50) for n in range(64))


def glue_key(sounds: bytes) -> int:
    """Coarse sounds of a token as one number; neighbours of one class count once."""
    value = count = first = last = 0
    for symbol in sounds:
        coarse = COARSE[symbol]
        if coarse and coarse != last:
            value = (value * GLUE_BASE + coarse) & GLUE_MASK
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
    value = ((a >> 14) * GLUE_POWERS[m] + value) & GLUE_MASK
    return value << 14 | last << 10 | first << 6 | n + m


@lru_cache(maxsize=1 << 17)
def make_token(text: str, *, as_japanese: bool = False) -> Token | None:
    """The token of a cleaned word, or None where nothing comparable is left of it.

    Args:
        text: One word out of `screening.text.clean`, `screening.slips.without_digits`; or out of `with_wholes`.
            A whole is like what the tables know as the same name, and like nothing else: names of two syllables that
            have one in common are different names, of which most sounds agree.  Or out of `lexicon.join_particles`:
            it weighs what its particles weigh.
        as_japanese: Han is read as a Japanese name, not as a Chinese or Korean one.
    """
    if text.isdigit():
        return None
    if " " in text:
        return _particles(text)
    readings = renderings(text.replace("-", ""), as_japanese=as_japanese)
    if not readings:
        return None
    letters, sounds = readings[0].spelling, readings[0].phonemes
    if len(text) == 1 and len(letters) == 1:
        return Token(text, readings[:1], INITIAL_WEIGHT, is_initial=True)
    role = lexicon.role(text)
    if role == lexicon.Role.PLACEHOLDER:
        return None
    bits = lexicon.rarity(letters, skeleton(sounds))
    weight = min(max(bits * WEIGHT_PER_BIT * lexicon.ROLE_FACTOR[role] // 1000, 1), 255)
    groups = _groups(text, letters)
    if "-" in text:
        return Token(text, (replace(readings[0], phonemes=b""),), weight, role, groups=groups)
    return Token(text, readings, weight, role, groups=groups, glue_key=glue_key(sounds))


def _particles(text: str) -> Token | None:
    """The token of particles with blanks between; compared as attested words are, so that binal is no slip of Bilal."""
    readings = renderings(text.replace(" ", ""))[:1]
    if not readings:
        return None
    reading = replace(readings[0], hand=ATTESTED) if readings[0].script is Script.LATIN else readings[0]
    weight = sum(token.weight for token in map(make_token, text.split()) if token)
    return Token(text, (reading,), weight, lexicon.Role.PARTICLE, glue_key=glue_key(reading.phonemes))


def _groups(word: str, letters: str) -> tuple[int, ...]:
    """Known groups, and one for the surnames that differ from this one by the sex of their bearer alone."""
    groups = lexicon.name_ids(word)
    ending = lexicon.gender_ending(letters)
    if ending is None:
        return groups
    stem = lexicon.token_hash("+".join(ending)) & STEM_BITS
    return tuple(sorted({*groups, STEM_IDS | stem << 1}))


def parse_forms(text: str, *, maybe_truncated: bool = False) -> tuple[Name, ...]:
    """Parse a name in any script; never raises on any string.

    Args:
        text: The name as written.
        maybe_truncated: The field was full (ICAO Doc 9303-3 section 4): its last word may be cut off.

    Returns:
        A `Name` for each way to cut and read it, all different, at most `MAX_FORMS`.  When nothing comparable is left,
        one without tokens, which a caller must treat as unscreenable.
    """
    return parse_parts([(text, maybe_truncated)])


def parse_parts(parts: Sequence[tuple[str, bool]]) -> tuple[Name, ...]:
    """`parse_forms` for a name that stands in parts, e.g. given names and surname.

    Args:
        parts: At least one: the text of each, and whether its last word may be cut off.
    """
    cleaned = [clean(text) for text, _ in parts]
    text = " ".join(part.text for part in cleaned if part.text)
    words = [[without_digits(word) for word in part.text.split()] for part in cleaned]
    wholes = [with_wholes(text, own) for (text, _), own in zip(parts, words, strict=True)]
    forms: list[Name] = []
    for way in range(max(map(count_ways, words, wholes))):
        tokens: list[Token] = []
        was_cut = any(part.truncated for part in cleaned)
        for own_words, own_wholes, (_, maybe_truncated) in zip(words, wholes, parts, strict=True):
            own = tokens_of(own_words, own_wholes, way)
            was_cut = was_cut or len(own) > MAX_TOKENS
            own = own[:MAX_TOKENS]
            if maybe_truncated and own and not own[-1].is_initial:
                own[-1] = replace(own[-1], maybe_truncated=True)
            tokens += own
        name = Name(text, tuple(tokens[:MAX_TOKENS]), was_cut or len(tokens) > MAX_TOKENS)
        if all(name.tokens != form.tokens for form in forms):
            forms.append(name)
    return tuple([form for form in forms if form.tokens] or forms)


def with_wholes(text: str, words: list[str]) -> list[str]:
    """The words of a name, but those that are one name with a hyphen in it (`lexicon.is_one_name`) as one word.

    Args:
        text: The name as written.
        words: What it is cut into; a hyphen is left in no other word.
    """
    if len(words) == 1:
        return words
    text = bounded(text)[0]
    if _HYPHEN.search(text) is None:
        return words
    found: list[str] = []
    at = 0
    for word in text.split(" "):
        parts = words[at : at + len(clean(word).text.split())]
        at += len(parts)
        if len(parts) > 1 and _HYPHENATED.fullmatch(word) and lexicon.is_one_name(parts):
            parts = ["-".join(parts)]
        found += parts
    return found if at == len(words) else words  # a limit can cut a name where it cuts none of its words


def count_ways(words: Sequence[str], wholes: Sequence[str]) -> int:
    """How many of `_WAYS` there are to take a name of some words (or of none); see `tokens_of`."""
    are_compounds = lexicon.join_compounds(words) != lexicon.join_compounds(words, as_written=True)
    ways = _WAYS_APART if are_compounds else max(map(_ways, chain(words, wholes)), default=1)
    taken_apart = (units_of(words, wholes, way)[0] for way in range(ways))
    return len(_WAYS) if any(lexicon.join_particles(units) != units for units in taken_apart) else ways


def _ways(word: str) -> int:
    if word.isascii():
        return 2 if "-" in word else 1
    script = script_of(word)
    if script is Script.HAN:
        return _WAYS_APART
    if script is Script.HANGUL and len(hangul.split(word)) > 1 and not lexicon.name_ids(word):
        return 1  # taken as one word it would be too long for one sound to tell it from another name
    return 2 if "-" in word or (script is Script.HANGUL and len(cut(word)) > 1) else 1


def taken(words: Sequence[str], wholes: Sequence[str], way: int) -> Sequence[str]:
    """The words of a name, or what they are cut into, taken in one of `_WAYS`."""
    _, as_japanese, is_cut = _WAYS[way]
    if is_cut:
        return list(chain.from_iterable(_parts(word, as_japanese) for word in words))
    # A word that is cut in every way is so beside one that is not.
    return list(chain.from_iterable((word,) if _ways(word) > 1 else _parts(word, as_japanese) for word in wholes))


def _parts(word: str, as_japanese: bool) -> tuple[str, ...]:  # noqa: FBT001
    """What a word is cut into; a Korean given name of two syllables is told by the joint between them."""
    parts = cut(word, as_japanese=as_japanese)
    if len(parts) == 2 == len(parts[1]) and hangul.is_native(parts[1]):
        return parts[0], hangul.JOINT.join(parts[1])
    return parts


def tokens_of(words: Sequence[str], wholes: Sequence[str], way: int) -> list[Token]:
    """The tokens of a name, of one part of it, taken in one of `_WAYS`; no limit is kept.

    Args:
        words: Its words, `screening.slips.without_digits`.
        wholes: The same `with_wholes`.
        way: From 0, less than `count_ways`; a name of fewer ways has them again.
    """
    units, as_japanese = units_of(words, wholes, way)
    return [token for unit in units if (token := make_token(unit, as_japanese=as_japanese)) is not None]


def units_of(words: Sequence[str], wholes: Sequence[str], way: int) -> tuple[list[str], bool]:
    """What `tokens_of` makes tokens of, and whether its Han is read as Japanese."""
    are_joined, as_japanese, _ = _WAYS[way]
    units = lexicon.join_compounds(taken(words, wholes, way), as_written=as_japanese)
    return lexicon.join_particles(units) if are_joined else units, as_japanese
