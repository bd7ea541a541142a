"""What changed between two versions of a list: entries that came, went or have other fields; as Arrow and as text."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

__all__ = ["DELTA_SCHEMA", "DETAIL_SCHEMA", "Delta", "compare_versions", "rows_of"]

DELTA_SCHEMA: Final = pa.schema(
    [
        pa.field("list", pa.string(), nullable=False),
        pa.field("entry_id", pa.string(), nullable=False),
        pa.field("change", pa.string(), nullable=False),
        pa.field("fields", pa.list_(pa.string()), nullable=False),
    ]
)
"""One row an entry: ``added``, ``changed`` with the fields that differ, or ``removed``; in the order of the new
version, then what was removed in that of the old."""

DETAIL_SCHEMA: Final = pa.schema(
    [
        pa.field("list", pa.string(), nullable=False),
        pa.field("entry_id", pa.string(), nullable=False),
        pa.field("field", pa.string(), nullable=False),
        pa.field("before", pa.string(), nullable=False),
        pa.field("after", pa.string(), nullable=False),
    ]
)
"""One row a changed field; the values as JSON."""

_KEYS: Final = ("id", "list")


class Version(Protocol):
    """What is compared: a `screening.Watchlist`."""

    @property
    def digest(self) -> str:
        """Sha256 of the file."""

    @property
    def entries(self) -> pa.Table:
        """With `screening.watchlist.schema.ENTRY_SCHEMA`."""


@dataclass(frozen=True, eq=False)
class Delta:
    """The difference of two versions; an Arrow stream with `DELTA_SCHEMA`.

    Attributes:
        old_digest, new_digest: Of the versions.
        table: With `DELTA_SCHEMA`.
    """

    old_digest: str
    new_digest: str
    table: pa.Table
    _old: pa.Table
    _new: pa.Table

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.table.__arrow_c_stream__(requested_schema)

    def __len__(self) -> int:
        """Entries that differ."""
        return int(self.table.num_rows)

    def __repr__(self) -> str:
        """Counts alone."""
        return f"Delta({', '.join(f'{what}={number}' for what, number in self.counts.items())})"

    @cached_property
    def counts(self) -> dict[str, int]:
        """Entries ``added``, ``removed``, ``changed``."""
        found = Counter(self.table.column("change").to_pylist())
        return {what: found[what] for what in ("added", "removed", "changed")}

    def details(self) -> pa.Table:
        """The values that changed, with `DETAIL_SCHEMA`."""
        return pa.Table.from_pylist(list(self._details()), schema=DETAIL_SCHEMA)

    def _details(self) -> Iterator[dict[str, str]]:
        changed = self.table.filter(pc.equal(self.table.column("change"), "changed"))
        old_rows, new_rows = (rows_of(table, changed) for table in (self._old, self._new))
        for row, old, new in zip(changed.to_pylist(), old_rows.tolist(), new_rows.tolist(), strict=True):
            for name in row["fields"]:
                before, after = (_json(table, name, r) for table, r in ((self._old, old), (self._new, new)))
                yield {
                    "list": row["list"],
                    "entry_id": row["entry_id"],
                    "field": name,
                    "before": before,
                    "after": after,
                }

    def text(self) -> str:
        """One line an entry and the counts, without a name or another value of an entry: fit for a log."""
        lines = [
            f"{_SIGNS[row['change']]} {row['list']} {row['entry_id']}"
            + (f"  {', '.join(row['fields'])}" if row["fields"] else "")
            for row in self.table.to_pylist()
        ]
        lines.append(", ".join(f"{number:,} {what}" for what, number in self.counts.items()))
        return "\n".join(lines)


_SIGNS: Final = {"added": "+", "removed": "-", "changed": "~"}


def compare_versions(old: Version, new: Version) -> Delta:
    """What changed from one version of a list to another.

    An entry is the same entry by its list and id. Fields are compared as they are stored; the order within a field
    counts.
    """
    before, after = old.entries, new.entries
    old_rows = rows_of(before, _keys(after))  # of every new entry, or -1
    common = np.flatnonzero(old_rows >= 0)
    left, right = before.take(pa.array(old_rows[common])), after.take(pa.array(common))
    fields = [name for name in after.schema.names if name not in _KEYS]
    differs = np.stack([~_equal(_whole(left, name), _whole(right, name)) for name in fields], axis=1)
    changed = {
        int(common[i]): [fields[f] for f in np.flatnonzero(differs[i])] for i in np.flatnonzero(differs.any(axis=1))
    }
    news = np.flatnonzero((old_rows < 0) | np.isin(np.arange(len(old_rows)), list(changed)))
    gone = np.flatnonzero(rows_of(after, _keys(before)) < 0)
    keys = pa.concat_tables([_keys(after).take(pa.array(news)), _keys(before).take(pa.array(gone))])
    changes = ["changed" if row in changed else "added" for row in news.tolist()] + ["removed"] * len(gone)
    names = [changed.get(row, []) for row in news.tolist()] + [[]] * len(gone)
    columns = [*keys.columns, pa.array(changes, pa.string()), pa.array(names, pa.list_(pa.string()))]
    return Delta(old.digest, new.digest, pa.table(columns, schema=DELTA_SCHEMA), before, after)


def rows_of(entries: pa.Table, keys: pa.Table) -> NDArray[np.int64]:
    """Rows of the entries with these lists and ids; -1 for one that is not there.

    Args:
        entries: With `screening.watchlist.schema.ENTRY_SCHEMA`, or as they are stored.
        keys: With columns ``list`` and ``entry_id``.
    """
    known = pc.binary_join_element_wise(entries.column("list").cast(pa.string()), entries.column("id"), "\0")
    asked = pc.binary_join_element_wise(keys.column("list"), keys.column("entry_id"), "\0")
    return np.asarray(pc.fill_null(pc.index_in(asked, value_set=known), -1)).astype(np.int64)


def _keys(entries: pa.Table) -> pa.Table:
    return pa.table({"list": entries.column("list"), "entry_id": entries.column("id")})


def _whole(table: pa.Table, name: str) -> pa.Array:
    """A column as one array."""
    column = table.column(name)
    return column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays([*column.chunks, pa.nulls(0, column.type)])


def _equal(a: pa.Array, b: pa.Array) -> NDArray[np.bool_]:
    """Row by row, whether two arrays of one type hold the same; nulls are the same."""
    same: NDArray[np.bool_]
    if pa.types.is_list(a.type):
        lengths: list[NDArray[np.int32]] = [np.asarray(pc.fill_null(pc.list_value_length(x), -1)) for x in (a, b)]
        same = np.equal(*lengths)
        rows = pa.array(np.flatnonzero(same))
        items = _equal(*(x.take(rows).flatten() for x in (a, b)))
        counts = np.maximum(lengths[0][same], 0)
        wrong = np.bincount(np.repeat(np.arange(len(counts)), counts)[~items], minlength=len(counts))
        same[same] = wrong == 0
        return same
    if pa.types.is_struct(a.type):
        same = np.asarray(pc.equal(a.is_null(), b.is_null()))
        for x, y in zip(a.flatten(), b.flatten(), strict=True):
            same = same & _equal(x, y)
        return same
    same = np.asarray(pc.or_(pc.fill_null(pc.equal(a, b), False), pc.and_(a.is_null(), b.is_null())))
    return same


def _json(table: pa.Table, name: str, row: int) -> str:
    value: Any = table.column(name)[row].as_py()
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
