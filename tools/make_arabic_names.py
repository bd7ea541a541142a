"""Make ``tables/arabic_names.tsv``: how names in Arabic script are spelled in Latin, as attested.

Run ``python -m tools.make_arabic_names``.  Input: the name units of arabic-name-romanizer (CC0: Wikidata and an
Algerian corpus; MIT: DziriNames).  One line a name: its folded letters without spaces, then its spellings, most
frequent first.  A spelling whose consonants are not those of the letters belongs to another word of the source and is
left out; so is a rare name with the article, which is better spelled by its parts.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter, defaultdict

from rapidfuzz.distance import Levenshtein
from tools.wheels import ARABIC, TABLES

from screening.translit.abjad import attested_key, transliterate_arabic
from screening.translit.latin import FOLD

MOST_SPELLINGS = 4
LEAST_SHARE = 0.03  # of a name's attestations: what is rarer is as often a mistake
LEAST_WITH_ARTICLE = 3  # attestations
_CLASSES = str.maketrans("qcgxkzjsdtbpflrmn", "kkkkksssttppprrnn")


def _consonants(latin: str) -> str:
    """Consonants in broad classes, doubled ones once; waw is v as often as it is a vowel."""
    return re.sub(r"(.)\1+", r"\1", re.sub("[aeiouyhvw]", "", latin).translate(_CLASSES))


def _fits(spelling: str, letters: str) -> bool:
    ours, theirs = _consonants(letters), _consonants(spelling)
    return Levenshtein.distance(ours, theirs) <= (0 if len(ours) < 3 else 1)


def _attested() -> dict[str, Counter[str]]:
    path = ARABIC.unpack() / "arabic_name_romanizer" / "resources" / "names.sqlite3"
    names: defaultdict[str, Counter[str]] = defaultdict(Counter)
    with sqlite3.connect(path) as database:
        for arabic, latin, count in database.execute("SELECT arabic_key, latin, count FROM units"):
            spelling = re.sub("[^a-z]", "", latin.translate(FOLD).lower())
            if spelling and re.fullmatch("[\u0621-\u06d3 ]+", arabic):
                names[attested_key(arabic)][spelling] += count
    return names


def _best(name: str, counts: Counter[str]) -> list[str]:
    if name.startswith("ال") and counts.total() < LEAST_WITH_ARTICLE:
        return []
    letters = transliterate_arabic(name)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    fitting = [
        spelling for spelling, count in ranked if count >= LEAST_SHARE * counts.total() and _fits(spelling, letters)
    ]
    return fitting[:MOST_SPELLINGS]


def main() -> None:
    header = f"""# attested Latin spellings of names in Arabic script, most frequent first
# generator: tools/make_arabic_names.py
# source: {ARABIC.requirement}, sha256 {ARABIC.sha256}, licence: {ARABIC.licence}
"""
    names = ((name, _best(name, counts)) for name, counts in sorted(_attested().items()) if len(name) > 1)
    lines = [f"{name}\t{' '.join(spellings)}\n" for name, spellings in names if spellings]
    (TABLES / "arabic_names.tsv").write_text(header + "".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
