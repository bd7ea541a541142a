"""The plain CSV source: columns, grouping by id, and every way in which such a file can be wrong."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.documents import normalize_document_number
from screening.errors import ListEmptyError, ListFormatError
from screening.watchlist.receipt import Receipt
from screening.watchlist.schema import Entry
from screening.watchlist.sources import plain_csv


def read(folder: Path, data: str | bytes) -> tuple[list[Entry], Receipt]:
    path = folder / "national.csv"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    receipt = Receipt()
    return list(plain_csv.read(path, receipt)), receipt


HEADER = "id,name,surname,given_names,alias_kind,birth_date,nationality,sex,document_number\n"


def test_every_column(tmp_path: Path) -> None:
    rows = (
        "7,,ERIKSSON,ANNA MARIA,,1974-08-12,Sweden;IRQ,F,L898902C3; X-12 345\n"
        "7,Anna Eriksen,,,weak,,,,\n"
        "7,Анна,,,original_script,,,f,\n"
    )
    (entry,), receipt = read(tmp_path, HEADER + rows)
    assert (entry.id, entry.list, entry.type, entry.sex) == ("7", "national", "person", "F")
    assert [(name.name, name.kind, name.surname, name.given_names) for name in entry.names] == [
        ("ERIKSSON ANNA MARIA", "primary", "ERIKSSON", "ANNA MARIA"),
        ("Anna Eriksen", "weak", None, None),
        ("Анна", "original_script", None, None),
    ]
    assert [birth.intervals[0][0].isoformat() for birth in entry.birth_dates] == ["1974-08-12"]
    assert entry.countries == (("SWE", "nationality"), ("IRQ", "nationality"))
    assert [document.number for document in entry.documents] == ["L898902C3", "X12345"]
    assert (receipt.rows_read, receipt.rows_loaded, receipt.names) == (
        3,
        3,
        {"primary": 1, "weak": 1, "original_script": 1},
    )


def test_rows_of_one_id_are_one_entry_wherever_they_stand(tmp_path: Path) -> None:
    entries, receipt = read(tmp_path, "id,name\na,One\nb,Two\na,Uno\nc,Three\na,Un\n")
    assert {entry.id: [name.name for name in entry.names] for entry in entries} == {
        "a": ["One", "Uno", "Un"],
        "b": ["Two"],
        "c": ["Three"],
    }
    assert [name.kind for name in next(entry for entry in entries if entry.id == "a").names] == [
        "primary",
        "strong",
        "strong",
    ]
    assert receipt.persons == 3


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from(["One", "Two", "Three"])), min_size=1))
def test_no_row_is_lost(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]) -> None:
    text = "id,name\n" + "".join(f"{row_id},{name}\n" for row_id, name in rows)
    entries, receipt = read(tmp_path_factory.mktemp("csv"), text)
    assert receipt.rows_loaded == len(rows)
    assert {(entry.id, name.name) for entry in entries for name in entry.names} == set(rows)
    assert len(entries) == len({row_id for row_id, _ in rows})


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_delimiter_mark_and_line_end(tmp_path: Path, delimiter: str, mark: str, end: str) -> None:
    lines = [["Name", "ID"], ['"O\'NEILL, ""Z""\nJosé"', "1"]]
    entries, _ = read(tmp_path, mark + end.join(delimiter.join(line) for line in lines))
    assert entries[0].id == "1"
    assert entries[0].names[0].name == 'O\'NEILL, "Z"\nJosé'


def test_row_with_only_a_document_is_a_document_entry(tmp_path: Path) -> None:
    (entry,), receipt = read(tmp_path, "id,document_number\n1,AB 123\n")
    assert (entry.type, entry.names, entry.documents[0].number) == ("document", (), "AB123")
    assert receipt.entries == {"document": 1}


def test_rows_that_break_a_rule_are_rejected_by_line(tmp_path: Path) -> None:
    entries, receipt = read(tmp_path, 'id,name\n1,"One\nOne"\n,Nobody\n2\n3,a,b\n4,\n5,Five\n')
    assert [entry.id for entry in entries] == ["1", "5"]
    assert (receipt.rows_read, receipt.rows_loaded, receipt.rows_rejected) == (6, 2, 4)
    assert {row["rule"]: row["where"] for row in receipt.to_dict()["rejected"]} == {
        "a row needs an id": ["line 4"],
        "a row needs as many fields as the header": ["line 5", "line 6"],
        "an entry needs a name or a document number": ["line 7"],
    }


def test_what_is_not_understood_is_noticed_and_kept(tmp_path: Path) -> None:
    rows = "1,One,,,nickname,the flood,Utopia Planitia,Q,---\n"
    (entry,), receipt = read(tmp_path, HEADER + rows)
    assert entry.names[0].kind == "strong"
    assert entry.remarks is not None
    assert entry.remarks.splitlines() == [
        "Alias kind: nickname",
        "Birth date: the flood",
        "Nationality: Utopia Planitia",
        "Sex: Q",
        "Document: ---",
    ]
    assert [row["where"] for row in receipt.to_dict()["notices"]] == [["line 2"]] * 5


def test_contradicting_sexes_are_noticed(tmp_path: Path) -> None:
    (entry,), receipt = read(tmp_path, "id,name,sex\n1,One,M\n1,Uno,F\n1,Un,X\n")
    assert entry.sex is None
    assert entry.remarks == "Sex: M, F"
    assert receipt.to_dict()["notices"][0]["where"] == ["line 2"]


@pytest.mark.parametrize(
    ("data", "place", "rule"),
    [
        ("id,name,colour\n1,ZQXCANARY,red\n", "line 1, column 3", "unknown column; allowed are id, name, surname"),
        ("id,name,name\n1,a,b\n", "line 1, column 3", "named twice"),
        ("name,sex\na,M\n", "line 1", "id is missing"),
        ("id,sex\n1,M\n", "line 1", "is needed"),
        ("id|name\n1|a\n", "line 1, column 1", "unknown column"),
        ("id,name\n1,José ZQXCANARY\n".encode("latin-1"), "byte 13", "UTF-8"),
        ("id,name\n1,a\n".encode("utf-16"), "byte 0", "UTF-8"),
        (b"id,name\n" + b"1,a\n" * 200_000 + b"2,\xff\n", "byte 800010", "UTF-8"),
        ('id,name\n1,"ZQXCANARY" x\n', "line 2", "quotation"),
        ('id,name\n1,"ZQXCANARY\n', "line 2", "quotation"),
        ("id,name\n1,ZQX" + "A" * 200_000 + "\n", "line 2", "too long"),
        (b"id,name\n1," + b"A" * 3_000_000, "byte 8", "longer than"),
    ],
)
def test_refused_before_the_first_entry(tmp_path: Path, data: str | bytes, place: str, rule: str) -> None:
    path = tmp_path / "national.csv"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    receipt = Receipt()
    with pytest.raises(ListFormatError) as caught:
        next(plain_csv.read(path, receipt))
    assert caught.value.where == place
    assert rule in caught.value.rule
    assert "ZQX" not in str(caught.value)
    assert not receipt.closed


@pytest.mark.parametrize("data", ["", "\n", "id,name\n", "id,name\n,\n"])
def test_nothing_to_load_is_refused(tmp_path: Path, data: str) -> None:
    with pytest.raises(ListEmptyError):
        read(tmp_path, data)


def test_file_that_changes_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "national.csv"
    path.write_text("id,name\n" + "".join(f"{number},NAME\n" for number in range(100_000)))
    entries = plain_csv.read(path, Receipt())
    next(entries)
    with path.open("a") as file:
        file.write("x,NAME\n")
    with pytest.raises(ListFormatError, match="changed while"):
        list(entries)


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "national.csv"
    path.write_text("id,name\n" + "".join(f"{number},NAME{number}\n" for number in range(30_000)))
    tracemalloc.start()
    for _ in plain_csv.read(path, Receipt()):
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 << 20


@given(st.text(alphabet="ABCNRO0123456789", min_size=1, max_size=12).filter(lambda text: any(map(str.isdigit, text))))
def test_bare_numbers_are_their_own_normal_form(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    (entry,), _ = read(tmp_path_factory.mktemp("csv"), f"id,document_number\n1,{text}\n")
    assert entry.documents[0].number == normalize_document_number(text)
