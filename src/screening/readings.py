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
from screening.phonemes import phonemes
from screening.slips import meant
from screening.text import Script, is_all, script_of
from screening.translit import han, hangul, japanese, spelling

__all__ = [
    "ATTESTED",
    "FRENCH_ENDINGS",
    "FRENCH_LEAST",
    "FRENCH_VOWELS",
    "HANDS",
    "MAX_LETTERS",
    "MAX_READINGS",
    "Rendering",
    "renderings",
]

#: What `Rendering.hand` is for Latin letters that spell an attested name: two such names that differ a little are
#: likelier two names than one and a slip of it.
ATTESTED: Final = len(Script)
#: How many different hands there are.
HANDS: Final = ATTESTED + 1

#: Letters of a spelling, and symbols of a phoneme array, that are kept; longer tokens are cut and say so.
MAX_LETTERS: Final = 31
#: Readings of a token that are kept: many a given name in kanji has as many.
MAX_READINGS: Final = 4


@dataclass(frozen=True, slots=True)
class Rendering:
    """One way to read a token.

    Attributes:
        spelling: Latin letters a-z, at most `MAX_LETTERS`.
        phonemes: Symbol ids (`screening.phonemes.SYMBOLS`), made from the original letters, at most `MAX_LETTERS`.
        hand: The script that it was written in, or `ATTESTED`; of kanji read as a Japanese name it is kana, which say
            how.
    """

    spelling: str
    phonemes: bytes
    hand: int

    @property
    def script(self) -> Script:
        """The script that it was written in."""
        return Script.LATIN if self.hand == ATTESTED else Script(self.hand)


def renderings(token: str, *, as_japanese: bool = False) -> tuple[Rendering, ...]:
    """Readings of a cleaned token, the usual one first, at most `MAX_READINGS`; empty if nothing in it can be read.

    Args:
        token: One word.
        as_japanese: Han is a Japanese name, not a Chinese or Korean one.
    """
    script = script_of(token)
    kanji = as_japanese if script is Script.HAN else script is Script.KANA and not is_all(script, token)
    readings = map(_kana, japanese.spellings(token)) if kanji else _readings(token, script)
    found = dict.fromkeys(r for r in readings if r.spelling or r.phonemes)
    return tuple(islice(found, MAX_READINGS))


def _readings(token: str, script: Script) -> Iterator[Rendering]:
    if script is Script.HAN:
        yield from _han(token)
        return
    letters = spelling(token)
    hand = ATTESTED if script is Script.LATIN and is_attested(letters) else script
    yield _rendering(letters, phonemes(token, script), hand)
    if script is Script.HANGUL:
        for written in (spelling(token), hangul.mccune(token)):
            yield _rendering(written, phonemes(written, Script.LATIN), script)
    elif script is Script.LATIN:
        for heard in (_french(letters), *meant(letters)):
            if heard:
                yield _rendering(letters, phonemes(heard, script), Script.LATIN)
    elif script is Script.ARABIC and _ARTICLE.match(token):
        # Latin writes the article apart, or leaves it out.
        yield _rendering(spelling(token[2:]), phonemes(token[2:], script), script)


def _rendering(letters: str, sounds: bytes, hand: int) -> Rendering:
    return Rendering(letters[:MAX_LETTERS], sounds[:MAX_LETTERS], hand)


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


def _han(token: str) -> Iterator[Rendering]:
    """Mandarin, Cantonese and Korean."""
    yield _rendering(han.spell(token), phonemes(token, Script.HAN), Script.HAN)
    cantonese = han.cantonese(token)
    yield _rendering(cantonese, phonemes(cantonese, Script.LATIN), Script.HAN)
    korean = han.korean_reading(token)
    yield _rendering(hangul.spell(korean), phonemes(korean, Script.HANGUL), Script.HANGUL)


def _kana(letters: str) -> Rendering:
    return _rendering(letters, phonemes(letters, Script.LATIN), Script.KANA)
