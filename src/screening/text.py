"""Unicode clean-up of one name: what every later room takes for granted.

`clean` turns any ``str`` at all into lower-case tokens separated by single spaces.  It changes how a name is
*encoded*, never how it is *spelled*: letters keep their script and their diacritics.  In this order:

1. Size limits, before anything whose cost grows with the text (normalizing a 400 kB name can take half a minute).
2. One table, code point by code point: compatibility forms (NFKC), lower case, digits of every script to 0-9,
   invisible and bidirectional controls removed, raised figures removed (they number tones), apostrophes and half rings
   removed (``o'neill`` -> ``oneill``), hyphens and every other mark of punctuation to a space.  Turkish dotted
   capital I becomes a plain ``i``.
3. Canonical composition (NFC), after which what step 2 left apart stands together.
4. Points of the unvowelled scripts (Arabic tashkeel, Hebrew niqqud) removed.
5. Look-alike letters repaired, only in tokens that mix Latin with Cyrillic or Greek.
6. Limits again: a single code point can unfold to eighteen.

Nothing here raises, and ``clean(clean(x).text).text == clean(x).text``.
"""

from __future__ import annotations

import re
import unicodedata
from enum import IntEnum
from functools import cache, lru_cache
from typing import Final, NamedTuple

__all__ = [
    "MAX_CODE_POINTS",
    "MAX_COMBINING_RUN",
    "MAX_TOKENS",
    "Cleaned",
    "Script",
    "bounded",
    "clean",
    "folded",
    "is_all",
    "normalize_name",
    "script_of",
    "stands_alone",
]

MAX_CODE_POINTS: Final = 512
"""Code points of a name that are read; the longest names on public watchlists have about 250."""
MAX_TOKENS: Final = 64
MAX_COMBINING_RUN: Final = 8
"""Marks in a row that are kept; no orthography needs more than five (Tibetan, Burmese)."""


class Script(IntEnum):
    """Writing system of a token, as far as reading it aloud needs to know."""

    LATIN = 0
    CYRILLIC = 1
    GREEK = 2
    ARABIC = 3
    HEBREW = 4
    ARMENIAN = 5
    GEORGIAN = 6
    DEVANAGARI = 7
    BENGALI = 8
    GURMUKHI = 9
    GUJARATI = 10
    ORIYA = 11
    TAMIL = 12
    TELUGU = 13
    KANNADA = 14
    MALAYALAM = 15
    SINHALA = 16
    THAI = 17
    LAO = 18
    KHMER = 19
    MYANMAR = 20
    TIBETAN = 21
    ETHIOPIC = 22
    HANGUL = 23
    HAN = 24
    KANA = 25
    OTHER = 26


class Cleaned(NamedTuple):
    """A cleaned name.

    Attributes:
        text: Lower-case tokens, single spaces between them; empty when nothing legible was there.
        truncated: Whether a limit cut something off.
    """

    text: str
    truncated: bool


# --- scripts -----------------------------------------------------------------------------------------------------

# Blocks (Unicode 15 Blocks.txt) by first and last code point.  Marks that belong to no script stay OTHER.
_BLOCKS: Final = (
    (0x0041, 0x024F, Script.LATIN),
    (0x0250, 0x02AF, Script.LATIN),
    (0x1E00, 0x1EFF, Script.LATIN),
    (0x2C60, 0x2C7F, Script.LATIN),
    (0xA720, 0xA7FF, Script.LATIN),
    (0x0370, 0x03FF, Script.GREEK),
    (0x1F00, 0x1FFF, Script.GREEK),
    (0x0400, 0x052F, Script.CYRILLIC),
    (0x1C80, 0x1C8F, Script.CYRILLIC),
    (0x2DE0, 0x2DFF, Script.CYRILLIC),
    (0xA640, 0xA69F, Script.CYRILLIC),
    (0x0531, 0x058F, Script.ARMENIAN),
    (0x0590, 0x05FF, Script.HEBREW),
    (0x0600, 0x06FF, Script.ARABIC),
    (0x0750, 0x077F, Script.ARABIC),
    (0x0870, 0x08FF, Script.ARABIC),
    (0x0900, 0x097F, Script.DEVANAGARI),
    (0x0980, 0x09FF, Script.BENGALI),
    (0x0A00, 0x0A7F, Script.GURMUKHI),
    (0x0A80, 0x0AFF, Script.GUJARATI),
    (0x0B00, 0x0B7F, Script.ORIYA),
    (0x0B80, 0x0BFF, Script.TAMIL),
    (0x0C00, 0x0C7F, Script.TELUGU),
    (0x0C80, 0x0CFF, Script.KANNADA),
    (0x0D00, 0x0D7F, Script.MALAYALAM),
    (0x0D80, 0x0DFF, Script.SINHALA),
    (0x0E00, 0x0E7F, Script.THAI),
    (0x0E80, 0x0EFF, Script.LAO),
    (0x0F00, 0x0FFF, Script.TIBETAN),
    (0x1000, 0x109F, Script.MYANMAR),
    (0xA9E0, 0xA9FF, Script.MYANMAR),
    (0xAA60, 0xAA7F, Script.MYANMAR),
    (0x10A0, 0x10FF, Script.GEORGIAN),
    (0x1C90, 0x1CBF, Script.GEORGIAN),
    (0x2D00, 0x2D2F, Script.GEORGIAN),
    (0x1100, 0x11FF, Script.HANGUL),
    (0x3130, 0x318F, Script.HANGUL),
    (0xA960, 0xA97F, Script.HANGUL),
    (0xAC00, 0xD7FF, Script.HANGUL),
    (0x1200, 0x139F, Script.ETHIOPIC),
    (0x2D80, 0x2DDF, Script.ETHIOPIC),
    (0xAB00, 0xAB2F, Script.ETHIOPIC),
    (0x1780, 0x17FF, Script.KHMER),
    (0x3041, 0x30FF, Script.KANA),
    (0x31F0, 0x31FF, Script.KANA),
    (0x3005, 0x3007, Script.HAN),
    (0x2E80, 0x2FDF, Script.HAN),
    (0x3400, 0x4DBF, Script.HAN),
    (0x4E00, 0x9FFF, Script.HAN),
    (0xF900, 0xFAFF, Script.HAN),
)


