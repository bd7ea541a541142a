"""From any script to Latin letters: for machine-readable zones, for people to read, and for matching.

- `romanize` by a named profile, for output.  Lossy, ASCII only, keeps what it need not change.
- `spelling` of one cleaned token, for matching: a-z, the form that passports of the country most often print.
- `name_variants`: the other systems in which the same name is met.
- `segment`, `cut`: surname and given name of an unspaced East Asian name, where it is one and where it may be one.
- `decode_icao_arabic`: the Arabic letters behind an ICAO transliteration, as an extra reading.

One module a family of scripts holds the rules, as tables.
"""

from __future__ import annotations

from screening.translit.han import han_readings, han_surname_reading
from screening.translit.icao import decode as decode_icao_arabic
from screening.translit.japanese import kanji_name_readings
from screening.translit.profiles import PROFILES, romanize
from screening.translit.spell import cut, segment, spelling
from screening.translit.variants import Variant, name_variants

__all__ = [
    "PROFILES",
    "Variant",
    "cut",
    "decode_icao_arabic",
    "han_readings",
    "han_surname_reading",
    "kanji_name_readings",
    "name_variants",
    "romanize",
    "segment",
    "spelling",
]
