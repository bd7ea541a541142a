"""Japanese names in kanji: read from a dictionary, because their readings cannot be computed.

A name in no dictionary is read character by character, as other names read these characters.

A Han token says nothing of its language.  It is taken for Japanese here when it holds a character that only Japan uses,
or is, or can be cut into, known Japanese names and no Chinese surname begins it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from importlib import resources
from itertools import islice, product, zip_longest
from sys import intern
from typing import Final

from screening.translit import han, kana

__all__ = ["is_japanese", "kanji_name_readings", "spell", "spellings", "split"]

_KANJI_THEN_KANA: Final = re.compile("([\u3005\u3400-\u9fff]{1,4})([\u3041-\u30ff]+)")
_REPEATED: Final = re.compile("(.)\u3005")
_READ_AS_IT_IS: Final = re.compile("[a-z\u3041-\u30ff]")
_MOST_SPELLINGS: Final = 6
#: Readings of each character that are tried, by the number of characters in the name; longer ones have their first.
_READINGS_OF_EACH: Final = {1: 5, 2: 4, 3: 3, 4: 2}


@cache
def _names() -> dict[str, dict[str, tuple[str, ...]]]:
    """Kind -> name -> readings in hiragana, likeliest first.

    Kinds are ``s`` surname, ``g`` given name, ``e`` either; ``S`` and ``G`` are single characters within these.
    """
    names: dict[str, dict[str, tuple[str, ...]]] = {kind: {} for kind in "sgeSG"}
    with resources.files("screening.tables").joinpath("japanese_names.tsv").open(encoding="utf-8") as lines:
        for line in lines:  # one at a time: the text as a whole would leave its room behind
            if not line.startswith("#"):
                kind, readings, spellings = line.rstrip("\n").split("\t")
                names[kind].update(dict.fromkeys(spellings.split(" "), tuple(map(intern, readings.split(" ")))))
    return names


@cache
def _forms() -> dict[int, str]:
    """Characters of Chinese texts -> the form that is commoner in Japanese names: 树 in 村上春树 -> 樹."""
    used = Counter(char for kind in "sge" for name in _names()[kind] for char in name)
    forms = ((han.fold_variants(char), char) for char, _ in reversed(used.most_common()))
    return {ord(folded): char for folded, char in forms if used[char] > used[folded]}


@lru_cache(1 << 12)
def _known(token: str, kinds: str) -> tuple[str, ...]:
    """Readings of the name as the first of the kinds that knows it."""
    names = _names()
    forms = (token, token.translate(_forms()))
    return next((names[kind][form] for form in forms for kind in kinds if form in names[kind]), ())


def _in_turn(*lists: Sequence[str]) -> tuple[str, ...]:
    """The first of each list, then the second of each, and so on, without repetition."""
    return tuple(dict.fromkeys(item for items in zip_longest(*lists) for item in items if item is not None))


def kanji_name_readings(token: str) -> tuple[str, ...]:
    """Readings of a surname or given name in kanji, in hiragana, likeliest first; empty if it is in no dictionary.

    >>> kanji_name_readings("田中")
    ('たなか',)
    """
    return _in_turn(_known(token, "s"), _known(token, "g"), _known(token, "e"))


def split(token: str) -> tuple[str, ...]:
    """Surname and given name of an unspaced Japanese name; unchanged if neither is known.

    A cut between two known names is best, then one after a known surname, then one before a known given name; surnames
    of two characters are the rule, and those of one the exception.
    """
    if kana_given := _KANJI_THEN_KANA.fullmatch(token):
        return kana_given.groups()
    cuts = [cut for cut in (2, 3, 1) if 0 < len(token) - cut <= 3]
    for is_cut in (
        lambda cut: _known(token[:cut], "se") and _known(token[cut:], "ge"),
        lambda cut: cut > 1 and _known(token[:cut], "s"),
        lambda cut: cut > 1 and len(token) - cut > 1 and _known(token[cut:], "g"),
        lambda cut: _known(token[:cut], "s"),
    ):
        for cut in filter(is_cut, cuts):
            return token[:cut], token[cut:]
    return (token,)


def is_japanese(token: str) -> bool:
    """Whether a token of Han (and kana) is likelier a Japanese name than a Chinese one."""
    if _KANJI_THEN_KANA.fullmatch(token) or han.has_japanese_form(token):
        return True
    if len(token) > 1 and _known(token, "s"):
        return True
    if len(token) < 3 or len(han.split(token)) == 2:
        return False
    parts = split(token)
    return len(parts) == 2 and bool(_known(parts[0], "se") and _known(parts[1], "ge"))


def _ranked(choices: Iterable[Iterable[str]]) -> Iterator[tuple[str, ...]]:
    """Every way to choose one of each, those whose choices rank highest first."""
    ways = product(*map(enumerate, choices))
    return (tuple(item for _, item in way) for way in sorted(ways, key=lambda way: sum(rank for rank, _ in way)))


def _readings(part: str, kinds: str) -> Iterator[str]:
    """Latin spellings of a surname (``se``), a given name (``ge``) or either (``sge``), likeliest first."""
    if readings := _in_turn(*(_known(part, kind) for kind in kinds)):
        return map(kana.spell, readings)
    most = _READINGS_OF_EACH.get(len(part), 1)
    part = _REPEATED.sub(r"\1\1", part)
    return map(_joined, _ranked([_readings_of_character(char, kinds)[:most] for char in part]))


@lru_cache(1 << 14)
def _readings_of_character(char: str, kinds: str) -> tuple[str, ...]:
    """Hiragana, or plain letters where no name has the character; what is no Han is its own reading, or has none."""
    known = [_known(char, kind.upper()) for kind in kinds if kind != "e"]
    return _in_turn(*known[::-1]) or han.japanese_readings(char) or (char if _READ_AS_IT_IS.fullmatch(char) else "",)


def _joined(readings: Sequence[str]) -> str:
    """The spelling of readings one after the other; a long vowel may begin in one and end in the next."""
    if any(reading.isascii() for reading in readings):
        return "".join(reading if reading.isascii() else kana.spell(reading) for reading in readings)
    return kana.spell("".join(readings))


def _parts(token: str) -> tuple[tuple[str, str], ...]:
    """The names in a token, each with the kinds that it may be of."""
    parts = (token,) if kanji_name_readings(token) else split(token)
    return tuple(zip(parts, ("sge",) if len(parts) == 1 else ("se", "ge"), strict=True))


def spellings(token: str) -> tuple[str, ...]:
    """Hepburn of a kanji name by its likeliest readings, likeliest first: of a surname, a given name, or of both."""
    readings = [dict.fromkeys(islice(_readings(part, kinds), _MOST_SPELLINGS)) for part, kinds in _parts(token)]
    return tuple(islice(dict.fromkeys(map("".join, _ranked(readings))), _MOST_SPELLINGS))


@lru_cache(1 << 12)
def spell(token: str) -> str:
    """Hepburn of a token that `is_japanese`, by its likeliest reading."""
    return "".join(next(_readings(part, kinds), "") for part, kinds in _parts(token))
