"""Files of travellers: every record comes out, and what cannot be read says where it stands."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet
from tests.people import SCREENER

import screening as sc
from screening.batch import screen_batches
from screening.jobs import run_batch_job
from screening.readers import ColumnMapping, TravellerFile, open_travellers
from screening.readers import _text as text_module

PEOPLE = [
    {"traveller_id": "a", "name": "Anna Eriksson", "birth_date": "1974-08-12"},
    {"traveller_id": "b", "name": "Bela Bartok", "birth_date": None},
    {"traveller_id": "c", "name": "Щербаков Юрий", "birth_date": ""},
]
CSV = "traveller_id,name,birth_date\na,Anna Eriksson,1974-08-12\nb,Bela Bartok,\nc,Щербаков Юрий,\n"
LOST = ["unreadable", "no_name"]


def put(tmp_path: Path, content: str | bytes, name: str = "travellers") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def answers(travellers: TravellerFile) -> list[dict[str, Any]]:
    return pa.Table.from_batches(
        screen_batches(SCREENER, travellers.schema, travellers.batches), schema=sc.batch.OUTPUT_SCHEMA
    ).to_pylist()


def entries(travellers: TravellerFile) -> list[str | None]:
    return [row["entry_id"] for row in answers(travellers)]


# -------------------------------------------------------------------------------------------------------------- formats


def write(tmp_path: Path, format: str) -> Path:
    path = tmp_path / f"travellers.{format}"
    table = pa.Table.from_pylist(PEOPLE)
    if format == "csv":
        path.write_text(CSV, encoding="utf-8")
    elif format == "jsonl":
        path.write_text("".join(f"{json.dumps(row)}\n" for row in PEOPLE), encoding="utf-8")
    elif format == "parquet":
        parquet.write_table(table, path, row_group_size=2)
    else:
        with pa.OSFile(str(path), "wb") as out:
            new = pa.ipc.new_file if format == "arrow" else pa.ipc.new_stream
            with new(out, table.schema) as writer:
                writer.write_table(table, max_chunksize=2)
    return path


@pytest.mark.parametrize("format", ["csv", "jsonl", "parquet", "arrow", "arrows"])
def test_every_format_is_seen_from_its_beginning_and_read(tmp_path: Path, format: str) -> None:
    travellers = open_travellers(write(tmp_path, format).rename(tmp_path / "unnamed"))
    assert travellers.format == format.removesuffix("s")
    rows = answers(travellers)
    assert [(r["traveller_id"], r["entry_id"], r["birth_date"]) for r in rows] == [
        ("a", "1", "equal"),
        ("b", None, None),
        ("c", "2", "unknown"),
    ]
    assert travellers.problems.counts == {}
    assert travellers.rows in {None, 3}


def test_how_much_was_read_is_told(tmp_path: Path) -> None:
    for name in ("csv", "jsonl", "parquet"):
        travellers = open_travellers(write(tmp_path, name))
        list(travellers.batches)
        assert travellers.fraction() == 1.0


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "name": st.text(st.characters(codec="utf-8", exclude_characters="\0")),
                "sex": st.sampled_from(["M", "F", ""]),
            }
        ),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from(",;\t|"),
)
def test_what_is_written_as_csv_is_read(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, str]], delimiter: str
) -> None:
    out = io.StringIO()
    writer = csv.DictWriter(out, ["name", "sex"], delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    travellers = open_travellers(put(tmp_path_factory.mktemp("csv"), out.getvalue()))
    assert pa.Table.from_batches(travellers.batches).to_pylist() == rows
    assert travellers.problems.counts == {}


# -------------------------------------------------------------------------------------------------------------- columns


def test_columns_are_mapped_and_the_rest_is_left_out_on_demand(tmp_path: Path) -> None:
    path = put(tmp_path, "Nr;Familienname;Vorname;Geboren;Sitz\n1;Eriksson;Anna;12.08.1974;3A\n")
    names = {"traveller_id": "Nr", "surname": "Familienname", "given_names": "Vorname", "birth_date": "Geboren"}
    with pytest.raises(sc.ColumnError, match="column 5: no known field: map it, or ignore the others"):
        open_travellers(path, mapping=ColumnMapping(names))
    (row,) = answers(open_travellers(path, mapping=ColumnMapping(names, ignore_others=True)))
    assert (row["traveller_id"], row["entry_id"], row["birth_date"]) == ("1", "1", "equal")


def test_json_and_parquet_are_mapped_too(tmp_path: Path) -> None:
    mapping = ColumnMapping({"name": "Reisender"}, ignore_others=True)
    lines = put(tmp_path, '{"Reisender": "Anna Eriksson", "Sitz": 3}\n')
    assert entries(open_travellers(lines, mapping=mapping)) == ["1"]
    parquet.write_table(pa.table({"Sitz": [3], "Reisender": ["Anna Eriksson"]}), tmp_path / "p")
    assert entries(open_travellers(tmp_path / "p", mapping=mapping)) == ["1"]


def test_a_mapping_can_stand_in_a_file(tmp_path: Path) -> None:
    toml = put(
        tmp_path, 'ignore_others = true\nencoding = "cp1252"\ndelimiter = ";"\n[columns]\nsurname = "Nom"\n', "m"
    )
    assert ColumnMapping.from_toml(toml) == ColumnMapping(
        {"surname": "Nom"}, ignore_others=True, encoding="cp1252", delimiter=";"
    )


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("colums = 1", "m.toml: unknown setting; known: columns, delimiter, encoding, ignore_others"),
        ("[columns]\nsurnam = 'x'", "columns: unknown field; known: traveller_id, surname"),
        ("columns = 3", "m.toml, columns: must be a table of fields"),
        ("[columns]\nsurname = 3", "columns: must be names of columns"),
        ("[columns]\nsurname = 'x'\nname = 'x'", "columns: two fields cannot be the same column"),
        ("encoding = 'klingon'", "encoding: unknown encoding"),
        ("encoding = 7", "encoding: unknown encoding"),
        ("ignore_others = 'yes'", "ignore_others: must be true or false"),
        ("delimiter = ';;'", "delimiter: must be one character"),
        ("= 3", "m.toml: not a TOML file"),
        (b"\xff\xfe", "m.toml: not a TOML file"),
    ],
)
def test_a_bad_mapping_is_refused(tmp_path: Path, toml: str | bytes, message: str) -> None:
    with pytest.raises(sc.ConfigError) as caught:
        ColumnMapping.from_toml(put(tmp_path, toml, "m.toml"))
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("nam,sex\nx,M\n", "column 1: no known field"),
        ("name,name\nx,y\n", "column 2: name is there twice"),
        ("name, Name\nx,y\n", "column 2: name is there twice"),
        ("sex,birth_date\nM,1970\n", "header: one of name, surname, mrz and document_number is needed"),
        ("Anna Eriksson,1974-08-12\n", "column 1: no known field"),
        ('{"nam": "x"}\n', "line 1: a field is not known"),
    ],
)
def test_wrong_columns_are_refused_before_anybody_is_screened(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(sc.ColumnError) as caught:
        answers(open_travellers(put(tmp_path, content)))
    assert str(caught.value).startswith(message)
    assert "Anna" not in str(caught.value)


def test_a_mapped_column_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(sc.ColumnError, match="header: the column mapped to sex is not there"):
        open_travellers(put(tmp_path, "name\nx\n"), mapping=ColumnMapping({"sex": "Geschlecht"}))


# ------------------------------------------------------------------------------------------------------------- bad rows


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("x", "another number of cells than the header has"),
        ("x,y,z,w", "another number of cells than the header has"),
        ('x,"a"b,', "quotation marks that do not fit"),
        ('x,"never closed,1970', "quotation marks that do not fit"),
        (",," + "x" * 140_000, "quotation marks that do not fit"),
    ],
)
def test_a_bad_row_is_marked_and_the_others_are_read(tmp_path: Path, row: str, rule: str) -> None:
    travellers = open_travellers(put(tmp_path, f"{CSV}{row}\n{CSV.partition(chr(10))[2]}"))
    found = answers(travellers)
    assert [r["entry_id"] for r in found] == ["1", None, "2", None, "1", None, "2"]
    assert found[3]["degraded"] == LOST
    assert travellers.problems.lines() == [f"1 x {rule} (line 5)"]


def test_rows_after_a_quote_that_is_never_closed_are_read_however_many_there_are(tmp_path: Path) -> None:
    travellers = open_travellers(put(tmp_path, 'name\n"Anna\n' + "Anna Eriksson\n" * 300))
    assert entries(travellers) == [None, *["1"] * 300]
    assert travellers.problems.lines() == ["1 x a quotation mark that is never closed (line 2)"]


def test_a_line_that_is_read_twice_is_told_once(tmp_path: Path) -> None:
    travellers = open_travellers(put(tmp_path, b'name\n"Anna\nJ\xfcrgen\nAnna Eriksson\n'))
    assert entries(travellers) == [None, None, "1"]
    assert travellers.problems.counts == {"not utf-8": 1, "quotation marks that do not fit": 1}


def test_a_name_of_several_lines_is_read(tmp_path: Path) -> None:
    assert entries(open_travellers(put(tmp_path, 'name\n"Anna\r\nEriksson"\nBela\n'))) == ["1", None]


def test_a_line_without_end_is_marked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_module, "_MAX_LINE", 50)
    travellers = open_travellers(put(tmp_path, f"name\n{'x' * 220}\nAnna Eriksson\n"))
    assert entries(travellers) == [None, "1"]
    assert travellers.problems.lines() == ["1 x a line of more than 50 characters (line 2)"]


def test_lines_of_another_encoding_are_marked_and_told(tmp_path: Path) -> None:
    content = "name\nAnna Eriksson\nJürgen\nЩербаков Юрий\n".encode() + "Jörg\n".encode("cp1252")
    travellers = open_travellers(put(tmp_path, content))
    found = answers(travellers)
    assert [(r["entry_id"], r["degraded"]) for r in found] == [("1", []), (None, []), ("2", []), (None, LOST)]
    assert travellers.problems.lines() == ["1 x not utf-8 (line 5)"]
    assert open_travellers(put(tmp_path, content), mapping=ColumnMapping(encoding="cp1252")).format == "csv"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_understood(tmp_path: Path, encoding: str) -> None:
    travellers = open_travellers(put(tmp_path, CSV.encode(encoding)))
    assert entries(travellers) == ["1", None, "2"]


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("{", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ('"Anna"', "no JSON object"),
        ('{"name": "x", "seat": "3A"}', "a field that is not known"),
        ('{"name": ["x"]}', "a value that is not text"),
        ('{"name": "x", "traveller_id": 1.5}', "a value that is not text"),
        ('{"name": "\\ud800"}', None),
    ],
)
def test_a_bad_line_is_marked_and_the_others_are_read(tmp_path: Path, line: str, rule: str | None) -> None:
    good = '{"name": "Anna Eriksson", "traveller_id": 7}'
    travellers = open_travellers(put(tmp_path, f"{good}\n\n{line}\n{good}"))
    found = answers(travellers)
    assert [r["entry_id"] for r in found] == ["1", None, "1"]
    assert found[0]["traveller_id"] == "7"
    assert found[1]["degraded"] == LOST
    assert travellers.problems.lines() == ([f"1 x {rule} (line 3)"] if rule else [])


# ------------------------------------------------------------------------------------------------------------ bad files


@pytest.mark.parametrize("content", [b"", b"\n", b" \r\n\n"])
def test_an_empty_file_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(sc.InputError, match="travellers: the file is empty"):
        open_travellers(put(tmp_path, content))


@pytest.mark.parametrize("head", [b"PK\3\4", b"\x1f\x8b\x08", b"\xd0\xcf\x11\xe0\xa1"])
def test_a_packed_file_says_what_to_do(tmp_path: Path, head: bytes) -> None:
    with pytest.raises(sc.InputError, match="unpack it, or save it as CSV"):
        open_travellers(put(tmp_path, head))


@pytest.mark.parametrize("format", ["parquet", "arrow", "arrows"])
def test_a_damaged_file_is_an_error_and_never_a_crash(tmp_path: Path, format: str) -> None:
    data = write(tmp_path, format).read_bytes()
    for length in range(12, len(data) - 1, 97):
        for damaged in (data[:length], data[:length] + bytes([data[length] ^ 0xFF]) + data[length + 1 :]):
            try:
                found = answers(open_travellers(put(tmp_path, damaged)))
            except sc.InputError as error:
                assert str(error)  # noqa: PT017 - either is right
            else:
                assert {row["row"] for row in found} <= {0, 1, 2}


def test_a_format_can_be_named(tmp_path: Path) -> None:
    with pytest.raises(sc.ConfigError, match="must be one of csv, jsonl, parquet, arrow, paxlst, pnrgov"):
        open_travellers(put(tmp_path, CSV), format="xml")
    with pytest.raises(sc.InputError, match="damaged, or not of this format"):
        open_travellers(put(tmp_path, CSV), format="parquet")
    with pytest.raises(FileNotFoundError):
        open_travellers(tmp_path / "nobody")


def test_dates_of_parquet_are_read(tmp_path: Path) -> None:
    parquet.write_table(pa.table({"name": ["Anna Eriksson"], "birth_date": [date(1974, 8, 12)]}), tmp_path / "p")
    (row,) = answers(open_travellers(tmp_path / "p"))
    assert row["birth_date"] == "equal"


LIST = """UNA:+.? '
UNB+UNOA:4+XS:ZZ+UTOAPIS:ZZ+260801:0631+REF1++APIS'
UNH+PAX001+PAXLST:D:05B:UN:IATA+XS270/260801/1200+01:F'
BGM+745'
TDT+20+XS270'
NAD+FL+++ERIKSSON:ANNA:MARIA'
DTM+329:740812'
RFF+ABO:PAX-0001'
NAD+FL+++BARTOK:BELA'
DTM+329:310229'
RFF+ABO:PAX-0002'
NAD+FL+++SMITHE:JANE'
DTM+329:700101'
RFF+ABO:PAX-0003'
DOC+P:110:111+L898902C3'
CNT+42:3'
UNT+15+PAX001'
UNZ+1+REF1'
"""
BOOKING = """UNA:+.?*'
UNB+IATA:1+XS++260730:2100+REF1'
UNH+1+PNRGOV:13:1:IA+KEY1'
MSG+:22'
TVL+010826:1200:010826:1545+UTA+FRZ+XS+270'
SRC'
RCI+XS:ABC123'
TIF+ERIKSSON+ANNAMRS:A:1'
REF+:PAX1'
SSR+DOCS:HK:1:XS:::::/P/UTO/L898902C3/UTO/12AUG74/F/15APR32/ERIKSSON/ANNA/MARIA'
UNT+9+1'
UNZ+1+REF1'
"""


def test_a_passenger_list_is_read_as_travellers(tmp_path: Path) -> None:
    """A birth date that is none is told and marked, and a document alone may hit."""
    path = put(tmp_path, LIST)
    travellers = open_travellers(path)
    assert (travellers.format, travellers.rows) == ("paxlst", 3)
    assert travellers.problems.lines() == ["1 x the birth date is no date, or one that does not exist (segment 8)"]
    answer = answers(travellers)
    assert [row["traveller_id"] for row in answer] == ["PAX-0001", "PAX-0002", "PAX-0003"]
    assert [row["entry_id"] for row in answer] == ["1", None, "1"]
    assert [row["document"] for row in answer] == ["unknown", None, "same"]
    done = run_batch_job(SCREENER, path, tmp_path / "out", part_rows=2)
    assert (done.rows, done.statuses, len(done.parts)) == (3, {"hits": 2, "no_hits": 1}, 2)


def test_bookings_are_read_as_travellers(tmp_path: Path) -> None:
    travellers = open_travellers(put(tmp_path, BOOKING))
    assert (travellers.format, travellers.rows) == ("pnrgov", 1)
    (row,) = answers(travellers)
    assert (row["entry_id"], row["birth_date"], row["document"]) == ("1", "equal", "same")


def test_what_is_no_passenger_message_is_refused(tmp_path: Path) -> None:
    with pytest.raises(sc.MessageError):
        open_travellers(put(tmp_path, CSV), format="paxlst")
    with pytest.raises(sc.MessageError, match="read_paxlst"):
        open_travellers(put(tmp_path, LIST), format="pnrgov")
