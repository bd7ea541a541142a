"""Whatever goes wrong with a download is a typed error or a flagged row, in every format; nothing is lost."""

from __future__ import annotations

import contextlib
import gzip
import io
import re
import zipfile
from pathlib import Path

import pytest
from tests.watchlist.samples import SAMPLES

from screening.errors import ListEmptyError, ListError, ListFormatError
from screening.watchlist.receipt import Receipt
from screening.watchlist.schema import Entry
from screening.watchlist.sources import _input, open_source

XML = [name for name, (_, text) in SAMPLES.items() if text.startswith("<")]
TABLES = [name for name, (file, _) in SAMPLES.items() if file.endswith(".csv")]
JSON = [name for name, (_, text) in SAMPLES.items() if text.startswith("{")]


def read(path: Path, name: str | None = None) -> tuple[list[Entry], Receipt]:
    receipt = Receipt()
    return list(open_source(path, name).read(path, receipt)), receipt


def write(folder: Path, name: str, data: str | bytes) -> Path:
    path = folder / SAMPLES[name][0]
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def flagged(receipt: Receipt) -> set[str]:
    account = receipt.to_dict()
    return {row["rule"] for row in account["rejected"] + account["notices"]}


@pytest.mark.parametrize("name", list(SAMPLES))
@pytest.mark.parametrize(
    "page", ["<!DOCTYPE html>\n<html>502 Bad Gateway</html>", "\n<HTML><head><title>Log in</title>"]
)
def test_web_page_instead_of_a_list(tmp_path: Path, name: str, page: str) -> None:
    path = write(tmp_path, name, page)
    for asked in (None, name):
        with pytest.raises(ListFormatError, match="web page"):
            read(path, asked)


@pytest.mark.parametrize("name", list(SAMPLES))
def test_byte_order_mark_changes_nothing(tmp_path: Path, name: str) -> None:
    text = SAMPLES[name][1].removeprefix("\ufeff")
    plain, _ = read(write(tmp_path, name, text))
    marked, _ = read(write(tmp_path, name, b"\xef\xbb\xbf" + text.encode()))
    assert marked == plain


@pytest.mark.parametrize("name", [name for name in SAMPLES if name != "ofac_csv"])
def test_latin_1_is_refused(tmp_path: Path, name: str) -> None:
    old = "Passport" if name == "lost_documents" else "Anna" if "Anna" in SAMPLES[name][1] else "ANNA"
    path = write(tmp_path, name, SAMPLES[name][1].replace(old, "Réné", 1).encode("latin-1", errors="replace"))
    with pytest.raises(ListFormatError, match=r"not UTF-8|not well-formed|not a line of JSON"):
        read(path, name)


def test_latin_1_of_the_ofac_is_read_and_noticed(tmp_path: Path) -> None:
    data = SAMPLES["ofac_csv"][1].replace("Anna", "Réné").encode("latin-1")
    entries, receipt = read(write(tmp_path, "ofac_csv", data))
    assert entries[0].names[0].name == "ERIKSSON, Réné Maria"
    assert "not UTF-8: read as Latin-1" in flagged(receipt)


@pytest.mark.parametrize("name", list(SAMPLES))
def test_utf_16_is_read_whole_or_refused(tmp_path: Path, name: str) -> None:
    plain, _ = read(write(tmp_path, name, SAMPLES[name][1]))
    path = write(tmp_path, name, SAMPLES[name][1].encode("utf-16"))
    try:
        entries, _ = read(path)
    except ListFormatError:
        with pytest.raises(ListError):
            read(path, name)
    else:
        assert name in XML
        assert entries == plain


@pytest.mark.parametrize("name", [name for name in SAMPLES if "Анна" in SAMPLES[name][1]])
@pytest.mark.parametrize("encoding", ["latin-1", "cp1251"])
def test_mojibake_is_noticed(tmp_path: Path, name: str, encoding: str) -> None:
    garbled = SAMPLES[name][1].encode().decode(encoding, errors="replace").replace("\x98", "?")
    _, receipt = read(write(tmp_path, name, garbled), name)
    assert receipt.persons
    if encoding == "latin-1":
        assert "a name looks like text read in the wrong encoding" in flagged(receipt)


@pytest.mark.parametrize("name", XML + JSON)
@pytest.mark.parametrize("share", [0.5, 0.9, 0.99])
def test_truncated_document_is_refused(tmp_path: Path, name: str, share: float) -> None:
    data = SAMPLES[name][1].encode()
    with pytest.raises(ListFormatError):
        read(write(tmp_path, name, data[: int(len(data) * share)]), name)


