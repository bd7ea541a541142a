"""The compiled file: whatever happens to it, it is refused or it answers; never a crash, never a silent loss."""

from __future__ import annotations

import os
import random
import stat
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from tests.sealing import TRAILER, mutated, read_row, reseal, with_column, write_row

import screening as sc

CSV = """id,name,alias_kind,birth_date,nationality,sex,document_number
A1,Anna Maria Eriksson,primary,1974-08-12,SWE,F,L898902C3
A1,A. M. Erikson,weak,,,,
B2,Юрий Щербаков,primary,1960,RUS;SUN,M,
B2,Yuri Shcherbakov,strong,,,,
C3,محمد عبد الرحمن,primary,1980-05-05;1981,IRQ,M,AB123456
C3,Muhammad Abdulrahman,strong,,,,
"""
PEOPLE = [
    sc.Traveller(name="Anna Eriksson", birth_date="1974-08-12", sex="F", nationality="SWE"),
    sc.Traveller(surname="SCHERBAKOW", given_names="JURIJ", birth_date="1960-02-01", nationality="RUS"),
    sc.Traveller(name="Mohamed Abd al Rahman", document_number="AB123456", maybe_truncated=True),
    sc.Traveller(name="A M Erikson"),
    sc.Traveller(document_number="L898902C3"),
]


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("store")
    (folder / "list.csv").write_text(CSV, encoding="utf-8")
    sc.compile_watchlist([folder / "list.csv"], folder / "list.watchlist")
    return folder / "list.watchlist"


def compile_to(folder: Path, text: str = CSV, name: str = "list.watchlist") -> Path:
    (folder / "list.csv").write_text(text, encoding="utf-8")
    sc.compile_watchlist([folder / "list.csv"], folder / name)
    return folder / name


def answers(watchlist: sc.Watchlist) -> list[tuple[str, float, str]]:
    results = sc.Screener(watchlist, threshold=0.5).screen_many(PEOPLE)
    return [(hit.entry_id, hit.score, hit.explain()) for result in results for hit in result.hits]


# --------------------------------------------------------------------------------------------------- damage is found


def test_every_single_byte_counts(compiled: Path, tmp_path: Path) -> None:
    good = compiled.read_bytes()
    damaged = tmp_path / "damaged"
    damaged.write_bytes(good)
    chooser = random.Random(1)
    with damaged.open("r+b", buffering=0) as file:
        for place in range(len(good)):
            os.pwrite(file.fileno(), bytes([good[place] ^ 1 << chooser.randrange(8)]), place)
            with pytest.raises((sc.ListCorruptError, sc.ListVersionError)):
                sc.Watchlist.open(damaged)
            os.pwrite(file.fileno(), good[place : place + 1], place)
    assert sc.Watchlist.open(damaged).digest == sc.Watchlist.open(compiled).digest


def test_a_file_cut_short_is_refused_at_every_length(compiled: Path, tmp_path: Path) -> None:
    good = compiled.read_bytes()
    damaged = tmp_path / "damaged"
    for length in {*range(130), *range(0, len(good), 97), *range(len(good) - 130, len(good))}:
        damaged.write_bytes(good[:length])
        for mmap in (True, False):
            with pytest.raises(sc.ListError):
                sc.Watchlist.open(damaged, mmap=mmap)


@pytest.mark.parametrize("more", [b"\0", b"x" * 64, bytes(4096)])
def test_a_file_that_grew_is_refused(compiled: Path, tmp_path: Path, more: bytes) -> None:
    (tmp_path / "damaged").write_bytes(compiled.read_bytes() + more)
    with pytest.raises(sc.ListCorruptError):
        sc.Watchlist.open(tmp_path / "damaged")


def foreign_stream() -> bytes:
    table = pa.table({"name": ["Anna"]})
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


FOREIGN = {
    "empty": (b"", sc.ListError),
    "text": (b"id,name\n1,Anna\n" * 50, sc.ListCorruptError),
    "zeros": (bytes(4096), sc.ListCorruptError),
    "arrow": (foreign_stream(), sc.ListCorruptError),
    "sealed_arrow": (reseal(foreign_stream()), sc.ListVersionError),
    "sealed_nothing": (reseal(b""), sc.ListCorruptError),
    "sealed_noise": (reseal(random.Random(2).randbytes(5000)), sc.ListCorruptError),
}


@pytest.mark.parametrize("case", FOREIGN)
def test_another_file_is_refused(tmp_path: Path, case: str) -> None:
    data, error = FOREIGN[case]
    (tmp_path / case).write_bytes(data)
    with pytest.raises(error) as caught:
        sc.Watchlist.open(tmp_path / case)
    assert caught.value.where == case


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing"):
        for mmap in (True, False):
            with pytest.raises(sc.ListError, match="cannot be read"):
                sc.Watchlist.open(path, mmap=mmap)


