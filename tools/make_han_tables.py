"""Make the Han reading and variant tables from Unihan (Debian package ``unicode-data``, Unicode licence).

    python -m tools.make_han_tables [--unihan /usr/share/unicode] [--out src/screening/tables]

Each table has one line a value, ``value<TAB>all characters that have it``, which is a tenth of the size of one line a
character.  The bytes depend only on the input files, whose sha256 stand in the header.
"""

from __future__ import annotations

import argparse
import bz2
import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tools.digests import write_recorded

MAX_READINGS = 3
_READINGS, _VARIANTS = "Unihan_Readings.txt.bz2", "Unihan_Variants.txt.bz2"
_SHA256 = {
    _READINGS: "216d9e19e44195522b84a05bf7308e385356615121258869faf919e96824ddd5",
    _VARIANTS: "42f42d18fe0368ca8dfb76d91bb2612b4bb34fe7960a4aa770687c0bf48a0cce",
}
_LICENCE = "Unicode License v3 (https://www.unicode.org/license.txt)"

_JAPANESE = Path(__file__).with_name("japanese_forms.txt")


def _rows(path: Path) -> Iterator[tuple[str, str, str]]:
    for line in bz2.decompress(path.read_bytes()).decode("utf-8").splitlines():
        if line and not line.startswith("#"):
            code, field, value = line.split("\t")
            yield chr(int(code.removeprefix("U+"), 16)), field, value


def _toneless(reading: str) -> str:
    """``lǚ`` -> ``lyu`` (GB/T 28039-2011: ü after l and n is yu on documents); ``jiē`` -> ``jie``."""
    reading = re.sub("[ǖǘǚǜ]", "ü", unicodedata.normalize("NFC", reading))
    plain = "".join(char if char == "ü" else unicodedata.normalize("NFD", char)[0] for char in reading)
    return re.sub("(?<=[ln])ü", "yu", plain).replace("ü", "u")


def _mandarin(fields: dict[str, str]) -> list[str]:
    """Readings, most common first: the Unihan default, then by frequency of use, then the dictionaries' others."""
    found = fields.get("kMandarin", "").split()[:1]
    found += [entry.split("(")[0] for entry in fields.get("kHanyuPinlu", "").split()]
    for field in ("kTGHZ2013", "kXHC1983"):
        for entry in fields.get(field, "").split():
            found += entry.split(":")[1].split(",")
    return [reading for reading in map(_toneless, found) if reading.isascii() and reading.isalpha()]


def _cantonese(fields: dict[str, str]) -> list[str]:
    return [re.sub("[0-9]", "", reading) for reading in fields.get("kCantonese", "").split()]


def _japanese_on(fields: dict[str, str]) -> list[str]:
    return [reading.lower() for reading in fields.get("kJapaneseOn", "").split()]


def _japanese_kun(fields: dict[str, str]) -> list[str]:
    return [reading.lower() for reading in fields.get("kJapaneseKun", "").split()]


def _korean(fields: dict[str, str]) -> list[str]:
    return [entry.split(":")[0] for entry in fields.get("kHangul", "").split()]


_TABLES = {
    "han_mandarin.tsv": (_mandarin, "Hanyu Pinyin readings without tones, most common first"),
    "han_cantonese.tsv": (_cantonese, "Jyutping readings without tones"),
    "han_japanese_on.tsv": (_japanese_on, "Sino-Japanese readings, Hepburn with doubled long vowels"),
    "han_japanese_kun.tsv": (_japanese_kun, "native Japanese readings, Hepburn"),
    "han_korean.tsv": (_korean, "Sino-Korean readings in Hangul"),
}


def _version(path: Path) -> str:
    """Unicode version that a file of Unihan states."""
    with bz2.open(path, "rt", encoding="utf-8") as file:
        return next(line.split()[-1] for line in file if "Unicode version" in line)


def _header(title: str, version: str, sources: dict[str, str]) -> str:
    lines = [f"# {title}", "# generator: tools/make_han_tables.py", f"# source: Unihan {version}, Debian unicode-data"]
    lines += [f"# sha256: {digest} {name}" for name, digest in sources.items()]
    return "\n".join([*lines, f"# licence: {_LICENCE}", ""])


def _checked(path: Path) -> Path:
    """The input, if it is the version that the tables are made from."""
    if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != _SHA256[path.name]:
        raise SystemExit(f"{path}: not Unihan 15.0.0 (Debian 12: apt install unicode-data)")
    return path


def _inverted(values: dict[str, str]) -> str:
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for char in sorted(values):
        groups[values[char]].append(char)
    return "".join(f"{value}\t{''.join(chars)}\n" for value, chars in sorted(groups.items()))


def _readings(path: Path) -> dict[str, dict[str, str]]:
    fields: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for char, field, value in _rows(path):
        fields[char][field] = value
    return {char: f for char, f in fields.items() if char <= "\uffff" or "kTGHZ2013" in f or "kCantonese" in f}


def _variants(path: Path) -> dict[str, str]:
    """Character -> the one form of its group: simplified Chinese where there is one; Japanese forms joined to it."""
    edges: dict[str, str] = {}
    for char, field, value in _rows(path):
        targets = [chr(int(code[2:].split("<")[0], 16)) for code in value.split()]
        if field == "kSimplifiedVariant" and char not in targets:
            edges[char] = targets[0]
    for line in _JAPANESE.read_text(encoding="utf-8").splitlines():
        for pair in [] if line.startswith("#") else line.split():
            new, old = tuple(pair)
            if edges.get(old) != new:
                edges.setdefault(new, old)
    return {char: target for char in edges if (target := _end(char, edges)) != char}


def _end(char: str, edges: dict[str, str]) -> str:
    seen = {char}
    while char in edges and edges[char] not in seen:
        char = edges[char]
        seen.add(char)
    return char


def main() -> None:
    """Write the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--unihan", type=Path, default=Path("/usr/share/unicode"))
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "src" / "screening" / "tables")
    arguments = parser.parse_args()
    paths = {name: arguments.unihan / name for name in (_READINGS, _VARIANTS)}
    digests = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in paths.items()}
    version = _version(paths[_READINGS])
    fields = _readings(paths[_READINGS])
    for name, (read, title) in _TABLES.items():
        values = {char: " ".join(list(dict.fromkeys(read(f)))[:MAX_READINGS]) for char, f in fields.items()}
        values = {char: value for char, value in values.items() if value}
        write_recorded(arguments.out / name, (_header(title, version, digests) + _inverted(values)).encode())
    title = "one form for each Han character: simplified Chinese, with old and new Japanese forms joined"
    folded = _header(title, version, digests) + _inverted(_variants(paths[_VARIANTS]))
    write_recorded(arguments.out / "han_variants.tsv", folded.encode())


if __name__ == "__main__":
    main()
