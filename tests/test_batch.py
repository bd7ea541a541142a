"""Tables of travellers: whatever Arrow brings, every row comes out, and a wrong table says what is wrong with it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.people import SCREENER, WATCHLIST

import screening as sc
from screening import batch
from screening.intake import read_chunk

ZONE = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
PEOPLE = {
    "traveller_id": ["a", "b", "c", "d", "e"],
    "name": ["Anna Eriksson", "Bela Bartok", "???", "Shcherbakov Yuri", "Mohamed Aly"],
    "birth_date": ["1974-08-12", None, "x", "", None],
    "sex": ["F", "M", None, None, "M"],
    "nationality": ["SWE", "HUN", "Atlantis", "RUS", None],
    "document_number": [None, "X1234567", None, None, None],
}
TABLE = pa.table(PEOPLE)
CROWD = ["Maria Eriksson", "Ali Maria Garcia Yuri", "Bela Bartok", "???", "Maria Eriksson Smith"]
LOW = sc.Screener(WATCHLIST, config=sc.ScreeningConfig(threshold=0.05, name_floor=0.0))


def rows(table: Any, **options: Any) -> list[dict[str, Any]]:
    return SCREENER.screen_table(table, **options).to_pylist()


# ------------------------------------------------------------------------------------------------------- what comes out


def test_every_row_comes_out() -> None:
    out = SCREENER.screen_table(TABLE)
    assert out.schema.equals(batch.OUTPUT_SCHEMA)
    assert out.validate(full=True) is None
    found = out.to_pylist()
    assert [(r["row"], r["traveller_id"], r["status"], r["entry_id"]) for r in found] == [
        (0, "a", "hits", "1"),
        (1, "b", "no_hits", None),
        (2, "c", "unscreenable", None),
        (3, "d", "hits", "2"),
        (4, "e", "hits", "4"),
    ]
    assert [r["degraded"] for r in found] == [
        [],
        [],
        ["no_comparable_name", "date_unparsed", "country_unknown"],
        [],
        [],
    ]
    assert {k: found[0][k] for k in ("list", "birth_date", "sex", "nationality", "document", "matched_name")} == {
        "list": "test",
        "birth_date": "equal",
        "sex": "same",
        "nationality": "shared",
        "document": "unknown",
        "matched_name": "Anna Maria Eriksson",
    }
    assert all(found[1][k] is None for k in ("list", "score", "name_score", "band", "matched_name", "sex"))


def test_a_row_is_what_screening_one_traveller_gives() -> None:
    people = [sc.Traveller(name=name, birth_date="1974-08-12", sex="F", id="x") for name in CROWD]
    expected: list[tuple[Any, ...]] = []
    for row, result in enumerate(LOW.screen_many(people)):
        expected += [(row, "x", "hits", h.entry_id, h.score, h.name_score, h.band) for h in result.hits]
        if not result.hits:
            expected.append((row, "x", result.status, None, None, None, None))
    size = len(CROWD)
    table = pa.table(
        {"name": CROWD, "birth_date": ["1974-08-12"] * size, "sex": ["F"] * size, "traveller_id": ["x"] * size}
    )
    columns = ("row", "traveller_id", "status", "entry_id", "score", "name_score", "band")
    assert [tuple(row[c] for c in columns) for row in LOW.screen_table(table).to_pylist()] == expected
    assert len(expected) > size


def test_sorted_by_row_then_score() -> None:
    out = LOW.screen_table(
        pa.table({"name": ["Maria Eriksson", "Ali Maria Garcia Yuri", "Maria Eriksson"]})
    ).to_pylist()
    keys = [(r["row"], -r["score"]) for r in out]
    assert keys == sorted(keys)
    assert len(keys) > len(CROWD)


@pytest.fixture(scope="module")
def many() -> pa.Table:
    return pa.concat_tables([TABLE] * 40).combine_chunks()


@pytest.mark.parametrize("threads", [1, 2, 4])
@pytest.mark.parametrize("chunk", [1, 7, 64, 1000])
def test_threads_and_chunks_change_nothing(
    many: pa.Table, monkeypatch: pytest.MonkeyPatch, threads: int, chunk: int
) -> None:
    expected = LOW.screen_table(many)
    monkeypatch.setattr(batch, "CHUNK", chunk)
    assert LOW.screen_table(many, threads=threads).equals(expected)
    sliced = pa.Table.from_batches(many.to_batches(max_chunksize=13))
    assert LOW.screen_table(sliced, threads=threads).equals(expected)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 40), max_size=12), st.integers(1, 4))
def test_any_chunks(sizes: list[int], threads: int) -> None:
    batches: list[pa.RecordBatch] = []
    at = 0
    whole = pa.concat_tables([TABLE] * (sum(sizes) // 5 + 1)).combine_chunks().slice(0, sum(sizes))
    for size in sizes:
        batches += whole.slice(at, size).to_batches() or [pa.record_batch([[]] * 6, schema=TABLE.schema)]
        at += size
    table = pa.Table.from_batches(batches, schema=TABLE.schema)
    assert SCREENER.screen_table(table, threads=threads).equals(SCREENER.screen_table(whole))


SAME_BYTES = """
import hashlib, sys
import pyarrow as pa
from screening import batch
from tests.test_batch import LOW, TABLE
many = pa.concat_tables([TABLE] * 6).combine_chunks()
for threads in (1, 2):
    for chunk, cut in ((1, 1), (1, 8192), (7, 7), (7, 8192), (8192, 1), (8192, 7), (8192, 8192)):
        batch.CHUNK = chunk
        out = LOW.screen_table(pa.Table.from_batches(many.to_batches(max_chunksize=cut)), threads=threads)
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, out.schema) as writer:
            writer.write_table(out.combine_chunks())
        print(hashlib.sha256(sink.getvalue()).hexdigest())
