"""The other systems in which the same name is met on lists and documents.

A system writes a name token by token; which systems come into question is told by all tokens together (`tells`).  So a
word can be written once and for all, which is what many names at once do (`screening.bulk`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Final, NamedTuple

from screening.text import Script, clean, script_of
from screening.translit import abjad, cyrillic, greek, han, hangul, icao, japanese, latin
from screening.translit.spell import segment, spelling

__all__ = ["SYSTEMS", "System", "Variant", "name_variants", "parts", "systems", "tells", "written"]


SYSTEMS: Final = (
    *("spelling", *latin.EXPANSIONS),
    *("icao9303", "bgn_pcgn", "iso9", "german", "french", "polish", "russian"),
    *("attested", "letters", "phonetic", "iso843"),
    *("revised", "mccune_reischauer", "popular", "surname"),
    *("pinyin", "wade_giles", "cantonese", "southern_min", "korean", "japanese"),
)
"""Names of systems; ``icao9303`` is one of several scripts, ``german`` of Cyrillic and of German letters."""


class Variant(NamedTuple):
    """One Latin form of a name.

    Attributes:
        text: Lower-case a-z and single spaces.
        system: The system that writes it so, e.g. ``icao9303``, ``german``, ``wade_giles``.
    """

    text: str
    system: str


class System(NamedTuple):
    """One way to write a name.

    Attributes:
        name: What `Variant.system` says, out of `SYSTEMS`; several ways can have one name.
        write: A token, and whether it is the first of its name, to letters; nothing where it is not read aloud, and
            None where this system can't write it, nor therefore the name.
        by_place: Whether it makes a difference to be the first.
    """

    name: str
    write: Callable[[str, bool], str | None]
    by_place: bool = False


def name_variants(text: str, limit: int = 8) -> list[Variant]:
    """Latin forms of a name by the systems that its script is written in, likeliest first, without repetition.

    Args:
        text: A name in any script.
        limit: Most forms to give.

    Returns:
        At least the plain spelling, unless nothing in the text is read aloud.
    """
    tokens = clean(text).text.split()
    pieces = parts(tokens)
    seen: dict[str, str] = {}
    for system in systems(tells(tokens)):
        if len(seen) >= limit:
            break
        form = written(system, pieces, opens=True)
        if form:
            seen.setdefault(form, system.name)
    return [Variant(form, system) for form, system in seen.items()]


def parts(tokens: Sequence[str]) -> list[str]:
    """Cleaned tokens, unspaced East Asian names in their parts."""
    return [part for token in tokens for part in segment(token)]


def written(system: System, pieces: Sequence[str], *, opens: bool) -> str | None:
    """Parts of a name by a system, joined by spaces; None if it can't write one of them.

    Args:
        system: The system.
        pieces: Out of `parts`.
        opens: Whether the name begins with them.
    """
    letters = []
    for place, piece in enumerate(pieces):
        one = system.write(piece, opens and place == 0)
        if one is None:
            return None
        if one:
            letters.append(one)
    return " ".join(letters)


# --- what the tokens of a name tell ------------------------------------------------------------------------------

_SCRIPTS: Final = (Script.LATIN, Script.CYRILLIC, Script.ARABIC, Script.GREEK, Script.HANGUL, Script.HAN)
_SCRIPT_BITS: Final = {script: 1 << bit for bit, script in enumerate(_SCRIPTS)}
_JAPANESE: Final = 1 << len(_SCRIPTS)
_EXPANSION_BITS: Final = {system: 2 * _JAPANESE << bit for bit, system in enumerate(latin.EXPANSIONS)}
_CYRILLIC_SHIFT: Final = len(_SCRIPTS) + 1 + len(latin.EXPANSIONS)
_MAYBE_JAPANESE: Final = re.compile("[\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def tells(tokens: Sequence[str]) -> int:
    """What tokens tell of the systems that write their name, as bits: those of all tokens are the bits of each."""
    bits = 0
    for token in tokens:
        bits |= _SCRIPT_BITS.get(script_of(token), 0)
        if token.isascii():
            continue
        bits |= cyrillic.telltales(token) << _CYRILLIC_SHIFT
        for system in latin.expanding(token):
            bits |= _EXPANSION_BITS[system]
        if _MAYBE_JAPANESE.search(token) and japanese.is_japanese(token):
            bits |= _JAPANESE
    return bits


def systems(bits: int) -> tuple[System, ...]:
    """The systems that write names that `tells` this, likeliest first."""
    scripts = bits & (_JAPANESE - 1)
    # Only what makes a difference, so that names that are written alike share what is remembered.
    relevant = scripts
    if bits & _SCRIPT_BITS[Script.HAN]:
        relevant |= bits & _JAPANESE
    if bits & _SCRIPT_BITS[Script.LATIN]:
        relevant |= bits & sum(_EXPANSION_BITS.values())
    has_cyrillic = bits & _SCRIPT_BITS[Script.CYRILLIC]
    return _systems(relevant, cyrillic.language_told(bits >> _CYRILLIC_SHIFT) if has_cyrillic else "")


@lru_cache(maxsize=1024)
def _systems(bits: int, language: str) -> tuple[System, ...]:
    scripts = {script for script, bit in _SCRIPT_BITS.items() if bits & bit}
    found = []
    if bits & _JAPANESE:
        found += _KANJI
    found.append(System("spelling", lambda token, _: spelling(token)))
    found += [System(name, partial(_expanded, name)) for name, bit in _EXPANSION_BITS.items() if bits & bit]
    if language:
        for name in ("icao9303", "bgn_pcgn", "iso9", "german", "french", "polish"):
            found.append(_of(Script.CYRILLIC, name, partial(_cyrillic, system=name, language=language)))
        if language not in ("ru", "uk"):
            found.append(_of(Script.CYRILLIC, "russian", partial(_cyrillic, system="icao9303", language="ru")))
    if Script.ARABIC in scripts:
        found += _ARABIC
    if Script.GREEK in scripts:
        found += _GREEK
    if Script.HANGUL in scripts:
        found += _KOREAN
    if Script.HAN in scripts:
        found += _HAN
        if not bits & _JAPANESE:
            found += _KANJI
    return tuple(found)


# --- the systems -------------------------------------------------------------------------------------------------


def _of(script: Script, name: str, write: Callable[[str], str]) -> System:
    """A system for the tokens of a script; all others are written by their spelling."""
    return System(name, lambda token, _: (write(token) if script_of(token) is script else spelling(token)) or None)


def _expanded(system: str, token: str, _: bool) -> str:  # noqa: FBT001 - as `System.write` has it
    return spelling(token.translate(latin.expansion(system)))


def _cyrillic(token: str, system: str, language: str) -> str:
    return "".join(cyrillic.pieces(token, system, language))


def _greek(token: str, system: str) -> str:
    return "".join(greek.pieces(token, system))


_GREEK: Final = [_of(Script.GREEK, name, partial(_greek, system=name)) for name in ("phonetic", "iso843")]


def _attested(token: str, rank: int) -> str:
    spellings = abjad.attested(token)
    return spellings[min(rank, len(spellings) - 1)] if spellings else spelling(token)


# Attested spellings, the most frequent of all words together first; then the machine-readable zone's form.
_ARABIC: Final = [
    *(_of(Script.ARABIC, "attested", partial(_attested, rank=rank)) for rank in range(1, 4)),
    _of(Script.ARABIC, "letters", abjad.transliterate_arabic),
    _of(Script.ARABIC, "icao9303", lambda token: icao.arabic(token).lower()),
]


def _kanji_reading(token: str, rank: int) -> str:
    readings = japanese.kanji_name_readings(token)
    return spelling(readings[min(rank, len(readings) - 1)]) if readings else ""


# Up to three readings of each part, the likeliest of all parts together first.
_KANJI: Final = [_of(Script.HAN, "japanese", partial(_kanji_reading, rank=rank)) for rank in range(3)]


def _surname(token: str, rank: int) -> str | None:
    surnames = hangul.SURNAMES.get(token, ()) or (spelling(token),)
    return surnames[rank] if rank < len(surnames) else None


def _popular(token: str, first: bool, *, surname: int, rank: int) -> str | None:  # noqa: FBT001
    if first:
        return _surname(token, surname)
    forms = hangul.popular(token, 4) if script_of(token) is Script.HANGUL else (spelling(token),)
    return forms[min(rank, len(forms) - 1)] if forms else ""


def _under_surname(token: str, first: bool, *, surname: int) -> str | None:  # noqa: FBT001
    return _surname(token, surname) if first else hangul.revised(token) or spelling(token)


# Revised and McCune-Reischauer throughout; then popular given names under each usual spelling of the surname.
_KOREAN: Final = [
    _of(Script.HANGUL, "revised", hangul.revised),
    _of(Script.HANGUL, "mccune_reischauer", hangul.mccune),
    *(
        System("popular", partial(_popular, surname=surname, rank=rank), by_place=True)
        for rank in range(4)
        for surname in range(2)
    ),
    *(
        System("surname", partial(_under_surname, surname=surname), by_place=True)
        for surname in range(2, max(map(len, hangul.SURNAMES.values())))
    ),
]

_HAN: Final = [
    _of(Script.HAN, "pinyin", han.pinyin),
    _of(Script.HAN, "wade_giles", han.wade_giles_name),
    _of(Script.HAN, "cantonese", han.cantonese),
    _of(Script.HAN, "southern_min", han.southern_min),
    _of(Script.HAN, "korean", lambda token: hangul.spell(han.korean_reading(token))),
]
