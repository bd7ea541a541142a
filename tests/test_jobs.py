"""Batch jobs: what comes out is the same whether a job ran in one piece or was killed a hundred times."""

from __future__ import annotations

import csv
import fcntl
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet
from tests.people import ANNA, OTHERS, YURI

import screening as sc
from screening.jobs import MANIFEST, JobProgress, part_paths, run_batch_job
from screening.readers import ColumnMapping
from screening.sinks import FORMATS
from screening.watchlist.schema import Entry, EntryName

NAMES = ["Anna Eriksson", "Bela Bartok", "???", "Yuri Shcherbakov", "Mohamed Aly", "John Smith", "Zoe Zeta"]


@pytest.fixture(scope="module")
def screener(tmp_path_factory: pytest.TempPathFactory) -> sc.Screener:
    """On a file, so that other processes can open it."""
    source = tmp_path_factory.mktemp("list") / "list.csv"
    with source.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "name"])
        writer.writerows((entry.id, name.name) for entry in (ANNA, YURI, *OTHERS) for name in entry.names)
    sc.compile_watchlist([source], source.with_suffix(".watchlist"))
    return sc.Screener(sc.Watchlist.open(source.with_suffix(".watchlist")))


@pytest.fixture(scope="module")
def travellers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("in") / "travellers.csv"
    rows = "".join(f"{row},{NAMES[row % len(NAMES)]}\n" for row in range(100))
    path.write_text(f"traveller_id,name\n{rows}", encoding="utf-8")
    return path


def joined(out: Path) -> bytes:
    return b"".join(path.read_bytes() for path in part_paths(out))


def files(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in out.iterdir()}


# ------------------------------------------------------------------------------------------------------- what comes out


@pytest.mark.parametrize("part_rows", [1, 7, 33, 100, 1000])
def test_the_parts_are_the_answers(screener: sc.Screener, travellers: Path, tmp_path: Path, part_rows: int) -> None:
    done = run_batch_job(screener, travellers, tmp_path / "out", part_rows=part_rows, threads=2)
    table = pa.table(
        {"traveller_id": [str(n) for n in range(100)], "name": [NAMES[n % len(NAMES)] for n in range(100)]}
    )
    expected = screener.screen_table(table)
    paths = part_paths(tmp_path / "out")
    assert pa.concat_tables(parquet.read_table(path) for path in paths).equals(expected)
    assert [path.name for path in paths] == list(done.parts)
    assert len(paths) == -(-100 // part_rows)
    assert done.rows == 100
    assert done.answers == expected.num_rows


def test_the_summary_adds_up(screener: sc.Screener, travellers: Path, tmp_path: Path) -> None:
    done = run_batch_job(screener, travellers, tmp_path / "out", part_rows=30)
    rows = screener.screen_table(pa.table({"name": [NAMES[n % len(NAMES)] for n in range(100)]})).to_pylist()
    assert done.statuses == dict(sorted(Counter({r["row"]: r["status"] for r in rows}.values()).items()))
    assert done.unscreenable == {"no_comparable_name": 14} == done.reasons
    assert done.incomplete == 14
    assert done.bands == {"list": dict(sorted(Counter(r["band"] for r in rows if r["entry_id"]).items()))}
    assert done.lists[0]["digest"] == screener.watchlist.digest
    assert done.config_digest == screener.config.digest
    assert done.engine == f"screening {sc.__version__}"
    assert done.seconds >= 0


@pytest.mark.parametrize("format", FORMATS)
def test_threads_and_the_chunks_of_the_input_change_no_byte(screener: sc.Screener, tmp_path: Path, format: str) -> None:
    table = pa.table({"name": [NAMES[n % len(NAMES)] for n in range(100)]})
    seen = set()
    for number, (threads, size) in enumerate([(1, 100), (2, 100), (2, 9), (1, 1)]):
        path = tmp_path / f"in-{number}"
        parquet.write_table(table, path, row_group_size=size)
        run_batch_job(screener, path, tmp_path / str(number), format=format, threads=threads, part_rows=40)
        seen.add(joined(tmp_path / str(number)))
    assert len(seen) == 1


@pytest.mark.parametrize("format", ["parquet", "csv"])
def test_the_order_of_sets_changes_no_byte(
    screener: sc.Screener, travellers: Path, tmp_path: Path, format: str
) -> None:
    code = "import sys; from screening.cli import main; sys.exit(main(sys.argv[1:]))"
    for seed in ("0", "1"):
        out = tmp_path / seed
        command = ["batch", travellers, out, "-w", screener.watchlist.path, "-f", format, "--threads", int(seed) + 1]
        done = subprocess.run(
            [sys.executable, "-c", code, *map(str, command)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=False,
        )
        assert done.returncode == 3, done.stderr
    assert joined(tmp_path / "0") == joined(tmp_path / "1")


def test_progress_is_told(screener: sc.Screener, travellers: Path, tmp_path: Path) -> None:
    told: list[JobProgress] = []
    done = run_batch_job(screener, travellers, tmp_path / "out", part_rows=10, progress=told.append)
    assert [now.rows for now in told] == list(range(10, 101, 10))
    assert told[-1].hits == done.statuses["hits"]
    assert told[-1].fraction == 1.0
    assert told[-1].seconds_left == 0
    assert all(now.rate > 0 for now in told)


def test_answers_can_be_read_by_their_owner_alone(screener: sc.Screener, travellers: Path, tmp_path: Path) -> None:
    run_batch_job(screener, travellers, tmp_path / "out")
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "out").iterdir()} == {0o600}