def test_another_format_version_says_what_to_do(compiled: Path, tmp_path: Path) -> None:
    data = bytearray(compiled.read_bytes())
    data[-TRAILER.size + 7] += 1
    (tmp_path / "newer").write_bytes(data)
    with pytest.raises(sc.ListVersionError, match="format version 4, this library reads 3: compile again"):
        sc.Watchlist.open(tmp_path / "newer")


def test_other_scoring_tables_say_what_to_do(compiled: Path, tmp_path: Path) -> None:
    batch = read_row(compiled)
    metadata = batch.schema.metadata[b"screening"].replace(b'"model": "', b'"model": "0')
    (tmp_path / "other").write_bytes(write_row(batch.replace_schema_metadata({b"screening": metadata})))
    with pytest.raises(sc.ListVersionError, match="compile the sources again"):
        sc.Watchlist.open(tmp_path / "other")


# --------------------------------------------------------------------------- damage that a trailer vouches for


def test_sealing_changes_nothing_by_itself(compiled: Path, tmp_path: Path) -> None:
    (tmp_path / "same").write_bytes(write_row(read_row(compiled)))
    assert answers(sc.Watchlist.open(tmp_path / "same")) == answers(sc.Watchlist.open(compiled))


def test_an_index_that_points_outside_the_entries_is_refused(compiled: Path, tmp_path: Path) -> None:
    batch = read_row(compiled)
    for name, values in (
        ("form_name", np.array([6, 0, 1, 2, 3, 4], np.uint32)),
        ("form_name", np.array([0], np.uint32)),
        ("form_entry", np.array([3, 3, 3, 3, 3, 3], np.uint32)),
        ("sounds", np.zeros(7, np.uint8)),
        ("sound_at", np.array([0, 1 << 31], np.uint32)),
        ("sound_at", np.zeros(0, np.uint32)),
        ("length", np.zeros(1, np.uint16)),
    ):
        (tmp_path / "damaged").write_bytes(write_row(with_column(batch, name, values)))
        with pytest.raises(sc.ListCorruptError, match="the index is damaged"):
            sc.Watchlist.open(tmp_path / "damaged")


def test_packed_forms_must_be_those_of_the_tokens(compiled: Path, tmp_path: Path) -> None:
    batch = read_row(compiled)
    packed = batch.column("form_packed").flatten().to_numpy().copy()
    for place in (1, 2, 3):  # of the first form; the word before them is its own
        other = packed.copy()
        other[place] ^= 1
        (tmp_path / "damaged").write_bytes(write_row(with_column(batch, "form_packed", other)))
        with pytest.raises(sc.ListCorruptError, match="form_packed does not hold the tokens"):
            sc.Watchlist.open(tmp_path / "damaged")
    (tmp_path / "damaged").write_bytes(write_row(with_column(batch, "form_packed", packed[:-1])))
    with pytest.raises(sc.ListCorruptError, match="form_packed has the wrong length"):
        sc.Watchlist.open(tmp_path / "damaged")


def with_lists(batch: pa.RecordBatch, lists: pa.Array) -> pa.RecordBatch:
    """The row with other names of lists in its entries."""
    rows = batch.column("entries").flatten()
    fields = [field.with_type(lists.type) if field.name == "list" else field for field in rows.type]
    columns = [lists if field.name == "list" else rows.field(field.name) for field in fields]
    values = pa.StructArray.from_arrays(columns, fields=fields)
    kind = pa.list_(pa.field("item", values.type, nullable=False))
    changed = pa.ListArray.from_arrays(pa.array([0, len(values)], pa.int32()), values, type=kind)
    schema = pa.schema([pa.field("entries", kind), *list(batch.schema)[1:]], metadata=batch.schema.metadata)
    return pa.record_batch([changed, *batch.columns[1:]], schema=schema)


def test_words_that_are_missing_or_elsewhere_are_refused(compiled: Path, tmp_path: Path) -> None:
    batch = read_row(compiled)

    def opened(numbers: list[int | None], words: list[str | None]) -> sc.Watchlist:
        numbered = pa.DictionaryArray.from_arrays(
            pa.array(numbers, pa.int8()), pa.array(words, pa.string()), safe=False
        )
        (tmp_path / "other").write_bytes(write_row(with_lists(batch, numbered)))
        return sc.Watchlist.open(tmp_path / "other")

    assert opened([0, 0, 1], ["list", "blue"]).entries.column("list").to_pylist() == ["list", "list", "blue"]
    damaged: list[tuple[list[int | None], list[str | None]]] = [
        ([0, 0, 0], [None]),
        ([0, 0, 9], ["x"]),
        ([0, 0, -1], ["x"]),
        ([0, None, 0], ["x"]),
    ]
    for numbers, words in damaged:
        with pytest.raises(sc.ListCorruptError):
            opened(numbers, words)
    (tmp_path / "plain").write_bytes(write_row(with_lists(batch, pa.array(["list"] * 3))))
    with pytest.raises(sc.ListVersionError, match="compile the sources again"):
        sc.Watchlist.open(tmp_path / "plain")