def _script_table() -> bytes:
    table = bytearray([Script.OTHER]) * 0x10000
    for first, last, script in _BLOCKS:
        table[first : last + 1] = bytes([script]) * (last - first + 1)
    for code in (*range(0x5B, 0x61), *range(0x7B, 0xAA), 0xD7, 0xF7):
        table[code] = Script.OTHER
    return bytes(table)


_SCRIPT: Final = _script_table()
_SCRIPTS: Final = tuple(Script)


def _script_of_code(code: int) -> Script:
    if code < 0x10000:
        return _SCRIPTS[_SCRIPT[code]]
    if 0x20000 <= code <= 0x3FFFF:
        return Script.HAN
    return Script.KANA if 0x1AFF0 <= code <= 0x1B16F else Script.OTHER


@lru_cache(maxsize=1 << 12)  # asked for by every room that reads a word
def script_of(token: str) -> Script:
    """Writing system of a token: that of its first letter of a known script.

    A token with kana and Han (``田中さん``) counts as Han when it starts so; no letters at all is `Script.OTHER`.
    """
    for char in token:
        script = _script_of_code(ord(char))
        if script is not Script.OTHER:
            return script
    return Script.OTHER


@cache
def _only(script: Script) -> re.Pattern[str]:
    blocks = [(first, last) for first, last, owner in _BLOCKS if owner is script]
    blocks += [(0x0300, 0x036F)] + ([(0x20000, 0x3FFFF)] if script is Script.HAN else [])
    return re.compile("[" + "".join(f"{chr(first)}-{chr(last)}" for first, last in blocks) + "]*")


def is_all(script: Script, token: str) -> bool:
    """Whether a token holds nothing but letters of a script and combining diacritics."""
    return _only(script).fullmatch(token) is not None


# --- the table of step 2 -----------------------------------------------------------------------------------------

# Apostrophes, primes, half rings (ayn, hamza), modifier glottal stops: written or not at the writer's choice.
_APOSTROPHES: Final = "'`´‘’‚‛′‵ʹʻʼʽʾʿˈˊˋʺˮ՚՛᾽᾿῾＇｀״"
_PHRASES: Final = range(0xFDFA, 0xFDFE)
"""Ligatures of pious phrases that follow a name and are no part of it."""
_GERESH: Final = "׳"
_KEPT_MARKS: Final = frozenset("ー" + _GERESH)


class _FoldTable(dict[int, str]):
    """What `str.translate` puts for a code point; an entry is made when its code point is first met."""

    def __missing__(self, code: int) -> str:
        folded = _fold_code(code)
        if code < 0x10000:  # bounds what a stream of strange input can make us keep
            self[code] = folded
        return folded


def _fold_code(code: int) -> str:
    if code in _PHRASES:
        return " "
    char = chr(code)
    if char in _APOSTROPHES:
        return ""
    unfolded = unicodedata.normalize("NFKC", char)
    if unfolded.isdecimal() and unicodedata.decomposition(char).startswith("<super>"):
        return ""
    if unfolded != char:
        return "".join(_fold_one(part) for part in unfolded)
    return _fold_one(char)