def test_a_bad_record_is_answered_and_told(screener: sc.Screener, tmp_path: Path) -> None:
    (tmp_path / "in").write_bytes(b"name\nAnna Eriksson\nx,y\nJ\xfcrgen\n")
    done = run_batch_job(screener, tmp_path / "in", tmp_path / "out")
    assert done.rows == 3
    assert done.statuses == {"hits": 1, "unscreenable": 2}
    assert done.unscreenable == {"no_name": 2, "unreadable": 2}
    assert done.problems == (
        "1 x another number of cells than the header has (line 3)",
        "1 x not utf-8 (line 4)",
    )


# -------------------------------------------------------------------------------------------------------------- resume

RUNNER = """
import json, os, random, signal, sys, time
import pyarrow.parquet
import screening as sc
from screening.jobs import run_batch_job

watchlist, source, out, kills, seed = sys.argv[1:]
screener = sc.Screener(sc.Watchlist.open(watchlist))
chance = random.Random(int(seed))
killed = finished = 0
longest = 0.5
while killed < int(kills):
    folder = f"{out}-{finished}"
    begun = time.monotonic()
    if (child := os.fork()) == 0:
        try:
            run_batch_job(screener, source, folder, part_rows=3, threads=2)
            os._exit(0)
        finally:
            os._exit(1)
    time.sleep(chance.random() * longest)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        killed += 1
        longest = max(0.02, longest * 0.9)
    else:
        assert status == 0, status
        longest = max(0.02, time.monotonic() - begun)
        finished += 1
run_batch_job(screener, source, f"{out}-{finished}", part_rows=3, threads=2)
print(json.dumps([killed, finished + 1]))
"""


