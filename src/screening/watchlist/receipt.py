"""What a load read, kept and refused: the account that every source gives of every row.

The failure of this field is a list that loads half and says nothing.  A `Receipt` is filled while a source is read
and closed at its end; closing fails unless ``rows_read == rows_loaded + rows_rejected``.  It holds positions and rules,
never a value of the list.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from screening.birthdates import BirthDate
from screening.errors import ListError
from screening.text import script_of
from screening.watchlist.schema import Entry

__all__ = ["GARBLED", "POSITIONS_KEPT", "Receipt", "birth_certainty", "name_script"]

POSITIONS_KEPT: Final = 100
"""Positions remembered per rule; the count is always exact."""

GARBLED: Final = re.compile(
    r"[\u00c2-\u00f4][\u0080-\u00a9\u00ac-\u00b4\u00b6\u00b8\u00b9\u00bc-\u00bf\u20ac\u2122]|\ufffd"
)
"""Letters that no language writes in a row: UTF-8 that was read as Latin-1 or Windows-1252, or was lost."""


def birth_certainty(birth: BirthDate) -> str:
    """Class of a birth date.

    Returns:
        ``day``, ``month``, ``year``, ``range``, ``alternatives``, ``approximate`` or ``unknown``.
    """
    if not birth.intervals:
        return "unknown"
    if "approx" in birth.flags:
        return "approximate"
    if len(birth.intervals) > 1:
        return "alternatives"
    first, last = birth.intervals[0]
    if first == last:
        return "day"
    if first.year != last.year:
        return "range"
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return "year"
    return "month" if first.month == last.month else "range"


def name_script(name: str) -> str:
    """Writing system of most words of a name, e.g. ``latin``, ``arabic``; ``other`` where it has no letters."""
    if name.isascii():
        return "latin" if any(map(str.isalpha, name)) else "other"
    scripts = Counter(script_of(word).name.lower() for word in name.split())
    scripts["other"] = 0
    return max(scripts, key=lambda script: scripts[script])


class Receipt:
    """The account of one load; open while the source is read, closed (and unchangeable) after it.

    Attributes:
        source: File name of the input, without its folder.
        format: Name of the source format, e.g. ``un``.
        list_name: Name under which the entries are listed.
        list_date: ISO date that the list states of itself, or None.
        bytes: Size of the input that was read; of a compressed file, of what was in it.
        rows_read, rows_loaded: Records met, and records that went into an entry.
    """

    def __init__(self) -> None:
        self.source = ""
        self.format = ""
        self.list_name = ""
        self.list_date: str | None = None
        self.bytes = 0
        self.rows_read = 0
        self.rows_loaded = 0
        self._entries: Counter[str] = Counter()
        self._names: Counter[str] = Counter()
        self._scripts: Counter[str] = Counter()
        self._births: Counter[str] = Counter()
        self._skipped: Counter[str] = Counter()
        self._rejected: dict[str, _Places] = {}
        self._notices: dict[str, _Places] = {}
        self._hash = hashlib.sha256()
        self._closed = False

    def begin(self, *, source: str, list_format: str, list_name: str) -> None:
        """Names what is being read.

        Raises:
            ListError: The receipt already belongs to another load.
        """
        if self.format:
            raise ListError("a receipt accounts for one load; make a new one")
        self.source, self.format, self.list_name = source, list_format, list_name

    def feed(self, data: bytes) -> None:
        """Adds input bytes to the digest, in order, as they are read."""
        self._check_open()
        self._hash.update(data)
        self.bytes += len(data)

    def load(self, entry: Entry, rows: int = 1, where: str = "") -> None:
        """Accounts for an entry that was made of ``rows`` records, of which the first stands at ``where``.

        A name that looks like text read in the wrong encoding is loaded as it is, with a notice.
        """
        self.rows_loaded += rows
        self._entries[entry.type] += 1
        for name in entry.names:
            self._names[name.kind] += 1
            self._scripts[name_script(name.name)] += 1
            if GARBLED.search(name.name) is not None:
                place = where or f"entry {self._entries.total()}"
                self.notice(place, "a name looks like text read in the wrong encoding")
        for birth in entry.birth_dates:
            self._births[birth_certainty(birth)] += 1

    def load_persons(
        self, entries: int, rows: int, *, kinds: Iterable[str], scripts: Iterable[str], births: Iterable[str]
    ) -> None:
        """Accounts for persons, as `load` would.

        Args:
            entries: How many they are.
            rows: Records that they were made of.
            kinds: Kind of each of their names.
            scripts: `name_script` of each name.
            births: `birth_certainty` of all their birth dates.
        """
        self.rows_loaded += rows
        self._entries["person"] += entries
        self._names.update(kinds)
        self._scripts.update(scripts)
        self._births.update(births)

    def reject(self, where: str, rule: str) -> None:
        """Accounts for a record that was left out because it breaks a rule."""
        self._check_open()
        self._rejected.setdefault(rule, _Places()).add(where)

    def notice(self, where: str, rule: str) -> None:
        """Records that a field was not understood; its entry is loaded, with the text in its remarks."""
        self._check_open()
        self._notices.setdefault(rule, _Places()).add(where)

    def skip(self, what: str) -> None:
        """Counts an empty node, e.g. an alias without a name."""
        self._check_open()
        self._skipped[what] += 1

    def close(self) -> None:
        """Checks the balance and seals the receipt.

        Raises:
            ListError: A row is not accounted for.
        """
        if self.rows_read != self.rows_loaded + self.rows_rejected:
            raise ListError(
                f"{self.rows_read} rows read, but {self.rows_loaded} loaded and {self.rows_rejected} rejected",
                where=self.source,
            )
        self._closed = True

    def __setattr__(self, name: str, value: object) -> None:
        self._check_open()
        self.__dict__[name] = value

    def _check_open(self) -> None:
        if self.__dict__.get("_closed"):
            raise ListError("a closed receipt does not change")

    @property
    def closed(self) -> bool:
        """Whether the load came to its end."""
        return self._closed

    @property
    def sha256(self) -> str:
        """Hexadecimal digest of the input."""
        return self._hash.hexdigest()

    @property
    def rows_rejected(self) -> int:
        """Records left out."""
        return sum(places.count for places in self._rejected.values())

    @property
    def entries(self) -> Mapping[str, int]:
        """Entries by type: ``person``, ``organisation``, ``document``."""
        return dict(self._entries)

    @property
    def names(self) -> Mapping[str, int]:
        """Names by kind."""
        return dict(self._names)

    @property
    def scripts(self) -> Mapping[str, int]:
        """Names by the writing system of most of their words."""
        return dict(self._scripts)

    @property
    def births(self) -> Mapping[str, int]:
        """Birth dates by `birth_certainty`."""
        return dict(self._births)

    @property
    def skipped(self) -> Mapping[str, int]:
        """Empty nodes by what they would have held."""
        return dict(self._skipped)

    @property
    def persons(self) -> int:
        """Persons loaded."""
        return self._entries["person"]

    def to_dict(self) -> dict[str, Any]:
        """The whole account as JSON-ready values, counts in a fixed order."""
        return {
            "source": self.source,
            "format": self.format,
            "list": self.list_name,
            "list_date": self.list_date,
            "sha256": self.sha256,
            "bytes": self.bytes,
            "rows_read": self.rows_read,
            "rows_loaded": self.rows_loaded,
            "rows_rejected": self.rows_rejected,
            "entries": dict(sorted(self._entries.items())),
            "names": dict(sorted(self._names.items())),
            "scripts": dict(sorted(self._scripts.items())),
            "births": dict(sorted(self._births.items())),
            "skipped": dict(sorted(self._skipped.items())),
            "rejected": [places.to_dict(rule) for rule, places in sorted(self._rejected.items())],
            "notices": [places.to_dict(rule) for rule, places in sorted(self._notices.items())],
        }

    def __str__(self) -> str:
        lines = [
            f"{self.source}: list {self.list_name}, format {self.format}, dated {self.list_date or 'unknown'}",
            f"  {self.bytes:,} bytes, sha256 {self.sha256}",
            f"  rows     {self.rows_read:,} read = {self.rows_loaded:,} loaded + {self.rows_rejected:,} rejected",
        ]
        for label, counts in (
            ("entries", self._entries),
            ("names", self._names),
            ("scripts", self._scripts),
            ("births", self._births),
            ("skipped", self._skipped),
        ):
            if counts:
                lines.append(f"  {label:8} " + ", ".join(f"{n:,} {what}" for what, n in sorted(counts.items())))
        for label, table in (("rejected", self._rejected), ("notice", self._notices)):
            lines += [f"  {label:8} {places.count:,} x {rule} ({places})" for rule, places in sorted(table.items())]
        if not self._closed:
            lines.append("  NOT COMPLETE: the load did not come to its end")
        return "\n".join(lines)


class _Places:
    """How often a rule was broken, and where first."""

    __slots__ = ("count", "first")

    def __init__(self) -> None:
        self.count = 0
        self.first: list[str] = []

    def add(self, where: str) -> None:
        self.count += 1
        if len(self.first) < POSITIONS_KEPT:
            self.first.append(where)

    def to_dict(self, rule: str) -> dict[str, Any]:
        return {"rule": rule, "count": self.count, "where": list(self.first)}

    def __str__(self) -> str:
        return ", ".join(self.first[:3]) + (", ..." if self.count > 3 else "")
