"""What every format of travellers has: how its columns are called, what could not be read, and the open file."""

from __future__ import annotations

import codecs
import os
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from screening.errors import ColumnError, ConfigError
from screening.intake import TravellerRows
from screening.records import INPUT_COLUMNS

__all__ = ["NAMING", "ColumnMapping", "Problems", "TravellerFile", "fields_of"]

_POSITIONS_KEPT: Final = 20
NAMING: Final = frozenset({"name", "surname", "given_names", "mrz", "document_number"})
"""Fields that a traveller can be found by."""


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """How the columns of a file are called.

    Attributes:
        names: By field of `screening.batch.INPUT_COLUMNS`, the name of the column in the file. A column that has a
            field's own name needs no mention.
        ignore_others: Leave out the columns that are no field, instead of refusing the file.
        encoding: Of a file of text; a byte order mark goes before it.
        delimiter: Between the cells of a CSV file; found in its first line when None.

    Raises:
        ConfigError: A field or an encoding is unknown, or the delimiter is not one character.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    ignore_others: bool = False
    encoding: str = "utf-8"
    delimiter: str | None = None

    def __post_init__(self) -> None:
        names, others, encoding, delimiter = self._given()
        if not names.keys() <= set(INPUT_COLUMNS):
            raise ConfigError(f"unknown field; known: {', '.join(INPUT_COLUMNS)}", where="columns")
        if not all(isinstance(column, str) for column in names.values()):
            raise ConfigError("must be names of columns", where="columns")
        if len(set(names.values())) < len(names):
            raise ConfigError("two fields cannot be the same column", where="columns")
        if not isinstance(others, bool):
            raise ConfigError("must be true or false", where="ignore_others")
        if delimiter is not None and (not isinstance(delimiter, str) or len(delimiter) != 1):
            raise ConfigError("must be one character", where="delimiter")
        try:
            codecs.lookup(encoding)
        except (LookupError, TypeError, ValueError):
            failure = ConfigError("unknown encoding", where="encoding")
        else:
            return
        raise failure

    def _given(self) -> tuple[Any, Any, Any, Any]:
        """The attributes, of whatever type they are: they may come from a file."""
        return self.names, self.ignore_others, self.encoding, self.delimiter

    @classmethod
    def from_toml(cls, path: str | os.PathLike[str]) -> ColumnMapping:
        """Read a mapping: a table ``columns``, and the other attributes beside it.

        Raises:
            ConfigError: It is no such file.
            OSError: It cannot be opened.
        """
        where = Path(path).name
        try:
            values = tomllib.loads(Path(path).read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError):
            raise ConfigError("not a TOML file", where=where) from None
        known = {"columns", "ignore_others", "encoding", "delimiter"}
        if not values.keys() <= known:
            raise ConfigError(f"unknown setting; known: {', '.join(sorted(known))}", where=where)
        names = values.pop("columns", {})
        if not isinstance(names, dict):
            raise ConfigError("must be a table of fields", where=f"{where}, columns")
        return cls(names, **values)


class Problems:
    """Records that could not be read as they stand: how many broke each rule, and where the first ones are."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self.first: dict[str, list[str]] = {}

    def add(self, rule: str, where: str) -> None:
        """Count one."""
        self.counts[rule] = self.counts.get(rule, 0) + 1
        places = self.first.setdefault(rule, [])
        if len(places) < _POSITIONS_KEPT:
            places.append(where)

    def lines(self) -> list[str]:
        """One line a rule."""
        return [
            f"{count:,} x {rule} ({', '.join(self.first[rule][:3])}{', ...' if count > 3 else ''})"
            for rule, count in self.counts.items()
        ]


@dataclass(frozen=True, slots=True)
class TravellerFile:
    """An open file of travellers, to be read once.

    Attributes:
        format: One of `FORMATS`.
        schema: Of the batches; columns out of `INPUT_COLUMNS`. None where they are travellers as objects.
        batches: The travellers, in the order of the file, at most `screening.batch.CHUNK` at a time.
        rows: How many there are, where the file says so beforehand.
        fraction: How much of the file has been read, 0 to 1.
        problems: What could not be read; grows while the batches are taken.
    """

    format: str
    schema: pa.Schema | None
    batches: Iterator[pa.RecordBatch | TravellerRows]
    rows: int | None
    fraction: Callable[[], float]
    problems: Problems


def fields_of(columns: Sequence[str], mapping: ColumnMapping) -> dict[int, str]:
    """The field that each column of a file is; its own name counts in any case."""
    wanted = {column: name for name, column in mapping.names.items()}
    found: dict[int, str] = {}
    for place, column in enumerate(columns):
        name = wanted.get(column) or column.strip().lower()
        if column not in wanted and (name not in INPUT_COLUMNS or name in mapping.names):
            if mapping.ignore_others:
                continue
            raise ColumnError(
                f"no known field: map it, or ignore the others; known: {', '.join(INPUT_COLUMNS)}",
                where=f"column {place + 1}",
            )
        if name in found.values():
            raise ColumnError(f"{name} is there twice", where=f"column {place + 1}")
        found[place] = name
    if missing := mapping.names.keys() - set(found.values()):
        raise ColumnError(f"the column mapped to {min(missing)} is not there", where="header")
    if not NAMING.intersection(found.values()):
        raise ColumnError("one of name, surname, mrz and document_number is needed", where="header")
    return found
