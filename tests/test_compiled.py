"""Compiling: sources in, one file out, all of it or nothing; and opening what was compiled."""

from __future__ import annotations

import hashlib
import os
import pickle
import subprocess
import sys
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

import screening as sc
from screening.birthdates import BirthDate
from screening.watchlist.schema import ENTRY_SCHEMA, Document, Entry, EntryName

CSV = """id,name,alias_kind,birth_date,nationality,sex,document_number
A1,Anna Maria Eriksson,primary,1974-08-12,SWE,F,L898902C3
A1,Anja Erikson,weak,,,,
B2,Юрий Щербаков,primary,1960,RUS,M,
B2,Yuri Shcherbakov,strong,,,,
"""


def un(*records: str, root: str = "CONSOLIDATED_LIST") -> str:
    return (
        f"<?xml version='1.0' encoding='UTF-8'?><{root} dateGenerated='2026-01-02T03:04:05Z'>"
        f"<INDIVIDUALS>{''.join(records)}</INDIVIDUALS><ENTITIES/></{root}>"
    )


def person(number: int, name: str) -> str:
    return f"<INDIVIDUAL><DATAID>{number}</DATAID><FIRST_NAME>{name}</FIRST_NAME></INDIVIDUAL>"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "national.csv"
    path.write_text(CSV, encoding="utf-8")
    return path


def write(path: Path, text: str | bytes) -> Path:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


# ------------------------------------------------------------------------------------------------------ what it makes


def test_csv(source: Path, tmp_path: Path) -> None:
    report = sc.compile_watchlist([source], tmp_path / "out.watchlist")
    watchlist = sc.Watchlist.open(tmp_path / "out.watchlist")
    assert (report.entries, report.names, report.unscreenable_names) == (2, 4, 0)
    assert (len(watchlist), watchlist.digest) == (2, report.digest)
    assert watchlist.entries.schema.equals(ENTRY_SCHEMA)
    anna = watchlist.entries.slice(0, 1).to_pylist()[0]
    assert (anna["id"], anna["list"], anna["type"], anna["sex"]) == ("A1", "national", "person", "F")
    assert [(n["name"], n["kind"]) for n in anna["names"]] == [
        ("Anna Maria Eriksson", "primary"),
        ("Anja Erikson", "weak"),
    ]
    assert anna["birth_dates"] == [{"from": date(1974, 8, 12), "to": date(1974, 8, 12), "flags": []}]
    assert anna["countries"] == [{"code": "SWE", "role": "nationality"}]
    assert [d["number"] for d in anna["documents"]] == ["L898902C3"]


def test_un_xml(fixtures: Path, tmp_path: Path) -> None:
    report = sc.compile_watchlist([fixtures / "un_sample.xml"], tmp_path / "out")
    watchlist = sc.Watchlist.open(tmp_path / "out")
    assert report.entries == len(watchlist) == 143
    assert {*watchlist.entries.column("type").to_pylist()} == {"person", "organisation"}
    (info,) = watchlist.lists
    assert (info.name, info.entries, info.list_date, info.digest) == ("un", 143, "2026-02-27", report.digest)


def test_several_sources_are_one_watchlist(source: Path, fixtures: Path, tmp_path: Path) -> None:
    report = sc.compile_watchlist([fixtures / "un_sample.xml", source], tmp_path / "out")
    watchlist = sc.Watchlist.open(tmp_path / "out")
    assert len(watchlist) == report.entries == 145
    assert [(i.name, i.entries) for i in watchlist.lists] == [("un", 143), ("national", 2)]
    hits = sc.Screener(watchlist).screen(sc.Traveller(name="Scherbakow Jurij", birth_date="1960-02-03")).hits
    assert [(hit.list, hit.entry_id) for hit in hits[:1]] == [("national", "B2")]


def test_the_report_and_the_file_hold_the_receipts(source: Path, tmp_path: Path) -> None:
    with source.open("a", encoding="utf-8") as file:
        file.write(",Nobody,,,,,\nC3,???,primary,,,,\n")
    report = sc.compile_watchlist([source], tmp_path / "out")
    (receipt,) = report.receipts
    assert (receipt.rows_read, receipt.rows_loaded, receipt.rows_rejected) == (6, 5, 1)
    assert sc.Watchlist.open(tmp_path / "out").receipts == (receipt.to_dict(),)
    text = str(report)
    assert "rows     6 read = 5 loaded + 1 rejected" in text
    assert "rejected 1 x a row needs an id (line 6)" in text
    assert f"out: 3 entries, 5 names, sha256 {report.digest}" in text
    assert "1 names with nothing comparable in them" in text
    assert hashlib.sha256(source.read_bytes()).hexdigest() in text


