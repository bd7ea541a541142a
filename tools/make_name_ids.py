"""Makes ``tables/name_ids.npy``: which tokens are forms of the same name.

Run ``python -m tools.make_name_ids``; the bytes depend on the pinned inputs, ``cognates.tsv``, the rooms of text,
transliteration and lexicon, and this file.

Inputs: the Wikidata name items (CC0) that rigour ships as lines of forms; Arabic and Ethiopic names with their attested
Latin spellings; the syllables of Chinese and Korean names, as the transliteration room spells them; the English
nicknames of ``nicknames``; ``cognates.tsv``.
A Wikidata item mixes spellings of one name with its cognates and diminutives (Maria, Mariya, Masha, Марія), so the
forms of a line are clustered by sound: a cluster gets a *variant* id (even), a line of several clusters also a
*cognate* id (odd).  Characters say nothing about sound in every language: a form in Han joins each cluster.
An item of a character gathers its readings in several languages, and a syllable stands for dozens of characters: what
two syllables share says little, so a Latin form of many groups is bound more narrowly (`variant_groups`).
"""

from __future__ import annotations

import csv
import json
import re
import sqlite3
import sys
import unicodedata
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from rapidfuzz.distance import Indel, JaroWinkler
from tools.person_names import person_names
from tools.wheels import ANYASCII, ARABIC, HABESHA, NICKNAMES, RIGOUR, write_licences, write_table

from screening.lexicon import ID_BITS, Role, fold_token, join_compounds, role, token_hash
from screening.text import clean
from screening.translit import han, hangul

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SAME_SOUND = 0.85  # Jaro-Winkler of the Latin spellings within one Wikidata item
SAME_CONSONANTS = 0.65  # normalized Indel similarity of the consonants, across scripts
MOST_IDS = 96  # a form of more names than this says nothing but its syllable (kana and jamo, Yi)
MOST_COGNATES = 10  # a Latin form in more items of several clusters than this has no cognates in Latin letters
MOST_VARIANTS = 10  # a Latin form in more clusters than this is a variant of what stands beside it in most, alone
LEAST_TOGETHER = 0.5  # of the clusters of the rarer of two Latin forms: in so many the other stands too
MOST_FULL_NAMES = 20  # a nickname of more full names than this says nothing
MOST_OF_PARTICLE = 10  # and one that is a particle as well says nothing if it is of more than this
FEWEST_BEARERS = 2  # of a Latin spelling of an Arabic name
SMALLEST_PART = 0.01  # of the bearers of the Arabic name

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
    if any(len(each.replace("nk", "n")) < 2 for each in (key, other)):  # too few to go by in a syllable; -ng is one
        return False
    return Indel.normalized_similarity(key, other) >= SAME_CONSONANTS if loosely else key == other


def clusters(forms: list[str], latin: Callable[[str], str]) -> list[list[str]]:
    """Forms of one item by sound.

    Latin spellings first: one that sounds like most of several clusters stands in each of them, and does not make them
    sound alike (Yung between Ung and Yong).  A form in another script joins the clusters that it sounds like most of
    (Chong and Jong, by 정); but characters say nothing about sound in every language, so one in Han stands in each.
    """
    groups: list[list[tuple[str, str, bool]]] = []
    han = {form for form in forms if is_han(form)}
    for form in sorted(set(forms) - han, key=lambda form: (not form.isascii(), form)):
        spelling, plain = latin(form), form.isascii()
        alike = [
            group
            for group in groups
            if 2 * sum(same_sound(spelling, s, loosely=not (plain and p)) for _, s, p in group) > len(group)
        ]
        if plain and alike:
            for group in alike:
                group.append((form, spelling, plain))
        else:
            groups = [group for group in groups if group not in alike]
            groups.append([(form, spelling, plain), *dict.fromkeys(member for group in alike for member in group)])
    return [sorted(han.union(form for form, _, _ in group)) for group in groups] or [sorted(han)]


def wikidata_items() -> Iterator[list[str]]:
    """Single-word forms of each item, folded."""
    for item in person_names():
        forms = set(map(fold_token, item))
        yield sorted(form for form in forms if form and all(unicodedata.category(c)[0] in "LM" for c in form))


