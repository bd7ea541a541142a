"""A plain CSV read as columns is the same list, the same account and the same error as read entry by entry."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening import Watchlist, compile_watchlist
from screening.errors import ListError
from screening.watchlist.columns import entry_batch
from screening.watchlist.receipt import Receipt
from screening.watchlist.schema import ENTRY_SCHEMA, Entry
from screening.watchlist.sources import _flat_rows, plain_csv

Outcome = tuple[Any, ...]


def by_entry(path: Path) -> Outcome:
    receipt = Receipt()
    try:
        entries = list(plain_csv.read(path, receipt))
    except ListError as error:
        return type(error), str(error)
    return entry_batch(entries, 0).to_pylist(), receipt.to_dict()


def by_column(path: Path) -> Outcome:
    receipt = Receipt()
    try:
        found = list(plain_csv.read_columns(path, receipt))
    except ListError as error:
        return type(error), str(error)
    batches = [entry_batch([one], 0) if isinstance(one, Entry) else one for one in found]
    return pa.Table.from_batches(batches, schema=ENTRY_SCHEMA).to_pylist(), receipt.to_dict()


CELLS = {
    "id": st.sampled_from(["1", "2", "3", "4", "", "\u00e4", " 5 "]),
    "name": st.sampled_from(["Anna", "Bo Li", "", "José", "Анна", "Jos\u00c3\u00a9", "O\nNeill", "-"]),
    "surname": st.sampled_from(["", "", "Doe"]),
    "given_names": st.sampled_from(["", "", "Jo"]),
    "alias_kind": st.sampled_from(["", "", "primary", "Weak", "original_script", "best"]),
    "birth_date": st.sampled_from(["", "1970-01-02", "circa 1971", "1972; 1973|1972", "soon", "31/02/1970"]),
    "nationality": st.sampled_from(["", "SWE", "Sweden;SWE|IRQ", "Atlantis"]),
    "sex": st.sampled_from(["", "F", "x", "male", "?"]),
    "document_number": st.sampled_from(["", "L898902C3", "ab 1-2; L1|L1", "???"]),
}


def _by_id(row: dict[str, str]) -> str:
    return row["id"]


@pytest.fixture(autouse=True)
def _columns_for_every_plain_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_flat_rows, "_FEWEST", 1)
    monkeypatch.setattr(plain_csv, "_ROWS", 5)


@given(
    # Rows of one entry often stand together, and often say the same.
    rows=st.lists(st.fixed_dictionaries(CELLS), min_size=1, max_size=12).flatmap(
        lambda rows: (
            st.lists(st.sampled_from(rows), max_size=12).map(lambda more: sorted([*rows, *more], key=_by_id))
            | st.just(rows)
        )
    ),
    blank=st.sets(st.integers(0, 12)),
    ragged=st.sets(st.integers(0, 12), max_size=2),
)
def test_columns_are_the_entries(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, str]], blank: set[int], ragged: set[int]
) -> None:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(CELLS)
    for number, row in enumerate(rows):
        if number in blank:
            out.write("\n")
        writer.writerow([*row.values(), *(["more"] if number in ragged else [])])
    path = tmp_path_factory.mktemp("flat") / "list.csv"
    path.write_text(out.getvalue(), encoding="utf-8", newline="")
    assert by_column(path) == by_entry(path)


@pytest.mark.parametrize(
    "text",
    [
        'id,name\n1,Anna\n2,"Bo\n',  # a quotation that does not end
        "id,name\n1,Anna\n2,Bo\n".replace("Bo", "B" * 200_000),
        "id,name\n,Anna\n",
        "id,name\n",
        "id,name,colour\n1,Anna,red\n",
    ],
)
def test_errors_are_the_same(tmp_path: Path, text: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8")
    assert by_column(path) == by_entry(path)
    assert issubclass(by_column(path)[0], ListError)


def test_long_runs_are_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    path = tmp_path / "list.csv"
    path.write_text("id,name,birth_date\n" + "".join(f"{n},Name {n},{1950 + n % 50}\n" for n in range(9_000)))
    found = list(plain_csv.read_columns(path, Receipt()))
    singles = [one for one in found if isinstance(one, Entry)]
    assert sum(one.num_rows for one in found if not isinstance(one, Entry)) + len(singles) == 9_000
    assert len(singles) <= 9_000 // plain_csv._ROWS + 1  # the last entry of every block


def test_compiled_list_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = ["1,Anna Eriksson,1974-08-12,SWE,L1", "2,Bo Li,circa 1970,CHN;SWE,", "3,Anna,soon,,L2;L3", "2,Li Bo,,,"]
    path = tmp_path / "list.csv"
    path.write_text("id,name,birth_date,nationality,document_number\n" + "\n".join(rows) + "\n")
    compile_watchlist([path], tmp_path / "columns")
    monkeypatch.setattr("screening.watchlist.sources._COLUMNS", {})
    compile_watchlist([path], tmp_path / "entries")
    assert (tmp_path / "columns").read_bytes() == (tmp_path / "entries").read_bytes()
    assert len(Watchlist.open(tmp_path / "columns")) == 3