"""


def test_the_order_of_sets_threads_and_chunks_change_no_byte() -> None:
    said = []
    for seed in range(4):
        done = subprocess.run(
            [sys.executable, "-c", SAME_BYTES],
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
            cwd=Path(__file__).parent.parent,
            capture_output=True,
            text=True,
            check=True,
        )
        said += done.stdout.split()
    assert (len(said), len(set(said))) == (56, 1)


def test_answers_are_a_stream_of_arrow() -> None:
    answers = SCREENER.screen_stream(TABLE)
    assert isinstance(answers, batch.Answers)
    assert answers.schema.equals(batch.OUTPUT_SCHEMA)
    assert pa.table(answers).equals(SCREENER.screen_table(TABLE))
    assert pa.table(SCREENER.screen_table(TABLE)).num_rows == 5, "and so is a table of them"
    half_read = SCREENER.screen_stream(pa.Table.from_batches(TABLE.to_batches(max_chunksize=1)))
    first = next(half_read)
    assert [row["row"] for row in first.to_pylist() + pa.table(half_read).to_pylist()] == [0, 1, 2, 3, 4]


def test_a_hit_of_a_row_that_is_not_there_is_never_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows out are counted against rows in, whatever the kernel says."""
    found = LOW.search(read_chunk(TABLE.to_batches()[0]).columns, LOW.view())
    assert len(found.hits) == 3
    beyond = found.hits.copy()
    beyond["row"][-1] = 5
    for wrong in (np.append(found.hits, found.hits[:1]), found.hits[::-1], beyond):
        answer = replace(found, hits=wrong, place=np.zeros(len(wrong), found.place.dtype))
        monkeypatch.setattr(sc.Screener, "search", lambda *_, answer=answer: answer)
        with pytest.raises(sc.CapacityError, match="row 0: the answers do not fit the travellers"):
            LOW.screen_table(TABLE)


# -------------------------------------------------------------------------------------------------- what comes in


def test_a_reader_is_screened_as_it_is_read() -> None:
    taken: list[int] = []

    def batches() -> Iterator[pa.RecordBatch]:
        for n in range(5):
            taken.append(n)
            yield TABLE.to_batches()[0]

    reader = pa.RecordBatchReader.from_batches(TABLE.schema, batches())
    stream = SCREENER.screen_stream(reader)
    first = next(stream)
    assert len(taken) < 5, "not all of it is read before the first answer"
    rest = list(stream)
    assert pa.Table.from_batches([first, *rest]).column("row").to_pylist() == list(range(25))


def test_a_stream_may_be_left() -> None:
    stream = SCREENER.screen_stream(pa.concat_tables([TABLE] * 3), threads=2)
    next(stream)
    stream.close()
    assert list(stream) == []


