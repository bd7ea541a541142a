"""What several sources need to read out of free text: names with brackets, names in two scripts, documents in prose."""

from __future__ import annotations

import re
from typing import Final

__all__ = [
    "enumerated",
    "has_latin",
    "listed_names",
    "name_forms",
    "nonlatin",
    "numbers_in_prose",
    "split_names",
    "take_brackets",
    "tidy",
    "without_nonlatin",
]

# Letters from Greek to the end of the plane, without the Latin blocks (phonetic extensions, U+1E00, U+A720, U+AB30,
# ligatures) and without the blocks of punctuation and symbols.  Combining marks inside a run belong to it.
_LETTER: Final = (
    r"\u0370-\u1cff\u1f00-\u1fff\u2c80-\u2dff\u2e80-\u2fff\u3005-\ua71f"
    r"\ua800-\uab2f\uab70-\ufaff\ufb13-\ufdff\ufe70-\ufefc"
)
_RUN: Final = re.compile(rf"[{_LETTER}](?:[{_LETTER}\u0300-\u036f\u200c\u200d\s.\-'’·]*[{_LETTER}\u0300-\u036f])?")
_LATIN: Final = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_BRACKETS: Final = re.compile(r"\(([^()]*)\)")
_LETTERED: Final = re.compile(r"(?:^|(?<=[\s,;]))\(?[a-z]\)\s*")
_LABEL: Final = re.compile(r"([^\W\d_]+(?: script)?):\s+")
_BRACKET: Final = re.compile(r"\s*\(\s*(?:(?:a\.?\s?k\.?\s?a\.?|alias|also|or)\b[\s.:]*)?([^()]*)\)", re.IGNORECASE)
_PASSPORT: Final = re.compile(
    r"(?i)passport\s+(?:numbers?|nos?\.?|nos?)\s*:?\s*((?:[A-Z]{1,3}\s)?[A-Z]{0,3}\d{4,}[A-Z]?)\b"
)


def tidy(text: str) -> str:
    """One line, single spaces, without quotation marks around it, stray brackets or separators at its ends."""
    text = " ".join(text.split()).strip(" ,;:")
    if len(text) > 1 and text[0] in '"“«' and text[-1] in '"”»':
        text = text[1:-1].strip()
    if text.count("(") != text.count(")"):
        text = text.strip("() ") if _BRACKETS.search(text) is None else text.lstrip(") ").rstrip("( ")
    elif (whole := _BRACKETS.fullmatch(text)) is not None:
        text = whole[1].strip()
    return text


def split_names(text: str) -> list[str]:
    """Names of a field that holds several, separated by semicolons or Arabic commas; the empty ones left out."""
    return [name for part in re.split(r"[;؛،]", text) if (name := tidy(part))]


def take_brackets(text: str) -> tuple[str, list[str]]:
    """The text without its innermost bracketed parts, and those parts."""
    inside = [part for found in _BRACKETS.findall(text) if (part := tidy(found))]
    return tidy(_BRACKETS.sub(" ", text)), inside


def nonlatin(text: str) -> list[str]:
    """Runs of a text that are written in another script than Latin, words of one run kept together."""
    return [tidy(run) for run in _RUN.findall(text)]


def without_nonlatin(text: str) -> str:
    """The text with a space in place of every such run."""
    return _RUN.sub(" ", text)


def has_latin(text: str) -> bool:
    """Whether the text has a Latin letter."""
    return _LATIN.search(text) is not None


def numbers_in_prose(text: str) -> list[str]:
    """Passport numbers that a sentence mentions after the word passport."""
    return [" ".join(number.split()) for number in _PASSPORT.findall(text)]


def enumerated(text: str) -> list[str]:
    """Items of ``(a) first, (b) second`` or ``a) first; b) second``; the whole text where it is not lettered."""
    return [item for part in _LETTERED.split(text) if (item := part.strip(" ,;"))]


def listed_names(text: str) -> list[tuple[str, str]]:
    """Names of a field that lists several, each with the word and colon that stood before it (``Russian: ...``).

    Semicolons and slashes with blanks separate names.  A comma does where every piece has at least two words; else it
    may stand between a surname and the given names.
    """
    found = []
    for field in re.split(r"[;؛،]|\s/\s|\s/(?=\w)", text):
        pieces = field.split(",")
        many = len(pieces) > 1 and all(len(piece.split()) > 1 for piece in pieces)
        for piece in pieces if many else [field]:
            label = _LABEL.match(piece.strip())
            name = tidy(piece.strip()[label.end() :] if label else piece)
            if name:
                found.append((name, label[1] if label else ""))
    return found


def name_forms(text: str) -> tuple[str, list[str], list[str]]:
    """A name whose brackets hold other forms of it.

    Returns:
        The name without brackets; the other names (``Maher (a.k.a. Mahir) AL-ASSAD`` gives ``Mahir AL-ASSAD``, one word
        in brackets taking the place of the word before; several capitalised words are a name by themselves, as is what
        is in another script); and what is prose.
    """
    others: list[str] = []
    notes: list[str] = []
    main = tidy(_BRACKET.sub("", text))
    for found in _BRACKET.finditer(text):
        before = tidy(_BRACKET.sub("", text[: found.start()]))
        after = tidy(_BRACKET.sub("", text[found.end() :]))
        for form in found[1].split(","):
            form = form.strip(" ‘’'\"“”")
            words = form.split()
            if not words:
                continue
            if scripts := nonlatin(form):
                others += scripts
            elif len(words) == 1 and before:
                others.append(f"{before.rpartition(' ')[0]} {form} {after}".strip())
            elif len(words) > 1 and all(word[:1].isupper() or not word[:1].isalpha() for word in words):
                others.append(form)
            else:
                notes.append(form)
    return main or tidy(text), others, notes
