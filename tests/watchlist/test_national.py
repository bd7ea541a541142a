"""National lists by a mapping in TOML: the same rows as CSV, JSON lines, Parquet and Arrow give the same entries."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from screening.errors import ConfigError, ListEmptyError, ListFormatError
from screening.watchlist.receipt import Receipt
from screening.watchlist.schema import Entry
from screening.watchlist.sources import gather
from screening.watchlist.sources.national import TARGETS

COLUMNS = "CaseNo|Family|First|Second|AKA|DOB|Nat|Sex|Passport|Issuer|Code|Until|Extra".split("|")
ROWS = [
    "7|Eriksson|Anna|Maria|Anja;Анна|12.08.1974|SWE/IRQ|F|L898902C3|SWE|A|31.12.2030|x".split("|"),
    "8|Doe|John|||1970||M|||R||".split("|"),
]
MAPPING = """
file = "FILE"
list = "refused"
date = 2026-01-02
ignore = ["Extra"]

[columns]
id = "CaseNo"
surname = "Family"
given_names = ["First", "Second"]
alias = { column = "AKA", separator = ";", kind = "weak" }
birth_date = { column = "DOB", format = ["%d.%m.%Y", "%Y"] }
nationality = { column = "Nat", separator = "/" }
sex = "Sex"
document_number = "Passport"
document_issuer = "Issuer"
action = { column = "Code", values = { A = "arrest", R = "refuse" } }
valid_to = { column = "Until", format = "%d.%m.%Y" }

