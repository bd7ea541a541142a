"""Entries that will flood, that can't be found, that stand there twice; and how many travellers each would stop."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import screening as sc
from screening.upkeep.lint import FINDING_SCHEMA, FORECAST_SCHEMA, RULES, forecast, lint
from screening.watchlist.schema import Document, Entry, EntryName

TODAY = date(2026, 6, 1)
BORN = (sc.parse_birth_date("1974-08-12"),)


def entry(id: str = "1", *names: str, **fields: Any) -> Entry:
    fields = {"birth_dates": BORN, "list": "t"} | fields
    return Entry(id=id, names=tuple(EntryName(name) for name in names or ("Quirin Wunderlich",)), **fields)


def rules(*entries: Entry) -> list[tuple[str, str]]:
    screener = sc.Screener(sc.Watchlist.from_entries(entries))
    return [(row["entry_id"], row["rule"]) for row in lint(screener, today=TODAY).to_pylist()]


CASES: dict[str, list[tuple[Entry, bool]]] = {
    "no_birth_date": [
        (entry(birth_dates=()), True),
        (entry(birth_dates=(sc.parse_birth_date("unknown"),)), True),
        (entry(birth_dates=(sc.parse_birth_date("circa 1970"),)), False),
        (entry(birth_dates=(), type="organisation"), False),
    ],
    "placeholder_date": [
        (entry(birth_dates=(sc.parse_birth_date("1970-01-01"),)), True),
        (entry(birth_dates=(sc.parse_birth_date("1970"),)), False),
        (entry(birth_dates=(sc.parse_birth_date("1970-01-02"),)), False),
    ],
    "impossible_date": [
        (entry(birth_dates=(sc.parse_birth_date("2027-03-04"),)), True),
        (entry(birth_dates=(sc.parse_birth_date("1900"),)), True),
        (entry(birth_dates=(sc.parse_birth_date("2026-05-31"),)), False),
        (entry(birth_dates=(sc.parse_birth_date("1910-02-03"),)), False),
    ],
    "common_single_name": [
        (entry("1", "Mohammed"), True),
        (entry("1", "Quirin Wunderlich", "Ahmad"), True),
        (entry("1", "Haji Ahmad"), True),
        (entry("1", "Ahmad", type="organisation"), False),
        (entry("1", "Qwrtzuxkq"), False),
        (entry("1", "Mohammed Ali"), False),
    ],
    "weak_names_only": [
        (Entry("1", "t", names=(EntryName("Abu Zorro", "weak"),), birth_dates=BORN), True),
        (
            Entry("1", "t", names=(EntryName("Abu Zorro", "weak"), EntryName("Quirin Wunderlich")), birth_dates=BORN),
            False,
        ),
        (Entry("1", "t", documents=(Document("AB123456"),), birth_dates=BORN), False),
    ],
    "no_comparable_name": [
        (entry("1", "???"), True),
        (Entry("1", "t", birth_dates=BORN), True),
        (Entry("1", "t", type="document", documents=(Document("AB123456"),)), False),
        (entry("1", "???", "Quirin Wunderlich"), False),
    ],
    "expired": [
        (entry(valid_to=date(2026, 5, 31)), True),
        (entry(valid_to=date(2026, 6, 1)), False),
        (entry(), False),
    ],
}


@pytest.mark.parametrize("rule", CASES)
def test_a_rule_finds_what_it_says(rule: str) -> None:
    for one, is_found in CASES[rule]:
        assert ((one.id, rule) in rules(one, entry("other", "Bela Bartok"))) is is_found


def test_a_good_entry_has_no_findings() -> None:
    out = lint(sc.Screener(sc.Watchlist.from_entries([entry()])), today=TODAY)
    assert (out.num_rows, out.schema) == (0, FINDING_SCHEMA)
    assert RULES.keys() == {*CASES, "duplicate"}


def nicknamed(id: str, name: str) -> Entry:
    return Entry(id, "t", names=(EntryName(name), EntryName("Abu Ahmad", "weak")), birth_dates=BORN)


TWINS: list[tuple[Entry, Entry, bool]] = [
    (entry("1", "Anna Maria Eriksson"), entry("2", "ERIKSSON, Anna Maria"), True),
    (entry("1", "Yuri Shcherbakov"), entry("2", "Юрий Щербаков"), True),
    (entry("1", "Anna Maria Eriksson"), entry("1", "Anna Maria Eriksson", list="u"), True),
    (
        entry("1", "Anna Maria Eriksson", documents=(Document("X123"),), birth_dates=()),
        entry("2", "Anna Erikson", documents=(Document("X123"),)),
        True,
    ),
    (
        entry("1", "Anna Maria Eriksson"),
        entry("2", "Anna Maria Eriksson", birth_dates=(sc.parse_birth_date("1999-01-02"),)),
        False,
    ),
    (entry("1", "Anna Maria Eriksson", birth_dates=()), entry("2", "Anna Maria Eriksson", birth_dates=()), False),
    (entry("1", "Anna Maria Eriksson"), entry("2", "Bela Bartok"), False),
    (entry("1", "Quirin Wunderlich", "Yuri Shcherbakov"), entry("2", "Bela Bartok", "Щербаков Юрий"), True),
    (
        entry("1", "Quirin Wunderlich", "Yuri Shcherbakov"),
        entry("2", "Bela Bartok", "Щербаков Юрий", birth_dates=(sc.parse_birth_date("1951-01-02"),)),
        False,
    ),
    (nicknamed("1", "Quirin Wunderlich"), nicknamed("2", "Bela Bartok"), False),
]


@pytest.mark.parametrize(("one", "other", "is_same"), TWINS)
def test_duplicates_are_found_once(one: Entry, other: Entry, is_same: bool) -> None:  # noqa: FBT001
    screener = sc.Screener(sc.Watchlist.from_entries([one, other]))
    found = [r for r in lint(screener, today=TODAY).to_pylist() if r["rule"] == "duplicate"]
    assert [(r["list"], r["entry_id"], r["other_list"], r["other_id"]) for r in found] == (
        [(one.list, one.id, other.list, other.id)] if is_same else []
    )
    assert all(r["score"] >= 0.95 for r in found)


def test_duplicates_across_files_and_hidden_lists() -> None:
    files = [sc.Watchlist.from_entries([entry("1", "Anna Eriksson", list=name, discreet=name == "b")]) for name in "ab"]
    screener = sc.Screener([files[0], sc.MountedList(files[1], owner="B")])
    assert [r["rule"] for r in lint(screener, today=TODAY).to_pylist()] == ["duplicate"]


def test_findings_name_nobody() -> None:
    listed = sc.Watchlist.from_entries(
        [entry("1", "Zzqxcanary", birth_dates=()), entry("2", "Zzqxcanary", birth_dates=())]
    )
    assert "zzqx" not in str(lint(sc.Screener(listed), today=TODAY).to_pylist()).lower()


# ---------------------------------------------------------------------------------------------------------- forecast

LISTED = sc.Watchlist.from_entries([entry("1", "Mohammed Ali"), entry("2", "Anna Eriksson"), entry("3", "Bela Bartok")])


def test_a_forecast_counts_travellers() -> None:
    names = ["Mohammed Ali"] * 30 + ["Ana Eriksson"] * 2 + ["Somebody Else"] * 967 + ["???"] * 5 + ["Nobody There"]
    out = forecast(sc.Screener(LISTED), pa.table({"name": names}), threads=2)
    assert out.schema == FORECAST_SCHEMA
    assert [(r["entry_id"], r["stopped"], r["per_100_000"]) for r in out.to_pylist()] == [
        ("1", 30, 3000.0),
        ("2", 2, 200.0),
    ]
    for row in out.to_pylist():
        assert row["per_100_000"] < row["at_most"] <= 100_000
    # Exact upper bounds of Poisson at 95 %: 40.69 for 30 and 6.296 for 2.
    assert [r["at_most"] for r in out.to_pylist()] == pytest.approx([4069, 629.6], rel=0.01)


def test_a_forecast_says_nothing_without_travellers() -> None:
    for names in ([], ["???", ""]):
        with pytest.raises(sc.ConfigError, match="no traveller that can be screened"):
            forecast(sc.Screener(LISTED), pa.table({"name": pa.array(names, pa.string())}))


def test_a_forecast_with_one_traveller() -> None:
    (row,) = forecast(sc.Screener(LISTED), pa.table({"name": ["Bela Bartok"]})).to_pylist()
    assert (row["per_100_000"], row["at_most"]) == (100_000, 100_000)


@pytest.mark.shared_data
def test_a_real_list(shared: Path, tmp_path: Path) -> None:
    report = sc.compile_watchlist([shared / "lists" / "un_consolidated_2026-02-27.xml"], tmp_path / "un")
    screener = sc.Screener(sc.Watchlist.open(report.path))
    counts = lint(screener, today=TODAY).group_by("rule").aggregate([("rule", "count")])
    found = dict(zip(counts.column("rule").to_pylist(), counts.column("rule_count").to_pylist(), strict=True))
    without = sum(not e["birth_dates"] and e["type"] == "person" for e in screener.watchlist.entries.to_pylist())
    assert found["no_birth_date"] == without > 0
    assert found.get("duplicate", 0) < 30
    assert found.get("no_comparable_name", 0) == 0
