"""What is wrong with entries: those that stop the innocent, those that cannot be found, those that stand there twice.

`lint` looks at the entries themselves, and for duplicates with the matcher; `forecast` screens a sample of travellers
and says how often each entry would stop one. The sample comes from the caller: travellers of the place that the list
is for, since names are common or rare by place. None is built in: what the library knows of names is how common one is
in the world, not which travellers come together at a border. Neither result holds a name: both point at entries by
list and id.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from screening.birthdates import BirthDate
from screening.documents import TravelDocument
from screening.errors import ConfigError
from screening.lexicon import Role
from screening.names import Name, parse_forms
from screening.scoring import WEIGHT_PER_BIT, BirthRelation, DocumentRelation
from screening.screener import Hit, Screener, ScreeningConfig, read_entry
from screening.travellers import Traveller
from screening.watchlist.schema import Entry

__all__ = ["FINDING_SCHEMA", "FORECAST_SCHEMA", "RULES", "forecast", "lint"]

RULES: Final = {
    "no_birth_date": "a person without a birth date: only the name speaks for or against a traveller",
    "placeholder_date": "a birth date on 1 January: often a year of which the day is not known",
    "impossible_date": "a birth date in the future, or of a person older than anybody",
    "common_single_name": "a name of one word that many bear",
    "weak_names_only": "all names are weak aliases: never a hit by themselves",
    "no_comparable_name": "nothing to compare is left of the names, and there is no document: can't be found",
    "expired": "no longer in force by its own date",
    "duplicate": "the same person stands on the lists under another entry",
}
"""Rules by name, and what each means."""

FINDING_SCHEMA: Final = pa.schema(
    [
        pa.field("list", pa.string(), nullable=False),
        pa.field("entry_id", pa.string(), nullable=False),
        pa.field("rule", pa.string(), nullable=False),
        pa.field("other_list", pa.string()),
        pa.field("other_id", pa.string()),
        pa.field("score", pa.float64()),
    ]
)
"""One row a finding; the last three say of a duplicate which entry is the other, and how alike they are."""

FORECAST_SCHEMA: Final = pa.schema(
    [
        pa.field("list", pa.string(), nullable=False),
        pa.field("entry_id", pa.string(), nullable=False),
        pa.field("stopped", pa.int64(), nullable=False),
        pa.field("per_100_000", pa.float64(), nullable=False),
        pa.field("at_most", pa.float64(), nullable=False),
    ]
)
"""One row for each entry that stopped somebody, the worst first: travellers of the sample, and of 100,000; ``at_most``
is the upper end of what the sample allows, with 95 % confidence."""

_COMMON_BITS: Final = 14
"""A name is common when at least one in 2 ** 14 travellers bears it."""
_OLDEST: Final = 120
_SAME_SCORE: Final = 0.95
_CHUNK: Final = 2048


def lint(screener: Screener, *, today: date) -> pa.Table:
    """Look at every entry of all lists.

    Args:
        screener: Holds the lists; its settings do not matter.
        today: The day for which dates are judged.

    Returns:
        A table with `FINDING_SCHEMA`, in the order of the entries.
    """
    matcher = Screener(screener.mounted, config=ScreeningConfig(threshold=_SAME_SCORE, max_hits=1000))
    findings: list[dict[str, Any]] = []
    pairs: set[frozenset[tuple[str, str]]] = set()
    for entries in _chunks(screener):
        twins = matcher.screen_many(map(_as_traveller, entries), visible_to=matcher.roles)
        for entry, result in zip(entries, twins, strict=True):
            about = {"list": entry.list, "entry_id": entry.id}
            findings += [about | {"rule": rule} for rule, is_broken in _CHECKS.items() if is_broken(entry, today)]
            for hit in result.hits + result.protective:
                pair = frozenset({(entry.list, entry.id), (hit.list, hit.entry_id)})
                if len(pair) == 2 and pair not in pairs and _is_same(hit):
                    pairs.add(pair)
                    other = {"other_list": hit.list, "other_id": hit.entry_id, "score": hit.score}
                    findings.append(about | {"rule": "duplicate"} | other)
    return pa.Table.from_pylist(findings, schema=FINDING_SCHEMA)


def forecast(screener: Screener, travellers: Any, *, threads: int = 1) -> pa.Table:
    """How often each entry would stop a traveller.

    Args:
        screener: Holds the lists and the settings that will be used.
        travellers: A sample of travellers as `screening.batch.screen_table` takes them, ten thousand or more.
        threads: As there.

    Returns:
        A table with `FORECAST_SCHEMA`.

    Raises:
        ConfigError: There is no traveller in the sample.
        InputError: As `screening.batch.screen_table`.
    """
    out = screener.screen_table(travellers, threads=threads, visible_to=screener.roles)
    readable = out.filter(pc.not_equal(out.column("status"), "unscreenable"))
    people = pc.count_distinct(readable.column("row")).as_py()
    if not people:
        raise ConfigError("no traveller that can be screened", where="travellers")
    hits = readable.filter(pc.is_valid(readable.column("entry_id")))
    counts = hits.group_by(["list", "entry_id"]).aggregate([("row", "count")])
    counts = counts.sort_by([("row_count", "descending"), ("list", "ascending"), ("entry_id", "ascending")])
    stopped = counts.column("row_count").to_pylist()
    columns = {
        "list": counts.column("list"),
        "entry_id": counts.column("entry_id"),
        "stopped": counts.column("row_count"),
        "per_100_000": [number * 100_000 / people for number in stopped],
        "at_most": [min(_upper(number), people) * 100_000 / people for number in stopped],
    }
    return pa.table(columns, schema=FORECAST_SCHEMA)


def _upper(count: int) -> float:
    """The most events that are expected where so many were seen, at 95 %: Poisson, after Wilson and Hilferty."""
    n = count + 1
    return float(n * (1 - 1 / (9 * n) + 1.645 / (3 * math.sqrt(n))) ** 3)


def _chunks(screener: Screener) -> Iterator[list[Entry]]:
    for mounted in screener.mounted:
        table = mounted.watchlist.stored
        for start in range(0, len(table), _CHUNK):
            yield [read_entry(table, row) for row in range(start, min(start + _CHUNK, len(table)))]


def _as_traveller(entry: Entry) -> Traveller:
    """The traveller whom an entry describes, by its names; by weak aliases, which many share, if it has no other.

    The other entry of a pair is sought by its own names too, so that a weak alias there is compared all the same.
    """
    names = [name.name for name in entry.names if name.kind != "weak"] or [name.name for name in entry.names]
    intervals = tuple(interval for birth in entry.birth_dates for interval in birth.intervals)
    return Traveller(
        name=names[0] if names else None,
        other_names=tuple(dict.fromkeys(names[1:])),
        birth_date=BirthDate(intervals) if intervals else None,
        sex=entry.sex,
        nationality=next((code for code, role in entry.countries if role == "nationality"), None),
        other_documents=tuple(TravelDocument(document.number) for document in entry.documents),
    )


def _is_same(hit: Hit) -> bool:
    """Whether more than the name says that two entries are one person."""
    return hit.evidence.birth_date == BirthRelation.EQUAL or hit.evidence.document == DocumentRelation.SAME


def _days(entry: Entry) -> Iterator[date]:
    """Birth dates that are stated to the day."""
    return (first for birth in entry.birth_dates for first, last in birth.intervals if first == last)


def _no_birth_date(entry: Entry, _: date) -> bool:
    return entry.type == "person" and not any(birth.intervals for birth in entry.birth_dates)


def _placeholder_date(entry: Entry, _: date) -> bool:
    return any((day.month, day.day) == (1, 1) for day in _days(entry))


def _impossible_date(entry: Entry, today: date) -> bool:
    spans = [interval for birth in entry.birth_dates for interval in birth.intervals]
    return any(first > today or last.year < today.year - _OLDEST for first, last in spans)


def _common_single_name(entry: Entry, _: date) -> bool:
    if entry.type != "person":
        return False
    return any(name.kind != "weak" and all(map(_is_common_word, parse_forms(name.name))) for name in entry.names)


def _is_common_word(name: Name) -> bool:
    tokens = [token for token in name.tokens if token.role is Role.NAME]
    return len(tokens) == 1 and tokens[0].weight <= _COMMON_BITS * WEIGHT_PER_BIT


def _weak_names_only(entry: Entry, _: date) -> bool:
    return bool(entry.names) and all(name.kind == "weak" for name in entry.names)


def _no_comparable_name(entry: Entry, _: date) -> bool:
    return not entry.documents and not any(parse_forms(name.name)[0].tokens for name in entry.names)


def _expired(entry: Entry, today: date) -> bool:
    return entry.valid_to is not None and entry.valid_to < today


_CHECKS: Final[dict[str, Callable[[Entry, date], bool]]] = {
    "no_birth_date": _no_birth_date,
    "placeholder_date": _placeholder_date,
    "impossible_date": _impossible_date,
    "common_single_name": _common_single_name,
    "weak_names_only": _weak_names_only,
    "no_comparable_name": _no_comparable_name,
    "expired": _expired,
}
