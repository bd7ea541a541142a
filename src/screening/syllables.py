"""Scripts that are read by syllables: their letters become phoneme symbols by small machines, not by a table alone.

Each reader takes a token of its script and returns symbols of `screening.phonemes.SYMBOLS` as text.  A reader skips
what it does not know and never raises.  The machines are deliberately simpler than a grammar: a vowel that is inserted
or lost costs little in the distance that the symbols are made for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import Final, NamedTuple

from screening.tables import phoneme_letters as letters
from screening.text import Script
from screening.translit import han_readings

__all__ = ["READERS"]


class _Sign(NamedTuple):
    kind: str
    """``consonant`` (carries the inherent vowel), ``sign`` (replaces it), ``virama`` (removes it), ``medial`` (leaves
    it for what follows), ``vowel`` or ``other`` (stand alone)."""
    symbols: str


def _signs(source: str) -> dict[str, _Sign]:
    words = source.split()
    return {
        letter: _Sign(kind, "" if symbols == "-" else symbols)
        for letter, kind, symbols in zip(words[::3], words[1::3], words[2::3], strict=True)
    }


# --- Brahmic scripts -------------------------------------------------------------------------------------------------

_INHERENT: Final = "@"
_ANUSVARA: Final = "~"
_NUKTA: Final = "\u093c\u09bc\u0a3c\u0abc\u0b3c\u0cbc"

_VOWELS: Final = "aeiou@"
# On the reversed text, so that the last of two neighbouring vowels goes first (m@n@moh@n -> manmohan).
_MEDIAL_SCHWA: Final = re.compile(f"([{_VOWELS}][^{_VOWELS}])@(?=[^{_VOWELS}][{_VOWELS}])")
_ANUSVARA_LABIAL: Final = re.compile("~(?=[pbfmv])")


def _brahmic(
    token: str, *, table: Mapping[str, _Sign], final: bool, medial: bool = True, inherent: str = "a", end: str = "n"
) -> str:
    """Symbols of a token in a script whose consonants carry a vowel.

    Args:
        token: The token, consonants with nukta decomposed (as NFC leaves them).
        table: Sign of each letter, or of a letter with nukta.
        final: Whether the inherent vowel is spoken at the end of a word.
        medial: Whether it is spoken between two consonants of an open syllable.
        inherent: The inherent vowel.
        end: What an anusvara is at the end of a word.
    """
    spoken: list[str] = []
    pending = ""
    for position, char in enumerate(token):
        sign = table.get(token[position : position + 2]) or table.get(char)
        if sign is None:
            continue
        if sign.kind == "consonant":
            spoken += (pending, sign.symbols)
            pending = _INHERENT
        elif sign.kind == "medial":
            spoken.append(sign.symbols)
        elif sign.kind in ("sign", "virama"):
            spoken.append(sign.symbols)
            pending = ""
        else:
            spoken += (pending, sign.symbols)
            pending = ""
    if final:
        spoken.append(pending)
    text = "".join(spoken)
    if not medial and _INHERENT in text:
        text = _MEDIAL_SCHWA.sub(r"\1", text[::-1])[::-1]
    if _ANUSVARA in text:
        text = _ANUSVARA_LABIAL.sub("m", text)
        text = (text[:-1] + end if text.endswith(_ANUSVARA) else text).replace(_ANUSVARA, "n")
    return text.replace(_INHERENT, inherent)


def _indic_table() -> dict[str, _Sign]:
    table: dict[str, _Sign] = {}
    for block in range(0x0900, 0x0D80, 0x80):
        for kind, source in letters.INDIC.items():
            singular = kind.removesuffix("s")
            table |= {chr(block + int(offset, 16)): _Sign(singular, s) for offset, s in letters.pairs(source).items()}
    table |= _signs(letters.INDIC_EXTRA)
    # A letter with a dot of its own is always decomposed in cleaned text (composition exclusions of Unicode).
    return {unicodedata.normalize("NFC", letter): sign for letter, sign in table.items()}


_INDIC: Final = _indic_table()


def _bengali(token: str) -> str:
    token = token.replace("\u09cd\u09af", "\u09cd\u09af\u09bc")  # ya below another letter is y, not j
    return _brahmic(token, table=_INDIC, final=False, medial=False)


# Tamil writes one letter for the voiced and the voiceless stop; r does not begin a word.
_TAMIL_VOICED: Final = re.compile("(?<=[aeiou])k(?=[aeiou])|(?<=n)[kt]|(?<=m)p")
_TAMIL_VOICE: Final = {"k": "g", "t": "d", "p": "b"}
_TAMIL_INITIAL: Final = re.compile("^i(?=r[aeiou])")


def _tamil(token: str) -> str:
    symbols = _TAMIL_INITIAL.sub("", _brahmic(token, table=_INDIC, final=True))
    return _TAMIL_VOICED.sub(lambda match: _TAMIL_VOICE[match[0]], symbols)


def _malayalam(token: str) -> str:
    token = token.replace("റ്റ", "ട്ട").replace("ന്റ", "ന്ട")  # two hard r are t, n and hard r are nt
    return _brahmic(token, table=_INDIC, final=True, end="m")


# --- Burmese ----------------------------------------------------------------------------------------------------------

_MYANMAR: Final = _signs(letters.MYANMAR)
_MYANMAR_RIMES: Final = letters.pairs(letters.MYANMAR_RIMES)


def _myanmar(token: str) -> str:
    for written, sign in _MYANMAR_RIMES.items():
        token = token.replace(written, sign)
    return _brahmic(token, table=_MYANMAR, final=True)


# --- Thai and Lao -----------------------------------------------------------------------------------------------------

_THAI_CONSONANTS: Final = letters.pairs(letters.THAI_CONSONANTS)
_THAI_ENDINGS: Final = letters.pairs(letters.THAI_ENDINGS)
_THAI_VOWELS: Final = letters.pairs(letters.THAI_VOWELS)
# Silent letters and tones go; compound vowels become one sign; a leading vowel moves behind its consonants.
_THAI_ORDER: Final = (
    (re.compile("ํา"), "ำ"),
    (re.compile("ฤ"), "ริ"),
    (re.compile("[ก-ฮ][ิุ]?์"), ""),
    (re.compile("[่-๋ๆฯํ๎๚๛]"), ""),
    (re.compile("เ([ก-ฮ][รลว]?)ีย"), "\\1\u0ebd"),
    (re.compile("เ([ก-ฮ][รลว]?)ือ"), r"\1ืะ"),
    (re.compile("เ([ก-ฮ][รลว]?)าะ?"), r"\1ะว"),
    (re.compile("เ([กขคตทปผพ][รลว]|[ก-ฮ])ิ"), "\\1\u0ec0"),
    (re.compile("ัว"), "ูะ"),
    (re.compile("([เแโใไ])(ห[นมลรวยง]|[กขคตทปผพ][รลว](?=[ก-ฮ])|[ก-ฮ])"), r"\2\1"),
    (re.compile("รร(?=[ก-ฮ]$)"), "ั"),
    (re.compile("รร"), "ัน"),
    (re.compile("ห(?=[นมลรวยงญ])"), ""),
    (re.compile("^ทร"), "ซ"),
    (re.compile("(?<=[^ก-ฮ][ตทดกช])ร$|(?<=ัก)ษ$"), ""),
    (re.compile("(?<=[เแโ])ะ"), ""),
    (re.compile("(?<=[^ก-ฮ][ตฒม])[ิุ]$"), ""),
)
_THAI_PARTS: Final = re.compile("([ก-ฮ]*)([^ก-ฮ]*)")
_THAI_CLOSED: Final = frozenset("ั็")  # vowel signs that a consonant must follow
_THAI_CLUSTER: Final = re.compile("[กขคตทปผพส][รลว]|อย")


def _thai(token: str) -> str:
    """Consonants without a vowel sign pair up with o between them; one that is left over closes the syllable before."""
    for pattern, replacement in _THAI_ORDER:
        token = pattern.sub(replacement, token)
    spoken: list[str] = []
    closed = False
    for bare, vowels in _THAI_PARTS.findall(token):
        onset = ""
        if vowels:  # the last consonant, or cluster, opens the syllable of the vowel
            size = 2 if _THAI_CLUSTER.fullmatch(bare[-2:]) and len(bare) != 3 else 1
            bare, onset = bare[: max(len(bare) - size, 0)], bare[max(len(bare) - size, 0) :]
        sounds = [_THAI_CONSONANTS[char] for char in bare]
        if bare and not vowels and (len(bare) > 1 or spoken):
            sounds[-1] = _THAI_ENDINGS.get(bare[-1], sounds[-1])
        if sounds and (len(sounds) % 2 or closed):
            spoken += (sounds.pop(0), "" if spoken else "a")
        if len(sounds) % 2:
            spoken += (sounds.pop(0), "a")
        for first, second in zip(sounds[::2], sounds[1::2], strict=True):
            spoken += (first, "o", second)
        spoken += [_THAI_CONSONANTS.get(char, "") for char in onset]
        spoken += [_THAI_VOWELS.get(char, "") for char in vowels]
        closed = vowels[-1:] in _THAI_CLOSED
    return "".join(spoken)


_LAO_TO_THAI: Final = {code: code - 0x80 for code in range(0x0E81, 0x0ECF) if code not in (0x0EBB, 0x0EBC, 0x0EBD)} | {
    0x0EBC: "ล",
    0x0EDC: "น",
    0x0EDD: "ม",
}


def _lao(token: str) -> str:
    return _thai(token.translate(_LAO_TO_THAI))


# --- Tibetan ----------------------------------------------------------------------------------------------------------

_TIBETAN: Final = letters.pairs(letters.TIBETAN)
_TIBETAN_SYLLABLE: Final = re.compile("[ཀ-ྼ]+")
_TIBETAN_VOWELS: Final = frozenset("ཱིེོཻཽྀུ")
_TIBETAN_ROOT: Final = re.compile(r"(?P<before>[ཀ-ཨ]*?)(?P<stack>[ཀ-ཨ][ྐ-ྼ]*)(?P<vowel>[ཱིེོཻཽྀུ]+)(?P<after>.*)")
_TIBETAN_PREFIXES: Final = frozenset("གདབམའ")
_TIBETAN_BEFORE_S: Final = frozenset("གངབམ")
_TIBETAN_SUFFIXES: Final = {"ག": "g", "ང": "ng", "ན": "n", "བ": "b", "མ": "m", "ར": "r", "ལ": "l"}
_TIBETAN_Y: Final = {"p": "C", "f": "C", "b": "J", "m": "n"}
_TIBETAN_R: Final = {"k": "t", "X": "T", "g": "d", "p": "t", "f": "T", "b": "d", "t": "t", "d": "d"}


def _tibetan_stack(stack: str) -> str:
    """Sound of a pile of consonants: a superscript is silent, a subjoined y or r changes the root."""
    base = [_TIBETAN.get(chr(ord(c) - 0x50) if c >= "ྐ" else c, "") for c in stack if c != "ྭ"]
    if len(base) > 1 and base[0] in ("r", "l", "s") and base[1] not in ("y", "r", "w", "h"):
        base = base[1:]
    root = base[0]
    for below in base[1:]:
        if below == "y":
            root = _TIBETAN_Y.get(root, root + "y")
        elif below == "r":
            root = _TIBETAN_R.get(root, root)
        elif below == "l":
            root = "d" if root == "z" else "l"
    return root


def _tibetan_syllable(syllable: str) -> str:
    found = _TIBETAN_ROOT.fullmatch(syllable)
    if found:
        vowel = "".join(_TIBETAN.get(char, "") for char in found["vowel"])
        return _tibetan_stack(found["stack"]) + vowel + _TIBETAN_SUFFIXES.get(found["after"][:1], "")
    stacks = re.findall("[ཀ-ཨ][ྐ-ྼ]*", syllable)
    if not stacks:
        return ""
    root = 0
    if len(stacks[0]) == 1 and stacks[0] in _TIBETAN_PREFIXES and len(stacks) > 2:
        root = 0 if len(stacks) == 3 and stacks[2] == "ས" and stacks[1] in _TIBETAN_BEFORE_S else 1
    elif len(stacks) == 2 and len(stacks[0]) == 1 and len(stacks[1]) > 1:
        root = 1
    suffix = _TIBETAN_SUFFIXES.get(stacks[root + 1], "") if root + 1 < len(stacks) else ""
    return _tibetan_stack(stacks[root]) + "a" + suffix


def _tibetan(token: str) -> str:
    return "".join(_tibetan_syllable(syllable) for syllable in _TIBETAN_SYLLABLE.findall(token))


# --- Ethiopic ---------------------------------------------------------------------------------------------------------

_ETHIOPIC_VOWELS: Final = ("e", "u", "i", "a", "e", "", "o", "wa")


def _ethiopic_table() -> dict[str, str]:
    table = {}
    for row, name in enumerate(letters.ETHIOPIC_ROWS.split()):
        consonant = "" if name == "-" else name
        for order, vowel in enumerate(_ETHIOPIC_VOWELS):
            spoken = consonant + vowel
            if consonant in ("", "h") and order == 0:  # the gutturals have lost their first order
                spoken = consonant + "a"
            elif not consonant and order == 5:
                spoken = "e"
            table[chr(0x1200 + 8 * row + order)] = spoken
    return table


_ETHIOPIC: Final = _ethiopic_table()


def _ethiopic(token: str) -> str:
    return "".join([_ETHIOPIC.get(char, "") for char in token])


# --- Hangul -----------------------------------------------------------------------------------------------------------

_INITIALS: Final = ["" if jamo == "-" else jamo for jamo in letters.HANGUL_INITIALS.split()]
_MEDIALS: Final = letters.HANGUL_VOWELS.split()
_FINALS: Final = ["" if jamo == "-" else jamo for jamo in letters.HANGUL_FINALS.split()]
_SILENT_INITIAL: Final = 11
# A final before a silent initial is spoken as the initial of the next syllable.
_LIAISON: Final = {1: "g", 2: "k", 3: "s", 4: "n", 7: "d", 8: "r", 9: "lg", 16: "m", 17: "b", 19: "s", 20: "s", 22: "J",
                   23: "C", 24: "k", 25: "t", 26: "p"}  # fmt: skip
# Final and initial as spoken together (assimilation, National Institute of Korean Language, rules 18 to 20).
_ASSIMILATION: Final = {
    **{("k", nasal): "ng" + nasal for nasal in "nm"},
    **{("t", nasal): "n" + nasal for nasal in "nm"},
    **{("p", nasal): "m" + nasal for nasal in "nm"},
    ("n", "r"): "l",
    ("l", "n"): "l",
    ("l", "r"): "l",
    ("m", "r"): "mn",
    ("ng", "r"): "ngn",
    ("k", "r"): "ngn",
    ("p", "r"): "mn",
}


def _hangul(token: str) -> str:
    spoken: list[str] = []
    final = 0
    for char in token:
        code = ord(char) - 0xAC00
        if not 0 <= code < 11172:
            spoken.append(_FINALS[final])
            final = 0
            continue
        initial, medial = code // 588, code % 588 // 28
        if initial == _SILENT_INITIAL and final in _LIAISON:
            spoken.append(_LIAISON[final])
        else:
            pair = (_FINALS[final], _INITIALS[initial])
            spoken.append(_ASSIMILATION.get(pair) or pair[0] + pair[1])
        spoken.append(_MEDIALS[medial])
        final = code % 28
    spoken.append(_FINALS[final])
    return "".join(spoken)


# --- kana -------------------------------------------------------------------------------------------------------------

_KANA: Final = letters.pairs(letters.KANA)
_KANA_PARTS: Final = re.compile("|".join(sorted(_KANA, key=len, reverse=True)))
_TO_HIRAGANA: Final = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}


def _kana(token: str) -> str:
    return "".join([_KANA[part] for part in _KANA_PARTS.findall(token.translate(_TO_HIRAGANA))])


# --- Han --------------------------------------------------------------------------------------------------------------

_PINYIN_INITIALS: Final = letters.pairs(letters.PINYIN_INITIALS)


@lru_cache(maxsize=1 << 15)
def _han_character(char: str) -> str:
    """Symbols of the most common Mandarin reading; kana among Han is read as kana."""
    readings = han_readings(char)
    if not readings:
        return _KANA.get(char.translate(_TO_HIRAGANA), "")
    reading = readings[0]
    initial = reading[:2] if reading[:2] in _PINYIN_INITIALS else reading[:1]
    return _PINYIN_INITIALS.get(initial, initial) + reading[len(initial) :]


def _han(token: str) -> str:
    return "".join([_han_character(char) for char in token])


# --- one reader a script ----------------------------------------------------------------------------------------------

_NORTHERN: Final = (Script.DEVANAGARI, Script.GURMUKHI, Script.GUJARATI)

READERS: Final[dict[Script, Callable[[str], str]]] = {
    **{script: partial(_brahmic, table=_INDIC, final=False, medial=False) for script in _NORTHERN},
    Script.BENGALI: _bengali,
    Script.ORIYA: partial(_brahmic, table=_INDIC, final=False),
    Script.TAMIL: _tamil,
    Script.TELUGU: partial(_brahmic, table=_INDIC, final=True, end="m"),
    Script.KANNADA: partial(_brahmic, table=_INDIC, final=True, end="m"),
    Script.MALAYALAM: _malayalam,
    Script.SINHALA: partial(_brahmic, table=_signs(letters.SINHALA), final=True),
    Script.KHMER: partial(_brahmic, table=_signs(letters.KHMER), final=False, inherent="o"),
    Script.MYANMAR: _myanmar,
    Script.THAI: _thai,
    Script.LAO: _lao,
    Script.TIBETAN: _tibetan,
    Script.ETHIOPIC: _ethiopic,
    Script.HANGUL: _hangul,
    Script.KANA: _kana,
    Script.HAN: _han,
}
"""Reader of each script that needs one."""
