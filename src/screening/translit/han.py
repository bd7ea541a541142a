"""Han: readings of single characters (Unihan), of surnames, and the systems in which Chinese names are written.

`han_readings` gives pinyin without tones, most common first.  Many surnames have a reading of their own, which
`han_surname_reading` knows from a table written by hand.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from sys import intern
from typing import Final, NamedTuple

from screening.translit.rows import pairs

__all__ = [
    "cantonese",
    "fold_variants",
    "han_readings",
    "han_surname_reading",
    "has_japanese_form",
    "japanese_readings",
    "korean_reading",
    "pinyin",
    "sino_korean",
    "southern_min",
    "spell",
    "split",
    "wade_giles",
    "wade_giles_name",
]


_REPEAT: Final = "々"
_ROUNDED: Final = ("lyu", "nyu")


@cache
def _table(name: str) -> dict[str, tuple[str, ...]]:
    """Character -> readings; one tuple is shared by all characters that read alike, one text by all tables."""
    table: dict[str, tuple[str, ...]] = {}
    with resources.files("screening.tables").joinpath(f"han_{name}.tsv").open(encoding="utf-8") as lines:
        for line in lines:  # one at a time: the text as a whole would leave its room behind
            if not line.startswith("#"):
                readings, _, chars = line.rstrip("\n").partition("\t")
                table.update(dict.fromkeys(map(intern, chars), tuple(map(intern, readings.split()))))
    return table


class _Surname(NamedTuple):
    pinyin: str
    southern_min: str
    is_cut: bool
    """Whether an unspaced name that begins so is cut after it."""


@cache
def _surnames() -> dict[str, _Surname]:
    """Surname, in each of its forms, to how it is read."""
    text = resources.files("screening.tables").joinpath("han_surnames.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    return {
        form: _Surname(pinyin, southern_min, cut == "y")
        for forms, pinyin, southern_min, cut in rows[1:]
        for form in forms.split(" ")
    }


def han_readings(char: str) -> tuple[str, ...]:
    """Pinyin of one character without tones (ü after l and n is ``yu``), most common first; empty if unknown."""
    return _table("mandarin").get(char, ())


def _reading(char: str) -> str:
    """The most common reading of a character, or nothing."""
    return (han_readings(char) or ("",))[0]


def han_surname_reading(surname: str) -> str:
    """Pinyin of a surname of one or more characters, with the readings that only surnames have; empty if unknown."""
    known = _surnames().get(surname)
    return known.pinyin if known else "".join(map(_reading, surname))


def fold_variants(text: str) -> str:
    """Traditional, old and new Japanese forms to one form (髙 高, 澤 沢 泽), character by character."""
    return text.translate(_variants())


@cache
def _variants() -> dict[int, str]:
    return {ord(char): target[0] for char, target in _table("variants").items()}


def split(token: str) -> tuple[str, ...]:
    """Surname and given name of an unspaced Chinese name of two to four characters; anything else unchanged."""
    surnames = _surnames()
    for length in (4, 2, 1):
        known = surnames.get(token[:length])
        if known and known.is_cut and 0 < len(token) - length <= 2:
            return token[:length], token[length:]
    return (token,)


def _syllables(token: str) -> list[str]:
    """Pinyin of a name: the surname as one item, read as surnames are, then syllable by syllable."""
    surname, given = "", token
    if len(parts := split(token)) == 2:
        surname, given = parts
    elif len(token) == 1 or token in _surnames():
        surname, given = token, ""
    if _REPEAT in given:
        given = re.sub(f"(.){_REPEAT}", r"\1\1", given)
    return [han_surname_reading(surname), *map(_reading, given)] if surname else [*map(_reading, given)]


def pinyin(token: str) -> str:
    """Pinyin of a cleaned token as a Chinese passport prints it (LYU for 吕)."""
    return "".join(_syllables(token))


def spell(token: str) -> str:
    """Pinyin with the plain u of most lists (Lu for 吕; passports since 2012 print LYU)."""
    return "".join(part[0] + part[2:] if part.startswith(_ROUNDED) else part for part in _syllables(token))


# --- other systems -----------------------------------------------------------------------------------------------

_PINYIN: Final = re.compile("^(zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?([a-z]+)$")
_WG_INITIAL: Final = pairs(
    """
    b p  d t  g k  zh ch  j ch  q ch  x hs  z ts  c ts  r j
    """
)
_WG_WHOLE: Final = pairs(
    """
    zhi chih  chi chih  shi shih  ri jih  zi tzu  ci tzu  si ssu  er erh  yi i  you yu  yan yen  ye yeh  yong yung
    ge ko  ke ko  he ho  e o  gui kuei  kui kuei  lyu lu  nyu nu  lyue lueh  nyue nueh  duo to  tuo to  luo lo
    nuo no  zuo tso  cuo tso  suo so  zhuo cho  chuo cho  ruo jo
    """
)
_WG_FINAL: Final = pairs(
    """
    ong ung  ian ien  ie ieh  ue ueh  iong iung  ui ui  iu iu
    """
)


def wade_giles(syllable: str) -> str:
    """A pinyin syllable in Wade-Giles without apostrophes and diacritics (zhang chang, xiao hsiao)."""
    whole = _WG_WHOLE.get(syllable)
    if whole:
        return whole
    match = _PINYIN.match(syllable)
    if match is None:
        return syllable
    initial, final = match.group(1) or "", match.group(2)
    return _WG_INITIAL.get(initial, initial) + _WG_FINAL.get(final, final)


def wade_giles_name(token: str) -> str:
    """A token in Wade-Giles, syllable by syllable; empty if it cannot be read."""
    syllables = [_reading(char) for char in token] if len(token) > 1 else _syllables(token)
    return "".join(map(wade_giles, syllables))


def southern_min(token: str) -> str:
    """A surname as Hokkien, Teochew and Hakka families spell it; empty for other tokens, which no rule spells."""
    known = _surnames().get(token)
    return known.southern_min if known else ""


# Jyutping to the spelling of Hong Kong identity cards (Government Cantonese Romanisation habits).
_CANTONESE_INITIAL: Final = pairs(
    """
    z ch  c ch  j y  g k  d t  b p  gw kw
    """
)
_CANTONESE_FINAL: Final = pairs(
    """
    aa a  aai ai  aau au  aam am  aan an  aang ang  aap ap  aat at  aak ak  au au  ai ai  am am  an an  ang ang
    oe eu  oeng eung  oek euk  eoi ui  eon un  eot ut  yu u  yun uen  yut uet  u u  ou o  o o  ik ik  eng eng  iu
    iu  i i  ung ung  uk uk
    """
)
_CANTONESE_WHOLE: Final = pairs(
    """
    jyu yu  jyun yuen  jyut yuet  wu wu  ng ng  m ng  lei lee  wong wong  zoeng cheung  coeng cheung  hoeng heung
    ze tse  zi tsz  ci chi  si sze  jau yau  dang tang  gwok kwok  ho ho  gou ko  siu siu  zau chau  ceoi tsui
    zeoi tsui  zoi choi  coi choi  zung chung  sit sit  cin chin  zin tsin  zeon tsun  ceon tsun  zik tsik  zing
    ching  jiu yiu  liu liu  ngai ngai  fung fung  hung hung  fu fu
    """
)
_JYUTPING: Final = re.compile("^(ng|gw|kw|[bpmfdtnlgkhzcsjw])?([a-z]+)$")


def _hong_kong(jyutping: str) -> str:
    whole = _CANTONESE_WHOLE.get(jyutping)
    if whole:
        return whole
    match = _JYUTPING.match(jyutping)
    if match is None:
        return jyutping
    initial, final = match.group(1) or "", match.group(2)
    return _CANTONESE_INITIAL.get(initial, initial) + _CANTONESE_FINAL.get(final, final)


def cantonese(token: str) -> str:
    """Cantonese reading as Hong Kong documents spell it; empty if a character has none."""
    table = _table("cantonese")
    if any(char not in table for char in token):
        return ""
    return "".join(_hong_kong(table[char][0]) for char in token)


def korean_reading(token: str) -> str:
    """The token in Hangul by Sino-Korean readings; empty if a character has none."""
    table = _table("korean")
    if any(char not in table for char in token):
        return ""
    # The second reading is the one at the beginning of a word (李 is 리, and 이 as a surname).
    return table[token[0]][-1] + "".join(table[char][0] for char in token[1:]) if token else ""


@cache
def sino_korean() -> frozenset[str]:
    """Hangul syllables that are the reading of some character."""
    return frozenset(reading for readings in _table("korean").values() for reading in readings)


def japanese_readings(char: str) -> tuple[str, ...]:
    """Native readings of one character before Sino-Japanese ones, in plain letters; empty if unknown."""
    return _table("japanese_kun").get(char, ()) + _table("japanese_on").get(char, ())


# Characters that only Japanese names use: made in Japan, or simplified there alone.
_ONLY_JAPANESE: Final = frozenset(
    "々辻畑畠込峠榊匂凪枠栃樫笹雫蛯鴫鰐麿椛杢俣圷垰笂辷遖颪働喰塀粂糀綛裃襷躾鑓鞆鯏鯱鯰鰯鱈鵤"
    "沢浜広辺桜斎斉竜亀恵徳塩栄円応楽気県剣権厳黒実渋浄瀬聡増蔵対滝択伝転稲姫豊穂歩薬頼齢霊総穏検験続絵騒読砕"
)


def has_japanese_form(token: str) -> bool:
    """Whether a Han token holds a character that only Japanese names use."""
    return any(char in _ONLY_JAPANESE for char in token)
