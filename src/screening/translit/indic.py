"""The Brahmic scripts of India and Sri Lanka.

The nine Indian blocks of Unicode follow one plan (ISCII), so that one table by offset serves all of them, with a few
letters of each script changed.  Sinhala has a plan of its own.  A word is read into units, each an onset and a vowel;
the northern scripts then drop the inherent vowel where it is not spoken (Ohala 1983: between VC and CV, from the right,
and at the end of a word), Tamil voices its stops by position.

Values are the plain English ones that Indian and Sri Lankan passports print: no length, no retroflex dots.
"""

from __future__ import annotations

from typing import Final

from screening.text import Script
from screening.translit.rows import pairs

__all__ = ["spell"]

Unit = list[str]

# The inherent vowel; a written long one is "A" until the word is put together.
_A: Final = "a"

# Offset in the block -> value, by ISO 15919 order, values of Indian passport practice.
_VOWELS: Final = {
    0x04: "a", 0x05: "a", 0x06: "A", 0x07: "i", 0x08: "i", 0x09: "u", 0x0A: "u", 0x0B: "ri", 0x0C: "li", 0x0D: "e",
    0x0E: "e", 0x0F: "e", 0x10: "ai", 0x11: "o", 0x12: "o", 0x13: "o", 0x14: "au", 0x60: "ri", 0x61: "li",
    0x72: "a", 0x73: "o", 0x74: "o",
}  # fmt: skip
_CONSONANTS: Final = {
    0x15: "k", 0x16: "kh", 0x17: "g", 0x18: "gh", 0x19: "n", 0x1A: "ch", 0x1B: "chh", 0x1C: "j", 0x1D: "jh",
    0x1E: "n", 0x1F: "t", 0x20: "th", 0x21: "d", 0x22: "dh", 0x23: "n", 0x24: "t", 0x25: "th", 0x26: "d", 0x27: "dh",
    0x28: "n", 0x29: "n", 0x2A: "p", 0x2B: "ph", 0x2C: "b", 0x2D: "bh", 0x2E: "m", 0x2F: "y", 0x30: "r", 0x31: "r",
    0x32: "l", 0x33: "l", 0x34: "l", 0x35: "v", 0x36: "sh", 0x37: "sh", 0x38: "s", 0x39: "h", 0x58: "q", 0x59: "kh",
    0x5A: "gh", 0x5B: "z", 0x5C: "r", 0x5D: "rh", 0x5E: "f", 0x5F: "y",
}  # fmt: skip
_SIGNS: Final = {
    0x3A: "e", 0x3B: "e", 0x3E: "A", 0x3F: "i", 0x40: "i", 0x41: "u", 0x42: "u", 0x43: "ri", 0x44: "ri", 0x45: "e",
    0x46: "e", 0x47: "e", 0x48: "ai", 0x49: "o", 0x4A: "o", 0x4B: "o", 0x4C: "au", 0x4E: "e", 0x4F: "au", 0x55: "e",
    0x56: "ai", 0x57: "au", 0x62: "li", 0x63: "li",
}  # fmt: skip
_NUKTA: Final = {"J": "y", "k": "q", "g": "gh", "j": "z", "ph": "f", "d": "r", "dh": "rh", "s": "sh"}
_OFFSET_NUKTA, _OFFSET_VIRAMA = 0x3C, 0x4D
_NASALS: Final = (0x00, 0x01, 0x02)

_BLOCK: Final = {
    Script.DEVANAGARI: 0x0900, Script.BENGALI: 0x0980, Script.GURMUKHI: 0x0A00, Script.GUJARATI: 0x0A80,
    Script.ORIYA: 0x0B00, Script.TAMIL: 0x0B80, Script.TELUGU: 0x0C00, Script.KANNADA: 0x0C80,
    Script.MALAYALAM: 0x0D00,
}  # fmt: skip
_NORTHERN: Final = frozenset((Script.DEVANAGARI, Script.BENGALI, Script.GURMUKHI, Script.GUJARATI, Script.ORIYA))