@pytest.mark.parametrize("name", TABLES)
def test_truncated_table_is_refused_or_flagged(tmp_path: Path, name: str) -> None:
    rows = SAMPLES[name][1].rstrip().splitlines(keepends=True)
    rows = [row for row in rows if row.strip("\x1a\r\n")]
    cut = "".join(rows[:-1]) + re.split("[,;]", rows[-1])[0]
    _, whole = read(write(tmp_path, name, SAMPLES[name][1]))
    try:
        _, receipt = read(write(tmp_path, name, cut), name)
    except ListError:
        return
    assert flagged(receipt) - flagged(whole) or receipt.rows_rejected > whole.rows_rejected


@pytest.mark.parametrize("name", [name for name in TABLES if name != "ofac_csv"])
def test_wrong_delimiter_is_refused(tmp_path: Path, name: str) -> None:
    path = write(tmp_path, name, re.sub("[,;]", "|", SAMPLES[name][1]))
    for asked in (None, name):
        with pytest.raises(ListFormatError):
            read(path, asked)


IDS = {
    "un": "<DATAID>101</DATAID>",
    "ofac_xml": "<o:uid>101</o:uid>",
    "ofac_enhanced": ' id="101"',
    "eu_xml": ' euReferenceNumber="EU.1.2" logicalId="101"',
    "uk": "<UniqueID>EXA0001</UniqueID>",
    "seco": '<target ssid="101"',
    "canada": "<Item>7</Item>",
    "interpol": '"entity_id": "2026/1",',
    "opensanctions_ftm": '"id": "Q1", ',
}


@pytest.mark.parametrize("name", list(IDS))
def test_record_without_an_id_is_rejected(tmp_path: Path, name: str) -> None:
    text = SAMPLES[name][1].replace(IDS[name], "<target" if name == "seco" else "")
    assert text != SAMPLES[name][1]
    path = write(tmp_path, name, text)
    receipt = Receipt()
    with contextlib.suppress(ListEmptyError):  # where it was the only person
        list(open_source(path, name).read(path, receipt))
    assert {rule for rule in flagged(receipt) if "needs an id" in rule or "needs DATAID" in rule}


@pytest.mark.parametrize("name", [name for name in TABLES if name != "eu_journal"])  # where annexes print none
def test_row_without_an_id_is_rejected(tmp_path: Path, name: str) -> None:
    key = {"uk": "EXA0001", "lost_documents": "L898902C3"}.get(name, "10[123]a?|Q1|9001")
    text = re.sub(rf"(^|[,;\"]){key}(?=[,;\"])", r"\1", SAMPLES[name][1], flags=re.MULTILINE)
    assert text != SAMPLES[name][1]
    path = write(tmp_path, name, text)
    receipt = Receipt()
    with contextlib.suppress(ListError):  # where no entry is left
        list(open_source(path, name).read(path, receipt))
    assert receipt.rows_rejected or not receipt.closed


DATED = [name for name, (_, text) in SAMPLES.items() if re.search("1974-08-12|12[/.]0?8[/.]1974", text)]


@pytest.mark.parametrize("name", DATED)
def test_date_that_does_not_exist_is_its_month_and_flagged(tmp_path: Path, name: str) -> None:
    text = SAMPLES[name][1].replace("1974-08-12", "1974-02-30")
    text = text.replace("12/08/1974", "30/02/1974").replace("12.8.1974", "30.2.1974")
    entries, receipt = read(write(tmp_path, name, text))
    person = next(entry for entry in entries if "ERIKSSON" in entry.names[0].name.upper())
    assert any((b.intervals[0][0].month, "impossible" in b.flags) == (2, True) for b in person.birth_dates)
    if name not in ("un", "csv"):
        assert "a birth date that does not exist: taken as its month or year" in flagged(receipt)


@pytest.mark.parametrize("name", XML)
@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE a>",
        '<!DOCTYPE a [<!ENTITY b "1"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;">]>',
        '<!DOCTYPE a SYSTEM "file:///etc/passwd">',
    ],
)
def test_document_type_is_refused(tmp_path: Path, name: str, doctype: str) -> None:
    head, end, body = SAMPLES[name][1].partition("?>")
    with pytest.raises(ListFormatError, match="DOCTYPE"):
        read(write(tmp_path, name, head + end + doctype + body), name)


