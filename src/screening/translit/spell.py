"""The Latin spelling of one cleaned token, script by script."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Final

from screening.text import Script, is_all, script_of
from screening.translit import abjad, caucasus, cyrillic, greek, han, hangul, indic, japanese, kana, latin, southeast

__all__ = ["cut", "segment", "spelling"]

#: Lengths of names that are cut after the second character though no table has their surname.
_SURNAME_OF_TWO: Final = (3, 4, 5)
_LONGEST_KOREAN: Final = 4


def _latin(token: str) -> str:
    return token.translate(latin.FOLD)


def _han(token: str) -> str:
    return japanese.spell(token) if japanese.is_japanese(token) else han.spell(token)


SPELLERS: Final[dict[Script, Callable[[str], str]]] = {
    Script.LATIN: _latin,
    Script.CYRILLIC: cyrillic.spell,
    Script.GREEK: greek.spell,
    Script.ARABIC: abjad.spell_arabic,
    Script.HEBREW: abjad.spell_hebrew,
    Script.ARMENIAN: caucasus.spell_armenian,
    Script.GEORGIAN: caucasus.spell_georgian,
    **{
        script: partial(indic.spell, script=script)
        for script in Script
        if Script.DEVANAGARI <= script <= Script.SINHALA
    },
    Script.THAI: southeast.spell_thai,
    Script.LAO: southeast.spell_lao,
    Script.KHMER: southeast.spell_khmer,
    Script.MYANMAR: southeast.spell_burmese,
    Script.TIBETAN: southeast.spell_tibetan,
    Script.ETHIOPIC: caucasus.spell_ethiopic,
    Script.HANGUL: hangul.spell,
    Script.HAN: _han,
    Script.KANA: kana.spell,
    Script.OTHER: _latin,
}

_NOT_LETTERS: Final = re.compile("[^a-z]+")


def spelling(token: str) -> str:
    """Latin spelling of a cleaned token, as passports of its country most often print it.

    Args:
        token: One token of `screening.text.clean`, of any script.  Anything else is read as far as it goes.

    Returns:
        Letters a-z only; empty if the token has no letter that is read aloud.
    """
    if token.isascii():
        return token if token.isalpha() and token.islower() else _NOT_LETTERS.sub("", token.lower())
    return _NOT_LETTERS.sub("", by_script(token))


@lru_cache(maxsize=1 << 10)  # a word is spelt to read it and to see what compound it may be of
def by_script(token: str) -> str:
    """Spelling of a token, run by run where it holds more than one script."""
    script = script_of(token)
    if is_all(script, token):
        return SPELLERS[script](token)
    runs = script_runs(token)
    if any(script is Script.KANA for script, _ in runs):  # it is Japanese, and so is its Han
        return "".join(japanese.spell(run) if script is Script.HAN else SPELLERS[script](run) for script, run in runs)
    return "".join(SPELLERS[script](run) for script, run in runs)


def script_runs(token: str) -> list[tuple[Script, str]]:
    """The token cut where its script changes; marks and unknown letters go with what precedes them."""
    runs: list[tuple[Script, str]] = []
    start, current = 0, Script.OTHER
    for position, char in enumerate(token):
        script = script_of(char)
        if script is Script.OTHER or script is current:
            continue
        if current is not Script.OTHER:
            runs.append((current, token[start:position]))
            start = position
        current = script
    runs.append((current, token[start:]))
    return runs


def segment(token: str) -> tuple[str, ...]:
    """Surname and given name of an unspaced Han or Hangul personal name; any other token unchanged, alone.

    >>> segment("金正恩"), segment("남궁민수"), segment("smith")
    (('金', '正恩'), ('남궁', '민수'), ('smith',))
    """
    script = script_of(token)
    if script is Script.HANGUL:
        return hangul.split(token)
    if script is Script.HAN:
        return japanese.split(token) if japanese.is_japanese(token) else han.split(token)
    return (token,)


@lru_cache(maxsize=1 << 10)  # each of the ways to take a name asks
def cut(token: str, *, as_japanese: bool = False) -> tuple[str, ...]:
    """Surname and given name of whatever may be an unspaced Han or Hangul name; any other token unchanged, alone.

    `segment` cuts what is a name in all likelihood; this is for a caller who tries the uncut token too.

    Args:
        token: One token of `screening.text.clean`.
        as_japanese: Han is a Japanese name, not a Chinese or Korean one.

    >>> cut("史密斯"), cut("松金洋子", as_japanese=True), cut("김구")
    (('史', '密斯'), ('松金', '洋子'), ('김', '구'))
    """
    parts: tuple[str, ...] = (token,)
    script = script_of(token)
    if script is Script.HANGUL:
        parts = hangul.split(token)
        if len(parts) == 1 < len(token) <= _LONGEST_KOREAN and token[0] in hangul.SURNAMES:
            parts = token[0], token[1:]
    elif script is Script.HAN and as_japanese:
        parts = japanese.split(token)
        if len(parts) == 1 and len(token) in _SURNAME_OF_TWO:
            parts = token[:2], token[2:]
    elif script is Script.HAN:
        parts = han.split(token)
    return parts
