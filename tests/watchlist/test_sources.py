"""Which source reads a file, and what is said of a file that none can read; the receipt."""

from __future__ import annotations

import gzip
import hashlib
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.watchlist.samples import SAMPLES

from screening.birthdates import BirthDate
from screening.errors import ConfigError, ListEmptyError, ListError, ListFormatError
from screening.watchlist.receipt import POSITIONS_KEPT, Receipt, birth_certainty
from screening.watchlist.schema import Entry, EntryName
from screening.watchlist.sources import SOURCES, open_source

UN = b"<?xml version='1.0'?>\n<!-- <x> -->\n<CONSOLIDATED_LIST/>"


@pytest.mark.parametrize(
    ("file", "head", "source"),
    [
        ("a.xml", UN, "un"),
        ("a.csv", UN, "un"),
        ("a", b"\xef\xbb\xbf" + UN, "un"),
        ("a.xml", b"<u:CONSOLIDATED_LIST xmlns:u='x'>", "un"),
        ("a.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><CONSOLIDATED_LIST>", "un"),
        ("a.txt", b"name;id\na;1\n", "csv"),
        ("a.csv", b"colour\nred\n", "csv"),
    ],
)
def test_detected(tmp_path: Path, file: str, head: bytes, source: str) -> None:
    (tmp_path / file).write_bytes(head)
    assert open_source(tmp_path / file) is SOURCES[source]


@pytest.mark.parametrize(
    ("file", "data", "rule"),
    [
        ("a.xml", b"<!DOCTYPE html><html><body>502</body></html>", "web page"),
        ("a.csv", b"\n<HTML><head>", "web page"),
        ("a.csv", b'{"error": "quota"}', "JSON"),
        ("a.xml", b"<list/>", "XML of an unknown kind"),
        ("a.xml.gz", gzip.compress(b"<list/>", mtime=0), "XML of an unknown kind"),
        ("a.txt", b"hello", "unknown kind"),
    ],
)
def test_file_that_no_source_knows(tmp_path: Path, file: str, data: bytes, rule: str) -> None:
    (tmp_path / file).write_bytes(data)
    with pytest.raises(ListFormatError, match=rule) as caught:
        open_source(tmp_path / file)
    assert caught.value.where == file


def test_format_may_be_given(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"anything")
    assert open_source(tmp_path / "a", "csv") is SOURCES["csv"]
    with pytest.raises(ConfigError, match=r"known are un, .*ofac_csv, .*csv"):
        open_source(tmp_path / "a", "nu")


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf\r\n"])
def test_empty_file(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.csv").write_bytes(data)
    for asked in (None, "csv", "un"):
        with pytest.raises(ListEmptyError):
            open_source(tmp_path / "a.csv", asked)


@pytest.mark.parametrize("source", list(SAMPLES))
@given(data=st.data())
def test_damaged_file_is_read_to_its_end_or_refused(
    tmp_path_factory: pytest.TempPathFactory, source: str, data: st.DataObject
) -> None:
    damaged = bytearray(SAMPLES[source][1].encode())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(damaged)))
        damaged[place : place + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=4))
    path = tmp_path_factory.mktemp("damaged") / "list"
    path.write_bytes(damaged)
    receipt = Receipt()
    try:
        entries = list(open_source(path, source).read(path, receipt))
    except ListError:
        assert not receipt.closed
    else:
        assert receipt.closed
        assert len(entries) == sum(receipt.entries.values()) > 0


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        open_source(tmp_path / "none.xml")


def entry(*intervals: tuple[date, date]) -> Entry:
    births = (BirthDate(intervals),) if intervals else ()
    return Entry("1", "x", names=(EntryName("A"), EntryName("B", "weak")), birth_dates=births)


def test_receipt_accounts_for_everything() -> None:
    receipt = Receipt()
    receipt.begin(source="x.csv", list_format="csv", list_name="x")
    receipt.feed(b"ab")
    receipt.feed(b"c")
    receipt.rows_read = 4
    receipt.load(entry((date(1970, 1, 1), date(1970, 12, 31))), rows=3)
    receipt.reject("line 5", "a row needs an id")
    receipt.notice("line 2", "a birth date was not understood")
    receipt.skip("alias")
    receipt.close()
    account = receipt.to_dict()
    assert json.loads(json.dumps(account)) == account
    assert account["sha256"] == hashlib.sha256(b"abc").hexdigest()
    assert account["bytes"] == 3
    assert (account["entries"], account["names"], account["births"]) == (
        {"person": 1},
        {"primary": 1, "weak": 1},
        {"year": 1},
    )
    assert account["scripts"] == {"latin": 2}
    text = str(receipt)
    assert "4 read = 3 loaded + 1 rejected" in text
    assert "1 x a row needs an id (line 5)" in text
    assert "1 alias" in text


def test_receipt_refuses_to_close_when_a_row_is_missing() -> None:
    receipt = Receipt()
    receipt.rows_read = 2
    receipt.load(entry())
    with pytest.raises(ListError, match="2 rows read, but 1 loaded and 0 rejected"):
        receipt.close()
    assert "NOT COMPLETE" in str(receipt)


def test_closed_receipt_does_not_change() -> None:
    receipt = Receipt()
    receipt.close()
    before = receipt.to_dict()
    for change in (
        lambda: receipt.feed(b"x"),
        lambda: receipt.load(entry()),
        lambda: receipt.reject("line 1", "rule"),
        lambda: receipt.notice("line 1", "rule"),
        lambda: receipt.skip("alias"),
        lambda: setattr(receipt, "rows_read", 1),
        lambda: receipt.begin(source="y", list_format="csv", list_name="y"),
    ):
        with pytest.raises(ListError):
            change()
    assert receipt.to_dict() == before


def test_receipt_belongs_to_one_load() -> None:
    receipt = Receipt()
    receipt.begin(source="x", list_format="csv", list_name="x")
    with pytest.raises(ListError, match="one load"):
        receipt.begin(source="y", list_format="csv", list_name="y")


def test_positions_are_capped_and_the_count_is_not() -> None:
    receipt = Receipt()
    for line in range(3 * POSITIONS_KEPT):
        receipt.reject(f"line {line}", "rule")
    (row,) = receipt.to_dict()["rejected"]
    assert row["count"] == receipt.rows_rejected == 3 * POSITIONS_KEPT
    assert len(row["where"]) == POSITIONS_KEPT


@pytest.mark.parametrize(
    ("birth", "certainty"),
    [
        (BirthDate(((date(1970, 5, 1), date(1970, 5, 1)),)), "day"),
        (BirthDate(((date(1970, 5, 1), date(1970, 5, 31)),)), "month"),
        (BirthDate(((date(1970, 1, 1), date(1970, 12, 31)),)), "year"),
        (BirthDate(((date(1970, 1, 1), date(1971, 12, 31)),)), "range"),
        (BirthDate(((date(1970, 5, 1), date(1970, 6, 30)),)), "range"),
        (BirthDate(((date(1970, 1, 1), date(1970, 12, 31)),), frozenset({"approx"})), "approximate"),
        (BirthDate(((date(1970, 1, 1),) * 2, (date(1971, 1, 1),) * 2)), "alternatives"),
        (BirthDate(), "unknown"),
    ],
)
def test_birth_certainty(birth: BirthDate, certainty: str) -> None:
    assert birth_certainty(birth) == certainty
