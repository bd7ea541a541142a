"""Files that name entries, such as what ``lists diff`` writes: Arrow IPC, Parquet or CSV."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from screening.errors import InputError

__all__ = ["read_entry_keys"]

_NEEDED: Final = ("list", "entry_id")
_CHANGE: Final = "change"


def read_entry_keys(path: str | os.PathLike[str]) -> pa.Table:
    """The entries that a file names, each once.

    Args:
        path: The file, with the columns ``list`` and ``entry_id``; and perhaps ``change``, of which ``removed`` entries
            are left out. Other columns do not matter.

    Returns:
        A table with the columns ``list`` and ``entry_id``, in order.

    Raises:
        InputError: It is no such file.
        OSError: It cannot be opened.
    """
    path = Path(path)
    with path.open("rb") as file:
        head = file.read(6)
    try:
        table = _read(path, head)
        names = [*_NEEDED, *({_CHANGE} & set(table.column_names))]
        table = table.select(names).cast(pa.schema([(name, pa.string()) for name in names]))
        table.validate(full=True)
    except KeyError:
        failure = InputError("must have the columns list and entry_id", where=path.name)
    except (pa.ArrowException, ValueError, OSError):
        failure = InputError("no Arrow, Parquet or CSV file with the columns list and entry_id", where=path.name)
    else:
        if _CHANGE in names:
            table = table.filter(pc.not_equal(table.column(_CHANGE), "removed"))
        if any(table.column(name).null_count for name in _NEEDED):
            raise InputError("an entry without list or id", where=path.name)
        return table.select(_NEEDED).group_by(_NEEDED).aggregate([]).sort_by([(name, "ascending") for name in _NEEDED])
    raise failure


def _read(path: Path, head: bytes) -> pa.Table:
    if head.startswith(b"PAR1"):
        from pyarrow import parquet  # noqa: PLC0415 - a large part of Arrow that few need

        return parquet.read_table(path)
    if head == b"ARROW1":
        with pa.OSFile(os.fspath(path)) as source, pa.ipc.open_file(source) as file:
            return file.read_all()
    if head.startswith(b"\xff\xff\xff\xff"):
        with pa.OSFile(os.fspath(path)) as source, pa.ipc.open_stream(source) as stream:
            return stream.read_all()
    from pyarrow import csv  # noqa: PLC0415 - likewise

    text = dict.fromkeys((*_NEEDED, _CHANGE), pa.string())
    table = csv.read_csv(path, convert_options=csv.ConvertOptions(column_types=text))
    for place, name in enumerate(table.column_names):
        if name in _NEEDED:  # an apostrophe that keeps a spreadsheet from calculating: `screening.escape.safe_cell`
            bare = pc.replace_substring_regex(table.column(name), r"^'(\s*[=+@＝＋－＠-])", r"\1")
            table = table.set_column(place, name, bare)
    return table
