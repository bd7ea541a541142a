"""What others wrote cannot act on a terminal, a spreadsheet or a line of JSON."""

from __future__ import annotations

import csv
import io
import json
import re

import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.console import Console
from rich.text import Text

from screening.batch import OUTPUT_SCHEMA
from screening.errors import ConfigError
from screening.escape import json_text, printable, safe_cell
from screening.sinks import FORMATS, open_sink

NASTY = st.text() | st.text(
    alphabet="=+-@\t\r\n\x1b\x9b[]()/\\'\";,|0\u202e\u2066\u200b\u200d\ufeffAü中ع🙂", max_size=30
)
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202f\u2060-\u206f\ufeff]")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@given(NASTY)
@example("\x1b]8;;http://example.org\x1b\\ANNA\x1b]8;;\x1b\\")
@example("ANNA \u202eMARIA")
@example("\x9b31m")
@example("\ud800")
def test_nothing_that_is_shown_can_act_on_a_terminal(text: str) -> None:
    shown = printable(text)
    assert not CONTROL.search(shown)
    assert all(c.isprintable() or c in "\u200c\u200d" for c in shown)
    assert printable(shown) == shown


@given(st.text(alphabet=st.characters(categories=("L", "M", "N", "P"))))
def test_letters_of_every_script_are_shown_as_they_are(text: str) -> None:
    assert printable(text) == text


@given(NASTY)
@example('=HYPERLINK("http://example.org")')
@example(" \u200d=1+1")
@example("\t=1+1")
def test_no_cell_is_a_formula(text: str) -> None:
    cell = safe_cell(text)
    assert not cell.lstrip(" \u200c\u200d").startswith(FORMULA)
    assert not CONTROL.search(cell)


@given(NASTY)
def test_a_harmless_cell_stays_as_it_is(text: str) -> None:
    if text.isprintable() and not text.lstrip(" ").startswith(FORMULA):
        assert safe_cell(text) == text


@given(NASTY)
@example("\U000e0041")
def test_json_says_everything_and_acts_on_nothing(text: str) -> None:
    line = json_text({"name": text, "score": 0.1, "hits": [text]})
    assert line.isprintable()
    assert json.loads(line) == {"name": text, "score": 0.1, "hits": [text]}


@given(NASTY)
@example("[bold red]ANNA[/]")
@example("[link=http://example.org]ANNA[/link]")
@example(":warning:")
def test_names_are_no_markup(text: str) -> None:
    console = Console(file=io.StringIO(), width=10_000, markup=False, emoji=False, highlight=False)
    console.print(Text(printable(text)), soft_wrap=True, end="")
    assert isinstance(console.file, io.StringIO)
    assert console.file.getvalue() == printable(text)


# ---------------------------------------------------------------------------------------------------------------- sinks


def answers(*texts: str | None) -> pa.RecordBatch:
    size = len(texts)
    values = {
        "row": list(range(size)),
        "traveller_id": list(texts),
        "status": ["hits"] * size,
        "degraded": [["name_truncated", "date_unparsed"]] * size,
        "entry_id": list(texts),
        "score": [0.1 + 0.2] * size,
        "matched_name": list(texts),
    }
    columns = [
        pa.array(values.get(field.name, [None] * size), field.type) for field in OUTPUT_SCHEMA
    ]  # texts with a lone surrogate cannot get here: Arrow holds UTF-8
    return pa.record_batch(columns, schema=OUTPUT_SCHEMA)


def written(format: str, *batches: pa.RecordBatch) -> bytes:
    out = pa.BufferOutputStream()
    sink = open_sink(format, out, OUTPUT_SCHEMA)
    for batch in batches:
        sink.write(batch)
    sink.close()
    return bytes(out.getvalue())


UTF8 = NASTY.filter(lambda text: not re.search("[\ud800-\udfff]", text))


@given(st.lists(UTF8 | st.none(), max_size=5))
def test_csv_gives_back_harmless_cells(texts: list[str | None]) -> None:
    data = written("csv", answers(*texts)).decode()
    rows = list(csv.DictReader(io.StringIO(data, newline=""), strict=True))
    assert [row["matched_name"] for row in rows] == [safe_cell(text or "") for text in texts]
    assert [row["traveller_id"] for row in rows] == [safe_cell(text or "") for text in texts]
    assert all(row["degraded"] == "name_truncated;date_unparsed" for row in rows)
    assert all(float(row["score"]) == 0.1 + 0.2 for row in rows)
    assert not CONTROL.search(data.replace("\n", ""))


@given(st.lists(UTF8 | st.none(), max_size=5))
def test_json_lines_give_back_every_row(texts: list[str | None]) -> None:
    batch = answers(*texts)
    lines = written("jsonl", batch).decode().splitlines()
    assert all(line.isprintable() for line in lines)
    assert [json.loads(line) for line in lines] == batch.to_pylist()


@pytest.mark.parametrize("format", ["parquet", "arrow"])
def test_arrow_and_parquet_give_back_every_row(format: str) -> None:
    from pyarrow import parquet

    batch = answers("=1+1", None, "\x1b[31m", "محمد")
    data = pa.py_buffer(written(format, batch, batch))
    table = parquet.read_table(pa.BufferReader(data)) if format == "parquet" else pa.ipc.open_stream(data).read_all()
    assert table.equals(pa.Table.from_batches([batch, batch]))


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_rows_are_the_same_bytes(format: str) -> None:
    assert written(format, answers("a", "ü")) == written(format, answers("a", "ü"))


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ConfigError, match="format: must be one of parquet, arrow, csv, jsonl"):
        open_sink("xlsx", pa.BufferOutputStream(), OUTPUT_SCHEMA)
