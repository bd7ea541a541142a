"""ICAO Doc 9303 Part 3 (8th edition) section 6: the transliteration that machine-readable zones use.

Latin (6 A) and Arabic (6 C) stand here; Cyrillic (6 B) is the system ``icao9303`` of `cyrillic`.  Arabic is written
consonant by consonant, with X as an escape, so that it can be read back (`decode`).  Two rules depend on context:
shadda repeats the whole Latin sequence before it (عبّاس EBBAS, فضّة FXDZXDZXAH), and teh marbuta is XAH at the end
of a name component and XTA inside it (appendix B.5.5.6).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from screening.translit.latin import LatinFold
from screening.translit.rows import pairs

__all__ = ["ARABIC", "LATIN", "arabic", "decode"]

LATIN: Final = LatinFold({"ä": "ae", "å": "aa", "ö": "oe", "ø": "oe", "ü": "ue"})
"""Section 6 A, primary values, letter case kept."""

ARABIC: Final = pairs(
    """
ء XE   آ XAA  أ XAE  ؤ U    إ I    ئ XI   ا A    ب B    ت T    ث XTH  ج J    ح XH   خ XKH  د D    ذ XDH  ر R
ز Z    س S    ش XSH  ص XSS  ض XDZ  ط XTT  ظ XZZ  ع E    غ G    ف F    ق Q    ك K    ل L    م M    ن N    ه H
و W    ى XAY  ي Y    ٱ XXA  ٹ XXT  ټ XRT  پ P    ځ XKE  څ XXH  چ XC   ڈ XXD  ډ XDR  ڑ XXR  ړ XRR  ږ XRX  ژ XJ
ښ XXS  ک XKK  ګ XXK  ڭ XNG  گ XGG  ں XNN  ڼ XXN  ھ XDO  ۀ XYH  ہ XXG  ۂ XGE  ۃ XTG  ی XYA  ۍ XXY  ې Y    ے XYB
ۓ XBE  ڤ V    ڥ XF
"""
)
"""Section 6 C without the rules of context.  Vowel points, tatweel and four obsolete letters are not encoded."""

# Letters that the table lacks (Kurdish, Uyghur, Sindhi), as the letter of the table that they modify.
_VALUES: Final = ARABIC | pairs(
    """
ێ Y   ۆ W   ۇ W   ۈ W   ۋ W   ۅ W   ۉ W   ۊ W   ە H   ڕ R   ڵ L   ڎ D   ڏ D   ڊ D   ڌ D   ٺ T   ٻ B   ڀ B   ٽ T
ٿ XTH ڄ J   ڃ J   ڇ XC  ڙ R   ڦ F   ڪ K   ڱ N   ڳ XGG ڻ N
"""
)

_SHADDA: Final = "\u0651"
_TEH_MARBUTA: Final = "ة"


def arabic(word: str) -> str:
    """One name component in Arabic letters, as the machine-readable zone spells it."""
    word = unicodedata.normalize("NFKC", word)
    values: list[str] = []
    for letter in word:
        if letter == _SHADDA:
            values.append(values[-1] if values else "")
        elif letter == _TEH_MARBUTA:
            values.append("XTA")
        elif letter in _VALUES:
            values.append(_VALUES[letter])
    if values and values[-1] == "XTA":
        values[-1] = "XAH"
    return "".join(values)


_DECODE: Final = {value: letter for letter, value in reversed(ARABIC.items())} | {
    "XTA": _TEH_MARBUTA,
    "XAH": _TEH_MARBUTA,
    "Y": "ي",
    "V": "ڤ",
}
_SEQUENCE: Final = re.compile("|".join(sorted(map(re.escape, _DECODE), key=len, reverse=True)))
_READABLE: Final = re.compile(rf"(?:{_SEQUENCE.pattern})+")
_ESCAPES: Final = re.compile("X[A-Z]")


def decode(text: str) -> str | None:
    """The Arabic letters that a name in the ICAO scheme stands for, or None if it is not in that scheme.

    Only ever an extra reading beside the Latin one: XHAFERI is Albanian and XU Chinese.  At least one word must hold
    an escape, every word must be spelled with sequences of the table alone, and none may hold O or another letter
    that the table never gives.

    >>> decode("MXHMD")
    'محمد'
    """
    words = text.upper().replace("<", " ").split()
    if not words or len(text) > 512 or not any(_ESCAPES.search(word) for word in words):
        return None
    if not all(_READABLE.fullmatch(word) for word in words):
        return None
    return " ".join(_SEQUENCE.sub(lambda match: _DECODE[match.group()], word) for word in words)
