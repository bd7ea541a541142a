"""The rules for plain Latin words, as the tables that `screening._plain` reads such words with.

Plain is a word of Latin letters whose names stand for themselves: no title, no particle, no part of a compound.  What
is said of it is what `screening.names.make_token` says; every table here is made of the rules that stand in the other
rooms, so that there is one place to change each of them.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from itertools import product
from string import ascii_letters
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from screening import lexicon, names, phonemes, readings, slips
from screening._lookup import Lookup
from screening._plain import PlainReader
from screening.patterns import Pattern, expand, spelled
from screening.text import Script, folded, script_of
from screening.translit import spelling

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

__all__ = ["Letter", "Rule", "Rules", "plain_reader"]


class Letter(NamedTuple):
    """One code point of a word.

    Attributes:
        length: Code points, compatibility forms unfolded.
        text: Cleaned; a space where it parts names, nothing where it is left out.
        letters: Its spelling, a-z.
        sounds: Letters that its sound is made of, as places in `string.ascii_letters`.
        key: As the tables of names know it.
    """

    length: int
    text: str
    letters: str
    sounds: bytes
    key: str


class Rule(NamedTuple):
    """A pattern and what becomes of a match.

    Attributes:
        pattern: What matches.
        to: What is put in its place: places in `string.ascii_letters`, or for endings of surnames text.
        least: Letters that stand before an ending.
        kept: Letters of an ending that belong to the stem.
        is_listed: Given names may end so too, and then it is no ending of a surname.
    """

    pattern: Pattern
    to: bytes = b""
    least: int = 0
    kept: int = 0
    is_listed: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """All tables; each says which rule it is made of."""

    letter: Callable[[str], Letter | None]
    compounds: Sequence[Rule]
    long_compounds: Sequence[Rule]
    long_compound: int
    others: Lookup
    digraphs: Sequence[Rule]
    merged: Sequence[Rule]
    symbols: Sequence[int | None]
    silent: Sequence[Rule]
    silent_within: Sequence[Rule]
    shapes: Sequence[tuple[str, str]]
    keyboard: Mapping[str, str]
    slip_least: int
    slip_short: int
    slip_one_too_many: int
    endings: Sequence[Rule]
    given: Lookup
    rarity: Lookup
    sound_rarity: Lookup
    name_ids: Lookup
    sound_classes: bytes
    coarse: bytes
    glue_base: int
    glue_mask: int
    latin: int
    attested: int
    attested_bits: int
    max_bits: int
    sound_margin: int
    weight_per_bit: int
    initial_weight: int
    stem_ids: int
    stem_bits: int


@cache
def plain_reader() -> PlainReader:
    """The reader of plain words, made once."""
    return PlainReader(_rules())


def _rules() -> Rules:
    return Rules(
        letter=_letter,
        compounds=[Rule(pattern) for pattern in expand(lexicon.MAYBE_COMPOUND)],
        long_compounds=[Rule(pattern) for pattern in expand(lexicon.MAYBE_TWO_IN_ONE)],
        long_compound=lexicon.TWO_IN_ONE,
        others=_words(lexicon.listed_words()),
        digraphs=_replacing(phonemes.DIGRAPHS, phonemes.DIGRAPH_SYMBOLS),
        merged=_replacing([phonemes.MERGED], phonemes.MERGED_SYMBOLS),
        symbols=[phonemes.symbol_id(letter) for letter in ascii_letters],
        silent=_silent(),
        silent_within=_replacing(readings.FRENCH_VOWELS, readings.FRENCH_VOWELS),
        shapes=slips.SHAPES,
        keyboard=slips.keyboard(),
        slip_least=slips.LEAST,
        slip_short=slips.SHORT,
        slip_one_too_many=slips.ONE_TOO_MANY,
        endings=_endings(),
        given=_words(lexicon.given_in()),
        rarity=lexicon.sorted_table("rarity.npy", lexicon.RARITY_BITS),
        sound_rarity=lexicon.sorted_table("rarity_sound.npy", lexicon.RARITY_BITS),
        name_ids=lexicon.sorted_table("name_ids.npy", lexicon.ID_BITS),
        sound_classes=phonemes.CLASS[: len(phonemes.SYMBOLS)],
        coarse=names.COARSE,
        glue_base=names.GLUE_BASE,
        glue_mask=names.GLUE_MASK,
        latin=Script.LATIN,
        attested=readings.ATTESTED,
        attested_bits=lexicon.ATTESTED_BITS,
        max_bits=lexicon.MAX_BITS,
        sound_margin=lexicon.SOUND_MARGIN,
        weight_per_bit=names.WEIGHT_PER_BIT,
        initial_weight=names.INITIAL_WEIGHT,
        stem_ids=names.STEM_IDS,
        stem_bits=names.STEM_BITS,
    )


def _letter(char: str) -> Letter | None:
    """What is to be known of a letter; None where words with it are none to be read letter by letter."""
    text = folded(char)
    length = len(unicodedata.normalize("NFKD", char))
    if text in ("", " "):
        return Letter(length, text, "", b"", "")
    sounds = phonemes.latin_base(text)
    if not text.isalpha() or any(script_of(one) is not Script.LATIN for one in text) or not sounds.isascii():
        return None
    return Letter(length, text, spelling(text), _places(sounds), lexicon.fold_token(text))


def _places(letters: str) -> bytes:
    return bytes(map(ascii_letters.index, letters))


def _words(words: Iterable[str]) -> Lookup:
    hashes = np.array(sorted({lexicon.token_hash(word) for word in words}), dtype=np.uint64)
    return Lookup(hashes, 0)


def _single(pattern: Pattern) -> list[Pattern]:
    """The pattern for each of the texts that it matches."""
    sets = [[1 << place for place in range(len(ascii_letters)) if letters >> place & 1] for letters in pattern.sets]
    return [Pattern(one, pattern.conditions) for one in product(*sets)]


def _replacing(expressions: Iterable[str], symbols: Mapping[str, str]) -> list[Rule]:
    """Patterns of expressions, and what stands for the text that each of them matches."""
    patterns = [one for expression in expressions for pattern in expand(expression) for one in _single(pattern)]
    return [Rule(pattern, _places(symbols[spelled(pattern)[0]])) for pattern in patterns]


def _silent() -> list[Rule]:
    """French endings, of each expression those first that begin farthest to the left."""
    rules = []
    for expression, sound in readings.FRENCH_ENDINGS:
        patterns = sorted(expand(expression), key=lambda pattern: len(pattern.sets), reverse=True)
        rules += [Rule(pattern, _places(sound), readings.FRENCH_LEAST) for pattern in patterns]
    return rules


def _endings() -> list[Rule]:
    """Endings of surnames, of each kind those first that leave the longest stem."""
    rules = []
    for least, kept, ending, kind in lexicon.GENDER_ENDINGS:
        pairs = product(expand(kept), expand(ending))
        found = [
            Rule(
                Pattern(stem.sets + end.sets, ()),
                f"+{kind}".encode(),
                least,
                len(stem.sets),
                kind == lexicon.LISTED_ENDING,
            )
            for stem, end in pairs
        ]
        rules += sorted(found, key=lambda rule: len(rule.pattern.sets))
    return rules
