"""No exception, log line or message carries a name, a document number or a machine-readable zone."""

from __future__ import annotations

import io
import logging
import pickle
import re
import traceback
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from tests.people import SCREENER

import screening as sc
from screening.cli import main
from screening.demo import read_manifest, run_demo
from screening.watchlist.schema import Document, Entry, EntryName

CANARY = "ZZQXCANARY"
SURROGATE = chr(0xD800)
NOT_UTF8 = pa.Array.from_buffers(
    pa.string(), 1, [None, pa.py_buffer(b"\0\0\0\0\x0b\0\0\0"), pa.py_buffer(CANARY.encode() + b"\xff")]
)


class Odd:
    """Something that is no text, and shows the canary whenever it is printed."""

    def __repr__(self) -> str:
        return CANARY


def leaks(error: BaseException) -> list[str]:
    """Where an exception shows the canary: its text, arguments, attributes, notes, and every exception behind it."""
    found = []
    seen: set[int] = set()
    waiting: list[tuple[str, BaseException | None]] = [("error", error)]
    while waiting:
        where, one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        own = [str(one), repr(one), repr(one.args), repr(getattr(one, "__dict__", {}))]
        own += [repr(getattr(one, name, "")) for name in ("object", "filename", "doc", "msg", "reason", "__notes__")]
        if any(CANARY.lower() in text.lower() for text in own):
            found.append(f"{where}: {type(one).__name__}")
        waiting += [(f"{where}.__cause__", one.__cause__), (f"{where}.__context__", one.__context__)]
    # Source lines of a traceback are this file's own: only what the exceptions say counts.
    said = [line for line in traceback.format_exception_only(error) if CANARY.lower() in line.lower()]
    return found + said


def zone(name: str = CANARY, number: str = "L898902C3") -> str:
    return f"P<UTO{name}<<ANNA".ljust(44, "<") + "\n" + f"{number}6UTO7408122F1204159".ljust(44, "<")


def reader_that_breaks() -> pa.RecordBatchReader:
    schema = pa.schema([("name", pa.string())])

    def batches() -> Iterator[pa.RecordBatch]:
        yield pa.record_batch([[CANARY]], schema=schema)
        raise ValueError(CANARY)

    return pa.RecordBatchReader.from_batches(schema, batches())


def entries(**fields: Any) -> list[Entry]:
    return [Entry(**{"id": "1", "list": "t", "names": (EntryName(CANARY),), **fields})]


