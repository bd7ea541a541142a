"""Screening a file against what changed on a list: the hits are those of a whole run for these entries."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import csv as arrow_csv
from pyarrow import parquet
from tests.commands import Run

import screening as sc
from screening.jobs import part_paths
from screening.readers import read_entry_keys

BEFORE = "id,name\n1,Anna Eriksson\n2,Bela Bartok\n3,Mohammed Ali\n=4,Yuri Shcherbakov\n"
AFTER = "id,name\n1,Anna Eriksson\n2,Béla Viktor Bartók\n=5,Zoe Zeta\n3,Muhammad Ali\n"
NAMES = ["Anna Eriksson", "Bela Bartok", "Mohamed Ali", "Zoe Zeta", "Yuri Shcherbakov"]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A library with two versions of a list, and a file of travellers beside it."""
    source = tmp_path / "red.csv"
    for text in (BEFORE, AFTER):
        source.write_text(text, encoding="utf-8")
        sc.Library(tmp_path / "lists").install("red", [source], list_name="red", override="a test")
    (tmp_path / "in.csv").write_text("name\n" + "\n".join(NAMES) + "\n", encoding="utf-8")
    return tmp_path / "lists"


def answers(out: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pa.concat_tables(map(parquet.read_table, part_paths(out))).to_pylist()
    return rows


@pytest.mark.parametrize("format", ["arrow", "csv"])
def test_what_changed_is_searched_and_nothing_else(root: Path, tmp_path: Path, run: Run, format: str) -> None:
    changes, source = tmp_path / "changes", tmp_path / "in.csv"
    assert run("lists", "diff", "red", "-l", root, "--output", changes, "--format", format)[0] == 0
    assert read_entry_keys(changes).to_pylist() == [{"list": "red", "entry_id": i} for i in ("2", "3", "=5")]
    assert run("batch", source, tmp_path / "whole", "-w", root, "-q")[0] == 1
    code, out, err = run(
        "batch", source, tmp_path / "out", "-w", root, "-q", "--only-entries", changes, "--summary", "json"
    )
    assert (code, err) == (1, "")
    whole = {(row["row"], row["entry_id"]): row for row in answers(tmp_path / "whole")}
    found = answers(tmp_path / "out")
    assert [(row["row"], row["entry_id"]) for row in found] == [(0, None), (1, "2"), (2, "3"), (3, "=5"), (4, None)]
    assert all(row == whole[row["row"], row["entry_id"]] for row in found if row["entry_id"])
    assert json.loads(out)["only_entries"]["entries"] == 3
    shown = run("batch", source, tmp_path / "out", "-w", root, "-q", "--only-entries", changes)[1]
    assert [line.split()[-1] for line in shown.splitlines() if line.startswith("only entries searched")] == ["3"]


def test_other_entries_are_another_job(root: Path, tmp_path: Path, run: Run) -> None:
    (tmp_path / "one.csv").write_text("list,entry_id\nred,2\n")
    (tmp_path / "twice.csv").write_text("entry_id,note,list\n2,x,red\n2,y,red\n")
    (tmp_path / "other.csv").write_text("list,entry_id\nred,3\n")
    job = ("batch", tmp_path / "in.csv", tmp_path / "out", "-w", root, "-q")
    assert run(*job, "--only-entries", tmp_path / "one.csv")[0] == 1
    assert run(*job, "--only-entries", tmp_path / "twice.csv")[0] == 1, "the same entries are the same job"
    for options in ((), ("--only-entries", tmp_path / "other.csv")):
        code, _, err = run(*job, *options)
        assert (code, "of another job (other only_entries)" in err) == (2, True)


def test_nothing_changed(root: Path, tmp_path: Path, run: Run) -> None:
    (tmp_path / "none.csv").write_text("list,entry_id,change\nred,=4,removed\n")
    assert (
        run("batch", tmp_path / "in.csv", tmp_path / "out", "-w", root, "--only-entries", tmp_path / "none.csv")[0] == 0
    )
    assert [row["status"] for row in answers(tmp_path / "out")] == ["no_hits"] * 5


@pytest.mark.parametrize("dry", [(), ("--dry-run",)])
def test_an_entry_that_is_not_there_is_told(root: Path, tmp_path: Path, run: Run, dry: tuple[str, ...]) -> None:
    """A file of changes of another version must not pass for one that found nothing."""
    (tmp_path / "old.csv").write_text("list,entry_id\nred,2\nred,=4\n")
    job = ("batch", tmp_path / "in.csv", tmp_path / "out", "-w", root)
    code, out, err = run(*job, "--only-entries", tmp_path / "old.csv", *dry)
    assert (code, out) == (2, "")
    assert "only_entries row 1: the entry is on no list" in err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "no Arrow, Parquet or CSV file"),
        (b"PAR1", "no Arrow, Parquet or CSV file"),
        (b"ARROW1xx", "no Arrow, Parquet or CSV file"),
        (b"\xff\xff\xff\xff\x10", "no Arrow, Parquet or CSV file"),
        (b"list,entry_id\n\xff,1\n", "no Arrow, Parquet or CSV file"),
        (b"list,entry_id\nred\n", "no Arrow, Parquet or CSV file"),
        (b"list,id\nred,1\n", "must have the columns list and entry_id"),
    ],
)
def test_a_file_that_names_no_entries(tmp_path: Path, content: bytes, rule: str) -> None:
    (tmp_path / "keys").write_bytes(content)
    with pytest.raises(sc.InputError, match=f"keys: {rule}"):
        read_entry_keys(tmp_path / "keys")


def test_a_file_that_is_not_there(root: Path, tmp_path: Path, run: Run) -> None:
    code, out, err = run(
        "batch", tmp_path / "in.csv", tmp_path / "out", "-w", root, "--only-entries", tmp_path / "none"
    )
    assert (code, out, err.splitlines()[1]) == (2, "", "  check the name")
    assert "none: No such file" in err


def test_every_format_names_the_same_entries(tmp_path: Path) -> None:
    table = pa.table({"entry_id": ["7", "=a", "7"], "list": ["un", "un", "eu"], "fields": [[], ["names"], []]})
    parquet.write_table(table, tmp_path / "p")
    for name, opened in (("f", pa.ipc.new_file), ("s", pa.ipc.new_stream)):
        with opened(tmp_path / name, table.schema) as writer:
            writer.write_table(table)
    arrow_csv.write_csv(table.drop_columns("fields"), tmp_path / "c")
    expected = [("eu", "7"), ("un", "7"), ("un", "=a")]
    for name in "pfsc":
        assert [(k["list"], k["entry_id"]) for k in read_entry_keys(tmp_path / name).to_pylist()] == expected
    parquet.write_table(pa.table({"list": ["un", None], "entry_id": ["1", "2"]}), tmp_path / "null")
    with pytest.raises(sc.InputError, match="an entry without list or id"):
        read_entry_keys(tmp_path / "null")
