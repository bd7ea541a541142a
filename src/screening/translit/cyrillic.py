"""Cyrillic: one letter table for each system and language.

A system is a base table (Russian) with the changes of other languages and of positions on top of it.  All values are
lower case; `pieces` gives one value a letter, so that the caller can put the case back.

Sources: ICAO Doc 9303-3 section 6 B; BGN/PCGN 1947 (Russian), 1965 (Ukrainian), 1979 (Belarusian, Kazakh, Kyrgyz),
2013 (Bulgarian, Macedonian); ISO 9:1995; Cabinet of Ministers of Ukraine resolution 55 of 2010; Bulgarian
Transliteration Act of 2009; Russian Ministry of Interior orders 310 (1997, French forms) and 782 (2000);
Duden, Petit Larousse and PWN conventions for the German, French and Polish press forms.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from screening.translit.rows import pairs

__all__ = ["LANGUAGES", "SYSTEMS", "detect", "language_told", "pieces", "spell", "telltales"]

LANGUAGES: Final = ("ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "uz", "tg", "mn")

# Letters by which languages are told apart.  Those of one class tell the same, so that the first stands for all.
_CLASSES: Final = "ћђ ѓќѕ ҷӣӯ әұ қғ ң һ і ҳ ў їєґ өү јљњџ ы ё".split()
_BITS: Final = {letter: 1 << bit for bit, letters in enumerate(_CLASSES) for letter in letters}
_TELLTALE: Final = re.compile(f"[{''.join(_BITS)}]")

# What the first letters of the classes at hand, in the order above, tell; most telling first.
_LANGUAGES_TOLD: Final = (
    (re.compile("ћ"), "sr"),
    (re.compile("ѓ"), "mk"),
    (re.compile("ҷ"), "tg"),
    (re.compile("ә|[қң].*[һі]"), "kk"),
    (re.compile("ҳ|қ.*ў"), "uz"),
    (re.compile("ї"), "uk"),
    (re.compile("ў"), "be"),
    (re.compile("қ"), "kk"),
    (re.compile("ң"), "ky"),
    (re.compile("ө"), "mn"),
    (re.compile("ј"), "sr"),
    (re.compile("і.*[ыё]"), "be"),
    (re.compile("і"), "uk"),
)


def telltales(lower: str) -> int:
    """Which letters of a lower-case text tell languages apart, as bits: those of two texts are the bits of both.

    Less than ``1 << 15``.
    """
    bits = 0
    if _TELLTALE.search(lower):
        for letter in lower:
            bits |= _BITS.get(letter, 0)
    return bits


@lru_cache(maxsize=1024)
def language_told(bits: int) -> str:
    """Language of a name with these `telltales`; Russian when they tell none."""
    letters = "".join(letters[0] for bit, letters in enumerate(_CLASSES) if bits >> bit & 1)
    return next((language for pattern, language in _LANGUAGES_TOLD if pattern.search(letters)), "ru")


def detect(lower: str) -> str:
    """Language that the letters of a lower-case name reveal; Russian when none does."""
    return language_told(telltales(lower))


class _System(NamedTuple):
    base: dict[str, str]
    languages: dict[str, dict[str, str]]
    initial: dict[str, dict[str, str]]
    """By language: values at the beginning of a word."""
    after_vowel: dict[str, dict[str, str]]
    """By language: values at the beginning of a word and after a vowel or a sign (ъ, ь)."""


_ICAO: Final = pairs(
    """
    а a  б b  в v  г g  д d  е e  ё e  ж zh  з z  и i  й i  к k  л l  м m  н n  о o  п p  р r  с s  т t  у u  ф f
    х kh  ц ts  ч ch  ш sh  щ shch  ъ ie  ы y  ь -  э e  ю iu  я ia
    і i  ї i  є ie  ґ g  ў u  ђ d  ј j  љ lj  њ nj  ћ c  џ dz  ѓ g  ќ k  ѕ dz  ѐ e  ѝ i  ѫ u  ѵ y  ѣ ie  ѳ f  ѧ ia
    ғ g  һ c  ә a  қ k  ң n  ө o  ұ u  ү u  ҳ h  ҷ j  ӣ i  ӯ u  җ zh  ӊ n  ҡ k  ҙ z  ҫ s  ӏ -  ҝ g  ҹ j  ӑ a  ӗ e  ӳ u
    """
)
_ICAO_LANGUAGES: Final = {
    "uk": pairs("г h  и y"),
    "be": pairs("г h  ё io"),
    "bg": pairs("щ sht  ь y"),
    "sr": pairs("ж z  х h  ц c  ч c  ш s"),
    "mk": pairs("х h  ц c  ќ kj  џ dj  ѓ gj"),
}

_NATIONAL: Final = _ICAO | pairs("ғ gh  һ h  қ q  ҳ h  ң n  ҷ j")
_CENTRAL_ASIA: Final = pairs("й y  ё yo  ю yu  я ya  х kh  ц ts  ъ -")
_NATIONAL_LANGUAGES: Final = {
    "uk": pairs("г h  и y  є ie  ї i  й i  ю iu  я ia  щ shch  ъ -"),
    "be": pairs("г h  ё io  і i  ў u  й i  ъ -"),
    "bg": pairs("щ sht  ь y  ъ a  х h  ю yu  я ya  й y  ж zh"),
    "sr": pairs("ж z  х h  ц c  ч c  ш s  ђ dj  ћ c  џ dz"),
    "mk": pairs("ж zh  х h  ц c  ќ kj  џ dj  ѓ gj  ч ch  ш sh  ѕ dz  љ lj  њ nj"),
    "kk": _CENTRAL_ASIA | pairs("ғ g  қ k  һ h  и i  у u  і i  ү u  ұ u  ө o  ә a  ң n"),
    "ky": _CENTRAL_ASIA | pairs("ж j  ө o  ү u  ң n"),
    "uz": _CENTRAL_ASIA | pairs("ж j  х x  ў o  қ q  ғ g  ҳ h"),
    "tg": _CENTRAL_ASIA | pairs("ж zh  ғ gh  қ q  ҳ h  ҷ j  ӣ i  ӯ u  й y"),
    "mn": _CENTRAL_ASIA | pairs("ж j  з z  й i  ө u  ү u  е ye  ы y"),
}

_NATIONAL_INITIALS: Final = {"uk": pairs("є ye  ї yi  й y  ю yu  я ya"), "be": pairs("е ye  ё yo  ю yu  я ya")}

_BGN: Final = _ICAO | pairs(
    """
    й y  ъ -  ю yu  я ya  ї yi  є ye  ў w  ѐ e  ѣ ye  ғ gh  қ q  ң ng  ұ u  һ h  ҳ h  ҷ j  ђ dj  џ dz
    """
)
_BGN_LANGUAGES: Final = {
    "uk": pairs("г h  и y"),
    "be": pairs("г h  ё yo  е ye"),
    "bg": pairs("щ sht  ь y  ъ a  х h"),
    "sr": _NATIONAL_LANGUAGES["sr"],
    "mk": _NATIONAL_LANGUAGES["mk"],
    "kk": pairs("ё yo"),
    "ky": pairs("ж j  ё yo"),
    "uz": pairs("ж j  ў o  ғ gh  ё yo"),
    "tg": pairs("ё yo"),
    "mn": pairs("ж j  ё yo  ү u  ө o"),
}

_ISO9: Final = _ICAO | pairs(
    """
    ж z  й j  х h  ц c  ч c  ш s  щ s  ъ -  ю u  я a  є e  љ l  њ n  џ d  ѕ z  ѣ e  ѧ e  ғ g  һ h  җ z  ҷ c  ҹ c
    """
)

_GERMAN: Final = _ICAO | pairs(
    """
    ж sch  з s  й i  х ch  ц z  ч tsch  ш sch  щ schtsch  ъ -  ю ju  я ja  в w  є je  ї ji  ў u  ё jo
    """
)
_FRENCH: Final = _ICAO | pairs("ж j  й i  ц ts  ч tch  ш ch  щ chtch  ъ -  ю iou  я ia  у ou  ё io  є ie  э e")
_POLISH: Final = _ICAO | pairs(
    """
    ж z  й j  х ch  ц c  ч cz  ш sz  щ szcz  ъ -  ю ju  я ja  в w  є je  ї ji  ў u  ё jo  л l
    """
)

SYSTEMS: Final[dict[str, _System]] = {
    "icao9303": _System(_ICAO, _ICAO_LANGUAGES, {"uk": pairs("є ye  ї yi  й y  ю yu  я ya")}, {}),
    "native": _System(
        _NATIONAL,
        _NATIONAL_LANGUAGES,
        _NATIONAL_INITIALS,
        {},
    ),
    "common": _System(
        _NATIONAL,
        _NATIONAL_LANGUAGES | {"ru": pairs("ю yu  я ya  й y  ё yo  ъ -")},
        _NATIONAL_INITIALS,
        {},
    ),
    "bgn_pcgn": _System(_BGN, _BGN_LANGUAGES, {}, {"ru": pairs("е ye  ё ye"), "kk": pairs("е ye")}),
    "iso9": _System(_ISO9, {}, {}, {}),
    "german": _System(_GERMAN, {"uk": pairs("г h  и y"), "be": pairs("г h")}, {}, {"ru": pairs("е je")}),
    "french": _System(_FRENCH, {"uk": pairs("г h  и y"), "be": pairs("г h")}, {}, {"ru": pairs("е ie")}),
    "polish": _System(_POLISH, {"uk": pairs("г h  и y"), "be": pairs("г h")}, {}, {"ru": pairs("е je  и i")}),
}

_VOWELS: Final = frozenset("аеёиоуыэюяіїєәөүұѣъь")


@lru_cache(maxsize=128)
def _merged(system: str, language: str) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    tables = SYSTEMS[system]
    return (
        tables.base | tables.languages.get(language, {}),
        tables.initial.get(language, {}),
        tables.after_vowel.get(language, {}),
    )


def pieces(lower: str, system: str = "native", language: str = "ru") -> list[str]:
    """The value of each letter of a lower-case word, in order; an unknown letter has an empty value."""
    table, initial, after_vowel = _merged(system, language)
    values = [table.get(letter, "") for letter in lower]
    if lower and lower[0] in initial:
        values[0] = initial[lower[0]]
    if after_vowel:
        for position, letter in enumerate(lower):
            if letter in after_vowel and (position == 0 or lower[position - 1] in _VOWELS):
                values[position] = after_vowel[letter]
    if system == "native" and language == "bg" and lower.endswith("ия"):
        values[-1] = "a"  # the Bulgarian Act: София is Sofia
    return values


_YO_AS_E: Final = re.compile("(?<=[жчшщ])ё")


def spell(lower: str) -> str:
    """Spelling of a cleaned token: passport practice, but Russian as most lists and older passports have it.

    Russian passports print IURII since 2013, lists and the press Yuriy: the latter is nearer to attested spellings.
    """
    return "".join(pieces(_YO_AS_E.sub("е", lower), "common", detect(lower)))