@pytest.mark.parametrize(
    "kind", [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int8(), pa.string())]
)
def test_every_kind_of_text(kind: pa.DataType) -> None:
    columns = {name: TABLE.column(name).cast(kind) for name in TABLE.column_names}
    assert SCREENER.screen_table(pa.table(columns)).equals(SCREENER.screen_table(TABLE))


@pytest.mark.parametrize(
    "dates",
    [
        pa.array(["1974-08-12"]),
        pa.array([date(1974, 8, 12)]),
        pa.array([date(1974, 8, 12)], pa.date64()),
        pa.array([datetime(1974, 8, 12, 23, 59, 59)], pa.timestamp("s")),  # noqa: DTZ001 - what readers of files give
        pa.array([datetime(1974, 8, 12, 23, 59, 59, 7, tzinfo=UTC)], pa.timestamp("ns", "UTC")),
        pa.array([145_569_599_123_456_789], pa.timestamp("ns")),
        pa.array([date(1974, 8, 12)]).dictionary_encode(),
    ],
    ids=lambda array: str(array.type),
)
def test_every_kind_of_birth_date(dates: pa.Array) -> None:
    (row,) = rows(pa.table({"name": ["Anna Eriksson"], "birth_date": dates}))
    assert (row["birth_date"], row["degraded"]) == ("equal", [])


@pytest.mark.parametrize("day", [-(2**31), -719_163, 2_932_897, 2**31 - 1])
def test_a_day_out_of_the_calendar_is_not_used(day: int) -> None:
    days = pa.array([day, 1684], pa.int32()).view(pa.date32())
    first, second = rows(pa.table({"name": ["Anna Eriksson"] * 2, "birth_date": days}))
    assert (first["entry_id"], first["birth_date"], first["degraded"]) == ("1", "unknown", ["date_unparsed"])
    assert (second["birth_date"], second["degraded"]) == ("equal", [])


def test_bytes_that_are_not_utf8_stop_nobody_else() -> None:
    text = b"Anna Eriksson\xffAnna Eriksson"
    offsets = pa.py_buffer(b"".join(n.to_bytes(4, "little") for n in (0, 13, 14, 27)))
    damaged = pa.Array.from_buffers(pa.string(), 3, [None, offsets, pa.py_buffer(text)])
    found = rows(pa.table({"name": damaged, "traveller_id": ["a", "b", "c"]}))
    assert [r["entry_id"] for r in found] == ["1", None, "1"]
    assert (found[1]["status"], found[1]["traveller_id"]) == ("unscreenable", "b")
    assert found[1]["degraded"] == ["unreadable", "no_name"]
    found = rows(pa.table({"name": ["Anna Eriksson"] * 3, "traveller_id": damaged}))
    assert [(r["entry_id"], r["traveller_id"]) for r in found] == [
        ("1", "Anna Eriksson"),
        ("1", None),
        ("1", "Anna Eriksson"),
    ]


def test_ids_may_be_numbers() -> None:
    (row,) = rows(pa.table({"name": ["Anna"], "traveller_id": pa.array([2**63], pa.uint64())}))
    assert row["traveller_id"] == str(2**63)


@pytest.mark.parametrize("zone", ["P<UTO", "Anna", ZONE[:-1], "<" * 88, "é" * 88, " "])
def test_a_zone_that_cannot_be_read_is_marked_and_the_rest_goes_on(zone: str) -> None:
    found = rows(pa.table({"mrz": [ZONE, zone, ZONE, None], "traveller_id": list("abcd")}))
    assert [(r["traveller_id"], r["status"]) for r in found] == [
        ("a", "hits"),
        ("b", "unscreenable"),
        ("c", "hits"),
        ("d", "unscreenable"),
    ]
    assert found[1]["degraded"] == ["unreadable", "no_name"]
    assert found[3]["degraded"] == ["no_name"]
    assert found[0]["document"] == "same"


def test_a_row_without_a_zone_goes_by_its_fields() -> None:
    found = rows(pa.table({"mrz": [ZONE, None, ""], "name": [None, "Yuri Shcherbakov", "Mohammed Ali"]}))
    assert [r["entry_id"] for r in found] == ["1", "2", "4"]


