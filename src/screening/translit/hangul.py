"""Hangul: Revised Romanization and McCune-Reischauer from the jamo, and the surname spellings that Koreans choose.

Korean passports print what the holder asked for; the great majority follow a handful of habits, which stand here as
tables (Ministry of Foreign Affairs passport statistics on surnames; North Korean passports: McCune-Reischauer without
marks).  Romanization of names is letter by letter within a syllable, with no sound change between syllables
(Revised Romanization 2000, rule 3-4).
"""

from __future__ import annotations

import re
from itertools import product
from typing import Final

from screening.translit.han import sino_korean

__all__ = ["COMPOUND_SURNAMES", "JOINT", "SURNAMES", "is_native", "mccune", "popular", "revised", "spell", "split"]

_FIRST, _COUNT = 0xAC00, 11172
_SYLLABLE: Final = re.compile("[가-힣]")

_INITIAL: Final = "g kk n d tt r m b pp s ss - j jj ch k t p h".replace("-", "_").split()
_VOWEL: Final = "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i".split()
_FINAL: Final = "_ k k k n n n t l k m l l l p l m p p t t ng t t k t p t".split()

_MC_INITIAL: Final = "k kk n t tt r m p pp s ss _ ch tch ch k t p h".split()
_MC_VOWEL: Final = "a ae ya yae o e yo ye o wa wae oe yo u wo we wi yu u ui i".split()
_VOICED: Final = {"k": "g", "t": "d", "p": "b", "ch": "j"}
_SONORANT: Final = frozenset(("", "n", "l", "m", "ng"))

#: Stands between the syllables of a Korean given name that is cut out of an unspaced one, and in no other word.
JOINT: Final = "\u2063"

COMPOUND_SURNAMES: Final = frozenset(
    "남궁 황보 제갈 사공 선우 서문 독고 동방 어금 망절 강전 소봉 장곡 무본 등정".split()
)

SURNAMES: Final[dict[str, tuple[str, ...]]] = {
    row.split()[0]: tuple(row.split()[1:])
    for row in """
김 kim gim
이 lee yi rhee i
리 ri lee yi
박 park pak bak
최 choi choe
정 jung chung jeong
강 kang gang
조 cho jo
윤 yoon yun
장 jang chang
임 lim im rim
림 rim lim
한 han
오 oh o
서 seo suh so
신 shin sin
권 kwon gwon
황 hwang
안 ahn an
송 song
류 ryu yoo
전 jeon chun jun
홍 hong
고 ko go koh
문 moon mun
양 yang
손 son sohn
배 bae pae
백 baek paik paek
허 heo huh hur ho
유 yoo yu
남 nam
심 shim sim
노 noh roh no
로 ro roh
하 ha
곽 kwak gwak
성 sung seong song
차 cha
주 joo ju chu
우 woo u
구 koo gu ku
라 ra
나 na ra
민 min
진 jin chin
지 ji chi
엄 um eom om
채 chae
원 won
천 cheon chun chon
방 bang pang
공 kong gong
현 hyun hyeon hyon
함 ham
변 byun byeon pyon
염 yeom yum ryom
렴 ryom
여 yeo yuh ryo
려 ryo
추 choo chu
도 do to
소 so
석 seok suk sok
선 sun seon son
설 seol sul sol
마 ma
길 gil kil
연 yeon yun
위 wi wee
표 pyo
명 myung myeong myong
기 ki gi
반 ban pan
왕 wang
금 keum geum kum
옥 ok
육 yook yuk
인 in
맹 maeng
제 je che
모 mo
탁 tak
국 kook guk kuk
어 eo uh o
은 eun un
편 pyeon pyun
용 yong
예 ye
봉 bong pong
경 kyung gyeong kyong
사 sa
부 boo bu pu
가 ga ka
복 bok pok
태 tae
목 mok
형 hyung hyeong hyong
피 pi
두 doo du tu
감 kam gam
음 eum um
빈 bin pin
동 dong tong
온 on
호 ho
범 bum beom pom
남궁 namgoong namgung
황보 hwangbo hwangpo
제갈 jegal chegal
사공 sagong
선우 sunwoo seonu sonu
서문 seomun somun
독고 dokgo tokko
""".strip().splitlines()
}
"""Surname to its spellings, most frequent first; South Korean habits before the North Korean one."""


def _jamo(syllable: str) -> tuple[int, int, int]:
    index = ord(syllable) - _FIRST
    return index // 588, index % 588 // 28, index % 28


def _clear(value: str) -> str:
    return "" if value == "_" else value


