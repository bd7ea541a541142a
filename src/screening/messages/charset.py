"""Bytes of a message as text: the character set that it names, UTF-8, or what they most likely are."""

from __future__ import annotations

import codecs
import re
from typing import Final

__all__ = ["decoded"]

# Syntax identifiers of ISO 9735-1 annex A; A, B, and those of other bodies (IATA, SIRE) are ASCII.
_CHARACTER_SETS: Final = {
    b"C": "iso8859-1",
    b"D": "iso8859-2",
    b"E": "iso8859-5",
    b"F": "iso8859-7",
    b"G": "iso8859-3",
    b"H": "iso8859-4",
    b"I": "iso8859-6",
    b"J": "iso8859-8",
    b"K": "iso8859-9",
}
_SYNTAX: Final = re.compile(rb"UNB\WUNO([C-K])\W")
_QUOTES: Final = "\x91\x92\x93\x94\x96\x97"  # quotes and dashes of Windows-1252, which text really has
_BETWEEN_LETTERS: Final = re.compile(r"(?<=[A-Za-z])[\x80-\x9f]|[\x80-\x9f](?=[A-Za-z])")


def decoded(data: bytes) -> tuple[str, str | None]:
    """The text of a message, and what is to be said of its bytes.

    A message that claims ASCII and is not is read as UTF-8 if it is that, up to a character that the end cuts in two.
    Else a byte is a character of Windows-1252, and next to a letter one of Mac Roman where the former has no letter:
    both are found in names of messages that claim ASCII.

    Args:
        data: Any bytes.
    """
    if data.isascii():
        return data.decode("ascii"), None
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace"), "the data are UTF-16"
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(data), "bytes outside ASCII, read as UTF-8"
    except UnicodeDecodeError:
        pass
    named = _SYNTAX.search(data)
    if named:
        return data.decode(_CHARACTER_SETS[named[1]], "replace"), None
    text = _BETWEEN_LETTERS.sub(_letter, data.decode("latin-1"))
    return text.translate(_WINDOWS), "bytes outside ASCII, read as the letters that they most likely are"


_WINDOWS: Final = {
    code: bytes([code]).decode("cp1252") for code in range(0x80, 0xA0) if code not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}
}


def _letter(match: re.Match[str]) -> str:
    """A byte that stands next to a letter."""
    char = match[0]
    if char in _QUOTES or _WINDOWS.get(ord(char), "").isalpha():
        return char
    return char.encode("latin-1").decode("mac-roman")
