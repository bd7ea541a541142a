"""Seeded synthetic watchlists and manifests with real name frequencies, of any size.

Names and their weights come from a file of names by country, or else from the Faker package. A person is drawn as
indices into a vocabulary of name parts, country by country and by the naming custom of the country (a chain of
father's and grandfather's names, two surnames, a patronymic, one name only); the text is joined at the end. All of it
is array work: a million persons take seconds. The same seed gives the same persons.
"""

from __future__ import annotations

import importlib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq
from numpy.typing import NDArray

__all__ = ["Names", "Persons", "draw_persons", "load_names", "manifest", "watchlist_rows", "write_csv"]

Ints = NDArray[np.int32]

DEFAULT_FILE: Final = (
    Path(__file__).resolve().parents[2] / "shared" / "data" / "population" / "names_by_country_open.parquet"
)
ABSENT: Final = -1
GIVEN_SLOTS, SURNAME_SLOTS = 3, 2
SLOTS: Final = GIVEN_SLOTS + SURNAME_SLOTS
SPELLINGS: Final = 3
"""Other spellings kept of every name part."""

COUNTRIES: Final[dict[str, tuple[str, float, str]]] = {
    # code: (ICAO alpha-3, share among travellers, naming custom)
    "IN": ("IND", 10, ""), "CN": ("CHN", 9, ""), "US": ("USA", 8, ""),
    "GB": ("GBR", 6, ""), "DE": ("D", 5, ""), "FR": ("FRA", 5, ""),
    "IT": ("ITA", 4, ""), "ES": ("ESP", 4, "double"), "RU": ("RUS", 4, "patronymic"),
    "TR": ("TUR", 4, ""), "SA": ("SAU", 3, "chain"), "AE": ("ARE", 2, "chain"),
    "EG": ("EGY", 4, "chain"), "PK": ("PAK", 4, ""), "BD": ("BGD", 4, ""),
    "NG": ("NGA", 4, ""), "KE": ("KEN", 2, ""), "ET": ("ETH", 2, "father"),
    "GH": ("GHA", 1.5, ""), "ZA": ("ZAF", 1.5, ""), "TZ": ("TZA", 1.5, ""),
    "MA": ("MAR", 2, "chain"), "DZ": ("DZA", 2, "chain"), "TN": ("TUN", 1, "chain"),
    "IQ": ("IRQ", 2, "chain"), "IR": ("IRN", 3, ""), "SY": ("SYR", 1, "chain"),
    "LB": ("LBN", 1, "chain"), "JO": ("JOR", 1, "chain"), "YE": ("YEM", 1, "chain"),
    "SD": ("SDN", 1, "chain"), "SO": ("SOM", 0.7, "chain"), "LY": ("LBY", 0.6, "chain"),
    "AF": ("AFG", 1.5, "single"), "UZ": ("UZB", 1, "patronymic"), "AZ": ("AZE", 0.7, "patronymic"),
    "GE": ("GEO", 0.6, ""), "AM": ("ARM", 0.5, ""), "UA": ("UKR", 2, "patronymic"),
    "PL": ("POL", 2, ""), "RO": ("ROU", 1.5, ""), "BG": ("BGR", 1, "patronymic"),
    "GR": ("GRC", 1.2, ""), "NL": ("NLD", 1.5, ""), "SE": ("SWE", 1, ""),
    "DK": ("DNK", 0.7, ""), "NO": ("NOR", 0.7, ""), "FI": ("FIN", 0.7, ""),
    "BR": ("BRA", 4, "double"), "MX": ("MEX", 3, "double"), "CO": ("COL", 2, "double"),
    "AR": ("ARG", 2, ""), "CL": ("CHL", 1, "double"), "JP": ("JPN", 3, ""),
    "KR": ("KOR", 3, ""), "TW": ("TWN", 1, ""), "TH": ("THA", 2, ""),
    "VN": ("VNM", 2, ""), "ID": ("IDN", 3, "single"), "NP": ("NPL", 1, ""),
    "IL": ("ISR", 0.8, ""), "PT": ("PRT", 1, "double"), "CZ": ("CZE", 0.8, ""),
    "HU": ("HUN", 0.8, ""), "CA": ("CAN", 2, ""),
}  # fmt: skip
"""Shares are round guesses of an international airport; what matters here is that the skew of names is a real one."""

SHARE_SECOND_GIVEN: Final = {"": 0.3, "double": 0.5, "patronymic": 0.25, "chain": 0.75, "father": 0.0, "single": 0.2}
SHARE_THIRD_IN_CHAIN: Final = 0.45
SHARE_SECOND_SURNAME: Final = 0.9
SHARE_ONE_NAME: Final = {"ID": 0.15, "AF": 0.12}