def nickname_groups(folder: Path) -> Iterator[list[str]]:
    """Each full name with its nicknames."""
    nicknames: dict[str, set[str]] = defaultdict(set)
    with (folder / "nicknames/names.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            nicknames[fold_token(row["name1"])].add(fold_token(row["name2"]))
    breadth = Counter(nickname for group in nicknames.values() for nickname in group)
    most = {nick: MOST_OF_PARTICLE if role(nick) is Role.PARTICLE else MOST_FULL_NAMES for nick in breadth}
    for full in sorted(nicknames):
        yield sorted({full} | {nick for nick in nicknames[full] if breadth[nick] <= most[nick]})


def arabic_groups(folder: Path) -> Iterator[list[str]]:
    """Each Arabic one-word name with its Latin spellings; what one person alone spells so may be a slip."""
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    with sqlite3.connect(folder / "arabic_name_romanizer/resources/names.sqlite3") as base:
        for key, latin, count in base.execute("SELECT arabic_key, latin, count FROM units"):
            units, written = (
                join_compounds(fold_token(part) for part in clean(text).text.split()) for text in (key, latin)
            )
            if len(units) == len(written) == 1:
                spellings[units[0]][written[0]] += count
    for native, counts in sorted(spellings.items()):
        least = max(FEWEST_BEARERS, SMALLEST_PART * counts.total())
        group = {spelling for spelling, count in counts.items() if count >= least}
        if group:
            yield sorted(group | {native})


def ethiopic_groups(folder: Path) -> Iterator[list[str]]:
    entries = json.loads((folder / "habesha_names/data/given_names.json").read_text("utf-8"))["entries"]
    for entry in entries:
        yield sorted({fold_token(form) for form in (entry["fidel"], entry["canonical"], *entry["variants"])})


def syllable_groups() -> Iterator[list[str]]:
    """Each syllable of Chinese and Korean names in the spellings of one language: Zhang and Chang, Jeong and Chung."""
    characters = {form for forms in wikidata_items() for form in forms if len(form) == 1 and is_han(form)}
    syllables = {reading for character in characters for reading in han.han_readings(character)[:1]}
    spellings = [{syllable, han.wade_giles(syllable)} for syllable in syllables]
    for syllable in han.sino_korean().union(hangul.SURNAMES):
        spellings.append(korean_spellings(syllable))
        if syllable in hangul.SURNAMES and (southern := without_r(syllable)) in hangul.SURNAMES:
            spellings.append(korean_spellings(syllable) | korean_spellings(southern))
    yield from sorted(sorted(group) for group in spellings if len(group) > 1)


def korean_spellings(syllable: str) -> set[str]:
    """A syllable of Hangul, and how it is written in Latin letters."""
    systems = (hangul.revised(syllable), hangul.mccune(syllable), *hangul.popular(syllable))
    return {syllable, *systems, *hangul.SURNAMES.get(syllable, ())}


def without_r(syllable: str) -> str:
    """The syllable as the South writes and speaks it where it begins a name: 리 is 이, 로 is 노; empty for others."""
    jamo = unicodedata.normalize("NFD", syllable)
    if jamo[0] != "\u1105":
        return ""
    return unicodedata.normalize("NFC", ("\u110b" if jamo[1] in _AFTER_NOTHING else "\u1102") + jamo[1:])


_AFTER_NOTHING = frozenset("\u1163\u1164\u1167\u1168\u116d\u1172\u1175")  # ㅑ ㅒ ㅕ ㅖ ㅛ ㅠ ㅣ


def listed_cognates(variants: list[list[str]], latin: Callable[[str], str]) -> Iterator[list[str]]:
    """Lines of ``cognates.tsv``, each with the native forms that sound like one of its Latin forms."""
    native: dict[str, set[str]] = defaultdict(set)
    for group in variants:
        for form in group:
            if form.isascii():
                native[form].update(other for other in group if not other.isascii() and not is_han(other))
    for line in (Path(__file__).parent / "cognates.tsv").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            forms = {fold_token(form) for form in line.split("\t")[0].split()}
            near = {other for form in forms for other in native[form] if same_sound(form, latin(other), loosely=False)}
            yield sorted(forms | near)


def romanizer() -> Callable[[str], str]:
    """A rough Latin spelling of any script, for comparing forms of one item with each other."""
    sys.path.insert(0, str(ANYASCII.unpack()))
    from anyascii import anyascii  # noqa: PLC0415 - comes from the pinned wheel

    return lambda form: re.sub("[^a-z]", "", anyascii(form).lower())


@cache
def wikidata_groups() -> tuple[list[list[str]], list[list[str]]]:
    """Variant groups and cognate groups of the Wikidata items."""
    latin = romanizer()
    variants: list[list[str]] = []
    cognates: list[list[str]] = []
    for forms in wikidata_items():
        parts = clusters(forms, latin)
        variants += [part for part in parts if len(part) > 1]
        cognates += [forms] if len(parts) > 1 else []
    return list(variant_groups(variants)), list(cognate_groups(cognates))


def variant_groups(groups: list[list[str]]) -> Iterator[list[str]]:
    """The groups, each divided where two Latin forms of it, one of them of many groups, are seldom met together.

    Wang and Hong are readings of one character in two languages, and each of dozens of others: who is called one is
    hardly ever called the other.  Hirofumi and Hirohumi stand together wherever one of them does.  The forms in other
    scripts stay with each part.
    """
    places: dict[str, set[int]] = defaultdict(set)
    for place, forms in enumerate(groups):
        for form in forms:
            places[form].add(place)

    def together(a: str, b: str) -> bool:
        rarer, other = sorted((places[a], places[b]), key=len)
        return len(other) <= MOST_VARIANTS or len(rarer & other) >= LEAST_TOGETHER * len(rarer)

    for forms in groups:
        native = [form for form in forms if not form.isascii()]
        parts: list[list[str]] = []
        for form in forms:
            if form.isascii():
                fitting = [part for part in parts if all(together(form, other) for other in part)]
                for part in fitting:
                    part.append(form)
                if not fitting:
                    parts.append([form])
        for part in parts or [[]]:
            if len(part) + len(native) > 1:
                yield sorted([*part, *native])


def cognate_groups(items: list[list[str]]) -> Iterator[list[str]]:
    """The items without the Latin forms of many items, and each of these with the forms in other scripts alone.

    Syllables like Yong and Ung stand for a dozen characters each: that they share one does not make them one name.
    """
    breadth = Counter(form for forms in items for form in forms)
    for forms in items:
        native = [form for form in forms if not form.isascii()]
        broad = [form for form in forms if form.isascii() and breadth[form] > MOST_COGNATES]
        yield sorted(set(forms).difference(broad))
        yield from (sorted([form, *native]) for form in broad if native)


def main() -> None:
    variants, cognates = wikidata_groups()
    cognates = [
        *cognates,
        *nickname_groups(NICKNAMES.unpack()),
        *listed_cognates(variants, romanizer()),
    ]
    variants = [*variants, *arabic_groups(ARABIC.unpack()), *ethiopic_groups(HABESHA.unpack())]
    breadth = Counter(form for group in (*variants, *cognates) for form in group)
    variants, cognates = (
        [[form for form in group if breadth[form] <= MOST_IDS] for group in groups] for groups in (variants, cognates)
    )
    variants += syllable_groups()
    members = {
        2 * serial + kind: group
        for kind, groups in enumerate((variants, cognates))
        for serial, group in enumerate(groups)
    }
    hashes = {form: token_hash(form) >> ID_BITS for group in members.values() for form in group}
    if len(set(hashes.values())) != len(hashes) or max(members) >> ID_BITS:
        raise SystemExit("two tokens share a hash, or there are too many groups")
    words = {hashes[form] << ID_BITS | serial for serial, group in members.items() for form in group}
    inputs = [RIGOUR, ARABIC, HABESHA, NICKNAMES, ANYASCII]
    write_table("name_ids", words, inputs, f"{len(variants)} variant and {len(cognates)} cognate groups")
    write_licences("name_ids", inputs)


if __name__ == "__main__":
    main()
