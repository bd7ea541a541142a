"""Armenian, Georgian and Ethiopic: alphabets and a syllabary that are read letter by letter."""

from __future__ import annotations

from typing import Final

__all__ = ["spell_armenian", "spell_ethiopic", "spell_georgian"]

# Georgian national system of 2002 (BGN/PCGN 2009) without its apostrophes, as passports print it.
_GEORGIAN: Final = str.maketrans(
    dict(
        zip(
            "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰჱჲჳჴჵჶ",
            "a b g d e v z t i k l m n o p zh r s t u p k gh q sh ch ts dz ts ch kh j h e y v q o f".split(),
            strict=True,
        )
    )
)

# Armenian passports (ISO 9985 without marks, aspirates as plain letters, two-letter forms of BGN/PCGN 1981).
_ARMENIAN: Final = dict(
    zip(
        "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆ",
        "a b g d e z e y t zh i l kh ts k h dz gh ch m y n sh o ch p j r s v t r ts v p k o f".split(),
        strict=True,
    )
)


def spell_georgian(token: str) -> str:
    """Spelling of a cleaned Georgian token."""
    return "".join(letter for letter in token.translate(_GEORGIAN) if letter.isascii())


def spell_armenian(token: str) -> str:
    """Spelling of a cleaned Armenian token: ու is u, and initial ե and ո are ye and vo."""
    token = token.replace("և", "եւ")
    values = []
    position = 0
    while position < len(token):
        letter = token[position]
        if (
            letter == "ո"
            and token[position + 1 : position + 2] in ("ւ", "վ")
            and token[position : position + 2] == "ու"
        ):
            values.append("u")
            position += 2
            continue
        if position == 0 and letter in "եո":
            values.append("ye" if letter == "ե" else "vo")
        elif letter == "յ" and position == 0:
            values.append("h" if token[1:2] in ("ա", "ո", "օ") and token[1:3] != "ու" else "y")
        else:
            values.append(_ARMENIAN.get(letter, ""))
        position += 1
    return "".join(values)


# Amharic values of the rows of the Ethiopic block, eight code points a row (BGN/PCGN 1967 without its marks).
_ETHIOPIC_ROWS: Final = {
    0x1200: "h", 0x1208: "l", 0x1210: "h", 0x1218: "m", 0x1220: "s", 0x1228: "r", 0x1230: "s", 0x1238: "sh",
    0x1240: "k", 0x1248: "kw", 0x1250: "k", 0x1258: "kw", 0x1260: "b", 0x1268: "v", 0x1270: "t", 0x1278: "ch",
    0x1280: "h", 0x1288: "hw", 0x1290: "n", 0x1298: "gn", 0x12A0: "", 0x12A8: "k", 0x12B0: "kw", 0x12B8: "h",
    0x12C0: "hw", 0x12C8: "w", 0x12D0: "", 0x12D8: "z", 0x12E0: "zh", 0x12E8: "y", 0x12F0: "d", 0x12F8: "d",
    0x1300: "j", 0x1308: "g", 0x1310: "gw", 0x1318: "g", 0x1320: "t", 0x1328: "ch", 0x1330: "p", 0x1338: "ts",
    0x1340: "ts", 0x1348: "f", 0x1350: "p",
}  # fmt: skip
_ETHIOPIC_VOWELS: Final = ("e", "u", "i", "a", "e", "", "o", "wa")
_GUTTURALS: Final = frozenset((0x1200, 0x1210, 0x1280, 0x12A0, 0x12D0))


def spell_ethiopic(token: str) -> str:
    """Spelling of a cleaned Amharic or Tigrinya token.

    The sixth order is written for a consonant alone as well as with a short vowel; the vowel is put where a cluster
    could not be spoken: after the first consonant, and after a second one in a row.
    """
    syllables: list[tuple[str, str]] = []
    for char in token:
        row, order = ord(char) & ~7, ord(char) & 7
        if row not in _ETHIOPIC_ROWS:
            continue
        vowel = _ETHIOPIC_VOWELS[order]
        if row in _GUTTURALS and order in (0, 7):
            vowel = "a"
        if row in (0x12A0, 0x12D0) and order == 5:
            vowel = "e" if not syllables else "i"
        syllables.append((_ETHIOPIC_ROWS[row], vowel))
    letters = []
    open_before = False
    for position, (consonant, vowel) in enumerate(syllables):
        if not vowel and not open_before and position < len(syllables) - 1:
            vowel = "i"
        letters.append(consonant + vowel)
        open_before = bool(vowel)
    return "".join(letters)
