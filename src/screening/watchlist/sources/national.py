"""A national list as CSV, JSON lines, Parquet or Arrow, read by a mapping of its columns that is written in TOML.

The mapping is the source: it names the file, which lies beside it.

    file = "refused.csv"              # .csv, .tsv, .jsonl, .parquet, .arrow, or say format = "csv"
    list = "refused_entry"
    rows = "entry"                    # or "name": rows in a row with one id are one entry

    [columns]
    id = "case_no"
    surname = "family_name"
    given_names = ["first", "second"]                                   # joined with blanks
    alias = { column = "aka", separator = ";", kind = "weak" }
    birth_date = { column = "dob", format = "%d.%m.%Y" }
    nationality = { column = "nat", separator = "/" }
    action = { column = "code", values = { A = "arrest", R = "refuse" } }

    [constants]
    category = "refused_entry"
    discreet = true

`TARGETS` are the names on the left.  What other columns hold goes to the remarks unless ``ignore`` names them.
"""

from __future__ import annotations

import codecs
import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, get_args

from screening.errors import ConfigError
from screening.watchlist.receipt import Receipt
from screening.watchlist.schema import CountryRole, Entry, EntryType, NameKind
from screening.watchlist.sources._draft import Desk, Draft, iso_day
from screening.watchlist.sources._tables import FORMATS, Row, table_rows

__all__ = ["NAME", "TARGETS", "detect", "read"]

NAME: Final = "national"

_COUNTRIES: Final[dict[str, CountryRole]] = {
    "nationality": "nationality",
    "birth_country": "birth",
    "residence_country": "residence",
    "issuing_country": "issuing",
}
_NAMES: Final[dict[str, NameKind]] = {
    "alias": "strong",
    "weak_alias": "weak",
    "former_name": "former",
    "original_script": "original_script",
}
_DOCUMENT: Final = ("document_type", "document_issuer", "document_note")
_SINGLE: Final = ("id", "type", "reference", "category", "action", "discreet", "valid_from", "valid_to", "listed_on")
TARGETS: Final = (
    *_SINGLE, "name", "surname", "given_names", *_NAMES, "birth_date", "birth_place", *_COUNTRIES, "sex",
    "document_number", *_DOCUMENT, "title", "programme", "remarks",
)  # fmt: skip
"""What a column may be mapped to."""

_SETTINGS: Final = frozenset(
    {"file", "list", "format", "rows", "date", "delimiter", "encoding", "ignore", "columns", "constants"}
)
_OPTIONS: Final = frozenset({"column", "columns", "separator", "format", "calendar", "kind", "values"})
_TRUE: Final = frozenset({"true", "yes", "y", "1"})
_FALSE: Final = frozenset({"", "false", "no", "n", "0"})


@dataclass(frozen=True, slots=True)
class _Column:
    """How one target is read.

    Attributes:
        columns: Columns of the file; several are joined with blanks.
        separator: Between several values in one cell, ``""`` for none.
        formats: Formats of dates, as for `datetime.strptime`, in the order in which they are tried.
        calendar: Calendar of dates, e.g. ``Hijri``.
        kind: Kind of a name.
        values: Words of the file, and what they are here.
    """

    columns: tuple[str, ...]
    separator: str = ""
    formats: tuple[str, ...] = ()
    calendar: str = ""
    kind: NameKind | None = None
    values: Mapping[str, str] = field(default_factory=dict)

    def read(self, row: Mapping[str, list[str]]) -> list[str]:
        """The values in a row, translated."""
        if len(self.columns) == 1:
            texts = row.get(self.columns[0], [])
        else:
            whole = " ".join(text for column in self.columns for text in row.get(column, []))
            texts = [whole] if whole else []
        if self.separator:
            texts = [part for text in texts for part in text.split(self.separator)]
        return [self.values.get(part, part) for text in texts if (part := text.strip())]

    def date(self, text: str) -> str:
        """A date as text that a birth date is read from."""
        for one in self.formats:
            try:
                found = datetime.strptime(text, one).date()  # noqa: DTZ007 - a day has no zone
            except ValueError:
                continue
            text = found.isoformat() if "%d" in one else f"{found:%Y-%m}" if "%m" in one else f"{found:%Y}"
            break
        return f"{text} ({self.calendar} calendar)" if self.calendar else text

    @property
    def day_first(self) -> bool | None:
        """Whether the formats put the day before the month; None without a format."""
        first = next((one for one in self.formats if "%d" in one and "%m" in one), "")
        return first.index("%d") < first.index("%m") if first else None


