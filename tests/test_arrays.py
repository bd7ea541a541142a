"""Arrow arrays and numpy's, both ways; and screening gets along without pandas."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import screening as sc
from screening.arrays import as_arrow, as_numpy, as_text

KINDS = [pa.int8(), pa.uint16(), pa.int32(), pa.int64(), pa.bool_()]


@given(st.sampled_from(KINDS), st.lists(st.one_of(st.none(), st.integers(0, 1)), max_size=40), st.data())
def test_every_slice_of_a_column_reads_as_its_values(
    kind: pa.DataType, values: list[int | None], data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(values)))
    column = pa.array(values, pa.int64()).cast(kind).slice(start)
    expected = [1 if value is None else value for value in values[start:]]
    assert as_numpy(column, null=1).tolist() == expected
    if None in values[start:]:
        with pytest.raises(ValueError, match="missing"):
            as_numpy(column)
    else:
        assert as_numpy(column).tolist() == expected


def test_days_are_numbers_and_numbers_are_read_in_place() -> None:
    days = pa.array([0, 19000], pa.int32()).view(pa.date32())
    assert as_numpy(days).tolist() == [0, 19000]
    numbers = pa.array([1, 2, 3], pa.int32())
    assert as_numpy(numbers.slice(1)).ctypes.data == numbers.buffers()[1].address + 4


@given(st.lists(st.tuples(st.integers(0, 1), st.booleans()), max_size=40))
def test_numbers_and_truth_values_become_columns(rows: list[tuple[int, bool]]) -> None:
    values, is_null = np.array([v for v, _ in rows], np.int64), np.array([n for _, n in rows], bool)
    for one in (values, values.astype(np.uint8), values.astype(bool), np.repeat(values, 2)[::2]):
        assert as_arrow(one).to_pylist() == one.tolist()
        column = as_arrow(one, is_null=is_null)
        column.validate(full=True)
        assert column.to_pylist() == [None if n else v for v, n in zip(one.tolist(), is_null, strict=True)]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=5), max_size=20))
def test_words_become_text(words: list[str]) -> None:
    column = as_text(words)
    column.validate(full=True)
    assert column.equals(pa.array(words, pa.string()))


SCREEN = """
import sys
import pyarrow as pa
import screening as sc
screener = sc.Screener(sc.Watchlist.open(sys.argv[1]))
assert screener.screen(sc.Traveller(name="Anna Eriksson")).hits
with pa.memory_map(sys.argv[2]) as file:
    travellers = pa.ipc.open_file(file).read_all()
assert screener.screen_table(travellers).column("status").to_pylist() == ["hits", "no_hits"]
needless = ("pandas", "pyarrow.parquet", "pyarrow.dataset", "screening.watchlist.sources")
print([name for name in needless if name in sys.modules])
"""


def test_screening_loads_nothing_needless(tmp_path: Path) -> None:
    """Pandas and Parquet would double the memory of a process that screens; the readers of lists are for compiling."""
    pytest.importorskip("pandas")
    (tmp_path / "list.csv").write_text("id,name,birth_date,sex\nA1,Anna Eriksson,1974-08-12,F\n")
    sc.compile_watchlist([tmp_path / "list.csv"], tmp_path / "list.watchlist")
    table = pa.table(
        {"name": ["Anna Eriksson", "Bo Ek"], "birth_date": ["1974-08-12", "1980"], "sex": ["F", None]},
    )
    with pa.ipc.new_file(tmp_path / "travellers.arrow", table.schema) as writer:
        writer.write_table(table)
    command = [sys.executable, "-c", SCREEN, str(tmp_path / "list.watchlist"), str(tmp_path / "travellers.arrow")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout == "[]\n", done.stderr
