"""Make ``tables/japanese_names.tsv``: how names in kanji are read.

Run ``python -m tools.make_japanese_names``.  Inputs: mecab-ipadic as Janome ships it (its own licence, which must go
with what is made of it; surnames and given names as newspapers have them, each reading with a cost),
japanese-personal-name-dataset (MIT; surnames by population, given names) and the Wikidata name items that rigour ships
(CC0; those with a form in hiragana, which foreign names lack).  One line for each kind and list of readings:
``kind<TAB>readings<TAB>all spellings read so``, readings in hiragana, likeliest first.

What the names say of their characters (鉄雄 is てつお, so 鉄 may be てつ) is learnt from them by expectation
maximization, and stored as kinds of its own, ``S`` and ``G``.
"""

from __future__ import annotations

import ast
import csv
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from tools.digests import write_recorded
from tools.person_names import person_names
from tools.wheels import IPADIC, JAPANESE, RIGOUR, TABLES

MAX_READINGS = 5
LONGEST_OF_CHARACTER = 4
"""Kana that one character is read as."""
ROUNDS = 8
LEAST_SHARE = 0.03
"""Of the names with a character, that have to read it so."""
_KANJI = re.compile("[\u3005\u3400-\u9fff\U00020000-\U0003ffff]+")
_KANA = re.compile("[\u3041-\u3096\u30fc]+")
_NEVER_FIRST = frozenset("ぁぃぅぇぉゃゅょっんー")
_TO_HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}

Readings = defaultdict[str, Counter[str]]
Known = dict[str, list[str]]


def _ranked(readings: Readings) -> Known:
    """Readings of each spelling, those with the greatest count first."""
    return {
        kanji: [kana for kana, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]
        for kanji, counts in readings.items()
    }


def _ipadic(folder: Path) -> tuple[Known, Known]:
    """Surnames and given names of mecab-ipadic."""
    readings: dict[str, Readings] = {"姓": defaultdict(Counter), "名": defaultdict(Counter)}
    for path in sorted(folder.glob("entries_compact?.py")):
        entries = _literal(path)
        for number, (kind, _, _, _, reading, _) in _literal(Path(str(path).replace("compact", "extra"))).items():
            kanji, _, _, cost = entries[number]
            *_, of_what, part = kind.split(",")
            kana = reading.translate(_TO_HIRAGANA)
            if of_what == "人名" and part in readings and _KANJI.fullmatch(kanji) and _KANA.fullmatch(kana):
                readings[part][kanji][kana] = -cost
    return _ranked(readings["姓"]), _ranked(readings["名"])


def _literal(path: Path) -> dict[int, tuple]:
    return ast.literal_eval(path.read_text(encoding="utf-8").removeprefix("DATA="))


def _surnames(folder: Path) -> Known:
    readings: Readings = defaultdict(Counter)
    with (folder / "last_name_org.csv").open(encoding="utf-8", newline="") as file:
        for kanji, population, kana, _ in csv.reader(file):
            if _KANJI.fullmatch(kanji):
                readings[kanji][kana] += int(population)
    return _ranked(readings)


def _given_names(folder: Path) -> Known:
    readings: Readings = defaultdict(Counter)
    for sex in ("man", "woman"):
        with (folder / f"first_name_{sex}_org.csv").open(encoding="utf-8", newline="") as file:
            for kana, _, *spellings in csv.reader(file):
                for kanji in filter(_KANJI.fullmatch, spellings):
                    readings[kanji][kana] += len(spellings)  # the more ways to write a name, the more bear it
    return _ranked(readings)


def _wikidata() -> Known:
    readings: Readings = defaultdict(Counter)
    for forms in person_names():
        for kana in filter(_KANA.fullmatch, forms):
            for kanji in filter(_KANJI.fullmatch, forms):
                readings[kanji][kana] += 1
    return _ranked(readings)


def _joined(*sources: Known) -> Known:
    """Readings of the first source before those of the second, and so on."""
    joined: defaultdict[str, list[str]] = defaultdict(list)
    for source in sources:
        for kanji, readings in source.items():
            joined[kanji] += readings
    return {kanji: list(dict.fromkeys(readings))[:MAX_READINGS] for kanji, readings in joined.items()}


def _cuts(kana: str, count: int) -> Iterator[tuple[str, ...]]:
    """Ways to read so many characters as these kana."""
    if count == 1:
        if len(kana) <= LONGEST_OF_CHARACTER:
            yield (kana,)
        return
    for length in range(1, min(len(kana) - count + 1, LONGEST_OF_CHARACTER) + 1):
        if kana[length] not in _NEVER_FIRST:
            yield from ((kana[:length], *rest) for rest in _cuts(kana[length:], count - 1))


def _characters(known: Known) -> Known:
    """Readings of single characters, likeliest first, learnt from the names that they stand in."""
    examples = [
        (kanji, list(_cuts(kana, len(kanji))), 1 / rank)
        for kanji, readings in sorted(known.items())
        for rank, kana in enumerate(readings, 1)
    ]
    share: dict[tuple[str, str], float] = defaultdict(lambda: 1.0)
    for _ in range(ROUNDS):
        counts: defaultdict[tuple[str, str], float] = defaultdict(float)
        totals: defaultdict[str, float] = defaultdict(float)
        for kanji, ways, weight in examples:
            chances = [math.prod(share[pair] for pair in zip(kanji, way, strict=True)) for way in ways]
            whole = sum(chances)
            for way, chance in zip(ways, chances, strict=True):
                for char, kana in zip(kanji, way, strict=True):
                    counts[char, kana] += weight * chance / whole
                    totals[char] += weight * chance / whole
        share = defaultdict(float, {pair: count / totals[pair[0]] for pair, count in counts.items()})
    ranked: Readings = defaultdict(Counter)
    for (char, kana), part in share.items():
        if part >= LEAST_SHARE:
            ranked[char][kana] = round(part * 1000)
    return {char: readings[:MAX_READINGS] for char, readings in _ranked(ranked).items()}


def _lines(kind: str, known: Known, without: Iterable[str] = ()) -> Iterator[str]:
    groups: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for kanji in known.keys() - set(without):
        groups[tuple(known[kanji])].append(kanji)
    for kana, spellings in sorted(groups.items()):
        yield f"{kind}\t{' '.join(kana)}\t{' '.join(sorted(spellings))}\n"


def main() -> None:
    inputs = (IPADIC, JAPANESE, RIGOUR)
    dataset = JAPANESE.unpack() / "japanese_personal_name_dataset" / "dataset"
    listed_surnames, listed_given = _ipadic(IPADIC.unpack() / "janome" / "sysdic")
    surnames = _joined(_surnames(dataset), listed_surnames)
    given = _joined(listed_given, _given_names(dataset))
    either = _joined(_wikidata())
    header = [
        "# readings of Japanese names in kanji: kind (s surname, g given name, e either; S, G character within one),"
    ]
    header += ["# readings, spellings"]
    header += ["# generator: tools/make_japanese_names.py"]
    header += [f"# source: {w.requirement}, sha256 {w.sha256}, licence: {w.licence}" for w in inputs]
    lines = [*_lines("s", surnames), *_lines("g", given), *_lines("e", either, without={*surnames, *given})]
    lines += [*_lines("S", _characters(surnames)), *_lines("G", _characters(given))]
    write_recorded(TABLES / "japanese_names.tsv", ("\n".join([*header, ""]) + "".join(lines)).encode())
    (notice,) = IPADIC.unpack().glob("*.dist-info/NOTICE.txt")
    write_recorded(TABLES / "japanese_names.LICENSE", notice.read_bytes())


if __name__ == "__main__":
    main()
