"""Opens the file of a list: as it is, or out of a gzip or zip archive, with limits on what comes out of it.

A compressed file may hold a thousand times its size.  So what comes out is counted while it is read, and the reading
stops with an error where it exceeds `MAX_BYTES` or, past `FREE_BYTES`, `MAX_RATIO` times the size of the file.
"""

from __future__ import annotations

import gzip
import io
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from screening.errors import ListFormatError

__all__ = ["FREE_BYTES", "MAX_BYTES", "MAX_RATIO", "input_name", "open_input", "read_head"]

MAX_BYTES: Final = 1 << 32
MAX_RATIO: Final = 200
"""Real lists shrink to a tenth or a thirtieth."""
FREE_BYTES: Final = 1 << 24

_GZIP: Final = b"\x1f\x8b"
_ZIP: Final = b"PK\x03\x04"


@contextmanager
def open_input(path: str | os.PathLike[str]) -> Iterator[IO[bytes]]:
    """The content of the file, unpacked if it is a gzip or zip archive.

    Raises:
        ListFormatError: The archive is damaged, encrypted, holds more than one file, or unpacks beyond the limits.
        OSError: The file cannot be opened.
    """
    path = Path(path)
    with path.open("rb") as file:
        mark = file.read(4)
        file.seek(0)
        if mark == _ZIP:
            with _member(path, file) as inner:
                yield io.BufferedReader(_Unpacked(inner, path))
        elif mark.startswith(_GZIP):
            with gzip.GzipFile(fileobj=file) as inner:
                yield io.BufferedReader(_Unpacked(inner, path))
        else:
            yield file


def read_head(path: str | os.PathLike[str], size: int) -> bytes:
    """The first bytes of the content."""
    with open_input(path) as file:
        return file.read(size)


def input_name(path: str | os.PathLike[str]) -> str:
    """Name of the file without its folder and without the ending of an archive."""
    name = Path(path).name
    return next((name[: -len(end)] for end in (".gz", ".zip") if name.lower().endswith(end)), name)


def _member(path: Path, file: IO[bytes]) -> IO[bytes]:
    try:
        archive = zipfile.ZipFile(file)
        files = [info for info in archive.infolist() if not info.is_dir()]
        if len(files) != 1:
            raise ListFormatError(f"the zip archive must hold one file, not {len(files)}", where=path.name)
        return archive.open(files[0])
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError):  # damaged, unknown method, encrypted
        raise ListFormatError("the zip archive is damaged or encrypted", where=path.name) from None


class _Unpacked(io.RawIOBase):
    """What comes out of an archive, counted."""

    def __init__(self, inner: IO[bytes] | gzip.GzipFile, path: Path) -> None:
        self._inner = inner
        self._where = path.name
        self._limit = min(MAX_BYTES, max(FREE_BYTES, MAX_RATIO * path.stat().st_size))
        self._count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        try:
            data = self._inner.read(len(buffer))
        except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile):
            raise ListFormatError("the archive is damaged or cut short", where=self._where) from None
        self._count += len(data)
        if self._count > self._limit:
            raise ListFormatError(f"the archive unpacks to more than {self._limit} bytes", where=self._where)
        buffer[: len(data)] = data
        return len(data)