@dataclass(frozen=True, slots=True)
class _Mapping:
    """A mapping file, checked."""

    file: Path
    format: str
    list_name: str
    by_name: bool
    date: str | None
    delimiter: str
    encoding: str
    ignore: frozenset[str]
    columns: Mapping[str, tuple[_Column, ...]]
    constants: Mapping[str, Any]
    known: frozenset[str] = frozenset()

    def needed(self) -> list[str]:
        """Columns that are mapped, in lower case, the id first."""
        specs = [*self.columns["id"], *(spec for one in self.columns.values() for spec in one)]
        return list(dict.fromkeys(name for spec in specs for name in spec.columns))


def detect(head: bytes, filename: str) -> bool:
    """Whether the file is TOML with a table of columns."""
    return filename.lower().endswith(".toml") and b"[columns" in head


def read(path: str | os.PathLike[str], receipt: Receipt, *, list_name: str | None = None) -> Iterator[Entry]:
    """Yields the entries in the order of the file that the mapping names.

    Args:
        path: The mapping.
        receipt: Takes the account; its digest is that of the mapping and the file, one after the other.
        list_name: Name of the list; what the mapping says, or its file name without the ending, when not given.

    Raises:
        ConfigError: The mapping is not TOML, or holds what it may not; says where.
        ListFormatError: The file is not in its format, or has not the columns that the mapping names.
        ListEmptyError: No entry was read.
    """
    mapping = _load(Path(path))
    name = list_name or mapping.list_name
    receipt.begin(source=f"{Path(path).name}, {mapping.file.name}", list_format=NAME, list_name=name)
    receipt.feed(Path(path).read_bytes())
    receipt.list_date = mapping.date
    desk = Desk(receipt)
    rows = table_rows(
        mapping.file,
        receipt,
        format=mapping.format,
        needed=mapping.needed(),
        ignored=mapping.ignore,
        delimiter=mapping.delimiter,
        encoding=mapping.encoding,
    )
    together: list[Row] = []
    current = ""
    for row in rows:
        entry_id = " ".join(mapping.columns["id"][0].read(row[1]))
        if together and (not mapping.by_name or not entry_id or entry_id != current):
            yield from _admitted(mapping, desk, together, current, name)
            together = []
        current = entry_id
        together.append(row)
    if together:
        yield from _admitted(mapping, desk, together, current, name)
    desk.close(needs=None)


def _admitted(mapping: _Mapping, desk: Desk, rows: list[Row], entry_id: str, list_name: str) -> Iterator[Entry]:
    draft = Draft(desk.receipt, rows[0][0])
    single: dict[str, str] = {}
    for where, row in rows:
        draft.where = where
        _row(mapping, draft, row, single)
    for target, value in mapping.constants.items():
        single.setdefault(target, str(value))
    entry = _entry(draft, single, entry_id, list_name)
    yield from desk.admit(entry, rows[0][0], [where for where, _ in rows])


def _row(mapping: _Mapping, draft: Draft, row: Mapping[str, list[str]], single: dict[str, str]) -> None:
    def texts(target: str) -> list[str]:
        return [text for spec in mapping.columns.get(target, ()) for text in spec.read(row)]

    surname, given = " ".join(texts("surname")), " ".join(texts("given_names"))
    if whole := " ".join(texts("name")) or f"{surname} {given}".strip():
        draft.name(whole, "primary", surname=surname, given_names=given)
    for target, kind in _NAMES.items():
        for spec in mapping.columns.get(target, ()):
            for text in spec.read(row):
                draft.name(text, spec.kind or kind)
    for spec in mapping.columns.get("birth_date", ()):
        for text in spec.read(row):
            draft.birth(spec.date(text), day_first=spec.day_first, stated=text)
    for target, role in _COUNTRIES.items():
        for text in texts(target):
            draft.country(text, role)
    for text in texts("birth_place"):
        draft.born_in(text)
    for text in texts("sex"):
        draft.sex(text)
    kind_of, issuer, note = (" ".join(texts(target)) for target in _DOCUMENT)
    for text in texts("document_number"):
        draft.document(text, kind_of, issuer, note)
    for text in texts("title"):
        draft.title(text)
    for text in texts("programme"):
        draft.programme(text)
    for text in texts("remarks"):
        draft.remark("", text)
    for target in _SINGLE[1:]:
        for spec in mapping.columns.get(target, ()):
            for text in spec.read(row):
                value = spec.date(text) if target in ("valid_from", "valid_to", "listed_on") else text
                if single.setdefault(target, value) != value:
                    draft.notice(f"rows of one entry state different values for {target}")
                    draft.remark(target, value)
    for column, values in row.items():
        if column not in mapping.known:
            draft.remark(column, "; ".join(values))