def test_the_messages_must_be_those_that_the_library_writes(compiled: Path, tmp_path: Path) -> None:
    """One left out, or one twice, behind a trailer that vouches for it."""
    stream = compiled.read_bytes()[: -TRAILER.size]
    reader, messages = pa.BufferReader(stream), []
    while (start := reader.tell()) < len(stream) - 8:
        pa.ipc.read_message(reader)
        messages.append(stream[start : reader.tell()])
    assert len(messages) > 3
    end = stream[start:]
    (tmp_path / "other").write_bytes(reseal(b"".join(messages) + end))
    assert answers(sc.Watchlist.open(tmp_path / "other")) == answers(sc.Watchlist.open(compiled))
    for changed in (messages[:1] + messages[2:], messages[:2] + messages[1:], messages[:-1], messages[:1]):
        (tmp_path / "other").write_bytes(reseal(b"".join(changed) + end))
        with pytest.raises(sc.ListCorruptError):
            sc.Watchlist.open(tmp_path / "other")


def test_a_changed_byte_is_told_as_such_whatever_it_does_to_reading(compiled: Path, tmp_path: Path) -> None:
    data = bytearray(compiled.read_bytes())
    data[4:8] = b"\xff" * 4  # the length of the schema
    (tmp_path / "damaged").write_bytes(data)
    with pytest.raises(sc.ListCorruptError, match="sha256"):
        sc.Watchlist.open(tmp_path / "damaged")


def test_rows_that_are_missing_are_found(compiled: Path, tmp_path: Path) -> None:
    batch = read_row(compiled)
    for damaged in (batch.slice(0, 0), pa.concat_batches([batch, batch])):
        (tmp_path / "damaged").write_bytes(write_row(damaged))
        with pytest.raises(sc.ListCorruptError):
            sc.Watchlist.open(tmp_path / "damaged")
    for position, field in enumerate(batch.schema):
        columns = list(batch.columns)
        columns[position] = pa.nulls(1, field.type)
        (tmp_path / "damaged").write_bytes(write_row(pa.record_batch(columns, schema=batch.schema)))
        with pytest.raises(sc.ListCorruptError):
            sc.Watchlist.open(tmp_path / "damaged")


@pytest.mark.parametrize("part", range(5))
def test_a_damaged_index_is_an_error_or_an_answer(compiled: Path, tmp_path: Path, part: int) -> None:
    """A hundred damaged files in a child, so that a crash of it would be seen."""
    batch = read_row(compiled)
    chooser = random.Random(part)
    report = tmp_path / "report"
    child = os.fork()
    if child == 0:
        status = 1
        try:
            refused = answered = 0
            for _ in range(100):
                name, damaged = mutated(batch, chooser)
                report.write_text(name)
                (tmp_path / "damaged").write_bytes(write_row(damaged))
                try:
                    answers(sc.Watchlist.open(tmp_path / "damaged"))
                    answered += 1
                except sc.ListError:
                    refused += 1
                except Exception as error:
                    report.write_text(f"{name}: {error!r}")
                    raise
            report.write_text(f"{refused} refused, {answered} answered")
            status = 0 if refused > 20 else 2
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    assert status == 0, f"status {status} after: {report.read_text()}"


# ------------------------------------------------------------------------------------------------- a file in use


def test_a_compiled_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = compile_to(tmp_path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)
    compile_to(tmp_path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("mmap", [True, False])
def test_an_open_watchlist_outlives_its_file(tmp_path: Path, *, mmap: bool) -> None:
    path = compile_to(tmp_path)
    watchlist = sc.Watchlist.open(path, mmap=mmap)
    before = answers(watchlist)
    assert len(before) >= 5
    compile_to(tmp_path, CSV.replace("Eriksson", "Lindqvist"))
    assert answers(watchlist) == before
    fresh = sc.Watchlist.open(path)
    assert fresh.digest != watchlist.digest
    assert answers(fresh) != before
    path.unlink()
    assert answers(watchlist) == before
    assert watchlist.entries.validate(full=True) is None
    with pytest.raises(sc.ListError, match="No such file"):
        sc.Watchlist.open(path)


def test_a_copy_does_not_need_its_file(tmp_path: Path) -> None:
    """What would kill a process that has the file mapped."""
    path = compile_to(tmp_path)
    watchlist = sc.Watchlist.open(path, mmap=False)
    before = answers(watchlist)
    os.truncate(path, 0)
    assert answers(watchlist) == before


def test_a_link_is_followed_and_a_path_may_be_text(compiled: Path, tmp_path: Path) -> None:
    (tmp_path / "current").symlink_to(compiled)
    assert sc.Watchlist.open(str(tmp_path / "current")).digest == sc.Watchlist.open(compiled).digest


def test_any_arrow_reader_reads_the_file(compiled: Path) -> None:
    """The format is documented: a stream of one row, each column one list."""
    with pa.OSFile(str(compiled)) as file, pa.ipc.open_stream(file) as reader:
        batch = reader.read_next_batch()
    assert [entry["id"] for entry in batch.column("entries").to_pylist()[0]] == ["A1", "B2", "C3"]
