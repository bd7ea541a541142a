"""Damaged compiled files: each must be refused with a typed error or answer; none may crash, hang or eat the memory.

    python -m benchmarks.mutations --count 2000 --seed 1

Every kind of stored array is damaged in turn, those of the index and those of the entries, offsets and validity
included, in one of these ways:

    plain    bits flipped, bytes set to extremes, cut short, made longer; the trailer stays as it was
    sealed   the same behind a trailer that vouches for it, as a faulty or hostile writer would make it
    array    one value of one array set to an extreme or next to what it was, exchanged, all filled; sealed
    length   one index array cut short or made longer; sealed
    record   what is recorded beside the arrays: another shape, another type, nested without end; sealed

A sealed file is a file: nothing but the index built again from its entries tells that it is not what was compiled.  Its
answers may therefore differ, but then `Watchlist.verify` must refuse it, unless only the text shown with a hit differs.

Files are opened in child processes, so that a signal is seen; a child goes on after the file that killed the last.
Numbers of files are seeds: the same seed damages in the same way.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa

import screening as sc
from benchmarks.measured import ROOT
from screening.index import COLUMNS
from screening.watchlist import store

__all__ = ["Outcome", "Target", "damage", "run", "targets"]

TRAILER: Final = store._TRAILER  # noqa: SLF001 - what is damaged must be sealed again
_MAGIC: Final = store._MAGIC  # noqa: SLF001
SECONDS_A_FILE: Final = 10
MEMORY: Final = 2 << 30
"""Bytes of address space by which a child may grow; a file of a hundred kilobytes needs none of it."""
ACCEPTED: Final = frozenset({"refused", "same", "other list"})

PEOPLE: Final = (
    sc.Traveller(name="Anna Eriksson", birth_date="1974-08-12", sex="F", nationality="SWE"),
    sc.Traveller(surname="SCHERBAKOW", given_names="JURIJ", birth_date="1960-02-01", nationality="RUS"),
    sc.Traveller(name="Mohamed Abd al Rahman", document_number="AB123456", maybe_truncated=True),
    sc.Traveller(name="A M Erikson"),
    sc.Traveller(name="Bill de la Cruz", birth_date="1950-05-05", sex="M"),
    sc.Traveller(name="Maria Delacruz Garcia Lopez y Fernandez"),
    sc.Traveller(document_number="L898902C3"),
)
CSV: Final = """id,name,alias_kind,birth_date,nationality,sex,document_number
A1,Anna Maria Eriksson,primary,1974-08-12,SWE,F,L898902C3
A1,A. M. Erikson,weak,,,,
B2,Юрий Щербаков,primary,1960,RUS;SUN,M,
B2,Yuri Shcherbakov,strong,,,,
C3,محمد عبد الرحمن,primary,1980-05-05;1981,IRQ,M,AB123456
C3,Muhammad Abdulrahman,strong,,,,
D4,William De La Cruz,primary,1950-05-05,PHL,M,
D4,Bill Delacruz,weak,,,,
E5,María García López y Fernández Rodríguez,primary,,ESP;MEX,F,X1234567
"""


@dataclass(frozen=True, slots=True)
class Target:
    """One stored array: its name, where it lies in the stream, and the bytes of a value."""

    name: str
    start: int
    size: int
    width: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one damaged file.

    Attributes:
        number: Its number.
        target: What was damaged, and how.
        result: ``refused``, ``same``, ``other list`` (sealed; told by `Watchlist.verify`, or the same hits with another
            text), or what must not be: ``other answers``, ``raised ...``, ``signal ...``, ``hung``.
        seconds: From opening to the last answer.
    """

    number: int
    target: str
    result: str
    seconds: float


# ------------------------------------------------------------------------------------------------------- damage