@dataclass(frozen=True, slots=True)
class Pool:
    """Name parts of one kind in one country: indices into the vocabulary and cumulated probabilities."""

    parts: Ints
    cumulated: NDArray[np.float64]

    def draw(self, rng: np.random.Generator, count: int) -> Ints:
        """`count` parts by weight."""
        places = np.searchsorted(self.cumulated, rng.random(count), side="right")
        return self.parts[np.minimum(places, len(self.parts) - 1)]


Pools = Mapping[tuple[str, str], Pool]
"""Name parts by ``(country, kind)``."""


@dataclass(frozen=True, slots=True)
class Names:
    """A vocabulary of upper-case ASCII name parts, pools by ``(country, kind)``, and where they come from."""

    vocabulary: NDArray[np.object_]
    pools: Pools
    source: str

    def countries(self) -> list[str]:
        """Countries that have given names and surnames."""
        return [c for c in COUNTRIES if (c, "given_m") in self.pools and (c, "surname") in self.pools]


@dataclass(frozen=True, slots=True)
class Persons:
    """Drawn persons, columns in parallel.

    Attributes:
        parts: ``(n, SLOTS)`` indices into the vocabulary, given names first; `ABSENT` where there is none.
        nationality, sex, document: Strings.
        born: Days since 1970-01-01.
    """

    parts: Ints
    nationality: NDArray[np.object_]
    sex: NDArray[np.object_]
    born: NDArray[np.int32]
    document: NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.born)

    def take(self, rows: NDArray[np.int64]) -> Persons:
        """The persons at these rows."""
        return Persons(self.parts[rows], self.nationality[rows], self.sex[rows], self.born[rows], self.document[rows])


def load_names(path: Path | None = None) -> Names:
    """Loads names from a Parquet file (columns ``country, kind, latin, weight``), or from Faker.

    Args:
        path: The file; None for the default file where it is present, else Faker.
    """
    if path is None and DEFAULT_FILE.is_file():
        path = DEFAULT_FILE
    if path is None:
        return _index(_faker_rows(), "Faker providers (MIT)")
    table = pq.read_table(path, columns=["country", "kind", "latin", "weight"])
    rows = zip(*(table.column(name).to_pylist() for name in table.column_names), strict=True)
    return _index(rows, path.name)


def draw_persons(names: Names, count: int, seed: int) -> Persons:
    """Draws persons; the same arguments give the same persons."""
    rng = np.random.default_rng(seed)
    codes = names.countries()
    shares = np.array([COUNTRIES[c][1] for c in codes])
    country = rng.choice(len(codes), count, p=shares / shares.sum())
    male = rng.random(count) < 0.54
    parts = np.full((count, SLOTS), ABSENT, np.int32)
    for i, code in enumerate(codes):
        for letter, of_sex in (("m", male), ("f", ~male)):
            rows = np.flatnonzero((country == i) & of_sex)
            parts[rows] = _draw_parts(names.pools, code, letter, len(rows), rng)
    age = np.clip(rng.gamma(6.5, 5.8, count), 0.1, 95)
    born = (20454 - age * 365.2425).astype(np.int32)
    series = np.array(list("ABCDEFGHJKLMNPRSTUVWXYZ"))[rng.integers(0, 23, count)]
    digits = np.char.zfill(rng.integers(0, 100_000_000, count).astype(str), 8)
    return Persons(
        parts=parts,
        nationality=np.array([COUNTRIES[c][0] for c in codes], dtype=object)[country],
        sex=np.where(male, "M", "F").astype(object),
        born=born,
        document=np.char.add(series, digits).astype(object),
    )


