"""Makes ``tables/name_ids.npy``: which tokens are forms of the same name.

Run ``python -m tools.make_name_ids``; the bytes depend on the pinned inputs and this file alone.

Inputs: the Wikidata name items (CC0) that rigour ships as lines of forms, and the English nicknames of ``nicknames``.
A Wikidata item mixes spellings of one name with its cognates and diminutives (Maria, Mariya, Masha, Марія), so the
forms of a line are clustered by sound: a cluster gets a *variant* id (even), a line of several clusters also a
*cognate* id (odd).  Characters say nothing about sound in every language: a form in Han joins each cluster.
"""

from __future__ import annotations

import csv
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from functools import cache
from typing import TYPE_CHECKING

from rapidfuzz.distance import JaroWinkler
from tools.wheels import ANYASCII, NICKNAMES, RIGOUR, write_table

from screening.lexicon import ID_BITS, fold_token, token_hash

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SAME_SOUND = 0.85  # Jaro-Winkler of the Latin spellings within one Wikidata item
SAME_CONSONANTS = 0.7  # the same of the consonants, across scripts
MOST_IDS = 48  # a form of more names than this says nothing (kana and jamo of one syllable)
MOST_FULL_NAMES = 20  # a nickname of more full names than this says nothing

_CLASSES = str.maketrans("qcgxkzjsdtbpfvlrmn", "kkkkksssttpppprrnn")


def consonants(latin: str) -> str:
    """Consonants of a Latin spelling in broad classes: enough to tell a variant from a diminutive in one item."""
    return re.sub(r"(.)\1+", r"\1", re.sub(r"[aeiouyhw]", "", latin).translate(_CLASSES))


def is_han(text: str) -> bool:
    return any(unicodedata.name(char, "").startswith("CJK UNIFIED") for char in text)


def same_sound(a: str, b: str, *, loosely: bool) -> bool:
    """Whether two Latin spellings sound alike; ``loosely`` when a romanization, perhaps without vowels, is one."""
    if JaroWinkler.similarity(a, b) >= SAME_SOUND:
        return True
    key, other = consonants(a), consonants(b)
    if loosely:
        return JaroWinkler.similarity(key, other) >= SAME_CONSONANTS
    return len(key) > 1 and key == other


def clusters(forms: list[str], latin: Callable[[str], str]) -> list[list[str]]:
    """Forms of one item, joined where two sound alike; a form in Han stands in every cluster."""
    groups: list[list[tuple[str, str, bool]]] = []
    han = {form for form in forms if is_han(form)}
    for form in forms:
        if form in han:
            continue
        spelling, plain = latin(form), form.isascii()
        alike = [g for g in groups if any(same_sound(spelling, s, loosely=not (plain and p)) for _, s, p in g)]
        groups = [group for group in groups if group not in alike]
        groups.append([(form, spelling, plain), *(member for group in alike for member in group)])
    return [sorted(han.union(form for form, _, _ in group)) for group in groups] or [sorted(han)]


def wikidata_items(folder: Path) -> Iterator[list[str]]:
    """Single-word forms of each item, folded."""
    for line in (folder / "rigour/data/names/persons.txt").read_text("utf-8").splitlines():
        forms = {fold_token(form.strip()) for form in line.rpartition(" => ")[0].split(",")}
        yield sorted(form for form in forms if form and all(unicodedata.category(c)[0] in "LM" for c in form))


def nickname_groups(folder: Path) -> Iterator[list[str]]:
    """Each full name with its nicknames."""
    nicknames: dict[str, set[str]] = defaultdict(set)
    with (folder / "nicknames/names.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            nicknames[fold_token(row["name1"])].add(fold_token(row["name2"]))
    breadth = Counter(nickname for group in nicknames.values() for nickname in group)
    for full in sorted(nicknames):
        yield sorted({full} | {nick for nick in nicknames[full] if breadth[nick] <= MOST_FULL_NAMES})


@cache
def wikidata_groups() -> tuple[list[list[str]], list[list[str]]]:
    """Variant groups and cognate groups of the Wikidata items."""
    sys.path.insert(0, str(ANYASCII.unpack()))
    from anyascii import anyascii  # noqa: PLC0415 - comes from the pinned wheel

    def latin(form: str) -> str:
        return re.sub("[^a-z]", "", anyascii(form).lower())

    variants: list[list[str]] = []
    cognates: list[list[str]] = []
    for forms in wikidata_items(RIGOUR.unpack()):
        parts = clusters(forms, latin)
        variants += [part for part in parts if len(part) > 1]
        cognates += [forms] if len(parts) > 1 else []
    return variants, cognates


def variant_groups() -> list[list[str]]:
    """Spellings of one name, in every script, of each Wikidata item."""
    return wikidata_groups()[0]


def main() -> None:
    variants, cognates = wikidata_groups()
    cognates = [*cognates, *nickname_groups(NICKNAMES.unpack())]

    members = {
        2 * serial + kind: group
        for kind, groups in enumerate((variants, cognates))
        for serial, group in enumerate(groups)
    }
    breadth = Counter(form for group in members.values() for form in group)
    hashes = {form: token_hash(form) >> ID_BITS for form in breadth}
    if len(set(hashes.values())) != len(hashes) or max(members) >> ID_BITS:
        raise SystemExit("two tokens share a hash, or there are too many groups")
    words = {
        hashes[form] << ID_BITS | serial
        for serial, group in members.items()
        for form in group
        if breadth[form] <= MOST_IDS
    }
    write_table(
        "name_ids", words, [RIGOUR, NICKNAMES, ANYASCII], f"{len(variants)} variant and {len(cognates)} cognate groups"
    )


if __name__ == "__main__":
    main()