def zipped(data: bytes, *names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names or ("list",):
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize("name", list(SAMPLES))
def test_archive_is_read_like_what_is_in_it(tmp_path: Path, name: str) -> None:
    file, text = SAMPLES[name]
    plain, receipt = read(write(tmp_path, name, text))
    for ending, data in ((".gz", gzip.compress(text.encode(), mtime=0)), (".zip", zipped(text.encode(), file))):
        path = tmp_path / f"{file}{ending}"
        path.write_bytes(data)
        entries, packed = read(path)
        assert entries == plain
        assert packed.sha256 == receipt.sha256


BOMB = b"id,name\n" + b"1,ANNA\n" * 3_000_000


@pytest.mark.parametrize("pack", [gzip.compress, zipped])
def test_archive_that_unpacks_to_too_much_is_refused(tmp_path: Path, pack: object) -> None:
    path = tmp_path / "bomb"
    path.write_bytes(pack(BOMB))  # type: ignore[operator]
    assert path.stat().st_size * _input.MAX_RATIO < len(BOMB) > _input.FREE_BYTES
    with pytest.raises(ListFormatError, match="unpacks to more than"):
        read(path)


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (gzip.compress(b"id,name\n" + b"1,Anna\n2,Bo\n" * 99, mtime=0)[:-20], "damaged or cut short"),
        (b"\x1f\x8b" + b"not gzip at all", "damaged or cut short"),
        (zipped(b"id,name\n1,Anna\n")[:60], "damaged or encrypted"),
        (zipped(b"id,name\n1,Anna\n", "a.csv", "b.csv"), "must hold one file, not 2"),
    ],
    ids=["gzip cut off", "no gzip", "zip cut off", "zip of two"],
)
def test_bad_archive_is_refused(tmp_path: Path, data: bytes, rule: str) -> None:
    (tmp_path / "list.csv").write_bytes(data)
    with pytest.raises(ListFormatError, match=rule) as caught:
        read(tmp_path / "list.csv")
    assert caught.value.where == "list.csv"


FIELDS = {
    "un": b"<CONSOLIDATED_LIST><INDIVIDUAL><FIRST_NAME>",
    "eu_xml": b"<export><sanctionEntity a='",
    "csv": b"id,name\n1,",
    "eu_csv": b"Entity_LogicalId;NameAlias_WholeName\n1;",
    "opensanctions_ftm": b'{"id": "a", "schema": "Person", "properties": {"name": ["',
    "interpol": b'[{"entity_id": "a", "name": "',
}


@pytest.mark.parametrize("name", list(FIELDS))
def test_field_of_100_megabytes_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "list"
    with path.open("wb") as file:
        file.write(FIELDS[name])
        for _ in range(100):
            file.write(b"A" * 1_000_000)
    with pytest.raises(ListFormatError, match=r"longer than|may have"):
        read(path, name)


NOBODY = {
    "un": "<CONSOLIDATED_LIST/>",
    "ofac_xml": "<sdnList/>",
    "ofac_enhanced": "<sanctionsData/>",
    "eu_xml": "<export/>",
    "uk": "<Designations/>",
    "canada": "<data-set/>",
    "seco": "<swiss-sanctions-list/>",
    "interpol": "[]",
    "opensanctions_ftm": '{"id": "a", "schema": "Vessel", "properties": {}}',
}


@pytest.mark.parametrize("name", list(NOBODY))
def test_list_of_nobody_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ListEmptyError):
        read(write(tmp_path, name, NOBODY[name]), name)


@pytest.mark.parametrize("name", [name for name in TABLES if name != "ofac_csv"])
def test_table_of_nobody_is_refused(tmp_path: Path, name: str) -> None:
    lines = SAMPLES[name][1].splitlines(keepends=True)
    with pytest.raises(ListEmptyError):
        read(write(tmp_path, name, "".join(lines[:1])), name)


@pytest.mark.parametrize("name", XML)
def test_another_namespace_changes_nothing(tmp_path: Path, name: str) -> None:
    plain, _ = read(write(tmp_path, name, SAMPLES[name][1]))
    text = re.sub(r'xmlns(:\w+)?="[^"]*"', r'xmlns\1="urn:next-year"', SAMPLES[name][1])
    assert read(write(tmp_path, name, text))[0] == plain


@pytest.mark.parametrize("name", JSON)
def test_nesting_without_end_is_refused(tmp_path: Path, name: str) -> None:
    deep = '{"id": "a", "schema": "Person", "properties": {"name": ' + "[" * 100_000
    with pytest.raises(ListFormatError):
        read(write(tmp_path, name, deep), name)