[constants]
category = "refused_entry"
discreet = true
"""


def read(folder: Path, mapping: str) -> tuple[list[Entry], Receipt]:
    path = folder / "refused.toml"
    path.write_text(mapping, encoding="utf-8")
    (load,) = gather([path])
    receipt = Receipt()
    return list(load.read(receipt)), receipt


def as_csv(path: Path, encoding: str = "utf-8") -> None:
    lines = [";".join(f'"{cell}"' for cell in row) for row in [COLUMNS, *ROWS]]
    path.write_bytes("\n".join(lines).encode(encoding))


def as_jsonl(path: Path) -> None:
    objects = [dict(zip(COLUMNS, row, strict=True)) for row in ROWS]
    objects[0]["Nat"] = ["SWE", "IRQ"]  # type: ignore[assignment]
    path.write_text("\n".join(json.dumps(one) for one in objects), encoding="utf-8")


def table() -> pa.Table:
    columns: dict[str, Any] = {name: [row[place] or None for row in ROWS] for place, name in enumerate(COLUMNS)}
    columns["Until"] = pa.array([date(2030, 12, 31), None])
    columns["CaseNo"] = pa.array([7, 8])
    return pa.table(columns)


def as_parquet(path: Path) -> None:
    pq.write_table(table(), path)


def as_arrow(path: Path) -> None:
    with pa.ipc.new_file(path, table().schema) as writer:
        writer.write_table(table())


def as_stream(path: Path) -> None:
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_stream(sink, table().schema) as writer:
        writer.write_table(table())


WRITERS = [
    ("a.csv", as_csv),
    ("a.jsonl", as_jsonl),
    ("a.parquet", as_parquet),
    ("a.arrow", as_arrow),
    ("b.arrow", as_stream),
]


@pytest.mark.parametrize(("file", "write"), WRITERS)
def test_formats_give_the_same_entries(tmp_path: Path, file: str, write: Callable[[Path], None]) -> None:
    write(tmp_path / file)
    (anna, john), receipt = read(tmp_path, MAPPING.replace("FILE", file))
    assert [(name.name, name.kind, name.surname, name.given_names) for name in anna.names] == [
        ("Eriksson Anna Maria", "primary", "Eriksson", "Anna Maria"),
        ("Anja", "weak", None, None),
        ("Анна", "weak", None, None),
    ]
    assert (anna.id, anna.list, anna.sex, anna.birth_dates[0].day) == ("7", "refused", "F", date(1974, 8, 12))
    assert anna.countries == (("SWE", "nationality"), ("IRQ", "nationality"))
    assert [(document.number, document.issuing_state) for document in anna.documents] == [("L898902C3", "SWE")]
    assert (anna.category, anna.action, anna.discreet, anna.valid_to) == (
        "refused_entry",
        "arrest",
        True,
        date(2030, 12, 31),
    )
    assert john.birth_dates[0].intervals == ((date(1970, 1, 1), date(1970, 12, 31)),)
    assert (john.action, john.valid_to, john.remarks) == ("refuse", None, None)
    assert (receipt.rows_read, receipt.rows_loaded, receipt.list_date) == (2, 2, "2026-01-02")
    assert not receipt.to_dict()["notices"]


@pytest.mark.parametrize("encoding", ["utf-16", "windows-1251"])
def test_encoding_may_be_given(tmp_path: Path, encoding: str) -> None:
    as_csv(tmp_path / "a.csv", encoding)
    entries, _ = read(tmp_path, f'encoding = "{encoding}"\n' + MAPPING.replace("FILE", "a.csv"))
    assert entries[0].names[2].name == "Анна"


def test_wrong_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"CaseNo,Family\n1,\x81\n")
    mapping = 'file = "a.csv"\nencoding = "windows-1252"\n[columns]\nid = "CaseNo"\nname = "Family"\n'
    with pytest.raises(ListFormatError, match="not cp1252"):
        read(tmp_path, mapping)


def test_what_is_not_mapped_goes_to_the_remarks(tmp_path: Path) -> None:
    as_csv(tmp_path / "a.csv")
    entries, receipt = read(tmp_path, MAPPING.replace("FILE", "a.csv").replace('ignore = ["Extra"]', ""))
    assert entries[0].remarks == "extra: x"
    (notice,) = receipt.to_dict()["notices"]
    assert (notice["rule"], notice["where"]) == (
        "a column that is not known: kept in the remarks",
        ["line 1, column 13"],
    )


def test_rows_of_one_id_are_one_entry_where_the_mapping_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("n,name,sex,act\n1,One,M,a\n1,Uno,,a\n2,Two,,b\n1,Un,F,c\n", encoding="utf-8")
    mapping = 'file = "a.csv"\n[columns]\nid = "n"\nname = "name"\nsex = "sex"\naction = "act"\n'
    entries, receipt = read(tmp_path, 'rows = "name"\n' + mapping)
    assert [(entry.id, [name.name for name in entry.names]) for entry in entries] == [
        ("1", ["One", "Uno"]),
        ("2", ["Two"]),
        ("1@5", ["Un"]),
    ]
    assert receipt.rows_loaded == 4
    entries, _ = read(tmp_path, mapping)
    assert [entry.id for entry in entries] == ["1", "1@3", "2", "1@5"]


@pytest.mark.parametrize(
    ("calendar", "text", "day"),
    [
        ("Solar Hijri", "1353-01-01", date(1974, 3, 21)),
        ("Buddhist", "2517-05-04", date(1974, 5, 4)),
    ],
)
def test_other_calendars(tmp_path: Path, calendar: str, text: str, day: date) -> None:
    (tmp_path / "a.csv").write_text(f"n,name,born\n1,One,{text}\n", encoding="utf-8")
    mapping = f'birth_date = {{ column = "born", calendar = "{calendar}" }}\n'
    (entry,), _ = read(tmp_path, f'file = "a.csv"\n[columns]\nid = "n"\nname = "name"\n{mapping}')
    assert entry.birth_dates[0].day == day


@pytest.mark.parametrize(("text", "day"), [("03/04/1970", date(1970, 4, 3)), ("1970-04-03", date(1970, 4, 3))])
def test_a_date_in_another_format_is_read_too(tmp_path: Path, text: str, day: date) -> None:
    (tmp_path / "a.csv").write_text(f"n,name,born\n1,One,{text}\n", encoding="utf-8")
    mapping = 'birth_date = { column = "born", format = "%d.%m.%Y" }\n'
    (entry,), _ = read(tmp_path, f'file = "a.csv"\n[columns]\nid = "n"\nname = "name"\n{mapping}')
    assert entry.birth_dates[0].day == day


def test_fields_that_are_not_understood_are_kept_and_noticed(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("n,name,type,d,until,listed\n1,One,robot,maybe,soon,once\n", encoding="utf-8")
    mapping = 'type = "type"\ndiscreet = "d"\nvalid_to = "until"\nlisted_on = "listed"\n'
    (entry,), receipt = read(tmp_path, f'file = "a.csv"\n[columns]\nid = "n"\nname = "name"\n{mapping}')
    assert (entry.type, entry.discreet, entry.valid_to, entry.listed_on) == ("person", True, None, None)
    assert str(entry.remarks).splitlines() == ["Type: robot", "Validity: soon", "Listed: once"]
    assert len(receipt.to_dict()["notices"]) == 4


@pytest.mark.parametrize(
    ("mapping", "rule"),
    [
        ("file = ", "not TOML"),
        ('[columns]\nid = "a"\nname = "b"', "needs file"),
        ('file = "a.csv"\nfiles = 1\n[columns]\nid = "a"\nname = "b"', "unknown setting files"),
        ('file = "a.csv"\n[columns]\nid = "a"\nnom = "b"', "unknown target nom"),
        ('file = "a.csv"\n[columns]\nname = "b"', "must map id"),
        ('file = "a.csv"\n[columns]\nid = "a"', "must map id"),
        ('file = "a.xlsx"\n[columns]\nid = "a"\nname = "b"', "format must be one of arrow, csv, jsonl, parquet"),
        ('file = "a.csv"\nencoding = "klingon"\n[columns]\nid = "a"\nname = "b"', "encoding is unknown"),
        ('file = "a.csv"\nrows = "day"\n[columns]\nid = "a"\nname = "b"', "rows must be"),
        ('file = "a.csv"\n[columns]\nid = "a"\nname = 7', "the mapping of name"),
        ('file = "a.csv"\n[columns]\nid = "a"\nname = { columm = "b" }', "the mapping of name"),
        ('file = "a.csv"\n[columns]\nid = "a"\nname = "b"\n[constants]\nname = "c"', "name cannot be a constant"),
    ],
)
def test_wrong_mapping_is_refused(tmp_path: Path, mapping: str, rule: str) -> None:
    with pytest.raises(ConfigError, match=rule) as caught:
        read(tmp_path, mapping if "[columns" in mapping else mapping + "\n# [columns]")
    assert caught.value.where == "refused.toml"


@pytest.mark.parametrize(("file", "write"), [*WRITERS[0:1], *WRITERS[2:]])
def test_column_that_the_file_does_not_have(tmp_path: Path, file: str, write: Callable[[Path], None]) -> None:
    write(tmp_path / file)
    with pytest.raises(ListFormatError, match="does not have: gender"):
        read(tmp_path, MAPPING.replace("FILE", file).replace('sex = "Sex"', 'sex = "Gender"'))


@pytest.mark.parametrize(("file", "write"), WRITERS[1:])
def test_file_that_is_cut_short_is_refused(tmp_path: Path, file: str, write: Callable[[Path], None]) -> None:
    write(tmp_path / file)
    whole = (tmp_path / file).read_bytes()
    (tmp_path / file).write_bytes(whole[: len(whole) * 2 // 3])
    with pytest.raises(ListFormatError):
        read(tmp_path, MAPPING.replace("FILE", file))


def test_list_without_entries_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("n,name\n", encoding="utf-8")
    with pytest.raises(ListEmptyError):
        read(tmp_path, 'file = "a.csv"\n[columns]\nid = "n"\nname = "name"\n')


def test_every_target_can_be_mapped(tmp_path: Path) -> None:
    text = (
        ",".join(TARGETS) + "\n" + ",".join({"discreet": "no", "type": "person"}.get(t, "SWE") for t in TARGETS) + "\n"
    )
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    columns = "\n".join(f'{target} = "{target}"' for target in TARGETS)
    (entry,), _ = read(tmp_path, f'file = "a.csv"\n[columns]\n{columns}\n')
    assert {role for _, role in entry.countries} == {"nationality", "birth", "residence", "issuing"}
    assert {name.kind for name in entry.names} >= {"primary", "weak", "former", "original_script"}
    assert (entry.reference, entry.programme, entry.titles, entry.discreet) == ("SWE", "SWE", ("SWE",), False)