def targets(stream: bytes) -> list[Target]:
    """Every buffer of the row that a compiled file holds."""
    base = pa.py_buffer(stream)
    with pa.ipc.open_stream(pa.BufferReader(base)) as reader:
        batch = reader.read_next_batch()
    found: list[Target] = []

    def walk(name: str, values: pa.Array) -> None:
        """The buffers of an array, in the order of the Arrow format, then those of what it holds."""
        kind = values.type
        if pa.types.is_dictionary(kind):
            walk(name, values.indices)
            walk(f"{name}/words", values.dictionary)
            return
        if pa.types.is_string(kind):
            widths = [("validity", 1), ("offsets", 4), ("text", 1)]
        elif pa.types.is_list(kind):
            widths = [("validity", 1), ("offsets", 4)]
        elif pa.types.is_struct(kind):
            widths = [("validity", 1)]
        else:
            widths = [("validity", 1), ("values", max(1, kind.bit_width // 8))]
        for buffer, (part, width) in zip(values.buffers(), widths, strict=False):  # those of its children follow
            if buffer is not None and buffer.size:
                found.append(Target(f"{name}/{part}", buffer.address - base.address, buffer.size, width))
        if pa.types.is_list(kind):
            walk(f"{name}.{kind.value_field.name}", values.values)
        elif pa.types.is_struct(kind):
            for i in range(kind.num_fields):
                walk(f"{name}.{kind.field(i).name}", values.field(i))

    for field, column in zip(batch.schema, batch.columns, strict=True):
        walk(field.name, column)
    return found


def _set_value(stream: bytearray, target: Target, rng: random.Random) -> str:
    """Change one value of an array, or all of them."""
    count = target.size // target.width
    values = np.frombuffer(stream, np.dtype(f"u{target.width}"), count, target.start).copy()
    limits, at = np.iinfo(values.dtype), rng.randrange(count)
    kind = rng.choice(["bit", "bit", "near", "extreme", "extreme", "swap", "fill"])
    if kind == "bit":
        values[at] ^= values.dtype.type(1 << rng.randrange(8 * target.width))
    elif kind == "near":
        values[at] = (int(values[at]) + rng.choice([-1, 1])) & limits.max
    elif kind == "extreme":
        values[at] = rng.choice(
            [0, 1, min(count, limits.max), limits.max // 2, limits.max // 2 + 1, limits.max - 1, limits.max]
        )
    elif kind == "swap":
        other = rng.randrange(count)
        values[at], values[other] = values[other], values[at]
    else:
        values[:] = rng.choice([0, int(values[0]), limits.max])
    stream[target.start : target.start + values.nbytes] = values.tobytes()
    return f"{target.name} {kind}"


def _set_bytes(data: bytearray, rng: random.Random) -> str:
    """Change bytes anywhere, or the length."""
    kind = rng.choice(["bits", "bits", "extreme", "cut", "grow", "move"])
    at = rng.randrange(len(data))
    if kind == "bits":
        for _ in range(rng.choice([1, 1, 2, 8])):
            data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    elif kind == "extreme":
        width = rng.choice([1, 2, 4, 8])
        data[at : at + width] = rng.choice([b"\x00", b"\xff", b"\x7f", b"\x80"]) * min(width, len(data) - at)
    elif kind == "cut":
        del data[at:]
    elif kind == "grow":
        data[at:at] = rng.randbytes(rng.choice([1, 8, 64, 4096]))
    else:
        size = rng.choice([8, 64, 512])
        data[at : at + size] = data[(at + size) % len(data) :][:size].ljust(len(data[at : at + size]), b"\0")
    return kind


def reseal(stream: bytes | bytearray) -> bytes:
    """A compiled file with this content and a trailer that vouches for it."""
    trailer = TRAILER.pack(_MAGIC, store.FORMAT_VERSION, len(stream), store.stream_digest(memoryview(stream)))
    return bytes(stream) + trailer


def _rewrite(stream: bytes, change: Callable[[pa.RecordBatch], pa.RecordBatch]) -> bytes:
    with pa.ipc.open_stream(pa.BufferReader(stream)) as reader:
        batch = change(reader.read_next_batch())
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    return bytes(sink.getvalue())


def _resize(stream: bytes, name: str, rng: random.Random) -> tuple[str, bytes]:
    """One index array cut short or made longer."""

    def change(batch: pa.RecordBatch) -> pa.RecordBatch:
        index = batch.schema.get_field_index(name)
        values = batch.column(index).flatten().to_numpy(zero_copy_only=True)
        if len(values) and rng.random() < 0.5:
            values = values[: rng.choice([0, len(values) - 1, rng.randrange(len(values))])]
        else:
            more = np.full(rng.choice([1, 32, 1000]), rng.choice([0, 1, np.iinfo(values.dtype).max]), values.dtype)
            values = np.append(values, more)
        kind = batch.schema.field(index).type
        column = pa.ListArray.from_arrays(pa.array([0, len(values)], pa.int32()), pa.array(values), type=kind)
        return batch.set_column(index, batch.schema.field(index), column)

    return f"{name} length", _rewrite(stream, change)


_RECORDS: Final[tuple[Callable[[dict[str, Any]], object], ...]] = (
    lambda record: {key: value for key, value in record.items() if key != "receipts"},
    lambda record: {**record, "receipts": 1},
    lambda record: {**record, "receipts": [None]},
    lambda record: {**record, "receipts": [{}]},
    lambda record: {**record, "receipts": [{**record["receipts"][0], "entries": 7}]},
    lambda record: {**record, "receipts": [{**record["receipts"][0], "entries": {"person": "many"}}]},
    lambda record: {**record, "receipts": [{**record["receipts"][0], "entries": {"person": 10**400}}]},
    lambda record: {**record, "receipts": [{**record["receipts"][0], "list": ["x"], "list_date": 5}]},
    lambda record: {**record, "receipts": []},
    lambda record: {**record, "model": None},
    lambda record: {**record, "names": -1},
    lambda _: [],
    lambda _: "text",
    lambda _: None,
)


def _set_record(stream: bytes, rng: random.Random) -> tuple[str, bytes]:
    def change(batch: pa.RecordBatch) -> pa.RecordBatch:
        record = batch.schema.metadata[b"screening"]
        choice = rng.randrange(len(_RECORDS) + 3)
        if choice < len(_RECORDS):
            record = json.dumps(_RECORDS[choice](json.loads(record))).encode()
        elif choice == len(_RECORDS):
            record = b"[" * 1_000_000
        elif choice == len(_RECORDS) + 1:
            record = record[: rng.randrange(len(record))]
        else:
            at = rng.randrange(len(record))
            record = record[:at] + bytes([rng.randrange(256)]) + record[at + 1 :]
        return batch.replace_schema_metadata({b"screening": record})

    return "record", _rewrite(stream, change)


def damage(good: bytes, number: int, seed: int, places: Sequence[Target]) -> tuple[str, bytes]:
    """Damaged file number such and such, and what was done to it."""
    rng = random.Random(f"{seed}/{number}")
    stream = good[: -TRAILER.size]
    step, kind = divmod(number, 10)
    if kind == 0:
        data = bytearray(good)
        return f"plain {_set_bytes(data, rng)}", bytes(data)
    if kind == 1:
        data = bytearray(stream)
        return f"sealed {_set_bytes(data, rng)}", reseal(data)
    if kind == 2:
        what, made = _resize(stream, list(COLUMNS)[step % len(COLUMNS)], rng)
    elif kind == 3 and step % 2:
        what, made = _set_record(stream, rng)
    elif kind == 3:
        # The head of the stream, where Arrow keeps shapes, lengths and places of the buffers.
        data = bytearray(stream)
        head = bytearray(data[: min(place.start for place in places)])
        what = "head bits"
        for _ in range(rng.choice([1, 1, 4])):
            head[rng.randrange(len(head))] ^= 1 << rng.randrange(8)
        data[: len(head)] = head
        made = bytes(data)
    else:
        data = bytearray(stream)
        what = _set_value(data, places[(6 * step + kind - 4) % len(places)], rng)
        made = bytes(data)
    return f"sealed {what}", reseal(made)


# ------------------------------------------------------------------------------------------------------- answers


def _hits(watchlist: sc.Watchlist) -> list[Any]:
    """What the kernel answers, with and without pruning."""
    found: list[Any] = []
    for prune in (True, False):
        screener = sc.Screener(watchlist, config=sc.ScreeningConfig(threshold=0.5, prune=prune))
        # Who may see an entry is told by the entry alone, as its text is.
        results = screener.screen_many(PEOPLE, visible_to=screener.roles)
        found += [[(h._entry_row, h.score, h.name_score, h.evidence) for h in r.hits] for r in results]  # noqa: SLF001
    return found


def _texts(watchlist: sc.Watchlist) -> list[Any]:
    """What a person is shown of the hits."""
    results = sc.Screener(watchlist, threshold=0.5).screen_many(PEOPLE)
    texts = [[(h.list, h.entry_id, h.entry, h.matched, h.explain()) for h in result.hits] for result in results]
    return [[(info.name, info.entries, info.list_date) for info in watchlist.lists], texts]


def _judge(path: Path, what: str, expected: tuple[list[Any], list[Any]]) -> str:
    try:
        watchlist = sc.Watchlist.open(path)
        hits, texts = _hits(watchlist), _texts(watchlist)
    except sc.ListError:
        return "refused"
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
        return f"raised {type(error).__name__}"
    if (hits, texts) == expected:
        return "same"
    if not what.startswith("sealed"):
        return "other answers"
    if hits == expected[0]:
        return "other list"
    try:
        watchlist.verify()
    except sc.ListError:
        return "other list"
    except Exception as error:  # noqa: BLE001
        return f"raised {type(error).__name__} in verify"
    return "other answers"


def _child(good: Path, folder: Path, seed: int, first: int, end: int) -> None:
    """Judge files, a line before and a line after each."""
    space = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    data = good.read_bytes()
    places = targets(data[: -TRAILER.size])
    watchlist = sc.Watchlist.open(good)
    expected = _hits(watchlist), _texts(watchlist)
    if space < 1 << 40:  # a sanitizer maps terabytes
        resource.setrlimit(resource.RLIMIT_AS, (space + MEMORY, space + MEMORY))
    for number in range(first, end):
        what, damaged = damage(data, number, seed, places)
        print(json.dumps([number, what]), flush=True)
        path = folder / f"damaged-{number}"
        path.write_bytes(damaged)
        start = time.perf_counter()
        result = _judge(path, what, expected)
        print(json.dumps([number, what, result, time.perf_counter() - start]), flush=True)
        path.unlink()


def run(count: int, seed: int, *, batch: int = 250, first: int = 0) -> list[Outcome]:
    """Damage a small list so many times and say what came of each."""
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "list.csv").write_text(CSV, encoding="utf-8")
        good = folder / "list.watchlist"
        sc.compile_watchlist([folder / "list.csv"], good)
        number, last = first, first + count
        while number < last:
            end = min(number + batch, last)
            command = [sys.executable, "-m", "benchmarks.mutations", "--child"]
            command += [str(good), str(folder), str(seed), str(number), str(end)]
            done, hung = _run_child(command, SECONDS_A_FILE * (end - number) / 10 + SECONDS_A_FILE)
            lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("[")]
            outcomes += [Outcome(*line) for line in lines if len(line) == 4]
            number += sum(len(line) == 4 for line in lines)
            if number < end:
                if len(lines) % 2 == 0:
                    raise RuntimeError(f"the child failed before a file was opened: {done.stderr[-2000:]}")
                ended = "hung" if hung else f"signal {_signal(done.returncode)}"
                outcomes.append(Outcome(number, lines[-1][1], ended, float("nan")))
                sys.stderr.write(done.stderr[-4000:])
                number += 1
    return outcomes


def _run_child(command: list[str], seconds: float) -> tuple[subprocess.CompletedProcess[str], bool]:
    try:
        return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=seconds, check=False), False
    except subprocess.TimeoutExpired as error:
        out, err = (bytes(s or b"").decode(errors="replace") for s in (error.stdout, error.stderr))
        return subprocess.CompletedProcess(command, 1, out, err), True


def _signal(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"none, exit code {code}"


def main() -> int:
    if sys.argv[1:2] == ["--child"]:
        good, folder, *numbers = sys.argv[2:]
        _child(Path(good), Path(folder), *map(int, numbers))
        return 0
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="number of the first file")
    arguments = parser.parse_args()
    outcomes = run(arguments.count, arguments.seed, first=arguments.first)
    for result, number in Counter(outcome.result for outcome in outcomes).most_common():
        print(f"{number:6,}  {result}")
    slowest = max(outcomes, key=lambda outcome: outcome.seconds)
    print(f"slowest {slowest.seconds:.2f} s ({slowest.target})")
    wrong = [outcome for outcome in outcomes if outcome.result not in ACCEPTED]
    for outcome in wrong:
        print(f"file {outcome.number}: {outcome.target}: {outcome.result}")
    return bool(wrong)


if __name__ == "__main__":
    raise SystemExit(main())
