"""Compiled files made to do harm, and what happens to a file while it is open."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from benchmarks import mutations
from tests.sealing import TRAILER, read_row, reseal, with_column, write_row

import screening as sc
from screening.watchlist.schema import Entry, EntryName


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "list.csv").write_text(mutations.CSV, encoding="utf-8")
    sc.compile_watchlist([folder / "list.csv"], folder / "list.watchlist")
    return folder / "list.watchlist"


def test_damaged_files_are_refused_or_answer() -> None:
    """A sample of ``python -m benchmarks.mutations``; a signal, an untyped error or a hang would be its result."""
    outcomes = mutations.run(300, seed=20)
    assert [outcome for outcome in outcomes if outcome.result not in mutations.ACCEPTED] == []
    counts = Counter(outcome.result for outcome in outcomes)
    assert len(outcomes) == 300
    assert counts["refused"] > 100
    assert counts["same"] > 20


def test_every_stored_array_is_damaged(compiled: Path) -> None:
    stream = compiled.read_bytes()[: -TRAILER.size]
    places = mutations.targets(stream)
    names = {place.name.partition("/")[0].removesuffix(".item") for place in places}
    assert names >= {field.name for field in read_row(compiled).schema if field.name != "initial"}
    for place in places:
        assert place.start + place.size <= len(stream)


def record(path: Path) -> dict[str, object]:
    loaded: dict[str, object] = json.loads(read_row(path).schema.metadata[b"screening"])
    return loaded


@pytest.mark.parametrize("made", [b"[" * 1_000_000, b"[]", b"null", b'"text"', b"{}", b"", b"\xff"])
def test_a_record_of_another_shape_is_refused(compiled: Path, tmp_path: Path, made: bytes) -> None:
    (tmp_path / "made").write_bytes(write_row(read_row(compiled).replace_schema_metadata({b"screening": made})))
    with pytest.raises(sc.ListError):
        sc.Watchlist.open(tmp_path / "made")


@pytest.mark.parametrize(
    "receipts",
    [
        None,
        5,
        [],
        [None],
        [{}],
        [{"list": "a", "list_date": None, "entries": {"person": 4}}],
        [{"list": "a", "list_date": None, "entries": {"person": 5.0}}],
        [{"list": "a", "list_date": None, "entries": {"person": 6, "organisation": -1}}],
        [{"list": 1, "list_date": None, "entries": {"person": 5}}],
        [{"list": "a", "list_date": 1, "entries": {"person": 5}}],
    ],
)
def test_receipts_must_account_for_every_entry(compiled: Path, tmp_path: Path, receipts: object) -> None:
    made = json.dumps({**record(compiled), "receipts": receipts}).encode()
    (tmp_path / "made").write_bytes(write_row(read_row(compiled).replace_schema_metadata({b"screening": made})))
    with pytest.raises(sc.ListCorruptError, match="receipts"):
        sc.Watchlist.open(tmp_path / "made")


@pytest.mark.parametrize("codec", ["lz4", "zstd"])
def test_compressed_content_is_refused_before_it_is_unpacked(compiled: Path, tmp_path: Path, codec: str) -> None:
    batch = with_column(read_row(compiled), "group", np.zeros(50_000_000, np.uint32))
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema, options=pa.ipc.IpcWriteOptions(compression=codec)) as writer:
        writer.write_batch(batch)
    del batch, writer
    (tmp_path / "bomb").write_bytes(reseal(bytes(sink.getvalue())))
    assert (tmp_path / "bomb").stat().st_size < 2_000_000
    del sink
    before, peak = pa.total_allocated_bytes(), pa.default_memory_pool().max_memory()
    with pytest.raises(sc.ListCorruptError, match="compressed"):
        sc.Watchlist.open(tmp_path / "bomb")
    assert pa.total_allocated_bytes() == before
    assert pa.default_memory_pool().max_memory() == peak


def test_the_index_can_be_held_to_the_entries(compiled: Path, tmp_path: Path) -> None:
    """A list whose trailer, offsets and numbers are all good, and that finds nobody: a faulty writer's."""
    watchlist = sc.Watchlist.open(compiled)
    watchlist.verify()
    batch = read_row(compiled)
    letters = batch.column("letters").flatten().to_numpy()
    (tmp_path / "made").write_bytes(write_row(with_column(batch, "letters", np.full_like(letters, ord("x")))))
    made = sc.Watchlist.open(tmp_path / "made")
    with pytest.raises(sc.ListCorruptError, match="index column letters does not belong to the entries"):
        made.verify()


def test_entries_of_several_lists_are_held_to_their_index() -> None:
    entries = [
        Entry(id=str(n), list=f"list {n % 3}", names=(EntryName(f"Anna Eriksson{n}"),) * (n % 2)) for n in range(40)
    ]
    sc.Watchlist.from_entries(entries).verify()


def test_a_file_without_entries_is_refused(compiled: Path, tmp_path: Path) -> None:
    batch = read_row(compiled)
    nobody = pa.array([[]], batch.schema.field(0).type)
    made = json.dumps({**record(compiled), "receipts": []}).encode()
    empty = batch.set_column(0, batch.schema.field(0), nobody).replace_schema_metadata({b"screening": made})
    (tmp_path / "made").write_bytes(write_row(empty))
    with pytest.raises(sc.ListEmptyError):
        sc.Watchlist.open(tmp_path / "made")


HOLDER = """
import sys
import screening as sc
path = sys.argv[1]
screener = sc.Screener(sc.Watchlist.open(path), threshold=0.5)
screener.screen(sc.Traveller(name="Anna Eriksson"))
print("open", flush=True)
sys.stdin.readline()
inside, found = False, {"Pss:": 0, "Private_Dirty:": 0}
for line in open("/proc/self/smaps"):
    words = line.split()
    inside = words[-1] == path if "-" in words[0] else inside
    if inside and words[0] in found:
        found[words[0]] += int(words[1]) * 1024
print(found["Pss:"], found["Private_Dirty:"], flush=True)
sys.stdin.readline()
"""


@pytest.mark.skipif(not Path("/proc/self/smaps").exists(), reason="the system does not tell what is shared")
def test_processes_share_one_copy_of_the_file(tmp_path: Path) -> None:
    """Four processes on one list: of the file itself they hold one copy between them, and change none of it."""
    rows = "".join(f"{n},Anna Eriksson{n} Shcherbakov{n % 97}\n" for n in range(20_000))
    (tmp_path / "list.csv").write_text("id,name\n" + rows, encoding="utf-8")
    path = tmp_path / "list.watchlist"
    sc.compile_watchlist([tmp_path / "list.csv"], path)
    command = [sys.executable, "-c", HOLDER, str(path)]
    children = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1) for _ in range(4)
    ]
    try:
        pipes = [(child.stdin, child.stdout) for child in children]
        assert [out.readline() for _, out in pipes if out] == ["open\n"] * 4
        held = []
        for into, out in pipes:
            assert into is not None
            assert out is not None
            into.write("\n")
            held.append([int(word) for word in out.readline().split()])
    finally:
        for child in children:
            child.communicate("\n")
    size = path.stat().st_size
    assert 0.5 * size < sum(shared for shared, _ in held) < 1.3 * size
    assert [private for _, private in held] == [0] * 4
