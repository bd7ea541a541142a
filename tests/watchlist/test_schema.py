"""The columns of entries: what they hold, that other tools read them, and that the reference says so."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from tools import make_schema_reference

from screening.birthdates import parse_birth_date
from screening.watchlist.columns import entry_batch
from screening.watchlist.schema import ENTRY_SCHEMA, Document, Entry, EntryName

ROOT = Path(__file__).resolve().parent.parent.parent
ENTRY = Entry(
    id="7",
    list="national",
    names=(EntryName("DOE Jane", "primary", "DOE", "Jane", "en", "note", "1971"),),
    birth_dates=(parse_birth_date("circa 1970"),),
    sex="F",
    countries=(("UTO", "nationality"),),
    documents=(Document("L1", "Passport", "UTO", "lost"),),
    titles=("Dr",),
    category="wanted",
    action="arrest",
    discreet=True,
    valid_from=date(2026, 1, 1),
    valid_to=date(2026, 12, 31),
    listed_on="2025",
)


def test_reference_is_generated_from_the_schema() -> None:
    page = (ROOT / "docs" / "reference" / "schema.md").read_text(encoding="utf-8")
    assert page == make_schema_reference.build(), "run `python -m tools.make_schema_reference`"


def test_columns_are_the_fields_of_an_entry() -> None:
    assert [field.name for field in fields(Entry)] == ENTRY_SCHEMA.names
    assert [field.name for field in fields(EntryName)] == [f.name for f in ENTRY_SCHEMA.field("names").type.value_type]
    documents = ENTRY_SCHEMA.field("documents").type.value_type
    assert [field.name for field in fields(Document)] == [field.name for field in documents]


def test_values_come_back_out_of_the_columns() -> None:
    row = entry_batch([ENTRY], 0).to_pylist()[0]
    assert row["names"][0] == {
        "name": "DOE Jane",
        "kind": "primary",
        "surname": "DOE",
        "given_names": "Jane",
        "language": "en",
        "note": "note",
        "born": "1971",
    }
    assert row["birth_dates"] == [{"from": date(1970, 1, 1), "to": date(1970, 12, 31), "flags": ["approx"]}]
    assert (row["discreet"], row["valid_from"], row["valid_to"]) == (True, date(2026, 1, 1), date(2026, 12, 31))
    assert (row["category"], row["action"], row["listed_on"]) == ("wanted", "arrest", "2025")


def test_entries_are_read_without_this_library(tmp_path: Path) -> None:
    pq.write_table(pa.Table.from_batches([entry_batch([ENTRY], 0)]), tmp_path / "entries.parquet")
    table = pq.read_table(tmp_path / "entries.parquet")
    assert table.schema.equals(ENTRY_SCHEMA)
    assert pc.struct_field(pc.list_flatten(table["names"]), "surname").to_pylist() == ["DOE"]