def test_the_list_may_be_named(source: Path, tmp_path: Path) -> None:
    sc.compile_watchlist([source], tmp_path / "out", format="csv", list_name="red")
    watchlist = sc.Watchlist.open(tmp_path / "out")
    assert watchlist.lists[0].name == "red"
    assert set(watchlist.entries.column("list").to_pylist()) == {"red"}


def test_same_sources_same_bytes(source: Path, fixtures: Path, tmp_path: Path) -> None:
    script = "import sys, screening; screening.compile_watchlist(sys.argv[2:], sys.argv[1])"
    for seed in "0", "1":
        out = tmp_path / seed
        command = [sys.executable, "-c", script, *map(str, (out, fixtures / "un_sample.xml", source))]
        subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": seed}, check=True)
    assert (tmp_path / "0").read_bytes() == (tmp_path / "1").read_bytes()


def test_another_source_another_digest(source: Path, tmp_path: Path) -> None:
    before = sc.compile_watchlist([source], tmp_path / "out").digest
    source.write_text(CSV.replace("1960", "1961"), encoding="utf-8")
    assert sc.compile_watchlist([source], tmp_path / "out").digest != before


def test_a_name_without_letters_is_counted(tmp_path: Path) -> None:
    """A list may hold nothing that can be found by name: it is loaded, and the report says so."""
    path = write(tmp_path / "list.csv", "id,name,document_number\n1,???,AB123456\n")
    report = sc.compile_watchlist([path], tmp_path / "out")
    assert report.unscreenable_names == 1
    screener = sc.Screener(sc.Watchlist.open(tmp_path / "out"))
    assert [hit.entry_id for hit in screener.screen(sc.Traveller(document_number="ab 123456")).hits] == ["1"]
    assert screener.screen(sc.Traveller(name="Anna")).status == "no_hits"


# -------------------------------------------------------------------------------------------------- what it refuses


@pytest.mark.parametrize("sources", [[], (), "list.csv", Path("list.csv")])
def test_sources_must_be_a_list(tmp_path: Path, sources: object) -> None:
    with pytest.raises(sc.ConfigError, match="at least one file"):
        sc.compile_watchlist(sources, tmp_path / "out")  # type: ignore[arg-type]


def test_an_unknown_format(source: Path, tmp_path: Path) -> None:
    with pytest.raises(sc.ConfigError, match="unknown list format; known are"):
        sc.compile_watchlist([source], tmp_path / "out", format="uno")


def test_the_format_that_was_asked_for_must_be_the_one_of_the_file(source: Path, tmp_path: Path) -> None:
    with pytest.raises(sc.ListFormatError, match=r"^national\.csv"):
        sc.compile_watchlist([source], tmp_path / "out", format="un")


def test_a_missing_file_is_a_list_error(tmp_path: Path) -> None:
    with pytest.raises(sc.ListError, match=r"^nowhere\.xml: the source cannot be read: No such file"):
        sc.compile_watchlist([tmp_path / "nowhere.xml"], tmp_path / "out")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_a_list_error(source: Path, tmp_path: Path) -> None:
    source.chmod(0)
    with pytest.raises(sc.ListError, match=r"^national\.csv: the source cannot be read: Permission"):
        sc.compile_watchlist([source], tmp_path / "out")


