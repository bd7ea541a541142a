"""Make ``tables/japanese_names.tsv``: how names in kanji are read.

Run ``python -m tools.make_japanese_names``.  Inputs: japanese-personal-name-dataset (MIT; surnames by population, given
names) and the Wikidata name items that rigour ships (CC0; those with a form in hiragana, which foreign names lack).
One line for each kind and list of readings: ``kind<TAB>readings<TAB>all spellings read so``, readings in hiragana,
likeliest first.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from tools.digests import write_recorded
from tools.person_names import person_names
from tools.wheels import JAPANESE, RIGOUR, TABLES

MAX_READINGS = 3
_KANJI = re.compile("[\u3005\u3400-\u9fff\U00020000-\U0003ffff]+")
_KANA = re.compile("[\u3041-\u3096\u30fc]+")

Readings = defaultdict[str, Counter[str]]


def _surnames(folder: Path, readings: Readings) -> None:
    with (folder / "last_name_org.csv").open(encoding="utf-8", newline="") as file:
        for kanji, population, kana, _ in csv.reader(file):
            if _KANJI.fullmatch(kanji):
                readings[kanji][kana] += int(population)


def _given_names(folder: Path, readings: Readings) -> None:
    for sex in ("man", "woman"):
        with (folder / f"first_name_{sex}_org.csv").open(encoding="utf-8", newline="") as file:
            for kana, _, *spellings in csv.reader(file):
                for kanji in filter(_KANJI.fullmatch, spellings):
                    readings[kanji][kana] += len(spellings)  # the more ways to write a name, the more bear it


def _wikidata(readings: Readings) -> None:
    for forms in person_names():
        for kana in filter(_KANA.fullmatch, forms):
            for kanji in filter(_KANJI.fullmatch, forms):
                readings[kanji][kana] += 1


def _lines(kind: str, readings: Readings) -> Iterator[str]:
    groups: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for kanji, counts in readings.items():
        ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        groups[tuple(kana for kana, _ in ranked[:MAX_READINGS])].append(kanji)
    for kana, spellings in sorted(groups.items()):
        yield f"{kind}\t{' '.join(kana)}\t{' '.join(sorted(spellings))}\n"


def main() -> None:
    surnames: Readings = defaultdict(Counter)
    given: Readings = defaultdict(Counter)
    either: Readings = defaultdict(Counter)
    dataset = JAPANESE.unpack() / "japanese_personal_name_dataset" / "dataset"
    _surnames(dataset, surnames)
    _given_names(dataset, given)
    _wikidata(either)
    for known in (surnames, given):
        for kanji in known:
            either.pop(kanji, None)
    header = ["# readings of Japanese names in kanji: kind (s surname, g given name, e either), readings, spellings"]
    header += ["# generator: tools/make_japanese_names.py"]
    header += [f"# source: {w.requirement}, sha256 {w.sha256}, licence: {w.licence}" for w in (JAPANESE, RIGOUR)]
    lines = [*_lines("s", surnames), *_lines("g", given), *_lines("e", either)]
    write_recorded(TABLES / "japanese_names.tsv", ("\n".join([*header, ""]) + "".join(lines)).encode())


if __name__ == "__main__":
    main()
