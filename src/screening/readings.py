"""The ways to read one token: its Latin spelling and its sounds, and where a script leaves it open, several of each.

A token of a watchlist and one of a traveller are as alike as their most alike readings are, so a reading that the
bearer does not use costs nothing but a little room and time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from screening.lexicon import is_attested
from screening.phonemes import symbol_ids, symbols
from screening.slips import meant
from screening.text import Script, is_all, script_of
from screening.translit import han, hangul, japanese, spelling

__all__ = [
    "ATTESTED",
    "FRENCH_ENDINGS",
    "FRENCH_LEAST",
    "FRENCH_VOWELS",
    "HANDS",
    "KOREAN",
    "MAX_LETTERS",
    "MAX_READINGS",
    "Rendering",
    "renderings",
    "script_of_hand",
    "spoken",
]

#: What `Rendering.hand` is for Latin letters that spell an attested name: two such names that differ a little are
#: likelier two names than one and a slip of it.
ATTESTED: Final = len(Script)
#: What it is for a Korean given name in Hangul, out of an unspaced name: it is compared as it is spelt in Latin
#: letters, and two such names of which one sound differs are two names (정수, 성수).  Foreign names are written apart.
KOREAN: Final = ATTESTED + 1
#: How many different hands there are.
HANDS: Final = ATTESTED + 2

#: Letters of a spelling, and symbols of a phoneme array, that are kept; longer tokens are cut and say so.
MAX_LETTERS: Final = 31
#: Readings of a token that are kept: many a given name in kanji has as many.
MAX_READINGS: Final = 4


_SCRIPTS: Final[dict[int, Script]] = {ATTESTED: Script.LATIN, KOREAN: Script.HANGUL}


def script_of_hand(hand: int) -> Script:
    """The script that a hand is written in."""
    return Script(_SCRIPTS.get(hand, hand))


@dataclass(frozen=True, slots=True)
class Rendering:
    """One way to read a token.

    Attributes:
        spelling: Latin letters a-z, at most `MAX_LETTERS`.
        phonemes: Symbol ids (`screening.phonemes.SYMBOLS`), made from the original letters, at most `MAX_LETTERS`.
        hand: The script that it was written in, or `ATTESTED` or `KOREAN`; of kanji read as a Japanese name it is
            kana, which say how.
    """

    spelling: str
    phonemes: bytes
    hand: int

    @property
    def script(self) -> Script:
        """The script that it was written in."""
        return script_of_hand(self.hand)


def renderings(token: str, *, as_japanese: bool = False) -> tuple[Rendering, ...]:
    """Readings of a cleaned token, the usual one first, at most `MAX_READINGS`; empty if nothing in it can be read.

    Args:
        token: One word.
        as_japanese: Han is a Japanese name, not a Chinese or Korean one.
    """
    readings = (
        Rendering(letters[:MAX_LETTERS], symbol_ids(heard)[:MAX_LETTERS], hand)
        for letters, heard, hand in spoken(token, as_japanese=as_japanese)
    )
    found = dict.fromkeys(r for r in readings if r.spelling or r.phonemes)
    return tuple(islice(found, MAX_READINGS))


Spoken = tuple[str, str, int]
"""A reading before it is cut to length: its spelling, its symbols as the letters give them, and its hand."""


def spoken(token: str, *, as_japanese: bool = False) -> Iterator[Spoken]:
    """What `renderings` are made of, more than once where two readings are the same, or with nothing to read in it."""
    if hangul.JOINT in token:
        return _korean(token.replace(hangul.JOINT, ""))
    script = script_of(token)
    kanji = as_japanese if script is Script.HAN else script is Script.KANA and not is_all(script, token)
    if kanji:
        return ((letters, symbols(letters, Script.LATIN), Script.KANA) for letters in japanese.spellings(token))
    return _han(token) if script is Script.HAN else _readings(token, script)


def _readings(token: str, script: Script) -> Iterator[Spoken]:
    letters = spelling(token)
    hand = ATTESTED if script is Script.LATIN and is_attested(letters) else script
    yield letters, symbols(token, script), hand
    if script is Script.HANGUL:
        for written in (letters, hangul.mccune(token)):
            yield written, symbols(written, Script.LATIN), script
    elif script is Script.LATIN:
        for heard in (_french(letters), *meant(letters)):
            if heard:
                yield letters, symbols(heard, script), Script.LATIN
    elif script is Script.ARABIC and _ARTICLE.match(token):
        # Latin writes the article apart, or leaves it out.
        yield spelling(token[2:]), symbols(token[2:], script), script


#: Endings whose last consonants French leaves silent, and what is heard instead.  Names of half of Africa and of Haiti
#: are spelt like this on papers of one origin and by ear on others.
FRENCH_ENDINGS: Final = (
    ("[ae]n[td]$", "an"),
    ("(?<=[io]n)[td]$", ""),
    ("oi[stx]?$", "wa"),
    ("e?aul?[dtx]$|eau$", "o"),
)
FRENCH_LEAST: Final = 2
"""Letters that stand before such an ending."""
FRENCH_VOWELS: Final = {"eau": "o", "au": "o", "th": "t"}
"""How the rest of such a word is spelt by ear."""
_FRENCH_ENDINGS: Final = tuple((re.compile(ending), sound) for ending, sound in FRENCH_ENDINGS)


def _french(letters: str) -> str:
    """How a word with a French ending sounds, spelt in plain letters; empty for any other word."""
    for ending, sound in _FRENCH_ENDINGS:
        if found := ending.search(letters, FRENCH_LEAST):
            heard = letters[: found.start()] + sound
            for written, spoken in FRENCH_VOWELS.items():
                heard = heard.replace(written, spoken)
            return heard
    return ""


_ARTICLE: Final = re.compile("ال...")


def _korean(token: str) -> Iterator[Spoken]:
    """By the systems of South and North, and by habit."""
    for written in (spelling(token), hangul.mccune(token), *hangul.popular(token)):
        yield written, symbols(written, Script.LATIN), KOREAN


def _han(token: str) -> Iterator[Spoken]:
    """Mandarin, Cantonese and Korean."""
    yield han.spell(token), symbols(token, Script.HAN), Script.HAN
    cantonese = han.cantonese(token)
    yield cantonese, symbols(cantonese, Script.LATIN), Script.HAN
    korean = han.korean_reading(token)
    yield hangul.spell(korean), symbols(korean, Script.HANGUL), Script.HANGUL
