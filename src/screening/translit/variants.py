"""The other systems in which the same name is met on lists and documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final, NamedTuple

from screening.text import Script, clean, script_of
from screening.translit import abjad, cyrillic, greek, han, hangul, icao, japanese, latin
from screening.translit.spell import segment, spelling

__all__ = ["Variant", "name_variants"]


class Variant(NamedTuple):
    """One Latin form of a name.

    Attributes:
        text: Lower-case a-z and single spaces.
        system: The system that writes it so, e.g. ``icao9303``, ``german``, ``wade_giles``.
    """

    text: str
    system: str


def name_variants(text: str, limit: int = 8) -> list[Variant]:
    """Latin forms of a name by the systems that its script is written in, likeliest first, without repetition.

    Args:
        text: A name in any script.
        limit: Most forms to give.

    Returns:
        At least the plain spelling, unless nothing in the text is read aloud.
    """
    name = clean(text).text
    tokens = name.split()
    seen: dict[str, str] = {}
    for system, form in _forms(name, tokens):
        if form and form not in seen:
            seen[form] = system
        if len(seen) >= limit:
            break
    return [Variant(form, system) for form, system in seen.items()][: max(limit, 0)]


def _forms(name: str, tokens: list[str]) -> Iterator[tuple[str, str]]:
    scripts = {script_of(token) for token in tokens}
    if Script.HANGUL in scripts or Script.HAN in scripts:
        tokens = [part for token in tokens for part in segment(token)]
    is_japanese = Script.HAN in scripts and any(map(japanese.is_japanese, name.split()))
    if is_japanese:
        yield from _kanji(tokens)
    yield "spelling", _joined(tokens, spelling)
    if Script.LATIN in scripts:
        for system, form in latin.expansions(name):
            yield system, _joined(form.split(), spelling)
    if Script.CYRILLIC in scripts:
        language = cyrillic.detect(name)
        for system in ("icao9303", "bgn_pcgn", "iso9", "german", "french", "polish"):
            yield system, _written(tokens, Script.CYRILLIC, partial(_cyrillic, system=system, language=language))
        if language not in ("ru", "uk"):
            yield "russian", _written(tokens, Script.CYRILLIC, partial(_cyrillic, system="icao9303", language="ru"))
    if Script.ARABIC in scripts:
        yield from _arabic(tokens)
    if Script.GREEK in scripts:
        for system in ("phonetic", "iso843"):
            yield system, _written(tokens, Script.GREEK, partial(_greek, system=system))
    if Script.HANGUL in scripts:
        yield from _korean(tokens)
    if Script.HAN in scripts:
        for system, write in _HAN_SYSTEMS.items():
            yield system, _written(tokens, Script.HAN, write)
        if not is_japanese:
            yield from _kanji(tokens)


def _joined(tokens: list[str], write: Callable[[str], str]) -> str:
    return " ".join(part for part in map(write, tokens) if part)


def _written(tokens: list[str], script: Script, write: Callable[[str], str]) -> str:
    """Tokens of the script by a system, all others by their spelling; empty if the system cannot write one."""
    parts = [write(token) if script_of(token) is script else spelling(token) for token in tokens]
    return " ".join(parts) if all(parts) else ""


def _cyrillic(token: str, system: str, language: str) -> str:
    return "".join(cyrillic.pieces(token, system, language))


def _greek(token: str, system: str) -> str:
    return "".join(greek.pieces(token, system))


def _arabic(tokens: list[str]) -> Iterator[tuple[str, str]]:
    """Attested spellings, the most frequent of all words together first; then the machine-readable zone's form."""
    for rank in range(1, 4):
        yield "attested", _written(tokens, Script.ARABIC, partial(_attested, rank=rank))
    yield "letters", _written(tokens, Script.ARABIC, abjad.transliterate_arabic)
    yield "icao9303", _written(tokens, Script.ARABIC, lambda token: icao.arabic(token).lower())


def _attested(token: str, rank: int) -> str:
    spellings = abjad.attested(token)
    return spellings[min(rank, len(spellings) - 1)] if spellings else spelling(token)


def _kanji(tokens: list[str]) -> Iterator[tuple[str, str]]:
    """Up to three readings of each part, the likeliest of all parts together first."""
    for rank in range(3):
        yield "japanese", _written(tokens, Script.HAN, partial(_kanji_reading, rank=rank))


def _kanji_reading(token: str, rank: int) -> str:
    readings = japanese.kanji_name_readings(token)
    return spelling(readings[min(rank, len(readings) - 1)]) if readings else ""


def _korean(tokens: list[str]) -> Iterator[tuple[str, str]]:
    """Revised and McCune-Reischauer throughout; then popular given names under each usual spelling of the surname."""
    yield "revised", _written(tokens, Script.HANGUL, hangul.revised)
    yield "mccune_reischauer", _written(tokens, Script.HANGUL, hangul.mccune)
    surnames = hangul.SURNAMES.get(tokens[0], ()) or (spelling(tokens[0]),)
    given = [
        hangul.popular(token, 4) if script_of(token) is Script.HANGUL else (spelling(token),) for token in tokens[1:]
    ]
    for rank in range(4):
        for surname in surnames[:2]:
            parts = [surname, *(forms[min(rank, len(forms) - 1)] for forms in given if forms)]
            yield "popular", " ".join(part for part in parts if part)
    for surname in surnames[2:]:
        yield "surname", " ".join([surname, *(hangul.revised(token) or spelling(token) for token in tokens[1:])])


_HAN_SYSTEMS: Final[dict[str, Callable[[str], str]]] = {
    "pinyin": han.pinyin,
    "wade_giles": han.wade_giles_name,
    "cantonese": han.cantonese,
    "southern_min": han.southern_min,
    "korean": lambda token: hangul.spell(han.korean_reading(token)),
}