# What a script does with a letter at an offset that the others have too, and letters of its own.  A value without a
# vowel of its own (khanda ta, chillu letters) ends in "-".
_OWN: Final[dict[Script, dict[int, str]]] = {
    Script.BENGALI: {0x2B: "f", 0x2F: "J", 0x4E: "t-", 0x70: "r", 0x71: "w"},
    Script.ORIYA: {0x2F: "J", 0x5F: "y", 0x71: "w"},
    Script.GURMUKHI: {0x59: "kh", 0x70: "N-", 0x71: ""},
    Script.GUJARATI: {0x2B: "f", 0x79: "z"},
    Script.TAMIL: {0x51: "f", 0x24: "th", 0x34: "zh", 0x1E: "gn"},
    Script.TELUGU: {0x58: "ts", 0x59: "z"},
    Script.KANNADA: {0x5E: "f"},
    Script.MALAYALAM: {
        0x24: "th", 0x2B: "f", 0x34: "zh", 0x1E: "nj", 0x4E: "r-", 0x7A: "n-", 0x7B: "n-", 0x7C: "r-", 0x7D: "l-",
        0x7E: "l-", 0x7F: "k-", 0x54: "m-", 0x55: "y-", 0x56: "zh-",
    },
}  # fmt: skip


def _units(token: str, script: Script) -> list[Unit]:
    block = _BLOCK[script]
    own = _OWN.get(script, {})
    units: list[Unit] = []
    for char in token:
        offset = ord(char) - block
        if offset in own:
            value = own[offset]
            if value:
                units.append([value[:-1], ""] if value.endswith("-") else [value, _A])
        elif offset in _CONSONANTS:
            units.append([_CONSONANTS[offset], _A])
        elif offset in _VOWELS:
            units.append(["", _VOWELS[offset]])
        elif offset in _NASALS:
            units.append(["N", ""])
        elif not units:
            continue
        elif offset in _SIGNS:
            units[-1][1] = _SIGNS[offset]
        elif offset == _OFFSET_VIRAMA:
            units[-1][1] = ""
        elif offset == _OFFSET_NUKTA:
            units[-1][0] = _NUKTA.get(units[-1][0], units[-1][0])
    return units


def _drop_inherent(units: list[Unit], inherent: list[bool]) -> None:
    """Schwa deletion: at the end of a word after V(C), and between VC and CV from the right."""
    last = len(units) - 1
    if last > 0 and inherent[last] and (units[last - 1][1] or units[last - 1][0] == "N"):
        units[last][1] = ""
    for position in range(last - 1, 0, -1):
        following = units[position + 1]
        if (
            inherent[position]
            and units[position - 1][1]
            and following[0] not in ("", "N")
            and following[1]
            and not (position == 1 and not units[0][0] and len(units[0][1]) > 1)
        ):
            units[position][1] = ""


_NASAL_ONSETS: Final = frozenset(("n", "gn", "m"))


def _voice_tamil(units: list[Unit]) -> None:
    """Tamil writes one letter for a stop and its voiced twin; position decides (Schiffman 1999, section 1.2)."""
    voiced = {"k": "g", "t": "d", "p": "b"}
    for position, (onset, _) in enumerate(units):
        if position == 0 or onset not in ("k", "t", "p", "th", "ch"):
            if onset == "ch":
                units[position][0] = "s"
            continue
        before, vowel_before = units[position - 1]
        doubled = position + 1 < len(units) and units[position][1] == "" and units[position + 1][0] == onset
        if doubled or (vowel_before == "" and before not in _NASAL_ONSETS):
            continue
        if before == "gn" and not vowel_before:
            units[position - 1][0] = "n"
        if onset == "ch":
            units[position][0] = "s" if vowel_before else "j"
        elif onset == "th":
            units[position][0] = "th" if vowel_before else "dh"
        elif units[position][1] or not vowel_before:
            units[position][0] = voiced[onset]


