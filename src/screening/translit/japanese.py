"""Japanese names in kanji: read from a dictionary, because their readings cannot be computed.

A Han token says nothing of its language.  It is taken for Japanese here when it holds a character that only Japan uses,
or is, or can be cut into, known Japanese names and no Chinese surname begins it.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from importlib import resources
from typing import Final

from screening.translit import han, kana

__all__ = ["is_japanese", "kanji_name_readings", "spell", "split"]

_KANJI_THEN_KANA: Final = re.compile("([\u3005\u3400-\u9fff]{1,4})([\u3041-\u30ff]+)")


@cache
def _names() -> dict[str, dict[str, tuple[str, ...]]]:
    """Kind (``s`` surname, ``g`` given name, ``e`` either) -> name -> readings in hiragana, likeliest first."""
    names: dict[str, dict[str, tuple[str, ...]]] = {"s": {}, "g": {}, "e": {}}
    text = resources.files("screening.tables").joinpath("japanese_names.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            kind, readings, spellings = line.split("\t")
            names[kind].update(dict.fromkeys(spellings.split(" "), tuple(readings.split(" "))))
    return names


@cache
def _forms() -> dict[int, str]:
    """Characters of Chinese texts -> the form that is commoner in Japanese names: 树 in 村上春树 -> 樹."""
    used = Counter(char for names in _names().values() for name in names for char in name)
    forms = ((han.fold_variants(char), char) for char, _ in reversed(used.most_common()))
    return {ord(folded): char for folded, char in forms if used[char] > used[folded]}


def _known(token: str, kinds: str) -> tuple[str, ...]:
    names = _names()
    forms = (token, token.translate(_forms()))
    return next((names[kind][form] for form in forms for kind in kinds if form in names[kind]), ())


def kanji_name_readings(token: str) -> tuple[str, ...]:
    """Readings of a surname or given name in kanji, in hiragana, likeliest first; empty if it is in no dictionary.

    >>> kanji_name_readings("田中")
    ('たなか',)
    """
    return tuple(dict.fromkeys(_known(token, "s") + _known(token, "g") + _known(token, "e")))


def split(token: str) -> tuple[str, ...]:
    """Surname and given name of an unspaced Japanese name; unchanged if no known surname begins it.

    A cut between two known names is better than one after a known surname; surnames of two characters are the rule.
    """
    if kana_given := _KANJI_THEN_KANA.fullmatch(token):
        return kana_given.groups()
    cuts = [cut for cut in (2, 3, 1) if 0 < len(token) - cut <= 3]
    for cut in cuts:
        if _known(token[:cut], "se") and _known(token[cut:], "ge"):
            return token[:cut], token[cut:]
    for cut in cuts:
        if _known(token[:cut], "s"):
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


def _read(part: str) -> str:
    """A name by its likeliest reading; character by character, native readings first, if it is not known."""
    readings = kanji_name_readings(part)
    if readings:
        return kana.spell(readings[0])
    return "".join((han.japanese_readings(char) or ("",))[0] for char in part) if part > "\u3100" else kana.spell(part)


def spell(token: str) -> str:
    """Hepburn of a token that `is_japanese`."""
    parts = (token,) if kanji_name_readings(token) else split(token)
    return "".join(map(_read, parts))
