"""Arabic script (Arabic, Persian, Urdu, Pashto, Kurdish, Uyghur) and Hebrew: attested names, else the letters.

Short vowels are not written.  Both spellings put ``a`` between two consonants that begin a word, which no name begins
with (measured on attested spellings, that is right more often than ``e`` or ``i``, and than a guess further on);
matching treats such a vowel as cheap.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from importlib import resources
from typing import Final

from screening.translit.rows import pairs

__all__ = ["attested", "attested_key", "spell_arabic", "spell_hebrew", "transliterate_arabic"]


# Values as Arab, Persian and Pakistani passports print them, without digraph marks.
_ARABIC: Final = pairs(
    """
    ا a  أ a  إ i  آ a  ٱ a  ء -  ئ -  ؤ w  ب b  ت t  ث th  ج j  ح h  خ kh  د d  ذ dh  ر r  ز z  س s  ش sh  ص s  ض d
    ط t  ظ z  ع a  غ gh  ف f  ق q  ك k  ل l  م m  ن n  ه h  ة a  و w  ى a  ي y
    پ p  چ ch  ژ zh  ک k  گ g  ی y  ڤ v  ڥ v  ڨ g  ڧ q  ڢ f  ڜ sh  ڭ ng
    ٹ t  ڈ d  ڑ r  ں n  ھ h  ہ h  ۂ h  ۀ h  ۃ a  ے e  ۓ e
    ټ t  ډ d  ړ r  ږ zh  ښ sh  ځ dz  څ ts  ڼ n  ګ g  ې e  ۍ ai
    ێ e  ۆ o  ە a  ڕ r  ڵ l  ۇ u  ۈ u  ۋ v  ۅ o  ۉ u  ڎ d  ڊ d  ڏ d  ٺ t  ٻ b  ڀ b  ٽ t  ٿ t  ڄ j  ڃ j  ڇ ch  ڌ d  ڙ r
    ڦ f  ڪ k  ڱ ng  ڳ g  ڻ n  ۊ u
    """
)
_WAW: Final = "و"
_YEH: Final = frozenset("يیېۍئ")
_VOWELS: Final = ("a", "e", "i", "o", "u")
_KURDISH: Final = re.compile("[ەێۆڕڵۋۈۇ]")
_LONGEST_COMPOUND: Final = 40  # letters; bounds the recursion into parts
# Compounds that are read as one name: Abd al-..., ...-allah, ...-al-din.
_SERVANT: Final = re.compile("^عبدال(?=..)")
_FAITH: Final = re.compile("الل[هہ]$|(?<=..)(?:لل[هہ]|الد[يی]ن)$")
_FAITHS: Final = {"ه": "allah", "ہ": "allah", "ن": "aldin"}
# Words of a name that are no name; alone they are too rare in any list of names to be counted.
_PARTICLES: Final = pairs(
    """
    بن bin  ابن ibn  بنت bint  ابو abu  أبو abu  ابي abi  أبي abi  ابا aba  أبا aba  ام umm  أم umm  آل al  ال al
    عبد abd  شيخ sheikh  الشيخ alsheikh  ملا mullah  حاجي haji  حاج haj  سید syed  سيد sayed  ذو zu  دین din
    زاده zadeh  پور pour
    """
)
_ARTICLE: Final = re.compile("^(?:ال|أل)(?=..)")


def _arabic_units(word: str) -> list[tuple[str, bool]]:
    """(value, is a vowel) for each letter; waw and yeh are vowels between or after consonants."""
    units: list[tuple[str, bool]] = []
    last = len(word) - 1
    for position, letter in enumerate(word):
        before_is_vowel = not units or (units[-1][1] and word[position - 1] != "ع")
        following = word[position + 1] if position < last else ""
        if letter == _WAW or letter in _YEH:
            glide, vowel = ("w", "ou") if letter == _WAW else ("y", "i")
            if letter == "ئ":
                units.append(("i", True) if position and before_is_vowel and following else ("", False))
            elif position and not before_is_vowel and following not in ("ا", "آ", "و", "ة"):
                units.append((vowel, True))
            elif position and before_is_vowel and position == last and letter != _WAW:
                units.append(("i", True))
            else:
                units.append((glide, False))
        elif letter in _ARABIC:
            value = _ARABIC[letter]
            if letter == "ه" and position == last and last > 1 and not before_is_vowel:
                value = "a"
            if letter == "ع" and units and units[-1][1]:
                continue
            if value == "a" and letter in "اأآ" and units and units[-1][0] == "a":
                continue
            units.append((value, value[:1] in _VOWELS))
    return units


def _vocalized(units: list[tuple[str, bool]]) -> str:
    """The letters, with a vowel after the first consonant if another follows at once."""
    values = [unit for unit in units if unit[0]]
    letters = [value for value, _ in values]
    if len(values) > 1 and not values[0][1] and not values[1][1]:
        letters.insert(1, "a")
    return "".join(letters)


_KEY: Final = str.maketrans("أإآٱىیېکةہۃھۂۀ", "ااااييي\u0643هههههه", " \u200c")


def attested_key(name: str) -> str:
    """The letters of a name without the differences that writers neglect (hamza on alef, final yeh and heh)."""
    return name.translate(_KEY)


@cache
def _attested() -> dict[str, str]:
    with resources.files("screening.tables").joinpath("arabic_names.tsv").open(encoding="utf-8") as lines:
        # one at a time: the text as a whole would leave its room behind
        rows = (line.rstrip("\n").partition("\t") for line in lines if not line.startswith("#"))
        return {name: spellings for name, _, spellings in rows}


def attested(token: str) -> list[str]:
    """Latin spellings in which a name is attested, most frequent first; empty if the tables do not know it."""
    return [] if token in _PARTICLES else _attested().get(attested_key(token), "").split()


def spell_arabic(token: str) -> str:
    """Spelling of a cleaned token of Arabic letters: the one attested most often, or that of its parts and letters."""
    known = _PARTICLES.get(token) or _attested().get(attested_key(token))
    return known.partition(" ")[0] if known else _by_parts(token, spell_arabic)


def transliterate_arabic(token: str) -> str:
    """Spelling of a cleaned token by its letters alone; the article stands glued (``alhasan``)."""
    return _by_parts(token, transliterate_arabic)


def _by_parts(token: str, spell: Callable[[str], str]) -> str:
    """Compounds and the article by their parts, each spelled by ``spell``; anything else letter by letter."""
    if _KURDISH.search(token):  # these orthographies write every vowel
        return "".join(value for value, _ in _arabic_units(token))
    if len(token) > _LONGEST_COMPOUND:
        return _vocalized(_arabic_units(token))
    if servant := _SERVANT.match(token):
        return "abdul" + spell(token[servant.end() :])
    if faith := _FAITH.search(token):
        return spell(token[: faith.start()]) + _FAITHS[faith.group()[-1]]
    if article := _ARTICLE.match(token):
        return "al" + spell(token[article.end() :])
    return _vocalized(_arabic_units(token))


_HEBREW: Final = pairs(
    """
    א a  ב b  ג g  ד d  ה h  ו v  ז z  ח h  ט t  י y  כ k  ך kh  ל l  מ m  ם m  נ n  ן n  ס s  ע a  פ p  ף f  צ tz
    ץ tz  ק k  ר r  ש sh  ת t
    """
)
_HEBREW_GERESH: Final = pairs("ג j  ז zh  צ ch  ץ ch  ת th  ד dh  ח kh  ט z  ע gh")
_GERESH: Final = "׳"


def spell_hebrew(token: str) -> str:
    """Spelling of a cleaned Hebrew token; ו is o between consonants, v at the beginning or doubled."""
    token = token.replace("וו", "\u05f0").replace("יי", "\u05f2")
    units: list[tuple[str, bool]] = []
    last = len(token) - 1
    for position, letter in enumerate(token):
        following = token[position + 1 : position + 2]
        after_consonant = bool(units) and not units[-1][1]
        if letter == _GERESH:
            continue
        if following == _GERESH and letter in _HEBREW_GERESH:
            units.append((_HEBREW_GERESH[letter], False))
        elif letter == "\u05f0":
            units.append(("v", False))
        elif letter == "\u05f2":
            units.append(("ai", True) if after_consonant else ("y", False))
        elif letter == "ו" and position and after_consonant and following not in ("א", "ה"):
            units.append(("o", True))
        elif letter == "ו" and units and units[-1] == ("a", True) and position == 1:
            units[-1] = ("o", True)
        elif letter == "י" and position and after_consonant:
            units.append(("i", True))
        elif letter == "י" and units and units[-1] == ("a", True) and position == 1:
            units[-1] = ("i", True)
        elif letter == "י" and position == last:
            units.append(("i", True))
        elif letter == "ה" and position == last and position:
            units.append(("a" if after_consonant else "", True))
        elif letter in "אע" and position and units and units[-1][1]:
            continue
        elif letter in _HEBREW:
            value = _HEBREW[letter]
            if letter == "פ" and position and units and units[-1][1]:
                value = "f"
            units.append((value, value == "a"))
    return _vocalized(units)