def test_a_hundred_kills_lose_and_double_nothing(screener: sc.Screener, travellers: Path, tmp_path: Path) -> None:
    """Each job is killed at random moments and started again until it is through; then the next begins."""
    run_batch_job(screener, travellers, tmp_path / "whole", part_rows=3)
    run = subprocess.run(
        [sys.executable, "-c", RUNNER, screener.watchlist.path, travellers, tmp_path / "out", "100", "7"],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr
    killed, jobs = json.loads(run.stdout)
    assert killed == 100
    for number in range(jobs):
        out = tmp_path / f"out-{number}"
        assert joined(out) == joined(tmp_path / "whole")
        assert len(part_paths(out)) == 34


def stopped(*_: object) -> None:
    raise KeyboardInterrupt


def stop_after(rows: int) -> Callable[[JobProgress], None]:
    def progress(now: JobProgress) -> None:
        if now.rows >= rows:
            raise KeyboardInterrupt

    return progress


@pytest.mark.parametrize("rows", [1, 20, 60, 100])
@pytest.mark.parametrize("format", FORMATS)
def test_a_stopped_job_goes_on(screener: sc.Screener, travellers: Path, tmp_path: Path, rows: int, format: str) -> None:
    run_batch_job(screener, travellers, tmp_path / "whole", part_rows=20, format=format)
    with pytest.raises(KeyboardInterrupt):
        run_batch_job(
            screener, travellers, tmp_path / "out", part_rows=20, format=format, threads=2, progress=stop_after(rows)
        )
    assert not list((tmp_path / "out").glob(".*")), "nothing half written is left"
    told: list[JobProgress] = []
    done = run_batch_job(screener, travellers, tmp_path / "out", part_rows=20, format=format, progress=told.append)
    assert joined(tmp_path / "out") == joined(tmp_path / "whole")
    assert done.rows == 100
    assert [now.rows for now in told] == list(range(max(20, rows) + 20, 101, 20))


def test_a_finished_job_is_not_done_again(screener: sc.Screener, travellers: Path, tmp_path: Path) -> None:
    first = run_batch_job(screener, travellers, tmp_path / "out", part_rows=40)
    before = files(tmp_path / "out")
    assert run_batch_job(screener, travellers, tmp_path / "out", part_rows=40, progress=stopped) == first
    assert files(tmp_path / "out") == before


@pytest.mark.parametrize("cut", [1, 5, 60])
def test_a_torn_line_of_the_manifest_is_done_again(
    screener: sc.Screener, travellers: Path, tmp_path: Path, cut: int
) -> None:
    out = tmp_path / "out"
    run_batch_job(screener, travellers, out, part_rows=20)
    whole = files(out)
    (out / MANIFEST).write_bytes(whole[MANIFEST][:-cut])
    run_batch_job(screener, travellers, out, part_rows=20)
    assert joined(out) == b"".join(whole[f"part-{n:05}.parquet"] for n in range(5))


# ---------------------------------------------------------------------------------------------------------- what is not


@pytest.mark.parametrize(
    ("settings", "differs"),
    [
        ({"part_rows": 21}, "part_rows"),
        ({"format": "csv"}, "format"),
        ({"mapping": ColumnMapping(ignore_others=True)}, "columns"),
    ],
)
def test_the_folder_of_another_job_is_left_alone(
    screener: sc.Screener, travellers: Path, tmp_path: Path, settings: dict[str, Any], differs: str
) -> None:
    run_batch_job(screener, travellers, tmp_path / "out", part_rows=20)
    before = files(tmp_path / "out")
    with pytest.raises(sc.InputError, match=rf"out: the output exists, of another job \(other {differs}\)"):
        run_batch_job(screener, travellers, tmp_path / "out", **{"part_rows": 20, **settings})
    assert files(tmp_path / "out") == before


def test_another_list_or_input_is_another_job(screener: sc.Screener, travellers: Path, tmp_path: Path) -> None:
    run_batch_job(screener, travellers, tmp_path / "out")
    other = sc.Screener(sc.Watchlist.from_entries([Entry(id="1", list="x", names=(EntryName("Anna"),))]))
    with pytest.raises(sc.InputError, match="other lists"):
        run_batch_job(other, travellers, tmp_path / "out")
    with pytest.raises(sc.InputError, match="other config"):
        run_batch_job(sc.Screener(screener.watchlist, threshold=0.9), travellers, tmp_path / "out")
    changed = tmp_path / travellers.name
    changed.write_bytes(travellers.read_bytes().replace(b"Bela", b"Bert"))
    with pytest.raises(sc.InputError, match="other input"):
        run_batch_job(screener, changed, tmp_path / "out")


def test_a_folder_of_something_else_is_left_alone(screener: sc.Screener, travellers: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(sc.InputError, match="the output exists and is no batch job: choose another folder"):
        run_batch_job(screener, travellers, tmp_path)
    for manifest in (b"mine too\n", b"[1]\n", b'{"mine": 2}\n', b'{"job": {}}\n{"part": 3}\n', b"\xff\n"):
        (tmp_path / MANIFEST).write_bytes(manifest)
        with pytest.raises(sc.InputError, match="no manifest of a batch job"):
            run_batch_job(screener, travellers, tmp_path)
        assert files(tmp_path) == {"notes.txt": b"mine", MANIFEST: manifest}


def test_a_job_of_which_nothing_is_finished_may_become_another(screener: sc.Screener, tmp_path: Path) -> None:
    """So that a command can be corrected."""
    source = tmp_path / "in.jsonl"
    source.write_text('{"Name": "Anna Eriksson"}\n')
    with pytest.raises(sc.ColumnError):
        run_batch_job(screener, source, tmp_path / "out")
    done = run_batch_job(screener, source, tmp_path / "out", mapping=ColumnMapping({"name": "Name"}))
    assert done.statuses == {"hits": 1}


@pytest.mark.parametrize("damage", [b"", b"PAR1", None])
def test_a_part_that_was_changed_is_noticed(
    screener: sc.Screener, travellers: Path, tmp_path: Path, damage: bytes | None
) -> None:
    run_batch_job(screener, travellers, tmp_path / "out", part_rows=40)
    part = tmp_path / "out" / "part-00001.parquet"
    part.unlink()
    if damage is not None:
        part.write_bytes(damage)
    with pytest.raises(sc.InputError, match=r"part-00001.parquet: it is missing or was changed"):
        run_batch_job(screener, travellers, tmp_path / "out", part_rows=40)


def test_one_process_at_a_time(screener: sc.Screener, travellers: Path, tmp_path: Path) -> None:
    run_batch_job(screener, travellers, tmp_path / "out")
    with (tmp_path / "out" / MANIFEST).open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(sc.InputError, match="another process is at work on this job"):
            run_batch_job(screener, travellers, tmp_path / "out")


def test_an_input_that_changes_meanwhile_is_noticed(screener: sc.Screener, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("name\n" + "Anna Eriksson\n" * 50)

    def append(now: JobProgress) -> None:
        if now.rows == 10:
            with source.open("a") as file:
                file.write("Bela Bartok\n")
            os.utime(source, ns=(1, 1))

    with pytest.raises(sc.InputError, match=r"in.csv: it changed while it was read"):
        run_batch_job(screener, source, tmp_path / "out", part_rows=10, progress=append)


def test_a_file_without_travellers_is_refused(screener: sc.Screener, tmp_path: Path) -> None:
    (tmp_path / "in").write_text("name\n")
    with pytest.raises(sc.InputError, match="no traveller in it"):
        run_batch_job(screener, tmp_path / "in", tmp_path / "out")


@pytest.mark.parametrize("settings", [{"format": "xlsx"}, {"part_rows": 0}, {"part_rows": True}, {"threads": 0}])
def test_settings_out_of_range(
    screener: sc.Screener, travellers: Path, tmp_path: Path, settings: dict[str, Any]
) -> None:
    with pytest.raises(sc.ConfigError):
        run_batch_job(screener, travellers, tmp_path / "out", **settings)


def test_part_paths_of_no_job(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        part_paths(tmp_path)
