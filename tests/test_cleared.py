"""Decisions that a traveller is not an entry: they demote, say so, and end when they should."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.people import ANNA, SCREENER

import screening as sc
from screening.cleared import ClearedPairs
from screening.errors import ConfigError, InputError
from screening.watchlist.schema import Entry, EntryName

KEY = b"a secret of the border post"
TODAY = date(2026, 3, 1)
NAMESAKE = Entry(id="9", list="test", names=(EntryName("Anna Eriksson"),))
TRAVELLER = sc.Traveller(
    name="Anna Maria Eriksson", birth_date="1974-08-12", nationality="SWE", document_number="X1234567"
)
BOTH = sc.Screener(sc.Watchlist.from_entries([ANNA, NAMESAKE]))


def store(**changes: date) -> ClearedPairs:
    cleared = ClearedPairs(KEY)
    days = {"decided": date(2026, 1, 1), "until": date(2026, 12, 31), **changes}
    cleared.clear(TRAVELLER, ANNA, reason="case 17, fingerprints differ", **days)
    return cleared


def test_a_cleared_hit_comes_last_and_says_why() -> None:
    result = BOTH.screen(TRAVELLER)
    assert [hit.entry_id for hit in result.hits] == ["1", "9"]
    demoted = store().apply(result, today=TODAY)
    assert [hit.entry_id for hit in demoted.hits] == ["9", "1"]
    hit = demoted.hits[1]
    assert hit.band == "weak" and hit.score == result.hits[0].score and result.hits[0].band == "strong"
    assert "cleared on 2026-01-01, until 2026-12-31: case 17, fingerprints differ" in hit.explain()
    assert hit.to_dict()["clearance"]["state"] == "cleared"
    assert demoted.hits[0].clearance is None
    assert demoted.status == "hits" and len(demoted.hits) == len(result.hits)


def test_it_ends_when_its_time_is_over() -> None:
    for today in (date(2025, 12, 31), date(2027, 1, 1)):
        hit = store().apply(BOTH.screen(TRAVELLER), today=today).hits[0]
        assert hit.clearance is not None and hit.clearance.state == "expired" and hit.band == "strong"
        assert "but only until 2026-12-31" in hit.explain()


def test_it_ends_when_the_entry_changes() -> None:
    changed = sc.Screener(sc.Watchlist.from_entries([replace(ANNA, remarks="seen with another passport")]))
    hit = store().apply(changed.screen(TRAVELLER), today=TODAY).hits[0]
    assert hit.clearance is not None and hit.clearance.state == "changed" and hit.band == "strong"
    assert "but the entry has changed since" in hit.explain()


def test_it_ends_when_it_is_taken_back() -> None:
    cleared = store()
    assert cleared.reopen(TRAVELLER, ANNA) and not cleared.reopen(TRAVELLER, ANNA)
    assert cleared.apply(BOTH.screen(TRAVELLER), today=TODAY).hits[0].clearance is None


@pytest.mark.parametrize(
    "changes",
    [
        {"document_number": "X7654321"},
        {"document_number": None},
        {"birth_date": "1974-08-21"},
        {"name": "Anna Eriksson"},
        {"nationality": "NOR"},
    ],
)
def test_it_holds_for_nobody_else(changes: dict[str, str | None]) -> None:
    other = replace(TRAVELLER, **changes)  # type: ignore[arg-type]
    assert all(hit.clearance is None for hit in store().apply(BOTH.screen(other), today=TODAY).hits)


def test_a_number_is_the_same_however_it_is_read() -> None:
    misread = replace(TRAVELLER, document_number="x 12345-67", name="ERIKSSON ANNA MARIA")
    assert any(hit.clearance for hit in store().apply(BOTH.screen(misread), today=TODAY).hits)


def test_a_traveller_without_a_document_cannot_be_cleared() -> None:
    with pytest.raises(InputError):
        ClearedPairs(KEY).clear(
            sc.Traveller(name="Anna Eriksson"), ANNA, decided=TODAY, until=TODAY, reason="looks honest"
        )
    with pytest.raises(ConfigError):
        store(until=date(2025, 1, 1))


def test_the_file_says_nothing_of_anybody_and_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "cleared.json"
    store().save(path)
    text = path.read_text(encoding="utf-8")
    assert not any(word in text for word in ("Anna", "anna", "X1234567", "1974", "eriksson"))
    again = ClearedPairs.load(path, KEY)
    assert len(again) == 1 and "Anna" not in repr(again)
    assert again.apply(BOTH.screen(TRAVELLER), today=TODAY).hits[-1].band == "weak"
    assert list(tmp_path.iterdir()) == [path]


def test_what_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "cleared.json"
    with pytest.raises(InputError):
        ClearedPairs.load(path, KEY)
    store().save(path)
    with pytest.raises(ConfigError, match="another key"):
        ClearedPairs.load(path, b"the key of another border post")
    with pytest.raises(ConfigError):
        ClearedPairs(b"short")
    good = json.loads(path.read_text(encoding="utf-8"))
    for bad in ("{", "[]", json.dumps({**good, "format": 9}), json.dumps({**good, "pairs": {"x": {"version": "1"}}})):
        path.write_text(bad, encoding="utf-8")
        with pytest.raises(InputError):
            ClearedPairs.load(path, KEY)


def test_an_empty_store_changes_nothing() -> None:
    result = SCREENER.screen(TRAVELLER)
    assert ClearedPairs(KEY).apply(result, today=TODAY) is result
