"""Text that repeats is stored once, and whoever reads entries does not notice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

import screening as sc
from screening.screener import read_entry
from screening.watchlist.columns import entry_batch
from screening.watchlist.encoding import decode_entries, encode_entries, is_stored_type
from screening.watchlist.schema import ENTRY_SCHEMA, STORED_SCHEMA, Document, Entry, EntryName

FULL = Entry(
    "1",
    "red",
    names=(
        EntryName("Anna Ek", "weak", "Ek", "Anna", "sv", "nom de guerre", "1979"),
        EntryName("Анна", "original_script"),
    ),
    birth_dates=(sc.parse_birth_date("circa 1979-1982"),),
    sex="F",
    countries=(("SWE", "nationality"), ("NOR", "birth")),
    birth_places=("Oslo",),
    documents=(Document("X1", "Passport", "SWE", "expired"),),
    titles=("Dr",),
    reference="R.1",
    programme="P",
    category="wanted",
    action="arrest",
    discreet=True,
    listed_on="2020-01",
    remarks="One.\nTwo.",
)
BARE = Entry("2", "red", "document")


def table_of(*batches: pa.RecordBatch) -> pa.Table:
    return pa.Table.from_batches(batches, schema=ENTRY_SCHEMA)


def stored(entries: list[Entry]) -> pa.Table:
    rows = encode_entries(table_of(entry_batch(entries, 0)))
    return pa.Table.from_arrays(rows.flatten(), schema=pa.schema(list(rows.type)))


def test_entries_come_back_as_they_were() -> None:
    entries = [FULL, BARE, replace(FULL, id="3", sex="M")]
    plain = decode_entries(stored(entries))
    assert plain.equals(table_of(entry_batch(entries, 0)))
    plain.validate(full=True)
    assert [read_entry(stored(entries), row) for row in range(3)] == [read_entry(plain, row) for row in range(3)]


@pytest.mark.parametrize(
    ("words", "width"), [(1, pa.int8()), (128, pa.int8()), (129, pa.int16()), (32768, pa.int16()), (32769, pa.int32())]
)
def test_the_number_of_a_word_is_as_narrow_as_it_can_be(words: int, width: pa.DataType) -> None:
    entries = [replace(BARE, id=str(i), programme=f"P{i}") for i in range(words)]
    table = stored(entries)
    assert table.schema.field("programme").type.equals(pa.dictionary(width, pa.string()))
    assert table.schema.field("sex").type.equals(pa.dictionary(pa.int8(), pa.string()))
    assert is_stored_type(pa.struct(list(table.schema)), pa.struct(list(STORED_SCHEMA)))
    assert decode_entries(table).column("programme").to_pylist() == [entry.programme for entry in entries]


def test_chunks_share_their_words() -> None:
    batches = [entry_batch([replace(BARE, id=str(i), category=word)], i) for i, word in enumerate(["b", "a", "b"])]
    categories = encode_entries(table_of(*batches)).field("category")
    assert categories.dictionary.to_pylist() == ["b", "a"]
    assert categories.to_pylist() == ["b", "a", "b"]


def test_other_types_are_told_apart() -> None:
    good, expected = pa.struct(list(stored([FULL]).schema)), pa.struct(list(STORED_SCHEMA))
    assert is_stored_type(good, expected)
    field = {one.name: one for one in good}
    for other in (
        field["list"].with_type(pa.string()),
        field["list"].with_type(pa.dictionary(pa.uint64(), pa.string())),
        field["list"].with_type(pa.dictionary(pa.int8(), pa.binary())),
        field["list"].with_type(pa.dictionary(pa.int8(), pa.string(), ordered=True)),
        field["id"].with_type(pa.dictionary(pa.int8(), pa.string())),
        field["sex"].with_nullable(False),
        field["names"].with_type(pa.list_(pa.string())),
    ):
        changed = pa.struct([other if one.name == other.name else one for one in good])
        assert not is_stored_type(changed, expected), other
    assert not is_stored_type(pa.struct(list(good)[:-1]), expected)
    assert not is_stored_type(pa.struct([field["list"], field["id"], *list(good)[2:]]), expected)


def test_a_compiled_file_gives_plain_text_and_shares_the_rest(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("id,name,sex\n" + "".join(f"{i},Anna Ek,F\n" for i in range(300)))
    sc.compile_watchlist([tmp_path / "list.csv"], tmp_path / "list.watchlist")
    watchlist = sc.Watchlist.open(tmp_path / "list.watchlist")
    assert watchlist.entries.schema.equals(ENTRY_SCHEMA)
    assert watchlist.entries.column("sex").to_pylist() == ["F"] * 300
    assert watchlist.stored.column("sex").chunk(0).dictionary.to_pylist() == ["F"]
    plain, stored = (table.column("id").chunk(0) for table in (watchlist.entries, watchlist.stored))
    assert plain.buffers()[2].address == stored.buffers()[2].address