def _fold_one(char: str) -> str:
    if char in _APOSTROPHES:
        return ""
    if char == "İ":
        return "i"
    if char in _KEPT_MARKS:
        return char
    category = unicodedata.category(char)
    if category[0] == "L":
        return char.lower()
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if category in ("Mn", "Mc"):
        return "" if "\ufe00" <= char <= "\ufe0f" or char > "\uffff" else char
    if category in ("Cf", "Me") or char in "\u3164\u115f\u1160\u17b4\u17b5":
        return ""
    if category == "Cc":
        return " " if char.isspace() else ""
    return char.lower() if char.isalnum() else " "


_FOLD: Final = _FoldTable()


def folded(char: str) -> str:
    """What step 2 puts for one code point."""
    return _FOLD[ord(char)]


_ASCII_FOLD: Final = {code: _fold_code(code) for code in range(128)}

# --- contexts ----------------------------------------------------------------------------------------------------

# Most names: letters of one script without marks, on which steps 3 to 5 have no effect.  Hebrew has its geresh, Greek
# its final sigma.
_PLAIN: Final = re.compile(
    "[ -~\u00c0-\u024f\u1e00-\u1eff]*"
    "|[ -@\u0400-\u0481\u048a-\u052f]*"
    "|[ -@\u0621-\u063a\u0641-\u064a\u0671-\u06d3]*"
    "|[ -&(-@\u05d0-\u05ea]*"
    "|[ -@\u10d0-\u10fa]*"
    "|[ -@\u30a1-\u30fa\u30fc\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3]*"
)
# A word character is a letter or digit; marks are not, so a run of them is found without a table of marks.
_LONG_RUN: Final = re.compile(rf"[^\w\s!-~]{{{MAX_COMBINING_RUN + 1},}}")
_ZWNJ_ARABIC: Final = re.compile("(?<=[\u0600-\u06ff\ufb50-\ufdff\ufe70-\ufeff])\u200c")
_GERESH_USE: Final = re.compile("(?<=[גדזחטעצץת])['’‘׳´ʼ`](?!['’‘׳´ʼ`])")
_LOST_GERESH: Final = re.compile("(?<![גדזחטעצץת])׳+|(?<=׳)׳+")
_POINTS: Final = re.compile("[\u0591-\u05bd\u05bf\u05c1-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]")
_MARK: Final = re.compile(r"[^\w\s]")
_LEADING_MARKS: Final = re.compile(r"(?<!\S)[^\w\s]+")
_FINAL_SIGMA: Final = re.compile(r"σ(?!\S)")

# --- look-alikes -------------------------------------------------------------------------------------------------

_LATIN: Final = re.compile("[a-zA-Zªº\u00c0-\u024f]")
_CYRILLIC_GREEK: Final = re.compile("[\u0370-\u03ff\u0400-\u052f]")
_WORD: Final = re.compile(r"\S+")

