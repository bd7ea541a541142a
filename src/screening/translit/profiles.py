"""`romanize`: a whole text to ASCII by a named profile."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from screening.errors import ConfigError
from screening.text import MAX_CODE_POINTS, Script, bounded, clean, is_all, script_of
from screening.translit import cyrillic, greek, han, icao, japanese, latin
from screening.translit.spell import SPELLERS, script_runs

__all__ = ["PROFILES", "check_settings", "language_told", "romanize", "tells"]

PROFILES: Final = ("icao9303", "bgn_pcgn", "iso9", "native")
"""``icao9303``: machine-readable zone, upper case.  ``bgn_pcgn``: gazetteers and lists of the United States and the
United Kingdom.  ``iso9``: ISO 9 (for Greek ISO 843) without diacritics.  ``native``: passport practice of the country.
Scripts that a profile does not regulate are written as in ``native``."""

#: Letters that are written at most: so what was written can be read again, and stays as it is.
_MAX_WRITTEN: Final = 8 * MAX_CODE_POINTS
_LANGUAGES: Final = (*cyrillic.LANGUAGES, "ja", "zh")
_HAN: Final = re.compile("[\u3005\u3400-\u9fff]+")
_KANA: Final = re.compile("[\u3041-\u30ff]")
_WORD: Final = re.compile(r"[^\W\d_](?:[^\s!-~]|[a-zA-Z])*")
_SPACE: Final = re.compile(r"\s+")
_APOSTROPHE: Final = re.compile("['`´‘’‚‛′‵ʹʻʼʽʾʿˈˊˋʺˮ՚՛᾽᾿῾＇｀״׳]")
_DASH: Final = re.compile("[\u00ad\u2010-\u2015\u2212\ufe58\ufe63\uff0d־]")
_INVISIBLE: Final = re.compile(
    "[\u200b\u200d-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\x00-\x08\x0e-\x1b\x7f]"
)
_ASCII_DROP: Final = dict.fromkeys((*range(0x09), *range(0x0E, 0x1C), 0x7F, ord("'"), ord("`")))


def romanize(text: str, profile: str = "icao9303", *, language: str | None = None) -> str:
    """Write a name in ASCII letters.

    Spaces, hyphens, commas and digits stay; apostrophes vanish, as ICAO Doc 9303-3 section 4.6 has it.

    Args:
        text: A name in any script or mixture; what stands beyond 512 code points (4096 of ASCII) is not read.
        profile: One of `PROFILES`.  All but ``icao9303`` keep the case of the input; a script without case is
            capitalised.
        language: ISO 639-1 code that settles letters which languages read differently, in Cyrillic (``uk``, ``be``,
            ``bg``, ``sr``, ``mk``, ``kk`` ...) and in Han (``zh``, ``ja``); guessed from the letters if not given.

    Raises:
        ConfigError: The profile or the language is unknown.  No text is ever an error.

    >>> romanize("Щербаков Юрий"), romanize("Щербаков Юрий", "bgn_pcgn")
    ('SHCHERBAKOV IURII', 'Shcherbakov Yuriy')
    """
    check_settings(profile, language)
    if not text.isascii():
        text = _to_ascii(bounded(text)[0], profile, language)
    text = " ".join(text[:_MAX_WRITTEN].translate(_ASCII_DROP).split())
    return text.upper() if profile == "icao9303" else text


def check_settings(profile: str, language: str | None) -> None:
    """Raise `ConfigError` where `romanize` does not know a profile or a language."""
    if profile not in PROFILES:
        raise ConfigError(f"profile must be one of {', '.join(PROFILES)}")
    if language is not None and language not in _LANGUAGES:
        raise ConfigError(f"language must be one of {', '.join(_LANGUAGES)}")


def _to_ascii(text: str, profile: str, language: str | None) -> str:
    text = _prepared(text)
    language = language or language_told(_tells(text))
    text = _WORD.sub(lambda match: _word(match.group(), profile, language), text)
    return "".join(char if char.isascii() else _other(char) for char in text)


def _prepared(text: str) -> str:
    text = _INVISIBLE.sub("", _APOSTROPHE.sub("", text))
    text = _DASH.sub("-", unicodedata.normalize("NFKC", text)[:MAX_CODE_POINTS])
    return _APOSTROPHE.sub("", text)


_HAS_HAN, _HAS_KANA, _HAS_JAPANESE = 1, 2, 4
_CYRILLIC_SHIFT: Final = 3


def tells(text: str) -> int:
    """What a text tells of its language, as bits: two texts with a space between tell the bits of both."""
    return 0 if text.isascii() else _tells(_prepared(bounded(text)[0]))


def _tells(text: str) -> int:
    bits = cyrillic.telltales(text.lower()) << _CYRILLIC_SHIFT
    if _KANA.search(text):
        bits |= _HAS_KANA
    if runs := _HAN.findall(text):
        bits |= _HAS_HAN
        if not bits & _HAS_KANA and any(map(japanese.is_japanese, runs)):
            bits |= _HAS_JAPANESE
    return bits


def language_told(bits: int) -> str:
    """The language in which `romanize` reads a name that `tells` this."""
    if bits & _HAS_HAN and bits & (_HAS_KANA | _HAS_JAPANESE):
        return "ja"
    return cyrillic.language_told(bits >> _CYRILLIC_SHIFT)


def _other(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Nd":
        return str(unicodedata.decimal(char))
    return "" if category[0] in "MC" else " "


def _word(word: str, profile: str, language: str) -> str:
    script = script_of(word)
    if is_all(script, word):
        return _run(word, script, profile, language)
    return "".join(_run(run, script, profile, language) for script, run in script_runs(word))


def _run(run: str, script: Script, profile: str, language: str) -> str:
    if script is Script.LATIN:
        return run.translate(icao.LATIN if profile == "icao9303" else latin.FOLD)
    if script is Script.CYRILLIC:
        letters = [char for char in run if script_of(char) is script]
        return _cased(letters, cyrillic.pieces("".join(letters).lower(), profile, language))
    if script is Script.GREEK:
        letters = [char for char in run if script_of(char) is script]
        return _cased(letters, greek.pieces("".join(letters).lower(), "iso843" if profile == "iso9" else "elot"))
    if script is Script.ARABIC and profile == "icao9303":
        return icao.arabic(run)
    if script is Script.HAN:
        return _titled(japanese.spell(run) if language == "ja" else han.pinyin(run))
    spelled = SPELLERS[script](clean(run).text)
    return _titled(spelled) if script is not Script.ARMENIAN or run[:1].isupper() else spelled


def _titled(spelled: str) -> str:
    return spelled[:1].upper() + spelled[1:]


def _cased(letters: list[str], values: list[str]) -> str:
    """The value of each letter in the letter's own case; all capitals if the word is (ЩУКА SHCHUKA, Щука Shchuka)."""
    if len(letters) > 1 and all(letter == letter.upper() for letter in letters):
        return "".join(values).upper()
    return "".join(
        _titled(value) if letter != letter.lower() else value for letter, value in zip(letters, values, strict=False)
    )