_TAMIL_SPELLINGS: Final = (("ஃப", "\u0bd1"), ("ற்ற", "ட்ர"), ("ன்ற", "ண்ட்ர"), ("ஸ்ரீ", "ஷ்ரீ"))


def spell(token: str, script: Script) -> str:
    """Latin spelling of a cleaned token in one of these scripts."""
    if script is Script.SINHALA:
        return _sinhala(token)
    if script is Script.TAMIL:
        for written, read in _TAMIL_SPELLINGS:
            token = token.replace(written, read)
        if token.startswith("இர"):
            token = token[1:]  # a vowel that Tamil puts before an initial r; names are printed without it
    units = _units(token, script)
    if script is Script.TAMIL:
        _voice_tamil(units)
    elif script is Script.BENGALI:
        _read_bengali_y(units)
    if script in _NORTHERN:
        _drop_inherent(units, [unit[1] == _A and bool(unit[0]) for unit in units])
    return _with_nasals(units, "n" if script in _NORTHERN else "m").lower()


def _read_bengali_y(units: list[Unit]) -> None:
    """Ya-phala after a consonant is y, after an initial vowel silent; o-ya and i-ya are the glides w and y."""
    for position in range(len(units) - 1, 0, -1):
        before, unit = units[position - 1], units[position]
        if unit[0] == "J" and not before[1] and before[0] not in ("", "J", "N"):
            unit[0] = "y"
        elif unit[0] == "J" and before == ["", ""]:
            unit[0] = ""
        elif unit[0] == "y" and unit[1] and before in (["", "o"], ["", "i"]):
            unit[0] = "w" if before[1] == "o" else "y"
            before[1] = ""


def _with_nasals(units: list[Unit], final: str) -> str:
    letters = []
    for position, (onset, vowel) in enumerate(units):
        if onset == "N":
            following = units[position + 1][0] if position + 1 < len(units) else final
            onset = "m" if following[:1] in ("p", "b", "m") else "n"
        letters.append(onset + vowel)
    return "".join(letters)


_SINHALA_CONSONANTS: Final = pairs(
    """
    ක k  ඛ kh  ග g  ඝ gh  ඞ ng  ඟ ng  ච ch  ඡ chh  ජ j  ඣ jh  ඤ n  ඥ gn  ඦ nj  ට t  ඨ th  ඩ d  ඪ dh  ණ n  ඬ nd
    ත th  ථ th  ද d  ධ dh  න n  ඳ nd  ප p  ඵ ph  බ b  භ bh  ම m  ඹ mb  ය y  ර r  ල l  ව w  ශ sh  ෂ sh  ස s  හ h
    ළ l  ෆ f
    """
)
_SINHALA_VOWELS: Final = pairs("අ a ආ a ඇ e ඈ e ඉ i ඊ i උ u ඌ u ඍ ri ඎ ri ඏ li ඐ li එ e ඒ e ඓ ai ඔ o ඕ o ඖ au")
_SINHALA_SIGNS: Final = pairs("ා a  ැ e  ෑ e  ි i  ී i  ු u  ූ u  ෘ ru  ෲ ru  ෙ e  ේ e  ෛ ai  ො o  ෝ o  ෞ au  ෟ l")


def _sinhala(token: str) -> str:
    units: list[Unit] = []
    for char in token:
        if char in _SINHALA_CONSONANTS:
            units.append([_SINHALA_CONSONANTS[char], _A])
        elif char in _SINHALA_VOWELS:
            units.append(["", _SINHALA_VOWELS[char]])
        elif char == "ං":
            units.append(["N", ""])
        elif units and char in _SINHALA_SIGNS:
            units[-1][1] = _SINHALA_SIGNS[char]
        elif units and char == "්":
            units[-1][1] = ""
    return _with_nasals(units, "m")
