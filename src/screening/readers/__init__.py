"""Files of travellers: CSV, JSON lines, Parquet, Arrow IPC and passenger messages, as batches that are screened.

A record that cannot be read becomes a row answered as ``unreadable``, and `TravellerFile.problems` says where it stands
and which rule it breaks: nothing is skipped.  A column that is not understood is an error before the first row, for a
misspelled ``birth_date`` would silently take that evidence from everybody.
"""

from __future__ import annotations

import codecs
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pyarrow as pa

from screening.errors import ConfigError, InputError
from screening.intake import TravellerRows
from screening.messages import Manifest, read_paxlst, read_pnrgov
from screening.readers._arrow import open_arrow, open_parquet
from screening.readers._keys import read_entry_keys
from screening.readers._model import ColumnMapping, Problems, TravellerFile
from screening.readers._text import open_csv, open_jsonl

__all__ = ["FORMATS", "ColumnMapping", "Problems", "TravellerFile", "open_travellers", "read_entry_keys"]

FORMATS: Final = ("csv", "jsonl", "parquet", "arrow", "paxlst", "pnrgov")

_HEAD: Final = 1024  # bytes in which the first message says what it is


def open_travellers(
    path: str | os.PathLike[str], *, format: str | None = None, mapping: ColumnMapping | None = None
) -> TravellerFile:
    """Open a file of travellers.

    Args:
        path: The file.
        format: One of `FORMATS`; seen from how the file begins when None.
        mapping: How its columns are called.

    Raises:
        ConfigError: The format is unknown.
        ColumnError: A column is unknown, missing or there twice.
        InputError: The file is empty, or not what it claims to be.
        MessageError: It is no passenger message of that kind.
        OSError: It cannot be opened.
    """
    if format is not None and format not in FORMATS:
        raise ConfigError(f"must be one of {', '.join(FORMATS)}", where="format")
    with Path(path).open("rb") as file:
        head = file.read(_HEAD)
    where = Path(path).name
    if not head.strip():
        raise InputError("the file is empty", where=where)
    opened = _OPENERS[format or _detect(head, where)]
    try:
        return opened(Path(path), mapping or ColumnMapping())
    except (pa.ArrowException, UnicodeError, OSError):
        failure = InputError("the file is damaged, or not of this format", where=where)
    raise failure  # from here, so that no error with a piece of the file stands behind it


def _detect(head: bytes, where: str) -> str:
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith((b"ARROW1", b"\xff\xff\xff\xff")):
        return "arrow"
    if head.startswith((b"PK", b"\x1f\x8b", b"\xd0\xcf\x11\xe0")):
        raise InputError("a compressed file or a workbook: unpack it, or save it as CSV", where=where)
    text = head.removeprefix(codecs.BOM_UTF8).lstrip()
    if text.startswith((b"UNA", b"UNB", b"UNH")):
        return "pnrgov" if b"PNRGOV" in text.upper() else "paxlst"
    return "jsonl" if text.startswith(b"{") else "csv"


def _open_message(path: Path, format: str, read: Callable[[bytes], Manifest]) -> TravellerFile:
    manifest = read(path.read_bytes())
    problems = Problems()
    for problem in manifest.problems:
        problems.add(problem.rule, f"segment {problem.segment}" if problem.segment else "the message")
    rows = TravellerRows(manifest.travellers)
    return TravellerFile(format, None, iter([rows]), rows.num_rows, lambda: 1.0, problems)


# The message itself says what is what: there are no columns to map.
_OPENERS: Final[dict[str, Callable[[Path, ColumnMapping], TravellerFile]]] = {
    "csv": open_csv,
    "jsonl": open_jsonl,
    "parquet": open_parquet,
    "arrow": open_arrow,
    "paxlst": lambda path, _: _open_message(path, "paxlst", read_paxlst),
    "pnrgov": lambda path, _: _open_message(path, "pnrgov", read_pnrgov),
}
