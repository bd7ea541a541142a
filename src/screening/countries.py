"""Countries as ICAO Doc 9303-3 section 5 codes them, and what is and is not evidence between two of them.

A code is an ISO 3166-1 alpha-3 code, an ISO 3166-3 code of a state that is no more (``SUN``, ``YUG``), a user-assigned
code (``XKX``), or an ICAO code of an issuer that is no country (``UNO``, ``XXA``).  `is_neutral` tells the latter
apart: they say nothing of a nationality and must never count for or against anybody.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass
from importlib import resources
from typing import Final

from screening.errors import InputError

__all__ = ["COUNTRIES", "country_code", "is_neutral", "same_country", "successors"]

_MAX_CHARS: Final = 300


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the table: see the head of ``tables/countries.tsv``."""

    code: str
    alpha2: str
    kind: str
    to: frozenset[str]
    names: str


def _read() -> dict[str, _Row]:
    text = resources.files("screening.tables").joinpath("countries.tsv").read_text(encoding="utf-8")
    rows = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            code, alpha2, kind, to, names = line.split("\t")
            rows[code] = _Row(code, alpha2, kind, frozenset(filter(None, to.split(";"))), names)
    return rows


_ROWS: Final = _read()

COUNTRIES: Final[tuple[str, ...]] = tuple(sorted(code for code, row in _ROWS.items() if row.kind != "alias"))
"""Every code that `country_code` answers, in the order of the alphabet: a position in it is a small integer id."""

_NEUTRAL: Final = frozenset(code for code, row in _ROWS.items() if row.kind == "neutral")
_ALIASES: Final = {code: next(iter(row.to)) for code, row in _ROWS.items() if row.kind == "alias"}
_ALPHA2: Final = {row.alpha2: code for code, row in _ROWS.items() if row.alpha2}
_CODES: Final = {code: code for code in COUNTRIES} | _ALPHA2 | _ALIASES

_LITTLE_WORDS: Final = frozenset(
    {
        "the",
        "of",
        "and",
        "a",
        "an",
        "la",
        "le",
        "les",
        "l",
        "du",
        "de",
        "des",
        "d",
        "el",
        "los",
        "las",
        "y",
        "et",
        "e",
        "da",
        "do",
        "dos",
        "das",
        "der",
        "die",
        "und",
    }
)
# Said beside a country without changing which one is meant.
_ASIDES: Final = frozenset(
    {
        "former",
        "formerly",
        "ex",
        "ancien",
        "ancienne",
        "presumed",
        "possibly",
        "allegedly",
        "probably",
        "assumed",
        "reportedly",
        "claimed",
        "citizen",
        "citizenship",
        "national",
        "nationality",
        "passport",
        "born",
        "birth",
        "by",
    }
)
_FORMS_OF_STATE: Final = frozenset(
    {"republic", "republique", "kingdom", "royaume", "state", "etat", "federation", "islamic", "arab", "республика"}
)
_BRACKETS: Final = re.compile(r"[(\[][^)\]]*[)\]]?")
_ENUMERATOR: Final = re.compile(r"^\s*\(?[a-h]\)\s*")
_NOT_WORD: Final = re.compile(r"[\W_]+")


def country_code(text: str) -> str | None:
    """The code of a country from its code or its name, as documents, messages and lists write it.

    Understood are alpha-3 codes in any case, alpha-2 codes in capitals ("NO" is Norway, "no" is not), ICAO codes
    (``D``, ``GBN``, ``RKS``), fillers (``D<<``), names in English, French, Spanish, Portuguese, German, Italian,
    Russian and Arabic, official and inverted forms ("Korea, North"), English demonyms ("Syrian"), and former states.

    Args:
        text: One country; of a text that names several different ones nothing is said.

    Returns:
        A code of `COUNTRIES`, or None where the text names no country or an ambiguous one ("Congolese").

    Raises:
        InputError: ``text`` is not a string.
    """
    if not isinstance(text, str):
        raise InputError("a country must be text")
    bare = text[:_MAX_CHARS].strip("< \t\r\n.")
    code = _CODES.get(bare if len(bare) < 3 else bare.upper())
    return code or _by_name(bare)


def is_neutral(code: str) -> bool:
    """Whether a code says nothing of a nationality.

    True of organisations (``UNO``, ``EUE``, ``XPO``), stateless persons and refugees (``XXA``, ``XXB``, ``XXC``),
    unspecified (``XXX``), specimens (``UTO``), and of every code that is not in `COUNTRIES`.
    """
    return code in _NEUTRAL or code not in _ROWS


def successors(code: str) -> frozenset[str]:
    """The states that exist today where a former one was (ISO 3166-3); empty for a code that is still in use."""
    row = _ROWS.get(code)
    if row is None or row.kind != "historic":
        return frozenset()
    return frozenset().union(*(successors(state) or {state} for state in row.to))


def same_country(a: str, b: str) -> bool:
    """Whether two codes can be the nationality of one person.

    True of equal codes, of a former state and each of its successors (``SUN`` and ``UKR``), of two former states with a
    common successor (``YUG`` and ``SCG``), and of a territory and the state whose passports its people carry (``HKG``
    and ``CHN``).  Two successors of one state are different countries.  A neutral code is the same as nothing, not even
    as itself.
    """
    if is_neutral(a) or is_neutral(b):
        return False
    first, second = _ROWS[_ALIASES.get(a, a)], _ROWS[_ALIASES.get(b, b)]
    if first.code == second.code:
        return True
    if first.kind == second.kind == "state":
        return first.code in second.to or second.code in first.to
    return not (successors(first.code) or {first.code}).isdisjoint(successors(second.code) or {second.code})


@functools.lru_cache(maxsize=4096)
def _by_name(text: str) -> str | None:
    names = _names()
    words = _words(_ENUMERATOR.sub("", text))
    for candidate in (words, words - _ASIDES, _words(_BRACKETS.sub(" ", text)) - _ASIDES):
        if candidate in names:
            return names[candidate]
        if candidate - _FORMS_OF_STATE in names:
            return names[candidate - _FORMS_OF_STATE]
    # "Belarus / Bélarus", "NIGERIA (NGA)", "Jalisco, Mexico": parts that agree, or the one that is a country.
    split = [part.strip() for part in re.split(r"[/(),;]", text)]
    parts = {_CODES.get(part) or names.get(_words(part) - _ASIDES) for part in split if len(part) > 1} - {None}
    return parts.pop() if len(parts) == 1 else None


@functools.cache
def _names() -> dict[frozenset[str], str]:
    """Words of a name -> code; that no two countries share a name is a test."""
    return {
        _words(name): row.code for row in _ROWS.values() if row.kind != "alias" for name in row.names.split(";") if name
    }


def _words(name: str) -> frozenset[str]:
    """The words of a name without order, case, accents and little words: "Korea, North" is "the North Korea"."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char))
    words = _NOT_WORD.sub(" ", plain.replace("'", " ").replace(".", "").casefold()).split()  # U.S.A. is one word
    return frozenset(words) - _LITTLE_WORDS or frozenset(words)
