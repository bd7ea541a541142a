"""Kana: modified Hepburn as Japanese passports print it (no long-vowel marks, m before b, m and p)."""

from __future__ import annotations

import re
from typing import Final

from screening.translit.rows import pairs

__all__ = ["spell", "to_katakana"]

_KANA: Final = pairs(
    """
ア a イ i ウ u エ e オ o カ ka キ ki ク ku ケ ke コ ko サ sa シ shi ス su セ se ソ so タ ta チ chi ツ tsu テ te ト to
ナ na ニ ni ヌ nu ネ ne ノ no ハ ha ヒ hi フ fu ヘ he ホ ho マ ma ミ mi ム mu メ me モ mo ヤ ya ユ yu ヨ yo
ラ ra リ ri ル ru レ re ロ ro ワ wa ヰ i ヱ e ヲ o ン n ガ ga ギ gi グ gu ゲ ge ゴ go ザ za ジ ji ズ zu ゼ ze ゾ zo
ダ da ヂ ji ヅ zu デ de ド do バ ba ビ bi ブ bu ベ be ボ bo パ pa ピ pi プ pu ペ pe ポ po ヴ vu ヷ va ヸ vi ヹ ve ヺ vo
ァ a ィ i ゥ u ェ e ォ o ャ ya ュ yu ョ yo ヮ wa ヵ ka ヶ ke
"""
)
_SMALL: Final = frozenset("ァィゥェォャュョヮ")
_PALATAL: Final = {"shi": "sh", "chi": "ch", "ji": "j"}
_LONG: Final = re.compile("o[ou](?![aiueo])|uu(?![aiueo])")


def to_katakana(token: str) -> str:
    """Hiragana as katakana; everything else as it was."""
    return "".join(chr(ord(char) + 0x60) if "ぁ" <= char <= "ゖ" else char for char in token)


def _syllables(token: str) -> list[str]:
    values: list[str] = []
    for char in to_katakana(token):
        if char == "ッ":
            values.append("Q")
        elif char == "ー":
            continue
        elif char in _SMALL and values and values[-1][-1:] in "aiueo" and values[-1] != "Q":
            values[-1] = _contracted(values[-1], _KANA[char])
        elif char in _KANA:
            values.append(_KANA[char])
    return values


def _contracted(syllable: str, small: str) -> str:
    """キ + ャ -> kya, シ + ャ -> sha, フ + ァ -> fa, テ + ィ -> ti, ウ + ィ -> wi."""
    if small[0] == "y":
        stem = _PALATAL.get(syllable)
        return stem + small[1] if stem else syllable[:-1] + small
    if syllable == "u":
        return "w" + small
    if syllable in ("ku", "gu") and small != "u":
        return syllable[:-1] + "w" + small[-1]
    return _PALATAL.get(syllable, syllable[:-1]) + small[-1]


def spell(token: str) -> str:
    """Spelling of a cleaned kana token: doubled consonants, n before vowels, long o and u shortened (Ōno is ONO)."""
    letters = ""
    syllables = _syllables(token)
    for position, value in enumerate(syllables):
        following = syllables[position + 1] if position + 1 < len(syllables) else ""
        if value == "Q":
            letters += "t" if following.startswith("ch") else following[:1].strip("Qaiueo")
        elif value == "n" and following[:1] in ("b", "m", "p"):
            letters += "m"
        else:
            letters += value
    return _LONG.sub(lambda match: match.group()[0], letters)