def _entry(draft: Draft, single: dict[str, str], entry_id: str, list_name: str) -> Entry:
    kind = single.get("type", "").lower()
    if kind not in get_args(EntryType):
        if kind:
            draft.notice("type must be person, organisation or document: taken as a person")
            draft.remark("Type", kind)
        kind = "document" if draft.documents and not draft.names else "person"
    discreet = single.get("discreet", "").lower()
    if discreet not in _TRUE | _FALSE:
        draft.notice("discreet must be true or false: taken as true")
    days = {target: draft.valid_day(single.get(target, "")) for target in ("valid_from", "valid_to")}
    listed = single.get("listed_on", "")
    if listed and iso_day(listed) is None:
        draft.notice("a day of listing was not understood")
        draft.remark("Listed", listed)
    if programme := single.get("programme"):
        draft.programme(programme)
    return draft.entry(
        entry_id,
        list_name,
        kind,  # type: ignore[arg-type]  # one of them, as was checked
        reference=single.get("reference"),
        category=single.get("category"),
        action=single.get("action"),
        discreet=discreet not in _FALSE,
        listed_on=iso_day(listed),
        **days,
    )


def _load(path: Path) -> _Mapping:
    where = path.name
    try:
        stated = tomllib.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise ConfigError("the mapping is not TOML in UTF-8", where=where) from None
    if unknown := stated.keys() - _SETTINGS:
        raise ConfigError(f"unknown setting {min(unknown)}; known are {', '.join(sorted(_SETTINGS))}", where=where)
    columns = stated.get("columns", {})
    constants = stated.get("constants", {})
    if not isinstance(stated.get("file"), str) or not isinstance(columns, dict) or not isinstance(constants, dict):
        raise ConfigError("a mapping needs file, and the tables columns and, if any, constants", where=where)
    for target in (*columns, *constants):
        if target not in TARGETS:
            raise ConfigError(f"unknown target {target}; known are {', '.join(TARGETS)}", where=where)
    if unfit := constants.keys() - {*_SINGLE[1:], "programme"}:
        raise ConfigError(f"{min(unfit)} cannot be a constant", where=where)
    specs = {target: _columns(target, value, where) for target, value in columns.items()}
    if "id" not in specs or specs.keys().isdisjoint({"name", "surname", "given_names", "document_number"}):
        rule = "columns must map id, and name, surname, given_names or document_number"
        raise ConfigError(rule, where=where)
    kind = stated.get("format") or FORMATS.get(Path(stated["file"].removesuffix(".gz")).suffix.lower(), "")
    encoding = str(stated.get("encoding", "utf-8"))
    if kind not in FORMATS.values():
        raise ConfigError(f"format must be one of {', '.join(sorted(set(FORMATS.values())))}", where=where)
    if stated.get("rows", "entry") not in ("entry", "name"):
        raise ConfigError("rows must be entry or name", where=where)
    try:
        encoding = codecs.lookup(encoding).name
    except LookupError:
        raise ConfigError("the encoding is unknown", where=where) from None
    stated_on = stated.get("date")
    ignore = frozenset(str(column).lower() for column in stated.get("ignore", ()))
    mapping = _Mapping(
        file=path.parent / stated["file"],
        format=kind,
        list_name=str(stated.get("list", path.stem)),
        by_name=stated.get("rows") == "name",
        date=stated_on.isoformat() if isinstance(stated_on, date) else iso_day(str(stated_on or "")),
        delimiter=str(stated.get("delimiter", "")),
        encoding=encoding,
        ignore=ignore,
        columns=specs,
        constants=constants,
    )
    return replace(mapping, known=ignore.union(mapping.needed()))


def _columns(target: str, value: Any, where: str) -> tuple[_Column, ...]:
    if isinstance(value, list) and any(isinstance(one, dict) for one in value):
        return tuple(_column(target, one, where) for one in value)
    return (_column(target, value, where),)


def _column(target: str, value: Any, where: str) -> _Column:
    options = value if isinstance(value, dict) else {"columns" if isinstance(value, list) else "column": value}
    names = options.get("columns", [options.get("column")])
    formats = options.get("format", [])
    values = options.get("values", {})
    valid = (
        options.keys() <= _OPTIONS
        and isinstance(names, list)
        and bool(names)
        and all(isinstance(name, str) and name for name in names)
        and isinstance(formats, str | list)
        and isinstance(values, dict)
        and options.get("kind") in (None, *get_args(NameKind))
    )
    if not valid:
        raise ConfigError(f"the mapping of {target} is a column, a list of columns, or a table of options", where=where)
    return _Column(
        columns=tuple(name.lower() for name in names),
        separator=str(options.get("separator", "")),
        formats=tuple(formats if isinstance(formats, list) else [formats]),
        calendar=str(options.get("calendar", "")),
        kind=options.get("kind"),
        values={str(key): str(one) for key, one in values.items()},
    )
