"""Document numbers: one spelling for storage, one coarser key for comparison.

Lists write a passport number as prose ("Afghan passport number SE 012820"), with blanks, hyphens or the issuer beside
it; travellers bring it from a chip or from optical reading.  Both sides go through the same two functions, so that
equality of strings is enough afterwards.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Final

from screening.errors import InputError

__all__ = ["TravelDocument", "document_key", "normalize_document_number"]

# Longest text that is looked at; no document number of any format is longer, and prose around it stays far below.
_MAX_CHARS: Final = 1_000

# Dates of issue, second numbers and remarks follow the number; what stands after one of these words is not the number.
_REMARK: Final = re.compile(
    r"[;\n]|\b(?:issued|issue\s+date|valid|expir[a-z]*|under\s+the\s+name|in\s+the\s+name|cancell?ed|délivré|expedid[oa]|выдан)\b",
    re.IGNORECASE,
)
_BRACKETS: Final = re.compile(r"[(\[][^)\]]*[)\]]")

# "number", "no.", "N°" ... announce the number.  Glued to a digit only the mixed-case form counts: "No34409" has a
# marker, "NO34409" may have a series.
_MARKER: Final = re.compile(
    r"(?i:\b(?:number|num\.?|n[uú]m[eé]ro|nummer|номер)\b|\bرقم\b)\s*:?"
    r"|(?i:\bn[or])\s*[.:]+\s*:?|(?i:\bn[or])(?=\s)|\bN[or](?=\d)|\bno(?=\d)|(?i:\bn)\s*[°º]\.?|№|#"
)
_SEPARATED: Final = re.compile(r"[\s,:]+")
_BARE: Final = re.compile(r"(?=.*[0-9])[A-Z0-9]{1,64}")
_NOT_ALNUM: Final = re.compile(r"[^A-Z0-9]+")

# Capital letters of other scripts that are printed like a Latin one; a typed Cyrillic series must meet the Latin one.
_LOOKALIKES: Final = str.maketrans("АВЕЗКМНОРСТУХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABE3KMHOPCTYXIJSABEZHIKMNOPTYX")

# Characters that readers and typists exchange (ICAO Doc 9303-3 prints both in OCR-B).
_CONFUSABLE: Final = str.maketrans("OISBZG", "015826")

_NO_NUMBER: Final = frozenset({"NA", "NIL", "NONE", "NULL", "PASSPORT", "TBA", "TBD", "UNKNOWN"})


@dataclass(frozen=True, slots=True)
class TravelDocument:
    """A document that a traveller brings.

    Attributes:
        number: As written.
        type: Code as written, e.g. ``P`` passport, ``V`` visa, ``I`` identity card.
        issuing_state: Code or name as written.
    """

    number: str
    type: str | None = None
    issuing_state: str | None = None
    expiry_date: date | None = None

    def __repr__(self) -> str:
        """Without what it holds: personal data stays out of logs."""
        return "TravelDocument(...)"


def normalize_document_number(text: str) -> str:
    """The number itself, in ``A-Z0-9``, out of whatever was written around it.

    Args:
        text: A number, possibly with blanks, punctuation, fillers (``<``), the issuer, or prose; of several numbers
            separated by semicolons the first is taken.

    Returns:
        Upper-case letters and digits; empty when nothing is left (punctuation, prose without a number).

    Raises:
        InputError: ``text`` is not a string.
    """
    if not isinstance(text, str):
        raise InputError("a document number must be text")
    if _BARE.fullmatch(text):
        return text  # nearly all are, and the rules below find nothing in them
    text = unicodedata.normalize("NFKC", text[:_MAX_CHARS].replace("№", "No. ").replace("º", "°"))
    text = _BRACKETS.sub(" ", text) if any(map(str.isalnum, _BRACKETS.sub("", text))) else text
    text = _REMARK.split(text.strip(), maxsplit=1)[0]
    for marker in _MARKER.finditer(text):
        if any(map(str.isdigit, text[marker.end() :])):
            text = text[marker.end() :]
            break
    text = _MARKER.sub(" ", text)
    tokens = [token for token in _SEPARATED.split(text) if token]
    shouted = not any(map(str.islower, text))
    lowered = not any(map(str.isupper, text))
    kept = [token for token in tokens if not _is_word(token, mixed_case=not shouted and not lowered)]
    if not any(any(map(str.isdigit, token)) for token in kept):
        # A number of letters only exists, but among prose it cannot be told from a word.
        kept = tokens if len(tokens) == 1 else []
    number = _NOT_ALNUM.sub("", "".join(map(_plain, kept)))
    return "" if number in _NO_NUMBER else number


def document_key(text: str) -> str:
    """A key that is equal for numbers which differ only by characters that readers exchange.

    O folds to 0, I to 1, S to 5, B to 8, Z to 2, G to 6.  The key is for comparison, never for display.

    Args:
        text: As for `normalize_document_number`.

    Returns:
        The folded number; empty when no number is left, or one character over and over (``00000000``, ``XXXXXXX``):
        that stands for no number, and would find everybody else who has none.

    Raises:
        InputError: ``text`` is not a string.
    """
    key = normalize_document_number(text).translate(_CONFUSABLE)
    return key if key.strip(key[:1]) else ""


def _is_word(token: str, *, mixed_case: bool) -> bool:
    """Prose: letters only, and long, or in lower case where the text also has capitals."""
    letters = "".join(filter(str.isalnum, token))
    if not letters or not letters.isalpha():
        return False
    return len(letters) >= 4 or (mixed_case and len(letters) > 1 and any(map(str.islower, letters)))


def _plain(token: str) -> str:
    digits = "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in token)
    stripped = "".join(char for char in unicodedata.normalize("NFD", digits.upper()) if not unicodedata.combining(char))
    return stripped.translate(_LOOKALIKES)