def test_a_zone_that_cannot_be_read_leaves_the_other_fields() -> None:
    (row,) = rows(pa.table({"mrz": ["P<UTO"], "name": ["Anna Eriksson"], "birth_date": ["1974-08-12"]}))
    assert (row["entry_id"], row["birth_date"], row["degraded"]) == ("1", "equal", ["unreadable"])


def test_a_name_given_twice_is_marked() -> None:
    found = rows(pa.table({"name": ["Anna Eriksson", None], "surname": ["Eriksson", "Eriksson"]}))
    assert found[0]["degraded"] == ["unreadable", "no_name"]
    assert found[1]["degraded"] == []


def test_no_rows() -> None:
    for table in (TABLE.slice(0, 0), TABLE.schema.empty_table()):
        out = SCREENER.screen_table(table)
        assert (out.num_rows, out.schema) == (0, batch.OUTPUT_SCHEMA)
        assert list(SCREENER.screen_stream(table)) == []


def test_nothing_but_nulls() -> None:
    table = pa.table({name: pa.nulls(3) for name in batch.INPUT_COLUMNS})
    assert [(r["row"], r["status"], r["degraded"]) for r in rows(table)] == [
        (n, "unscreenable", ["no_name"]) for n in range(3)
    ]


# ---------------------------------------------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"name": ["x"], "colour": ["x"]}, "column 1: unknown column; known: traveller_id, surname"),
        ({"Name": ["x"]}, "column 0: unknown column"),
        ({"": ["x"], "name": ["x"]}, "column 0: unknown column"),
        ({"given_names": ["x"]}, "one of name, surname, mrz and document_number is needed"),
        ({"birth_date": ["x"]}, "one of name, surname, mrz and document_number is needed"),
        ({}, "one of name, surname, mrz and document_number is needed"),
        ({"name": [5]}, "column name: must be text"),
        ({"name": [["x"]]}, "column name: must be text"),
        ({"name": [b"x"]}, "column name: must be text"),
        ({"name": ["x"], "sex": [True]}, "column sex: must be text"),
        ({"name": ["x"], "birth_date": [1974]}, "column birth_date: must be text"),
        ({"name": ["x"], "traveller_id": [1.5]}, "column traveller_id: must be text"),
    ],
)
def test_wrong_columns(columns: dict[str, list[Any]], message: str) -> None:
    with pytest.raises(sc.ColumnError) as caught:
        SCREENER.screen_table(pa.table(columns))
    assert str(caught.value).startswith(message)


def test_a_column_twice() -> None:
    table = pa.table([pa.array(["x"]), pa.array(["y"])], names=["name", "name"])
    with pytest.raises(sc.ColumnError, match="column 1: twice the same column"):
        SCREENER.screen_table(table)


# -------------------------------------------------------------------------------------------------------- list of dicts


def test_a_list_of_dicts_is_a_table() -> None:
    assert SCREENER.screen_table(TABLE.to_pylist()).equals(SCREENER.screen_table(TABLE))
    assert SCREENER.screen_table([]).num_rows == 0
    (row,) = rows([{"surname": "Eriksson", "given_names": "Anna", "birth_date": date(1974, 8, 12), "traveller_id": 7}])
    assert (row["entry_id"], row["birth_date"], row["traveller_id"]) == ("1", "equal", "7")
    (row,) = rows([{"mrz": ZONE, "name": None}])
    assert row["entry_id"] == "1"


@pytest.mark.parametrize(
    "record",
    [
        None,
        "Anna Eriksson",
        ["Anna"],
        {"name": 7},
        {"name": ["Anna"]},
        {"name": b"Anna"},
        {"name": "Anna \ud800"},
        {"name": "Anna Eriksson", "sex": 1},
        {"name": "Anna Eriksson", "traveller_id": 1.5},
        {"name": "Anna", "surname": "Eriksson"},
    ],
    ids=repr,
)
def test_a_bad_record_is_marked_and_the_rest_goes_on(record: Any) -> None:
    good = {"name": "Anna Eriksson", "traveller_id": "a"}
    found = rows([good, record, good])
    assert [(row["row"], row["status"]) for row in found] == [(0, "hits"), (1, "unscreenable"), (2, "hits")]
    assert found[1]["degraded"] == ["unreadable", "no_name"]


