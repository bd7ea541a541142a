"""The folder of a job: its manifest, and one part while it is written."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Self

import pyarrow as pa

from screening.batch import OUTPUT_SCHEMA
from screening.errors import CapacityError, InputError
from screening.escape import json_text
from screening.jobs._counts import Counts, JobSummary
from screening.sinks import open_sink

__all__ = ["MANIFEST", "JobFolder", "Part", "file_digest", "read_manifest"]

MANIFEST: Final = "manifest.jsonl"

_OF_PART: Final = frozenset({"part", "rows", "answers", "sha256", "counts", "seconds"})


def read_manifest(path: Path) -> tuple[list[dict[str, Any]], int]:
    """Its whole lines, and the length of them in bytes: the last line may be torn."""
    data = path.read_bytes()
    length = data.rfind(b"\n") + 1
    try:
        lines = [json.loads(line) for line in data[:length].splitlines()]
        if all(isinstance(line, dict) for line in lines) and _is_manifest(lines):
            return lines, length
    except ValueError:
        pass
    raise InputError("it is no manifest of a batch job: choose another folder", where=path.name)


def _is_manifest(lines: list[dict[str, Any]]) -> bool:
    return not lines or (
        isinstance(lines[0].get("job"), dict) and all(line.keys() >= _OF_PART or "done" in line for line in lines[1:])
    )


class JobFolder:
    """The folder of a job, locked."""

    def __init__(self, path: Path, job: dict[str, Any]) -> None:
        self.path = path
        self.job = job
        self.parts: list[dict[str, Any]] = []
        self.summary: dict[str, Any] | None = None

    def __enter__(self) -> Self:
        manifest = self.path / MANIFEST
        if not manifest.exists():
            if self.path.exists() and any(self.path.iterdir()):
                raise InputError("the output exists and is no batch job: choose another folder", where=self.path.name)
            self.path.mkdir(mode=0o700, exist_ok=True)
        self._file = os.open(manifest, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            self._take_over(manifest)
        except BaseException:
            os.close(self._file)
            raise
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            for path in self.path.glob(".part-*.tmp"):  # a signal may come between the making of a part and its owner
                path.unlink()
        os.close(self._file)  # and with it the lock

    def _take_over(self, manifest: Path) -> None:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InputError("another process is at work on this job", where=self.path.name) from None
        lines, length = read_manifest(manifest)
        if len(lines) < 2:  # nothing was finished, of whatever job
            os.ftruncate(self._file, 0)
            self._append({"job": self.job})
            _sync(self.path)
            return
        if lines[0]["job"] != self.job:
            differs = ", ".join(sorted(key for key in self.job if lines[0]["job"].get(key) != self.job[key]))
            raise InputError(
                f"the output exists, of another job (other {differs}): choose another folder", where=self.path.name
            )
        os.ftruncate(self._file, length)
        self.parts = [line for line in lines if "part" in line]
        self.summary = next((line for line in lines if "done" in line), None)
        for part in self.parts:
            path = self.path / part["part"]
            if not path.is_file() or file_digest(path) != part["sha256"]:
                raise InputError("it is missing or was changed: start again in another folder", where=part["part"])

    def _append(self, line: dict[str, Any]) -> None:
        data = f"{json_text(line)}\n".encode()
        if os.write(self._file, data) != len(data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.path / MANIFEST))
        os.fsync(self._file)

    def add(self, part: dict[str, Any]) -> None:
        """A part is on the disk."""
        self._append(part)
        self.parts.append(part)

    def finish(self, problems: list[str]) -> None:
        """All parts are there."""
        self.summary = {"done": {"rows": self.rows, "parts": len(self.parts), "problems": problems}}
        self._append(self.summary)

    @property
    def rows(self) -> int:
        """Travellers answered."""
        return sum(part["rows"] for part in self.parts)

    @property
    def hits(self) -> int:
        """Travellers of them with hits."""
        return sum(part["counts"]["statuses"].get("hits", 0) for part in self.parts)

    def result(self) -> JobSummary:
        """The sum of the parts."""
        counts = Counts()
        for part in self.parts:
            counts.add(part["counts"])
        done = (self.summary or {})["done"]
        if done["rows"] != self.rows or sum(counts.statuses.values()) != self.rows:
            raise CapacityError("the parts do not add up to the travellers", where=MANIFEST)
        return JobSummary(
            rows=self.rows,
            answers=sum(part["answers"] for part in self.parts),
            **counts.totals(),
            problems=tuple(done["problems"]),
            lists=tuple(self.job["lists"]),
            only_entries=self.job["only_entries"],
            config_digest=self.job["config"],
            engine=self.job["engine"],
            input_digest=self.job["input"]["sha256"],
            parts=tuple(part["part"] for part in self.parts),
            part_digests=tuple(part["sha256"] for part in self.parts),
            seconds=sum(part["seconds"] for part in self.parts),
        )


class Part:
    """One part while it is written: under another name, until it is whole."""

    def __init__(self, folder: Path, name: str, format: str) -> None:
        self.folder, self.name = folder, name
        self.temporary = folder / f".{name}.tmp"
        self.counts = Counts()
        self.answers = 0
        # Arrow's own file: through a Python file object a short write would pass in silence.
        self._out = pa.OSFile(os.fspath(self.temporary), "wb")
        self._sink = open_sink(format, self._out, OUTPUT_SCHEMA)

    def write(self, batch: pa.RecordBatch) -> None:
        self._sink.write(batch)
        self.counts.count(batch)
        self.answers += batch.num_rows

    def finish(self) -> str:
        """Put it on the disk under its name; returns its sha256."""
        self._sink.close()
        self._out.close()
        self.temporary.chmod(0o600)
        with self.temporary.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            os.fsync(file.fileno())
        self.temporary.replace(self.folder / self.name)
        _sync(self.folder)
        return digest

    def drop(self) -> None:
        """It is not wanted; the disk may be the reason, so it may refuse this too."""
        for close in (self._sink.close, self._out.close):
            with suppress(OSError, ValueError, pa.ArrowException):
                close()
        self.temporary.unlink(missing_ok=True)


def file_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