BAD = {
    "page": (b"<!DOCTYPE html><html><body>502</body></html>", sc.ListFormatError, "web page"),
    "empty": (b"", sc.ListEmptyError, "empty"),
    "blank": (b" \n", sc.ListEmptyError, "empty"),
    "truncated": (un(person(1, "ANNA")).encode()[:-30], sc.ListFormatError, "line 1.*ends before"),
    "doctype": (b"<!DOCTYPE a [<!ENTITY b 'c'>]>" + un().partition("?>")[2].encode(), sc.ListFormatError, "DOCTYPE"),
    "nobody": (un().encode(), sc.ListEmptyError, "person"),
    "foreign": (b"<list/>", sc.ListFormatError, "XML of an unknown kind"),
    "binary": (bytes(range(256)), sc.ListFormatError, "unknown kind"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_source_is_named_and_leaves_the_old_file(source: Path, tmp_path: Path, case: str) -> None:
    data, error, rule = BAD[case]
    out = tmp_path / "out"
    before = sc.compile_watchlist([source], out).digest
    bad = write(tmp_path / f"{case}.xml", data)
    with pytest.raises(error, match=rule) as caught:
        sc.compile_watchlist([source, bad], out)
    assert (caught.value.where or "").startswith(f"{case}.xml")
    assert sc.Watchlist.open(out).digest == before
    assert {p.name for p in tmp_path.iterdir()} == {"national.csv", "out", bad.name}


def test_the_same_id_twice_in_a_source_loses_nobody(tmp_path: Path) -> None:
    path = write(tmp_path / "list.xml", un(person(7, "ANNA"), person(7, "BELA")))
    report = sc.compile_watchlist([path], tmp_path / "out")
    assert "DATAID repeated" in str(report)
    assert len(set(sc.Watchlist.open(tmp_path / "out").entries.column("id").to_pylist())) == 2


def test_the_same_id_in_two_lists_is_two_entries(source: Path, tmp_path: Path) -> None:
    other = write(tmp_path / "other.csv", CSV)
    sc.compile_watchlist([source, other], tmp_path / "out")
    assert len(sc.Watchlist.open(tmp_path / "out")) == 4
    with pytest.raises(sc.ListError, match="same id") as caught:
        sc.compile_watchlist([source, other], tmp_path / "out", list_name="one")
    assert caught.value.where == "other.csv, list one, entry 2"


def test_a_destination_that_cannot_be_written(source: Path, tmp_path: Path) -> None:
    with pytest.raises(sc.ListError, match="cannot be written: No such file") as caught:
        sc.compile_watchlist([source], tmp_path / "nowhere" / "out")
    assert caught.value.where == "out"
    (tmp_path / "folder").mkdir()
    with pytest.raises(sc.ListError, match="cannot be written: Is a directory"):
        sc.compile_watchlist([source], tmp_path / "folder")
    assert {p.name for p in tmp_path.iterdir()} == {"national.csv", "folder"}


def test_a_full_disk_leaves_the_old_file(source: Path, fixtures: Path, tmp_path: Path) -> None:
    """A limit on the size of files stands in for the disk."""
    out = tmp_path / "out"
    before = sc.compile_watchlist([source], out).digest
    script = (
        "import resource, signal, sys, screening\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "try: screening.compile_watchlist(sys.argv[2:], sys.argv[1])\n"
        "except screening.ListError as error: print(error)"
    )
    command = [sys.executable, "-c", script, str(out), str(fixtures / "un_sample.xml")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("out: the watchlist cannot be written")
    assert sc.Watchlist.open(out).digest == before
    assert {p.name for p in tmp_path.iterdir()} == {"national.csv", "out"}


# ---------------------------------------------------------------------------------------------------- in memory


ENTRY = Entry(
    id="1",
    list="test",
    names=(EntryName("Anna Eriksson", "primary", "Eriksson", "Anna", "sv", "note"),),
    birth_dates=(BirthDate(((date(1974, 1, 1), date(1974, 12, 31)),), frozenset({"approx"})),),
    sex="F",
    countries=(("SWE", "nationality"), ("FIN", "birth")),
    birth_places=("Umeå",),
    documents=(Document("AB123456", "Passport", "SWE", "expired"),),
    titles=("Dr",),
    reference="X.1",
    programme="P",
    listed_on="2020-01-02",
    remarks="none",
)


def test_an_entry_comes_back_as_it_went_in() -> None:
    hit = sc.Screener(sc.Watchlist.from_entries([ENTRY])).screen(sc.Traveller(name="Anna Eriksson")).hits[0]
    assert hit.entry == ENTRY


def test_entries_without_a_file() -> None:
    with pytest.raises(sc.ListEmptyError):
        sc.Watchlist.from_entries([])
    with pytest.raises(sc.ListError, match="same id"):
        sc.Watchlist.from_entries([ENTRY, ENTRY])
    with pytest.raises(sc.ListError, match="in memory cannot be pickled"):
        pickle.dumps(sc.Watchlist.from_entries([ENTRY]))


@pytest.mark.parametrize(
    ("field", "value"), [("remarks", "\ud800"), ("birth_places", ("a", "\udfff")), ("listed_on", date(2020, 1, 1))]
)
def test_a_field_that_cannot_be_stored_is_named(field: str, value: object) -> None:
    entries = [Entry(id=str(n), list="test", names=ENTRY.names) for n in range(3)]
    entries.append(Entry(id="3", list="test", names=ENTRY.names, **{field: value}))  # type: ignore[arg-type]
    with pytest.raises(sc.ListError, match=f"entry 3: field {field} cannot be stored"):
        sc.Watchlist.from_entries(entries)


def test_many_entries_are_one_table() -> None:
    """More than the chunk that is turned into columns at a time."""
    count = (1 << 13) + 5
    watchlist = sc.Watchlist.from_entries(
        Entry(id=str(n), list="test", documents=(Document(f"N{n:06}"),)) for n in range(count)
    )
    assert len(watchlist) == count
    assert watchlist.entries.column("id").combine_chunks() == pa.array(map(str, range(count)))
    hits = sc.Screener(watchlist).screen(sc.Traveller(document_number=f"N{count - 1:06}")).hits
    assert [hit.entry_id for hit in hits] == [str(count - 1)]
