"""What changed between two versions of a list, and screening against that alone."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import screening as sc
from screening.watchlist.delta import DELTA_SCHEMA, DETAIL_SCHEMA
from screening.watchlist.schema import Document, Entry, EntryName

ANNA = Entry(
    "1",
    "t",
    names=(EntryName("Anna Eriksson"), EntryName("Anja", "weak")),
    sex="F",
    countries=(("SWE", "nationality"),),
)
YURI = Entry("2", "t", names=(EntryName("Юрий Щербаков"),), birth_dates=(sc.parse_birth_date("1960"),))
ALI = Entry("3", "t", names=(EntryName("Mohammed Ali"),), documents=(Document("AB123456"),))


def delta(old: list[Entry], new: list[Entry]) -> sc.Delta:
    return sc.compare_versions(sc.Watchlist.from_entries(old), sc.Watchlist.from_entries(new))


def rows(found: sc.Delta) -> list[tuple[str, str, list[str]]]:
    return [(r["entry_id"], r["change"], r["fields"]) for r in found.table.to_pylist()]


def test_the_same_list_has_no_changes() -> None:
    found = delta([ANNA, YURI], [YURI, ANNA])
    assert (len(found), found.table.schema, found.counts) == (0, DELTA_SCHEMA, {"added": 0, "removed": 0, "changed": 0})
    assert found.text() == "0 added, 0 removed, 0 changed"
    assert found.details().schema == DETAIL_SCHEMA


def test_entries_come_and_go() -> None:
    found = delta([ANNA, YURI], [ANNA, ALI])
    assert rows(found) == [("3", "added", []), ("2", "removed", [])]
    assert found.text().splitlines() == ["+ t 3", "- t 2", "1 added, 1 removed, 0 changed"]


CHANGES: dict[str, tuple[str, Any]] = {
    "another name": ("names", (EntryName("Anna Ericsson"), EntryName("Anja", "weak"))),
    "another kind": ("names", (EntryName("Anna Eriksson"), EntryName("Anja", "strong"))),
    "a name more": ("names", (*ANNA.names, EntryName("Anita", "weak"))),
    "a name less": ("names", ANNA.names[:1]),
    "no names": ("names", ()),
    "a note": ("names", (EntryName("Anna Eriksson", note="in 1990"), EntryName("Anja", "weak"))),
    "a birth date": ("birth_dates", (sc.parse_birth_date("1974-08-12"),)),
    "no sex": ("sex", None),
    "another sex": ("sex", "M"),
    "another role": ("countries", (("SWE", "birth"),)),
    "a document": ("documents", (Document("X1"),)),
    "a place": ("birth_places", ("Umeå",)),
    "remarks": ("remarks", "seen"),
    "type": ("type", "organisation"),
    "discreet": ("discreet", True),
    "validity": ("valid_to", date(2030, 1, 1)),
    "category": ("category", "missing"),
}


@pytest.mark.parametrize("case", CHANGES)
def test_every_field_counts(case: str) -> None:
    field, value = CHANGES[case]
    changed = replace(ANNA, **{field: value})
    found = delta([YURI, ANNA], [changed, YURI])
    assert rows(found) == [("1", "changed", [field])]
    assert rows(delta([changed], [ANNA])) == [("1", "changed", [field])]
    (detail,) = found.details().to_pylist()
    assert (detail["list"], detail["entry_id"], detail["field"]) == ("t", "1", field)
    assert detail["before"] != detail["after"]
    assert isinstance(json.loads(detail["after"]), list | str | bool | None)
    assert found.text() == f"~ t 1  {field}\n0 added, 0 removed, 1 changed"


def test_the_text_and_the_repr_name_nobody() -> None:
    found = delta([ANNA, YURI], [replace(ANNA, names=(EntryName("Zzqxcanary"),)), ALI])
    shown = found.text() + repr(found)
    assert not any(word in shown for word in ("Anna", "Zzqxcanary", "Ali", "AB123456"))
    assert "Zzqxcanary" in str(found.details().to_pylist()), "the details are for those who may read the list"


def test_entries_of_two_lists_with_one_id() -> None:
    other = replace(ALI, id="1", list="u")
    assert rows(delta([ANNA, other], [ANNA, replace(other, sex="M")])) == [("1", "changed", ["sex"])]
    assert delta([ANNA], [replace(ANNA, list="u")]).counts == {"added": 1, "removed": 1, "changed": 0}


ENTRIES = st.lists(
    st.builds(
        Entry,
        id=st.sampled_from("abcdefgh"),
        list=st.sampled_from("tu"),
        names=st.lists(
            st.builds(EntryName, st.sampled_from(["Anna Berg", "Anna Borg", "Ivan Petrov", "علي حسن"])), max_size=2
        ).map(tuple),
        birth_dates=st.lists(
            st.sampled_from(["1970", "1970-01-02", "1980-1985"]).map(sc.parse_birth_date), max_size=2
        ).map(tuple),
        sex=st.sampled_from(["M", "F", None]),
        remarks=st.sampled_from([None, "", "x"]),
        documents=st.lists(st.builds(Document, st.sampled_from(["A1", "B2"])), max_size=2).map(tuple),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda entry: (entry.list, entry.id),
)


def stored(entries: list[Entry]) -> dict[tuple[str, str], dict[str, Any]]:
    """Entries as they are stored: birth dates as intervals."""
    return {(r["list"], r["id"]): r for r in sc.Watchlist.from_entries(entries).entries.to_pylist()}


@settings(max_examples=60, deadline=None)
@given(ENTRIES, ENTRIES)
def test_the_delta_is_the_difference(old: list[Entry], new: list[Entry]) -> None:
    before, after = stored(old), stored(new)
    found = {(r["list"], r["entry_id"]): (r["change"], r["fields"]) for r in delta(old, new).table.to_pylist()}
    expected: dict[tuple[str, str], tuple[str, list[str]]] = {
        key: ("added", []) for key in after.keys() - before.keys()
    }
    expected |= {key: ("removed", []) for key in before.keys() - after.keys()}
    for key in before.keys() & after.keys():
        if fields := [name for name in after[key] if before[key][name] != after[key][name]]:
            expected[key] = ("changed", fields)
    assert found == expected


# ---------------------------------------------------------------------------------------- screening what changed

NAMES = [
    "Anna Eriksson",
    "Anja Ericsson",
    "Yuri Shcherbakov",
    "Mohamed Aly",
    "Bela Bartok",
    "Anna Berg",
    "Ivan Petroff",
    "Ali Hassan",
]
TABLE = pa.table({"traveller_id": [str(n) for n in range(len(NAMES))], "name": NAMES})


def filtered(full: pa.Table, keys: set[tuple[str, str]]) -> list[dict[str, Any]]:
    """What a whole run gives for these entries: their hits, and a row for each traveller that has none of them."""
    found = []
    rows = full.to_pylist()
    for number in sorted({row["row"] for row in rows}):
        own = [row for row in rows if row["row"] == number]
        kept = [row for row in own if (row["list"], row["entry_id"]) in keys]
        empty = dict.fromkeys(full.schema.names) | {k: own[0][k] for k in ("row", "traveller_id", "degraded")}
        status = "unscreenable" if own[0]["status"] == "unscreenable" else "no_hits"
        found += kept or [empty | {"status": status}]
    return found


@settings(max_examples=40, deadline=None)
@given(ENTRIES, ENTRIES)
def test_screening_what_changed_is_a_whole_run_filtered(old: list[Entry], new: list[Entry]) -> None:
    before, after = sc.Watchlist.from_entries(old), sc.Watchlist.from_entries(new)
    changes = sc.compare_versions(before, after)
    screener = sc.Screener(after, threshold=0.5)
    keys = {(r["list"], r["entry_id"]) for r in changes.table.to_pylist() if r["change"] != "removed"}
    expected = filtered(screener.screen_table(TABLE), keys)
    assert screener.screen_table(TABLE, only_entries=changes).to_pylist() == expected
    batches = screener.screen_stream(TABLE.to_reader(max_chunksize=3), only_entries=changes, threads=2)
    assert pa.Table.from_batches(batches).to_pylist() == expected
    if keys:
        table = pa.Table.from_pylist([{"list": lst, "entry_id": i} for lst, i in sorted(keys)])
        assert screener.screen_table(TABLE, only_entries=table).to_pylist() == expected


def test_nothing_changed_means_no_hits_and_not_nothing() -> None:
    watchlist = sc.Watchlist.from_entries([ANNA, YURI])
    out = sc.Screener(watchlist).screen_table(TABLE, only_entries=sc.compare_versions(watchlist, watchlist))
    assert out.column("status").to_pylist() == ["no_hits"] * len(NAMES)


def test_changes_that_lead_elsewhere_are_refused() -> None:
    old, new = sc.Watchlist.from_entries([ANNA, YURI]), sc.Watchlist.from_entries([ANNA, ALI])
    changes = sc.compare_versions(old, new)
    with pytest.raises(sc.ConfigError, match="do not lead to a list that is in use"):
        sc.Screener(old).screen_table(TABLE, only_entries=changes)
    assert sc.Screener(new).screen_table(TABLE, only_entries=changes).column("entry_id").drop_null().to_pylist() == [
        "3"
    ]


@pytest.mark.parametrize(
    ("only", "match"),
    [
        (pa.table({"list": ["t", "t"], "entry_id": ["1", "9"]}), "only_entries row 1: the entry is on no list"),
        (pa.table({"list": ["u"], "entry_id": ["1"]}), "only_entries row 0: the entry is on no list"),
        (
            pa.table(
                {"list": [None], "entry_id": ["1"]},
                schema=pa.schema([("list", pa.string()), ("entry_id", pa.string())]),
            ),
            "row 0",
        ),
        (pa.table({"entry_id": ["1"]}), "must have the columns"),
        (pa.table({"list": [[1]], "entry_id": ["1"]}), "must have the columns"),
        (["1"], "no __arrow_c_stream__"),
        ("1", "no __arrow_c_stream__"),
    ],
)
def test_entries_that_are_not_there_are_refused(only: Any, match: str) -> None:
    with pytest.raises(sc.ConfigError, match=match):
        sc.Screener(sc.Watchlist.from_entries([ANNA, YURI])).screen_table(TABLE, only_entries=only)


# --------------------------------------------------------------------------------------------------- the real lists


@pytest.mark.shared_data
def test_two_versions_of_the_un_list(shared: Path, tmp_path: Path) -> None:
    old, new = (
        sc.Watchlist.open(sc.compile_watchlist([shared / "lists" / f"un_consolidated_{day}.xml"], tmp_path / day).path)
        for day in ("2025-04-19", "2026-02-27")
    )
    found = sc.compare_versions(old, new)
    ids = [set(w.entries.column("id").to_pylist()) for w in (old, new)]
    assert found.counts["added"] == len(ids[1] - ids[0]) > 40
    assert found.counts["removed"] == len(ids[0] - ids[1]) > 0
    assert found.counts["changed"] > 0
    assert len(new) - len(old) == found.counts["added"] - found.counts["removed"]
    assert found.details().num_rows >= found.counts["changed"]
    assert pa.RecordBatchReader.from_stream(found).read_all() == found.table
    assert pa.ipc.open_stream(io.BytesIO(serialised(found.table))).read_all() == found.table
    touched = found.table.filter(pa.compute.not_equal(found.table.column("change"), "removed"))
    names = new.entries.column("names").chunk(0)
    travellers = pa.table({"name": [n[0]["name"] for n in names.to_pylist() if n][::9]})
    screener = sc.Screener(new, config=sc.ScreeningConfig(max_hits=10_000))
    keys = set(zip(touched.column("list").to_pylist(), touched.column("entry_id").to_pylist(), strict=True))
    assert screener.screen_table(travellers, only_entries=found).to_pylist() == filtered(
        screener.screen_table(travellers), keys
    )


def serialised(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())