# Letters that look alike in at least one case, lower and upper; the case decides where they part (ν is v, Ν is N).
_CYRILLIC_LOOK: Final = (
    "авеёкмнорстухіїјѕһԁԛԝьАВЕЁКМНОРСТУХІЇЈЅҺԀԚԜ",
    "abeëkmhopctyxiïjshdqwbABEËKMHOPCTYXIÏJSHDQW",
)
_GREEK_LOOK: Final = ("αβεζηικμνορτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "abeznikuvoptuxABEZHIKMNOPTYX")


def _two_way(alien: str, latin: str) -> tuple[dict[str, str], dict[str, str]]:
    return dict(zip(alien, latin, strict=True)), dict(zip(reversed(latin), reversed(alien), strict=True))


_FROM_CYRILLIC, _TO_CYRILLIC = _two_way(*_CYRILLIC_LOOK)
_FROM_GREEK, _TO_GREEK = _two_way(*_GREEK_LOOK)


def _repaired(token: str) -> str:
    """The token in one script, if look-alikes can explain the mixture; else as it was."""
    latin = _LATIN.findall(token)
    alien = _CYRILLIC_GREEK.findall(token)
    if not latin or not alien:
        return token
    if all(char >= "\u0400" for char in alien):
        to_latin, from_latin = _FROM_CYRILLIC, _TO_CYRILLIC
    elif all(char < "\u0400" for char in alien):
        to_latin, from_latin = _FROM_GREEK, _TO_GREEK
    else:
        return token
    as_latin = all(char in to_latin for char in alien)
    as_alien = all(char in from_latin for char in latin)
    if as_latin and (not as_alien or len(latin) >= len(alien)):
        return "".join(to_latin.get(char, char) for char in token)
    if as_alien:
        return "".join(from_latin.get(char, char) for char in token)
    return token


def _mended(text: str) -> str:
    return _WORD.sub(lambda word: _repaired(word.group()), text)


def _mixed(text: str) -> bool:
    return (
        _CYRILLIC_GREEK.search(text) is not None
        and _LATIN.search(text) is not None
        and any(_LATIN.search(word) and _CYRILLIC_GREEK.search(word) for word in text.split())
    )


# --- the pipeline ------------------------------------------------------------------------------------------------


def bounded(text: str) -> tuple[str, bool]:
    """The part of a raw text that is read at all, and whether anything was cut off.

    At most `MAX_CODE_POINTS` code points, and at most `MAX_COMBINING_RUN` combining marks in a row.
    """
    truncated = len(text) > MAX_CODE_POINTS
    if truncated:
        text = text[:MAX_CODE_POINTS]
    if text.isascii() or _LONG_RUN.search(text) is None:
        return text, truncated
    shorter = _LONG_RUN.sub(_cut_run, text)
    return shorter, truncated or len(shorter) != len(text)


def _cut_run(match: re.Match[str]) -> str:
    kept, run = [], 0
    for char in match.group():
        run = run + 1 if unicodedata.category(char)[0] == "M" else 0
        if run <= MAX_COMBINING_RUN:
            kept.append(char)
    return "".join(kept)


def _fold(text: str) -> str:
    """Steps 2 to 4 for a text within the limits."""
    if "\u200c" in text:
        text = _ZWNJ_ARABIC.sub(" ", text)
    if _GERESH_USE.search(text):
        text = _GERESH_USE.sub(_GERESH, text)
    text = text.translate(_FOLD)
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    text = text.replace("i\u0307", "i")
    if _POINTS.search(text):
        text = _POINTS.sub("", text)
    if _GERESH in text:
        text = _LOST_GERESH.sub("", text)
    if _LONG_RUN.search(text):  # composing can lengthen a run
        text = _LONG_RUN.sub(_cut_run, text)
    return _LEADING_MARKS.sub("", text)


def _join(text: str) -> Cleaned:
    """Step 6 and the spaces."""
    tokens = text.split()
    joined = " ".join(tokens[:MAX_TOKENS])
    truncated = len(tokens) > MAX_TOKENS or len(joined) > MAX_CODE_POINTS
    return Cleaned(joined[:MAX_CODE_POINTS].rstrip(), truncated)


def clean(text: str) -> Cleaned:
    """Clean one name.

    Args:
        text: Any string at all; lone surrogates, control characters and megabytes included.

    Returns:
        The cleaned text and whether a limit cut it.  An empty text means that nothing legible was given.
    """
    text, cut = bounded(text)
    if text.isascii():
        result = _join(text.translate(_ASCII_FOLD))
        return Cleaned(result.text, True) if cut else result
    if _PLAIN.fullmatch(text):
        result = _join(text.translate(_FOLD))
        return Cleaned(result.text, True) if cut else result
    folded = _fold(text)
    if _mixed(folded):
        folded = _fold(_mended(unicodedata.normalize("NFKC", text)))  # while the case still tells Ν from ν
    result = _settled(folded)
    return Cleaned(result.text, True) if cut else result


def stands_alone(word: str) -> bool:
    """Whether a part of a text between two spaces is cleaned in the same way whatever stands beside it.

    A text of such words is cleaned by cleaning them one by one, as long as no limit is reached.  A word that mixes
    scripts is not one: because of it the whole text is read anew, by its compatibility forms.
    """
    return word.isascii() or _PLAIN.fullmatch(word) is not None or not _mixed(_fold(bounded(word)[0]))


def _settled(folded: str) -> Cleaned:
    """Joined tokens on which `clean` has no more effect.

    Letters alone are settled after one pass.  Where there are marks, removing one thing can bring two others together
    that compose or begin a word; nearly always a second pass finds nothing.
    """
    result = _join(folded)
    for _ in range(4):
        text = _mended(result.text) if _mixed(result.text) else result.text
        text = _FINAL_SIGMA.sub("ς", text) if "σ" in text else text
        if _MARK.search(text) is None and unicodedata.is_normalized("NFC", text):
            return Cleaned(text, result.truncated)
        again = _join(_fold(text))
        if again.text == text:
            return Cleaned(text, result.truncated or again.truncated)
        result = Cleaned(again.text, result.truncated or again.truncated)
    return result


def normalize_name(text: str) -> str:
    """The cleaned form of a name: lower-case tokens, single spaces, every script kept.

    >>> normalize_name("José  MÜLLER-O'Neill")
    'josé müller oneill'
    """
    return clean(text).text