def watchlist_rows(names: Names, count: int, seed: int) -> tuple[pa.Table, Persons]:
    """A watchlist with `count` names, as rows of the plain CSV format, and the listed persons.

    Two names in three are primary ones; the others are aliases of random entries: a part spelled otherwise, parts in
    another order, or one part less. One birth date in six is a year only.

    Returns:
        Rows with ``id, name, surname, given_names, alias_kind, birth_date, nationality, sex, document_number``, the
        rows of one entry together; and the entries, row ``i`` of which has the id ``E{i}``.
    """
    rng = np.random.default_rng([seed, 1])
    entries = max(1, count * 2 // 3)
    persons = draw_persons(names, entries, seed)
    alias_of = np.sort(rng.integers(0, entries, count - entries))
    owner = np.concatenate([np.arange(entries), alias_of])
    parts = np.concatenate([persons.parts, _vary(persons.parts[alias_of], len(names.vocabulary), rng)])
    order = np.argsort(owner, kind="stable")
    owner, parts = owner[order], parts[order]
    given, surname = _text(names.vocabulary, parts)
    kind = np.where(order < entries, "primary", "strong")
    year_only = rng.random(entries) < 1 / 6
    birth = pa.array(persons.born, pa.date32()).cast(pa.string())
    birth = pc.if_else(pa.array(year_only), pc.utf8_slice_codeunits(birth, 0, 4), birth)
    owners = pa.array(owner)
    columns = {
        "id": pc.binary_join_element_wise("E", owners.cast(pa.string()), ""),
        "name": pc.utf8_trim_whitespace(pc.binary_join_element_wise(given, surname, " ")),
        "surname": surname,
        "given_names": given,
        "alias_kind": pa.array(kind),
        "birth_date": birth.take(owners),
        "nationality": pa.array(persons.nationality[owner]),
        "sex": pa.array(persons.sex[owner]),
        "document_number": pa.array(persons.document[owner]),
    }
    return pa.table(columns), persons


def manifest(
    names: Names, count: int, seed: int, listed: Persons, share_listed: float = 0.05
) -> tuple[pa.Table, NDArray[np.int64]]:
    """Travellers, a share of whom are listed persons with a variation of the name and their own birth date.

    Returns:
        The columns of ``Screener.screen_table``, and the row of the listed person in `listed`, -1 for an innocent
        traveller.
    """
    rng = np.random.default_rng([seed, 2])
    travellers = draw_persons(names, count, seed + 1)
    truth = np.full(count, -1, np.int64)
    rows = np.flatnonzero(rng.random(count) < share_listed)
    truth[rows] = rng.integers(0, len(listed), len(rows))
    found = listed.take(truth[rows])
    travellers.parts[rows] = _vary(found.parts, len(names.vocabulary), rng)
    travellers.born[rows] = found.born
    travellers.nationality[rows] = found.nationality
    travellers.sex[rows] = found.sex
    given, surname = _text(names.vocabulary, travellers.parts)
    table = pa.table(
        {
            "traveller_id": pa.array(np.arange(count)).cast(pa.string()),
            "surname": surname,
            "given_names": given,
            "birth_date": pa.array(travellers.born, pa.date32()).cast(pa.string()),
            "sex": pa.array(travellers.sex),
            "nationality": pa.array(travellers.nationality),
            "document_number": pa.array(travellers.document),
        }
    )
    return table, truth


def write_csv(table: pa.Table, path: Path) -> None:
    """Writes rows as the plain CSV format that ``compile_watchlist`` reads."""
    pa.csv.write_csv(table, path)


def _index(rows: Iterable[tuple[str, str, str, float]], source: str) -> Names:
    """Builds the vocabulary and the pools from ``(country, kind, latin, weight)``, leaving out what is not Latin."""
    number: dict[str, int] = {}
    collected: dict[tuple[str, str], dict[int, float]] = {}
    for country, kind, latin, weight in rows:
        folded = _ascii_upper(latin)
        if folded and weight > 0:
            pool = collected.setdefault((country, kind), {})
            part = number.setdefault(folded, len(number))
            pool[part] = pool.get(part, 0.0) + weight
    pools = {}
    for key, weights in collected.items():
        cumulated = np.cumsum(np.fromiter(weights.values(), np.float64))
        pools[key] = Pool(np.fromiter(weights, np.int32), cumulated / cumulated[-1])
    return Names(np.array(list(number), dtype=object), pools, source)


def _ascii_upper(text: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    plain = plain.translate(_LETTERS).upper().replace("'", "").replace("’", "")
    return " ".join(plain.replace("-", " ").split()) if plain.isascii() else ""


_LETTERS: Final = str.maketrans(
    {"ß": "ss", "ø": "oe", "Ø": "Oe", "æ": "ae", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i"}
)


def _faker_rows() -> Iterable[tuple[str, str, str, float]]:
    """Names of Faker's person providers with their weights; by Zipf's law in the listed order where they have none."""
    from faker.config import AVAILABLE_LOCALES

    attributes = {
        "given_m": ("first_names_male", "first_names"),
        "given_f": ("first_names_female", "first_names"),
        "surname": ("last_names", "last_names_male"),
        "surname_f": ("last_names_female",),
        "patronymic_m": ("middle_names_male",),
        "patronymic_f": ("middle_names_female",),
    }
    for locale in sorted(AVAILABLE_LOCALES):
        country = locale[-2:]
        try:
            provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        except ImportError:
            continue
        for kind, candidates in attributes.items():
            pool = next((found for name in candidates if (found := getattr(provider, name, None))), ())
            weighted = pool.items() if isinstance(pool, Mapping) else ((n, 1 / (i + 3)) for i, n in enumerate(pool))
            for name, weight in weighted:
                yield country, kind, name, float(weight)


def _draw_parts(
    pools: Mapping[tuple[str, str], Pool], country: str, letter: str, count: int, rng: np.random.Generator
) -> Ints:
    """Name parts of `count` persons of one country and sex, ``(count, SLOTS)``."""
    custom = COUNTRIES[country][2]
    fathers = pools[country, "given_m"]
    own = pools.get((country, f"given_{letter}"), fathers)
    surnames = pools[country, "surname"]
    if letter == "f":
        surnames = pools.get((country, "surname_f"), surnames)
    second = {"chain": fathers, "patronymic": pools.get((country, f"patronymic_{letter}"), own)}.get(custom, own)
    parts = np.full((count, SLOTS), ABSENT, np.int32)

    def fill(slot: int, pool: Pool, share: float, among: NDArray[np.bool_] | None = None) -> NDArray[np.bool_]:
        chosen = rng.random(count) < share
        if among is not None:
            chosen &= among
        parts[chosen, slot] = pool.draw(rng, int(chosen.sum()))
        return chosen

    fill(0, own, 1.0)
    has_second = fill(1, second, SHARE_SECOND_GIVEN[custom])
    if custom == "chain":
        fill(2, fathers, SHARE_THIRD_IN_CHAIN, has_second)
    fill(GIVEN_SLOTS, fathers if custom == "father" else surnames, 1.0)
    if custom == "double":
        fill(GIVEN_SLOTS + 1, surnames, SHARE_SECOND_SURNAME)
    if custom == "single":
        alone = rng.random(count) < SHARE_ONE_NAME.get(country, 0.0)
        parts[alone, GIVEN_SLOTS] = parts[alone, 0]
        parts[alone, :GIVEN_SLOTS] = ABSENT
    return parts


def _vary(parts: Ints, vocabulary: int, rng: np.random.Generator) -> Ints:
    """One variation a row: half a respelled part, a quarter another order, a quarter one part less (of three or more).

    A respelled part is written as ``part + vocabulary * spelling``; `_text` makes the spelling.
    """
    varied = parts.copy()
    count = len(parts)
    present = parts != ABSENT
    kind = rng.random(count)
    slot = np.argmax(np.where(present, rng.random(parts.shape), -1.0), axis=1)
    reorder = (kind >= 0.5) & (kind < 0.75) & present[:, 0]
    omit = (kind >= 0.75) & (present.sum(axis=1) > 2) & (slot != 0) & (slot != GIVEN_SLOTS)
    respell = ~reorder & ~omit
    rows = np.flatnonzero(respell)
    varied[rows, slot[rows]] += vocabulary * rng.integers(1, SPELLINGS + 1, len(rows), dtype=np.int32)
    varied[omit, slot[omit]] = ABSENT
    rows = np.flatnonzero(reorder)
    varied[rows, 0], varied[rows, GIVEN_SLOTS] = parts[rows, GIVEN_SLOTS], parts[rows, 0]
    return varied


def _text(vocabulary: NDArray[np.object_], parts: Ints) -> tuple[pa.Array, pa.Array]:
    """Given names and surnames as text."""
    used, place = np.unique(parts, return_inverse=True)
    place = place.reshape(parts.shape)
    size = len(vocabulary)
    # Every word brings its own space, so that an absent part leaves no trace.
    words = pa.array(["" if u == ABSENT else " " + _respell(vocabulary[u % size], u // size) for u in used.tolist()])
    slots = [words.take(pa.array(place[:, i])) for i in range(SLOTS)]

    def join(chosen: list[pa.Array]) -> pa.Array:
        return pc.utf8_ltrim_whitespace(pc.binary_join_element_wise(*chosen, ""))

    return join(slots[:GIVEN_SLOTS]), join(slots[GIVEN_SLOTS:])


_SWAPS: Final = (
    ("OU", "U"), ("EE", "I"), ("PH", "F"), ("KH", "H"), ("CK", "K"), ("SCH", "SH"), ("Y", "I"), ("I", "Y"), ("Q", "K"),
    ("W", "V"), ("V", "W"), ("C", "K"), ("J", "Y"), ("Z", "S"), ("E", "A"), ("U", "O"), ("O", "U"),
)  # fmt: skip


def _respell(word: str, spelling: int) -> str:
    """A name part written otherwise: 0 as it is, 1 another transcription, 2 a slip, 3 a doubled letter."""
    return (str, _transcribe, _slip, _double)[spelling](word)


def _transcribe(word: str) -> str:
    for old, new in _SWAPS:
        place = word.find(old, 1)
        if place > 0:
            return word[:place] + new + word[place + len(old) :]
    return _double(word)


def _slip(word: str) -> str:
    middle = len(word) // 2
    return word if len(word) < 4 else word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :]


def _double(word: str) -> str:
    middle = len(word) // 2
    return word[:middle] + word[middle : middle + 1] + word[middle:]
