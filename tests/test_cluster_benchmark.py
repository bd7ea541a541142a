"""The benchmark of the cluster screens everybody, and says what is slower than what."""

from __future__ import annotations

from pathlib import Path

import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from benchmarks import cluster

pytest.importorskip("faker", reason="without a file of names the population comes from Faker")


def test_plain_batch_answers_every_traveller(tmp_path: Path) -> None:
    cluster.write_data(tmp_path, cluster.parse_arguments(["--size", "200", "--manifest", "500"]))
    run = cluster.plain(
        str(tmp_path / "list.watchlist"), str(tmp_path / "travellers"), str(tmp_path / "out"), threads=2
    )
    assert ds.dataset(tmp_path / "travellers").count_rows() == 500
    answers = pq.read_table(tmp_path / "out")
    assert run["answers"] == len(answers)
    assert set(answers["traveller_id"].to_pylist()) == {str(i) for i in range(500)}


def test_a_run_is_compared_with_plain_batch_of_the_same_width() -> None:
    run = {"start_up": 1.0, "answers": 100}
    times = {"plain batch, 1 thread": 8.0, "Spark local[1]": 10.0, "plain batch, 2 threads": 4.0, "Spark local[2]": 6.0}
    lines = cluster.report(
        {name: {**run, "seconds": seconds, "processor": seconds * 2} for name, seconds in times.items()}, 80
    ).splitlines()
    assert [line.split()[-4] for line in lines[1:]] == ["1.00", "1.25", "1.00", "1.50"]
    assert [line.split()[-2] for line in lines[1:]] == ["1.00", "1.25", "1.00", "1.50"]
    assert lines[4].split()[-5] == "13"