CALLS: dict[str, Callable[[], object]] = {
    "traveller name": lambda: sc.Traveller(name=Odd()),  # type: ignore[arg-type]
    "traveller bytes": lambda: sc.Traveller(surname=CANARY.encode()),  # type: ignore[arg-type]
    "traveller number": lambda: sc.Traveller(document_number=[CANARY]),  # type: ignore[arg-type]
    "traveller birth": lambda: sc.Traveller(birth_date={"born": CANARY}),  # type: ignore[arg-type]
    "traveller two names": lambda: sc.Traveller(name=CANARY, surname=CANARY),
    "traveller cut": lambda: sc.Traveller(name=CANARY, maybe_truncated=CANARY),  # type: ignore[arg-type]
    "screen text": lambda: SCREENER.screen(CANARY),  # type: ignore[arg-type]
    "screen many": lambda: SCREENER.screen_many([CANARY]),  # type: ignore[list-item]
    "compare": lambda: sc.compare_names(CANARY, Odd()),  # type: ignore[arg-type]
    "compare bytes": lambda: sc.compare_names(CANARY.encode(), CANARY),  # type: ignore[arg-type]
    "mrz short": lambda: sc.parse_mrz(CANARY),
    "mrz lines": lambda: sc.parse_mrz(f"{CANARY}\n{CANARY}\n{CANARY}\n{CANARY}"),
    "mrz letter": lambda: sc.parse_mrz(zone().replace("ANNA", "ÄNNÄ")),
    "mrz code": lambda: sc.parse_mrz("0" + zone()[1:]),
    "mrz long": lambda: sc.parse_mrz(CANARY * 200),
    "mrz width": lambda: sc.parse_mrz(zone()[:-1]),
    "mrz surrogate": lambda: sc.parse_mrz(zone().replace("ANNA", f"ANN{SURROGATE}")),
    "mrz no text": lambda: sc.parse_mrz(CANARY.encode()),  # type: ignore[arg-type]
    "mrz name width": lambda: sc.encode_mrz_name(CANARY, CANARY, width=1),
    "romanize profile": lambda: sc.romanize(CANARY, profile="nowhere"),
    "table type": lambda: SCREENER.screen_table(pa.table({"name": [[CANARY]]})),
    "table column": lambda: SCREENER.screen_table(pa.table({CANARY: ["x"], "name": ["x"]})),
    "table no table": lambda: SCREENER.screen_table({"name": CANARY}),
    "table field": lambda: SCREENER.screen_table([{"name": CANARY, CANARY: "x"}]),
    "table series": lambda: SCREENER.screen_table(pa.chunked_array([[CANARY]])),
    "table breaks": lambda: SCREENER.screen_table(reader_that_breaks()),
    "stream breaks": lambda: list(SCREENER.screen_stream(reader_that_breaks(), threads=2)),
    "table threads": lambda: SCREENER.screen_table(pa.table({"name": [CANARY]}), threads=0),
    "entry surrogate": lambda: sc.Watchlist.from_entries(entries(remarks=CANARY + SURROGATE)),
    "entry name": lambda: sc.Watchlist.from_entries(entries(names=(EntryName(CANARY + SURROGATE),))),
    "entry type": lambda: sc.Watchlist.from_entries(entries(remarks=Odd())),
    "entry document": lambda: sc.Watchlist.from_entries(entries(documents=(Document("A1", note=SURROGATE + CANARY),))),
    "entry birth place": lambda: sc.Watchlist.from_entries(entries(birth_places=(CANARY, 5))),
    "entry twice": lambda: sc.Watchlist.from_entries(entries() * 2),
    "pickle": lambda: pickle.dumps(sc.Screener(sc.Watchlist.from_entries(entries()))),
    "threshold": lambda: sc.ScreeningConfig(threshold=Odd()),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("call", CALLS)
def test_an_error_does_not_say_what_the_value_was(
    call: str, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(sc.ScreeningError) as caught:
        CALLS[call]()
    assert leaks(caught.value) == []
    assert CANARY not in caplog.text
    assert CANARY not in "".join(capfd.readouterr())


def test_the_search_for_leaks_finds_them() -> None:
    """A leak anywhere behind an exception is seen."""
    with pytest.raises(UnicodeEncodeError) as behind:
        pa.array([CANARY + SURROGATE])
    error = sc.InputError("a rule")
    assert leaks(error) == []
    error.__context__ = behind.value
    assert leaks(error) == ["error.__context__: UnicodeEncodeError"]
    assert leaks(sc.InputError(CANARY))


ANSWERED: dict[str, Callable[[], object]] = {
    "name": lambda: SCREENER.screen(sc.Traveller(name=CANARY, birth_date=CANARY, nationality=CANARY, sex=CANARY)),
    "number": lambda: SCREENER.screen(sc.Traveller(document_number=f"-{SURROGATE}-", id=CANARY)),
    "surrogates": lambda: SCREENER.screen(sc.Traveller(surname=CANARY + SURROGATE, given_names=SURROGATE)),
    "long": lambda: SCREENER.screen(sc.Traveller(name=f"{CANARY} " * 5000)),
    "mrz": lambda: SCREENER.screen(sc.Traveller.from_mrz(sc.parse_mrz(zone(number="ZZQXCANAR")))),
    "bad mrz": lambda: SCREENER.screen_table(pa.table({"mrz": [CANARY]})).column("degraded"),
    "not utf-8": lambda: SCREENER.screen_table(pa.table({"name": NOT_UTF8})),
    "records": lambda: SCREENER.screen_table(
        [{"name": CANARY}, {"name": [CANARY]}, {"name": CANARY + SURROGATE}, CANARY, Odd()]
    ).column("degraded"),
    "not utf-8 number": lambda: SCREENER.screen_table(pa.table({"document_number": NOT_UTF8, "mrz": NOT_UTF8})),
    "far day": lambda: SCREENER.screen_table(
        pa.table({"name": [CANARY], "birth_date": pa.array([2**31 - 1], pa.int32()).view(pa.date32())})
    ),
    "manifest": lambda: [record.problem for record in read_manifest(f"{CANARY}\n\n{zone()}\n{CANARY}\n\n{CANARY}")],
    "screener": lambda: sc.Screener(sc.Watchlist.from_entries(entries())),
    "date": lambda: SCREENER.screen(sc.Traveller(name=CANARY, birth_date=date(1974, 8, 12))),
}


@pytest.mark.parametrize("call", ANSWERED)
def test_an_answer_does_not_show_the_traveller(
    call: str, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    answer = ANSWERED[call]()
    assert CANARY not in repr(answer)
    assert CANARY not in caplog.text
    assert CANARY not in "".join(capfd.readouterr())


SOURCES = {
    "list.xml": f"<CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>{CANARY}</FIRST_NAME>",
    "entity.xml": f"<!DOCTYPE a [<!ENTITY b '{CANARY}'>]><CONSOLIDATED_LIST>&b;</CONSOLIDATED_LIST>",
    "mismatch.xml": f"<CONSOLIDATED_LIST><INDIVIDUALS><{CANARY}></INDIVIDUALS></CONSOLIDATED_LIST>",
    "undefined.xml": f"<CONSOLIDATED_LIST><INDIVIDUALS>&{CANARY};</INDIVIDUALS></CONSOLIDATED_LIST>",
    "page.xml": f"<html>{CANARY}</html>",
    "column.csv": f"id,name,{CANARY}\n1,x,y\n",
    "quote.csv": f'id,name\n1,"{CANARY}\n',
    "cells.csv": f"id,name\n{CANARY}\n",
    "no id.csv": f"id,name\n,{CANARY}\n",
    "bytes.csv": f"id,name\n1,{CANARY}\udcff\n",
    "dates.csv": f"id,name,birth_date,nationality,sex,alias_kind\n1,{CANARY},{CANARY},{CANARY},{CANARY},{CANARY}\n",
    "twice.csv": f"id,name\n1,{CANARY}\n",
}


@pytest.mark.parametrize("name", SOURCES)
def test_a_bad_source_is_not_quoted(
    tmp_path: Path, name: str, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    path = tmp_path / name
    path.write_bytes(SOURCES[name].encode("utf-8", "surrogateescape"))
    sources = [path, path] if name == "twice.csv" else [path]
    failures: list[sc.ScreeningError] = []
    try:
        report = sc.compile_watchlist(sources, tmp_path / "out")
    except sc.ScreeningError as error:
        failures.append(error)
    else:
        assert CANARY not in str(report)
        assert CANARY not in repr(report)
        assert CANARY not in repr(sc.Watchlist.open(tmp_path / "out"))
    assert [leak for error in failures for leak in leaks(error)] == []
    (tmp_path / "manifest").write_text(zone())
    main(["demo", "--list", str(path), "--manifest", str(tmp_path / "manifest")])
    assert CANARY not in capfd.readouterr().err
    assert CANARY not in caplog.text


def test_a_damaged_file_is_not_quoted(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(f"id,name\n1,{CANARY}\n")
    sc.compile_watchlist([tmp_path / "list.csv"], tmp_path / "out")
    data = (tmp_path / "out").read_bytes()
    assert CANARY.encode() in data
    for damaged in (data[:-1], data[:200], data.replace(b"CANARY", b"canarx"), data + data):
        (tmp_path / "out").write_bytes(damaged)
        with pytest.raises(sc.ListError) as caught:
            sc.Watchlist.open(tmp_path / "out")
        assert leaks(caught.value) == []


def test_the_demo_reports_a_damaged_record_without_quoting_it(tmp_path: Path, fixtures: Path) -> None:
    (tmp_path / "manifest").write_text(f"{zone()[:-3]}\n\n{CANARY}\n\n{zone().lower()}9\n", encoding="utf-8")
    out = io.StringIO()
    run_demo(fixtures / "un_sample.xml", tmp_path / "manifest", out)
    assert len(re.findall(r"^row \d cannot be read: ", out.getvalue(), re.MULTILINE)) == 3
    assert CANARY.lower() not in out.getvalue().lower()
