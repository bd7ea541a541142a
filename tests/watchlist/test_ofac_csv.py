"""The OFAC CSV set: records, names, addresses and comments joined; what the remarks hold; the whole files."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from screening.errors import ListEmptyError, ListFormatError
from screening.watchlist.receipt import Receipt
from screening.watchlist.schema import Entry
from screening.watchlist.sources import gather, ofac_csv, open_source
from screening.watchlist.sources._ofac_remarks import read_remarks

NULL = "-0- "
END = "\x1a"


def record(number: int, name: str, kind: str = "individual", remarks: str = NULL, programme: str = "EX") -> str:
    return f'{number},"{name}",{kind},"{programme}","Minister; Judge",' + f"{NULL}," * 6 + f'"{remarks}"\r\n'


RECORDS = (
    record(7, "DOE, Jane Q.", remarks="DOB 01 Feb 1970; Gender Female; a.k.a. 'LA DOE'.", programme="EX1] [EX2")
    + record(8, "EXAMPLE TRADING, LTD", NULL)
    + record(9, "EXAMPLE STAR", "vessel")
)
NAMES = (
    f'7,70,"aka","DOW, Jane",{NULL}\r\n7,71,"fka","ROE, Jane","until 1990"\r\n8,80,"nka","NEW TRADING",{NULL}\r\n'
    f'9,90,"aka","OLD STAR",{NULL}\r\n99,91,"aka","NOBODY",{NULL}\r\n'
)
ADDRESSES = f'7,1,"1 Example Street","Tripoli","Libya",{NULL}\r\n8,2,{NULL},{NULL},{NULL},{NULL}\r\n'
COMMENTS = '7,"Passport A0030940 (Iran) expires 18 Jul 2027; POB Kabul, Afghanistan."\r\n'


def write(folder: Path, **files: str | bytes) -> list[Path]:
    paths = []
    for name, text in files.items():
        path = folder / f"{name}.csv"
        path.write_bytes(text if isinstance(text, bytes) else (text + END).encode())
        paths.append(path)
    return paths


def read(paths: Path | list[Path]) -> tuple[list[Entry], Receipt]:
    receipt = Receipt()
    return list(ofac_csv.read(paths, receipt)), receipt


def test_whole_set_in_any_order(tmp_path: Path) -> None:
    paths = write(tmp_path, alt=NAMES, sdn=RECORDS, sdn_comments=COMMENTS, add=ADDRESSES)
    (person, company), receipt = read(paths)
    assert [(name.name, name.kind, name.surname, name.given_names, name.note) for name in person.names] == [
        ("DOE, Jane Q.", "primary", "DOE", "Jane Q.", None),
        ("DOW, Jane", "strong", "DOW", "Jane", None),
        ("ROE, Jane", "former", "ROE", "Jane", "until 1990"),
        ("LA DOE", "weak", None, None, None),
    ]
    assert (person.id, person.list, person.type, person.sex, person.programme) == (
        "7",
        "ofac",
        "person",
        "F",
        "EX1, EX2",
    )
    assert person.titles == ("Minister", "Judge")
    assert person.countries == (("AFG", "birth"), ("LBY", "residence"))
    assert [(document.number, document.issuing_state) for document in person.documents] == [("A0030940", "IRN")]
    assert person.remarks is not None
    assert person.remarks.splitlines()[-1] == "Address: 1 Example Street, Tripoli, Libya"
    assert company.type == "organisation"
    assert [(name.name, name.surname) for name in company.names] == [
        ("EXAMPLE TRADING, LTD", None),
        ("NEW TRADING", None),
    ]
    assert (receipt.rows_read, receipt.rows_loaded, receipt.rows_rejected) == (8, 5, 3)
    assert {row["rule"]: row["where"] for row in receipt.to_dict()["rejected"]} == {
        "a vessel or an aircraft is not screened": ["sdn.csv, line 3"],
        "a name of a vessel or an aircraft": ["alt.csv, line 4"],
        "a name of a record that is not in the list": ["alt.csv, line 5"],
    }
    folder_entries, _ = read(tmp_path)
    assert folder_entries == [person, company]


@pytest.mark.parametrize(
    ("item", "number", "kind", "state", "note"),
    [
        ("Passport D113169 (Nicaragua) issued 05 Jan 2005", "D113169", "Passport", "NIC", "issued 05 Jan 2005"),
        ("alt. Passport B 3306967 (Indonesia)", "B3306967", "Passport", "IDN", None),
        ("National ID No. 101 0015 9792 (Sudan)", "10100159792", "National ID", "SDN", None),
        ("D.N.I. 35.771.259 (Spain)", "35771259", "D.N.I.", "ESP", None),
        ("Cedula No. 79488576 (Colombia)", "79488576", "Cedula No.", "COL", None),
        ("Passport LR0510789", "LR0510789", "Passport", None, None),
        ("Identification Number 12 (Utopia Planitia)", "12", "Identification Number", None, "Utopia Planitia"),
    ],
)
def test_document_in_remarks(item: str, number: str, kind: str, state: str | None, note: str | None) -> None:
    (document,) = read_remarks(f"Gender Male; {item}.").documents
    assert (document.number, document.type, document.issuing_state, document.note) == (number, kind, state, note)


@pytest.mark.parametrize(
    "item",
    [
        "Phone Number 123456789",
        "Digital Currency Address - XBT 134r8iHv69xd",
        "Chinese Commercial Code 1234 5678",
        "Executive Order 13846 information: LOANS",
        "arrested 12 Sep 2003",
        "Linked To: MS-13",
    ],
)
def test_other_numbers_are_no_documents(item: str) -> None:
    assert read_remarks(item).documents == []


def test_births_and_nationalities_in_remarks() -> None:
    found = read_remarks("DOB 1951 to 1953; alt. DOB circa 1960; nationality Iran; citizen Korea, North.")
    assert [birth.intervals for birth in found.births] == [
        ((date(1951, 1, 1), date(1953, 12, 31)),),
        ((date(1960, 1, 1), date(1960, 12, 31)),),
    ]
    assert "approx" in found.births[1].flags
    assert found.countries == [("IRN", "nationality"), ("PRK", "nationality")]
    unclear = read_remarks("DOB the year of the flood; nationality Utopia Planitia")
    assert unclear.unclear == ["a birth date was not understood", "a nationality was not understood"]


def test_missing_names_and_missing_end_are_noticed(tmp_path: Path) -> None:
    (path,) = write(tmp_path, sdn=RECORDS.encode())
    _, receipt = read(path)
    rules = {row["rule"]: row["where"] for row in receipt.to_dict()["notices"]}
    assert rules["no file of alternative names (alt.csv) was given"] == ["sdn.csv"]
    assert rules["the end mark (0x1A) is missing: the file may be cut short"] == ["sdn.csv"]


def test_row_that_is_cut_short_is_rejected(tmp_path: Path) -> None:
    (path,) = write(tmp_path, sdn=RECORDS.encode() + b'10,"ROE, Rick",individual')
    entries, receipt = read(path)
    assert [entry.id for entry in entries] == ["7", "8"]
    rejected = {row["rule"]: row["where"] for row in receipt.to_dict()["rejected"]}
    assert rejected["a row of records needs a number and 12 fields"] == ["sdn.csv, line 4"]


def test_latin1_is_read_and_noticed(tmp_path: Path) -> None:
    (path,) = write(tmp_path, sdn=(record(7, "NUÑEZ, José") + END).encode("latin-1"))
    (entry,), receipt = read(path)
    assert entry.names[0].name == "NUÑEZ, José"
    assert any("Latin-1" in row["rule"] for row in receipt.to_dict()["notices"])


@pytest.mark.parametrize(
    ("files", "rule"),
    [
        ({"alt": NAMES}, "file of the records"),
        ({"sdn": RECORDS, "sdn2": RECORDS}, "a second file of records"),
        ({"sdn": RECORDS, "other": "id,name\n1,a\n"}, "not a file of the OFAC set"),
        ({"sdn": RECORDS + '10,"ZQXCANARY" x,individual\r\n'}, "quotation"),
    ],
)
def test_refused(tmp_path: Path, files: dict[str, str], rule: str) -> None:
    with pytest.raises(ListFormatError, match=rule) as caught:
        read(write(tmp_path, **files))
    assert "ZQXCANARY" not in str(caught.value)


def test_list_without_persons_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ListEmptyError, match="at least one person"):
        read(write(tmp_path, sdn=record(9, "EXAMPLE STAR", "vessel")))


def test_gather_joins_the_files_of_a_set(tmp_path: Path) -> None:
    sdn, alt, plain = write(tmp_path, sdn=RECORDS, alt=NAMES, plain=b"id,name\n1,Zayd\n")
    loads = gather([alt, plain, sdn])
    assert [(load.source.NAME, [path.name for path in load.paths]) for load in loads] == [
        ("csv", ["plain.csv"]),
        ("ofac_csv", ["alt.csv", "sdn.csv"]),
    ]
    names = [[len(entry.names) for entry in load.read(Receipt())] for load in loads]
    assert names == [[1], [4, 2]]


def test_gather_does_not_guess_between_sets(tmp_path: Path) -> None:
    sdn, cons, alt = write(tmp_path, sdn=RECORDS, cons_prim=RECORDS, alt=NAMES)
    with pytest.raises(ListFormatError, match="folder of its own"):
        gather([sdn, cons, alt])
    assert [load.paths for load in gather([sdn, cons])] == [(sdn,), (cons,)]


def test_folder_is_an_ofac_set_or_nothing(tmp_path: Path) -> None:
    write(tmp_path, sdn=RECORDS, alt=NAMES)
    assert open_source(tmp_path) is open_source(tmp_path, "ofac_csv")
    with pytest.raises(ListFormatError, match="folder"):
        open_source(tmp_path, "un")


def test_file_of_names_alone_is_refused(tmp_path: Path) -> None:
    (alt,) = write(tmp_path, alt=NAMES)
    with pytest.raises(ListFormatError, match="together with the records"):
        open_source(alt)


@pytest.mark.shared_data
def test_official_files_are_read_whole(shared: Path) -> None:
    lists = shared / "lists"
    (load,) = gather([lists / "ofac_sdn_2024-05-03.csv", lists / "ofac_alt_2025-02-27.csv"])
    receipt = Receipt()
    persons = [entry for entry in load.read(receipt) if entry.type == "person"]
    assert len(persons) == receipt.persons == 6854
    names = [name.kind for entry in persons for name in entry.names]
    assert len(names) - names.count("former") == 17251
    assert names.count("former") == 23
    dated = sum(1 for entry in persons if entry.birth_dates)
    stated = sum(1 for entry in persons if re.search(r"\bDOB\b", entry.remarks or ""))
    assert dated >= stated - 1