def test_a_list_of_travellers_is_a_table() -> None:
    people = [
        sc.Traveller(name=name, birth_date=birth, sex=sex, nationality=country, document_number=number, id=own)
        for own, name, birth, sex, country, number in zip(*PEOPLE.values(), strict=True)
    ]
    assert SCREENER.screen_table(people).equals(SCREENER.screen_table(TABLE))
    zone = sc.Traveller.from_mrz(sc.parse_mrz(ZONE), id="\ud800")
    (row,) = rows([zone])
    assert (row["entry_id"], row["traveller_id"], row["degraded"]) == ("1", None, [])
    (row,) = rows([sc.Traveller(document_number="L898902C3")])
    assert (row["entry_id"], row["degraded"]) == ("1", ["no_name"])


def test_a_misspelled_field_is_refused() -> None:
    with pytest.raises(sc.ColumnError, match="row 1: unknown field; known: traveller_id, surname"):
        SCREENER.screen_table([{"name": "Anna"}, {"nmae": "Anna"}])


# ------------------------------------------------------------------------------------------------------------- settings


@pytest.mark.parametrize("threads", [0, -1, True, 1.0, "2", None])
def test_threads_out_of_range(threads: Any) -> None:
    with pytest.raises(sc.ConfigError, match="threads: must be a whole number from 1"):
        SCREENER.screen_table(TABLE, threads=threads)
    with pytest.raises(sc.ConfigError):
        SCREENER.screen_stream(TABLE, threads=threads)


@pytest.mark.parametrize("value", [None, ({"name": "Anna"},), {"name": ["Anna"]}, "travellers.csv"])
def test_what_is_no_table(value: Any) -> None:
    with pytest.raises(sc.InputError, match="no __arrow_c_stream__"):
        SCREENER.screen_table(value)


def test_a_stream_of_something_else() -> None:
    with pytest.raises(sc.InputError, match="not a stream of tables"):
        SCREENER.screen_table(pa.chunked_array([["Anna"]]))


def test_a_stream_that_breaks_off_says_where() -> None:
    def batches() -> Iterator[pa.RecordBatch]:
        yield TABLE.to_batches()[0]
        raise ValueError("Anna Eriksson")

    stream = SCREENER.screen_stream(pa.RecordBatchReader.from_batches(TABLE.schema, batches()))
    with pytest.raises(sc.InputError, match="row 5: the stream of travellers broke off"):
        list(stream)


def test_rows_that_came_before_a_stream_broke_off_are_answered() -> None:
    """So that a caller can resume."""

    def batches() -> Iterator[pa.RecordBatch]:
        yield from TABLE.to_batches() * 3
        raise OSError("disk")

    stream = SCREENER.screen_stream(pa.RecordBatchReader.from_batches(TABLE.schema, batches()), threads=4)
    answered: list[int] = []
    with pytest.raises(sc.InputError, match="row 15"):
        answered.extend(row for batch in stream for row in batch.column("row").to_pylist())
    assert answered == list(range(15))


# -------------------------------------------------------------------------------------------------- other libraries


def test_polars() -> None:
    polars = pytest.importorskip("polars")
    assert SCREENER.screen_table(polars.DataFrame(PEOPLE)).equals(SCREENER.screen_table(TABLE))
    answers = polars.DataFrame(SCREENER.screen_stream(polars.DataFrame(PEOPLE)))
    assert answers.to_arrow().to_pylist() == rows(TABLE)


def test_pandas() -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(PEOPLE)
    assert SCREENER.screen_table(frame).equals(SCREENER.screen_table(TABLE))
    frame["birth_date"] = pandas.to_datetime(frame["birth_date"], errors="coerce")
    assert rows(frame)[0]["birth_date"] == "equal"
    answers = pandas.DataFrame.from_arrow(SCREENER.screen_stream(pandas.DataFrame(PEOPLE)))
    assert answers["row"].tolist() == [0, 1, 2, 3, 4]


def test_duckdb() -> None:
    duckdb = pytest.importorskip("duckdb")
    people = TABLE
    with duckdb.connect() as connection:
        connection.register("people", people)
        assert SCREENER.screen_table(connection.sql("from people")).equals(SCREENER.screen_table(TABLE))
        connection.register("answers", pa.RecordBatchReader.from_stream(SCREENER.screen_stream(TABLE)))
        found = connection.sql("select entry_id from answers where status = 'hits'").fetchall()
    assert found == [("1",), ("2",), ("4",)]