def revised(text: str) -> str:
    """Revised Romanization of each syllable by itself, but ㄹㄹ is ll; 김 gim, 영 yeong.  Other characters vanish."""
    return _romanized(text, silent="")


def _romanized(text: str, silent: str) -> str:
    letters: list[str] = []
    coda = ""
    for syllable in _SYLLABLE.findall(text):
        initial, vowel, final = _jamo(syllable)
        onset = _clear(_INITIAL[initial])
        if coda == "l" and onset == "r":
            onset = "l"
        coda = _clear(_FINAL[final])
        letters.append(onset + ("" if syllable in silent and onset else _VOWEL[vowel]) + coda)
    return "".join(letters)


# Syllables that no Sino-Korean name has: the vowel only helps to write a foreign consonant (프랭크 Frank).
_FOREIGN: Final = "그끄느드뜨르므브쁘스쓰즈쯔츠크트프"


def mccune(text: str) -> str:
    """McCune-Reischauer without its marks: stops are voiced between voiced sounds; 김정은 kimjongun."""
    letters: list[str] = []
    previous: str | None = None
    for syllable in _SYLLABLE.findall(text):
        initial, vowel, final = _jamo(syllable)
        onset = _clear(_MC_INITIAL[initial])
        aspirated = initial >= 14
        if previous is not None and previous in _SONORANT and not aspirated:
            onset = _VOICED.get(onset, onset)
        if onset == "s" and _MC_VOWEL[vowel] == "wi":
            onset = "sh"
        previous = _clear(_FINAL[final])
        letters.append(onset + _MC_VOWEL[vowel] + previous)
    return "".join(letters)


# Given-name spellings that passports show more often than the Revised ones (English reading habits).
_POPULAR_VOWEL: Final = {
    "eo": ("u", "eo"), "yeo": ("yu", "yeo"), "u": ("oo", "u"), "yu": ("yoo", "yu"), "eu": ("eu", "u"),
    "i": ("i", "ee"), "ui": ("ui", "eui"),
}  # fmt: skip
_POPULAR_INITIAL: Final = {"g": ("k", "g"), "s": ("s",), "r": ("r", "l"), "j": ("j", "ch")}


def popular(text: str, limit: int = 8) -> tuple[str, ...]:
    """Spellings of a given name by popular habit, likeliest first (영수 youngsoo, yungsoo ...)."""
    choices: list[list[str]] = []
    for syllable in _SYLLABLE.findall(text):
        initial, vowel, final = _jamo(syllable)
        onset, core, coda = _clear(_INITIAL[initial]), _VOWEL[vowel], _clear(_FINAL[final])
        cores: tuple[str, ...] = _POPULAR_VOWEL.get(core, (core,))
        if core == "yeo" and coda == "ng":
            cores = ("you", "yu") if not onset else ("yu", "yeo", "you")
        if core == "eo" and not coda:
            cores = ("eo", "u")
        if core == "u" and coda:
            cores = ("u", "oo") if coda != "n" else ("oo", "u")
        onsets = _POPULAR_INITIAL.get(onset, (onset,))
        choices.append([o + v + coda for o, v in product(onsets, cores)])
    return tuple("".join(parts) for parts, _ in zip(product(*choices), range(limit), strict=False)) if choices else ()


def split(token: str) -> tuple[str, ...]:
    """Surname and given name of an unspaced Korean name of three or four syllables; anything else unchanged.

    Two syllables are left alone: nearly always they are a given name.  Three are a whole name only if the last two are
    Sino-Korean readings, as nearly all given names are; otherwise it is likelier a foreign word (주디스, Judith).
    """
    if len(token) not in (3, 4) or len(_SYLLABLE.findall(token)) != len(token):
        return (token,)
    if token[:2] in COMPOUND_SURNAMES:
        return token[:2], token[2:]
    if token[0] in SURNAMES and len(token) == 3 and is_native(token[1:]):
        return token[0], token[1:]
    return (token,)


def is_native(text: str) -> bool:
    """Whether every syllable reads a Chinese character, as those of nearly all given names do."""
    return sino_korean().issuperset(text)


def spell(token: str) -> str:
    """Spelling of a cleaned token: a known surname as most passports print it, everything else Revised.

    Popular spellings (young, hyun, joon) fit attested pairs no better and are left to `popular`; leaving out the vowel
    of foreign consonants fits better.
    """
    surname = SURNAMES.get(token)
    if surname:
        return surname[0]
    parts = split(token)
    if len(parts) == 2:
        return spell(parts[0]) + revised(parts[1])
    return _romanized(token, silent=_FOREIGN)
